"""Thread -> a tree in the terminal: who carried it first, through whom each outlet has it, what changed on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from konon.ledger.link_rows import LinkFinding
from konon.tracing.carriage import names_outlet
from konon.tracing.steps import Step, count_changes, find_branches, make_steps, outlet_elsewhere
from konon.tracing.threads import Thread
from konon.views.terminal import BETWEEN, print_blocks, print_wrapped
from konon.views.thread_json import Findings, first_speaker, outlet_of_each, outlets_of, place_row, said_in
from konon.views.time_axis import moment_of, zone_of
from konon.views.view import View
from konon.views.wording import CERTAINTIES, DENIAL, NOBODY, balance_marks, count_of, day, one_line

SHOWN = 3  # claims of one article
ARTICLES = 200  # of one thread, and outlets that are not held
NOTES = 20  # of missing pages, of circles, of disputes
DEEPEST = 8  # branches behind one another
CHANGE, CAUTION = "bold red", "yellow"
REASONS = {"relay": "says it has it from", "credit": "credits", "copy": "copies", "publisher": "same publisher as"}


def render_thread(thread: Thread, findings: Findings, disputes: Sequence[LinkFinding], view: View) -> Iterator[bytes]:
    """`disputes`: what contradicts it or takes it back."""
    return print_blocks([thread], view, lambda console, one: _print_thread(console, one, findings, disputes))


def render_threads(threads: Iterable[tuple[Thread, Findings]], view: View) -> Iterator[bytes]:
    """A block each, with the id that `konon trace` takes; of findings the first claim's will do."""
    return print_blocks(threads, view, lambda console, one: _print_summary(console, *one))


def _print_summary(console: Console, thread: Thread, findings: Findings) -> None:
    margin = f"{thread.sayings[0].id}  "
    indent = " " * len(margin)
    print_wrapped(console, _statement(thread, findings), first=Text(margin, style="dim"), indent=indent)
    for line in (_about(thread), _changed(make_steps(thread))):
        if line:
            print_wrapped(console, line, first=Text(indent), indent=indent)


def _statement(thread: Thread, findings: Findings) -> Text:
    words = balance_marks(one_line(said_in(thread.sayings[0], findings)), add=True)
    speaker = first_speaker(thread).speaker
    who = Text(one_line(speaker) if speaker else NOBODY, style="bold cyan" if speaker else "italic")
    return Text().append_text(who).append(": ").append(words)


def _about(thread: Thread) -> Text:
    """Where it stood first, in how many outlets, from how many sources."""
    first = thread.sayings[0]
    begun = f"first in {one_line(first.outlet or first.article)}"
    if first.published:
        begun += f", {day(first.published)}"
    outlets, articles = len(outlets_of(thread)), len({saying.article for saying in thread.sayings})
    parts = [begun, f"{count_of(articles, 'article')} in {count_of(outlets, 'outlet')}"]
    line = Text(BETWEEN.join(parts) + BETWEEN, style="dim")
    return line.append(count_of(thread.independent, "independent source"), style="bold")


def _changed(steps: Sequence[Step]) -> Text:
    counts = count_changes(steps)
    return Text(
        ", ".join(f"{label} ({count})" if count > 1 else label for label, count in counts.items()), style=CHANGE
    )


def _print_thread(console: Console, thread: Thread, findings: Findings, disputes: Sequence[LinkFinding]) -> None:
    steps = make_steps(thread)
    print_wrapped(console, _statement(thread, findings))
    print_wrapped(console, _about(thread))
    for tree in _trees(thread, steps, findings):
        console.print()
        with console.capture() as drawn:
            console.print(tree)
        console.print(Text.from_ansi("\n".join(line.rstrip() for line in drawn.get().splitlines())), soft_wrap=True)
    if (more := len(steps) - ARTICLES) > 0:
        console.print()
        print_wrapped(console, Text(f"and {more:,} more articles; --format json has all", style="dim"))
    notes = list(_notes(thread, disputes))
    if notes:
        console.print()
    for note in notes:
        print_wrapped(console, note, first=Text(), indent="  ")


def _trees(thread: Thread, steps: Sequence[Step], findings: Findings) -> list[Tree]:
    """One for each source; an outlet that is not held stands at the root of those that have it from there.

    What is `DEEPEST` is drawn beside what it hangs on: its own line says what that is.
    """
    by_article = {step.article: step for step in steps}
    above = dict(islice(find_branches(thread).items(), ARTICLES))
    trees: dict[str, Tree] = {}
    outlets = outlet_of_each(thread)
    for place in above:
        step, name = by_article.get(place), outlet_elsewhere(place)
        trees[place] = Tree(_node(step, findings, outlets) if step else _elsewhere(name or place))
    roots: list[Tree] = []
    children: dict[str | None, list[str]] = {}
    for place, parent in above.items():
        children.setdefault(parent if parent in trees else None, []).append(place)
    waiting: deque[tuple[str, Tree | None, int]] = deque((place, None, 0) for place in children.get(None, ()))
    while waiting:
        place, under, depth = waiting.popleft()
        (roots if under is None else under.children).append(trees[place])
        kept = depth + 1 < DEEPEST
        waiting.extend((child, trees[place] if kept else under, depth + kept) for child in children.get(place, ()))
    return roots


def _elsewhere(name: str) -> Text:
    return Text(f"{one_line(name)} (no page of it here)", style="italic")


def _node(step: Step, findings: Findings, outlets: Mapping[str, str | None]) -> Text:
    first = step.sayings[0]
    line = Text(one_line(first.outlet or first.article), style="bold")
    when = f"{day(first.published)}{_clock(first.published)}" if first.published else "no date"
    line.append(BETWEEN + when, "not bold dim").append(f"{BETWEEN}{first.id}", "not bold dim")
    if step.against is None and not step.folding:
        line.append(f"{BETWEEN}first", "not bold green")
    if step.folding:
        into = place_row(step.folding.into, outlets)["outlet"] or step.folding.into
        reason = f"{REASONS[step.folding.reason]} {one_line(into)}"
        why = f" ({one_line(step.folding.why)})" if step.folding.reason == "copy" else ""
        line.append("\n").append(f"{reason}{why}", "not bold magenta")
    for saying in step.sayings[:SHOWN]:
        line.append("\n").append(f"“{balance_marks(one_line(said_in(saying, findings)), add=False)}”", "not bold")
        notes = [CERTAINTIES[saying.certainty], *([DENIAL] if saying.polarity == "negative" else [])]
        notes += [
            f"via {one_line(relay)}" for relay in saying.relays[:1] if not names_outlet(relay, first.outlet or "")
        ]
        line.append(BETWEEN + BETWEEN.join(notes), "not bold dim")
    if (more := len(step.sayings) - SHOWN) > 0:
        line.append("\n").append(f"and {more:,} more claims", "not bold dim")
    for change in step.changes:
        why = one_line(change.why).removesuffix(f": {change.label}")  # some labels are the reason itself
        line.append("\n").append(change.label, CHANGE).append(f": {why}", "not bold")
    return line


def _clock(published: str) -> str:
    """The time of day as the page gives it, with its zone where the page names one."""
    if len(published) < 16 or published[10] != "T":
        return ""
    when = moment_of(published)
    return f" {published[11:16]}{f' {zone_of([when])}' if when and when.tzinfo else ''}"


def _notes(thread: Thread, disputes: Sequence[LinkFinding]) -> Iterator[Text]:
    """What is missing, what goes round in a ring, and who says the opposite."""
    outlets = {saying.article: saying.outlet or saying.article for saying in thread.sayings}
    for article, name in thread.missing[:NOTES]:
        yield Text(
            f"missing: {one_line(outlets[article])} has it from {one_line(name)}, whose page is not here", CAUTION
        )
    for ring in thread.circles[:NOTES]:
        yield Text(f"circle: {' cites '.join(map(one_line, (*ring, ring[0])))}", CAUTION)
    own = {saying.id for saying in thread.sayings}
    for one in disputes[:NOTES]:
        other = one.b if one.a.saying in own else one.a
        who = one_line(other.claim.speaker.name or NOBODY)
        words = balance_marks(one_line(other.content), add=True)
        yield Text(f"{one.link.relation}: {who}, {one_line(other.article.outlet or other.article.id)}: {words}", CHANGE)
