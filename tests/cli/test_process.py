"""The program as a process: closed pipes, Ctrl-C, terminals, a full disk, what starting loads."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

# A command line that is fed readings; the readings come as Python source, one at a time.
DRIVER = """
import signal, sys, time, types
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
from konon.records import *
def make(n):
    text = f"Budi mengatakan harga turun lagi, kabar {n}."
    return Reading(
        article=Article(id=f"a{n}", text=text, body=((0, len(text)),), title=f"Kabar {n}", path=f"{n}.txt", lang="id"),
        claims=(Claim(
            attribution=Attribution(id=str(n), source=((0, 4),), cue=((5, 15),), content=((16, 32),),
                                    quotation="indirect", confidence=0.9),
            speaker=Speaker(name="Budi", reason="named", confidence=1.0),
            factuality=Factuality(certainty="certain", polarity="negative", act="statement")),),
        reader="test")
def found():
    SOURCE
class Readings:
    def __init__(self, inputs, **more):
        self.total = TOTAL
        self.pages = types.SimpleNamespace(keep_from=lambda output: None, notes=[])
    def __iter__(self): return found()
import konon.cli.commands.read
konon.cli.commands.read.Readings = Readings
from konon.cli import main
main()
"""
ENDLESS = "n = 0\n    while True: n += 1; yield make(n)"


def driver(source, total="None"):
    return [sys.executable, "-c", DRIVER.replace("SOURCE", source).replace("TOTAL", total)]


def environment(**more):
    return {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **more}


@pytest.mark.parametrize("chosen", ["text", "jsonl", "json", "csv", "html"])
def test_a_closed_pipe_ends_quietly(chosen):
    with subprocess.Popen(
        [*driver(ENDLESS), "read", "x", "--format", chosen], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 141


def test_a_full_disk_is_one_line():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*driver("yield make(1)"), "read", "x"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    assert "No space left" in done.stderr.decode()


def test_ctrl_c_ends_with_130_and_says_how_far_it_got():
    source = "yield make(1)\n    time.sleep(60)"
    with subprocess.Popen(
        [*driver(source), "read", "x", "-f", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline()  # also: the first claim does not wait for the second article
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert re.fullmatch(rb"konon: stopped after [01] inputs?\n", process.stderr.read())


def test_ctrl_c_does_not_wait_for_a_thread():
    source = (
        "import threading; threading.Thread(target=time.sleep, args=(60,)).start()\n    yield make(1); time.sleep(60)"
    )
    with subprocess.Popen([*driver(source), "read", "x"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert re.fullmatch(rb"konon: stopped after [01] inputs?\n", process.stderr.read())


def test_termination_leaves_no_half_file(tmp_path):
    source = "yield make(1)\n    print('ready', flush=True)\n    time.sleep(60)"
    target = tmp_path / "out.jsonl"
    with subprocess.Popen(
        [*driver(source), "read", "x", "-o", str(target)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.terminate()
        assert process.wait(20) == 143
        assert re.fullmatch(rb"konon: stopped after [01] inputs?\n", process.stderr.read())
    assert list(tmp_path.iterdir()) == []


def on_terminal(command, env):
    """(stdout and stderr on one terminal, exit code)."""
    main, side = pty.openpty()
    with subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=env) as process:
        os.close(side)
        shown, until = b"", time.monotonic() + 30
        while time.monotonic() < until:
            if not select.select([main], [], [], 0.2)[0] and process.poll() is not None:
                break
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(main)
        return shown.decode(), process.wait(10)


THREE = "yield make(1); time.sleep(.3); yield make(2); time.sleep(.3); yield make(3)"


def test_a_terminal_gets_colours_and_a_bar():
    shown, code = on_terminal([*driver(THREE, "3"), "read", "x"], environment(COLORTERM="truecolor"))
    assert code == 0
    assert "\x1b[1mKabar 1" in shown
    assert "1/3" in shown
    assert shown.count("Kabar 2") == 1


def test_no_color_is_obeyed():
    shown, _ = on_terminal([*driver("yield make(1)", "1"), "read", "x"], environment(NO_COLOR="1"))
    assert "Budi · certain · denial" in shown
    assert "\x1b[3" not in shown


def test_one_input_has_no_bar():
    shown, _ = on_terminal([*driver("yield make(1)", "1"), "read", "x"], environment())
    assert "Reading" not in shown


def test_a_narrow_terminal_is_wrapped_to():
    shown, _ = on_terminal([*driver("yield make(1)", "1"), "read", "x"], environment(COLUMNS="30", NO_COLOR="1"))
    lines = shown.splitlines()
    assert all(len(line) <= 30 for line in lines)
    assert any("harga turun" in line for line in lines)


def test_piped_output_is_plain():
    done = subprocess.run([*driver("yield make(1)"), "read", "x"], capture_output=True, env=environment(), check=True)
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_poor_encoding_is_no_crash(encoding):
    done = subprocess.run(
        [*driver("yield make(1)"), "read", "x"],
        capture_output=True,
        env=environment(PYTHONIOENCODING=encoding),
        check=True,
    )
    assert b"Kabar 1" in done.stdout


def test_json_is_utf8_whatever_the_terminal_speaks():
    done = subprocess.run(
        [*driver("yield make(1)"), "read", "x", "-f", "json"],
        capture_output=True,
        env=environment(PYTHONIOENCODING="ascii"),
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))[0]["id"] == "a1"


HEAVY = {
    "alembic",
    "babel",
    "htmldate",
    "jinja2",
    "lxml",
    "numpy",
    "onnxruntime",
    "requests",
    "rich",
    "sqlalchemy",
    "trafilatura",
}


@pytest.mark.parametrize("start", ["--help", "--version"])
def test_starting_loads_no_command_and_nothing_heavy(start):
    probe = f"import sys; from konon.cli import run; run(['{start}']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert not set(loaded) & HEAVY
    assert not [name for name in loaded if name.startswith("konon.cli.commands.")]


def test_reading_loads_what_the_reader_needs_alone():
    probe = "import sys; import konon.cli.commands.read; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"alembic", "jinja2", "lxml", "requests", "rich", "sqlalchemy"}


LINE = json.dumps({"text": "Menteri Ratna Dewi mengatakan harga beras turun lima persen.", "date": "segera"})


def konon(*args, **more):
    return subprocess.run(
        [sys.executable, "-m", "konon.cli", *args], capture_output=True, env=environment(), check=False, **more
    )


def test_what_is_piped_in_is_read_where_nothing_is_named(tmp_path):
    done = konon("read", "-f", "jsonl", input=LINE.encode())
    assert json.loads(done.stdout)["published"] is None
    assert b"konon: -: a date cannot be read and is left out (line 1: 'segera')" in done.stderr
    assert done.returncode == 0
    (tmp_path / "a.jsonl").write_text(LINE)
    with (tmp_path / "a.jsonl").open("rb") as stream:
        assert konon("read", "-f", "jsonl", stdin=stream).returncode == 0
    done = konon("read", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert b"nothing to read" in done.stderr


def test_a_list_of_inputs(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINE)
    (tmp_path / "list.txt").write_text("# all\n\na.jsonl\n")
    done = konon("read", "-i", "list.txt", "-f", "jsonl", cwd=tmp_path)
    assert json.loads(done.stdout)["path"] == "a.jsonl"
    done = konon("read", "-i", "none.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"konon: none.txt: cannot be read (No such file")
