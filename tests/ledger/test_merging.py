"""Two ledgers become one: nothing twice, nothing brought back that was erased, and what people decided holds."""

from dataclasses import replace

import pytest
from making import make_reading, many_readings, nobody, person
from sqlalchemy import select

from konon.errors import LedgerError, UsageError
from konon.ledger import Ledger, Query, schema
from konon.ledger.correction_rows import Fix
from konon.ledger.counts import read_facets, recount
from konon.ledger.merging import Merged
from konon.records import Page

RATNA = person("Ratna Dewi", "peneliti", country="ID")
NEWER = "konon 0.2.0 / tagger-2"


def reading(**changes):
    given = {"id": "a"} | changes
    return make_reading((RATNA, "harga beras turun"), (nobody(), "kapal singgah di pelabuhan"), **given)


def page(body, fetched=None):
    return Page(body=body, form="html", url="https://kabar.example/a", fetched=fetched)


@pytest.fixture
def other(tmp_path):
    with Ledger.open(tmp_path / "other.db", write=True) as opened:
        yield opened


def merge(ledger, other):
    return sum(ledger.merge(other), start=Merged())


def shown(ledger):
    return {
        (one.article.id, one.content): (one.reader, one.speaker.name if one.speaker else None, one.claim.factuality)
        for one in ledger.search(limit=None)
    }


def check(ledger):
    before = read_facets(ledger._place, Query(), top=1000)
    with ledger._place.writing() as connection:
        recount(connection)
    assert read_facets(ledger._place, Query(), top=1000) == before


def test_all_comes_over_and_nothing_twice(ledger, other):
    ledger.add_all([reading(), *many_readings(5)])
    other.add_all([(reading(id="b"), page(b"<p>b</p>")), *many_readings(5, start=3)])
    added = merge(ledger, other)
    assert (added.articles, added.claims, added.pages) == (4, 11, 1)
    assert len({one.article.id for one in ledger.search(limit=None)}) == 10
    assert ledger.page_of(next(one for one in ledger.search("beras") if one.article.id == "b")).body == b"<p>b</p>"
    check(ledger)
    counts = ledger.counts()
    assert merge(ledger, other) == Merged()
    assert ledger.counts() == counts
    assert {(a, c) for a, c in shown(other)} <= set(shown(ledger))


def test_a_page_of_which_more_was_told_comes_over_once_and_is_known_then(ledger, other):
    row = Page(body=b"harga beras turun", form="article", id="a", title="Beras", outlet="Kabar", published="2025-11-01")
    other.add(reading(), row)
    assert merge(ledger, other).pages == 1
    assert ledger.counts()["pages"] == 1
    assert ledger.has_page(row, reading().reader)
    assert merge(ledger, other) == Merged()


def test_what_was_seen_last_in_either_is_shown(ledger, other):
    old, new = page(b"old", "2024-01-01T00:00:00Z"), page(b"new", "2024-03-01T00:00:00Z")
    edited = reading(head="Diperbarui.\n\n")
    ledger.add(reading(), old)
    other.add(edited, new)
    other.add(reading(), page(b"old again", "2024-02-01T00:00:00Z"))
    merge(ledger, other)
    (found,) = ledger.search("beras")
    assert found.article.text == edited.article.text
    assert ledger.history(found.id)
    other.add(reading(), page(b"back", "2024-05-01T00:00:00Z"))
    added = merge(ledger, other)
    assert (added.articles, added.visits, added.pages) == (0, 1, 1)
    assert ledger.search("beras")[0].article.text == reading().article.text
    check(ledger)
    assert merge(ledger, other) == Merged()


def test_an_older_version_does_not_become_current(ledger, other):
    ledger.add(reading(head="Diperbarui.\n\n"), page(b"new", "2024-03-01T00:00:00Z"))
    other.add(reading(), page(b"old", "2024-01-01T00:00:00Z"))
    assert merge(ledger, other).articles == 1
    assert ledger.search("beras")[0].article.text.startswith("Diperbarui")
    assert len(ledger.search("beras", history=True)) == 2
    check(ledger)


def test_another_readers_claims_come_to_the_text_that_is_here(ledger, other):
    ledger.add(reading(title="Judul di sini"))
    other.add(reading(reader=NEWER, title="Judul di sana"))
    added = merge(ledger, other)
    assert (added.articles, added.claims) == (0, 2)
    found = ledger.search("beras")[0]
    assert (found.reader, found.article.title) == (NEWER, "Judul di sini")
    check(ledger)


def test_what_was_erased_in_either_is_not_there(ledger, other):
    ledger.add_all([reading(), reading(id="mine")])
    other.add_all([reading(), reading(id="mine")])
    ledger.erase("mine", by="Pengadilan", why="putusan 1")
    other.erase("a", by="Hakim", why="putusan 2")
    added = merge(ledger, other)
    assert (added.erased, added.refused, added.articles) == (1, 1, 0)
    assert ledger.search(limit=None, history=True) == []
    assert {(one.article, one.by, one.why) for one in ledger.erasures()} == {
        ("mine", "Pengadilan", "putusan 1"),
        ("a", "Hakim", "putusan 2"),
    }
    with pytest.raises(LedgerError, match="was erased"):
        ledger.add(reading())
    again = merge(ledger, other)
    assert (again.erased, again.refused, again.articles) == (0, 1, 0)


def test_what_was_erased_there_alone_is_refused_here_from_then_on(ledger, other):
    other.add(reading())
    claim = other.search("beras")[0].id
    other.erase("a", by="Hakim", why="putusan 2")
    assert merge(ledger, other).erased == 1
    for attempt in (lambda: ledger.add(reading()), lambda: ledger.show(claim)):
        with pytest.raises(LedgerError, match="putusan 2"):
            attempt()
    ledger.add(reading(id="c"))
    assert merge(ledger, other) == Merged()


def test_corrections_judgements_and_names_come_over(ledger, other):
    for one in (ledger, other):
        one.add_all([reading(), reading(id="b", outlet="Warta Timur"), reading(id="c", outlet="Kabar Baru")])
    claim, second = (next(hit for hit in other.search("beras") if hit.article.id == id_) for id_ in "ab")
    corrected = other.correct(claim.id, Fix(speaker="Budi Santoso", certainty="possible"), by="Ani", note="baris 2")
    missed = other.add_missed("b", other.locate("b", "pelabuhan"), Fix(speaker="Sari"), by="Ani")
    undone = other.correct(second.id, Fix(wrong=True), by="Budi")
    other.undo_correction(undone.id, by="Budi")
    other.judge(claim.id, second.id, "none", by="Ani")
    budi = other.speakers.find("Budi Santoso")[0]
    other.speakers.merge([other.speakers.find("Ratna Dewi")[0].id, budi.id], by="Ani")
    outlets = [other.outlets.find(name)[0] for name in ("Warta Timur", "Kabar Baru")]
    other.outlets.merge([one.id for one in outlets], by="Ani")
    added = merge(ledger, other)
    assert (added.corrections, added.judgements, added.decisions) == (3, 1, 2)
    assert [one.id for one in ledger.corrections()] == [corrected.id, missed.id, undone.id]
    assert ledger.corrections() == other.corrections()
    assert ledger.judgements() == other.judgements()
    assert shown(ledger) == shown(other)
    assert len(ledger.search(outlet="Kabar Baru")) == len(other.search(outlet="Kabar Baru")) == 5
    check(ledger)
    assert merge(ledger, other) == Merged()
    other.undo_correction(corrected.id, by="Ani")
    other.withdraw(claim.id, second.id, by="Ani")
    added = merge(ledger, other)
    assert (added.corrections, added.judgements) == (1, 1)
    assert shown(ledger) == shown(other)
    assert ledger.judgements() == other.judgements()


def test_a_correction_finds_its_saying_where_readers_came_in_another_order(ledger, other):
    newer = reading(reader=NEWER)
    first, second = newer.claims
    (start, end) = first.attribution.content[0]
    shifted = replace(first.attribution, id="f" * 16, content=((start + 2, end),))
    newer = replace(newer, claims=(replace(first, attribution=shifted), second))
    ledger.add_all([newer, reading()], seen_now=False)
    other.add_all([reading(), newer], seen_now=False)
    theirs = other.search("beras")[0]
    assert ledger.search("beras")[0].saying != theirs.saying
    other.correct(theirs.id, Fix(speaker="Budi Santoso"), by="Ani")
    assert merge(ledger, other).corrections == 1
    assert ledger.search("beras")[0].claim.speaker.name == "Budi Santoso"


def test_of_two_corrections_the_later_holds_whichever_ledger_it_is_from(ledger, other, monkeypatch):
    for one in (ledger, other):
        one.add(reading())
    claim = ledger.search("beras")[0].id
    for when, one, value in (("2026-01-02T00:00:00Z", ledger, "possible"), ("2026-01-01T00:00:00Z", other, "unknown")):
        monkeypatch.setattr("konon.ledger.correcting.now", lambda when=when: when)
        one.correct(claim, Fix(certainty=value), by="Ani")
    merge(ledger, other)
    merge(other, ledger)
    assert {one.search("beras")[0].claim.factuality.certainty for one in (ledger, other)} == {"possible"}


def test_what_an_interrupted_merge_left_is_made_up(ledger, other):
    other.add_all([(one, page(one.article.id.encode())) for one in many_readings(150)])
    for part in ledger.merge(other):
        if part.articles:
            break
    assert 0 < ledger.counts()["articles"] < 150
    merge(ledger, other)
    assert (ledger.counts()["articles"], ledger.counts()["pages"]) == (150, 150)
    assert merge(ledger, other) == Merged()


def test_a_ledger_is_not_merged_with_itself(ledger):
    with pytest.raises(UsageError, match="is one ledger"):
        merge(ledger, ledger)


def test_a_ledger_on_a_server_is_taken_into_a_file(ledger, other):
    ledger.add_all([(one, page(one.article.id.encode())) for one in many_readings(20)])
    ledger.correct(ledger.search(limit=1)[0].id, Fix(act="belief"), by="Ani")
    added = merge(other, ledger)
    assert (added.articles, added.pages, added.corrections) == (20, 20, 1)
    assert shown(other) == shown(ledger)
    one, same = (opened.facets(top=1000).values for opened in (ledger, other))
    assert {name: set(values) for name, values in one.items()} == {name: set(values) for name, values in same.items()}
    check(other)


def test_what_a_page_was_called_before_comes_over(ledger, other):
    def titles(opened):
        return [stand.held.article.title for history in opened.histories() for stand in history.stands]

    for hour, title in enumerate(("Harga Beras Mungkin Turun", "Harga Beras Turun")):
        seen = page(f"<h1>{title}</h1>".encode(), fetched=f"2026-03-01T0{hour}:00:00+00:00")
        other.add(reading(title=title), seen)
    assert titles(other) == ["Harga Beras Mungkin Turun", "Harga Beras Turun"]
    merge(ledger, other)
    assert titles(ledger) == titles(other)
    merge(ledger, other)
    with ledger._place.reading() as connection:
        assert len(connection.execute(select(schema.headlines)).all()) == 1
