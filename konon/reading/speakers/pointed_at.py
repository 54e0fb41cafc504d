"""Where the network points for a source, against whom the rules name: who of the article's people is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import Resolution, Scene, again
from konon.reading.text.pointing import Pointed
from konon.reading.text.units import Units

# The most that the rules' answer may have of what the network points to, and the least that another must have, for the
# other to be taken: where the source only points back, and where it has words of its own.
BACK: Final = (0.1, 0.7)
OWN: Final = (0.03, 0.9)
LEVEL: Final = 0.05  # shares that differ by less say nothing of which of two is meant
SEXES: Final = {"female": True, "male": False}  # of whom a pronoun stands for
SHORT: Final = 2  # letters of words by which nobody is known
SEVERAL: Final = frozenset({"plural", "anyone", "first", "thing"})  # pronouns that the network reads worse than rules


def follow_pointing(scene: Scene, words: dict[str, float], phrase: Phrase, found: Resolution) -> Resolution:
    """Whom the network points to where it is that much surer than of whom the rules name, else these.

    `words` are those of `word_shares`.
    """
    if phrase.pronoun in SEVERAL or found.kind == "group":
        return found
    most, least = BACK if phrase.sort == "pronoun" or phrase.back or found.name is None else OWN
    if sum(words.values()) < least or _share(words, found.name or "") > most:
        return found
    if phrase.sort != "pronoun" and _share(words, scene.words.said(phrase.start, phrase.end)) > most:
        return found
    others = sorted(_others(scene, words, phrase), key=lambda one: -one.sure)
    if not others or others[0].sure < least or any(one.name != others[0].name for one in _level(others)):
        return found
    return replace(others[0], female=SEXES.get(phrase.pronoun or "", others[0].female))


def _level(others: Sequence[Resolution]) -> Iterable[Resolution]:
    """Those who have as much as the first, of whom by words alone none is likelier."""
    return (one for one in others if one.sure > others[0].sure - LEVEL)


def word_shares(scene: Scene, units: Units, pointed: Pointed) -> dict[str, float]:
    """Each word that stands in the window, with how much of the speaker's share it has wherever it stands."""
    text, found = scene.words.text, dict[str, float]()
    for unit in np.flatnonzero(pointed.speaker > 0.01).tolist():
        at = unit + pointed.begin
        word = text[units.start[at] : units.end[at]].lower()
        found[word] = found.get(word, 0.0) + float(pointed.speaker[unit])
    return found


def _share(words: dict[str, float], name: str) -> float:
    """How much of what is pointed to are words of a name."""
    parts = set(re.findall(r"\w+", name.lower()))
    return sum(share for word, share in words.items() if word in parts and len(word) > SHORT)


def _others(scene: Scene, words: dict[str, float], phrase: Phrase) -> Iterable[Resolution]:
    """Everybody named, and all who spoke before, with what they have of what the network points to."""
    said = scene.words.said(phrase.start, phrase.end)
    female = SEXES.get(phrase.pronoun or "")
    for person in scene.people.persons.values():
        if _share(words, " ".join(person.key)) <= 0:
            continue
        full, _ = scene.people.fullest(person, phrase.start)
        if not scene.clashes(person, female) and not scene.clashes(full, female):
            name = scene.words.said(*full.name)
            share = min(_share(words, name), 1.0)
            yield scene.of_person(full, share, f"{said} points back to {name} (chance {share:.2f})")
    for spoke in scene.history:
        if spoke.person is None and spoke.name and not spoke.plural:
            share = min(_share(words, spoke.name), 1.0)
            yield again(spoke, share, f"{said} points back to {spoke.name} (chance {share:.2f})")
