"""A part of a name -> the speakers who bear it: every word of every name stands in `name_words`.

A person is found by any words of a name, in any order; what is no person by its whole name, and only where nobody is
found by any words of it. Names that are near to what was typed are found by their words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    desc,
    func,
    insert,
    select,
    union,
)

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.known_names import find_known, plain_name
from konon.ledger.rows import encodable
from konon.ledger.stems import LONGEST
from konon.records import hash_id

NEAREST = 5  # names that are offered
MOST_WORDS = 8  # of a name that is asked for
LIKE = 0.7  # of two words that may be one misspelt
ENOUGH = 0.6  # likeness of a name, a word
_AT_ONCE = 5_000  # rows
_ID = re.compile(r"(?=[a-f]*[0-9])[0-9a-f]{6,15}")  # how one begins; a word has no digit


class Called(NamedTuple):
    """A speaker in short. `claims`: that are shown by default."""

    id: str
    name: str
    claims: int


def is_beginning(given: str) -> bool:
    """Whether it may be the beginning of an id."""
    return _ID.fullmatch(given) is not None


def words_of_name(plain: str) -> list[str]:
    """Each once; `plain` as `plain_name` gives it."""
    return list(dict.fromkeys(word[:LONGEST] for word in plain.split()))


def name_rows(alias: int, plain: str) -> list[dict[str, Any]]:
    """What `name_words` holds of a name."""
    return [{"word": word, "alias": alias} for word in words_of_name(plain)]


def index_names(connection: Connection) -> None:
    """All of it anew: a second for some hundred thousand names."""
    a, n = schema.aliases, schema.name_words
    connection.execute(delete(n))
    names = connection.execute(select(a.c.key, a.c.plain).order_by(a.c.key)).all()
    rows = [row for key, plain in names for row in name_rows(key, plain)]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(n), rows[start : start + _AT_ONCE])


def forget_names(connection: Connection, aliases: Iterable[Any]) -> None:
    """Rows of `aliases` that are taken out: their words too."""
    n = schema.name_words
    for alias in aliases:
        connection.execute(delete(n).where(n.c.word.in_(words_of_name(alias.plain)), n.c.alias == alias.key))


# Who is meant.


def speaker_values(given: str) -> dict[str, Any]:
    """What the statements here take."""
    plain, known = plain_name(given), find_known(given)
    words = words_of_name(plain)[:MOST_WORDS]
    return {
        "speaker": given,
        "speaker_plain": plain,
        "speaker_words": words,
        "speaker_number": len(words),
        "speaker_begun": given if is_beginning(given) else None,
        "speaker_ended": f"{given}g" if is_beginning(given) else None,  # behind every hexadecimal digit
        "speaker_known": hash_id("known", known.id) if known else None,
    }


@cache
def speakers_called() -> Select[Any]:
    """Keys of the speakers who have the id, one of whose names it is, or persons of whose name it is a part."""
    a, s, d = schema.aliases, schema.speakers, schema.decisions
    parts = ("", "_plain", "_known", "_begun", "_ended")
    given, plain, known, begun, ended = (bindparam(f"speaker{part}", type_=Text) for part in parts)
    # An id noted before a merge leads to whom its names belong now.
    moved = select(a.c.speaker).join(d, d.c.alias == a.c.key).join(s, s.c.key == d.c.source)
    # A union of ways, each by its own index; with "or" a database reads every name.
    ways = union(
        select(s.c.key).where(s.c.id == given),
        select(s.c.key).where(s.c.id >= begun, s.c.id < ended),
        select(a.c.speaker).where(a.c.id == given),
        select(a.c.speaker).where(a.c.plain == plain),
        moved.where(s.c.id == given, d.c.verb == "merge"),
        select(a.c.speaker).where(a.c.kind == "person", a.c.key.in_(_with_words())),
        select(s.c.key).where(s.c.id == known),
    ).subquery()
    return select(ways.c[0])


@cache
def speakers_with_words() -> Select[Any]:
    """Keys of the speakers, of whatever kind, one of whose names has all the words."""
    a = schema.aliases
    return select(a.c.speaker).where(a.c.key.in_(_with_words()))


def _with_words() -> Select[Any]:
    n = schema.name_words
    held = n.c.word.in_(bindparam("speaker_words", type_=Text, expanding=True))
    number: ColumnElement[int] = bindparam("speaker_number", type_=Integer)
    return select(n.c.alias).where(held).group_by(n.c.alias).having(func.count() == number)


def way_to_speakers(connection: Connection, values: dict[str, Any]) -> Select[Any]:
    """Of the two statements above the first that gives anybody; `values`: of `speaker_values`."""
    called = connection.execute(speakers_called().limit(1), values).first()
    return speakers_called() if called is not None else speakers_with_words()


def find_called(connection: Connection, given: str, most: int | None = None) -> tuple[list[Called], int]:
    """The most quoted of the speakers that are meant, and how many there are; none whose names were all moved."""
    s, a, k = schema.speakers, schema.aliases, schema.counts
    values = speaker_values(encodable(given) or "")
    keys = way_to_speakers(connection, values)
    claims = func.coalesce(k.c.claims, 0)
    counted = (k.c.facet == "speaker") & (k.c.value == cast(s.c.key, Text))
    meant = s.c.key.in_(keys) & select(a.c.key).where(a.c.speaker == s.c.key).exists()
    asked = select(s.c.id, s.c.name, claims).outerjoin(k, counted).where(meant)
    found = connection.execute(asked.order_by(desc(claims), s.c.key).limit(most), values).all()
    number = len(found)
    if number == most:
        number = connection.execute(select(func.count()).select_from(s).where(meant), values).scalar() or 0
    return [Called(*row) for row in found], number


# Who may be meant.


def nearest_names(connection: Connection, given: str) -> list[str]:
    """Names that are written much as this one, the nearest first, of these the most quoted first."""
    words = words_of_name(plain_name(encodable(given) or ""))[:MOST_WORDS]
    n, a, s, k = schema.name_words, schema.aliases, schema.speakers, schema.counts
    known = connection.execute(select(n.c.word).distinct()).scalars().all()
    alike = sorted({one for word in words for one in _alike(word, known)})
    claims = func.coalesce(k.c.claims, 0)
    counted = (k.c.facet == "speaker") & (k.c.value == cast(s.c.key, Text))
    asked = select(s.c.name, a.c.plain, claims).join(a, a.c.speaker == s.c.key).outerjoin(k, counted)
    best: dict[str, tuple[float, int]] = {}
    for some in in_chunks(alike):
        held = select(n.c.alias).where(n.c.word.in_(some))
        for name, plain, number in connection.execute(asked.where(a.c.key.in_(held))):
            best[name] = max(best.get(name, (0.0, 0)), (round(_likeness(words, plain.split()), 2), number))
    near = [(likeness, number, name) for name, (likeness, number) in best.items() if likeness >= ENOUGH]
    return [name for _, _, name in sorted(near, key=lambda one: (-one[0], -one[1], one[2]))[:NEAREST]]


def _alike(word: str, known: Sequence[str]) -> list[str]:
    """Those of much the same length that share a pair of letters alone are compared: of 30,000 a few hundred."""
    pairs = {word[at : at + 2] for at in range(len(word) - 1)} or {word}
    some = [one for one in known if abs(len(one) - len(word)) < 3 and any(pair in one for pair in pairs)]
    return get_close_matches(word, some, NEAREST, LIKE)


def _likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """Up to 1 where each of the words is one of the others."""
    best = (max((SequenceMatcher(None, word, other).ratio() for other in others), default=0.0) for word in words)
    return sum(best) / max(1, len(words))
