"""In front of every page of a shared ledger: who asks, and whether they may. Editors' routes are guarded here alone.

Whoever is not signed in sees the page for signing in and nothing else. Any request that does more than read (POST and
the like) is an editor's, whatever its address, so that a route is guarded before it is written; `EDITORS_PAGES` are
those that only editors read. A program with a token reads, and never writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from konon.ledger.accounts import Account, Accounts
from konon.web.defences import SAFE
from konon.web.server_errors import tell_maker

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
OPEN: Final = (SIGN_IN, "/preferences")  # to everybody, to be written to as well
OPEN_ROOM: Final = "/assets/"  # to be read
READERS_TOO: Final = (SIGN_OUT,)
EDITORS_PAGES: Final = ("/add",)
PLAIN, SECURE = "konon_account", "__Host-konon_account"  # by TLS a cookie's name binds it to this site

Answer = Callable[[Request, Exception], Awaitable[Response]]


class AccountGate:
    """An ASGI app for those who have an account. `answer`: the page or JSON of an error."""

    def __init__(self, app: ASGIApp, *, accounts: Accounts, answer: Answer) -> None:
        self._app, self._accounts, self._answer = app, accounts, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`scope["konon.account"]` is who asks, for whoever writes it down."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        if is_asset(request):
            await self._app(scope, receive, send)
            return
        try:
            account = await run_in_threadpool(self._find, request)
        except Exception as why:  # the pages' own answer to errors stands behind this gate
            await (await self._answer(request, why))(scope, receive, send)
            return
        scope["konon.account"] = account
        if refused := await self._refuse(request, account):
            await refused(scope, receive, send)
        elif account is None or request.method in SAFE or is_open(request):
            await self._app(scope, receive, send)
        else:
            await self._write_down(request, account, receive, send)

    async def _refuse(self, request: Request, account: Account | None) -> Response | None:
        if is_open(request):
            return None
        if account is None:
            return await self._ask_who(request)
        if needs_editor(request) and (account.role != "editor" or token_of(request) is not None):
            return await self._answer(request, HTTPException(403))
        return None

    async def _ask_who(self, request: Request) -> Response:
        """A person is led to sign in and back again; a program is told."""
        program = token_of(request) is not None or request.method not in SAFE
        if program or request.scope["path"].endswith(".json") or "hx-request" in request.headers:
            error = HTTPException(401, headers={"WWW-Authenticate": "Bearer", "HX-Redirect": SIGN_IN})
            return await self._answer(request, error)
        query = request.scope["query_string"].decode("latin-1")
        back = quote(request.scope["path"]) + (f"?{query}" if query else "")
        return RedirectResponse(f"{SIGN_IN}?back={quote(back, safe='')}", 303)

    def _find(self, request: Request) -> Account | None:
        """A token that is given and wrong is not mended by a cookie."""
        if (token := token_of(request)) is not None:
            return self._accounts.of_token(token)
        secret = secret_of(request)
        return self._accounts.signed_in(secret) if secret else None

    async def _write_down(self, request: Request, account: Account, receive: Receive, send: Send) -> None:
        """Who wrote where, and whether it was taken: a line of the audit log."""
        status = 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(request.scope, receive, send_seen)
        finally:
            what = f"{request.method} {status}"
            where, address = request.scope["path"], address_of(request)
            note = partial(self._accounts.note, account.name, what, where, address=address)
            try:
                await run_in_threadpool(note)
            except Exception as why:  # the answer is on its way already
                tell_maker(why, f"not in the audit log: {account.name} {what} {where}")


def is_open(request: Request) -> bool:
    """Whether it takes no account."""
    return request.scope["path"] in OPEN or is_asset(request)


def is_asset(request: Request) -> bool:
    """The looks of a page, its errors' too: the ledger is not asked."""
    return request.scope["path"].startswith(OPEN_ROOM) and request.method in SAFE


def needs_editor(request: Request) -> bool:
    """Every request that writes, but for signing out; and the pages that lead to one."""
    path = request.scope["path"]
    if request.method not in SAFE:
        return path not in READERS_TOO
    return any(path == page or path.startswith((f"{page}/", f"{page}.")) for page in EDITORS_PAGES)


def token_of(request: Request) -> str | None:
    """What a program gives to be let in; None where it gives nothing."""
    given = request.headers.get("authorization")
    if given is None:
        return None
    kind, _, token = given.partition(" ")
    return token.strip()[:200] if kind.lower() == "bearer" else ""


def secret_of(request: Request) -> str:
    """Of the cookie; "" for none."""
    return request.cookies.get(cookie_name(request), "")[:200]


def cookie_name(request: Request) -> str:
    """Where the way to this server is encrypted no other site of the same domain can set it."""
    return SECURE if request.scope["scheme"] == "https" else PLAIN


def address_of(request: Request) -> str:
    """Of the machine that asks."""
    return request.client.host if request.client else ""


def account_of(request: Request) -> Account | None:
    """Who asks on a shared ledger; None on one's own."""
    found: Account | None = request.scope.get("konon.account")
    return found
