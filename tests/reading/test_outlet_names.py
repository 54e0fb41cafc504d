"""Runs of words that hold an outlet's name, and the outlets that stand in them."""

import pytest

from konon.reading.relays.name_edges import is_short_for
from konon.reading.relays.name_parts import split_name
from konon.reading.text.passage import prepare
from konon.records import Article


def parts(text, lang="en", before=""):
    whole = before + text
    passage = prepare(Article(id="x", text=whole, body=((0, len(whole)),), lang=lang))
    return [whole[start:end] for start, end in split_name(passage, (len(before), len(whole)))]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("A Reuters", ["Reuters"]),
        ("As Breitbart News", ["Breitbart News"]),
        ("Both CNN and MSNBC", ["CNN", "MSNBC"]),
        ("MSNBC Monday", ["MSNBC"]),
        ("Fox & Friends interview", ["Fox & Friends"]),
        ("Harbour Gazette piece", ["Harbour Gazette"]),
        ("Foreign Affairs magazine", ["Foreign Affairs"]),
        ("CNN and MSNBC", ["CNN", "MSNBC"]),
        ("The Washington Post, CNN and NBC", ["The Washington Post", "CNN", "NBC"]),
        ("BuzzFeed or The Huffington Post", ["BuzzFeed", "The Huffington Post"]),
        ("Ada Quist of The Intercept", ["The Intercept"]),
        ("Ada Quist on Twitter", ["Twitter"]),
        ("7 on MSNBC", ["MSNBC"]),
        ("CNN's interview", ["CNN"]),
        ("Reuters' report", ["Reuters"]),
        ("CBS News Correspondent Ada Quist", ["CBS News"]),
        ("Sky Sports afterwards", ["Sky Sports"]),
        ("Harbour Radio channel", ["Harbour Radio"]),
        ("CBS News’ Ada Quist", ["CBS News"]),
        ("NPR correspondent Ada Quist", ["NPR"]),
        ("CBS Face the Nation", ["CBS", "Face the Nation"]),
    ],
)
def test_what_stands_beside_an_outlet_is_no_part_of_its_name(words, names):
    assert parts(words) == names


@pytest.mark.parametrize(
    "words",
    [
        "Fox and Friends",
        "Face the Nation",
        "Twitter",
        "The Harbour Gazette of Eastgate",
        "Ada Quist and Jon Harrow",
        "interview",
        "A Current Affair",
        "As It Happens",
        "Wall Street journal",
    ],
)
def test_a_name_stays_whole(words):
    assert parts(words) == [words]


def test_a_title_may_begin_with_any_word():
    assert parts("As the Harbour Turns", before="“") == ["As the Harbour Turns"]


def test_where_kinds_stand_first_nothing_is_cut():
    assert parts("Reuters interview", lang="id") == ["Reuters interview"]


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("NBC", "National Broadcasting Company", True),
        ("AP", "The Associated Press", True),
        ("BBC", "British Broadcasting Corporation of London", False),
        ("AP", "Antara", False),
        ("A", "Antara", False),
        ("Ap", "Associated Press", False),
    ],
)
def test_initials_stand_for_a_name(short, long, same):
    assert is_short_for(short, long) is same
