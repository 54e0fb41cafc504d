"""Weights in seven bits: what one rounding takes, those after it make up for; needs onnx (the `dev` extra)."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="the dev extra is not installed")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from konon.training.products import find_products, fits, open_model, read_constants, with_exact_products  # noqa: E402
from konon.training.requantize import requantize, round_weights  # noqa: E402

RNG = np.random.default_rng(1)
WEIGHT = RNG.integers(-127, 128, (48, 20)).astype(np.int8)
ROWS = (RNG.normal(size=(300, 6)) @ RNG.normal(size=(6, 48))).astype(np.float32)  # inputs that go together


def make_network() -> onnx.ModelProto:
    """One product as `quantize_dynamic` writes it: rows (n, 48) -> out (n, 20)."""
    constants = {
        "w_quantized": WEIGHT,
        "w_zero_point": np.zeros(20, np.int8),
        "w_scale": np.full(20, 0.01, np.float32),
    }
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["rows"], ["rows_q", "rows_scale", "rows_zero"]),
        helper.make_node("MatMulInteger", ["rows_q", "w_quantized", "rows_zero", "w_zero_point"], ["whole"]),
        helper.make_node("Mul", ["rows_scale", "w_scale"], ["scale"]),
        helper.make_node("Cast", ["whole"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["float", "scale"], ["out"]),
    ]
    given = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", 48])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", 20])
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "one", [given], [out], kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def error(product: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.square(product - wanted).mean() / np.square(wanted).mean())


def test_seven_bits_say_nearly_what_eight_said():
    old, new = make_network(), make_network()
    requantize(new, [{"rows": ROWS}])
    (weight,) = (read_constants(new)[one.weight] for one in find_products(new))
    assert fits(weight)
    assert not fits(WEIGHT)
    (before,) = open_model(with_exact_products(old)).run(None, {"rows": ROWS})
    (after,) = open_model(new).run(None, {"rows": ROWS})
    assert error(after, before) < 1e-4


def test_errors_are_made_up_for_where_inputs_go_together():
    weights, rows = WEIGHT * 0.01, ROWS.astype(np.float64)
    scales = np.abs(weights).max(0) / 63
    plain = np.rint(weights / scales) * scales
    evened = round_weights(weights, scales, rows.T @ rows / len(rows)) * scales
    assert error(rows @ evened, rows @ weights) < error(rows @ plain, rows @ weights) / 3


def test_weights_stay_in_seven_bits_where_errors_pile_up():
    weights = np.full((200, 1), 0.63)
    rounded = round_weights(weights, np.array([0.009]), np.ones((200, 200)))
    assert rounded.dtype == np.int8
    assert rounded.min() >= -64
    assert rounded.max() <= 63
