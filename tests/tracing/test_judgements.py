"""A person's word stands above the machine's, the last that was not withdrawn."""

from __future__ import annotations

from konon.tracing.judgements import Judgement, apply_judgements
from konon.tracing.link import Link

LINK = Link(a="a", b="b", relation="repeats", score=0.7, reasons=("likeness",))


def judge(relation: str, at: str, **given: object) -> Judgement:
    return Judgement(a="b", b="a", relation=relation, by="Ani", at=at, **given)  # type: ignore[arg-type]


def test_a_judgement_outranks_the_score() -> None:
    (found,) = apply_judgements([LINK], [judge("none", "2024-05-01", note="two speeches")])
    assert (found.relation, found.score, found.judged) == ("none", 1.0, "Ani")
    assert found.reasons == ("Ani judged so on 2024-05-01: two speeches", "likeness")


def test_the_last_one_counts_and_a_withdrawn_one_does_not() -> None:
    last = [
        judge("none", "2024-05-02"),
        judge("again", "2024-05-03"),
        judge("echoes", "2024-05-04", withdrawn="2024-05-05"),
    ]
    assert apply_judgements([LINK], last)[0].relation == "again"
    assert apply_judgements([LINK], [judge("none", "2024-05-02", withdrawn="2024-05-03")]) == (LINK,)


def test_a_pair_that_the_machine_did_not_link_becomes_a_link() -> None:
    (found,) = apply_judgements([], [judge("contradicts", "2024-05-01")])
    assert (found.a, found.b, found.relation, found.judged) == ("b", "a", "contradicts", "Ani")
