"""Lists of statements, the newest disputes, who carries whom: what they hold, how often the database is asked."""

import pytest
from making import make_reading, nobody, person
from sqlalchemy import event

from konon.errors import UsageError
from konon.ledger import Query
from konon.ledger.carrying import MOST

RATNA, TEGUH = person("Ratna Wulandari", "menteri", country="ID"), person("Teguh Marlisan")
CLOSED = "pelabuhan Rembang akan ditutup selama 14 hari karena badai besar di Laut Jawa"
OTHERWISE = "pelabuhan Rembang akan ditutup selama 40 hari karena badai besar di Laut Jawa"
DENIED = "pelabuhan Rembang tidak akan ditutup selama 14 hari karena badai besar di Laut Jawa"
FERRY = "dua feri baru membawa penumpang dari Pulau Serunai ke Muara Kelidu setiap pagi"


def say(words, id, speaker=RATNA, outlet=None, **given):
    about = given.pop("about", {})
    return make_reading((speaker, words, about), id=id, outlet=outlet or f"Kabar {id}", **given)


@pytest.fixture
def held(ledger):
    """Two statements: one in four outlets of which two say whence they have it, one in two; and a denial."""
    for reading in (
        say(CLOSED, "a", published="2024-03-01"),
        say(CLOSED, "b", published="2024-03-02", about={"relays": ("Kabar a",)}),
        say(CLOSED, "c", published="2024-03-03", about={"relays": ("Kabar a",)}),
        say(OTHERWISE, "d", published="2024-03-04"),
        say(FERRY, "e", speaker=TEGUH, published="2024-05-01"),
        say(FERRY, "f", speaker=TEGUH, published="2024-05-02"),
        say(DENIED, "g", speaker=TEGUH, published="2024-03-05", about={"polarity": "negative"}),
        say("tim voli putri menang di final", "h", speaker=nobody(), published="2024-06-01"),
    ):
        ledger.add(reading, trace=True)
    return ledger


def articles(page):
    return [sorted({saying.article for saying in entry.thread.sayings}) for entry in page.entries]


class Statements:
    """How many are sent to a ledger's database."""

    def __init__(self, ledger):
        self.engine = ledger._place.readers
        self.count = 0

    def __enter__(self):
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, *_):
        self.count += 1


def test_statements_are_listed_by_outlets_sources_changes_and_date(held):
    assert articles(held.thread_page())[0][:3] == ["a", "b", "c"]
    assert articles(held.thread_page(sort="newest"))[0] == ["e", "f"]
    for sort in ("sources", "changes"):
        page = held.thread_page(sort=sort)
        counts = [one.thread.independent for one in page.entries]
        assert len(page.entries) == 2
        assert page.among is None
        if sort == "sources":
            assert counts == sorted(counts, reverse=True)
    assert held.thread_page().entries[0].first.article.id == "a"


def test_a_list_is_narrowed_by_words_and_filters_and_parted_in_pages(held):
    assert articles(held.thread_page(Query(words="feri"))) == [["e", "f"]]
    assert articles(held.thread_page(Query(speaker="Teguh Marlisan"), sort="newest"))[0] == ["e", "f"]
    assert articles(held.thread_page(Query(words="voli"))) == []  # carried by one alone
    first, second = (held.thread_page(limit=1, skip=skip) for skip in (0, 1))
    assert (first.more, second.more) == (True, False)
    assert articles(first) + articles(second) == articles(held.thread_page())


def test_an_order_that_there_is_not_is_refused(held):
    with pytest.raises(UsageError, match="choose from outlets"):
        held.thread_page(sort="beauty")


def test_the_newest_disputes_are_those_of_all_links(held):
    everything = held.disputed()
    assert [one.id for one in held.newest_disputed()] == [one.id for one in everything] != []
    assert held.newest_disputed(Query(words="feri")) == []
    assert len(held.newest_disputed(Query(words="pelabuhan"))) == len(everything)
    assert held.newest_disputed(links=0) == []


def test_what_people_judged_a_dispute_is_one(held):
    one, other = (next(f.saying for f in held.search(limit=None) if f.article.id == id) for id in ("e", "h"))
    held.judge(one, other, "contradicts", by="Ada")
    assert any({one, other} <= {s.id for p in (d.asserts, d.denies) for s in p.sayings} for d in held.newest_disputed())


def test_who_carries_whom_is_counted(held):
    found = held.carrying()
    ways = {
        (w.speaker and w.speaker.name, w.relay and w.relay.name, w.outlet and w.outlet.name): w.claims
        for w in found.ways
    }
    assert ways["Ratna Wulandari", "Kabar a", "Kabar b"] == 1
    assert ways["Ratna Wulandari", None, "Kabar a"] == 1
    assert ways[None, None, "Kabar h"] == 1
    assert found.claims == sum(ways.values()) == 8
    assert not found.about
    narrowed = held.carrying(Query(words="feri", since="2024-05-02"))
    assert [(w.outlet.name, w.claims) for w in narrowed.ways] == [("Kabar f", 1)]
    assert held.carrying(Query(words="nothing like that")).ways == ()
    assert len(found.ways) <= MOST


def test_more_statements_take_no_more_questions(ledger):
    """Ten times as many statements of ten times as many articles."""
    asked = []
    for number in range(40):
        ledger.add(say(CLOSED, f"a{number}", published=f"2024-03-{number % 28 + 1:02}"), trace=True)
        ledger.add(say(FERRY, f"b{number}", speaker=TEGUH, about={"relays": ("Kabar b1",)}), trace=True)
        if number in (3, 39):
            for ask in (
                ledger.thread_page,
                lambda: ledger.thread_page(sort="sources"),
                lambda: ledger.thread_page(sort="changes"),
                lambda: ledger.thread_page(Query(words="feri"), sort="newest"),
                ledger.newest_disputed,
                ledger.carrying,
                lambda: ledger.trace(ledger.search(limit=1)[0].saying),
            ):
                ask()
                with Statements(ledger) as counted:
                    ask()
                asked.append(counted.count)
    assert asked[:7] == asked[7:]
    assert max(asked) <= 30


def test_a_list_follows_what_people_decide_though_threads_are_held(ledger):
    for id in "ab":
        own = " ".join(f"{id}{word}" for word in range(80))  # neither copies the other
        ledger.add(say(CLOSED, id, head=f"{own}\n", published=f"2024-03-0{'ab'.index(id) + 1}"), trace=True)

    def sources():
        return [one.thread.independent for one in ledger.thread_page().entries]

    assert sources() == sources() == [2]
    outlets = [ledger.outlets.find(f"Kabar {id}")[0] for id in "ab"]
    ledger.outlets.merge([one.id for one in outlets], by="Ada")
    assert sources() == [1]
    one, other = (next(f.saying for f in ledger.search(limit=None) if f.article.id == id) for id in "ab")
    ledger.judge(one, other, "none", by="Ada")
    assert sources() == []
    ledger.withdraw(one, other, by="Ada")
    assert sources() == [1]
