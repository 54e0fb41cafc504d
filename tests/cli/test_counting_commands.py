"""`konon info`, `konon outlets`, `konon search --count` and `--group-by`, and what is cut, as a user meets them."""

import csv
import io
import json
import sys

import pytest

from konon.ledger import Ledger
from konon.views.finding_text import _found_words


def test_info_tells_what_is_there(call, thirty):
    code, out, err = call("info")
    assert (code, err) == (0, "")
    lines = {line.split(maxsplit=1)[0]: line for line in out.splitlines()}
    assert "30" in lines["articles"]
    assert "90" in lines["claims"]
    assert "Ratna Dewi 60" in lines["speakers"]
    assert "Kabar Laut 30" in lines["relays"]
    row = json.loads(call("info", "-f", "json")[1])
    assert (row["articles"], row["claims"], row["readers"]) == (30, 90, {"konon test": 30})
    assert row["ledger"] == str(thirty)


def test_info_of_an_empty_ledger_has_no_line_that_says_nothing(call, tmp_path):
    Ledger.open(tmp_path / "empty.db", write=True).close()
    code, out, err = call("info", "-l", str(tmp_path / "empty.db"))
    assert (code, err) == (0, "")
    assert all(len(line.split()) > 1 for line in out.splitlines())


def test_info_goes_into_a_file(call, thirty, tmp_path):
    assert call("info", "-o", str(tmp_path / "a.json"))[0] == 0
    assert json.loads((tmp_path / "a.json").read_bytes())["claims"] == 90


def test_outlets_are_listed_and_found(call, thirty):
    rows = list(csv.DictReader(io.StringIO(call("outlets", "-f", "csv")[1])))
    assert [(row["name"], row["claims"], row["relayed"]) for row in rows] == [
        ("Lintas Utara", "90", "0"),
        ("Kabar Laut", "0", "30"),
    ]
    assert len(json.loads(call("outlets", "utara", "-f", "json")[1])) == 1
    code, out, err = call("outlets", "Lintas Uttara")
    assert (code, out) == (0, "")
    assert err == f"konon: no outlet of this name in {thirty}; the nearest: Lintas Utara\n"


def test_how_many(call, thirty):
    assert call("search", "kirim", "--count")[:2] == (0, "30\n")
    assert call("search", "--count", "-f", "json")[1] == '{"claims":90}\n'
    assert call("search", "--count", "-f", "csv")[1].split() == ["claims", "90"]


def test_by_what(call, thirty):
    _, out, err = call("search", "--group-by", "speaker", "-f", "json")
    assert [(row["claims"], row["speaker"]) for row in json.loads(out)] == [(60, "Ratna Dewi")]
    assert err == "konon: 30 claims of 90 without a speaker\n"
    assert call("search", "kirim", "--group-by", "month")[1].split() == ["claims", "month", "30", "2023-09"]
    assert "certain\n" in call("search", "--group-by", "certainty")[1]


def test_groups_into_a_file(call, thirty, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    assert call("search", "--group-by", "certainty", "-o", str(tmp_path / "a.parquet"))[0] == 0
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
def test_what_cannot_be_asked(call, thirty, args, said):
    code, out, err = call("search", *args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_pipe_is_never_cut_and_a_terminal_is_and_says_so(call, thirty, monkeypatch):
    assert len(call("search", "-f", "jsonl")[1].splitlines()) == 90
    monkeypatch.setattr("konon.cli.commands.search.rows_wanted", lambda *_: 20)
    _, out, err = call("search", "-f", "jsonl")
    assert len(out.splitlines()) == 20
    assert err == "konon: 20 of 90 claims; --offset 20 shows the next, --limit 0 all\n"
    _, out, err = call("search", "-f", "jsonl", "--offset", "80")
    assert (len(out.splitlines()), err) == (10, "")
    assert "no further claim" in call("search", "--offset", "90")[2]


def test_rows_wanted(monkeypatch, tmp_path):
    from konon.cli.output import rows_wanted

    assert rows_wanted(None, None, 20) is None
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert rows_wanted(None, None, 20) == 20
    assert rows_wanted(None, tmp_path / "a.csv", 20) is None
    assert (rows_wanted(0, None, 20), rows_wanted(7, tmp_path / "a", 20)) == (None, 7)


def test_several_of_a_name_are_told(call, thirty, reading, tmp_path):
    err = call("search", "--speaker", "Ratma", "--count")[2]
    assert err == f"konon: Ratma: is no speaker in {thirty}; the nearest: Ratna Dewi\n"
    assert call("search", "--speaker", "ratna", "--count")[1:] == ("60\n", "")
    assert "the nearest: Lintas Utara" in call("search", "--outlet", "Lintas Utaro")[2]
    assert "the nearest: Ratna Dewi" in call("speakers", "find", "Ratna Devi")[2]


def test_matches_are_told_and_shown(call, thirty, monkeypatch):
    row = json.loads(call("search", "kirim", "-f", "jsonl", "-n", "1")[1])
    assert [row["content"][start:end] for start, end in row["matches"]] == ["mengirim"]
    assert "matches" not in json.loads(call("search", "-f", "jsonl", "-n", "1")[1])
    found = list(Ledger.open(str(thirty)).search("kirim", limit=1))
    shown = _found_words(found[0])
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["mengirim"]
    assert call("search", "kirim OR gajah -apa", "--count")[1] == "0\n"
    assert call("search", "mengi* OR gajah", "--count")[1] == "30\n"
