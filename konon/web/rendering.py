"""What a page shows -> HTML in the language of the interface: the templates, and what they call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from konon import __version__
from konon.records import Act, Kind
from konon.tracing.steps import LABELS
from konon.views.html_page import safe_url
from konon.views.short_dates import short_date
from konon.views.told_lines import say_message, say_told
from konon.views.wording import one_line, printable
from konon.web.asset_files import asset_address
from konon.web.claim_list import quote_words
from konon.web.exporting import OFFERED
from konon.web.interface_words import (
    DEFAULT,
    LANGUAGES,
    TERMS,
    TICKS,
    load_words,
    say_country,
    say_date,
    say_figure,
    say_language,
    say_number,
    say_share,
)
from konon.web.web_form import Notice
from konon.web.who_asks import Who

ADDED_END = ".html"
TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A page in the menu: its address, its word, and the key that leads there after "g"."""

    path: str
    word: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the frame of every page needs."""

    menu: tuple[MenuItem, ...]
    lang: str
    mode: str  # "light", "dark", or "" for what the system has
    path: str  # the page's permanent address, without its question
    address: str  # with it
    twin: str  # the address of its JSON
    ledger: str  # as a message calls it
    rooms: frozenset[str] = frozenset()  # first parts of the addresses that there are: "threads"
    who: Who = field(default_factory=Who)  # reads the page; forms are for who writes
    shut: bool = False  # to whoever reads this page: they have to sign in first
    token: str = ""  # of its forms
    notice: Notice | None = None  # what was done just now


def render(template: str, site: Site, data: Mapping[str, Any], also: Mapping[str, Any]) -> str:
    """The whole page."""
    page = make_site_environment(site.lang).get_template(template)
    return printable(page.render(site=site, data=data, also=also))


@cache
def make_site_environment(lang: str) -> Environment:
    """Everything is escaped; an unknown name is an error, not a blank."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = load_words(lang)
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(GLOBALS)
    made.filters.update(FILTERS)
    made.filters.update(_speaking_filters(words.gettext, lang))
    return made


def _speaking_filters(translate: Callable[[str], str], lang: str) -> dict[str, Callable[..., Any]]:
    """Those that say something in the language of the interface."""
    return {
        "day": partial(say_date, lang=lang),
        "short_day": partial(say_date, lang=lang, short=True),
        "moment": partial(short_date, lang=lang),
        "number": partial(say_number, lang=lang),
        "country": partial(say_country, lang=lang),
        "language": partial(say_language, lang=lang),
        "term": partial(_say_term, translate),
        "told": partial(say_told_error, translate),
        "because": partial(_say_reason, translate, lang),
        "failure": partial(_say_failure, translate, lang),
        "drift": lambda kind: _say_term(translate, LABELS.get(kind, kind)),
        "figure": partial(say_figure, lang=lang),
        "percent": partial(say_share, lang=lang),
    }


def _say_term(translate: Callable[[str], str], value: str | None) -> str:
    """What a record holds, in words; what the table does not know stays as it is."""
    return translate(TERMS[value]) if value in TERMS else one_line(value or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidError:
    """An error as its page says it; what is not in the table is in English."""

    why: str
    remedy: str
    translated: bool


def say_told_error(translate: Callable[[str], str], error: Mapping[str, Any]) -> SaidError:
    """`error` is the twin's; its `about` stands before what happened to it."""
    given = [(error["about"] or ""), error["why"], error["remedy"] or ""]
    why = given[1].removeprefix(f"{given[0]}: ") if given[0] else given[1]
    said = [say_told(line, translate, partial(_say_term, translate)) if line else "" for line in (why, given[2])]
    told = f"{given[0]}: {said[0] or why}" if given[0] else said[0] or why
    return SaidError(why=told, remedy=said[1] or given[2], translated=None not in said)


def _say_reason(translate: Callable[[str], str], lang: str, line: str) -> Markup:
    """In the interface's language, else marked as English."""
    return _marked(one_line(line), say_told(one_line(line), translate, partial(_say_term, translate)), lang)


def _say_failure(translate: Callable[[str], str], lang: str, line: str) -> Markup:
    """The whole line of an error: to what, what happened, what to do."""
    return _marked(one_line(line), say_message(one_line(line), translate, partial(_say_term, translate)), lang)


def _marked(line: str, said: str | None, lang: str) -> Markup:
    if said is None and lang != DEFAULT:
        return Markup('<span lang="en">{}</span>').format(line)
    return Markup("{}").format(said or line)


def _say_role(speaker: Mapping[str, Any]) -> str:
    """Role and affiliation; a name that says it already is not repeated."""
    name = one_line(speaker["written"] or speaker["name"] or "").casefold()
    known = (one_line(speaker[part] or "") for part in ("role", "affiliation"))
    return ", ".join(part for part in known if part and part.casefold() not in name)


def path_part(id: str) -> str:
    """An id as a part of a path, whatever it holds."""
    return quote(id, safe="", errors="replace")


def article_path(id: str) -> str:
    """The address of an article; one whose id ends as a twin's address does is told apart."""
    return f"/articles/{path_part(id)}" + (ADDED_END if id.endswith(".json") else "")


GLOBALS: Final[Mapping[str, Any]] = {
    "asset": asset_address,
    "version": __version__,
    "languages": LANGUAGES,
    "TICKS": TICKS,
    "CERTAINTIES": tuple(TICKS),
    "ACTS": get_args(Act),
    "KINDS": get_args(Kind),
    "exports": OFFERED,
}
FILTERS: Final[Mapping[str, Callable[..., Any]]] = {  # the same in every language
    "line": one_line,
    "capitalize_first": lambda text: text[:1].upper() + text[1:],
    "quoted": quote_words,
    "role": _say_role,
    "web_url": safe_url,
    "path_part": path_part,
    "article_path": article_path,
}
