"""A checkpoint -> the files that ship: int8 ONNX encoder, small heads, vocabulary, card.

`python -m konon.training.export_tagger CHECKPOINT --vocabulary FOLDER --out konon/models/tagger`
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, cast

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from konon.network.loading import WIDER
from konon.reading.spans.decoding import Dials
from konon.reading.spans.windows import MAX_TOKENS
from konon.reading.text.pointing import FILE as POINTING
from konon.training.checkpoints import HEADS, load_checkpoint, unpack_vectors
from konon.training.corpora import Batch, make_batches, make_samples, read_corpus, split_with
from konon.training.layers import Layer, Network
from konon.training.unit_vectors import give_vectors

OPSET = 17
CALIBRATION = 16  # texts of each file


class Reach(NamedTuple):
    """The largest activations, without their sign, that go into three of a layer's products: (width,) each."""

    all: Tensor
    mixed: Tensor
    inner: Tensor


def even_out(linear: nn.Linear, reach: Tensor) -> tuple[nn.Linear, Tensor]:
    """A product that takes its input divided by the numbers given beside it (inputs,), with the same result.

    A few channels are ten times larger than the others and would take all of the eight bits. So each channel's size is
    shared evenly, as square roots, between the input and the weights, which have a scale a row (SmoothQuant, 2022).
    """
    weight = linear.weight.detach()
    share = (reach.clamp(min=1e-3) / weight.abs().amax(0).clamp(min=1e-5)).sqrt()
    share = share / share.log().mean().exp()
    even = nn.Linear(linear.in_features, linear.out_features)
    even.weight, even.bias = nn.Parameter(weight * share), nn.Parameter(linear.bias.detach().clone())
    return even, share


def join_products(layer: Layer) -> nn.Linear:
    """Query, key and value as one product, attention's scale folded in."""
    scale = 1 / math.sqrt(layer.query.out_features // layer.heads)
    joined = nn.Linear(layer.query.in_features, 3 * layer.query.out_features)
    weights = [layer.query.weight * scale, layer.key.weight, layer.value.weight]
    biases = [layer.query.bias * scale, layer.key.bias, layer.value.bias]
    joined.weight, joined.bias = nn.Parameter(torch.cat(weights).detach()), nn.Parameter(torch.cat(biases).detach())
    return joined


class RowProduct(nn.Module):
    """A `Linear` whose rows are first brought to one size, so that a loud one leaves the others their eight bits."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias

    def forward(self, x: Tensor) -> Tensor:
        """(subwords, inputs) -> (subwords, outputs)."""
        largest = x.abs().amax(1, keepdim=True)
        return (x / largest) @ self.weight.T * largest + self.bias


class PlainLayer(nn.Module):
    """A `Layer` for one window without padding, made for eight bits: each product has one scale for all its inputs.

    The channels that go into three of the products are evened out. Those of the fourth cannot be, since what makes
    them is not linear. The rows that go into the last two, where separators are ten times as loud as words, are
    brought to one size.
    """

    def __init__(self, layer: Layer, reach: Reach) -> None:
        super().__init__()
        self.heads, self.width = layer.heads, layer.mixed.out_features
        self.norm1, self.norm2 = layer.norm1, layer.norm2
        joined = join_products(layer)
        self.mixed, share = even_out(layer.mixed, reach.mixed)  # what the values give it is linear: they take the share
        joined.weight.data[-self.width :] /= share[:, None]
        joined.bias.data[-self.width :] /= share
        self.all, share = even_out(joined, reach.all)
        self.all_ease = nn.Parameter(1 / share)
        inner, share = even_out(layer.inner, reach.inner)
        self.inner_ease = nn.Parameter(1 / share)
        self.inner, self.outer = RowProduct(inner), RowProduct(layer.outer)

    def forward(self, x: Tensor) -> Tensor:
        """(subwords, width) -> the same."""
        split = self.all(x * self.all_ease).view(-1, 3, self.heads, self.width // self.heads).permute(1, 2, 0, 3)
        q, k, v = split[0], split[1], split[2]
        seen = (torch.softmax(q @ k.transpose(1, 2), dim=-1) @ v).transpose(0, 1).reshape(-1, self.width)
        x = self.norm1(x + self.mixed(seen))
        return cast(Tensor, self.norm2(x + self.outer(F.gelu(self.inner(x * self.inner_ease)))))


class PlainNetwork(nn.Module):
    """vectors (subwords, width), first (units,) -> (units, OUT): one window, nothing padded."""

    def __init__(self, network: Network, reaches: list[Reach]) -> None:
        super().__init__()
        self.network = network
        layers = zip(network.encoder.layers, reaches, strict=True)
        self.layers = nn.ModuleList(PlainLayer(cast(Layer, layer), reach) for layer, reach in layers)

    def forward(self, vectors: Tensor, first: Tensor) -> Tensor:
        """One window through the encoder; the heads see only each unit's first subword."""
        encoder = self.network.encoder
        x = encoder.norm(vectors + encoder.position.weight[: vectors.shape[0]])
        for layer in self.layers:
            x = layer(x)
        return cast(Tensor, self.network.heads(x[first]))


def batch_vectors(batches: Iterable[Batch], vectors: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Word vectors and mask of each batch."""
    for batch in batches:
        yield vectors[batch.tokens], batch.mask


def measure_reaches(network: Network, inputs: Iterable[tuple[Tensor, Tensor]]) -> list[Reach]:
    """What goes into each layer's products over pairs of vectors and mask."""
    layers = [cast(Layer, layer) for layer in network.encoder.layers]
    products = [[layer.query, layer.mixed, layer.inner] for layer in layers]
    largest = [[torch.zeros(product.in_features) for product in part] for part in products]

    def keep(held: list[Tensor], place: int) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def look(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            held[place] = torch.maximum(held[place], inputs[0].flatten(0, -2).abs().amax(0))

        return look

    hooks = [
        product.register_forward_pre_hook(keep(largest[number], place))
        for number, part in enumerate(products)
        for place, product in enumerate(part)
    ]
    with torch.no_grad():
        for given, mask in inputs:
            network.encoder(given, mask)
    for hook in hooks:
        hook.remove()
    return [Reach(*held) for held in largest]


def export_encoder(network: Network, reaches: list[Reach], target: Path) -> None:
    """Write the encoder with its heads as ONNX, weights in seven bits (see `products.fits`)."""
    plain = PlainNetwork(network, reaches).eval()
    vectors, first = torch.randn(24, network.shape.width), torch.tensor([1, 3, 4])
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        torch.onnx.export(
            plain,
            (vectors, first),
            str(whole),
            input_names=["vectors", "first"],
            output_names=["out"],
            dynamic_axes={"vectors": {0: "subwords"}, "first": {0: "units"}, "out": {0: "units"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    model = onnx.load(str(target))
    give_vectors(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def export_heads(network: Network, target: Path) -> None:
    """Write the heads that NumPy runs."""
    held = network.state_dict()
    save_file({theirs: held[ours].contiguous() for theirs, ours in HEADS.items()}, target)


def main(argv: list[str] | None = None) -> None:
    """Export one checkpoint."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("--vocabulary", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--calibrate", type=Path, nargs="+", required=True, help="gold files whose first texts are run")
    ap.add_argument("--name", default="tagger-1")
    ap.add_argument("--window", type=int, default=MAX_TOKENS, help="most subwords at once")
    ap.add_argument("--dials", type=json.loads, default={}, help="JSON object of decoding dials")
    ap.add_argument("--dials-of", type=json.loads, default={}, help="the same of languages, where they are their own")
    a = ap.parse_args(argv)
    network, history = load_checkpoint(a.checkpoint)
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(a.vocabulary / "tokenizer.json"))
    texts = [text for path in a.calibrate for text in read_corpus(path, split_with(tokenizer))[:CALIBRATION]]
    rng = random.Random(1)
    vectors = unpack_vectors(a.vocabulary / "vectors.safetensors")
    batches = make_batches(make_samples(texts, rng), rng)
    reaches = measure_reaches(network, batch_vectors(batches, vectors))
    export_encoder(network, reaches, a.out / "encoder.onnx")
    export_heads(network, a.out / "heads.safetensors")
    for name in ("tokenizer.json", "vectors.safetensors", *WIDER):
        shutil.copyfile(a.vocabulary / name, a.out / name)
    (a.out / POINTING).unlink(missing_ok=True)  # of other weights
    if (a.checkpoint / POINTING).exists():
        shutil.copyfile(a.checkpoint / POINTING, a.out / POINTING)
    history["corpora"] = ["/".join(Path(spec).parts[-2:]) for spec in history.get("corpora", [])]
    dials = {"dials": asdict(Dials(**a.dials)), "dials_of": a.dials_of}
    card = {"name": a.name, "window": a.window, **dials, "training": history}
    (a.out / "tagger.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
