"""Who has it from whom: what is folded into what, what is missing, who cites in a ring."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from konon.records import Article
from konon.tracing import threads
from konon.tracing.carriage import Carriage, find_credits, hours_between, make_carriage, names_outlet
from konon.tracing.grouping import LinkEvidence, group_sayings
from konon.tracing.link import Link
from konon.tracing.saying import Saying
from konon.tracing.threads import Thread, make_thread

MakeSaying = Callable[..., Saying]


def carriage(saying: Saying, text: str = "", credits: tuple[str, ...] = ()) -> Carriage:
    article = Article(
        id=saying.article, text=text, body=((0, len(text)),), outlet=saying.outlet, published=saying.published
    )
    made = make_carriage(article)
    return Carriage(
        article=made.article,
        outlet=made.outlet,
        published=made.published,
        credits=credits or made.credits,
        runs=made.runs,
    )


def thread(*given: tuple[Saying, Carriage], publisher: Callable[[str], str] = str.casefold) -> Thread:
    return make_thread([s for s, _ in given], [], {c.article: c for _, c in given}, publisher)


def test_outlets_that_heard_it_themselves_are_each_a_source(make: MakeSaying) -> None:
    sayings = [make("Harga beras turun", outlet=name) for name in ("Kabar", "Warta", "Suara")]
    found = thread(*((s, carriage(s)) for s in sayings))
    assert found.independent == 3
    assert found.foldings == found.missing == found.circles == ()


def test_a_stated_relay_is_folded_into_the_outlet_that_it_names(make: MakeSaying) -> None:
    first = make("Harga beras turun", outlet="Antara", published="2024-05-01T08:00")
    second = make("Harga beras turun", outlet="Kabar", published="2024-05-01T09:00", relays=("Antara",))
    found = thread((second, carriage(second)), (first, carriage(first)))
    assert found.independent == 1
    assert found.origin == first.article
    assert [(f.article, f.into, f.reason) for f in found.foldings] == [(second.article, first.article, "relay")]


def test_two_that_name_one_absent_agency_are_one_source_and_its_article_is_missing(make: MakeSaying) -> None:
    sayings = [make("Rice is cheaper", outlet=name, relays=("AFP",)) for name in ("Kabar", "Warta")]
    found = thread(*((s, carriage(s)) for s in sayings))
    assert found.independent == 1
    assert found.origin == "outlet AFP"
    assert found.missing == ((sayings[0].article, "AFP"), (sayings[1].article, "AFP"))


def test_a_credit_of_the_whole_article_folds_too(make: MakeSaying) -> None:
    first = make("Harga turun", outlet="Kompas.com", published="2024-05-01")
    second = make("Harga turun", outlet="Warta", published="2024-05-02")
    text = "JAKARTA - Harga turun. Artikel ini telah tayang di Kompas.com dengan judul Harga Turun."
    found = thread((first, carriage(first)), (second, carriage(second, text)))
    assert [(f.into, f.reason) for f in found.foldings] == [(first.article, "credit")]


def test_copied_sentences_are_folded_without_a_credit(make: MakeSaying) -> None:
    text = (
        "the minister told reporters on the steps of the old port office that rice would be cheaper by the end of May"
    )
    first, second = (make("rice would be cheaper", outlet=name) for name in ("Kabar", "Warta"))
    found = thread((first, carriage(first, text)), (second, carriage(second, f"Today {text}, he said.")))
    assert [f.reason for f in found.foldings] == ["copy"]
    assert found.independent == 1


def test_the_same_words_of_the_speaker_are_no_copying(make: MakeSaying) -> None:
    words = "rice will be cheaper before the end of the month because three ships have been unloaded in the harbour"
    first, second = (make(words, outlet=name) for name in ("Kabar", "Warta"))
    texts = (
        f"It rained on the steps of the old town hall. {words}.",
        f"Clerks were carrying chairs out of it. {words}.",
    )
    found = thread((first, carriage(first, texts[0])), (second, carriage(second, texts[1])))
    assert found.foldings == ()


def test_outlets_of_one_publisher_are_one_source(make: MakeSaying) -> None:
    first, second = (make("Harga turun", outlet=name) for name in ("Tribun Jabar", "Tribun Bali"))
    found = thread((first, carriage(first)), (second, carriage(second)), publisher=lambda name: name.split()[0])
    assert [f.reason for f in found.foldings] == ["publisher"]


def test_a_ring_is_flagged_and_its_oldest_stays_a_source(make: MakeSaying) -> None:
    first = make("Harga turun", outlet="Kabar", published="2024-05-01", relays=("Warta",))
    second = make("Harga turun", outlet="Warta", published="2024-05-02", relays=("Kabar",))
    found = thread((first, carriage(first)), (second, carriage(second)))
    assert found.circles == (("Kabar", "Warta"),)
    assert found.independent == 1
    assert found.origin == first.article


def test_a_ring_of_three_is_found_too(make: MakeSaying) -> None:
    names = ("Kabar", "Warta", "Suara")
    sayings = [make("Harga turun", outlet=a, relays=(b,)) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    found = thread(*((s, carriage(s)) for s in sayings))
    assert [set(ring) for ring in found.circles] == [set(names)]


def test_naming_itself_is_no_relay(make: MakeSaying) -> None:
    one = make("Harga turun", outlet="Kabar", relays=("Kabar.com",))
    assert thread((one, carriage(one))).foldings == ()


def test_without_dates_and_outlets_nothing_is_invented(make: MakeSaying) -> None:
    sayings = [make("Harga turun", published=None) for _ in range(2)]
    found = thread(*((s, carriage(s)) for s in sayings))
    assert found.independent == 2
    assert found.foldings == ()


def test_what_a_source_that_is_not_held_has_from_one_that_is_goes_back_to_it(make: MakeSaying) -> None:
    first = make("Harga turun", outlet="Antara", published="2024-05-01")
    second = make("Harga turun", outlet="Kabar", published="2024-05-02", relays=("Lintas", "Antara"))
    third = make("Harga turun", outlet="Warta", published="2024-05-03", relays=("Lintas",))
    found = thread(*((s, carriage(s)) for s in (first, second, third)))
    assert (found.independent, found.origin) == (1, first.article)
    assert [(f.article, f.into) for f in found.foldings] == [
        (second.article, "outlet Lintas"),
        ("outlet Lintas", first.article),
        (third.article, "outlet Lintas"),
    ]
    assert found.missing == ((second.article, "Lintas"), (third.article, "Lintas"))


def test_what_another_outlet_reports_is_had_from_there(make: MakeSaying) -> None:
    given = {"speaker": "Kabar Pagi", "speaker_kind": "media"}
    one = make("Pabrik itu rugi", outlet="Warta", **given)
    other = make("Pabrik itu rugi", outlet="Suara", relays=("Kabar Pagi",))
    own = make("Pabrik itu rugi", outlet="Kabar Pagi", **given)
    found = thread((one, carriage(one)), (other, carriage(other)))
    assert (found.independent, found.origin) == (1, "outlet Kabar Pagi")
    assert thread((own, carriage(own))).foldings == ()


def test_one_outlet_by_two_names_is_one_source(make: MakeSaying) -> None:
    one = make("Rice is cheaper", outlet="Warta", relays=("AP",))
    other = make("Rice is cheaper", outlet="Suara", relays=("The Associated Press",))
    known = {"AP": "ap", "The Associated Press": "ap"}
    pairs = ((one, carriage(one)), (other, carriage(other)))
    assert thread(*pairs, publisher=lambda name: known.get(name, name)).independent == 1
    assert thread(*pairs).independent == 2


@pytest.mark.parametrize(
    ("outlet", "dateline", "own"),
    [
        ("Kawat Nusantara", "KAWAT", True),
        ("Samudra News Agency", "SNA", True),
        ("The Baltic Press", "BALTIC", True),
        ("Kawat Nusantara", "AP", False),
        ("Kawat", "WIRE", False),
    ],
)
def test_an_agency_that_credits_itself_has_it_from_nobody(
    make: MakeSaying, outlet: str, dateline: str, own: bool
) -> None:
    one = make("Harga turun", outlet=outlet)
    found = thread((one, carriage(one, credits=(dateline,))))
    assert (found.foldings == ()) is own


def test_a_part_of_its_own_publisher_by_another_name_is_another_outlet(make: MakeSaying) -> None:
    earlier = make("Harga turun", outlet="Kabar", published="2024-05-01")
    later = make("Harga turun", outlet="Kabar", published="2024-05-02", relays=("kabarJabar",))
    pairs = ((earlier, carriage(earlier)), (later, carriage(later)))
    found = thread(*pairs, publisher=lambda name: name.casefold().removesuffix("jabar"))
    assert [(f.article, f.into) for f in found.foldings] == [(later.article, "outlet kabarJabar")]


def test_two_occasions_in_one_article_are_no_chain(make: MakeSaying) -> None:
    one = make("He founded it", outlet="Post", relays=("CNBC",))
    other = replace(make("He founded it, he said", outlet="Post", relays=("NBC",)), article=one.article, place=9)
    found = make_thread([one, other], [], {one.article: carriage(one)})
    assert [(f.article, f.into) for f in found.foldings] == [(one.article, "outlet CNBC")]


def test_ten_thousand_copies_take_linear_work(make: MakeSaying, growth: Callable[..., float]) -> None:
    words = " ".join(f"word{k}" for k in range(60))

    def work(number: int) -> None:
        sayings = [make("Rice is cheaper", outlet=f"Outlet {k}", relays=(f"Outlet {k // 2}",)) for k in range(number)]
        runs = make_carriage(Article(id="", text=words, body=())).runs
        held = {s.article: replace(carriage(s), runs=runs) for s in sayings}
        make_thread(sayings, [], held)

    assert growth(work, 500) < 8


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_found_as_by_looking_at_each_pair(make: MakeSaying, seed: int) -> None:
    """Word by word, with sets: what the tables of numbers must come to."""
    rng = random.Random(seed)
    parts = [" ".join(f"{rng.choice('abcdefgh')}{rng.randrange(50)}" for _ in range(30)) for _ in range(6)]
    texts = ["\n".join(rng.sample(parts, rng.randint(1, 3))) for _ in range(14)]
    sayings = [make("x", outlet=f"Outlet {n}", published=f"2024-05-{n + 1:02}") for n in range(len(texts))]
    told = thread(*((one, carriage(one, text)) for one, text in zip(sayings, texts, strict=True)))
    runs = [{tuple(words[k : k + 8]) for k in range(len(words) - 7)} for words in (text.split() for text in texts)]
    expected = []
    for n, own in enumerate(runs):
        shares = [len(own & other) / min(len(own), len(other)) for other in runs[:n]]
        near = [(share, sayings[k].article, k) for k, share in enumerate(shares)]
        share, _, k = max(near, default=(0, "", 0))
        if share >= 0.3:
            why = f"{share:.0%} of its runs of words are in Outlet {k}"
            expected.append((sayings[n].article, sayings[k].article, why))
    assert expected
    assert [(one.article, one.into, one.why) for one in told.foldings if one.reason == "copy"] == expected


def test_a_whole_article_of_an_agency_has_from_it_what_the_agency_has_from_elsewhere(make: MakeSaying) -> None:
    one = make("Rice is cheaper", outlet="Warta", relays=("CNN",))
    found = thread((one, carriage(one, credits=("AP",))))
    assert [(f.article, f.into) for f in found.foldings] == [(one.article, "outlet AP"), ("outlet AP", "outlet CNN")]
    assert found.origin == "outlet CNN"


def test_a_ring_is_one_source_from_wherever_it_is_entered(make: MakeSaying) -> None:
    names = ("Kabar", "Warta", "Suara")
    ring = [make("x", outlet=a, relays=(b,)) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    tail = make("x", outlet="Aaa", relays=("Suara",), article="a")
    found = thread(*((s, carriage(s)) for s in (*ring, tail)))
    assert found.independent == 1


def test_a_copy_dated_before_its_source_is_folded_by_what_it_says(make: MakeSaying) -> None:
    copy = make("Harga turun", outlet="Kabar", published="2024-04-30", relays=("Antara",))
    source = make("Harga turun", outlet="Antara", published="2024-05-01")
    found = thread((copy, carriage(copy)), (source, carriage(source)))
    assert found.origin == source.article


def link(a: str, b: str, score: float = 0.9, **given: object) -> Link:
    return Link(a=a, b=b, relation=given.pop("relation", "repeats"), score=score, **given)  # type: ignore[arg-type]


def test_a_chain_of_links_whose_ends_were_found_unlike_is_no_group() -> None:
    links = [link("a", "b", 0.9), link("b", "c", 0.6), link("c", "d", 0.9)]
    compared = [(x, y) for x in "abcd" for y in "abcd" if x < y]
    assert group_sayings(links, compared) == [["a", "b"], ["c", "d"]]


def test_pairs_that_never_met_do_not_count_against_a_group() -> None:
    links = [link("a", "b"), link("b", "c")]
    assert group_sayings(links, []) == [["a", "b", "c"]]


def test_a_person_can_join_and_keep_apart() -> None:
    joined = [link("a", "b", 0.1, judged="Ani")]
    assert group_sayings(joined, [("a", "b")]) == [["a", "b"]]
    apart = [link("a", "b"), link("b", "c"), link("a", "c", relation="none", judged="Ani")]
    assert group_sayings(apart, []) == [["a", "b"]]


def test_ten_thousand_that_say_the_same_are_one_group() -> None:
    links = [link(f"{k:05}", f"{k + step:05}") for k in range(10_000) for step in (1, 2) if k + step < 10_000]
    assert len(group_sayings(links, [])[0]) == 10_000


def test_credits_and_names_of_outlets() -> None:
    assert find_credits("WASHINGTON (AP) — Rice is cheaper.", "en") == ("AP",)
    assert find_credits("Harga turun. Artikel ini telah tayang di Kompas.com dengan judul Beras", "id") == (
        "Kompas.com",
    )
    assert names_outlet("The Jakarta Post", "Jakarta Post")
    assert names_outlet("Kompas.com", "Kompas")
    assert not names_outlet("Kompas TV", "Kompas")


def test_hours_between() -> None:
    assert hours_between("2024-05-01T08:00", "2024-05-01T11:30") == 3.5
    assert hours_between("2024-05-01", None) is None


@pytest.mark.parametrize(
    ("text", "lang", "credits"),
    [
        ("GREYFIELD (AP) — Rice is cheaper.", "en", ("AP",)),
        (
            "Menu\nSport\nAnd much more of a page\nPORT HALDEN, Ruritania (AFP) - Rice is cheaper.",
            "en",
            ("AFP",),
        ),
        ("Rice is cheaper\nPORT HALDEN (AP) — and PORT HALDEN (AFP) — It is.", "en", ("AP", "AFP")),
        (f"{'Rice is cheaper in all of the villages by now. ' * 9}Port Halden (AP) — It is.", "en", ()),
        ("TANJUNG REMBANG (ANTARA) - Beras lebih murah.", "id", ("ANTARA",)),
        ("(GREYFIELD) — Rice is cheaper.", "en", ()),
        ("(Baltic Press Agency) — Rice is cheaper.", "en", ("Baltic Press Agency",)),
        ("(BPA) — Rice is cheaper.", "en", ("BPA",)),
        ("Rice is cheaper\nBy The Associated Press\nMay 3, 2024\nIt is.", "en", ("The Associated Press",)),
        ("Rice is cheaper\nBy ADA MARSK, AP Farming Writer | May 3\nIt is.", "en", ("AP",)),
        ("Rice is cheaper\nAda Marsk and Tom B. Hale, Reuters\nIt is.", "en", ("Reuters",)),
        ("Rice is cheaper\nBy ADA MARSK - Associated Press\nIt is.", "en", ("Associated Press",)),
        ("Rice is cheaper\nAssociated Press Monday, May 6, 2024\nIt is.", "en", ("Associated Press",)),
        ("Beras lebih murah\nOleh Reuters\nMurah.", "id", ("Reuters",)),
        ("Rice is cheaper\nPhoto: Tom Hale, AP\nIt is.", "en", ()),
        ("Rice is cheaper\nCredit: The Associated Press\nIt is.", "en", ()),
        ("Rice is cheaper\nBy Ada Marsk\nShe told Reuters that it is.", "en", ()),
        ("Rice is cheaper\nBy the time it rained, she had called CNN\nIt is.", "en", ()),
        ("Rice is cheaper\nAda Marsk, People\nIt is.", "en", ()),
        ("Reuters asked for an answer on Monday and got none.", "en", ()),
    ],
)
def test_what_a_whole_article_is_taken_from(text: str, lang: str, credits: tuple[str, ...]) -> None:
    assert find_credits(text, lang) == credits


def test_an_outlet_that_is_given_as_the_author_is_credited() -> None:
    article = Article(id="a", text="Rice is cheaper.", body=((0, 16),), outlet="Warta", byline="The Associated Press")
    assert make_carriage(article).credits == ("The Associated Press",)
    assert make_carriage(replace(article, byline="Ada Marsk")).credits == ()


def test_credits_of_a_long_page_take_linear_time(growth: Callable[..., float]) -> None:
    assert growth(lambda size: find_credits("GREYFIELD ( a" * size + "\nBy A B C, " * size, "en"), 4_000) < 8
    assert growth(lambda size: find_credits("PORT HALDEN (AP) — " * size, "en"), 4_000) < 8


def test_copies_by_the_thousand_are_counted_lot_by_lot_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    shared = chance.integers(0, 2**63 - 1, 250)
    runs = [
        np.unique(np.append(shared[chance.random(250) > 0.1], chance.integers(0, 2**63 - 1, 9))) for _ in range(1500)
    ]
    tracemalloc.start()
    found = threads._count_common(runs)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * sum(map(len, runs))  # 83 bytes a run; all pairs at once 236
    monkeypatch.setattr(threads, "RUNS_AT_ONCE", 10**9)
    for lots, at_once in zip(found, threads._count_common(runs), strict=True):
        assert np.array_equal(lots, at_once)


def test_a_copy_joins_whatever_the_others_are_like():
    def said_again(a, b, score):
        return Link(a=a, b=b, relation="repeats", score=score)

    compared = [("d", "b"), ("d", "c")]
    for score, agrees in ((0.9, False), (0.99, True)):
        evidence = LinkEvidence([said_again("a", "d", score)], compared)
        assert evidence.between(["a", "b", "c"], ["d"]).agrees is agrees
