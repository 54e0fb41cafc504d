"""`konon search`: words and filters -> claims of the ledger, or how many there are."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.counting import Count
from konon.cli.filter_options import with_filters
from konon.cli.messages import report
from konon.cli.names_told import tell_names
from konon.cli.options import LEDGER, PAGE, FindingOption, LedgerOption, OffsetOption, OutputOption, ShownOption
from konon.cli.output import open_output, rows_wanted, shown_on
from konon.contract import encode
from konon.errors import UsageError
from konon.ledger import Ledger, Query
from konon.ledger.counts import GROUPS, TIMES
from konon.views.count_table import render_table
from konon.views.formats import FindingFormat, TableFormat, choose_format, load_finding_render
from konon.views.view import View
from konon.views.wording import count_of

Group = StrEnum("Group", list(GROUPS))  # type: ignore[misc]


@with_filters
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help="All of them, in any form (kirim finds mengirimkan); those in quotation marks as they stand; "
            "'beras OR gula': either; 'kirim*': what begins so; 'beras -gula': without that, the whole question in "
            "quotation marks. None: the newest claims.",
            show_default=False,
        ),
    ] = None,
    *,
    meaning: Annotated[
        bool, typer.Option("--meaning", "-m", help="Claims with a similar meaning, in any words and language.")
    ] = False,
    ledger: LedgerOption = LEDGER,
    limit: ShownOption = None,
    offset: OffsetOption = 0,
    count: Annotated[bool, typer.Option("--count", help="Only how many claims there are.")] = False,
    group_by: Annotated[
        Group | None,
        typer.Option("--group-by", help="Only how many claims each has, the most first.", show_default=False),
    ] = None,
    format: FindingOption = None,
    output: OutputOption = None,
    **filters: Any,
) -> None:
    """Find claims in the ledger: the best first, or without words the newest.

    By words, or with --meaning by what was said, whatever the words: an English claim for an Indonesian question.
    """
    wanted = (limit or None) if meaning and limit is not None else PAGE if meaning else rows_wanted(limit, output, PAGE)
    query = Query(words=" ".join(words or ()), meaning=meaning, limit=wanted, offset=offset, **filters)
    with Ledger.open(ledger) as opened:
        if count or group_by:
            if count and group_by:
                raise UsageError("--count and --group-by are two questions", remedy="ask one at a time")
            _show_counts(opened, query, group_by, _table_format(format, output), output)
        else:
            _show_claims(opened, query, choose_format(FindingFormat, format, output, FindingFormat.text), output)
        tell_names(opened, query)


def _show_claims(ledger: Ledger, query: Query, format: FindingFormat, output: Path | None) -> None:
    count = Count()
    with open_output(output) as write:
        render = load_finding_render(format)
        for chunk in render(count.through(ledger.find(query)), View(stream=shown_on(output))):
            write(chunk)
    if not count.found:
        report(f"konon: no {'further ' if query.offset else ''}claim found in {ledger.name}")
    elif count.found == query.limit and (rest := _what_is_cut(ledger, query)):
        report(f"konon: {rest}")


def _what_is_cut(ledger: Ledger, query: Query) -> str:
    """Which of how many were shown, and how to see the rest; "" where these are all."""
    shown, size = query.offset + (query.limit or 0), query.limit or 0
    if query.meaning and query.words.strip():
        return f"the nearest {size:,} claims; --limit N shows more, --offset {shown} the next"
    total = ledger.count(query)
    if total <= shown:
        return ""
    which = f"{size:,}" if not query.offset else f"{query.offset + 1:,} to {shown:,}"
    which = f"number {shown:,}" if query.offset and size == 1 else which
    return f"{which} of {count_of(total, 'claim')}; --offset {shown} shows the next, --limit 0 all"


def _table_format(format: FindingFormat | None, output: Path | None) -> TableFormat:
    if format is FindingFormat.html:
        raise UsageError("counts are not written as html", remedy=f"choose from {', '.join(TableFormat)}")
    asked = TableFormat(format.value) if format else None
    return choose_format(TableFormat, asked, output, TableFormat.text)


def _show_counts(ledger: Ledger, query: Query, group: StrEnum | None, format: TableFormat, output: Path | None) -> None:
    total = ledger.count(query)
    with open_output(output) as write:
        if group is None and format in (TableFormat.text, TableFormat.json, TableFormat.jsonl):
            write(f"{total}\n".encode() if format is TableFormat.text else encode({"claims": total}) + b"\n")
            return
        if group is None:
            columns, by = ["claims"], ""
            rows: list[dict[str, Any]] = [{"claims": total}]
        else:
            by = group.value
            found = ledger.group(by, query, top=query.limit)
            plain = all(one.value == one.name for one in found)
            columns = ["claims", by] if plain else ["claims", by, "id"]
            rows = [{"claims": one.claims, by: one.name, "id": one.value} for one in found]
        for chunk in render_table(columns, rows, format, View(stream=shown_on(output))):
            write(chunk)
    if group is not None:
        _tell_groups(by, len(rows), sum(int(row["claims"]) for row in rows), total, query)


def _tell_groups(by: str, groups: int, counted: int, total: int, query: Query) -> None:
    if groups == query.limit:
        which = "latest" if by in TIMES else "most frequent"
        report(f"konon: the {groups:,} {which} are shown, of {count_of(total, 'claim')} in all; --limit 0 shows all")
    elif counted < total and by != "relay":
        what = "date" if by in TIMES else by
        report(f"konon: {count_of(total - counted, 'claim')} of {total:,} without a {what}")
