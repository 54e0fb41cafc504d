"""Kinds of passages that the reader once read wrong: each case of `kinds.*.txt` is read exactly as it is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from konon.evaluation.markup import Case, read_cases
from konon.pipeline import read_text
from konon.records import Claim, Spans

CASES = [
    case for file in sorted((Path(__file__).parent.parent / "cases").glob("kinds.*.txt")) for case in read_cases(file)
]
EDGES = ' .,;:"“”'


def words(text: str, spans: Spans) -> list[str]:
    """The words of each span, without the marks at their edges that no figure counts either."""
    return [text[start:end].strip(EDGES) for start, end in spans]


def shown(text: str, claim: Claim) -> tuple[list[str], ...]:
    spans = claim.attribution
    return words(text, spans.source), words(text, spans.cue), words(text, spans.content)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.lang}-{case.reason}")
def test_a_passage_is_read_as_it_is_marked(case: Case) -> None:
    claims = read_text(case.text).claims
    wanted = [tuple(words(case.text, spans) for spans in (m.source, m.cue, m.content)) for m in case.attributions]
    assert [shown(case.text, claim) for claim in claims] == wanted
    for marked, claim in zip(case.attributions, claims, strict=True):
        found = {
            "relay": "|".join(relay.name.removeprefix("the ") for relay in claim.relays),
            "certainty": claim.factuality.certainty,
            "polarity": claim.factuality.polarity,
            "speaker": claim.speaker.name or "",
        }
        assert {name: found[name] for name in marked.attributes if name in found} == dict(marked.attributes)
