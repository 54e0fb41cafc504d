"""The words of a phrase -> where a person's name stands in them, by the words and by the rest of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from konon.reading.speakers.countries import territory_names
from konon.reading.speakers.name_cuts import NameCuts
from konon.reading.speakers.tokens import CLOSE, END, OPEN, OWNER, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

_HUMPED: Final = re.compile(
    r"[a-z]+[A-Z](?!\u0303)|(?!Mc|Mac|De|La|Di|Le|Van|Fitz|O')[A-Z][a-z]+[A-Z](?!\u0303)"
)  # detikNews, SpaceX
_ROMAN: Final = re.compile(r"[ivx]+$")
_DEGREE: Final = re.compile(r"(?=.*[a-z])(?:Sp|S|M|Dr)\.?[A-Z][A-Za-z]{0,4}(?:-[A-Z]{2,5})?$")  # SpPD-KGH, MKes
_NUMBER: Final = re.compile(r"[\d.,:/\-]+$")

# What speaks for a name of so many words, and against one that holds a word of another kind.
_BY_SIZE: Final = (0.0, -0.5, 1.5, 1.2, 0.4, -0.6, -1.2)
_AGAINST: Final = {
    kinds.MODIFIER: -1.5,
    kinds.GROUP: -3.0,
    kinds.DOCUMENT: -3.0,
    kinds.ORGANISATION: -3.0,
    kinds.GOVERNMENT: -3.0,
    kinds.MEDIA: -2.5,
    kinds.PLACE: -2.0,
    kinds.UNNAMED: -3.0,
    kinds.POST: -3.0,
    kinds.TITLE: -3.0,
    kinds.RANK: -2.5,
    kinds.HONORIFIC: -2.0,
    kinds.FUNCTION: -3.0,
}
_CALLED: Final = frozenset({kinds.TITLE, kinds.RANK, kinds.HONORIFIC})
_NEVER_NAMES: Final = _CALLED | {kinds.POST, kinds.PLACE}
_AFTER_ROLE: Final = frozenset(
    {kinds.POST, kinds.MODIFIER, kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.PLACE}
)
LOUD: Final = -3.2  # all capitals: an abbreviation
HUMPED: Final = -2.5  # detikNews, SpaceX: a brand
USUAL: Final = -1.5  # mostly in small letters
KNOWN: Final = 0.5  # met in persons' names
IN_BODIES: Final = -1.2  # met in other names
CLITIC: Final = -2.0
NUMBER: Final = -3.0
NOMINAL: Final = -1.0
OUTLET: Final = -3.0  # "Charlotte Observer"
OF_COUNTRY: Final = -1.0  # "Maois Nepal"
TWICE: Final = -3.0
LETTERED: Final = -1.5
CUT_SHORT: Final = -3.0  # capitals go on after it
CUT_LATE: Final = -2.0  # capitals that nothing explains stand before it
LEAVES: Final = -0.2  # one of whose words could be the name's
AGED: Final = 3.0
LONG: Final = 4  # letters of an opener that is hardly a name of its own
OPENER: Final = 1.6  # "I Ketut", "La Ode", "M. Hanif"
CUT_SHARE: Final = 0.3  # what log odds of the head of names count beside all this
UNLIKELY: Final = -50.0  # log odds
CUT_MOST: Final = 1.3  # and at most
NAME_FLOOR: Final = 0.75  # least score of a person's name


class Name(NamedTuple):
    """Where a person's name stands, in words, and how much speaks for it."""

    start: int
    end: int
    score: float


def is_opening_plural(words: Tokens, k: int, given: frozenset[str]) -> bool:
    """Whether word k may be an English noun that only opening its sentence gives a capital: "Fishermen on the bank"."""
    low = words.low[k]
    traits = words.lexicon.traits
    plural = low.endswith(traits.plural_endings + traits.irregular_plurals)
    return words.sep[k] == END and plural and low not in given


class NameFinder:
    """Finds the person's name in a phrase, by its words and by how the rest of the article uses them."""

    def __init__(self, words: Tokens, bare: Iterable[str] = (), cuts: NameCuts | None = None) -> None:
        self.words = words
        self.cuts = cuts.of_words(words.starts) if cuts else [None] * len(words)
        self.bare = frozenset(bare)  # words that stand alone as a source
        self.particles = words.lexicon.among("names.particles")
        self.given = frozenset().union(*(words.lexicon.among(f"people.{k}") for k in ("given", "male", "female")))
        self.names, self.bodies = words.lexicon.names, words.lexicon.bodies
        self.openers = words.lexicon.among("names.openers")
        self.needy = words.lexicon.among("organisations.needy")
        self.media_marks = words.lexicon.among("media.marks")
        self.title_names = words.lexicon.among("names.title_names")
        self.separators = words.lexicon.among("words.separators")
        self.portfolios = words.lexicon.among("roles.portfolios")
        self.degrees = words.lexicon.among("names.degrees")
        among = words.lexicon.among
        self.endings = tuple(among("names.endings"))
        self.nominal_endings = tuple(among("names.nominal_endings"))
        self.nominal_prefixes = tuple(among("names.nominal_prefixes"))
        self.nominal_suffixes = tuple(among("names.nominal_suffixes"))
        self._scores: dict[tuple[int, bool], float] = {}
        self.solo: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self._run_spans = set(words.runs())
        for i, j in words.runs():
            if j - i == 1 and words.label[i] is None:
                self.solo[words.low[i]] += 1
            elif j - i > 1:
                self.whole[" ".join(words.low[i:j])] += 1

    def find(self, i: int, j: int, floor: float = NAME_FLOOR) -> Name | None:
        """The likeliest person's name among words i to j (exclusive), which no comma parts."""
        names = [Name(a, b, self._score(i, j, a, b)) for a, b in self._cuts(i, j)]
        fit = [name for name in names if name.score >= floor]
        odds = [self._cut_odds(i, j, name.start, name.end) for name in fit]
        most = max((one for one in odds if one is not None), default=0.0)
        likely = [
            name.score - (0.0 if one is None else min(CUT_SHARE * (most - one), CUT_MOST))
            for name, one in zip(fit, odds, strict=True)
        ]
        return fit[likely.index(max(likely))] if fit else None

    def _cuts(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        """Where a name could stand."""
        head_last = self.words.lexicon.head_last
        for a in range(i, min(j, i + 40)):
            if not self._may_open(a):
                continue
            for b in range(a + 1, min(a + 6, j) + 1):
                if b > a + 1 and self.words.sep[b - 1] != SPACE:
                    break
                if not (self.words.cap[b - 1] or self.words.low[b - 1] in self.particles):
                    break
                if not self.words.cap[b - 1]:
                    continue
                if head_last and b < j and not self.words.cap[b] and self._heads(b, b - a):
                    continue  # "the Clinton campaign", "Gary Johnson's doctor"
                yield a, b

    def _heads(self, b: int, size: int) -> bool:
        """Whether word b goes on as the noun that a name of `size` words before it belongs to."""
        words = self.words
        if size == 1 and words.label[b] is None and words.sep[b] == SPACE and self._is_plural(words.low[b]):
            return True  # "European citizens"
        if words.sep[b] == OWNER:
            return True
        return (
            words.sep[b] == SPACE
            and words.label[b] not in (None, kinds.FUNCTION)
            and words.low[b] not in self.separators
        )

    def _is_plural(self, low: str) -> bool:
        """Whether a word looks like a noun in the plural, and not like a name."""
        traits = self.words.lexicon.traits
        return len(low) > 3 and low.endswith(traits.plural_endings) and not low.endswith(traits.singular_name_endings)

    def _may_open(self, a: int) -> bool:
        return self.words.cap[a] and self.words.label[a] not in (kinds.FUNCTION, kinds.HONORIFIC, kinds.RANK)

    def _score(self, i: int, j: int, a: int, b: int) -> float:
        words = self.words
        size = sum(words.cap[a:b])  # without particles
        score = _BY_SIZE[min(size, len(_BY_SIZE) - 1)] + self._words_score(a, b)
        first, last = words.low[a], words.low[b - 1]
        known = first in self.given and len(first) > 1
        score += (1.1 if known else 0.7 if first in self.names else 0.0) + (
            0.3 if b - a > 1 and last in self.given else 0.0
        )
        if b - a > 1 or not words.cap[a]:
            if first in self.bare or last in self.bare:
                score += 2.5
            elif any(low in self.bare for low in words.low[a:b]):
                score += 1.6
            elif first in self.solo or last in self.solo:
                score += 1.2
            own = (a, b) in self._run_spans
            if self.whole.get(" ".join(words.low[a:b]), 0) > own:
                score += 1.2
        elif first in self.bare:
            score += 2.4
        return score + self._edges_score(i, j, a, b)

    def _cut_odds(self, i: int, j: int, a: int, b: int) -> float | None:
        """Log odds by the head of names that the name in words i to j is a to b, against that they have none; None
        where it has not looked."""
        if any(cut is None for cut in self.cuts[i:j]):
            return None
        if self.words.label[a] in _NEVER_NAMES or self._is_seat(i, a, b):
            return UNLIKELY  # the gold calls the Pope by his title too
        cuts = [cut for cut in self.cuts[i:j] if cut]
        first, last = a - i, b - i
        odds = cuts[first].opens + sum(cut.goes_on for cut in cuts[first + 1 : last])
        odds -= sum(cut.nothing for cut in cuts[first:last])
        return odds + (cuts[last].no_more if b < j else 0.0) + (cuts[first - 1].nothing if a > i else 0.0)

    def _is_seat(self, i: int, a: int, b: int) -> bool:
        """Whether word a is rather where a body has its seat: "Badan SAR | Contoh Budi Santoso"."""
        words = self.words
        short = a - i > 1 and words.word[a - 1].isupper() and words.label[a - 2] == kinds.ORGANISATION
        return short and b - a > 2 and words.low[a + 1] in self.given and words.low[a] not in self.given

    def _words_score(self, a: int, b: int) -> float:
        words = self.words
        twice = TWICE if b - a == 2 and words.low[a] == words.low[a + 1] else 0.0
        lettered = LETTERED if b - a == 2 and len(words.word[a + 1]) == 1 else 0.0  # "Space X"
        outlet = OUTLET if b - a > 1 and words.low[b - 1] in self.media_marks else 0.0
        of_country = b - a > 1 and words.low[b - 1] in territory_names() and words.low[b - 1] not in self.given
        country = OF_COUNTRY if of_country and words.low[a] not in self.given else 0.0
        return twice + lettered + outlet + country + sum(self._place_score(k, k > a) for k in range(a, b))

    def _place_score(self, k: int, inside: bool) -> float:
        known = self._scores.get((k, inside))
        words = self.words
        if known is None and inside and words.low[k] in self.title_names and words.label[k - 1] is None:
            known = self._scores[k, inside] = 0.0  # "Lukman Hakim"
        if known is None:
            known = self._scores[k, inside] = self._label_score(k, inside) + self._word_score(k, inside)
        return known

    def _label_score(self, k: int, inside: bool) -> float:
        """What a word of another kind says against a name; `inside`: that it does not open."""
        words, low, label = self.words, self.words.low[k], self.words.label[k]
        small = inside and (low in self.particles or len(low.strip(".")) == 1)
        if label is None or small:
            return 0.0
        followed = k + 1 < len(words) and words.cap[k + 1] and words.sep[k + 1] == SPACE
        country = label == kinds.PLACE and low not in words.lexicon.labels and (inside or followed)  # "Chad Bown"
        by_itself = country or words.lexicon.labels.get(low) == label
        return 0.0 if low in self.given and label != kinds.FUNCTION and by_itself else _AGAINST[label]

    def _word_score(self, k: int, inside: bool) -> float:
        words, low, word, score = self.words, self.words.low[k], self.words.word[k], 0.0
        if len(low) > 2 and word.isupper() and not (_ROMAN.match(low) or words.shouted or "." in low):
            score += LOUD
        if _HUMPED.match(word):
            score += HUMPED
        if len(low) > 1 and low in words.usual and low not in self.given and low not in self.particles:
            score += USUAL
        if low in self.names or (inside and low in self.given):
            score += KNOWN
        elif low in self.bodies and low not in self.given:
            score += IN_BODIES
        if inside and "." in low and low.strip(".") in self.degrees:
            score += NUMBER
        if len(low) > 6 and low.endswith(self.endings):
            score += CLITIC
        if _NUMBER.match(low):
            score += NUMBER
        elif words.label[k] is None and self._is_nominal(low):
            score += NOMINAL
        return score

    def _is_nominal(self, low: str) -> bool:
        """Nouns by their shape: per-...-an, ke-...-an; -ing, -tion, -ment."""
        if len(low) <= 6:
            return False
        if low.endswith(self.nominal_suffixes) and low.startswith(self.nominal_prefixes):
            return len(low) > 7
        return low.endswith(self.nominal_endings)

    def _edges_score(self, i: int, j: int, a: int, b: int) -> float:
        words = self.words
        score = self._start_score(i, j, a, b)
        if b < j and words.cap[b] and words.sep[b] == SPACE and not self._is_degree(b):
            score += CUT_SHORT
        if a > i and words.label[a - 1] is None and words.cap[a - 1] and words.sep[a] == SPACE:
            unexplained = all(words.label[k] is None and words.cap[k] for k in range(i, a))
            opener = len(words.low[a - 1].strip(".")) == 1 or words.low[a - 1] in self.openers
            if self._is_style(a):
                return score + OPENER
            score += CUT_LATE if unexplained or opener else LEAVES
        if b < len(words) and words.sep[b] == OPEN and words.low[b].isdigit():
            score += AGED  # "Sari (35)"
        return score

    def _is_style(self, a: int) -> bool:
        """Whether a word opens a name wherever it stands, as none that is part of one does: "Tengku", "Raden"."""
        low, previous = self.words.low[a], self.words.low[a - 1]
        return low in self.openers and len(low) > LONG and previous not in self.openers | self.given | self.names

    def _is_degree(self, k: int) -> bool:
        return self.words.low[k].strip(".") in self.degrees or bool(_DEGREE.match(self.words.word[k]))

    def _start_score(self, i: int, j: int, a: int, b: int) -> float:
        """What the words before word a say for a name that opens there."""
        words = self.words
        before = words.label[a - 1] if a > i else None
        low, previous = words.low[a], words.low[a - 1] if a > i else ""
        parted = a == i or before is not None or words.sep[a] != SPACE
        initial = len(low.strip(".")) == 1
        score = OPENER if b - a > 1 and (low in self.openers or initial) and (initial or parted) else 0.0
        if initial and not parted and low not in self.openers:
            score = 0.0
        if a == i:
            return score + 0.3
        if before in _CALLED:
            return score + (-0.3 if previous in self.portfolios else 1.3)
        if before == kinds.PLACE and b - a == 1 and b == j and kinds.TITLE in words.label[i:a]:
            return score + 1.5
        if previous in self.needy and words.sep[a] == SPACE:
            return score - 2.0  # "Rumah Sakit Kasih Ibu": the first word is the hospital's, not the director's
        known = low in self.given or low in self.names or len(low) == 1
        if before == kinds.POST and b - a > 2 and words.sep[a] == SPACE and not known:
            return score  # "Ekonom Lembaga Budi Santoso": what follows a post is rather whose it is
        if before in _AFTER_ROLE or words.sep[a] == CLOSE or words.word[a - 1].isupper():
            return score + (0.9 if before in (kinds.POST, kinds.MODIFIER) else 1.2)
        if words.sep[a] == OWNER:
            return score + 1.0
        if before is None and previous in self.bodies:
            return score + 0.9
        return score + (0.6 if before is None and previous in words.usual and previous not in self.given else 0.0)
