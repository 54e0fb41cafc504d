"""Readings -> what a person reads on a terminal: title, outlet, date, then a block a claim."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeVar

from rich.console import Console
from rich.text import Text

from konon.records import Claim, Reading
from konon.views.reasons import reasons
from konon.views.view import View
from konon.views.wording import (
    DENIAL,
    about_article,
    certainty,
    content_words,
    heading,
    is_denial,
    kind_of_act,
    one_line,
    said_on,
    speaker_about,
    speaker_name,
    via,
)

T = TypeVar("T")
WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 24
BETWEEN = " · "
CERTAINTY_STYLES = {"certain": "green", "probable": "yellow", "possible": "yellow", "unknown": "dim"}
LABEL_WIDTH = 11


def render_text(readings: Iterable[Reading], view: View) -> Iterator[bytes]:
    """Plain where the stream is no terminal or NO_COLOR is set; wrapped to the terminal's width."""
    return print_blocks(readings, view, lambda console, one: _print_reading(console, one, explain=view.explain))


def print_blocks(items: Iterable[T], view: View, print_one: Callable[[Console, T], None]) -> Iterator[bytes]:
    """Each item as `print_one` prints it, an empty line between two, in the encoding of the view's stream."""
    console = make_console(view)
    encoding = getattr(view.stream, "encoding", None) or "utf-8"
    for number, item in enumerate(items):
        with console.capture() as shown:
            if number:
                console.print()
            print_one(console, item)
        yield shown.get().encode(encoding, "replace")


def make_console(view: View) -> Console:
    """As wide as the terminal, within reason; plain where there is none."""
    if view.stream is None:
        return Console(file=io.StringIO(), width=WIDEST, color_system=None, markup=False, emoji=False)
    plain = bool(os.environ.get("NO_COLOR"))  # Rich would still write bold and dim
    colours: Literal["auto"] | None = None if plain else "auto"
    console = Console(file=view.stream, color_system=colours, highlight=False, markup=False, emoji=False)
    console.width = max(NARROWEST, min(console.width, WIDEST))
    return console


def _print_reading(console: Console, reading: Reading, *, explain: bool) -> None:
    article = reading.article
    print_wrapped(console, Text(heading(article), style="bold"))
    if known := about_article(article):
        print_wrapped(console, Text(BETWEEN.join(known), style="dim"))
    found_at = article.url or article.path
    if found_at and one_line(found_at) != heading(article):
        print_wrapped(console, Text(one_line(found_at), style="dim"))
    if not reading.claims:
        console.print()
        print_wrapped(console, Text("No claims found."))
    margin = len(str(len(reading.claims))) + 3
    for number, claim in enumerate(reading.claims, 1):
        console.print()
        _print_claim(console, claim, article.text, f"{number:>{margin - 2}}  ")
        if explain:
            _print_reasons(console, claim, article.text, " " * margin)


def _print_claim(console: Console, claim: Claim, text: str, number: str) -> None:
    indent = " " * len(number)
    print_wrapped(console, headline(claim), first=Text(number, style="dim"), indent=indent)
    print_wrapped(console, Text(content_words(text, claim)), first=Text(indent), indent=indent)


def headline(claim: Claim) -> Text:
    """Speaker (role, affiliation) · relay · certainty · date."""
    line = Text(speaker_name(claim.speaker), style="bold cyan" if claim.speaker.name else "italic")
    line = Text().append_text(line)  # so that the style ends with the name
    if about := speaker_about(claim.speaker):
        line.append(f" ({about})")
    if relay := via(claim.relays):
        line.append(BETWEEN, "dim").append(relay, "magenta")
    line.append(BETWEEN, "dim").append(certainty(claim), CERTAINTY_STYLES[claim.factuality.certainty])
    if is_denial(claim):
        line.append(BETWEEN, "dim").append(DENIAL, "bold red")
    for rest in (kind_of_act(claim), said_on(claim)):
        if rest:
            line.append(BETWEEN, "dim").append(rest, "dim")
    return line


def _print_reasons(console: Console, claim: Claim, text: str, margin: str) -> None:
    for label, line in reasons(claim, text).items():
        first = Text(f"{margin}{label:<{LABEL_WIDTH}}", style="dim italic")
        print_wrapped(console, Text(line, style="dim"), first=first, indent=margin + " " * LABEL_WIDTH)


def print_wrapped(console: Console, text: Text, *, first: Text | None = None, indent: str = "") -> None:
    """Wrapped, with a hanging indent; no blanks at the ends of lines."""
    room = max(NARROWEST // 2, console.width - len(indent))
    for number, line in enumerate(text.wrap(console, room)):
        line.rstrip()
        start = first if first is not None and number == 0 else Text(indent)
        console.print(Text().append_text(start).append_text(line), soft_wrap=True)
