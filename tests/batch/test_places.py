"""Names -> files, in folders, patterns and stores; results that are whole or not there."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from konon.batch.places import Folder, find_place, list_inputs, open_input
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


OBJECTS = {"in/a.jsonl": b'{"text": "x"}\n' * 40, "in/b.txt": b"no", "in/sub/c.jsonl": b"{}"}


class Store(BaseHTTPRequestHandler):
    """As much of S3 as listing and reading take."""

    def do_GET(self):
        path, _, asked = self.path.partition("?")
        key = path.removeprefix("/news/")
        if "list-type=2" in asked:
            rows = "".join(
                f"<Contents><Key>{key}</Key><Size>{len(body)}</Size><LastModified>2024-03-01T00:00:00.000Z"
                "</LastModified></Contents>"
                for key, body in OBJECTS.items()
            )
            self.answer(f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode(), 200)
        elif key not in OBJECTS:
            self.answer(b"", 404)
        else:
            start, _, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            self.answer(OBJECTS[key][int(start) : int(end or 10**9) + 1], 206)

    do_HEAD = do_GET

    def answer(self, body, status):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Fri, 01 Mar 2024 00:00:00 GMT")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_an_s3_store_is_where_the_environment_says(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}/")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
            monkeypatch.setenv(name, "us-east-1")
        assert listed("s3://news/in/*.jsonl") == ["s3://news/in/a.jsonl", "s3://news/in/sub/c.jsonl"]
        with open_input("s3://news/in/a.jsonl", 14, 42) as stream:
            assert stream.read() == OBJECTS["in/a.jsonl"][14:42]
        server.shutdown()
