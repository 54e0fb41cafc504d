"""Readings -> one self-contained HTML page: the article with its spans marked, and beside each who says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from konon import __version__
from konon.records import Claim, Reading
from konon.views import wording as phrases
from konon.views.marking import left_out, mark_paragraphs
from konon.views.reasons import reasons
from konon.views.view import View

TEMPLATES = Path(__file__).resolve().parent / "templates"
CHUNK = 32_000  # characters written at once


def render_html(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """Chunks as the articles come; nothing of an article is kept once it is written."""
    page = make_environment().get_template("page.html.j2")
    articles = (show_reading(reading, number) for number, reading in zip(count(1), readings, strict=False))
    waiting: list[str] = []
    size = 0
    for part in page.generate(articles=articles, explain=view.explain, version=__version__):
        waiting.append(part)
        size += len(part)
        if size >= CHUNK:
            yield _encode(waiting)
            waiting, size = [], 0
    yield _encode(waiting)


@cache
def make_environment() -> Environment:
    """Read and compiled once. Everything is escaped; an unknown name is an error, not a blank."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def show_reading(reading: Reading, number: int) -> dict[str, Any]:
    """What the template needs of one article."""
    article = reading.article
    return {
        "id": f"a{number}",
        "number": number,
        "heading": phrases.heading(article),
        "about": phrases.about_article(article),
        "url": safe_url(article.url),
        "path": article.path,
        "lang": article.lang,
        "reader": reading.reader,
        "paragraphs": mark_paragraphs(reading),
        "claims": [show_claim(claim, article.text, place) for place, claim in enumerate(reading.claims, 1)],
        "left_out": left_out(article),
        "related": [(link.title, safe_url(link.url)) for link in article.related],
    }


def show_claim(claim: Claim, text: str, number: int) -> dict[str, Any]:
    """What the template needs of one claim."""
    return {
        "number": number,
        "named": claim.speaker.name is not None,
        "speaker": phrases.speaker_name(claim.speaker),
        "about": phrases.speaker_about(claim.speaker),
        "via": phrases.via(claim.relays),
        "certainty": claim.factuality.certainty,
        "certainty_words": phrases.certainty(claim),
        "denial": phrases.DENIAL if phrases.is_denial(claim) else "",
        "act": phrases.kind_of_act(claim),
        "said": phrases.said_on(claim),
        "words": phrases.content_words(text, claim),
        "why": reasons(claim, text),
    }


def safe_url(url: str | None) -> str | None:
    """The URL if a browser may follow it; a page could offer `javascript:` as its own address."""
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


def _encode(parts: list[str]) -> bytes:
    return phrases.printable("".join(parts)).encode("utf-8")
