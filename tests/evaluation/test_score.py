"""Scores: what counts as found, and the same figures as the shared scorer on any gold file."""

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from konon.errors import FileError, UsageError
from konon.evaluation.bodies import score_bodies
from konon.evaluation.gold import make_sheets, read_sheets
from konon.evaluation.markup import parse_case
from konon.evaluation.score import score

BUDI = "<source>Budi</source> <cue>mengatakan</cue> <content>harga beras turun di pasar induk</content>."


def sheets(*marked, **more):
    return make_sheets(parse_case(text).row() | {"id": str(n)} | more for n, text in enumerate(marked))


def figures(gold, predicted):
    return score(gold, predicted).figures


def test_the_gold_itself_is_perfect():
    found = figures(sheets(BUDI), sheets(BUDI))
    assert found["attribution"]["f1"] == found["attribution strict"]["f1"] == found["alpha"] == 1


def test_marks_at_the_edges_do_not_count():
    gold = sheets('"<content>Harga turun</content>," <cue>kata</cue> <source>Budi</source>.')
    loose = sheets('<content>"Harga turun,"</content> <cue>kata</cue> <source>Budi.</source>')
    assert figures(gold, loose)["attribution strict"]["f1"] == 1


def test_a_wrong_source_is_no_attribution_though_the_content_is_found():
    wrong = sheets("Budi <cue>mengatakan</cue> <content>harga beras turun di pasar induk</content>.")
    found = figures(sheets(BUDI), wrong)
    assert found["content@.5"]["f1"] == 1
    assert found["attribution"]["f1"] == 0


def test_half_of_the_content_is_found_but_not_strictly():
    half = sheets("<source>Budi</source> <cue>mengatakan</cue> <content>harga beras turun</content> di pasar induk.")
    found = figures(sheets(BUDI), half)
    assert found["attribution"]["f1"] == 1
    assert found["attribution strict"]["f1"] == 0


def test_an_article_without_a_prediction_is_counted():
    found = figures(sheets(BUDI), {})
    assert found["articles without a prediction"] == 1
    assert found["attribution"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 1, "predicted": 0}


def test_names_given_where_gold_has_nobody_are_invented():
    named = BUDI.replace("<cue>", "<cue speaker=Budi>")
    nobody = BUDI.replace("<cue>", '<cue speaker="">')
    assert figures(sheets(nobody), sheets(named))["invented"] == {"accuracy": 1.0, "n": 1}
    assert figures(sheets(nobody), sheets(nobody))["invented"] == {"accuracy": 0.0, "n": 1}
    assert "invented" not in figures(sheets(BUDI), sheets(named))


def test_missed_attributions_are_shown_up_to_the_limit():
    gold = sheets(BUDI, BUDI, BUDI)
    assert len(score(gold, {}, show=2).missed) == 2
    assert "'Budi'" in score(gold, {}, show=1).missed[0]


def test_a_gold_row_without_text_is_refused():
    with pytest.raises(UsageError, match="no text"):
        score(make_sheets([{"id": "a", "attributions": []}]), {})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[1]", "is no row"),
        ("{", "is no row"),
        ('{"text": "no id"}', "is no row"),
        ('{"id": "a", "attributions": [{"content": [[1]]}]}', "is no row"),
        ('{"id": "a"}\n\n{"id": "a"}', ":3: id a stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path, lines, said):
    path = tmp_path / "gold.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        read_sheets(path)
    assert f"{path}:" in str(caught.value)


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(FileError, match=r"gone\.jsonl: cannot be read"):
        read_sheets(tmp_path / "gone.jsonl")


def test_bodies_are_compared_by_runs_of_four_words():
    found = score_bodies({"a": "one two three four five"}, {"a": "menu one two three four"})
    assert (found["p"], found["r"]) == (0.5, 0.5)
    assert score_bodies({"a": ""}, {"a": ""})["f1"] == 0
    assert score_bodies({"a": "one two"}, {})["pages without a prediction"] == 1


# The same figures as the shared scorer


def load_tool(shared: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"shared_{name}", shared / "eval" / f"{name}.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def spoil(row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A prediction with every kind of mistake: lost, invented, shifted, merged, renamed."""
    kept = [dict(a) for a in row["attributions"] if rng.random() < 0.8]
    for a in kept:
        for role in ("source", "cue", "content"):
            spans = [[s + rng.randint(-9, 9), e + rng.randint(-9, 9)] for s, e in a.get(role) or []]
            a[role] = [span for span in spans if rng.random() < 0.9] if rng.random() < 0.6 else a.get(role)
        a["certainty"] = rng.choice(["certain", "possible", "unknown", None])
        a["polarity"] = rng.choice(["positive", "positive", "negative"])
        a["relay"] = rng.choice([a.get("relay") or [], ["Al Jazeera.com"], [{"name": "KONTAN.CO.ID"}]])
        name = rng.choice([(a.get("speaker") or {}).get("name"), "Nobody Else", None])
        a["speaker"] = rng.choice([{"name": name, "confidence": rng.random()}, name])
        if rng.random() < 0.3:
            del a["speaker"], a["relay"]
    if kept and rng.random() < 0.5:
        kept.append(kept[0])
    rng.shuffle(kept)
    return {"id": row["id"], "attributions": kept}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["indonesian/dev.jsonl", "polnear/dev.jsonl", "polnear/agreement.jsonl"])
def test_the_figures_are_those_of_the_shared_scorer(shared, tmp_path, name):
    rng = random.Random(name)
    gold = shared / "data" / name
    rows = read_rows(gold)
    if len({str(row["id"]) for row in rows}) < len(rows):
        rows = [row | {"id": str(n)} for n, row in enumerate(rows)]
        gold = tmp_path / "gold.jsonl"
        gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    predicted = tmp_path / "predicted.jsonl"
    spoilt = [spoil(row, rng) for row in rows[:-1]]
    predicted.write_text("".join(json.dumps(row) + "\n" for row in spoilt), encoding="utf-8")
    tool = load_tool(shared, "score")
    wanted, _ = tool.score(tool.rows(str(gold)), tool.rows(str(predicted)))
    found = score(read_sheets(gold), read_sheets(predicted)).figures
    assert list(found) == list(wanted)
    for figure, value in wanted.items():
        assert found[figure] == pytest.approx(value, abs=1e-12), figure


@pytest.mark.shared
def test_the_body_figures_are_those_of_the_shared_scorer(shared):
    rng = random.Random(1)
    rows = read_rows(shared / "data" / "pages" / "textdump-dev.jsonl")
    gold = {row["id"]: row["body"] for row in rows}
    predicted = {row["id"]: row["text"][rng.randint(0, 500) :] for row in rows[1:]}
    wanted = load_tool(shared, "score_body").score(gold, predicted)
    assert score_bodies(gold, predicted) == pytest.approx(wanted)
