"""Cases that one rule made right are wrong without it: each row of `rules.toml` takes one rule out.

A rule is words of `languages/` (`table` and `at`, with `words` where not all of them go) or a `function` that then
finds nothing. Meaning is read on the spans as marked, so that the network has no part in it; and of certainty, polarity
and act by the rules alone, whose verdict the head then sees.
"""

import importlib
import sys
import tomllib
from pathlib import Path

import pytest

from konon.evaluation.markup import read_cases
from konon.evaluation.predict import read_given
from konon.languages import language_files
from konon.reading.meaning.signs import read_signs
from konon.reading.meaning.verdicts import judge_by_rules
from konon.reading.relays.mentions import rule_mentions
from konon.reading.relays.runs import run_chains
from konon.reading.speakers.by_rules import resolve_by_rules

HERE = Path(__file__).parent
ROWS = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))["rule"]
CASES = {
    (f"rules.{lang}", case.reason): case
    for lang in ("id", "en")
    for case in read_cases(HERE.parent / "cases" / f"rules.{lang}.txt")
}


def forget():
    """What was made of words is made anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("konon.reading", "konon.languages")):
            for one in vars(module).values():
                if hasattr(one, "cache_clear"):
                    one.cache_clear()


@pytest.fixture(autouse=True)
def _words_as_they_are():
    yield
    forget()


def without(table, row):
    """The table of one file, but for the words of the row."""
    for at in [row["at"]] if isinstance(row["at"], str) else row["at"]:
        *path, last = at.split(".")
        if path == ["cues"]:
            return {**table, "cues": [group for group in table["cues"] if group["name"] != last]}
        inner = table
        for part in path:
            inner = inner[part]
        held, gone = inner[last], set(row.get("words", inner[last]))
        left = [word for word in held if word not in gone]
        assert len(left) < len(held)
        inner[last] = {word: held[word] for word in left} if isinstance(held, dict) else left
    return table


def take_out(row, monkeypatch):
    if "function" in row:
        module, _, name = row["function"].rpartition(".")
        monkeypatch.setattr(importlib.import_module(module), name, lambda *_, **__: None)
        return
    read_table = language_files.read_table
    kind, lang = row["table"].split(".")

    def read(code, name, home=language_files.HOME):
        table = read_table(code, name, home)
        return without(table, row) if (code, name) == (lang, kind) else table

    monkeypatch.setattr(language_files, "read_table", read)
    forget()


def meaning_of(marked):
    """The last attribution's fields, as cases name them."""
    claims = read_given(marked.passage, marked.attributions)
    names = [one.speaker.name for one in claims]
    rules = judge_by_rules(read_signs(marked.passage, marked.attributions[-1]))
    mentions = rule_mentions(marked.passage, marked.attributions)
    ruled = run_chains(marked.passage, marked.attributions, names, mentions)  # without what the network adds
    return {
        "certainty": rules.certainty,
        "polarity": rules.polarity,
        "act": rules.act,
        "relay": "|".join(relay.name for relay in ruled[-1]),
        "speaker": resolve_by_rules(marked.passage, marked.attributions, mentions).speakers[-1].name or "",
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']}: {row['case']}")
def test_a_case_is_right_by_its_rule(row, read_case, monkeypatch):
    case = CASES[row["file"], row["case"]]
    passage = read_case(case)
    wanted = case.attributions[-1].attributes[row["field"]]
    assert meaning_of(passage)[row["field"]] == wanted
    take_out(row, monkeypatch)
    try:
        found = meaning_of(passage)[row["field"]]
    except AttributeError:  # a function that finds nothing leaves nobody to go on with
        found = None
    assert found != wanted


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for (name, _), case in CASES.items()], ids=lambda one: getattr(one, "reason", one)
)
def test_with_the_head_every_case_is_right_too(name, case, read_case):
    passage = read_case(case)
    found = read_given(passage.passage, passage.attributions)[-1].factuality
    wanted = case.attributions[-1].attributes
    fields = [field for field in ("certainty", "polarity", "act") if field in wanted]
    assert {field: getattr(found, field) for field in fields} == {field: wanted[field] for field in fields}


def test_there_are_fifty_and_every_case_of_rules_has_its_row():
    assert len(ROWS) >= 50
    assert {(row["file"], row["case"]) for row in ROWS} == set(CASES)
