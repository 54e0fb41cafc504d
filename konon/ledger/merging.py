"""Another ledger -> what it holds that this one has not: claims as they were read, pages, visits, what people decided.

Each step leaves out what is here already, so merging twice adds nothing, and an interrupted merge goes on by the same
call. What was erased in either is not here afterwards: articles erased there are erased here too. Of two decisions on
one name, and of two corrections of one field, the later holds, whichever ledger it comes from. Vectors and links are
not taken over: `embed` and `link_missing` make them. Accounts are of one ledger alone, and so is what is watched, until
`konon merge --watches` takes it too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from konon.errors import ErasedError, UnfitError, UsageError
from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.corrected_claims import alias_of, settle
from konon.ledger.correcting import follow_corrections, put_correction
from konon.ledger.correction_rows import make_correction
from konon.ledger.counts import moving
from konon.ledger.erasing import erase
from konon.ledger.findings import load_articles
from konon.ledger.judging import make_judgement, put_judgement
from konon.ledger.merged_names import merge_outlets, merge_speakers
from konon.ledger.new_keys import next_key
from konon.ledger.opening import Place
from konon.ledger.rows import text_hash
from konon.ledger.stored_versions import StoredVersion, list_versions, load_version, readings_of
from konon.ledger.thread_rows import remake_threads
from konon.ledger.tombstones import last_erasure
from konon.ledger.visits import now, settle_visits
from konon.records import Article, Page, Reading

if TYPE_CHECKING:
    from konon.ledger.ledger import Ledger

AT_ONCE = 64  # readings a transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """How much came over. `erased`: articles that were erased there, and are here now; `refused`: erased here."""

    articles: int = 0  # versions that were not here
    claims: int = 0
    pages: int = 0
    visits: int = 0
    decisions: int = 0  # of speakers and outlets
    judgements: int = 0
    corrections: int = 0
    erased: int = 0
    refused: int = 0

    def __add__(self, more: Merged) -> Merged:
        return Merged(**{one.name: getattr(self, one.name) + getattr(more, one.name) for one in fields(self)})


class Merging:
    """Of the ledger at `theirs` into the one at `ours`, which `ledger` is open on to be written."""

    def __init__(self, ours: Place, theirs: Place, ledger: Ledger) -> None:
        if ours.name == theirs.name:
            raise UsageError("is one ledger", name=ours.name, remedy="name two")
        self._ours, self._theirs, self._ledger = ours, theirs, ledger

    def run(self) -> Iterator[Merged]:
        """A part of it at a time; their sum is all."""
        yield self._take_erasures()
        yield from self._take_readings()
        yield from self._take_pages()
        yield from self._take_visits()
        self._take_headlines()
        yield self._take_judgements()
        yield self._take_corrections()
        yield self._take_names()  # some of which corrections brought

    # What was erased.

    def _take_erasures(self) -> Merged:
        e, t = schema.erasures, schema.articles
        with self._theirs.reading() as connection:
            rows = connection.execute(select(e).order_by(e.c.key)).all()
        taken = 0
        for row in rows:
            with self._ours.reading() as connection:
                there = connection.execute(select(t.c.key).where(t.c.id == row.article)).first() is not None
                known = connection.execute(select(e.c.key).where(e.c.article == row.article)).first() is not None
            if there:
                erase(self._ours, row.article, by=row.by, why=row.why)
            if not known:
                self._keep_tombstone(row, there=there)
            taken += there or not known
        return Merged(erased=taken)

    def _keep_tombstone(self, row: Any, *, there: bool) -> None:
        """That it was erased there; of what was here, the ids of there too."""
        e, i = schema.erasures, schema.erased_ids
        with self._theirs.reading() as connection:
            ids = set(connection.execute(select(i.c.id).where(i.c.erasure == row.key)).scalars())
        with self._ours.writing() as connection:
            key = connection.execute(select(e.c.key).where(e.c.article == row.article)).scalar() if there else None
            if key is None:
                key = next_key(connection, e)
                values = dict(row._mapping) | {"key": key, "wiped": row.wiped or now()}
                last = last_erasure(connection)[1]
                connection.execute(insert(e), values | {"last_keys": json.dumps(last)})
            known = set(connection.execute(select(i.c.id).where(i.c.erasure == key)).scalars())
            for some in in_chunks(sorted(ids - known)):
                connection.execute(insert(i), [{"id": id_, "erasure": key} for id_ in some])

    # What was read.

    def _take_readings(self) -> Iterator[Merged]:
        with self._theirs.reading() as connection:
            versions = list_versions(connection)
        waiting: list[tuple[Reading, Page | None]] = []
        seen: dict[int, str] = {}
        for key in versions:
            with self._theirs.reading() as connection:
                stored = load_version(connection, key)
                readings = list(readings_of(connection, key)) if stored else []
            if stored is None:
                continue
            try:
                self._ledger.refuse_erased(stored.article)
            except (ErasedError, UnfitError):
                yield Merged(refused=1)
                continue
            for one in self._missing(stored, readings):
                waiting.append(one)
                seen[id(one[0])] = stored.seen
            if len(waiting) >= AT_ONCE:
                yield self._add(waiting, seen)
                waiting, seen = [], {}
        if waiting:
            yield self._add(waiting, seen)

    def _missing(self, stored: StoredVersion, readings: Sequence[Reading]) -> list[tuple[Reading, Page | None]]:
        """What is not here; of a text that is here, with what is told of it here."""
        ours = self._version_here(stored.article)
        found: list[tuple[Reading, Page | None]] = []
        for reading in readings:
            if not self._ledger.has_article(stored.article, reading.reader):
                one = replace(reading, article=ours) if ours is not None else reading
                found.append((one, stored.page if ours is None and not found else None))
        return found

    def _version_here(self, article: Article) -> Article | None:
        with self._ours.reading() as connection:
            key = version_key(connection, article)
            return load_articles(connection, [key])[key][0] if key is not None else None

    def _add(self, waiting: list[tuple[Reading, Page | None]], seen: dict[int, str]) -> Merged:
        added = self._ledger.add_all(waiting, batch=AT_ONCE, seen_now=False, seen_at=seen)
        pages = sum(page is not None for _, page in waiting)
        return Merged(articles=added.articles, claims=added.claims, pages=pages)

    def _take_pages(self) -> Iterator[Merged]:
        """Of versions that are here: the page they are from, and other bytes with the same text."""
        with self._theirs.reading() as connection:
            versions = list_versions(connection)
        for key in versions:
            with self._theirs.reading() as connection:
                found = load_articles(connection, [key])
            with self._ours.reading() as connection:
                there = key in found and version_key(connection, found[key][0]) is not None
            if there and (rows := self._pages_missing(key, found[key][0])):
                yield Merged(pages=sum(self._put_page(found[key][0], row) for row in rows))

    def _pages_missing(self, version: int, article: Article) -> list[Any]:
        p, o, t = schema.pages, schema.copies, schema.articles
        copied = select(o.c.page).where(o.c.article == version)
        own = select(t.c.page).where(t.c.key == version)
        with self._theirs.reading() as connection:
            asked = select(p.c.id, p.c.key).where(p.c.key.in_(own.union(copied)))
            ids = {row.id: row.key for row in connection.execute(asked)}
        with self._ours.reading() as connection:
            key = version_key(connection, article)
            mine = select(o.c.page).where(o.c.article == key).union(select(t.c.page).where(t.c.key == key))
            known = set(connection.execute(select(p.c.id).where(p.c.key.in_(mine))).scalars())
        with self._theirs.reading() as connection:
            wanted = [key for id_, key in ids.items() if id_ not in known]
            return list(connection.execute(select(p).where(p.c.key.in_(wanted)).order_by(p.c.key)).all())

    def _put_page(self, article: Article, row: Any) -> int:
        """As the version's own page, or as a copy; 1 where its bytes are new here."""
        p, o, t = schema.pages, schema.copies, schema.articles
        with self._ours.writing() as connection:
            version = version_key(connection, article)
            key = connection.execute(select(p.c.key).where(p.c.id == row.id)).scalar()
            fresh = key is None
            if key is None:
                key = next_key(connection, p)
                connection.execute(insert(p), dict(row._mapping) | {"key": key})
            own = connection.execute(select(t.c.page).where(t.c.key == version)).scalar()
            if own is None:
                connection.execute(update(t).where(t.c.key == version).values(page=key))
            elif own != key:
                connection.execute(insert(o), {"page": key, "article": version})
        return int(fresh)

    # What was seen, and what people decided.

    def _take_visits(self) -> Iterator[Merged]:
        v, t = schema.visits, schema.articles
        with self._theirs.reading() as connection:
            addresses = list(connection.execute(select(t.c.id).distinct().order_by(t.c.id)).scalars())
        for some in in_chunks(addresses, AT_ONCE):
            with self._theirs.reading() as connection:
                asked = select(v, t.c.text_hash).outerjoin(t, t.c.key == v.c.article).where(v.c.address.in_(some))
                rows = connection.execute(asked.order_by(v.c.at, v.c.key)).all()
            with self._ours.writing() as connection:
                yield Merged(visits=_put_visits(connection, rows))

    def _take_headlines(self) -> None:
        """What versions that are here were called before."""
        h, t = schema.headlines, schema.articles
        asked = select(h.c.title, h.c.until, t.c.id, t.c.text_hash).join(t, t.c.key == h.c.article)
        with self._theirs.reading() as connection:
            rows = connection.execute(asked.order_by(h.c.key)).all()
        if rows:
            with self._ours.writing() as connection:
                for row in rows:
                    _put_headline(connection, row)

    def _take_names(self) -> Merged:
        with self._theirs.reading() as there, self._ours.writing() as here:
            return Merged(decisions=merge_speakers(there, here) + merge_outlets(there, here))

    def _take_judgements(self) -> Merged:
        j = schema.judgements
        with self._theirs.reading() as connection:
            rows = connection.execute(select(j).order_by(j.c.key)).all()
        taken = 0
        for row in rows:
            with self._theirs.reading() as connection:
                attributions = [_attributions(connection, id_) for id_ in (row.a, row.b)]
            with self._ours.writing() as connection:
                taken += _put_judgement(connection, row, attributions)
        return Merged(judgements=taken)

    def _take_corrections(self) -> Merged:
        n = schema.corrections
        with self._theirs.reading() as connection:
            rows = connection.execute(select(n).order_by(n.c.key)).all()
        taken, relink = 0, []
        for row in rows:
            with self._theirs.reading() as connection:
                attributions = _attributions(connection, row.saying)
            with self._ours.writing() as connection:
                if _put_correction(connection, row, attributions):
                    taken += 1
                    if follow_corrections(connection, row.article):
                        relink.append(row.article)
        if relink:
            self._ledger.link(relink)
        return Merged(corrections=taken)


def version_key(connection: Connection, article: Article) -> int | None:
    """The key of this text of this address here."""
    t = schema.articles
    from_text = select(t.c.key).where(t.c.id == article.id, t.c.text_hash == text_hash(article.text))
    return connection.execute(from_text).scalar()


def _put_visits(connection: Connection, rows: Sequence[Any]) -> int:
    """Those that are not here; what is shown of their addresses follows."""
    v, t = schema.visits, schema.articles
    addresses = sorted({row.address for row in rows})
    versions = {
        (row.id, row.text_hash): row.key
        for row in connection.execute(select(t.c.id, t.c.text_hash, t.c.key).where(t.c.id.in_(addresses)))
    }
    here = {id_ for id_, _ in versions}
    known = {
        (row.address, row.at, row.article)
        for row in connection.execute(select(v.c.address, v.c.at, v.c.article).where(v.c.address.in_(addresses)))
    }
    key = next_key(connection, v)
    fresh: list[dict[str, Any]] = []
    for row in rows:
        version = versions.get((row.address, row.text_hash)) if row.text_hash else None
        if row.address in here and (row.address, row.at, version) not in known and (version or not row.text_hash):
            known.add((row.address, row.at, version))
            values = {name: getattr(row, name) for name in ("address", "at", "status", "sha256")}
            fresh.append(values | {"key": key + len(fresh), "article": version})
    if fresh:
        connection.execute(insert(v), fresh)
        for address in sorted({row["address"] for row in fresh}):
            with moving(connection, [key for (id_, _), key in versions.items() if id_ == address]):
                settle_visits(connection, address)
                settle(connection, address)
    return len(fresh)


def _put_headline(connection: Connection, row: Any) -> None:
    h, t = schema.headlines, schema.articles
    version = select(t.c.key).where(t.c.id == row.id, t.c.text_hash == row.text_hash)
    key = connection.execute(version).scalar()
    if key is None:
        return
    values = {"article": key, "title": row.title, "until": row.until}
    same = select(h.c.key).where(*(h.c[name] == value for name, value in values.items()))
    if connection.execute(same).first() is None:
        connection.execute(insert(h), values | {"key": next_key(connection, h)})


def _attributions(connection: Connection, saying: str) -> list[tuple[str, str, str]]:
    """Of a saying, by its id: each attribution's id, with the id and text of its article."""
    a, s, t = schema.attributions, schema.sayings, schema.articles
    asked = select(a.c.id, t.c.id.label("article"), t.c.text_hash).join(s, s.c.key == a.c.saying)
    rows = connection.execute(asked.join(t, t.c.key == a.c.article).where(s.c.id == saying).order_by(a.c.key))
    return [(row.id, row.article, row.text_hash) for row in rows]


def _saying_here(
    connection: Connection, id_: str, attributions: Sequence[tuple[str, str, str]]
) -> tuple[int, str] | None:
    """The key and id here of what is this saying there: by its id, or by any of its attributions."""
    a, s, t = schema.attributions, schema.sayings, schema.articles
    if (row := connection.execute(select(s.c.key, s.c.id).where(s.c.id == id_)).first()) is not None:
        return int(row.key), str(row.id)
    for attribution, article, text in attributions:
        asked = select(s.c.key, s.c.id).join(a, a.c.saying == s.c.key).join(t, t.c.key == a.c.article)
        row = connection.execute(asked.where(a.c.id == attribution, t.c.id == article, t.c.text_hash == text)).first()
        if row is not None:
            return int(row.key), str(row.id)
    return None


def _put_judgement(connection: Connection, row: Any, attributions: Sequence[Any]) -> int:
    """1 where it is new here, or withdrawn there alone."""
    j = schema.judgements
    a, b = (_saying_here(connection, id_, held) for id_, held in zip((row.a, row.b), attributions, strict=True))
    if a is None or b is None:
        return 0
    same = [j.c[name] == getattr(row, name) for name in ("relation", "by", "at")]
    held = connection.execute(select(j).where(j.c.a == a[1], j.c.b == b[1], *same)).first()
    if held is not None and (held.withdrawn or not row.withdrawn):
        return 0
    pairs = [(a[0], b[0])]
    key = held.key if held is not None else None
    if key is None:
        given = make_judgement(row)
        pairs = put_judgement(connection, [a[0]], [b[0]], replace(given, a=a[1], b=b[1]))
        key = connection.execute(select(j.c.key).where(j.c.a == a[1], j.c.b == b[1], *same)).scalar()
    if row.withdrawn:
        withdrawn = {"withdrawn": row.withdrawn, "withdrawn_by": row.withdrawn_by}
        connection.execute(update(j).where(j.c.key == key).values(withdrawn))
    remake_threads(connection, {one for pair in pairs for one in pair})
    return 1


def _put_correction(connection: Connection, row: Any, attributions: Sequence[Any]) -> bool:
    """Whether it is new here, or undone there alone."""
    n, t = schema.corrections, schema.articles
    held = connection.execute(select(n).where(n.c.id == row.id)).first()
    if held is not None:
        if held.undone or not row.undone:
            return False
        undone = {"undone": row.undone, "undone_by": row.undone_by}
        connection.execute(update(n).where(n.c.key == held.key).values(undone))
        return True
    if connection.execute(select(t.c.key).where(t.c.id == row.article)).first() is None:
        return False
    given = make_correction(row)
    here = _saying_here(connection, row.saying, attributions)
    if here is not None:
        given = replace(given, saying=here[1])
    who = given.fields.get("speaker")
    put_correction(connection, given, alias_of(connection, who, row.article) if who else None)
    return True
