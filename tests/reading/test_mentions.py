"""Where outlets are named as carriers."""

import pytest

from konon.reading.relays.mentions import rule_mentions
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution


def named(text, lang="id", content=()):
    one = Attribution(id="a", source=(), cue=(), content=content, quotation="direct", confidence=1)
    article = Article(id="x", text=text, body=((0, len(text)),), lang=lang)
    return [(mention.kind, mention.name) for mention in rule_mentions(prepare(article), [one])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dilansir dari Bisnis Malam, Senin", ("carried", "Bisnis Malam")),
        ("dilansir Reuters Donald Trump", ("carried", "Reuters")),
        ("kata News Manager, wawancara dengan News Manager Tribun Network, Budi", ("told", "Tribun Network")),
        ("dikutip dari kantor berita India (PTI)", ("carried", "PTI")),
        ("disiarkan langsung televisi negara itu", ("channelled", "televisi negara itu")),
        ("dikutip dari laman resmi Istana Biru, Rabu", ("carried", "laman resmi Istana Biru")),
        ("Melansir\u00c2\u00a0 Boston Herald, Selasa", ("carried", "Boston Herald")),
        ("Artikel ini pernah tayang di DW Indonesia dengan judul lain", ("credit", "DW Indonesia")),
    ],
)
def test_the_name_is_cut_where_it_ends(text, found):
    assert named(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("according to The New York Times, which", ("carried", "The New York Times")),
        ("in an interview with ABC News, that", ("told", "ABC News")),
        ("told Bill Howe of Fox News this week", ("told", "Fox News")),
        ("a post on Truth Social, that", ("channelled", "Truth Social")),
    ],
)
def test_english_names(text, found):
    assert named(text, "en") == [found]


@pytest.mark.parametrize("name", ["Reuters", "BBC News", "the Evening Standard"])
def test_an_outlet_that_is_all_of_what_is_said_still_leads(name):
    text = f"Citing {name}, the mayor said"
    assert [found.removeprefix("the ") for _, found in named(text, "en", ((7, 7 + len(name)),))] == [
        name.removeprefix("the ")
    ]


@pytest.mark.parametrize(
    "text", ["dikutip dari Presiden Rusia", "kepada Menteri Keuangan", "dilansir dari surat edaran"]
)
def test_no_outlet_no_mention(text):
    assert named(text) == []


def test_what_stands_in_a_content_is_passed_over():
    text = "dilansir Reuters"
    assert named(text, content=((0, len(text)),)) == []


def test_whom_an_outlet_had_it_from_is_named_too():
    assert named("Dilansir Garis Timur dari Kawat Samudra, hujan turun") == [
        ("carried", "Garis Timur"),
        ("carried", "Kawat Samudra"),
    ]
    assert named("a report by ABC News, citing Reuters, that", "en") == [
        ("carried", "ABC News"),
        ("carried", "Reuters"),
    ]


@pytest.mark.parametrize("outlet", ["Lensa Laut", "Lensa Laut.com", "lensa laut"])
def test_the_articles_own_outlet_is_known_in_it(outlet):
    text = "katanya saat dihubungi Lensa Laut, Rabu. Ia menerima lensa laut. Ini kepada Ramli Laut."
    article = Article(id="x", text=text, body=((0, len(text)),), lang="id", outlet=outlet)
    assert [mention.name for mention in rule_mentions(prepare(article), [])] == ["Lensa Laut"]


def test_whoever_reaches_somebody_is_an_outlet():
    assert named("katanya saat dihubungi Ramli Laut, Rabu") == [("told", "Ramli Laut")]
    assert named("Saat dihubungi, Ramli Laut membantah.") == []


def test_another_outlets_name_of_no_known_shape_is_not_told():
    assert named("katanya kepada Ramli Laut, Rabu") == []


@pytest.mark.parametrize("outlet", ["", "(", "x", ".com", "[a-z]+"])
def test_an_odd_name_of_the_own_outlet_breaks_nothing(outlet):
    text = "kepada Reuters, Rabu"
    article = Article(id="x", text=text, body=((0, len(text)),), lang="id", outlet=outlet)
    assert [mention.name for mention in rule_mentions(prepare(article), [])] == ["Reuters"]


def test_what_is_received_is_received_by_an_outlet():
    assert named("keterangan yang diterima Kawat Samudra, Sabtu") == [("told", "Kawat Samudra")]
    assert named("keterangan yang diterima di Surabaya, Sabtu") == []


def test_names_in_capitals_and_of_common_shapes():
    assert named("told USA TODAY's weekly show", "en") == [("told", "USA TODAY")]
    assert named("told Meridian Wire by telephone", "en") == [("told", "Meridian Wire")]


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("dilansir Šport, Rabu", "id", ("carried", "Šport")),
        ("dikutip dari Łódź Kurier, Rabu", "id", ("carried", "Łódź Kurier")),
        ("dilansir İhlas, Rabu", "id", ("carried", "İhlas")),
        ("dilansir РИА Новости, Rabu", "id", ("carried", "РИА Новости")),
    ],
)
def test_names_begin_with_the_capitals_of_any_script(text, lang, found):
    assert named(text, lang) == [found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("she said on CBS's Face the Nation that", ["CBS", "Face the Nation"]),
        ("he told NBC’s “Today” on Monday that", ["NBC", "Today"]),
        ("made similar remarks on CNBC’s “Ferry Hour” program", ["CNBC", "Ferry Hour"]),
        ("she said on CBS Face the Nation that", ["CBS", "Face the Nation"]),
        ("heard on CNN’s show Anderson Cooper 360 that", ["CNN", "Anderson Cooper 360"]),
        ('he said on "Ferry Hour" on NPR that', ["Ferry Hour", "NPR"]),
        ("on Fox News’ On the Record with Orla Quist that", ["Fox News", "On the Record with Orla Quist"]),
        ("said on ABC's This Week with Ivor Hale.", ["ABC", "This Week with Ivor Hale"]),
    ],
)
def test_a_programme_is_named_beside_who_broadcasts_it(text, names):
    assert [name for _, name in named(text, "en")] == names


@pytest.mark.parametrize("post", ["host", "co-host", "producer", "anchor", "former host"])
def test_whose_programme_it_is_names_no_carrier(post):
    assert named(f"Ivor Hale, {post} of MSNBC’s “Morning Joe,” spoke.", "en") == []


@pytest.mark.parametrize("name", ["Time magazine", "Fox 35", "TMZ Sports", "Fox News 6", "ABC News Radio"])
def test_an_edition_belongs_to_the_name(name):
    assert named(f"she told {name} that it rained", "en") == [("told", name)]
