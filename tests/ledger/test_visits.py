"""A page that goes back to what it said before shows that, and every visit is recorded."""

from dataclasses import replace

import pytest
from making import make_reading, nobody

from konon.ledger.visits import visited_at
from konon.records import Page

A = make_reading((nobody(), "harga pasti turun"), url="https://kabarlaut.example/1")
B = make_reading((nobody(), "harga mungkin turun"), url="https://kabarlaut.example/1")
LATER = "konon 0.2.0 / tagger-2"


def page(reading, fetched=None):
    return Page(body=reading.article.text.encode(), form="html", url=reading.article.url, fetched=fetched)


def shown(ledger):
    return [finding.content for finding in ledger.search("harga")]


def visits(ledger):
    with ledger._place.reading() as connection:
        asked = "SELECT at, status, sha256, article FROM visits ORDER BY key"
        return connection.exec_driver_sql(asked).all()


@pytest.mark.parametrize("with_page", [False, True])
def test_there_and_back_again(ledger, with_page):
    for reading in (A, B, A):
        ledger.add(reading, page(reading) if with_page else None)
    assert shown(ledger) == ["harga pasti turun"]
    assert ledger.show(A.claims[0].attribution.id).current
    assert not ledger.show(B.claims[0].attribution.id).current
    assert [row.article for row in visits(ledger)] == [1, 2, 1]
    ledger.add(B)
    assert shown(ledger) == ["harga mungkin turun"]
    assert len(ledger.search("harga", history=True)) == 2


def test_there_and_back_in_one_batch(ledger):
    ledger.add_all([A, B, A])
    assert shown(ledger) == ["harga pasti turun"]
    ledger.add_all([B, A, B, A, B])
    assert shown(ledger) == ["harga mungkin turun"]


def test_the_same_bytes_met_again_are_a_visit_without_reading(ledger):
    for reading in (A, B):
        ledger.add(reading, page(reading))
    assert ledger.has_page(page(A), A.reader)
    ledger.see(page(A), A.reader)
    assert shown(ledger) == ["harga pasti turun"]
    assert len(visits(ledger)) == 3


def test_an_older_copy_that_comes_late_is_not_current(ledger):
    ledger.add(B, page(B, "2023-09-15T10:00:00+07:00"))
    added = ledger.add(A, page(A, "2023-09-15T02:59:59Z"))
    assert added.versions == 1
    assert shown(ledger) == ["harga mungkin turun"]
    ledger.add(A, page(A, "2023-09-15T03:00:00+00:00"))
    assert shown(ledger) == ["harga pasti turun"], "in the same second the visit recorded later is the later"


def test_the_same_fetch_added_twice_is_one_visit(ledger):
    for reading in (A, B, A):
        fetched = "2023-09-15T10:00:00Z" if reading is A else "2023-09-16T10:00:00Z"
        ledger.add(reading, page(reading, fetched))
    assert [row.at for row in visits(ledger)] == ["2023-09-15T10:00:00Z", "2023-09-16T10:00:00Z"]
    assert shown(ledger) == ["harga mungkin turun"]


def test_what_a_visit_holds(ledger):
    ledger.add(A, page(A, "2023-09-15T10:00:00Z"))
    ((at, status, sha256, article),) = visits(ledger)
    assert (at, status, len(sha256), article) == ("2023-09-15T10:00:00Z", "ok", 64, 1)


def test_going_back_shows_the_newest_reader_of_the_old_version(ledger):
    ledger.add(replace(A, reader=LATER))
    ledger.add(A)
    ledger.add(B)
    ledger.add(A)
    (found,) = ledger.search("harga")
    assert (found.content, found.reader) == ("harga pasti turun", LATER)


def test_an_older_reader_that_meets_the_old_version_again_shows_the_newer_ones_reading(ledger):
    ledger.add(replace(A, reader=LATER), page(A))
    ledger.add(B, page(B))
    ledger.add(A, page(A))
    (found,) = ledger.search("harga")
    assert (found.content, found.reader) == ("harga pasti turun", LATER)


def test_reading_a_kept_text_anew_is_no_visit(ledger):
    ledger.add_all([A, B])
    ledger.add(replace(A, reader=LATER))
    assert shown(ledger) == ["harga mungkin turun"]
    assert len(visits(ledger)) == 2


@pytest.mark.parametrize(
    ("fetched", "at"),
    [
        ("2023-09-14T01:02:03.9Z", "2023-09-14T01:02:03Z"),
        ("2023-09-14T01:02:03+07:00", "2023-09-13T18:02:03Z"),
        ("2023-09-14T01:02:03", "2023-09-14T01:02:03Z"),
        ("2099-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+23:00", "2026-01-01T00:00:00Z"),
        ("yesterday", "2026-01-01T00:00:00Z"),
        (None, "2026-01-01T00:00:00Z"),
    ],
)
def test_when_a_visit_was(fetched, at):
    assert visited_at(fetched, "2026-01-01T00:00:00Z") == at
