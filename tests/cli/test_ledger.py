"""`konon add`, `search`, `show` and `speakers` as a user meets them."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from konon.cli import run
from konon.contract import encode, parse_reading, reading_row
from konon.contract_lines import read_given
from konon.errors import FileError
from konon.ledger import Ledger
from konon.records import Failure


@pytest.fixture
def rows(tmp_path, reading):
    """What `konon read --format jsonl` writes of one article with three claims."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(msgspec.json.encode(reading_row(reading)) + b"\n")
    return path


@pytest.fixture
def full(tmp_path, rows, call, monkeypatch):
    """A ledger with that article, named by the environment."""
    path = tmp_path / "k.db"
    monkeypatch.setenv("KONON_LEDGER", str(path))
    assert call("add", str(rows), "--readings")[0] == 0
    return path


def test_a_row_comes_back_as_the_reading_it_was(reading):
    row = msgspec.json.encode(reading_row(reading))
    assert reading_row(parse_reading(row, "x")) == reading_row(reading)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "short"}, "span outside its text"),
        ({"reader": None}, "is not a reading"),
        ({"attributions": [{"id": "x"}]}, "is not a reading"),
    ],
)
def test_rows_that_are_none(reading, change, said):
    with pytest.raises(FileError, match=said):
        parse_reading(msgspec.json.encode(reading_row(reading) | change), "x:1")


def test_given_rows_one_bad_line_stops_nothing(tmp_path, rows):
    line = rows.read_bytes()
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(line + b"{}\n\n" + line))
    kinds = [type(one).__name__ for one in read_given([str(packed), str(tmp_path / "none")])]
    assert kinds == ["Reading", "Failure", "Reading", "Failure"]
    failed = [one for one in read_given([str(packed)]) if isinstance(one, Failure)]
    assert failed[0].why.startswith(f"{packed}:2: is not a reading")


def test_adding_is_told_and_adding_again_too(call, tmp_path, rows):
    path = tmp_path / "k.db"
    first = call("add", str(rows), "--readings", "--ledger", str(path))
    assert first == (0, f"{path}: 1 article and 3 claims added\n", "")
    code, out, _ = call("add", str(rows), "--readings", "--ledger", str(path), "--format", "json")
    assert (code, json.loads(out)["known"], json.loads(out)["claims"]) == (0, 1, 0)


def test_search_shows_claims_with_their_ids(call, full):
    code, out, err = call("search", "kirim")
    assert (code, err) == (0, "")
    assert "Ratna Dewi" in out
    assert "Kami tidak mengirim apa pun" in out
    with Ledger.open(full) as ledger:
        assert ledger.search("kirim")[0].id in out


@pytest.mark.parametrize("chosen", ["jsonl", "json", "csv"])
def test_formats_hold_the_same(call, full, chosen):
    code, out, _ = call("search", "--format", chosen)
    assert code == 0
    if chosen == "csv":
        assert out.splitlines()[0].startswith("id,speaker_id,speaker,")
        assert len(out.splitlines()) == 4
    else:
        found = json.loads(out) if chosen == "json" else [json.loads(line) for line in out.splitlines()]
        assert {one["speaker"]["name"] for one in found} == {"Ratna Dewi", None}


def test_every_filter_of_the_command_is_one_of_python(call, full):
    args = {
        "speaker": "Ratna Dewi",
        "outlet": "Lintas Utara",
        "relay": "Kabar Laut",
        "certainty": "certain",
        "polarity": "negative",
        "act": "statement",
        "quotation": "direct",
        "since": "2023",
        "until": "2023-09",
        "lang": "id",
    }
    options = [part for name, value in args.items() for part in (f"--{name}", value)]
    code, out, _ = call("search", "kirim", *options, "-f", "jsonl")
    with Ledger.open(full) as ledger:
        found = ledger.search("kirim", **args)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == [one.id for one in found]
    assert len(found) == 1


def test_nothing_found_is_told_and_no_error(call, full):
    assert call("search", "gajah") == (0, "", f"konon: no claim found in {full}\n")


def test_show_gives_the_paragraph_with_the_words_marked_and_the_place(call, full):
    with Ledger.open(full) as ledger:
        finding = ledger.search("kirim")[0]
    code, out, _ = call("show", finding.id)
    flat = " ".join(out.split())
    assert code == 0
    assert 'Dilansir Kabar Laut, "[Kami tidak mengirim apa pun]," ujarnya.' in flat
    (start, end), *_ = finding.claim.attribution.content
    assert f"characters {start}-{end} of the text" in flat
    assert "rel.txt" in flat
    row = json.loads(call("show", finding.id, "--format", "json")[1])
    assert row["article"]["text"][start:end] == "Kami tidak mengirim apa pun"


def test_show_lists_every_other_reader(call, full, reading):
    with Ledger.open(full, write=True) as ledger:
        for reader in ("konon z 8", "konon z 9", "konon z 10"):
            ledger.add(replace(reading, reader=reader))
        finding = ledger.search("kirim")[0]
    _, out, _ = call("show", finding.saying)
    also = [line for line in out.splitlines() if line.startswith("also")]
    readers = [line.removeprefix("also").partition(",")[0].strip() for line in also]
    assert readers == ["konon z 9", "konon z 8", reading.reader]
    assert finding.saying in out
    row = json.loads(call("show", finding.id, "--format", "json")[1])
    assert (row["saying"], row["reader"], len(row["others"]), row["changes"]) == (
        finding.saying,
        "konon z 10",
        3,
        [],
    )


def test_rows_of_an_older_text_do_not_become_current_again(call, full, rows, reading):
    newer = replace(reading, article=replace(reading.article, text=reading.article.text + " Lagi."))
    other = rows.with_name("newer.jsonl")
    other.write_bytes(msgspec.json.encode(reading_row(newer)) + b"\n")
    assert "1 of them in a new version" in call("add", str(other), "--readings")[1].replace("1 article of", "1 of")
    for again in (rows, other, rows):
        assert "1 article known already" in call("add", str(again), "--readings")[1]
        with Ledger.open(full) as ledger:
            assert {finding.version for finding in ledger.search()} == {2}


def test_pages_in_an_unknown_script_are_reported_as_when_they_are_read(call, tmp_path):
    page = tmp_path / "berita.txt"
    words = "Ο δήμαρχος δήλωσε την Τετάρτη ότι η γέφυρα θα κλείσει για επισκευή ως το τέλος του φθινοπώρου . "
    page.write_text("Η γέφυρα κλείνει\n\n" + "\n\n".join([words * 3] * 4), encoding="utf-8")
    read, added = call("read", str(page)), call("add", str(page), "--ledger", str(tmp_path / "k.db"))
    assert "knows hardly a word" in read[2]
    assert [line for line in added[2].splitlines() if "hardly" in line] == read[2].splitlines()
    assert added[0] == 0


def test_days_in_the_wrong_order_are_one_clear_error(call, full):
    code, _, err = call("search", "--since", "2024", "--until", "2023")
    assert (code, err) == (2, "konon: 2024 to 2023: begins after it ends; give --since the earlier date\n")


def test_erasing_shows_what_goes_and_wants_yes(call, full, rows, reading):
    order = ["erase", reading.article.id, "--by", "Pengadilan", "--why", "putusan 12"]
    code, out, err = call(*order)
    assert (code, "nothing is erased yet; say --yes" in err) == (2, True)
    assert "1 version, 3 claims" in out
    assert call("search", "kirim")[1]
    code, out, err = call(*order, "--yes")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith("erased on 20")
    assert "no claim found" in call("search")[2]
    code, out, err = call("add", str(rows), "--readings")
    assert (code, "by Pengadilan: putusan 12" in err) == (1, True)
    assert call(*order, "--yes")[0] == 1


@pytest.mark.parametrize("left_out", ["--by", "--why"])
def test_erasing_without_name_or_reason_is_refused(call, full, reading, left_out):
    given = {"--by": "Pengadilan", "--why": "putusan"}
    del given[left_out]
    code, _, err = call("erase", reading.article.id, *next(iter(given.items())), "--yes")
    assert (code, left_out in err) == (2, True)
    assert call("search", "kirim")[1]


def test_speakers_are_shown_and_merged(call, full, rows, reading):
    with Ledger.open(full, write=True) as ledger:
        one = ledger.search(speaker="Ratna Dewi")[0].speaker
    code, out, _ = call("speakers", "find", "dewi")
    assert code == 0
    assert f"{one.id} Ratna Dewi (person) · 2 claims" in out
    assert one.alias in out
    assert call("speakers", "merge", one.id)[0] == 2
    assert call("speakers", "decisions", "-f", "json")[1] == "[]\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("add",), "nothing to add"),
        (("add", "x", "--ledger", "/no/such/folder/k.db"), "its folder does not exist"),
        (("search", "x", "--ledger", "/no/such/k.db"), "there is no such ledger"),
        (("search", "x", "--ledger", __file__), "is no ledger"),
        (("search", "--certainty", "sure"), "sure: is no certainty; choose from certain"),
        (("search", "--since", "soon"), "is no date"),
        (("search", "--limit", "-1"), "--limit"),
        (("search", "--ledger", ""), "the ledger has no name"),
        (("show", "none"), "no claim has this id"),
        (("speakers", "split", "none"), "no name has this id"),
    ],
)
def test_what_is_wrong_is_one_line(call, full, args, said):
    code, out, err = call(*args)
    assert code in (1, 2)
    assert out == ""
    assert said in err
    assert err.startswith("konon: ")
    assert err.count("\n") == 1


def test_pages_are_read_once_and_what_fails_is_told(call, tmp_path):
    path = tmp_path / "k.db"
    page = tmp_path / "a.txt"
    page.write_text('"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan, kepada Kabar Laut, Senin.\n')
    (tmp_path / "b.txt").touch()
    code, out, err = call("add", str(tmp_path / "*.txt"), "--ledger", str(path))
    assert (code, out) == (1, f"{path}: 1 article and 1 claim added\n")
    assert "b.txt" in err
    code, out, err = call("add", str(page), "--ledger", str(path))
    assert (code, out) == (0, f"{path}: 0 articles and 0 claims added; 1 article known already\n")
    with Ledger.open(path) as ledger:
        assert ledger.page_of(ledger.search("beras")[0]).body == page.read_bytes()


@pytest.mark.parametrize("start", ["run(['--help'])", "import konon.cli.commands.read"])
def test_neither_help_nor_reading_loads_the_database(start):
    code = f"import sys; from konon.cli import run; {start}; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_the_demonstration_searches_and_shows(call, feed, reading, tmp_path):
    feed([reading])
    path = tmp_path / "demo.db"
    code, _, err = call("demo", "--ledger", str(path))
    assert code == 0
    assert "3 claims added to a ledger" in err
    with Ledger.open(path) as ledger:
        found = ledger.search("kirim")
    assert len(found) == 1
    assert call("show", found[0].id, "--ledger", str(path))[0] == 0


def test_the_demonstration_says_how_it_is_looked_at_in_the_browser(call, feed, reading, tmp_path):
    feed([reading])
    assert "in the browser: konon demo --serve\n" in call("demo")[2]
    path = tmp_path / "demo two.db"
    assert f"konon serve --open --ledger '{path}'\n" in call("demo", "--ledger", str(path))[2]


@pytest.mark.parametrize("way", [("--serve",), ("--open", "--port", "8123")])
def test_the_demonstration_ends_with_the_address_of_a_ledger_that_is_gone_afterwards(
    call, feed, reading, monkeypatch, way
):
    served = []

    def serve(name, *, port, ready, note):
        with Ledger.open(name) as ledger:
            served.append((Path(name), port, len(ledger.search(limit=None))))
        note("a note")
        ready(name, f"http://127.0.0.1:{port}/")

    opened = []
    monkeypatch.setattr("konon.web.serving.serve", serve)
    monkeypatch.setattr("webbrowser.open", opened.append)
    feed([reading])
    code, out, err = call("demo", *way)
    name, port, claims = served[0]
    assert (code, claims) == (0, 3)
    assert out.endswith(f"the samples are at http://127.0.0.1:{port}/ for this machine alone; Ctrl-C ends it\n")
    assert "konon: a note" in err
    assert not name.exists()
    assert opened == ([f"http://127.0.0.1:{port}/"] if "--open" in way else [])


def test_what_was_added_without_meaning_is_embedded_later(call, tmp_path, rows):
    ledger = ("--ledger", str(tmp_path / "k.db"))
    assert call("add", str(rows), "--readings", "--no-meaning", *ledger)[0] == 0
    code, out, err = call("search", "--meaning", "rice", *ledger)
    assert (code, out) == (1, "")
    assert "konon embed" in err
    code, out, _ = call("embed", *ledger)
    assert code == 0
    assert "made searchable by meaning" in out
    assert not out.startswith(f"{tmp_path / 'k.db'}: 0 ")
    assert ": 0 claims" in call("embed", *ledger)[1]


def test_search_by_meaning_tells_how_alike(call, full):
    content = Ledger.open(str(full)).search(limit=1)[0].content
    code, out, _ = call("search", "--meaning", content, "--format", "jsonl")
    first = json.loads(out.splitlines()[0])
    assert code == 0
    assert first["content"] == content
    assert first["likeness"] > 0.9
    assert "likeness" in call("search", "--meaning", content)[1]
    assert "likeness" not in json.loads(call("search", "--format", "jsonl")[1].splitlines()[0])


def test_readings_in_an_array_are_added_as_they_are(capfd, tmp_path, monkeypatch, reading):
    monkeypatch.chdir(tmp_path)
    rows = [reading_row(replace(reading, article=replace(reading.article, id=f"a-{n}"))) for n in range(2)]
    (tmp_path / "read.json").write_bytes(b"[\n" + b",\n".join(map(encode, rows)) + b"\n]\n")
    assert run(["add", "read.json", "--readings", "--no-meaning", "-l", "x.db", "-f", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["articles"] == 2


def test_a_name_of_several_words_needs_no_quotation_marks(call, full):
    with Ledger.open(full) as ledger:
        name = next(one.claim.speaker.name for one in ledger.search() if " " in (one.claim.speaker.name or ""))
    told = call("speakers", "find", *name.split())
    assert told == call("speakers", "find", name)
    assert name in told[1]


def test_what_is_one_is_told_as_one(call, full):
    err = call("search", "-n", "1", "--offset", "1")[2]
    assert err == "konon: number 2 of 3 claims; --offset 2 shows the next, --limit 0 all\n"
    err = call("search", "-n", "1")[2]
    assert err == "konon: 1 of 3 claims; --offset 1 shows the next, --limit 0 all\n"
    added = [line for line in call("info")[1].splitlines() if line.startswith("added")]
    assert " to " not in added[0], "a ledger that was filled on one day"
