"""`konon.toml`, `KONON_*`, `-v`, and which of several places an option's value comes from."""

import json
import logging

import msgspec
import pytest

from konon.contract import reading_row


@pytest.fixture
def home(tmp_path, many, call, monkeypatch):
    """The working folder, with `k.db` of 30 articles in it; nothing is set."""
    for name in ("KONON_LEDGER", "KONON_FORMAT", "KONON_BY", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    rows = b"".join(msgspec.json.encode(reading_row(one)) + b"\n" for one in many(3))
    (work / "rows.jsonl").write_bytes(rows)
    added = call("add", "rows.jsonl", "--readings", "--no-meaning", "--no-trace", "-l", "k.db")
    assert added[0] == 0
    return work


def write(folder, words):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "konon.toml").write_text(words, encoding="utf-8")


def test_the_file_says_which_ledger_and_what_a_command_shows(call, home):
    write(home, 'ledger = "k.db"\nformat = "jsonl"\n[search]\nlimit = 2\n')
    assert len(call("search")[1].splitlines()) == 2
    assert len(call("search", "--limit", "5")[1].splitlines()) == 5
    assert json.loads(call("search", "-n", "1")[1])["speaker"]


def test_the_command_line_then_the_environment_then_the_file(call, home, monkeypatch):
    write(home, 'ledger = "none.db"\nformat = "csv"\n')
    assert "none.db: there is no such ledger" in call("search")[2]
    monkeypatch.setenv("KONON_LEDGER", "k.db")
    assert call("search", "--count")[1].split() == ["claims", "9"]
    monkeypatch.setenv("KONON_FORMAT", "json")
    assert call("search", "--count")[1] == '{"claims":9}\n'
    assert call("search", "--count", "-f", "text")[1] == "9\n"
    assert "other.db: there is no such ledger" in call("search", "-l", "other.db")[2]


def test_a_commands_own_table_goes_before_the_head(call, home):
    write(home, 'ledger = "k.db"\nformat = "csv"\n[search]\nformat = "json"\n')
    assert call("search", "--count")[1] == '{"claims":9}\n'
    assert call("outlets")[1].startswith("claims,relayed,")


def test_the_users_own_file_counts_where_the_folder_has_none(call, home, tmp_path):
    write(tmp_path / "config" / "konon", 'ledger = "k.db"\n')
    assert call("search", "--count")[1] == "9\n"
    write(home, 'format = "json"\n')
    assert "konon.db: there is no such ledger" in call("search", "--count")[2]


def test_a_format_that_a_command_lacks_is_passed_over_and_a_files_name_goes_before(call, home, monkeypatch):
    monkeypatch.setenv("KONON_LEDGER", "k.db")
    monkeypatch.setenv("KONON_FORMAT", "parquet")
    assert call("info")[1].startswith("ledger ")
    assert call("search", "-o", "a.csv")[0] == 0
    assert (home / "a.csv").read_text(encoding="utf-8").startswith("id,speaker_id")
    assert call("export", "-o", "a.jsonl")[0] == 0
    assert len((home / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 9


def test_who_decides_is_taken_from_the_environment(call, home, monkeypatch):
    monkeypatch.setenv("KONON_LEDGER", "k.db")
    monkeypatch.setenv("KONON_BY", "Ani")
    rows = [json.loads(line) for line in call("search", "-f", "jsonl")[1].splitlines()]
    assert call("judge", rows[0]["id"], rows[1]["id"], "none")[0] == 0
    assert "by Ani" in call("judge", "--list")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("colour = 1\n", "konon.toml: colour: there is no such setting; what holds for all is ledger"),
        ("[serach]\nlimit = 1\n", "konon.toml: [serach]: there is no such command"),
        ("[search]\ncolour = 1\n", "konon.toml: [search] colour: there is no such option"),
        ('[search]\noutput = "a"\n', "konon.toml: [search] output: is for the command line alone"),
        ("[search]\nlimit = 'x'\n", "--limit: takes a whole number (as konon.toml or the environment says: x)"),
        ('format = "xls"\n', "konon.toml: format: xls is no format; choose from text"),
        ("[search\n", "konon.toml: cannot be read ("),
        ("limit = 1\n", "konon.toml: limit: there is no such setting"),
    ],
)
def test_a_file_that_is_wrong_is_one_line(call, home, words, said):
    write(home, words)
    code, out, err = call("search", "-l", "k.db")
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_an_environment_that_is_wrong_is_one_line(call, home, monkeypatch):
    monkeypatch.setenv("KONON_FORMAT", "xls")
    code, out, err = call("search", "-l", "k.db")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "KONON_FORMAT: xls is no format; choose from" in err


def test_the_table_of_speakers_is_for_all_its_commands(call, home):
    write(home, 'ledger = "k.db"\n[speakers]\nformat = "json"\nby = "Ani"\n')
    assert json.loads(call("speakers", "find", "ratna")[1])[0]["name"] == "Ratna Dewi"
    assert call("speakers", "decisions")[1] == "[]\n"


@pytest.fixture
def quiet_again():
    loggers = [logging.getLogger(name) for name in ("konon", "urllib3")]
    before = [(one.handlers, one.level) for one in loggers]
    yield
    for one, (handlers, level) in zip(loggers, before, strict=True):
        one.handlers = handlers
        one.setLevel(level)


def test_verbose_tells_what_is_done(call, home, quiet_again):
    for args in (("-v", "search", "kirim", "-l", "k.db"), ("search", "kirim", "-v", "-l", "k.db")):
        code, out, err = call(*args)
        assert code == 0
        assert "Ratna Dewi" in out
        assert "konon.ledger.opening: opens k.db" in err
        assert "3 claims found in" in err
