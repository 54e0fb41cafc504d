"""The filters of a Query -> options of the commands that search."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from konon.ledger.filters import Filter, offer_filters
from konon.ledger.queries import Query


def _option(one: Filter) -> Any:
    flag = f"--{one.name}"
    if one.metavar is None:
        return Annotated[(one.type, typer.Option(flag, help=one.help))]
    return Annotated[(one.type, typer.Option(flag, metavar=one.metavar, help=one.help, show_default=False))]


with_filters = offer_filters(Query, _option, after="ledger")  # a decorator of a command that takes `**filters`
# What a quotation is claimed to be: older readers and versions are looked at in any case.
with_claimed = offer_filters(Query, _option, after="ledger", without=("history",))
