"""Boosted trees of scikit-learn -> a file that onnxruntime runs. Needs onnx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from konon.network.trees import ODDS, ROWS

VERSIONS: Final = (helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3))  # which onnxruntime 1.20 reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """N nodes, the first its root."""

    leaf: NDArray[np.bool_]  # (N,)
    feature: NDArray[Any]  # (N,) which number is asked about; of leaves anything
    threshold: NDArray[np.float64]  # (N,) up to which the left way is taken
    left: NDArray[Any]  # (N,) the node there; of leaves anything
    right: NDArray[Any]  # (N,)
    value: NDArray[Any]  # (N,) what a leaf adds to the log odds


def write_forest(trees: Iterable[Tree], *, bias: float, width: int, path: Path) -> None:
    """One file of all trees over rows of `width` numbers; `bias` is where the sum of their leaves begins."""
    fields: dict[str, list[Any]] = {}
    for number, tree in enumerate(trees):
        for name, values in _attributes(number, tree).items():
            fields.setdefault(name, []).extend(values)
    fields |= {"base_values": [float(bias)]}
    node = helper.make_node("TreeEnsembleRegressor", [ROWS], [ODDS], domain="ai.onnx.ml", n_targets=1)
    node.attribute.extend(helper.make_attribute(name, values) for name, values in fields.items())
    given = helper.make_tensor_value_info(ROWS, TensorProto.FLOAT, ["rows", width])
    made = helper.make_tensor_value_info(ODDS, TensorProto.FLOAT, ["rows", 1])
    graph = helper.make_graph([node], "forest", [given], [made])
    onnx.save(helper.make_model(graph, opset_imports=VERSIONS, ir_version=8, producer_name="konon"), path)


def _attributes(number: int, tree: Tree) -> dict[str, Sequence[Any]]:
    nodes, leaves = np.arange(len(tree.leaf)), np.flatnonzero(tree.leaf)
    inner = ~tree.leaf
    return {
        "nodes_treeids": [number] * len(nodes),
        "nodes_nodeids": nodes.tolist(),
        "nodes_featureids": np.where(inner, tree.feature, 0).tolist(),
        "nodes_modes": ["LEAF" if leaf else "BRANCH_LEQ" for leaf in tree.leaf],
        "nodes_values": below(np.where(inner, tree.threshold, 0)).tolist(),
        "nodes_truenodeids": np.where(inner, tree.left, 0).tolist(),
        "nodes_falsenodeids": np.where(inner, tree.right, 0).tolist(),
        "target_treeids": [number] * len(leaves),
        "target_nodeids": leaves.tolist(),
        "target_ids": [0] * len(leaves),
        "target_weights": tree.value[leaves].astype(float).tolist(),
    }


def below(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """The nearest float32 numbers that are no larger: of numbers in float32 the same are up to them."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)
