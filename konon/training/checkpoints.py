"""Checkpoints: what a run writes and others go on from; and the shipped weights as one.

    python -m konon.training.checkpoints konon/models/tagger --out FOLDER

writes the checkpoint that the weights of a package are, for a run that goes on from them: what int8 rounded off is
lost and soon learned again.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file, save_file
from torch import Tensor

from konon.training.layers import Network, Shape
from konon.training.mpnet import WideNetwork


def unpack_vectors(path: Path) -> Tensor:
    """The word vectors in float32: (pieces, width)."""
    stored = load_file(path)
    nibbles, scales = stored["nibbles"], stored["scales"].float()
    blocks = nibbles.view(len(nibbles), -1, 16)
    values = torch.cat([blocks & 15, blocks >> 4], dim=2).float() - 8
    return (values * scales[:, :, None]).flatten(1)


def save_checkpoint(folder: Path, weights: dict[str, Tensor], shape: Shape, history: dict[str, object]) -> None:
    """Write network.safetensors and network.json."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in weights.items()}, folder / "network.safetensors")
    (folder / "network.json").write_text(json.dumps({"shape": asdict(shape), **history}, indent=1) + "\n")


def load_checkpoint(folder: Path) -> tuple[Network, dict[str, Any]]:
    """A checkpoint's network in evaluation mode, and its history."""
    history = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    held, shape = load_file(folder / "network.safetensors"), Shape(**history["shape"])
    network = WideNetwork(shape) if "vectors.words" in held else Network(shape)
    network.load_state_dict(held)
    return network.eval(), history


def read_parameters(path: Path) -> dict[str, Tensor]:
    """The parameters of an exported network by their names, those in int8 in float32 again."""
    graph = onnx.load(str(path)).graph
    held = {part.name: torch.from_numpy(numpy_helper.to_array(part).copy()) for part in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMulInteger":  # called like /layers.0/inner/MatMul_quant
            stem = node.input[1].removesuffix("_quantized")
            value, zero, scale = (held.pop(f"{stem}_{part}").float() for part in ("quantized", "zero_point", "scale"))
            held[".".join(node.name.split("/")[1:-1]) + ".weight"] = ((value - zero) * scale).T
    return held


def unpack_shipped(folder: Path) -> tuple[dict[str, Tensor], Shape]:
    """The weights of a package's tagger in float32, by the network's own names."""
    read = read_parameters(folder / "encoder.onnx")
    held = {name.removeprefix("network.").removeprefix("encoder."): part for name, part in read.items()}
    count = sum(name.endswith("norm1.weight") for name in held)
    shape = Shape(layers=count)
    for layer in range(count):
        for product in ("all", "inner"):
            held[f"layers.{layer}.{product}.weight"] *= held.pop(f"layers.{layer}.{product}_ease", torch.ones(1))
        held.pop(f"layers.{layer}.column", None)
        for kind in ("weight", "bias"):
            query, key, value = held.pop(f"layers.{layer}.all.{kind}").chunk(3)
            parts = {"query": query * math.sqrt(shape.width // shape.heads), "key": key, "value": value}
            held |= {f"layers.{layer}.{name}.{kind}": part for name, part in parts.items()}
    weights = {name if name.startswith("heads.") else f"encoder.{name}": part for name, part in held.items()}
    heads = load_file(folder / "heads.safetensors")
    return weights | {HEADS[name]: value for name, value in heads.items()}, shape


HEADS = {  # what the small heads are called in the package -> in the network
    "distance": "linker.distance.weight",
    "sum_weight": "linker.sum.weight",
    "sum_bias": "linker.sum.bias",
    "product": "linker.product.weight",
    "inner_weight": "meaner.inner.weight",
    "inner_bias": "meaner.inner.bias",
    "outer_weight": "meaner.outer.weight",
    "outer_bias": "meaner.outer.bias",
}


def main(argv: list[str] | None = None) -> None:
    """Write the checkpoint that a package's weights are."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("package", type=Path, help="folder with encoder.onnx and heads.safetensors")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    weights, shape = unpack_shipped(a.package)
    card = json.loads((a.package / "tagger.json").read_text(encoding="utf-8"))
    save_checkpoint(a.out, weights, shape, {"from": card["name"], "training": card["training"]})


if __name__ == "__main__":
    main()
