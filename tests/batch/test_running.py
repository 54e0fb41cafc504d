"""A batch from its inputs to its folder: whole, once, and on from where it stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as pa_dataset
import pyarrow.parquet as pq
import pytest

from konon.batch import publishing
from konon.batch.claim_reading import CLAIMS_ROOM
from konon.batch.copies import write_copies
from konon.batch.cutting import FilePart
from konon.batch.daft_quietly import QUIET, DaftCoreException, daft
from konon.batch.engine import Engine, EngineError, one_line
from konon.batch.estimate import estimate_batch
from konon.batch.extracting import CARRIED, EXTRACTED, SKIPPED, extract_part
from konon.batch.part_worker import ExtractTask, do_task, pack_task
from konon.batch.places import Folder
from konon.contract_lines import read_given
from konon.errors import UsageError
from konon.ledger import Ledger

from .conftest import address, make_page, write_warc


def readings(folder):
    found = sorted((folder / "_readings").glob("*.parquet"))
    return [row for path in found for row in pq.read_table(path).to_pylist()]


def claims(folder):
    return pa_dataset.dataset(str(folder), format="parquet", partitioning="hive").to_table().to_pylist()


def test_every_page_is_read_once_a_copy_is_linked_and_the_ledger_takes_them(archive, tmp_path, konon_batch):
    lines = tmp_path / "more.jsonl"
    lines.write_text(
        '{"id": "m1", "text": "Rina Dewi, ketua panitia, mengatakan rapat ditunda."}\n{"id": 2}\n', "utf-8"
    )
    out = tmp_path / "claims.parquet"
    done = konon_batch(archive, lines, tmp_path / "none.warc", "-o", out, "--jobs", 2, "--format", "json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert "names no file" in done.stderr
    assert f"{lines}:2: has no text" in done.stderr
    assert {key: said[key] for key in ("articles", "readings", "copies", "again", "failed")} == {
        "articles": 13, "readings": 13, "copies": 1, "again": 0, "failed": 2
    }  # fmt: skip
    rows = readings(out)
    assert len({row["url"] for row in rows}) == 13
    copy = next(row for row in rows if row["copy_of"])
    assert copy["url"] == "https://other.example/news/a-harbour-is-dredged"
    assert copy["likeness"] >= 0.8
    table = claims(out)
    assert len(table) == said["claims"] == sum(row["claims"] for row in rows)
    assert {row["lang"] for row in table} >= {"en", "id"}
    assert all(row["content_words"] for row in table)
    assert len(pq.read_table(out / "_failures").to_pylist()) == 2
    assert not (out / "_work").exists()
    check_ledger(out, tmp_path / "news.db", rows, table)
    again = konon_batch(archive, lines, tmp_path / "none.warc", "-o", out, "--jobs", 1, "--format", "json")
    assert json.loads(again.stdout) == said


def check_ledger(out, path, rows, table):
    with Ledger.open(str(path), write=True) as ledger:
        added = ledger.add_all(read_given([str(out)]))
    assert (added.articles, added.claims) == (len(rows), len(table))


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="workers are looked up in /proc")
def test_a_run_that_is_ended_ends_its_workers_and_goes_on_and_nothing_is_there_twice(tmp_path, konon_batch):
    pages = [(address(number), make_page(number)) for number in range(80)]
    archive = write_warc(tmp_path / "made.warc.gz", pages)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "konon.cli", "batch", str(archive), "-o", str(out), "--jobs", "1"]
    ended = [end_after(command, out, which) for which in (signal.SIGTERM, signal.SIGKILL)]
    assert ended == [
        (143, f"konon: {out}: stopped; the same command goes on where it stopped\n"), (-signal.SIGKILL, "")
    ]  # fmt: skip
    (out / "_readings" / "half.parquet.1.part").write_bytes(b"PAR1")
    kept = {path.name: path.stat().st_mtime_ns for path in (out / "_readings").glob("*.parquet")}
    done = konon_batch(archive, "-o", out, "--jobs", 2)
    assert done.returncode == 0, done.stderr
    after = {path.name: path.stat().st_mtime_ns for path in (out / "_readings").glob("*.parquet")}
    assert sum(after[name] == when for name, when in kept.items()) >= 1
    assert sorted(row["url"] for row in readings(out)) == sorted(url for url, _ in pages)
    ids = [row["id"] for row in claims(out)]
    assert len(ids) == len(set(ids))
    assert not list(out.rglob("*.part"))


def end_after(command, out, which):
    """(exit code, what it said) of a run that is sent a signal when one more slice is read; its worker is gone."""
    before = len(list(out.glob("_work/read/*.json")))
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while len(list(out.glob("_work/read/*.json"))) == before and process.poll() is None:
            time.sleep(0.02)
        workers = children(process.pid, "udf_worker")
        process.send_signal(which)
        told = process.stderr.read()
    assert workers
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    return process.returncode, told


def children(parent, words):
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, IndexError):
            stat = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) == parent and words in Path(f"/proc/{entry}/cmdline").read_text():
                found.append(int(entry))
    return found


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="workers are looked up in /proc")
@pytest.mark.parametrize("moment", ["it starts", "it reads"])
def test_a_worker_of_this_machine_that_dies_costs_no_row(tmp_path, moment):
    pages = [(address(number), make_page(number)) for number in range(60 if moment == "it reads" else 12)]
    archive, out = write_warc(tmp_path / "made.warc.gz", pages), tmp_path / "out"
    command = [sys.executable, "-m", "konon.cli", "batch", str(archive), "-o", str(out), "--jobs", "1"]
    killed = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        while not killed and process.poll() is None:
            if moment == "it starts" or list(out.glob("_work/read/*.json")):
                killed = children(process.pid, "udf_worker")[:1]
                for worker in killed:
                    os.kill(worker, signal.SIGKILL)
            time.sleep(0.01)
        told, _ = process.communicate(timeout=240)
    assert killed, told
    assert process.returncode == 0, told
    assert sorted(row["url"] for row in readings(out)) == sorted(url for url, _ in pages)
    assert len(claims(out)) == sum(row["claims"] for row in readings(out))


def test_articles_of_other_languages_are_counted_and_not_read(tmp_path, konon_batch):
    texts = {
        "id": "Ketua panitia mengatakan bahwa rapat itu ditunda karena hujan yang turun sejak pagi.",
        "en": "The chairman said that the meeting was put off because of the rain since the morning.",
        "fr": "Le président a dit que la réunion était reportée à cause de la pluie depuis ce matin.",
        "de": "Der Vorsitzende sagte, dass die Sitzung wegen des Regens seit dem Morgen verschoben werde.",
    }
    lines, out = tmp_path / "rows.jsonl", tmp_path / "out"
    lines.write_text("".join(json.dumps({"id": f"a-{lang}", "text": text}) + "\n" for lang, text in texts.items()))
    command = [lines, "-o", out, "--jobs", 1, "--lang", "EN, id"]
    done = konon_batch(*command)
    assert (done.returncode, done.stdout.endswith("of 2 articles\n")) == (0, True)
    assert "passed over: in another language, de (1), in another language, fr (1)" in done.stderr
    assert sorted(row["id"] for row in readings(out)) == ["a-en", "a-id"]
    assert konon_batch(*command[:-1], "id,en").stdout == done.stdout
    assert "holds a batch of other options" in konon_batch(*command[:-1], "id").stderr


def test_an_output_of_something_else_is_refused(archive, tmp_path, konon_batch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    done = konon_batch(archive, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds something else" in done.stderr


def test_other_inputs_are_not_mixed_into_a_batch(archive, tmp_path, konon_batch):
    about = {"files": [["other.warc", 1]], "reader": "r", "options": {}}
    Folder(str(tmp_path / "out")).write_json("_work/plan.json", {"about": about, "parts": [], "failed": 0})
    done = konon_batch(archive, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "holds a batch of other inputs" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nothing.warc"], "no output is named"),
        (["nothing.warc", "-o", "out"], "names no file"),
        (["nothing.warc", "-o", "out", "--lang", "id,,en"], "is no code of a language"),
        (["nothing.warc", "-o", "out", "--lang", "indonesian"], "is no code of a language"),
        (["nothing.warc", "-o", "out", "--address", "127.0.0.1:1"], "--engine ray"),
    ],
)
def test_a_wrong_call_is_one_line(tmp_path, konon_batch, monkeypatch, arguments, why):
    monkeypatch.chdir(tmp_path)
    done = konon_batch(*arguments)
    assert done.returncode in (1, 2)
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_full_disk_stops_the_run_in_one_line(archive, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("konon.batch.places.os.replace", fail)
    task = ExtractTask(number=0, part=FilePart(file=str(archive), kind="stream"), max_bytes=100_000)
    came = json.loads(do_task(Folder(str(tmp_path / "out")), pack_task(task)))
    assert "No space left on device" in came["stop"]
    assert not list((tmp_path / "out").rglob("*.*"))


def test_what_the_engine_cannot_write_is_one_line():
    def fail():
        raise DaftCoreException("No space left\non device")

    why = r"out: the claims cannot be written \(No space left.*goes on"
    with pytest.raises(EngineError, match=why) as told, one_line("the claims cannot be written", "out"):
        fail()
    assert "\n" not in str(told.value)


def test_copies_are_those_whose_words_are_alike_and_an_edit_is_none(tmp_path):
    first, other = make_page(0), make_page(1)
    edited = first.replace(b"before the rains", b"after the rains")
    pages = [
        (address(0), first), (address(1), other), (address(0), first), (address(0), edited),
        ("https://third.example/story-of-a-harbour-dredged", edited), (address(5), other),
    ]  # fmt: skip
    folder = Folder(str(tmp_path / "out"))
    path = write_warc(tmp_path / "made.warc.gz", pages)
    counts = extract_part(folder, 0, FilePart(file=str(path), kind="stream"), 100_000)
    assert counts["articles"] == 6
    assert folder.count_rows(f"{EXTRACTED}/0000000.parquet") == 6
    assert write_copies(folder, read_copies=False) == {"again": 1, "copies": 2}
    carried = folder.rows_between(CARRIED, "first", 0, 100)
    assert [(row["place"], row["first"]) for row in carried] == [(5, 1), (4, 3)]
    assert [row["place"] for row in folder.rows_between(SKIPPED, "place", 0, 5)] == [2, 4]
    assert write_copies(folder, read_copies=True) == {"again": 1, "copies": 0}
    assert [row["place"] for row in folder.rows_between(SKIPPED, "place", 0, 5)] == [2]


def test_the_engine_reports_to_nobody():
    assert all(os.environ[name] == value for name, value in QUIET.items())
    assert daft.scarf_telemetry.opted_out()


def test_a_plan_says_what_the_whole_will_take(archive, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("konon.batch.estimate.SAMPLE", 4)
    (tmp_path / "empty.jsonl").write_text("")
    found = estimate_batch([str(archive), str(tmp_path / "empty.jsonl")], 1_000_000, 2)
    assert (found.files, found.sampled, found.failed, found.cores) == (2, 3, 1, 2)
    assert found.pages >= found.sampled
    assert found.memory > 0
    assert found.room > 0
    assert found.hours(4) < found.hours(1)
    assert [line.partition(":")[0] for line in found.lines()] == [
        "inputs", "measured", "time by cores (here 2)", "memory", "room"
    ]  # fmt: skip


def test_a_plan_of_a_table_counts_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("konon.batch.estimate.SAMPLE", 2)
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": [f"Kapal {n} merapat, kata Rina Dewi." for n in range(8)]}), path)
    found = estimate_batch([str(path)], 1_000_000, 1)
    assert (found.sampled, found.pages) == (2, 8)


def test_a_plan_of_nothing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="names no file"):
        estimate_batch([str(tmp_path / "none")], 1_000_000, 1)
    (tmp_path / "one.jsonl").write_text("\n")
    with pytest.raises(UsageError, match="gives no article"):
        estimate_batch([str(tmp_path / "one.jsonl")], 1_000_000, 1)


def test_a_folder_that_is_no_batch_is_told_and_a_damaged_table_too(tmp_path):
    (tmp_path / "out" / "_readings").mkdir(parents=True)
    assert "holds no readings" in next(iter(read_given([str(tmp_path / "out")]))).why
    (tmp_path / "out" / "_readings" / "a.parquet").write_bytes(b"PAR1")
    pq.write_table(pa.table({"reading": [b"{}", b"no"]}), tmp_path / "out" / "_readings" / "b.parquet")
    assert "copy the folder or file to this machine" in next(iter(read_given(["s3://news/claims.parquet"]))).why
    found = list(read_given([str(tmp_path / "out")]))
    assert len(found) == 3
    assert "cannot be read" in found[0].why
    assert all("is not a reading" in one.why for one in found[1:])


def test_claims_are_published_piece_by_piece_and_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "PIECE", 2)
    folder = Folder(str(tmp_path))
    for part in range(5):
        days = ["2024-03-01", "2024-03-02"]
        table = pa.table({"id": [f"{part}-{day}" for day in days], "date": days, "lang": ["en", "id"]})
        folder.write_table(f"{CLAIMS_ROOM}/{part}.parquet", table)
    engine = Engine(name="local", jobs=1)
    for _ in range(2):
        assert publishing.publish_claims(engine, folder) == 10
        found = [name for name in folder.files() if name.startswith("date=")]
        rows = [row for name in found for row in pq.ParquetFile(tmp_path / name).read().to_pylist()]
        assert sorted(row["id"] for row in rows) == sorted(
            f"{part}-2024-03-0{day}" for part in range(5) for day in (1, 2)
        )
