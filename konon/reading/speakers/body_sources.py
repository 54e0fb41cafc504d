"""A source that names an organisation, an outlet or a country -> it, in full where the article has that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from konon.reading.speakers.countries import is_territory
from konon.reading.speakers.nameless_sources import describe_source, is_same_noun
from konon.reading.speakers.person_sources import resolve_short
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene, again
from konon.reading.speakers.tokens import CLOSE, OPEN, SPACE
from konon.reading.text import speaker_lexicon as kinds
from konon.records import Kind

_DOMAIN: Final = re.compile(r"\.(?:com|net|org|id|co|tv|news|info)$")
_RULING: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT})  # known by its name, with an article or without


def resolve_body(scene: Scene, phrase: Phrase) -> Resolution:
    """An organisation, an outlet or a country by its name, or whatever else a name that looks so stands for."""
    words, people = scene.words, scene.people
    start, end = _without_side(scene, phrase.start, phrase.end)
    if long := _spelled(scene, start, end):
        return long
    surname = end - start == 1 and not words.word[start].isupper()  # a person's Ham is no HAM
    if words.label[start] is None or words.low[start] in scene.finder.given or surname:
        key = people.key(start, end)
        if persons := people.called(key):
            return resolve_short(scene, persons, phrase)
    if phrase.back and not any(words.cap[phrase.start + 1 : end]):
        return _definite(scene, phrase)
    if start > phrase.start and not words.cap[end - 1] and words.label[end - 1] not in _RULING:
        return describe_source(scene, replace(phrase, end=end))
    if start > phrase.start and end - start == 1 and (long := _ends_so(scene, start)):
        return long
    if end - start == 1 and (longer := find_longer_body(scene, start)):
        return longer
    bracket = next((k for k in range(start + 1, end) if words.sep[k] == OPEN), end)
    if not any(words.sep[k] == CLOSE for k in range(bracket, end)):
        end = bracket
    cut = words.cap[start] and words.label[end - 1] == kinds.FUNCTION
    sure = SURE["name cut in a small word" if cut else "institution"]
    return scene.of_words(start, end, _kind_of(scene, start, end), sure)


def find_longer_body(scene: Scene, at: int) -> Resolution | None:
    """The institution named before by the word it opens with: "Kedutaan", Kedutaan Besar Contoh."""
    words = scene.words
    if words.label[at] not in (kinds.ORGANISATION, kinds.GOVERNMENT) or scene.lexicon.head_last:
        return None
    for found in reversed(scene.history):
        name = (found.name or "").lower().split()
        if found.kind in ("organisation", "government") and len(name) > 1 and name[0] == words.low[at]:
            return again(found, SURE["institution's first word"], f"{words.said(at, at + 1)} is short for {found.name}")
    return None


def _ends_so(scene: Scene, at: int) -> Resolution | None:
    """The outlet by the word it ends with, which the article has named in full: "the Post", the Example Post."""
    words = scene.words
    outlet = words.label[at] == kinds.MEDIA or words.low[at] in scene.finder.media_marks
    for i, j in words.runs() if outlet else ():
        if j - i > 1 and words.low[j - 1] == words.low[at]:
            reason = f"{words.said(at, at + 1)} is short for {words.said(i, j)}"
            return scene.of_words(i, j, "media", SURE["institution's first word"], reason)
    return None


def _without_side(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """Leaves out "pihak" and "the" before a name."""
    words = scene.words
    if end - start == 1:
        return start, end
    if words.low[start] in scene.lexicon.among("organisations.sides") and words.cap[start + 1]:
        return start + 1, end
    part_of_name = words.word[start][0].isupper() and words.label[start + 1] == kinds.MEDIA
    article = scene.lexicon.head_last and words.low[start] in scene.lexicon.among(
        "words.articles"
    )  # "The Fed" in Jakarta
    if any(not words.cap[k] and words.label[k] != kinds.FUNCTION for k in range(start + 1, end)):
        part_of_name = True  # "the Example campaign" is no name without it
    return (start + 1 if article and not part_of_name else start), end


def _spelled(scene: Scene, start: int, end: int) -> Resolution | None:
    words = scene.words
    long = scene.people.abbreviations.get(words.low[start]) if end - start == 1 else None
    if long is None:
        return None
    reason = f"{words.said(start, end)} is given as short for {words.said(*long)}"
    if person := scene.people.persons.get(scene.people.key(*long)):
        return scene.of_person(person, SURE["abbreviation"], reason)
    return scene.of_words(*long, _kind_of(scene, *long), SURE["abbreviation"], reason)


def _definite(scene: Scene, phrase: Phrase) -> Resolution:
    """A common noun that points back to an organisation: "kementerian tersebut", "the campaign"."""
    words, head_last = scene.words, scene.lexicon.head_last
    low = words.low[phrase.end - 1 if head_last else phrase.start]
    if whose := _whose_voice(scene, phrase):
        return whose
    media = words.label[phrase.start] == kinds.MEDIA or low in scene.lexicon.among("media.heads")
    lows = words.low[phrase.start : phrase.end]
    phrase_words = lows[1:]
    earlier = list(reversed(scene.history))
    if head_last:  # "the appeals court" is rather "a federal appeals court" than "a panel of the Example court"
        earlier.sort(key=lambda f: (f.name or "").lower().split()[-len(phrase_words) :] != phrase_words)
    for found in earlier:
        if not found.name or found.person:
            continue
        name = found.name.lower().split()
        called = set(phrase_words) <= set(name) and is_same_noun(scene, lows, name) if head_last else name[0] == low
        if called or (media and found.kind == "media"):
            return again(found, SURE["common noun again"], f"{low} points back to {found.name}")
    return find_spelled_out(scene, phrase) or describe_source(scene, phrase, "organisation")


def _whose_voice(scene: Scene, phrase: Phrase) -> Resolution | None:
    """Of "its press service" the institution that speaks by it."""
    words, among = scene.words, scene.lexicon.among
    said = " ".join(words.low[phrase.start + 1 : phrase.end])
    if words.low[phrase.start] not in among("pronouns.thing") or said not in among("organisations.voices"):
        return None
    bodies = (f for f in reversed(scene.history) if f.kind in ("organisation", "government"))
    found = next(bodies, None)
    if found is None:
        return None
    reason = f"{words.said(phrase.start, phrase.end)} is that of {found.name}"
    return again(found, SURE["voice of another"], reason)


def find_spelled_out(scene: Scene, phrase: Phrase) -> Resolution | None:
    """The last name before the phrase that opens with its word: "indeks tersebut", Indeks Kota Sehat."""
    words, head_last = scene.words, scene.lexicon.head_last
    if words.low[phrase.start] in scene.parser.pronouns:
        return None  # "her records" are no others'
    said = words.low[phrase.start + head_last : phrase.end] if head_last else words.low[phrase.start : phrase.start + 1]
    for i, j in reversed(words.runs()):
        longer = j < len(words) and words.sep[j] == SPACE and words.low[j][0].isdigit()
        named = words.low[i:j][-len(said) :] if head_last else words.low[i : i + 1]
        if i < phrase.start and j - i > len(said) and said == named and not longer:
            reason = f"{' '.join(said)} points back to {words.said(i, j)}"
            return scene.of_words(i, j, _kind_of(scene, i, j), SURE["common noun again"], reason)
    return None


def _kind_of(scene: Scene, i: int, j: int) -> Kind:
    """What sort of speaker the name of an organisation, an outlet or a country is."""
    words, among = scene.words, scene.lexicon.among
    labels, last = set(words.label[i:j]), words.low[j - 1]
    if words.label[i] == kinds.MEDIA or " ".join(words.low[i:j]) in among("media.names"):
        return "media"
    if last in among("media.marks") or _DOMAIN.search(last):
        return "media"
    joined = any(words.low[k] in scene.parser.conjunctions for k in range(i, j))
    places = words.label[i] == kinds.PLACE == words.label[j - 1]
    if (joined and places) or last in scene.lexicon.peoples:
        return "group"
    if kinds.GOVERNMENT in labels or is_territory(words.said(i, j), scene.lexicon.lang):
        return "government"
    return "organisation"
