"""Facets are counted once while the ledger stays as it is, and anew after anything was written to it."""

from making import make_reading, person

from konon.ledger import Ledger, Query
from konon.web.kept_facets import KEPT, KeptFacets


def test_facets_are_kept_until_something_is_written(tmp_path):
    path = tmp_path / "a.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(make_reading((person("Budi"), "harga turun"), id="a"))
    with Ledger.open(path) as ledger:
        kept = KeptFacets()
        first = kept.count(ledger, Query(limit=None), 10)
        assert kept.count(ledger, Query(limit=None), 10) is first
        assert kept.count(ledger, Query(words="harga", limit=None), 10) is not first
        with Ledger.open(path, write=True) as other:
            other.add(make_reading((person("Sari"), "harga naik"), id="b"))
        assert kept.count(ledger, Query(limit=None), 10).claims == 2
        with Ledger.open(path, write=True) as other:
            budi, sari = (other.speakers.find(name)[0].id for name in ("Budi", "Sari"))
            other.speakers.merge([budi, sari])
        merged = kept.count(ledger, Query(limit=None), 10)
        assert [one.claims for one in merged.values["speaker"]] == [2]


def test_no_more_are_kept_than_some(tmp_path):
    path = tmp_path / "a.db"
    Ledger.open(path, write=True).close()
    with Ledger.open(path) as ledger:
        kept = KeptFacets()
        for number in range(KEPT + 20):
            kept.count(ledger, Query(since=f"{1000 + number}", limit=None), 1)
        assert len(kept._kept) == KEPT
