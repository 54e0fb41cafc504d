"""Half of `bench_versions.py`: the process of one version, whose folder is in PYTHONPATH."""

import json
import sys
import time

from ledger_corpus import Corpus

from konon.ledger import Ledger


def clocked(call):
    """CPU seconds, seconds."""
    cpu, begun = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - begun


def work(address):
    """A line of JSON comes in, one goes out."""
    corpus, ledger = Corpus(), Ledger.open(address, write=True)

    def add(start, count, batch):
        readings = list(corpus.readings(count, start))
        return clocked(lambda: ledger.add_all(readings, batch=batch))

    def search(words, filters):
        ledger.search(words, **filters)
        return clocked(lambda: ledger.search(words, **filters))

    def reopen():  # statistics of the server and caches are those of whoever comes later
        nonlocal ledger
        ledger.close()
        ledger = Ledger.open(address)

    calls = {"add": add, "search": search, "reopen": reopen}
    for line in sys.stdin:
        name, *given = json.loads(line)
        print(json.dumps(calls[name](*given)), flush=True)


if __name__ == "__main__":
    work(sys.argv[1])
