"""Each article of a thread: from whom it has the statement, and what changed on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from konon.records import Article
from konon.tracing.carriage import make_carriage
from konon.tracing.disputes import make_disputes
from konon.tracing.drift import Difference
from konon.tracing.link import Link
from konon.tracing.saying import Saying
from konon.tracing.steps import Step, count_changes, find_branches, make_steps
from konon.tracing.threads import Folding, Thread, make_thread

MakeSaying = Callable[..., Saying]


def thread_of(*sayings: Saying, links: tuple[Link, ...] = ()) -> Thread:
    carriages = {}
    for saying in sayings:
        article = Article(
            id=saying.article, text="", body=(), outlet=saying.outlet, published=saying.published, lang=saying.lang
        )
        carriages[saying.article] = make_carriage(article)
    return make_thread(sayings, links, carriages)


def labels(step: Step) -> list[str]:
    return [change.label for change in step.changes]


def test_a_hedge_that_is_lost_is_told_with_its_word(make: MakeSaying) -> None:
    first = make("trains may carry shells", outlet="Kabar", published="2024-05-01", certainty="possible")
    second = make("trains carry shells", outlet="Warta", published="2024-05-02", relays=("Kabar",))
    steps = make_steps(thread_of(second, first))
    assert [step.into for step in steps] == [None, first.article]
    assert labels(steps[1]) == ["hedge lost"]
    assert '"may"' in steps[1].changes[0].why
    assert labels(make_steps(thread_of(second, make("x may y", published="2024-06", certainty="possible")))[1]) == [
        "hedge gained"
    ]


def test_a_denial_that_is_lost_is_told_even_over_languages(make: MakeSaying) -> None:
    first = make("it will hardly change", polarity="negative", outlet="Kabar", published="2024-05-01")
    second = make("akan berubah", lang="id", outlet="Warta", published="2024-05-02")
    assert labels(make_steps(thread_of(first, second))[1]) == ["denial lost"]


def test_changes_are_told_against_where_it_was_had_from_whichever_way_the_link_was_made(make: MakeSaying) -> None:
    first = make("a 5 b", outlet="Kabar", published="2024-05-02")
    early = make("a 7 b", outlet="Warta", published="2024-05-01", relays=("Kabar",))  # a clock that is wrong
    changed = Difference(kind="number", a=((1, 2),), b=((3, 4),), why="w", sure=1.0)
    link = Link(a=early.id, b=first.id, relation="repeats", score=0.9, changes=(changed,))
    steps = {step.article: step for step in make_steps(thread_of(first, early, links=(link,)))}
    (change,) = steps[early.article].changes
    assert (change.label, change.before, change.after) == ("number changed", ((3, 4),), ((1, 2),))
    assert steps[early.article].into == first.article


def test_changes_are_counted(make: MakeSaying) -> None:
    sayings = [
        make(f"w{k}", certainty="possible" if not k else "certain", published=f"2024-05-0{k + 1}") for k in range(3)
    ]
    assert count_changes(make_steps(thread_of(*sayings))) == {"hedge lost": 2}


def folded(make: MakeSaying, *pairs: tuple[str, str | None]) -> Thread:
    """A thread of these articles, each folded into what stands beside it."""
    plain = thread_of(make("x"))
    sayings = [replace(make("x"), article=article) for article, _ in pairs if not article.startswith("outlet ")]
    foldings = [Folding(article=a, into=into, reason="relay", why="") for a, into in pairs if into]
    return replace(plain, sayings=tuple(sayings), foldings=tuple(foldings))


def test_branches_hang_on_what_is_there_and_a_ring_has_one_root(make: MakeSaying) -> None:
    found = find_branches(folded(make, ("a", "c"), ("b", "a"), ("c", "b"), ("d", "outlet AFP")))
    assert list(found) == ["a", "b", "c", "outlet AFP", "d"]
    assert [found[place] for place in "abc"].count(None) == 1
    assert (found["d"], found["outlet AFP"]) == ("outlet AFP", None)


def test_an_outlet_elsewhere_hangs_on_what_it_has_it_from(make: MakeSaying) -> None:
    found = find_branches(folded(make, ("a", None), ("b", "outlet Lintas"), ("outlet Lintas", "a")))
    assert found == {"a": None, "outlet Lintas": "a", "b": "outlet Lintas"}


def test_a_chain_of_ten_thousand_is_drawn_without_recursion(make: MakeSaying) -> None:
    chain = [("0", None), *((str(k), str(k - 1)) for k in range(1, 10_000))]
    assert find_branches(folded(make, *chain))["9999"] == "9998"
    assert list(find_branches(folded(make, *reversed(chain))).values()).count(None) == 1


def dispute_link(a: Saying, b: Saying, relation: str = "contradicts", score: float = 0.8) -> Link:
    return Link(a=a.id, b=b.id, relation=relation, score=score)  # type: ignore[arg-type]


def test_a_dispute_has_two_parties_and_a_day_since_when(make: MakeSaying) -> None:
    one = make("x", speaker="Siti", published="2024-05-01")
    again = make("x", speaker="Siti", published="2024-05-04")
    no = make("not x", speaker="Budi", polarity="negative", published="2024-05-03")
    links = [dispute_link(no, one), dispute_link(no, again, score=0.9)]
    (found,) = make_disputes(links, [one, again, no], lambda id_: "no" if id_ == no.id else "thread")
    assert (found.asserts.speakers, found.denies.speakers, found.since) == (("Siti",), ("Budi",), "2024-05-03")
    assert [saying.id for saying in found.asserts.sayings] == [one.id, again.id]
    assert [link.score for link in found.links] == [0.9, 0.8]


def test_a_reversal_has_what_was_said_before_first(make: MakeSaying) -> None:
    before = make("not x", speaker="Siti", polarity="negative", published="2024-05-01")
    then = make("x", speaker="Siti", published="2024-05-09")
    (found,) = make_disputes([dispute_link(then, before, "reverses")], [before, then])
    assert (found.asserts.sayings[0].id, found.denies.sayings[0].id) == (before.id, then.id)


def test_without_dates_and_names_nothing_is_invented(make: MakeSaying) -> None:
    one, other = make("x", published=None), make("not x", published=None)
    (found,) = make_disputes([dispute_link(one, other)], [one, other], lambda id_: "one thread")
    assert (found.since, found.asserts.speakers, len(found.denies.sayings)) == (None, (), 1)
    assert make_disputes([dispute_link(one, other)], [one]) == []
    assert make_disputes([Link(a=one.id, b=other.id, relation="repeats", score=1.0)], [one, other]) == []
