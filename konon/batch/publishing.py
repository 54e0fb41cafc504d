"""The claims of all parts -> fewer files, by date and language, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterator

from konon.batch.claim_reading import CLAIMS_ROOM
from konon.batch.daft_quietly import daft
from konon.batch.engine import Engine
from konon.batch.places import Folder

PARTITIONS = ("date", "lang")
PIECE = 400  # files of parts, some 300 MB of memory: on one machine the engine holds all that it is to write at once


def publish_claims(engine: Engine, folder: Folder) -> int:
    """Write them; returns how many there are. What an earlier try left half done is taken away, and what this one wrote
    twice for a worker that died."""
    for name in _published(folder):
        folder.remove(name)
    kept = {name for some in _pieces(engine, folder) for name in _write(engine, folder, some)}
    for name in _published(folder):
        if name.rpartition("/")[2] not in kept:
            folder.remove(name)
    return sum(folder.count_rows(name) for name in _published(folder))


def _pieces(engine: Engine, folder: Folder) -> Iterator[list[str]]:
    """The files of all parts, in the order of the parts; a cluster takes them all together."""
    names = [name for name in folder.files(CLAIMS_ROOM) if name.endswith(".parquet")]
    step = PIECE if engine.name == "local" else max(1, len(names))
    for first in range(0, len(names), step):
        yield [folder.path(name) for name in names[first : first + step]]


def _write(engine: Engine, folder: Folder, parts: list[str]) -> set[str]:
    """The names of the files written."""
    found = daft.read_parquet(parts)
    if engine.name != "local":
        found = found.repartition(engine.jobs, *PARTITIONS)
    written = found.write_parquet(folder.path("").rstrip("/"), compression="zstd", partition_cols=list(PARTITIONS))
    return {name.rpartition("/")[2] for name in written.to_pydict()["path"]}


def _published(folder: Folder) -> list[str]:
    return [name for name in folder.files() if name.startswith(f"{PARTITIONS[0]}=")]
