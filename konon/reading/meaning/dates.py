"""Text -> dates in it, resolved to ISO 8601; article + attribution -> when it was said."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

from konon.languages.tables import DateWords
from konon.reading.meaning.date_patterns import NEEDS, WORD, date_patterns, word_kinds
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Attribution, Span, Spans, When, overlaps

EARLIEST, LATEST = 1900, 2100  # years that news writes of
AHEAD: Final = 2  # a bare day ahead of the article must be so many times nearer than one behind it
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SLASHED = re.compile(r"\d/\d")
STRETCHES: Final = frozenset({"part", "decade", "year range", "month range"})
CLAUSE: Final = 1500  # code points on either side of the cue: a paragraph may be a whole book
LATE: Final = 1  # days after publishing that a saying may be dated: time zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The day from which relative dates count; the weekday and the year of a bare date come from it."""

    day: date
    precision: int  # 4: a year, 7: a month, 10: a day

    @property
    def is_day(self) -> bool:
        """Whether yesterday can be counted from it."""
        return self.precision == 10


def read_anchor(text: str | None) -> Anchor | None:
    """From ISO 8601 of any precision ("2023", "2023-09", "2023-09-13T08:00Z"); None where it is none."""
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text or "")
    if match is None:
        return None
    year, month, day = match.groups()
    made = make_date(int(year), int(month or 7), int(day or 1))
    return Anchor(day=made, precision=10 if day else 7 if month else 4) if made else None


def make_date(year: int, month: int, day: int) -> date | None:
    """None for a day that does not exist (31/02) and for years outside of 1900-2100."""
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def find_dates(text: str, start: int, end: int, *, anchor: str | None, lang: str) -> tuple[When, ...]:
    """The dates in text[start:end], in text order, as precise as written.

    `anchor` is the article's date in ISO 8601; without one the first full date of the text serves. What cannot
    be resolved, or names a day that does not exist, is left out.
    """
    start, end = max(start, 0), min(end, len(text))
    reader = _reader(lang)
    needs = reader.needs_of(text, start, end)
    if not needs:
        return ()
    base = read_anchor(anchor) or _first_full_date(text, lang)
    found = sorted(reader.scan(text, start, end, base, needs), key=lambda when: when.span or (0, 0))
    return tuple(reader.join(text, found))


def said_when(passage: Passage, attribution: Attribution, contents: Sequence[Span] = ()) -> When | None:
    """When it was said: the date of the reporting clause, never one inside the source or inside what anybody says.

    `contents` are those of all attributions, sorted. None where the clause has no date, or only one later than the
    article itself, or tells of what is still to come.
    """
    clause = _clause(passage, attribution)
    if clause is None:
        return None
    hidden = sorted([*attribution.content, *attribution.source, *_others(contents, clause, attribution)])
    found = list(_past_dates(passage, tuple(_outside(clause, hidden))))
    if not found:
        return None
    cue = (attribution.cue or attribution.source or attribution.content)[0]
    best = min(found, key=lambda when: (len(when.start) < 10, _gap(when.span or cue, cue)))
    return replace(best, reason=f"in the clause that reports it: {best.reason}")


def _others(contents: Sequence[Span], clause: Span, attribution: Attribution) -> list[Span]:
    """What is said in a clause by others: what holds the attribution's own words is not left out."""
    near = contents[bisect_left(contents, (clause[0] - CLAUSE, 0)) : bisect_left(contents, (clause[1], 0))]
    own = (*attribution.cue, *attribution.source)
    return [span for span in near if not overlaps(own, span)]


def _past_dates(passage: Passage, parts: Spans) -> Iterator[When]:
    """The dates in the parts of a clause, none of the future: `On Tuesday, the state will call ...` has none."""
    article, reader = passage.article, _reader(passage.lang)
    anchor = read_anchor(article.published)
    limit = (anchor.day + timedelta(days=LATE)).isoformat() if anchor and anchor.is_day else ""
    coming = any(reader.coming.search(passage.text, *part) for part in parts)
    for part in parts:
        for when in find_dates(passage.text, *part, anchor=article.published, lang=article.lang):
            ahead = reader.ahead.search(when.text) or (coming and not _YEAR.search(when.text))
            if not ahead and not (limit and when.start > limit[: len(when.start)]):
                yield when


def _outside(span: Span, hidden: Sequence[Span]) -> Iterator[Span]:
    """The parts of `span` that no hidden span covers."""
    at = span[0]
    for start, end in hidden:
        if at < min(start, span[1]):
            yield at, min(start, span[1])
        at = max(at, end)
    if at < span[1]:
        yield at, span[1]


def _gap(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _clause(passage: Passage, attribution: Attribution) -> Span | None:
    """The sentences of cue and source; a source without a cue has them alone."""
    spans = [*attribution.cue, *attribution.source]
    if not spans:
        return None
    text, low, high = passage.text, min(s for s, _ in spans), max(e for _, e in spans)
    line = max(text.rfind("\n", 0, max(low, 0)) + 1, low - CLAUSE)
    stop = text.find("\n", high, high + CLAUSE)
    bounds = passage.sentences(line, min(high + CLAUSE, len(text)) if stop < 0 else stop)
    touched = [(s, e) for s, e in bounds if s < high and e > low]
    return (touched[0][0], touched[-1][1]) if touched else None


@cache
def _reader(lang: str) -> _Reader:
    return _Reader(load_words(lang).dates, lang)


@lru_cache(maxsize=4)  # every clause of one article asks for it
def _first_full_date(text: str, lang: str) -> Anchor | None:
    """The first day written with its year, wherever it stands."""
    reader = _reader(lang)
    for year in _YEAR.finditer(text):
        start, end = max(0, year.start() - 36), min(len(text), year.end() + 8)
        for name in ("numeric", "iso", "long", "month first"):
            for match in reader.rules[name].finditer(text, start, end):
                made = reader.resolve(name, match, None) if match["year"] else None
                if made and len(made[0]) == 10:
                    return Anchor(day=date.fromisoformat(made[0]), precision=10)
    return None


class _Reader:
    """The compiled patterns of one language, most telling first."""

    def __init__(self, words: DateWords, lang: str) -> None:
        self.words, self.lang = words, lang
        self.rules = {name: re.compile(p, re.IGNORECASE) for name, p in date_patterns(words).items()}
        self.kinds = word_kinds(words)
        ahead = any_of(words.next)
        clock, zones = any_of(words.clock), any_of(words.zones)
        hour, minute = r"(?P<hour>[01]?\d|2[0-3])", r"(?P<minute>[0-5]\d)"
        half, zone = r"(?P<half>[ap]\.?m\.?)?", rf"(?P<zone>{zones})?"
        self.time = re.compile(
            rf"[\s,]*(?:\(?(?:{clock})\s+)?{hour}(?:[.:]{minute}|(?=\s*[ap]\.?m))\s*{half}\s*{zone}(?!\w)",
            re.IGNORECASE,
        )
        self.in_day = re.compile(rf"\b(?:{any_of(words.in_day)})\s+$", re.IGNORECASE)
        through = any_of(word for word in words.until if word not in words.joins)
        self.until = re.compile(rf"\s*(?:{through})\s*", re.IGNORECASE)
        self.ahead = re.compile(rf"(?<!\w)(?:{ahead})(?!\w)", re.IGNORECASE)
        self.coming = re.compile(rf"(?<!\w)(?:{any_of(words.coming)})(?!\w)", re.IGNORECASE)
        vague = any_of([*words.vague, *words.numbers])
        self.vague = re.compile(rf"(?:\b(?:{vague})|\d)\s+$", re.IGNORECASE)

    def needs_of(self, text: str, start: int, end: int) -> frozenset[str]:
        """Which kinds of words are there at all: most clauses have no date, and the patterns are slow."""
        part = text[start:end].casefold()
        words = WORD.findall(part)
        found = {kind for word in words for kind in self.kinds.get(word, ())}
        if "/" in part and _SLASHED.search(part):
            found.add("slash")
        if _YEAR.search(part):
            found.add("year")
        return frozenset(found)

    def scan(self, text: str, start: int, end: int, base: Anchor | None, needs: frozenset[str]) -> Iterator[When]:
        """Dates, the most telling pattern first; `needs` says which patterns can match at all."""
        taken: list[Span] = []
        for name, rule in self.rules.items():
            if NEEDS[name] not in needs:
                continue
            for match in rule.finditer(text, start, end):
                span = _trimmed(text, match)
                if _overlaps(taken, span) or not self._is_date(text, name, match):
                    continue
                before = bisect_left(taken, span) - 1
                doubles = name == "day" and before >= 0 and not text[taken[before][1] : span[0]].strip()
                insort(taken, span)
                if doubles:  # "Rabu (13/9) kemarin"
                    continue
                made = self.resolve(name, match, base)
                if made is not None:
                    yield self._with_time(text, span, end, made)

    def join(self, text: str, found: Sequence[When]) -> Iterator[When]:
        """Two days with nothing between them but a word of ranges are one: "28 Agustus-2 September"."""
        waiting: When | None = None
        for when in found:
            if waiting and (joined := self._joined(text, waiting, when)):
                waiting = joined
                continue
            if waiting:
                yield waiting
            waiting = when
        if waiting:
            yield waiting

    def _joined(self, text: str, one: When, other: When) -> When | None:
        days = one.start == one.end < other.start == other.end and len(one.start) == len(other.start) == 10
        if not days or one.span is None or other.span is None or not one.text[-1:].isalnum():
            return None
        if not self.until.fullmatch(text, one.span[1], other.span[0]):
            return None
        span = (one.span[0], other.span[1])
        return replace(one, text=text[slice(*span)], end=other.end, span=span)

    def _is_date(self, text: str, name: str, match: re.Match[str]) -> bool:
        """Words that are dates only with a capital: Minggu (Sunday), May."""
        groups = match.groupdict()
        word = groups.get("weekday")
        if word and word.casefold() in self.words.capital_weekdays and not word[0].isupper():
            return name not in {"weekday", "weekday rel", "rel weekday"}
        if name == "numeric" and not (groups.get("weekday") or groups.get("year") or "(" in match.group()):
            return bool(self.in_day.search(text, max(0, match.start() - 16), match.start()))  # no score, no fraction
        if name == "unit rel" and self.vague.search(text, max(0, match.start() - 24), match.start()):
            return False  # "beberapa bulan lalu" is no one month
        word = groups.get("month")
        return not (word and word.casefold() in self.words.capital_months and not word[0].isupper())

    def resolve(self, name: str, match: re.Match[str], base: Anchor | None) -> tuple[str, str, str] | None:
        """(start, end, reason) in ISO 8601, None where it cannot be resolved."""
        groups = {k: v for k, v in match.groupdict().items() if v}
        if "day" in groups:
            return self._day(groups, base, name)
        if name in STRETCHES:
            return self._stretch(groups)
        if name in {"month", "year"}:
            month = self.words.months.get(groups.get("month", "").casefold())
            iso = f"{groups['year']}-{month:02d}" if month else groups["year"]
            return (iso, iso, "written out") if EARLIEST <= int(groups["year"]) <= LATEST else None
        if base is None:
            return None
        if "month" in groups:
            return self._month(groups, base)
        if not base.is_day:
            return None
        if name == "day":
            day = base.day + timedelta(days=self.words.days[" ".join(groups["name"].casefold().split())])
            return day.isoformat(), day.isoformat(), f"“{groups['name']}” of {base.day}"
        if "weekday" in groups:
            return self._weekday(groups, base.day)
        return self._units(groups, base.day)

    def _day(self, groups: dict[str, str], base: Anchor | None, name: str) -> tuple[str, str, str] | None:
        first, second = int(groups["day"]), groups["month"]
        if name == "numeric":
            day, month = first, int(second)
            if self.words.order == "mdy" and first <= 12:
                day, month = (month, first)
            elif month > 12 >= day:
                day, month = month, day
        else:
            day, month = first, int(second) if second.isdigit() else self.words.months[second.casefold()]
        year = self._year(groups, base, month, day)
        made = make_date(year, month, day) if year else None
        if made is None:
            return None
        last = make_date(made.year, month, int(groups["day2"])) if groups.get("day2") else made
        if last is None or last < made:
            return None
        why = "written out" if "year" in groups else f"year {made.year} by the article's date"
        return made.isoformat(), last.isoformat(), why

    def _stretch(self, groups: dict[str, str]) -> tuple[str, str, str] | None:
        """`Januari-Maret 2023`, `2019-2022`, `the 1990s`, `kuartal II 2023`: the first and the last of it."""
        first, last = int(groups.get("year") or groups["year2"]), int(groups.get("year2") or groups["year"])
        if not EARLIEST <= first <= last <= LATEST:
            return None
        if "month" in groups:
            one, other = (self.words.months[groups[name].casefold()] for name in ("month", "month2"))
            return _ordered(f"{first}-{one:02d}", f"{last}-{other:02d}")
        if part := groups.get("part1") or groups.get("part2"):
            many = self.words.parts[part.casefold()]
            nth = (groups.get("nth1") or groups["nth2"]).casefold()
            number = int(nth) if nth.isdigit() else self.words.ordinals[nth]
            months = 12 // many
            if number > many:
                return None
            return _ordered(f"{first}-{(number - 1) * months + 1:02d}", f"{first}-{number * months:02d}")
        return _ordered(str(first), str(last if "year2" in groups else first + 9))

    def _year(self, groups: dict[str, str], base: Anchor | None, month: int, day: int) -> int | None:
        """As written, else the year that brings the day nearest to the anchor; its weekday breaks a tie."""
        written = groups.get("year", "").strip("'")
        if written:
            return int(written) if len(written) == 4 else 2000 + int(written)
        if base is None:
            return None
        weekday = self.words.weekdays.get(groups.get("weekday", "").casefold())
        days = [made for shift in (-1, 0, 1) if (made := make_date(base.day.year + shift, month, day))]
        if not days:
            return None
        near = min(days, key=lambda d: (base.day - d).days if d <= base.day else AHEAD * (d - base.day).days)
        fitting = [d for d in days if weekday and d.isoweekday() == weekday]
        if near not in fitting and fitting:
            return fitting[0].year
        return near.year

    def _month(self, groups: dict[str, str], base: Anchor) -> tuple[str, str, str] | None:
        """`Agustus lalu`, `in August`: the last one, or with a word of the future the next."""
        month = self.words.months[groups["month"].casefold()]
        year = base.day.year
        if self.words.units.get(groups.get("unit", "").casefold()) == "year":  # "April tahun depan"
            year += 1 if "ahead" in groups else -1 if "back" in groups else 0
        elif "ahead" in groups:
            year += month <= base.day.month
        elif "this" not in groups:
            year -= month > base.day.month or ("back" in groups and month == base.day.month)
        iso = f"{year}-{month:02d}"
        return iso, iso, f"the {groups['month']} nearest to {base.day}"

    def _weekday(self, groups: dict[str, str], base: date) -> tuple[str, str, str] | None:
        wanted = self.words.weekdays[groups["weekday"].casefold()]
        shift = (base.isoweekday() - wanted) % 7
        if self.words.units.get(groups.get("unit", "").casefold()) == "week":
            weeks = -1 if "back" in groups else 1 if "ahead" in groups else 0
            day = base - timedelta(days=base.isoweekday() - wanted) + timedelta(weeks=weeks)
        elif "ahead" in groups:
            day = base + timedelta(days=(wanted - base.isoweekday()) % 7 or 7)
        elif "back" in groups:
            day = base - timedelta(days=shift or 7)
        else:
            day = base - timedelta(days=shift)
        return day.isoformat(), day.isoformat(), f"the {groups['weekday']} nearest to {base}"

    def _units(self, groups: dict[str, str], base: date) -> tuple[str, str, str] | None:
        """`dua hari lalu`, `last week`, `bulan ini`: as precise as the unit."""
        many, unit = _unit_of(self.words.units[groups["unit"].casefold()])
        word = " ".join(groups.get("number", "").casefold().split())
        number = many * (int(word) if word.isdigit() else self.words.numbers.get(word, 1))
        shift = -number if "back" in groups else number if "ahead" in groups else 0
        iso = _shifted(base, unit, shift)
        named = " ".join(v for k, v in groups.items() if k in {"number", "unit", "back", "ahead", "this"})
        return (*iso, f"“{named}” from {base}") if iso else None

    def _with_time(self, text: str, span: Span, end: int, made: tuple[str, str, str]) -> When:
        """A time of day right behind a date is part of it."""
        start, stop, why = made
        match = self.time.match(text, span[1], min(end, span[1] + 40))
        if match and start == stop and len(start) == 10:
            hour = int(match["hour"])
            if match["half"]:
                hour = hour % 12 + (12 if match["half"].casefold().startswith("p") else 0)
            zone = self.words.zones.get((match["zone"] or "").casefold(), "")
            start = stop = f"{start}T{hour:02d}:{match['minute'] or '00'}{zone}"
            span = (span[0], match.end())
        return When(text=text[slice(*span)], start=start, end=stop, span=span, reason=why)


def _ordered(start: str, end: str) -> tuple[str, str, str] | None:
    return (start, end, "written out") if start < end else None


def _overlaps(taken: list[Span], span: Span) -> bool:
    """Whether `span` shares a code point with one of `taken`, which are sorted and apart."""
    at = bisect_left(taken, span)
    return any(s < span[1] and span[0] < e for s, e in taken[max(at - 1, 0) : at + 1])


def _trimmed(text: str, match: re.Match[str]) -> Span:
    """Without a bracket whose other half is not there, and without space at the edges."""
    start, end = match.span()
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    words = text[start:end]
    if words.count("(") > words.count(")") and text[end : end + 1] == ")":
        return start, end + 1
    if words.count(")") > words.count("("):
        return start, end - 1
    return start, end


def _unit_of(given: str) -> tuple[int, str]:
    """How many of which unit: a decade is "10 year"."""
    many, _, unit = given.rpartition(" ")
    return int(many or 1), unit


def _shifted(base: date, unit: str, shift: int) -> tuple[str, str] | None:
    """(start, end) of the day, week, month or year that lies `shift` units from `base`."""
    try:
        if unit == "day":
            day = (base + timedelta(days=shift)).isoformat()
            return day, day
        if unit == "week":
            monday = base - timedelta(days=base.isoweekday() - 1) + timedelta(weeks=shift)
            return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
        if unit == "weekend":
            saturday = base + timedelta(days=6 - base.isoweekday(), weeks=shift)
            return saturday.isoformat(), (saturday + timedelta(days=1)).isoformat()
    except OverflowError:
        return None
    months = base.year * 12 + base.month - 1 + (shift if unit == "month" else 12 * shift)
    year, month = divmod(months, 12)
    if not EARLIEST <= year <= LATEST:
        return None
    iso = f"{year}-{month + 1:02d}" if unit == "month" else str(year)
    return iso, iso
