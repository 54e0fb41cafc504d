"""Files decide formats, beginnings of ids do, nothing is made by a typo, and errors are in our words."""

import json

import msgspec
import pytest

from konon.contract import reading_row
from konon.errors import UsageError
from konon.ledger import Ledger


@pytest.fixture
def full(tmp_path, thirty, monkeypatch):
    """The working folder, with the ledger in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Commands with commands of their own.


@pytest.mark.parametrize("name", ["alert", "watch", "speakers", "users"])
def test_a_group_alone_shows_what_it_can_do(call, name):
    code, out, err = call(name)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: konon {name} [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("alert", "run"), "there are no alerts in"),
        (("judge", "--list"), "no judgement in"),
        (("speakers", "decisions"), "nothing was merged or split in"),
        (("users", "log"), "nothing was done with accounts in"),
        (("correct", "--list"), "no correction in"),
    ],
)
def test_a_list_with_nothing_in_it_says_so(call, full, args, says):
    code, out, err = call(*args)
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert err.startswith(f"konon: {says} {full / 'k.db'}")


@pytest.mark.parametrize("given", ["tidakada", "kabar", "a:b"])
def test_what_is_no_address_is_told_whole(call, full, given):
    code, _, err = call("watch", "add", given)
    assert (code, err.count("\n"), ": :" in err) == (2, 1, False)
    assert err.startswith(f"konon: {given}: ")


# Files.


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        (("search", "kirim"), "a.csv", b"id,speaker_id"),
        (("search", "kirim"), "a.jsonl", b'{"id":'),
        (("search", "kirim"), "a.json", b"[\n"),
        (("search", "kirim"), "a.html", b"<!doctype html>"),
        (("search", "kirim"), "a.parquet", b"PAR1"),
        (("search", "kirim"), "a.txt", b""),
        (("search", "kirim"), "a", b""),
        (("export",), "a.parquet", b"PAR1"),
        (("export",), "a.jsonld", b'{"@context"'),
        (("export",), "a.zip", b"PK"),
        (("export", "-f", "prov"), "a.jsonld", b'{"@context"'),
        (("export", "-f", "links"), "a.csv", b"source,"),
        (("export", "-f", "ftm"), "a.json", b""),
        (("threads",), "a.json", b"[]"),
        (("disputes",), "a.json", b"[]"),
        (("outlets",), "a.csv", b"claims,"),
        (("info",), "a.json", b'{"ledger"'),
        (("compare", "Harga naik.", "Harga turun."), "a.json", b"{\n"),
        (("links",), "a.jsonl", b""),
    ],
)
def test_the_name_of_a_file_decides_its_format(call, full, args, name, begins):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    code, out, err = call(*args, "-o", name)
    assert (code, out) == (0, ""), err
    assert (full / name).read_bytes()[: len(begins)].lower() == begins.lower()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("search", "-f", "json", "-o", "a.csv"), "a.csv: a file that ends in .csv is no json; leave out --format"),
        (("export", "-f", "csv", "-o", "a.parquet"), "a file that ends in .parquet is no csv"),
        (("export", "-o", "a.html"), "a.html: this command writes no html; use"),
        (("show", "x", "-o", "a.csv"), "this command writes no csv; use .txt, .json, or give --format"),
        (("threads", "-o", "a.xml"), "the suffix .xml names no format"),
        (("trace", "x", "-f", "dot", "-o", "a.json"), "is no dot"),
        (("info", "-o", "a.csv"), "writes no csv"),
        (("links", "-f", "jsonl", "-o", "a.txt"), "is no jsonl"),
        (("compare", "a", "b", "-f", "text", "-o", "a.json"), "is no text"),
    ],
)
def test_a_contradiction_is_one_line_and_no_file(call, full, args, said):
    code, out, err = call(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert [path.name for path in full.iterdir() if path.name.startswith("a.")] == []


def test_a_page_of_what_was_found(call, full):
    assert call("search", "kirim", "-o", "a.html")[0] == 0
    page = (full / "a.html").read_text(encoding="utf-8")
    assert page.count("<article") == 30
    assert "Kami tidak mengirim apa pun" in page


# Ids.


def ids(call):
    return [json.loads(line) for line in call("search", "-f", "jsonl")[1].splitlines()]


def test_beginnings_of_ids_will_do(call, full):
    row = ids(call)[0]
    short = row["id"][:8]
    assert json.loads(call("show", short, "-f", "json")[1])["id"] == row["id"]
    assert json.loads(call("trace", short, "-f", "json")[1])
    assert call("bundle", short, "-o", "e.zip")[0] == 0
    other = ids(call)[5]["id"][:8]
    assert call("judge", short, other, "none", "--by", "Ani")[0] == 0
    speaker = next(one["speaker"] for one in ids(call) if one["speaker"]["id"])
    assert call("search", "--speaker", speaker["id"][:9], "--count")[1] == "60\n"
    assert call("speakers", "find", speaker["id"][:9])[1].startswith(speaker["id"])


def test_beginnings_lead_to_speakers_names_and_outlets(full):
    with Ledger.open("k.db", write=True) as ledger:
        (one,) = ledger.speakers.find("Ratna Dewi")
        with pytest.raises(UsageError, match="all names the speaker has"):
            ledger.speakers.split([one.aliases[0].id[:6]])
        first, second = ledger.outlets.counted()
        assert ledger.outlets.merge([first.id[:6], second.id[:6]]).id == first.id


def test_what_begins_so_is_listed_where_there_are_several(full):
    with Ledger.open("k.db") as ledger, ledger._place.reading() as connection:
        from konon.ledger.schema import speakers
        from konon.ledger.short_ids import whole_id

        held = [f"abcd{n:012x}" for n in range(3)]
        assert whole_id(connection, speakers.c.id, "abcd") == "abcd"
    with Ledger.open("k.db", write=True) as ledger, ledger._place.writing() as connection:
        from sqlalchemy import insert

        for number, id_ in enumerate(held):
            connection.execute(insert(speakers), {"key": 900 + number, "id": id_, "name": id_})
        assert whole_id(connection, speakers.c.id, held[0][:16]) == held[0]
        with pytest.raises(
            UsageError, match=f"abcd: more than one id begins so; give more of it: {held[0]}, {held[1]}"
        ):
            whole_id(connection, speakers.c.id, "abcd")


def test_what_is_no_claims_id_says_what_it_is(call, full, reading):
    row = ids(call)[0]
    article = row["article"]["id"]
    err = call("show", article)[2]
    assert "it is an article's; its claims are" in err
    assert err.count("\n") == 1
    speaker = next(one["speaker"]["id"] for one in ids(call) if one["speaker"]["id"])
    assert f"it is a speaker's: konon search --speaker {speaker}" in call("show", speaker)[2]
    line = msgspec.json.encode(reading_row(reading)).decode()
    assert f"it is the line of article {reading.article.id}, whose claims are" in call("show", line)[2]
    assert f"of article {article}; give its id, {row['id']}" in call("show", json.dumps(row))[2]
    assert "it looks like a piece of JSON" in call("show", '{"id": ')[2]


def test_a_claim_of_a_file_of_many_articles_says_of_which(call, full):
    row = ids(call)[0]
    assert f"rel.txt, article {row['article']['id']}" in " ".join(call("show", row["id"])[1].split())


# Calls.


@pytest.mark.parametrize(
    "args",
    [
        ("embed",),
        ("link",),
        ("judge", "a", "b", "none"),
        ("judge", "--list"),
        ("correct", "a", "--wrong"),
        ("correct", "--undo", "a"),
        ("correct", "--add", "a", "--content", "b", "--cue", "c", "--source", "d"),
        ("correct", "--list"),
        ("show", "a"),
        ("trace", "a"),
        ("threads",),
        ("disputes",),
        ("links",),
        ("edits",),
        ("check", "x"),
        ("export",),
        ("sample", "4"),
        ("users", "list"),
        ("alert", "list"),
        ("watch", "list"),
        ("erase", "x", "--by", "a", "--why", "b"),
        ("speakers", "merge", "a", "b"),
        ("search", "x"),
        ("info",),
        ("outlets",),
        ("reread",),
        ("alert", "remove", "1"),
        ("alert", "run"),
        ("watch", "remove", "https://kabar.example/"),
        ("watch", "pause", "https://kabar.example/"),
        ("watch", "resume", "https://kabar.example/"),
        ("watch", "run", "--once"),
    ],
)
def test_no_command_but_add_makes_a_ledger(call, tmp_path, args):
    code, out, err = call(*args, "--ledger", str(tmp_path / "typo.db"))
    assert (code, out) == (1, "")
    assert "typo.db: there is no such ledger; make one with konon add" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("serach", "x"), "serach: there is no such command; the nearest: search; see konon --help"),
        (("search", "--limt", "3"), "--limt: there is no such option; the nearest: --limit"),
        (("outlets", "-x"), "-x: there is no such option; see konon outlets --help"),
        (("search", "beras", "-xgula"), "there is no such option; words that begin with - stand in quotation marks"),
        (("search", "--limit", "many"), "--limit: takes a whole number; see konon search --help"),
        (("search", "--limit", "-1"), "--limit: takes a number of 0 or more"),
        (("read", "x", "--timeout", "soon"), "--timeout: takes a number"),
        (("search", "--format", "xls"), "--format: 'xls' is none of 'text', 'jsonl'"),
        (("search", "--limit"), "--limit: a value is missing"),
        (("show",), "ID is missing; see konon show --help"),
        (("erase", "x", "--why", "b"), "--by is missing"),
        (("show", "a", "b"), "b: one word too many"),
        (("speakers", "fnd"), "fnd: there is no such command"),
    ],
)
def test_a_wrong_call_is_told_in_our_words(call, args, said):
    code, out, err = call(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_speakers_alone_shows_its_commands(call):
    code, out, err = call("speakers")
    assert (code, err) == (0, "")
    assert all(name in out for name in ("find", "merge", "split", "decisions"))
