"""`konon export` on the command line: files, filters, formats."""

import csv
import json
import os
import pty
import subprocess
import sys
import zipfile

import pytest

from konon.cli import run
from konon.ledger import Ledger


@pytest.fixture
def full(tmp_path, reading, monkeypatch):
    path = tmp_path / "k.db"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading)
    monkeypatch.setenv("KONON_LEDGER", str(path))
    return path


@pytest.mark.parametrize("chosen", ["csv", "jsonl", "parquet", "jsonld", "web-annotation", "ftm", "brat"])
def test_every_format_is_written_to_a_file_and_counted(capfd, full, tmp_path, chosen):
    if chosen == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    out = tmp_path / "out"
    assert run(["export", "--format", chosen, "--output", str(out)]) == 0
    shown, told = capfd.readouterr()
    assert (shown, told) == ("", f"konon: 3 claims written to {out}\n")
    assert out.stat().st_size > 100
    assert chosen != "brat" or zipfile.is_zipfile(out)


def test_filters_are_those_of_the_search(capfd, full):
    assert run(["export", "kirim", "--polarity", "negative", "--format", "jsonl"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    assert json.loads(line)["content"] == "Kami tidak mengirim apa pun"


def test_a_cell_is_no_formula(capfd, tmp_path, reading, monkeypatch):
    path = tmp_path / "k.db"
    row = reading.article
    with Ledger.open(path, write=True) as ledger:
        from dataclasses import replace

        ledger.add(replace(reading, article=replace(row, title="=1+1")))
    assert run(["export", "--ledger", str(path)]) == 0
    rows = list(csv.DictReader(capfd.readouterr().out.splitlines()))
    assert {row["title"] for row in rows} == {"'=1+1"}


def test_what_is_no_text_does_not_go_to_a_terminal(full):
    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "konon.cli", "export", "--format", "brat"],
        stdout=follower,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "KONON_LEDGER": str(full)},
    )
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    assert done.stderr.decode() == "konon: brat is not text and cannot go to a terminal; name a file with --output\n"


def test_a_failed_export_leaves_the_old_file(capfd, full, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old")
    assert run(["export", "--country", "Nowhere", "--output", str(out)]) == 2
    assert "is no country" in capfd.readouterr().err
    assert out.read_text() == "old"
