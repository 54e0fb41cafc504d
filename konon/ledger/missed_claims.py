"""Attributions that people add -> claims of a reading of their own, in every version of the article that has the words.

Its reader is called "a person". It is the newest of no text; each of its claims is shown until a reader finds the same
saying, whose claim then takes over what the person said of it. What is undone is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from konon.errors import UsageError
from konon.ledger import rows, schema
from konon.ledger.correction_rows import Correction, Missed
from konon.ledger.findings import load_articles, load_by_key
from konon.ledger.fulltext import put_rows, replace_words
from konon.ledger.made_by import key_of_name
from konon.ledger.new_keys import next_key, reason_key
from konon.ledger.sayings import assign, held_rows, saying_id, unpack
from konon.ledger.untracing import untrace
from konon.ledger.vectors import remove_claims
from konon.ledger.visits import now
from konon.records import Article, Attribution, Claim, Factuality, Quotation, Spans, Speaker, hash_id

OPENING, CLOSING = "\"“„«‘'", "\"”“»’'"


def put_missed(connection: Connection, versions: Sequence[int], standing: Sequence[Correction]) -> set[int]:
    """Let the claims of people's reading of these versions (keys, of one article) be those that `standing` adds.

    The sayings of which claims came or went. Whether each is shown is the caller's to say.
    """
    there = {(row.article, row.id): row for row in _person_claims(connection, versions)}
    if not standing and not there:
        return set()
    articles = load_articles(connection, versions)
    wanted = {
        (version, one.id): (article, one, given)
        for version, (article, _) in articles.items()
        for given in standing
        if (one := _attribution(article, given)) is not None
    }
    touched = _remove(connection, [row for place, row in there.items() if place not in wanted])
    for (version, id_), (article, one, given) in wanted.items():
        if (version, id_) not in there:
            touched.add(_add(connection, version, article, one, given))
    return touched


def _person_claims(connection: Connection, versions: Sequence[int]) -> Sequence[Any]:
    c, a, g, r = schema.claims, schema.attributions, schema.readings, schema.readers
    asked = (
        select(c.c.key, c.c.article, c.c.attribution, a.c.id, a.c.saying)
        .join(a, a.c.key == c.c.attribution)
        .join(g, g.c.key == c.c.reading)
        .join(r, r.c.key == g.c.reader)
        .where(g.c.article.in_(versions), r.c.name == schema.PERSON)
    )
    return connection.execute(asked).all()


# Where it stands.


def find_saying(connection: Connection, version: int, text_hash: str, article: Article, missed: Missed) -> str:
    """The id of the saying that it is, or will be. UsageError where a claim that is shown has these words already."""
    one = make_attribution(article, missed)
    held = held_rows(connection, version)
    found = assign({one.id: one.content}, {row.id: (row.saying, unpack(row.content)) for row in held})
    if one.id in found.known:
        saying = found.known[one.id]
        same = next(row for row in held if row.saying == saying)
        if _is_shown(connection, saying):
            raise UsageError("is a claim already", name=same.saying_id, remedy=f"correct it: konon correct {same.id}")
        return str(same.saying_id)
    content = rows.pack(one.content)
    ids = (saying_id(article.id, text_hash, content, nth) for nth in range(len(held) + 1))
    used = {row.saying_id for row in held}
    return next(id_ for id_ in ids if id_ not in used)


def _is_shown(connection: Connection, saying: int) -> bool:
    c, a = schema.claims, schema.attributions
    asked = select(c.c.key).join(a, a.c.key == c.c.attribution).where(a.c.saying == saying, c.c.current == 1)
    return connection.execute(asked.limit(1)).first() is not None


def make_attribution(article: Article, missed: Missed) -> Attribution:
    """Its id is as a reader's of the same spans. UsageError where spans are not in the text."""
    for name in ("content", "cue", "source"):
        spans: Spans = getattr(missed, name)
        if any(not 0 <= start < end <= len(article.text) for start, end in spans) or list(spans) != sorted(spans):
            remedy = f"give places from 0 to {len(article.text):,}, in order"
            raise UsageError(f"the {name} is not in the text", name=article.id, remedy=remedy)
    if not missed.content:
        raise UsageError("an attribution needs its content", remedy="say which words: --content START:END")
    return Attribution(
        id=hash_id(article.id, missed.source, missed.cue, missed.content),
        source=missed.source,
        cue=missed.cue,
        content=missed.content,
        quotation=_quotation(article.text, missed.content),
        confidence=1.0,
    )


def _quotation(text: str, content: Spans) -> Quotation:
    """Direct where marks stand around it, mixed where some stand in it."""
    start, end = content[0][0], content[-1][1]
    opened = text[start] in OPENING or text[max(0, start - 1) : start] in tuple(OPENING)
    closed = text[end - 1].rstrip(".,!?") in (*CLOSING, "") or text[end : end + 1] in tuple(CLOSING)
    if opened and closed:
        return "direct"
    return "mixed" if any(mark in text[start:end] for mark in '"“„«»”') else "indirect"


def _attribution(article: Article, given: Correction) -> Attribution | None:
    """In the version it was made on, or one in which the same stretch stands once; None in others."""
    missed = given.missed
    assert missed is not None  # whoever calls gives those that add
    if rows.text_hash(article.text) == given.text_hash:
        return make_attribution(article, missed)
    stretch = missed.stretch
    if not stretch or article.text.count(stretch) != 1:
        return None
    spans = (*missed.source, *missed.cue, *missed.content)
    by = article.text.index(stretch) - min(start for start, _ in spans)
    return make_attribution(article, _shifted(missed, by))


def with_stretch(text: str, missed: Missed) -> Missed:
    """The same with its words from the first to the last: by them it is found in another version."""
    spans = (*missed.source, *missed.cue, *missed.content)
    return replace(missed, stretch=text[min(start for start, _ in spans) : max(end for _, end in spans)])


def _shifted(missed: Missed, by: int) -> Missed:
    moved = {
        name: tuple((start + by, end + by) for start, end in getattr(missed, name))
        for name in ("content", "cue", "source")
    }
    return Missed(**moved, stretch=missed.stretch)


def find_words(text: str, given: str, near: Spans = ()) -> Spans:
    """Where the words stand: "START:END", several with commas, or the words themselves as they stand in the text.

    Of words that stand more than once the place nearest to `near`. UsageError where there is none, or several.
    """
    if given.replace(",", "").replace(":", "").replace(" ", "").isdigit() and ":" in given:
        return tuple(sorted(_place(part) for part in given.split(",")))
    places = list(_places(text, given.strip()))
    if not places:
        remedy = "copy the words as konon show --format json has them in its text, or give START:END"
        raise UsageError("does not stand in the article", name=given[:60] or "(empty)", remedy=remedy)
    if len(places) > 1 and not near:
        where = ", ".join(f"{start}:{end}" for start, end in places[:5])
        raise UsageError(f"stands {len(places)} times in the article", name=given[:60], remedy=f"give one of {where}")
    at = near[0][0] if near else 0
    return (min(places, key=lambda place: abs(place[0] - at)),)


def _place(part: str) -> tuple[int, int]:
    start, _, end = part.partition(":")
    if not (start.strip().isdigit() and end.strip().isdigit()):
        raise UsageError("is no place", name=part[:40], remedy="write it like 120:180")
    return int(start), int(end)


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


# Rows.


def _add(connection: Connection, version: int, article: Article, one: Attribution, given: Correction) -> int:
    """The key of its saying."""
    t = schema.articles
    row = connection.execute(select(t).where(t.c.key == version)).one()
    attribution, saying = _attribution_key(connection, version, row, one)
    why = f"added by {given.by} on {given.at[:10]}" + (f": {given.note}" if given.note else "")
    claim = Claim(
        attribution=one,
        speaker=Speaker(name=None, reason=why),
        factuality=Factuality(certainty="certain", polarity="positive", act="statement", reason=why),
    )
    columns = rows.claim_row(claim, row.text, row.lang)
    columns |= {"key": next_key(connection, schema.claims), "attribution": attribution, "current": 0}
    columns |= {"article": version, "outlet": row.outlet, "published": row.published, "lang": row.lang}
    columns |= {"reading": _reading(connection, version), "speaker": None, "reason": reason_key(connection, why)}
    put_rows(connection, schema.claims, [columns | {"about": rows.About(article).words(claim)}])
    return saying


def _attribution_key(connection: Connection, version: int, row: Any, one: Attribution) -> tuple[int, int]:
    """Of the attribution, and of its saying."""
    a, s = schema.attributions, schema.sayings
    known = connection.execute(select(a.c.key, a.c.saying).where(a.c.id == one.id, a.c.article == version)).first()
    if known:
        return int(known.key), int(known.saying)
    held = held_rows(connection, version)
    found = assign({one.id: one.content}, {other.id: (other.saying, unpack(other.content)) for other in held})
    content = rows.pack(one.content)
    if one.id in found.known:
        saying = found.known[one.id]
    else:
        saying = next_key(connection, s)
        used = {other.saying_id for other in held}
        ids = (saying_id(row.id, row.text_hash, content, nth) for nth in range(len(held) + 1))
        connection.execute(insert(s), {"key": saying, "id": next(id_ for id_ in ids if id_ not in used)})
    key = next_key(connection, a)
    connection.execute(insert(a), rows.attribution_row(one) | {"key": key, "article": version, "saying": saying})
    return key, saying


def _reading(connection: Connection, version: int) -> int:
    """The key of people's reading of a version."""
    g, n = schema.readings, schema.runs
    reader = key_of_name(connection, schema.readers, schema.PERSON)
    key = connection.execute(select(g.c.key).where(g.c.article == version, g.c.reader == reader)).scalar()
    if key is not None:
        return int(key)
    run = connection.execute(select(n.c.key).where(n.c.reader == reader)).scalar()
    if run is None:
        run, when = next_key(connection, n), now()
        row = {"key": run, "reader": reader, "started": when, "ended": when, "articles": 0, "claims": 0}
        connection.execute(insert(n), row)
    key = next_key(connection, g)
    connection.execute(insert(g), {"key": key, "article": version, "reader": reader, "run": run, "current": 0})
    return key


def _remove(connection: Connection, claims: Sequence[Any]) -> set[int]:
    """Claims that nobody adds any more, with the attributions and sayings that are nobody else's."""
    c, a, s, r, w = schema.claims, schema.attributions, schema.sayings, schema.relays, schema.as_read
    for row in claims:
        finding = load_by_key(connection, [row.key])[row.key]
        words = rows.claim_row(finding.claim, finding.article.text, finding.article.lang)["words"]
        about = rows.About(finding.article).words(finding.claim)
        replace_words(connection, {"key": row.key, "words": words, "about": about}, None)
        remove_claims(connection, [row.key])
        for table, column in ((w, w.c.claim), (r, r.c.claim), (c, c.c.key)):
            connection.execute(delete(table).where(column == row.key))
        if connection.execute(select(c.c.key).where(c.c.attribution == row.attribution)).first():
            continue
        others = select(a.c.key).where(a.c.saying == row.saying, a.c.key != row.attribution)
        alone = connection.execute(others).first() is None
        if alone:
            untrace(connection, [row.saying], judged=True)
            _forget_changes(connection, row.saying)
        connection.execute(delete(a).where(a.c.key == row.attribution))
        if alone:
            connection.execute(delete(s).where(s.c.key == row.saying))
    return {row.saying for row in claims}


def _forget_changes(connection: Connection, saying: int) -> None:
    d = schema.changes
    connection.execute(delete(d).where((d.c.source == saying) | (d.c.target == saying)))
