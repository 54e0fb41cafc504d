"""What went wrong -> the one shape of errors: sentences, their codes, and to what it happened."""

from __future__ import annotations

from typing import Any

from konon.errors import KononError
from konon.views.told_lines import told_fields


def about_of(error: Exception, status: int) -> str | None:
    """To what it happened. Where a ledger is, nobody is told."""
    return error.name if isinstance(error, KononError) and error.name and status != 503 else None


def error_row(status: int, why: str, remedy: str | None, about: str | None) -> dict[str, Any]:
    """The one shape of errors: `code` and `fields` are of what happened, without what it happened to."""
    told = told_fields(why.removeprefix(f"{about}: ") if about else why)
    also = told_fields(remedy)
    row = {"status": status, "why": why, "remedy": remedy, "about": about, **told}
    return row | {"remedy_code": also["code"], "remedy_fields": also["fields"]}
