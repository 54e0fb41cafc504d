"""What a worker of the engine does with one piece of work: cut a file, extract a part, read a slice."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import msgspec

from konon.batch.claim_reading import Slice, read_slice
from konon.batch.cutting import FilePart, cut_file
from konon.batch.extracting import extract_part
from konon.batch.places import Folder
from konon.batch.signs_of_life import living
from konon.errors import FileError, InstallError, KononError, NetworkError

Counts = dict[str, Any]


class CutTask(msgspec.Struct, frozen=True, tag=True):
    """Find where a file is cut."""

    file: str

    def do(self, _folder: Folder) -> Counts:
        """A file that cannot be cut is a failure of its own."""
        try:
            return {"parts": [asdict(part) for part in cut_file(self.file)]}
        except FileError as error:
            return {"parts": [], "failures": [[self.file, str(error)]]}


class ExtractTask(msgspec.Struct, frozen=True, tag=True):
    """Extract the articles of a part."""

    number: int
    part: FilePart
    max_bytes: int
    languages: tuple[str, ...] = ()

    def do(self, folder: Folder) -> Counts:
        """Counts of articles and failures."""
        return extract_part(folder, self.number, self.part, self.max_bytes, self.languages)


class ReadTask(msgspec.Struct, frozen=True, tag=True):
    """Read the claims of a slice."""

    piece: Slice

    def do(self, folder: Folder) -> Counts:
        """Counts of readings, claims, copies and failures."""
        return read_slice(folder, self.piece)


Task = CutTask | ExtractTask | ReadTask


def pack_task(task: Task) -> bytes:
    """As it is sent to a worker."""
    return msgspec.json.encode(task)


def do_task(folder: Folder, packed: bytes | str) -> bytes:
    """Counts as JSON; `stop` holds what would end any other task too: a full disk, weights that are missing."""
    step: Callable[[Folder], Counts] = msgspec.json.decode(packed, type=Task).do
    started = time.process_time()
    try:
        with living(folder):
            counts = step(folder)
    except (FileError, InstallError, NetworkError) as error:
        counts = {"stop": str(error)}
    except KononError as error:
        counts = {"failures": [["-", str(error)]], "failed": 1}
    about = {"worker": f"{platform.node()}:{os.getpid()}", "seconds": time.process_time() - started}
    return msgspec.json.encode(counts | about | {"memory": peak_memory()})


def peak_memory() -> int:
    """Bytes this process ever took; 0 where the system does not say."""
    try:
        import resource  # noqa: PLC0415  # Unix has it
    except ImportError:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
