"""Article text -> attributions as the network finds them. Loads the shipped weights and runs them.

The network itself runs in onnxruntime, one window at a time without padding; the word vectors are looked up in
their four bits by NumPy, and the small heads are NumPy too (see decoding.py).
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from konon.errors import NetworkError
from konon.reading.decoding import Decoder, Dials, Floats, Found, Weights
from konon.reading.forms import read_forms
from konon.reading.hearsay import read_hearsay
from konon.reading.segment import quote_pairs
from konon.reading.windows import MAX_TOKENS, make_windows
from konon.reading.words import load_words
from konon.records import Spans

FOLDER = Path(__file__).resolve().parent.parent / "models" / "tagger"
FILES = ("encoder.onnx", "heads.safetensors", "vectors.safetensors", "tokenizer.json", "tagger.json")


class Vectors:
    """Word vectors in four bits: 32 weights share one scale (see training/vocabulary.py)."""

    def __init__(self, nibbles: NDArray[np.uint8], scales: NDArray[np.float16]) -> None:
        self.nibbles = nibbles.reshape(len(nibbles), -1, 16)  # (pieces, blocks, 16)
        self.scales = scales

    def look_up(self, tokens: NDArray[np.int32]) -> Floats:
        """(subwords,) -> (subwords, width) float32."""
        packed = self.nibbles[tokens]
        values = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32)
        values -= 8
        values *= self.scales[tokens].astype(np.float32)[:, :, None]
        return values.reshape(len(tokens), -1)


class Tagger:
    """The network with all it needs; make one and keep it (see `load_tagger`)."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise NetworkError(f"no {missing[0]}", name=str(folder), remedy="install konon again")
        try:
            card = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
            self.name: str = card["name"]
            self.limit: int = card.get("window", MAX_TOKENS)
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.vectors = Vectors(**load_file(folder / "vectors.safetensors"))
            heads = load_file(folder / "heads.safetensors")
            weights = Weights(**{field.name: heads[field.name] for field in fields(Weights)})
            self.decoder = Decoder(weights, Dials(**card["dials"]), yielding_cues())
            self.session = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), session_options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as why:  # tokenizers and onnxruntime raise bare ones
            raise NetworkError(f"damaged weights ({why})", name=str(folder), remedy="install konon again") from why

    def tag(self, text: str, body: Spans) -> list[Found]:
        """The attributions in the paragraphs `body` of `text`, in text order."""
        found: list[Found] = []
        quotes = quote_pairs(text)
        for window in make_windows(text, body, self.tokenizer, self.limit):
            inputs = {"vectors": self.vectors.look_up(window.tokens), "first": window.first.astype(np.int64)}
            out = self.session.run(None, inputs)[0]
            found.extend(self.decoder.decode(text, window, out, quotes))
        found = read_hearsay(text, body, read_forms(text, body, found))
        return sorted(found, key=lambda f: (min(f.cue + f.content), f.cue))


def yielding_cues() -> set[str]:
    """The cues of retelling that give way to a speaker's own, in all languages."""
    return {word for lang in ("id", "en") for word in load_words(lang).relays.yielding}


def session_options(threads: int) -> onnxruntime.SessionOptions:
    """One thread by default: reading scales over processes, and threads in one get in each other's way."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena grows with the longest window and never shrinks
    return options


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The shipped tagger, loaded once a process."""
    return Tagger()
