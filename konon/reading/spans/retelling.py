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

COMMA: Final = re.compile(r"(?:\s*\([^()\n]{1,40}\))?,\s+")
NEAR: Final = 12  # code points between a cue of retelling and the outlet: ` dari laman `
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
    common = rf"[^\W\d_]+(?:\s(?!(?:{coming}|{verbs})\s)[^\W\d_]+){{0,2}}"  # `gubernur`, `seorang warga desa`
    return _Retellings(
        retold=re.compile(rf"(?i:{any_of(words.relays.yielding)})(?!\w)"),
        own=re.compile(
            rf"(?P<source>[{CAPITALS}](?:(?!\s(?:{coming})\s)[^,.;:“”\"\n]){{2,80}}?|{common})\s+(?P<cue>{verbs})\s+(?P<content>\S.*)",
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
    own = _own(text, one, words) if words.retold.match(text, one.cue[0][0]) else None
    if own is None:
        return one
    return replace(
        one, source=(own.span("source"),), cue=(own.span("cue"),), content=(own.span("content"), *one.content[1:])
    )


def _own(text: str, one: Extraction, words: _Retellings) -> re.Match[str] | None:
    """A source and cue of its own behind the outlet, or at the beginning of its content."""
    start, end = one.content[0]
    if start < one.cue[0][0]:
        return None
    behind = _behind_outlet(text, one)
    found = words.own.fullmatch(text, behind, end) if behind else None
    return found or words.own.fullmatch(text, start, end)


def _behind_outlet(text: str, one: Extraction) -> int | None:
    """Where the clause opens that follows an outlet and a comma: `Mengutip Kabar Laut, | gubernur ...`."""
    if len(one.source) != 1 or not 0 < one.source[0][0] - one.cue[-1][1] < NEAR:
        return None
    comma = COMMA.match(text, one.source[0][1])
    return comma.end() if comma and comma.end() <= one.content[0][0] else None
