"""Thread -> a graph in Graphviz's language: an article a node, an edge from where it has the statement."""

from __future__ import annotations

import textwrap

from konon.tracing.steps import Step, make_steps, outlet_elsewhere
from konon.tracing.threads import Thread
from konon.views.wording import one_line

WIDTH = 40  # letters of a line in a node
LONGEST = 200  # letters of a statement in a node


def render_graph(thread: Thread) -> bytes:
    """Every word is quoted, so that no sign in it means anything to Graphviz."""
    steps = make_steps(thread)
    places = {place for folding in thread.foldings for place in (folding.article, folding.into)}
    elsewhere = {place: name for place in sorted(places) if (name := outlet_elsewhere(place))}
    passed = [folding for folding in thread.foldings if folding.article in elsewhere]
    lines = [
        "digraph thread {",
        "  rankdir=LR;",
        '  node [shape=box, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
        *(f"  {_quote(step.article)} [label={_node_label(step)}];" for step in steps),
        *(f"  {_quote(key)} [label={_quote(one_line(name))}, style=dashed];" for key, name in elsewhere.items()),
        *(f"  {_quote(one.into)} -> {_quote(one.article)} [label={_quote(one.reason)}];" for one in passed),
        *(f"  {_quote(step.into)} -> {_quote(step.article)} [{_edge(step)}];" for step in steps if step.into),
        "}",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _node_label(step: Step) -> str:
    first = step.sayings[0]
    head = " · ".join(one_line(part) for part in (first.outlet or first.article, first.published) if part)
    words = textwrap.wrap(textwrap.shorten(one_line(first.words), LONGEST, placeholder=" …"), WIDTH)
    own = [] if step.folding else [change.label for change in step.changes]
    return _quote("\n".join([head, *words, *own]))


def _edge(step: Step) -> str:
    """Solid where the article says so, dashed where its words show it."""
    shown = [step.folding.reason if step.folding else "", *(change.label for change in step.changes)]
    stated = step.folding is not None and step.folding.reason in ("relay", "credit")
    return f"label={_quote(chr(10).join(shown))}, style={'solid' if stated else 'dashed'}"


def _quote(words: str) -> str:
    inside = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inside}"'
