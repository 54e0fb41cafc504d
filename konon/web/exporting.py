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

OFFERED = ("csv", "jsonl", "parquet", "jsonld", "bibtex")  # on the pages; an address may ask for any


def open_export(ledger: Ledger, given: Given) -> tuple[Iterator[bytes], str, str]:
    """The chunks, their media type and the file's name. What goes wrong does so here, before anything is sent."""
    if given.get("corrections"):
        like = EXPORTS[ExportFormat.jsonl]
        return render_gold(ledger.corrected()), like.media_type, f"corrections.{like.ending}"
    chosen = given.get("format", "csv")
    if chosen not in (one.value for one in EXPORTS):
        raise UsageError("is no format", name=chosen[:40], remedy=f"choose from {', '.join(EXPORTS)}")
    export = EXPORTS[ExportFormat(chosen)]
    query = replace(read_query(given), as_added=True)
    found = ledger.find(query)
    chunks = export.render(chain(list(islice(found, 1)), found))  # a wrong question ends here
    begun = list(islice(chunks, 1))  # and a part that is not installed here
    return chain(begun, chunks), export.media_type, f"claims.{export.ending}"
