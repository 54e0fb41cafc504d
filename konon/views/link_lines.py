"""A link with its two claims -> one line of JSON, or some lines for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from konon.contract import encode
from konon.ledger.findings import Finding
from konon.ledger.link_rows import LinkFinding
from konon.tracing.drift import Difference
from konon.views.wording import one_line


def make_link_row(found: LinkFinding) -> dict[str, Any]:
    """The output contract's fields of a link."""
    link = found.link
    return {
        "a": _end(found.a),
        "b": _end(found.b),
        "relation": link.relation,
        "score": link.score,
        "drift": link.drift,
        "changes": change_rows(link.changes),
        "reasons": link.reasons,
        "judged": link.judged,
    }


def change_rows(changes: Iterable[Difference]) -> list[dict[str, Any]]:
    """The kind, both places, and words that say it."""
    return [{"kind": one.kind, "a": one.a, "b": one.b, "why": one.why} for one in changes]


def _end(finding: Finding) -> dict[str, Any]:
    return {"id": finding.id, "article": finding.article.id, "content": finding.claim.attribution.content}


def render_link_line(found: LinkFinding) -> bytes:
    """One line of JSON."""
    return encode(make_link_row(found)) + b"\n"


def render_link(found: LinkFinding) -> bytes:
    """What relates how, and under it what changed and why."""
    link = found.link
    told = f"judged by {link.judged}" if link.judged else f"{link.score:.2f}"
    drift = f": {', '.join(link.drift)}" if link.drift else ""
    lines = [_named(finding) for finding in (found.a, found.b)]
    lines += [f"{change.kind}: {change.why}" for change in link.changes]
    lines.append(f"because {'; '.join(link.reasons)}")
    head = one_line(f"{found.a.id} {link.relation} {found.b.id} ({told}){drift}")
    return "\n    ".join((head, *map(one_line, lines))).encode("utf-8", "replace") + b"\n"


def _named(finding: Finding) -> str:
    article = finding.article
    who = " · ".join(part for part in (article.published, article.outlet, finding.claim.speaker.name) if part)
    return f"{who or article.id}: {finding.content}"
