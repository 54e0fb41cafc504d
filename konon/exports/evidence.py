"""Findings and their pages as received -> a ZIP to file as evidence: pages, claims, hashes, and a page to read."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from konon import __version__
from konon.contract import encode, reading_row
from konon.exports.jsonld import render_jsonld
from konon.exports.sink import Sink
from konon.exports.uris import page_uri
from konon.exports.warc import make_warc, record_id
from konon.ledger.findings import Finding
from konon.records import Page, Reading

README = """Evidence made by konon {version} on {day}.

claims.html      to read in a browser: the articles with the claims marked in them; it loads nothing
claims.jsonld    the claims in schema.org's words
articles.jsonl   the articles' texts with the claims' places in them
pages.warc.gz    the pages as they were received, in the format of web archives
manifest.json    which claim is of which page, with the pages' SHA-256
SHA256SUMS       of all files: sha256sum -c SHA256SUMS
"""
Pages = Mapping[str, Page | None]  # by a finding's id; None where its claims were added without a page


def pack_evidence(
    findings: Sequence[Finding], pages: Pages, show: Callable[[Sequence[Reading]], bytes], now: datetime
) -> Iterator[bytes]:
    """The ZIP, file by file. `show` makes the HTML page; `now` (UTC) is when the evidence is made."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in list_files(findings, pages, show, now):
            archive.writestr(name, content)
            yield sink.take()
    yield sink.take()


def list_files(
    findings: Sequence[Finding], pages: Pages, show: Callable[[Sequence[Reading]], bytes], now: datetime
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each; the sums come last."""
    sums = []
    for name, content in _contents(findings, pages, show, now):
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        yield name, content
    yield "SHA256SUMS", "".join(sums).encode()


def _contents(
    findings: Sequence[Finding], pages: Pages, show: Callable[[Sequence[Reading]], bytes], now: datetime
) -> Iterator[tuple[str, bytes]]:
    readings = list(_readings(findings))
    kept = {hashlib.sha256(page.body).hexdigest(): page for page in pages.values() if page}
    yield "README.txt", README.format(version=__version__, day=f"{now:%Y-%m-%d}").encode()
    yield "claims.html", show(readings)
    yield "claims.jsonld", b"".join(render_jsonld(findings))
    yield "articles.jsonl", b"".join(encode(reading_row(reading)) + b"\n" for reading in readings)
    yield "pages.warc.gz", make_warc(kept.values())
    rows = [_manifest_row(finding, pages[finding.id]) for finding in findings]
    made = {"konon": __version__, "made": f"{now:%Y-%m-%dT%H:%M:%SZ}", "claims": rows}
    yield "manifest.json", encode(made) + b"\n"


def _readings(findings: Sequence[Finding]) -> Iterator[Reading]:
    """An article once, with those of its claims that were asked for."""
    groups: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.article.id, finding.version, finding.reader), []).append(finding)
    for some in groups.values():
        claims = sorted((one.claim for one in some), key=lambda claim: claim.attribution.content)
        yield Reading(article=some[0].article, claims=tuple(claims), reader=some[0].reader)


def _manifest_row(finding: Finding, page: Page | None) -> dict[str, Any]:
    """`page` is null where the claims were added to the ledger without one."""
    kept = None
    if page is not None:
        digest = hashlib.sha256(page.body).hexdigest()
        kept = {"uri": page_uri(page), "record": record_id(page), "sha256": digest, "fetched": page.fetched}
    article = {"id": finding.article.id, "version": finding.version, "url": finding.article.url}
    return {"id": finding.id, "content": finding.content, "article": article, "reader": finding.reader, "page": kept}
