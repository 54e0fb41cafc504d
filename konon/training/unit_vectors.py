"""An exported tagger -> the same, which also gives out what it makes of each unit, for the heads that learn from it.

    python -m konon.training.unit_vectors konon/models/tagger/encoder.onnx

The vectors are those after the middle layer and after the last, at each unit's first subword: names are clearer in
the middle, what belongs to a statement at the end. Nothing else of the network changes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
from onnx import TensorProto, helper

WIDTH = 384
OUTPUTS = ("middle", "last")


def give_vectors(model: onnx.ModelProto) -> None:
    """Adds the outputs `middle` and `last`, (units, WIDTH) each; nothing where they are there."""
    graph = model.graph
    if {one.name for one in graph.output} >= set(OUTPUTS):
        return
    layers = [node.output[0] for node in graph.node if node.op_type == "LayerNormalization"][2::2]
    for name, layer in zip(OUTPUTS, (layers[len(layers) // 2 - 1], layers[-1]), strict=True):
        graph.node.append(helper.make_node("Gather", [layer, "first"], [name], axis=0))
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["units", WIDTH]))


def main(argv: list[str] | None = None) -> None:
    """Change one file."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("encoder", type=Path)
    a = ap.parse_args(argv)
    model = onnx.load(str(a.encoder))
    give_vectors(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(a.encoder))


if __name__ == "__main__":
    main()
