"""What a program finds under `import konon`: names, typed filters, rows for tables, what a notebook shows."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from datetime import date

import pytest

import konon
from konon.contract import encode, parse_reading, reading_row
from konon.errors import UsageError
from konon.ledger.queries import Claimed, Narrowing, Query
from konon.records import Reading

SAID = '"Harga beras <b>sudah</b> turun," kata Ratna Dewi, Kepala Dinas Pangan, kepada Kabar Laut.'


def test_every_name_is_there_and_nothing_else():
    assert set(konon.__all__) <= set(dir(konon))
    for name in konon.__all__:
        assert getattr(konon, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'read_txt'"):
        konon.read_txt  # noqa: B018


def test_importing_it_loads_nothing_slow():
    code = "import konon, sys; print({'numpy', 'sqlalchemy', 'msgspec'} & {name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "set()\n"


def test_a_text_with_what_is_known_of_it():
    reading = konon.read_text(
        SAID, title="Beras", outlet="Lintas", published="1 November 2025", url="https://x.example/1"
    )
    article = reading.article
    assert (article.title, article.outlet, article.published) == ("Beras", "Lintas", "2025-11-01")
    assert article.url == "https://x.example/1"
    assert konon.read_text(SAID, published=date(2025, 11, 1)).article.published == "2025-11-01"
    with pytest.raises(UsageError, match="segera: is no date"):
        konon.read_text(SAID, published="segera")


def test_a_claim_has_its_words_and_so_has_its_row():
    reading = konon.read_text(SAID)
    (claim,) = reading.claims
    assert (claim.words.source, claim.words.cue) == ("Ratna Dewi, Kepala Dinas Pangan", "kata")
    assert claim.words.content == "Harga beras <b>sudah</b> turun"
    (row,) = reading_row(reading)["attributions"]
    assert row["words"] == {name: getattr(claim.words, name) for name in ("source", "cue", "content")}


def test_rows_with_and_without_words_are_read_alike(reading):
    row = reading_row(reading)
    with_words = parse_reading(encode(row), "x")
    for attribution in row["attributions"]:
        del attribution["words"]
    without = parse_reading(encode(row), "x")
    assert with_words == without
    assert [claim.words for claim in with_words.claims] == [claim.words for claim in without.claims]


# Filters


def test_what_a_call_may_name_is_what_a_query_has():
    wanted = {field.name for field in fields(Query)} - {"words", "after"}  # the site asks for what came after a key
    assert Narrowing.__annotations__.keys() == wanted
    assert Claimed.__annotations__.keys() == wanted - {"speaker", "meaning", "history", "limit", "as_added", "offset"}


@pytest.fixture
def ledger(reading, tmp_path):
    with konon.Ledger.open(tmp_path / "news.db", write=True) as ledger:
        ledger.add(reading)
        yield ledger


def test_a_misspelt_filter_is_told_at_run_time(ledger):
    with pytest.raises(UsageError, match=r"speeker: there is no such filter; did you mean speaker\?"):
        ledger.search(speeker="Ratna Dewi")
    with pytest.raises(UsageError, match="choose from meaning, speaker"):
        ledger.search(xyz=1)


CALLS = """
from konon import Ledger, read_text
ledger = Ledger.open("x.db")
ledger.search("beras", speaker="Ratna Dewi", since="2023-09", limit=None)
reveal_type(read_text("x", title="y").claims[0].words.content)
ledger.search(speeker="A")
ledger.search(certainty="sure")
ledger.search(limit="3")
ledger.check("beras", speaker="A", outlett="B")
"""


def test_a_misspelt_filter_is_an_error_for_a_type_checker(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(CALLS)
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--ignore-missing-imports", str(program)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    assert 'Revealed type is "str"' in told.replace("builtins.", "")
    errors = [line for line in told.splitlines() if "error:" in line]
    wrong = ("speeker", "certainty", "limit", "outlett")
    assert [f'"{name}"' in line for name, line in zip(wrong, errors, strict=True)] == [True] * 4, told


# Tables


def test_claims_are_rows_of_plain_values(reading, ledger):
    own, kept = konon.to_rows([reading]), konon.to_rows(ledger.search(limit=None))
    assert len(own) == len(kept) == len(reading.claims)
    assert konon.to_rows(reading) == own
    for rows in (own, kept):
        assert len({tuple(row) for row in rows}) == 1
        assert all(isinstance(value, str | float | int | None) for row in rows for value in row.values())
    assert own[0]["content"] == "kereta itu mungkin membawa peluru"
    assert own[1]["relay"] == "Kabar Laut"
    assert {"id", "speaker", "content", "certainty", "outlet", "published"} <= own[0].keys() & kept[0].keys()


def test_what_failed_has_no_row():
    assert konon.to_rows([konon.Failure(name="x", why="x: no")]) == []


# What a notebook shows

EVIL = "<script>alert(1)</script>"


def test_a_notebook_shows_each_and_every_word_is_escaped(reading, ledger):
    title = replace(
        reading.article, title=EVIL, outlet=EVIL, url=f"https://x/{EVIL}", text=reading.article.text[:-9] + EVIL[:9]
    )
    speaker = replace(reading.claims[0].speaker, name=EVIL)
    claim = replace(reading.claims[0], speaker=speaker, words=replace(reading.claims[0].words, content=EVIL + "\ud800"))
    evil = replace(reading, article=title, claims=(claim,))
    found = ledger.search()
    shown = [title, claim, evil, replace(found[0], content=EVIL, claim=claim, article=title), found]
    for one in shown:
        html = one._repr_html_()
        assert "<script" not in html
        html.encode()
    assert "kereta itu mungkin" in found._repr_html_()
    assert isinstance(found[0]._repr_html_(), str)
    assert "&lt;script&gt;" in evil._repr_html_()
    assert "Nobody named" in replace(reading)._repr_html_()
    assert isinstance(reading, Reading)


def test_its_errors_are_at_hand_and_what_is_no_part_of_it_is_not_shown():
    assert set(dir(konon)) == {*konon.__all__, "__version__"}
    with pytest.raises(konon.KononError, match="there is no such ledger"):
        konon.Ledger.open("none.db")
