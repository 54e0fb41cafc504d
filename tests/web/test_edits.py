"""The page of edits: what was changed in a page that was read before, word by word."""

import msgspec
import pytest
from making import make_reading, person

from konon.ledger import Ledger
from konon.web.api_types import EditsTwin
from konon.web.edited_words import weave

BUDI = person("Budi Santoso", "juru bicara", "Kementerian", "ID")
ADDRESS = "https://kabarlaut.example/peluru"


def test_words_of_two_versions_stand_in_one_line():
    assert weave("harga mungkin naik besok", "harga naik lusa") == [
        ("harga", "stayed"),
        ("mungkin", "gone"),
        ("naik", "stayed"),
        ("besok", "gone"),
        ("lusa", "come"),
    ]


def test_what_has_little_in_common_stands_one_behind_the_other():
    assert weave("kapal itu tenggelam", "menteri hadir di Rason") == [
        ("kapal itu tenggelam", "gone"),
        ("menteri hadir di Rason", "come"),
    ]
    assert weave("", "baru") == [("baru", "come")]


@pytest.fixture(scope="module")
def changed(tmp_path_factory, browse):
    path = tmp_path_factory.mktemp("edits") / "berita.db"
    told = {"id": ADDRESS, "url": ADDRESS, "outlet": "Kabar Laut"}
    with Ledger.open(path, write=True) as ledger:
        said = "kereta itu mungkin membawa 20 ton peluru <b> ke pelabuhan"
        ledger.add(make_reading((BUDI, said, {"certainty": "possible"}), title="Kereta Peluru", **told))
        later = said.replace("mungkin ", "").replace("20", "30")
        ledger.add(make_reading((BUDI, later, {}), title="Kereta Membawa Peluru", **told))
    with Ledger.open(path) as ledger:
        yield browse(ledger)


def test_an_edit_is_told_with_what_went_and_what_came(changed):
    page = changed.get("/edits").text
    assert "<del>mungkin</del>" in page
    assert "<del>20</del> <ins>30</ins>" in page
    assert "hedge lost" in page
    assert "silently" in page
    assert "&lt;b&gt;" in page
    assert "<ins>Membawa</ins>" in page  # of the headline


def test_its_twin_is_what_the_command_line_gives(changed):
    answer = changed.get("/edits.json")
    msgspec.json.decode(answer.content, type=EditsTwin)  # as the API's document has it
    (edit,) = answer.json()["edits"]
    assert (edit["silent"], edit["before"]["version"], edit["after"]["version"]) == (True, 1, 2)
    assert {"headline changed", "hedge lost"} <= set(edit["changes"])


def test_one_page_and_a_day_narrow_it(changed):
    assert len(changed.get("/edits.json", params={"address": ADDRESS}).json()["edits"]) == 1
    assert changed.get("/edits.json", params={"since": "2100-01-01"}).json()["edits"] == []
    assert changed.get("/edits.json", params={"address": "nowhere"}).status_code in (400, 404)


def test_home_tells_of_it(changed):
    page = changed.get("/").text
    assert "Changed since" in page
    assert page.count(">Kereta Membawa Peluru<") == 2  # read last, changed since
    assert "Kereta Peluru" not in page


def test_a_ledger_in_which_nothing_changed_says_so(ledger, browse):
    assert "No page has changed" in browse(ledger).get("/edits").text
