"""Several processes do what one does, in the same order; one that dies costs its one task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from konon.errors import InstallError, NetworkError
from konon.workforce import AHEAD, WINDOW, Done, Lost, Workforce, count_cores

HELPERS = """
import os, signal, sys, time
from konon.errors import NetworkError

def make():
    return work

def work(task):
    verb, _, rest = task.partition(" ")
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "leave":
        os._exit(7)
    if verb == "sleep":
        time.sleep(float(rest))
    if verb == "raise":
        raise NetworkError("no weights", name="folder")
    if verb == "print":
        print("noise on standard output", flush=True)
        os.write(1, b"more of it")
    if verb == "threads":
        return os.environ["OMP_NUM_THREADS"]
    return f"{task}, done"

def make_badly():
    raise NetworkError("no weights", name="folder")

def make_never():
    os._exit(3)

def make_pid():
    return lambda task: os.getpid()
"""


@pytest.fixture(autouse=True)
def helpers(tmp_path, monkeypatch):
    (tmp_path / "helpers_of_work.py").write_text(HELPERS)
    monkeypatch.syspath_prepend(str(tmp_path))


def do(tasks, jobs=2, maker="helpers_of_work:make"):
    with Workforce(maker, jobs=jobs) as force:
        return list(force.map(tasks))


def test_results_come_in_the_tasks_order():
    tasks = [f"sleep {0.05 * (number % 3)}" for number in range(12)]
    assert do(tasks, jobs=3) == [(task, f"{task}, done") for task in tasks]


def test_what_needs_no_work_keeps_its_turn():
    assert do(["a", Done(1), "b", Done(2)]) == [("a", "a, done"), (Done(1), 1), ("b", "b, done"), (Done(2), 2)]


def test_no_tasks_start_nobody():
    with Workforce("no.such:place", jobs=2) as force:
        assert list(force.map([Done(1), Done(2)])) == [(Done(1), 1), (Done(2), 2)]


def test_a_worker_that_is_killed_costs_its_task_and_no_other():
    results = dict(do(["a", "die", "b", "c", "leave", "d"]))
    assert results["die"] == Lost(signal.SIGKILL, -signal.SIGKILL)
    assert "killed by signal 9" in results["die"].why
    assert results["leave"] == Lost(None, 7)
    assert "exit code 7" in results["leave"].why
    assert [results[task] for task in "abcd"] == [f"{task}, done" for task in "abcd"]


def test_where_every_task_kills_its_worker_it_ends_too():
    assert [found for _, found in do(["die"] * 7)] == [Lost(9, -9)] * 7


def test_an_error_of_a_worker_is_raised_here():
    with pytest.raises(NetworkError, match="folder: no weights"):
        do(["a", "raise", "b"])
    with pytest.raises(NetworkError, match="folder: no weights"):
        do(["a"], maker="helpers_of_work:make_badly")


def test_a_worker_that_cannot_start_is_told():
    with pytest.raises(InstallError, match="ended at its start"):
        do(["a"], maker="helpers_of_work:make_never")


def test_what_is_printed_does_not_get_among_the_results(capfd):
    assert do(["print", "a"]) == [("print", "print, done"), ("a", "a, done")]
    assert "noise" in capfd.readouterr().err


def test_each_computes_in_one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert do(["threads"]) == [("threads", "1")]
    assert os.environ["OMP_NUM_THREADS"] == "4"


@dataclass(frozen=True)
class Large:
    body: bytes


def test_few_tasks_are_out_at_once_however_many_there_are():
    taken = 0

    def tasks():
        nonlocal taken
        for number in range(500):
            taken += 1
            yield "sleep 0.4" if number == 0 else "a"

    with Workforce("helpers_of_work:make", jobs=2) as force:
        next(iter(force.map(tasks())))
    assert taken <= WINDOW * 2 + 1


def test_large_tasks_are_out_in_smaller_numbers(monkeypatch):
    monkeypatch.setattr("konon.workforce.WINDOW_BYTES", 1000)
    taken = 0

    def tasks():
        nonlocal taken
        for _ in range(20):
            taken += 1
            yield Done(Large(bytes(400)))
            yield Large(bytes(400))

    with Workforce("helpers_of_work:make_pid", jobs=2) as force:
        next(iter(force.map(tasks())))
    assert taken <= AHEAD * 2


def test_workers_are_gone_where_it_ends_early():
    with Workforce("helpers_of_work:make_pid", jobs=2) as force:
        pids = {found for _, (_, found) in zip(range(4), force.map("abcdefgh"), strict=False)}
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_end_with_the_one_who_gave_them_tasks(tmp_path):
    program = f"""
import sys; sys.path.insert(0, {str(tmp_path)!r})
from konon.workforce import Workforce
with Workforce("helpers_of_work:make_pid", jobs=1) as force:
    for _, pid in force.map(iter(lambda: "a", None)):
        print(pid, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        pid = int(process.stdout.readline())
        process.kill()
        process.stdout.close()
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
            return  # ended; whoever adopted it has not looked yet
        time.sleep(0.05)
    pytest.fail("the worker is still there")


def test_there_is_a_core():
    assert count_cores() >= 1
