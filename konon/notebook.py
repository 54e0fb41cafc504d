"""Records -> the HTML that a notebook shows: every word of a page escaped, no script, no style sheet.

It stands below the records, whose `_repr_html_` it serves, and so asks for no more than it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

NOBODY = "Nobody named"
_UNENCODABLE = dict.fromkeys((*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0xD800, 0xE000)), "\ufffd")


def text(given: object) -> str:
    """As HTML has it; "" for None."""
    return "" if given is None else escape(str(given).translate(_UNENCODABLE))


def card(words: str, about: str) -> str:
    """What was said, and a line below it."""
    return f"<blockquote>{text(words)}</blockquote><p>{text(about)}</p>"


def head(article: Any) -> str:
    """An article's title, and where and when it came out. The address is no link: a page may have any."""
    parts = (article.outlet, article.published, article.url or article.path)
    shown = " · ".join(text(part) for part in parts if part)
    return f"<h4>{text(article.title or article.id)}</h4><p>{shown}</p>"


def paragraphs(given: Iterable[str]) -> str:
    """One below the other."""
    return "".join(f"<p>{text(one)}</p>" for one in given)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """With a line of names above."""
    names = "".join(f"<th>{text(name)}</th>" for name in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>"


def who(claim: Any) -> str:
    """The speaker with role and affiliation, as the page has them."""
    speaker = claim.speaker
    about = ", ".join(part for part in (speaker.role, speaker.affiliation) if part)
    return f"{speaker.name or NOBODY} ({about})" if about else speaker.name or NOBODY


def how(claim: Any) -> str:
    """How sure, whether denied, through whom."""
    found = [claim.factuality.certainty]
    found += ["denial"] if claim.factuality.polarity == "negative" else []
    found += [f"via {relay.name}" for relay in claim.relays]
    return " · ".join(found)


def describe(claim: Any) -> str:
    """All of it in a line."""
    return f"{who(claim)} · {how(claim)}"
