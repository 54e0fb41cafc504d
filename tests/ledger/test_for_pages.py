"""What the pages of the site ask of a ledger, in both databases."""

import os

import pytest
from making import make_reading, person

from konon.errors import ErasedError, MissingError
from konon.ledger import Ledger, Query
from konon.ledger.correction_rows import Fix
from konon.ledger.news import LedgerMark

SAID = "kereta itu mungkin membawa peluru artileri ke pelabuhan Vostochny pada malam hari"
OTHERS = ("pasar induk ditutup sejak Senin", "guru menuntut upah lebih besar", "sungai meluap lagi di hulu")
RATNA, BUDI = person("Ratna Dewi", "peneliti"), person("Budi Santoso")


@pytest.fixture
def told(ledger):
    """One statement in three articles of two outlets, another in one."""
    for number, outlet in enumerate(("Garis Lintang", "Kabar Laut", "Kabar Laut")):
        reading = make_reading(
            (RATNA, SAID, {"relays": ("Antara",)}),
            (BUDI, OTHERS[number]),
            id=f"a{number}",
            outlet=outlet,
            published=f"2023-09-1{number}",
        )
        ledger.add(reading, meaning=True, trace=True)
    return ledger


def test_how_far_a_statement_has_spread(told):
    sayings = [finding.saying for finding in told.find(Query(words="artileri"))]
    spread = told.spread([*sayings, "nix", "\x00"])
    assert set(spread) == set(sayings)
    assert {(one.claims, one.articles, one.outlets) for one in spread.values()} == {(3, 3, 2)}
    alone = [finding.saying for finding in told.find(Query(words="sungai"))]
    assert told.spread(alone) == {}
    assert told.spread([]) == {}


def test_what_was_added_lately_and_is_told_by_several(told):
    (saying, spread), *others = told.newly_told(5)
    assert told.findings([saying])[saying].content == SAID
    assert spread.outlets == 2
    assert all(one.claims > 1 for _, one in others)


def test_the_last_articles_with_their_claims(told):
    found = told.newest_articles(2)
    assert [(one.id, one.outlet, one.claims) for one in found] == [("a2", "Kabar Laut", 2), ("a1", "Kabar Laut", 2)]
    assert found[0].outlet_id == told.outlets.find("Kabar Laut")[0].id


def test_an_article_with_its_versions_and_claims_in_text_order(told):
    told.add(make_reading((BUDI, "pasar itu dibuka"), (RATNA, SAID), id="a0", outlet="Garis Lintang"))
    held = told.article("a0")
    assert (held.version, [one.number for one in held.versions]) == (2, [1, 2])
    assert [one.current for one in held.versions] == [False, True]
    assert [finding.content for finding in held.findings] == ["pasar itu dibuka", SAID]
    older = told.article("a0", 1)
    assert len(older.findings) == 2
    assert older.findings[0].content == SAID
    for id, version in (("nix", None), ("a0", 9), ("\x00", None)):
        with pytest.raises(MissingError, match="no article has this id"):
            told.article(id, version)
    told.erase("a0", by="Sari", why="asked for")
    with pytest.raises(ErasedError):
        told.article("a0")


def test_parts_of_an_answer_are_the_answer(told):
    for query in (Query(limit=None), Query(words="pasar", limit=None), Query(words="pasar", meaning=True, limit=None)):
        every = [finding.id for finding in told.find(query)]
        parts = [finding.id for start in range(0, len(every), 2) for finding in told.find_part(query, start, 2)]
        assert parts == every


def test_one_facet_is_that_of_all_facets(told):
    everything = told.facets(Query(), top=100).values
    for facet in ("speaker", "outlet", "relay"):
        found, every = told.most(facet, 0, 100)
        assert {(one.value, one.claims) for one in found} == {(one.value, one.claims) for one in everything[facet]}
        assert every == len(found)
        assert told.most(facet, 1, 1)[0] == found[1:2]
    query = Query(words="artileri")
    assert told.count_by("outlet", query) == list(told.facets(query).values["outlet"])
    assert told.count_by("outlet", Query(relay="Antara"), top=1) == [told.count_by("outlet", Query(relay="Antara"))[0]]


def test_the_state_changes_with_whatever_is_written(told, address):
    with Ledger.open(address) as reader:
        before = reader.state()
        assert reader.state() == before
        told.add(make_reading((BUDI, "harga naik"), id="baru"))
        assert reader.state() != before


def test_the_state_changes_also_where_the_clock_stands_still(tmp_path, monkeypatch):
    path, look = tmp_path / "a.db", os.stat
    with Ledger.open(path, write=True) as ledger:
        seen = look(path)
        monkeypatch.setattr("os.stat", lambda given, **more: seen if str(path) in str(given) else look(given, **more))
        states = []
        for number in range(3):
            ledger.add(make_reading((BUDI, f"harga naik {number}"), id=f"a{number}"))
            states += [ledger.state(), ledger.state()]
    assert [states[at] == states[at + 1] for at in range(5)] == [True, False, True, False, True]


def test_what_people_added_stands_beside_what_was_read(told):
    read = [finding.content for finding in told.article("a0").findings]
    made = told.add_missed("a0", told.locate("a0", "pada malam hari"), Fix(speaker="Ratna Dewi"), by="Ani")
    held = told.article("a0")
    assert held.reader == "konon 0.1.0 / tagger-1"
    assert sorted(finding.content for finding in held.findings) == sorted([*read, "pada malam hari"])
    assert [reader for reader, _ in told.summary(top=3).readers] == ["konon 0.1.0 / tagger-1"]
    told.undo_correction(made.id, by="Ani")
    assert [finding.content for finding in told.article("a0").findings] == read


NEVER = LedgerMark(article=0, at="2023-01-01T00:00:00Z")


def add_denial(ledger):
    denied = SAID.replace("mungkin", "tidak")
    ledger.add(make_reading((BUDI, denied, {"polarity": "negative"}), id="b", outlet="Lintas Utara"), trace=True)
    (one,) = ledger.search("artileri", outlet="Lintas Utara")
    other = ledger.search("artileri", outlet="Garis Lintang")[0]
    ledger.judge(other.saying, one.saying, "contradicts", by="Sari")


def test_news_since_a_look(told):
    before = told.mark()
    assert (told.news(before, 5).articles, told.news(before, 5).claims) == (0, 0)
    later = make_reading(
        (RATNA, SAID.replace("mungkin ", ""), {"relays": ("Antara",)}),
        (BUDI, "menteri kesehatan mengundurkan diri"),
        id="c",
        outlet="Baru",
    )
    told.add(later, meaning=True, trace=True)
    told.add(make_reading((BUDI, "pasar dibuka"), id="a1", outlet="Kabar Laut"), trace=True)  # a new version is none
    news = told.news(before, 5)
    assert (news.articles, news.claims, news.about) == (1, 2, False)
    (statement,) = news.statements
    assert (statement.entry.first.content, statement.articles, statement.gained) == (SAID, 1, 0)
    assert told.added_since(before, ["a0", "a1", "c", "nix"]) == {"c"}
    assert told.added_since(NEVER, ["a0", "c"]) == {"a0", "c"}
    assert told.news(NEVER, 5).articles == 4


def test_disputes_that_were_opened_last(told):
    assert told.newest_disputed(links=5) == []
    add_denial(told)
    (dispute,) = told.newest_disputed(links=5)
    assert {one.article for one in dispute.denies.sayings} == {"b"}
    assert {one.article for one in dispute.asserts.sayings} >= {"a0"}


@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ({}, {("Ratna Dewi", "ANTARA", "Kabar Laut", 2), ("Ratna Dewi", "ANTARA", "Garis Lintang", 1)}),
        ({"outlet": "Garis Lintang"}, {("Ratna Dewi", "ANTARA", "Garis Lintang", 1)}),
        ({"relay": "Antara", "since": "2023-09-12"}, {("Ratna Dewi", "ANTARA", "Kabar Laut", 1)}),
        ({"words": "artileri", "until": "2023-09-10"}, {("Ratna Dewi", "ANTARA", "Garis Lintang", 1)}),
    ],
)
def test_who_carries_whom(told, asked, ways):
    found = told.carrying(Query(limit=None, **asked))
    shown = {(w.speaker.name, w.relay.name, w.outlet.name, w.claims) for w in found.ways if w.relay}
    assert shown == ways
    assert (found.claims, found.about) == (told.count(Query(limit=None, **asked)), False)


def test_outlets_by_what_they_publish_and_pass_on(told):
    (outlet,) = told.outlets.find("Kabar Laut")
    assert (outlet.claims, [one.name for one in outlet.names]) == (4, ["Kabar Laut"])
    (agency,) = told.outlets.find("Antara")
    assert agency.claims == 3
    published, publishing = told.most("outlet", 0, 10)
    passed, relaying = told.most("relay", 0, 10)
    assert ([(one.name, one.claims) for one in published], publishing) == ([("Kabar Laut", 4), ("Garis Lintang", 2)], 2)
    assert ([(one.name, one.claims) for one in passed], relaying) == ([("ANTARA", 3)], 1)
    by = told.count_by("outlet", Query(relay=agency.id), top=5)
    assert [(one.name, one.claims) for one in by] == [("Kabar Laut", 2), ("Garis Lintang", 1)]


@pytest.mark.parametrize("sort", ["outlets", "sources", "changes", "newest"])
def test_statements_in_every_order(told, sort):
    found = told.thread_page(Query(words="artileri"), sort=sort, limit=5, skip=0)
    assert [entry.first.content for entry in found.entries] == [SAID]
    assert told.thread_page(Query(words="pasar induk Senin"), sort=sort, limit=5, skip=0).entries == ()


@pytest.mark.parametrize("sort", ["outlets", "newest"])
def test_statements_that_mean_something_in_whatever_words(told, sort):
    asked = Query(words="a train may have carried artillery shells to the port at night", meaning=True)
    found = told.thread_page(asked, sort=sort, limit=5, skip=0)
    assert found.entries[0].first.content == SAID
    assert told.thread_page(Query(words=asked.words), sort=sort, limit=5, skip=0).entries == ()
    far = Query(words=asked.words, meaning=True, outlet="Lintas Utara")
    assert told.thread_page(far, sort=sort, limit=5, skip=0).entries == ()
