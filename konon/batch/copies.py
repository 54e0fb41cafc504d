"""Articles extracted -> which say the same as an earlier one, word for word or nearly, by MinHash in the engine.

Shingles of five words, 126 hashes in 21 bands: two texts that share four fifths of their shingles meet with a
probability of 0.998. A pair that meets counts where a share of `LIKE` of the hashes agree. A page met again under its
own address with other words is never a copy: that is a version, and versions are what a reader wants to see.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from konon.batch.daft_quietly import daft
from konon.batch.extracting import CARRIED, EXTRACTED, SKIPPED
from konon.batch.likest import Likest, find_again, find_likest
from konon.batch.minhashes import HASHES, take_marks
from konon.batch.places import Folder

SHINGLE = 5  # words
LIKE = 0.8


def write_copies(folder: Folder, *, read_copies: bool) -> dict[str, int]:
    """Keep which articles are not read, and to which the claims of another are carried, for those who read; returns how
    many were met again under the same id with the same text. With `read_copies` these alone are not read."""
    likest, again = find_copies(folder)
    if read_copies:
        likest = likest.none()
    skipped = np.sort(np.concatenate([likest.place, again]))
    folder.write_table(SKIPPED, pa.table({"place": skipped}))
    by_first = np.lexsort((likest.place, likest.first))
    columns = {name: getattr(likest, name)[by_first] for name in ("first", "place", "likeness")}
    folder.write_table(CARRIED, pa.table(columns))
    return {"again": len(again), "copies": len(likest.place)}


def find_copies(folder: Folder) -> tuple[Likest, Any]:
    """Copies with the article that is read for them; and the places of texts met again under the same id."""
    with tempfile.TemporaryDirectory(prefix="konon-") as room:
        marks = take_marks(_marked(folder), Path(room))
        again = find_again(marks)
        return find_likest(marks, again, LIKE), again


def _marked(folder: Folder) -> Any:
    """The engine's rows, in no order: place, hashes of id and text, and MinHash where there are words enough."""
    col: Any = daft.col
    found = daft.read_parquet(folder.path(f"{EXTRACTED}/*.parquet"))
    marks = daft.functions.minhash(col("words"), num_hashes=HASHES, ngram_size=SHINGLE)
    rows = found.select("place", col("id").hash().alias("id"), col("same").hash().alias("text"), marks.alias("marks"))
    return rows.to_arrow_iter(results_buffer_size=1)
