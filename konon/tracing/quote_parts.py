"""Words that differ between a quotation and what was said, in a row -> parts: a "not" that was lost is one by itself.

Where other words changed beside it, the run as a whole would be told as something that became something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from konon.tracing.quoted_words import QuotedWord
from konon.tracing.vocabulary_of_drift import DriftLexicon

Words = tuple[QuotedWord | None, QuotedWord | None]  # of the quotation, and of what was said; None where one has none
BOTH: Final = -1


def part_run(run: Sequence[Words], lexicon: DriftLexicon) -> list[list[Words]]:
    """In their order. A "not" that stands in the place of one word stays with it: "will" became "not"."""
    stretches = [list(some) for _, some in groupby(_with_helpers(run, lexicon), _side)]
    parts: list[list[Words]] = []
    joined = False  # whether the part before may grow
    for place, some in enumerate(stretches):
        around = [_side(one[0]) for one in (*stretches[max(0, place - 1) : place], *stretches[place + 1 : place + 2])]
        alone = _denies(some, lexicon) and (len(some) > 1 or all(side == BOTH for side in around))
        if joined and not alone:
            parts[-1] += some
        else:
            parts.append(some)
        joined = not alone
    return parts


def _with_helpers(run: Sequence[Words], lexicon: DriftLexicon) -> Iterator[Words]:
    """The "do" before a "not" goes with it, and is no other word's counterpart."""
    for place, (mine, theirs) in enumerate(run):
        follows = run[place + 1] if place + 1 < len(run) else (None, None)
        if mine and theirs and _denies([follows], lexicon):
            helper, other = (mine, theirs) if _side(follows) == 0 else (theirs, mine)
            if helper.low in lexicon.small and other.low not in lexicon.small:
                yield from ((None, theirs), (mine, None)) if helper is mine else ((mine, None), (None, theirs))
                continue
        yield mine, theirs


def _side(words: Words) -> int:
    """Which of the two alone has a word."""
    mine, theirs = words
    return BOTH if mine and theirs else int(mine is None)


def _denies(some: Sequence[Words], lexicon: DriftLexicon) -> bool:
    """Whether one side alone has them, and a word like "not" is among them."""
    return _side(some[0]) != BOTH and any(one.low in lexicon.nots for words in some for one in words if one)
