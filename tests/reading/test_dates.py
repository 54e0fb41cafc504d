"""Dates in prose, and which of them says when something was said."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.reading.meaning.dates import find_dates, read_anchor, said_when
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution


def dates(text, lang, anchor):
    return [(when.start, when.end) for when in find_dates(text, 0, len(text), anchor=anchor, lang=lang)]


TABLE = tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))["set"]
ROWS = [
    pytest.param(one["lang"], one.get("anchor"), text, wanted, id=f"{one['lang']}-{text}")
    for one in TABLE
    for text, wanted in one["rows"]
]


@pytest.mark.parametrize(("lang", "anchor", "text", "wanted"), ROWS)
def test_dates_of_the_table_mean_what_it_says(lang, anchor, text, wanted):
    found = [start if start == end else f"{start}/{end}" for start, end in dates(text, lang, anchor)]
    assert "; ".join(found) == wanted


def test_the_table_has_150_dates_and_more():
    assert len(ROWS) >= 150


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Rabu (13/09/2023)", "2023-09-13", "2023-09-13"),
        ("Kamis (5/3)", "2023-03-05", "2023-03-05"),
        ("Jum'at (1/9) malam", "2023-09-01", "2023-09-01"),
        ("Rabu, 22 Juli 2020", "2020-07-22", "2020-07-22"),
        ("Senin 8 Mei", "2023-05-08", "2023-05-08"),
        ("Rabu (22/7/21)", "2021-07-22", "2021-07-22"),
        ("10-12 Juni 2023", "2023-06-10", "2023-06-12"),
        ("19 hingga 21 Desember 2018", "2018-12-19", "2018-12-21"),
        ("Agustus 2023", "2023-08", "2023-08"),
        ("Agustus lalu", "2023-08", "2023-08"),
        ("pada November", "2022-11", "2022-11"),
        ("April tahun depan", "2024-04", "2024-04"),
        ("sejak 2019", "2019", "2019"),
        ("kemarin", "2023-09-13", "2023-09-13"),
        ("hari ini", "2023-09-14", "2023-09-14"),
        ("pekan lalu", "2023-09-04", "2023-09-10"),
        ("minggu lalu", "2023-09-04", "2023-09-10"),
        ("Minggu", "2023-09-10", "2023-09-10"),
        ("dua hari lalu", "2023-09-12", "2023-09-12"),
        ("3 bulan lalu", "2023-06", "2023-06"),
        ("tahun lalu", "2022", "2022"),
        ("Senin pekan depan", "2023-09-18", "2023-09-18"),
        ("Rabu malam", "2023-09-13", "2023-09-13"),
        ("Minggu (3/9) pukul 19.42 WIB", "2023-09-03T19:42+07:00", "2023-09-03T19:42+07:00"),
    ],
)
def test_indonesian_dates_as_precise_as_written(text, start, end):
    assert dates(text, "id", "2023-09-14") == [(start, end)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on Monday", "2016-09-12", "2016-09-12"),
        ("Sept. 11", "2016-09-11", "2016-09-11"),
        ("September 11, 2001", "2001-09-11", "2001-09-11"),
        ("11 September 2001", "2001-09-11", "2001-09-11"),
        ("Oct. 3-5", "2016-10-03", "2016-10-05"),
        ("9/11/2001", "2001-09-11", "2001-09-11"),
        ("last Tuesday", "2016-09-13", "2016-09-13"),
        ("two days ago", "2016-09-12", "2016-09-12"),
        ("last week", "2016-09-05", "2016-09-11"),
        ("in August", "2016-08", "2016-08"),
        ("in 2015", "2015", "2015"),
        ("yesterday", "2016-09-13", "2016-09-13"),
        ("Wednesday at 5:30 p.m. EDT", "2016-09-14T17:30-04:00", "2016-09-14T17:30-04:00"),
    ],
)
def test_english_dates_as_precise_as_written(text, start, end):
    assert dates(text, "en", "2016-09-14") == [(start, end)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Senin (31/02/2023)", "id"),
        ("31 Juni 2023", "id"),
        ("February 30, 2023", "en"),
        ("he may go", "en"),
        ("they march on", "en"),
        ("skor 3/4", "id"),
        ("2,5 persen", "id"),
        ("0/0/0000", "id"),
        ("beberapa minggu", "id"),
    ],
)
def test_no_date_where_there_is_none(text, lang):
    assert dates(text, lang, "2023-09-14") == []


def test_without_an_anchor_the_first_full_date_of_the_text_serves():
    text = "Rabu (13/09/2023). Kemarin, Senin."
    assert dates(text, "id", None) == [
        ("2023-09-13", "2023-09-13"),
        ("2023-09-12", "2023-09-12"),
        ("2023-09-11", "2023-09-11"),
    ]


def test_without_any_anchor_only_full_dates_are_told():
    assert dates("Kemarin, Senin, pekan lalu, Agustus lalu, 5/3", "id", None) == []


def test_an_anchor_of_a_year_tells_no_weekday():
    assert dates("Rabu kemarin", "id", "2023") == []
    assert read_anchor("no date") is None
    assert read_anchor("2023-02-31") is None


def test_a_bare_day_is_rather_behind_the_article_than_ahead():
    assert dates("Sabtu (30/12)", "id", "2024-01-02") == [("2023-12-30", "2023-12-30")]
    assert dates("5 Januari", "id", "2023-12-28") == [("2024-01-05", "2024-01-05")]


@pytest.mark.parametrize(
    ("text", "lang", "start"),
    [
        ("a fortnight ago", "en", "2016-08-31"),
        ("a decade ago", "en", "2006"),
        ("two decades ago", "en", "1996"),
        ("thirty years ago", "en", "1986"),
        ("satu dekade lalu", "id", "2006"),
        ("dua puluh  tahun silam", "id", "1996"),
        ("lima belas hari lalu", "id", "2016-08-30"),
    ],
)
def test_units_of_several_and_counts_above_twelve(text, lang, start):
    assert [s for s, _ in dates(text, lang, "2016-09-14")] == [start]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("a few decades ago", "en"),
        ("several weeks ago", "en"),
        ("half a century ago", "en"),
        ("beberapa dekade lalu", "id"),
        ("puluhan tahun lalu", "id"),
        ("lima ratus dekade lalu", "id"),
    ],
)
def test_a_vague_count_is_no_date(text, lang):
    assert dates(text, lang, "2016-09-14") == []


def when_said(read_marked, marked, lang="id", published="2023-09-14"):
    passage = read_marked(marked, lang, published=published)
    contents = sorted(span for attribution in passage.attributions for span in attribution.content)
    found = said_when(passage.passage, passage.attributions[0], contents)
    return found.start if found else None


def test_the_date_of_the_reporting_clause_is_when_it_was_said(read_marked):
    marked = '"<content>Kapal karam</content>," <cue>kata</cue> <source>Ramli</source> di Tegal, Rabu (13/09/2023).'
    assert when_said(read_marked, marked) == "2023-09-13"
    marked = "<source>Captain Lyle</source> <cue>said</cue> on Monday <content>that the ship had sunk</content>."
    assert when_said(read_marked, marked, "en", "2016-09-14") == "2016-09-12"


def test_a_date_inside_the_content_is_when_it_happened(read_marked):
    marked = "<source>Ramli</source> <cue>mengatakan</cue> <content>kapal itu karam pada Senin (11/9)</content>."
    assert when_said(read_marked, marked) is None


def test_a_date_inside_the_source_is_not_when_it_was_said(read_marked):
    marked = "<cue>Menurut</cue> <source>laporan Agustus 2023</source>, <content>kapal itu karam</content>."
    assert when_said(read_marked, marked) is None


def test_a_date_of_another_sentence_is_not_when_it_was_said(read_marked):
    marked = "Badai datang Selasa. <source>Ramli</source> <cue>mengatakan</cue> <content>kapal itu karam</content>."
    assert when_said(read_marked, marked) is None


def test_nothing_was_said_after_the_article(read_marked):
    marked = (
        "<source>Ramli</source>, yang akan dilantik pekan depan, <cue>mengatakan</cue> <content>kapal aman</content>."
    )
    assert when_said(read_marked, marked) is None
    marked = "<source>Ramli</source> <cue>mengatakan</cue> pada 1 Oktober 2023 <content>kapal aman</content>."
    assert when_said(read_marked, marked) is None


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (
            "On Tuesday, the guild will call <source>Ilse</source>, who <cue>laid</cue> <content>the charge</content>.",
            "en",
        ),
        ("<source>Otmar</source> is to <cue>announce</cue> <content>his choice</content> on Sunday.", "en"),
        (
            "Pada Senin, dewan akan memanggil <source>Ratri</source>, yang <cue>menilai</cue> <content>x</content>.",
            "id",
        ),
        ("<source>Bakri</source> bakal <cue>mengumumkan</cue> <content>pilihannya</content> Selasa.", "id"),
        (
            "The board shall hear on Friday why <source>Per</source> <cue>denied</cue> <content>the sale</content>.",
            "en",
        ),
    ],
)
def test_a_day_on_which_something_will_be_done_is_not_when_it_was_said(read_marked, marked, lang):
    assert when_said(read_marked, marked, lang) is None


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        (
            "<source 1>Ilse</source> <cue 1>denied</cue> <content 1>it</content>, <cue 2>adding</cue> "
            "<content 2>that the May 22 raid hit a barn</content>.",
            "en",
        ),
        (
            "<source 1>Ramli</source> <cue 1>membantah</cue> <content 1>itu</content> dan <cue 2>menyebut</cue> "
            "<content 2>kapal karam Senin (11/9)</content>.",
            "id",
        ),
    ],
)
def test_a_date_in_what_is_said_beside_it_is_not_when_it_was_said(read_marked, marked, lang):
    assert when_said(read_marked, marked, lang) is None


def test_the_day_nearest_to_the_cue_wins(read_marked):
    marked = "Sejak 2019, <source>Ramli</source> <cue>mengatakan</cue> pada Rabu (13/9) <content>kapal aman</content>."
    assert when_said(read_marked, marked) == "2023-09-13"


def test_the_span_and_the_reason_are_told(read_marked):
    passage = read_marked(
        "<source>Ramli</source> <cue>mengatakan</cue> kemarin <content>kapal aman</content>.", published="2023-09-14"
    )
    found = said_when(passage.passage, passage.attributions[0])
    assert found is not None
    assert found.span is not None
    assert passage.article.text[slice(*found.span)] == found.text == "kemarin"
    assert "2023-09-14" in found.reason


SPANS = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=2).map(tuple)


@given(
    st.text(alphabet="Rabu (13/09/2023) pekan lalu Mei kemarin\n.,-", max_size=60),
    st.one_of(st.none(), st.sampled_from(["2023-09-14", "2023", "x", "0001-01-01", "2023-09-14T08:00Z", "9999-12-31"])),
    st.sampled_from(["id", "en", "xx"]),
    SPANS,
    SPANS,
)
def test_any_text_gives_ordered_dates_inside_it(text, anchor, lang, cue, content):
    found = find_dates(text, 0, len(text), anchor=anchor, lang=lang)
    spans = [when.span for when in found if when.span]
    assert spans == sorted(spans)
    assert all(text[s:e] == when.text for when, (s, e) in zip(found, spans, strict=True))
    article = Article(id="x", text=text, body=(), lang=lang, published=anchor)
    said_when(
        prepare(article), Attribution(id="a", source=(), cue=cue, content=content, quotation="direct", confidence=1)
    )


@pytest.mark.parametrize("unit", ["Senin  ", "Senin" + " " * 500, "1/", "Mei ", "(1/1", "lalu "])
def test_long_runs_take_linear_time(unit, growth):
    def work(letters):
        text = unit * (letters // len(unit))
        find_dates(text, 0, len(text), anchor="2023-09-14", lang="id")

    assert growth(work, 10_000) < 8
