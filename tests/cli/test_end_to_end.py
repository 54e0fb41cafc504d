"""`konon read` with the shipped reader, from bytes on disk to claims on stdout."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from konon.cli import run
from konon.cli.commands.demo import find_samples
from konon.evaluation.gold import make_sheets, read_sheets
from konon.evaluation.score import score

NEWS = """Harga Beras Turun di Pasar Induk

Kabar Teluk - Kepala Dinas Pangan Ratna Dewi mengatakan bahwa harga beras mungkin turun lagi pekan depan.

"Kami tidak menimbun satu karung pun," ujarnya kepada wartawan di kantornya, Senin.

Menurut Harun Siregar, pedagang di pasar itu, pasokan dari hulu sudah lancar sejak akhir bulan lalu.
"""


def read_rows(capfd, *args):
    """(exit code, rows, lines on stderr)."""
    code = run(["read", *map(str, args), "--format", "jsonl"])
    out, err = capfd.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err.splitlines()


@pytest.fixture
def news(tmp_path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


def test_a_page_gives_its_claims(capfd, news):
    code, rows, err = read_rows(capfd, news)
    assert (code, err) == (0, [])
    names = [claim["speaker"]["name"] for claim in rows[0]["attributions"]]
    assert names == ["Ratna Dewi", "Ratna Dewi", "Harun Siregar"]
    assert [claim["quotation"] for claim in rows[0]["attributions"]][1] == "direct"
    assert rows[0]["path"] == str(news)


def test_every_span_lies_in_the_text(capfd):
    _, rows, _ = read_rows(capfd, *find_samples())
    for row in rows:
        spans = [
            *row["body"],
            *(s for a in row["attributions"] for role in ("source", "cue", "content") for s in a[role]),
        ]
        assert all(0 <= start < end <= len(row["text"]) for start, end in spans)


BAD = {
    "empty.txt": b"",
    "zeros.txt": b"\0" * 2000,
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "bomb.html": gzip.compress(b"\0" * 30_000_000),
    "large.txt": b"Budi berkata begini. " * 1_100_000,
    "menu.html": b"<html><body><nav><a href=/>Home</a></nav></body></html>",
    "no-text.jsonl": b'{"id": "a"}\n',
    "broken.jsonl": b'{"id": "a", "text": \n',
    "short.gz": gzip.compress(NEWS.encode())[:-20],
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_is_one_line_and_the_next_is_read(capfd, tmp_path, news, name):
    bad = tmp_path / name
    bad.write_bytes(BAD[name])
    start = time.process_time()
    code, rows, err = read_rows(capfd, bad, news, "--quiet")
    assert time.process_time() - start < 20
    assert code == 1
    assert [row["path"] for row in rows] == [str(news)]
    assert len(err) == 1
    assert err[0].startswith(f"konon: {bad}")
    assert "; " in err[0], "no remedy"
    assert "fault in konon" not in err[0]


ODD = {
    "latin.txt": NEWS.replace("Senin", "kafé").encode("latin-1"),
    "utf16.txt": NEWS.encode("utf-16"),
    "nul.txt": NEWS.replace(" ", "\0 ", 3).encode(),
    "broken-utf8.txt": NEWS.encode()[:-30] + b"\xff\xfe\xfa" + NEWS.encode()[-30:],
    "wrong.html": f"<meta charset=koi8-r><h1>Harga</h1><article><p>{NEWS}</p></article>".encode(),
    "deep.html": b"<div>" * 100_000 + f"<p>{NEWS}</p>".encode(),
    "one-line.jsonl": json.dumps({"id": "x", "text": NEWS.replace("\n", " ") * 200}).encode(),
    "marks.jsonl": json.dumps({"id": "x", "text": NEWS.replace('"', '“„"«', 1)}).encode(),
    "nested.jsonl": json.dumps({"id": "x", "text": '"Ia berkata "tidak" dan "ya"," kata Budi.'}).encode(),
    "arabic.txt": ("قال الوزير إن الأسعار انخفضت هذا الأسبوع في السوق الرئيسية. " * 12).encode(),
    "half.jsonl": b'{"id": "x", "text": "\\ud83d Budi mengatakan harga turun."}',
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_input_is_read_or_refused_but_never_a_crash(capfd, tmp_path, news, name):
    odd = tmp_path / name
    odd.write_bytes(ODD[name])
    start = time.process_time()
    code, rows, err = read_rows(capfd, odd, news, "--quiet")
    assert time.process_time() - start < 60
    assert str(news) in [row["path"] for row in rows]
    assert not any("error of the program" in line or "fault in konon" in line for line in err)
    assert len([line for line in err if "hardly a word of this language" not in line and "poorly" not in line]) == code


def test_the_same_in_another_order_and_among_others(capfd):
    pages = find_samples()[:4]
    _, one_way, _ = read_rows(capfd, *pages)
    _, other_way, _ = read_rows(capfd, *reversed(pages))
    _, alone, _ = read_rows(capfd, pages[1])
    assert one_way == list(reversed(other_way))
    assert one_way[1] == alone[0]


def test_an_id_twice_is_refused(capfd, tmp_path):
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "a", "text": "Budi berkata ya."}\n' * 2)
    code, rows, err = read_rows(capfd, lines, "--quiet")
    assert (code, len(rows), len(err)) == (1, 1, 1)
    assert f"{lines}:2" in err[0]


@pytest.mark.parametrize("named", ["news.txt", "sub/../news.txt", "link.txt", "hard.txt", "."])
def test_a_page_is_never_replaced_by_its_claims(capfd, tmp_path, monkeypatch, news, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.txt").symlink_to(news)
    (tmp_path / "hard.txt").hardlink_to(news)
    (tmp_path / "sub" / "other.txt").write_text(NEWS)
    code = run(["read", named, "sub/other.txt", "--output", news.name])
    out, err = capfd.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("konon: news.txt: is an input, which writing the results there would destroy; ")
    assert err.count("\n") == 1
    assert news.read_text(encoding="utf-8") == NEWS


def test_standard_input_is_never_replaced_by_its_claims(news):
    with news.open("rb") as stream:
        command = [sys.executable, "-m", "konon.cli", "read", "-", "--output", str(news)]
        done = subprocess.run(command, stdin=stream, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"konon: {news}: is an input")
    assert news.read_text(encoding="utf-8") == NEWS


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.json", "claims.html"])
def test_results_beside_the_pages_are_not_read_as_pages(capfd, news, name):
    target = news.parent / name
    written = []
    for inputs in ([news.parent], [news.parent], [news.parent, f"{news.parent}/*"]):
        assert run(["read", *map(str, inputs), "--output", str(target)]) == 0
        written.append(target.read_bytes())
    assert written == [written[0]] * 3
    assert capfd.readouterr().err == f"konon: 1 article written to {target}\n" * 3


def test_results_given_by_name_are_an_input_like_any(capfd, news):
    target = news.parent / "claims.jsonl"
    assert run(["read", str(news), "--output", str(target)]) == 0
    before = target.read_bytes()
    assert run(["read", str(news), str(target), "--output", str(target)]) == 2
    assert target.read_bytes() == before
    assert "is an input" in capfd.readouterr().err


@pytest.mark.parametrize("chosen", ["text", "json", "csv", "html"])
def test_the_samples_in_every_format(capfd, chosen):
    assert run(["demo", "--format", chosen]) == 0
    shown = " ".join(capfd.readouterr().out.split())  # a line may end inside a name
    assert [name for name in ("Hangang Daily", "Meridian Wire", "Leonie Hartwell") if name not in shown] == []


def test_cases_are_scored_by_the_shipped_reader(capfd, tmp_path):
    case = tmp_path / "plain.id.txt"
    case.write_text(
        "# a plain statement\n<source>Budi Santoso</source> <cue>mengatakan</cue> "
        "<content>harga beras sudah turun</content>.\n"
    )
    assert run(["eval", "--cases", str(case), "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["attribution"]["f1"] == 1


@pytest.mark.shared
def test_the_whole_problem_on_one_page(shared, capfd):
    """A retelling page with relays, an allegation nobody owns, boilerplate: each of its twelve attributions."""
    code, rows, err = read_rows(capfd, shared / "pages" / "channel9-2023-09-14.txt")
    assert (code, err) == (0, [])
    gold = read_sheets(shared / "pages" / "channel9-2023-09-14.gold.jsonl")
    found = score(gold, make_sheets([rows[0] | {"id": "channel9"}]), show=12)
    figures = found.figures
    assert figures["attribution"]["f1"] == 1, found.missed
    assert [figures[name]["accuracy"] for name in ("speaker", "certainty", "polarity")] == [1, 1, 1]
    assert figures["relay"]["f1"] == 1
    assert {name: rows[0][name] for name in ("section", "byline", "dateline", "outlet")} == {
        "section": "Internasional",
        "byline": "FB",
        "dateline": "Jakarta",
        "outlet": "Channel9.id",
    }
    assert len(rows[0]["related"]) == 1
