"""`konon info`, `konon outlets`, `konon search --count` and `--group-by`, and what is cut, as a user meets them."""

import csv
import io
import json
import sys

import msgspec
import pytest

from konon.cli import run
from konon.contract import reading_row
from konon.ledger import Ledger
from konon.views.finding_text import _found_words


def call(capfd, *args):
    code = run(args)
    out, err = capfd.readouterr()
    return code, out, err


@pytest.fixture
def full(tmp_path, many, capfd, monkeypatch):
    """A ledger of 30 articles with three claims each, named by the environment."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(reading_row(one)) + b"\n" for one in many(30)))
    monkeypatch.setenv("KONON_LEDGER", str(tmp_path / "k.db"))
    assert call(capfd, "add", str(path), "--readings", "--no-meaning", "--no-trace")[0] == 0
    return tmp_path / "k.db"


def test_info_tells_what_is_there(capfd, full):
    code, out, err = call(capfd, "info")
    assert (code, err) == (0, "")
    lines = {line.split(maxsplit=1)[0]: line for line in out.splitlines()}
    assert "30" in lines["articles"]
    assert "90" in lines["claims"]
    assert "Ratna Dewi 60" in lines["speakers"]
    assert "Kabar Laut 30" in lines["relays"]
    row = json.loads(call(capfd, "info", "-f", "json")[1])
    assert (row["articles"], row["claims"], row["readers"]) == (30, 90, {"konon test": 30})
    assert row["ledger"] == str(full)


def test_info_of_an_empty_ledger_has_no_line_that_says_nothing(capfd, tmp_path):
    Ledger.open(tmp_path / "empty.db", write=True).close()
    code, out, err = call(capfd, "info", "-l", str(tmp_path / "empty.db"))
    assert (code, err) == (0, "")
    assert all(len(line.split()) > 1 for line in out.splitlines())


def test_info_goes_into_a_file(capfd, full, tmp_path):
    assert call(capfd, "info", "-o", str(tmp_path / "a.json"))[0] == 0
    assert json.loads((tmp_path / "a.json").read_bytes())["claims"] == 90


def test_outlets_are_listed_and_found(capfd, full):
    rows = list(csv.DictReader(io.StringIO(call(capfd, "outlets", "-f", "csv")[1])))
    assert [(row["name"], row["claims"], row["relayed"]) for row in rows] == [
        ("Lintas Utara", "90", "0"),
        ("Kabar Laut", "0", "30"),
    ]
    assert len(json.loads(call(capfd, "outlets", "utara", "-f", "json")[1])) == 1
    code, out, err = call(capfd, "outlets", "Lintas Uttara")
    assert (code, out) == (0, "")
    assert err == f"konon: no outlet of this name in {full}; the nearest: Lintas Utara\n"


def test_how_many(capfd, full):
    assert call(capfd, "search", "kirim", "--count")[:2] == (0, "30\n")
    assert call(capfd, "search", "--count", "-f", "json")[1] == '{"claims":90}\n'
    assert call(capfd, "search", "--count", "-f", "csv")[1].split() == ["claims", "90"]


def test_by_what(capfd, full):
    _, out, err = call(capfd, "search", "--group-by", "speaker", "-f", "json")
    assert [(row["claims"], row["speaker"]) for row in json.loads(out)] == [(60, "Ratna Dewi")]
    assert err == "konon: 30 claims of 90 without a speaker\n"
    assert call(capfd, "search", "kirim", "--group-by", "month")[1].split() == ["claims", "month", "30", "2023-09"]
    assert "certain\n" in call(capfd, "search", "--group-by", "certainty")[1]


def test_groups_into_a_file(capfd, full, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    assert call(capfd, "search", "--group-by", "certainty", "-o", str(tmp_path / "a.parquet"))[0] == 0
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [
        {"claims": 60, "certainty": "possible"},
        {"claims": 30, "certainty": "certain"},
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--count", "--group-by", "act"), "two questions"),
        (("--group-by", "colour"), "colour"),
        (("--count", "--meaning", "kapal"), "by words alone"),
        (("--count", "-f", "html"), "not written as html"),
    ],
)
def test_what_cannot_be_asked(capfd, full, args, said):
    code, out, err = call(capfd, "search", *args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_pipe_is_never_cut_and_a_terminal_is_and_says_so(capfd, full, monkeypatch):
    assert len(call(capfd, "search", "-f", "jsonl")[1].splitlines()) == 90
    monkeypatch.setattr("konon.cli.commands.search.rows_wanted", lambda *_: 20)
    _, out, err = call(capfd, "search", "-f", "jsonl")
    assert len(out.splitlines()) == 20
    assert err == "konon: 20 of 90 claims; --offset 20 shows the next, --limit 0 all\n"
    _, out, err = call(capfd, "search", "-f", "jsonl", "--offset", "80")
    assert (len(out.splitlines()), err) == (10, "")
    assert "no further claim" in call(capfd, "search", "--offset", "90")[2]


def test_rows_wanted(monkeypatch, tmp_path):
    from konon.cli.output import rows_wanted

    assert rows_wanted(None, None, 20) is None
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert rows_wanted(None, None, 20) == 20
    assert rows_wanted(None, tmp_path / "a.csv", 20) is None
    assert (rows_wanted(0, None, 20), rows_wanted(7, tmp_path / "a", 20)) == (None, 7)


def test_several_of_a_name_are_told(capfd, full, reading, tmp_path):
    err = call(capfd, "search", "--speaker", "Ratma", "--count")[2]
    assert err == f"konon: Ratma: is no speaker in {full}; the nearest: Ratna Dewi\n"
    assert call(capfd, "search", "--speaker", "ratna", "--count")[1:] == ("60\n", "")
    assert "the nearest: Lintas Utara" in call(capfd, "search", "--outlet", "Lintas Utaro")[2]
    assert "the nearest: Ratna Dewi" in call(capfd, "speakers", "find", "Ratna Devi")[2]


def test_matches_are_told_and_shown(capfd, full, monkeypatch):
    row = json.loads(call(capfd, "search", "kirim", "-f", "jsonl", "-n", "1")[1])
    assert [row["content"][start:end] for start, end in row["matches"]] == ["mengirim"]
    assert "matches" not in json.loads(call(capfd, "search", "-f", "jsonl", "-n", "1")[1])
    found = list(Ledger.open(str(full)).search("kirim", limit=1))
    shown = _found_words(found[0])
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["mengirim"]
    assert call(capfd, "search", "kirim OR gajah -apa", "--count")[1] == "0\n"
    assert call(capfd, "search", "mengi* OR gajah", "--count")[1] == "30\n"
