"""What the network found -> what claims something: deeds, questions put to a speaker and clauses of `if` are left out.

The network goes by what a sentence looks like, and these look like speech: `Asked about the dam, the mayor said`,
`If the court rules that ...`, `dilaporkan ke polisi`. Words are those of the languages (`segment.toml`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from konon.reading.spans.decoding import Extraction
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Span

BEFORE = 24  # code points before an attribution in which the word stands that takes it back
BY = 6  # code points between a cue in the passive and who acts: ` oleh `
STOPS = '.!?:;…"”’)'
QUOTED = re.compile('["“”„«]')
HEADING = 80  # code points; a longer paragraph without a full stop is prose


class _Vetoes(NamedTuple):
    """The patterns of one language."""

    deed: re.Pattern[str]  # holds a cue, or a part of it
    asked: re.Pattern[str]  # a cue whose subject is asked, unless it stands right before it
    questioned: re.Pattern[str]  # a cue whose subject is asked in any place
    supposed: re.Pattern[str]  # all of the sentence that stands before an attribution
    unsaid: re.Pattern[str]  # ends what stands before one


@cache
def _words(lang: str) -> _Vetoes:
    words = load_words(lang).segment
    return _Vetoes(
        deed=re.compile(rf"(?<!\w)(?i:{any_of(words.deeds)})(?!\w)"),
        asked=re.compile(rf"(?i:{any_of(words.asked)})(?!\w)"),
        questioned=re.compile(rf"(?i:{any_of(words.questioned)})(?!\w)"),
        supposed=re.compile(rf"(?:\w+,?\s+)?(?i:{any_of(words.supposed)})\s+"),
        unsaid=re.compile(rf"(?<!\w)(?i:{any_of(words.unsaid)})\s+$"),
    )


def leave_unsaid(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found` without what nobody claims."""
    return [one for one in found if not (one.cue and _is_unsaid(passage, one))]


def _is_unsaid(passage: Passage, one: Extraction) -> bool:
    text, words = passage.text, _words(passage.lang)
    start, end = one.cue[0]
    ahead = start if not one.source or one.source[0][0] > start else one.source[0][0]
    opening = passage.sentences(max(0, ahead - BEFORE), ahead)[-1:]
    return (
        any(_holds_cue(text, one, match.span()) for match in words.deed.finditer(text, ahead, end + BEFORE))
        or _is_question(text, one, words)
        or any(words.supposed.fullmatch(text, at, ahead) for at, _ in opening)
        or any(words.unsaid.search(text, max(0, at - BEFORE), at) for at in (ahead, start))
        or _is_name(text, start, end)
        or _is_dateline(passage, one)
        or _is_heading(passage, one)
        or _tells_all(passage, one)
    )


def _holds_cue(text: str, one: Extraction, deed: Span) -> bool:
    """Whether a deed is what the cue tells of its source; `is seeking to` tells more than `those seeking to`."""
    start, end = one.cue[0]
    behind = deed[0] == start or not one.source or not text[one.source[-1][1] : deed[0]].strip()
    return deed[0] < end and start < deed[1] and behind


def _is_question(text: str, one: Extraction, words: _Vetoes) -> bool:
    """`Asked whether ..., the minister said`, `The mayor was asked why ...`: who is asked claims nothing.

    Who asks stands right behind the cue (`"Why?" asked Budi`), or right before one that is no passive.
    """
    start, end = one.cue[0]
    source = one.source[0][0] if one.source else -1
    if end <= source <= end + BY or one.content[-1][1] <= start:
        return False
    active = 0 <= source < start
    return bool(words.questioned.match(text, start) or (not active and words.asked.match(text, start)))


def _is_name(text: str, start: int, end: int) -> bool:
    """`Hamdan Said will meet`: a capital behind a name's other word and before none; a headline is all capitals."""
    before = text[max(0, start - BEFORE) : start].rstrip(" ").rpartition(" ")[2]
    after = text[end : end + 2].strip()[:1]
    inside = after.islower() or after in {",", ";", ")"}
    return text[start].isupper() and before[:1].isupper() and before[-1:].isalnum() and inside


def _is_dateline(passage: Passage, one: Extraction) -> bool:
    """`OLD HARLE: The county ...`: a place before a colon says nothing."""
    place = (passage.article.dateline or "").casefold()
    words = [passage.text[start:end].casefold() for start, end in (*one.source, *one.cue)]
    return words == [place, ":"]


def _is_heading(passage: Passage, one: Extraction) -> bool:
    """A line between paragraphs that ends as no sentence does, of plain words."""
    at = bisect_right(passage.body, (one.cue[0][0], len(passage.text))) - 1
    if not 0 < at < len(passage.body) - 1:
        return False
    line = passage.text[slice(*passage.body[at])].strip()
    sentences = all(passage.text[passage.body[k][1] - 1] in STOPS for k in (at - 1, at + 1))
    return (
        len(line) <= HEADING
        and line[-1:].isalnum()
        and not QUOTED.search(line)
        and sentences
        and not passage.sentences(*passage.body[at])[1:]
    )


def _tells_all(passage: Passage, one: Extraction) -> bool:
    """`Output was up from six weeks ago, [which] showed ...`: a time tells nothing; the narrator sums up the clause."""
    words, text, dates = passage.words.facts.table.content, passage.text, passage.words.dates
    if not one.source or text[slice(*one.source[0])].casefold() not in words["rel"]:
        return False
    before = text[max(0, one.source[0][0] - BEFORE) : one.source[0][0]].rstrip(" ,").rpartition(" ")[2].casefold()
    return before in {*dates.last, *dates.units, *dates.weekdays, *dates.days}
