"""CheckedQuote -> what a person reads on a terminal: the verdict, then each place with the changes marked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from konon.tracing.quote_verdict import CheckedQuote, QuoteEvidence
from konon.views.checked_words import weave_quote
from konon.views.terminal import BETWEEN, print_blocks, print_wrapped
from konon.views.view import View
from konon.views.wording import about_article, heading, one_line, speaker_about, speaker_name

MARKS = {"stayed": ("", "", ""), "gone": ("[-", "-]", "red strike"), "come": ("{+", "+}", "green underline")}
VERDICTS = {
    "verbatim": "bold green",
    "part": "green",
    "altered": "bold red",
    "misattributed": "bold red",
    "elsewhere": "bold yellow",
    "unattributed": "bold yellow",
    "not found": "bold red",
}
SHOWN = {
    "part": "part of a longer statement",
    "elsewhere": "said elsewhere",
    "unattributed": "nobody is found to say it",
}
INDENT = "  "


def render_checked(checked: CheckedQuote, view: View, limit: int | None = None) -> Iterator[bytes]:
    """`limit`: places at most."""
    yield from print_blocks([checked], view, lambda console, one: _print_checked(console, one, limit))


def _print_checked(console: Console, checked: CheckedQuote, limit: int | None) -> None:
    line = Text(SHOWN.get(checked.verdict, checked.verdict), style=VERDICTS[checked.verdict])
    print_wrapped(console, Text().append_text(line).append(f": {one_line(checked.why)}"))
    for one in checked.evidence[:limit]:
        console.print()
        _print_place(console, one, checked.quote.text)
    if limit is not None and (more := len(checked.evidence) - limit) > 0:
        console.print()
        print_wrapped(console, Text(f"and {more:,} more; --limit 0 shows all", style="dim"))


def _print_place(console: Console, one: QuoteEvidence, quote: str) -> None:
    margin = f"{one.held.id}  " if one.held else INDENT
    indent = " " * len(margin)
    print_wrapped(console, _who(one), first=Text(margin, style="dim"), indent=indent)
    print_wrapped(console, mark_changes(one, quote), first=Text(indent), indent=indent)
    about = [part for part in about_article(one.article) if part != one.article.section][:2]
    where = BETWEEN.join([heading(one.article), *about])
    print_wrapped(console, Text(where, style="dim"), first=Text(indent), indent=indent)
    notes = [f"{change.kind}: {change.why}" for change in one.found.changes] + [f"but: {note}" for note in one.cautions]
    for note in notes:
        print_wrapped(console, Text(one_line(note)), first=Text(indent), indent=indent + INDENT)


def _who(one: QuoteEvidence) -> Text:
    if one.held is None:
        return Text("In the text of the page, in no claim", style="italic")
    speaker = one.held.claim.speaker
    line = Text().append(speaker_name(speaker), "bold cyan" if speaker.name else "italic")
    if about := speaker_about(speaker):
        line.append(f" ({about})")
    return line.append(BETWEEN, "dim").append("in quotation marks" if one.found.direct else "in indirect speech", "dim")


def mark_changes(one: QuoteEvidence, quote: str) -> Text:
    """The words as they stand there: what the quotation lacks as [-so-], what it has instead or besides as {+so+}."""
    shown = Text()
    for words, fate in weave_quote(one, quote):
        left, right, style = MARKS[fate]
        shown.append(f"{left}{words}{right}", style)
    return shown
