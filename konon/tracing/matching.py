"""Sayings -> Links: candidates are compared, and each pair is one statement said again, a dispute, an echo, or nothing.

Whether it was said again is judged by a weighted sum of what `claim_features` and `pair_surroundings` see; the gold is
too small for more. What relates without being said again goes by rules: who speaks, and whether one denies the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import load_file

from konon.network.loading import Floats, reading_weights
from konon.tracing.blocking import MemoryIndex, find_candidates, make_sketch
from konon.tracing.claim_drift import find_changes
from konon.tracing.claim_features import LONG, NAMES, PLAIN, plain_features, with_seen
from konon.tracing.first_look import FIRST, Sketch
from konon.tracing.link import Link
from konon.tracing.meeting_words import Met, meet, meet_by_letters
from konon.tracing.pair_labels import Relation
from konon.tracing.pair_network import FOLDER, PairComparer, SeenPair, load_comparer
from konon.tracing.pair_surroundings import BESIDE_NAMES, Pair, find_unseen_rivals, see_beside, standing_of
from konon.tracing.saying import Saying
from konon.tracing.speaker_likeness import OTHER, SAME, SIDE, name_two_persons
from konon.tracing.stances import opposed
from konon.tracing.statement import Statement
from konon.tracing.taken_back import comes_first, find_taken_back
from konon.tracing.told import Told, are_word_for_word

REFINED: Final = 0.05  # chance from which on sentences are read by the network
OF_ONE_THING: Final = 0.4  # likeness from which two opposed claims are about the same
SHARED: Final = 0.2  # of their sentences' words
CONTRADICTED: Final = 0.8  # probability that one denies the other
SAYS_SOMETHING: Final = 3  # words: "his comments" may be of anything
DENIED: Final = 0.6  # how sure a dispute is
MONTH: Final = 30  # days that count as 1 in the features
ANOTHER_DAY: Final = 2  # days between two reports of one outlet that are of two occasions
# Chance that two without one number in common must have; the judge knows pairs of one language and is less sure of two.
COUNTING_OTHERWISE: Final = 0.3
COUNTING_OTHERWISE_IN_TWO: Final = 0.2
CHANGED: Final = 0.5  # probability that a number differs
ALSO_CHANGED: Final = 0.15  # and beside it another word
FILES: Final = ("links.safetensors", "links.json")
# Of what is not counted here, the gold has too little to learn a weight from.
UNWEIGHED: Final = frozenset(
    {"pair contradicts", "pair drifts", "denials apart", "opposites", "same language", "names apart"}
    | {name for name in NAMES if name.startswith("most ")}
)
COUNTED: Final = tuple(name for name in (*NAMES, *BESIDE_NAMES) if name not in UNWEIGHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The links, and all pairs that were compared, by the sayings' ids: what was compared and not linked is a no."""

    links: tuple[Link, ...]
    compared: tuple[tuple[str, str], ...]


_Compared = tuple[Floats, tuple[Floats, Floats]]  # `plain_features` of a pair, and the words that either sentence has


def _compare(a: Told, b: Told, meet: Callable[[Told, Told], Met] = meet) -> _Compared:
    met = meet(a, b)
    return plain_features(a, b, met), met.had


def _may_dispute(a: Saying, b: Saying, plain: Floats) -> bool:
    """Whether one may be against what the other says: of these few are alike."""
    named = plain[NAMES.index("polarity differs")] > 0 and plain[NAMES.index("likeness")] >= OF_ONE_THING
    return bool(named) or opposed(a, b)


class Matcher:
    """The weights of matching with the comparer; make one and keep it (see `load_matcher`)."""

    def __init__(self, folder: Path = FOLDER, comparer: PairComparer | None = None) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        with reading_weights(folder):
            held = load_file(folder / FILES[0])
            self.first: Floats = held["first"]
            self.glance: Floats = held["glance"]
            self.drift: Floats = held["drift"]
            self.card: dict[str, Any] = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
        self.linear = {name: held[name] for name in ("weights", "bias", "middle", "spread")}
        self.cells: Floats = held["cells"].astype(np.float32)
        self.floors: dict[str, float] = self.card["floors"]
        self.comparer = comparer or load_comparer()

    def prepare(self, saying: Saying, vector: Floats | None = None) -> Told:
        """To be compared with others; `vector`: of its words (WIDTH,), where it is known."""
        return Told(saying, self.comparer, vector=vector)

    @property
    def name(self) -> str:
        """Of all weights that decide."""
        return f"{self.card['name']} / {self.comparer.name}"

    def sketch(self, saying: Saying, statement: Statement, vector: Floats, number: int) -> Sketch:
        """The saying as the first look sees it; `statement`, `vector`: of its words."""
        return make_sketch(saying, statement, vector, self.cells, number)

    def likely(self, met: Floats) -> Floats:
        """(candidates, FIRST) -> log odds above the floor under which nobody looks at the words (candidates,)."""
        return np.asarray(met @ self.first[:FIRST] + self.first[FIRST], np.float32)

    def match(self, sayings: Iterable[Saying]) -> Matched:
        """Links between sayings of different articles, each with those before it; the surest first."""
        told = [one for one in map(self.prepare, sayings) if len(one.content)]
        index = MemoryIndex()
        for number, one in enumerate(told):
            index.add(self.sketch(one.saying, one.content, one.vector, number))
        found = find_candidates(list(index.held.values()), index, self.likely)
        return self.match_pairs(told, [(other, number) for number, some in enumerate(found) for other in some])

    def match_pairs(self, told: Sequence[Told], pairs: Sequence[tuple[int, int]]) -> Matched:
        """The links among `pairs` of places in `told`."""
        if not pairs:
            return Matched(links=(), compared=())
        compared = [_compare(told[a], told[b], meet_by_letters) for a, b in pairs]
        held = [(row, *pairs[row]) for row in self._glance(told, pairs, compared)]
        seen = {row: self.see(told[a], told[b]) for row, a, b in held}
        for row in (*seen, *find_unseen_rivals(_stand(told, pairs), seen.keys())):
            a, b = pairs[row]
            compared[row] = _compare(told[a], told[b])
        links: list[Link] = []
        if seen:
            told, compared = self._look_closer(told, pairs, compared, seen)
            features, chances = self._judge(told, pairs, compared, seen)
            for (row, one), numbers, chance in zip(seen.items(), features, chances, strict=True):
                first, second = (told[place] for place in pairs[row])
                if link := self._decide(first, second, one, numbers, float(chance)):
                    links.append(link)
        links += find_taken_back([(told[a].saying, told[b].saying) for a, b in pairs], links)
        ids = tuple((told[a].saying.id, told[b].saying.id) for a, b in pairs)
        return Matched(links=tuple(sorted(links, key=lambda one: (-one.score, one.a, one.b))), compared=ids)

    def see(self, a: Told, b: Told) -> SeenPair:
        """What the network says of the two; it need not be asked where the words are the same."""
        if are_word_for_word(a, b):
            return self.comparer.see_same(len(a.content))
        return self.comparer.see(a.encoded, b.encoded)

    def _glance(
        self, told: Sequence[Told], pairs: Sequence[tuple[int, int]], compared: Sequence[_Compared]
    ) -> list[int]:
        """The rows of those that may be linked by what needs no network; of what meets, less than half."""
        plain = np.stack([features for features, _ in compared])[:, PLAIN]
        likely = plain @ self.glance[:-1] + self.glance[-1] >= 0
        return [
            row
            for row, (a, b) in enumerate(pairs)
            if likely[row] or _may_dispute(told[a].saying, told[b].saying, compared[row][0])
        ]

    def _look_closer(
        self,
        told: Sequence[Told],
        pairs: Sequence[tuple[int, int]],
        compared: Sequence[_Compared],
        seen: Mapping[int, SeenPair],
    ) -> tuple[Sequence[Told], list[_Compared]]:
        """The same with the sentences of likely pairs read by the network; what has none of these stays as it was."""
        _, rough = self._judge(told, pairs, compared, seen)
        likely = {place for row, chance in zip(seen, rough, strict=True) if chance >= REFINED for place in pairs[row]}
        fine = [one.refine() if place in likely and not one.is_most else one for place, one in enumerate(told)]
        again = list(compared)
        for row in seen:
            a, b = pairs[row]
            if fine[a] is not told[a] or fine[b] is not told[b]:
                again[row] = _compare(fine[a], fine[b])
        return fine, again

    def _judge(
        self,
        told: Sequence[Told],
        pairs: Sequence[tuple[int, int]],
        compared: Sequence[_Compared],
        seen: Mapping[int, SeenPair],
    ) -> tuple[Floats, Floats]:
        """Of what was seen: (rows, NAMES), and how likely each was said again (rows,); all pairs are beside them."""
        plain = np.stack([one for one, _ in compared])
        had = list(zip(*(words for _, words in compared), strict=True))
        beside = see_beside(plain, _stand(told, pairs), had)
        features = np.stack([with_seen(plain[row], one) for row, one in seen.items()])
        return features, self.chances(counted(features, beside[list(seen)]))

    def chances(self, features: Floats) -> Floats:
        """(pairs, COUNTED) -> how likely each was said again (pairs,)."""
        scores = (features - self.linear["middle"]) / self.linear["spread"] @ self.linear["weights"]
        return np.asarray(1 / (1 + np.exp(-(scores + self.linear["bias"][0]))), np.float32)

    def _floors(self, *langs: str) -> Mapping[str, float]:
        """Of two claims of one language its own, if there is one: outlets quote one another more closely in some."""
        own = self.floors.get(f"again {langs[0]}") if len(set(langs)) == 1 else None
        return self.floors if own is None else {**self.floors, "again": own}

    def _decide(self, a: Told, b: Told, seen: SeenPair, features: Floats, chance: float) -> Link | None:
        named = dict(zip(NAMES, map(float, features), strict=True))
        named["two persons"] = float(named["speaker"] == OTHER and name_two_persons(a.saying, b.saying))
        named["stances apart"] = float(opposed(a.saying, b.saying))
        relation, score = choose_relation(chance, named, self._floors(a.saying.lang, b.saying.lang))
        if relation == "none":
            return None
        if comes_first(b.saying, a.saying):
            a, b, seen = b, a, self.see(b, a)
        said_again = relation in ("repeats", "again")
        return Link(
            a=a.saying.id,
            b=b.saying.id,
            relation=relation,
            score=round(score, 3),
            changes=find_changes(a, b, seen, self.drift) if said_again else (),
            reasons=tuple(_reasons(a, b, named)),
        )


def choose_relation(chance: float, seen: Mapping[str, float], floors: Mapping[str, float]) -> tuple[Relation, float]:
    """By how likely it was said again, and what `claim_features` saw; how sure, and `none` where nothing is.

    Another person's ("two persons") is an echo. One that denies the other contradicts it, or takes it back where the
    speaker is the same.
    """
    if _counts_other_things(seen):
        return "none", 1.0
    same = seen["speaker"] >= SAME
    if _stands_against(seen) if same else _denies(seen):
        return ("reverses" if same else "contradicts"), DENIED
    least = floors["again"]
    if _no_number_in_common(seen):
        least = max(least, COUNTING_OTHERWISE if seen["same language"] else COUNTING_OTHERWISE_IN_TWO)
    if chance >= least and not _is_said_anew(seen):
        return ("echoes" if seen["two persons"] else "repeats"), chance
    if same and chance >= floors["related"] and _denies(seen):
        return "reverses", DENIED
    return "none", 1 - chance


def _stands_against(seen: Mapping[str, float]) -> bool:
    """Whether one is against the very thing that the other is for."""
    return bool(seen["stances apart"]) and (seen["names shared"] > 0 or seen["likeness"] >= OF_ONE_THING)


def _denies(seen: Mapping[str, float]) -> bool:
    """Whether the words of one deny the other's."""
    if seen["size least"] * LONG < SAYS_SOMETHING:
        return False
    denied = seen["polarity differs"] and (seen["stances apart"] or seen["pair contradicts"] > CONTRADICTED)
    return bool(denied) and seen["likeness"] >= OF_ONE_THING and seen["sentence words"] >= SHARED


def _counts_other_things(seen: Mapping[str, float]) -> bool:
    """Not one number is the same, and another word or name differs too: of one form, and two statements."""
    if not _no_number_in_common(seen):
        return False
    elsewhere = seen["names apart"] > 0 and seen["names shared"] == 0
    return elsewhere or (seen["most number"] > CHANGED and max(seen["most words"], seen["most name"]) > ALSO_CHANGED)


def _no_number_in_common(seen: Mapping[str, float]) -> bool:
    return seen["numbers apart"] > 0 and seen["numbers shared"] == 0


def _is_said_anew(seen: Mapping[str, float]) -> bool:
    """Whether an outlet tells it on another day and in other words: tomorrow's forecast, next week's figures."""
    apart = seen["dated"] > 0 and seen["days"] * MONTH >= ANOTHER_DAY
    return bool(seen["same outlet"]) and apart and seen["run share"] < 1


def counted(features: Floats, beside: Floats) -> Floats:
    """(pairs, NAMES) and (pairs, BESIDE_NAMES) -> (pairs, COUNTED)."""
    names = (*NAMES, *BESIDE_NAMES)
    return np.concatenate([features, beside], 1)[:, [names.index(name) for name in COUNTED]]


def _stand(told: Sequence[Told], pairs: Sequence[tuple[int, int]]) -> list[Pair]:
    standing = [standing_of(one.saying) for one in told]
    return [(standing[a], standing[b]) for a, b in pairs]


def _reasons(a: Told, b: Told, seen: dict[str, float]) -> Iterable[str]:
    speaker = seen["speaker"]
    if speaker == SAME:
        yield (
            f"both name {a.saying.speaker} as the speaker"
            if a.saying.speaker == b.saying.speaker
            else (f"{a.saying.speaker} and {b.saying.speaker} are one name")
        )
    elif speaker == SIDE:
        yield f"{a.saying.speaker or a.saying.source} and {b.saying.speaker or b.saying.source} may be one"
    elif a.saying.speaker and b.saying.speaker:
        yield f"the speakers differ: {a.saying.speaker}, {b.saying.speaker}"
    yield f"likeness of meaning {seen['likeness']:.2f}"
    yield f"{seen['covered most']:.0%} of the words of one have their like in the other"
    run = round(seen["run"] * 20)
    if run >= 4:
        yield f"{run} words in a row are the same" if run < 20 else "20 or more words in a row are the same"
    if seen["numbers shared"]:
        yield f"numbers in both: {round(seen['numbers shared'] * 3)}"
    if seen["dated"]:
        days = round(seen["days"] * 30)
        yield f"published {days} {'day' if days == 1 else 'days'} apart" if days else "published within a day"


@lru_cache(maxsize=1)
def load_matcher() -> Matcher:
    """The shipped one, loaded once a process."""
    return Matcher()
