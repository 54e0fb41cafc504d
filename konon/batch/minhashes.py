"""Rows of MinHash in a stream -> the same on disk, as near-copies are looked for in them: memory holds a few numbers an
article, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

HASHES = 126
BANDS = 21
_WIDE = HASHES // BANDS
_ODD = np.uint64(0x9E3779B97F4A7C15)  # mixes the hashes of a band to one key; two that meet by chance are compared

Longs = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinHashes:
    """Of all articles, in the order they came; an article without words enough has no row in the files."""

    places: Longs
    ids: Keys
    texts: Keys
    marked: npt.NDArray[np.bool_]
    room: Path

    def hashes(self) -> npt.NDArray[np.uint32]:
        """(marked articles, `HASHES`), on disk."""
        path = self.room / "hashes"
        if not path.stat().st_size:
            return np.zeros((0, HASHES), np.uint32)
        return np.memmap(path, np.uint32, "r").reshape(-1, HASHES)

    def band(self, number: int) -> Keys:
        """One key a marked article: texts with an equal one may be alike."""
        return np.fromfile(self.room / f"band{number}", np.uint64)


def take_marks(batches: Iterable[pa.RecordBatch], room: Path) -> MinHashes:
    """`batches` have place, id, text (hashes of 64 bits) and marks (lists of `HASHES`, or null)."""
    files = [(room / name).open("wb") for name in ("hashes", *(f"band{band}" for band in range(BANDS)))]
    columns: dict[str, list[Any]] = {name: [np.zeros(0, kind)] for name, kind in _KINDS.items()}
    try:
        for batch in batches:
            for name in ("place", "id", "text"):
                columns[name].append(batch.column(name).to_numpy(zero_copy_only=False))
            marks = batch.column("marks")
            columns["marked"].append(marks.is_valid().to_numpy(zero_copy_only=False))
            hashes = marks.drop_null().flatten().to_numpy(zero_copy_only=False).reshape(-1, HASHES)
            for file, written in zip(files, [hashes, *_bands(hashes)], strict=True):
                written.tofile(file)
    finally:
        for file in files:
            file.close()
    places, ids, texts, marked = (np.concatenate(columns[name]) for name in _KINDS)
    return MinHashes(places=places, ids=ids, texts=texts, marked=marked, room=room)


_KINDS: dict[str, Any] = {"place": np.int64, "id": np.uint64, "text": np.uint64, "marked": np.bool_}


def _bands(hashes: npt.NDArray[np.uint32]) -> list[Keys]:
    wide = hashes.astype(np.uint64).reshape(-1, BANDS, _WIDE)
    keys = np.zeros(wide.shape[:2], np.uint64)
    for at in range(_WIDE):
        keys = (keys ^ wide[:, :, at]) * _ODD
        keys ^= keys >> np.uint64(29)
    return [np.ascontiguousarray(keys[:, band]) for band in range(BANDS)]
