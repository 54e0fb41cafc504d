"""Article + attributions -> the outlets and channels it names as having carried something, with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from konon.languages.tables import OutletWords
from konon.reading.relays.name_edges import cut_names, squeeze_outlet
from konon.reading.relays.outlet_head import OUTSIDE, load_outlet_head, read_names
from konon.reading.relays.programmes import find_programmes
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import LanguageWords, any_of, load_words
from konon.reading.text.passage import Passage
from konon.reading.text.units import Floats, Units
from konon.records import Attribution, Span

# carried: "dilansir X", an outlet retells; told: "kepada X", somebody speaks to an outlet; channelled: "lewat akun X",
# "dirilis X", the speaker's own channel or first publisher; credit: "Sumber: X", of the whole article.
# found: by the network, where no rule says how it is led to.
MentionKind = Literal["carried", "told", "channelled", "credit", "found"]
NAME_LONGEST: Final = 80  # code points
LEAST: Final = 0.15  # chance from which the network's names are looked at: whether they hold is judged later
POSTS_ON: Final = "Twitter"  # where posts are that name no platform: "tweeted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletMention:
    """An outlet or channel that the article names as having carried something."""

    kind: MentionKind
    name: str
    span: Span  # of the name
    start: int  # of the words that lead to it
    lead: str
    broadcast: bool = False  # the channel carries a whole event, whoever speaks there
    single: bool = False  # one post ("di X"): it holds for nothing else
    confidence: float = 1.0


def find_mentions(
    passage: Passage, attributions: Sequence[Attribution], units: Units, known: Floats
) -> tuple[OutletMention, ...]:
    """All outlets named as carriers, in text order: those led to by known words, and what else the network finds.

    `known` is what `see_units` gave of the units.
    """
    ruled = rule_mentions(passage, attributions)
    if not len(units):
        return ruled
    chances = load_outlet_head().chances(units.vectors, known)
    return join_mentions(passage, units, ruled, chances)


def join_mentions(
    passage: Passage, units: Units, ruled: Sequence[OutletMention], chances: Floats
) -> tuple[OutletMention, ...]:
    """The rules' mentions, each as sure as the network is of it, and the network's beside them."""
    inside = 1 - chances[:, OUTSIDE]
    found = [replace(m, confidence=float(inside[units.inside([m.span])].max(initial=0.0))) for m in ruled]
    runs = [((units.start[first], units.end[end - 1]), sure) for first, end, sure in read_names(chances, LEAST)]
    for (start, end), sure in cut_names(passage, runs):
        words = passage.text[start:end]
        name = POSTS_ON if words.casefold() in passage.words.relays.posts else words
        over = [m for m in ruled if start < m.span[1] and m.span[0] < end]
        if any(squeeze_outlet(m.name) == squeeze_outlet(name) for m in over):
            continue  # another cut of a name is judged beside it, the same one is no second
        found.append(OutletMention(kind="found", name=name, span=(start, end), start=start, lead="", confidence=sure))
    return tuple(sorted(found, key=lambda m: m.span))


def rule_mentions(passage: Passage, attributions: Sequence[Attribution]) -> tuple[OutletMention, ...]:
    """All outlets that known words lead to, outside of what is attributed, in text order."""
    finder, text = _finder(passage.lang), passage.text
    hidden = sorted(span for a in attributions for span in a.content)
    found: dict[int, OutletMention] = {m.span[0]: m for m in finder.credits(text)}
    own = _own_name(passage.article.outlet)
    for start, end in passage.body:
        for mention in finder.scan(text, start, end, own):
            held = _inside(hidden, mention.span) or _inside(hidden, (mention.start, mention.start + 1))
            if (
                not held
                or _fills(hidden, mention.span)
                or (finder.reaches(mention) and _is_tail(text, hidden, mention))
            ):
                known = found.get(mention.span[0])
                if known is None or (known.kind != "channelled" and mention.span[1] > known.span[1]):
                    found[mention.span[0]] = mention
    return _with_owners([found[at] for at in sorted(found)])


def _own_name(outlet: str | None) -> re.Pattern[str] | None:
    """A pattern of the article's own outlet, with and without its domain: `kepada Contoh.com`, `dihubungi Contoh`."""
    bare = _DOMAIN_END.sub("", outlet or "").strip()
    if len(bare) < 3:
        return None
    return re.compile(rf"(?=[^\W_a-z])(?i:(?:the\s+)?{any_of([bare])}(?:{_DOMAIN_END.pattern[:-1]})?)(?!\w)")


def _with_owners(mentions: list[OutletMention]) -> tuple[OutletMention, ...]:
    """`akun Instagramnya` after `akun Instagram @x` is the same channel."""
    out: list[OutletMention] = []
    for mention in mentions:
        fuller = [m for m in out if m.kind == mention.kind == "channelled" and m.name.startswith(mention.name + " ")]
        out.append(replace(mention, name=fuller[-1].name) if fuller else mention)
    return tuple(out)


def _inside(spans: list[Span], span: Span) -> bool:
    at = bisect_right(spans, (span[0], 1 << 60)) - 1
    return any(s <= span[0] and span[1] <= e for s, e in spans[max(at - 3, 0) : at + 1])


def _fills(contents: list[Span], name: Span) -> bool:
    """Whether a content is nothing but the name, perhaps with `the`: `Citing [the Herald], the mayor said ...`."""
    return any(e == name[1] and 0 <= name[0] - s <= len("the ") for s, e in contents)


def _is_tail(text: str, contents: list[Span], mention: OutletMention) -> bool:
    """Whether a content out of quotation marks was cut too wide and ends with the mention: "[ia setuju saat
    dihubungi X]". Only the one who speaks is reached by an outlet, never one in what he says."""
    ends = [(s, e) for s, e in contents if s < mention.start < e <= mention.span[1] + 1]
    return any(text[s - 1 : s] not in {*_QUOTES} and text[e : e + 1] not in {*_QUOTES} for s, e in ends)


_QUOTES: Final = "\"“”‘’'«»"
_DOMAIN_END = re.compile(r"(?i:\.(?:com|co|id|net|org|tv|news)){1,2}$")


def _led(leads: Iterable[str], fillers: Iterable[str], kinds: Iterable[str], outlets: OutletWords) -> str:
    """A pattern of words that lead to a name, and of small words between; groups lead, fill and mark.

    Fillers are small, or `New` of `New York Times` were one; kinds of outlet may be `Kantor Berita`.
    """
    small = any_of(name for name in outlets.outlets if name[0].islower())
    stuck = rf"[{CAPITALS}@]|{small}"  # pages lose the space: "dilansirAFP"; or spoil it: "Melansir\u00c2"
    long, short = (any_of(f for f in fillers if (len(f) > 2) is size) for size in (True, False))
    filler = rf"(?:(?:{long}|(?i:{any_of(kinds)}))(?=[\s,(]|{stuck})|(?:{short})(?=[\s,(]))"
    return (
        rf"(?<![\w-])(?P<lead>(?i:{any_of(leads)}))(?=[\s\u00c2]|{stuck})"
        rf"(?P<fill>(?:\s*+(?:,\s*+)?(?!{any_of(outlets.described)}){filler})*)"
        rf"[\s\u00c2]*+(?P<mark>[,(]?)\s*+[\"“'‘(]?"
    )


def _channel(words: LanguageWords) -> str:
    """A pattern of words that lead to a platform; groups platform, own ("resmi") and sep besides those of `_led`."""
    relays, outlets = words.relays, words.outlets
    led = _led([*relays.channelled, *relays.published], relays.channel_fillers, relays.sites, outlets)
    platform = rf"(?P<platform>{any_of(outlets.platforms)})(?:nya)?(?!\w)"
    return led + platform + rf"(?P<own>(?:\s+(?i:{any_of(relays.own)}))?)(?P<sep>\s*+)"


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


class _Finder:
    """The compiled patterns of one language."""

    def __init__(self, words: LanguageWords) -> None:
        relays, outlets = words.relays, words.outlets
        self.words = outlets
        self.known_only, self.first = _folded(relays.carried_known), _folded(relays.published)
        self.shows, self.kinds, self.vague = _folded(relays.shows), _folded(relays.kinds), _folded(relays.vague_kinds)
        self.sites, self.own, self.stops = _folded(relays.sites), _folded(relays.own), _folded(relays.stops)
        self.videos, self.owned = _folded(outlets.videos), _folded(outlets.owned)
        self.shapes, self.heads = frozenset(outlets.shapes), frozenset(outlets.heads)
        kinds = [*relays.kinds, *relays.vague_kinds]
        self.carried = re.compile(_led([*relays.carried, *relays.carried_known], relays.fillers, kinds, outlets))
        self.told = re.compile(_led([*relays.told, *relays.shows], relays.fillers, kinds, outlets))
        self.channelled = re.compile(_channel(words))
        self.credit = re.compile(rf"^[^\w\n]*(?i:{any_of(relays.credits)})\s*", re.MULTILINE)
        quoting = (
            rf"(?i:{any_of(relays.quoting)})(?=\s+[^.,:;“”\"\n]{{1,60}}?\s+(?i:{any_of(words.segment.quoted_as)})\b)"
        )
        self.tail = re.compile(
            rf"(?<!\s)\s++(?:(?i:{any_of(relays.tails)})\b(?=[^\w]*(?:[.,;]|$|on\b))|(?P<quoting>{quoting}))"
        )
        self.gave = re.compile(
            rf"(?P<lead>(?i:{any_of(relays.gave)}))\s[^.,:;“”\"\n]{{1,50}}?\s(?P<to>(?i:{any_of(relays.receiving)}))\s+(?:(?i:{any_of(relays.fillers)})\s+)*"
        )
        self.affiliate = re.compile(rf"\s+(?i:{any_of(relays.affiliates)})\s+")
        shouted = (name.upper() for name in outlets.outlets if " " in name)  # "USA TODAY"
        names = [*outlets.outlets, *outlets.described, *shouted]
        self.outlet = re.compile(
            rf"(?:(?i:the)\s+)?(?:{any_of(names)})(?!\w|[-/–][{CAPITALS}])"
        )  # no pollster: "AP-NORC"
        number = r"\d{1,2}(?=['’\"”),.;:]|\s+that\b|$)"  # "Fox 35", but not "told CNN 12 people"
        self.edition = re.compile(rf"\s(?:{any_of(outlets.editions)}|{number})(?![\w%.,]\w)(?!\w)")
        ends = "com|co|id|net|org|tv|go|news|info|uk|ru|de|fr|me|io"
        self.domain = re.compile(rf"(?:[A-Za-z0-9-]{{1,40}}\.){{1,4}}(?:{ends})\b(?:\.[a-z]{{2}})?")
        capital = rf"(?:[a-z]{{2,12}}(?=[{CAPITALS}]))?[{CAPITALS}][\w’'\-]*(?:\.[a-z]{{2,4}}\b)*"  # or "kabarSORE"
        inner = rf"(?:(?:{any_of(outlets.inner)})[ \t\xa0]+){{0,2}}"
        self.capitals = re.compile(rf"{capital}(?:[ \t\xa0]+{inner}{capital})*(?!\w|[-/–][{CAPITALS}])")
        self.received, self.reached = _folded(relays.received), _folded([*relays.reached, *relays.gave])
        self.onward = re.compile(rf"\s*,?\s+(?i:{any_of(relays.onward)})\s+(?:(?i:{any_of(kinds)})\s+)?")
        self.handle = re.compile(r"@\w[\w.]*\w")
        self.generic = re.compile(rf"(?i:{any_of(relays.generic)})(?!\w)")

    def reaches(self, mention: OutletMention) -> bool:
        """Whether the words say that the outlet itself got hold of the one who speaks."""
        return mention.kind == "told" and mention.lead.casefold() in self.reached

    def scan(self, text: str, start: int, end: int, own: re.Pattern[str] | None = None) -> Iterator[OutletMention]:
        """The mentions in text[start:end]; `own` is a pattern of the article's own outlet, known in it."""
        for match in self.channelled.finditer(text, start, end):
            yield self._channel(text, match, end)
        for match in self.carried.finditer(text, start, end):
            known = match["lead"].casefold() in self.known_only
            kind: MentionKind = "channelled" if match["lead"].casefold() in self.first else "carried"
            for mention in self._named(kind, text, match, end, own, known_only=known):
                yield mention
                yield from self._retold(text, mention, end)
        for match in self.told.finditer(text, start, end):
            known = match["lead"].casefold() not in self.received or bool(match["fill"].strip())
            yield from self._named("told", text, match, end, own, known_only=known)
        yield from self._tails(text, start, end)
        yield from self.given(text, start, end)
        yield from self._programmes(text, start, end)

    def _programmes(self, text: str, start: int, end: int) -> Iterator[OutletMention]:
        """`on CBS's Face the Nation`: who broadcasts it, and the programme."""
        for both in find_programmes(text, start, end, self.words):
            for span in both:
                yield OutletMention(kind="told", name=text[slice(*span)], span=span, start=min(both)[0], lead="on")

    def credits(self, text: str) -> Iterator[OutletMention]:
        """`Sumber: X` on a line of its own: the whole article is from there."""
        for match in self.credit.finditer(text):
            name = self._name(text, match.end(), len(text), known_only=True)
            if name:
                yield OutletMention(
                    kind="credit", name=text[slice(*name)], span=name, start=match.start(), lead=match.group().strip()
                )

    def _tails(self, text: str, start: int, end: int) -> Iterator[OutletMention]:
        """`…, Reuters reported.` where nothing is attributed to Reuters itself; `X quoted an official as saying`."""
        for match in self.tail.finditer(text, start, end):
            names = self.capitals if match["quoting"] else self.outlet
            for name in names.finditer(text, max(start, match.start() - NAME_LONGEST), match.start()):
                if name.end() == match.start():
                    yield OutletMention(
                        kind="carried",
                        name=name.group(),
                        span=name.span(),
                        start=name.start(),
                        lead=match.group().strip(),
                    )

    def given(self, text: str, start: int, end: int) -> Iterator[OutletMention]:
        """`confirmed the sale to Channel Nord`: only a known name or shape, for much else is given and sold."""
        for match in self.gave.finditer(text, start, end):
            name = self._name(text, match.end(), end, known_only=True)
            if name:
                yield OutletMention(
                    kind="told", name=text[slice(*name)], span=name, start=match.start("to"), lead=match["lead"]
                )

    def _channel(self, text: str, match: re.Match[str], end: int) -> OutletMention:
        span = match.span("platform")
        if match["platform"].casefold() in self.owned:
            owner = self.handle.match(text, match.end(), end) or self._capitals(text, match.end(), end)
            at = (owner.span() if isinstance(owner, re.Match) else owner) if match["sep"] else None
            if at:
                only = match["own"] and text[at[0]] == "@"
                span = at if only else (span[0], at[1])
        broadcast = match["lead"].casefold() in self.first or match["platform"].casefold() in self.videos
        return OutletMention(
            kind="channelled",
            name=text[slice(*span)],
            span=span,
            start=match.start(),
            lead=match["lead"],
            broadcast=broadcast,
            single=not broadcast and len(match["lead"]) < 4 and not match["fill"].strip(),
        )

    def _named(
        self,
        kind: MentionKind,
        text: str,
        match: re.Match[str],
        end: int,
        own: re.Pattern[str] | None,
        *,
        known_only: bool,
    ) -> Iterator[OutletMention]:
        at = match.end()
        fill = " ".join(match["fill"].replace(",", " ").casefold().split())
        before = f" {match['lead'].casefold()} {fill}".rstrip()
        typed = any(before.endswith(" " + k) for k in self.kinds | self.vague)
        if match["mark"] == "," and not typed:
            return
        ours = own.match(text, at, end) if own else None
        name = ours.span() if ours else self._name(text, at, end, known_only=known_only and not typed)
        if name is None:
            return
        if not ours and not self._known(text, name):
            name = self._behind(text, name, end) or self._with_kind(text, name, match, fill)
        yield OutletMention(
            kind=kind,
            name=text[slice(*name)],
            span=name,
            start=match.start(),
            lead=match["lead"],
            broadcast=match["lead"].casefold() in self.shows,
        )

    def _retold(self, text: str, mention: OutletMention, end: int) -> Iterator[OutletMention]:
        """`dilansir X dari Y`: the outlet's own source."""
        match = self.onward.match(text, mention.span[1], end)
        name = self._name(text, match.end(), end) if match else None
        if match and name:
            yield OutletMention(
                kind="carried", name=text[slice(*name)], span=name, start=mention.start, lead=match.group().strip(" ,")
            )

    def _behind(self, text: str, name: Span, end: int) -> Span | None:
        """`media Ukraina, UNN` and `kantor berita India (PTI)`: the outlet behind its country."""
        gap = re.compile(r"\s*[,(]\s*").match(text, name[1], end)
        found = gap and self.outlet.match(text, gap.end(), end)
        return found.span() if found else None

    def _with_kind(self, text: str, name: Span, match: re.Match[str], fill: str) -> Span:
        """`media Israel`, `laman resmi Istana`: the kind is part of the name where that alone is no outlet's."""
        for kind in sorted(self.vague, key=len, reverse=True):
            if fill == kind or fill.endswith(" " + kind):
                return (match.start("fill") + match["fill"].casefold().rfind(kind.split()[0]), name[1])
        for site in sorted(self.sites, key=lambda one: (-len(one), one)):
            if any(fill.endswith(f"{site} {own}") for own in self.own):
                return (match.start("fill") + match["fill"].casefold().rfind(site), name[1])
        return name

    def _name(self, text: str, at: int, end: int, *, known_only: bool = False) -> Span | None:
        if self.generic.match(text, at, end):
            return None
        domain = self.domain.match(text, at, end)
        if domain:
            return domain.span()
        outlet = self.outlet.match(text, at, end)
        station = outlet and self.affiliate.match(text, outlet.end(), end)
        if station and (named := self._capitals(text, station.end(), end)):
            return named
        longer = self._capitals(text, at, end)
        if longer and not outlet:
            outlet = self._ending(text, longer)
        if outlet and (more := self.edition.match(text, outlet.end(), end)):
            return outlet.start(), more.end()
        if outlet:
            fuller = longer and longer[1] > outlet.end() and self._is_fuller(text, longer, outlet)
            return longer if fuller else outlet.span()
        if longer and (not known_only or self._shaped(text, longer)):
            return longer
        return None

    def _is_fuller(self, text: str, longer: Span, outlet: re.Match[str]) -> bool:
        """`Bisnis Malam` rather than `Bisnis`, but `Reuters` of `Reuters Donald Trump`."""
        more = text[outlet.end() : longer[1]].split()
        return self._shaped(text, longer) or (len(more) == 1 and not outlet.group().isupper())

    def _ending(self, text: str, span: Span) -> re.Match[str] | None:
        """`News Manager Tribun Network`: the outlet at the end of a run of capitals."""
        found = (m for m in self.outlet.finditer(text, *span) if m.end() == span[1])
        return next(found, None)

    def _capitals(self, text: str, at: int, end: int) -> Span | None:
        match = self.capitals.match(text, at, min(end, at + NAME_LONGEST))
        if match is None:
            return None
        stop = match.start()
        for word in re.finditer(r"\S+", match.group()):
            if word.group().casefold().strip(".,") in self.stops:
                break
            if not word.group().islower():  # a small word stands inside a name, never at its end
                stop = match.start() + word.end()
        return (match.start(), stop) if stop > match.start() else None

    def _shaped(self, text: str, span: Span) -> bool:
        words = text[slice(*span)].split()
        if words[-1].casefold() in self.shapes or words[-1].endswith(("TV", "News")):
            return True
        return len(words) > 1 and words[0].casefold() in self.heads

    def _known(self, text: str, span: Span) -> bool:
        outlet = self.outlet.match(text, span[0], span[1])
        return (
            bool(outlet and outlet.end() == span[1]) or bool(self.domain.match(text, *span)) or self._shaped(text, span)
        )


def given_to(passage: Passage, start: int, end: int) -> OutletMention | None:
    """The outlet to which something was confirmed, by the words at `start`, before `end`: `[to the Harle Herald]`."""
    return next((m for m in _finder(passage.lang).given(passage.text, start, end) if m.span[0] <= end), None)


@cache
def _finder(lang: str) -> _Finder:
    return _Finder(load_words(lang))
