"""What each format shows of a reading made by hand."""

import csv
import io
import json
import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.cli.options import parse_size
from konon.contract import encode, reading_row
from konon.errors import UsageError
from konon.records import Article
from konon.views.csv_table import guard
from konon.views.formats import Format, choose_format, load_render
from konon.views.html_page import safe_url
from konon.views.marking import Mark as Marked
from konon.views.marking import cut_pieces, find_paragraphs, left_out, mark_paragraphs
from konon.views.view import View
from konon.views.wording import balance_marks, content_words


def shown(readings, chosen, *, explain=False):
    return b"".join(load_render(chosen)(readings, View(explain=explain))).decode()


def test_text_has_title_outlet_date_and_a_block_a_claim(reading):
    lines = shown([reading], Format.text).splitlines()
    assert lines[0] == "Peluru Lewat Rel"
    assert lines[1] == "Lintas Utara · 14 September 2023 · Internasional · Jakarta · by RD"
    assert " 1  Ratna Dewi (Peneliti, Balai Kajian) · possible" in lines
    assert "    kereta itu mungkin membawa peluru" in lines
    assert " 2  Ratna Dewi (Peneliti, Balai Kajian) · via Kabar Laut · certain · denial · said 2023-08" in lines
    assert "    “Kami tidak mengirim apa pun”" in lines
    assert " 3  Nobody named · possible · belief" in lines


def test_text_for_a_file_is_plain_and_wrapped(reading):
    text = shown([reading], Format.text, explain=True)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_explain_says_why_under_each_claim(reading):
    text = shown([reading], Format.text, explain=True)
    assert "speaker    Ratna Dewi: named just before the cue (97% sure)" in text
    assert "certainty  possible, statement: a hedge inside the content; “mungkin” is the speaker's" in text
    assert "relay      Kabar Laut: named before the quotation" in text
    assert "date       2023-08: the month before the page" in text
    assert "named just before the cue" not in shown([reading], Format.text)


def test_an_article_without_claims_says_so(reading):
    silent = replace(reading, claims=())
    assert "No claims" in shown([silent], Format.text)
    assert "No claims" in shown([silent], Format.html)
    assert len(shown([silent], Format.csv).splitlines()) == 1


def test_control_characters_cannot_steer_the_terminal(reading):
    article = replace(reading.article, title="A\x1b[2Jb\x9bc")
    assert "\x1b" not in shown([replace(reading, article=article)], Format.text)
    assert "\x1b" not in shown([replace(reading, article=article)], Format.html)


def test_jsonl_is_the_contract(reading):
    lines = shown([reading, reading], Format.jsonl).splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]) == json.loads(json.dumps(reading_row(reading)))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_one_array(reading, number):
    assert len(json.loads(shown([reading] * number, Format.json))) == number


def test_json_explains_too(reading):
    row = json.loads(shown([reading], Format.jsonl, explain=True))
    assert list(row["attributions"][0]["why"]) == ["speaker", "relay", "certainty", "date", "words"]


def test_half_a_surrogate_pair_is_no_crash_and_moves_no_offset(reading):
    article = replace(reading.article, path="caf\udce9.txt", text=reading.article.text.replace("P", "\ud800", 1))
    odd = replace(reading, article=article)
    row = json.loads(shown([odd], Format.jsonl))
    assert row["path"] == "caf\ufffd.txt"
    assert len(row["text"]) == len(reading.article.text)
    for chosen in Format:
        assert shown([odd], chosen)


@given(st.text(alphabet=st.characters()))
def test_any_text_encodes_to_as_many_code_points(text):
    assert len(json.loads(encode({"text": text}))["text"]) == len(text)


def test_csv_has_a_row_a_claim_with_crlf(reading):
    text = shown([reading], Format.csv)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert text.count("\r\n") == 4
    assert [row["speaker"] for row in rows] == ["Ratna Dewi", "Ratna Dewi", ""]
    assert rows[1]["relay"] == "Kabar Laut"
    assert rows[1]["polarity"] == "negative"
    assert rows[0]["hedges"] == "mungkin"
    assert rows[2]["content"] == "Dua kapal … singgah di pelabuhan"


@pytest.mark.parametrize("cell", ["=1+1", "+62 811", "-5", "@user", "\tx", "\rx"])
def test_no_cell_is_a_formula(reading, cell):
    article = replace(reading.article, title=cell)
    text = shown([replace(reading, article=article)], Format.csv)
    assert next(csv.DictReader(io.StringIO(text, newline="")))["title"] == f"'{cell}"
    assert guard("harga = turun") == "harga = turun"


class Checker(HTMLParser):
    """Collects text and tags; complains of a tag closed out of order."""

    VOID = ("meta", "br", "link", "img")

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def parsed(page):
    checker = Checker()
    checker.feed(page)
    assert not checker.open
    return checker


def test_html_is_one_page_without_outer_resources(reading):
    checker = parsed(shown([reading, reading], Format.html))
    loading = {"src", "srcset", "data", "poster"}
    assert not [tag for tag, attrs in checker.tags if loading & set(attrs) or tag in ("link", "img", "iframe")]
    assert "@import" not in "".join(checker.text)
    assert "url(" not in "".join(checker.text)


def test_html_links_lead_somewhere_and_ids_are_single(reading):
    checker = parsed(shown([reading, reading], Format.html))
    ids = [attrs["id"] for _, attrs in checker.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [attrs["href"] for _, attrs in checker.tags if attrs.get("href", "").startswith("#")]
    claims = {
        f"#a{article}-{end}{claim}" for end in "sc" for article in (1, 2) for claim in range(1, len(reading.claims) + 1)
    }
    assert claims <= set(targets)
    assert {target[1:] for target in targets} <= set(ids)


def test_html_escapes_everything(reading):
    evil = "<script>alert('x')</script>\"&"
    text = reading.article.text.replace("kereta itu", evil[:10])
    article = replace(
        reading.article, text=text, title=evil, outlet=evil, section=evil, path=evil, lang='id" onclick="x'
    )
    speaker = replace(reading.claims[0].speaker, name=evil, role=evil, reason=evil)
    claims = (replace(reading.claims[0], speaker=speaker), *reading.claims[1:])
    checker = parsed(shown([replace(reading, article=article, claims=claims)], Format.html))
    assert [tag for tag, _ in checker.tags].count("script") == 1
    assert not [attrs for _, attrs in checker.tags if "onclick" in attrs]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "", None])
def test_only_web_addresses_become_links(url):
    assert safe_url(url) is None
    assert safe_url("https://example.org/a") == "https://example.org/a"


def test_html_without_articles_is_still_a_page():
    assert "No article was read" in shown([], Format.html)


def test_html_opens_the_reasons_on_request(reading):
    assert "<details open>" in shown([reading], Format.html, explain=True)
    assert "<details open>" not in shown([reading], Format.html)


def test_marked_paragraphs_keep_the_text_and_place_every_claim_once(reading):
    paragraphs = mark_paragraphs(reading)
    text = reading.article.text
    spans = find_paragraphs(reading.article)
    assert ["".join(piece.text for piece in p.pieces) for p in paragraphs] == [text[s:e] for s, e in spans]
    assert [p.claims for p in paragraphs] == [(1,), (2,), (3,)]
    assert left_out(reading.article) == ["Peluru Lewat Rel"]
    relays = [piece.text for p in paragraphs for piece in p.pieces if "relay" in piece.roles]
    assert relays == ["Kabar Laut"]


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
marks = st.builds(
    lambda span, role, claim: Marked(start=span[0], end=span[1], role=role, claim=claim),
    spans.filter(lambda span: span[0] < span[1]),
    st.sampled_from(["source", "cue", "content", "relay"]),
    st.integers(1, 5),
)


@given(spans, st.lists(marks, max_size=12))
def test_overlapping_marks_cut_the_text_without_loss(span, found):
    text = "".join(chr(97 + at % 26) for at in range(40))
    firsts = {claim: min((m.start for m in found if m.claim == claim), default=0) for claim in range(1, 6)}
    pieces = cut_pieces(text, span, found, firsts)
    assert "".join(piece.text for piece in pieces) == text[span[0] : span[1]]
    at = span[0]
    for piece in pieces:
        over = {m.claim for m in found if m.start <= at < m.end}
        assert set(piece.claims) == over
        at += len(piece.text)


def test_paragraphs_of_a_body_with_odd_line_ends():
    text = "satu\n\n  dua \u2028tiga\n"
    article = Article(id="x", text=text, body=((0, len(text)),))
    assert [text[s:e] for s, e in find_paragraphs(article)] == ["satu", "dua", "tiga"]


@pytest.mark.parametrize("chosen", list(Format))
def test_memory_is_flat(many, chosen):
    """Ten times the articles take no more memory at the peak."""

    def peak(number):
        tracemalloc.start()
        try:
            for _ in load_render(chosen)(many(number), View()):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(30)  # what is loaded once
    assert peak(300) < peak(30) + 500_000  # a third of what the articles hold


def test_first_bytes_come_before_the_second_reading_is_asked_for(reading):
    def readings():
        yield reading
        raise AssertionError("asked for too early")

    for chosen in (Format.text, Format.jsonl, Format.json):
        assert next(iter(load_render(chosen)(readings(), View())))


@pytest.mark.parametrize(
    ("asked", "name", "chosen"),
    [
        (None, None, "text"),
        (None, "a.html", "html"),
        (None, "a.CSV", "csv"),
        (None, "ledger", "text"),
        (Format.json, "a.json", "json"),
        (Format.json, "a.data", "json"),
        (Format.json, "ledger", "json"),
    ],
)
def test_the_format_follows_the_option_then_the_name(asked, name, chosen, tmp_path):
    assert choose_format(Format, asked, tmp_path / name if name else None, Format.text) == chosen


@pytest.mark.parametrize(
    ("given", "size"), [("20MB", 20_000_000), ("500k", 500_000), ("1.5 MB", 1_500_000), ("100", 100)]
)
def test_sizes_are_written_as_people_do(given, size):
    assert parse_size(given) == size


@pytest.mark.parametrize("given", ["", "MB", "-1", "0", "much", "nan", "inf", "1e400"])
def test_a_bad_size_is_refused(given):
    with pytest.raises(UsageError, match="is not a size"):
        parse_size(given)


def test_a_name_that_tells_the_role_does_not_repeat_it(reading):
    speaker = replace(reading.claims[0].speaker, name="Juru bicara Balai Kajian", role="juru bicara")
    told = replace(reading, claims=(replace(reading.claims[0], speaker=speaker),))
    assert " 1  Juru bicara Balai Kajian · possible" in shown([told], Format.text)


def test_an_article_without_title_is_called_by_what_names_it(reading):
    for fields, want in [
        ({"id": "berita-7"}, "berita-7"),
        ({"id": "0123456789abcdef"}, "rel.txt"),
        ({"url": "https://example.org/7"}, "https://example.org/7"),
    ]:
        article = replace(reading.article, title=None, **fields)
        assert shown([replace(reading, article=article)], Format.text).startswith(f"{want}\n")


def test_dates_are_shown_as_days_where_they_are_days(reading):
    for published, want in [
        ("2023-09", "2023-09"),
        ("2023-09-14T10:00+07:00", "14 September 2023"),
        ("2023-99-14", "2023-99-14"),
    ]:
        article = replace(reading.article, published=published)
        text = shown([replace(reading, article=article)], Format.text)
        assert re.search(rf"Utara · {re.escape(want)} · ", text)


@pytest.mark.parametrize(
    ("words", "added", "left_out"),
    [
        ("harga sudah “turun", "harga sudah “turun”", "harga sudah turun"),
        ("turun” sejak Senin", "“turun” sejak Senin", "turun sejak Senin"),
        ('harga "turun', 'harga "turun"', "harga turun"),
        ('turun" lagi', '"turun" lagi', "turun lagi"),
        ("turun „lagi", "turun „lagi“", "turun lagi"),
        ("turun «lagi", "turun «lagi»", "turun lagi"),
        ("a “b “c” d", "a “b “c” d”", "a b “c” d"),
        ("satu” dan “dua", "“satu” dan “dua”", "satu dan dua"),
        ("turun “", "turun", "turun"),
        ("” turun", "turun", "turun"),
        ("“", "", ""),
        ("", "", ""),
    ],
)
def test_a_lone_quotation_mark_gets_its_other_half_or_goes(words, added, left_out):
    assert balance_marks(words, add=True) == added
    assert balance_marks(words, add=False) == left_out


@pytest.mark.parametrize(
    "words",
    ["ia bilang “ya” dan “tidak”", 'ia bilang "ya" dan "tidak"', "„ya“ dan «tidak»", "„ya”", '“ya, "mungkin", katanya”',
     '“ya"', '" ya "', "Jum’at ‘90-an"],
)  # fmt: skip
def test_balanced_quotation_marks_stay(words):
    assert balance_marks(words, add=True) == words
    assert balance_marks(words, add=False) == words


@given(st.text(alphabet='ab “”„«»"'), st.booleans())
def test_what_is_balanced_stays_so_and_keeps_its_letters(words, add):
    once = balance_marks(words, add=add)
    for opening, closing in ("“”", "«»"):
        if "„" not in words and '"' not in words:
            assert once.count(opening) == once.count(closing)
    assert [letter for letter in once if letter in "ab"] == [letter for letter in words if letter in "ab"]


@pytest.mark.parametrize(("quotation", "shows"), [("indirect", "kapal “mungkin”"), ("direct", "“kapal mungkin”")])
def test_shown_words_leave_no_mark_open(reading, quotation, shows):
    text = "Ratna menyebut kapal “mungkin membawa” peluru"
    claim = reading.claims[0]
    attribution = replace(claim.attribution, source=(), cue=(), content=((15, 29),), quotation=quotation)
    assert content_words(text, replace(claim, attribution=attribution)) == shows


@pytest.mark.parametrize("name", ["a.xml", "claims.csv.gz", "a.pdf"])
def test_a_suffix_that_names_no_format_is_refused(name, tmp_path):
    with pytest.raises(UsageError, match=r"names no format; use \.txt, .*\.csv, .*or give --format"):
        choose_format(Format, None, tmp_path / name, Format.text)
    assert choose_format(Format, Format.json, tmp_path / name, Format.text) == "json"
