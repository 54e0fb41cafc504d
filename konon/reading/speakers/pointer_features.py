"""A source and who may be meant by it -> a row of numbers for each, by which the head of pointers chooses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np

from konon.reading.speakers.bearers import Bearer, Key, holds, key_of, spells
from konon.reading.speakers.naming import source_units
from konon.reading.speakers.pointers import PERSON, Contender, Field, Floats, Half
from konon.reading.speakers.shapes import PRONOUNS, Words
from konon.reading.text import speaker_lexicon as kinds

AROUND: Final = 12  # units beside a name in which its role stands
FAR: Final = 40  # sentences, past which all is as far
_CALLED: Final = frozenset({kinds.POST, kinds.TITLE, kinds.RANK, kinds.HONORIFIC})
_BODIES: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.PLACE})
_POINTING: Final = ("anaphora.after", "anaphora.before")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """What is the same for every candidate of one source."""

    number: int  # of the attribution
    numbers: list[float]  # its own part of each row
    lows: tuple[str, ...]
    here: int  # the unit it begins at
    sentence: int
    said: frozenset[int]  # units of what it says
    key: Key  # of its own name; () for none
    named: float  # 1 where that is likely a name
    sex: int  # of a pronoun: 1 male, -1 female
    plural: bool
    single: bool
    thing: bool
    relative: bool
    wanted: frozenset[str]  # words of a description
    halves: tuple[Half, ...]


def _see_source(field: Field, number: int) -> SourceSeen:
    words, lexicon, attribution = field.words, field.words.lexicon, field.attributions[number]
    lows = tuple(words.low[k] for k in source_units(words, attribution))
    phrase, own, units = " ".join(lows), field.naming.own[number], field.units_of(number)
    sorts = {name: phrase in lexicon.among(f"pronouns.{name}") for name in PRONOUNS}
    functions = lexicon.among("words.functions")
    return SourceSeen(
        number=number,
        numbers=_source_numbers(field, number, lows, sorts),
        lows=lows,
        here=units.start,
        sentence=field.sentence[units.start],
        said=frozenset(words.units.inside(attribution.content)),
        key=key_of(words, own[0].first, own[0].last) if own else (),
        named=float(bool(own) and own[0].margin > 0),
        sex=sorts["male"] - sorts["female"],
        plural=sorts["plural"],
        single=sorts["male"] or sorts["female"] or sorts["singular"],
        thing=sorts["thing"],
        relative=sorts["relative"],
        wanted=frozenset(low for low in lows if low.isalnum() and low not in functions and len(low) > 2),
        halves=_halve(words.units.vectors[units.start : units.stop].mean(0)),
    )


def make_rows(field: Field, number: int, candidates: Sequence[Contender], spoke: Sequence[Contender]) -> Floats:
    """(C, F): a row for each candidate; `spoke` are those chosen for the attributions before this one."""
    source = _see_source(field, number)
    rows = [[*source.numbers, *_candidate_numbers(field, source, one, spoke)] for one in candidates]
    return np.array(rows, np.float32)


def _source_numbers(field: Field, number: int, lows: Sequence[str], sorts: Mapping[str, bool]) -> list[float]:
    words, lexicon = field.words, field.words.lexicon
    inside = source_units(words, field.attributions[number])
    own = field.naming.own[number]
    margin = own[0].margin if own else -9.0
    return [
        *(float(sorts[name]) for name in PRONOUNS),
        float(not lows),
        min(len(lows), 12) / 12,
        float(bool(lows) and (lows[-1] in lexicon.among("anaphora.after"))),
        float(bool(lows) and (lows[0] in lexicon.among("anaphora.before"))),
        float(bool(lows) and (lows[0] in lexicon.among("anaphora.new"))),
        float(any(low in lexicon.among(key) for low in lows for key in _POINTING)),
        float(any(words.capital[k] for k in inside)),
        max(min(margin, 8.0), -8.0),
        float(lexicon.head_last),
        float(bool(field.attributions[number].cue)),
        float(field.attributions[number].quotation == "direct"),
    ]


def _candidate_numbers(field: Field, source: SourceSeen, one: Contender, spoke: Sequence[Contender]) -> list[float]:
    return [
        *(float(one.how == how) for how in ("own", "words", "named", "rules", "nobody")),
        *_rule_numbers(field, source.number, one),
        *_name_numbers(field, one),
        *_match_numbers(source, one),
        *_history_numbers(field, source, one, spoke),
        *_place_numbers(field, source, one),
        *_kind_numbers(field, source, one),
        *_edge_numbers(field, source.number, one),
        *_likeness(field, source, one),
        *_pointed_numbers(field, source.number, one),
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


def _pointed_numbers(field: Field, number: int, one: Contender) -> list[float]:
    """How much of what the network points to is this one: by all mentions, where the name stands here, nobody."""
    pointed = field.pointed[number]
    if pointed is None:
        return [0.0] * 4
    mentions = one.bearer.mentions if one.bearer else ()
    places = {unit for mention in mentions for unit in range(mention.first, mention.last)}
    here = range(max(one.first, 0), max(one.last, 0))
    everywhere = pointed.speaks({*places, *here})
    return [everywhere, pointed.speaks(here), pointed.nobody, pointed.nobody if one.how in ("nobody", "words") else 0.0]


def _name_numbers(field: Field, one: Contender) -> list[float]:
    """What the name is in itself."""
    if one.first < 0:
        return [0.0] * 11
    place = (one.first, one.last)
    if place not in field.names:
        field.names[place] = _judge_name(field, one)
    return field.names[place]


def _judge_name(field: Field, one: Contender) -> list[float]:
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


def _match_numbers(source: SourceSeen, one: Contender) -> list[float]:
    """How the name goes with the source's own words."""
    if not source.named or one.bearer is None:
        return [0.0] * 6
    key, other = source.key, one.bearer.key
    within = holds(other, key)
    return [
        float(key == other),
        float(within and other[-len(key) :] == key),
        float(within and other[: len(key)] == key),
        float(within),
        float(holds(key, other)),
        float(spells(key, other) or spells(other, key)),
    ]


def _same(one: Contender, other: Contender) -> bool:
    """Whether two candidates are one by name: alike, or one short for the other."""
    if one.name is None or other.name is None:
        return False
    if one.bearer is None or other.bearer is None:
        return one.name.lower() == other.name.lower()
    a, b = one.bearer.key, other.bearer.key
    return a == b or holds(a, b) or holds(b, a)


def _history_numbers(field: Field, source: SourceSeen, one: Contender, spoke: Sequence[Contender]) -> list[float]:
    """Whether and when this one spoke before."""
    before = [k for k in range(len(spoke)) if _same(spoke[k], one)]
    exact = [k for k in before if spoke[k].name == one.name]
    if not before:
        return [0.0] * 7
    ago = len(spoke) - before[-1]
    others = len({(spoke[k].name or "").lower() for k in range(before[-1] + 1, len(spoke)) if spoke[k].name})
    last = field.units_of(before[-1]).start
    return [
        1.0,
        1 / ago,
        float(ago == 1),
        float(others == 0),
        exp(-others),
        len(exact) / len(before),
        exp(-max(source.sentence - field.sentence[last], 0) / 4),
    ]


def _place_numbers(field: Field, source: SourceSeen, one: Contender) -> list[float]:
    """Where the name stands as seen from the source."""
    if one.bearer is None:
        return [0.0] * 13
    here, said, sentence, mentions = source.here, source.said, source.sentence, one.bearer.mentions
    before = [m for m in mentions if m.first < here and m.first not in said]
    outside = [m for m in before if m.first not in field.contents]
    last, plain = (before[-1] if before else None), (outside[-1] if outside else None)

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


def _kind_numbers(field: Field, source: SourceSeen, one: Contender) -> list[float]:
    """Sex, number and role, as far as words show them."""
    sex = _sex(field, one.bearer) if one.bearer else 0
    person, named = (one.bearer.person if one.bearer else 0.0), one.how == "named"
    pointed = source.sex != 0
    return [
        named * source.single * person,
        named * source.single * (1 - person),
        named * source.plural * person,
        named * source.thing * person,
        named * source.relative * person,
        named * (not source.lows) * person,
        float(pointed and sex == -source.sex),
        float(pointed and sex == source.sex),
        float(pointed and sex == 0),
        float(source.plural and _is_joined(field, one)),
        float(source.plural and person > PERSON),
        _role_shared(field, source.wanted, one),
    ]


def _is_joined(field: Field, one: Contender) -> bool:
    joining = field.words.lexicon.among("words.and")
    return one.name is not None and any(word in joining for word in one.name.lower().split())


def _sex(field: Field, bearer: Bearer) -> int:
    """1 for a man, -1 for a woman, 0 where no name and no title shows it."""
    if bearer.key not in field.sexes:
        field.sexes[bearer.key] = _judge_sex(field.words, bearer)
    return field.sexes[bearer.key]


def _judge_sex(words: Words, bearer: Bearer) -> int:
    lexicon = words.lexicon
    if bearer.person < 0.3:
        return 0
    man = bearer.key[0] in lexicon.among("people.male")
    woman = bearer.key[0] in lexicon.among("people.female")
    if man != woman and len(bearer.key) > 1:
        return 1 if man else -1
    titles = {
        sign: {w.strip(".") for w in lexicon.among(f"names.{sex}")} for sex, sign in (("female", -1), ("male", 1))
    }
    for mention in bearer.mentions:
        before = {words.low[k].strip(".") for k in range(max(mention.first - 3, 0), mention.first)}
        for sign, known in titles.items():
            if any(title.strip(".") in before for title in known):
                return sign
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
        float(any(first in lexicon.among(f"people.{kind}") for kind in ("given", "male", "female"))),
        float(first in lexicon.names),
        float(words.said[one.first].isupper() and len(first) > 1),
        float(words.label[one.first] in _BODIES),
        log(1 + sole),
        log(1 + inner),
    ]


def _role_shared(field: Field, wanted: frozenset[str], one: Contender) -> float:
    """How many of the words of a description stand beside the name."""
    if one.bearer is None or not wanted:
        return 0.0
    lows, best = field.words.low, 0.0
    for mention in one.bearer.mentions[:4]:
        beside = set(lows[max(mention.first - AROUND, 0) : mention.last + AROUND])
        best = max(best, len(wanted & beside) / len(wanted))
    return best


def _likeness(field: Field, source: SourceSeen, one: Contender) -> list[float]:
    """How alike the network's vectors of source and name are, in the middle and at the end."""
    if one.bearer is None or one.how == "own":
        return [0.0] * 4
    mentions = one.bearer.mentions
    last = mentions[max(bisect_left(mentions, source.here, key=lambda m: m.first) - 1, 0)]
    first = mentions[0].first
    names = (*_halves_of(field, last.first, last.last), *_halves_of(field, first, first + 1))
    return [
        float(a @ b / (length * other + 1e-6)) for (a, length), (b, other) in zip(source.halves * 2, names, strict=True)
    ]


def _halves_of(field: Field, first: int, last: int) -> tuple[Half, ...]:
    place = (first, last)
    if place not in field.halves:
        field.halves[place] = _halve(field.words.units.vectors[first:last].mean(0))
    return field.halves[place]


def _halve(vector: Floats) -> tuple[Half, ...]:
    half = len(vector) // 2
    return tuple((part, float(np.linalg.norm(part))) for part in (vector[:half], vector[half:]))
