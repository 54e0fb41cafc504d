"""How many claims there are, by whom, and what a ledger holds at one look."""

from collections import Counter

import pytest
from making import make_reading, many_readings, nobody, person

from konon.errors import UsageError
from konon.ledger import Ledger, Query
from konon.ledger.counts import GROUPS

READER = "konon 0.1.0 / tagger-1"


@pytest.fixture
def full(address):
    with Ledger.open(address, write=True) as opened:
        opened.add_all(many_readings(12))
        opened.add(make_reading((person("Ratna Dewi"), "beras naik"), id="a", outlet="Kompas.com", published="2024"))
        opened.add(make_reading((nobody(), "beras turun"), id="b", outlet="Kompas", published=None, lang="en"))
        yield opened


QUERIES = [{}, {"words": "beras"}, {"outlet": "kompas"}, {"certainty": "possible"}, {"words": "pasar", "until": "2023"}]


@pytest.mark.parametrize("asked", QUERIES)
def test_the_count_is_of_what_is_found(full, asked):
    query = Query(**asked, limit=1, offset=1)
    assert full.count(query) == len(list(full.find(Query(**asked, limit=None)))) > 0


def values_of(finding, by):
    published = finding.article.published
    signs = {"day": 10, "month": 7, "year": 4}
    if by in signs:
        return [published[: signs[by]]] if published else []
    f, speaker = finding.claim.factuality, finding.speaker
    return {
        "speaker": [speaker.name] if speaker else [],
        "country": [speaker.country] if speaker and speaker.country else [],
        "outlet": ["Kompas" if finding.article.outlet.startswith("Kompas") else finding.article.outlet],
        "relay": [relay.name for relay in finding.claim.relays],
        "lang": [finding.article.lang],
        "quotation": [finding.claim.attribution.quotation],
        "certainty": [f.certainty],
        "polarity": [f.polarity],
        "act": [f.act],
    }[by]


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("asked", QUERIES)
def test_groups_are_what_counting_the_claims_gives(full, by, asked):
    expected = Counter(v for one in full.find(Query(**asked, limit=None)) for v in values_of(one, by))
    found = full.group(by, Query(**asked))
    assert {one.name: one.claims for one in found} == expected
    if by in ("day", "month", "year"):
        assert [one.value for one in found] == sorted(expected)
    else:
        assert [one.claims for one in found] == sorted(expected.values(), reverse=True)


def test_a_group_is_cut_to_the_most_frequent_and_times_to_the_last(full):
    assert len(full.group("speaker", top=2)) == 2
    assert full.group("speaker", top=1)[0].name == "Kremlin"
    assert [one.value for one in full.group("year", top=1)] == ["2024"]


def test_values_of_a_group_are_taken_by_the_filter(full):
    for by in ("speaker", "outlet", "relay", "certainty", "lang"):
        for one in full.group(by, Query(words="pasar")):
            assert full.count(Query(words="pasar", **{by: one.value})) == one.claims


def test_what_cannot_be_counted(full):
    with pytest.raises(UsageError, match=r"nothing to group by; choose from speaker"):
        full.group("colour")
    with pytest.raises(UsageError, match="by words alone"):
        full.count(Query(words="beras", meaning=True))


@pytest.mark.parametrize("words", ["", "pasar"])
def test_page_after_page_gives_all(full, words):
    every = [one.id for one in full.find(Query(words=words, limit=None))]
    starts = range(0, len(every) + 5, 5)
    assert [one.id for start in starts for one in full.search(words, limit=5, offset=start)] == every
    assert [one.id for one in full.search(words, limit=None, offset=3)] == every[3:]


def test_a_summary_holds_what_there_is(full):
    found = full.summary(top=3)
    assert (found.articles, found.versions, found.claims, found.pages) == (14, 14, 38, 0)
    assert (found.first[:4], found.last) == ("2023", "2024")
    assert (found.top_speakers[0].name, found.top_speakers[0].claims, len(found.top_speakers)) == ("Kremlin", 12, 3)
    assert [(one.value, one.claims) for one in found.languages] == [("id", 37), ("en", 1)]
    assert found.readers == ((READER, 14),)
    assert found.size > 10_000
    assert found.since <= found.until
    assert (found.outlets, found.publishing) == (3, 2), "one is named as a relay alone"


def test_an_empty_ledger_has_a_summary(ledger):
    found = ledger.summary()
    assert (found.articles, found.claims, found.first, found.since, found.readers) == (0, 0, None, None, ())


def test_outlets_are_counted_as_publishers_and_as_relays(full):
    found = {one.name: (one.claims, one.relayed) for one in full.outlets.counted()}
    assert found == {"Kabar Laut": (36, 0), "Garis Lintang": (0, 12), "Kompas": (2, 0)}
    assert [one.name for one in full.outlets.counted(limit=1)] == ["Kabar Laut"]
    assert [one.name for one in full.outlets.counted("kompas")] == ["Kompas"]
