"""Files of gold, predictions or cases -> figures, and figures -> a table or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from konon.contract import encode
from konon.errors import UsageError
from konon.evaluation.bodies import score_bodies
from konon.evaluation.gold import make_sheets, read_sheets
from konon.evaluation.predict import find_cases, predict
from konon.evaluation.score import score

Figures = dict[str, Any]


def score_files(gold_file: Path, predicted_file: Path, show: int) -> tuple[Figures, tuple[str, ...]]:
    """Figures and the first `show` attributions missed; bodies are scored where the gold has only those.

    UsageError where the gold is empty, or where predictions are of other articles altogether.
    """
    gold, predicted = read_sheets(gold_file), read_sheets(predicted_file)
    if not gold:
        raise UsageError("has no rows", name=str(gold_file), remedy="give JSON lines of gold articles")
    if predicted and not gold.keys() & predicted.keys():
        why = f"has no id of {gold_file} (it has {next(iter(predicted))!r}, the gold {next(iter(gold))!r})"
        remedy = "read JSON lines with the gold's ids; the id of a page read from a file is a hash of it"
        raise UsageError(why, name=str(predicted_file), remedy=remedy)
    if all(sheet.attributions is None and sheet.body is not None for sheet in gold.values()):
        bodies = ({key: sheet.body_text for key, sheet in side.items()} for side in (gold, predicted))
        return score_bodies(*bodies), ()
    found = score(gold, predicted, show=show)
    return found.figures, found.missed


def score_cases(path: Path, show: int) -> tuple[Figures, tuple[str, ...]]:
    """The same for a file or folder of marked-up cases, read by the shipped reader."""
    gold = make_sheets(case.row() for case in find_cases(path))
    found = score(gold, predict(gold), show=show)
    return found.figures, found.missed


def as_json(figures: Figures) -> str:
    """One object."""
    return encode(figures).decode()


def table_lines(figures: Figures) -> list[str]:
    """The figures as a table of plain text: what has precision and recall first."""
    parted = {name: value for name, value in figures.items() if isinstance(value, dict) and "f1" in value}
    lines = [f"{'':20}{'P':>7}{'R':>7}{'F1':>7}{'gold':>8}{'pred':>8}"] if parted else []
    for name, value in parted.items():
        shares = "".join(f"{value[part]:7.3f}" for part in ("p", "r", "f1"))
        lines.append(f"{name:20}{shares}{value['gold']:8}{value['predicted']:8}")
    return [*lines, *(line for name, value in figures.items() if (line := _line(name, value)))]


def _line(name: str, value: Any) -> str:
    """An accuracy, a share or a count; "" for what stands in the table above or has no line."""
    if isinstance(value, dict):
        if "accuracy" not in value:
            return ""
        macro = f", macro F1 {value['macro f1']:.3f}" if "macro f1" in value else ""
        return f"{name:20}{value['accuracy']:7.3f} of {value['n']} pairs{macro}"
    return f"{name:20}{value:7.3f}" if isinstance(value, float) else f"{name:28}{value:>7}"
