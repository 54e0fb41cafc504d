"""Vectors of what claims mean -> blocks of the ledger, and a question's vector -> the claims nearest to it.

A number takes four bits: its sign, kept apart, and three of its size. Signs alone (48 bytes a claim) are held in
memory and find candidates; the other bits are read for those few. A block holds claims whose keys follow each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from konon.ledger import schema

Floats = NDArray[np.float32]
Keys = NDArray[np.int64]

WIDTH = 384
BLOCK = 64  # claims; the size of what is read for one candidate
CANDIDATES = 2000
WORDS = WIDTH // 64  # of 64 bits, a claim's signs
SIZES = 3 * WIDTH // 8  # bytes of a claim
STEP = 3 / 8 / WIDTH**0.5  # 16 steps over three standard deviations of a number either way; a row's length is 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """What the claims of readings mean."""

    encoder: str  # its name
    rows: dict[int, Floats]  # id() of a reading -> (claims, WIDTH), in the order of its claims


def pack_block(vectors: Floats) -> dict[str, bytes]:
    """(claims, WIDTH) rows of length 1 -> the columns `signs` and `sizes`."""
    steps = np.clip(np.floor(vectors / STEP), -8, 7).astype(np.int8)
    sizes = np.where(steps < 0, -1 - steps, steps).astype(np.uint8)  # 0..7, away from 0
    planes = np.stack([np.packbits(sizes >> bit & 1, axis=1) for bit in range(3)], axis=1)
    return {"signs": np.packbits(steps < 0, axis=1).tobytes(), "sizes": planes.tobytes()}


def unpack_rows(signs: NDArray[np.uint8], sizes: NDArray[np.uint8]) -> Floats:
    """signs (rows, 48), sizes (rows, 144) -> the rows as they were, but for what four bits cannot hold."""
    negative = np.unpackbits(signs, axis=1)
    planes = np.unpackbits(sizes.reshape(-1, 3, WIDTH // 8), axis=2)
    size = (planes * np.array([1, 2, 4], np.uint8)[None, :, None]).sum(1) + np.float32(0.5)
    rows = np.where(negative, -size, size).astype(np.float32)
    return cast(Floats, rows / np.linalg.norm(rows, axis=1, keepdims=True))


def block_rows(keys: Sequence[int], vectors: Floats, encoder: str) -> Iterator[dict[str, Any]]:
    """Rows without their own keys; `keys` ascend."""
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(keys), 1) if other != one + 1), len(keys)]
    for begin, end in pairwise(breaks):
        for start in range(begin, end, BLOCK):
            some = vectors[start : min(start + BLOCK, end)]
            yield {"first": keys[start], "count": len(some), "encoder": encoder, **pack_block(some)}


def remove_claims(connection: Connection, keys: Collection[int]) -> None:
    """Take the vectors of these claims out of their blocks; what is left of a block is written anew."""
    m, gone = schema.meanings, set(keys)
    if not gone:
        return
    asked = select(m).where(m.c.first > min(gone) - BLOCK, m.c.first <= max(gone))
    found: Sequence[Any] = connection.execute(asked).all()
    hit = [row for row in found if gone.intersection(range(row.first, row.first + row.count))]
    last = connection.execute(select(func.max(m.c.key))).scalar() or 0
    for row in hit:
        connection.execute(delete(m).where(m.c.key == row.key))
        left = [at for at in range(row.count) if row.first + at not in gone]
        breaks = [0, *(at for at in range(1, len(left)) if left[at] != left[at - 1] + 1), len(left)]
        for begin, end in pairwise(breaks):
            if part := left[begin:end]:
                last += 1
                columns = {
                    name: getattr(row, name)[part[0] * width : (part[-1] + 1) * width]
                    for name, width in (("signs", WIDTH // 8), ("sizes", SIZES))
                }
                keyed = {"key": last, "first": row.first + part[0], "count": len(part), "encoder": row.encoder}
                connection.execute(insert(m), keyed | columns)


class Nearest:
    """All claims' vectors by one encoder: signs in memory (60 bytes a claim), sizes in the ledger."""

    def __init__(self, encoder: str) -> None:
        self._encoder = encoder
        self._erased = 0  # the last erasure that is known of here
        self._empty()

    def _empty(self) -> None:
        self._blocks: Keys = np.zeros((0, 2), np.int64)  # key and first claim of each block
        self._block: NDArray[np.int32] = np.zeros(0, np.int32)  # of each claim
        self._signs: NDArray[np.uint64] = np.zeros((WORDS, 0), np.uint64)
        self.keys: Keys = np.zeros(0, np.int64)  # of the claims

    def load(self, connection: Connection) -> None:
        """What has come since the last call; all of it again where something was erased."""
        erased = connection.execute(select(func.max(schema.erasures.c.key))).scalar() or 0
        if erased != self._erased:
            self._empty()
            self._erased = erased
        m = schema.meanings
        last = int(self._blocks[-1, 0]) if len(self._blocks) else 0
        asked = select(m.c.key, m.c.first, m.c.count, m.c.signs).where(m.c.encoder == self._encoder, m.c.key > last)
        found = connection.execute(asked.order_by(m.c.key)).all()
        if not found:
            return
        blocks = np.array([row[:2] for row in found], np.int64)
        counts = np.array([row.count for row in found], np.int64)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        signs = np.frombuffer(b"".join(row.signs for row in found), np.uint64).reshape(-1, WORDS)
        numbers = np.repeat(np.arange(len(found), dtype=np.int32) + len(self._blocks), counts)
        self._block = np.concatenate([self._block, numbers])
        self._blocks = np.concatenate([self._blocks, blocks])
        self._signs = np.concatenate([self._signs, signs.T], axis=1)
        self.keys = np.concatenate([self.keys, np.repeat(blocks[:, 1], counts) + within])

    def find(self, question: Floats, among: Keys | None = None) -> Keys:
        """Places (into `keys`) of at most `CANDIDATES` claims whose signs differ least from the question's."""
        signs, places = self._signs, np.arange(len(self.keys))
        if among is not None:
            places = np.flatnonzero(np.isin(self.keys, among))
            signs = signs[:, places]
        asked = np.packbits(question < 0).view(np.uint64)
        differing = np.zeros(len(places), np.uint16)
        for plane, word in zip(signs, asked, strict=True):
            differing += np.bitwise_count(plane ^ word)
        if len(places) > CANDIDATES:
            places = places[np.argpartition(differing, CANDIDATES)[:CANDIDATES]]
        return places

    def compare(self, connection: Connection, places: Keys, question: Floats) -> Floats:
        """How near the claims at `places` are to the question, by all the bits: -1 to 1, each."""
        m = schema.meanings
        blocks = np.unique(self._block[places])
        sizes: dict[int, bytes] = {}
        for start in range(0, len(blocks), 500):
            keys = self._blocks[blocks[start : start + 500], 0].tolist()
            asked = select(m.c.key, m.c.sizes).where(m.c.key.in_(keys))
            sizes |= {row.key: row.sizes for row in connection.execute(asked)}
        parts = []
        for place in places.tolist():
            key, first = self._blocks[self._block[place]].tolist()
            at = (int(self.keys[place]) - first) * SIZES
            parts.append(sizes[key][at : at + SIZES])
        signs = np.ascontiguousarray(self._signs[:, places].T).view(np.uint8)
        held = np.frombuffer(b"".join(parts), np.uint8).reshape(-1, SIZES)
        return cast(Floats, unpack_rows(signs, held) @ question)
