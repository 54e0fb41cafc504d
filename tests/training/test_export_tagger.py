"""What is made for eight bits says the same before it is rounded; needs torch and onnx (the `train` extra)."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("onnx", reason="the train extra is not installed")

from konon.training.export_tagger import PlainNetwork, RowProduct, even_out, measure_reaches  # noqa: E402
from konon.training.layers import Network, Shape  # noqa: E402

SHAPE = Shape(layers=2, width=24, heads=2, inner=32, dropout=0.0)


def test_the_exported_form_says_what_the_network_says() -> None:
    torch.manual_seed(1)
    network = Network(SHAPE).eval()
    for layer in network.encoder.layers:
        layer.norm1.weight.data[3] *= 20.0  # a loud channel
    vectors = torch.randn(1, 9, 24)
    mask, first = torch.ones(1, 9), torch.tensor([1, 4, 8])
    plain = PlainNetwork(network, measure_reaches(network, [(vectors, mask)])).eval()
    with torch.no_grad():
        whole = network(vectors, mask)[0, first]
        assert torch.allclose(plain(vectors[0], first), whole, atol=1e-4)


def test_channels_are_evened_out() -> None:
    torch.manual_seed(1)
    linear, x = torch.nn.Linear(8, 4), torch.randn(50, 8)
    x[:, 2] *= 30.0
    even, share = even_out(linear, x.abs().amax(0))
    assert torch.allclose(even(x / share), linear(x), atol=1e-4)
    before, after = (part.abs().amax(0) for part in (x, x / share))
    assert float(after.max() / after.median()) < float(before.max() / before.median()) / 3


def test_rows_are_brought_to_one_size() -> None:
    torch.manual_seed(1)
    linear, x = torch.nn.Linear(8, 4), torch.randn(5, 8)
    x[1] *= 50.0
    assert torch.allclose(RowProduct(linear)(x), linear(x), atol=1e-4)
