"""Pronouns -> whom they stand for: mostly who spoke last, unless another was introduced since."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from konon.reading.speakers.people import Person
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene, again, pointed
from konon.reading.speakers.tokens import END, SPACE
from konon.reading.text import speaker_lexicon as kinds

# How much speaks for each who could be meant, against the last speaker's going on.
GOES_ON: Final = 2.0
EMBEDDED: Final = 0.9  # the last speaker's source is no subject of its sentence
NAMELESS: Final = -1.0
THING: Final = -2.4  # a description of nobody: "a video of the episode"
OPENS: Final = 1.3  # named as the subject of a sentence
BESIDE: Final = 0.2
INTRODUCED: Final = 1.5
AGENT: Final = 0.9  # "disampaikan oleh Budi"
SPEAKS: Final = 0.4
FADES: Final = 0.08  # for each sentence between
BY_ITSELF: Final = 0.4  # opens a sentence of the pronoun's paragraph, where the last speaker is not named
SPOKE: Final = 0.4  # said something since, as no sentence's subject
CONCERNED: Final = -1.5  # "yang bersangkutan" is spoken of and seldom speaks
NEVER: Final = -9.0
FEW: Final = 5  # words from "a" to the noun that says what somebody is
DESCRIBING: Final = frozenset({kinds.POST, kinds.TITLE, kinds.RANK, kinds.HONORIFIC})
BARELY: Final = 1.0  # least score of a name that may be a person


def stand_for(scene: Scene, phrase: Phrase) -> Resolution:
    """Whom a pronoun stands for; no name where nobody before it can be meant."""
    said = scene.words.said(phrase.start, phrase.end)
    if phrase.pronoun == "plural":
        return _two(scene, said) or _just_joined(scene, phrase.start, said) or _group(scene, said)
    if phrase.pronoun == "relative":
        return _just_named(scene, phrase.start, said)
    if phrase.pronoun == "thing":
        return _thing(scene, said)
    if phrase.pronoun == "anyone":
        return _anyone(scene, said, phrase)
    if phrase.pronoun == "first":
        return Resolution(name=None, reason=f"{said} tells nobody")
    female = {"female": True, "male": False}.get(phrase.pronoun or "")
    stay = CONCERNED if said.lower() in scene.lexicon.among("pronouns.concerned") else 0.0
    found = find_antecedent(scene, phrase.start, female, said, stay)
    if found is None:
        return Resolution(name=None, reason=f"nobody that {said} could be is named before it")
    return replace(found, female=female)


def _anyone(scene: Scene, said: str, phrase: Phrase) -> Resolution:
    """Those whom a writer speaks of in general, by the word for them: "you", "no one"."""
    word = re.split("['’]", said)[0]
    span = scene.words.span(phrase.start, phrase.end)
    return Resolution(
        name=word,
        reason=f"nobody is named: the source reads {word}",
        kind="group",
        sure=SURE["nameless, in no known words"],
        span=(span[0], span[0] + len(word)),
        plural=True,
    )


def find_antecedent(scene: Scene, at: int, female: bool | None, said: str, stay: float = 0.0) -> Resolution | None:
    """The person or described speaker meant at word `at`; `stay` is added for the last speaker."""
    able = [f for f in reversed(scene.history) if f.single and not scene.clashes(f.person, female)]
    able = [f for f in able if not scene.speaks_of(f.person)] or able
    last = next((f for f in able if f.main), able[0] if able else None)
    going_on = NEVER if last is None else _going_on(scene, last) + stay
    best, top = _most_salient(scene, last, at, female)
    clear = pointed(abs(top - going_on))
    if new := _newly_described(scene, max((f.end for f in scene.history), default=0), at):
        reason = f"{said} points back to {scene.words.said(*new)}, brought in since"
        return scene.of_words(*new, "unnamed", SURE["described since"], reason)
    if best is not None and top > going_on:
        reason = f"{said} points back to {_name(scene, best)}, named last before it"
        return scene.of_person(best, SURE["named since"] * clear, reason)
    if last is not None:
        last = _with_name(able, last) if female is not None and _is_thing(scene, last) else last
        return again(last, last.sure * clear, f"{said} points back to {last.name}, who spoke last")
    if scene.history:
        last = scene.history[-1]
        return again(last, SURE["only source before"], f"{said} points back to {last.name}, the only source before it")
    return None


def _newly_described(scene: Scene, since: int, at: int) -> tuple[int, int] | None:
    """Somebody without a name whom a paragraph since the last speaker opens with: "A teacher at the school ..."."""
    words, people = scene.words, scene.people
    opening = words.lexicon.among("anaphora.new")
    places = (place for person in people.persons.values() for place, _ in person.mentions)
    named = max((place for place in places if since <= place < at and words.cap[place]), default=since - 1)
    for k in reversed(words.openings(named + 1, at)):
        if words.low[k] in opening and not scene.in_content(k):
            head = next((m for m in range(k + 1, min(k + FEW, at)) if words.label[m] in DESCRIBING), None)
            plain = head is not None and all(words.sep[m] == SPACE for m in range(k + 1, head + 1))
            return (k, head + 1) if plain and head and not words.lexicon.looks_plural(words.low[head]) else None
    return None


def _going_on(scene: Scene, last: Resolution) -> float:
    nameless = THING if _is_thing(scene, last) else 0.0 if last.person else NAMELESS
    return (GOES_ON if last.main else EMBEDDED) + nameless


def _is_thing(scene: Scene, found: Resolution) -> bool:
    """Whether a description has no word for a person in it, in a language whose pronouns tell persons from things."""
    if found.person or not scene.lexicon.among("pronouns.thing"):
        return False
    labels = (scene.lexicon.labels.get(low) for low in found.head.split())
    return not any(label in DESCRIBING or label == kinds.UNNAMED for label in labels)


def _with_name(able: list[Resolution], last: Resolution) -> Resolution:
    """The one with a name who spoke last; the description where there is none."""
    return next((f for f in able if f.person), last)


def _most_salient(scene: Scene, last: Resolution | None, at: int, female: bool | None) -> tuple[Person | None, float]:
    """Who stands out most among those named since the last speaker spoke."""
    best, top = None, NEVER
    for person in scene.people.persons.values():
        if person.sure < BARELY or person.key in scene.not_persons or scene.clashes(person, female):
            continue
        score = _salience(scene, person, last.end - 1 if last else -1, at)
        if score > NEVER and last and _spoke_since(scene, person, last.at, at):
            score += SPOKE
        if score <= top:
            continue
        full, _ = scene.people.fullest(person, at)
        if scene.speaks_of(full):
            continue
        if not scene.clashes(full, female) and (last is None or last.person is not full):
            best, top = full, score
    return best, top


def _spoke_since(scene: Scene, person: Person, since: int, at: int) -> bool:
    full, _ = scene.people.fullest(person, at)
    return any(f.person is full and f.at > since for f in scene.history)


def _salience(scene: Scene, person: Person, since: int, at: int) -> float:
    bare, best = scene.finder.bare, NEVER
    paragraph = scene.words.paragraph_start(at)
    for place, opens in person.mentions:
        if not since < place < at or scene.in_content(place):
            continue
        between = scene.words.sep[place + 1 : at + 1].count(END)
        score = (OPENS if opens else BESIDE) + (INTRODUCED if place in person.introduced else 0.0)
        score += AGENT if place in person.agent else 0.0
        score += SPEAKS if person.key[0] in bare or person.key[-1] in bare else 0.0
        if opens and place >= paragraph > since:
            score += BY_ITSELF
        best = max(best, score - FADES * max(between - 1, 0))
    return best


def _two(scene: Scene, said: str) -> Resolution | None:
    """The two persons who spoke last, where the pronoun stands for two."""
    if said.lower() not in scene.lexicon.among("pronouns.two"):
        return None
    names: list[str] = []
    for found in reversed(scene.history):
        if found.kind != "person":
            break
        if found.name and found.name not in names:
            names.append(found.name)
    if len(names) < 2:
        return None
    reason = f"{said} points back to the two who spoke last"
    both = f"{names[1]} {scene.lexicon.join} {names[0]}"
    return Resolution(name=both, reason=reason, kind="group", sure=SURE["two names"], plural=True)


def _just_joined(scene: Scene, at: int, said: str) -> Resolution | None:
    """The two persons that the sentence before names side by side, where nobody speaks in it."""
    words, people = scene.words, scene.people
    end = next((k for k in range(at, 0, -1) if words.sep[k] == END), 0)
    start = next((k for k in range(end - 1, 0, -1) if words.sep[k] == END), 0)
    if not end or any(f.at >= start for f in scene.history):
        return None
    runs = [run for run in words.runs() if start <= run[0] and run[1] <= end]
    for one, two in pairwise(runs):
        joined = two[0] == one[1] + 1 and words.low[one[1]] in scene.parser.conjunctions
        if joined and all(people.key(*run) in people.persons for run in (one, two)):
            both = f"{words.said(*one)} {scene.lexicon.join} {words.said(*two)}"
            reason = f"{said} points back to the two named before it"
            return Resolution(name=both, reason=reason, kind="group", sure=SURE["two names"], plural=True)
    return None


def _group(scene: Scene, said: str) -> Resolution:
    bodies = ("group", "organisation", "government")
    for found in reversed(scene.history):
        if found.kind in bodies or (found.kind == "unnamed" and found.plural):
            return again(found, SURE["group again"], f"{said} points back to {found.name}")
    return Resolution(name=None, reason=f"no group that {said} could be is named before it")


def _thing(scene: Scene, said: str) -> Resolution:
    for found in reversed(scene.history):
        if found.kind in ("organisation", "government", "media", "document"):
            return again(found, SURE["thing again"], f"{said} points back to {found.name}")
    return Resolution(name=None, reason=f"nothing that {said} could be is named before it")


def _just_named(scene: Scene, at: int, said: str) -> Resolution:
    """ "who" stands for the name right before it."""
    words = scene.words
    run = max(((j, i) for i, j in words.runs() if i < at and at - 1 <= j <= at), default=None)
    for k in range(run[1], run[0]) if run else ():
        if persons := scene.people.called(scene.people.key(k, run[0] if run else k)):
            spoke = {f.person.key: f.at for f in scene.history if f.person}
            likely = max(
                persons,
                key=lambda p: (spoke.get(scene.people.fullest(p, at)[0].key, -1), p.sourced, len(p.mentions)),
            )
            full, _ = scene.people.fullest(likely, at)
            return scene.of_person(full, SURE["relative"], f"{said} follows {_name(scene, full)}")
    return Resolution(name=None, reason=f"{said} follows nobody's name")


def _name(scene: Scene, person: Person) -> str:
    return scene.words.said(*person.name)
