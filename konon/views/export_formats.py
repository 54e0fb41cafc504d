"""The formats of other programs that claims are written in, for the command line and the web alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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


# Each takes findings one at a time and gives bytes as it goes.
EXPORTS: dict[ExportFormat, Callable[[Iterable[Finding]], Iterator[bytes]]] = {
    ExportFormat.csv: lambda findings: render_finding_csv(findings, View()),
    ExportFormat.jsonl: lambda findings: render_finding_jsonl(findings, View()),
    ExportFormat.parquet: render_parquet,
    ExportFormat.jsonld: render_jsonld,
    ExportFormat.web_annotation: render_annotations,
    ExportFormat.ftm: render_ftm,
    ExportFormat.brat: render_brat,
    ExportFormat.csl_json: render_csl,
    ExportFormat.bibtex: render_bibtex,
    ExportFormat.claimreview: render_claim_reviews,
}
