"""A source -> all who may be meant by it: whom rules name, who spoke, who is named, whom the network points to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

import numpy as np

from konon.reading.speakers.antecedents import BARELY
from konon.reading.speakers.people import Key, Person
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import Resolution, Scene
from konon.reading.speakers.tokens import END, MARK, OWNER, SPACE
from konon.reading.text import speaker_lexicon as kinds
from konon.reading.text.pointing import Pointed
from konon.reading.text.units import Units
from konon.records import Attribution, Speaker

How = Literal["rules", "network", "heads", "worded", "before", "pointed", "spoke", "named"]

SPOKE: Final = 8  # who spoke last, of those who did
NAMED: Final = 10  # the persons named nearest
NOUN: Final = 9  # words of a noun before "who"
POINTED: Final = 2  # places that the network points to most
WIDE: Final = 6  # words of a noun at such a place
LEAST: Final = 0.08  # share of such a place
LOOKED: Final = 200  # places of names that are looked at on each side
REMEMBERED: Final = 60  # sources before this one whose speakers are looked at
PLAIN: Final = 0.5  # how sure a name is that nothing but the forest speaks for


class Mentions:
    """Where an article names persons, in which sentence each word stands, which words are said; once an article."""

    def __init__(self, scene: Scene) -> None:
        self._people = scene.people
        named = ((place, number, one) for number, one in enumerate(self._known()) for place, _ in one.mentions)
        self._order = sorted(named, key=lambda one: one[:2])
        self._starts = [place for place, _, _ in self._order]
        self._places: dict[Key, list[tuple[int, bool]]] = {}
        self._sentence = list(accumulate(int(sep == END) for sep in scene.words.sep))
        self.quoted = {k for start, end in scene.contents for k in range(*scene.words.within(start, end))}

    def _known(self) -> Iterator[Person]:
        return (one for one in self._people.persons.values() if one.sure >= BARELY)

    def of(self, person: Person) -> list[tuple[int, bool]]:
        """Words at which somebody is named, by any name, in order, each with whether it opens its sentence."""
        if person.key not in self._places:
            known = {one.key: one for one in (person, *self._people.called((person.key[-1],)))}
            self._places[person.key] = sorted({place for one in known.values() for place in one.mentions})
        return self._places[person.key]

    def between(self, place: int, at: int) -> int:
        """How many sentences end between two words, each of which may be past the last."""
        last = len(self._sentence) - 1
        return self._sentence[min(at, last)] - self._sentence[min(place, last)]

    def near(self, at: int) -> list[Person]:
        """Who is named last before a word, nearest first; then who is named only after it."""
        split = bisect_left(self._starts, at)
        found: dict[Key, Person] = {}
        for _, _, person in (
            *reversed(self._order[max(split - LOOKED, 0) : split]),
            *self._order[split : split + LOOKED],
        ):
            found.setdefault(person.key, person)
            if len(found) == NAMED:
                break
        return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSource:
    """A source whose speaker is looked for."""

    attribution: Attribution
    phrase: Phrase | None
    at: int  # the word at which it stands; of one without a word, where its cue or content begins
    ruled: Resolution
    network: Resolution  # whom the network points to where it is that much surer than the rules, else `ruled`
    pointed: Pointed
    shares: dict[str, float]  # of words, in what the network points to
    units: Units
    mentions: Mentions
    heads: Speaker | None = None  # whom the learned heads take, in languages in which they are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """One who may be meant. `first` to `last` (exclusive) are words where it is called so; -1 where there are none."""

    how: How
    found: Resolution
    first: int = -1
    last: int = -1


def find_rivals(scene: Scene, asked: AskedSource) -> list[Rival]:
    """Everybody who may be meant, each name once; whom the rules name comes first."""
    rivals: list[Rival] = []
    taken: set[str] = set()
    for rival in _all(scene, asked):
        plain = plain_name(rival.found.name)
        if plain not in taken:
            taken.add(plain)
            rivals.append(rival)
    return rivals


def plain_name(name: str | None) -> str:
    """A name as it is compared."""
    return " ".join((name or "").casefold().split())


def own_words(scene: Scene, asked: AskedSource) -> Rival | None:
    """The source as it words itself, with the word that points back; None of a pronoun."""
    phrase = asked.phrase
    if phrase is None or phrase.sort == "pronoun" or phrase.start == phrase.end:
        return None
    pointing = phrase.back and scene.words.low[phrase.start] not in scene.parser.before
    return _of_words(scene, "worded", phrase.start, phrase.end + pointing)


def _all(scene: Scene, asked: AskedSource) -> Iterator[Rival]:
    yield _placed(scene, "rules", asked.ruled)
    yield _placed(scene, "network", asked.network)
    # How far a description or a body's name goes is a matter of convention, which the rules keep to.
    if asked.heads and asked.heads.name and asked.ruled.kind in (None, "person"):
        yield _placed(scene, "heads", _as_found(scene, asked.heads))
    phrase = asked.phrase
    if own := own_words(scene, asked):
        yield own
    if phrase is not None and phrase.pronoun == "relative":
        yield from _nouns_before(scene, phrase.start)
    if phrase is None or phrase.sort == "pronoun" or phrase.back:
        yield from _pointed_to(scene, asked)
    yield from _spoke(scene)
    yield from _named(scene, asked)
    yield Rival(how="rules", found=Resolution(name=None, reason="nobody that it could be is named"))


def _placed(scene: Scene, how: How, found: Resolution) -> Rival:
    first, last = scene.words.within(*found.span) if found.span else (-1, -1)
    return Rival(how=how, found=found, first=first, last=last)


def _as_found(scene: Scene, speaker: Speaker) -> Resolution:
    """Whom the heads take, as rules have it: a person they know too, or a name of its own."""
    i, j = scene.words.within(*speaker.span) if speaker.span else (0, 0)
    person = scene.people.persons.get(scene.people.key(i, j)) if i < j else None
    return Resolution(
        name=speaker.name,
        reason=speaker.reason,
        kind=speaker.kind,
        sure=speaker.confidence,
        span=speaker.span,
        role=speaker.role,
        affiliation=speaker.affiliation,
        person=person,
        head=(speaker.name or "").lower(),
        plural=speaker.kind == "group",
    )


def _spoke(scene: Scene) -> Iterator[Rival]:
    names: set[str] = set()
    for found in reversed(scene.history[-REMEMBERED:]):
        if found.name and found.name not in names:
            names.add(found.name)
            yield _placed(scene, "spoke", found)
        if len(names) == SPOKE:
            return


def _named(scene: Scene, asked: AskedSource) -> Iterator[Rival]:
    """The persons that the article names, those nearest before first, by their fullest names."""
    for person in asked.mentions.near(asked.at):
        full, _ = scene.people.fullest(person, asked.at)
        yield _placed(scene, "named", scene.of_person(full, PLAIN, ""))


def _of_words(scene: Scene, how: How, i: int, j: int) -> Rival:
    """A noun that words i to j (exclusive) are taken for."""
    words, label = scene.words, scene.words.label[j - 1]
    several = scene.lexicon.looks_plural(words.low[j - 1]) or label == kinds.GROUP
    body = label in (kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA) and words.cap[j - 1]
    kind = "group" if several else "organisation" if body else "unnamed"
    return Rival(how=how, found=scene.of_words(i, j, kind, PLAIN), first=i, last=j)  # type: ignore[arg-type]


def _nouns_before(scene: Scene, at: int) -> Iterator[Rival]:
    """What may be the noun of a relative clause: words that end right before it, from each where one may begin."""
    words, functions = scene.words, scene.lexicon.among("words.functions")
    if at == 0 or words.sep[at] in (END, MARK):
        return
    for i in range(at - 1, max(at - 1 - NOUN, -1), -1):
        if words.low[i] not in functions or _opens_noun(scene, i):
            yield _of_words(scene, "before", i, at)
        if words.sep[i] in (END, MARK):
            return


def _opens_noun(scene: Scene, i: int) -> bool:
    low, among = scene.words.low[i], scene.lexicon.among
    headings = ("words.articles", "anaphora.new", "anaphora.before", "groups.heads")
    return any(low in among(heading) for heading in headings)


def _pointed_to(scene: Scene, asked: AskedSource) -> Iterator[Rival]:
    """Nouns around the words that have most of what the network points to."""
    words, share = scene.words, asked.pointed.speaker
    for unit in np.argsort(-share, kind="stable")[:POINTED].tolist():
        if share[unit] < LEAST:
            return
        start = asked.units.start[unit + asked.pointed.begin]
        k, _ = words.within(start, start + 1)
        if k < len(words) and words.starts[k] <= start < words.ends[k]:
            yield from _nouns_around(scene, k)


def _nouns_around(scene: Scene, k: int) -> Iterator[Rival]:
    """Words around word k that hang together: with an article, without one, and from the first capital on."""
    words, functions = scene.words, scene.lexicon.among("words.functions")
    end, i = k + 1, k
    while end < len(words) and words.sep[end] == SPACE and end - k < WIDE and words.low[end] not in functions:
        if words.cap[end] != words.cap[end - 1]:
            break
        end += 1
    while i > 0 and words.sep[i] in (SPACE, OWNER) and k - i < WIDE and words.low[i - 1] not in functions:
        i -= 1
    if i > 0 and words.sep[i] == SPACE and _opens_noun(scene, i - 1):
        yield _of_words(scene, "pointed", i - 1, end)
    yield _of_words(scene, "pointed", i, end)
    capital = next((m for m in range(i, k + 1) if words.cap[m]), k)
    if capital > i:
        yield _of_words(scene, "pointed", capital, end)
