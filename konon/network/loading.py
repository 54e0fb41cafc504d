"""Files of weights -> what runs: the vocabulary with its word vectors, and ONNX sessions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from konon.errors import NetworkError

MODELS = Path(__file__).resolve().parent.parent / "models"
VOCABULARY = MODELS / "tagger"  # both networks read with the tagger's vocabulary

WIDER = ("wider.json", "wider.safetensors")  # further pieces, and their vectors

REMEDY = "install konon again"

Floats = NDArray[np.float32]


class WordVectors:
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


@contextmanager
def reading_weights(place: Path, files: Iterable[str] = ()) -> Iterator[None]:
    """Whatever fails meanwhile is a NetworkError that names this file or folder: libraries raise bare ones.

    So is the lack of one of the folder's `files`.
    """
    for name in files:
        if not (place / name).is_file():
            raise NetworkError(f"no {name}", name=str(place), remedy=REMEDY)
    try:
        yield
    except NetworkError:
        raise
    except Exception as why:
        raise NetworkError(f"damaged weights ({why})", name=str(place), remedy=REMEDY) from why


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Text -> piece ids, and piece ids -> word vectors."""

    tokenizer: Tokenizer
    vectors: WordVectors


def load_vocabulary(folder: Path = VOCABULARY) -> Vocabulary:
    """`tokenizer.json` and `vectors.safetensors` of a folder, once a process."""
    return _read_vocabulary(folder)


# Kept by the folder alone: a call that names it and one that does not would be kept apart.
@lru_cache(maxsize=2)
def _read_vocabulary(folder: Path) -> Vocabulary:
    return Vocabulary(
        tokenizer=Tokenizer.from_file(str(folder / "tokenizer.json")),
        vectors=WordVectors(**load_file(folder / "vectors.safetensors")),
    )


def load_wider(folder: Path = VOCABULARY) -> Vocabulary:
    """The vocabulary of a folder with the further pieces behind its own, once a process.

    For other languages alone: with more pieces to choose from, English and Indonesian would be split otherwise.
    """
    return _read_wider(folder)


@lru_cache(maxsize=2)
def _read_wider(folder: Path) -> Vocabulary:
    whole = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    whole["model"]["vocab"] += json.loads((folder / WIDER[0]).read_text(encoding="utf-8"))
    own, more = load_file(folder / "vectors.safetensors"), load_file(folder / WIDER[1])
    return Vocabulary(
        tokenizer=Tokenizer.from_str(json.dumps(whole)),
        vectors=WordVectors(**{name: np.concatenate([own[name], more[name]]) for name in own}),
    )


def open_session(path: Path, threads: int = 1, *, inner: Sequence[str] = ()) -> onnxruntime.InferenceSession:
    """One thread by default: reading scales over processes, and threads in one get in each other's way.

    `inner`: values within the network that may be asked for too.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena grows with the longest window and never shrinks
    model = path.read_bytes() + b"".join(map(_as_output, inner)) if inner else str(path)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _as_output(name: str) -> bytes:
    """A model's bytes that, put behind another's, add one output to its graph.

    Protocol Buffers merge a message that comes twice, so the file need not have it.
    """
    kind = _field(1, bytes([0x08, 0x01]))  # a tensor of float32
    value = _field(1, name.encode()) + _field(2, kind)
    return _field(7, _field(12, value))  # ModelProto.graph, GraphProto.output


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content if len(content) < 128 else _long_field(number, content)


def _long_field(number: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([number << 3 | 2, size & 127 | 128, size >> 7]) + content
