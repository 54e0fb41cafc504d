"""An exported network -> its integer products: where they are, and how to make them exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

EDGE = 64  # see `fits`


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One MatMulInteger by the names of its tensors: uint8 rows times a constant int8 matrix (inputs, outputs)."""

    rows: str
    rows_zero: str
    rows_scale: str
    weight: str
    weight_scale: str
    out: str  # int32


def fits(weight: NDArray[Any]) -> bool:
    """Whether no kernel can saturate on these weights, whatever the rows hold.

    x86 CPUs without VNNI add two products of uint8 and int8 in 16 bits (vpmaddubsw), which hold 32,767 at most:
    2 * 255 * 64 = 32,640 fits, 2 * 255 * 127 = 64,770 does not.
    """
    return weight.dtype == np.int8 and bool(np.abs(weight.astype(np.int64)).max() <= EDGE)


def find_products(model: onnx.ModelProto) -> list[Product]:
    """All products of a network that `quantize_dynamic` wrote, in its order."""
    makers = {name: node for node in model.graph.node for name in node.output}
    found = []
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            rows, weight, zero, _ = node.input
            rows_scale = makers[rows].output[1]  # DynamicQuantizeLinear gives rows, scale, zero point
            found.append(
                Product(
                    rows=rows,
                    rows_zero=zero,
                    rows_scale=rows_scale,
                    weight=weight,
                    weight_scale=weight.removesuffix("_quantized") + "_scale",
                    out=node.output[0],
                )
            )
    return found


def read_constants(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    """The network's constants by name; the arrays cannot be written to."""
    return {part.name: numpy_helper.to_array(part) for part in model.graph.initializer}


def write_constants(model: onnx.ModelProto, new: dict[str, NDArray[Any]]) -> None:
    """Put others of the same names in their place."""
    for part in model.graph.initializer:
        if part.name in new:
            part.CopyFrom(numpy_helper.from_array(new[part.name], part.name))


def expose(model: onnx.ModelProto, names: Iterable[str]) -> onnx.ModelProto:
    """A copy whose outputs are these tensors alone; onnxruntime finds out their types."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    copy.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    return copy


def with_exact_products(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy that makes every integer product in float64, where all sums below 2 ** 53 are exact; slow."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    nodes = list(copy.graph.node)
    del copy.graph.node[:]
    for node in nodes:
        copy.graph.node.extend(make_exact(node) if node.op_type == "MatMulInteger" else [node])
    return copy


def make_exact(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """The nodes that stand for one MatMulInteger (rows, weight, their zero points)."""
    stem, out = node.output[0], node.output[0]
    nodes = [
        helper.make_node("Cast", [name], [f"{stem}_{place}"], to=TensorProto.DOUBLE)
        for place, name in enumerate(node.input)
    ]
    for place in (0, 1):
        nodes.append(helper.make_node("Sub", [f"{stem}_{place}", f"{stem}_{place + 2}"], [f"{stem}_{place}_less"]))
    nodes.append(helper.make_node("MatMul", [f"{stem}_0_less", f"{stem}_1_less"], [f"{stem}_double"]))
    nodes.append(helper.make_node("Cast", [f"{stem}_double"], [out], to=TensorProto.INT32))
    return nodes


def open_model(model: onnx.ModelProto | Path) -> onnxruntime.InferenceSession:
    """A session of a network in memory or in a file, on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    given = str(model) if isinstance(model, Path) else model.SerializeToString()
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
