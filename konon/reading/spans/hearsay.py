"""Sentences that begin as hearsay (`Konon, ...`, `Kabarnya ...`) -> attributions that nobody owns.

The network cuts `Kabarnya` into a cue `Kabar` with a source `nya`, and has hardly ever seen `Konon`: Indonesian news
has it 19 times in 1.7 million words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from konon.languages.language_files import UNKNOWN
from konon.reading.spans.decoding import Extraction, found_by_rule
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import Span, overlaps

SURE = 0.8


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<cue>(?i:{any_of(load_words(UNKNOWN).segment.hearsay)}))(?!\w),?\s+(?P<content>\w.*\w)", re.DOTALL
    )


def read_hearsay(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found`, with the sentences that open as hearsay read as such."""
    out, text = list(found), passage.text
    if not _opening().search(text):
        return out  # nearly always: no sentence need be looked at
    bounds = [span for start, end in passage.article.body for span in passage.sentences(start, end)]
    opens = [match for s, e in bounds if (match := _opening().match(text, s, e))]
    for match in opens:
        cue, content = match.span("cue"), match.span("content")
        inside = [one for one in out if _begins_in(one, cue)]
        rest = [one for one in out if not _begins_in(one, cue)]
        if any(overlaps(one.content, content) for one in rest):
            continue  # somebody says it after all: "Konon, kata Budi, ..."
        out = [*rest, found_by_rule((), cue, inside[0].content if inside else (content,), SURE)]
    return out


def _begins_in(one: Extraction, cue: Span) -> bool:
    return bool(one.cue) and cue[0] <= one.cue[0][0] < cue[1]
