"""Which words share a sense or are opposites, by the shipped table; and the table made anew from small files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from konon.errors import NetworkError
from konon.tracing.senses import FILE, FOLDER, NOTHING, Meanings, SenseTable, load_senses
from konon.tracing.statement import prepare_statement
from konon.tracing.word_features import SENSES, pair_features
from konon.training.export_senses import main as export

# (word, language, word, language)
ONE_SENSE = [
    ("physician", "en", "doctors", "en"),
    ("bought", "en", "purchase", "en"),
    ("kemenangan", "id", "victory", "en"),
    ("dipukul", "id", "memukul", "id"),
    ("dibukanya", "id", "membuka", "id"),
    ("dikritik", "id", "mengkritik", "id"),
]
OPPOSITES = [
    ("guilty", "en", "innocent", "en"),
    ("opened", "en", "closed", "en"),
    ("densely", "en", "sparsely", "en"),
    ("rose", "en", "fell", "en"),
    ("dibuka", "id", "ditutup", "id"),
    ("open", "en", "menutup", "id"),
]
STRANGERS = [("harbour", "en", "minister", "en"), ("kapal", "id", "minister", "en"), ("jalan", "id", "guru", "id")]


def look_up(one: str, lang: str, other: str, of: str) -> tuple[Meanings, Meanings]:
    return load_senses().look_up(one, lang), load_senses().look_up(other, of)


@pytest.mark.parametrize(("one", "lang", "other", "of"), ONE_SENSE)
def test_forms_and_translations_share_a_sense(one: str, lang: str, other: str, of: str) -> None:
    mine, theirs = look_up(one, lang, other, of)
    assert mine.own & theirs.own


@pytest.mark.parametrize(("one", "lang", "other", "of"), OPPOSITES)
def test_opposites_are_known_in_any_form(one: str, lang: str, other: str, of: str) -> None:
    mine, theirs = look_up(one, lang, other, of)
    assert mine.far & theirs.own or theirs.far & mine.own


@pytest.mark.parametrize(("one", "lang", "other", "of"), STRANGERS)
def test_strangers_have_nothing_to_do_with_each_other(one: str, lang: str, other: str, of: str) -> None:
    mine, theirs = look_up(one, lang, other, of)
    assert not mine.akin & theirs.akin
    assert not mine.far & theirs.own


@pytest.mark.parametrize("word", ["", "'", "zzyzzx", "nyaing", "привет"])
def test_what_no_table_has_means_nothing(word: str) -> None:
    assert load_senses().look_up("house", "ru") is NOTHING
    for lang in ("en", "id"):
        assert load_senses().look_up(word, lang) is NOTHING


def test_the_pair_network_sees_them() -> None:
    one, other = prepare_statement("The court found him guilty", "en"), prepare_statement("innocent", "en")
    found = pair_features(one, other, np.zeros((5, 8), np.float32), np.zeros((1, 8), np.float32))[SENSES:, :, 0]
    assert found[2].tolist() == [0, 0, 0, 0, 1]
    assert not found[0].any()


@pytest.mark.parametrize("content", [None, b"", b"no table"])
def test_a_missing_or_damaged_table_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(NetworkError, match="install konon again"):
        SenseTable(tmp_path)


def test_a_table_without_a_part_is_told(tmp_path: Path) -> None:
    held = load_file(FOLDER / FILE)
    del held["similar"]
    save_file(held, tmp_path / FILE)
    with pytest.raises(NetworkError, match="similar"):
        SenseTable(tmp_path)


def test_the_table_is_made_of_both_nets(tmp_path: Path) -> None:
    """`hot` (1) and `cold` (2) are opposites, `chilly` (3) is like `cold`; `panas` and `dingin` are translations."""
    lines = {
        "adj": [
            "  1 a licence, which opens with spaces",
            "00000001 00 a 01 hot 0 001 ! 00000002 a 0101 | of high heat",
            "00000002 00 a 01 cold 0 002 ! 00000001 a 0101 & 00000003 a 0000 | of little heat",
            "00000003 00 s 02 chilly 0 ice_cold 0 001 & 00000002 a 0000 | somewhat cold",
        ],
        "adv": ["00000004 02 r 01 coldly 0 001 \\ 00000002 a 0101 | in a cold way"],
        "noun": ["00000005 03 n 01 cat 0 001 @ 00000006 n 0000 | a pet", "00000006 03 n 01 pet 0 000 | kept at home"],
        "verb": ["00000007 29 v 01 go 0 000 01 + 01 00 | move"],
    }
    for part, rows in lines.items():
        (tmp_path / f"data.{part}").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (tmp_path / f"{part}.exc").write_text("went go\n" if part == "verb" else "", encoding="utf-8")
    bahasa = tmp_path / "ind.tab"
    bahasa.write_text(
        "# net\tind\n00000001-a\tind:lemma\tpanas\n00000002-a\tind:lemma\tdingin\n00000099-n\tind:lemma\tasing\n",
        encoding="utf-8",
    )
    export([str(tmp_path), str(bahasa), "--out", str(tmp_path / "made")])
    table = SenseTable(tmp_path / "made")
    hot, cold, chilly = (table.look_up(word, "en") for word in ("hot", "cold", "chilly"))
    assert hot.opposite == cold.own
    assert not hot.opposite & chilly.own
    assert hot.far & chilly.own
    assert table.look_up("panas", "id").own == hot.own
    assert table.look_up("coldly", "en").own > cold.own
    assert table.look_up("cats", "en").akin & table.look_up("pets", "en").akin
    assert table.look_up("went", "en").own == table.look_up("goes", "en").own != frozenset()
    assert table.look_up("asing", "id") is NOTHING
    assert table.look_up("ice", "en") is NOTHING
