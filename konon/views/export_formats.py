"""The formats of other programs that claims are written in, for the command line and the web alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from konon.exports.annotation import render_annotations
from konon.exports.brat import render_brat
from konon.exports.citations import render_bibtex, render_csl
from konon.exports.claim_reviews import render_claim_reviews
from konon.exports.ftm import render_ftm
from konon.exports.jsonld import render_jsonld
from konon.exports.parquet import render_parquet
from konon.ledger import Finding
from konon.views.finding_rows import render_finding_csv, render_finding_jsonl
from konon.views.view import View


class ExportFormat(StrEnum):
    """What `--format` takes here."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    jsonld = "jsonld"
    web_annotation = "web-annotation"
    ftm = "ftm"
    brat = "brat"
    csl_json = "csl-json"
    bibtex = "bibtex"
    claimreview = "claimreview"
    prov = "prov"
    links = "links"


@dataclass(frozen=True, slots=True)
class Export:
    """How claims are written in a format: `render` takes them one at a time and gives bytes as it goes."""

    render: Callable[[Iterable[Finding]], Iterator[bytes]]
    media_type: str
    ending: str  # of a file's name


def _render_csv(findings: Iterable[Finding]) -> Iterator[bytes]:
    return render_finding_csv(findings, View())


def _render_jsonl(findings: Iterable[Finding]) -> Iterator[bytes]:
    return render_finding_jsonl(findings, View())


EXPORTS: dict[ExportFormat, Export] = {
    ExportFormat.csv: Export(_render_csv, "text/csv; charset=utf-8", "csv"),
    ExportFormat.jsonl: Export(_render_jsonl, "application/x-ndjson", "jsonl"),
    ExportFormat.parquet: Export(render_parquet, "application/vnd.apache.parquet", "parquet"),
    ExportFormat.jsonld: Export(render_jsonld, "application/ld+json", "jsonld"),
    ExportFormat.web_annotation: Export(render_annotations, "application/ld+json", "annotations.jsonld"),
    ExportFormat.ftm: Export(render_ftm, "application/x-ndjson", "ftm.jsonl"),
    ExportFormat.brat: Export(render_brat, "application/zip", "zip"),
    ExportFormat.csl_json: Export(render_csl, "application/vnd.citationstyles.csl+json", "csl.json"),
    ExportFormat.bibtex: Export(render_bibtex, "application/x-bibtex", "bib"),
    ExportFormat.claimreview: Export(render_claim_reviews, "application/ld+json", "claimreview.jsonld"),
}
