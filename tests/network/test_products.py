"""The shipped networks' integer products are the same on every CPU: none can saturate, and each is exact."""

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="the dev extra is not installed")

from konon.network.loading import MODELS  # noqa: E402
from konon.network.meaning import load_encoder  # noqa: E402
from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.reading.spans.windows import make_windows  # noqa: E402
from konon.training.products import expose, find_products, fits, open_model, read_constants  # noqa: E402

NETWORKS = {"tagger": 25, "meaning": 48}  # products in each
SAMPLES = sorted((MODELS.parent / "samples").glob("*.txt"))


def read_sample(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def feed(network: str, text: str) -> dict[str, np.ndarray]:
    """What a network is given for the text: its first window, or its first line."""
    if network == "meaning":
        encoder = load_encoder()
        ids = encoder.vocabulary.tokenizer.encode(text.split("\n", maxsplit=1)[0], add_special_tokens=False).ids
        return {"vectors": encoder.look_up(ids)}
    tagger = load_tagger()
    window = make_windows(text, [(0, len(text))], tagger.tokenizer, tagger.limit)[0]
    return {"vectors": tagger.vectors.look_up(window.tokens), "first": window.first.astype(np.int64)}


@pytest.fixture(scope="module", params=NETWORKS)
def network(request):
    return request.param, onnx.load(str(MODELS / request.param / "encoder.onnx"))


def test_two_of_the_largest_products_fit_sixteen_bits():
    """What AVX2 adds up in 16 bits: uint8 times int8, two at a time."""
    top = np.iinfo(np.int16).max
    assert fits(np.full((2, 1), 64, np.int8))
    assert top >= 2 * 255 * 64
    assert not fits(np.full((2, 1), 65, np.int8))
    assert top < 2 * 255 * 65
    assert not fits(np.full((2, 1), -128, np.int8))


def test_no_weight_can_saturate(network):
    name, model = network
    constants = read_constants(model)
    products = find_products(model)
    assert len(products) == NETWORKS[name]
    assert [one.weight for one in products if not fits(constants[one.weight])] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_product_is_exact(network, sample):
    name, model = network
    constants, products = read_constants(model), find_products(model)
    names = [tensor for one in products for tensor in (one.rows, one.rows_zero, one.out)]
    found = open_model(expose(model, names)).run(names, feed(name, read_sample(sample)))
    for place, one in enumerate(products):
        rows, zero, out = found[3 * place : 3 * place + 3]
        exact = (rows.astype(np.int64) - int(zero)) @ constants[one.weight].astype(np.int64)
        assert rows.max() > 200  # the full reach of uint8 is used
        assert np.array_equal(out, exact), one.out
