"""Which sayings meet: those that share a key, within a window of time, never within one article."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from konon.network.loading import Floats
from konon.tracing.blocking import (
    CROWDED,
    CROWDED_CELL,
    KEPT,
    UNDATED,
    WINDOW,
    MemoryIndex,
    day_of,
    find_candidates,
    kind_of,
    make_key,
    make_sketch,
    nearest_in_time,
    place_in_time,
)  # fmt: skip
from konon.tracing.first_look import CELL, FIRST, NAME, NUMBER, RELAY, RUN_OF, SPEAKER, Sketch
from konon.tracing.saying import Saying
from konon.tracing.statement import prepare_statement

MakeSaying = Callable[..., Saying]
CELLS = np.eye(8, 384, dtype=np.float32)
ALL = np.eye(1, 384, 100, dtype=np.float32)[0]  # in no cell


def likely(met: Floats) -> Floats:
    """Any shared key will do."""
    assert met.shape[1] == FIRST
    return np.ones(len(met), np.float32)


def sketch(saying: Saying, number: int, place: int = 0, alike: float = 0.4) -> Sketch:
    """Sayings in two places have a likeness of `alike`."""
    vector = (1 - alike) ** 0.5 * CELLS[place] + alike**0.5 * ALL
    return make_sketch(saying, prepare_statement(saying.words, saying.lang), vector, CELLS, number)


def candidates(*given: Saying, places: dict[int, int] | None = None, alike: float = 0.4) -> list[list[int]]:
    index = MemoryIndex()
    for number, saying in enumerate(given):
        index.add(sketch(saying, number, (places or {}).get(number, 0), alike))
    return find_candidates(list(index.held.values()), index, likely)


def test_names_numbers_runs_speakers_and_cells_are_keys(make: MakeSaying) -> None:
    words = "Wulandari sent 4,000 boxes to Rembang harbour warehouse"
    keys = sketch(make(words, speaker="Ratna Wulandari", relays=("Antara",)), 0).keys
    assert {make_key(NAME, "wulandari"), make_key(NAME, "rembang"), make_key(NUMBER, "4000")} <= set(keys)
    assert {make_key(SPEAKER, "ratna"), make_key(RELAY, "antara")} <= set(keys)
    assert RUN_OF in {kind_of(key) for key in keys}
    assert all(0 <= key < 1 << 63 for key in keys), "a database's integer"


def test_a_key_is_the_same_on_every_machine() -> None:
    assert make_key(NAME, "rembang") == 1744577209982674659


def test_each_meets_those_before_it_that_share_a_key_and_none_of_its_article(make: MakeSaying) -> None:
    one, other = make("Rembang harbour was closed"), make("It was Rembang again")
    same = make("Rembang is open", article=one.article)
    assert candidates(one, other, same, places={1: 3, 2: 5}) == [[], [0], [1]]


def test_what_is_unlike_does_not_meet(make: MakeSaying) -> None:
    one, other = make("Rembang harbour was closed"), make("It was Rembang again")
    assert candidates(one, other, places={1: 3}, alike=0.09) == [[], []]
    assert candidates(one, other, places={1: 3}, alike=0.11) == [[], [0]]
    strange = make("A storm passed")  # of the same speaker
    assert candidates(one, strange, places={1: 3}, alike=0.29) == [[], []], "not a word in common"
    assert candidates(one, strange, places={1: 3}, alike=0.31) == [[], [0]]
    foreign = make("Badai lewat", lang="id")
    assert candidates(one, foreign, places={1: 3}, alike=0.29) == [[], [0]], "words of another language"


def test_what_lies_months_apart_does_not_meet_but_the_undated_does(make: MakeSaying) -> None:
    late = make("Rembang harbour was closed", published="2024-12-01")
    undated = make("Rembang harbour", published=None)
    assert candidates(make("Rembang harbour was closed"), late, undated) == [[], [], [0, 1]]
    assert candidates(undated, late) == [[], [0]]


def test_a_slogan_said_by_everybody_takes_bounded_work(make: MakeSaying) -> None:
    crowd = [make("Rembang harbour for all", speaker=f"Person{k}") for k in range(900)]
    found = candidates(*crowd)
    assert max(map(len, found)) == KEPT
    index = MemoryIndex()
    for number, saying in enumerate(crowd):
        index.add(sketch(saying, number))
    day = day_of(crowd[0])
    assert len(index.near([(make_key(NAME, "rembang"), day, 900)])[0]) == CROWDED
    in_cells = [len(index.near([(key, day, 900)])[0]) for key in sketch(crowd[0], 0).keys if kind_of(key) == CELL]
    assert in_cells == [CROWDED_CELL] * 3


def test_the_nearest_in_time_on_either_side_and_the_newest_without_a_date() -> None:
    day, many = 739_000, CROWDED + 50
    undated, before, after = (
        [place_in_time(one, number) for number in range(first, first + many)]
        for one, first in ((UNDATED, 1), (day, 1_000), (day + 1, 2_000))
    )
    far = [place_in_time(day - WINDOW - 1, 5_000), place_in_time(day + WINDOW + 1, 5_001)]
    found = np.array([*after, *far, *undated, *before])
    nearest = nearest_in_time(found, day)
    assert set(nearest.tolist()) == {*undated[-CROWDED:], *before[-CROWDED:], *after[:CROWDED]}
    assert nearest_in_time(found, UNDATED).tolist() == [*after[-CROWDED + 1 :], far[1]]
    assert not len(nearest_in_time(found[:0], day))


def test_nothing_and_one_word_meet_nobody(make: MakeSaying) -> None:
    assert candidates() == []
    one, other = make("Yes.", speaker="Ani"), make("Tidak.", published="2024-12-01")
    assert candidates(one, other, places={0: 1, 1: 7}) == [[], []]
