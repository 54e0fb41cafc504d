"""The claims of all parts -> few files, by date and language, as other programs read them."""

from __future__ import annotations

from konon.batch.claim_reading import CLAIMS_ROOM
from konon.batch.daft_quietly import daft
from konon.batch.engine import Engine
from konon.batch.places import Folder

PARTITIONS = ("date", "lang")


def publish_claims(engine: Engine, folder: Folder) -> int:
    """Write them; returns how many there are. What an earlier try left half done is taken away, and what this one wrote
    twice for a worker that died."""
    for name in _published(folder):
        folder.remove(name)
    found = daft.read_parquet(folder.path(f"{CLAIMS_ROOM}/*.parquet"))
    if engine.name != "local":
        found = found.repartition(engine.jobs, *PARTITIONS)
    written = found.write_parquet(folder.path("").rstrip("/"), compression="zstd", partition_cols=list(PARTITIONS))
    kept = {name.rpartition("/")[2] for name in written.to_pydict()["path"]}
    for name in _published(folder):
        if name.rpartition("/")[2] not in kept:
            folder.remove(name)
    return sum(folder.count_rows(name) for name in _published(folder))


def _published(folder: Folder) -> list[str]:
    return [name for name in folder.files() if name.startswith(f"{PARTITIONS[0]}=")]
