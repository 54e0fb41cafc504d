"""An int8 network, texts -> the same network with weights in seven bits, which no CPU's products saturate on.

    python -m konon.training.requantize tagger konon/models/tagger/encoder.onnx --texts FILE... --out FILE

For a network whose float checkpoint is gone; `training/export.py` writes seven bits at once. Half of the old weights
lie right between two new ones. So what one rounding takes from a product is made up for by those that come after it,
as far as the inputs that texts bring go together (GPTQ, 2023).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from konon.network.loading import load_vocabulary
from konon.network.meaning import load_encoder
from konon.reading.spans.windows import make_windows
from konon.training.products import (
    expose,
    find_products,
    open_model,
    read_constants,
    with_exact_products,
    write_constants,
)
from konon.training.vocabulary import read_texts

LEAST, MOST = -64, 63
TEXTS, LINES = 60, 400  # of each file: texts for the tagger, lines for the network of meaning
DAMPING = 0.1  # of the inputs' mean square: how far their going together is not trusted
BLOCK = 64  # inputs whose errors are passed on together

Doubles = NDArray[np.float64]
Feed = dict[str, NDArray[Any]]


def round_weights(weights: Doubles, scales: Doubles, together: Doubles) -> NDArray[np.int8]:
    """(inputs, outputs) whole numbers in seven bits; times `scales` (outputs,) they make products like `weights`.

    `together` (inputs, inputs) is the mean product of each two inputs. The loudest inputs are rounded first.
    """
    count = len(weights)
    damped = together + np.eye(count) * DAMPING * np.diag(together).mean()
    order = np.argsort(-np.diag(damped), kind="stable")
    upper = np.linalg.cholesky(np.linalg.inv(damped[np.ix_(order, order)])).T
    left, rounded = weights[order], np.empty(weights.shape, np.int8)
    for begin in range(0, count, BLOCK):
        end = min(begin + BLOCK, count)
        lost = np.empty((end - begin, weights.shape[1]))
        for k in range(begin, end):
            whole = np.clip(np.rint(left[k] / scales), LEAST, MOST)
            rounded[order[k]] = whole
            lost[k - begin] = (left[k] - whole * scales) / upper[k, k]
            left[k + 1 : end] -= np.outer(upper[k, k + 1 : end], lost[k - begin])
        left[end:] -= upper[begin:end, end:].T @ lost
    return rounded


def measure_together(model: onnx.ModelProto, feeds: Iterable[Feed]) -> list[Doubles]:
    """For each product the mean product of each two of its inputs, as the exact network has them."""
    products = find_products(model)
    names = [name for one in products for name in (one.rows, one.rows_zero, one.rows_scale)]
    session = open_model(expose(with_exact_products(model), names))
    sums: list[Any] = [0.0] * len(products)
    counts = [0] * len(products)
    for feed in feeds:
        found = session.run(names, feed)
        for place in range(len(products)):
            whole, zero, scale = found[3 * place : 3 * place + 3]
            rows = (whole.astype(np.float32) - np.float32(zero)) * scale
            sums[place] = sums[place] + rows.T @ rows
            counts[place] += len(rows)
    return [total.astype(np.float64) / count for total, count in zip(sums, counts, strict=True)]


def requantize(model: onnx.ModelProto, feeds: Iterable[Feed]) -> None:
    """Write weights in seven bits, and their scales, into the network."""
    old = read_constants(model)
    new: dict[str, NDArray[Any]] = {}
    for product, together in zip(find_products(model), measure_together(model, feeds), strict=True):
        weights = old[product.weight] * old[product.weight_scale].astype(np.float64)
        scales = (np.abs(weights).max(0) / MOST).astype(np.float32)
        new[product.weight] = round_weights(weights, scales.astype(np.float64), together)
        new[product.weight_scale] = scales
    write_constants(model, new)


def feed_tagger(path: Path) -> Iterator[Feed]:
    """What the tagger's network is given for the first texts of a file."""
    vocabulary = load_vocabulary()
    for text in islice(read_texts([path]), TEXTS):
        for window in make_windows(text, [(0, len(text))], vocabulary.tokenizer):
            vectors = vocabulary.vectors.look_up(window.tokens)
            yield {"vectors": vectors, "first": window.first.astype(np.int64)}


def feed_meaning(path: Path) -> Iterator[Feed]:
    """What the network of meaning is given for lines from all over a file."""
    encoder = load_encoder()
    lines = [line for text in read_texts([path]) for line in text.split("\n") if len(line.split()) > 4]
    chosen = random.Random(1).sample(lines, min(len(lines), LINES))
    for encoding in encoder.vocabulary.tokenizer.encode_batch(chosen, add_special_tokens=False):
        yield {"vectors": encoder.look_up(encoding.ids)}


FEEDS = {"tagger": feed_tagger, "meaning": feed_meaning}


def main(argv: list[str] | None = None) -> None:
    """Write one network anew."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("network", choices=FEEDS)
    ap.add_argument("encoder", type=Path, help="its encoder.onnx in int8")
    ap.add_argument("--texts", type=Path, nargs="+", required=True, help="JSON lines with `text`")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    model = onnx.load(str(a.encoder))
    requantize(model, chain.from_iterable(map(FEEDS[a.network], a.texts)))
    onnx.save(model, str(a.out))


if __name__ == "__main__":
    main()
