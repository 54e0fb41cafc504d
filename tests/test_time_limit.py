"""A page that would be read for ever is given up, and the next is read."""

from __future__ import annotations

import threading
import time

import pytest

from konon import pipeline
from konon.pipeline import read_page
from konon.records import Failure, Page, Reading
from konon.time_limit import EACH_KB, LEAST, TimeIsOverError, time_for, time_limit

GOOD = b"Menteri Ratna Dewi mengatakan harga beras turun lima persen pekan ini di seluruh pasar."


def compute_for_ever():
    while True:
        pass


def test_what_computes_for_ever_is_ended():
    with pytest.raises(TimeIsOverError), time_limit(0.1):
        compute_for_ever()


def test_nothing_ends_what_comes_after():
    with time_limit(0.05):
        pass
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass


def test_waiting_is_no_computing():
    with time_limit(0.05):
        time.sleep(0.2)


def test_another_thread_goes_without():
    done = []

    def work():
        with time_limit(0.01):
            done.append(sum(range(2_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_the_bound_grows_with_the_page():
    assert (time_for(0), time_for(100_000)) == (LEAST, LEAST + 100 * EACH_KB)


def test_a_page_made_to_be_slow_is_a_failure_and_the_next_is_read(monkeypatch):
    page = Page(body=GOOD, form="dump", path="lambat.txt")
    assert isinstance(read_page(page), Reading)
    with monkeypatch.context() as changed:
        changed.setattr(pipeline, "time_for", lambda _size: 0.1)
        changed.setattr(pipeline, "extract_article", lambda _page: compute_for_ever())
        failure = read_page(page)
    assert isinstance(failure, Failure)
    assert failure.why.startswith("lambat.txt: takes more than")
    assert isinstance(read_page(page), Reading)
