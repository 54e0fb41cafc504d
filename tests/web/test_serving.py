"""`konon serve` as a process: what it says, how it ends, and what it refuses in one line."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from konon.errors import UsageError
from konon.web.serving import bind, is_loopback


def serve(*args, command="serve", **more):
    return subprocess.Popen(
        [sys.executable, "-m", "konon.cli", command, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TERM": "dumb", **more},
    )


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_says_where_it_is_and_ends_quietly(path, ending, code):
    with serve("--ledger", str(path), "--port", "0", "--log") as process:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
        assert "this machine alone" in line
        with urllib.request.urlopen(f"{address}about.json", timeout=20) as response:
            assert response.status == 200
        process.send_signal(ending)
        assert process.wait(20) == code
        assert re.fullmatch(r"127\.0\.0\.1 GET /about\.json 200 \d+ ms\n", process.stderr.read())


def refused(*args):
    with serve(*args) as process:
        out, err = process.communicate(timeout=60)
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return process.returncode, err


def test_a_port_in_use_is_one_clear_line(path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, err = refused("--ledger", str(path), "--port", str(port))
    assert (code, err) == (2, f"konon: {port}: this port is in use; give another with --port, or 0 for a free one\n")


def test_a_missing_ledger_is_one_clear_line(tmp_path):
    code, err = refused("--ledger", str(tmp_path / "nix.db"))
    assert code == 1
    assert "there is no such ledger" in err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", ""])
def test_no_other_machine_can_reach_it(host):
    with pytest.raises(UsageError, match="is not this machine alone"):
        bind(host, 0)
    assert not is_loopback(host)


def test_names_of_this_machine_are_bound():
    for host in ("127.0.0.1", "localhost"):
        bind(host, 0).close()
    with pytest.raises(UsageError, match="is no port"):
        bind("127.0.0.1", 70_000)


def test_a_shared_ledger_takes_an_account_a_name_and_says_for_whom_it_is(tmp_path):
    ledger = str(tmp_path / "ruang.db")
    code, err = refused("--ledger", ledger, "--share")
    assert (code, "there is no such ledger" in err) == (1, True)
    command = [sys.executable, "-m", "konon.cli", "users", "add", "Sari", "--ledger", ledger]
    subprocess.run(command, input="empat kata yang panjang\n", text=True, check=True, capture_output=True)
    code, err = refused("--ledger", ledger, "--share", "--host", "0.0.0.0", "--port", "0")
    assert (code, "--name" in err) == (2, True)
    with serve("--ledger", ledger, "--share", "--host", "0.0.0.0", "--name", "a.example", "--port", "0") as process:
        line = process.stdout.readline()
        port = re.search(r":(\d+)/", line)[1]
        assert "those who have an account" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/about", timeout=20) as response:
            assert response.url.endswith("/sign-in?back=%2Fabout")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert "passwords go over the network as they are typed" in process.stderr.read()


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_demonstration_ends_with_an_address_and_leaves_nothing_behind(tmp_path, ending, code):
    with serve("--serve", command="demo", TMPDIR=str(tmp_path)) as process:
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        with urllib.request.urlopen(f"{address}index.json", timeout=20) as response:
            home = json.load(response)
        assert home["counts"]["articles"] == 12
        assert home["told"][0]["spread"]["outlets"] >= 4
        process.send_signal(ending)
        assert process.wait(20) == code
        assert "Traceback" not in process.stderr.read()
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith(".")] == []  # of other programs
