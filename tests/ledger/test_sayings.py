"""A claim keeps its identity, whoever reads it: new readers, shifted spans, splits and joins, other versions."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from making import make_reading, nobody, person

from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger.sayings import assign
from konon.records import hash_id

SPANS = some.tuples(some.integers(0, 12), some.integers(1, 12)).map(lambda one: ((one[0], one[0] + one[1]),))
READINGS = some.lists(some.lists(SPANS, min_size=1, max_size=5, unique=True), min_size=1, max_size=6)
FIRST, SECOND, THIRD = ("konon 0.1.0 / tagger-1", "konon 0.2.0 / tagger-2", "konon 0.3.0 / tagger-3")
ARTICLE = make_reading(
    (person("Ratna Dewi"), "harga beras turun sejak Senin dan pasar kembali ramai"),
    (nobody(), "kapal singgah di pelabuhan"),
)
(WHOLE,), (SHIP,) = (claim.attribution.content for claim in ARTICLE.claims)
START, END = WHOLE
PIECES = ((START, START + 34), (START + 35, END))  # of which the first holds most


def read(reader, *contents, speaker=None):
    """ARTICLE as this reader has it: a claim for each content, which is one span."""
    claims = []
    for span in contents:
        claim = ARTICLE.claims[1] if span == SHIP else ARTICLE.claims[0]
        attribution = replace(claim.attribution, content=(span,))
        id_ = hash_id(ARTICLE.article.id, attribution.source, attribution.cue, attribution.content)
        claim = replace(claim, attribution=replace(attribution, id=id_))
        claims.append(replace(claim, speaker=speaker) if speaker and span != SHIP else claim)
    return replace(ARTICLE, reader=reader, claims=tuple(claims))


def shown(ledger):
    """Content's span -> saying, of what a search shows."""
    return {finding.claim.attribution.content[0]: finding.saying for finding in ledger.search()}


def ids(reading):
    return [claim.attribution.id for claim in reading.claims]


def test_a_shifted_claim_is_the_same_saying_by_every_id(ledger):
    old, new = read(FIRST, WHOLE, SHIP), read(SECOND, (START + 6, END - 10), SHIP)
    ledger.add(old)
    before = shown(ledger)
    ledger.add(new)
    after = shown(ledger)
    assert after == {(START + 6, END - 10): before[WHOLE], SHIP: before[SHIP]}
    for id_ in (ids(old)[0], ids(new)[0], before[WHOLE]):
        assert ledger.show(id_).reader == SECOND
        assert [one.reader for one in ledger.history(id_)] == [SECOND, FIRST]
        assert ledger.changes(id_) == []


def test_less_than_half_of_the_letters_is_another_saying(ledger):
    ledger.add(read(FIRST, WHOLE))
    before = shown(ledger)[WHOLE]
    ledger.add(read(SECOND, (START, START + 20)))
    (after,) = shown(ledger).values()
    assert after != before
    assert ledger.show(before).saying == after, "what was split from it speaks for it, as it has no claim now"


def test_a_split_leaves_the_saying_with_the_best_and_is_recorded(ledger):
    ledger.add(read(FIRST, WHOLE))
    before = shown(ledger)[WHOLE]
    ledger.add(read(SECOND, *PIECES))
    after = shown(ledger)
    assert after[PIECES[0]] == before
    assert after[PIECES[1]] != before
    assert ledger.show(before).claim.attribution.content == (PIECES[0],)
    (change,) = ledger.changes(before)
    assert (change.verb, change.source, change.target, change.reader) == ("split", before, after[PIECES[1]], SECOND)
    assert len(ledger.history(before)) == 3


def test_a_join_goes_to_the_best_and_the_other_leads_there(ledger):
    ledger.add(read(FIRST, *PIECES))
    before = shown(ledger)
    ledger.add(read(SECOND, WHOLE))
    assert shown(ledger) == {WHOLE: before[PIECES[0]]}
    for id_ in (before[PIECES[1]], ids(read(FIRST, *PIECES))[1]):
        assert ledger.show(id_).claim.attribution.content == (WHOLE,)
    (change,) = ledger.changes(before[PIECES[1]])
    assert (change.verb, change.source, change.target) == ("join", before[PIECES[1]], before[PIECES[0]])


def test_what_two_small_sayings_were_joined_into_speaks_for_both(ledger):
    small = ((START, START + 15), (START + 20, START + 35))
    ledger.add(read(FIRST, *small))
    before = shown(ledger)
    ledger.add(read(SECOND, WHOLE))
    (after,) = shown(ledger).values()
    assert after not in before.values()
    for id_ in before.values():
        assert ledger.show(id_).saying == after
        assert [(one.verb, one.source, one.target) for one in ledger.changes(id_)] == [("join", id_, after)]


def test_a_saying_that_was_joined_and_is_read_apart_again_speaks_for_itself(ledger):
    ledger.add(read(FIRST, *PIECES))
    before = shown(ledger)
    ledger.add(read(SECOND, WHOLE))
    ledger.add(read(THIRD, *PIECES))
    assert shown(ledger) == before
    assert ledger.show(before[PIECES[1]]).claim.attribution.content == (PIECES[1],)
    assert ledger.show(before[PIECES[1]]).reader == THIRD


def test_the_id_is_the_same_in_every_order_where_the_contents_are(address, tmp_path):
    readings = [read(FIRST, WHOLE, SHIP), read(SECOND, WHOLE, SHIP), read(THIRD, SHIP)]
    with Ledger.open(address, write=True) as one, Ledger.open(tmp_path / "other.db", write=True) as other:
        for reading in readings:
            one.add(reading)
        other.add_all(reversed(readings))
        assert {f.saying for f in one.search(history=True)} == {f.saying for f in other.search(history=True)}


def test_a_batch_and_one_at_a_time_give_the_same(address, tmp_path):
    readings = [read(FIRST, WHOLE), read(SECOND, *PIECES), read(THIRD, (START + 3, END))]
    with Ledger.open(address, write=True) as one, Ledger.open(tmp_path / "other.db", write=True) as other:
        one.add_all(readings)
        for reading in readings:
            other.add(reading)
        every = [{(f.id, f.reader, f.saying) for f in led.search(history=True)} for led in (one, other)]
        assert every[0] == every[1]
        assert len(every[0]) == 4


def test_two_claims_with_the_very_same_words_by_one_reader_are_two(ledger):
    twice = read(FIRST, WHOLE, WHOLE)
    other = replace(twice.claims[1].attribution, id="f" * 16, source=())
    ledger.add(replace(twice, claims=(twice.claims[0], replace(twice.claims[1], attribution=other))))
    assert len({finding.saying for finding in ledger.search()}) == 2


def test_the_same_words_in_another_version_are_in_the_history(ledger):
    old = ARTICLE
    longer = replace(old.article, text=old.article.text + "Diperbarui.")
    ledger.add(old)
    ledger.add(replace(old, article=longer, claims=old.claims[:1]))
    first = ledger.show(ids(old)[0])
    assert first.version == 2, "an id that both versions have leads to the one seen last"
    assert {one.version for one in ledger.history(first.saying)} == {1, 2}
    gone = ledger.show(ids(old)[1])
    assert (gone.version, gone.current) == (1, False)


def test_every_attribution_has_a_saying_and_each_saying_one(ledger):
    ledger.add_all([read(FIRST, WHOLE, SHIP), read(SECOND, *PIECES, SHIP), read(THIRD, SHIP)])
    with ledger._place.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*), count(saying), count(DISTINCT saying) FROM attributions")
        assert rows.one() == (4, 4, 3)


def test_an_unknown_id_is_one_line(ledger):
    for call in (ledger.show, ledger.history, ledger.changes):
        with pytest.raises(UsageError, match="no claim has this id"):
            call("0" * 16)


@pytest.mark.parametrize(("new", "kept"), [((0, 50), True), ((50, 150), True), ((0, 49), False), ((51, 151), False)])
def test_half_of_the_letters_of_each(new, kept):
    assert bool(assign({"new": (new,)}, {"old": (7, ((0, 100),))}).known) is kept


def test_contents_in_parts_are_compared_by_all_their_parts():
    assigned = assign({"new": ((0, 10), (90, 100))}, {"old": (7, ((0, 10), (50, 55), (90, 100)))})
    assert assigned.known == {"new": 7}


def test_a_claim_without_content_is_a_saying_of_its_own():
    assigned = assign({"new": ()}, {"old": (7, ())})
    assert (assigned.known, assigned.fresh, assigned.splits) == ({}, ["new"], [])


YANI = person("Ahmad Yani", "bupati", None, "ID")


def test_a_new_reader_does_not_undo_a_merge(ledger):
    ledger.add(read(FIRST, WHOLE, speaker=YANI))
    ledger.add(make_reading((person("Ahmad Yani", "bupati", None, "MY"), "pasar dibuka"), id="other"))
    here, there = (ledger.search(words)[0].speaker for words in ("beras", "dibuka"))
    ledger.speakers.merge([there.id, here.id], by="Sari")
    ledger.add(read(SECOND, (START, END - 4), speaker=replace(YANI, role="bupati lama", country=None)))
    assert ledger.search("beras")[0].speaker.id == there.id


def test_a_new_reader_does_not_undo_a_split(ledger):
    ledger.add(read(FIRST, WHOLE, speaker=YANI))
    ledger.add(make_reading((person("Ahmad Yani", "bupati", "Balai Kajian", "ID"), "pasar dibuka"), id="other"))
    here, there = (ledger.search(words)[0].speaker for words in ("beras", "dibuka"))
    assert here.id == there.id
    fresh = ledger.speakers.split([here.alias], by="Sari")
    ledger.add(read(SECOND, (START, END - 4), speaker=replace(YANI, affiliation="Kabupaten")))
    again = ledger.search("beras")[0].speaker
    assert again.alias != here.alias
    assert again.id == fresh.id
    assert "decided" in again.reason


@given(READINGS)
@settings(max_examples=300, deadline=None)
def test_no_reader_ever_has_two_claims_of_one_saying(readings):
    held = {}  # attribution -> its saying and content
    for number, contents in enumerate(readings):
        found = {str(content): content for content in contents}
        assigned = assign(found, held)
        new = {id_: 10 * number + place for place, id_ in enumerate(assigned.fresh)}
        held |= {id_: (saying, found[id_]) for id_, saying in (assigned.known | new).items()}
        for earlier in readings[: number + 1]:
            assert len({held[str(content)][0] for content in earlier}) == len(earlier)


def test_a_reader_who_has_what_two_before_it_drew_otherwise_has_two_sayings(ledger):
    shifted = (START + 6, END - 10)
    for reading in (read(FIRST, WHOLE), read(SECOND, shifted), read(THIRD, WHOLE, shifted)):
        ledger.add(reading)
    sayings = shown(ledger)
    assert len(set(sayings.values())) == 2
    (change,) = ledger.changes(sayings[WHOLE])
    assert (change.verb, change.source, change.target) == ("split", sayings[WHOLE], sayings[shifted])
    (id_,) = ids(read(SECOND, shifted))
    assert ledger.show(id_).saying == sayings[shifted]
    assert {one.saying for one in ledger.history(sayings[WHOLE])} == set(sayings.values())
