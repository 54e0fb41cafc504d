"""Marked articles -> the forest that chooses who of all that may be meant by a source speaks, and figures on folds.

    python -m konon.training.rival_forests ../shared/data evals/marks NETWORKS konon/models/tagger

Needs scikit-learn. Learns from articles that neither the network whose pointing it sees nor the heads of speakers had
learned from: NETWORKS holds those of `joint.py`, exported, each with its folds held out, and whom heads take there
(`speaker_heads.py`). The English set that the rules were written on is measured and not learned from.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import UNSET, convert
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from konon.evaluation.gold import GoldMarks
from konon.evaluation.letters import fair_names
from konon.reading.relays.mentions import rule_mentions
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.speakers.choosing import FILE, is_plain, number_of
from konon.reading.speakers.pointed import name_sources, point_to_speakers
from konon.reading.speakers.rival_features import see_rivals
from konon.reading.speakers.rivals import AskedSource, Rival, find_rivals
from konon.reading.speakers.scene import Resolution, Scene
from konon.reading.text.pointing import Pointing
from konon.reading.text.units import Floats
from konon.records import Speaker
from konon.training.gold_articles import (
    FOLDS,
    OWN_SET,
    GoldArticle,
    PackageLooker,
    lookers_in,
    read_cases,
    read_gold,
)
from konon.training.relay_forests import Boosted, ask_forest, save_forest
from konon.training.speaker_heads import TOLD, is_right

LANGS: Final = ("en", "id")
ASKED: Final = ("id",)  # in which the heads of speakers are asked
TREES: Final[dict[str, Any]] = {
    "max_iter": 400, "learning_rate": 0.04, "max_leaf_nodes": 24, "min_samples_leaf": 20, "l2_regularization": 5.0,
    "max_features": 0.3, "early_stopping": False,
}  # fmt: skip
FAIR: Final = 0.3  # what another fair answer counts beside the speaker's name itself
LEFT_OUT: Final = ("polnear-dev",)  # the rules were written on it, and it shows no kind of its own
OWN: Final = 3  # times that the project's own passages are learned

Truths = NDArray[np.bool_]

log = logging.getLogger("konon.training")


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalQuestion:
    """A source and who may be meant by it. R rivals."""

    set: str
    fold: int
    rows: Floats  # (R, F)
    named: Truths  # (R,): those by the speaker's name itself
    fair: Truths  # (R,): those by any name that is a fair answer
    network: int  # the rival that rules and network take
    nobody: bool  # the gold names nobody


def questions_of(article: GoldArticle, heads: Sequence[Speaker | None]) -> list[RivalQuestion]:
    """Every source of an article that the forest would be asked about; `heads` is whom the heads take."""
    asked: list[tuple[AskedSource, list[Rival], Floats]] = []

    def watch(scene: Scene, one: AskedSource) -> Resolution:
        if not is_plain(scene, one):
            rivals = find_rivals(scene, one)
            asked.append((one, rivals, see_rivals(scene, one, rivals)))
        return one.network

    mentions = rule_mentions(article.passage, article.attributions)
    pointing = Pointing(units=article.units, each=article.pointed)
    resolve_by_rules(article.passage, article.attributions, mentions, pointing, choose=watch, heads=heads)
    marks_of = {id(one): marks for one, marks in zip(article.attributions, article.marks, strict=True)}
    return [
        make_question(article, marks_of[id(one.attribution)], one, rivals, rows)
        for one, rivals, rows in asked
        if marks_of[id(one.attribution)].speaker is not UNSET
    ]


def make_question(
    article: GoldArticle, marks: GoldMarks, asked: AskedSource, rivals: Sequence[Rival], rows: Floats
) -> RivalQuestion:
    """With what of it is right."""
    return RivalQuestion(
        set=article.set,
        fold=article.fold,
        rows=rows,
        named=np.array([is_right(one.found.name, marks, aliases=False) for one in rivals]),
        fair=np.array([is_right(one.found.name, marks, aliases=True) for one in rivals]),
        network=number_of(rivals, asked.network.name),
        nobody=marks.speaker is UNSET or not fair_names(marks.speaker, aliases=True),
    )


def learn(questions: Iterable[RivalQuestion]) -> Boosted:
    """A forest over all rivals: the speaker's own name counts most where it is among them; another fair one some."""
    some = [one for one in questions if one.fair.any()]
    rows = np.concatenate([one.rows for one in some])
    best = np.concatenate([one.named if one.named.any() else one.fair for one in some])
    fair = np.concatenate([one.fair for one in some])
    twice = best != fair
    weights = np.concatenate([np.where(twice, 1 / (1 + FAIR), 1.0), np.full(int(twice.sum()), FAIR / (1 + FAIR))])
    rows, labels = np.concatenate([rows, rows[twice]]), np.concatenate([best, fair[twice]])
    return [HistGradientBoostingClassifier(**TREES, random_state=0).fit(rows, labels, sample_weight=weights)]


def count(questions: Sequence[RivalQuestion], forests: Boosted) -> Counter[str]:
    """How many sources with a name are resolved rightly, by rules and network and by the forest; how many are
    invented where the gold names nobody."""
    counted: Counter[str] = Counter()
    for one in questions:
        chosen = int(ask_forest(forests, one.rows).argmax())
        for name in (one.set, "all"):
            if one.nobody:
                counted[f"{name}: nobody"] += 1
                counted[f"{name}: invented"] += not one.fair[chosen]
            else:
                counted[f"{name}: asked"] += 1
                counted[f"{name}: before"] += one.fair[one.network]
                counted[f"{name}: right"] += one.fair[chosen]
                counted[f"{name}: right by name"] += one.named[chosen]
    return counted


def main(argv: list[str] | None = None) -> None:
    """Print figures on folds and write the forest."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("shared", type=Path)
    ap.add_argument("marks", type=Path)
    ap.add_argument("networks", type=Path, help="folder of networks with folds held out")
    ap.add_argument("package", type=Path)
    ap.add_argument("--langs", nargs="+", choices=LANGS, default=LANGS)
    a = ap.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    articles = read_gold(a.shared, a.marks, lookers_in(a.networks))
    own = read_cases(a.marks.parent.parent / "tests", PackageLooker(a.package))
    for lang in a.langs:
        told = read_told(a.networks / TOLD) if lang in ASKED else {}
        questions = [
            question
            for one in articles
            if one.passage.lang == lang
            for question in questions_of(one, told.get((one.set, one.row["id"]), ()))
        ]
        passages = [q for one in own if one.passage.lang == lang for q in questions_of(one, heads_of(one))]
        for name, figure in sorted(measure_folds(questions, passages * OWN).items()):
            log.info("%s %s %d", lang, name, figure)
        forest = learn([*(one for one in questions if one.set not in LEFT_OUT), *passages * OWN])
        log.info("%s %s %s", lang, OWN_SET, dict(count(passages, forest)))
        save_forest(forest, a.package / FILE.format(lang=lang))


def measure_folds(questions: Sequence[RivalQuestion], passages: Sequence[RivalQuestion]) -> Counter[str]:
    """What `count` counts, of every article by a forest that has not learned from its fold."""
    counted: Counter[str] = Counter()
    for fold in range(FOLDS):
        asked = [one for one in questions if one.fold == fold]
        others = [one for one in questions if one.fold != fold and one.set not in LEFT_OUT]
        if asked:
            counted += count(asked, learn([*others, *passages]))
    return counted


def read_told(path: Path) -> dict[tuple[str, str], list[Speaker]]:
    """Whom heads take that have not learned from an article, by its set and id."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {(row["set"], row["id"]): [convert(one, Speaker) for one in row["speakers"]] for row in rows}


def heads_of(article: GoldArticle) -> Sequence[Speaker | None]:
    """Whom the shipped heads take, in languages in which they are asked."""
    if not article.passage.words.traits.heads_of_speakers:
        return ()
    mentions = rule_mentions(article.passage, article.attributions)
    pointing = Pointing(units=article.units, each=article.pointed)
    named = name_sources(article.passage, article.attributions, article.units)
    return point_to_speakers(article.passage, article.attributions, mentions, pointing, named)


if __name__ == "__main__":
    main()
