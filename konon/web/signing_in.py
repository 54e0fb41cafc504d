"""Signing in and out: two forms. A wrong guess waits; a right one gets a new secret, whatever it came with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from konon.ledger.accounts import SIGNED_IN, Accounts
from konon.web.account_gate import SIGN_IN, SIGN_OUT, address_of, cookie_name, secret_of
from konon.web.pacing import GuessPacing
from konon.web.sent_forms import read_form
from konon.web.signing import SESSION_COOKIE
from konon.web.web_page import Given, Shown, own_path

HASHING = 2  # passwords looked at at once: each takes 32 MB
Show = Callable[[Request, str, Shown], Response]  # a template, and what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The routes. `show` makes a page; `sleep` is what a guess waits by."""

    accounts: Accounts
    show: Show
    pacing: GuessPacing = field(default_factory=GuessPacing)
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(HASHING))

    def routes(self) -> list[Route]:
        """Nothing else of the site is open to who has no account."""
        return [
            Route(SIGN_IN, self._ask),
            Route(SIGN_IN, self._sign_in, methods=["POST"]),
            Route(SIGN_OUT, self._sign_out, methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        given = Given(pairs=tuple(request.query_params.multi_items()))
        return self._page(request, "", own_path(given.get("back", "/")), wrong=False)

    async def _sign_in(self, request: Request) -> Response:
        pairs = tuple(await read_form(request))
        given = Given(pairs=pairs)
        name, back = given.get("name"), own_path(given.get("back", "/"))
        password = next((value for key, value in reversed(pairs) if key == "password"), "")  # its blanks count
        secret = await self._guess(request, name, password)
        if secret is None:
            return self._page(request, name[:100], back, wrong=True)
        response = RedirectResponse(back, 303)
        _set_secret(response, request, secret, SIGNED_IN)
        response.delete_cookie(SESSION_COOKIE)  # forms of before are nobody's any more
        return response

    async def _guess(self, request: Request, name: str, password: str) -> str | None:
        address = address_of(request)
        wait = self.pacing.begin(address, name)
        if wait is None:
            raise HTTPException(429, headers={"Retry-After": f"{self.pacing.LONGEST:.0f}"})
        secret = None
        try:
            if wait:
                await self.sleep(wait)
            before = secret_of(request)
            look = partial(self.accounts.sign_in, name, password, address=address, before=before)
            secret = await run_sync(look, limiter=self.hashing)
        finally:
            wrong = self.pacing.end(address, name, right=secret is not None)
        if secret is None and wrong & (wrong - 1) == 0:  # the 1st, 2nd, 4th ...: guessing cannot fill the log
            await run_in_threadpool(self._note_wrong, name, wrong, address)
        return secret

    def _note_wrong(self, name: str, wrong: int, address: str) -> None:
        """A name that nobody has may be a password that was typed too early: it is not written down."""
        who = name if self.accounts.has(name) else "somebody"
        self.accounts.note(who, f"wrong password, {wrong} so far", address=address)

    async def _sign_out(self, request: Request) -> Response:
        await run_in_threadpool(self.accounts.sign_out, secret_of(request), address=address_of(request))
        response = RedirectResponse(SIGN_IN, 303)
        _set_secret(response, request, "", 0)
        return response

    def _page(self, request: Request, name: str, back: str, *, wrong: bool) -> Response:
        data = {"name": name, "back": back, "wrong": wrong}
        return self.show(request, "sign_in.html.j2", Shown(data=data, status=401 if wrong else 200))


def _set_secret(response: Response, request: Request, secret: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=seconds,
        path="/",
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="lax",
    )
