"""The command line as a user meets it: exit codes, one-line errors, output files, failures."""

import json
import os
import re
import stat
from dataclasses import replace

import pytest

from konon import __version__
from konon.cli import run
from konon.cli.commands.demo import find_samples
from konon.errors import NetworkError
from konon.records import Failure


def test_version_and_help(call):
    assert call("--version") == (0, f"konon {__version__}\n", "")
    for args in ((), ("--help",), ("read", "--help"), ("demo", "-h"), ("eval", "--help")):
        code, out, err = call(*args)
        assert (code, err) == (0, "")
        assert "konon" in out
        assert not re.search(r"<(?:bool|str|path|list|int)", out), "types of Python are no help"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("read",), "nothing to read; give a file"),
        (("red",), "there is no such command"),
        (("read", "--colour", "x"), "there is no such option"),
        (("read", "x", "--format", "xml"), "xml"),
        (("read", "x", "--timeout", "soon"), "--timeout"),
        (("read", "x", "--max-bytes", "much"), "much: is not a size; write it like 20MB"),
        (("read", "x", "--output", "/no/such/folder/x.csv"), "cannot be written"),
        (("read", "x", "--output", "."), "is a folder"),
        (("read", "x", "--output", "x.xml"), "the suffix .xml names no format; use .txt, .jsonl"),
        (("demo", "--output", "x.xml"), "the suffix .xml names no format"),
        (("eval",), "nothing to score"),
        (("eval", "gold"), "nothing to score"),
        (("eval", "gold", "--cases", "x"), "their own gold"),
    ],
)
def test_a_wrong_call_is_one_line_and_code_2(call, feed, args, said):
    feed([])
    code, out, err = call(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("konon: ")
    assert err.count("\n") == 1


def test_results_go_to_stdout_and_nothing_else_does(call, feed, reading):
    feed([reading])
    code, out, err = call("read", "rel.txt", "--format", "jsonl")
    assert (code, err) == (0, "")
    assert json.loads(out)["id"] == "a-1"


def test_options_reach_the_fetching(call, feed, reading):
    readings = feed([reading])
    call("read", "a", "b", "--timeout", "3", "--max-bytes", "5MB", "--max-redirects", "2")
    options = readings.last.options
    assert readings.last.inputs == ["a", "b"]
    assert (options.deadline, options.read_timeout, options.max_bytes, options.max_redirects) == (3, 3, 5_000_000, 2)


def test_failures_are_told_and_counted_and_the_rest_is_read(call, feed, reading):
    feed(
        [
            Failure(name="a.txt", why="a.txt: is empty; leave it out"),
            reading,
            Failure(name="b.txt", why="b.txt: is empty; leave it out"),
            Failure(name="c.txt", why="is larger than 20 MB; raise max_bytes"),
            reading,
        ]
    )
    code, out, err = call("read", "folder", "--format", "jsonl")
    assert code == 1
    assert out.count("\n") == 2
    assert err.splitlines() == [
        "konon: a.txt: is empty; leave it out",
        "konon: b.txt: is empty; leave it out",
        "konon: c.txt: is larger than 20 MB; raise max_bytes",
        "konon: 3 of 5 inputs failed: 2 × is empty, 1 × is larger than 20 MB",
    ]


def test_a_closing_line_has_no_open_bracket_and_shows_numbers_that_agree(call, feed):
    reasons = [
        "x:1: no JSON (Expecting value: line 1 column 9 (char 8)); give one JSON object a line",
        "x:2: no JSON (Extra data: line 2 column 1 (char 30)); give one JSON object a line",
        "a fault in konon (ValueError: spans; cross (twice)); please report it with the page",
        "has 412,345 characters, more than 400,000; split it",
        "has 500,000 characters, more than 400,000; split it",
        "the server answered 404; check the address",
        "the server answered 404; check the address",
        "odd (and never closed",
    ]
    feed(Failure(name=why[:3], why=why) for why in reasons)
    _, _, err = call("read", "folder")
    assert err.splitlines()[-1] == (
        "konon: 8 of 8 inputs failed: 2 × no JSON, 2 × has … characters, more than 400,000, "
        "2 × the server answered 404, 1 × a fault in konon, 1 × odd"
    )


def test_one_failed_input_needs_no_count(call, feed):
    feed([Failure(name="a.txt", why="a.txt: is empty")])
    assert call("read", "a.txt") == (1, "", "konon: a.txt: is empty\n")


def test_quiet_leaves_out_the_count_alone(call, feed, reading):
    feed([Failure(name="a.txt", why="a.txt: is empty"), reading])
    _, _, err = call("read", "a", "b", "--quiet")
    assert err == "konon: a.txt: is empty\n"


def test_ten_thousand_reasons_are_not_all_told(call, feed):
    letters = ("".join(chr(97 + int(digit)) for digit in str(number)) for number in range(3000))
    feed(Failure(name="x", why=f"odd {word}") for word in letters)
    _, _, err = call("read", "folder")
    assert "2988 × other reasons" in err.splitlines()[-1]


def test_a_name_cannot_steer_the_terminal(call, feed):
    feed([Failure(name="a\x1b[2J\n.txt", why="is empty")])
    _, _, err = call("read", "folder")
    assert "\x1b" not in err
    assert err.count("\n") == 1


def test_a_broken_installation_is_one_line(call, feed):
    def broken():
        raise NetworkError("no encoder.onnx", name="tagger", remedy="install konon again")
        yield

    feed(broken())
    assert call("read", "x") == (1, "", "konon: tagger: no encoder.onnx; install konon again\n")


def test_an_error_of_the_program_is_no_traceback(call, feed, monkeypatch):
    def broken():
        raise RuntimeError("spans\ncross")
        yield

    feed(broken())
    code, _, err = call("read", "x")
    assert code == 1
    assert err.count("\n") == 1
    assert "RuntimeError: spans cross" in err
    monkeypatch.setenv("KONON_TRACEBACK", "1")
    feed(broken())
    with pytest.raises(RuntimeError):
        run(["read", "x"])


# Output files


def test_an_output_file_has_its_format_by_name(call, feed, reading, tmp_path):
    feed([reading])
    target = tmp_path / "claims.csv"
    assert call("read", "x", "-o", str(target)) == (0, "", f"konon: 1 article written to {target}\n")
    assert target.read_bytes().startswith(b"article,path,")
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_output_file_is_whole_or_as_it_was(call, feed, reading, tmp_path, error):
    def breaks_off():
        yield reading
        raise error

    target = tmp_path / "claims.jsonl"
    target.write_text("old")
    feed(breaks_off())
    code, _, err = call("read", "x", "--output", str(target))
    assert code == (130 if error is KeyboardInterrupt else 1)
    assert err.count("\n") == 1
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_output_file_keeps_its_permissions_and_its_link(call, feed, reading, tmp_path):
    feed([reading])
    target = tmp_path / "real.jsonl"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.jsonl"
    link.symlink_to(target)
    assert call("read", "x", "--output", str(link))[0] == 0
    assert link.is_symlink()
    assert json.loads(target.read_text())["id"] == "a-1"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_output_file_is_as_open_as_any(call, feed, reading, tmp_path):
    feed([reading])
    old = os.umask(0o022)
    try:
        call("read", "x", "--output", str(tmp_path / "a.json"))
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o644


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.json", "claims.html", "claims.csv", "claims.txt"])
@pytest.mark.parametrize("old", [b"old", None])
def test_an_output_file_is_as_it_was_where_every_input_fails(call, feed, tmp_path, name, old):
    target = tmp_path / name
    if old:
        target.write_bytes(old)
    feed([Failure(name="a.txt", why="a.txt: is empty")])
    code, _, err = call("read", "a.txt", "--output", str(target))
    assert code == 1
    assert err.splitlines() == ["konon: a.txt: is empty", f"konon: {target}: is not written; nothing was read"]
    assert (target.read_bytes() if old else None) == old
    assert len(list(tmp_path.iterdir())) == bool(old)


def test_an_output_file_is_written_where_one_of_several_is_read(call, feed, reading, tmp_path):
    target = tmp_path / "claims.jsonl"
    target.write_text("old")
    feed([Failure(name="a.txt", why="a.txt: is empty"), reading])
    code, _, err = call("read", "a.txt", "b.txt", "--output", str(target))
    assert (code, err.splitlines()[-1]) == (1, f"konon: 1 article written to {target}")
    feed([reading])
    assert call("read", "b.txt", "--output", str(target), "--quiet") == (0, "", "")
    assert json.loads(target.read_text())["id"] == "a-1"


def test_output_to_a_device_is_written_directly(call, feed, reading):
    feed([reading])
    assert call("read", "x", "--output", "/dev/null", "--format", "json") == (0, "", "")


# Scores


BUDI = {
    "id": "a",
    "text": "Budi mengatakan harga turun.",
    "attributions": [{"source": [[0, 4]], "cue": [[5, 15]], "content": [[16, 27]]}],
}


def test_eval_prints_a_table_or_json(call, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(BUDI))
    code, out, _ = call("eval", str(gold), str(gold))
    assert code == 0
    assert "attribution strict    1.000  1.000  1.000" in out
    _, out, _ = call("eval", str(gold), str(gold), "--format", "json")
    assert json.loads(out)["alpha"] == 1


def test_eval_shows_what_was_missed(call, tmp_path):
    gold, nothing = tmp_path / "gold.jsonl", tmp_path / "nothing.jsonl"
    gold.write_text(json.dumps(BUDI))
    nothing.write_text("")
    _, _, err = call("eval", str(gold), str(nothing), "--errors", "3")
    assert err == "missed in a: source 'Budi', cue 'mengatakan', content 'harga turun'\n"


def test_eval_scores_bodies_where_gold_has_bodies(call, tmp_path):
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(json.dumps({"id": "a", "body": "satu dua tiga empat"}))
    found.write_text(json.dumps({"id": "a", "text": "x satu dua tiga empat", "body": [[2, 21]]}))
    _, out, _ = call("eval", str(gold), str(found), "--format", "json")
    assert json.loads(out)["f1"] == 1


@pytest.mark.parametrize("field", [{"attributions": []}, {"body": "satu dua tiga empat"}])
def test_eval_of_other_articles_is_one_line(call, tmp_path, field):
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(json.dumps({"id": "a", "text": "x"} | field))
    found.write_text(json.dumps(BUDI | {"id": "0123456789abcdef"}))
    code, out, err = call("eval", str(gold), str(found))
    assert (code, out) == (2, "")
    assert err == (
        f"konon: {found}: has no id of {gold} (it has '0123456789abcdef', the gold 'a'); "
        "read JSON lines with the gold's ids; the id of a page read from a file is a hash of it\n"
    )


@pytest.mark.parametrize("content", ["", "nonsense"])
def test_eval_of_a_bad_gold_file_is_one_line(call, tmp_path, content):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(content)
    code, out, err = call("eval", str(gold), str(gold))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


# The demonstration


def test_demo_reads_the_pages_that_come_along(call, feed, reading):
    readings = feed([reading])
    code, out, err = call("demo")
    assert code == 0
    assert readings.last.inputs == [str(page) for page in find_samples()]
    assert "rel.txt" in out
    assert "konon read" in err


def test_a_language_that_is_not_known_is_reported_in_one_line(call, feed, reading):
    feed([replace(reading, illegible=True)])
    code, out, err = call("read", "x", "--quiet", "--format", "jsonl")
    assert code == 0
    assert out
    assert err.startswith("konon: ")
    assert f"hardly a word of this language or script ({reading.article.lang})" in err
    assert err.count("\n") == 1
