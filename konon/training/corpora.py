"""Gold JSON lines -> training batches: windows of units with their tags, links and meanings.

A gold row is `{"text", "attributions": [{"source", "cue", "content", "certainty"?, "polarity"?, "act"?}]}`. A row
without `attributions` is unmarked: only a teacher's marks say what is in it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from konon.reading.spans.labels import ACTS, CERTAINTIES, POLARITIES, ROLES, TAGS
from konon.reading.spans.windows import MAX_TOKENS, PAD, Segment, join_pieces, split_pieces
from konon.records import Span

PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
STRAIGHT_SHARE = 0.25  # how often a text is seen with straight marks
IGNORE = -100  # what a loss passes over
FIELDS = (("certainty", CERTAINTIES), ("polarity", POLARITIES), ("act", ACTS))


@dataclass(slots=True)
class Gold:
    """An attribution on the units of its article."""

    anchor: int  # the cue's first unit
    source: NDArray[np.int64]  # units
    content: NDArray[np.int64]
    meaning: tuple[int, int, int]  # certainty, polarity, act; IGNORE where the gold has none


Splitter = Callable[[str, Sequence[Span]], list[Segment]]  # a text and its paragraphs -> what windows are packed from
Anchor = tuple[int, NDArray[np.int64], tuple[int, int, int]]  # unit in the window, each unit's role to it, meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What a teacher says of the units U of a text."""

    tags: NDArray[np.float16]  # (U, TAGS), logits
    anchors: NDArray[np.float16]  # (U, ADD+MUL)
    units: NDArray[np.float16]  # (U, ADD+MUL)
    who: int  # number of the teacher


@dataclass(slots=True)
class Text:
    """An article ready for packing into windows."""

    pieces: list[Segment]
    offsets: list[int]  # number of the first unit of each piece, and of all units at the end
    tags: NDArray[np.int64]  # one a unit
    golds: list[Gold]
    weight: float  # how much its loss counts
    taught: Taught | None = None

    def starts(self) -> list[int]:
        """Where its units begin, code points."""
        return [start for piece in self.pieces for _, start, _ in piece.units]


@dataclass(slots=True)
class Batch:
    """Windows padded to one length. W windows, T subwords, U units, A anchors."""

    tokens: Tensor  # (W, T)
    mask: Tensor  # (W, T)
    first: Tensor  # (W, U) index of a unit's first subword
    tags: Tensor  # (W, U), IGNORE on padding and where nobody marked them
    there: Tensor  # (W, U) whether it is a unit, and no padding
    window: Tensor  # (A,) which window
    anchor: Tensor  # (A,) which unit
    roles: Tensor  # (A, U), IGNORE on padding
    meanings: Tensor  # (A, 3)
    weight: Tensor  # (W,)
    taught: tuple[Tensor, Tensor, Tensor] | None  # as in `Taught`, (W, U, ...) each, padded with zeros
    who: Tensor  # (W,) number of the teacher, -1 where none


def units_of(spans: Sequence[Sequence[int]], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The units that overlap any of the spans."""
    hit = np.zeros(len(starts), bool)
    for start, end in spans:
        hit |= (starts < end) & (ends > start)
    return np.flatnonzero(hit)


def tag_units(row: dict[str, Any], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """One tag a unit; where roles overlap a narrower one wins, as in the scorer."""
    tags = np.zeros(len(starts), np.int64)
    for role in ("content", "source", "cue"):
        inside = TAGS.index(f"I-{role}")
        for attribution in row["attributions"]:
            for span in attribution[role]:
                units = units_of([span], starts, ends)
                tags[units] = inside
                if len(units):
                    tags[units[0]] = inside - 1
    return tags


def split_with(tokenizer: Tokenizer) -> Splitter:
    """How texts are split for the network that ships."""
    return lambda text, body: split_pieces(text, body, tokenizer, MAX_TOKENS - 2)


def make_text(row: dict[str, Any], split: Splitter, *, weight: float = 1.0) -> Text | None:
    """A gold row on units; None where it has no word."""
    body = [match.span() for match in PARAGRAPH.finditer(row["text"])]
    pieces = split(row["text"], body)
    if not pieces:
        return None
    offsets = np.cumsum([0, *(len(piece.units) for piece in pieces)]).tolist()
    units = np.array([unit for piece in pieces for unit in piece.units], np.int64)
    starts, ends = units[:, 1], units[:, 2]
    golds = list(_read_golds(row, starts, ends))
    tags = tag_units(row, starts, ends) if "attributions" in row else np.full(len(units), IGNORE)
    return Text(pieces, offsets, tags, golds, weight)


def _read_golds(row: dict[str, Any], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[Gold]:
    """What links are learned from; an attribution without a unit of cue or content gives none."""
    for a in row.get("attributions", ()):
        source, cue, content = (units_of(a[role], starts, ends) for role in ("source", "cue", "content"))
        place = cue if len(cue) else content
        if len(place):
            known = [values.index(a[field]) if a.get(field) in values else IGNORE for field, values in FIELDS]
            yield Gold(int(place[0]), source, content, (known[0], known[1], known[2]))


def read_corpus(
    path: Path, split: Splitter, *, weight: float = 1.0, teach: Callable[[str], Taught | None] = lambda _: None
) -> list[tuple[Text, ...]]:
    """All articles of a gold file, each as it is and, where it has curly quotation marks, with straight ones too.

    `teach` gives what a teacher says of a text as it is; it holds for the other face where that has the same units.
    """
    texts = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            texts.append(_make_faces(row, split, weight, teach(row["text"])))
    return [faces for faces in texts if faces]


def _make_faces(row: dict[str, Any], split: Splitter, weight: float, taught: Taught | None) -> tuple[Text, ...]:
    faces = dict.fromkeys([row["text"], row["text"].translate(STRAIGHT)])
    made = [text for face in faces if (text := make_text({**row, "text": face}, split, weight=weight))]
    for text in made:
        if taught and text.starts() == made[0].starts() and len(taught.tags) == len(text.tags):
            text.taught = taught
    return tuple(made)


def pack(text: Text, rng: random.Random, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of pieces that make windows, at a random phase, so that no two epochs see the same."""
    limit = most - 1
    room = rng.randint(limit // 4, limit)
    begin = 0
    for k, piece in enumerate(text.pieces):
        size = len(piece.ids) + 1
        if k > begin and size > room:
            yield begin, k
            begin, room = k, rng.randint(limit // 2, limit)
        room -= size
    yield begin, len(text.pieces)


@dataclass(slots=True)
class Sample:
    """One window of a text: its subwords and the range of its units."""

    text: Text
    tokens: NDArray[np.int32]
    first: NDArray[np.int32]
    begin: int
    end: int


def make_samples(texts: Sequence[tuple[Text, ...]], rng: random.Random, most: int = MAX_TOKENS) -> list[Sample]:
    """All windows of one epoch, of at most `most` subwords."""
    samples = []
    for faces in texts:
        text = faces[-1] if rng.random() < STRAIGHT_SHARE else faces[0]
        for a, b in pack(text, rng, most):
            window = join_pieces(text.pieces[a:b])
            if len(window.tokens) <= most:
                samples.append(Sample(text, window.tokens, window.first, text.offsets[a], text.offsets[b]))
    return samples


def anchors_of(sample: Sample, rng: random.Random, negatives: int) -> Iterator[Anchor]:
    """The gold anchors of a window, then up to `negatives` random units that are no cue and own nothing
    (in an unmarked text: of which nothing is known)."""
    size = sample.end - sample.begin
    inside = [gold for gold in sample.text.golds if sample.begin <= gold.anchor < sample.end]
    for gold in inside:
        roles = np.zeros(size, np.int64)
        for name, units in (("content", gold.content), ("source", gold.source)):
            at = units - sample.begin
            roles[at[(at >= 0) & (at < size)]] = ROLES.index(name)
        yield gold.anchor - sample.begin, roles, gold.meaning
    taken = {gold.anchor - sample.begin for gold in inside}
    role = ROLES.index("none") if sample.text.tags[0] != IGNORE else IGNORE
    for unit in (rng.randrange(size) for _ in range(negatives)):
        if unit not in taken:
            yield unit, np.full(size, role), (IGNORE, IGNORE, IGNORE)


def pad(rows: Sequence[NDArray[Any]], fill: int) -> Tensor:
    """Rows of different lengths as one (rows, longest) tensor."""
    out = np.full((len(rows), max(map(len, rows))), fill, np.int64)
    for k, row in enumerate(rows):
        out[k, : len(row)] = row
    return torch.from_numpy(out)


def pad_taught(samples: Sequence[Sample], longest: int) -> tuple[Tensor, Tensor, Tensor] | None:
    """What teachers say of the windows' units, padded with zeros."""
    known = [(w, s, s.text.taught) for w, s in enumerate(samples) if s.text.taught]
    if not known:
        return None
    tags, anchors, units = (
        torch.zeros(len(samples), longest, getattr(known[0][2], name).shape[1]) for name in ("tags", "anchors", "units")
    )
    for w, s, taught in known:
        size = s.end - s.begin
        for whole, part in ((tags, taught.tags), (anchors, taught.anchors), (units, taught.units)):
            whole[w, :size] = torch.from_numpy(part[s.begin : s.end].astype(np.float32))
    return tags, anchors, units


def collate(samples: Sequence[Sample], rng: random.Random, *, negatives: int = 4) -> Batch:
    """Windows padded to one length, with their anchors."""
    tokens = pad([s.tokens for s in samples], PAD)
    tags = pad([s.text.tags[s.begin : s.end] for s in samples], IGNORE)
    anchors = [(w, *anchor) for w, s in enumerate(samples) for anchor in anchors_of(s, rng, negatives)]
    windows, units, rows, meanings = zip(*anchors, strict=True)
    roles = pad(list(rows), IGNORE)
    return Batch(
        tokens=tokens,
        mask=(tokens != PAD).float(),
        first=pad([s.first for s in samples], 0),
        tags=tags,
        there=pad([np.ones(s.end - s.begin, np.int64) for s in samples], 0).bool(),
        window=torch.tensor(windows),
        anchor=torch.tensor(units),
        roles=F.pad(roles, (0, tags.shape[1] - roles.shape[1]), value=IGNORE),
        meanings=torch.tensor(meanings),
        weight=torch.tensor([s.text.weight for s in samples]),
        taught=pad_taught(samples, tags.shape[1]),
        who=torch.tensor([s.text.taught.who if s.text.taught else -1 for s in samples]),
    )


def make_batches(samples: list[Sample], rng: random.Random, *, subwords: int = 2048) -> Iterator[Batch]:
    """One epoch: windows of like length together, batches in random order."""
    order = sorted(samples, key=lambda s: len(s.tokens) + rng.random() * 16)
    groups: list[list[Sample]] = [[]]
    for sample in order:
        if groups[-1] and len(sample.tokens) * (len(groups[-1]) + 1) > subwords:
            groups.append([])
        groups[-1].append(sample)
    rng.shuffle(groups)
    for group in groups:
        yield collate(group, rng)
