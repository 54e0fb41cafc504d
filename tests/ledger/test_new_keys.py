"""Keys of rows that are written one by one: no two writers give the same, and none of what was erased comes again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from making import make_reading, nobody, person
from sqlalchemy import func, select

from konon.ledger import Ledger, schema

TOWN, OTHER = person("Jenny Town", "peneliti"), person("Harry Town", "pelatih")


def last_key(ledger, table):
    with ledger._place.reading() as connection:
        return connection.execute(select(func.max(table.c.key))).scalar() or 0


def names_of(ledger, given):
    return [alias.id for one in ledger.speakers.find(given) for alias in one.aliases]


def test_a_decision_gives_no_key_of_what_was_erased(ledger):
    """Speakers, publishers, reasons and decisions: another program may still hold what the old key stood for."""
    ledger.add(make_reading((TOWN, "kapal singgah"), id="a", outlet="Kabar Laut"))
    ledger.add(make_reading((OTHER, "harga turun"), id="b", outlet="Kabar Darat"))
    ledger.add(make_reading((person("Sutarno Wibisono"), "rahasia", {"relays": ("Kawat",)}), id="c", outlet="Rahasia"))
    sutarno = ledger.speakers.find("Sutarno Wibisono")[0]
    ledger.speakers.merge([ledger.speakers.find("Jenny Town")[0].id, sutarno.id], by="x")
    tables = (schema.speakers, schema.publishers, schema.reasons, schema.decisions, schema.outlet_decisions)
    before = {table.name: last_key(ledger, table) for table in tables}
    ledger.erase("c", by="x", why="y")
    gone = [table.name for table in tables if last_key(ledger, table) < before[table.name]]
    assert {"speakers", "publishers", "decisions"} <= set(gone)
    ledger.speakers.merge([one.id for name in ("Jenny Town", "Harry Town") for one in ledger.speakers.find(name)])
    ledger.speakers.split(names_of(ledger, "Harry Town")[:1])
    ledger.outlets.merge([ledger.outlets.find(name)[0].id for name in ("Kabar Laut", "Kabar Darat")])
    ledger.outlets.split([ledger.outlets.find("Kabar Laut")[0].names[-1].id])
    with ledger._place.reading() as connection:
        for table in tables:
            keys = set(connection.execute(select(table.c.key)).scalars())
            assert before[table.name] not in keys or table.name not in gone, table.name


def decide(address, who, together):
    """Add, merge and split, by connections of one's own."""
    with Ledger.open(address, write=True) as ledger:
        together.wait()
        for letter in "ABC":
            both = [f"Orang {letter} {who} {last}" for last in ("Satu", "Dua")]
            for name in both:
                ledger.add(make_reading((person(name), f"harga {name}"), id=name, outlet=f"Kabar {name}"))
            merged = ledger.speakers.merge([ledger.speakers.find(name)[0].id for name in both], by=who)
            ledger.speakers.split([alias.id for alias in merged.aliases if alias.name == both[1]], by=who)
            joined = ledger.outlets.merge([ledger.outlets.find(f"Kabar {name}")[0].id for name in both], by=who)
            ledger.outlets.split([joined.names[-1].id], by=who)


def at_once(work, given):
    """All of it together; what any of them raises is raised."""
    together = Barrier(len(given))
    with ThreadPoolExecutor(len(given)) as pool:
        for running in [pool.submit(work, one, together) for one in given]:
            running.result()


def decide_at_once(address):
    Ledger.open(address, write=True).close()
    at_once(lambda who, together: decide(address, who, together), ["Ani", "Budi"])
    with Ledger.open(address) as ledger:
        assert ledger.counts()["articles"] == 2 * 3 * 2
        assert len(ledger.speakers.decisions()) == len(ledger.outlets.decisions()) == 2 * 3 * 2


def test_two_who_decide_and_add_at_once_give_no_key_twice(address):
    decide_at_once(address)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_nor_where_the_servers_transactions_see_what_was_when_they_began(address):
    """A writer that waits for its turn must see what the one before it wrote, whatever the server's default is."""
    decide_at_once(f"{address}?options=-c%20default_transaction_isolation%3Drepeatable%5C%20read")


def test_two_threads_of_one_ledger_give_no_key_twice(ledger):
    ledger.add_all(make_reading((nobody(), f"kapal {n}"), id=f"s-{n}", outlet=f"Kabar {n}") for n in range(12))
    ids = [ledger.outlets.find(f"Kabar {n}")[0].id for n in range(12)]

    def work(first, together):
        together.wait()
        for n in range(first, 12, 4):
            ledger.outlets.merge([ids[n], ids[n + 1]])

    at_once(work, [0, 2])
    assert len(ledger.outlets.decisions()) == 6
