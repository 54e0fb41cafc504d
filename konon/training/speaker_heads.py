"""Marked articles -> the heads that find names and point to speakers, chosen on folds.

    python -m konon.training.speaker_heads SHARED/data --marks evals/marks --networks NETWORKS \
        --out konon/models/tagger

First the heads of names learn, on what sources are called and on names marked in Indonesian news (`idner`). Then
those of pointers learn to choose among candidates, on names that heads which never saw the article have found: what
they meet in use is as imperfect. Beside the heads stands how often each set is right when it is left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import torch
from msgspec import UNSET, to_builtins
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn

from konon.evaluation.gold import GoldMarks, Named
from konon.evaluation.letters import fair_names
from konon.reading.relays.mentions import rule_mentions
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.speakers.naming import NAMES, PARTS, source_units
from konon.reading.speakers.pointed import FILE, choose, name_units, record_choices
from konon.reading.speakers.pointer_features import make_rows
from konon.reading.speakers.pointers import Contender, Field, find_candidates, is_pronoun, set_field
from konon.reading.speakers.shapes import Words, read_words, shape_units
from konon.reading.text.heads import RowHead, UnitHead
from konon.reading.text.speaker_lexicon import load_speaker_words
from konon.records import Attribution, Speaker
from konon.training.gold_articles import (
    FOLDS,
    GoldArticle,
    Looker,
    PackageLooker,
    lookers_in,
    make_article,
    read_cases,
    read_gold,
)
from konon.training.head_layers import RowLayers, UnitLayers, learn

WIDTHS = (96, 128)  # of the heads of names, of which the mean counts
POINTERS = 3  # heads of pointers
CARD = "speakers.json"
TOLD = "speakers-on-folds.jsonl"  # whom heads take that have not learned from the article
FITTED = ("indonesian/train.jsonl", "indonesian/dev.jsonl", "polnear-dev", "cases")  # what the rules were written on
AROUND = 4  # units beside a source that are learned with it
SENTENCES = 8  # of marked names taken together
UNMARKED = -1

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLesson:
    """Units to learn names from: K of them, UNMARKED where nothing is known."""

    vectors: Floats
    shapes: Floats
    parts: Ints
    names: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A source, a row for each who may be meant, and which of these are right."""

    rows: Floats
    right: NDArray[np.bool_]


def lesson_of(article: GoldArticle) -> NameLesson:
    """What an article's sources are called; the units beside them are taken along."""
    units, text = article.units, article.passage.text
    words = read_words(units, text, load_speaker_words(article.passage.lang))
    parts = np.full(len(units), UNMARKED)
    keep = np.zeros(len(units), bool)
    for attribution, marks in zip(article.attributions, article.marks, strict=True):
        inside = source_units(words, attribution)
        if inside and isinstance(marks.speaker, Named) and marks.speaker.name:
            keep[max(inside.start - AROUND, 0) : inside.stop + AROUND] = True
            parts[inside.start : inside.stop] = np.maximum(parts[inside.start : inside.stop], 0)
            for part, found in (*roles_in(article, words, inside, attribution), *name_in(words, inside, marks, text)):
                parts[found] = PARTS.index(part)
    shapes = shape_units(words, article.attributions)
    unknown = np.full(int(keep.sum()), UNMARKED)
    return NameLesson(vectors=units.vectors[keep], shapes=shapes[keep], parts=parts[keep], names=unknown)


Marked = Iterator[tuple[str, list[int]]]  # what units are, and these


def roles_in(article: GoldArticle, words: Words, inside: range, attribution: Attribution) -> Marked:
    """Role and affiliation where the gold gives them in the source's own words."""
    places = [list(span) for span in attribution.source]
    speaker = next((row.get("speaker") for row in article.row["attributions"] if row["source"] == places), None)
    for key in ("role", "affiliation"):
        said = speaker.get(key) if isinstance(speaker, dict) else None
        yield key, find_units(words, inside, said or "", article.passage.text)


def name_in(words: Words, inside: range, marks: GoldMarks, text: str) -> Marked:
    """The name where it stands in the source: in full if it does, else the longest of its other forms."""
    speaker = marks.speaker
    if not isinstance(speaker, Named):
        return
    for said in (speaker.name or "", *sorted(speaker.aliases or (), key=len, reverse=True)):
        found = find_units(words, inside, said, text)
        if found and not is_pronoun(words, found):
            yield "I", found
            yield "B", found[:1]
            return


def find_units(words: Words, inside: range, said: str, text: str) -> list[int]:
    """The units of words within a source: those at its end where they stand there, else the first."""
    units = words.units
    start, end = units.start[inside.start], units.end[inside.stop - 1]
    held = text[start:end]
    at = held.rfind(said) if held.endswith(said) else held.find(said)
    if at < 0 or not said:
        return []
    return [k for k in inside if units.start[k] >= start + at and units.end[k] <= start + at + len(said)]


def read_names(path: Path, looker: Looker) -> list[NameLesson]:
    """Sentences with marked names (a word and its label a line) as lessons, a few sentences together."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if fields := line.split():
            sentences[-1].append((fields[0], fields[-1]))
        elif sentences[-1]:
            sentences.append([])
    some = [one for one in sentences if one]
    return [names_lesson(some[at : at + SENTENCES], looker) for at in range(0, len(some), SENTENCES)]


def names_lesson(sentences: Sequence[Sequence[tuple[str, str]]], looker: Looker) -> NameLesson:
    """A few sentences as one text of paragraphs, each unit with the label of its word."""
    text, places = "", []
    for sentence in sentences:
        for word, label in sentence:
            text += "" if not text or text.endswith("\n") or word in ",.:;)!?%" else " "
            places.append((len(text), len(text) + len(word), label))
            text += word
        text += "\n\n"
    article = make_article("names", {"id": "names", "text": text, "lang": "id", "attributions": []}, looker)
    units = article.units
    labels, at = np.full(len(units), UNMARKED), 0
    for k, start in enumerate(units.start):
        while at < len(places) and places[at][1] <= start:
            at += 1
        if at < len(places):
            label = places[at][2]
            inside = label[0] == "B" and start > places[at][0]
            labels[k] = NAMES.index(f"I{label[1:]}" if inside else label)
    words = read_words(units, text, load_speaker_words("id"))
    unknown = np.full(len(units), UNMARKED)
    return NameLesson(vectors=units.vectors, shapes=shape_units(words, ()), parts=unknown, names=labels)


def learn_names(lessons: Sequence[NameLesson], seed: int, width: int, epochs: int = 10) -> UnitHead:
    """One head of names."""
    torch.manual_seed(seed)
    some = [one for one in lessons if len(one.vectors)]
    layers = UnitLayers(some[0].vectors.shape[1], some[0].shapes.shape[1], len(PARTS) + len(NAMES), width=width)
    layers.set_scale(np.concatenate([one.vectors[:200] for one in some]))
    items = [tuple(map(torch.tensor, (one.vectors, one.shapes, one.parts, one.names))) for one in some]

    def loss(item: tuple[Tensor, ...]) -> Tensor | None:
        out = layers(item[0], item[1])
        parts = masked_loss(out[:, : len(PARTS)], item[2])
        names = masked_loss(out[:, len(PARTS) :], item[3])
        if parts is None or names is None:
            return parts if names is None else 0.5 * names
        return parts + 0.5 * names

    learn(layers, items, loss, epochs=epochs, seed=seed)
    return layers.plain()


def masked_loss(out: Tensor, wanted: Tensor) -> Tensor | None:
    """Over what is marked; None where nothing is."""
    return nn.functional.cross_entropy(out, wanted, ignore_index=UNMARKED) if bool((wanted >= 0).any()) else None


def read_article_field(article: GoldArticle, heads: Sequence[UnitHead], *, silent: bool = False) -> Field:
    """An article as the pointers see it; with `silent` the rules have no say."""
    attributions = article.attributions
    ruled = resolve_by_rules(article.passage, attributions, rule_mentions(article.passage, attributions))
    words, naming = name_units(article.passage, attributions, article.units, heads)
    told = replace(ruled, silent=silent)
    return set_field(article.passage, words, naming, attributions, ruled=told, pointed=article.pointed)


def questions_of(article: GoldArticle, heads: Sequence[UnitHead]) -> list[Question]:
    """Each source with its candidates, those before it resolved as the gold has them.

    Rules are nearly always right on the sets they were fitted to: a head that learned so would trust them too far.
    """
    field = read_article_field(article, heads, silent=article.set in FITTED)
    questions: list[Question] = []
    spoke: list[Contender] = []
    for number, marks in enumerate(article.marks):
        candidates = find_candidates(field, number)
        right = find_right(candidates, marks)
        if marks.speaker is not UNSET:
            questions.append(Question(rows=make_rows(field, number, candidates, spoke), right=right))
        fitting = [one for one, fits in zip(candidates, right, strict=True) if fits]
        spoke.append(max(fitting, key=lambda one: len(one.name or "")) if fitting else candidates[0])
    return questions


def find_right(candidates: Sequence[Contender], marks: GoldMarks) -> NDArray[np.bool_]:
    """Those who have the speaker's name itself, if there are any, else those with a name that is fair too: heads that
    learned a short name or a description to be as good gave no other."""
    named = np.array([is_right(one.name, marks, aliases=False) for one in candidates])
    return named if named.any() else np.array([is_right(one.name, marks) for one in candidates])


def is_right(name: str | None, marks: GoldMarks, *, aliases: bool = True) -> bool:
    """Whether a name is a fair answer: of a source that tells nobody, none."""
    if marks.speaker is UNSET:
        return False
    wanted = fair_names(marks.speaker, aliases=aliases)
    if not wanted or name is None:
        return not wanted and name is None
    return bool(wanted & fair_names(Named(name=name), aliases=False))


def learn_pointer(questions: Sequence[Question], seed: int, *, width: int = 48, epochs: int = 12) -> RowHead:
    """One head of pointers: all right candidates of a source together against the others."""
    torch.manual_seed(seed)
    some = [one for one in questions if one.right.any() and not one.right.all()]
    layers = RowLayers(some[0].rows.shape[1], 1, width=width, drop=0.15)
    layers.set_scale(np.concatenate([one.rows for one in some]))
    items = [(torch.tensor(one.rows), torch.tensor(one.right)) for one in some]

    def loss(item: tuple[Tensor, Tensor]) -> Tensor:
        return -torch.logsumexp(torch.log_softmax(layers(item[0])[:, 0], 0)[item[1]], 0)

    learn(layers, items, loss, epochs=epochs, batch=32, seed=seed, rate=3e-3)
    return layers.plain()


def read_all(shared: Path, marks: Path, networks: Path, looker: Looker) -> list[GoldArticle]:
    """The gold and the project's own marked passages."""
    return [*read_gold(shared, marks, lookers_in(networks)), *read_cases(marks.parent.parent / "tests", looker)]


def learn_folds(articles: Sequence[GoldArticle], named: Sequence[NameLesson]) -> dict[int, list[UnitHead]]:
    """For each fold the heads of names that never saw its articles."""
    lessons = [(article.fold, lesson_of(article)) for article in articles]
    return {
        fold: [
            learn_names([*(one for f, one in lessons if f != fold), *named], fold + 10 * n, width)
            for n, width in enumerate(WIDTHS)
        ]
        for fold in range(FOLDS)
    }


def measure(
    articles: Iterable[GoldArticle], names: Sequence[UnitHead], pointers: Sequence[RowHead], told: TextIO
) -> Counter[str]:
    """How many sources with a name are resolved rightly, by set; writes whom the heads take, an article a line."""
    counted: Counter[str] = Counter()
    for article in articles:
        field = read_article_field(article, names)
        choices = choose(field, pointers)
        told.write(json.dumps(row_of(article, record_choices(field, choices))) + "\n")
        for choice, marks in zip(choices, article.marks, strict=True):
            if marks.speaker is not UNSET and fair_names(marks.speaker, aliases=True):
                counted[f"{article.set} of"] += 1
                counted[article.set] += is_right(choice.chosen.name, marks)
    return counted


def row_of(article: GoldArticle, speakers: Sequence[Speaker]) -> dict[str, Any]:
    """Whom the heads take in an article that they have not learned from, for what learns from them."""
    return {"set": article.set, "id": article.row["id"], "speakers": [to_builtins(one) for one in speakers]}


def save(names: Sequence[UnitHead], pointers: Sequence[RowHead], path: Path) -> None:
    """All heads in one file, in sixteen bits."""
    held: dict[str, Any] = {}
    for prefix, heads in (("names", names), ("point", pointers)):
        for n, head in enumerate(heads):
            for key, value in asdict(head).items():  # type: ignore[call-overload]
                held[f"{prefix}.{n}.{key}"] = np.ascontiguousarray(value.astype(np.float16))
    save_file(held, path)


def main(argv: list[str] | None = None) -> None:
    """Learn all heads, or measure them on folds."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("shared", type=Path)
    ap.add_argument("--marks", type=Path, required=True)
    ap.add_argument("--networks", type=Path, required=True, help="folder of networks with folds held out")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    torch.set_num_threads(1)
    looker = PackageLooker(a.out)
    articles = read_all(a.shared, a.marks, a.networks, looker)
    named = read_names(a.shared / "idner" / "train.txt", looker)
    names = learn_folds(articles, named)
    questions: dict[int, list[Question]] = defaultdict(list)
    for article in articles:
        questions[article.fold] += questions_of(article, names[article.fold])
    with (a.networks / TOLD).open("w", encoding="utf-8") as told:
        figures = measure_folds(articles, names, questions, told)
    lessons = [*map(lesson_of, articles), *named]
    final = [learn_names(lessons, 100 + n, width) for n, width in enumerate(WIDTHS)]
    pointers = [learn_pointer([q for some in questions.values() for q in some], n) for n in range(POINTERS)]
    save(final, pointers, a.out / FILE)
    (a.out / CARD).write_text(json.dumps({"right on folds": figures}, indent=1) + "\n", encoding="utf-8")


def measure_folds(
    articles: Sequence[GoldArticle],
    names: dict[int, list[UnitHead]],
    questions: dict[int, list[Question]],
    told: TextIO,
) -> dict[str, float]:
    """Share of sources that are resolved rightly in each set, every article by heads that never saw it."""
    counted: Counter[str] = Counter()
    for fold in range(FOLDS):
        others = [q for f, some in questions.items() if f != fold for q in some]
        pointers = [learn_pointer(others, n) for n in range(POINTERS)]
        counted += measure((one for one in articles if one.fold == fold), names[fold], pointers, told)
    sets = [key for key in counted if not key.endswith(" of")]
    return {key: round(counted[key] / counted[f"{key} of"], 4) for key in sets}


if __name__ == "__main__":
    main()
