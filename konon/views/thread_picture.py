"""Thread -> a picture in SVG: time from left to right, a lane an outlet, a dot a claim, a curve from where each had it.

Its text is text, its order that of time, so that it is printed, searched and read aloud; colours are the page's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final

from babel import Locale

from konon.tracing.saying import Saying
from konon.tracing.threads import Thread
from konon.views.html_page import make_environment
from konon.views.letter_widths import width_of, wrap
from konon.views.short_dates import short_date
from konon.views.thread_json import Findings, first_speaker, outlets_of, said_in
from konon.views.thread_layout import EDGE, RING, SMALL, Lettering, PictureWords, Role, Spot, lay_out
from konon.views.thread_nodes import Node, is_denied, is_hedged, make_nodes
from konon.views.wording import CERTAINTIES, balance_marks, one_line, printable

WIDE, MIDDLE, PHONE = 1080.0, 720.0, 380.0
STYLE: Final = Path(__file__).resolve().parent / "templates" / "thread_picture.css"
LINE: Final = 16.0
MARGIN: Final = 24  # of a file of its own
HEADING, HEADING_LINE, HEADING_LINES = 19.0, 26.0, 4
NOT_XML: Final = dict.fromkeys((65534, 65535), "�")
Link = Callable[[Saying], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySign:
    """A line of the key: a sign and what it means."""

    sign: str
    x: float
    y: float
    words: Lettering


def render_picture(thread: Thread, findings: Findings) -> bytes:
    """A file of its own: with the statement above, the key below and colours for light and dark."""
    drawn = draw_thread(thread, findings, style=STYLE.read_text("utf-8"), heading=True, name="thread")
    return drawn.encode("utf-8", "replace")


def draw_thread(
    thread: Thread,
    findings: Findings,
    *,
    width: float = WIDE,
    words: NullTranslations | None = None,
    lang: str = "en",
    link: Link = lambda saying: None,
    name: str = "wide",
    style: str = "",
    heading: bool = False,
) -> str:
    """SVG for a page, which has the style: see STYLE. `words`: the interface's; `name`: begins the ids in it."""
    teller = _Teller(words or NullTranslations(), lang, findings)
    nodes = make_nodes(thread, teller.names(thread))
    drawing = lay_out(nodes, width, teller.naming(len(thread.sources)))
    key = list(_lay_key(teller.key(nodes), width, drawing.height + 26))
    above = _heading(thread, teller, width) if heading else []
    top = above[-1].y + 22 if above else 0.0
    told = {
        "title": teller.title(thread),
        "about": teller.about(thread, nodes),
        "list_name": teller.words.gettext("Articles, the oldest first"),
        "spots": [_show(spot, nodes, teller, link) for spot in drawing.spots],
        "curves": [{"curve": one, "title": teller.whence(one.node, one.source, one.kind)} for one in drawing.curves],
    }
    frame = {"top": top, "height": top + (key[-1].y + 12 if key else drawing.height), "edge": MARGIN if style else 0}
    template = make_environment().get_template("thread.svg.j2")
    drawn = template.render(drawing=drawing, key=key, heading=above, name=name, style=style, ring=RING, **told, **frame)
    return printable(drawn).translate(NOT_XML)


def _show(spot: Spot, nodes: Sequence[Node], teller: _Teller, link: Link) -> dict[str, Any]:
    parent = next((node for node in nodes if node.place == spot.node.parent), None)
    title = teller.spot(spot.node, parent)
    name = title.partition("\n")[0]
    dots = [{"dot": dot, "href": link(dot.saying) if dot.saying else None, "name": name} for dot in spot.dots]
    return {"spot": spot, "dots": dots, "title": title}


def _heading(thread: Thread, teller: _Teller, width: float) -> list[Lettering]:
    lines = wrap(teller.title(thread), width - EDGE, HEADING, HEADING_LINES)
    found = [
        Lettering(x=0, y=HEADING + HEADING_LINE * number, text=line, role="outlet", size=HEADING)
        for number, line in enumerate(lines)
    ]
    about = wrap(teller.summary(thread), width - EDGE, SMALL + 2, 2)
    y = found[-1].y + 4
    return found + [
        Lettering(x=0, y=y + 19 * (number + 1), text=line, role="key", size=SMALL + 2)
        for number, line in enumerate(about)
    ]


def _lay_key(shown: Iterable[tuple[str, str]], width: float, y: float) -> Iterator[KeySign]:
    """From left to right, in as many lines as it takes."""
    x = 0.0
    for sign, text in shown:
        room = 30.0 if sign in ("stated", "shown", "ring") else 22.0 if sign == "source" else 18.0
        size = room + width_of(text, SMALL)
        if x and x + size > width:
            x, y = 0.0, y + LINE + 4
        yield KeySign(sign=sign, x=x, y=y, words=Lettering(x=x + room, y=y + 4, text=text, role="key", size=SMALL))
        x += size + 22


@dataclass(frozen=True, slots=True)
class _Teller:
    """What the picture says, in the reader's language."""

    words: NullTranslations
    lang: str
    findings: Findings

    def naming(self, sources: int) -> PictureWords:
        def marks(node: Node) -> Sequence[tuple[Role, str]]:
            return list(self._marks(node, sources))

        return PictureWords(lang=self.lang, group=self._group, marks=marks, undated=self.words.gettext("no date"))

    def names(self, thread: Thread) -> dict[str, str]:
        """Article -> what to call it where its outlet is unknown."""
        found = {}
        for saying in thread.sayings:
            if not saying.outlet and saying.id in self.findings:
                article = self.findings[saying.id].article
                found[saying.article] = article.title or article.path or article.url or article.id
        return found

    def _group(self, lang: str | None, outlets: int) -> str:
        if lang is None:
            return self.words.gettext("named as the source, no page of it here")
        known = Locale.parse("id" if self.lang == "id" else "en").languages.get(lang, lang)
        count = self.words.ngettext("%(n)s outlet", "%(n)s outlets", outlets) % {"n": outlets}
        return f"{known[:1].upper()}{known[1:]} · {count}"

    def _marks(self, node: Node, sources: int) -> Iterator[tuple[Role, str]]:
        if node.first:
            yield "mark", self.words.gettext("first")
        if node.source and sources > 1:
            yield "mark", self.words.gettext("source %(n)s") % {"n": node.source}
        if node.rings:
            yield "warning", self.words.gettext("cites in a circle")
        if node.changes:
            yield "change", ", ".join(map(self.words.gettext, node.changes))

    def key(self, nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
        """Of what is in the picture alone: sign and meaning."""
        gettext = self.words.gettext
        sayings = [saying for node in nodes for saying in node.sayings]
        if any(not is_hedged(one) and not is_denied(one) for one in sayings):
            yield "plain", gettext("a claim")
        if any(map(is_hedged, sayings)):
            yield "hollow", gettext("hedged: possible or probable")
        if any(map(is_denied, sayings)):
            yield "crossed", gettext("a denial")
        if any(node.source for node in nodes):
            yield "source", gettext("an independent source")
        if any(not node.held for node in nodes):
            yield "elsewhere", gettext("named, no page of it here")
        hows = {node.how for node in nodes if node.parent}
        if "stated" in hows:
            yield "stated", gettext("says it has it from there")
        if "shown" in hows:
            yield "shown", gettext("its words or its publisher show it")
        if any(node.rings for node in nodes):
            yield "ring", gettext("a circle of citing")

    def title(self, thread: Thread) -> str:
        """Who, and the statement in its oldest words."""
        speaker = first_speaker(thread).speaker
        words = balance_marks(one_line(said_in(thread.sayings[0], self.findings)), add=False)
        who = one_line(speaker) if speaker else self.words.gettext("nobody named")
        return f"{who}: “{words}”"

    def summary(self, thread: Thread) -> str:
        """How many, and from when to when."""
        articles, outlets = len({saying.article for saying in thread.sayings}), len(outlets_of(thread))
        ngettext = self.words.ngettext
        dates = [saying.published for saying in thread.sayings if saying.published]
        ends = [short_date(edge, self.lang, clock=False) for edge in (min(dates), max(dates))] if dates else []
        parts = [
            ngettext("%(n)s article", "%(n)s articles", articles) % {"n": articles},
            ngettext("%(n)s outlet", "%(n)s outlets", outlets) % {"n": outlets},
            ngettext("%(n)s independent source", "%(n)s independent sources", thread.independent)
            % {"n": thread.independent},
            " – ".join(dict.fromkeys(ends)),
        ]
        return " · ".join(part.replace(" ", "\u00a0") for part in parts if part)

    def about(self, thread: Thread, nodes: Sequence[Node]) -> str:
        """For whoever does not see it."""
        more = len({saying.article for saying in thread.sayings}) - sum(node.held for node in nodes)
        left_out = self.words.gettext("%(n)s more articles are in the table alone.") % {"n": more}
        return f"{self.summary(thread)}. {left_out if more > 0 else ''}".strip()

    def spot(self, node: Node, parent: Node | None) -> str:
        """All that is told of one place."""
        gettext = self.words.gettext
        lines = [node.outlet]
        if not node.held:
            lines.append(gettext("named as the source, no page of it here"))
        else:
            published = node.sayings[0].published
            lines[0] += f" · {short_date(published, self.lang) if published else gettext('no date')}"
        for saying in node.sayings[:3]:
            sure = [gettext(CERTAINTIES[saying.certainty]), *([gettext("denies")] if is_denied(saying) else [])]
            lines.append(f"“{balance_marks(one_line(said_in(saying, self.findings)), add=False)}” ({', '.join(sure)})")
        if node.source:
            lines.append(gettext("independent source %(n)s") % {"n": node.source})
        if parent:
            lines.append(self.whence(node, parent.outlet, node.how))
        return "\n".join([*lines, *(gettext(change) for change in node.changes)])

    def whence(self, node: Node, source: str, kind: str) -> str:
        """Of a curve."""
        gettext = self.words.gettext
        reasons = {
            "relay": gettext("%(outlet)s says it has it from %(source)s"),
            "credit": gettext("%(outlet)s credits %(source)s"),
            "copy": gettext("%(outlet)s copies %(source)s"),
            "publisher": gettext("%(outlet)s has the same publisher as %(source)s"),
        }
        ring = gettext("%(outlet)s cites %(source)s, which cites it")
        told = ring if kind == "ring" or node.folding is None else reasons[node.folding.reason]
        return told % {"outlet": node.outlet, "source": source}
