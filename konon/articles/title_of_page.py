"""The wordings of a headline that a page has -> its title, without the outlet's name behind a bar or dash."""

from __future__ import annotations

from collections.abc import Sequence

from konon.articles.headline import BAR
from konon.articles.lines import fold_line
from konon.articles.outlet_names import squeeze
from konon.articles.outlet_of_page import HOST

ALIKE, SHARED = 0.3, 2  # share and number of words, from which a heading is the headline that <title> words anew
SUFFIX_WORDS = 4  # of an outlet's name with a section: "Kompas.com Bola"


def pick_title(told: str | None, heads: Sequence[str], shown: str | None, outlet: str | None) -> str | None:
    """What the page tells machines, else the heading that <title> bears out, else <title>; None where there is none.

    `told` is of JSON-LD or meta elements, `heads` are the first-level headings, `shown` is <title>.
    """
    sites = {fold_line(part) for part in BAR.split(shown)[1:]} if shown else set()
    proper = [head for head in heads if fold_line(head) not in sites]
    outlet = outlet or next((head for head in heads if fold_line(head) in sites), None)
    named = without_outlet(shown, [], outlet) if shown else None
    heading = next((head for head in proper if named is None or _bears_out(head, named)), None)
    for title in (told, heading, shown, *proper, *heads):
        if title and (cut := without_outlet(title, heads, outlet)):
            return cut
    return None


def _bears_out(head: str, shown: str) -> bool:
    words, wanted = set(fold_line(shown).split()), set(fold_line(head).split())
    least = min(len(words), len(wanted))
    return least > 0 and len(words & wanted) >= min(least, max(ALIKE * least, SHARED))


def without_outlet(title: str, heads: Sequence[str], outlet: str | None) -> str:
    """The title up to the bar behind which the outlet is named, or up to where a heading ends."""
    for head in heads:
        if title.startswith(head) and BAR.match(title[len(head) :]) and len(head.split()) > 1:
            return head
    bars = list(BAR.finditer(title))
    own = squeeze(outlet or "")
    for bar in reversed(bars):
        tail = title[bar.end() :]
        named = len(own) >= 2 and _names(squeeze(tail), own)
        if bar.start() and 0 < len(tail.split()) <= SUFFIX_WORDS and (named or HOST.match(tail.split()[0])):
            return title[: bar.start()].strip()
    return title


def _names(tail: str, own: str) -> bool:
    """The outlet's name, with a section behind it or a domain's end left out."""
    return bool(tail) and (tail.startswith(own) or (own.startswith(tail) and len(tail) >= 3))
