"""A question and a format -> a file to take home, written as the claims come: what `konon export` writes.

With `corrections` the articles that people corrected, as gold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from konon.errors import UsageError
from konon.exports.gold_rows import render_gold
from konon.ledger import Ledger
from konon.views.export_formats import EXPORTS, ExportFormat
from konon.web.search_page import read_query
from konon.web.web_page import Given

TYPES = {
    ExportFormat.csv: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.jsonl: ("application/x-ndjson", "jsonl"),
    ExportFormat.parquet: ("application/vnd.apache.parquet", "parquet"),
    ExportFormat.jsonld: ("application/ld+json", "jsonld"),
    ExportFormat.web_annotation: ("application/ld+json", "annotations.jsonld"),
    ExportFormat.ftm: ("application/x-ndjson", "ftm.jsonl"),
    ExportFormat.brat: ("application/zip", "zip"),
    ExportFormat.csl_json: ("application/vnd.citationstyles.csl+json", "csl.json"),
    ExportFormat.bibtex: ("application/x-bibtex", "bib"),
    ExportFormat.claimreview: ("application/ld+json", "claimreview.jsonld"),
}
OFFERED = ("csv", "jsonl", "parquet", "jsonld", "bibtex")  # on the pages; an address may ask for any


def open_export(ledger: Ledger, given: Given) -> tuple[Iterator[bytes], str, str]:
    """The chunks, their media type and the file's name. What goes wrong does so here, before anything is sent."""
    if given.get("corrections"):
        type, ending = TYPES[ExportFormat.jsonl]
        return render_gold(ledger.corrected()), type, f"corrections.{ending}"
    chosen = given.get("format", "csv")
    if chosen not in (one.value for one in EXPORTS):
        raise UsageError("is no format", name=chosen[:40], remedy=f"choose from {', '.join(EXPORTS)}")
    format = ExportFormat(chosen)
    query = replace(read_query(given), as_added=True)
    found = ledger.find(query)
    chunks = EXPORTS[format](chain(list(islice(found, 1)), found))  # a wrong question ends here
    begun = list(islice(chunks, 1))  # and a part that is not installed here
    type, ending = TYPES[format]
    return chain(begun, chunks), type, f"claims.{ending}"
