"""Beginnings, either of two, and not this; and which words of a claim were asked for. On every database."""

import pytest
from making import make_reading, nobody, person

from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.questions import AskedWords, read_terms

RICE = "harga beras naik di pasar"
SUGAR = "harga gula turun di Pasar Baru"
ARMS = "Korea Utara mengirimkan senjata ke Rusia"
SHELLS = "shells were shipped by rail, not senders' lorries"
COVID = "Covid-19 dan Covid-21 tidak menular, suhu -5 derajat"
ALL = {RICE, SUGAR, ARMS, SHELLS, COVID}


@pytest.fixture
def full(address):
    with Ledger.open(address, write=True) as opened:
        for number, words in enumerate((RICE, SUGAR, ARMS, COVID)):
            opened.add(make_reading((nobody(), words), id=f"a-{number}", title=None))
        opened.add(make_reading((person("Jenny Town"), SHELLS), id="en", lang="en", title=None))
        yield opened


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("harga", {RICE, SUGAR}),
        ("harga -gula", {RICE}),
        ("-gula harga", {RICE}),
        ("harga -gula -beras", set()),
        ("harga -zzz", {RICE, SUGAR}),
        ('harga -"pasar baru"', {RICE}),
        ("harga -menaikkan", {SUGAR}),
        ("beras OR gula", {RICE, SUGAR}),
        ("beras OR gula OR senjata", {RICE, SUGAR, ARMS}),
        ("harga AND gula", {SUGAR}),
        ("harga AND (beras)", {RICE}),
        ("Korea AND Utara AND senjata", {ARMS}),
        ('"harga beras" AND pasar', {RICE}),
        ("harga AND beras OR gula", {RICE, SUGAR}),
        ("AND harga", set()),
        ("turun beras OR gula", {SUGAR}),
        ("beras OR gula -baru", {RICE}),
        ('"pasar baru" OR senjata', {SUGAR, ARMS}),
        ('"baru pasar" OR senjata', {ARMS}),
        ("Korut OR beras", {ARMS, RICE}),
        ("North Korea OR shells", {ARMS, SHELLS}),
        ("ship* OR beras", {SHELLS, RICE}),
        ("sen*", {ARMS, SHELLS}),
        ("harga pas*", {RICE, SUGAR}),
        ("harga -gul*", {RICE}),
        ("Covid-1*", {COVID}),
        ("Covid-19 -Rusia", {COVID}),
        ("suhu -5", {COVID}),
        ("suhu -6", set()),
        ("tow*", {SHELLS}),
        ("harga or", set()),
        ("OR harga", set()),
        ("harga OR", set()),
        ("OR", set()),
        ("harga OR OR gula", {SUGAR}),
        ("harga --gula", {SUGAR}),
        ("harga - gula", {SUGAR}),
        ("harga naik-turun", set()),
        ("harga AND", set()),
        ("harga and gula", set()),
        ("NOT harga", set()),
    ],
)
def test_words(full, words, expected):
    found = {one.content for one in full.search(words, limit=None)}
    assert found == expected
    assert full.count(query_of(words)) == len(expected)
    assert sum(one.claims for one in full.group("certainty", query_of(words))) == len(expected)


def query_of(words):
    from konon.ledger import Query

    return Query(words=words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-gula", "only says what is not"),
        ('-"a b"', "only says"),
        ("a*", "a*: begins too many words"),
        ("*", "no word"),
    ],
)
def test_what_is_no_question(full, words, said):
    with pytest.raises(UsageError) as error:
        full.search(words)
    assert said in str(error.value)


HOSTILE = [
    'harga -" OR 1',
    "harga -'; DROP TABLE claims; --",
    'harga" * OR "ab* NOT',
    "har*ga* -*",
    "harga OR -OR OR",
    "harga -(a | b) & !c <-> d:*",
    "NEAR(harga gula)* -NEAR",
    "-content:harga about:ga*",
    "harga^2 -\\'x\\'",
    "{harga} : ga* + 'x'",
    "harga -" + "x" * 5_000,
    "harga " + "-a " * 1_000 + "b OR " * 1_000,
    "﹣harga −gula ＊ ga＊",
    "harga -\x00ab\ud800 OR \x00",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_word_is_syntax(full, words):
    before = full.counts()
    full.search(words)
    full.count(query_of(words))
    assert full.counts() == before


def test_no_question_makes_more_than_so_many_terms():
    asked = read_terms(" ".join(f"a{n} OR b{n} -c{n}" for n in range(500)))
    assert len(asked.terms) <= 32
    assert len(asked.without) <= 32


@pytest.mark.parametrize(
    ("words", "text", "lang", "marked"),
    [
        ("kirim", ARMS, "id", ["mengirimkan"]),
        ("kirim RUSIA", ARMS, "id", ["mengirimkan", "Rusia"]),
        ("Korut", ARMS, "id", ["Korea", "Utara"]),
        ("ship", SHELLS, "en", ["shipped"]),
        ("sen*", SHELLS, "en", ["senders"]),
        ("sen*", "send, sens and present", "en", ["send", "sens"]),
        ("gula -harga", SUGAR, "id", ["gula"]),
        ("beras OR pasar", SUGAR, "id", ["Pasar"]),
        ('"pasar baru"', SUGAR, "id", ["Pasar", "Baru"]),
        ("nunez", "Núñez berkata", "id", ["Núñez"]),
        ("zzz", ARMS, "id", []),
        ("19", COVID, "id", ["19"]),
    ],
)
def test_which_words_were_asked_for(words, text, lang, marked):
    assert [text[start:end] for start, end in AskedWords(read_terms(words)).find(text, lang)] == marked


def test_findings_say_where_their_words_are(full):
    (one,) = full.search("kirim senjata")
    assert [one.content[start:end] for start, end in one.matches] == ["mengirimkan", "senjata"]
    assert full.search("town")[0].matches == ()
    assert full.search(lang="en")[0].matches is None
