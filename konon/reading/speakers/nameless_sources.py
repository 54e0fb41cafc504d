"""A source that names nobody -> its words and what sort of source it is, or who was described so before."""

from __future__ import annotations

from typing import Final

from konon.reading.speakers.antecedents import find_antecedent
from konon.reading.speakers.person_sources import sex_of_title
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene, again
from konon.reading.text import speaker_lexicon as kinds
from konon.records import Kind

# Nameless sources by the words that say what they are.
_NAMELESS: Final = (
    ("officials", "an official"),
    ("witnesses", "a witness"),
    ("analysts", "an analyst"),
    ("sources", "a source"),
)
AWAY: Final = -0.7  # a title that points back seldom means who has just spoken


def describe_source(scene: Scene, phrase: Phrase, kind: Kind | None = None) -> Resolution:
    """A source without a name, as it is worded; who was described so before, where it points back."""
    words = scene.words
    lows = words.low[phrase.start : phrase.end]
    if phrase.back and (earlier := find_described(scene, lows) or _by_age(scene, phrase)):
        return earlier
    pointing = phrase.back and words.low[phrase.start] not in scene.parser.before
    end = phrase.end + pointing  # with the word that points back
    start = after_counting(scene, phrase.start, end)
    said = words.said(start, end)
    kind = kind or ("group" if phrase.sort == "group" else "unnamed")
    reason, sure = _nameless(scene, phrase, said, kind)
    several = scene.lexicon.looks_plural(lows[-1])
    return Resolution(
        name=said,
        reason=reason,
        kind=kind,
        sure=sure,
        span=words.span(start, end),
        role=phrase.role,
        affiliation=phrase.affiliation,
        head=" ".join(lows),
        plural=several or kind == "group",
        not_persons=frozenset({scene.people.key(phrase.start, phrase.end)}),
    )


def find_described(scene: Scene, lows: list[str]) -> Resolution | None:
    """An earlier source described by the same words."""
    wanted = {w for w in lows if w not in scene.lexicon.among("words.functions")}
    for found in reversed(scene.history):
        head = found.head.split()
        same = not scene.lexicon.head_last or (bool(head) and is_same_noun(scene, lows, head))
        if found.person is None and found.kind != "group" and head and wanted <= set(head) and same:
            return again(found, SURE["description again"], f"{' '.join(lows)} points back to {found.name}")
    return None


def is_same_noun(scene: Scene, lows: list[str], name: list[str]) -> bool:
    """Whether a noun's last word is what a name is one of, and neither is another's: "the court", "Court of Appeals";
    not "the board", "board members", nor "his campaign", "her campaign"."""
    whose = {lows[0], name[0]}
    head = next((k for k, word in enumerate(name) if k and word in scene.parser.separators), len(name)) - 1
    return lows[-1] == name[head] and (len(whose) == 1 or not whose <= scene.parser.pronouns.keys())


def _by_age(scene: Scene, phrase: Phrase) -> Resolution | None:
    """Whom the article has named of an age that points back: "the 32-year-old", "perempuan 32 tahun itu"."""
    words, aged = scene.words, scene.lexicon.among("anaphora.aged")
    inside = range(phrase.start, phrase.end)
    if kinds.TITLE in words.label[phrase.start : phrase.end]:
        return None
    if not any(_is_age(words.low[max(k - 1, phrase.start) : k + 1], aged) for k in inside):
        return None
    sex = sex_of_title(scene, phrase.start, phrase.start + 2)
    found = find_antecedent(scene, phrase.start, sex, words.said(phrase.start, phrase.end), AWAY)
    return found if found and found.person else None


def _is_age(lows: list[str], aged: frozenset[str]) -> bool:
    """Whether words end in an age: a number and a word for years, or both in one."""
    number, _, unit = lows[-1].partition("-")
    return (number.isdigit() and unit in aged) or (lows[-1] in aged and lows[0].isdigit())


def after_counting(scene: Scene, start: int, end: int) -> int:
    """Past the words that lead to a number: "hanya sebanyak 28 persen warga"."""
    words, k = scene.words, start
    while k + 1 < end and words.low[k] in scene.lexicon.among("groups.counting"):
        k += 1
    return k if words.low[k][0].isdigit() else start


def _nameless(scene: Scene, phrase: Phrase, said: str, kind: Kind) -> tuple[str, float]:
    """What sort of nameless source it is, in a sentence, and how sure it is that the source names nobody."""
    lows = set(scene.words.low[phrase.start : phrase.end])
    for key, what in _NAMELESS:
        if lows & scene.lexicon.among(f"unnamed.{key}"):
            return f"{what} without a name: the source reads {said}", SURE["nameless"]
    if phrase.sort == "document":
        return f"a document: the source reads {said}", SURE["document"]
    if kind in ("organisation", "government", "media"):
        return f"an institution by what it is: the source reads {said}", SURE["nameless, in no known words"]
    return f"nobody is named: the source reads {said}", SURE["nameless, in no known words"]
