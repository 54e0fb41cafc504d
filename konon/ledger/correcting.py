"""What people correct: recorded with who and when, undone, listed; and what of the ledger follows it at once.

The record is only ever added to. What it makes of the claims is in `corrected_claims.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select, update

from konon.errors import ChoiceError, UsageError
from konon.ledger import schema
from konon.ledger.corrected_claims import alias_of, settle
from konon.ledger.correction_rows import (
    NOBODY,
    Correction,
    Fix,
    Missed,
    correction_row,
    load_corrections,
    make_correction,
)
from konon.ledger.counts import moving
from konon.ledger.erasing import ids_at
from konon.ledger.findings import Finding, load_articles, load_findings
from konon.ledger.identity import OF_ONE_ARTICLE
from konon.ledger.known_names import find_country, find_known
from konon.ledger.missed_claims import find_saying, find_words, make_attribution, with_stretch
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.rows import encodable
from konon.ledger.speaker_decisions import KnownSpeaker, Speakers, describe_speaker, is_called
from konon.ledger.untracing import is_traced, traced_among, untrace
from konon.ledger.visits import now
from konon.records import Article

MOST_LISTED = 5  # speakers of one name in a message
MOST_CHOICES = 12  # among which a form lets one choose


class Correcting:
    """The corrections of one ledger. `relink`: links anew the articles (by their ids) whose sayings are otherwise."""

    def __init__(self, place: Place, speakers: Speakers, relink: Callable[[Collection[str]], object]) -> None:
        self._place, self._speakers, self._relink = place, speakers, relink

    def correct(self, finding: Finding, fix: Fix, *, by: str, note: str) -> Correction:
        """Of the saying that this claim is of."""
        fix.check()
        if not fix.says_something:
            raise UsageError("nothing is corrected", remedy="give --speaker, --relay, --certainty ... or --wrong")
        with self._place.reading() as connection:
            text_hash = _version(connection, finding.article.id, finding.version).text_hash
        made = _make(finding.article.id, text_hash, by, note)
        return self._record(replace(made, saying=finding.saying), fix)

    def add(self, address: str, missed: Missed, fix: Fix, *, by: str, note: str) -> Correction:
        """An attribution that the reader missed, in the version of the article (by its id) that was seen last."""
        fix.check()
        if fix.wrong:
            raise UsageError("what is added is no mistake", remedy="leave --wrong out")
        article, row = self.article(address)
        make_attribution(article, missed)  # checks the places
        with self._place.reading() as connection:
            saying = find_saying(connection, row.key, row.text_hash, article, missed)
        made = _make(article.id, row.text_hash, by, note)
        return self._record(replace(made, saying=saying, missed=with_stretch(article.text, missed)), fix)

    def locate(self, address: str, content: str, cue: str = "", source: str = "") -> Missed:
        """Words or places in an article, as people type them, as spans of its text."""
        text = self.article(address)[0].text
        said = find_words(text, content)
        near = [find_words(text, given, said) if given else () for given in (cue, source)]
        return Missed(content=said, cue=near[0], source=near[1])

    def article(self, address: str) -> tuple[Article, Any]:
        """The version that was seen last, by the article's id, URL or path; with its row."""
        t, g = schema.articles, schema.readings
        given = encodable(address) or ""
        with self._place.reading() as connection:
            found = sorted(ids_at(connection, given))
            if len(found) != 1 and given not in found:
                why = f"{len(found)} articles have this address" if found else "no article has this address"
                raise UsageError(
                    why, name=given[:200] or "(empty)", remedy="give its id, as konon search -f json has it"
                )
            id_ = given if given in found else found[0]
            current = select(g.c.article).where(g.c.current == 1)
            rows = connection.execute(select(t).where(t.c.id == id_, t.c.key.in_(current))).all()
            row = rows[0] if rows else connection.execute(select(t).where(t.c.id == id_)).all()[-1]
            return load_articles(connection, [row.key])[row.key][0], row

    def undo(self, id_: str, *, by: str) -> Correction:
        """As though it had never been made; it is kept, with who undid it. UsageError where it is undone or unknown."""
        n, who = schema.corrections, _name(by)
        with self._place.writing() as connection:
            row = connection.execute(select(n).where(n.c.id == id_)).first()
            if row is None:
                raise UsageError("no correction has this id", name=id_[:40], remedy="konon correct --list shows them")
            if row.undone is not None:
                raise UsageError(f"was undone on {row.undone[:10]} by {row.undone_by}", name=id_)
            connection.execute(update(n).where(n.c.key == row.key).values(undone=now(), undone_by=encodable(who)))
            traced = follow_corrections(connection, row.article)
            made = make_correction(connection.execute(select(n).where(n.c.key == row.key)).one())
        if traced:
            self._relink([row.article])
        return made

    def all(self, saying: str | None = None) -> list[Correction]:
        """The undone too; the oldest first. `saying`: of this one alone, by its id."""
        with self._place.reading() as connection:
            return load_corrections(connection, saying)

    def corrected(self) -> Iterator[tuple[Article, list[Finding]]]:
        """Each article of which a correction stands, in the version that is shown, with its claims as people say."""
        n, c, g, t = schema.corrections, schema.claims, schema.readings, schema.articles
        with self._place.reading() as connection:
            standing = select(n.c.article).where(n.c.undone.is_(None)).distinct()
            current = select(g.c.article).where(g.c.current == 1)
            asked = select(t.c.key).where(t.c.id.in_(standing), t.c.key.in_(current)).order_by(t.c.key)
            keys = list(connection.execute(asked).scalars())
        for key in keys:
            readings = select(g.c.key).where(g.c.article == key)
            shown = select(c.c.key).where(c.c.reading.in_(readings), c.c.current == 1).order_by(c.c.key)
            with self._place.reading() as connection:
                found = load_articles(connection, [key])
                findings = load_findings(connection, list(connection.execute(shown).scalars()))
            if key in found:
                yield found[key][0], findings

    def _record(self, given: Correction, fix: Fix) -> Correction:
        chosen = self._choose(fix, fix.speaker) if fix.speaker is not None else None
        with self._place.writing() as connection:
            fields, alias = _fields(connection, fix, chosen, given.article)
            made = put_correction(connection, replace(given, fields=fields, at=now()), alias)
            traced = follow_corrections(connection, given.article)
        if traced:
            self._relink([given.article])
        return made

    def _choose(self, fix: Fix, given: str) -> str | None:
        """The id of a name that the ledger has; None for a new name, and for nobody.

        Who only has it as a part of a name may be meant or not: that is asked, unless it is said what the new one is.
        """
        if given.strip().casefold() == NOBODY:
            return None
        found = self._speakers.find(given)
        # "A source" of another article is not this one's; by an id it may be chosen.
        known = [one for one in found if one.kind not in OF_ONE_ARTICLE]
        found = known if not _has_id(given, found) else found
        called = [one for one in found if is_called(one, given)]
        if found and not called:
            if fix.kind or fix.role or fix.affiliation or fix.country:
                return None
            raise _which(found, given, "is nobody's whole name here", ", or a kind too for somebody new")
        found = called
        if len(found) > 1:
            exact = [
                one for one in found if given in (one.id, one.name) or given in {alias.id for alias in one.aliases}
            ]
            found = exact if len(exact) == 1 else found
        if len(found) > 1:
            raise _which(found, given, f"may be {len(found)} speakers")
        if not found:
            return None
        names = found[0].aliases
        best = [one for one in names if one.id == given] or [one for one in names if given in (one.name, found[0].name)]
        return (best or [one for one in names if one.name == found[0].name] or list(names))[0].id


def _which(found: Sequence[KnownSpeaker], given: str, why: str, others: str = "") -> ChoiceError:
    some = ", ".join(f"{one.id} ({one.name})" for one in found[:MOST_LISTED])
    return ChoiceError(
        why,
        field="speaker",
        choices=[describe_speaker(one) for one in found[:MOST_CHOICES]],
        name=given[:60],
        remedy=f"give one's id: {some}{others}",
    )


def _has_id(given: str, found: Sequence[KnownSpeaker]) -> bool:
    return any(given in (one.id, *(alias.id for alias in one.aliases)) for one in found)


def put_correction(connection: Connection, given: Correction, alias: int | None) -> Correction:
    """Record it; two alike in one second are two."""
    n = schema.corrections
    for nth in count():
        row = correction_row(given, alias, nth)
        if connection.execute(select(n.c.key).where(n.c.id == row["id"])).first() is None:
            break
    key = next_key(connection, n)
    connection.execute(insert(n), row | {"key": key})
    return make_correction(connection.execute(select(n).where(n.c.key == key)).one())


def follow_corrections(connection: Connection, address: str) -> bool:
    """Let the claims, counts and links of an article follow; whether its claims are to be linked anew.

    They are where claims of this ledger are linked at all.
    """
    t = schema.articles
    versions = list(connection.execute(select(t.c.key).where(t.c.id == address)).scalars())
    with moving(connection, versions):
        touched = settle(connection, address)
    if not touched or not is_traced(connection):
        return False
    if traced := traced_among(connection, touched):
        untrace(connection, traced)
    return True


def _fields(connection: Connection, fix: Fix, chosen: str | None, article: str) -> tuple[dict[str, Any], int | None]:
    """What is recorded, and the key of the speaker's name."""
    fields: dict[str, Any] = {"wrong": True} if fix.wrong else {}
    fields |= {name: value for name in ("certainty", "polarity", "act") if (value := getattr(fix, name)) is not None}
    if fix.relays is not None:
        fields["relay"] = [" ".join(name.split()) for name in fix.relays]
    if fix.speaker is None:
        return fields, None
    if fix.speaker.strip().casefold() == NOBODY:
        return fields | {"speaker": None}, None
    a = schema.aliases
    names = ("name", "kind", "role", "affiliation", "country")
    if chosen is not None:
        row = connection.execute(select(a).where(a.c.id == chosen)).one()
        return fields | {"speaker": {name: getattr(row, name) for name in names}}, int(row.key)
    who = _new_speaker(fix)
    return fields | {"speaker": who}, alias_of(connection, who, article)


def _new_speaker(fix: Fix) -> dict[str, Any]:
    name = " ".join((encodable(fix.speaker) or "").split())
    known = find_known(name)
    country = find_country(fix.country) if fix.country else None
    if fix.country and country is None:
        raise UsageError("is no country", name=fix.country[:40], remedy="give its name or its ISO code, such as KP")
    kind = fix.kind or (known.kind if known else "unnamed" if name == name.lower() else "person")
    role, affiliation = encodable(fix.role), encodable(fix.affiliation)
    return {"name": name, "kind": kind, "role": role, "affiliation": affiliation, "country": country}


def _make(article: str, text_hash: str, by: str, note: str) -> Correction:
    note = " ".join(note.split())
    return Correction(id="", saying="", article=article, text_hash=text_hash, by=_name(by), at="", note=note)


def _name(by: str) -> str:
    if not by.strip():
        raise UsageError("a correction needs a name", remedy="say who corrects: --by NAME, or KONON_BY")
    return " ".join(by.split())


def _version(connection: Connection, id_: str, number: int) -> Any:
    t = schema.articles
    return connection.execute(select(t).where(t.c.id == id_, t.c.version == number)).one()
