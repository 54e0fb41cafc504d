"""Sets of marked texts -> the shipped reader's figures beside their floors; exit code 1 below one.

    python evals/gate.py [SET ...] [--update] [--allow-regression]

Sets: cases (tests/cases), samples (evals/samples) and dumps-id (evals/dumps-id.jsonl) come with the project;
polnear, indonesian, dumps, html and panl lie in ../shared/data and are passed over where that is missing.
`--update` raises each floor to what was measured, less a margin; it lowers none without --allow-regression.
Goals (evals/goals.json: what must be reached, what the work aims at) are printed beside, and fail nothing: floors keep
what was reached, goals tell what was not yet.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from konon.articles import extract_article
from konon.errors import KononError
from konon.evaluation.bodies import score_bodies
from konon.evaluation.gold import Sheets, make_sheets, read_sheets
from konon.evaluation.predict import find_cases, predict
from konon.evaluation.score import score
from konon.network.meaning import load_encoder
from konon.records import Page

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "evals" / "floors.json"
GOALS = ROOT / "evals" / "goals.json"
SHARED = ROOT.parent / "shared" / "data"

EPSILON = 0.0005  # rounding in floors.json is no regression
MARGIN = 0.005  # what a floor lies below the figure it is raised to
# Float sums differ between kinds of CPU, which moves spans on the edge (docs/network.md): of a set of some forty
# attributions one may be read otherwise, which is no regression.
ONE_OF_FEW = {"samples": 1 / 60}

Floors = dict[str, dict[str, dict[str, float]]]  # set -> language -> figure -> floor
Goals = dict[str, dict[str, dict[str, list[float]]]]  # as Floors; what must be reached, and the aim
Measured = dict[str, dict[str, float]]  # language -> figure -> value
Line = tuple[str, str, str, float | None, float | None]  # set, language, figure, value, floor


def measure_folder(folder: Path) -> Measured:
    """Marked-up cases."""
    return by_language(make_sheets(case.row() for case in find_cases(folder)))


def measure_gold(path: Path) -> Measured:
    """A gold file of article bodies."""
    return by_language(read_sheets(path))


def by_language(gold: Sheets) -> Measured:
    """Each language is scored alone: one must not hide the other."""
    predicted = predict(gold)
    languages = sorted({sheet.lang or "und" for sheet in gold.values()})
    return {
        lang: flatten(score({key: s for key, s in gold.items() if (s.lang or "und") == lang}, predicted).figures)
        for lang in languages
    }


def flatten(figures: dict[str, Any]) -> dict[str, float]:
    """F1, share right, macro F1 and alpha by name; higher is better for all of them."""
    flat = {}
    for name, value in figures.items():
        if name == "invented":
            flat["not invented"] = 1 - value["accuracy"]
        elif isinstance(value, dict):
            flat[name] = value["f1"] if "f1" in value else value["accuracy"]
            if "macro f1" in value:
                flat[f"{name} macro"] = value["macro f1"]
        elif isinstance(value, float):
            flat[name] = value
    return flat


def measure_dumps(path: Path) -> Measured:
    """Plain-text dumps of pages: F1 of the bodies."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    gold = {row["id"]: row["body"] for row in rows}
    pages = {row["id"]: Page(body=row["text"].encode(), form="dump", charset="utf-8") for row in rows}
    return {"all": {"body": score_bodies(gold, {key: find_body(page) for key, page in pages.items()})["f1"]}}


def measure_html(path: Path) -> Measured:
    """HTML pages: F1 of the bodies, and how far above trafilatura's best mode in the same run."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = {row["id"]: row["body"] for row in rows}
    pages = {row["id"]: gzip.decompress((path.parent / row["file"]).read_bytes()) for row in rows}
    found = {key: find_body(Page(body=page, form="html", path=f"{key}.html")) for key, page in pages.items()}
    ours = score_bodies(gold, found)["f1"]
    return {"all": {"body": ours, "body over trafilatura": ours - best_of_trafilatura(gold, pages)}}


def best_of_trafilatura(gold: dict[str, str], pages: dict[str, bytes]) -> float:
    """F1 of the best of its three modes."""
    import trafilatura  # noqa: PLC0415 - half a second, for this set alone

    modes: list[dict[str, Any]] = [{}, {"fast": True}, {"favor_precision": True}]
    return max(
        score_bodies(
            gold,
            {key: trafilatura.extract(page, include_comments=False, **mode) or "" for key, page in pages.items()},
        )["f1"]
        for mode in modes
    )


def measure_pairs(path: Path) -> Measured:
    """Sentences and their translations: how often the translation is the nearest of all, either way."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    encoder = load_encoder()
    english, indonesian = (encoder.encode(list(texts)) for texts in zip(*rows, strict=True))
    likeness, right = english @ indonesian.T, np.arange(len(rows))
    return {
        "all": {
            "recall@1 en-id": float((likeness.argmax(1) == right).mean()),
            "recall@1 id-en": float((likeness.argmax(0) == right).mean()),
        }
    }


def find_body(page: Page) -> str:
    """The article's own paragraphs; "" where the page is said to hold none."""
    try:
        article = extract_article(page)
    except KononError:
        return ""
    return "\n\n".join(article.text[start:end] for start, end in article.body)


SETS: dict[str, tuple[Callable[[Path], Measured], Path]] = {
    "cases": (measure_folder, ROOT / "tests" / "cases"),
    "samples": (measure_folder, ROOT / "evals" / "samples"),
    "dumps-id": (measure_dumps, ROOT / "evals" / "dumps-id.jsonl"),
    "polnear": (measure_gold, SHARED / "polnear" / "dev.jsonl"),
    "indonesian": (measure_gold, SHARED / "indonesian" / "dev.jsonl"),
    "dumps": (measure_dumps, SHARED / "pages" / "textdump-dev.jsonl"),
    "html": (measure_html, SHARED / "pages" / "html-dev.jsonl"),
    "panl": (measure_pairs, SHARED / "panl" / "dev.tsv"),
}


def compare(name: str, measured: Measured, floors: dict[str, dict[str, float]]) -> Iterator[Line]:
    """One line a figure; a floor without a figure has the value None, and a figure without a floor no floor."""
    for lang in sorted(measured | floors):
        values, least = measured.get(lang, {}), floors.get(lang, {})
        for figure in [*values, *(figure for figure in least if figure not in values)]:
            yield name, lang, figure, values.get(figure), least.get(figure)


def is_below(line: Line) -> bool:
    """Whether the line fails the gate; a floor that nothing was measured for does."""
    name, *_, value, floor = line
    return floor is not None and (value is None or value < floor - EPSILON - ONE_OF_FEW.get(name, 0.0))


def show(line: Line, goals: Goals) -> str:
    """One row of the table."""
    name, lang, figure, value, floor = line
    numbers = (value, floor, *goals.get(name, {}).get(lang, {}).get(figure, ()))
    values = "".join(f"{'-':>9}" if number is None else f"{number:9.4f}" for number in numbers)
    return f"{name:12}{lang:4}{figure:24}{values}  {'BELOW' if is_below(line) else ''}".rstrip()


def raise_floors(floors: Floors, lines: list[Line], *, lower: bool) -> Floors:
    """The floors after `--update`: figures that have one, and all of a language that has none yet."""
    new = {name: {lang: dict(least) for lang, least in langs.items()} for name, langs in floors.items()}
    for name, lang, figure, value, floor in lines:
        least = new.setdefault(name, {}).setdefault(lang, {})
        wanted = floor is not None or not floors.get(name, {}).get(lang)
        if value is None or not wanted:
            continue
        raised = round(value - MARGIN, 4)
        least[figure] = raised if lower or floor is None else max(floor, raised)
    return new


def main(args: Sequence[str] | None = None) -> int:
    """Measure, print the table, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--update", action="store_true", help="raise the floors to what was measured")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: lower them too")
    asked = parser.parse_args(args)
    if unknown := set(asked.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    floors: Floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    lines: list[Line] = []
    goals: Goals = json.loads(GOALS.read_text(encoding="utf-8"))
    print(f"{'set':12}{'':4}{'figure':24}{'now':>9}{'floor':>9}{'goal':>9}{'aim':>9}")
    for name in asked.sets or SETS:
        measure, path = SETS[name]
        if SHARED in path.parents and not path.exists():
            print(f"{name:12}passed over: no {path.name} beside the checkout")
            continue
        found = list(compare(name, measure(path), floors.get(name, {})))
        lines += found
        print("\n".join(show(line, goals) for line in found), flush=True)
    if asked.update:
        new = raise_floors(floors, lines, lower=asked.allow_regression)
        FLOORS.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        floors = new
    below = [line for line in lines if is_below((*line[:4], floors.get(line[0], {}).get(line[1], {}).get(line[2])))]
    print(f"{len(below)} of {len(lines)} figures below their floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
