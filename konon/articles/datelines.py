"""The start of a body -> its dateline: how long it is, the place, the outlet or agency.

Channel9.id – Jakarta. ...    JAKARTA, KOMPAS.com - ...    Jakarta (ANTARA) - ...    WASHINGTON (AP) — ...
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST = 90  # characters
MOST_PLACES = 3  # before a dash
_DASH = re.compile(r"\s*(?:-{2,3}|[–—―])\s*|\s+-\s*|\s*-\s+|\s+_\s+")
_STOP = re.compile(r"\.\s+")
_DOMAIN = re.compile(
    r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|id|co|co\.id|net|org|tv|news|info|or\.id|web\.id|asia)$", re.I
)
_BRACKET = re.compile(r"\s*\(([^()]{2,30})\)\s*")
# `ISTANDAR, Aug. 3, 2026 /PRNewswire/ -- ...`
_SLASHED = re.compile(r"\s*/\s*([A-Z][\w.-]*(?: [A-Z][\w.-]*){0,2})\s*/\s*$")
# `OLD HARLE: ...` and `Kanal7.com, Jakarta: ...`, where no other paragraph begins so, as those of a transcript do.
_COLON = re.compile(r":\s+(?=[\"“‘']?[A-Z0-9])")
_LABEL = re.compile(r"^[A-Z][A-Z .'’-]{2,40}:\s", re.M)
_DATE = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)$"
    r"|^(?:19|20)\d\d$|^\d{1,2}/\d{1,2}(?:/\d{2,4})?$"
    r"|^(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?$"
)
_PLACE_WORD = r"(?:[A-Z][\w'’.-]*|of|de|da|del|la)"
_PLACE = re.compile(rf"^[A-Z][\w'’.-]*(?:\s{_PLACE_WORD}){{0,4}}$")
_AGENCY = re.compile(r"^[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3}$")
# `Liputan6.com, Jakarta Menteri ...`: the dash was lost on the way.
_NO_DASH = re.compile(r"^([\w-]+\.(?:com|id|co\.id)),\s+(?=[A-Z])", re.I)
# `Laporan Wartawan Kanal7.com, Ana Sari KANAL7.COM, JAKARTA - ...`
_REPORTER = re.compile(r"^Laporan (?:Wartawan|Reporter|Jurnalis)\b[^–—\n]{5,80}?\s(?=[A-Z][A-Z0-9-]{3,}\.[A-Z.]{2,6},)")
_UPPER = re.compile(r"[\"“‘'«]?[A-Z]")
_OPENS = re.compile(r"^[\"“‘'«(]?[A-Z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """`length` is how many characters of the text it takes, blanks behind it included; 0 for none."""

    length: int = 0
    place: str | None = None
    outlet: str | None = None
    agency: str | None = None


NONE = Dateline()


@cache
def load_outlets() -> dict[str, Any]:
    """The tables of outlets.toml, read once."""
    return tomllib.loads(files("konon.articles").joinpath("outlets.toml").read_text("utf-8"))


@cache
def _known(table: str) -> frozenset[str]:
    value = load_outlets()["datelines"][table]
    names = value.replace("\n", "").split("|") if isinstance(value, str) else value
    return frozenset(name.strip().casefold() for name in names)


def read_dateline(text: str, rest: str | None = None) -> Dateline:
    """The dateline that opens `text`, if one does. A lone word before a dash must be a known place or in capitals.

    `rest` is what follows this paragraph; where it is not told, a colon ends no dateline.
    """
    if match := _REPORTER.match(text):
        behind = read_dateline(text[match.end() :])
        return _closed(behind, match.end() + behind.length) if behind.length else NONE
    head = text[:LONGEST]
    if dashless := _read_without_dash(head) or _read_with_bracket(head) or _read_with_stop(head):
        return dashless
    for match in _DASH.finditer(head):
        found = _read_parts(head[: match.start()])
        if found and found.outlet and not found.place and (stop := _place_and_stop(head, match.end())):
            place, end = stop
            return _closed(Dateline(place=place, outlet=found.outlet, agency=found.agency), end)
        if found and _OPENS.match(text[match.end() : match.end() + 2]):
            return _closed(found, match.end())
    return _read_with_colon(head, rest) if rest is not None else NONE


def _read_with_colon(head: str, rest: str) -> Dateline:
    """`PLACE: ...`, or an outlet with a place; none where other paragraphs have labels too, which are speakers then."""
    match = _COLON.search(head)
    before = head[: match.start()] if match else ""
    if not match or _LABEL.search(rest) or before.casefold() in _known("labels"):
        return NONE
    found = _read_parts(before)
    capitals = before.isupper() and len(before.split()) <= MOST_PLACES
    return _closed(found, match.end()) if found and found.place and (capitals or found.outlet) else NONE


def _read_with_bracket(head: str) -> Dateline | None:
    """`Beirut, Lebanon (CNN) The minister ...`: a known agency in brackets needs no dash."""
    match = _BRACKET.search(head)
    if not match or not _is_known_agency(match[1]) or not _UPPER.match(head[match.end() :]):
        return None
    found = _read_parts(head[: match.end()])
    return _closed(found, match.end()) if found and found.place else None


def _read_with_stop(head: str) -> Dateline | None:
    """`Jakarta. A bill ...`: a known place that is a sentence by itself."""
    match = _STOP.search(head)
    place = head[: match.start()] if match else ""
    if not match or place.casefold() not in _known("places") or not _OPENS.match(head[match.end() :]):
        return None
    return Dateline(length=match.end(), place=tidy_place(place))


def _read_without_dash(head: str) -> Dateline | None:
    match = _NO_DASH.match(head)
    if not match:
        return None
    for count in (2, 1):
        words = head[match.end() :].split(" ", count)
        place, rest = " ".join(words[:count]), words[count:]
        if place.casefold() in _known("places") and rest and _OPENS.match(rest[0]):
            return Dateline(length=match.end() + len(place) + 1, place=place, outlet=match[1])
    return None


def _closed(found: Dateline, length: int) -> Dateline:
    return Dateline(length=length, place=found.place, outlet=found.outlet, agency=found.agency)


def _place_and_stop(head: str, start: int) -> tuple[str, int] | None:
    """The place of `OUTLET – Place. Text`."""
    stop = _STOP.search(head, start)
    if not stop or not _PLACE.match(head[start : stop.start()]) or len(head[start : stop.start()].split()) > 3:
        return None
    return tidy_place(head[start : stop.start()]), stop.end()


def _read_parts(prefix: str) -> Dateline | None:
    """What stands before the dash, if all of it is place, outlet, agency or date."""
    agency: str | None = None
    if bracket := _BRACKET.search(prefix):
        if not _is_agency(bracket[1], prefix[: bracket.start()]):
            return None
        agency = bracket[1]
        prefix = prefix[: bracket.start()] + "," + prefix[bracket.end() :]
    elif slashed := _SLASHED.search(prefix):
        agency, prefix = slashed[1], prefix[: slashed.start()]
    parts = [part for piece in re.split(r",|\s[-–—|]\s|/", prefix) if (part := piece.strip())]
    outlets = [part for part in parts if _is_outlet(part)]
    places = [part for part in parts if not _is_outlet(part) and not _DATE.match(part)]
    if len(places) > MOST_PLACES or not all(map(_PLACE.match, places)):
        return None
    if not (outlets or agency or _stands_alone(places)):
        return None
    place = _choose_place(places, first=bool(agency))
    return Dateline(place=place, outlet=next(iter(outlets), None), agency=agency)


def _choose_place(places: Sequence[str], *, first: bool) -> str | None:
    """The first known one, else the first; the first in any case before an agency, where a region stands behind it."""
    known = (place for place in places if not first and place.casefold() in _known("places"))
    place = next(known, next(iter(places), None))
    return tidy_place(place) if place else None


def _is_known_agency(name: str) -> bool:
    """A known agency, also with its partner or a word of its own: `Antara/PRNewswire`, `ANTARA News`."""
    parts = [part.strip() for part in name.split("/")]
    heads = [part for part in parts if part.split() and part.split()[0].casefold() in _known("agencies")]
    return name.casefold() in _known("agencies") or (bool(heads) and all(map(_AGENCY.match, parts)))


def _is_agency(name: str, before: str) -> bool:
    """A known agency, a domain, or any name in capitals behind a known place or a date: `Jakarta (KABAR) -`."""
    if _is_known_agency(name) or _DOMAIN.match(name):
        return True
    parts = [part.strip() for part in before.split(",")]
    placed = any(part.casefold() in _known("places") or _DATE.match(part) for part in parts)
    return placed and bool(_AGENCY.match(name)) and all(_PLACE.match(part) or _DATE.match(part) for part in parts)


def _is_outlet(part: str) -> bool:
    return bool(_DOMAIN.match(part)) or part.casefold() in _known("outlets")


def _stands_alone(places: Sequence[str]) -> bool:
    letters = re.sub(r"[\W\d_]", "", "".join(places[:1]))
    return any(place.casefold() in _known("places") for place in places) or (letters.isupper() and len(letters) >= 4)


def tidy_place(place: str) -> str:
    """JAKARTA -> Jakarta; short names in capitals stay."""
    return " ".join(w.capitalize() if w.isupper() and len(w) > 2 else w for w in place.split()).rstrip(".")
