"""Which sayings meet: those that share a key, within a window of time, never within one article."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from konon.tracing.blocking import Keyed, candidate_pairs, find_keys
from konon.tracing.saying import Saying
from konon.tracing.statement import prepare_statement

MakeSaying = Callable[..., Saying]
CELLS = np.eye(8, 384, dtype=np.float32)


def keyed(saying: Saying, place: int = 0) -> Keyed:
    return find_keys(saying, prepare_statement(saying.words, saying.lang), CELLS[place], CELLS)


def test_names_numbers_runs_speakers_and_cells_are_keys(make: MakeSaying) -> None:
    words = "Wulandari sent 4,000 boxes to Rembang harbour warehouse"
    keys = keyed(make(words, speaker="Ratna Wulandari", relays=("Antara",))).keys
    assert {"name wulandari", "name rembang", "number 4000", "cell 0"} <= keys
    assert any(key.startswith("run ") for key in keys)
    assert any(key.startswith("speaker ratna ") for key in keys)
    assert any(key.startswith("relay antara ") for key in keys)


def test_those_that_share_a_name_meet_and_those_of_one_article_do_not(make: MakeSaying) -> None:
    one, other = make("Rembang harbour was closed"), make("It was Rembang again")
    same = make("Rembang is open", article=one.article)
    assert candidate_pairs([keyed(one), keyed(other, 3), keyed(same, 5)]) == [(0, 1), (1, 2)]


def test_what_lies_months_apart_does_not_meet_but_the_undated_does(make: MakeSaying) -> None:
    late = make("Rembang harbour was closed", published="2024-12-01")
    given = [keyed(make("Rembang harbour was closed")), keyed(late), keyed(make("Rembang harbour", published=None))]
    assert candidate_pairs(given) == [(0, 2), (1, 2)]


def test_a_slogan_said_by_everybody_takes_bounded_work(make: MakeSaying) -> None:
    crowd = [keyed(make("Rembang harbour for all", speaker=f"Person{k}")) for k in range(900)]
    assert len(candidate_pairs(crowd, kept=5)) <= 900 * 5


def test_nothing_and_one_word_meet_nobody(make: MakeSaying) -> None:
    assert candidate_pairs([]) == []
    assert candidate_pairs(
        [keyed(make("Yes.", published=None), 1), keyed(make("Tidak.", published=None), 7)], kept=1
    ) in (
        [],
        [(0, 1)],
    )
