"""The beginning of an id, as people type it -> the id, where no other begins so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, select

from konon.errors import UsageError

SHOWN = 5  # ids that are offered
_BEGINNING = re.compile(r"[0-9a-f]{4,15}")


def whole_id(connection: Connection, column: Column[Any], given: str) -> str:
    """The id in this column that is given, or the only one that begins so; as given where there is none.

    UsageError, with the ids, where several begin so.
    """
    if not _BEGINNING.fullmatch(given):
        return given
    # "g" is behind every hexadecimal digit, in every order of letters.
    asked = select(column).where(column >= given, column < f"{given}g").order_by(column).limit(SHOWN + 1)
    found = [id_ for id_ in connection.execute(asked).scalars() if id_.startswith(given)]
    if len(found) > 1:
        raise ambiguous(given, found)
    return str(found[0]) if found else given


def ambiguous(given: str, ids: Sequence[str]) -> UsageError:
    """The error that lists what begins so."""
    shown = ", ".join(ids[:SHOWN]) + (" ..." if len(ids) > SHOWN else "")
    return UsageError("more than one id begins so", name=given, remedy=f"give more of it: {shown}")
