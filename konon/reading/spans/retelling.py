"""What the network found -> the same with the speaker whom an outlet retells as the source, not the outlet.

`Mengutip X, Bupati Rina menyatakan ...` and `X quoted an official as saying` name two: the outlet is a relay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from konon.reading.spans.decoding import Extraction
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.records import clip

SAYING: Final = frozenset({"speech", "belief", "denial", "warning"})  # groups of cues that a speaker's own may be of


class _Retellings(NamedTuple):
    """The patterns of one language."""

    retold: re.Pattern[str]  # a cue by which an outlet retells
    own: re.Pattern[str]  # a content that opens with its own source and cue
    quoted: re.Pattern[str]  # behind a cue: `an official as saying`


@cache
def _words(lang: str) -> _Retellings:
    words = load_words(lang)
    table = words.facts.table
    forms = [form for group in table.cues if group.name in SAYING for form in group.forms]
    coming = any_of(words.dates.coming)
    verbs = any_of(form for form in forms if " " not in form and not form.startswith(table.idle_prefixes))
    return _Retellings(
        retold=re.compile(rf"(?i:{any_of(words.relays.yielding)})(?!\w)"),
        own=re.compile(
            rf"(?P<source>[{CAPITALS}](?:(?!\s(?:{coming})\s)[^,.;:“”\"\n]){{2,80}}?)\s+(?P<cue>{verbs})\s+(?P<content>\S.*)",
            re.DOTALL,
        ),
        quoted=re.compile(
            rf"\s+(?P<source>\w[^,.;:“”\"\n]{{1,60}}?)\s+(?P<cue>(?i:{any_of(words.segment.quoted_as)}))(?!\w)"
        ),
    )


def name_retold(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found` in the same order."""
    return [_inner(passage, one) if one.cue and one.content else one for one in found]


def _inner(passage: Passage, one: Extraction) -> Extraction:
    words, text = _words(passage.lang), passage.text
    quoted = words.quoted.match(text, one.cue[-1][1])
    if quoted and one.source:
        content = clip(one.content, 0, one.cue[0][0]) + clip(one.content, quoted.end() + 1, len(text))
        if content:
            return replace(one, source=(quoted.span("source"),), cue=(*one.cue, quoted.span("cue")), content=content)
    own = words.own.fullmatch(text, *one.content[0]) if words.retold.match(text, one.cue[0][0]) else None
    if own is None or one.content[0][0] < one.cue[0][0]:
        return one
    return replace(
        one, source=(own.span("source"),), cue=(own.span("cue"),), content=(own.span("content"), *one.content[1:])
    )
