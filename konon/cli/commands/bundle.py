"""`konon bundle`: claims -> a ZIP to file as evidence: pages as received, claims, hashes, and a page to read."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from konon import __version__
from konon.cli.messages import tell
from konon.cli.options import LEDGER, LedgerOption
from konon.cli.output import open_output
from konon.contract import reading_row
from konon.errors import UsageError
from konon.records import Page, Reading
from konon.views.json_rows import encode
from konon.views.view import View
from konon.views.wording import count_of

if TYPE_CHECKING:
    from konon.ledger import Finding, Ledger

README = """Evidence made by konon {version} on {day}.

claims.html      to read in a browser: the articles with the claims marked in them; it loads nothing
claims.jsonld    the claims in schema.org's words
articles.jsonl   the articles' texts with the claims' places in them
pages.warc.gz    the pages as they were received, in the format of web archives
manifest.json    which claim is of which page, with the pages' SHA-256
SHA256SUMS       of all files: sha256sum -c SHA256SUMS
"""


def bundle(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Claims, as konon search shows them.", show_default=False),
    ] = None,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The ZIP to write.", show_default=False)
    ] = None,
    ledger: LedgerOption = LEDGER,
) -> None:
    """Put claims into one file as evidence: the pages as received, the claims, hashes, and an HTML page to read."""
    if not ids:
        raise UsageError("nothing to bundle", remedy="give ids; konon search shows them")
    if output is None or str(output) == "-":
        raise UsageError("a bundle needs a file", remedy="name one with --output evidence.zip")
    # The database's library takes a quarter of a second, which --help need not wait for.
    from konon.exports.sink import Sink  # noqa: PLC0415
    from konon.ledger import Ledger  # noqa: PLC0415

    with Ledger.open(ledger) as opened, open_output(output) as write:
        findings = [opened.show(id_) for id_ in dict.fromkeys(ids)]
        sink = Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in list_files(opened, findings, datetime.now(UTC)):
                archive.writestr(name, content)
                write(sink.take())
        write(sink.take())
    tell(f"konon: {count_of(len(findings), 'claim')} in {output}")


def list_files(ledger: Ledger, findings: list[Finding], now: datetime) -> Iterator[tuple[str, bytes]]:
    """Name and content of each; the sums come last."""
    sums = []
    for name, content in _contents(ledger, findings, now):
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        yield name, content
    yield "SHA256SUMS", "".join(sums).encode()


def _contents(ledger: Ledger, findings: list[Finding], now: datetime) -> Iterator[tuple[str, bytes]]:
    from konon.exports.jsonld import render_jsonld  # noqa: PLC0415
    from konon.exports.warc import make_warc  # noqa: PLC0415
    from konon.views.html_page import render_html  # noqa: PLC0415

    readings = list(_readings(findings))
    pages = {finding.id: ledger.page_of(finding) for finding in findings}
    kept = {hashlib.sha256(page.body).hexdigest(): page for page in pages.values() if page}
    yield "README.txt", README.format(version=__version__, day=f"{now:%Y-%m-%d}").encode()
    yield "claims.html", b"".join(render_html(readings, View(explain=True)))
    yield "claims.jsonld", b"".join(render_jsonld(findings))
    yield "articles.jsonl", b"".join(encode(reading_row(reading)) + b"\n" for reading in readings)
    yield "pages.warc.gz", make_warc(kept.values())
    rows = [_manifest_row(finding, pages[finding.id]) for finding in findings]
    made = {"konon": __version__, "made": f"{now:%Y-%m-%dT%H:%M:%SZ}", "claims": rows}
    yield "manifest.json", encode(made) + b"\n"


def _readings(findings: list[Finding]) -> Iterator[Reading]:
    """An article once, with those of its claims that were asked for."""
    groups: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.article.id, finding.version, finding.reader), []).append(finding)
    for some in groups.values():
        claims = sorted((one.claim for one in some), key=lambda claim: claim.attribution.content)
        yield Reading(article=some[0].article, claims=tuple(claims), reader=some[0].reader)


def _manifest_row(finding: Finding, page: Page | None) -> dict[str, Any]:
    """`page` is null where the claims were given to the ledger without one."""
    from konon.exports.uris import page_uri  # noqa: PLC0415
    from konon.exports.warc import record_id  # noqa: PLC0415

    kept = None
    if page is not None:
        digest = hashlib.sha256(page.body).hexdigest()
        kept = {"uri": page_uri(page), "record": record_id(page), "sha256": digest, "fetched": page.fetched}
    article = {"id": finding.article.id, "version": finding.version, "url": finding.article.url}
    return {"id": finding.id, "content": finding.content, "article": article, "reader": finding.reader, "page": kept}
