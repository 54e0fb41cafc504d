"""Links, threads and judgements in a ledger: what is linked, made up, judged, erased; on both databases."""

import json
import signal
import subprocess
import sys
from collections import OrderedDict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from making import make_reading, nobody, person
from sqlalchemy import insert, select

from konon.errors import ErasedError, UsageError
from konon.ledger import Ledger, Query, claim_linker, held_outlines, linking_run, schema, untraced
from konon.ledger.held_outlines import HeldOutlines
from konon.ledger.key_index import LedgerIndex
from konon.ledger.link_rows import put_links
from konon.ledger.nearest import encode_reading, remember_kept
from konon.ledger.thread_rows import grow_threads
from konon.ledger.vectors import read_vectors
from konon.network.meaning import load_encoder
from konon.pipeline import read_text
from konon.tracing.blocking import (
    CROWDED,
    DAY_PLACE,
    KEPT,
    NUMBER_MASK,
    UNDATED,
    WINDOW,
    crowd_at,
    nearest_in_time,
    place_in_time,
)  # fmt: skip
from konon.tracing.first_look import CELL, KIND_BITS, NAME
from konon.tracing.matching import load_matcher
from konon.tracing.pair_network import load_comparer
from konon.tracing.saying import make_saying
from konon.views.link_lines import render_link, render_link_line

RATNA = person("Ratna Wulandari", "menteri", country="ID")
CLOSED = "pelabuhan Rembang akan ditutup selama 14 hari karena badai besar di Laut Jawa"
OTHERWISE = "pelabuhan Rembang akan ditutup selama 40 hari karena badai besar di Laut Jawa"


def say(words, id, speaker=RATNA, outlet=None, **given):
    about = given.pop("about", {})
    return make_reading((speaker, words, about), id=id, outlet=outlet or f"Kabar {id}", **given)


def add(ledger, *readings):
    for reading in readings:
        ledger.add(reading, trace=True)


def pairs(ledger, **filters):
    """The articles of each link with its relation, in order."""
    found = ledger.links(Query(limit=None, **filters))
    return sorted((*sorted((one.a.article.id, one.b.article.id)), one.link.relation) for one in found)


def rows(ledger, table):
    with ledger._place.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(select(table)))


def thread_of(ledger, article):
    (claim,) = [one for one in ledger.search(limit=None) if one.article.id == article]
    return {saying.article for saying in ledger.trace(claim.id).sayings}


def claim_of(ledger, article):
    return next(one.id for one in ledger.search(limit=None) if one.article.id == article)


@pytest.fixture
def three(ledger):
    """One statement in three outlets, and another matter."""
    add(ledger, say(CLOSED, "a"), say(CLOSED, "b"), say(OTHERWISE, "c"), say("tim voli putri menang di final", "d"))
    return ledger


def test_what_is_added_is_linked_with_what_is_there(three):
    assert pairs(three) == [("a", "b", "repeats"), ("a", "c", "repeats"), ("b", "c", "repeats")]
    assert thread_of(three, "a") == thread_of(three, "c") == {"a", "b", "c"}
    assert thread_of(three, "d") == {"d"}, "alone"
    assert [len(thread.sayings) for thread in three.threads()] == [3]


def test_a_link_is_one_line_of_the_contract(three):
    changed = next(one for one in three.links() if one.link.drift)
    row = json.loads(render_link_line(changed))
    assert row["a"].keys() == {"id", "article", "content"}
    assert row["a"]["article"] in ("a", "b")
    assert row["b"]["article"] == "c"
    for side, finding in ((row["a"], changed.a), (row["b"], changed.b)):
        ((start, end),) = side["content"]
        assert finding.article.text[start:end] in (CLOSED, OTHERWISE)
    (change,) = row["changes"]
    ((start, end),) = change["b"]
    assert (change["kind"], changed.b.article.text[start:end]) == ("number", "40")
    assert (row["drift"], row["judged"]) == (["number"], None)
    assert row["reasons"]
    assert b"because" in render_link(changed)


def test_filters_are_those_of_a_search(three):
    assert pairs(three, outlet="Kabar c") == [("a", "c", "repeats"), ("b", "c", "repeats")]
    assert pairs(three, words="voli") == []
    assert list(three.threads(Query(words="badai", limit=None), limit=1))
    assert list(three.threads(Query(words="voli"))) == []


def test_what_was_not_traced_is_made_up_and_the_order_of_adding_decides_alone(ledger, tmp_path):
    readings = [say(CLOSED, "a"), say(CLOSED, "b"), say(OTHERWISE, "c"), say("tim voli putri menang", "d")]
    ledger.add_all(readings)
    assert list(ledger.links()) == []
    assert sum(ledger.link_missing()) == 4
    assert sum(ledger.link_missing()) == 0
    with Ledger.open(tmp_path / "other.db", write=True) as other:
        add(other, *readings)
        for table in (schema.links, schema.thread_sayings, schema.link_keys):
            assert rows(other, table) == rows(ledger, table)


def test_a_new_page_touches_the_threads_it_is_linked_with_alone(three):
    add(three, say("harga beras naik 5 persen di pasar Kudus sejak Senin", "e", person("Budi Santoso")))
    add(three, say("harga beras naik 5 persen di pasar Kudus sejak Senin", "f", person("Budi Santoso")))
    before = rows(three, schema.thread_sayings), rows(three, schema.links)
    add(three, say("harga beras naik 5 persen di pasar Kudus sejak Senin", "g", person("Budi Santoso")))
    after = rows(three, schema.thread_sayings), rows(three, schema.links)
    assert set(before[0]) < set(after[0])
    assert set(before[1]) < set(after[1])
    assert thread_of(three, "e") == {"e", "f", "g"}
    assert thread_of(three, "a") == {"a", "b", "c"}


# Bad input.


def test_a_thread_of_ten_thousand_claims(ledger):
    claims = [(RATNA, f"pelabuhan nomor {place} ditutup") for place in range(10)]
    ledger.add_all([make_reading(*claims, id=f"a-{k}", outlet=f"Kabar {k % 50}") for k in range(1000)], batch=500)
    with ledger._place.writing() as connection:
        keys = connection.execute(select(schema.sayings.c.key).order_by(schema.sayings.c.key)).scalars().all()
        assert len(keys) == 10_000
        near = [{"a": a, "b": b} for place, b in enumerate(keys) for a in keys[max(0, place - 2) : place]]
        put_links(
            connection,
            [pair | {"relation": "repeats", "score": 0.9, "changes": None, "reasons": None} for pair in near],
        )
        grow_threads(connection, keys)
    claim = next(ledger.find(Query(limit=1)))
    thread = ledger.trace(claim.id)
    assert len(thread.sayings) == 10_000
    assert thread.independent <= 50, "outlets of one name are one source"
    assert len(next(ledger.threads()).sayings) == 10_000


def test_a_slogan_said_by_everybody_is_bounded_and_no_thread(ledger):
    ledger.add_all(
        [say("merdeka atau mati sekali lagi", f"a-{k}", person(f"Warga Nomor{k}")) for k in range(60)], trace=True
    )
    found = pairs(ledger)
    assert {relation for *_, relation in found} <= {"echoes"}
    assert len(found) <= 60 * KEPT
    assert list(ledger.threads()) == []


def test_claims_of_one_word_without_speaker_date_or_word(ledger):
    add(
        ledger, *(say(words, f"a-{k}", nobody(), published=None) for k, words in enumerate(("Ya.", "Yes.", "…", "Ya.")))
    )
    add(ledger, say("Ya.", "b", published="sometime"), say("Ya.", "c", nobody(), outlet=""))
    assert sum(ledger.link_missing()) == 0
    for one in ledger.search(limit=None):
        thread = ledger.trace(one.id)
        assert one.article.id in {saying.article for saying in thread.sayings}
        assert thread.foldings == thread.missing == ()


def test_clocks_that_disagree(ledger):
    add(ledger, say(CLOSED, "source", outlet="Antara", published="2023-09-14"))
    add(ledger, say(CLOSED, "copy", published="2023-09-13", about={"relays": ("Antara",)}))
    thread = ledger.trace(claim_of(ledger, "copy"))
    assert (thread.origin, thread.independent) == ("source", 1)


def test_one_article_at_two_addresses_is_one_source(ledger):
    add(ledger, say(CLOSED, "a", outlet="Kabar Laut"), say(CLOSED, "b", outlet="Kabar Laut"))
    thread = ledger.trace(claim_of(ledger, "b"))
    assert (len(thread.sayings), thread.independent) == (2, 1)


def test_two_people_of_one_name_are_two(ledger):
    add(ledger, say(CLOSED, "a", person("Ratna Wulandari", country="ID")))
    add(ledger, say(CLOSED, "b", person("Ratna Wulandari", country="MY")))
    assert pairs(ledger) == [("a", "b", "echoes")]
    assert thread_of(ledger, "a") == {"a"}


def test_a_new_version_of_a_page_keeps_links_and_judgements(three):
    three.judge(claim_of(three, "a"), claim_of(three, "b"), "none", by="Ani", note="another storm")
    assert thread_of(three, "a") != thread_of(three, "b") or ("a", "b", "none") in pairs(three)
    add(three, say(CLOSED, "a", head="Diperbarui pukul sembilan.\n\n"))
    found = pairs(three)
    assert ("a", "b", "none") in found, "the words are the same, so the judgement holds for them"
    assert ("a", "b", "repeats") not in found
    assert "b" not in thread_of(three, "a")
    (kept,) = three.judgements()
    assert (kept.by, kept.note) == ("Ani", "another storm")


def test_what_is_said_no_more_is_shown_in_history_alone(three):
    add(three, say("panen durian melimpah di lereng Muria", "a"))
    assert not [pair for pair in pairs(three) if "a" in pair]
    assert ("a", "b", "repeats") in pairs(three, history=True)
    assert thread_of(three, "b") == {"b", "c"}


def test_judgements_join_part_and_the_last_one_counts(three):
    a, d = claim_of(three, "a"), claim_of(three, "d")
    three.judge(a, d, "repeats", by="Ani")
    assert thread_of(three, "d") == {"a", "b", "c", "d"}
    three.judge(d, a, "contradicts", by="Budi")
    assert thread_of(three, "d") == {"d"}
    assert [(one.link.relation, one.link.judged) for one in three.disputes()] == [("contradicts", "Budi")]
    assert three.withdraw(a, d, by="Cici").by == "Budi"
    assert thread_of(three, "d") == {"a", "b", "c", "d"}, "Ani's stands again"
    three.withdraw(a, d, by="Cici")
    assert thread_of(three, "d") == {"d"}
    assert [(one.by, one.withdrawn_by) for one in three.judgements()] == [("Ani", "Cici"), ("Budi", "Cici")]


def test_judgements_that_contradict_one_another_keep_apart(three):
    a, b, d = (claim_of(three, id) for id in "abd")
    three.judge(a, b, "none", by="Ani")
    three.judge(a, d, "repeats", by="Ani")
    three.judge(b, d, "repeats", by="Ani")
    assert not {"a", "b"} <= thread_of(three, "d"), "a person's no outranks two ways round it"


@pytest.mark.parametrize("relation", ["same", "", "Repeats"])
def test_no_relation_nobody_and_nothing_are_refused(three, relation):
    a, b = claim_of(three, "a"), claim_of(three, "b")
    with pytest.raises(UsageError, match="is no relation"):
        three.judge(a, b, relation, by="Ani")
    with pytest.raises(UsageError, match="needs a name"):
        three.judge(a, b, "none", by=" ")
    with pytest.raises(UsageError, match="one claim"):
        three.judge(a, a, "none", by="Ani")
    with pytest.raises(UsageError, match="no claim has this id"):
        three.judge(a, "0" * 16, "none", by="Ani")
    with pytest.raises(UsageError, match="no judgement stands"):
        three.withdraw(a, b, by="Ani")
    assert three.judgements() == []


def test_an_id_may_be_shortened_where_it_is_one(three):
    a = claim_of(three, "a")
    assert three.trace(a[:9]).id == three.trace(a).id
    with pytest.raises(UsageError, match="no claim has this id"):
        three.trace("zzzz")


def test_erasing_takes_links_and_words_and_keeps_what_was_judged(three):
    a, b = claim_of(three, "a"), claim_of(three, "b")
    three.judge(a, b, "again", by="Ani", note="Ratna said it twice")
    three.erase("a", by="Budi", why="a court's order")
    assert pairs(three) == [("b", "c", "repeats")]
    assert thread_of(three, "b") == {"b", "c"}
    (kept,) = three.judgements()
    assert (kept.relation, kept.by, kept.note) == ("again", "Ani", "")
    with pytest.raises(ErasedError):
        three.trace(a)
    three.erase("c", by="Budi", why="a court's order")
    assert rows(three, schema.thread_sayings) == []
    assert {row[2] for row in rows(three, schema.links)} <= {"none"}  # what is left was looked at, and is no link
    assert {row[2] for row in rows(three, schema.link_keys)} == {row[0] for row in rows(three, schema.traced)}


LINK = "import sys; from konon.ledger import Ledger; print(sum(Ledger.open(sys.argv[1], write=True).link_missing()))"
SLOWLY = """
import sys
from konon.ledger import Ledger, untraced
untraced.AT_ONCE = 4
for count in Ledger.open(sys.argv[1], write=True).link_missing():
    print(count, flush=True)
"""


def linker(address, code=LINK):
    return subprocess.Popen([sys.executable, "-c", code, address], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def many(count=24):
    return [say(f"{CLOSED} dan {k % 3}0 kapal menunggu", f"a-{k}", outlet=f"Warta {k}") for k in range(count)]


@pytest.fixture
def whole(tmp_path):
    """What linking `many` gives where nothing comes in between."""
    with Ledger.open(tmp_path / "whole.db", write=True) as ledger:
        ledger.add_all(many())
        assert sum(ledger.link_missing()) == 24
        return [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)]


def test_killed_while_it_links_it_goes_on_where_it_stopped(address, whole):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
    process = linker(address, SLOWLY)
    assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with Ledger.open(address, write=True) as ledger:
        traced = len(rows(ledger, schema.traced))
        assert 4 <= traced <= 24
        assert sum(ledger.link_missing()) == 24 - traced
        assert [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)] == whole


@pytest.fixture
def small_parts(monkeypatch):
    """Few sayings a transaction, few pairs a lot, so that several are out at once."""
    monkeypatch.setattr(untraced, "AT_ONCE", 5)
    monkeypatch.setattr(linking_run, "PAIRS", 3)


def test_several_processes_find_what_one_does(address, whole, small_parts):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
        assert list(ledger.link_missing(jobs=2)) == [5, 5, 5, 5, 4]
        assert [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)] == whole
        assert list(ledger.link_missing(jobs=2)) == []


def test_few_places_for_outlines_in_memory_change_nothing(address, whole, small_parts, monkeypatch):
    monkeypatch.setattr(held_outlines, "PLACES", 3)
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
        assert sum(ledger.link_missing()) == 24
        assert [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)] == whole


def test_outlines_in_memory_are_forgotten_where_somebody_else_wrote(ledger):
    run = linking_run.LinkingRun(ledger._place)
    with ledger._place.reading() as connection:
        run._index(connection, 0)
        first = run._held
        run._index(connection, 0)
        assert run._held is first
        run._index(connection, 1)
        assert run._held is not first


@pytest.mark.parametrize("kind", [NAME, CELL])
@pytest.mark.parametrize("day", [UNDATED, 1, 45, 46, 739_000, date.max.toordinal()])
def test_the_ledger_and_memory_find_the_same(ledger, day, kind):
    """More than `CROWDED` before, after and without a date, and some at the edges of the window."""
    held = [place_in_time(UNDATED, number) for number in range(1, CROWDED + 20)]
    for number in range(1_000, 1_000 + 3 * CROWDED):
        held.append(place_in_time(min(max(day + number % 7 - 3, 1), date.max.toordinal()), number))
    for number, far in enumerate((-WINDOW - 1, -WINDOW, WINDOW, WINDOW + 1), 5_000):
        if 1 <= day + far <= date.max.toordinal():
            held.append(place_in_time(day + far, number))
    key = kind << KIND_BITS | 7
    with ledger._place.writing() as connection:
        keys = [{"value": key, "day": one >> DAY_PLACE, "saying": one & NUMBER_MASK} for one in held]
        connection.execute(insert(schema.link_keys), keys)
    with ledger._place.reading() as connection:
        found, none = LedgerIndex(connection, HeldOutlines()).near([(key, day, 9_999), (key + 1, day, 9_999)])
    assert sorted(found.tolist()) == sorted(nearest_in_time(np.array(held), day, crowd_at(key)).tolist())
    assert len(found) > crowd_at(key) or day == UNDATED
    assert not len(none)


def test_no_process_is_one(ledger):
    ledger.add_all(many(2))
    assert sum(ledger.link_missing(jobs=0)) == 2


def test_what_a_process_that_was_killed_had_in_hand_is_compared_all_the_same(address, whole, small_parts, monkeypatch):
    monkeypatch.setattr(claim_linker, "LOT_WORKER", "killed_workers:make_killed")
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
        assert sum(ledger.link_missing(jobs=2)) == 24
        assert [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)] == whole


def test_another_that_links_meanwhile_is_seen_by_parts_that_were_prepared_before(
    address, whole, small_parts, monkeypatch
):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
        place, write = ledger._place, linking_run.LinkingRun.finish
        times = []

        def be_overtaken(self):
            times.append(len(self._parts))
            if len(times) == 2:
                claim_linker.ClaimLinker(place).link_articles(["a-5", "a-20"])
            return write(self)

        monkeypatch.setattr(linking_run.LinkingRun, "finish", be_overtaken)
        assert sum(ledger.link_missing(jobs=2)) == 22
        assert max(times) > 1, "some were prepared and not written"
        compared = {frozenset(row[:2]) for row in whole[0]}
        assert {frozenset(row[:2]) for row in rows(ledger, schema.links)} == compared
        assert len(rows(ledger, schema.traced)) == 24


def test_what_is_erased_between_two_parts_is_linked_by_neither(address, small_parts, monkeypatch):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
        prepare, times = linking_run.LinkingRun._prepare, []

        def be_overtaken(self, keys):
            times.append(len(self._parts))
            if len(times) == 2 and self._parts:  # the first part is prepared and not written, the second not prepared
                ledger.erase("a-2", by="Budi", why="a court's order")
            return prepare(self, keys)

        monkeypatch.setattr(linking_run.LinkingRun, "_prepare", be_overtaken)
        assert sum(ledger.link_missing(jobs=2)) == 23
        assert 1 <= max(times) < linking_run.AHEAD
        assert len(rows(ledger, schema.traced)) == 23
        assert all("a-2" not in (one.a.article.id, one.b.article.id) for one in ledger.links(Query(limit=None)))


def test_two_that_link_at_once_miss_nothing_and_do_nothing_twice(address, whole):
    with Ledger.open(address, write=True) as ledger:
        ledger.add_all(many())
    both = [linker(address, SLOWLY) for _ in range(2)]
    counts = []
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
        counts += map(int, out.split())
    assert sum(counts) == 24
    with Ledger.open(address) as ledger:
        assert [rows(ledger, table) for table in (schema.links, schema.thread_sayings, schema.link_keys)] == whole


def test_what_was_compared_before_another_traced_something_else_is_written(ledger, monkeypatch):
    add(ledger, say(CLOSED, "a"))
    ledger.add(say("tim voli putri menang di final", "other", speaker=person("Yohan Lewa", "pelatih")), trace=False)
    put, find = ledger._place, linking_run._find_pairs
    times = []

    def find_and_be_overtaken(*given):
        found = find(*given)
        times.append(len(found))
        if len(times) == 1:  # nobody writes yet: another program comes between
            claim_linker.ClaimLinker(put).link_articles(["other"])
        return found

    monkeypatch.setattr(linking_run, "_find_pairs", find_and_be_overtaken)
    add(ledger, say(CLOSED, "b"))
    assert len(times) == 3, "before, by the other, and once more within the transaction"
    assert pairs(ledger) == [("a", "b", "repeats")]


def test_a_quotation_in_parts_has_one_vector_however_it_is_added(ledger):
    words = "pelabuhan itu ditutup", "sampai badai lewat"
    text = f'{words[0]}", kata Ratna Wulandari, "{words[1]}'
    parts = [(text.index(part), text.index(part) + len(part)) for part in words]
    reading = say(text, "a")
    (claim,) = reading.claims
    start = claim.attribution.content[0][0]
    split = tuple((start + first, start + end) for first, end in parts)
    reading = replace(reading, claims=(replace(claim, attribution=replace(claim.attribution, content=split)),))
    compared, plain = (encode_reading(reading, to_compare=way).rows for way in (True, False))
    assert np.allclose(compared, plain, atol=1e-4)
    ledger.add(reading, trace=False)
    list(ledger.embed())
    with ledger._place.reading() as connection:
        key = connection.execute(select(schema.claims.c.key)).scalar_one()
        (stored,) = read_vectors(connection, load_encoder().name, [key]).values()
    assert stored @ plain[0] > 0.98, "but for what four bits cannot hold"


def test_another_tracer_links_anew_and_what_was_judged_stays(three, monkeypatch):
    three.judge(claim_of(three, "a"), claim_of(three, "d"), "repeats", by="Ani")
    before = pairs(three)
    with three._place.writing() as connection:
        connection.execute(schema.tracers.update().values(name="links-0"))
    assert sum(three.link_missing()) == 4
    assert pairs(three) == before
    assert thread_of(three, "d") == {"a", "b", "c", "d"}


def test_a_worker_has_encoded_what_is_compared(monkeypatch):
    text = 'Ratna Wijaya said:\n"The bridge is shut\nuntil spring," and later that "the ferry runs".'
    comparer, reading = load_comparer(), read_text(text)
    monkeypatch.setattr(comparer, "_held", OrderedDict())
    made = encode_reading(reading, to_compare=True)
    assert len(made.kept) == len({make_saying(reading.article, claim).words for claim in reading.claims}) > 0
    monkeypatch.setattr(comparer, "_held", OrderedDict())
    remember_kept([made])
    monkeypatch.setattr(comparer.encoder, "encode", lambda *_: pytest.fail("a text was encoded again"))
    for claim in reading.claims:
        load_matcher().prepare(make_saying(reading.article, claim))
