"""Findings -> what a person reads on a terminal: a block a claim, or one claim in its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from konon.exports.flat_rows import paragraph_of
from konon.ledger.correction_rows import Correction
from konon.ledger.findings import Finding
from konon.ledger.sayings import Change
from konon.records import clip, page_at
from konon.views.reasons import reasons
from konon.views.terminal import BETWEEN, LABEL_WIDTH, headline, print_blocks, print_wrapped
from konon.views.view import View
from konon.views.wording import about_article, content_words, heading, is_hash, one_line, printable, speaker_name

MARKED = "bold reverse"
ASKED = "bold"


def render_findings(findings: Iterable[Finding], view: View) -> Iterator[bytes]:
    """Each with its id, by which `konon show` finds it again."""
    return print_blocks(findings, view, _print_finding)


def render_claim(finding: Finding, others: Sequence[Finding], view: View, changes: Sequence[Change] = ()) -> bytes:
    """One claim with its paragraph, its place and the reasons.

    `others`: by other readers, in other versions; `changes`: what readers split and joined.
    """
    return b"".join(print_blocks([finding], view, lambda console, one: _print_claim(console, one, others, changes)))


def _print_claim(console: Console, finding: Finding, others: Sequence[Finding], changes: Sequence[Change]) -> None:
    _print_finding(console, finding)
    console.print()
    print_wrapped(console, mark_paragraph(finding))
    console.print()
    lines = [*(_places(finding) | reasons(finding.claim, finding.article.text)).items()]
    if finding.speaker:
        known = f"{one_line(finding.speaker.name)} ({finding.speaker.id}): {finding.speaker.reason}"
        lines.append(("known as", known))
    lines += _corrected(finding)
    lines += [("reader", finding.reader), ("saying", finding.saying)]
    lines += [("also", _other(finding, other)) for other in others]
    lines += [(change.verb, _change(change)) for change in changes]
    for label, line in lines:
        indent = " " * LABEL_WIDTH
        print_wrapped(console, Text(line), first=Text(f"{label:<{LABEL_WIDTH}}", style="dim italic"), indent=indent)


def _corrected(finding: Finding) -> list[tuple[str, str]]:
    """What people said, and what the reader had said."""
    if (corrected := finding.corrected) is None:
        return []
    lines = [("corrected", correction_line(one)) for one in corrected.corrections]
    if (read := corrected.read) is None:
        return lines
    judged = read.factuality
    relays = ", ".join(one_line(relay.name) for relay in read.relays) or "no relay"
    said = ", ".join((judged.certainty, judged.polarity, judged.act))
    return [*lines, ("as read", f"{speaker_name(read.speaker)}; {relays}; {said}")]


def correction_line(given: Correction) -> str:
    """What was said of which saying, by whom, when and why."""
    told = [f"{name} {_told(value)}" for name, value in given.fields.items() if name != "wrong"]
    if given.fields.get("wrong"):
        told.append("no attribution")
    if given.missed:
        told.insert(0, "added")
    line = f"{given.id}  {given.saying}: {', '.join(told) or '(erased)'}, by {given.by} on {given.at[:10]}"
    line += f": {given.note}" if given.note else ""
    if given.undone:
        line += f" (undone on {given.undone[:10]} by {given.undone_by})"
    return one_line(line)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return str(value["name"])
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return "nobody" if value is None else str(value)


def _other(shown: Finding, other: Finding) -> str:
    said = f"{one_line(other.reader)}, version {other.version}: {other.claim.factuality.certainty}"
    return said if other.id == shown.id else f"{said}; {other.id}, “{one_line(other.content)}”"


def _change(change: Change) -> str:
    into = "split into" if change.verb == "split" else "joined into"
    return f"{change.source} {into} {change.target} by {one_line(change.reader)} on {change.at[:10]}"


def mark_paragraph(finding: Finding) -> Text:
    """The paragraph with the claim's words marked; in brackets too, for where no style is shown."""
    _, (start, end) = paragraph_of(finding)
    text, shown, at = finding.article.text, Text(), start
    for s, e in clip(finding.claim.attribution.content, start, end):
        shown.append(_flow(text[at:s])).append("[").append(_flow(text[s:e]), MARKED).append("]")
        at = e
    return shown.append(_flow(text[at:end]))


def _flow(words: str) -> str:
    return printable(words).replace("\n", " ")


def _places(finding: Finding) -> dict[str, str]:
    number, _ = paragraph_of(finding)
    spans = ", ".join(f"{start}-{end}" for start, end in finding.claim.attribution.content)
    place = f"characters {spans} of the text" if spans else "no words of its own"
    place = f"paragraph {number}, {place}" if number else place
    leaf = page_at(finding.article.text, finding.claim.attribution.content)
    return {
        "page": one_line(_page(finding)),
        "place": f"page {leaf}, {place}" if leaf else place,
        "version": f"{finding.version}{_standing(finding)}",
    }


def _page(finding: Finding) -> str:
    """Its address; a file of many articles with which of them it is."""
    article = finding.article
    if article.url or not article.path:
        return article.url or article.id
    return article.path if is_hash(article.id) else f"{article.path}, article {article.id}"


def _found_words(finding: Finding) -> Text:
    """What was said, the words that were asked for in bold."""
    shown = Text(content_words(finding.article.text, finding.claim))
    if asked := {finding.content[start:end] for start, end in finding.matches or ()}:
        shown.highlight_regex(rf"\b(?:{'|'.join(map(re.escape, sorted(asked)))})\b", ASKED)
    return shown


def _standing(finding: Finding) -> str:
    if finding.corrected and finding.corrected.wrong:
        return ", marked as no attribution, and not shown by default"
    return "" if finding.current else ", no longer the newest reading"


def _print_finding(console: Console, finding: Finding) -> None:
    margin = len(finding.id) + 2
    indent = " " * margin
    print_wrapped(console, headline(finding.claim), first=Text(f"{finding.id}  ", style="dim"), indent=indent)
    print_wrapped(console, _found_words(finding), first=Text(indent), indent=indent)
    about = [part for part in about_article(finding.article) if part != finding.article.section]
    near = [f"likeness {finding.likeness:.2f}"] if finding.likeness is not None else []
    by = [f"corrected by {one_line(', '.join(finding.corrected.by))}"] if finding.corrected else []
    where = BETWEEN.join([heading(finding.article), *about[:2], *near, *by])
    print_wrapped(console, Text(where, style="dim"), first=Text(indent), indent=indent)
