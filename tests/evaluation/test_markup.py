"""Marked-up text in, text and spans out; and every case file of the project parses to the words it marks."""

import html
import re
from pathlib import Path

import pytest

from konon.errors import FileError, UsageError
from konon.evaluation.markup import ROLES, Case, Marked, parse_case, read_cases
from konon.records import Spans, words_of

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "cases").glob("*.txt"))
SAMPLES = sorted((ROOT / "konon" / "samples").glob("*.*"))
SAMPLE_GOLD = sorted((ROOT / "evals" / "samples").glob("*.txt"))

BUDI = "<source>Budi</source> <cue>mengatakan</cue> <content>harga turun</content>"


def words(case: Case, spans: Spans) -> str:
    return words_of(case.text, spans)


def only(case: Case) -> Marked:
    assert len(case.attributions) == 1
    return case.attributions[0]


def test_a_tag_leaves_no_trace_in_the_text() -> None:
    assert parse_case(BUDI + ".").text == "Budi mengatakan harga turun."


def test_spans_are_the_marked_words() -> None:
    case = parse_case("Kemarin " + BUDI)
    marked = only(case)
    assert [words(case, getattr(marked, role)) for role in ROLES] == ["Budi", "mengatakan", "harga turun"]
    assert marked.source == ((8, 12),)


def test_spans_count_code_points() -> None:
    case = parse_case("👩‍🌾 é — <source>Zoë</source> <cue>said</cue> <content>no</content>")
    assert words(case, only(case).source) == "Zoë"


def test_a_role_given_twice_is_two_spans() -> None:
    case = parse_case(
        '"<content>Siap</content>," <cue>kata</cue> <source>Budi</source>, "<content>tapi nanti</content>"'
    )
    assert words(case, only(case).content) == "Siap … tapi nanti"


def test_a_numbered_source_serves_two_attributions() -> None:
    case = parse_case(
        "<source 1 2>Ia</source> <cue 1>menyerukan</cue> <content 1>damai</content> dan "
        "<cue 2 certainty=unknown>mendesak</cue> <content 2>gencatan</content>"
    )
    one, two = case.attributions
    assert one.source == two.source == ((0, 2),)
    assert (one.attributes, two.attributes) == ({}, {"certainty": "unknown"})


def test_attributes_become_the_keys_of_a_gold_row() -> None:
    case = parse_case(
        '<source>Dia</source> <cue speaker="Jenny Town|Town" relay="Al Jazeera|Kabar X" act=belief '
        'polarity=negative certainty=possible said="13 September">menilai</cue> '
        "<content>itu mungkin tidak perlu</content>"
    )
    assert case.row()["attributions"] == [
        {
            "source": [[0, 3]],
            "cue": [[4, 11]],
            "content": [[12, 35]],
            "speaker": {"name": "Jenny Town", "aliases": ["Town"]},
            "relay": ["Al Jazeera", "Kabar X"],
            "act": "belief",
            "polarity": "negative",
            "certainty": "possible",
            "said": "13 September",
        }
    ]


def test_what_is_not_written_is_not_in_the_row() -> None:
    assert set(only(parse_case(BUDI)).row()) == set(ROLES)


def test_an_empty_speaker_is_nobody_and_an_empty_relay_none() -> None:
    row = only(parse_case('Ia <cue speaker="" relay="">diduga</cue> <content>lari</content>')).row()
    assert (row["speaker"], row["relay"]) == (None, [])


def test_attributes_stand_on_the_content_where_there_is_no_cue() -> None:
    marked = only(parse_case('"<content certainty=unknown>Sampai kapan?</content>"'))
    assert (marked.cue, marked.attributes) == ((), {"certainty": "unknown"})


@pytest.mark.parametrize("text", ["5 < 7 dan 9 > 8", "a<b", "<3", "<<", "x <- y", "Rp < 1.000 </", "< source"])
def test_a_literal_less_than_sign_survives(text: str) -> None:
    assert parse_case(text) == Case(text=text, attributions=())


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("<source>Budi", "never closed"),
        ("Budi</source>", "closes nothing"),
        ("<source>Budi</cue>", "closes nothing"),
        ("<sourse>Budi</sourse>", "no role"),
        ("<source><cue>Budi</cue></source>", "one role"),
        ("<source></source>", "no words"),
        ("<source>Budi </source>", "space"),
        ("<content>satu\ndua</content>", "paragraph"),
        ("<content act=idea>satu</content>", "no act"),
        ("<content colour=red>satu</content>", "no attribute"),
        ("<content act>satu</content>", "cannot read"),
        ('<cue speaker="Budi>kata</cue>', "cannot read"),
        ("<source act=belief>Budi</source>", "stand on the cue"),
        ("<cue 2>kata</cue> <content>satu</content>", "attribution 2 has no content"),
        ("<cue act=belief>kata</cue> <content act=decree>satu</content>", "otherwise"),
        ("<content>satu</content 1>", "closing tag"),
    ],
)
def test_a_slip_is_one_clear_line(marked: str, word: str) -> None:
    with pytest.raises(UsageError, match=word) as raised:
        parse_case(marked)
    assert "\n" not in str(raised.value)


def test_a_file_gives_each_case_an_id_a_language_and_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "price.id.txt"
    path.write_text(f"# satu\n{BUDI}\n---\n# dua\nTanpa apa-apa.\n\nDua paragraf.\n", encoding="utf-8")
    first, second = read_cases(path)
    assert (first.id, first.lang, first.reason) == ("price-id-1", "id", "satu")
    assert (second.id, second.text) == ("price-id-2", "Tanpa apa-apa.\n\nDua paragraf.")


def test_a_file_of_one_case_names_it(tmp_path: Path) -> None:
    path = tmp_path / "price.id.txt"
    path.write_text(f"# satu\n{BUDI}\n", encoding="utf-8")
    assert [case.id for case in read_cases(path)] == ["price-id"]


def test_scored_attributes_have_their_default_from_there_on(tmp_path: Path) -> None:
    path = tmp_path / "price.id.txt"
    denied = BUDI.replace("<cue>", "<cue polarity=negative>")
    path.write_text(f"# a\n{BUDI}\n---\n# b\n# scored: act polarity\n{BUDI}\n---\n# c\n{denied}", encoding="utf-8")
    unscored, plain, negative = (dict(only(case).attributes) for case in read_cases(path))
    assert unscored == {}
    assert plain == {"act": "statement", "polarity": "positive"}
    assert negative == {"act": "statement", "polarity": "negative"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (f"# a\n{BUDI}\n---\n# b\n<source>Budi", "block 2: <source> is never closed"),
        (f"# a\n{BUDI}\n---\n{BUDI}", "block 2: a case has no reason"),
        ("# a\n", "block 1: a case has no text"),
        (f"# a\n# scored: said\n{BUDI}", "said has no default"),
    ],
)
def test_a_slip_in_a_file_names_the_file_and_the_block(tmp_path: Path, body: str, word: str) -> None:
    path = tmp_path / "price.id.txt"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(word)) as raised:
        read_cases(path)
    assert "price.id.txt" in str(raised.value)


def test_a_file_without_a_language_in_its_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"clitic\.id\.txt"):
        read_cases(tmp_path / "price.txt")


def test_a_file_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_cases(tmp_path / "price.id.txt")


def tagless(marked: str) -> str:
    """What `parse_case` must leave of a block, by another way: no head, no tags."""
    body = re.sub(r"\A(?:\s*#.*\n)+", "", marked.strip() + "\n")
    return re.sub(r"</?(?:source|cue|content)\b[^<>]*>", "", body).strip()


def tagged(marked: str, role: str) -> list[str]:
    return re.findall(rf"<{role}\b[^<>]*>(.*?)</{role}>", marked)


@pytest.mark.parametrize("path", [*CASES, *SAMPLE_GOLD], ids=lambda path: path.name)
def test_every_case_file_parses_to_the_words_it_marks(path: Path) -> None:
    blocks = re.split(r"^---\s*$", path.read_text(encoding="utf-8"), flags=re.M)
    cases = read_cases(path)
    assert len(cases) == len(blocks)
    for case, block in zip(cases, blocks, strict=True):
        assert case.text == tagless(block)
        for role in ROLES:
            spans = {span for marked in case.attributions for span in getattr(marked, role)}
            assert [case.text[s:e] for s, e in sorted(spans)] == tagged(block, role), case.id


@pytest.mark.parametrize("path", [*CASES, *SAMPLE_GOLD], ids=lambda path: path.name)
def test_no_letter_of_a_case_has_two_roles(path: Path) -> None:
    for case in read_cases(path):
        owner: dict[int, str] = {}
        for marked in case.attributions:
            for role in ROLES:
                for start, end in getattr(marked, role):
                    for at in range(start, end):
                        assert owner.setdefault(at, role) == role, (case.id, case.text[start:end])


def test_there_are_cases_in_both_languages() -> None:
    count = {"id": 0, "en": 0}
    for path in CASES:
        for case in read_cases(path):
            count[case.lang] += 1
    assert min(count.values()) >= 60


def test_no_two_cases_are_the_same() -> None:
    texts = [case.text for path in CASES for case in read_cases(path)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("path", SAMPLE_GOLD, ids=lambda path: path.name)
def test_each_paragraph_of_a_samples_gold_stands_in_its_page(path: Path) -> None:
    name = path.name.removesuffix(".txt")
    (page,) = [sample for sample in SAMPLES if sample.name in (f"{name}.txt", f"{name}.html")]
    source = page.read_text(encoding="utf-8")
    if page.suffix == ".html":
        source = html.unescape(re.sub(r"<[^>]+>", "", source))
    seen = " ".join(source.split())
    (case,) = read_cases(path)
    for paragraph in case.text.split("\n\n"):
        assert " ".join(paragraph.split()) in seen


@pytest.mark.parametrize("path", SAMPLE_GOLD, ids=lambda path: path.name)
def test_a_samples_gold_names_the_speaker_of_each_source(path: Path) -> None:
    for case in read_cases(path):
        for marked in case.attributions:
            assert bool(marked.source) == bool(marked.attributes["speaker"]), words(case, marked.content)


def test_every_sample_has_its_gold() -> None:
    pages = {sample.stem for sample in SAMPLES if sample.suffix in (".txt", ".html")}
    assert pages == {path.name.removesuffix(".txt") for path in SAMPLE_GOLD}
    assert len(pages) >= 10
