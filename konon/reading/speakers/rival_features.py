"""A source and who may be meant by it -> a row of numbers for each, by which a forest chooses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np

from konon.reading.speakers.pointed_at import SEXES, SHORT
from konon.reading.speakers.rivals import REMEMBERED, AskedSource, Rival
from konon.reading.speakers.scene import Resolution, Scene
from konon.reading.speakers.tokens import COMMA, END, SPACE
from konon.reading.text import speaker_lexicon as kinds
from konon.reading.text.units import Floats

PRONOUNS: Final = ("singular", "plural", "male", "female", "thing", "relative", "first", "anyone", "own_side")
SORTS: Final = ("pronoun", "person", "name", "title", "document", "group", "unnamed", "nickname", "nothing")
KINDS: Final = ("person", "organisation", "government", "media", "group", "unnamed", "document")
HOWS: Final = ("rules", "network", "heads", "worded", "before", "pointed", "spoke", "named")
NEAR: Final = 20  # words after a name in which "he" or "she" tells of it
FAR: Final = 40  # sentences, where nothing stands before
PLACES: Final = 12  # of a name that are looked at on each side
WORDS: Final = 12  # past which all sources are as long


def see_rivals(scene: Scene, asked: AskedSource, rivals: Sequence[Rival]) -> Floats:
    """(R, F): a row for each rival: what holds for all, its own numbers, and by how much each of these is ahead of
    the best of the others."""
    look = _Look.of(scene, asked)
    own = np.array([_see_rival(look, rival) for rival in rivals], np.float32)
    source = np.tile(np.array(_see_source(scene, asked), np.float32), (len(rivals), 1))
    return np.concatenate([source, own, own - _best_of_others(own)], axis=1)


def _best_of_others(own: Floats) -> Floats:
    """Of each number the most that another row has; 0 where there is none."""
    if len(own) == 1:
        return own
    top = np.partition(own, len(own) - 2, axis=0)[-2:]
    return np.asarray(np.where(own == top[1], top[0], top[1]), np.float32)


def _see_source(scene: Scene, asked: AskedSource) -> list[float]:
    phrase, words, among, attribution = asked.phrase, scene.words, scene.lexicon.among, asked.attribution
    pronoun, sort = (phrase.pronoun, phrase.sort) if phrase else (None, None)
    i, j = (phrase.start, phrase.end) if phrase else (0, 0)
    label, first = (words.label[j - 1], words.low[i]) if i < j else (None, "")
    cued = bool(attribution.cue and attribution.content and attribution.cue[0] < attribution.content[0])
    return [
        *(float(pronoun == name) for name in PRONOUNS),
        *(float(sort == name) for name in SORTS),
        float(phrase is None),
        float(phrase is not None and phrase.back),
        min(j - i, WORDS),
        float(i < j and words.cap[i]),
        float(any(words.cap[i + 1 : j])),
        float(first in scene.parser.pronouns),
        float(first in among("words.articles")),
        float(label in (kinds.POST, kinds.TITLE, kinds.RANK)),
        float(label in (kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA)),
        float(label == kinds.DOCUMENT),
        float(i < j and scene.lexicon.looks_plural(words.low[j - 1])),
        asked.ruled.sure,
        float(asked.ruled.name is None),
        asked.pointed.nobody,
        float(attribution.quotation == "direct"),
        float(cued),
        log(1 + len(scene.history)),
        float(first in among("pronouns.of_persons")),
        *_number_of_verb(scene, asked),
    ]


def _number_of_verb(scene: Scene, asked: AskedSource) -> tuple[float, float]:
    """Whether the word behind a relative pronoun shows that it stands for one, or for several."""
    words, among, phrase = scene.words, scene.lexicon.among, asked.phrase
    if phrase is None or phrase.pronoun != "relative" or phrase.end >= len(words):
        return 0.0, 0.0
    low = words.low[phrase.end]
    return float(low in among("pronouns.of_one")), float(low in among("pronouns.of_several"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What is the same for all rivals of one source."""

    scene: Scene
    asked: AskedSource
    shares: dict[str, float]  # of words, in what the network points to
    lows: frozenset[str]  # the source's own words
    female: bool | None
    main: Resolution | None  # who spoke last as the subject of a sentence
    paragraph: int  # the first word of the source's

    @classmethod
    def of(cls, scene: Scene, asked: AskedSource) -> _Look:
        phrase = asked.phrase
        lows = scene.words.low[phrase.start : phrase.end] if phrase else []
        return cls(
            scene=scene,
            asked=asked,
            shares=asked.shares,
            lows=frozenset(lows) - scene.lexicon.among("words.functions"),
            female=SEXES.get(phrase.pronoun or "") if phrase else None,
            main=next((one for one in reversed(scene.history) if one.main), None),
            paragraph=scene.words.paragraph_start(asked.at),
        )

    def between(self, place: int) -> int:
        """How many sentences end between a word before the source and it."""
        return self.asked.mentions.between(place, self.asked.at)

    def sided(self, places: Sequence[int]) -> tuple[float, float]:
        """By how much more "he" or "she" of the pronoun's sex than of the other stands near places; and its share."""
        if self.female is None or not places:
            return 0.0, 0.0
        among, lows = self.scene.lexicon.among, self.scene.words.low
        near = [low for place in places for low in lows[place + 1 : place + 1 + NEAR]]
        men, women = (sum(low in among(f"pronouns.{sex}") for low in near) for sex in ("male", "female"))
        ahead = women - men if self.female else men - women
        return float(ahead), ahead / (1 + men + women)


def _see_rival(look: _Look, rival: Rival) -> list[float]:
    found, asked = rival.found, look.asked
    return [
        *(float(rival.how == how) for how in HOWS),
        float(_same(found, asked.ruled)),
        float(_same(found, asked.network)),
        _by_heads(asked, found),
        float(found.name is None),
        *(float(found.kind == kind) for kind in KINDS),
        float(found.plural),
        *_pointed(look, rival),
        *_spoke(look, rival),
        *_place(look, rival),
        *_fits(look, rival),
        *_noun(look, rival),
    ]


def _by_heads(asked: AskedSource, found: Resolution) -> float:
    """How sure the heads are of this one."""
    heads = asked.heads
    same = heads is not None and (heads.name or "").casefold() == (found.name or "").casefold()
    return heads.confidence if heads and same else 0.0


def _same(one: Resolution, other: Resolution) -> bool:
    if one.person is not None and one.person is other.person:
        return True
    return (one.name or "").casefold() == (other.name or "").casefold()


def _pointed(look: _Look, rival: Rival) -> list[float]:
    """How much of what the network points to is this one: by its words anywhere, at its place, by one of its words."""
    asked, found = look.asked, rival.found
    if found.name is None:
        return [asked.pointed.nobody, asked.pointed.nobody, 0.0, 0.0]
    words = {low.strip(".,’'") for low in found.name.lower().split()}
    parts = sorted(look.shares.get(word, 0.0) for word in words if len(word) > SHORT)
    here = 0.0
    if 0 <= rival.first < rival.last:
        here = asked.pointed.speaks(asked.units.within(look.scene.words.span(rival.first, rival.last)))
    return [min(sum(parts), 1.0), here, parts[-1] if parts else 0.0, sum(parts) / max(len(parts), 1)]


def _spoke(look: _Look, rival: Rival) -> list[float]:
    """Whether and when this one spoke before."""
    history, found = look.scene.history[-REMEMBERED:], rival.found
    places = [k for k, one in enumerate(history) if found.name and _same(one, found)]
    if not places:
        return [0.0] * 8
    last = history[places[-1]]
    between = {one.name for one in history[places[-1] + 1 :]}
    sentences = look.between(last.at) if last.at >= 0 else FAR
    return [
        1.0,
        log(1 + len(places)),
        1 / (len(history) - places[-1]),
        1 / (1 + len(between)),
        exp(-sentences / 2),
        float(last.main),
        float(look.main is not None and _same(look.main, found)),
        float(places[-1] == len(history) - 1 and last.at >= look.paragraph),
    ]


def _place(look: _Look, rival: Rival) -> list[float]:
    """Where it is named last before the source."""
    scene, person, at = look.scene, rival.found.person, look.asked.at
    words = scene.words
    if person is not None:
        mentions = look.asked.mentions.of(person)
    elif 0 <= rival.first < rival.last:
        mentions = [(rival.first, scene.people.opens_sentence(rival.first))]
    else:
        return [0.0] * 14
    split = bisect_left(mentions, (at,))
    before = mentions[max(split - PLACES, 0) : split]
    after = next((place for place, _ in mentions[split : split + 2] if place > at), -1)
    plain = [(place, opens) for place, opens in before if place not in look.asked.mentions.quoted]
    last, opens = plain[-1] if plain else (-1, False)
    near = look.between(last) if plain else FAR
    told = look.between(before[-1][0]) if before else FAR
    here = mentions[max(split - PLACES, 0) : split + PLACES]
    own = any(start <= words.starts[place] < end for start, end in scene.said for place, _ in here)
    return [
        *look.sided([place for place, _ in here]),
        log(1 + len(mentions)),
        exp(-near / 2),
        exp(-near / 8),
        exp(-told / 2),
        float(near == 0),
        float(opens),
        float(last >= look.paragraph),
        exp(-(at - last) / 10) if plain else 0.0,
        float(after > at and look.between(after) == 0),
        log(1 + split),
        float(not plain),
        float(own),
    ]


def _fits(look: _Look, rival: Rival) -> list[float]:
    """Sex, number and role, as far as words show them, and words that both have."""
    scene, found, phrase = look.scene, rival.found, look.asked.phrase
    person, pronoun = found.person, phrase.pronoun if phrase else None
    known = scene.gender_of(person) if person and look.female is not None else None
    name = (found.name or "").lower().split()
    role = f"{found.role or ''} {found.affiliation or ''}".lower().split()
    several = found.plural or found.kind == "group" or not scene.parser.conjunctions.isdisjoint(name)
    shared = max(len(look.lows), 1)
    return [
        float(known is not None and known is look.female),
        float(known is not None and known is not look.female),
        float(pronoun == "plural" and several),
        float(pronoun == "plural" and not several and found.kind == "person"),
        float(pronoun == "thing" and found.kind in ("organisation", "government", "media", "document")),
        float(pronoun in ("male", "female", "singular") and found.single),
        len(look.lows.intersection(name)) / shared,
        len(look.lows.intersection(role)) / shared,
        float(bool(name) and name[-1] in look.lows),
        float(scene.speaks_of(person)),
        min(person.sure, 5.0) if person else 0.0,
        float(person is not None and len(person.key) > 1),
        found.sure,
        float(several),
    ]


def _noun(look: _Look, rival: Rival) -> list[float]:
    """How a noun out of the text's own words begins and ends."""
    i, j = rival.first, rival.last
    if not 0 <= i < j or rival.how not in ("before", "pointed", "worded"):
        return [0.0] * 25
    words, among = look.scene.words, look.scene.lexicon.among
    functions, separators, articles = among("words.functions"), among("words.separators"), among("words.articles")
    new, low, left = among("anaphora.new"), words.low[i], words.low[i - 1] if i else ""
    parted = [k for k in range(i + 1, j) if words.low[k] in separators]
    shares = [look.shares.get(words.low[k].strip("."), 0.0) for k in range(i, j)]
    head = parted[0] - 1 if parted else j - 1
    return [
        float(words.sep[i] == END),
        float(words.sep[i] == SPACE),
        float(words.sep[i] == COMMA),
        float(left in functions),
        float(left in separators),
        float(left in articles or left in new),
        float(i > 0 and words.cap[i - 1]),
        float(words.cap[i]),
        float(low in articles),
        float(low in new or low in among("anaphora.before")),
        min(j - i, WORDS),
        float(COMMA in words.sep[i + 1 : j]),
        float(len(parted)),
        float(words.cap[j - 1]),
        float(look.scene.lexicon.looks_plural(words.low[head])),
        min(sum(shares), 1.0),
        look.shares.get(left, 0.0),
        shares[0],
        shares[-1],
        min(shares),
        float(low in functions),
        float(low in words.usual),
        float(i > 0 and words.label[i - 1] == kinds.MODIFIER),
        float(words.label[i] is None and not words.cap[i]),
        float(i > 0 and words.label[i - 1] is None and not words.cap[i - 1]),
    ]
