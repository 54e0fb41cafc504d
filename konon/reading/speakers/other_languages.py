"""Speakers as rules for other languages name them -> by the source's own words, in languages that have no folder.

Such a language has but a handful of words, in `languages/others.toml`: the rules take a pronoun for a name and what
opens a sentence for a part of one. So a name is sought in the source alone, a pronoun means who spoke last, and a
short name the longer one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from konon.languages.language_files import load_other_words
from konon.languages.tables import OtherWords
from konon.reading.spans.windows import UNSPACED
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.passage import Passage
from konon.records import Attribution, Speaker, hash_id

MARKS: Final = " \t\xa0\u3000,，、:：;；.。\"“”«»「」'’()（）-–—"
SHORTEST: Final = 2  # letters of a name
ASKED: Final = 0.6  # how likely a pronoun means who spoke last
SEEN: Final = 50_000  # code points in which a name's fuller form is looked for, so that time stays linear
RECENT: Final = 200  # speakers before a source that may be meant
LONGEST: Final = 4  # words of a name that others are short for
HYPHENS: Final = re.compile(r"[\s\xa0·・=＝-]+")


def name_by_own_words(
    passage: Passage, attributions: Sequence[Attribution], speakers: Sequence[Speaker]
) -> tuple[Speaker, ...]:
    """One speaker for each attribution, in the same order."""
    words = load_other_words(passage.lang)
    named: list[Speaker] = []  # those that spoke so far, the last one at the end
    out: list[Speaker] = []
    for attribution, speaker in zip(attributions, speakers, strict=True):
        found = _named(passage, words, attribution, speaker, named[-RECENT:])
        out.append(found)
        if found.name is not None:
            named.append(found)
    return tuple(out)


def _named(
    passage: Passage, words: OtherWords, attribution: Attribution, speaker: Speaker, before: Sequence[Speaker]
) -> Speaker:
    source = _words_of(passage.text, attribution)
    if not source:
        return speaker
    if source.casefold() in words.pronouns:
        last = next((one for one in reversed(before) if not (one.name or "a")[0].islower()), None)
        if last is None:
            return Speaker(name=None, reason=f"{source}: nobody was named before it")
        return replace(last, confidence=ASKED, reason=f"{source}: who spoke before", span=None)
    own = speaker.name if speaker.name and speaker.name in source else None
    name = _without_titles(own or source, words)
    longer = next((one for one in reversed(before) if one.name and _is_short_for(name, one.name)), None)
    if longer:
        return replace(longer, reason=f"{name}: short for {longer.name}", span=None)
    name = _fullest_in_text(passage.text, name)
    if name == speaker.name:
        return speaker
    kind = speaker.kind or "unnamed"
    reason = f"the source's own words: {name}"
    return replace(
        speaker, name=name, kind=kind, id=hash_id("speaker", kind, name.casefold()), reason=reason, span=None
    )


def _words_of(text: str, attribution: Attribution) -> str:
    """The first part of a source; nothing where it holds no letter."""
    spans = (text[start:end] for start, end in attribution.source if 0 <= start < end)
    words = " ".join(next(spans, "").split()).strip(MARKS)
    return words if any(letter.isalnum() for letter in words) else ""


def _without_titles(source: str, words: OtherWords) -> str:
    """A source without article, honorific, title and particle; as it is where nothing is left."""
    name = source
    for end in words.ends:
        if name.endswith(end) and len(name) - len(end) >= SHORTEST:
            name = name.removesuffix(end)
            break
    low = name.casefold()
    front = next((one for one in words.fronts if low.startswith(one) and _parts(low, one)), "")
    rest = name[len(front) :].strip(MARKS)
    name = name if rest[:1].islower() else rest  # "le juge" is a description: the article stays
    behind = max((name.rfind(title) + len(title) for title in words.titles_before if title in name), default=0)
    name = name[behind:] if len(name) - behind >= SHORTEST else name
    for title in sorted(words.titles_behind, key=len, reverse=True):
        rest = name.removesuffix(title)
        if name.endswith(title) and len(rest) >= SHORTEST and rest not in words.titles_behind:
            name = rest
            break
    return name.strip(MARKS) or source


def _parts(low: str, front: str) -> bool:
    """Whether a word ends behind `front`, which may end in an apostrophe itself."""
    return front[-1] in "’'" or low[len(front) : len(front) + 1].isspace()


def _fullest_in_text(text: str, name: str) -> str:
    """A name of one word with those in capitals before it, where the text has them within a sentence; else itself."""
    if not name[:1].isupper() or " " in name:
        return name
    full = re.search(rf"(?<=[^\W\d_] )((?:[{CAPITALS}][\w’'-]+ ){{1,2}}{re.escape(name)})(?!\w)", text[:SEEN])
    return full[1] if full else name


def _is_short_for(name: str, longer: str) -> bool:
    """Whether a name is a word or the unspaced end or beginning of a longer one."""
    if len(name) >= len(longer) or len(longer.split()) > LONGEST:
        return False
    if UNSPACED.match(name):
        return len(name) >= SHORTEST and (longer.endswith(name) or longer.startswith(name))
    return name.casefold() in HYPHENS.split(longer.casefold())
