"""`konon bundle`: what a newsroom files as evidence holds together and is read by others' tools."""

import hashlib
import io
import json
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from konon.cli import run
from konon.ledger import Ledger
from konon.records import Page

BODY = b"<html><p>Peluru lewat rel, \xe9</p></html>"


@pytest.fixture
def made(tmp_path, reading, capfd):
    """A bundle of two of one article's claims, and the ids of all three."""
    path, out = tmp_path / "k.db", tmp_path / "evidence.zip"
    page = Page(body=BODY, form="html", url="https://kabar.example/1", fetched="2023-09-14T01:02:03Z")
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading, page)
    ids = [claim.attribution.id[:16] for claim in reading.claims]
    assert run(["bundle", ids[1], ids[0], ids[1], "--ledger", str(path), "--output", str(out)]) == 0
    assert "2 claims in" in capfd.readouterr().err
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}, ids


def test_every_file_is_there_and_its_sum_right(made):
    files, _ = made
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert set(files) == {
        "README.txt", "claims.html", "claims.jsonld", "articles.jsonl", "pages.warc.gz", "manifest.json",
    }  # fmt: skip


def test_the_page_is_as_received(made):
    files, ids = made
    records = [
        (record.rec_type, record.rec_headers, record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(files["pages.warc.gz"]), check_digests="raise")
    ]
    ((kind, headers, body),) = records
    assert (kind, body) == ("resource", BODY)
    assert headers.get_header("WARC-Target-URI") == "https://kabar.example/1"
    assert headers.get_header("WARC-Date") == "2023-09-14T01:02:03Z"
    manifest = json.loads(files["manifest.json"])
    assert [row["id"] for row in manifest["claims"]] == [ids[1], ids[0]]
    page = manifest["claims"][0]["page"]
    assert page["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert page["record"] == headers.get_header("WARC-Record-ID")


def test_the_claims_asked_for_and_no_others(made):
    files, ids = made
    assert {node["identifier"] for node in json.loads(files["claims.jsonld"])["@graph"]} == set(ids[:2])
    (row,) = [json.loads(line) for line in files["articles.jsonl"].splitlines()]
    assert len(row["attributions"]) == 2
    page = files["claims.html"].decode()
    assert "Kami tidak mengirim apa pun" in page
    assert "default-src 'none'" in page


def test_claims_without_a_page_say_so(tmp_path, reading):
    path, out = tmp_path / "k.db", tmp_path / "evidence.zip"
    with Ledger.open(path, write=True) as ledger:
        ledger.add(reading)
        id_ = ledger.search(limit=1)[0].id
    assert run(["bundle", id_, "--ledger", str(path), "-o", str(out)]) == 0
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("manifest.json"))["claims"][0]["page"] is None


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "nothing to bundle"),
        (["x"], "a bundle needs a file"),
        (["x", "-o", "-"], "a bundle needs a file"),
        (["none", "-o", "OUT"], "no claim has this id"),
    ],
)
def test_wrong_calls_leave_no_file(tmp_path, capfd, args, said):
    path, out = tmp_path / "k.db", tmp_path / "e.zip"
    Ledger.open(path, write=True).close()
    assert run(["bundle", *[str(out) if arg == "OUT" else arg for arg in args], "--ledger", str(path)]) == 2
    err = capfd.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert list(tmp_path.glob("*.zip*")) == []
