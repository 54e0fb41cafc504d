"""Links -> CSV, a link a row: for spreadsheets, and for programs that draw networks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from konon.ledger.findings import Finding
from konon.ledger.link_rows import LinkFinding
from konon.views.csv_table import make_line

_END = ("", "_saying", "_article", "_outlet", "_published", "_speaker", "_content")
COLUMNS = (
    *(f"source{name}" for name in _END),
    *(f"target{name}" for name in _END),
    "relation",
    "score",
    "drift",
    "changes",
    "reasons",
    "judged",
)


def render_link_table(links: Iterable[LinkFinding]) -> Iterator[bytes]:
    """The header, then the earlier claim as `source`, the later as `target`: names that Gephi and others look for."""
    yield make_line(list(COLUMNS))
    for found in links:
        link = found.link
        rest = (
            link.relation,
            f"{link.score:g}",
            " | ".join(link.drift),
            " | ".join(change.why for change in link.changes),
            " | ".join(link.reasons),
            link.judged or "",
        )
        yield make_line([*_end(found.a), *_end(found.b), *rest])


def _end(finding: Finding) -> tuple[str, ...]:
    article = finding.article
    who = finding.speaker.name if finding.speaker else finding.claim.speaker.name
    parts = (finding.id, finding.saying, article.id, article.outlet, article.published, who, finding.content)
    return tuple(part or "" for part in parts)
