"""Articles extracted -> which say the same as an earlier one, word for word or nearly, by MinHash in the engine.

Shingles of five words, 126 hashes in 21 bands: two texts that share four fifths of their shingles meet with a
probability of 0.998. A pair that meets counts where a share of `LIKE` of the hashes agree. A page met again under its
own address with other words is never a copy: that is a version, and versions are what a reader wants to see.
"""

from __future__ import annotations

import hashlib
from typing import Any

from konon.batch.claim_reading import Copied
from konon.batch.daft_quietly import daft
from konon.batch.extracting import EXTRACTED
from konon.batch.places import Folder

HASHES = 126
BANDS = 21
SHINGLE = 5  # words
LIKE = 0.8


def find_copies(folder: Folder) -> tuple[list[Copied], list[int]]:
    """Copies with the article that is read for them; and the places of texts met again under the same id."""
    found = daft.read_parquet(folder.path(f"{EXTRACTED}/*.parquet"))
    again = _find_again(found)
    marked = found.where(daft.col("words").not_null()).select(
        "place", "id", daft.functions.minhash(daft.col("words"), num_hashes=HASHES, ngram_size=SHINGLE).alias("marks")
    )
    pairs = [(row["place"], row["first"], row["likeness"]) for row in _pairs(marked).to_pylist()]
    return settle_copies(pairs, set(again)), again


def _find_again(found: Any) -> list[int]:
    col: Any = daft.col
    firsts = found.groupby("id", "same").agg(col("place").min().alias("first"), col("place").count().alias("times"))
    twice = firsts.where(col("times") > 1).select("id", "same", "first")
    met = found.select("id", "same", "place").join(twice, on=["id", "same"]).where(col("place") != col("first"))
    return sorted(row["place"] for row in met.select("place").to_pylist())


def _pairs(marked: Any) -> Any:
    """Each text with the first of every band that it shares, and how many of their hashes agree."""
    col: Any = daft.col
    bands = marked.select("place", bands_of(col("marks")).alias("band")).explode("band")
    firsts = bands.groupby("band").agg(col("place").min().alias("first"), col("place").count().alias("times"))
    met = bands.join(firsts.where(col("times") > 1), on="band").where(col("place") != col("first"))
    pairs = met.select("place", "first").distinct()
    first = marked.select(col("place").alias("first"), col("id").alias("first_id"), col("marks").alias("first_marks"))
    both = pairs.join(marked, on="place").join(first, on="first").where(col("id") != col("first_id"))
    alike = both.select("place", "first", likeness_of(col("marks"), col("first_marks")).alias("likeness"))
    return alike.where(col("likeness") >= LIKE)


@daft.func(return_dtype=daft.DataType.list(daft.DataType.string()))
def bands_of(marks: list[int]) -> list[str]:
    """One key a band: texts with an equal key may be alike."""
    size = HASHES // BANDS
    return [
        hashlib.blake2b(repr((band, list(marks[band * size : (band + 1) * size]))).encode(), digest_size=8).hexdigest()
        for band in range(BANDS)
    ]


@daft.func(return_dtype=daft.DataType.float64())
def likeness_of(marks: list[int], others: list[int]) -> float:
    """The share of hashes that agree: an estimate of the share of shingles that both texts have."""
    return sum(one == other for one, other in zip(marks, others, strict=True)) / HASHES


def settle_copies(pairs: list[tuple[int, int, float]], again: set[int]) -> list[Copied]:
    """The likest of the earlier ones is what a text copies; where that is a copy itself, what that one copies."""
    best: dict[int, tuple[float, int]] = {}
    for place, first, likeness in pairs:
        if place not in again and first not in again:
            best[place] = max(best.get(place, (0.0, 0)), (likeness, -first))
    origin: dict[int, int] = {}
    for place in sorted(best):
        first = -best[place][1]
        origin[place] = origin.get(first, first)
    return [Copied(place=place, first=origin[place], likeness=round(best[place][0], 4)) for place in sorted(origin)]
