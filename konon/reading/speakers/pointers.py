"""A source and who may be meant by it -> a row of numbers for each, by which the head of pointers chooses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from konon.reading.speakers.bearers import Bearer, Key, gather, holds, key_of, spells
from konon.reading.speakers.by_rules import Ruled
from konon.reading.speakers.naming import Names, source_units
from konon.reading.speakers.shapes import PRONOUNS, Words
from konon.reading.text import speaker_lexicon as kinds
from konon.reading.text.passage import Passage
from konon.records import Attribution

Floats = NDArray[np.float32]
How = Literal["own", "words", "named", "rules", "nobody"]

NEAREST: Final = 24  # names that are looked at, of those nearest before a source
AROUND: Final = 12  # units beside a name in which its role stands
FAR: Final = 40  # sentences, past which all is as far
PERSON: Final = 0.5  # likelihood above which a name is a person's
LATER: Final = 3  # sentences by which a name that only follows is behind
_CALLED: Final = frozenset({kinds.POST, kinds.TITLE, kinds.RANK, kinds.HONORIFIC})
_BODIES: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.PLACE})
_POINTING: Final = ("anaphora.after", "anaphora.before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Who may be meant: by the source's own words, all of them, a name elsewhere, whom rules name, or nobody."""

    how: How
    name: str | None
    first: int = -1  # units of the name
    last: int = -1
    bearer: Bearer | None = None
    margin: float = 0.0  # how much speaks for an own name


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An article in which sources are resolved: all that does not change from one source to the next."""

    passage: Passage
    words: Words
    naming: Names
    bearers: tuple[Bearer, ...]
    by_key: dict[Key, Bearer]
    attributions: tuple[Attribution, ...]
    ruled: Ruled  # whom the rules name, one for each attribution
    sentence: tuple[int, ...]  # of each unit
    contents: frozenset[int]  # units that somebody said
    longer: dict[Key, tuple[Bearer, ...]]  # of each name those that have its words among theirs
    people: tuple[tuple[int, Key], ...]  # units at which persons are named, in order, and who

    def units_of(self, number: int) -> range:
        """Those of an attribution's source; where it has none, those of its cue or content."""
        one = self.attributions[number]
        inside = source_units(self.words, one)
        return inside or self.words.units.within((one.cue or one.content)[0])


def set_field(
    passage: Passage,
    words: Words,
    naming: Names,
    attributions: Sequence[Attribution],
    ruled: Ruled,
) -> Field:
    """The article with its sentences counted."""
    bearers = gather(words, passage.text, naming.mentions)
    contents = words.units.inside(span for one in attributions for span in one.content)
    return Field(
        passage=passage,
        words=words,
        naming=naming,
        bearers=bearers,
        by_key={one.key: one for one in bearers},
        attributions=tuple(attributions),
        ruled=ruled,
        sentence=tuple(bisect_right(passage.ends, start) for start in words.units.start),
        contents=frozenset(contents),
        longer={one.key: tuple(other for other in bearers if holds(other.key, one.key)) for one in bearers},
        people=tuple(sorted((m.first, one.key) for one in bearers if one.person > PERSON for m in one.mentions)),
    )


def find_candidates(field: Field, number: int) -> list[Contender]:
    """All who may be meant by a source; its own words come first, nobody last."""
    words, text = field.words, field.passage.text
    inside = source_units(words, field.attributions[number])
    pointing = is_pronoun(words, inside)
    own = () if pointing else field.naming.own[number]
    found: list[Contender] = []
    for one in own:
        bearer = field.by_key.get(key_of(words, one.first, one.last))
        name = words.phrase(one.first, one.last, text)
        found.append(Contender(how="own", name=name, first=one.first, last=one.last, bearer=bearer, margin=one.margin))
    if inside and not pointing and all((one.first, one.last) != (inside.start, inside.stop) for one in own):
        whole = words.phrase(inside.start, inside.stop, text)
        found.append(Contender(how="words", name=whole, first=inside.start, last=inside.stop))
    used: Key = key_of(words, own[0].first, own[0].last) if own else ()
    taken = {one.bearer.key for one in found if one.bearer}
    at = field.units_of(number).start
    near = sorted((b for b in field.bearers if b.key not in taken), key=lambda b: _distance(field, b, at))
    related = [b for b in near[NEAREST:] if used and own[0].margin > 0 and _related(used, b.key)]
    for other in (*near[:NEAREST], *related):
        first = other.mentions[0]
        found.append(Contender(how="named", name=other.name, first=first.first, last=first.last, bearer=other))
    by_rules = _by_rules(field, number)
    if by_rules and not any(_called(one) == _called(by_rules) for one in found):
        found.append(by_rules)
    return [*found, Contender(how="nobody", name=None)]


def _called(one: Contender) -> str | None:
    return None if one.name is None else " ".join(one.name.casefold().split())


def _by_rules(field: Field, number: int) -> Contender | None:
    """Whom the rules name, where that is a name of the article."""
    speaker = field.ruled.speakers[number]
    if speaker.name is None or field.ruled.silent:
        return None
    inside = field.words.units.within(speaker.span) if speaker.span else range(0)
    if not inside:
        return Contender(how="rules", name=speaker.name)
    bearer = field.by_key.get(key_of(field.words, inside.start, inside.stop))
    return Contender(how="rules", name=speaker.name, first=inside.start, last=inside.stop, bearer=bearer)


def is_pronoun(words: Words, inside: Sequence[int]) -> bool:
    """Whether the units are nothing but a pronoun."""
    phrase = " ".join(words.low[k] for k in inside)
    return any(phrase in words.lexicon.among(f"pronouns.{name}") for name in PRONOUNS)


def _related(one: Key, other: Key) -> bool:
    return holds(one, other) or holds(other, one) or spells(one, other) or spells(other, one)


def _distance(field: Field, bearer: Bearer, at: int) -> tuple[float, int]:
    """Sentences from the nearest mention before a unit; one that only follows is behind."""
    before = [m.first for m in bearer.mentions if m.first < at]
    if before:
        return field.sentence[at] - field.sentence[before[-1]], at - before[-1]
    first = bearer.mentions[0].first
    return LATER + field.sentence[first] - field.sentence[at], first - at


def make_rows(field: Field, number: int, candidates: Sequence[Contender], spoke: Sequence[Contender]) -> Floats:
    """(C, F): a row for each candidate; `spoke` are those chosen for the attributions before this one."""
    source = _source_numbers(field, number)
    rows = [[*source, *_candidate_numbers(field, number, one, spoke)] for one in candidates]
    return np.array(rows, np.float32)


def _source_numbers(field: Field, number: int) -> list[float]:
    words, lexicon = field.words, field.words.lexicon
    inside = source_units(words, field.attributions[number])
    own = field.naming.own[number]
    lows = [words.low[k] for k in inside]
    phrase = " ".join(lows)
    pointing = set().union(*(lexicon.among(key) for key in _POINTING))
    margin = own[0].margin if own else -9.0
    return [
        *(float(phrase in lexicon.among(f"pronouns.{name}")) for name in PRONOUNS),
        float(not lows),
        min(len(lows), 12) / 12,
        float(bool(lows) and (lows[-1] in lexicon.among("anaphora.after"))),
        float(bool(lows) and (lows[0] in lexicon.among("anaphora.before"))),
        float(bool(lows) and (lows[0] in lexicon.among("anaphora.new"))),
        float(any(low in pointing for low in lows)),
        float(any(words.capital[k] for k in inside)),
        max(min(margin, 8.0), -8.0),
        float(lexicon.head_last),
        float(bool(field.attributions[number].cue)),
        float(field.attributions[number].quotation == "direct"),
    ]


def _candidate_numbers(field: Field, number: int, one: Contender, spoke: Sequence[Contender]) -> list[float]:
    return [
        *(float(one.how == how) for how in ("own", "words", "named", "rules", "nobody")),
        *_rule_numbers(field, number, one),
        *_name_numbers(field, one),
        *_match_numbers(field, number, one),
        *_history_numbers(field, number, one, spoke),
        *_place_numbers(field, number, one),
        *_kind_numbers(field, number, one),
        *_edge_numbers(field, number, one),
        *_likeness(field, number, one),
    ]


def _rule_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """Whether the rules name the same, and how sure they are; whether theirs is short for this or this for theirs."""
    speaker = field.ruled.speakers[number]
    if field.ruled.silent:
        return [0.0] * 5
    if speaker.name is None:
        return [float(one.name is None), 0.0, 0.0, 0.0, 0.0]
    theirs, ours = speaker.name.casefold().split(), (one.name or "").casefold().split()
    same = float(theirs == ours)
    return [
        same,
        same * speaker.confidence,
        (1 - same) * speaker.confidence,
        float(holds(tuple(theirs), tuple(ours)) and bool(ours)),
        float(holds(tuple(ours), tuple(theirs))),
    ]


def _name_numbers(field: Field, one: Contender) -> list[float]:
    """What the name is in itself."""
    if one.first < 0:
        return [0.0] * 11
    words, bearer = field.words, one.bearer
    inside = range(one.first, one.last)
    names = np.exp(field.naming.names[one.first : one.last]).mean(0)
    capitals = [words.capital[k] for k in inside]
    longer = field.longer[bearer.key] if bearer else ()
    return [
        float(names[1] + names[2]),
        float(names[3] + names[4]),
        float(names[5] + names[6]),
        min(len(inside), 8) / 8,
        float(capitals[0]),
        sum(capitals) / len(capitals),
        log(1 + len(bearer.mentions)) if bearer else 0.0,
        log(1 + bearer.sourced) if bearer else 0.0,
        bearer.sure if bearer else 0.0,
        max((b.sure for b in longer), default=0.0),
        max((log(1 + len(b.mentions)) for b in longer), default=0.0),
    ]


def _match_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """How the name goes with the source's own words."""
    own = field.naming.own[number]
    if not own or one.bearer is None:
        return [0.0] * 6
    key, other = key_of(field.words, own[0].first, own[0].last), one.bearer.key
    named = float(own[0].margin > 0)
    return [
        named * (key == other),
        named * (holds(other, key) and other[-len(key) :] == key),
        named * (holds(other, key) and other[: len(key)] == key),
        named * holds(other, key),
        named * holds(key, other),
        named * (spells(key, other) or spells(other, key)),
    ]


def _same(one: Contender, other: Contender) -> bool:
    """Whether two candidates are one by name: alike, or one short for the other."""
    if one.name is None or other.name is None:
        return False
    if one.bearer is None or other.bearer is None:
        return one.name.lower() == other.name.lower()
    a, b = one.bearer.key, other.bearer.key
    return a == b or holds(a, b) or holds(b, a)


def _history_numbers(field: Field, number: int, one: Contender, spoke: Sequence[Contender]) -> list[float]:
    """Whether and when this one spoke before."""
    before = [k for k in range(len(spoke)) if _same(spoke[k], one)]
    exact = [k for k in before if spoke[k].name == one.name]
    if not before:
        return [0.0] * 7
    ago = len(spoke) - before[-1]
    others = len({(spoke[k].name or "").lower() for k in range(before[-1] + 1, len(spoke)) if spoke[k].name})
    here = field.units_of(number).start
    last = field.units_of(before[-1]).start
    return [
        1.0,
        1 / ago,
        float(ago == 1),
        float(others == 0),
        exp(-others),
        len(exact) / len(before),
        exp(-max(field.sentence[here] - field.sentence[last], 0) / 4),
    ]


def _place_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """Where the name stands as seen from the source."""
    if one.bearer is None:
        return [0.0] * 13
    here, attribution = field.units_of(number).start, field.attributions[number]
    content = field.words.units.inside(attribution.content)
    said = set(content)
    mentions = one.bearer.mentions
    before = [m for m in mentions if m.first < here and m.first not in said]
    outside = [m for m in before if m.first not in field.contents]
    last, plain = (before[-1] if before else None), (outside[-1] if outside else None)
    sentence = field.sentence[here]

    def near(m: object, fade: float) -> float:
        return exp(-min(sentence - field.sentence[m.first], FAR) / fade) if m is not None else 0.0  # type: ignore[attr-defined]

    paragraphs = field.words.units.paragraph
    return [
        near(last, 2.0),
        near(plain, 2.0),
        near(plain, 8.0),
        float(plain is not None and field.sentence[plain.first] == sentence),
        float(plain is not None and field.sentence[plain.first] == sentence - 1),
        float(plain is not None and _opens(field, plain.first)),
        float(plain is not None and paragraphs[plain.first] == paragraphs[here]),
        float(plain is not None and here - plain.last <= 1),
        near(before[0] if before else None, 2.0),
        float(not before),
        float(any(m.first in said for m in mentions)),
        float(mentions[0].first < here and field.sentence[mentions[0].first] == 0),
        _rank(field, one.bearer, here),
    ]


def _opens(field: Field, at: int) -> bool:
    """Whether a name opens its sentence, after a title or an adverb at most."""
    k = at
    while k > 0 and field.sentence[k - 1] == field.sentence[at] and at - k < 6:
        k -= 1
    return field.words.opens[at] or (k < at and field.words.opens[k] and field.words.label[at - 1] is not None)


def _rank(field: Field, bearer: Bearer, here: int) -> float:
    """One over how many other persons are named between the last mention and the source."""
    before = [m.first for m in bearer.mentions if m.first < here]
    if not before:
        return 0.0
    start, end = (bisect_left(field.people, (unit, ())) for unit in (before[-1] + 1, here))
    between = {key for _, key in field.people[start:end]} - {bearer.key}
    return 1 / (1 + len(between))


def _kind_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """Sex, number and role, as far as words show them."""
    words, lexicon = field.words, field.words.lexicon
    lows = [words.low[k] for k in source_units(words, field.attributions[number])]
    phrase = " ".join(lows)
    male, female = (phrase in lexicon.among(f"pronouns.{sex}") for sex in ("male", "female"))
    sex = _sex(field, one)
    plural = phrase in lexicon.among("pronouns.plural")
    joined = one.name is not None and any(word in lexicon.among("words.and") for word in one.name.lower().split())
    person, named = (one.bearer.person if one.bearer else 0.0), one.how == "named"
    sorts = {name: phrase in lexicon.among(f"pronouns.{name}") for name in ("singular", "thing", "relative")}
    single = male or female or sorts["singular"]
    return [
        named * single * person,
        named * single * (1 - person),
        named * plural * person,
        named * sorts["thing"] * person,
        named * sorts["relative"] * person,
        named * (not lows) * person,
        float((male and sex == -1) or (female and sex == 1)),
        float((male and sex == 1) or (female and sex == -1)),
        float((male or female) and sex == 0),
        float(plural and joined),
        float(plural and one.bearer is not None and one.bearer.person > 0.5),
        _role_shared(field, lows, one),
    ]


def _sex(field: Field, one: Contender) -> int:
    """1 for a man, -1 for a woman, 0 where no name and no title shows it."""
    if one.bearer is None or one.bearer.person < 0.3:
        return 0
    lexicon, words = field.words.lexicon, field.words
    man = one.bearer.key[0] in lexicon.among("people.male")
    woman = one.bearer.key[0] in lexicon.among("people.female")
    if man != woman and len(one.bearer.key) > 1:
        return 1 if man else -1
    for mention in one.bearer.mentions:
        before = {words.low[k].strip(".") for k in range(max(mention.first - 3, 0), mention.first)}
        if before & {w.strip(".") for w in lexicon.among("names.female")}:
            return -1
        if before & {w.strip(".") for w in lexicon.among("names.male")}:
            return 1
    return 0


def _edge_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """What stands at the edges of a name out of the source's own words, and how much better another cut is."""
    if one.how != "own":
        return [0.0] * 14
    words, lexicon = field.words, field.words.lexicon
    inside = source_units(words, field.attributions[number])
    before = one.first - 1 if one.first > inside.start else -1
    after = one.last if one.last < inside.stop else -1
    label = words.label[before] if before >= 0 else None
    first, last = words.low[one.first], words.low[one.last - 1]
    given = lexicon.among("people.given") | lexicon.among("people.male") | lexicon.among("people.female")
    sole = sum(b.sourced for b in field.bearers if b.key in ((first,), (last,)))
    inner = sum(b.sourced for b in field.bearers if len(b.key) == 1 and b.key[0] in words.low[one.first : one.last])
    return [
        one.margin - field.naming.own[number][0].margin,
        max(min(one.margin, 8.0), -8.0),
        float(before < 0),
        float(after < 0),
        float(label in _CALLED),
        float(label in _BODIES),
        float(before >= 0 and words.capital[before] and label is None),
        float(after >= 0 and words.capital[after]),
        float(first in given),
        float(first in lexicon.names),
        float(words.said[one.first].isupper() and len(first) > 1),
        float(words.label[one.first] in _BODIES),
        log(1 + sole),
        log(1 + inner),
    ]


def _role_shared(field: Field, lows: Sequence[str], one: Contender) -> float:
    """How many of the words of a description stand beside the name."""
    words = field.words
    functions = words.lexicon.among("words.functions")
    wanted = {low for low in lows if low.isalnum() and low not in functions and len(low) > 2}
    if one.bearer is None or not wanted:
        return 0.0
    best = 0.0
    for mention in one.bearer.mentions[:4]:
        beside = {
            words.low[k] for k in range(max(mention.first - AROUND, 0), min(mention.last + AROUND, len(words.low)))
        }
        best = max(best, len(wanted & beside) / len(wanted))
    return best


def _likeness(field: Field, number: int, one: Contender) -> list[float]:
    """How alike the network's vectors of source and name are, in the middle and at the end."""
    if one.bearer is None or one.how == "own":
        return [0.0] * 4
    here = field.units_of(number)
    starts = [m.first for m in one.bearer.mentions]
    at = max(bisect_left(starts, here.start) - 1, 0)
    last = one.bearer.mentions[at]
    vectors = field.words.units.vectors
    source = vectors[here.start : here.stop].mean(0)
    out = []
    for name in (vectors[last.first : last.last].mean(0), vectors[starts[0]]):
        for part in (slice(0, len(name) // 2), slice(len(name) // 2, None)):
            a, b = source[part], name[part]
            out.append(float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-6)))
    return out
