"""Searching: words in any form, every filter, both together, and whatever a hostile user types."""

import pytest
from making import make_reading, nobody, person

from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.queries import Query
from konon.ledger.questions import read_terms

KORUT = person("Korut", kind="government", country="KP")


@pytest.fixture
def ledger(address):
    with Ledger.open(address, write=True) as opened:
        opened.add_all(
            [
                make_reading(
                    (
                        person("Ratna Dewi", "peneliti", "Balai Kajian", "ID"),
                        "Korea Utara mengirimkan senjata ke Rusia",
                        {"certainty": "possible", "relays": ("Garis Lintang",), "quotation": "direct"},
                    ),
                    (KORUT, "tidak ada senjata yang dikirim", {"polarity": "negative"}),
                    id="one",
                    outlet="Kabar Laut",
                    published="2023-09-14",
                ),
                make_reading(
                    (
                        person("Leonie Hartwell", "director", "Centre for Arms"),
                        "shells were shipped by rail",
                        {"act": "belief"},
                    ),
                    (person("Ratna Dewi", "peneliti", "Balai Kajian", "ID"), "Utara kapal Korea belum tiba"),
                    id="two",
                    outlet="Meridian Wire",
                    published="2023-08",
                    lang="en",
                    title="Rail",
                ),
                make_reading(
                    (nobody(), "beras naik 100% di pasar_baru"), id="three", outlet=None, published=None, title=None
                ),
            ]
        )
        yield opened


def found(ledger, words="", **filters):
    return {finding.content for finding in ledger.search(words, **filters)}


ARMS = "Korea Utara mengirimkan senjata ke Rusia"
DENIED = "tidak ada senjata yang dikirim"
SHELLS = "shells were shipped by rail"
SHIP = "Utara kapal Korea belum tiba"
RICE = "beras naik 100% di pasar_baru"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kirim", {ARMS, DENIED}),
        ("kirim senjata", {ARMS, DENIED}),
        ("pengiriman ke Rusia", {ARMS}),
        ("KIRIM, Senjata!", {ARMS, DENIED}),
        ("shell ship", {SHELLS}),
        ("korea utara", {ARMS, SHIP, DENIED}),  # Korut denies
        ('"korea utara"', {ARMS}),
        ("“Korea  Utara” senjata", {ARMS}),
        ("hartwell", {SHELLS}),
        ("senjata hartwell", set()),
        ("100 pasar", {RICE}),
        ('"100% di"', {RICE}),
        ('"100_ di"', set()),
        ("zzz", set()),
        ("Korut senjata", {ARMS, DENIED}),
        ("North Korea Russia", {ARMS}),
        ("south korea", set()),
        ("Pyongyang senjata", {ARMS, DENIED}),
    ],
)
def test_words(ledger, words, expected):
    assert found(ledger, words) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"speaker": "Ratna Dewi"}, {ARMS, SHIP}),
        ({"speaker": "dewi"}, {ARMS, SHIP}),
        ({"speaker": "North Korea"}, {DENIED}),
        ({"speaker": "Pyongyang"}, {DENIED}),
        ({"country": "KP"}, {DENIED}),
        ({"country": "Korea Utara"}, {DENIED}),
        ({"country": "Indonesia"}, {ARMS, SHIP}),
        ({"outlet": "kabar laut"}, {ARMS, DENIED}),
        ({"outlet": "Nobody's"}, set()),
        ({"relay": "Garis Lintang"}, {ARMS}),
        ({"certainty": "possible"}, {ARMS}),
        ({"polarity": "negative"}, {DENIED}),
        ({"act": "belief"}, {SHELLS}),
        ({"quotation": "direct"}, {ARMS}),
        ({"since": "2023-09"}, {ARMS, DENIED}),
        ({"until": "2023-09-13"}, {SHELLS, SHIP}),
        ({"since": "2023-09-14", "until": "2023-09-14"}, {ARMS, DENIED}),
        ({"since": "2023", "until": "2023"}, {ARMS, DENIED, SHELLS, SHIP}),
        ({"lang": "en"}, {SHELLS, SHIP}),
        ({"lang": "en", "speaker": "Ratna Dewi"}, {SHIP}),
        ({}, {ARMS, DENIED, SHELLS, SHIP, RICE}),
    ],
)
def test_filters(ledger, filters, expected):
    assert found(ledger, **filters) == expected


DATES = (
    "2023",
    "2023-09",
    "2023-09-14",
    "2023-09-14T10:00+07:00",
    "2023-09-15",
    "2023-12-31T23:59",
    "2024-01-01",
    "9999-12-31",
)


@pytest.mark.parametrize(
    ("until", "count"),
    [
        *(("2023-09-13", 2), ("2023-09-14", 4), ("2023-09", 5), ("2023-11", 5), ("2023-12", 6), ("2023-12-31", 6)),
        *(("2023", 6), ("2024", 7), ("9998", 7), ("9999", 8), ("9999-12-31", 8), ("9999-12", 8)),
    ],
)
def test_until_holds_for_whatever_precision_and_order_of_letters(address, until, count):
    with Ledger.open(address, write=True) as opened:
        days = (*DATES, None)
        opened.add_all(make_reading((nobody(), "harga"), id=f"on {day}", published=day) for day in days)
        found = opened.search(until=until)
        assert [finding.article.published for finding in found] == sorted(DATES[:count], reverse=True)


def test_words_and_filters_together(ledger):
    assert found(ledger, "senjata", polarity="negative", country="Korut") == {DENIED}


def test_the_nearer_word_comes_first_and_without_words_the_newest(ledger):
    assert [finding.content for finding in ledger.search("mengirimkan senjata", limit=1)] == [ARMS]
    published = [finding.article.published for finding in ledger.search()]
    assert published == ["2023-09-14", "2023-09-14", "2023-08", "2023-08", None]


def test_a_limit_is_kept(ledger):
    assert len(ledger.search(limit=2)) == 2
    assert ledger.search(limit=0) == []
    assert len(ledger.search(limit=None)) == 5


HOSTILE = [
    'senjata" OR "a',
    "senj*",
    "NEAR(senjata rusia)",
    "senjata -- rusia",
    "words:senjata",
    "^senjata",
    "'; DROP TABLE claims; --",
    "senjata & !rusia | (",
    "\\' :* <->",
    "%_%",
    "\x00\ud800a",
    "𝔰𝔢𝔫𝔧𝔞𝔱𝔞",
    "a" * 10_000,
    "kata " * 2_000,
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(ledger, hostile):
    before = ledger.counts()
    if any(letter.isalnum() for letter in hostile):
        ledger.search(hostile)
    else:
        with pytest.raises(UsageError, match="holds no word"):
            ledger.search(hostile)
    for name in ("speaker", "outlet", "relay", "lang"):
        assert found(ledger, **{name: hostile}) == set()
    for name in ("country", "certainty", "polarity", "act", "quotation", "since", "until"):
        with pytest.raises(UsageError) as error:
            found(ledger, **{name: hostile})
        assert "\n" not in str(error.value)
        assert len(str(error.value)) < 200
    with pytest.raises(UsageError, match="no claim has this id"):
        ledger.show(hostile)
    assert ledger.speakers.find(hostile) == []
    assert ledger.counts() == before


def test_words_of_the_syntax_are_looked_for_as_words(ledger):
    assert found(ledger, "senjata NOT rusia") == set()  # no claim has the word "not"
    assert found(ledger, "senjata*") == {ARMS, DENIED}


@pytest.mark.parametrize(
    ("words", "said"), [('"', "holds no word"), ("...", "holds no word"), ("a" * 10_001, "10,001 characters")]
)
def test_questions_that_cannot_be_answered(ledger, words, said):
    with pytest.raises(UsageError, match=said):
        ledger.search(words)


def test_a_filter_that_is_none(ledger):
    with pytest.raises(UsageError, match="no such filter; did you mean country"):
        ledger.search("senjata", colour="red")


def test_a_question_of_thousands_of_words_asks_few():
    assert len(read_terms(" ".join(f"kata{n}" for n in range(1000))).terms) == 32


def test_the_query_and_the_call_are_the_same(ledger):
    query = Query(words="senjata", certainty="possible")
    assert list(ledger.find(query)) == ledger.search("senjata", certainty="possible")


def test_the_view_for_people_has_readable_columns(ledger):
    with ledger._place.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM claims_view WHERE speaker = 'North Korea'").mappings().all()
    assert len(rows) == 1
    row = rows[0]
    (finding,) = ledger.search(country="KP")
    assert (row["claim"], row["saying"]) == (finding.id, finding.saying)
    assert (row["written_as"], row["country"], row["outlet"], row["polarity"]) == (
        "Korut",
        "KP",
        "Kabar Laut",
        "negative",
    )
    assert (row["content"], row["title"], row["published"]) == (DENIED, "Peluru Lewat Rel", "2023-09-14")


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2023-09", "2023", 2),
        ("2023-09-14", "2023-09", 2),
        ("2023-09-14", "2023-09-14", 2),
        ("2023", "2023-09-14", 4),
        ("2023-09-15", "2023-09-14", None),
        ("2023-09", "2023-08-31", None),
        ("2024", "2023", None),
        ("0001", "9999", 4),
    ],
)
def test_from_a_day_to_a_day(ledger, since, until, found):
    if found is None:
        with pytest.raises(UsageError, match="begins after it ends"):
            ledger.search(since=since, until=until)
    else:
        assert len(ledger.search(since=since, until=until)) == found


@pytest.mark.parametrize("many", [1, 2, 3, 4, 5, 9])
def test_of_words_that_very_many_have_those_added_last_come_first_and_pages_still_make_up_the_whole(
    ledger, monkeypatch, many
):
    monkeypatch.setattr("konon.ledger.ranking.MANY", many)
    short = [(nobody(), "panen" + " lain" * words) for words in (0, 3, 1)]
    ledger.add_all(
        [make_reading(*short, (nobody(), "panen raya")), make_reading((nobody(), "panen usai panen"), id="last")]
    )
    whole = [one.id for one in ledger.find(Query(words="panen", limit=None))]
    added = [one.id for one in ledger.find(Query(words="panen", as_added=True, limit=None))]
    assert len(whole) == 5
    assert set(whole) == set(added)
    assert set(whole[:many]) == set(added[-many:])
    for start in range(6):
        parts = [one.id for one in ledger.find(Query(words="panen", limit=2, offset=start))]
        assert parts == whole[start : start + 2]
    assert [row.id for row in ledger.rows(Query(words="panen", limit=None))] == whole


def test_claims_that_fit_alike_make_up_the_whole_page_by_page(ledger):
    ledger.add(make_reading(*[(nobody(), f"tebu nomor {number:03}") for number in range(200)], id="tebu"))
    whole = [one.id for one in ledger.find(Query(words="tebu", limit=None))]
    parts = [one.id for start in range(0, 200, 9) for one in ledger.find(Query(words="tebu", limit=9, offset=start))]
    assert len(set(whole)) == 200
    assert parts == whole


def test_words_that_very_many_have_are_still_narrowed(ledger, monkeypatch):
    monkeypatch.setattr("konon.ledger.ranking.MANY", 1)
    assert found(ledger, "kirim", polarity="positive") == {ARMS}
    assert found(ledger, "kirim", polarity="negative") == {DENIED}
    assert found(ledger, "kirim", outlet="Meridian Wire") == set()
