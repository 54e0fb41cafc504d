"""Who sends a request, and what they may do. Without accounts: whoever is at this machine, by a name asked for once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from konon.web.signing import Signer

NAME_COOKIE = "konon_name"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody. `name` is empty until it is known; `writes`: whether forms are shown to them and taken from them."""

    name: str = ""
    writes: bool = False
    by_account: bool = False  # the name is an account's: it is not asked for, and cannot be changed here


class WhoAsks(Protocol):
    """How a site knows who asks."""

    def who(self, request: Request) -> Who:
        """By the request alone."""
        ...


class Visitors:
    """WhoAsks of one machine: each may write where the ledger can be written, under the name in their cookie."""

    def __init__(self, signer: Signer, *, writes: bool) -> None:
        self._signer, self._writes = signer, writes

    def who(self, request: Request) -> Who:
        """Their name is believed where this site wrote the cookie."""
        name = self._signer.read(NAME_COOKIE, request.cookies.get(NAME_COOKIE, ""))
        return Who(name=name or "", writes=self._writes)


def clean_name(given: str) -> str:
    """A name on one line, without what a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in given).split())[:LONGEST_NAME]
