"""Findings -> the HTML page: each article with those of its claims that were found, in the order of finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from konon.ledger.findings import Finding
from konon.records import Reading
from konon.views.html_page import render_html
from konon.views.view import View


def render_finding_html(findings: Iterable[Finding], view: View) -> Iterator[bytes]:
    """Findings of one article that follow one another stand together; nothing is held but these."""
    groups = groupby(findings, key=lambda one: (one.article.id, one.version, one.reader))
    return render_html((_reading(list(some)) for _, some in groups), view)


def _reading(findings: list[Finding]) -> Reading:
    claims = sorted((one.claim for one in findings), key=lambda claim: claim.attribution.content)
    return Reading(article=findings[0].article, claims=tuple(claims), reader=findings[0].reader)
