"""A checkpoint -> the files that ship: int8 ONNX encoder, small heads, vocabulary, card.

`python -m konon.training.export CHECKPOINT --vocabulary FOLDER --out konon/models/tagger`
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
from typing import Any, cast

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from konon.reading.decoding import Dials
from konon.reading.windows import MAX_TOKENS
from konon.training.corpora import Batch, make_batches, make_samples, read_corpus
from konon.training.network import Layer, Network, Shape
from konon.training.train import unpack_vectors

OPSET = 17
CALIBRATION = 16  # texts of each file


class PlainLayer(nn.Module):
    """A `Layer` for one window without padding: query, key and value in one product, the scale folded in.

    One channel of the inner activations is ten times larger than all others (it marks separators). Left alone it
    would take all of the eight bits, so what it has over `cap` goes by in floats.
    """

    def __init__(self, layer: Layer, width: int, reach: Tensor) -> None:
        """`reach` (inner,): the largest inner activation of each channel over a calibration text."""
        super().__init__()
        self.loud = int(reach.argmax())
        self.cap = 1.1 * float(reach.topk(2).values[1])
        self.layer, self.width, self.size = layer, width, width // layer.heads
        scale = 1 / math.sqrt(self.size)
        weights = [layer.query.weight * scale, layer.key.weight, layer.value.weight]
        biases = [layer.query.bias * scale, layer.key.bias, layer.value.bias]
        self.column = nn.Parameter(layer.outer.weight[:, self.loud].detach().clone())
        self.all = nn.Linear(width, 3 * width)
        self.all.weight, self.all.bias = nn.Parameter(torch.cat(weights)), nn.Parameter(torch.cat(biases))

    def forward(self, x: Tensor) -> Tensor:
        """(subwords, width) -> the same."""
        split = self.all(x).view(-1, 3, self.layer.heads, self.size).permute(1, 2, 0, 3)
        q, k, v = split[0], split[1], split[2]
        seen = (torch.softmax(q @ k.transpose(1, 2), dim=-1) @ v).transpose(0, 1).reshape(-1, self.width)
        x = self.layer.norm1(x + self.layer.mixed(seen))
        inner = F.gelu(self.layer.inner(x))
        low = inner.clamp(max=self.cap)
        loud = (inner[:, self.loud : self.loud + 1] - low[:, self.loud : self.loud + 1]) * self.column
        return cast(Tensor, self.layer.norm2(x + self.layer.outer(low) + loud))


class PlainNetwork(nn.Module):
    """vectors (subwords, width), first (units,) -> (units, OUT): one window, nothing padded."""

    def __init__(self, network: Network, reaches: list[Tensor]) -> None:
        super().__init__()
        self.network = network
        width = network.shape.width
        layers = zip(network.encoder.layers, reaches, strict=True)
        self.layers = nn.ModuleList(PlainLayer(cast(Layer, layer), width, reach) for layer, reach in layers)

    def forward(self, vectors: Tensor, first: Tensor) -> Tensor:
        """One window through the encoder; the heads see only each unit's first subword."""
        encoder = self.network.encoder
        x = encoder.norm(vectors + encoder.position.weight[: vectors.shape[0]])
        for layer in self.layers:
            x = layer(x)
        return cast(Tensor, self.network.heads(x[first]))


def load_network(folder: Path) -> tuple[Network, dict[str, Any]]:
    """A checkpoint's network in evaluation mode, and its history."""
    history = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    network = Network(Shape(**history["shape"]))
    network.load_state_dict(load_file(folder / "network.safetensors"))
    return network.eval(), history


def batch_vectors(batches: Iterable[Batch], vectors: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Word vectors and mask of each batch."""
    for batch in batches:
        yield vectors[batch.tokens], batch.mask


def measure_reaches(network: Network, inputs: Iterable[tuple[Tensor, Tensor]]) -> list[Tensor]:
    """For each layer the largest inner activation of each channel (inner,) over pairs of vectors and mask."""
    reaches = [torch.zeros(network.shape.inner) for _ in network.encoder.layers]

    def keep(number: int) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def look(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            reaches[number] = torch.maximum(reaches[number], inputs[0].flatten(0, -2).max(0).values)

        return look

    outers = [cast(Layer, layer).outer for layer in network.encoder.layers]
    hooks = [outer.register_forward_pre_hook(keep(number)) for number, outer in enumerate(outers)]
    with torch.no_grad():
        for given, mask in inputs:
            network.encoder(given, mask)
    for hook in hooks:
        hook.remove()
    return reaches


def export_encoder(network: Network, reaches: list[Tensor], target: Path) -> None:
    """Write the encoder with its heads as ONNX, weights in int8."""
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
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True)
    onnx.checker.check_model(str(target))


def export_heads(network: Network, target: Path) -> None:
    """Write the heads that NumPy runs."""
    parts = {
        "distance": network.linker.distance.weight,
        "sum_weight": network.linker.sum.weight,
        "sum_bias": network.linker.sum.bias,
        "product": network.linker.product.weight,
        "inner_weight": network.meaner.inner.weight,
        "inner_bias": network.meaner.inner.bias,
        "outer_weight": network.meaner.outer.weight,
        "outer_bias": network.meaner.outer.bias,
    }
    save_file({name: part.detach().contiguous() for name, part in parts.items()}, target)


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
    a = ap.parse_args(argv)
    network, history = load_network(a.checkpoint)
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(a.vocabulary / "tokenizer.json"))
    texts = [text for path in a.calibrate for text in read_corpus(path, tokenizer)[:CALIBRATION]]
    rng = random.Random(1)
    vectors = unpack_vectors(a.vocabulary / "vectors.safetensors")
    batches = make_batches(make_samples(texts, rng), rng)
    reaches = measure_reaches(network, batch_vectors(batches, vectors))
    export_encoder(network, reaches, a.out / "encoder.onnx")
    export_heads(network, a.out / "heads.safetensors")
    for name in ("tokenizer.json", "vectors.safetensors"):
        shutil.copyfile(a.vocabulary / name, a.out / name)
    history["corpora"] = ["/".join(Path(spec).parts[-2:]) for spec in history.get("corpora", [])]
    card = {"name": a.name, "window": a.window, "dials": asdict(Dials(**a.dials)), "training": history}
    (a.out / "tagger.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
