"""Pages of the shared data that are fetched again with their chrome alone changed are no edits: a few of the 1,000."""

import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "evals" / "refetched_pages.py"


@pytest.mark.shared
def test_no_false_edit(shared, monkeypatch, capsys, tmp_path):
    few = tmp_path / "pages"
    few.mkdir()
    for name in ("html-dev.jsonl", "wild-dev.jsonl"):
        lines = (shared / "data" / "pages" / name).read_text("utf-8").splitlines(keepends=True)
        (few / name).write_text("".join(lines[4:12]), "utf-8")
    for name in ("html", "wild"):
        (few / name).symlink_to(shared / "data" / "pages" / name)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--data", str(few), "--count", "32", "--seed", "3"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 0, capsys.readouterr().out
