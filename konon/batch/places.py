"""Names of files and folders, local or in an object store -> what is there, opened and written in one way."""

from __future__ import annotations

import fnmatch
import glob
import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.fs as pa_fs
import pyarrow.parquet as pq

from konon.errors import FileError

KNOWN = (".warc", ".warc.gz", ".wet.gz", ".parquet", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
HIDDEN = ("_", ".")  # names that begin so are no input in a folder
_MAGIC = "*?["
_HALF = ".part"  # ends the name of what is not written yet


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file to read, and its size in bytes."""

    name: str
    size: int


def list_inputs(given: Sequence[str]) -> Iterator[InputFile | FileError]:
    """Files, folders and patterns in the order given, each file once; an input that names none is an error."""
    seen: set[str] = set()
    for name in given:
        try:
            found = _list_one(name)
        except (OSError, pa.ArrowException, ValueError, FileError) as error:
            yield _cannot("be listed", name, error)
            continue
        if not found:
            yield _nothing_in(name)
        for one in found:
            if one.name not in seen:
                seen.add(one.name)
                yield one


def _nothing_in(name: str) -> FileError:
    """A folder of single pages is no mistake in the name."""
    if os.path.isdir(name):
        remedy = "give .warc.gz, .parquet or .jsonl files; single pages are for konon read and konon add"
        return FileError("is a folder with no collection in it", name=name, remedy=remedy)
    return FileError("names no file", name=name, remedy="check the name or the pattern")


def _list_one(name: str) -> list[InputFile]:
    system, path = find_place(name)
    if not is_remote(name) and not os.path.lexists(name) and any(mark in name for mark in _MAGIC):
        hits = sorted(glob.glob(name, recursive=True))
        return [InputFile(name=hit, size=os.path.getsize(hit)) for hit in hits if os.path.isfile(hit)]
    if is_remote(name) and any(mark in path for mark in _MAGIC):
        return _match(system, path, name)
    about = system.get_file_info(path)
    if about.type == pa_fs.FileType.File:
        return [InputFile(name=name, size=about.size or 0)]
    if about.type == pa_fs.FileType.Directory:
        return _walk(system, path, name)
    return []


def _match(system: pa_fs.FileSystem, path: str, name: str) -> list[InputFile]:
    """`*` stands for slashes too: an object store knows no folders."""
    base = path[: min(path.index(mark) for mark in _MAGIC if mark in path)].rpartition("/")[0]
    scheme = name[: name.index(path)] if path in name else name.partition("://")[0] + "://"
    found = [one for one in _files(system, base) if fnmatch.fnmatchcase(one.path, path)]
    return [InputFile(name=scheme + one.path, size=one.size or 0) for one in found]


def _walk(system: pa_fs.FileSystem, path: str, name: str) -> list[InputFile]:
    base = path.rstrip("/")
    found = []
    for one in _files(system, base):
        inner = one.path[len(base) :].lstrip("/")
        hidden = any(part.startswith(HIDDEN) for part in PurePosixPath(inner).parts)
        if not hidden and inner.lower().endswith(KNOWN):
            found.append(InputFile(name=f"{name.rstrip('/')}/{inner}", size=one.size or 0))
    return found


def _files(system: pa_fs.FileSystem, base: str) -> list[Any]:
    selector = pa_fs.FileSelector(base, recursive=True, allow_not_found=True)
    found = [one for one in system.get_file_info(selector) if one.type == pa_fs.FileType.File]
    return sorted(found, key=lambda one: str(one.path))


def is_remote(name: str) -> bool:
    """Whether a name is an address of a store (`s3://`, `gs://`, `abfs://`, `hdfs://`, `file://`)."""
    return "://" in name


def find_place(name: str) -> tuple[pa_fs.FileSystem, str]:
    """The file system a name is in, and its path there. FileError for an address of another kind."""
    if not is_remote(name):
        return pa_fs.LocalFileSystem(), os.path.abspath(name)
    if name.startswith(("http://", "https://")):
        raise FileError("is an address of the web", name=name, remedy="give a file, a folder or s3://, gs://, abfs://")
    try:
        found: tuple[pa_fs.FileSystem, str] = pa_fs.FileSystem.from_uri(name + _endpoint(name))
    except (OSError, pa.ArrowException, ValueError) as error:
        raise _cannot("be opened", name, error) from error
    return found


def _endpoint(name: str) -> str:
    """Where else than at Amazon an S3 store is, as AWS_ENDPOINT_URL says: Arrow does not ask for it."""
    url = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    if not name.startswith("s3://") or "://" not in url or "endpoint_override=" in name:
        return ""
    scheme, _, place = url.rstrip("/").partition("://")
    return f"{'&' if '?' in name else '?'}{urlencode({'scheme': scheme, 'endpoint_override': place})}"


def open_input(name: str, start: int = 0, end: int | None = None) -> BinaryIO:
    """The bytes [start, end) of a file as a stream that can be searched only where it is whole."""
    system, path = find_place(name)
    try:
        stream = system.open_input_file(path)
    except (OSError, pa.ArrowException) as error:
        raise _cannot("be read", name, error) from error
    if start or end is not None:
        stream.seek(start)
        return cast(BinaryIO, io.BufferedReader(Section(stream, (stream.size() if end is None else end) - start)))
    return cast(BinaryIO, stream)


class Section(io.RawIOBase):
    """The next `left` bytes of a stream."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        super().__init__()
        self._stream, self._left = stream, left

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """As many as fit."""
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        """And the stream."""
        if not self.closed:
            self._stream.close()
        super().close()


class Folder:
    """A folder of results, local or in an object store: files in it are written whole or not at all."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._system, self._base = find_place(name)
        self._local = isinstance(self._system, pa_fs.LocalFileSystem)

    def path(self, inner: str) -> str:
        """As another program would open it."""
        return f"{self.name.rstrip('/')}/{inner}"

    def write(self, inner: str, content: bytes) -> None:
        """FileError where it cannot be written, a full disk say."""
        path = f"{self._base}/{inner}"
        try:
            self._system.create_dir(path.rpartition("/")[0], recursive=True)
            target = f"{path}.{os.getpid()}{_HALF}" if self._local else path
            try:
                with self._system.open_output_stream(target) as stream:
                    stream.write(content)
                if self._local:
                    os.replace(target, path)
            except BaseException:
                if self._local and os.path.exists(target):
                    os.remove(target)
                raise
        except (OSError, pa.ArrowException) as error:
            remedy = "make room or choose another place; the same command goes on where it stopped"
            raise _cannot("be written", self.path(inner), error, remedy) from error

    def write_table(self, inner: str, table: pa.Table, group: int = 1 << 16) -> None:
        """As Parquet, in groups of `group` rows."""
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd", row_group_size=group)
        self.write(inner, sink.getvalue())

    def write_json(self, inner: str, value: object) -> None:
        """As one JSON document."""
        self.write(inner, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())

    def read_json(self, inner: str) -> Any:
        """None where there is no such file."""
        path = f"{self._base}/{inner}"
        if self._system.get_file_info(path).type != pa_fs.FileType.File:
            return None
        with self._system.open_input_stream(path) as stream:
            return json.loads(stream.read())

    def open_table(self, inner: str) -> pq.ParquetFile:
        """A Parquet file, of which parts can be read."""
        return pq.ParquetFile(self._system.open_input_file(f"{self._base}/{inner}"))

    def rows_between(self, inner: str, column: str, start: int, end: int) -> list[dict[str, Any]]:
        """Of a Parquet file sorted by `column`: the rows where it is in [start, end)."""
        within = [(column, ">=", start), (column, "<", end)]
        found = pq.read_table(f"{self._base}/{inner}", filesystem=self._system, filters=within)
        return cast("list[dict[str, Any]]", found.to_pylist())

    def count_rows(self, inner: str) -> int:
        """Of a Parquet file."""
        with self.open_table(inner) as table:
            return int(table.metadata.num_rows)

    def files(self, inner: str = "") -> list[str]:
        """The names of all files below `inner`, sorted, as `inner` is given: from the folder itself."""
        base = f"{self._base}/{inner}".rstrip("/")
        return [str(one.path)[len(self._base) + 1 :] for one in _files(self._system, base)]

    def stamps(self, inner: str) -> dict[str, tuple[int, int]]:
        """The files below `inner` with their sizes and when they were written."""
        found = _files(self._system, f"{self._base}/{inner}")
        return {str(one.path): (one.size or 0, one.mtime_ns or 0) for one in found}

    def sweep(self, *inner: str) -> None:
        """Take away what a process that was ended had half written."""
        for room in inner:
            for name in self.files(room):
                if name.endswith(_HALF):
                    self.remove(name)

    def remove(self, inner: str) -> None:
        """A file or a whole folder; nothing where there is none."""
        path = f"{self._base}/{inner}"
        kind = self._system.get_file_info(path).type
        if kind == pa_fs.FileType.Directory:
            self._system.delete_dir(path)
        elif kind == pa_fs.FileType.File:
            self._system.delete_file(path)


def _cannot(what: str, name: str, error: Exception, remedy: str = "check its name and your rights") -> FileError:
    if isinstance(error, FileError):
        return error
    why = getattr(error, "strerror", None) or str(error)
    return FileError(f"cannot {what} ({' '.join(str(why).split())[:200]})", name=name, remedy=remedy)
