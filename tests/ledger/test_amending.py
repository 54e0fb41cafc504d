"""An article that comes again with a better date, title or outlet: these are updated, and nothing is read again."""

import json
from dataclasses import replace

import pytest
from making import make_reading, person

from konon.ledger import Query
from konon.pipeline import Additions
from konon.records import Page

TEXT = '"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan, kepada Kabar Laut.'


def told(**more):
    return make_reading((person("Ratna Dewi"), "harga turun"), **more)


def test_what_is_told_better_is_taken_over(ledger):
    ledger.add(told(title=None, outlet=None, published=None))
    added = ledger.add(told(title="Beras Turun", outlet="Kabar Laut", published="2025-11-01"))
    assert (added.known, added.updated, added.articles, added.claims) == (1, 1, 0, 0)
    (finding,) = ledger.search(outlet="Kabar Laut", since="2025-11")
    assert (finding.article.title, finding.article.published) == ("Beras Turun", "2025-11-01")
    facets = ledger.facets()
    assert [(one.value, one.claims) for one in facets.values["month"]] == [("2025-11", 1)]
    assert [(one.name, one.claims) for one in facets.values["outlet"]] == [("Kabar Laut", 1)]
    assert ledger.facets(Query(outlet="Kabar Laut")).claims == 1


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("2025-11", "2025-11-01", "2025-11-01"),
        ("2025-11-01T10:20", "2025-11-01", "2025-11-01T10:20"),  # less precise
        ("2025-11-01", None, "2025-11-01"),
        ("2025-11-01", "2025-10-31", "2025-10-31"),  # corrected
    ],
)
def test_a_date_is_not_made_worse(ledger, before, after, kept):
    ledger.add(told(published=before))
    ledger.add(told(published=after))
    assert [one.article.published for one in ledger.search()] == [kept]


def test_nothing_is_updated_where_nothing_is_told_otherwise(ledger):
    ledger.add(told())
    assert ledger.add(told()).updated == 0


def test_counts_are_what_a_recount_gives(ledger):
    ledger.add(told(outlet="Kabar Laut", published="2025-10"))
    ledger.add(told(outlet="Lintas Utara", published="2025-11"))
    everything, recounted = ledger.facets(), ledger.facets(Query(certainty="certain"))
    assert everything.values["month"] == recounted.values["month"]
    assert everything.values["outlet"] == recounted.values["outlet"]


def add(folder, ledger, **row):
    path = folder / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT} | row))
    (added,) = Additions([str(path)], ledger)
    return added


def test_a_known_text_is_not_read_again(tmp_path, ledger, monkeypatch):
    first = add(tmp_path, ledger, url="https://contoh.id/a-b-1?utm_source=x")
    assert (first.articles, first.claims) == (1, 1)

    def fail(*_):
        raise AssertionError("it was read again")

    monkeypatch.setattr("konon.pipeline.read_article", fail)
    again = add(tmp_path, ledger, url="https://contoh.id/a-b-1#top", date="1 November 2025", title="Beras")
    assert (again.known, again.updated) == (1, 1)
    (finding,) = ledger.search()
    assert (finding.article.url, finding.article.published) == ("https://contoh.id/a-b-1", "2025-11-01")
    assert add(tmp_path, ledger, url="https://contoh.id/a-b-1", title="Beras").updated == 0
    assert ledger.counts()["articles"] == 1


def test_a_page_of_other_bytes_with_the_same_text_is_current_again(ledger):
    old, new = told(), told(head="Lain. ")
    ledger.add(old, Page(body=b"a", form="dump", fetched="2025-11-01T00:00:00Z"))
    ledger.add(new, Page(body=b"b", form="dump", fetched="2025-11-02T00:00:00Z"))
    assert ledger.has_article(old.article, old.reader)
    assert not ledger.has_article(old.article, "konon 9")
    assert not ledger.has_article(replace(old.article, text="x"), old.reader)
    back = Page(body=b"c", form="dump", fetched="2025-11-03T00:00:00Z")
    assert ledger.meet(old.article, back).known == 1
    (finding,) = ledger.search()
    assert (finding.version, finding.current) == (1, True)
    assert ledger.has_page(back, old.reader)
