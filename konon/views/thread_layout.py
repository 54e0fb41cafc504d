"""Nodes of a thread -> a Drawing: where every lane, dot, curve and word stands. No two words touch.

Time goes from left to right. Each outlet has a lane, and lanes of one language stand together, the oldest first. Within
a lane what comes with its own curve has its own row where one row would mix them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from konon.tracing.saying import Saying
from konon.views.letter_widths import shorten, width_of
from konon.views.thread_nodes import Node, is_denied, is_hedged
from konon.views.time_axis import CUT, TICK, Tick, TimeAxis, TimeCut

Role = Literal["outlet", "elsewhere", "group", "tick", "below", "cut", "mark", "change", "warning", "key", "none"]
NAME, NOTE, SMALL = 13.0, 12.0, 11.0  # heights of letters
DOT, RING = 5.5, 9.5
BESIDE: Final = 15.0  # from dot to dot of one article
MOST_DOTS: Final = 3  # of one article
ROW: Final = 26.0
HEAD: Final = 19.0  # of a lane whose name stands above it
GROUP: Final = 30.0
TURN: Final = 64.0  # in which a curve goes from lane to lane
NEAR: Final = 26.0  # closer than that, a curve goes round
BEFORE: Final = 44.0  # how long before the first that has it from there what is not held stands
FAR: Final = 3 * NEAR  # so much earlier than its source, a curve comes back along the lane
ARCH: Final = 34.0  # of the curve that closes a circle
GAP: Final = 8.0
STEP: Final = 84.0  # from column to column of what has no date
INDENT: Final = 74.0  # before the first moment, for what was there before
EDGE: Final = 16.0
NARROW: Final = 640.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """One line of text: `x` is its left, middle or right as `anchor` says, `y` its base line. `full`: unshortened."""

    x: float
    y: float
    text: str
    role: Role
    size: float
    anchor: Literal["start", "middle", "end"] = "start"
    full: str | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        width = width_of(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - self.size * 0.8, left + width, self.y + self.size * 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A claim; without a saying an outlet that is not held."""

    x: float
    y: float
    saying: Saying | None
    hollow: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """From where a place has it; `path` as SVG writes it."""

    path: str
    head: str  # of the arrow
    node: Node
    kind: Literal["stated", "shown", "ring"]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node where it stands: its dots, and the ring around the first where a source begins."""

    node: Node
    dots: tuple[Dot, ...]
    ring: bool


@dataclass(slots=True, kw_only=True)
class Drawing:
    """All that is drawn, from the back to the front."""

    width: float
    height: float = 0.0
    top: float = 0.0  # of the lanes
    bottom: float = 0.0
    bands: list[tuple[float, float]] = field(default_factory=list)  # top and bottom of each group
    lanes: list[tuple[float, float]] = field(default_factory=list)  # left and y of each lane's line
    left: float = 0.0
    ticks: list[Tick] = field(default_factory=list)
    cuts: list[TimeCut] = field(default_factory=list)
    cut: float = CUT  # how wide each is
    undated: float | None = None  # where the part without dates begins
    curves: list[Curve] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    words: list[Lettering] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """What a picture calls things, in the reader's language."""

    lang: str
    group: Callable[[str | None, int], str]  # language (None: not held), outlets -> "Indonesian · 4 outlets"
    marks: Callable[[Node], Sequence[tuple[Role, str]]]  # what is written at a node
    undated: str


@dataclass(slots=True)
class _Placed:
    """A node with its place across, its words and all the room that it takes in its row."""

    node: Node
    x: float
    start: float
    end: float
    parts: list[tuple[Role, str, str]]  # role, text as it is drawn, in full
    at: float = 0.0  # where the words begin
    raised: bool = False
    y: float = 0.0


def lay_out(nodes: Sequence[Node], width: float, naming: PictureWords) -> Drawing:
    """`width`: below NARROW names stand above their lanes. The height comes of itself."""
    names = _name_room(nodes, width)
    drawing = Drawing(width=width, left=names)
    places = _place_across(nodes, drawing, naming)
    parents = {node.parent for node in nodes}
    placed = {node.place: _place_words(node, places, drawing, naming, node.place in parents) for node in nodes}
    _stack(drawing, list(placed.values()), naming)
    drawing.curves = list(_curves(placed))
    drawing.spots = [_spot(one) for one in placed.values()]
    drawing.words += [words for one in placed.values() for words in _words_at(one)]
    return drawing


def _name_room(nodes: Sequence[Node], width: float) -> float:
    """Left of the lanes."""
    if width < NARROW:
        return 0.0
    longest = max((width_of(node.outlet, NAME) for node in nodes), default=0.0)
    return min(longest, width * 0.22) + EDGE


def _place_across(nodes: Sequence[Node], drawing: Drawing, naming: PictureWords) -> dict[str, float]:
    """Place -> x. What has no date stands in columns at the right, what is not held just before what came of it."""
    dated = [node for node in nodes if node.moment]
    undated = [node for node in nodes if node.held and not node.moment]
    depth = _depths(undated)
    columns = max(depth.values(), default=-1) + 1
    indent = INDENT if drawing.width >= NARROW else INDENT * 0.6
    step = min(STEP, (drawing.width - drawing.left) * 0.5 / max(columns, 1)) if dated else STEP
    right = drawing.width - EDGE - RING - (columns * step + 2 * GAP if dated and columns else 0.0)
    left = drawing.left + indent
    xs: dict[str, float] = {}
    if dated:
        axis = TimeAxis([node.moment for node in dated if node.moment], left, right, naming.lang)
        xs = {node.place: axis.place(node.moment) for node in dated if node.moment}
        drawing.ticks, drawing.cuts = axis.ticks(), axis.cuts()
        left = right + 2 * GAP + step * 0.5
    if undated:
        drawing.undated = left - step * 0.5 if dated else drawing.left
        step = step if dated else min(step, (right - left) / max(columns, 1))
        xs |= {node.place: left + depth[node.place] * step for node in undated}
    _place_elsewhere(nodes, xs, drawing.left + RING + GAP, left)
    return xs


def _depths(undated: Sequence[Node]) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in undated:  # parents come first
        found[node.place] = found[node.parent] + 1 if node.parent in found else 0
    return found


def _place_elsewhere(nodes: Sequence[Node], xs: dict[str, float], least: float, otherwise: float) -> None:
    for node in reversed(nodes):
        if not node.held:
            after = [xs[one.place] for one in nodes if one.parent == node.place and one.place in xs]
            xs[node.place] = max(least, min(after, default=otherwise) - BEFORE)


def _place_words(node: Node, xs: dict[str, float], drawing: Drawing, naming: PictureWords, passes_on: bool) -> _Placed:
    """Lettering stand on the curve before the dot where there is room, else behind the dot, else before it."""
    x = xs[node.place]
    dots = max(0, min(len(node.sayings), MOST_DOTS) - 1)
    left, right = x - _reach(node, 0), x + _reach(node, dots)
    if len(node.sayings) > MOST_DOTS:
        right += width_of(f"+{len(node.sayings) - MOST_DOTS}", SMALL) + 4
    start, end = _run(node, xs)
    placed = _Placed(node=node, x=x, start=min(start, left), end=max(end, right), parts=[])
    written = list(naming.marks(node))
    if not written:
        return placed
    size = sum(width_of(text, NOTE) for _, text in written) + GAP * (len(written) - 1)
    room = {
        "run": left - start - GAP,
        "behind": drawing.width - EDGE / 2 - right - GAP,
        "before": left - GAP - drawing.left,
    }
    way = next((way for way in room if size <= room[way]), max(room, key=lambda way: room[way]))
    placed.parts = list(_fit(written, min(size, room[way])))
    size = sum(width_of(text, NOTE) for _, text, _ in placed.parts) + GAP * (len(placed.parts) - 1)
    placed.at = right + GAP * 0.75 if way == "behind" else left - GAP * 0.75 - size
    placed.raised = passes_on or end > right if way == "behind" else node.parent is not None
    placed.start, placed.end = min(placed.start, placed.at), max(placed.end, placed.at + size)
    return placed


def _fit(parts: Sequence[tuple[Role, str]], room: float) -> Iterator[tuple[Role, str, str]]:
    for role, text in parts:
        if room < 2 * NOTE:
            return
        drawn = shorten(text, room + 0.01, NOTE)
        room -= width_of(drawn, NOTE) + GAP
        yield role, drawn, text


def _reach(node: Node, dots: int) -> float:
    return dots * BESIDE + (RING if node.source else DOT)


def _run(node: Node, xs: dict[str, float]) -> tuple[float, float]:
    """From where to where its curve goes along its row; a clock that is wrong makes it come from the right."""
    x = xs[node.place]
    own = x - _reach(node, 0), x + _reach(node, 0)
    if node.parent is None:
        return own
    across = x - xs[node.parent]
    if across >= NEAR:
        return xs[node.parent] + RING + _turn(across), own[1]
    if across <= -FAR:
        return own[0], xs[node.parent] - RING - _turn(-across)
    return x - NEAR, own[1]


def _turn(across: float) -> float:
    return min(TURN, (across - RING - DOT) * 0.7)


# From top to bottom.


def _stack(drawing: Drawing, placed: Sequence[_Placed], naming: PictureWords) -> None:
    y = drawing.top = _write_axis(drawing, naming)
    for lang, lanes in _group(placed).items():
        top = y
        text = shorten(naming.group(lang, len(lanes)), drawing.width, SMALL)
        drawing.words.append(Lettering(x=0, y=y + 20, text=text, role="group", size=SMALL))
        y += GROUP
        for name, ones in lanes.items():
            y = _stack_lane(drawing, ones, y, name, "elsewhere" if lang is None else "outlet")
        y += 6
        drawing.bands.append((top, y))
    drawing.bottom = drawing.height = y


def _stack_lane(drawing: Drawing, ones: Sequence[_Placed], y: float, name: str, role: Role) -> float:
    """The lane's name and as many rows as it takes; where the next one begins."""
    above = drawing.width < NARROW
    text = shorten(name, drawing.width if above else drawing.left - EDGE / 2, NAME)
    base = y + (13 if above else ROW / 2 + 4.5)
    drawing.words.append(Lettering(x=0, y=base, text=text, role=role, size=NAME, full=name))
    y += HEAD if above else 0
    for row in _rows(ones):
        drawing.lanes.append((drawing.left, y + ROW / 2))
        for one in row:
            one.y = y + ROW / 2
        y += ROW
    return y


def _write_axis(drawing: Drawing, naming: PictureWords) -> float:
    """The words of the ticks; how far down they go."""
    y = 0.0
    if drawing.cuts:
        y += SMALL + 4
        for cut in drawing.cuts:
            text = shorten(cut.label, CUT - 4, SMALL)
            drawing.words.append(
                Lettering(
                    x=cut.x + CUT / 2, y=y - 3, text=text, role="cut", size=SMALL, anchor="middle", full=cut.label
                )
            )
    rows = [("below", "below"), ("label", "tick")]
    for name, role in rows:
        shown = [(tick.x, getattr(tick, name)) for tick in drawing.ticks if getattr(tick, name)]
        if not shown:
            continue
        y += TICK + 4
        drawing.words += [
            _tick_words(drawing, x, text, y - 3, "tick" if role == "tick" else "below") for x, text in shown
        ]
    if drawing.undated is not None:
        y = max(y, SMALL + 4)
        alone = not drawing.ticks
        text = shorten(naming.undated, drawing.width - drawing.undated, SMALL)
        x = drawing.undated if alone else drawing.width
        anchor: Literal["start", "end"] = "start" if alone else "end"
        drawing.words.append(Lettering(x=x, y=SMALL, text=text, role="none", size=SMALL, anchor=anchor))
    return y + 6


def _tick_words(drawing: Drawing, x: float, text: str, y: float, role: Role) -> Lettering:
    """In the middle of its tick, but not beyond the picture."""
    half = width_of(text, TICK) / 2
    middle = min(max(x, half), drawing.width - half)
    return Lettering(x=middle, y=y, text=text, role=role, size=TICK, anchor="middle")


def _group(placed: Iterable[_Placed]) -> dict[str | None, dict[str, list[_Placed]]]:
    """Language -> outlet -> its nodes; what is not held stands first."""
    found: dict[str | None, dict[str, list[_Placed]]] = {}
    for one in placed:
        found.setdefault(one.node.lang if one.node.held else None, {}).setdefault(one.node.outlet, []).append(one)
    return dict(sorted(found.items(), key=lambda group: group[0] is not None))


def _rows(ones: Iterable[_Placed]) -> list[list[_Placed]]:
    """As few as may be, so that nothing in a row touches another."""
    rows: list[list[_Placed]] = []
    for one in ones:
        for row in rows:
            if all(one.start > other.end + GAP or one.end < other.start - GAP for other in row):
                row.append(one)
                break
        else:
            rows.append([one])
    return rows


# What is drawn.


def _curves(placed: dict[str, _Placed]) -> Iterator[Curve]:
    for one in placed.values():
        if one.node.parent in placed:
            source = placed[one.node.parent]
            yield _curve(source, one, one.node.how)
        for place in one.node.rings:
            if place in placed:
                yield _curve(placed[place], one, "ring")


def _curve(source: _Placed, one: _Placed, kind: Literal["stated", "shown", "ring"]) -> Curve:
    across = one.x - source.x
    out, into = _reach(source.node, 0) + 1.5, _reach(one.node, 0) + 1.5
    if kind == "ring":
        path, head = _over(source, one, out, into)
    elif -FAR < across < NEAR:
        path, head = _round(source, one, out, into)
    else:
        way = 1 if across > 0 else -1
        path, head = _along(source, one, source.x + way * out, one.x - way * into, way)
    return Curve(path=path, head=head, node=one.node, kind=kind, source=source.node.outlet)


def _along(source: _Placed, one: _Placed, start: float, end: float, way: int) -> tuple[str, str]:
    """From lane to lane within TURN, then along the lane; `way`: 1 to the right."""
    if source.y == one.y:
        return _join("M", start, source.y, "H", end), _arrow(end, one.y, way)
    turn = min(_turn(abs(one.x - source.x)), abs(end - start))
    knee = start + way * turn
    bend = way * turn * 0.6
    path = _join("M", start, source.y, "C", start + bend, source.y, knee - bend, one.y, knee, one.y, "H", end)
    return path, _arrow(end, one.y, way)


def _round(source: _Placed, one: _Placed, out: float, into: float) -> tuple[str, str]:
    """On the left of both, for what came at about the same time."""
    start, end = source.x - out, one.x - into
    bulge = max(2.0, min(start, end) - 14 - min(30.0, abs(one.y - source.y) * 0.12))
    return _join("M", start, source.y, "C", bulge, source.y, bulge, one.y, end, one.y), _arrow(end, one.y, 1)


def _over(source: _Placed, one: _Placed, out: float, into: float) -> tuple[str, str]:
    """From above to above, back to what was cited first."""
    start, end = source.y - out, one.y - into
    top = max(4.0, min(start, end) - ARCH)
    lean = 0.0 if abs(source.x - one.x) > NEAR else 3 * NEAR
    path = _join("M", source.x, start, "C", source.x + lean, top, one.x + lean, top, one.x, end)
    tip = _join("M", one.x - 3.2, end - 5, "L", one.x, end, "L", one.x + 3.2, end - 5)
    return path, tip


def _arrow(x: float, y: float, way: int) -> str:
    return _join("M", x - 5 * way, y - 3.2, "L", x, y, "L", x - 5 * way, y + 3.2)


def _join(*parts: str | float) -> str:
    return " ".join(part if isinstance(part, str) else f"{part:.1f}".removesuffix(".0") for part in parts)


def _spot(one: _Placed) -> Spot:
    shown = one.node.sayings[:MOST_DOTS]
    dots = [
        Dot(x=one.x + place * BESIDE, y=one.y, saying=saying, hollow=is_hedged(saying), crossed=is_denied(saying))
        for place, saying in enumerate(shown)
    ]
    return Spot(
        node=one.node,
        dots=tuple(dots) or (Dot(x=one.x, y=one.y, saying=None),),
        ring=one.node.source is not None,
    )


def _words_at(one: _Placed) -> Iterator[Lettering]:
    more = len(one.node.sayings) - MOST_DOTS
    if more > 0:
        x = one.x + _reach(one.node, MOST_DOTS - 1) + 3
        yield Lettering(x=x, y=one.y + 4, text=f"+{more}", role="key", size=SMALL)
    at = one.at
    for role, text, full in one.parts:
        y = one.y + (-6 if one.raised else 4)
        yield Lettering(x=at, y=y, text=text, role=role, size=NOTE, full=full if full != text else None)
        at += width_of(text, NOTE) + GAP
