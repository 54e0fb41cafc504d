"""Marked articles -> the upper half of the tagger's encoder, learned anew together with who, through whom, how sure.

    python -m konon.training.joint ../shared/data evals/marks konon/models/tagger --held 0 1 --out FOLDER

The lower half stays as it is, so what it makes of the articles is computed once. Tags and links are kept near to what
the network said before, and learn from the marks; in English from our own passages alone, for the network has learned
from the spans of the others before. With `--held` the articles of some folds are left out, so that the
heads which learn from the vectors afterwards can meet articles as they will in use: `konon.training.gold_articles`.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from konon.reading.meaning.fact_head import VALUES
from konon.reading.spans.windows import MAX_TOKENS, Segment, cut_windows, join_pieces
from konon.reading.text.pointing import FILE as POINTING
from konon.training.checkpoints import save_checkpoint, unpack_shipped, unpack_vectors
from konon.training.corpora import IGNORE, STRAIGHT, Batch, Sample, Text, collate, pack, split_with
from konon.training.gold_articles import OWN_SET, GoldArticle, Splitting, read_cases, read_gold
from konon.training.joint_layers import JointHeads, export_pointing, joint_losses
from konon.training.joint_lessons import JointText, collect, make_joint
from konon.training.layers import Network, Shape, split_heads
from konon.training.relay_gold import Places, name_relays, read_places
from konon.training.train import Average, Lesson, group_parameters, losses, rate_at, taught_losses

BATCH = 2048  # subwords
BODY, HEAD, JOINT = 1e-4, 5e-4, 1e-3  # rates of the encoder, of the tagger's heads, of the others
MARKED, TAUGHT = 0.4, 2.0  # how much spans as marked count, and as the network said them before
OWN = 3  # times an epoch that the passages written for the tests are seen
WEIGHTS = (0.5, 0.3, 0.2, 0.4, 0.4)  # of outlets, meaning, speakers, relays, carriers
BLANK = 0.03  # share of subwords hidden
DEVELOPMENT = ("indonesian/dev.jsonl", "polnear-dev")  # spans are measured on these, so none are learned
EVEN = 0.3  # 0 for values as often as they come, 1 for all alike

Half = NDArray[np.float16]

log = logging.getLogger("konon.training")


@dataclass(slots=True)
class Halfway(Sample):
    """A window with what the lower half of the network makes of it, and what the whole one said before."""

    hidden: Half  # (subwords, width)
    said: Half  # (units, OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An article in windows as it is read, and cut elsewhere with straight quotation marks."""

    ways: tuple[tuple[Halfway, ...], ...]
    times: int = 1  # an epoch


def pack_article(article: GoldArticle, places: Places, tokenizer: Tokenizer, rng: random.Random) -> list[list[Sample]]:
    """The windows of an article, twice."""
    split, relays = split_with(tokenizer), name_relays(article, places)
    english = article.passage.words.lang == "en"
    plain = make_joint(article, relays, split, weight=float(article.set == OWN_SET or not english))
    if plain is None:
        return []
    straight = split(article.passage.text.translate(STRAIGHT), article.passage.article.body)
    alike = _places(straight) == _places(plain.pieces)
    other = replace(plain, pieces=straight) if alike else plain
    as_read, at = [], 0
    for window in cut_windows(plain.pieces, MAX_TOKENS):
        as_read.append(Sample(plain, window.tokens, window.first, at, at + len(window.first)))
        at += len(window.first)
    cut = [
        Sample(other, window.tokens, window.first, other.offsets[a], other.offsets[b])
        for a, b in pack(other, rng, MAX_TOKENS)
        if len((window := join_pieces(other.pieces[a:b])).tokens) <= MAX_TOKENS
    ]
    return [as_read, cut]


def _places(pieces: Sequence[Segment]) -> list[tuple[int, int]]:
    return [(start, end) for piece in pieces for _, start, end in piece.units]


class Halves:
    """The shipped network, run once over every window."""

    def __init__(self, network: Network, vectors: Tensor) -> None:
        self.network, self.vectors, self.middle = network.eval(), vectors, network.shape.layers // 2

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def see(self, sample: Sample) -> Halfway:
        """One window without padding."""
        encoder = self.network.encoder
        tokens = torch.from_numpy(sample.tokens.astype(np.int64))
        x = encoder.norm(self.vectors[tokens] + encoder.position.weight[: len(tokens)])[None]
        bias = torch.zeros(1, 1, 1, len(tokens))
        hidden = x
        for number, layer in enumerate(encoder.layers, 1):
            x = layer(x, bias)
            hidden = x if number == self.middle else hidden
        said = self.network.heads(x[0, sample.first.astype(np.int64)])
        halves = (part.numpy().astype(np.float16) for part in (hidden[0], said))
        return Halfway(sample.text, sample.tokens, sample.first, sample.begin, sample.end, *halves)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointBatch:
    """Windows of like length."""

    batch: Batch
    hidden: Tensor  # (W, T, width)
    said: Tensor  # (W, U, OUT)
    samples: Sequence[Halfway]


def make_joint_batches(samples: Iterable[Halfway], rng: random.Random) -> Iterator[JointBatch]:
    """One epoch, in an order that `rng` decides."""
    groups: list[list[Halfway]] = [[]]
    for sample in sorted(samples, key=lambda s: len(s.tokens) + rng.random() * 16):
        if groups[-1] and len(sample.tokens) * (len(groups[-1]) + 1) > BATCH:
            groups.append([])
        groups[-1].append(sample)
    rng.shuffle(groups)
    for group in groups:
        batch = collate(group, rng)
        yield JointBatch(
            batch=batch,
            hidden=_stack([s.hidden for s in group], batch.tokens.shape[1]),
            said=_stack([s.said for s in group], batch.tags.shape[1]),
            samples=group,
        )


def _stack(parts: Sequence[Half], longest: int) -> Tensor:
    held = torch.zeros(len(parts), longest, parts[0].shape[1])
    for row, part in enumerate(parts):
        held[row, : len(part)] = torch.from_numpy(part.astype(np.float32))
    return held


class JointRun:
    """The network, its heads, and averages of both."""

    def __init__(self, weights: dict[str, Tensor], shape: Shape, articles: Sequence[Packed], epochs: int) -> None:
        self.network, self.before = Network(shape), Network(shape)
        self.network.load_state_dict(weights)
        self.before.load_state_dict(weights)
        self.middle, self.articles, self.epochs = shape.layers // 2, articles, epochs
        encoder = self.network.encoder
        for part in (encoder.position, encoder.norm, *encoder.layers[: self.middle]):
            part.requires_grad_(requires_grad=False)
        self.heads = JointHeads()
        groups = group_parameters(self.network, BODY, HEAD)
        groups = [{**one, "params": [p for p in one["params"] if p.requires_grad]} for one in groups]  # type: ignore[attr-defined]
        groups.append({"params": list(self.heads.parameters()), "lr": JOINT, "peak": JOINT, "weight_decay": 0.02})
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.averages = (Average(self.network, 0.998), Average(self.heads, 0.998))  # type: ignore[arg-type]
        self.values = weigh_values(articles)
        self.step = 0

    def encode(self, given: JointBatch) -> tuple[Tensor, Tensor]:
        """Its numbers (W, U, OUT) and vectors (W, U, WIDTH)."""
        batch = given.batch
        x = given.hidden * (torch.rand(given.hidden.shape[:2]) >= BLANK)[:, :, None]
        bias = (batch.mask[:, None, None, :] - 1.0) * 1e4
        for layer in self.network.encoder.layers[self.middle :]:
            x = layer(x, bias)
        index = batch.first[:, :, None].expand(-1, -1, x.shape[2])
        last = x.gather(1, index)
        return self.network.heads(last), torch.cat([given.hidden.gather(1, index), last], -1)

    def learn(self, given: JointBatch, progress: float) -> None:
        """One step."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate_at(progress)
        out, vectors = self.encode(given)
        parts, batch = split_heads(out), given.batch
        tags, links, _ = losses(self.network, parts, batch)
        said = split_heads(given.said)
        everyone = torch.zeros(len(given.samples), dtype=torch.long)
        told = taught_losses(self.network, parts, batch, Lesson(*said[:3], everyone, [self.before.linker]))
        loss = MARKED * (tags + 0.5 * links) + TAUGHT * (told[0] + 0.5 * told[1])
        if asked := collect(given.samples, batch.tags.shape[1]):
            found = joint_losses(self.heads, vectors, asked, batch.there, self.values)
            loss = loss + sum(weight * part for weight, part in zip(WEIGHTS, found, strict=True))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*self.network.parameters(), *self.heads.parameters()], 1.0)
        self.optimizer.step()
        self.step += 1
        for average, part in zip(self.averages, (self.network, self.heads), strict=True):
            average.update(part, self.step)  # type: ignore[arg-type]
        if self.step % 50 == 0:
            log.info("step %d, %.0f%%: %.3f", self.step, 100 * progress, float(loss.detach()))

    def run(self, rng: random.Random) -> None:
        """All epochs."""
        for epoch in range(self.epochs):
            self.network.train()
            seen = (rng.choice(one.ways) for one in self.articles for _ in range(one.times))
            batches = list(make_joint_batches((sample for way in seen for sample in way), rng))
            for number, batch in enumerate(batches):
                self.learn(batch, (epoch + number / len(batches)) / self.epochs)

    def save(self, out: Path, history: dict[str, object]) -> None:
        """The averaged weights as a checkpoint, and the pointers beside it."""
        save_checkpoint(out, self.averages[0].weights, self.network.shape, {**history, "steps": self.step})
        self.heads.load_state_dict(self.averages[1].weights)
        save_file(self.averages[1].weights, out / "joint.safetensors")
        export_pointing(self.heads, out / POINTING)


def weigh_values(articles: Sequence[Packed]) -> list[Tensor]:
    """Values of each field that are rare weigh more."""
    texts: list[Text] = list({id(s.text): s.text for one in articles for s in one.ways[0]}.values())
    asks = [ask for text in texts if isinstance(text, JointText) for ask in text.asks]
    found = []
    for number, values in enumerate(VALUES.values()):
        judged = [ask.facts[number] for ask in asks if ask.facts[number] != IGNORE]
        counts = torch.bincount(torch.tensor(judged), minlength=len(values)).float() + 1
        found.append((counts.sum() / counts / len(values)) ** EVEN)
    return found


def main(argv: list[str] | None = None) -> None:
    """Learn from all articles but those of the folds that are held out."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("shared", type=Path)
    ap.add_argument("marks", type=Path)
    ap.add_argument("tagger", type=Path, help="the package to go on from")
    ap.add_argument("--held", type=int, nargs="*", default=[], help="folds that are left out")
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng, tokenizer = random.Random(a.seed), Tokenizer.from_file(str(a.tagger / "tokenizer.json"))
    splitting, places = Splitting(tokenizer), read_places(a.marks)
    articles = [
        one
        for one in read_gold(a.shared, a.marks, lambda _: splitting)
        if one.fold not in a.held and one.set not in DEVELOPMENT
    ]
    own = read_cases(a.marks.parent.parent / "tests", splitting)
    weights, shape = unpack_shipped(a.tagger)
    network = Network(shape)
    network.load_state_dict(weights)
    halves = Halves(network, unpack_vectors(a.tagger / "vectors.safetensors"))
    packed = [(pack_article(one, places, tokenizer, rng), 1) for one in articles]
    packed += [(pack_article(one, places, tokenizer, rng), OWN) for one in own]
    learned = [
        Packed(ways=tuple(tuple(map(halves.see, way)) for way in ways), times=times) for ways, times in packed if ways
    ]
    log.info("%d articles", len(learned))
    run = JointRun(weights, shape, learned, a.epochs)
    run.run(rng)
    run.save(a.out, {"corpora": ["evals/marks"], "epochs": a.epochs, "held": a.held})


if __name__ == "__main__":
    main()
