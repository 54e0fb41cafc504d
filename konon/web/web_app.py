"""A ledger -> the site as an ASGI app: every page of the table with its JSON twin, the switches, the assets, errors."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Scope

from konon.contract import encode
from konon.errors import ErasedError, KononError, LedgerError, MissingError, UsageError
from konon.ledger import Ledger
from konon.web.asset_files import load_assets
from konon.web.defences import LOOPBACK, SiteGuard
from konon.web.exporting import open_export
from konon.web.interface_words import LANGUAGES, choose_language
from konon.web.kept_facets import KeptFacets
from konon.web.page_table import PAGES
from konon.web.rendering import MenuItem, Site, path_part, render
from konon.web.web_page import Asked, Given, Shown, WebPage

JSON = "application/json"
LONGEST = 20_000  # letters of an address, bytes of a form
YEAR = 365 * 24 * 3600
MODES = ("light", "dark")
COOKIES = {"lang": "konon_lang", "mode": "konon_mode"}
_PART = re.compile(r"\{(\w+)(?::path)?\}")
SHOW_TRACEBACKS = "KONON_TRACEBACK"  # an environment variable, for developers: on the server's own terminal alone
STATUS_OF: tuple[tuple[type[KononError], int], ...] = (  # the first that fits
    (MissingError, 404),
    (ErasedError, 410),
    (UsageError, 400),
    (LedgerError, 503),
)


def make_app(
    ledger: Ledger,
    *,
    hosts: Collection[str] = LOOPBACK,
    log: Callable[[str], object] | None = None,
    pages: Sequence[WebPage] = PAGES,
) -> Starlette:
    """The ledger, opened to be read only, stays the caller's to close. `hosts`: names by which the site is asked."""
    site = _Pages(ledger, pages)
    middleware = [
        Middleware(SiteGuard, hosts=hosts, refuse=site.refuse, log=log),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
    ]
    handlers: dict[Any, Any] = {HTTPException: site.answer_error, KononError: site.answer_error}
    return Starlette(routes=site.routes(), middleware=middleware, exception_handlers=handlers)


class _Pages:
    """The pages of one ledger as routes. What takes time runs in a thread, so that no reader waits for another."""

    def __init__(self, ledger: Ledger, pages: Sequence[WebPage]) -> None:
        self._ledger, self._pages, self._kept = ledger, pages, KeptFacets()
        self._rooms = frozenset(one.path.split("/")[1] for one in pages)
        self._menu = tuple(MenuItem(path=one.path, word=one.menu, key=one.key) for one in pages if one.menu)

    def routes(self) -> list[BaseRoute]:
        """Twins first: an id in a path may hold dots."""
        made: list[BaseRoute] = [
            Route("/assets/{name:path}", _send_asset),
            Route("/preferences", _set_preferences, methods=["POST"]),
            Route("/export", self._export),
        ]
        for page in self._pages:
            made.append(Route(page.twin_path, partial(self._answer, page, twin=True)))
        for page in self._pages:
            made.append(Route(page.path, partial(self._answer, page, twin=False)))
        return made

    async def _answer(self, page: WebPage, request: Request, *, twin: bool) -> Response:
        try:
            if len(request.scope["path"]) + len(request.scope["query_string"]) > LONGEST:
                raise HTTPException(HTTPStatus.REQUEST_URI_TOO_LONG)
            return await run_in_threadpool(self._make, page, request, twin)
        except (HTTPException, KononError):
            raise
        except Exception as error:
            return await self.answer_error(request, error)

    def _make(self, page: WebPage, request: Request, twin: bool) -> Response:
        site = self._site(request, page)
        given = Given(pairs=tuple(request.query_params.multi_items()))
        ids = request.path_params
        asked = Asked(ledger=self._ledger, path=site.path, ids=ids, given=given, lang=site.lang, kept=self._kept)
        return _respond(site, page.template, page.make(asked), twin)

    async def _export(self, request: Request) -> Response:
        given = Given(pairs=tuple(request.query_params.multi_items()))
        chunks, type, name = await run_in_threadpool(open_export, self._ledger, given)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
        return StreamingResponse(chunks, headers=headers, media_type=type)

    def _site(self, request: Request, page: WebPage | None = None) -> Site:
        path = page_path(page, request.path_params) if page else quote(request.scope["path"])
        query = request.scope["query_string"].decode("latin-1")
        behind = f"?{query}" if query else ""
        mode = request.cookies.get(COOKIES["mode"], "")
        return Site(
            menu=self._menu,
            lang=choose_language(request.cookies.get(COOKIES["lang"], ""), request.headers.get("accept-language", "")),
            mode=mode if mode in MODES else "",
            path=path,
            address=path + behind,
            twin=(page.twin if page and page.twin else f"{path}.json") + behind,
            ledger=os.path.basename(self._ledger.name),
            rooms=self._rooms,
        )

    async def answer_error(self, request: Request, error: Exception) -> Response:
        """One shape for every error, in HTML or JSON as what was asked for; nothing of the program's insides."""
        status, why, remedy = describe_error(error)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            _tell_maker(error)
        twin = request.scope["path"].endswith(".json")
        data = {"error": {"status": status, "why": why, "remedy": remedy}}
        try:
            site = replace(self._site(request), twin="")
            response = _respond(site, "error.html.j2", Shown(data=data, status=status), twin)
        except Exception as why:  # the page of errors has one itself
            _tell_maker(why)
            response = Response(encode(data), status, media_type=JSON)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    def refuse(self, scope: Scope, status: int, why: str) -> ASGIApp:
        """The answer to who is not let in: plain, for a page of another name must learn nothing."""
        body = encode({"error": {"status": status, "why": why, "remedy": None}})
        return Response(body, status, media_type=JSON)


def page_path(page: WebPage, ids: Mapping[str, str]) -> str:
    """Its permanent address, whatever an id holds."""
    return _PART.sub(lambda found: path_part(ids[found[1]]), page.path)


def describe_error(error: Exception) -> tuple[int, str, str | None]:
    """Status, what happened, what to do."""
    if isinstance(error, HTTPException):
        whys = {404: "there is no such page", 405: "this page is read, not written to"}
        return error.status_code, whys.get(error.status_code, HTTPStatus(error.status_code).phrase.lower()), None
    if isinstance(error, KononError):
        status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
        why = f"{error.name}: {error.why}" if error.name and status != 503 else error.why
        return status, why, error.remedy
    return 500, "something went wrong on the server", "try again; the server's terminal says more"


def _tell_maker(error: Exception) -> None:
    if os.environ.get(SHOW_TRACEBACKS):
        traceback.print_exception(error)
    else:
        line = " ".join(f"konon: {type(error).__name__}: {error}".split())
        print(line[:500].encode("ascii", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201


def _respond(site: Site, template: str, shown: Shown, twin: bool) -> Response:
    headers = {"Cache-Control": "private, no-cache"}
    if twin:
        return Response(encode(shown.data), shown.status, headers, media_type=JSON)
    return Response(render(template, site, shown.data, shown.also), shown.status, headers, media_type="text/html")


async def _send_asset(request: Request) -> Response:
    asset = load_assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    fresh = request.query_params.get("v") == asset.mark
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable" if fresh else "no-cache"}
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=asset.type)
    return Response(asset.body, headers=headers, media_type=asset.type)


async def _set_preferences(request: Request) -> Response:
    """The language and the light switch, for browsers with and without scripts; then back to the page."""
    given = Given(pairs=tuple(await read_form(request)))
    response = RedirectResponse(own_path(given.get("back", "/")), status_code=303)
    for name, known in (("lang", LANGUAGES), ("mode", MODES)):
        if (value := given.get(name)) in known:
            same = name == "mode" and request.cookies.get(COOKIES[name]) == value  # pressed again: as the system has it
            _set_cookie(response, COOKIES[name], "" if same else value)
    return response


def _set_cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR if value else 0, httponly=True, samesite="lax")


async def read_form(request: Request, most: int = LONGEST) -> Iterable[tuple[str, str]]:
    """The fields of a form as browsers send it by default; HTTPException where there is more than `most` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100)


def own_path(given: str) -> str:
    """A path of this site, or "/": what leads elsewhere ("//host", "/\\host", "https:") is not followed."""
    plain = given.startswith("/") and not given.startswith("//") and "\\" not in given
    return given if plain and given.isprintable() and len(given) <= LONGEST else "/"
