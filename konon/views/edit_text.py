"""Edits -> what a person reads on a terminal: claim by claim what stood there and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from konon.ledger.findings import Finding
from konon.views.terminal import BETWEEN, print_blocks, print_wrapped
from konon.views.view import View
from konon.views.wording import NOBODY, balance_marks, count_of, heading, one_line
from konon.watching.claim_edits import ClaimEdit
from konon.watching.edits import Edit

INDENT = "    "
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def render_edits(edits: Iterable[Edit], view: View) -> Iterator[bytes]:
    """A block each."""
    return print_blocks(edits, view, _print_edit)


def _print_edit(console: Console, edit: Edit) -> None:
    article = edit.article
    print_wrapped(console, Text(heading(article), style="bold"))
    seen = f"version {edit.before.held.version}, last seen {edit.seen}"
    where = [article.outlet or "", seen, f"version {edit.after.held.version} since {edit.at}"]
    print_wrapped(console, Text(BETWEEN.join(one_line(part) for part in where if part), style="dim"))
    if article.url or article.path:
        print_wrapped(console, Text(one_line(article.url or article.path or ""), style="dim"))
    print_wrapped(console, Text(_how(edit), style="italic"))
    if edit.headline:
        print_wrapped(console, Text("~ headline changed", style="bold"))
        _print_said(console, "-", edit.headline.before)
        _print_said(console, "+", edit.headline.after)
        for change in edit.headline.changes:
            print_wrapped(console, Text(one_line(change.why), style="dim"), indent=INDENT)
    for one in edit.claims:
        _print_claim(console, one)


def _how(edit: Edit) -> str:
    if edit.notes:
        return "with a note: " + one_line(edit.notes[0])
    what = f"silently, {count_of(edit.sentences, 'sentence')} changed" if edit.sentences else "silently"
    return what if edit.claims or edit.headline else f"{what}, outside of claims"


def _print_claim(console: Console, one: ClaimEdit) -> None:
    head = ", ".join(one.labels) or f"claim {one.kind}"
    print_wrapped(console, Text(f"{SIGNS[one.kind]} {head}", style="bold"))
    for sign, finding in (("-", one.before), ("+", one.after)):
        if finding:
            _print_said(console, sign, finding.content, _about(finding))
    for change in one.changes:
        print_wrapped(console, Text(one_line(change.why), style="dim"), indent=INDENT)


def _about(finding: Finding) -> str:
    facts = finding.claim.factuality
    name = one_line(finding.speaker.name) if finding.speaker else NOBODY
    denied = f"{BETWEEN}denial" if facts.polarity == "negative" else ""
    return f"{name}{BETWEEN}{facts.certainty}{denied}{BETWEEN}{finding.id}"


def _print_said(console: Console, sign: str, words: str, about: str = "") -> None:
    style = "red" if sign == "-" else "green"
    said = Text(balance_marks(one_line(words), add=True), style=style)
    print_wrapped(console, said, first=Text(f"  {sign} "), indent=INDENT)
    if about:
        print_wrapped(console, Text(about, style="dim"), indent=INDENT)
