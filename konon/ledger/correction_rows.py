"""What a person says instead of the reader <-> rows of `corrections`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from sqlalchemy import Connection, select

from konon.errors import UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.rows import encodable, pack
from konon.records import Act, Certainty, Kind, Polarity, Spans, hash_id

FIELDS = ("speaker", "relay", "certainty", "polarity", "act", "wrong")
CHOICES = {"certainty": get_args(Certainty), "polarity": get_args(Polarity), "act": get_args(Act)}
SPANS = ("content", "cue", "source")
NOBODY = "nobody"
LONGEST = 500  # letters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What is so instead of what was read; None for what stays.

    `speaker`: a name, the id of a speaker or of a name, or "nobody". Of a name that the ledger does not know: `kind`,
    `role`, `affiliation` and `country`. `relays`: the nearest to the article first; none where there is no relay.
    """

    speaker: str | None = None
    kind: Kind | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    relays: tuple[str, ...] | None = None
    certainty: str | None = None
    polarity: str | None = None
    act: str | None = None
    wrong: bool = False  # there is no attribution at all

    def check(self) -> None:
        """UsageError where a value is none that there is, or nothing is said."""
        for name, choices in CHOICES.items():
            given = getattr(self, name)
            if given is not None and given not in choices:
                raise UsageError(f"is no {name}", name=given[:40], remedy=f"choose from {', '.join(choices)}")
        if self.kind is not None and self.kind not in get_args(Kind):
            remedy = f"choose from {', '.join(get_args(Kind))}"
            raise UsageError("is no kind of speaker", name=self.kind[:40], remedy=remedy)
        names = (self.speaker, *(self.relays or ()))
        if any(name is not None and not name.strip() for name in names):
            raise UsageError("a name is empty", remedy="say nobody or none where there is none")
        if any(len(name or "") > LONGEST for name in (*names, self.role, self.affiliation)):
            raise UsageError("a name is too long", remedy=f"give at most {LONGEST} letters")
        if self.speaker is None and (self.kind or self.role or self.affiliation or self.country):
            raise UsageError("whose kind, role, affiliation or country is it?", remedy="give the speaker too")
        others = (self.speaker, self.relays, self.certainty, self.polarity, self.act)
        if self.wrong and any(value is not None for value in others):
            raise UsageError("what is no attribution has no speaker or certainty", remedy="give --wrong alone")

    @property
    def says_something(self) -> bool:
        """Whether any field is told."""
        told = (self.speaker, self.relays, self.certainty, self.polarity, self.act)
        return self.wrong or any(value is not None for value in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An attribution that the reader missed: spans into the article's text."""

    content: Spans
    cue: Spans = ()
    source: Spans = ()
    stretch: str = ""  # the text from the first of these words to the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of one saying (by its id). `fields`: by name; the words are gone where the article is erased.

    A speaker is a dict of name, kind, role, affiliation and country, or None for nobody; relays are a list of names.
    """

    id: str
    saying: str
    article: str  # its id
    text_hash: str  # of the version that was corrected
    fields: Mapping[str, Any] = field(default_factory=dict)
    missed: Missed | None = None
    by: str
    at: str  # ISO 8601, UTC
    note: str = ""
    undone: str | None = None
    undone_by: str | None = None


def correction_row(given: Correction, alias: int | None, nth: int) -> dict[str, Any]:
    """Without its key. `nth`: of several alike, whose ids differ by it."""
    missed = given.missed
    spans = {name: getattr(missed, name) for name in (*SPANS, "stretch")} if missed else None
    names = ("saying", "article", "text_hash", "by", "at", "note", "undone", "undone_by")
    fields = encodable(pack(dict(given.fields))) or ""
    parts = (given.saying, given.by, given.at, fields, pack(spans), *([nth] if nth else []))
    return {
        "id": given.id or hash_id("correction", *parts),
        **{name: encodable(getattr(given, name)) for name in names},
        "fields": fields,
        "missed": encodable(pack(spans)) if spans else None,
        "alias": alias,
    }


def make_correction(row: Any) -> Correction:
    """From a row of `corrections`."""
    names = ("id", "saying", "article", "text_hash", "by", "at", "note", "undone", "undone_by")
    return Correction(
        **{name: getattr(row, name) for name in names},
        fields=json.loads(row.fields),
        missed=_missed(json.loads(row.missed)) if row.missed else None,
    )


def _missed(packed: Mapping[str, Any]) -> Missed:
    spans = {name: tuple((start, end) for start, end in packed[name]) for name in SPANS}
    return Missed(**spans, stretch=packed["stretch"])


def corrected_among(connection: Connection, addresses: Collection[str]) -> list[str]:
    """Those of these articles, by their ids, of which anything was ever corrected."""
    n = schema.corrections
    found: list[str] = []
    for some in in_chunks(dict.fromkeys(addresses)):
        found += connection.execute(select(n.c.article).where(n.c.article.in_(some)).distinct()).scalars()
    return sorted(found)


def load_corrections(connection: Connection, saying: str | None = None) -> list[Correction]:
    """All, or those of one saying (by its id), the undone too; the oldest first."""
    n = schema.corrections
    asked = select(n).order_by(n.c.key)
    asked = asked if saying is None else asked.where(n.c.saying == saying)
    return [make_correction(row) for row in connection.execute(asked)]
