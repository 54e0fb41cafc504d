"""Cue + content -> signs of certainty, polarity and act: which kinds of words stand where.

Kinds of words are named the same in every language, so the judge has no word of any language in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from konon.languages.tables import CueWords, DateWords
from konon.reading.text.lexicon import FactWords, load_words, stem
from konon.reading.text.passage import Passage
from konon.reading.text.sentences import opens_quoted
from konon.records import Attribution, Span, Spans

LOOK_AT: Final = 3000  # code points of one content; what makes a claim certain or denied stands near its start

LEAD: Final = 60  # code points before a cue in which a hedge may stand alone

_TOKEN = re.compile(r"\w+(?:[-‑'’]\w+)*|[?;]")
_QUOTES: Final = "\"“”„«‘’'"
_COMMA = re.compile(r"[,;:](?!\d)")


class Token(NamedTuple):
    """A word of the content, folded."""

    word: str
    span: Span
    capital: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A word or phrase of one or more kinds."""

    kinds: tuple[str, ...]
    words: str
    span: Span
    at: int  # tokens before it in its sentence
    sentence: int  # of the content, from 0
    clause: int  # commas before it in its sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """All that the judge of factuality looks at."""

    cue: CueWords | None  # the group of the cue
    cue_words: str  # those of the cue that put it there
    cue_kinds: frozenset[str]  # of the words in the cue: `may not have said`
    hearsay: Spans  # words by which the outlet doubts that it was said at all: `dikabarkan mengatakan`
    owned: bool  # has a source
    quoted: bool
    sentences: tuple[tuple[Token, ...], ...]
    found: tuple[Sign, ...]
    asks: tuple[bool, ...]  # per sentence: ends in a question mark
    source: frozenset[str]  # its longer words
    nobody: str  # by which words the source is nobody: `neither side`
    idle_prefixes: tuple[str, ...]  # of verbs that report no deed: passive, middle
    passive_prefixes: tuple[str, ...]  # of these, those of the passive
    deed_prefixes: tuple[str, ...]  # of verbs that report one
    relative_reach: int  # tokens of a subject's relative clause that may hold a sign; 0 for any

    @property
    def cue_negated(self) -> bool:
        """`did not say`, `jangan`."""
        return not self.cue_kinds.isdisjoint({"negation", "ban"})

    def of(self, *kinds: str, sentence: int | None = None) -> list[Sign]:
        """The signs of any of `kinds`, in text order."""
        wanted = set(kinds)
        return [
            s for s in self.found if (sentence is None or s.sentence == sentence) and not wanted.isdisjoint(s.kinds)
        ]


class PhraseLexicon:
    """Phrases by their first word. The longest phrase wins, and its words are not looked at again."""

    def __init__(self, kinds: dict[str, tuple[str, ...]], endings: tuple[str, ...]) -> None:
        self.endings = tuple(sorted(endings, key=len, reverse=True))
        self.phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        by_phrase: dict[tuple[str, ...], list[str]] = {}
        for kind, phrases in kinds.items():
            for phrase in phrases:
                by_phrase.setdefault(tuple(phrase.casefold().split()), []).append(kind)
        for words, names in by_phrase.items():
            self.phrases.setdefault(words[0], []).append((words, tuple(names)))
        for entries in self.phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def bare(self, word: str) -> str:
        """Without a particle or clitic at its end: `kemungkinannya`, `apakah`."""
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= 2:
                return word[: -len(ending)]
        return word

    def scan(self, tokens: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """(first token, token after the last, kinds) of each phrase, left to right."""
        bare = [self.bare(token) for token in tokens]
        opening = [token in self.phrases or short in self.phrases for token, short in zip(tokens, bare, strict=True)]
        at = 0
        while at < len(tokens):
            if not opening[at]:
                at += 1
                continue
            words, kinds = self._longest(tokens, bare, at)
            if kinds:
                yield at, at + words, kinds
            at += words

    def _longest(self, tokens: list[str], bare: list[str], at: int) -> tuple[int, tuple[str, ...]]:
        """How many tokens the longest phrase at `at` takes, and its kinds; (1, ()) for none."""
        for forms in (tokens, bare):
            for words, kinds in self.phrases.get(forms[at], ()):
                after = at + len(words)
                if after == at + 1 or words == tuple(tokens[at:after]) or words == tuple(bare[at:after]):
                    return len(words), kinds
        return 1, ()


@cache
def _lexicons(lang: str) -> tuple[FactWords, PhraseLexicon, PhraseLexicon]:
    words = load_words(lang).facts
    table = words.table
    cues = PhraseLexicon({group.name: group.forms for group in table.cues}, table.endings)
    return words, cues, PhraseLexicon(table.content, table.endings)


def read_signs(passage: Passage, attribution: Attribution) -> Signs:
    """Never raises; empty cue, source and content give empty signs."""
    words, cues, lexicon = _lexicons(passage.lang)
    table = words.table
    cue, owner = (
        [t for s, e in spans for t in _tokens(passage.text, s, e)] for spans in (attribution.cue, attribution.source)
    )
    cue_tokens = [t.word for t in cue]
    group, form = _cue_group(cue_tokens, cues, words)
    parts = tuple(tuple(part) for part in _parts(passage, attribution))
    lead = [sign for sign in _lead(passage, attribution, lexicon) if "possible" in sign.kinds]
    return Signs(
        cue=group,
        cue_words=form,
        cue_kinds=frozenset(kind for _, _, kinds in lexicon.scan(cue_tokens) for kind in kinds),
        hearsay=_hearsay(cue, cues) if attribution.source else (),
        owned=bool(attribution.source),
        quoted=opens_quoted(passage.text, attribution.content),
        sentences=parts,
        found=tuple(lead + [s for n, tokens in enumerate(parts) for s in _of_sentence(passage, n, tokens, lexicon)]),
        asks=tuple(bool(p) and p[-1].word == "?" for p in parts),
        source=frozenset(t.word for t in owner if len(t.word) > 3),
        nobody=_nobody(owner, lexicon) or _nobody_before(passage, attribution, lexicon),
        idle_prefixes=table.idle_prefixes,
        passive_prefixes=table.passive_prefixes,
        deed_prefixes=table.deed_prefixes,
        relative_reach=table.relative_reach,
    )


def _of_sentence(passage: Passage, number: int, tokens: Sequence[Token], lexicon: PhraseLexicon) -> Iterator[Sign]:
    """The signs of one sentence of the content, without the names of months among them."""
    if not tokens:
        return
    commas = [m.start() for m in _COMMA.finditer(passage.text, tokens[0].span[0], tokens[-1].span[1])]
    signs = list(_signs(tokens, number, commas, lexicon))
    done = {sign.at for sign in signs if "done" in sign.kinds}
    yield from (sign for sign in signs if not _names_month(tokens, sign, passage.words.dates, done))


def _signs(tokens: Sequence[Token], sentence: int, commas: list[int], lexicon: PhraseLexicon) -> Iterator[Sign]:
    """The signs of one sentence; `commas` are places in the text."""
    folded = [t.word for t in tokens]
    for first, after, kinds in lexicon.scan(folded):
        span = (tokens[first].span[0], tokens[after - 1].span[1])
        words, clause = " ".join(folded[first:after]), bisect_right(commas, span[0])
        yield Sign(kinds=kinds, words=words, span=span, at=first, sentence=sentence, clause=clause)


def _lead(passage: Passage, attribution: Attribution, lexicon: PhraseLexicon) -> list[Sign]:
    """The sign that stands alone before the cue: `Bukan mustahil, ia melanjutkan, ...`."""
    first = min((start for start, _ in (*attribution.source, *attribution.cue)), default=0)
    if any(start < first for start, _ in attribution.content):
        return []
    start = passage.sentences(max(0, first - LEAD), first)[-1:]
    tokens = [t for s, e in start for t in _tokens(passage.text, s, e)]
    found = list(_signs(tokens, 0, [], lexicon))
    return found if len(found) == 1 and len(found[0].words.split()) == len(tokens) else []


def _names_month(tokens: Sequence[Token], sign: Sign, dates: DateWords, done: set[int]) -> bool:
    """`on May 30`, `Since May`, `in May the ...`, `May was`, not `Trump May Run`, `May we ...`: a month, or a name;
    `done` are the places of `was`, `has`."""
    if sign.words not in dates.capital_months or not tokens[sign.at].capital:
        return False
    before, after = list(tokens[max(0, sign.at - 1) : sign.at]), list(tokens[sign.at + 1 : sign.at + 2])
    if sign.at + 1 in done or any(t.word in dates.in_month for t in before):
        return True
    beside = before + after
    return any(t.word[0].isdigit() for t in beside) or (sign.at > 0 and not all(t.capital for t in beside))


def _nobody(source: list[Token], lexicon: PhraseLexicon) -> str:
    """The words that make the source nobody: `neither side`, `tidak seorang pun saksi`."""
    hits = [(first, after, kinds) for first, after, kinds in lexicon.scan([t.word for t in source])]
    nobody = bool(hits) and hits[0][0] == 0 and "nobody" in hits[0][2]
    return " ".join(t.word for t in source[: hits[0][1]]) if nobody else ""


def _nobody_before(passage: Passage, attribution: Attribution, lexicon: PhraseLexicon) -> str:
    """The same, where the source was cut behind them: `Tak seorang pun [warga] mengaku`."""
    first = attribution.source[0][0] if attribution.source else 0
    before = [t for s, e in passage.sentences(first - LEAD, first)[-1:] for t in _tokens(passage.text, s, e)]
    for start, after, kinds in lexicon.scan([t.word for t in before]):
        if after == len(before) and after - start > 1 and "nobody" in kinds:
            return " ".join(t.word for t in before[start:])
    return ""


def _hearsay(cue: list[Token], cues: PhraseLexicon) -> Spans:
    """The hearsay beside another cue; alone it is the source's own: `dituduh jaksa`."""
    hits = list(cues.scan([t.word for t in cue]))
    if all("hearsay" in kinds for _, _, kinds in hits):
        return ()
    return tuple((cue[a].span[0], cue[b - 1].span[1]) for a, b, kinds in hits if "hearsay" in kinds)


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, max(start, 0), max(end, 0)):
        word = match.group()
        yield Token(word.casefold().replace("’", "'"), match.span(), word[0].isupper())


def _parts(passage: Passage, attribution: Attribution) -> Iterator[list[Token]]:
    """The content's sentences as tokens. Spans that one cue interrupts are one sentence where they go on."""
    text, seen = passage.text, 0
    open_part: list[Token] = []
    for start, stop in attribution.content:
        end = min(stop, start + LOOK_AT - seen)
        seen += max(end - start, 0)
        bounds = passage.sentences(start, end)
        for at, (s, e) in enumerate(bounds):
            tokens = list(_tokens(text, s, e))
            if at == 0 and open_part and not _starts_anew(text, s):
                open_part.extend(tokens)
            else:
                if open_part:
                    yield open_part
                open_part = tokens
        if seen >= LOOK_AT:
            break
    if open_part:
        yield open_part


def _starts_anew(text: str, start: int) -> bool:
    while text[start : start + 1] and text[start] in _QUOTES:
        start += 1
    before = text[max(0, start - 3) : start]
    return any(ch in '"“”.' for ch in before) and text[start : start + 1].isupper()


def _cue_group(tokens: list[str], cues: PhraseLexicon, words: FactWords) -> tuple[CueWords | None, str]:
    """The first group in the order of the data that has a word of the cue; phrases before single words."""
    hits: dict[str, tuple[int, str]] = {}
    for first, after, kinds in cues.scan(tokens):
        for kind in kinds:
            if kind not in hits or after - first > hits[kind][0]:
                hits[kind] = (after - first, " ".join(tokens[first:after]))
    ranked = sorted(
        (
            (-hits[group.name][0] if hits[group.name][0] > 1 else 0, rank, group)
            for rank, group in enumerate(words.table.cues)
            if group.name in hits
        ),
        key=lambda entry: entry[:2],
    )
    if ranked:
        group = ranked[0][2]
        return group, hits[group.name][1]
    return _by_stem(tokens, words)


def _by_stem(tokens: list[str], words: FactWords) -> tuple[CueWords | None, str]:
    """A form that the data lacks, by the stem it shares with one it has: `diperhitungkannya`."""
    for token in tokens:
        group = words.stems.get(stem(token, words.table.prefixes, words.table.suffixes))
        if group is not None and len(token) > 4:
            return group, token
    return None, ""
