"""A source and all who may be meant by it -> the one who is likeliest, by a forest that learned from gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from konon.network.loading import VOCABULARY
from konon.network.trees import Forest
from konon.reading.speakers.people import is_misspelt
from konon.reading.speakers.pointed_at import SEXES
from konon.reading.speakers.rival_features import see_rivals
from konon.reading.speakers.rivals import AskedSource, Rival, find_rivals, own_words, plain_name
from konon.reading.speakers.scene import Resolution, Scene
from konon.reading.text import speaker_lexicon as kinds

FILE: Final = "rivals-{lang}.onnx"  # one for each language that there is gold of
# What a source says of itself in full is not asked about: there the rules are right as often.
PLAIN: Final = frozenset({"person", "group", "document"})

OTHER_KIND: Final = 0.25
BODIES: Final = frozenset({"organisation", "government", "media", "group"})
LEVEL: Final = 0.03  # by so little nobody is likelier than whom rules and network take
UNSURE: Final = 0.4  # where nobody is surer the source's own words stand


def choose_rival(scene: Scene, asked: AskedSource) -> Resolution:
    """Who speaks. Whom rules or network name keeps their reason."""
    forest = load_forest(scene.lexicon.lang)
    if forest is None or is_plain(scene, asked):
        return asked.network
    rivals = find_rivals(scene, asked)
    chances = forest.chances(see_rivals(scene, asked, rivals))
    likely = chances / chances.sum()
    best, known = int(likely.argmax()), number_of(rivals, asked.network.name)
    if likely[best] - likely[known] < ahead(asked, rivals[best]):
        best = known
    if likely[best] < UNSURE and (own := own_words(scene, asked)):
        return given(scene, asked, rivals[number_of(rivals, own.found.name)], UNSURE)
    return given(scene, asked, rivals[best], float(likely[best]))


def number_of(rivals: Sequence[Rival], name: str | None) -> int:
    """Which of the rivals is called so; one always is."""
    return next(k for k, one in enumerate(rivals) if plain_name(one.found.name) == plain_name(name))


def ahead(asked: AskedSource, best: Rival) -> float:
    """By how much another must be likelier than whom rules and network take: more, where a person is to be what they
    take for a body."""
    body = asked.network.kind in BODIES
    return OTHER_KIND if body and best.found.kind == "person" else LEVEL


def is_plain(scene: Scene, asked: AskedSource) -> bool:
    """Whether a source names or describes in its own words whom rules and network take for the speaker."""
    phrase, found, words = asked.phrase, asked.network, scene.words
    if phrase is None or found is not asked.ruled or found.span is None or phrase.start == phrase.end:
        return False
    alone = phrase.end - phrase.start == 1 and words.cap[phrase.start]
    if alone and found.person and is_misspelt(found.person, words.low[phrase.start]):
        return True  # no forest has seen enough of them
    i, j = words.within(*found.span)
    if not phrase.start <= i < j <= phrase.end:
        return False
    if phrase.sort == "name":  # a body by its name, with an article or without: "the White House"
        return all(words.cap[k] or words.label[k] == kinds.FUNCTION for k in range(i, j))
    return phrase.sort in PLAIN and not phrase.back


def given(scene: Scene, asked: AskedSource, rival: Rival, sure: float) -> Resolution:
    """A rival as the speaker of this source."""
    found, phrase = _in_full(scene, rival), asked.phrase
    if found.name == asked.network.name:
        return asked.network
    said = scene.words.said(phrase.start, phrase.end) if phrase else ""
    if found.name is None:
        reason = f"nobody that {said} could be is named before it" if said else "no source is named beside the cue"
        return Resolution(name=None, reason=reason)
    if found.name == asked.ruled.name:
        reason = asked.ruled.reason
    elif rival.how == "heads":
        reason = found.reason
    elif rival.how == "worded":
        reason = f"nobody is named: the source reads {found.name}"
    elif rival.how == "before":
        reason = f"{said} follows {found.name}"
    elif said:
        reason = f"{said} points back to {found.name}, who {_where(scene, asked, rival)}"
    else:
        reason = f"no source is named beside the cue; {found.name} {_where(scene, asked, rival)}"
    female = SEXES.get(phrase.pronoun or "") if phrase else None
    return replace(found, reason=reason, sure=sure, female=female, not_persons=frozenset())


def _in_full(scene: Scene, rival: Rival) -> Resolution:
    """A noun that turns out to be somebody's name as that person, or as what spoke before by that name."""
    found, name = rival.found, plain_name(rival.found.name)
    if found.person or rival.how not in ("before", "pointed", "worded"):
        return found
    spoke = next((one for one in reversed(scene.history) if plain_name(one.name) == name), None)
    person = scene.people.persons.get(scene.people.key(rival.first, rival.last))
    return spoke or (scene.of_person(person, found.sure, "") if person else found)


def _where(scene: Scene, asked: AskedSource, rival: Rival) -> str:
    """By what it stands out: who spoke last or before, or was named so many sentences before."""
    name, at = rival.found.name, asked.at
    if scene.history and scene.history[-1].name == name:
        return "spoke last"
    if any(one.name == name for one in scene.history):
        return "spoke before"
    person = rival.found.person
    places = [place for place, _ in asked.mentions.of(person)] if person else [rival.first]
    before = [place for place in places if 0 <= place < at]
    if not before:
        return "is named after it"
    away = asked.mentions.between(before[-1], at)
    return "is named in the same sentence" if away == 0 else f"is named {away} sentence{'s' * (away > 1)} before it"


@cache
def load_forest(lang: str, folder: Path = VOCABULARY) -> Forest | None:
    """The shipped one of a language; None where there is none."""
    path = folder / FILE.format(lang=lang)
    return Forest(path) if path.exists() else None
