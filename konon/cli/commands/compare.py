"""`konon compare`: two versions of a statement -> how they relate and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from konon.cli.messages import report
from konon.cli.options import FORMAT, OutputOption
from konon.cli.output import open_output
from konon.errors import UsageError
from konon.pages.streams import DAMAGED, open_unpacked
from konon.tracing.comparing import Comparison
from konon.tracing.comparing import compare as compare_texts
from konon.views.formats import choose_format


class ComparisonFormat(StrEnum):
    """What `--format` takes."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


def compare(
    given: Annotated[
        list[str],
        typer.Argument(
            metavar="A B | PAIRS.jsonl",
            help='Two versions of a statement, or a file of JSON lines {"id", "a", "b"}.',
            show_default=False,
        ),
    ],
    *,
    format: Annotated[ComparisonFormat | None, FORMAT] = None,
    output: OutputOption = None,
) -> None:
    """Tell how two versions of a statement relate and what changed from one to the other.

    In Indonesian, English, or one in each. A pair that says the same has no drift. The exit code is 1 where a line of
    the file is no pair.
    """
    failed = False
    chosen = choose_format(ComparisonFormat, format, output, ComparisonFormat.text)
    with open_output(output) as write:
        for pair in read_pairs(given):
            if isinstance(pair, str):
                report(f"konon: {pair}")
                failed = True
                continue
            key, a, b = pair
            write(_render(key, a, b, compare_texts(a, b), chosen).encode("utf-8", "replace"))
    raise typer.Exit(1 if failed else 0)


def read_pairs(given: list[str]) -> Iterator[tuple[Any, str, str] | str]:
    """(id, a, b), or what is wrong with a line; UsageError where it is neither two texts nor one file."""
    if len(given) == 2:
        yield None, given[0], given[1]
    elif len(given) == 1:
        try:
            with Path(given[0]).open("rb") as stream:
                yield from _parse_lines(open_unpacked(stream, given[0])[1], given[0])
        except (*DAMAGED, OSError) as why:
            reason = getattr(why, "strerror", None) or str(why)
            remedy = "give two texts in quotation marks, or a file of pairs"
            raise UsageError(f"cannot be read ({reason})", name=given[0], remedy=remedy) from why
    else:
        raise UsageError(f"compare takes two texts, not {len(given)}", remedy="put each in quotation marks")


def _parse_lines(lines: Iterable[bytes], name: str) -> Iterator[tuple[Any, str, str] | str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row.get("id", number), str(row["a"]), str(row["b"])
        except (ValueError, KeyError, AttributeError):
            yield f'{name}:{number}: is no pair; a line is {{"id": ..., "a": "...", "b": "..."}}'


def comparison_row(key: Any, found: Comparison) -> dict[str, Any]:
    """One line of the output."""
    return {
        "id": key,
        "relation": found.relation,
        "score": found.score,
        "drift": list(found.drift),
        "changes": [{"kind": c.kind, "a": c.a, "b": c.b, "why": c.why} for c in found.changes],
    }


def _render(key: Any, a: str, b: str, found: Comparison, format: ComparisonFormat) -> str:
    row = comparison_row(key, found)
    if format == ComparisonFormat.jsonl:
        return json.dumps(row, ensure_ascii=False) + "\n"
    if format == ComparisonFormat.json:
        return json.dumps(row, ensure_ascii=False, indent=1) + "\n"
    name = "" if key is None else f"{key}: "
    lines = [f"{name}{found.relation} ({found.score:.2f}), " + (", ".join(found.drift) or "no drift")]
    lines += [f"  {change.kind}: {change.why}" for change in found.changes]
    return "\n".join(lines) + "\n"
