"""Who is who across pages, why, and what a person decides."""

import pytest
from making import make_reading, nobody, person

from konon.errors import UsageError
from konon.ledger import Ledger, Query


def add(ledger, *speakers, start=0):
    """Each in an article of its own; the identities in the same order."""
    readings = [make_reading((one, f"ucapan nomor {n}"), id=f"s-{n}") for n, one in enumerate(speakers, start)]
    ledger.add_all(readings)
    return [ledger.show(reading.claims[0].attribution.id).speaker for reading in readings]


TOWN = person("Jenny Town", "peneliti senior", "38 North")
KIRBY = person("John Kirby", "juru bicara Dewan Keamanan Nasional", "Gedung Putih", "US")

ONE = {
    "the same name twice": (TOWN, person("Jenny Town")),
    "last name with the same role": (TOWN, person("Town", "senior researcher")),
    "last name with the same house": (TOWN, person("Town", None, "38 North")),
    "last name first": (person("Town", "peneliti"), TOWN),
    "role within the name": (TOWN, person("peneliti senior 38 North Jenny Town", "peneliti")),
    "two languages": (KIRBY, person("John Kirby", "White House spokesman", "White House", "US")),
    "another way to say the role": (KIRBY, person("John Kirby", "koordinator komunikasi strategis", None, "US")),
    "middle initial": (KIRBY, person("John F. Kirby", "national security spokesman", None, "US")),
    "case and title": (person("Dr. RATNA DEWI"), person("Ratna Dewi")),
    "states": (person("Korut", kind="government"), person("North Korea", kind="government", country="KP")),
    "houses": (person("Gedung Putih", kind="government"), person("the White House", kind="organisation")),
    "organisations": (person("Balai Kajian", kind="organisation"), person("BALAI KAJIAN", kind="organisation")),
}
TWO = {
    "countries differ": (person("Ahmad Yani", None, None, "ID"), person("Ahmad Yani", None, None, "MY")),
    "roles differ": (person("Ahmad Yani", "bupati"), person("Ahmad Yani", "pelatih")),
    "roles differ in one country": (
        person("Ahmad Yani", "bupati", None, "ID"),
        person("Ahmad Yani", "pelatih", None, "ID"),
    ),
    "a last name alone": (TOWN, person("Town")),
    "a last name in another role": (TOWN, person("Town", "wali kota")),
    "another first name": (TOWN, person("Harry Town", "peneliti senior", "38 North")),
    "single names without a tie": (person("Jeri"), person("Jeri")),
    "descriptions": (person("seorang pejabat", kind="unnamed"), person("seorang pejabat", kind="unnamed")),
    "offices without a country": (person("the foreign ministry", kind="organisation"),) * 2,
    "a person is no state": (person("Kremlin", kind="government"), person("Kremlin")),
}


@pytest.mark.parametrize("pair", ONE.values(), ids=ONE)
def test_these_are_one(ledger, pair):
    one, other = add(ledger, *pair)
    assert one.id == other.id
    assert other.reason


@pytest.mark.parametrize("pair", [pair for name, pair in TWO.items() if name != "single names without a tie"])
def test_these_are_two(ledger, pair):
    one, other = add(ledger, *pair)
    assert one.id != other.id


def test_in_any_order_of_batches(ledger):
    for start, (one, other) in enumerate(TWO.values()):
        if one != other:
            first, second = add(ledger, one, start=start * 10), add(ledger, other, start=start * 10 + 1)
            assert first[0].id != second[0].id


def test_a_name_that_fits_two_is_neither(ledger):
    ids = [one.id for one in add(ledger, person("Ahmad Yani", "bupati"), person("Ahmad Yani", "pelatih"))]
    third = add(ledger, person("Ahmad Yani"), start=2)[0]
    assert third.id not in ids
    assert "either of 2" in third.reason


def test_the_reason_says_what_ties_them(ledger):
    _, other = add(ledger, KIRBY, person("John Kirby", "White House spokesman", "White House", "US"))
    assert "both of US" in other.reason
    assert "spokesperson" in other.reason


def test_who_is_nobody_has_no_identity(ledger):
    assert add(ledger, nobody()) == [None]


def test_merging_survives_reading_again(address):
    pair = TWO["countries differ"]
    with Ledger.open(address, write=True) as ledger:
        one, other = add(ledger, *pair)
        known = ledger.speakers.merge([one.id, other.id], by="Sari")
        assert known.id == one.id
        assert [alias.country for alias in known.aliases] == ["ID", "MY"]
        assert "merged by Sari" in known.aliases[1].reason
    with Ledger.open(address, write=True) as ledger:
        again = add(ledger, *pair, start=10)
        assert {found.id for found in again} == {one.id}
        assert len(ledger.search(speaker=one.id)) == 4
        assert len(ledger.search(speaker=other.id)) == 4, "an id noted before leads there too"
        (row,) = ledger.speakers.decisions()
        assert (row["verb"], row["source"], row["target"], row["by"]) == ("merge", other.id, one.id, "Sari")


def test_splitting_survives_reading_again(address):
    pair = (person("Ahmad Yani", "bupati"), person("Ahmad Yani", None, "Balai Kajian"))
    with Ledger.open(address, write=True) as ledger:
        one, other = add(ledger, *pair)
        assert one.id == other.id
        fresh = ledger.speakers.split([other.alias], by="Sari")
        assert fresh.id != one.id
        assert "split off by Sari" in fresh.aliases[0].reason
    with Ledger.open(address, write=True) as ledger:
        assert [found.id for found in add(ledger, *pair, start=10)] == [one.id, fresh.id]
        assert len(ledger.search(speaker=fresh.id)) == 2


def test_a_split_can_be_merged_back(ledger):
    one, other = add(ledger, person("Ahmad Yani", "bupati"), person("Ahmad Yani", None, "Balai Kajian"))
    fresh = ledger.speakers.split([other.alias])
    ledger.speakers.merge([one.id, fresh.id])
    ledger.speakers.split([other.alias])
    assert [row["verb"] for row in ledger.speakers.decisions()] == ["split", "merge", "split"]


def test_a_merge_and_a_split_are_undone_and_done_again(ledger):
    one, other = add(ledger, *TWO["countries differ"])
    before = [ledger.speakers.find(id)[0].aliases[0].id for id in (one.id, other.id)]
    claims = ledger.count(Query(speaker=one.id))
    ledger.speakers.merge([one.id, other.id], by="Sari")
    (act,) = ledger.speakers.acts()
    assert (act.verb, act.target, act.by, act.stands, len(act.names)) == ("merge", one.id, "Sari", True, 1)
    parted = ledger.speakers.undo(act.target, act.at, by="Budi")
    assert parted.id == other.id
    assert "split off by Budi" in parted.aliases[0].reason
    assert [ledger.speakers.find(id)[0].aliases[0].id for id in (one.id, other.id)] == before
    assert ledger.count(Query(speaker=one.id)) == claims
    undone, undoing = ledger.speakers.acts()
    assert (undone.stands, undoing.stands, undoing.verb, undoing.by) == (False, True, "split", "Budi")
    with pytest.raises(UsageError, match="undone already"):
        ledger.speakers.undo(act.target, act.at)
    assert ledger.speakers.undo(undoing.target, undoing.at).id == one.id
    assert len(ledger.speakers.find(one.id)[0].aliases) == 2


@pytest.mark.parametrize("at", ["", "2020-01-01T00:00:00Z"])
def test_what_was_never_decided_cannot_be_undone(ledger, at):
    one = add(ledger, TOWN)[0]
    with pytest.raises(UsageError, match="never decided"):
        ledger.speakers.undo(one.id, at)
    with pytest.raises(UsageError, match="no speaker has this id"):
        ledger.speakers.undo("none", at)


def test_finding_shows_every_one_of_a_name(ledger):
    add(ledger, *TWO["countries differ"], TOWN)
    assert [one.country for one in ledger.speakers.find("yani")] == ["ID", "MY"]
    assert ledger.speakers.find("Jenny Town")[0].claims == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda s, one: s.merge([one.id]), "cannot be merged"),
        (lambda s, one: s.merge([one.id, one.id]), "cannot be merged"),
        (lambda s, one: s.merge([one.id, "none"]), "no speaker has this id"),
        (lambda s, one: s.split([]), "nothing to split"),
        (lambda s, one: s.split(["none"]), "no name has this id"),
        (lambda s, one: s.split([one.alias]), "all names the speaker has"),
    ],
)
def test_wrong_decisions_are_told_and_change_nothing(ledger, call, said):
    one = add(ledger, TOWN)[0]
    with pytest.raises(UsageError, match=said):
        call(ledger.speakers, one)
    assert ledger.speakers.decisions() == []
