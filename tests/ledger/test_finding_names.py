"""People and outlets are found by parts of their names; near names are offered where nothing is found."""

import pytest
from making import make_reading, many_readings, person
from sqlalchemy import select

from konon.ledger import Ledger
from konon.ledger.name_words import index_names
from konon.ledger.schema import name_words

SAID = {
    "Prabowo Subianto": "anggaran naik",
    "Sri Mulyani Indrawati": "pajak turun",
    "Jenny Town": "shells were sold",
    "Prabowo": "harga tetap",
    "Muhammad Ratno": "jalan dibuka",
    "Ana María Núñez": "no talks were held",
    "Sri Rahayu": "panen gagal",
}


@pytest.fixture
def full(address):
    with Ledger.open(address, write=True) as opened:
        for number, (name, words) in enumerate(SAID.items()):
            outlet = ("Kompasiana Warta", "Detik-News", "Harian Fajar")[number % 3]
            opened.add(make_reading((person(name), words), id=f"a-{number}", outlet=outlet, published="2023-01-01"))
        board = person("Dewan Gula Prabowo", kind="organisation")
        opened.add(make_reading((board, "gula cukup", {"relays": ("Warta Sore",)}), id="board"))
        yield opened


def said(ledger, **filters):
    return {SAID_BY[finding.content] for finding in ledger.search(limit=None, **filters)}


SAID_BY = {words: name for name, words in SAID.items()} | {"gula cukup": "Dewan Gula Prabowo"}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Prabowo", {"Prabowo Subianto", "Prabowo"}),
        ("prabowo subianto", {"Prabowo Subianto"}),
        ("Subianto, Prabowo", {"Prabowo Subianto"}),
        ("Sri Mulyani", {"Sri Mulyani Indrawati"}),
        ("sri", {"Sri Mulyani Indrawati", "Sri Rahayu"}),
        ("Jenny", {"Jenny Town"}),
        ("town", {"Jenny Town"}),
        ("Nunez", {"Ana María Núñez"}),
        ("MARIA", {"Ana María Núñez"}),
        ("ratno", {"Muhammad Ratno"}),
        ("rat", set()),
        ("Sri Prabowo", set()),
        ("Dewan Gula Prabowo", {"Dewan Gula Prabowo"}),
        ("dewan gula", {"Dewan Gula Prabowo"}),
        ("%", set()),
        ("", set(SAID_BY.values())),
    ],
)
def test_people_by_any_part_of_a_name(full, given, found):
    assert said(full, speaker=given) == found
    if given:
        assert {one.name for one in full.speakers.find(given)} == found
        assert full.facets(full_query(speaker=given)).claims == len(found)


def full_query(**filters):
    from konon.ledger import Query

    return Query(**filters)


def test_an_id_is_that_speaker_alone(full):
    (one,) = full.speakers.find("Prabowo Subianto")
    assert said(full, speaker=one.id) == {"Prabowo Subianto"}
    assert [alias.name for alias in full.speakers.find(one.aliases[0].id)[0].aliases] == ["Prabowo Subianto"]


def test_in_short_the_most_quoted_first_and_how_many(full):
    full.add(make_reading((person("Sri Rahayu"), "hujan turun"), id="more"))
    called, number = full.speakers.called("sri", limit=1)
    assert ([(one.name, one.claims) for one in called], number) == ([("Sri Rahayu", 2)], 2)
    assert len(full.speakers.find("sri", limit=1)) == 1


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("Prabawo Subianto", "Prabowo Subianto"),
        ("Sri Mulyanie", "Sri Mulyani Indrawati"),
        ("Jeny Town", "Jenny Town"),
        ("Muhamad Ratno", "Muhammad Ratno"),
        ("Nunes", "Ana María Núñez"),
    ],
)
def test_near_names_are_offered(full, given, first):
    assert full.speakers.nearest(given)[0] == first


def test_what_is_near_to_nothing_gets_no_offer(full):
    assert full.speakers.nearest("Xyqqw") == full.speakers.nearest("") == full.outlets.nearest("Xyqqw") == []


@pytest.mark.parametrize(
    ("given", "outlets"),
    [
        ("kompasiana", {"Kompasiana Warta"}),
        ("kompasia", {"Kompasiana Warta"}),
        ("warta", {"Kompasiana Warta", "Warta Sore"}),
        ("detik", {"Detik-News"}),
        ("news detik", {"Detik-News"}),
        ("asiana", set()),
        ("d", set()),
        ("_", set()),
    ],
)
def test_outlets_by_how_a_word_begins(full, given, outlets):
    assert {one.name for one in full.outlets.find(given)} == outlets
    published = {finding.article.outlet for finding in full.search(outlet=given, limit=None)}
    assert published == outlets - {"Warta Sore"}


def test_relays_by_a_part(full):
    assert said(full, relay="sore") == {"Dewan Gula Prabowo"}
    assert full.outlets.nearest("Harian Fajr")[0] == "Harian Fajar"


def held(ledger):
    with ledger._place.reading() as connection:
        return set(connection.execute(select(name_words.c.word, name_words.c.alias)).all())


def test_words_of_names_are_kept_as_they_would_be_made_anew(full):
    full.add_all(many_readings(5))
    full.erase("a-1", by="Ani", why="putusan")
    kept = held(full)
    with full._place.writing() as connection:
        index_names(connection)
    assert kept == held(full)
    assert not {word for word, _ in kept} & {"mulyani"}
    assert said(full, speaker="Mulyani") == set()
