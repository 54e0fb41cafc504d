"""Names -> files, in folders, patterns and stores; results that are whole or not there."""

import pytest

from konon.batch.places import Folder, find_place, list_inputs
from konon.errors import FileError


def listed(*given):
    return [one.name if not isinstance(one, FileError) else str(one) for one in list_inputs(given)]


@pytest.fixture
def files(tmp_path):
    for name in ("a.warc.gz", "b.jsonl", "sub/c.parquet", "_work/d.jsonl", "readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_a_folder_gives_what_it_holds_but_what_is_hidden(files):
    assert listed(str(files)) == [f"{files}/a.warc.gz", f"{files}/b.jsonl", f"{files}/sub/c.parquet"]


def test_a_pattern_gives_what_it_meets_and_no_file_twice(files):
    assert listed(f"{files}/*.jsonl", str(files / "b.jsonl")) == [f"{files}/b.jsonl"]


def test_the_address_of_a_store_is_read_alike(files):
    assert listed(f"file://{files}/**.gz") == [f"file://{files}/a.warc.gz"]
    assert listed(f"file://{files}/sub") == [f"file://{files}/sub/c.parquet"]


def test_what_names_nothing_is_told_and_the_rest_go_on(files):
    found = listed(str(files / "none*.warc"), str(files / "b.jsonl"))
    assert "names no file" in found[0]
    assert found[1:] == [f"{files}/b.jsonl"]


def test_a_folder_of_single_pages_is_told_what_is_for_it(files):
    (pages := files / "pages").mkdir()
    (pages / "one.html").write_text("<p>x</p>")
    (found,) = listed(str(pages))
    assert "is a folder with no collection in it" in found
    assert "konon read" in found


@pytest.mark.parametrize("name", ["https://news.example/a.warc.gz", "nonsense://x/y"])
def test_an_address_of_another_kind_is_told(name):
    with pytest.raises(FileError, match=r"web|Unrecognized"):
        find_place(name)
    assert len(listed(name)) == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    folder = Folder(str(tmp_path / "out"))
    folder.write("a/b.json", b"1")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("konon.batch.places.os.replace", fail)
    with pytest.raises(FileError, match=r"No space left on device.*make room"):
        folder.write("a/b.json", b"2")
    assert folder.files() == ["a/b.json"]
    assert folder.read_json("a/b.json") == 1


def test_a_folder_below_a_file_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(FileError, match="cannot be written"):
        Folder(str(tmp_path / "file" / "out")).write("a.json", b"1")
