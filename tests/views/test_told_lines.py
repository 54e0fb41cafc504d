"""Errors and reasons by codes: what the program raises is in the table, and the table is in both languages."""

import ast
import re
from pathlib import Path

import pytest

import konon
from konon.views.told_lines import READ, all_sentences, find_told, say_message, say_told, told_fields
from konon.web.interface_words import load_words
from konon.web.web_app import REMEDIES, WHYS

HOME = Path(konon.__file__).parent
# What reaches a page of the site: its own files, and what they ask. The rest is for the command line alone.
REACHING = (
    *("web/add_pages", "web/add_queue", "web/api_claims", "web/correction_forms", "web/exporting", "web/outlet_pages"),
    *("web/speaker_pages", "ledger/correcting", "ledger/correction_rows", "ledger/faults", "ledger/following"),
    *("ledger/judging", "ledger/ledger", "ledger/missed_claims", "ledger/nearest", "ledger/queries", "ledger/limits"),
    *("ledger/questions", "ledger/short_ids", "ledger/speaker_decisions", "ledger/thread_lists", "ledger/tombstones"),
    *("ledger/walking", "tracing/quote_verdict", "pages/hops", "pages/urls", "pages/streams", "pages/mhtml"),
    *("articles/read_dump", "articles/read_html", "exports/parquet"),
)
ERRORS = {
    *("UsageError", "MissingError", "ChoiceError", "FetchError", "TransientError", "FileError", "ArticleError"),
    *("LedgerError", "ErasedError", "UnfitError", "InstallError", "PageError"),
}
REASONING = ("tracing/threads", "tracing/matching", "tracing/taken_back", "tracing/quote_check", "tracing/claim_drift")


def sentences(node):
    """The strings that an expression may be, with a word for whatever is filled in."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "XQX" for one in node.values)
        return ["".join(str(part) for part in parts)]
    if isinstance(node, ast.IfExp):
        return [*sentences(node.body), *sentences(node.orelse)]
    return []  # a name: what it holds is found where it is set


def told_in(tree, name):
    """What is given to errors, and to the names `why` and `remedy` before it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            yield from (one for given in node.args[:1] for one in sentences(given))
            yield from (one for word in node.keywords if word.arg == "remedy" for one in sentences(word.value))
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"why", "remedy", "CHECK"}:
            yield from sentences(node.value)


@pytest.mark.parametrize("name", REACHING)
def test_what_an_error_says_on_a_page_has_a_code(name):
    tree = ast.parse((HOME / f"{name}.py").read_text("utf-8"))
    told = [" ".join(one.split()) for one in told_in(tree, name)]
    assert [line for line in told if line and find_told(line) is None] == []


def test_what_the_site_says_itself_has_a_code():
    lines = [line for pair in (*WHYS.values(), *REMEDIES.items()) for line in pair if line]
    assert [line for line in lines if find_told(line) is None] == []


def test_every_fault_of_a_database_has_a_code():
    tree = ast.parse((HOME / "ledger/faults.py").read_text("utf-8"))
    faults = next(one.value for one in tree.body if getattr(getattr(one, "targets", [0])[0], "id", "") == "_FAULTS")
    lines = {line for row in faults.elts for part in row.elts[1:] for line in sentences(part)}
    assert len(lines) > 20
    assert [line for line in lines if find_told(line) is None] == []


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("code", "sentence"), all_sentences().items(), ids=list(all_sentences()))
def test_every_code_is_told_in_both_languages(code, sentence, lang):
    names = re.findall(r"\{(\w+)\}", sentence)
    assert len(set(names)) == len(names)
    given = {name: f"<{name}-1>" for name in names}
    line = sentence.format_map(given)
    told = find_told(line)
    assert (told.code, told.fields) == (code, given)
    said = say_told(line, load_words(lang).gettext)
    assert all(value in said for value in given.values())
    assert "{" not in said
    same = said == line
    assert same if lang == "en" else not same or "pip install" in line


def test_fields_come_out_as_they_are_whatever_they_hold():
    for value in ("{count}", "a; b: c", "%(x)s", "\\1", "{", "in", "x" * 300, "ω 日本"):
        line = f"Kompas {value} says so"
        assert find_told(line).fields == {"outlet": f"Kompas {value}"}
        assert say_told(line, load_words("id").gettext) == f"Kompas {value} mengatakannya"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("https://a.example/: robots.txt forbids it; save the page by hand and name the file",
         "https://a.example/: robots.txt melarangnya; simpan halamannya sendiri dan berikan berkasnya"),
        ("no claim has this id", "tidak ada klaim dengan id ini"),
        ("a.html: holds no article", "a.html: tidak memuat artikel"),
        ("sure: is no certainty; choose from certain, probable",
         "sure: bukan tingkat kepastian; pilih dari certain, probable"),
        ("nobody ever wrote this; nor this", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_whole_line_of_an_error_is_told(line, said):
    assert say_message(line, load_words("id").gettext) == said


def test_what_is_in_no_table_has_no_code_and_takes_no_time():
    assert told_fields("words of nobody") == {"code": None, "fields": {}}
    assert told_fields(None) == {"code": None, "fields": {}}
    hostile = '"' + '" became "' * 500
    assert find_told(hostile + "x" * 5000) is None
    assert say_message(": " * 900 + "; " * 900, load_words("id").gettext) is None


READING = (
    "speakers/antecedents",
    "speakers/sources",
    "speakers/by_rules",
    "speakers/resolve",
    "speakers/other_languages",
)
RECORDING = {"again", "of_person", "of_words", "Resolution", "Speaker", "Relay", "replace"}
HELD_IN = {"reason", "alike", "spelt"}


def reasoned_in(tree):
    """What is given as a reason, by whatever way; pieces of a sentence and names are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDING:
            yield from (one for word in node.keywords if word.arg == "reason" for one in sentences(word.value))
            yield from (one for given in node.args[2:] for one in sentences(given) if " " in one)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in HELD_IN:
            yield from sentences(node.value)


@pytest.mark.parametrize("name", [*READING, "text/posted"])
def test_what_the_reader_reasons_is_in_its_table(name):
    told = list(reasoned_in(ast.parse((HOME / f"reading/{name}.py").read_text("utf-8"))))
    assert told
    assert [line for line in told if line and find_told(line, READ) is None] == []


@pytest.mark.parametrize(
    "line",
    [
        "Hartono is short for Hartono Wibowo",
        "dia points back to Sari Puspita, who is named 2 sentences before it",
        "no source is named beside the cue; Sari Puspita spoke last",
        "an official without a name: the source reads seorang pejabat",
        "holds from “kepada Kabar Laut” before it",
        "Kabar Laut is named 3 sentences after (chance 0.61)",
        "possible: the network is 0.91 sure, the words alone say certain",
        "“Kamis” of 2023-09-14",
    ],
)
def test_a_reason_of_the_reader_is_said_in_indonesian(line):
    said = say_told(line, load_words("id").gettext, str, READ)
    assert said
    assert said != line
    assert find_told(line) is None  # it is no line of the other table, whatever is filled in


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"dua" became "tiga", "padi" became "beras"', '"dua" menjadi "tiga", "padi" menjadi "beras"'),
        ('"mungkin" was left out, "kini" was added', '"mungkin" dihilangkan, "kini" ditambahkan'),
        ('"satu, dua" became "tiga"', '"satu, dua" menjadi "tiga"'),
        (
            '"dua" became "tiga", "kini" was added; nobody is named who says it',
            '"dua" menjadi "tiga", "kini" ditambahkan; tidak disebutkan siapa yang mengatakannya',
        ),
        ('"a" became "b", and 3 more changes', '"a" menjadi "b", dan 3 perubahan lagi'),
        ('"a" became "b", "c" became "d", "e" was left out', '"a" menjadi "b", "c" menjadi "d", "e" dihilangkan'),
    ],
)
def test_several_changes_are_each_said_in_the_language(line, said):
    assert say_told(line, load_words("id").gettext) == said


def test_what_ties_two_names_is_said_in_the_language():
    line = "the same name (both direktur; affiliations share “oslo”)"
    said = say_told(line, load_words("id").gettext)
    assert said == "nama yang sama (keduanya direktur; lembaga keduanya memuat “oslo”)"
