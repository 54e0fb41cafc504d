"""Findings -> citations of their articles, each once: CSL-JSON (Zotero, pandoc, citeproc) and BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from konon.exports.uris import web_url
from konon.ledger.findings import Finding
from konon.records import Article, hash_id

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Braces must be balanced in BibTeX even where a backslash stands before them, so they get names.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def render_csl(findings: Iterable[Finding]) -> Iterator[bytes]:
    """One array, an article a line."""
    yield b"["
    for number, article in enumerate(_articles(findings)):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(csl_item(article))
    yield b"\n]\n"


def render_bibtex(findings: Iterable[Finding]) -> Iterator[bytes]:
    """An entry an article, in UTF-8."""
    for article in _articles(findings):
        yield bibtex_entry(article).encode()


def csl_item(article: Article) -> dict[str, Any]:
    """What is not known is left out."""
    date = _date(article)
    item = {
        "id": citation_key(article),
        "type": "article-newspaper",
        "title": _plain(article.title),
        "container-title": _plain(article.outlet),
        "author": [{"literal": byline}] if (byline := _plain(article.byline)) else None,
        "issued": {"date-parts": [date]} if date else None,
        "publisher-place": _plain(article.dateline),
        "section": _plain(article.section),
        "language": article.lang if article.lang != "und" else None,
        "URL": web_url(article.url),
    }
    return {name: value for name, value in item.items() if value is not None}


def bibtex_entry(article: Article) -> str:
    """An `article` of its outlet; `misc` where no outlet is known."""
    date = _date(article)
    outlet = _tex(article.outlet)
    values = {
        "author": _protected(_tex(article.byline)),
        "title": _protected(_tex(article.title)),
        "journal": outlet,
        "year": str(date[0]) if date else None,
        "day": str(date[2]) if len(date) > 2 else None,
        "address": _tex(article.dateline),
        "language": article.lang if article.lang != "und" else None,
        "url": web_url(article.url),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in values.items() if value is not None]
    if len(date) > 1:
        lines.append(f"  month = {_MONTHS[date[1] - 1]}")
    kind = "article" if outlet else "misc"
    return f"@{kind}{{{citation_key(article)},\n" + ",\n".join(lines) + "\n}\n\n"


def citation_key(article: Article) -> str:
    """Outlet and year for a person, and what tells it from every other article."""
    plain = unicodedata.normalize("NFKD", article.outlet or "article").encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "", plain.lower())[:24] or "article"
    date = _date(article)
    return f"{name}{date[0] if date else ''}-{hash_id('citation', article.id, article.text)[:8]}"


def _articles(findings: Iterable[Finding]) -> Iterator[Article]:
    seen: set[bytes] = set()
    for finding in findings:
        key = bytes.fromhex(hash_id(finding.article.id, finding.version))
        if key not in seen:
            seen.add(key)
            yield finding.article


def _date(article: Article) -> list[int]:
    """Year, month and day as far as they are known."""
    found = _DATE.match(article.published or "")
    parts = [int(part) for part in found.groups() if part] if found else []
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        return parts[:1]
    return parts


def _plain(words: str | None) -> str | None:
    return " ".join(_CONTROLS.sub(" ", words or "").split()) or None


def _tex(words: str | None) -> str | None:
    plain = _plain(words)
    return "".join(_TEX.get(sign, sign) for sign in plain) if plain else None


def _protected(words: str | None) -> str | None:
    """In braces of its own: BibTeX changes no capitals in it and takes no part of it for a surname."""
    return f"{{{words}}}" if words else None
