"""WordNet 3.0 and Wordnet Bahasa -> which words of English and Indonesian share a sense, and which are opposites.

    python -m konon.training.export_senses /usr/share/wordnet wn-data-ind.tab --out konon/models/senses

The first is the folder of Debian's `wordnet-base`, the second a file of the Open Multilingual Wordnet. Both number
their senses alike, so that words of the two languages meet. What `konon/tracing/senses.py` reads is written.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import save_file

PARTS: Final = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
OPPOSITE, SIMILAR, KIND_OF, DERIVED, ADJECTIVE = "!", "&", "@", "+", "\\"
NOBODY: Final = ("", "")  # no sense
FORM: Final = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")  # one word; names in other letters have no opposite
MOST_SENSES: Final = 200  # of an Indonesian word: one that has thousands stands for "no translation"

Sense = tuple[str, str]  # part of speech and the offset in its file


@dataclass(slots=True, kw_only=True)
class Net:
    """Senses with what they point to, and the words that have them."""

    words: dict[str, dict[str, set[Sense]]] = field(default_factory=lambda: {"en": {}, "id": {}})
    opposites: set[tuple[Sense, Sense]] = field(default_factory=set)
    similar: set[tuple[Sense, Sense]] = field(default_factory=set)
    derived: set[tuple[Sense, Sense]] = field(default_factory=set)  # "remove" and "removal"
    parents: dict[Sense, Sense] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # irregular -> its plain ones


def read_net(folder: Path, bahasa: Path) -> Net:
    """Everything that is kept of both."""
    net = Net()
    for part, name in PARTS.items():
        for line in (folder / f"data.{name}").read_text("utf-8").splitlines():
            if not line.startswith(" "):
                _read_sense(net, part, line.partition("|")[0].split())
        for line in (folder / f"{name}.exc").read_text("utf-8").splitlines():
            form, *plain = line.split()
            if FORM.fullmatch(form):
                net.forms[form].update(word for word in plain if FORM.fullmatch(word))
    senses = {sense for found in net.words["en"].values() for sense in found}
    for line in bahasa.read_text("utf-8").splitlines():
        if not line.startswith("#") and (word := line.split("\t")[2].casefold()) and FORM.fullmatch(word):
            offset, part = line.split("\t")[0].split("-")
            sense = ("a" if part == "s" else part, offset)
            if sense in senses:
                net.words["id"].setdefault(word, set()).add(sense)
    net.words["id"] = {word: found for word, found in net.words["id"].items() if len(found) <= MOST_SENSES}
    return net


def _read_sense(net: Net, part: str, row: list[str]) -> None:
    """A line of a data file: the offset, a number, the part, how many words, words, how many pointers, pointers."""
    sense, count = (part, row[0]), int(row[3], 16)
    listed = (word.partition("(")[0].casefold() for word in row[4 : 4 + 2 * count : 2])
    words = [net.words["en"].setdefault(word, set()) for word in listed if FORM.fullmatch(word)]
    for senses in words:
        senses.add(sense)
    first = 4 + 2 * count
    for at in range(first + 1, first + 1 + 4 * int(row[first]), 4):
        sign, offset, other = row[at : at + 3]
        target = ("a" if other == "s" else other, offset)
        if sign == OPPOSITE:
            net.opposites.add((sense, target))
        elif sign == SIMILAR:
            net.similar.add((sense, target))
        elif sign == KIND_OF:
            net.parents.setdefault(sense, target)
        elif sign == DERIVED:
            net.derived.add((sense, target))
        elif sign == ADJECTIVE and part == "r":  # "densely" is opposed to "thinly" alone, "dense" to more
            for senses in words:
                senses.add(target)


def as_arrays(net: Net) -> dict[str, np.ndarray]:
    """Words of a language joined by line breaks; of word k the senses `first[k]` to before `first[k + 1]`."""
    own = {sense for words in net.words.values() for found in words.values() for sense in found}
    used = sorted(own | {net.parents[sense] for sense in own if sense in net.parents})
    numbers = {sense: number for number, sense in enumerate(used)}
    found: dict[str, np.ndarray] = {
        "part": np.frombuffer("".join(part for part, _ in used).encode(), np.uint8),
        "parent": np.array([numbers.get(net.parents.get(sense, NOBODY), -1) for sense in used], np.int32),
        "opposites": _pairs(net.opposites, numbers),
        "similar": _pairs(net.similar, numbers),
        "derived": _pairs(net.derived, numbers),
        "forms": _text(f"{form} {' '.join(sorted(plain))}" for form, plain in sorted(net.forms.items()) if plain),
    }
    for lang, words in net.words.items():
        listed = sorted(words)
        senses = [sorted(numbers[sense] for sense in words[word]) for word in listed]
        found[f"{lang}.words"] = _text(listed)
        found[f"{lang}.first"] = np.cumsum([0, *map(len, senses)]).astype(np.uint32)
        found[f"{lang}.senses"] = np.array([number for some in senses for number in some], np.uint32)
    return found


def _pairs(pairs: Iterable[tuple[Sense, Sense]], numbers: Mapping[Sense, int]) -> np.ndarray:
    rows = sorted((numbers[one], numbers[other]) for one, other in pairs if one in numbers and other in numbers)
    return np.array(rows, np.uint32).reshape(-1, 2)


def _text(lines: Iterable[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def counts_of(arrays: Mapping[str, np.ndarray]) -> Iterator[tuple[str, int]]:
    """What the card says there is."""
    yield "senses", len(arrays["part"])
    yield "opposites", len(arrays["opposites"])
    for lang in ("en", "id"):
        yield f"words, {lang}", len(arrays[f"{lang}.first"]) - 1


def main(argv: list[str] | None = None) -> None:
    """Write the table and its card."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("wordnet", type=Path)
    ap.add_argument("bahasa", type=Path)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    arrays = as_arrays(read_net(a.wordnet, a.bahasa))
    a.out.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, a.out / "senses.safetensors")
    (a.out / "senses.json").write_text(json.dumps(dict(counts_of(arrays)), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
