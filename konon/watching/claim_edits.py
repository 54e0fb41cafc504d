"""Claims of two versions of one page -> which were added, removed and changed, and how: by the kinds of drift.

A claim whose sentence stands in both texts was not edited, whatever a reading makes of it; but where it is another
speaker's now, since a pronoun means somebody else, it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from konon.ledger.findings import Finding
from konon.records import Spans
from konon.tracing.claim_drift import find_changes, into_article
from konon.tracing.comparing import compare
from konon.tracing.link import Link
from konon.tracing.matching import load_matcher
from konon.tracing.saying import Saying, make_saying
from konon.tracing.speaker_likeness import OTHER, compare_speakers
from konon.tracing.statement import Statement, prepare_statement
from konon.tracing.steps import LABELS, StepChange, find_step_changes
from konon.watching.sameness import fold

ClaimEditKind = Literal["added", "removed", "changed"]
ALIKE = 0.5  # of two claims' words, or of their sentences', from which one may have become the other
TOLD = frozenset({"number", "negation", "hedge", "speaker", "words", "strength", "name", "scope"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEdit:
    """`before` is None where it was added, `after` where it was removed. Without `changes` it was only reworded."""

    kind: ClaimEditKind
    before: Finding | None
    after: Finding | None
    changes: tuple[StepChange, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What changed, each once: "hedge lost"; "reworded" where nothing else can be said of a change."""
        if self.kind != "changed":
            return ()
        return tuple(dict.fromkeys(one.label for one in self.changes)) or ("reworded",)


def compare_claims(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[ClaimEdit, ...]:
    """In the order of the newer text, what was removed at last; both are in text order."""
    pairs = _pair(before, after)
    newer = {id(new): old for old, new in pairs}
    older = {id(old) for old, _ in pairs}
    found: list[ClaimEdit] = []
    for new in after:
        if (old := newer.get(id(new))) is not None:
            found += _changed(old, new)
        elif before_text(new) not in _text(before):
            found.append(ClaimEdit(kind="added", before=None, after=new))
    for old in before:
        if id(old) not in older and before_text(old) not in _text(after):
            found.append(ClaimEdit(kind="removed", before=old, after=None))
    return tuple(found)


def before_text(finding: Finding) -> str:
    """The claim's sentence, without what typesetting makes differ."""
    return fold(make_saying(finding.article, finding.claim).sentence)


def _text(findings: Sequence[Finding]) -> str:
    return fold(findings[0].article.text) if findings else ""


def _pair(before: Sequence[Finding], after: Sequence[Finding]) -> list[tuple[Finding, Finding]]:
    """The same words first, in their order; then what is most alike."""
    pairs: list[tuple[Finding, Finding]] = []
    left = list(before)
    rest: list[Finding] = []
    for new in after:
        same = next((old for old in left if fold(old.content) == fold(new.content)), None)
        if same is None:
            rest.append(new)
        else:
            left.remove(same)
            pairs.append((same, new))
    likely = sorted(_likeness(left, rest), key=lambda one: -one[0])
    taken: set[int] = set()
    for _, old, new in likely:
        if id(old) not in taken and id(new) not in taken:
            taken |= {id(old), id(new)}
            pairs.append((old, new))
    return pairs


def _likeness(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[tuple[float, Finding, Finding]]:
    there = [(old, fold(old.content).split(), before_text(old).split()) for old in before]
    here = [(new, fold(new.content).split(), before_text(new).split()) for new in after]
    for old, words, sentence in there:
        for new, others, around in here:
            alike = max(_ratio(words, others), 0.9 * _ratio(sentence, around))
            if alike >= ALIKE:
                yield alike, old, new


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _changed(old: Finding, new: Finding) -> Iterator[ClaimEdit]:
    before, after = _saying(old), _saying(new)
    if fold(before.sentence) == fold(after.sentence):
        if before.speaker and after.speaker and compare_speakers(before, after) == OTHER:
            why = f'"{before.speaker}" against "{after.speaker}"'
            change = StepChange(kind="speaker", label=LABELS["speaker"], why=why, before=(), after=())
            yield ClaimEdit(kind="changed", before=old, after=new, changes=(change,))
        return
    changes = tuple(one for one in claim_changes(before, after) if one.kind in TOLD)
    if changes or fold(old.content) != fold(new.content):
        yield ClaimEdit(kind="changed", before=old, after=new, changes=changes)


def _saying(finding: Finding) -> Saying:
    return make_saying(finding.article, finding.claim, finding.saying)


def claim_changes(before: Saying, after: Saying) -> Iterator[StepChange]:
    """As a trace tells them; and every number that is in one alone, for here both are known to be one statement."""
    matcher = load_matcher()
    a, b = matcher.prepare(before), matcher.prepare(after)
    differences = list(find_changes(a, b, matcher.see(a, b)))
    kinds = {one.kind for one in differences}
    # Where the two differ in how sure they are, that says more of a hedge than the words do.
    told = ("scope",) if before.certainty != after.certainty else ("hedge", "scope")
    for one in compare(before.words, after.words).changes:
        if one.kind in told and one.kind not in kinds:
            differences.append(one)
    link = Link(a=before.id, b=after.id, relation="repeats", score=1.0, changes=tuple(differences))
    yield from find_step_changes(before, after, link)
    if "number" not in kinds:
        yield from _numbers(before, after)
    direct = before.quotation == after.quotation == "direct"
    if direct and "words" not in kinds and fold(before.words) != fold(after.words):
        why = "both are quotations, and the words differ"
        yield StepChange(kind="words", label=LABELS["words"], why=why, before=before.content, after=after.content)


def _numbers(before: Saying, after: Saying) -> Iterator[StepChange]:
    one, other = (prepare_statement(side.words, side.lang) for side in (before, after))
    gone, come = _alone(one, other), _alone(other, one)
    if gone or come:
        yield StepChange(
            kind="number",
            label=LABELS["number"],
            why=f"{_named(one, gone)} against {_named(other, come)}: another number, unit or date",
            before=into_article(_spans(one, gone), before.content),
            after=into_article(_spans(other, come), after.content),
        )


def _named(statement: Statement, places: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f'"{statement.words(*place)}"' for place in places) or "nothing"


def _spans(statement: Statement, places: Sequence[tuple[int, int]]) -> Spans:
    return tuple((statement.spans[first][0], statement.spans[end - 1][1]) for first, end in places)


def _alone(one: Statement, other: Statement) -> list[tuple[int, int]]:
    """Places of the amounts that the other has none equal to."""
    return [(k.first, k.end) for k in one.amounts if not any(k.equals(theirs) for theirs in other.amounts)]
