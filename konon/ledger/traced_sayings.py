"""Keys or ids of sayings -> Findings and Sayings: each by the claim that speaks for it, the newest reader's first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, desc, select

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding, load_findings
from konon.ledger.fulltext import is_among
from konon.ledger.publishers import find_publisher
from konon.records import Article
from konon.tracing.carriage import Carriage, make_carriage
from konon.tracing.saying import Saying, make_saying


def find_speaking(connection: Connection, sayings: Collection[int], *, current: bool = False) -> dict[int, int]:
    """Saying -> the claim that speaks for it: a current one, else the last there was.

    With `current`, sayings that no current claim is of are left out.
    """
    c, a = schema.claims, schema.attributions
    found: dict[int, int] = {}
    for some in in_chunks(dict.fromkeys(sayings)):
        asked = (
            select(a.c.saying, c.c.key)
            .join(a, a.c.key == c.c.attribution)
            .where(is_among(connection, a.c.saying, some))
            .order_by(desc(c.c.current), desc(c.c.key))
        )
        for saying, claim in connection.execute(asked.where(c.c.current == 1) if current else asked):
            found.setdefault(saying, claim)
    return found


def load_speaking(connection: Connection, sayings: Collection[int], *, current: bool = False) -> dict[int, Finding]:
    """Saying -> the finding of the claim that speaks for it; without those erased meanwhile."""
    claims = find_speaking(connection, sayings, current=current)
    findings: dict[int, Finding] = {}
    for some in in_chunks(claims.items()):
        loaded = {one.saying: one for one in load_findings(connection, [claim for _, claim in some])}
        ids = ids_of(connection, [saying for saying, _ in some])
        findings |= {saying: loaded[ids[saying]] for saying, _ in some if ids.get(saying) in loaded}
    return findings


def ids_of(connection: Connection, sayings: Collection[int]) -> dict[int, str]:
    """Saying -> its id, for those there are."""
    s = schema.sayings
    found: dict[int, str] = {}
    for some in in_chunks(dict.fromkeys(sayings)):
        asked = select(s.c.key, s.c.id).where(is_among(connection, s.c.key, some))
        found.update((key, id_) for key, id_ in connection.execute(asked))
    return found


def keys_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Id of a saying -> its key, for those there are."""
    s = schema.sayings
    found: dict[str, int] = {}
    for some in in_chunks(dict.fromkeys(ids)):
        found.update((id_, key) for id_, key in connection.execute(select(s.c.id, s.c.key).where(s.c.id.in_(some))))
    return found


def saying_of(finding: Finding) -> Saying:
    """As tracing sees it."""
    return make_saying(finding.article, finding.claim, finding.saying)


class HeldArticles:
    """The sayings and carriages of findings that were loaded: what tracing reads (`Traceable`)."""

    def __init__(self, findings: Collection[Finding]) -> None:
        self._sayings = {finding.saying: saying_of(finding) for finding in findings}
        self._articles: dict[str, Article] = {finding.article.id: finding.article for finding in findings}

    def sayings(self, ids: Iterable[str] | None = None) -> Iterable[Saying]:
        """Those with these ids; all, where none are named."""
        return [self._sayings[id_] for id_ in (self._sayings if ids is None else ids) if id_ in self._sayings]

    def carriages(self, articles: Iterable[str]) -> Iterable[Carriage]:
        """Those of these articles."""
        return [make_carriage(self._articles[one]) for one in articles if one in self._articles]


def publisher_ids(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """Name of an outlet -> its publisher's id, for those that the ledger or the list of publishers knows."""
    o, p = schema.outlets, schema.publishers
    found = {name: known.key for name in names if (known := find_publisher(name))}
    for some in in_chunks(dict.fromkeys(names)):
        asked = select(o.c.name, p.c.id).join(p, p.c.key == o.c.publisher).where(o.c.name.in_(some))
        found.update((name, id_) for name, id_ in connection.execute(asked))
    return found
