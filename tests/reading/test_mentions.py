"""Where outlets are named as carriers."""

import pytest

from konon.reading.mentions import find_mentions
from konon.records import Article, Attribution


def named(text, lang="id", content=()):
    one = Attribution(id="a", source=(), cue=(), content=content, quotation="direct", confidence=1)
    article = Article(id="x", text=text, body=((0, len(text)),), lang=lang)
    return [(mention.kind, mention.name) for mention in find_mentions(article, [one])]


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


@pytest.mark.parametrize(
    "text", ["dikutip dari Presiden Rusia", "kepada Menteri Keuangan", "dilansir dari surat edaran"]
)
def test_no_outlet_no_mention(text):
    assert named(text) == []


def test_what_stands_in_a_content_is_passed_over():
    text = "dilansir Reuters"
    assert named(text, content=((0, len(text)),)) == []
