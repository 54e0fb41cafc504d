"""An article is taken out for good: nothing of it is found, nothing is left in the file, and the reason is kept."""

import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from making import make_reading, many_readings, nobody, person

from konon.errors import ErasedError, LedgerError, UsageError
from konon.ledger import Ledger, erasing
from konon.records import Page

URL = "https://kabarlaut.example/rahasia"
SECRET = make_reading(
    (
        person("Wulandari Kusumaningtyas", "bendahara", "Koperasi Melati", "ID"),
        "uang koperasi dipinjam kemenakannya",
        {"relays": ("Warta Tersembunyi",), "hedged": True},
    ),
    (person("Ratna Dewi"), "rapat anggota ditunda"),
    id="secret",
    url=URL,
    title="Zamrud Hilang",
)
EDITED = replace(SECRET, article=replace(SECRET.article, text=SECRET.article.text + "Koreksi: khatulistiwa."))
OTHER = make_reading((person("Ratna Dewi"), "harga beras turun"), id="other", title="Beras")
PAGE = Page(body=b"<p>perpustakaan cendekia</p>" * 3, form="html", url=URL, path="rahasia.html")
WORDS = (
    "Wulandari",
    "wulandari",
    "kemenakan",
    "Melati",
    "Tersembunyi",
    "Zamrud",
    "zamrud",
    "khatulistiwa",
    "bendahara",
)


def fill(ledger, meaning=False):
    ledger.add_all([OTHER, (SECRET, PAGE), EDITED, *many_readings(5)], meaning=meaning)


def erase(ledger, address=URL):
    return ledger.erase(address, by="Pengadilan Negeri", why="putusan 12/2026")


def tables(ledger):
    with ledger._place.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'claims_fts%'"
            if ledger._place.is_sqlite
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names.scalars()}
    return {name: [tuple(map(str, row)) for row in rows] for name, rows in found.items()}


@pytest.mark.parametrize("given", [URL, "rahasia.html", "secret"])
def test_nothing_of_it_is_found_and_all_else_stays(ledger, given):
    secret = replace(SECRET, article=replace(SECRET.article, path="rahasia.html"))
    ledger.add_all([OTHER, (secret, PAGE), *many_readings(5)])
    before = ledger.counts()
    kept = [finding for finding in ledger.search(limit=None) if finding.article.id != "secret"]
    erased = erase(ledger, given)
    assert (erased.article, erased.by, erased.why) == ("secret", "Pengadilan Negeri", "putusan 12/2026")
    assert (erased.counts["claims"], erased.counts["pages"], erased.counts["articles"]) == (2, 1, 1)
    assert ledger.search(limit=None) == kept
    for words in ("koperasi", "Wulandari", "zamrud"):
        assert ledger.search(words, history=True) == []
    assert [finding.content for finding in ledger.search("beras")] == ["harga beras turun"]
    after = ledger.counts()
    assert (after["articles"], after["claims"], after["pages"]) == (before["articles"] - 1, before["claims"] - 2, 0)


def test_no_table_holds_a_word_of_it(ledger):
    fill(ledger)
    speaker = ledger.search("koperasi")[0].speaker
    other = next(one for one in ledger.speakers.find("Ratna Dewi"))
    ledger.speakers.merge([speaker.id, other.id], by="Sari")
    assert any(word in str(tables(ledger)) for word in WORDS)
    erase(ledger)
    left = tables(ledger)
    assert [word for word in WORDS if word in str(left)] == []
    assert ledger.speakers.find("Wulandari Kusumaningtyas") == []
    (dewi,) = ledger.speakers.find("Ratna Dewi")
    assert dewi.name == "Ratna Dewi", "whoever was called by an erased name is called by one that stays"
    (decision,) = ledger.speakers.decisions()
    assert (decision["alias"], decision["by"]) == ("Ratna Dewi", "Sari")


def test_no_byte_of_it_is_left_in_the_file(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        fill(ledger, meaning=True)
        ledger.add(SECRET)  # current again: rows were written over
        (secret,) = ledger.search("koperasi dipinjam")
        vector = ledger.search("uang koperasi", meaning=True, limit=1)[0]
        assert vector.id == secret.id
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert all(word.encode() in kept for word in ("Wulandari", "kemenakan", "zamrud", "khatulistiwa"))
    with Ledger.open(path, write=True) as ledger:
        erase(ledger)
        left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert [word for word in WORDS if word.encode() in left] == []
        assert b"putusan 12/2026" in left
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO claims_fts (claims_fts) VALUES ('integrity-check')")
        connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, claims_fts, row)")
        terms = {term for (term,) in connection.execute("SELECT term FROM temp.v")}
    finally:
        connection.close()
    assert "beras" in terms
    assert [term for term in terms if any(word.lower() in term for word in WORDS)] == []


def test_its_vectors_go_and_the_others_answer_as_before(ledger):
    fill(ledger, meaning=True)
    asked = {"words": "harga beras turun", "meaning": True, "limit": None}
    before = [(one.id, one.likeness) for one in ledger.search(**asked) if one.article.id != "secret"]
    erase(ledger)
    assert [(one.id, one.likeness) for one in ledger.search(**asked)] == before
    assert before
    assert list(ledger.embed()) == []


def test_another_who_has_the_ledger_open_goes_on(address, ledger):
    fill(ledger, meaning=True)
    with Ledger.open(address, write=True) as other:
        other.add(make_reading((person("Wulandari Kusumaningtyas", "bendahara", "Koperasi Melati", "ID"), "a"), id="x"))
        assert other.search("uang", meaning=True)
        ids = {one.id for one in other.search(limit=None)}
        erase(ledger)
        later = make_reading((person("Sutarno Wibisono"), "kapal feri berhenti beroperasi"), id="later")
        other.add(later, meaning=True)
        found = other.search("the ferry has stopped", meaning=True)
        assert [one.content for one in found][:1] == ["kapal feri berhenti beroperasi"]
        assert {one.id for one in other.search(limit=None)} - ids == {later.claims[0].attribution.id}


def test_no_key_is_given_again(ledger):
    fill(ledger)
    ledger.add(make_reading((nobody(), "paling akhir"), id="last"))
    with ledger._place.reading() as connection:
        last = connection.exec_driver_sql("SELECT max(key) FROM claims").scalar()
    erase(ledger, "last")
    ledger.add(make_reading((nobody(), "lebih akhir"), id="later"))
    with ledger._place.reading() as connection:
        assert connection.exec_driver_sql("SELECT max(key) FROM claims").scalar() == last + 1


def test_adding_it_again_is_refused_in_one_line(ledger):
    fill(ledger)
    erase(ledger)
    for reading in (SECRET, replace(SECRET, article=replace(SECRET.article, id="another id"))):
        with pytest.raises(ErasedError) as error:
            ledger.add_all([make_reading((nobody(), "b"), id="fresh"), reading])
        assert f"{URL}: was erased on " in str(error.value)
        assert "by Pengadilan Negeri: putusan 12/2026" in str(error.value)
        with pytest.raises(ErasedError):
            ledger.refuse_erased(reading.article)
    assert ledger.search("b") == []
    with pytest.raises(ErasedError, match="was erased"):
        erase(ledger)


def test_its_ids_say_that_it_was_erased(ledger):
    fill(ledger)
    found = ledger.search("koperasi")[0]
    erase(ledger)
    for id_ in (found.id, found.saying):
        for call in (ledger.show, ledger.history, ledger.changes):
            with pytest.raises(ErasedError, match=r"was erased on 20.* by Pengadilan Negeri: putusan 12/2026"):
                call(id_)
    (erased,) = ledger.erasures()
    assert erased.wiped


def test_an_address_that_is_none_or_several_erases_nothing(ledger):
    for name in ("one", "two"):
        reading = make_reading((nobody(), name), id=name)
        ledger.add(replace(reading, article=replace(reading.article, path="many.jsonl")))
    before = ledger.counts()
    with pytest.raises(UsageError, match=r"2 articles have this address; give one's id: one, two"):
        erase(ledger, "many.jsonl")
    for given in ("nowhere", "", "%"):
        with pytest.raises(UsageError, match="no article has this address"):
            erase(ledger, given)
    with pytest.raises(UsageError, match="a name and a reason"):
        ledger.erase("one", by=" ", why="x")
    assert ledger.counts() == before


def test_what_would_go_is_said_with_where_the_text_stays(ledger):
    fill(ledger)
    ledger.add(replace(SECRET, article=replace(SECRET.article, id="copy", url="https://salin.example")))
    found = ledger.find_erasable(URL)
    assert (found.article, found.versions, found.claims, found.pages) == ("secret", 2, 4, 1)
    assert found.elsewhere == ("copy",)
    erase(ledger)
    assert {one.article.id for one in ledger.search("koperasi")} == {"copy"}


ERASER = """
import sys
from konon.ledger import Ledger, erasing
def stop(*_):
    print("here", flush=True)
    sys.stdin.read()
setattr(erasing, sys.argv[2], stop) if sys.argv[2] != "names" else setattr(erasing._Erasing, "_delete_names", stop)
with Ledger.open(sys.argv[1], write=True) as ledger:
    ledger.erase("secret", by="x", why="y")
"""


def killed_at(step, address):
    command = [sys.executable, "-c", ERASER, address, step]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"here\n", process.stderr.read()
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_in_the_middle_it_leaves_all(address):
    with Ledger.open(address, write=True) as ledger:
        fill(ledger)
        before = tables(ledger)
    killed_at("names", address)
    with Ledger.open(address, write=True) as ledger:
        assert tables(ledger) == before
        assert len(ledger.search("koperasi", history=True)) == 2
        erase(ledger)
        assert ledger.search("koperasi") == []


def test_killed_before_the_free_space_is_cleared_it_is_cleared_at_the_next_writing(address, tmp_path):
    with Ledger.open(address, write=True) as ledger:
        fill(ledger)
    killed_at("clear_free_space", address)
    with Ledger.open(address) as ledger:
        (erased,) = ledger.erasures()
        assert erased.wiped is None
        assert ledger.search("koperasi") == []
    with Ledger.open(address, write=True) as ledger:
        (erased,) = ledger.erasures()
        assert erased.wiped
        if ledger._place.is_sqlite:
            left = b"".join(file.read_bytes() for file in Path(address).parent.iterdir())
            assert [word for word in WORDS if word.encode() in left] == []


def test_who_reads_meanwhile_is_named_as_the_obstacle(tmp_path):
    path = tmp_path / "konon.db"
    with Ledger.open(path, write=True) as ledger:
        fill(ledger)
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM claims").fetchone()
        with ledger._place.writer.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 100")
        with pytest.raises(LedgerError, match="another program reads the ledger"):
            erase(ledger)
        assert ledger.search("koperasi") == []
        reader.close()
    with Ledger.open(path, write=True) as ledger:
        assert ledger.erasures()[0].wiped


def test_a_file_erased_by_its_path_does_not_come_back_edited(ledger):
    filed = replace(SECRET, article=replace(SECRET.article, url=None, path="berita/rahasia.txt"))
    ledger.add(filed)
    erase(ledger, "berita/rahasia.txt")
    edited = replace(filed, article=replace(filed.article, id="of another text", text=filed.article.text + " Lagi."))
    with pytest.raises(ErasedError, match="putusan 12"):
        ledger.add(edited)
    assert ledger.counts()["articles"] == 0


def test_what_is_erased_while_another_clears_is_not_taken_for_cleared(ledger, monkeypatch):
    ledger.add_all([SECRET, OTHER])
    clear, cleared = erasing.clear_free_space, []

    def clear_and_be_overtaken(place):
        clear(place)
        cleared.append(1)
        if len(cleared) == 1:
            erase(ledger, "other")

    monkeypatch.setattr(erasing, "clear_free_space", clear_and_be_overtaken)
    erase(ledger, "secret")
    assert len(cleared) == 2


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("berita/rahasia.txt", "./berita/rahasia.txt"),
        ("./berita/rahasia.txt", "berita/rahasia.txt"),
        ("berita/../berita//rahasia.txt", "berita/rahasia.txt"),
        ("berita/rahasia.txt", str(Path("berita/rahasia.txt").absolute())),
        (str(Path("berita/100%_rahasia.txt").absolute()), "berita/100%_rahasia.txt"),
    ],
)
def test_a_path_that_is_spelled_otherwise_is_the_same_file(ledger, stored, given):
    filed = replace(SECRET, article=replace(SECRET.article, url=None, path=stored))
    elsewhere = replace(OTHER, article=replace(OTHER.article, path="lain/" + Path(stored).name))
    ledger.add_all([filed, elsewhere])
    assert erase(ledger, given).article == "secret"
    edited = replace(filed, article=replace(filed.article, id="of another text", text=filed.article.text + " Lagi."))
    for path in (stored, given):
        with pytest.raises(ErasedError, match="putusan 12"):
            ledger.add(replace(edited, article=replace(edited.article, path=path)))
    assert ledger.counts()["articles"] == 1
    assert Ledger.add(ledger, elsewhere).known == 1


@pytest.mark.parametrize("given", ["salinan.html", "./salinan.html"])
def test_a_copys_path_leads_to_the_article(ledger, given):
    copy = replace(PAGE, body=PAGE.body + b" ", url=None, path="salinan.html")
    ledger.add_all([OTHER, (SECRET, PAGE), (SECRET, copy)])
    assert ledger.find_erasable(given).pages == 2
    assert erase(ledger, given).article == "secret"
    assert ledger.counts()["pages"] == 0
