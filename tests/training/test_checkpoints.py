"""The shipped weights as a checkpoint to go on from; needs torch (the `train` extra)."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the train extra is not installed")

from konon.network.loading import VOCABULARY as PACKAGE  # noqa: E402
from konon.reading.spans.tagger import load_tagger  # noqa: E402
from konon.reading.spans.windows import make_windows  # noqa: E402
from konon.training.checkpoints import load_checkpoint, save_checkpoint, unpack_shipped, unpack_vectors  # noqa: E402
from konon.training.marks import read_window  # noqa: E402

TEXT = (
    "Budi mengatakan harga beras turun di Jakarta. “Kami sudah menghitungnya,” ujarnya kepada wartawan.\n"
    "The minister said prices had fallen, but a spokesman for the union denied that anyone had noticed."
)


def test_what_was_unpacked_reads_as_the_package_does(tmp_path) -> None:  # type: ignore[no-untyped-def]
    weights, shape = unpack_shipped(PACKAGE)
    save_checkpoint(tmp_path, weights, shape, {"from": "the package"})
    network, history = load_checkpoint(tmp_path)
    assert history["from"] == "the package"
    tagger = load_tagger()
    (window,) = make_windows(TEXT, [(0, TEXT.index("\n")), (TEXT.index("\n") + 1, len(TEXT))], tagger.tokenizer)
    inputs = {"vectors": tagger.vectors.look_up(window.tokens), "first": window.first.astype(np.int64)}
    shipped = tagger.session.run(None, inputs)[0]
    unpacked = read_window(network, unpack_vectors(PACKAGE / "vectors.safetensors"), window).numpy()
    assert (shipped[:, :7].argmax(1) == unpacked[:, :7].argmax(1)).mean() > 0.95
    assert float(np.abs(shipped - unpacked).mean()) < 0.1 * float(np.abs(shipped).mean())
