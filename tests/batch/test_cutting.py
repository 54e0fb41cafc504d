"""Files -> parts: each page is in one part, whatever the file is like."""

import gzip
import json
import tracemalloc
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from konon.batch import cutting
from konon.batch.cutting import FilePart, cut_file, join_parts
from konon.batch.extracting import extract_all, read_part
from konon.errors import FileError, KononError
from konon.records import Failure

from .conftest import address, make_page, write_warc


def names(parts):
    notes = []
    found = [page for part in parts for page in read_part(part, notes, 1_000_000, Counter())]
    return [page.name if isinstance(page, KononError) else page.url or page.name for page in found]


def failures(parts):
    notes = []
    return [
        one.why for part in parts for one in extract_all(part, notes, 100_000, Counter()) if isinstance(one, Failure)
    ]


def whole(path):
    return FilePart(file=str(path), kind="stream")


@pytest.fixture
def small(monkeypatch):
    """Parts of a few pages."""
    monkeypatch.setattr(cutting, "MEMBERS", 4)
    monkeypatch.setattr(cutting, "BYTES", 2_000)
    monkeypatch.setattr(cutting, "ROWS", 3)
    monkeypatch.setattr(cutting, "BLOCK", 512)


def test_an_archive_is_cut_between_its_members_and_no_page_is_lost_or_twice(small, archive):
    parts = cut_file(str(archive))
    assert len(parts) == 4
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert names(parts) == names([whole(archive)])
    assert len(names(parts)) == 12


def test_an_archive_that_is_one_gzip_is_one_part(small, archive, tmp_path):
    packed = tmp_path / "one.warc.gz"
    packed.write_bytes(gzip.compress(gzip.decompress(archive.read_bytes())))
    assert len(cut_file(str(packed))) == 1
    assert names(cut_file(str(packed))) == names([whole(archive)])


def test_an_archive_packed_in_blocks_is_not_cut_through_its_records(small, archive, tmp_path):
    plain, packed = gzip.decompress(archive.read_bytes()), tmp_path / "blocks.warc.gz"
    packed.write_bytes(b"".join(gzip.compress(plain[at : at + 3000]) for at in range(0, len(plain), 3000)))
    assert len(cut_file(str(packed))) == 1
    assert names(cut_file(str(packed))) == names([whole(archive)])


def test_an_archive_that_is_not_packed_is_one_part(small, tmp_path):
    plain = write_warc(tmp_path / "plain.warc", [(address(n), make_page(n)) for n in range(6)], gzip=False)
    assert len(names(cut_file(str(plain)))) == 6


def test_a_truncated_archive_gives_what_it_holds_and_says_where_it_ends(small, archive, tmp_path):
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(archive.read_bytes()[:-700])
    parts = cut_file(str(cut))
    assert len(failures(parts)) == 1
    assert "breaks off" in failures(parts)[0]
    assert len(names(parts)) == 12  # eleven pages and the error


def test_damage_within_an_archive_costs_the_pages_behind_it_and_is_told(small, archive, tmp_path):
    whole_bytes = bytearray(archive.read_bytes())
    middle = len(whole_bytes) // 2
    whole_bytes[middle : middle + 40] = bytes(40)
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(whole_bytes)
    assert len(failures(cut_file(str(broken)))) == 1


def test_a_record_beyond_the_limit_is_told_and_the_rest_go_on(small, tmp_path):
    huge = b"<html><body><p>" + b"word " * 100_000 + b"</p></body></html>"
    path = write_warc(
        tmp_path / "huge.warc.gz", [(address(1), make_page(1)), (address(2), huge), (address(3), make_page(3))]
    )
    told = failures(cut_file(str(path)))
    assert len(told) == 1
    assert "larger than 100 kB" in told[0]


def test_a_record_of_60_mb_is_not_held_in_memory(tmp_path):
    """Of two gigabytes it would be the same: what is beyond the limit is passed over block by block."""
    one, three = (write_warc(tmp_path / f"{n}.warc.gz", [(address(n), make_page(n))]).read_bytes() for n in (1, 3))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    about = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-01T00:00:00Z\r\n"
    about += b"WARC-Target-URI: https://news.example/huge-1\r\nContent-Type: application/http; msgtype=response\r\n"
    path, size = tmp_path / "huge.warc.gz", 60 << 20
    with path.open("wb") as stream:
        stream.write(one)
        with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1) as packed:
            packed.write(about + b"Content-Length: %d\r\n\r\n" % (size + len(head)) + head)
            for _ in range(60):
                packed.write(bytes(1 << 20))
            packed.write(b"\r\n\r\n")
        stream.write(three)
    tracemalloc.start()
    told, found = failures(cut_file(str(path))), names(cut_file(str(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [why.rpartition(": ")[2][:20] for why in told] == ["is larger than 100 k"]
    assert [name for name in found if name in (address(1), address(3))] == [address(1), address(3)]
    assert peak < size / 2


@pytest.mark.parametrize("length", [b"99999999", b"12", b"-5", b"many"])
def test_wrong_lengths_are_told_and_end_nothing_else(small, tmp_path, length):
    plain = write_warc(tmp_path / "lengths.warc", [(address(n), make_page(n)) for n in range(4)], gzip=False)
    lines = plain.read_bytes().split(b"\r\n")
    at = [n for n, line in enumerate(lines) if line.startswith(b"Content-Length")][-1]
    lines[at] = b"Content-Length: " + length
    plain.write_bytes(b"\r\n".join(lines))
    found = names(cut_file(str(plain)))
    assert len([name for name in found if name.startswith("https://")]) >= 3


def test_json_lines_are_cut_between_lines_whose_numbers_count_on(small, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [json.dumps({"id": f"r{n}", "text": f"Kapal {n} merapat. " * 20}) for n in range(20)]
    rows[17] = "{broken"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    parts = cut_file(str(path))
    assert len(parts) > 2
    found = names(parts)
    assert len(found) == 20
    assert found == names([whole(path)])
    assert failures(parts)[0].startswith(f"{path}:18")


def test_parquet_is_cut_between_its_groups(small, tmp_path):
    path = tmp_path / "rows.parquet"
    table = pa.table({"content": [f"Kapal {n} merapat di dermaga." for n in range(10)], "headline": ["Kapal"] * 10})
    pq.write_table(table, path, row_group_size=2)
    parts = cut_file(str(path))
    assert [(part.start, part.end, part.first) for part in parts] == [(0, 2, 1), (2, 4, 5), (4, 5, 9)]
    assert names(parts) == [f"{path}:{n}" for n in range(1, 11)]


def test_a_table_without_texts_says_so_once_a_row(small, tmp_path):
    path = tmp_path / "empty.parquet"
    pq.write_table(pa.table({"number": [1, 2]}), path)
    assert all("has no text" in why for why in failures(cut_file(str(path))))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<html><body><p>One page.</p></body></html>", "is no collection of pages"),
        ("broken.parquet", b"PAR1 and no more", "is a damaged Parquet file"),
        ("empty.warc.gz", b"", "is no collection of pages"),
        ("picture.warc.gz", b"\x89PNG\r\n\x1a\n0000", "is no collection of pages"),
        ("damaged.warc.gz", b"\x1f\x8b\x08\x00 and no gzip", "damaged"),
    ],
)
def test_what_is_no_collection_is_refused_in_one_line(tmp_path, name, content, why):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileError, match=why) as told:
        cut_file(str(path))
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        cut_file(str(tmp_path / "nothing.warc.gz"))


def test_many_parts_are_joined_with_their_neighbours_and_no_page_is_lost(small, archive, tmp_path, monkeypatch):
    other = write_warc(tmp_path / "other.warc.gz", [(address(n), make_page(n)) for n in range(20, 29)])
    parts = [part for path in (archive, other) for part in cut_file(str(path))]
    monkeypatch.setattr(cutting, "ENOUGH", 3)
    joined = join_parts(parts)
    assert len(joined) == 4
    assert sorted(names(joined)) == sorted(names(parts))
    assert join_parts([whole(archive), whole(other)]) == [whole(archive), whole(other)]


@pytest.mark.parametrize("block", [2, 7, 64, 1000])
def test_where_blocks_end_does_not_matter(small, archive, monkeypatch, block):
    expected = cut_file(str(archive))
    monkeypatch.setattr(cutting, "BLOCK", block)
    assert cut_file(str(archive)) == expected
