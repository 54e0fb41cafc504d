"""Vectors of what claims mean -> rows of the ledger, and a question's vector -> the claims nearest to it.

A number takes four bits: its sign, kept apart, and three of its size. Signs alone (48 bytes a claim) are held in
memory and find candidates; the other bits are read for those few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.fulltext import is_among, put_rows
from konon.ledger.made_by import key_of_name

if TYPE_CHECKING:
    from konon.tracing.pair_network import Kept, Text

Floats = NDArray[np.float32]
Keys = NDArray[np.int64]
Bits = NDArray[np.uint64]  # signs: (WORDS, claims)
Packed = NDArray[np.uint8]  # (rows, SIGNS + SIZES)

WIDTH = 384
CANDIDATES = 2000
WORDS = WIDTH // 64  # of 64 bits, a claim's signs
SIGNS, SIZES = WIDTH // 8, 3 * WIDTH // 8  # bytes of a claim
STEP = 3 / 8 / WIDTH**0.5  # 16 steps over three standard deviations of a number either way; a row's length is 1
SEGMENT = 65_536  # claims held in one piece
BLOCK = 1024  # claims whose signs stand in one row, at most: those that came together
SLICE = 64  # blocks read together
GENERATION = "vectors"
# Each byte's eight bits, a byte apart, in four places; and what the four bits of a number that was packed stand for.
_SPREAD = [
    (np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1) << bit).view(np.uint64)[:, 0] for bit in range(4)
]
_VALUES = np.array([sign * (size + 0.5) for sign in (1, -1) for size in range(8)], np.float32)
# Two at once, by both bytes as one number: half as many look-ups.
_PAIRS = _VALUES[np.arange(16 * 256, dtype=np.uint16).view(np.uint8) & 15].view(np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVectors:
    """What the claims of readings mean."""

    encoder: str  # its name
    rows: dict[int, Floats]  # id() of a reading -> (claims, WIDTH), in the order of its claims


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingVectors:
    """What the claims of one reading mean, wherever it was encoded."""

    encoder: str  # its name
    rows: Floats  # (claims, WIDTH), in the order of its claims
    kept: Mapping[Text, Kept] = field(default_factory=dict)  # what whoever compares them is to remember


def pack_rows(vectors: Floats) -> Iterator[tuple[bytes, bytes]]:
    """(claims, WIDTH) rows of length 1 -> the `signs` and `sizes` of each."""
    steps = np.clip(np.floor(vectors / STEP), -8, 7).astype(np.int8)
    sizes = np.where(steps < 0, -1 - steps, steps).astype(np.uint8)  # 0..7, away from 0
    planes = np.stack([np.packbits(sizes >> bit & 1, axis=1) for bit in range(3)], axis=1)
    for signs, three in zip(np.packbits(steps < 0, axis=1), planes, strict=True):
        yield signs.tobytes(), three.tobytes()


def unpack_rows(signs: NDArray[np.uint8], sizes: NDArray[np.uint8]) -> Floats:
    """signs (rows, 48), sizes (rows, 144) -> the rows as they were, but for what four bits cannot hold.

    Both may be parts of wider rows, which lie one behind the other.
    """
    planes = sizes.reshape(-1, 3, WIDTH // 8)
    held = _SPREAD[3][signs]  # eight numbers of four bits, a byte each
    for bit in range(3):
        held |= _SPREAD[bit][planes[:, bit]]
    rows = _PAIRS[held.view(np.uint16)].view(np.float32)
    return cast(Floats, rows / np.linalg.norm(rows, axis=1, keepdims=True))


# Rows of the ledger.


def put_vectors(connection: Connection, encoder: str, claims: Sequence[int], vectors: Floats) -> int:
    """(claims, WIDTH) rows by the encoder of this name, for claims that have none by it; how many they were."""
    b, key = schema.vector_blocks, key_of_name(connection, schema.encoders, encoder)
    found = _having(connection, key, claims)
    fresh = [at for at, claim in enumerate(claims) if claim not in found]
    _delete(connection, [claims[at] for at in fresh])  # another encoder's
    last = connection.execute(select(func.max(b.c.key))).scalar() or 0
    for block, start in enumerate(range(0, len(fresh), BLOCK), last + 1):
        places = fresh[start : start + BLOCK]
        some = [claims[at] for at in places]
        signs, sizes = zip(*pack_rows(vectors[places]), strict=True)
        row = {"key": block, "encoder": key, "claims": np.array(some, "<i8").tobytes(), "signs": b"".join(signs)}
        put_rows(connection, b, [row])
        rows = [{"claim": claim, "block": block, "sizes": held} for claim, held in zip(some, sizes, strict=True)]
        put_rows(connection, schema.vectors, rows)
    return len(fresh)


def remove_claims(connection: Connection, claims: Sequence[int]) -> None:
    """Take out these claims' vectors; whoever holds them in memory reads all anew before the next answer."""
    g = schema.generations
    _delete(connection, claims)
    more = update(g).where(g.c.name == GENERATION).values(number=g.c.number + 1)
    if not connection.execute(more).rowcount:
        connection.execute(insert(g), {"name": GENERATION, "number": 1})


def read_vectors(connection: Connection, encoder: str, claims: Iterable[int]) -> dict[int, Floats]:
    """Claim -> its vector by the encoder of this name, for those that have one."""
    v, b = schema.vectors, schema.vector_blocks
    found: dict[int, Floats] = {}
    for some in in_chunks(claims):
        asked = select(v.c.claim, v.c.block, v.c.sizes).where(is_among(connection, v.c.claim, some))
        rows = connection.execute(asked).all()
        blocks = select(b.c.key, b.c.claims, b.c.signs).where(b.c.key.in_({row.block for row in rows}), _by(encoder))
        signs: dict[int, bytes] = {}
        for block in connection.execute(blocks):
            packed = bytes(block.signs)
            for place, claim in enumerate(np.frombuffer(block.claims, "<i8").tolist()):
                signs[claim] = packed[place * SIGNS : (place + 1) * SIGNS]
        kept = [row for row in rows if row.claim in signs]
        if kept:
            held = unpack_packed(b"".join(signs[row.claim] + bytes(row.sizes) for row in kept))
            found.update(zip((row.claim for row in kept), held, strict=True))
    return found


def unpack_packed(packed: bytes) -> Floats:
    """Rows of signs and sizes, one behind the other -> (rows, WIDTH)."""
    return unpack(split_packed(packed))


def split_packed(packed: bytes) -> Packed:
    """The same rows, still packed."""
    return np.frombuffer(packed, np.uint8).reshape(-1, SIGNS + SIZES)


def unpack(packed: Packed) -> Floats:
    """(rows, SIGNS + SIZES) -> (rows, WIDTH)."""
    return unpack_rows(packed[:, :SIGNS], packed[:, SIGNS:])


def pack_vector(vector: Floats) -> bytes:
    """One row's signs and sizes."""
    signs, sizes = next(pack_rows(vector[None]))
    return signs + sizes


def find_without(connection: Connection, encoder: str, claims: Sequence[int]) -> list[int]:
    """Those of these claims, whose keys ascend, that have no vector by the encoder of this name."""
    e = schema.encoders
    condition = schema.vectors.c.claim.between(claims[0], claims[-1])
    key = connection.execute(select(e.c.key).where(e.c.name == encoder)).scalar()
    held = set() if key is None else _held(connection, key, condition)
    return [claim for claim in claims if claim not in held]


def _held(connection: Connection, encoder: int, condition: ColumnElement[bool]) -> set[int]:
    v, b = schema.vectors, schema.vector_blocks
    asked = select(v.c.claim).join(b, b.c.key == v.c.block).where(b.c.encoder == encoder, condition)
    return set(connection.execute(asked).scalars())


def _delete(connection: Connection, claims: Sequence[int]) -> None:
    """Also out of the middle of a block; one without claims stays, so that its key does not come again."""
    v, b = schema.vectors, schema.vector_blocks
    for some in in_chunks(claims):
        touched = select(v.c.block).where(v.c.claim.in_(some)).distinct()
        for row in connection.execute(select(b).where(b.c.key.in_(touched))).all():
            held = np.frombuffer(row.claims, "<i8")
            left = ~np.isin(held, some)
            signs = np.frombuffer(row.signs, np.uint8).reshape(-1, SIGNS)[left]
            smaller = {"claims": held[left].tobytes(), "signs": signs.tobytes()}
            connection.execute(update(b).where(b.c.key == row.key).values(smaller))
        connection.execute(delete(v).where(v.c.claim.in_(some)))


def _having(connection: Connection, encoder: int, claims: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in in_chunks(claims):
        found |= _held(connection, encoder, schema.vectors.c.claim.in_(some))
    return found


# In memory.


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The claims whose signs differ least from a question's, in no order."""

    claims: Keys
    signs: Bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Every claim's signs at one moment (56 bytes a claim); never changed, so that threads may share it."""

    segments: tuple[tuple[Keys, Bits], ...] = ()  # all but the last of `SEGMENT` claims
    last: int = 0  # key of the newest block in it
    generation: int = 0

    def __len__(self) -> int:
        return sum(len(claims) for claims, _ in self.segments)

    def find(self, question: Floats, among: Keys | None = None) -> Candidates:
        """At most `CANDIDATES`, of all claims or of those whose keys are given."""
        asked = np.packbits(question < 0).view(np.uint64)
        passing = None if among is None else self._mark(among)
        parts = [_nearest_of(claims, signs, asked, passing) for claims, signs in self.segments]
        if not parts:
            return Candidates(claims=np.zeros(0, np.int64), signs=np.zeros((WORDS, 0), np.uint64))
        differing = np.concatenate([part[0] for part in parts])
        claims, signs = np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts], axis=1)
        places = _least(differing)
        return Candidates(claims=claims[places], signs=signs[:, places])

    def _mark(self, among: Keys) -> NDArray[np.bool_]:
        """Whether a claim is among these, by its key."""
        top = max((int(claims.max()) for claims, _ in self.segments), default=0)
        marks = np.zeros(top + 1, bool)
        marks[among[among <= top]] = True
        return marks

    def grown(self, claims: Keys, signs: Bits, last: int) -> Index:
        """With these behind."""
        segments = list(self.segments)
        if segments and len(segments[-1][0]) < SEGMENT:
            one, its_signs = segments.pop()
            claims, signs = np.concatenate([one, claims]), np.concatenate([its_signs, signs], axis=1)
        for start in range(0, len(claims), SEGMENT):
            some = slice(start, start + SEGMENT)
            segments.append((claims[some].copy(), signs[:, some].copy()))
        return Index(segments=tuple(segments), last=last, generation=self.generation)


def _nearest_of(
    claims: Keys, signs: Bits, asked: Bits, passing: NDArray[np.bool_] | None
) -> tuple[NDArray[np.uint16], Keys, Bits]:
    if passing is not None:
        places = np.flatnonzero(passing[claims])
        claims, signs = claims[places], signs[:, places]
    differing = np.zeros(len(claims), np.uint16)
    for plane, word in zip(signs, asked, strict=True):
        differing += np.bitwise_count(plane ^ word)
    places = _least(differing)
    return differing[places], claims[places], signs[:, places]


def _least(differing: NDArray[np.uint16]) -> NDArray[np.intp]:
    if len(differing) <= CANDIDATES:
        return np.arange(len(differing))
    return np.argpartition(differing, CANDIDATES)[:CANDIDATES]


class SharedIndex:
    """All vectors by one encoder, for all threads of a ledger: one of them reads what is new, the others wait."""

    def __init__(self, encoder: str) -> None:
        self._encoder = encoder
        self._lock = Lock()
        self._index = Index()

    def load(self, connection: Connection) -> Index:
        """With all that this transaction sees."""
        with self._lock:
            generation = _generation(connection)
            if generation > self._index.generation:
                self._index = Index(generation=generation)
            for claims, signs, last in _slices(connection, self._encoder, self._index.last):
                self._index = self._index.grown(claims, signs, last)
            return self._index

    def compare(self, connection: Connection, near: Candidates, question: Floats) -> tuple[Keys, Floats]:
        """Keys of the candidates and their likeness to the question by all the bits (-1 to 1), the nearest first.

        Without those that have been taken out meanwhile.
        """
        sizes = _read_sizes(connection, self._encoder, near.claims)
        places = np.array([at for at, claim in enumerate(near.claims.tolist()) if claim in sizes], np.int64)
        claims = near.claims[places]
        signs = np.ascontiguousarray(near.signs[:, places].T).view(np.uint8).reshape(-1, SIGNS)
        held = np.frombuffer(b"".join(sizes[claim] for claim in claims.tolist()), np.uint8).reshape(-1, SIZES)
        likeness = unpack_rows(signs, held) @ question
        order = np.argsort(-likeness, kind="stable")
        return claims[order], likeness[order]


def _generation(connection: Connection) -> int:
    g = schema.generations
    return connection.execute(select(g.c.number).where(g.c.name == GENERATION)).scalar() or 0


def _slices(connection: Connection, encoder: str, last: int) -> Iterator[tuple[Keys, Bits, int]]:
    """Claims, signs and the last key of what stands behind the block `last`, a slice at a time."""
    b = schema.vector_blocks
    while True:
        asked = select(b.c.key, b.c.claims, b.c.signs).where(_by(encoder), b.c.key > last).order_by(b.c.key)
        rows = _read_bytes(connection, asked.limit(SLICE))
        if not rows:
            return
        keys, claims, signs = zip(*rows, strict=True)
        last = keys[-1]
        bits = np.frombuffer(b"".join(signs), np.uint64).reshape(-1, WORDS)
        yield np.frombuffer(b"".join(claims), "<i8").astype(np.int64), np.ascontiguousarray(bits.T), last


def _by(encoder: str) -> ColumnElement[bool]:
    e = schema.encoders
    return schema.vector_blocks.c.encoder == select(e.c.key).where(e.c.name == encoder).scalar_subquery()


def _read_sizes(connection: Connection, encoder: str, claims: Keys) -> dict[int, bytes]:
    v, b = schema.vectors, schema.vector_blocks
    sizes: dict[int, bytes] = {}
    for some in in_chunks(claims.tolist()):
        asked = (
            select(v.c.claim, v.c.sizes)
            .join(b, b.c.key == v.c.block)
            .where(_by(encoder), is_among(connection, v.c.claim, some))
        )
        sizes.update((row[0], row[1]) for row in _read_bytes(connection, asked))
    return sizes


def _read_bytes(connection: Connection, asked: Select[Any]) -> Sequence[Any]:
    """Rows of keys and bytes; from PostgreSQL as bytes, not as twice as many letters."""
    if connection.dialect.name == "sqlite":
        return connection.execute(asked).all()
    said = asked.compile(connection, compile_kwargs={"render_postcompile": True})
    driver: Any = connection.connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(str(said), said.params)
        return cast(Sequence[Any], cursor.fetchall())
