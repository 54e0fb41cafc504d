"""A quotation and an utterance -> whether the words stand there: as they are, as a part, or altered, word by word.

Only typesetting may differ: quotation marks, dashes, blanks, a capital at the beginning. A comma more is an alteration,
and so is an ellipsis, or a cut, that takes a "not" with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final, Literal

from konon.records import Spans
from konon.tracing.drift import Difference
from konon.tracing.pair_labels import Drift
from konon.tracing.quotations import LOOSE, Heard, Quote, spans_of
from konon.tracing.quote_alignment import align
from konon.tracing.quote_parts import Words, part_run
from konon.tracing.quoted_words import QuotedWord
from konon.tracing.statement import is_negation
from konon.tracing.vocabulary_of_drift import DriftLexicon, detect_side, load_drift_lexicon

Fit = Literal["whole", "part", "altered"]
Pair = tuple[int | None, int | None]
ALTERED: Final = 0.5  # of the quotation's words, and of those that tell something, for it to be an altered one
BETWEEN: Final = "\x1f"
CELLS: Final = 2_000_000  # words of a quotation times words among which it is looked for
LONGEST: Final = 2_000  # words of a quotation that is compared word by word; a longer one is found as it is, or not
WINDOW: Final = 60  # words around a quotation among which it is looked for
CLAUSE_ENDS: Final = frozenset((*",;:", "—"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuote:
    """Where a quotation's words stand. Of each change `a` are spans of the article, `b` of the quotation."""

    utterance: str
    claims: tuple[str, ...]
    spans: Spans
    fit: Fit
    share: float  # of the quotation's words that stand there
    changes: tuple[Difference, ...] = ()
    left_out: Spans = ()  # what an ellipsis passes over
    direct: bool = False  # in quotation marks there too
    cautions: tuple[str, ...] = ()


def find_quote(quote: Quote, heard: Heard, *, altered: bool = True) -> FoundQuote | None:
    """None where the words do not stand there; with `altered`, where not even most of them do."""
    if not quote.words:
        return None
    pairs = _exact(quote, heard) if not quote.gaps else None
    skipped: tuple[int, ...] = ()
    if pairs is None:
        if not altered or len(quote.words) > LONGEST:
            return None
        first, window = _window(quote, heard)
        found = align(quote.words, window, quote.gaps, _denials(quote, heard, first, len(window)))
        pairs = tuple((i, None if j is None else j + first) for i, j in found.pairs)
        skipped = tuple(j + first for j in found.skipped)
    return _describe(quote, heard, pairs, skipped)


def _exact(quote: Quote, heard: Heard) -> tuple[Pair, ...] | None:
    """The place where all words stand in a row, a whole claim rather than a part."""
    size = len(quote.words)
    starts = _occurrences([one.low for one in quote.words], [one.low for one in heard.words])
    fitting = [start for start in starts if all(_same(quote, heard, row, start + row) for row in range(size))]
    if not fitting:
        return None
    start = max(fitting, key=lambda one: (_is_whole(heard, one, one + size - 1), -one))
    return tuple((row, start + row) for row in range(size))


def _occurrences(wanted: Sequence[str], said: Sequence[str]) -> Iterator[int]:
    """Places in `said` where `wanted` begins."""
    sought, among = (BETWEEN.join(("", *words, "")) for words in (wanted, said))
    at = last = row = 0
    while (at := among.find(sought, at)) >= 0:
        row += among.count(BETWEEN, last, at)
        yield row
        last, at = at, at + 1


def _same(quote: Quote, heard: Heard, i: int, j: int) -> bool:
    """Letter by letter; where either begins, the first may be a capital in one alone."""
    one, other = quote.words[i].form, heard.words[j].form
    if one == other:
        return True
    begins = i == 0 or i in quote.gaps or heard.opens[j]
    return begins and one[1:] == other[1:] and one[:1].casefold() == other[:1].casefold()


def _is_whole(heard: Heard, first: int, last: int) -> bool:
    """Whether no word of the claims in which it begins and ends stands outside."""
    return not any(heard.words[j].is_word for rows in _outside(heard, first, last) for j in rows)


def _window(quote: Quote, heard: Heard) -> tuple[int, Sequence[QuotedWord]]:
    """The stretch that has the most of the quotation's words, and where it begins; a longer one for an ellipsis."""
    most = max(len(quote.words) + WINDOW, CELLS // len(quote.words))
    length = most if quote.gaps else min(most, 2 * len(quote.words) + WINDOW)
    if len(heard.words) <= length:
        return 0, heard.words
    asked = {one.low for one in quote.words if one.is_word}
    hits = [int(one.low in asked) for one in heard.words]
    count = best = sum(hits[:length])
    start = 0
    for end in range(length, len(hits)):
        count += hits[end] - hits[end - length]
        if count > best:
            best, start = count, end - length + 1
    return start, heard.words[start : start + length]


def _denials(quote: Quote, heard: Heard, first: int, length: int) -> tuple[frozenset[int], frozenset[int]]:
    """Places of words like "not" in the quotation and in the window; another may stand for the first of a sentence."""
    nots = lexicon_of(heard).nots
    said = heard.words[first : first + length]
    return (
        frozenset(i for i, one in enumerate(quote.words) if i and one.low in nots),
        frozenset(j for j, one in enumerate(said) if one.low in nots and not heard.opens[first + j]),
    )


def _describe(quote: Quote, heard: Heard, pairs: Sequence[Pair], skipped: tuple[int, ...]) -> FoundQuote | None:
    lexicon = lexicon_of(heard)
    kept = [(i, j) for i, j in pairs if i is not None and j is not None and quote.words[i].low == heard.words[j].low]
    share = _share(quote, [i for i, _ in kept], lexicon)
    if share is None:
        return None
    rows = [j for _, j in pairs if j is not None]
    first, last = rows[0], rows[-1]
    passed = [j for j in skipped if heard.words[j].is_word]  # an ellipsis of the speaker's own is no omission
    changes = [*_changed(quote, heard, pairs, lexicon), *_swallowed(heard, passed, lexicon)]
    changes += [*_cut(heard, first, last, lexicon), *_denied(heard, rows), *_asked(quote, heard, last)]
    whole = not passed and _is_whole(heard, first, last)
    parts = [heard.utterance.parts[place] for place in dict.fromkeys(heard.part[j] for j in rows)]
    return FoundQuote(
        utterance=heard.utterance.id,
        claims=tuple(part.claim for part in parts),
        spans=spans_of([heard.words[j] for j in rows], _breaks(heard, rows)),
        fit="altered" if changes else "whole" if whole else "part",
        share=share,
        changes=tuple(changes),
        left_out=spans_of([heard.words[j] for j in passed], _breaks(heard, passed)),
        direct=all(part.quotation == "direct" for part in parts),
        cautions=() if changes else tuple(_cautions(heard, first, last, lexicon)),
    )


def lexicon_of(heard: Heard) -> DriftLexicon:
    """Of the language that the utterance is in."""
    return load_drift_lexicon(detect_side((one.low for one in heard.words), heard.utterance.lang))


def _breaks(heard: Heard, rows: Sequence[int]) -> list[bool]:
    return [heard.opens[j] or (k > 0 and rows[k - 1] != j - 1) for k, j in enumerate(rows)]


def _share(quote: Quote, kept: Sequence[int], lexicon: DriftLexicon) -> float | None:
    """Of the quotation's words that were found; None where that is too little to be the same sentence."""
    words = [row for row, one in enumerate(quote.words) if one.is_word]
    telling = [row for row in words if quote.words[row].low not in lexicon.small]
    found = set(kept)
    shares = [sum(row in found for row in rows) / len(rows) for rows in (words, telling) if rows]
    if min(shares) < 1.0 and (min(shares) < ALTERED or len(found & set(words)) < 2):
        return None
    return round(shares[0], 3)


def _changed(quote: Quote, heard: Heard, pairs: Sequence[Pair], lexicon: DriftLexicon) -> Iterator[Difference]:
    """Each run of words that are not the same in both is one change; a "not" that one lacks is one by itself."""

    def same(pair: Pair) -> bool:
        return pair[0] is not None and pair[1] is not None and _same(quote, heard, pair[0], pair[1])

    last = -1
    for equal, run in groupby(pairs, same):
        some = list(run)
        if equal:
            last = some[-1][1] or 0
            continue
        mine = [quote.words[i] for i, _ in some if i is not None]
        rows = [j for _, j in some if j is not None]
        theirs = [heard.words[j] for j in rows]
        reach = heard.opens[last + 1 : (rows[-1] if rows else last) + 2]
        if not (any(reach) and all(one.form in LOOSE for one in (*mine, *theirs))):
            words = [(_at(quote.words, i), _at(heard.words, j)) for i, j in some]
            for part in part_run(words, lexicon):
                yield describe_change(*_sides(part), lexicon, heard.utterance.text, quote.text)


def _at(words: Sequence[QuotedWord], place: int | None) -> QuotedWord | None:
    return None if place is None else words[place]


def _sides(part: Sequence[Words]) -> tuple[list[QuotedWord], list[QuotedWord]]:
    """What was said, and what the quotation has."""
    return [theirs for _, theirs in part if theirs], [mine for mine, _ in part if mine]


def describe_change(
    said: Sequence[QuotedWord], quoted: Sequence[QuotedWord], lexicon: DriftLexicon, text: str, quote: str
) -> Difference:
    """What stands in the article against what the quotation makes of it."""
    a, b = _span(said), _span(quoted)
    words = [source[spans[0][0] : spans[0][1]] if spans else "" for source, spans in ((text, a), (quote, b))]
    kind = kind_of_change(said, quoted, lexicon)
    return Difference(kind=kind, a=a, b=b, why=_why(*(" ".join(one.split()) for one in words)), sure=1.0)


def _span(words: Sequence[QuotedWord]) -> Spans:
    return ((words[0].span[0], words[-1].span[1]),) if words else ()


def _why(said: str, quoted: str) -> str:
    if not said:
        return f'"{quoted}" was added'
    if not quoted:
        return f'"{said}" was left out'
    return f'"{said}" became "{quoted}"'


def kind_of_change(said: Sequence[QuotedWord], quoted: Sequence[QuotedWord], lexicon: DriftLexicon) -> Drift:
    """By what the words mean that stand on one side alone; the gravest counts."""
    before, after = ([one.low for one in side if one.is_word] for side in (said, quoted))
    if _turned(before, after, lexicon):
        return "negation"
    if _amounts(before, lexicon) != _amounts(after, lexicon):
        return "number"
    sorts: tuple[tuple[Drift, Iterable[str]], ...] = (
        ("hedge", lexicon.hedges | lexicon.plans),
        ("scope", lexicon.conditions | lexicon.steps.keys()),
    )
    for kind, known in sorts:
        if sorted(word for word in before if word in known) != sorted(word for word in after if word in known):
            return kind
    if any(_is_name(one, lexicon) for one in (*said, *quoted)) and before != after:
        return "name"
    return "omission" if before and not after else "words"


def _turned(before: Sequence[str], after: Sequence[str], lexicon: DriftLexicon) -> bool:
    """Denied in one alone, or a word against its opposite."""
    denials = [sum(is_negation(word, lexicon) for word in words) for words in (before, after)]
    poles = [{pole for word in words for pole in lexicon.poles.get(word, ())} for words in (before, after)]
    return denials[0] != denials[1] or any((name, 1 - side) in poles[1] for name, side in poles[0])


def _amounts(words: Iterable[str], lexicon: DriftLexicon) -> list[str]:
    return sorted(word for word in words if word[0].isdigit() or word in lexicon.numbers or word in lexicon.scales)


def _is_name(one: QuotedWord, lexicon: DriftLexicon) -> bool:
    return one.is_word and one.form[0].isupper() and one.low not in lexicon.common and one.low not in lexicon.small


def _swallowed(heard: Heard, skipped: Sequence[int], lexicon: DriftLexicon) -> Iterator[Difference]:
    """What an ellipsis must not take: any denial, and a hedge or condition of a sentence that is quoted in part."""
    passed = set(skipped)
    quoted = {heard.sentence[j] for j in range(len(heard.words)) if j not in passed and heard.words[j].is_word}
    for j in skipped:
        low = heard.words[j].low
        if is_negation(low, lexicon):
            yield _left_out(heard, j, "negation")
        elif low in lexicon.hedges | lexicon.conditions and heard.sentence[j] in quoted:
            yield _left_out(heard, j, "hedge" if low in lexicon.hedges else "scope")


def _left_out(heard: Heard, at: int, kind: Drift, how: str = "the ellipsis leaves out") -> Difference:
    word = heard.words[at]
    start, end = word.span
    return Difference(kind=kind, a=(word.span,), b=(), why=f'{how} "{heard.utterance.text[start:end]}"', sure=1.0)


def _cut(heard: Heard, first: int, last: int, lexicon: DriftLexicon) -> Iterator[Difference]:
    """A denial of the very clause in which the quotation begins or ends, left outside it."""
    for rows in _same_sentence(heard, first, last):
        for j in _until(heard, rows, CLAUSE_ENDS):
            low = heard.words[j].low
            if low in lexicon.clause_starts:
                break
            if is_negation(low, lexicon):
                yield _left_out(heard, j, "negation", "the quotation cuts off")


def _until(heard: Heard, rows: Iterable[int], ends: frozenset[str]) -> Iterator[int]:
    """Those before the first mark of `ends`."""
    for j in rows:
        if heard.words[j].form in ends:
            return
        yield j


def _same_sentence(heard: Heard, first: int, last: int) -> Iterator[list[int]]:
    """What stands outside the quotation in the sentences in which it begins and ends."""
    for rows, at in zip(_outside(heard, first, last), (first, last), strict=True):
        yield [j for j in rows if heard.sentence[j] == heard.sentence[at]]


def _outside(heard: Heard, first: int, last: int) -> tuple[list[int], list[int]]:
    """What the claims in which the quotation begins and ends have before and behind it, the nearest first."""
    before = [j for j in range(first - 1, -1, -1) if heard.part[j] == heard.part[first]]
    behind = [j for j in range(last + 1, len(heard.words)) if heard.part[j] == heard.part[last]]
    return before, behind


def _denied(heard: Heard, rows: Sequence[int]) -> Iterator[Difference]:
    for place in dict.fromkeys(heard.part[j] for j in rows):
        if heard.utterance.parts[place].denied:
            yield Difference(kind="negation", a=(), b=(), why="the speaker denies these words", sure=1.0)


def _asked(quote: Quote, heard: Heard, last: int) -> Iterator[Difference]:
    if quote.asks != heard.asks_behind(last):
        why = "a statement became a question" if quote.asks else "a question became a statement"
        yield Difference(kind="words", a=(), b=(), why=why, sure=1.0)


def _cautions(heard: Heard, first: int, last: int, lexicon: DriftLexicon) -> Iterator[str]:
    """What of the same sentence stands outside the quotation and may turn it."""
    sorts: tuple[tuple[str, frozenset[str], Callable[[str], bool]], ...] = (
        ("a denial", frozenset(), partial(is_negation, lexicon=lexicon)),
        ("a hedge", CLAUSE_ENDS, lexicon.hedges.__contains__),
        ("a condition", frozenset(), lexicon.conditions.__contains__),
    )
    for rows in _same_sentence(heard, first, last):
        for name, ends, is_one in sorts:
            found = [heard.words[j].form for j in _until(heard, rows, ends) if is_one(heard.words[j].low)]
            if found:
                yield f'{name} of the same sentence stands outside the quotation: "{found[0]}"'
