"""Who reaches a site, and how: its settings -> what stands around its pages, from the outside in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request

from konon.ledger.accounts import Accounts
from konon.web.account_gate import AccountGate, Answer, account_of, token_of
from konon.web.behind_proxy import BehindProxy
from konon.web.body_bounds import BodyBounds
from konon.web.defences import LOOPBACK, Refuse, SiteGuard
from konon.web.pacing import RateLimit
from konon.web.rate_guard import RateGuard
from konon.web.sent_forms import MOST_UPLOAD
from konon.web.who_asks import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAccess:
    """`hosts`: names by which the site is asked. `accounts`: None on one's own machine. `rate`: requests of a program
    a minute, 0 for any number. `origins`: sites whose pages may read the API. `behind_proxy`: whose word is believed.
    """

    hosts: Collection[str] = LOOPBACK
    accounts: Accounts | None = None
    rate: int = 0
    origins: Collection[str] = ()
    behind_proxy: bool = False
    most_bytes: int = MOST_UPLOAD


class AccountHolders:
    """WhoAsks of a shared ledger: by the account that signed in. An editor writes; a program never does."""

    def __init__(self, *, writes: bool) -> None:
        self._writes = writes

    def who(self, request: Request) -> Who:
        """Nobody, on the page for signing in."""
        if (account := account_of(request)) is None:
            return Who()
        writes = self._writes and account.role == "editor" and token_of(request) is None
        return Who(name=account.name, writes=writes, by_account=True)


def stand_guard(
    access: SiteAccess, *, answer: Answer, refuse: Refuse, log: Callable[[str], object] | None
) -> list[Middleware]:
    """The outermost first: each sees only what those before it let through."""
    guards = [Middleware(BehindProxy)] if access.behind_proxy else []
    guards.append(Middleware(SiteGuard, hosts=access.hosts, refuse=refuse, log=log))
    if access.origins:
        guards.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(access.origins),
                allow_methods=["GET", "HEAD"],
                allow_headers=["Authorization"],
                expose_headers=["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"],
            )
        )
    guards.append(Middleware(BodyBounds, most=access.most_bytes, answer=answer))
    if access.accounts:
        guards.append(Middleware(AccountGate, accounts=access.accounts, answer=answer))
    if access.rate:
        guards.append(Middleware(RateGuard, limit=RateLimit(access.rate), answer=answer))
    return [*guards, Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)]
