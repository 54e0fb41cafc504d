"""Where a name stands in a source: kinds that unseen articles showed, and what the head of names says of them."""

from __future__ import annotations

import numpy as np
import pytest

from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.speakers.name_cuts import NameCuts
from konon.reading.speakers.naming import PARTS
from konon.reading.text.passage import prepare
from konon.reading.text.units import WIDTH, Units
from konon.records import Article, Attribution, Speaker


def resolve(source: str, cuts: list[str] | None = None) -> Speaker:
    """`cuts`: what the head calls each word of the source, by its part."""
    text = f"{source} mengatakan hujan turun di kota itu."
    one = Attribution(
        id="1",
        source=((0, len(source)),),
        cue=((len(source) + 1, len(source) + 11),),
        content=((len(source) + 12, len(text) - 1),),
        quotation="indirect",
        confidence=1,
    )
    passage = prepare(Article(id="x", text=text, body=((0, len(text)),), lang="id"))
    return resolve_by_rules(passage, [one], [], cuts=cuts_of(text, cuts) if cuts else None).speakers[0]


def cuts_of(text: str, cuts: list[str]) -> NameCuts:
    starts = [k for k in range(len(text)) if k == 0 or text[k - 1] == " "]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    units = Units(
        start=tuple(starts),
        end=tuple(ends),
        paragraph=(0,) * len(starts),
        vectors=np.zeros((len(starts), WIDTH), np.float32),
    )
    parts = np.full((len(starts), len(PARTS)), np.log(0.01), np.float32)
    for unit, part in enumerate(cuts):
        parts[unit, PARTS.index(part)] = np.log(0.96)
    return NameCuts(units, parts, frozenset(range(len(cuts))))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("data Kementerian Perladangan dan Irigasi", "Kementerian Perladangan dan Irigasi"),
        ("analisis Badan Cuaca, Ombak, dan Angin", "Badan Cuaca, Ombak, dan Angin"),
        ("laporan Kementerian Perladangan dan sejumlah warga", "Kementerian Perladangan"),
        ("data Kementerian Perladangan dan Bank Merani", "Kementerian Perladangan"),
        ("The Merani Board", "The Merani Board"),
        ("16,2 persen", "16,2 persen"),
        ("kelompok-kelompok Merani", "kelompok-kelompok Merani"),
        ("tokoh-tokoh Merani", "tokoh-tokoh Merani"),
        ("Menteri-menteri Kabinet Merani", "Menteri-menteri Kabinet Merani"),
    ],
)
def test_a_source_is_called_by_all_that_belongs_to_its_name(source: str, name: str) -> None:
    assert resolve(source).name == name


def test_the_head_of_names_tells_a_first_name_from_a_field_of_the_office() -> None:
    source = "Direktur Perum Jamkrandi Sulisa Usdoka"
    assert resolve(source, ["role", "affiliation", "affiliation", "B", "I"]).name == "Sulisa Usdoka"
    assert resolve(source, ["role", "affiliation", "B", "I", "I"]).name == "Jamkrandi Sulisa Usdoka"


def test_the_head_makes_no_title_a_name() -> None:
    assert resolve("Bupati Budi Santoso", ["B", "I", "I"]).name == "Budi Santoso"


def test_where_the_head_has_not_looked_the_rules_stand() -> None:
    source = "Direktur Perum Jamkrandi Sulisa Usdoka"
    assert resolve(source, ["role"]).name == resolve(source).name
