"""Ways from speakers through relays to outlets -> three columns of names, joined by lines as wide as they are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from konon.ledger.carrying import Actor, Way
from konon.views.letter_widths import shorten, width_of

WIDE, MIDDLE, NARROW = 1080.0, 720.0, 380.0
COLUMNS: Final = ("speaker", "relay", "outlet")
MOST: Final = {"speaker": 16, "relay": 10, "outlet": 16}  # names of a column
ROW: Final = 28.0
TOP: Final = 34.0
SIZE: Final = 13.0
SMALL: Final = 11.0
THICK: Final = 16.0  # of the line that most claims went
MARGIN: Final = 8.0  # between a name and its lines
UNNAMED: Final = "pembicara tak disebut"  # as long as whatever is said where nobody is named
_ANCHORS: Final[dict[str, Literal["start", "middle", "end"]]] = {"speaker": "end", "relay": "middle", "outlet": "start"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A name in its column. `actor` None: nobody is named, or the outlet is unknown."""

    column: str  # one of COLUMNS
    actor: Actor | None
    text: str | None  # shortened to its room; None as in `actor`
    claims: int
    x: float  # of the words, by `anchor`
    y: float
    left: float  # where lines end and begin
    right: float
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A line from one station to another."""

    path: str
    width: float
    claims: int
    source: Station
    target: Station


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPicture:
    """All that is drawn. `left_out`: claims of ways between names that are not among the most frequent."""

    width: float
    height: float
    stations: tuple[Station, ...]
    streams: tuple[Stream, ...]
    size: float
    left_out: int


Name = tuple[str, str | None]  # column and id


def draw_network(ways: Sequence[Way], width: float = WIDE) -> NetworkPicture:
    """The names with most claims of each column, the busiest first; relays and outlets near whom they carry."""
    totals = _totals(ways)
    chosen = {column: _busiest(column, totals) for column in COLUMNS}
    kept = [way for way in ways if all(name in chosen[name[0]] for name in _names(way))]
    streams = _sum_streams(kept)
    order = _order(chosen, streams)
    rows = max((len(names) for names in order.values()), default=0)
    actors = {name: actor for way in kept for name, actor in zip(_names(way), _actors(way), strict=True)}
    size = SIZE if width >= 640 else SMALL
    sides = _sides(order, actors, width, size)
    stations = {
        name: _station(name[0], actors.get(name), sides, size, y=TOP + ROW * at, claims=totals[name])
        for column in COLUMNS
        for name, at in _rows(order[column], rows)
    }
    most = max(streams.values(), default=1)
    drawn = [
        _stream(stations[one], stations[other], claims, most)
        for (one, other), claims in sorted(streams.items(), key=lambda item: (-item[1], str(item[0])))
        if one in stations and other in stations
    ]
    return NetworkPicture(
        width=width,
        height=TOP + max(rows, 1) * ROW + 6,
        stations=tuple(stations.values()),
        streams=tuple(drawn),
        size=size,
        left_out=sum(way.claims for way in ways) - sum(way.claims for way in kept),
    )


def _actors(way: Way) -> list[Actor | None]:
    return [way.speaker, *([way.relay] if way.relay else []), way.outlet]


def _names(way: Way) -> list[Name]:
    columns = COLUMNS if way.relay else ("speaker", "outlet")
    return [(column, actor.id if actor else None) for column, actor in zip(columns, _actors(way), strict=True)]


def _totals(ways: Iterable[Way]) -> Counter[Name]:
    found: Counter[Name] = Counter()
    for way in ways:
        for name in _names(way):
            found[name] += way.claims
    return found


def _busiest(column: str, totals: Mapping[Name, int]) -> list[Name]:
    own = sorted((name for name in totals if name[0] == column), key=lambda name: (-totals[name], name[1] or ""))
    return own[: MOST[column]]


def _sum_streams(ways: Iterable[Way]) -> Counter[tuple[Name, Name]]:
    found: Counter[tuple[Name, Name]] = Counter()
    for way in ways:
        names = _names(way)
        for pair in pairwise(names):
            found[pair] += way.claims
    return found


def _order(chosen: Mapping[str, list[Name]], streams: Mapping[tuple[Name, Name], int]) -> dict[str, list[Name]]:
    """Speakers by claims; whoever carries them by the middle of whom they carry. Without those whom no line reaches."""
    reached = {name for pair in streams for name in pair}
    order = {"speaker": [name for name in chosen["speaker"] if name in reached]}
    places = _places(order["speaker"])
    for column in COLUMNS[1:]:
        names = [name for name in chosen[column] if name in reached]
        middle = {name: _middle(name, streams, places) for name in names}
        order[column] = sorted(names, key=lambda name: (middle[name], names.index(name)))
        places |= _places(order[column])
    return order


def _places(names: Sequence[Name]) -> dict[Name, float]:
    """From 0 to 1, from above to below."""
    return {name: (number + 0.5) / len(names) for number, name in enumerate(names)}


def _middle(name: Name, streams: Mapping[tuple[Name, Name], int], places: Mapping[Name, float]) -> float:
    heard = [(places[one], claims) for (one, other), claims in streams.items() if other == name and one in places]
    return sum(place * claims for place, claims in heard) / max(1, sum(claims for _, claims in heard))


def _rows(names: Sequence[Name], rows: int) -> Iterator[tuple[Name, float]]:
    """A row each, in the middle of so many."""
    return ((name, (rows - len(names)) / 2 + place + 0.5) for place, name in enumerate(names))


def _station(
    column: str, actor: Actor | None, sides: Mapping[str, float], size: float, *, y: float, claims: int
) -> Station:
    text = shorten(actor.name, sides["room"], size) if actor else None
    half = width_of(text or "", size) / 2 if column == "relay" else 0.0
    x = sides[column]
    return Station(
        column=column,
        actor=actor,
        text=text,
        claims=claims,
        x=x,
        y=y,
        left=x - half - MARGIN,
        right=x + half + MARGIN,
        anchor=_ANCHORS[column],
    )


def _sides(
    order: Mapping[str, Sequence[Name]], actors: Mapping[Name, Actor | None], width: float, size: float
) -> dict[str, float]:
    """Where the words of each column end, have their middle and begin: as far out as the longest of them allows."""
    room = width * (0.26 if width >= 640 else 0.29)

    def longest(column: str) -> float:
        names = (actors.get(name) for name in order[column])
        return max((min(room, width_of(actor.name if actor else UNNAMED, size)) for actor in names), default=0.0)

    left, right = longest("speaker"), width - longest("outlet")
    return {"room": room, "speaker": left, "relay": (left + right) / 2, "outlet": right}


def _stream(one: Station, other: Station, claims: int, most: int) -> Stream:
    start, end = one.right, other.left
    bend = (end - start) * 0.5
    bends = f"C {start + bend:.1f} {one.y:.1f} {end - bend:.1f} {other.y:.1f} {end:.1f} {other.y:.1f}"
    path = f"M {start:.1f} {one.y:.1f} {bends}"
    return Stream(path=path, width=max(1.2, THICK * claims / most), claims=claims, source=one, target=other)
