"""How often a hedge gets lost: told of articles that have a statement from one that is held."""

from __future__ import annotations

from collections.abc import Callable

from konon.tracing.carriage import Carriage, find_runs
from konon.tracing.lost_hedges import HedgeCount, count_lost_hedges
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread, make_thread

MakeSaying = Callable[..., Saying]


def thread(*sayings: Saying) -> Thread:
    carriages = {
        one.article: Carriage(
            article=one.article, outlet=one.outlet, published=one.published, credits=(), runs=find_runs("")
        )
        for one in sayings
    }
    return make_thread(sayings, [], carriages)


def test_an_outlet_is_told_apart_from_others_who_tell_the_same(make: MakeSaying) -> None:
    first = make("Harga beras mungkin turun", outlet="Antara", certainty="possible")
    careful = make("Harga beras mungkin turun", outlet="Warta", certainty="possible", relays=("Antara",))
    sure = make("Harga beras turun", outlet="Kabar", relays=("Antara",))
    own, others = count_lost_hedges([thread(first, careful, sure)], "Kabar".__eq__)
    assert own == HedgeCount(relayed=1, lost=1)
    assert others == HedgeCount(relayed=1, lost=0)
    assert (own.share, others.share) == (1.0, 0.0)


def test_what_it_heard_itself_or_from_whom_nothing_is_held_counts_for_nothing(make: MakeSaying) -> None:
    first = make("Harga beras mungkin turun", outlet="Antara", certainty="possible")
    own_source = make("Harga beras turun", outlet="Kabar")
    elsewhere = make("Harga beras turun", outlet="Kabar", relays=("AFP",))
    for told in (own_source, elsewhere):
        own, _ = count_lost_hedges([thread(first, told)], "Kabar".__eq__)
        assert own == HedgeCount(relayed=0, lost=0)
        assert own.share is None


def test_each_statement_counts_by_itself(make: MakeSaying) -> None:
    threads = []
    for certainty in ("possible", "probable", "certain"):
        first = make("Harga beras turun", outlet="Antara", certainty=certainty)
        threads.append(thread(first, make("Harga beras turun", outlet="Kabar", relays=("Antara",))))
    assert count_lost_hedges(threads, "Kabar".__eq__)[0] == HedgeCount(relayed=3, lost=2)
