"""Marked articles -> the head of factuality (`facts.safetensors`), and how it does on folds beside the rules.

    python -m konon.training.train_facts ../shared/data --marks evals/marks --networks NETWORKS \
        --out konon/models/tagger [--folds outlet]

The head's vectors are the tagger's, brought to 64 numbers by their main directions; these are folded into its first
layers at the end. Traits that fewer than five attributions have are left out.
"""

from __future__ import annotations

import argparse
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from msgspec import UNSET
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from konon.network.loading import VOCABULARY as FOLDER
from konon.reading.meaning.fact_head import FILE, VALUES, FactWeights, Likelihoods
from konon.reading.meaning.factuality import choose
from konon.reading.meaning.signs import read_signs
from konon.reading.meaning.surroundings import PLACES, Surroundings, look_around
from konon.reading.meaning.verdicts import Verdict, judge_by_rules
from konon.training.gold_articles import GoldArticle, PackageLooker, lookers_in, read_cases, read_gold
from konon.training.joint_lessons import PLACES as JOINT

NARROW = 160  # numbers of a unit that are learned from
SPREAD = 1.25  # what the narrow vectors are multiplied by
MOST = 72  # units of one attribution: 40 of content, 4 beside, 6 of source, 10 at the cue, and room
RARE = 5  # attributions that have a trait, at the least
QUESTIONS, KEY, HIDDEN = 8, 64, 96
ROUNDS, BATCH, RATE, DECAY = 8, 96, 1e-3, 0.05
DROP_IN, DROP = 0.2, 0.3
SMOOTH = 0.05  # of the target, to all other values
EVEN = 0.3  # 0 for the values as often as they come, 1 for all alike
SEEDS = 2
# What a place is to the head that the network was learned with (`joint_lessons.PLACES`).
JOINT_PLACES = tuple(
    JOINT.index(name) for name in ("outside", "content", "content", "beside", "beside", "source", "cue", "beside")
)
OWN = 8  # times that the project's own passages are learned
READ_TWICE = "polnear-dev"  # marks that were judged anew, and so are learned three times

Array = NDArray[Any]

log = logging.getLogger("konon.training")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """How a unit's vector is made narrow."""

    middle: Array  # (WIDTH,)
    axes: Array  # (WIDTH, NARROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactExample:
    """One marked attribution as the head sees it."""

    lang: str
    set: str
    outlet: str
    fold: int
    around: Surroundings
    narrow: Array  # (units, NARROW)
    rules: Verdict
    marks: dict[str, str | None]  # field -> value, None where it is not judged


def find_directions(gold: Sequence[GoldArticle]) -> Directions:
    """The main directions of every seventh unit."""
    vectors = np.concatenate([article.units.vectors[::7] for article in gold])
    middle = vectors.mean(0)
    _, axes = np.linalg.eigh(np.cov((vectors - middle).T))
    return Directions(middle=middle, axes=axes[:, ::-1][:, :NARROW] * SPREAD)


def make_examples(gold: Iterable[GoldArticle], by: Directions) -> list[FactExample]:
    """All attributions of the articles."""
    return [one for article in gold for one in _examples_of(article, by)]


def _examples_of(article: GoldArticle, by: Directions) -> Iterable[FactExample]:
    for attribution, marks in zip(article.attributions, article.marks, strict=True):
        signs = read_signs(article.passage, attribution)
        rules = judge_by_rules(signs)
        around = look_around(article.passage, attribution, signs, rules, article.units)
        judged = {field: getattr(marks, field) for field in VALUES}
        yield FactExample(
            lang=article.passage.lang,
            set=article.set,
            outlet=article.outlet,
            fold=article.fold,
            around=around,
            narrow=(article.units.vectors[list(around.units)] - by.middle) @ by.axes,
            rules=rules,
            marks={field: None if value is UNSET else value for field, value in judged.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheaf:
    """Examples as arrays: N of them."""

    units: Tensor  # (N, MOST, NARROW)
    places: Tensor  # (N, MOST), 0 where there is no unit
    traits: Tensor  # (N, T)
    targets: dict[str, Tensor]  # (N,) each, -100 where not judged
    weights: dict[str, Tensor]  # (N,) each

    def of(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the network takes; no wider than the widest row."""
        places = self.places[rows]
        width = max(1, int((places > 0).sum(1).max()))
        return self.units[rows, :width], places[:, :width], self.traits[rows]


def list_traits(examples: Iterable[FactExample]) -> list[str]:
    """The names of the traits that are no rarity, in order."""
    counts = Counter(name for one in examples for name in one.around.traits)
    return sorted(name for name, count in counts.items() if count >= RARE)


def bind(examples: Sequence[FactExample], names: Sequence[str]) -> Sheaf:
    """Examples -> arrays."""
    numbers = {name: number for number, name in enumerate(names)}
    units = np.zeros((len(examples), MOST, NARROW), np.float32)
    places = np.zeros((len(examples), MOST), np.int64)
    traits = np.zeros((len(examples), len(names)), np.float32)
    for row, one in enumerate(examples):
        units[row, : len(one.narrow)], places[row, : len(one.narrow)] = one.narrow, one.around.places
        traits[row, [numbers[name] for name in one.around.traits if name in numbers]] = 1
    return Sheaf(
        units=torch.tensor(units),
        places=torch.tensor(places),
        traits=torch.tensor(traits),
        targets={f: torch.tensor([_target(one, f) for one in examples]) for f in VALUES},
        weights={f: torch.tensor(_even_out([(one.lang, one.marks[f]) for one in examples], f)) for f in VALUES},
    )


def _target(one: FactExample, field: str) -> int:
    value = one.marks[field]
    return -100 if value is None else VALUES[field].index(value)


def _even_out(pairs: list[tuple[str, str | None]], field: str) -> list[float]:
    """Rare values of a language weigh more."""
    counts, languages = Counter(pairs), Counter(lang for lang, _ in pairs)
    return [(languages[pair[0]] / counts[pair] / len(VALUES[field])) ** EVEN for pair in pairs]


class FactNetwork(nn.Module):
    """What `FactHead` runs, on narrow vectors."""

    def __init__(self, traits: int) -> None:
        super().__init__()
        answers = sum(map(len, VALUES.values()))
        self.keys, self.values = nn.Linear(NARROW, KEY), nn.Linear(NARROW, KEY)
        self.key_places, self.value_places = nn.Embedding(PLACES, KEY), nn.Embedding(PLACES, KEY)
        self.questions = nn.Linear(KEY, QUESTIONS, bias=False)
        self.seen = nn.Linear(QUESTIONS * KEY, HIDDEN)
        self.told = nn.Linear(traits, HIDDEN, bias=False)
        self.answers = nn.Linear(HIDDEN, answers)
        self.straight = nn.Linear(traits, answers, bias=False)
        nn.init.zeros_(self.straight.weight)
        self.drop_in, self.drop = nn.Dropout(DROP_IN), nn.Dropout(DROP)

    def forward(self, units: Tensor, places: Tensor, traits: Tensor) -> dict[str, Tensor]:
        """Scores of each field's values, (N, values)."""
        units, traits = self.drop_in(units), self.drop_in(traits)
        keys = torch.tanh(self.keys(units) + self.key_places(places))
        values = torch.relu(self.values(units) + self.value_places(places))
        shares = self.questions(keys).masked_fill((places == 0)[..., None], -1e4).softmax(1)
        seen = torch.einsum("nuq,nuk->nqk", shares, values).flatten(1)
        hidden = self.drop(torch.relu(self.seen(seen) + self.told(traits)))
        out = self.answers(hidden) + self.straight(traits)
        widths = [len(values) for values in VALUES.values()]
        parts = torch.split_with_sizes(out, widths, 1)
        return dict(zip(VALUES, parts, strict=True))


def fit(sheaf: Sheaf, seed: int) -> FactNetwork:
    """One network, learned from all of the sheaf."""
    torch.manual_seed(seed)
    network = FactNetwork(sheaf.traits.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    count = len(sheaf.places)
    steps = ROUNDS * len(range(0, count, BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE * 4, total_steps=steps)
    for _ in range(ROUNDS):
        for rows in torch.randperm(count).split(BATCH):  # type: ignore[no-untyped-call]
            loss = _loss(network(*sheaf.of(rows)), sheaf, rows)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network.eval()


def _loss(out: dict[str, Tensor], sheaf: Sheaf, rows: Tensor) -> Tensor:
    parts = [
        functional.cross_entropy(out[f], sheaf.targets[f][rows], reduction="none", label_smoothing=SMOOTH)
        * sheaf.weights[f][rows]
        for f in VALUES
    ]
    return torch.stack(parts).sum(0).mean()


def answer(networks: Sequence[FactNetwork], sheaf: Sheaf) -> list[Likelihoods]:
    """What the networks say together of each example."""
    with torch.no_grad():
        rows = torch.arange(len(sheaf.places))
        outs = [network(*sheaf.of(rows)) for network in networks]
    shares = {f: torch.stack([out[f].softmax(1) for out in outs]).mean(0).tolist() for f in VALUES}
    return [{f: dict(zip(VALUES[f], shares[f][row], strict=True)) for f in VALUES} for row in rows.tolist()]


def cross_validate(examples: Sequence[FactExample], part: Callable[[FactExample], object], seeds: int) -> list[Verdict]:
    """Each example as a head reads it that has not seen its part."""
    found: dict[int, Verdict] = {}
    for held in sorted({part(one) for one in examples if part(one) is not None}, key=str):
        learned = [one for one in examples if part(one) != held]
        tested = [(row, one) for row, one in enumerate(examples) if part(one) == held]
        names = list_traits(learned)
        sheaf = bind(learned, names)
        said = answer([fit(sheaf, seed) for seed in range(seeds)], bind([one for _, one in tested], names))
        found |= {row: choose(one.rules, says) for (row, one), says in zip(tested, said, strict=True)}
    return [found.get(row, one.rules) for row, one in enumerate(examples)]


def show(examples: Sequence[FactExample], read: Sequence[Verdict]) -> None:
    """Share right and macro F1 of the rules and of the head, by language and by file."""
    groups = [(one.lang, one.set) for one in examples]
    for group in sorted({g[0] for g in groups} | {g[1] for g in groups}):
        rows = [row for row, g in enumerate(groups) if group in g]
        for field in VALUES:
            judged = [row for row in rows if examples[row].marks[field] is not None]
            wanted = [str(examples[row].marks[field]) for row in judged]
            figures = [
                measure(wanted, [getattr(one, field) for one in said])
                for said in ([examples[row].rules for row in judged], [read[row] for row in judged])
            ]
            numbers = "  ".join(f"{right:.3f} {macro:.3f}" for right, macro in figures)
            log.info("%-28s%-10s%6d  %s", group, field, len(judged), numbers)


def measure(wanted: Sequence[str], given: Sequence[str]) -> tuple[float, float]:
    """Share right, and the mean F1 of the values that are wanted anywhere."""
    pairs = list(zip(wanted, given, strict=True))
    each = [
        2 * pairs.count((value, value)) / (wanted.count(value) + given.count(value)) for value in sorted(set(wanted))
    ]
    return sum(a == b for a, b in pairs) / len(pairs), sum(each) / len(each)


def export(
    networks: Sequence[FactNetwork], names: Sequence[str], by: Directions, target: Path, joint: Path | None = None
) -> None:
    """Write what `fact_head.read_head` reads: the directions folded in, in half floats.

    `joint` holds the heads that the network itself was learned with: the one of meaning has its say beside the others.
    """
    weights = [_fold(network, by) for network in networks]
    if joint:
        weights.append(_take_joint(load_file(joint), len(names)))
    hidden = max(len(one["bias"]) for one in weights)
    weights = [_widen(one, hidden) for one in weights]
    arrays = {
        f.name: np.ascontiguousarray(np.stack([one[f.name] for one in weights]), np.float16)
        for f in fields(FactWeights)
    }
    save_file(arrays, target, metadata={"traits": "\n".join(names)})


def _fold(network: FactNetwork, by: Directions) -> dict[str, Array]:
    """One network's arrays, for vectors as the tagger gives them."""
    held = {name: value.numpy() for name, value in network.state_dict().items()}
    folded: dict[str, Array] = {}
    for part in ("keys", "values"):
        folded[part] = by.axes @ held[f"{part}.weight"].T
        place = f"{part[:-1]}_places"
        folded[place] = held[f"{place}.weight"] + held[f"{part}.bias"] - by.middle @ folded[part]
    for part in ("questions", "seen", "told", "answers", "straight"):
        folded[part] = held[f"{part}.weight"].T
    return folded | {"bias": held["seen.bias"], "answer_bias": held["answers.bias"]}


def _take_joint(held: dict[str, Array], traits: int) -> dict[str, Array]:
    """The head of meaning among those that the network was learned with: it looks at no traits."""
    answers, hidden = held["answers.weight"].shape
    found = {"told": np.zeros((traits, hidden)), "straight": np.zeros((traits, answers))}
    for part in ("keys", "values"):
        found[part] = held[f"{part}.weight"].T
        place = f"{part[:-1]}_places"
        found[place] = held[f"{place}.weight"][list(JOINT_PLACES)] + held[f"{part}.bias"]
    for part in ("questions", "seen", "answers"):
        found[part] = held[f"{part}.weight"].T
    return found | {"bias": held["seen.bias"], "answer_bias": held["answers.bias"]}


def _widen(weights: dict[str, Array], hidden: int) -> dict[str, Array]:
    """With as many hidden numbers as the widest has; those that are added do nothing."""
    more = hidden - len(weights["bias"])
    columns = {name: np.pad(weights[name], ((0, 0), (0, more))) for name in ("seen", "told")}
    rows = {"answers": np.pad(weights["answers"], ((0, more), (0, 0)))}
    return weights | columns | rows | {"bias": np.pad(weights["bias"], (0, more))}


def main(argv: list[str] | None = None) -> None:
    """Show the folds, or train on all and write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("shared", type=Path)
    ap.add_argument("--marks", type=Path, required=True)
    ap.add_argument("--networks", type=Path, required=True, help="folder of networks with folds held out")
    ap.add_argument("--out", type=Path)
    ap.add_argument("--joint", type=Path, help="the heads that the network in --out was learned with")
    ap.add_argument("--folds", choices=("article", "outlet"), help="measure instead of writing")
    a = ap.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    cases = read_cases(a.marks.parent.parent / "tests", PackageLooker(a.out or FOLDER))
    learn(read_gold(a.shared, a.marks, lookers_in(a.networks)), cases, a.out, a.folds, a.joint)


def learn(
    gold: Sequence[GoldArticle],
    cases: Sequence[GoldArticle],
    out: Path | None,
    folds: str | None,
    joint: Path | None,
) -> None:
    """The two ways of `main`; `cases` are few and clear, so they count `OWN` times, and in no figure."""
    by = find_directions(gold)
    examples = make_examples(gold, by)
    if folds == "article":
        show(examples, cross_validate(examples, lambda one: one.fold, SEEDS))
    elif folds == "outlet":
        large = {name for name, _ in Counter(one.outlet for one in examples).most_common(6)}
        held = [one for one in examples if one.outlet in large]
        read = cross_validate(examples, lambda one: one.outlet if one.outlet in large else None, SEEDS)
        show(held, [v for one, v in zip(examples, read, strict=True) if one.outlet in large])
    if out:
        again = [one for one in examples if one.set == READ_TWICE]
        learned = examples + again * 2 + make_examples(cases, by) * OWN
        names = list_traits(learned)
        sheaf = bind(learned, names)
        export([fit(sheaf, seed) for seed in range(SEEDS)], names, by, out / FILE, joint)


if __name__ == "__main__":
    main()
