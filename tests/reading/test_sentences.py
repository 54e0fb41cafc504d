"""Sentences, quotation marks and how a content is quoted."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.reading.text.passage import prepare
from konon.reading.text.sentences import judge_quotation, quote_pairs
from konon.records import Article

MARKS = st.text(alphabet="ab \n.,?!\"'“”‘’«»`A1", max_size=200)


def sentences(text, lang="id"):
    return prepare(Article(id="x", text=text, body=(), lang=lang)).sentences(0, len(text))


def split(text, lang="id"):
    return [text[s:e] for s, e in sentences(text, lang)]


def quoted(text):
    return [text[s:e] for s, e in quote_pairs(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hujan turun. Banjir datang.", ["Hujan turun.", "Banjir datang."]),
        ("Direktur PT Laut Biru Tbk. Rini Dewi hadir.", ["Direktur PT Laut Biru Tbk. Rini Dewi hadir."]),
        ("Harga naik 2.500 rupiah. Pasar sepi.", ["Harga naik 2.500 rupiah.", "Pasar sepi."]),
        ("Penulis J. K. Sutarno datang.", ["Penulis J. K. Sutarno datang."]),
        ("Menurut Prof. Dr. Ahmad, itu salah.", ["Menurut Prof. Dr. Ahmad, itu salah."]),
        ('"Pergi!" teriak dia. Semua lari.', ['"Pergi!" teriak dia.', "Semua lari."]),
        ("Baris satu\nBaris dua", ["Baris satu", "Baris dua"]),
        ("Ia pergi ke detik.com. Lalu pulang.", ["Ia pergi ke detik.com.", "Lalu pulang."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_of_indonesian(text, parts):
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sen. Mary Low spoke. Nobody heard.", ["Sen. Mary Low spoke.", "Nobody heard."]),
        ("The U.S. Senate met on Sept. 11.", ["The U.S. Senate met on Sept. 11."]),
        ("It cost $3.5 million. He paid.", ["It cost $3.5 million.", "He paid."]),
        ("“Stop.” He left.", ["“Stop.”", "He left."]),
    ],
)
def test_sentences_of_english(text, parts):
    assert split(text, "en") == parts


def test_a_part_of_a_sentence_is_cut_where_asked_and_has_no_space_around_it():
    text = "Hujan turun. Banjir datang.\nWarga pergi."
    passage = prepare(Article(id="x", text=text, body=(), lang="id"))
    assert [text[s:e] for s, e in passage.sentences(5, 33)] == ["turun.", "Banjir datang.", "Warga"]
    assert passage.sentences(12, 13) == ()
    assert passage.sentences(-3, 900) == passage.sentences(0, len(text))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"Kami siap," kata Budi, "tapi belum sekarang."', ["Kami siap,", "tapi belum sekarang."]),
        ("“Kami siap,” kata Budi.", ["Kami siap,"]),
        ("“Kami siap,“ kata Budi.", ["Kami siap,"]),
        ("”Kami siap,” kata Budi.", ["Kami siap,"]),
        ("„Kami siap“, kata Budi.", ["Kami siap"]),
        ("«Nous sommes prêts», dit-il.", ["Nous sommes prêts"]),
        ("``We are ready,'' she said.", ["We are ready,"]),
        ("‘I won’t go,’ he said. The players’ bus left.", ["I won’t go,"]),
        ('""Kami siap"" katanya.', ["Kami siap"]),
    ],
    ids=["straight", "curly", "open twice", "close twice", "low-high", "guillemets", "tex", "single", "doubled"],
)
def test_each_shape_of_marks(text, inside):
    assert quoted(text) == inside


def test_quotation_over_paragraphs_opens_each_and_closes_once():
    assert quoted('"Satu.\n\n"Dua.\n\n"Tiga," kata Budi.') == ["Satu.", "Dua.", "Tiga,"]


def test_opening_mark_left_on_the_line_before():
    assert quoted('Ia berkata. "\n\nKami siap," ujarnya.') == ["Kami siap,"]


def test_mark_left_open_ends_with_its_paragraph():
    assert quoted('"Kami siap, kata Budi.\n\nHujan turun.') == ["Kami siap, kata Budi."]


def test_quotation_inside_a_quotation_belongs_to_it():
    assert quoted('"Ia bilang "tidak" kepada saya," kata Ani.') == ['Ia bilang "tidak" kepada saya,']
    assert quoted("“She said “no” to me,” Ann said.") == ["She said “no” to me,"]
    assert quoted("“She said ‘no’ to me,” Ann said.") == ["She said ‘no’ to me,"]


@pytest.mark.parametrize("text", ["Jum'at malam, don't go", "a 5'11\" man", "rock 'n' roll of the '90s", '"', "''"])
def test_apostrophes_inches_and_strays_open_nothing(text):
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ('"Kami siap," kata Budi.', "Kami siap", "direct"),
        ('"Kami siap," kata Budi.', '"Kami siap,"', "direct"),
        ("Budi bilang kami siap.", "kami siap", "indirect"),
        ('Budi menyebut aksi itu "brutal" dan sia-sia.', 'aksi itu "brutal" dan sia-sia', "mixed"),
        ("He called it a “sham” trial.", "it a “sham” trial", "mixed"),
    ],
)
def test_judge_quotation(text, content, kind):
    start = text.index(content)
    assert judge_quotation(text, [(start, start + len(content))], quote_pairs(text)) == kind


def test_interrupted_content_is_direct():
    text = '"Kami siap," kata Budi, "tapi nanti."'
    assert judge_quotation(text, [(1, 10), (25, 35)], quote_pairs(text)) == "direct"


def test_no_content_is_indirect():
    assert judge_quotation("Kami siap", [], ()) == "indirect"
    assert judge_quotation("Kami siap", [(5, 900), (-3, 2)], ()) == "indirect"


@given(MARKS)
def test_any_text_gives_ordered_spans_inside_it(text):
    for spans in (quote_pairs(text), sentences(text)):
        assert list(spans) == sorted(spans)
        assert all(0 <= s < e <= len(text) for s, e in spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))


@pytest.mark.parametrize("unit", ['"', '"a', "“a ", "'a' ", "." * 3, "a. ", '." ', "‘", "?!"])
def test_long_runs_take_linear_time(unit, growth):
    def work(letters):
        text = unit * (letters // len(unit))
        quote_pairs(text)
        sentences(text)

    assert growth(work, 15_000) < 8
