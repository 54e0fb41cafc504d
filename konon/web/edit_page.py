"""Edits: pages that changed after they were read, claim by claim; silently, or with a note that says so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from konon.ledger import Ledger
from konon.views.edit_json import edit_row
from konon.watching.edits import Edit, edits_of
from konon.web.edited_words import weave
from konon.web.narrowing_form import page_addresses
from konon.web.web_page import Asked, Shown

SIZE = 8  # pages that changed, of a page of the site: each is compared when it is asked for
PAGES = 50


def show_edits(asked: Asked) -> Shown:
    """Of all pages those that changed last first; with `address`, of one."""
    given, page = asked.given, asked.given.number("page", 1, PAGES)
    address, since = given.get("address") or None, given.get("since") or None
    asked_for = ("edits", address, since, page)
    rows, more = asked.kept.keep(asked.ledger, asked_for, partial(read_edits, asked.ledger, address, since, page))
    data = {"address": address, "since": since, "page": page, "edits": rows}
    data |= page_addresses(asked, page, more and page < PAGES)
    return Shown(data=data, also={"woven": [_weave_all(row) for row in rows]})


def read_edits(ledger: Ledger, address: str | None, since: str | None, page: int) -> tuple[list[dict[str, Any]], bool]:
    """Those of one page of the site, and whether there are more; all articles are looked through for them."""
    found = list(islice(ledger.histories(address, since), (page - 1) * SIZE, page * SIZE + 1))
    edits = (edit for one in found[:SIZE] for edit in edits_of(ledger, one))
    return [edit_row(edit) for edit in edits if not since or edit.at >= since], len(found) > SIZE


def newest_edits(ledger: Ledger, most: int) -> Iterator[Edit]:
    """The last edit of each of the pages that changed last."""
    for history in islice(ledger.histories(), most):
        yield from islice(edits_of(ledger, history), 1)


def _weave_all(row: dict[str, Any]) -> dict[str, Any]:
    headline = row["headline"]
    return {
        "headline": weave(headline["before"], headline["after"]) if headline else [],
        "claims": [weave(_content(one["before"]), _content(one["after"])) for one in row["claims"]],
    }


def _content(claim: dict[str, Any] | None) -> str:
    return claim["content"] if claim else ""
