"""A run whose workers die or fall silent ends in bounded time, and never for one that is only slow."""

import sys
import threading
import time

import pytest

from konon.batch import signs_of_life
from konon.batch.awaited_workers import AwaitedWorker, await_workers
from konon.batch.daft_quietly import daft_udf
from konon.batch.places import Folder
from konon.batch.signs_of_life import ALIVE, SilenceError, heard, living, signs_in


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(signs_of_life, "LOOK", 0.01)
    monkeypatch.setattr(signs_of_life, "SILENT", 60.0)
    return Folder(str(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="no program that ends at once is known")
@pytest.mark.parametrize("program", ["/bin/false", "/bin/true"])
def test_a_worker_that_ends_while_it_starts_is_an_error(monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(RuntimeError, match=r"ended with code \d+ while it started"):
        AwaitedWorker(None)


def test_daft_takes_the_workers_that_are_awaited(monkeypatch):
    monkeypatch.setattr(daft_udf, "UdfHandle", daft_udf.UdfHandle)
    await_workers()
    assert daft_udf.UdfHandle is AwaitedWorker


def test_what_comes_is_handed_on_and_so_is_an_error(folder):
    def results():
        yield from (1, 2)
        raise ValueError("broken")

    found = heard(results(), folder)
    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(ValueError, match="broken"):
        next(found)
    assert list(heard(iter([3]), folder)) == [3]


def test_silence_is_told(folder, monkeypatch):
    never = threading.Event()

    def results():
        yield 1
        never.wait()

    found = heard(results(), folder)
    assert next(found) == 1
    monkeypatch.setattr(signs_of_life, "SILENT", 0.05)
    with pytest.raises(SilenceError, match=r"no worker has been heard of.*goes on where it stopped"):
        next(found)
    never.set()


def test_signs_are_heard_and_a_slow_worker_is_waited_for(folder, monkeypatch):
    monkeypatch.setattr(signs_of_life, "SILENT", 0.05)
    asked, stamps = [], Folder.stamps

    def change(self, inner):
        asked.append(inner)
        self.write(f"{ALIVE}/here-1", b"+" * len(asked))
        return stamps(self, inner)

    monkeypatch.setattr(Folder, "stamps", change)
    slow = threading.Event()

    def results():
        while len(asked) < 20:  # four times as long as silence may last
            slow.wait(0.001)
        yield 1

    assert list(heard(results(), folder)) == [1]


def test_a_worker_gives_signs_while_it_works_and_no_longer(folder, monkeypatch):
    monkeypatch.setattr(signs_of_life, "EVERY", 0.001)
    with living(folder):
        end = time.monotonic() + 60
        while not signs_in(folder) and time.monotonic() < end:
            pass
        assert signs_in(folder)
    threads = [one.name for one in threading.enumerate()]
    assert "sign of life" not in threads


def test_a_full_disk_ends_no_sign(tmp_path, monkeypatch):
    monkeypatch.setattr(signs_of_life, "EVERY", 0.001)
    (tmp_path / "_work").write_bytes(b"")  # no folder can be made there
    tried, write = threading.Event(), Folder.write

    def note(self, inner, content):
        tried.set()
        write(self, inner, content)

    monkeypatch.setattr(Folder, "write", note)
    with living(Folder(str(tmp_path))):
        assert tried.wait(60)
