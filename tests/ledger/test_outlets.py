"""Which names are one outlet, why, and what a person decides about that."""

import re
from collections import Counter

import pytest
from making import make_reading, nobody
from sqlalchemy import update

from konon.errors import UsageError
from konon.ledger import Ledger
from konon.ledger import publishers as listed
from konon.ledger.outlets import join_outlets
from konon.ledger.publishers import find_publisher, load_publishers, names_of
from konon.ledger.schema import outlets as names_table

KINDS = {"outlet", "agency", "state media", "state agency"}


def add(ledger, *outlets, relays=()):
    """An article of each outlet; the first passes on what the relays say."""
    ledger.add_all(
        make_reading((nobody(), f"kapal {number} singgah", {"relays": () if number else relays}), id=name, outlet=name)
        for number, name in enumerate(outlets)
    )


def ids(found):
    return sorted(one.article.id for one in found)


def test_the_list_names_each_outlet_once_and_says_where_from():
    lines = load_publishers()
    assert len(lines) >= 150
    assert sum(line.country == "ID" for line in lines) >= 80
    for counted in (
        [line.id for line in lines],
        [name for line in lines for name in set(names_of(line))],
        [host for line in lines for host in line.hosts],
    ):
        assert [one for one, count in Counter(counted).items() if count > 1] == []
    for line in lines:
        assert line.kind in KINDS, line
        assert re.fullmatch(r"https://\S+\.\S+", line.source), line
        assert re.fullmatch("[A-Z]{2}", line.country), line
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) for host in line.hosts), line


@pytest.mark.parametrize("row", ['{ id = "a" }', '{ id = "a", name = "A", kind = "outlet", source = "s", nmaes = [] }'])
def test_a_line_with_a_wrong_key_is_refused(monkeypatch, row):
    class File:
        def joinpath(self, _):
            return self

        def read_text(self, _):
            return f"publishers = [{row}]"

    monkeypatch.setattr(listed, "files", lambda _: File())
    with pytest.raises(ValueError, match=r"publishers\.toml"):
        load_publishers()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("kompas", "Kompas"),
        ("KOMPAS.com", "Kompas"),
        ("Kompas TV", "Kompas TV"),
        ("www.tribunnews.com", "Tribunnews"),
        ("jabar.tribunnews.com", "Tribun Jabar"),
        ("wow.tribunnews.com", "Tribunnews"),
        ("Jakarta Post", "The Jakarta Post"),
        ("the associated press", "AP"),
        ("Agence France-Presse", "AFP"),
        ("detikNews", "detikcom"),
        ("Kabar Laut", None),
        ("The Times", None),
        ("", None),
    ],
)
def test_a_name_means(name, meant):
    found = find_publisher(name)
    assert (found and found.name) == meant


def test_two_spellings_are_found_by_either_and_by_its_id(ledger):
    add(ledger, "Kompas", "Kompas.com", "Kompas TV", relays=("harian kompas",))
    [kompas] = ledger.outlets.find("kompas")
    assert (kompas.name, kompas.owner, kompas.country) == ("Kompas", "KG Media", "ID")
    assert [name.name for name in kompas.names] == ["Kompas", "Kompas.com", "harian kompas"]
    assert "a name of Kompas (https://" in kompas.names[0].reason
    for given in ("kompas", "KOMPAS.COM", "Harian Kompas", kompas.id, kompas.names[1].id):
        assert ids(ledger.search(outlet=given)) == ["Kompas", "Kompas.com"], given
        assert ids(ledger.search(relay=given)) == ["Kompas"], given
    assert ids(ledger.search("kapal", outlet="Kompas TV")) == ["Kompas TV"]


def test_unknown_outlets_are_themselves(ledger):
    add(ledger, "Kabar Laut", "KabarLaut", "Laut Kabar")
    [one] = ledger.outlets.find("kabar laut")
    assert (one.name, one.kind, one.claims) == ("Kabar Laut", None, 2)
    assert [(name.name, name.reason) for name in one.names] == [("Kabar Laut", "its only name so far")]
    assert ledger.outlets.find("nobody") == []
    assert ledger.search(outlet="nobody") == []


def test_a_merge_holds_when_the_name_comes_again_and_old_ids_lead_on(address, ledger):
    add(ledger, "Kabar Laut", "Laut Kabar")
    one, other = (ledger.outlets.find(name)[0] for name in ("Kabar Laut", "Laut Kabar"))
    merged = ledger.outlets.merge([one.id, other.id], by="ratna")
    assert [name.name for name in merged.names] == ["Kabar Laut", "Laut Kabar"]
    assert "merged by ratna" in merged.names[1].reason
    with Ledger.open(address, write=True) as again:
        again.add(make_reading((nobody(), "kapal tiba"), id="later", outlet="Laut Kabar"))
        for given in (one.id, other.id, "laut kabar"):
            assert ids(again.search(outlet=given)) == ["Kabar Laut", "Laut Kabar", "later"]
        assert [decided["verb"] for decided in again.outlets.decisions()] == ["merge"]


def test_a_split_undoes_it_and_both_decisions_stay(ledger):
    add(ledger, "Kabar Laut", "Laut Kabar")
    one, other = (ledger.outlets.find(name)[0] for name in ("Kabar Laut", "Laut Kabar"))
    merged = ledger.outlets.merge([one.id, other.id])
    back = ledger.outlets.split([merged.names[1].id], by="ratna")
    assert (back.id, back.name) == (other.id, "Laut Kabar")
    assert ids(ledger.search(outlet="Kabar Laut")) == ["Kabar Laut"]
    decided = ledger.outlets.decisions()
    assert [(row["verb"], row["name"]) for row in decided] == [("merge", "Laut Kabar"), ("split", "Laut Kabar")]
    assert decided[1]["by"] == "ratna"


def test_what_the_list_joins_a_person_may_split(ledger):
    add(ledger, "Kompas", "Kompas.com")
    kompas = ledger.outlets.find("Kompas")[0]
    site = ledger.outlets.split([name.id for name in kompas.names if name.name == "Kompas.com"])
    ledger.add(make_reading((nobody(), "kapal tiba"), id="later", outlet="kompas.com"))
    assert ids(ledger.search(outlet="kompas.com")) == ["Kompas.com", "later"]
    assert ids(ledger.search(outlet="kompas")) == ["Kompas"]
    assert ids(ledger.search(outlet=site.id)) == ["Kompas.com", "later"]


def test_the_name_that_gave_the_outlet_its_id_may_be_split_off(ledger):
    add(ledger, "Kabar Laut", "Laut Kabar")
    one, other = (ledger.outlets.find(name)[0] for name in ("Kabar Laut", "Laut Kabar"))
    merged = ledger.outlets.merge([one.id, other.id])
    first = ledger.outlets.split([merged.names[0].id])
    assert first.id not in (one.id, other.id)
    assert [name.name for name in first.names] == ["Kabar Laut"]
    assert ids(ledger.search(outlet="Kabar Laut")) == ["Kabar Laut"]


def test_what_cannot_be_decided_says_why(ledger):
    add(ledger, "Kabar Laut", "Laut Kabar", "Kompas", "Kompas.com")
    one, kompas = ledger.outlets.find("Kabar Laut")[0], ledger.outlets.find("Kompas")[0]
    for ask, why in (
        (lambda: ledger.outlets.merge([one.id]), "cannot be merged"),
        (lambda: ledger.outlets.merge([one.id, "none"]), "no outlet has this id"),
        (lambda: ledger.outlets.split([]), "nothing to split off"),
        (lambda: ledger.outlets.split(["none"]), "no name of an outlet has this id"),
        (lambda: ledger.outlets.split([one.names[0].id]), "all names"),
        (lambda: ledger.outlets.split([one.names[0].id, kompas.names[0].id]), "not one outlet's"),
    ):
        with pytest.raises(UsageError, match=why):
            ask()
    assert ledger.outlets.decisions() == []


def test_names_of_an_older_ledger_are_joined(ledger):
    add(ledger, "Kompas", "Kompas.com", "Kabar Laut")
    before = [ledger.outlets.find(name) for name in ("Kompas", "Kabar Laut")]
    with ledger._place.writing() as connection:
        connection.execute(update(names_table).values(publisher=None))
    assert ledger.search(outlet="Kompas") == []
    with ledger._place.writing() as connection:
        join_outlets(connection)
    assert [ledger.outlets.find(name) for name in ("Kompas", "Kabar Laut")] == before


def test_a_name_that_is_split_twice_is_somebody_new_each_time(ledger):
    ledger.add(make_reading((nobody(), "kapal singgah"), id="a", outlet="Kabar Laut"))
    ledger.add(make_reading((nobody(), "kapal pergi"), id="b", outlet="Warta Pagi"))
    (first,), (second,) = ledger.outlets.find("Kabar Laut"), ledger.outlets.find("Warta Pagi")
    name = second.names[0].id
    for _ in range(3):
        ledger.outlets.merge([first.id, ledger.outlets.find("Warta Pagi")[0].id])
        split = ledger.outlets.split([name])
        assert split.id != first.id
        assert [one.name for one in split.names] == ["Warta Pagi"]
        assert ledger.outlets.find("Warta Pagi")[0].id == split.id


def test_a_claim_that_an_outlet_publishes_and_names_itself_for_counts_once(ledger):
    """ "kepada Kabar Laut", in Kabar Laut: an outlet never has more claims than the ledger."""
    add(ledger, "Kabar Laut", "Kabar Darat", relays=("Kabar Laut", "Garis Lintang"))
    assert {one.name: one.claims for name in ("Kabar Laut", "Garis") for one in ledger.outlets.find(name)} == {
        "Kabar Laut": 1,
        "Garis Lintang": 1,
    }
