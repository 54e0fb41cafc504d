"""A ledger -> the site as an ASGI app: every page of the table with its JSON twin, the switches, the assets, errors."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Scope

from konon.contract import encode
from konon.errors import ErasedError, KononError, LedgerError, MissingError, PageError, UsageError
from konon.ledger import Ledger
from konon.ledger.news import LedgerMark
from konon.web.account_gate import EDITORS_PAGES, secret_of, token_of
from konon.web.add_pages import QUEUE
from konon.web.add_progress import tell_progress
from konon.web.add_queue import AddQueue
from konon.web.api_calls import TWINS_ALONE
from konon.web.asset_files import load_assets
from konon.web.defences import LOOPBACK
from konon.web.error_rows import about_of, error_row
from konon.web.exporting import open_export
from konon.web.interface_words import LANGUAGES, choose_language
from konon.web.kept_facets import KeptFacets
from konon.web.last_look import LOOK_COOKIE, AccountLooks, BrowserLooks, LooksKept, name_look, news_since
from konon.web.page_table import FORMS, PAGES
from konon.web.refused_form import form_again
from konon.web.rendering import MenuItem, Site, path_part, render
from konon.web.sent_forms import MOST_UPLOAD, NO_FORM, TOO_LARGE, read_form, read_sent
from konon.web.server_errors import tell_maker
from konon.web.signing import KEY_BYTES, SESSION_COOKIE, Session, Signer, is_token, read_session, start_session
from konon.web.signing_in import Signing
from konon.web.site_access import AccountHolders, SiteAccess, stand_guard
from konon.web.web_form import Acted, Notice, Sent, WebForm
from konon.web.web_page import LONGEST, Asked, Given, Shown, WebPage, own_path
from konon.web.who_asks import NAME_COOKIE, Visitors, Who, WhoAsks, clean_name

JSON = "application/json"
YEAR = 365 * 24 * 3600
CACHED = {"Cache-Control": "private, no-cache"}
MODES = ("light", "dark")
COOKIES = {"lang": "konon_lang", "mode": "konon_mode"}
NOTICE_COOKIE = "konon_notice"
READ_ONLY = "this ledger is open to be read only"
STALE = "this form is not valid any more"
NAMELESS = "it is not said who does this"
REMEDIES = {
    TOO_LARGE: f"send at most {MOST_UPLOAD // 1_000_000} MB, or read the files with konon add",
    NO_FORM: "go back and send it again",
    READ_ONLY: "open it with konon serve where it may be written",
    STALE: "look it over and send it from here",
    NAMELESS: "give your name",
}
WHYS: dict[int, tuple[str, str | None]] = {
    400: ("what was sent cannot be read", "send it again"),
    401: ("this ledger is for those who have an account", "sign in, or give a token: Authorization: Bearer TOKEN"),
    403: ("this account may read, not change anything", "ask whoever runs this server to make it an editor"),
    404: ("there is no such page", None),
    405: ("this page is read, not written to", None),
    408: ("what was sent came too slowly", "send it again"),
    413: ("what was sent is too large", "send less at once"),
    414: ("this address is too long", None),
    429: ("too much was asked in too short a time", "wait as long as Retry-After says"),
}
_PART = re.compile(r"\{(\w+)(?::path)?\}")
STATUS_OF: tuple[tuple[type[KononError], int], ...] = (  # the first that fits
    (MissingError, 404),
    (ErasedError, 410),
    (UsageError, 400),
    (PageError, 400),
    (LedgerError, 503),
)


def make_app(
    ledger: Ledger,
    *,
    hosts: Collection[str] = LOOPBACK,
    access: SiteAccess | None = None,
    log: Callable[[str], object] | None = None,
    pages: Sequence[WebPage] = PAGES,
    forms: Sequence[WebForm] = FORMS,
    key: bytes | None = None,
    people: WhoAsks | None = None,
    services: Mapping[str, Any] | None = None,
) -> Starlette:
    """The ledger stays the caller's to close; one that was opened to be read only is shown without forms.

    `hosts`: names by which the site is asked; `access`: those, and who else reaches it. `key`: signs what browsers
    keep; None: one for this run. `people`: how it is known who asks; None: by their accounts, else by a name asked for
    once. `services`: what outlives a form, by name (`Sent.services`).
    """
    signer = Signer(key or secrets.token_bytes(KEY_BYTES))
    reached = access or SiteAccess(hosts=hosts)
    known = people or _who_asks(ledger, reached, signer)
    site = _Pages(ledger, pages=pages, forms=forms, signer=signer, people=known, services=services or {})
    routes = site.routes()
    if reached.accounts:
        routes = [*Signing(accounts=reached.accounts, show=site.show).routes(), *routes]
    guards = stand_guard(reached, answer=site.answer_error, refuse=site.refuse, log=log)
    handlers: dict[Any, Any] = {HTTPException: site.answer_error, KononError: site.answer_error}
    return Starlette(routes=routes, middleware=guards, exception_handlers=handlers)


def _who_asks(ledger: Ledger, access: SiteAccess, signer: Signer) -> WhoAsks:
    if access.accounts:
        return AccountHolders(writes=ledger.is_writable)
    return Visitors(signer, writes=ledger.is_writable)


class _Pages:
    """The pages of one ledger as routes. What takes time runs in a thread, so that no reader waits for another."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        pages: Sequence[WebPage],
        forms: Sequence[WebForm],
        signer: Signer,
        people: WhoAsks,
        services: Mapping[str, Any],
    ) -> None:
        self._ledger, self._pages, self._forms, self._kept = ledger, pages, forms, KeptFacets()
        self._signer, self._people, self._services = signer, people, services
        self._shared = isinstance(people, AccountHolders)
        self._rooms = frozenset(one.path.split("/")[1] for one in pages)
        self._menu = tuple(MenuItem(path=one.path, word=one.menu, key=one.key) for one in pages if one.menu)

    def routes(self) -> list[BaseRoute]:
        """Twins first: an id in a path may hold dots."""
        made: list[BaseRoute] = [
            Route("/assets/{name:path}", _send_asset),
            Route("/preferences", _set_preferences, methods=["POST"]),
            Route("/export", self._export),
        ]
        if QUEUE in self._services:
            made.append(Route("/add/{id}/progress", self._tell_progress))
        for form in self._forms:
            made.append(Route(form.path, partial(self._take, form), methods=["POST"]))
        for page in (*TWINS_ALONE, *self._pages):
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
        looks = self._looks(request, site.who) if page.keeps_look else None
        mark = self._ledger.mark() if looks else None
        asked = Asked(
            ledger=self._ledger,
            path=site.path,
            ids=ids,
            given=given,
            lang=site.lang,
            kept=self._kept,
            who=site.who,
            since=news_since(looks.before, mark.at) if looks and mark else None,
            services=self._services,
        )
        response = self._respond(request, site, page.template, page.make(asked), twin)
        if looks and mark and not twin:
            _keep_look(response, looks, mark)
        return response

    def _looks(self, request: Request, who: Who) -> LooksKept:
        if who.by_account and self._ledger.is_writable and token_of(request) is None:
            return AccountLooks(self._ledger.accounts, who.name)
        return BrowserLooks(self._signer, request.cookies.get(LOOK_COOKIE, ""), name_look(self._ledger.address))

    async def _take(self, form: WebForm, request: Request) -> Response:
        """A form: who sends it may, and on a page of this site; then what it says is done, and the browser goes on."""
        try:
            return await self._act(form, request)
        except (HTTPException, KononError):
            raise
        except Exception as error:
            return await self.answer_error(request, error)

    async def _act(self, form: WebForm, request: Request) -> Response:
        if not self._people.who(request).writes:
            raise HTTPException(HTTPStatus.FORBIDDEN, READ_ONLY)
        async with read_sent(request, files=form.files) as (pairs, files, folder):
            fields = Given(pairs=tuple(pairs))
            who = self._named(request, fields)
            sent = Sent(
                ledger=self._ledger,
                who=who,
                ids=request.path_params,
                fields=fields,
                files=tuple(files),
                folder=folder,
                services=self._services,
            )
            try:
                self._check(form, request, sent)
                acted = await run_in_threadpool(form.act, sent)
            except (HTTPException, KononError) as why:
                return self._give_back(form, request, sent, why)
        return self._lead_on(acted, who)

    def _check(self, form: WebForm, request: Request, sent: Sent) -> None:
        if not is_token(self._session(request), sent.fields.get("token")):
            raise HTTPException(HTTPStatus.FORBIDDEN, STALE)
        if form.needs_name and not sent.who.name:
            raise HTTPException(HTTPStatus.BAD_REQUEST, NAMELESS)

    def _give_back(self, form: WebForm, request: Request, sent: Sent, error: Exception) -> Response:
        """What was typed is on the page that says why it was not taken."""
        status, data = self._tell_error(request, error)
        again = form_again(form, quote(request.scope["path"]), sent.fields, sent.files, error)
        shown = Shown(data=data, also={"again": again}, status=status)
        return self._respond(request, self._site_of_error(request), "refused.html.j2", shown, False)

    def _named(self, request: Request, fields: Given) -> Who:
        """A name that comes with a form is theirs from then on."""
        who = self._people.who(request)
        given = clean_name(fields.get("by"))
        return replace(who, name=given) if given and not who.by_account else who

    def _lead_on(self, acted: Acted, who: Who) -> Response:
        response = RedirectResponse(own_path(acted.to), status_code=303)
        if who.name and not who.by_account:
            _set_cookie(response, NAME_COOKIE, self._signer.sign(NAME_COOKIE, who.name))
        if acted.notice:
            told = json.dumps([acted.notice.said, acted.notice.about[:200], acted.notice.undo])
            _set_cookie(response, NOTICE_COOKIE, self._signer.sign(NOTICE_COOKIE, told))
        return response

    def _session(self, request: Request) -> Session | None:
        return read_session(self._signer, request.cookies.get(SESSION_COOKIE, ""), self._holder(request))

    def _holder(self, request: Request) -> str:
        """The secret of whoever signed in; "" where there are no accounts."""
        return secret_of(request) if self._people.who(request).by_account else ""

    def _notice(self, request: Request) -> Notice | None:
        told = self._signer.read(NOTICE_COOKIE, request.cookies.get(NOTICE_COOKIE, ""))
        if told is None:
            return None
        said, about, undo = json.loads(told)
        return Notice(said=said, about=about, undo=tuple((name, value) for name, value in undo))

    def _respond(self, request: Request, site: Site, template: str, shown: Shown, twin: bool) -> Response:
        """A page with forms begins a session, and what was to be told is told once."""
        if twin:
            return Response(encode(shown.data), shown.status, CACHED, media_type=JSON)
        session = None
        if site.who.writes:
            session = self._session(request) or start_session(self._signer, self._holder(request))
            site = replace(site, token=session.token, notice=self._notice(request))
        text = render(template, site, shown.data, shown.also)
        response = Response(text, shown.status, CACHED, media_type="text/html")
        if session and session.is_new:
            response.set_cookie(SESSION_COOKIE, session.cookie, httponly=True, samesite="lax")
        if site.notice:
            _set_cookie(response, NOTICE_COOKIE, "")
        return response

    async def _export(self, request: Request) -> Response:
        given = Given(pairs=tuple(request.query_params.multi_items()))
        chunks, type, name = await run_in_threadpool(open_export, self._ledger, given)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'} | CACHED
        return StreamingResponse(chunks, headers=headers, media_type=type)

    async def _tell_progress(self, request: Request) -> Response:
        queue: AddQueue = self._services[QUEUE]
        if queue.find(request.path_params["id"]) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        lang = self._site(request).lang
        events = tell_progress(queue, request.path_params["id"], lang)
        return StreamingResponse(events, headers={"Cache-Control": "no-store"}, media_type="text/event-stream")

    def _site(self, request: Request, page: WebPage | None = None) -> Site:
        path = page_path(page, request.path_params) if page else quote(request.scope["path"])
        query = request.scope["query_string"].decode("latin-1")
        behind = f"?{query}" if query else ""
        mode = request.cookies.get(COOKIES["mode"], "")
        who = self._people.who(request)
        shut = self._shared and not who.by_account
        return Site(
            menu=() if shut else self._menu_of(who),
            lang=choose_language(request.cookies.get(COOKIES["lang"], ""), request.headers.get("accept-language", "")),
            mode=mode if mode in MODES else "",
            path=path,
            address=path + behind,
            twin=(page.twin if page and page.twin else f"{path}.json") + behind,
            ledger=os.path.basename(self._ledger.name),
            rooms=self._rooms,
            who=who,
            shut=shut,
        )

    def show(self, request: Request, template: str, shown: Shown) -> Response:
        """A page that is not of the table, without a twin."""
        return self._respond(request, replace(self._site(request), twin=""), template, shown, False)

    def _menu_of(self, who: Who) -> tuple[MenuItem, ...]:
        """A reader of a shared ledger is led to no page that takes an editor."""
        if who.writes or not self._shared:
            return self._menu
        return tuple(item for item in self._menu if item.path not in EDITORS_PAGES)

    async def answer_error(self, request: Request, error: Exception) -> Response:
        """One shape for every error, in HTML or JSON as what was asked for; nothing of the program's insides."""
        status, data = self._tell_error(request, error)
        twin = request.scope["path"].endswith(".json")
        try:
            site = self._site_of_error(request)
            response = self._respond(request, site, "error.html.j2", Shown(data=data, status=status), twin)
        except Exception as why:  # the page of errors has one itself
            tell_maker(why)
            response = Response(encode(data), status, media_type=JSON)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    def _tell_error(self, request: Request, error: Exception) -> tuple[int, dict[str, Any]]:
        status, why, remedy = describe_error(error)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            tell_maker(error)
        return status, {"error": error_row(status, why, remedy, about_of(error, status))}

    def _site_of_error(self, request: Request) -> Site:
        """The switches of a form that was refused lead back to its page."""
        site = replace(self._site(request), twin="")
        if request.method != "POST":
            return site
        came = urlsplit(request.headers.get("referer", ""))
        return replace(site, address=own_path(came.path + (f"?{came.query}" if came.query else "")))

    def refuse(self, scope: Scope, status: int, why: str) -> ASGIApp:
        """The answer to who is not let in: plain, for a page of another name must learn nothing."""
        body = encode({"error": error_row(status, why, None, None)})
        return Response(body, status, media_type=JSON)


def page_path(page: WebPage, ids: Mapping[str, str]) -> str:
    """Its permanent address, whatever an id holds."""
    return _PART.sub(lambda found: path_part(ids[found[1]]), page.path)


def describe_error(error: Exception) -> tuple[int, str, str | None]:
    """Status, what happened, what to do."""
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        if error.detail != phrase:
            return error.status_code, error.detail, REMEDIES.get(error.detail)
        why, remedy = WHYS.get(error.status_code, (phrase.lower(), None))
        return error.status_code, why, remedy
    if isinstance(error, KononError):
        status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
        about = about_of(error, status)
        return status, f"{about}: {error.why}" if about else error.why, error.remedy
    return 500, "something went wrong on the server", "try again; the server's terminal says more"


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
    given = Given(pairs=tuple(await read_form(request, LONGEST)))
    response = RedirectResponse(own_path(given.get("back", "/")), status_code=303)
    for name, known in (("lang", LANGUAGES), ("mode", MODES)):
        if (value := given.get(name)) in known:
            same = name == "mode" and request.cookies.get(COOKIES[name]) == value  # pressed again: as the system has it
            _set_cookie(response, COOKIES[name], "" if same else value)
    return response


def _keep_look(response: Response, looks: LooksKept, mark: LedgerMark) -> None:
    """With an account after the page is sent, so that nobody waits for it while another program writes."""
    if isinstance(looks, AccountLooks):
        response.background = BackgroundTask(looks.keep, mark)
    else:
        _set_cookie(response, LOOK_COOKIE, looks.sign(mark))


def _set_cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR if value else 0, httponly=True, samesite="lax")
