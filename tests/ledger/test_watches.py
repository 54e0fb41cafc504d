"""What is watched, its pages, hosts, headlines and alerts, on both databases."""

from dataclasses import replace

import pytest
from making import make_reading, nobody, person

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger, Query, schema
from konon.ledger.alert_rows import Hit
from konon.ledger.correction_rows import Fix
from konon.ledger.visits import Glimpse
from konon.ledger.watches import Listed
from konon.records import Page

AT = "2026-03-02T06:00:00Z"
LATER = "2026-03-02T07:00:00Z"
FEED = "https://kabarlaut.example/rss"


def pages(*numbers, mark=None):
    return [Listed(address=f"https://kabarlaut.example/{n}", host="kabarlaut.example", mark=mark) for n in numbers]


@pytest.fixture
def source(ledger):
    assert ledger.watches.add(FEED, AT)
    assert not ledger.watches.add(FEED, AT)
    (found,) = ledger.watches.due_sources(AT)
    return found


def due(ledger, at=AT, fresh=True):
    return [one.address[-1] for one in ledger.watches.due_pages(at, fresh=fresh, without=(), after=0, limit=9)]


def test_what_is_listed_is_due_once(ledger, source):
    assert ledger.watches.take_list(source, pages(1, 2, 2), AT, kind="feed", due=LATER, looked=AT) == 2
    assert ledger.watches.take_list(source, pages(2, 3), AT) == 1
    assert due(ledger) == ["1", "2", "3"]
    assert ledger.watches.due_sources(AT) == []
    page = ledger.watches.page("https://kabarlaut.example/1")
    ledger.watches.note(schema.watched_pages, page.key, due=LATER, looks=1, looked=AT)
    assert (due(ledger), due(ledger, LATER, fresh=False)) == (["2", "3"], ["1"])
    assert ledger.watches.next_due() == AT
    (one,) = ledger.watches.watched()
    assert (one.kind, one.pages, one.due) == ("feed", 3, LATER)


def test_an_entry_of_another_address_and_the_same_mark_is_known(ledger, source):
    assert ledger.watches.take_list(source, pages(1, mark="a"), AT) == 1
    assert ledger.watches.take_list(source, pages(2, mark="a"), AT) == 0


def test_sitemaps_below_are_paused_and_removed_with_theirs(ledger, source):
    below = ["https://kabarlaut.example/a.xml", "https://kabarlaut.example/b.xml"]
    assert ledger.watches.take_sitemaps(source, below, AT) == 2
    assert len(ledger.watches.watched()) == 1
    assert len(ledger.watches.watched(all=True)) == 3
    ledger.watches.pause(FEED, AT)
    assert ledger.watches.due_sources(LATER) == []
    ledger.watches.remove(FEED)
    assert ledger.watches.watched(all=True) == []
    with pytest.raises(UsageError, match="is not watched"):
        ledger.watches.remove(FEED)


def test_a_budget_and_a_rest(ledger):
    assert [ledger.watches.spend("x.example", "2026-03-02", 2) for _ in range(3)] == [True, True, False]
    assert ledger.watches.spend("x.example", "2026-03-03", 2)
    ledger.watches.rest("x.example", LATER, 3)
    assert ledger.watches.resting() == {"x.example": (LATER, 3)}
    ledger.watches.rest("x.example", None, 0)
    assert ledger.watches.resting() == {}


def test_one_watches_at_a_time(ledger, address):
    refused = pytest.raises(LedgerError, match="another konon watch run")
    with ledger.watches.alone(), Ledger.open(address, write=True) as other, refused:
        other.watches.alone().__enter__()
    with ledger.watches.alone():
        pass


def make(words, title="Kabar"):
    return make_reading((person("Ratna Dewi"), words), id="p", url="https://kabarlaut.example/1", title=title)


def page(reading, at):
    return Page(body=reading.article.text.encode(), form="html", url=reading.article.url, fetched=at)


def test_stands_of_a_page(ledger):
    first, second = make("harga turun"), make("harga naik")
    ledger.add(first, page(first, "2026-03-01T01:00:00Z"))
    ledger.look("p", Glimpse(at="2026-03-01T02:00:00Z", status="not modified", still=True))
    called = replace(first.article, title="Kabar baru")
    ledger.look("p", Glimpse(at="2026-03-01T03:00:00Z", status="ok", still=True, article=called))
    ledger.add(second, page(second, "2026-03-01T04:00:00Z"))
    ledger.look("p", Glimpse(at="2026-03-01T05:00:00Z", status="the server answered 404"))
    (history,) = ledger.histories()
    told = [(one.held.version, one.held.article.title, one.first[11:13], one.last[11:13]) for one in history.stands]
    assert told == [(1, "Kabar", "01", "02"), (1, "Kabar baru", "03", "03"), (2, "Kabar", "04", "04")]
    assert [one.content for one in ledger.version_claims(history.stands[0].held)] == ["harga turun"]
    assert ledger.page_of_version(history.stands[0].held).body == page(first, None).body
    assert ledger.shown_version("p").version == 2
    assert list(ledger.histories(since="2999")) == []
    ledger.erase("p", by="Court", why="Order 12")
    assert list(ledger.histories()) == []


def test_a_look_is_written_with_what_it_brought_or_not_at_all(ledger, source):
    reading = make("harga turun")

    def fail(_connection):
        raise LedgerError("the disk is full")

    with pytest.raises(LedgerError):
        ledger.add(reading, page(reading, AT), also=fail)
    assert ledger.counts()["articles"] == 0
    ledger.add(reading, page(reading, AT))
    with pytest.raises(LedgerError):
        ledger.look("p", Glimpse(at=LATER, status="ok", still=True), also=fail)
    with ledger._place.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM visits").scalar() == 1


def test_hits_are_written_and_sent_once(ledger):
    number = ledger.alerts.add("edit", {"of": "all"}, {"since": AT}, AT)
    with pytest.raises(UsageError, match="is asked by alert 1 already"):
        ledger.alerts.add("edit", {"of": "all"}, {}, AT)
    (alert,) = ledger.alerts.all()
    hit = Hit(alert=number, id="0123456789abcdef", at=LATER, article="p", claim=None, why="edited")
    assert [ledger.alerts.put(alert, [hit], {"since": LATER}) for _ in range(2)] == [1, 0]
    assert ledger.alerts.unsent("stdout") == [hit] == ledger.alerts.latest()
    ledger.alerts.note_sent([hit], "stdout", LATER)
    assert ledger.alerts.unsent("stdout") == []
    assert ledger.alerts.unsent("webhook https://x.example/") == [hit]
    assert ledger.alerts.all()[0].seen == {"since": LATER}
    ledger.alerts.remove(number)
    assert ledger.alerts.all() == []


def test_claims_added_after_one(ledger):
    ledger.add(make("harga turun"))
    last = ledger.alerts.last_claim()
    ledger.add(make_reading((nobody(), "harga naik"), id="q"))
    assert [one.content for one in ledger.find(Query(words="harga", after=last))] == ["harga naik"]
    assert ledger.alerts.said_before("p", "harga turun", last)
    assert not ledger.alerts.said_before("q", "harga naik", last)


def test_a_host_that_never_answered_rests_too(ledger):
    ledger.watches.rest("mati.example", "2026-03-01T09:00:00Z", 2)
    assert ledger.watches.resting() == {"mati.example": ("2026-03-01T09:00:00Z", 2)}
    assert ledger.watches.spend("mati.example", "2026-03-02", 1)
    assert not ledger.watches.spend("mati.example", "2026-03-02", 1)
    ledger.watches.rest("mati.example", None, 0)
    assert ledger.watches.resting() == {}


def test_an_edit_is_of_no_claim_that_people_say_is_none(ledger):
    ledger.add(make_reading((nobody(), "harga turun"), (nobody(), "stok cukup"), id="a"))
    version = ledger.shown_version("a")
    wrong = next(one for one in ledger.version_claims(version) if one.content == "stok cukup")
    made = ledger.correct(wrong.id, Fix(wrong=True), by="Ani")
    assert [one.content for one in ledger.version_claims(version)] == ["harga turun"]
    ledger.undo_correction(made.id, by="Ani")
    assert len(ledger.version_claims(version)) == 2


def test_two_runs_that_send_at_once_note_it_once(ledger):
    key = ledger.alerts.add("search", {"words": "beras"}, {}, AT)
    other = ledger.alerts.add("search", {"words": "kapal"}, {}, AT)
    hits = [Hit(alert=one, id="h1", at=AT, article="a", claim=None, why="found") for one in (key, other)]
    for one in ledger.alerts.all():
        ledger.alerts.put(one, [hit for hit in hits if hit.alert == one.key], {})
    ledger.alerts.note_sent(hits[:1], "stdout", AT)
    ledger.alerts.remove(other)
    ledger.alerts.note_sent(hits, "stdout", LATER)
    assert ledger.alerts.unsent("stdout") == []
