"""Text -> its words, with how each is parted from the one before and what it is to a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from konon.reading.speakers.countries import territory_names, territory_openings
from konon.reading.text import speaker_lexicon as kinds
from konon.reading.text.speaker_lexicon import LONGEST, SpeakerWords
from konon.records import Span

_WORD: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])"  # S.H. U.S.
    r"|\d{1,3}(?:,\d{3})+(?![^\W_])"  # 2,400
    r"|[^\W_]+(?:(?:['’&\-‑/]|(?<=Ã)[\xa0-\xbf]|(?<=A)\u0303[\xa0-\xbf]|(?<![^\W_]{4})\.(?=[^\W_]{1,4}\b)|\.(?=[a-z0-9]))[^\W_]+)*"
)
_POSSESSIVE: Final = re.compile(r"['’]s$")
SHORTEST_PIECE: Final = 3  # letters; a source that starts or ends nearer to a word's edge takes the whole word
_SHOUTED: Final = 0.7  # of the words with letters in capitals: capitals show nothing

_FEW: Final = frozenset({kinds.FUNCTION, kinds.PLACE})  # said twice they are no more
_CALLED: Final = frozenset({kinds.TITLE, kinds.POST, kinds.RANK, kinds.HONORIFIC})


# How the words before a word are parted from it.
SPACE, COMMA, OPEN, CLOSE, END, OWNER, MARK = " ", ",", "(", ")", "|", "'", ";"


class Tokens:
    """The words of the given spans of a text as parallel lists; everything else counts in places of these."""

    def __init__(
        self,
        text: str,
        spans: Iterable[Span],
        words: SpeakerWords,
        sources: Iterable[Span] = (),
        outlets: Iterable[Span] = (),
    ) -> None:
        """`sources` part words written together, `ujar|nya`, `koresponden|AFP`, and neighbours: `Budi|Budi`;
        `outlets` are names that the text gives as an outlet's: `dilansir X`."""
        self.text, self.lexicon = text, words
        self._sources = frozenset(sources)
        self._cuts = sorted({x for span in self._sources for x in span})
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sep: list[str] = []  # how each is parted from the one before
        for start, end in spans:
            self._add(start, end)
        self.word = [text[s:e] for s, e in zip(self.starts, self.ends, strict=True)]
        self.low = [w.lower() for w in self.word]
        self.shouted = self._is_shouted()
        self.label = self._labels()
        self.cap = self._capitals()
        self._label_stems()
        self._label_doubled()
        self._part_neighbours()
        self._part_doubled()
        self._label_outlets(outlets)
        self._clear_homonyms()
        self.usual = self.lexicon.common | {low for low, c in zip(self.low, self.cap, strict=True) if not c}
        self._runs: list[tuple[int, int]] | None = None
        self._opening = [
            k for k in range(len(self.word)) if k == 0 or "\n" in text[self.starts[k - 1] : self.starts[k]]
        ]

    def __len__(self) -> int:
        return len(self.word)

    def within_number(self, k: int) -> bool:
        """Whether the mark before word k is one of a number: "16,2 persen"."""
        return (
            k > 0
            and self.starts[k] == self.ends[k - 1] + 1
            and self.word[k - 1][-1:].isdigit()
            and self.word[k][0].isdigit()
        )

    def _is_shouted(self) -> bool:
        letters = sum(1 for w in self.word if len(w) > 2)
        loud = sum(1 for w in self.word if len(w) > 2 and w.isupper())
        return letters > 0 and loud > _SHOUTED * letters

    def _capitals(self) -> list[bool]:
        """Which words have a capital; where all is in capitals, function words have none."""
        upper = [w != low and _is_capital(w) for w, low in zip(self.word, self.low, strict=True)]
        return [u and not (self.shouted and lab == kinds.FUNCTION) for u, lab in zip(upper, self.label, strict=True)]

    def _add(self, start: int, end: int) -> None:
        text, short = self.text, self.lexicon.shortened
        last = -1
        for s, stop in self._cut_words(start, end):
            owner = stop - s > 2 and text[stop - 2] in "'’" and _POSSESSIVE.search(text, s, stop)
            e = stop - 2 if owner else stop
            if last < 0:
                self.sep.append(END)
            elif s == last:
                self.sep.append(MARK)
            elif s == last + 1 and text[last] == " ":
                self.sep.append(SPACE)
            else:
                before = text[self.starts[-1] : last]
                whose = (
                    self.lexicon.traits.possessive_apostrophe and before[-1] == "s" and text[last:s] in ("' ", "’ ")
                )  # "News' Kelly"
                self.sep.append(OWNER if whose else _parting(text[last:s], before, short))
            self.starts.append(s)
            self.ends.append(e)
            last = e

    def _cut_words(self, start: int, end: int) -> Iterable[Span]:
        cuts, at = self._cuts, bisect_left(self._cuts, start)
        for match in _WORD.finditer(self.text, start, end):
            s, e = match.span()
            while at < len(cuts) and cuts[at] <= s:
                at += 1
            while at < len(cuts) and cuts[at] < e:
                if self._parts_words(s, cuts[at], e):
                    yield s, cuts[at]
                    s = cuts[at]
                at += 1
            yield s, e

    def _parts_words(self, start: int, cut: int, end: int) -> bool:
        """Whether a cut inside a word parts two that were written together, rather than being a little off."""
        left, right = self.text[start:cut], self.text[cut:end]
        if right.lower() in self.lexicon.among("pronouns.clitics"):
            return True
        if min(len(left), len(right)) < SHORTEST_PIECE:
            return False
        common = self.lexicon.common
        known = (len(right) > SHORTEST_PIECE and right in common) or left.lower() in common
        return known or (left[-1].islower() and right[0].isupper())

    def _labels(self) -> list[str | None]:
        openings, size = self.lexicon.openings, len(self.low)
        countries = territory_openings(self.lexicon.lang)
        out: list[str | None] = [None] * size
        at = 0
        while at < size:
            low = self.low[at]
            most = openings.get(low, 0)
            if self.word[at] != low:
                most = max(most, countries.get(low, 0))
            step = 1
            for length in range(min(most, LONGEST, size - at), 0, -1):
                label = self._label_of(at, at + length)
                if label is not None:
                    out[at : at + length] = [label] * length
                    step = length
                    break
            at += step
        return out

    def _label_of(self, i: int, j: int) -> str | None:
        """What words i to j (exclusive) are as one phrase."""
        if j - i > 1 and any(self.sep[k] != SPACE for k in range(i + 1, j)):
            return None
        phrase = " ".join(self.low[i:j])
        label = self.lexicon.labels.get(phrase)
        if label is None and self.word[i] != self.low[i]:
            shown, countries = self.text[self.starts[i] : self.ends[j - 1]], self.lexicon.countries
            if phrase in territory_names() or phrase in countries or shown in countries:
                return kinds.PLACE
        return label

    def _label_doubled(self) -> None:
        """Nouns said twice, which are many: "kelompok-kelompok", "menteri-menteri"."""
        if self.lexicon.head_last:
            return
        for k, low in enumerate(self.low):
            half, _, other = low.partition("-")
            if self.label[k] is None and half == other and self.lexicon.labels.get(half, kinds.FUNCTION) not in _FEW:
                self.label[k] = kinds.GROUP

    def _label_stems(self) -> None:
        """Short titles and offices that no list holds, by how they begin: "Wamen...", "Kemen..."."""
        among = self.lexicon.among
        if self.lexicon.traits.short_forms == "ending":
            ends = tuple(among("roles.post_ends"))
            for k, low in enumerate(self.low):
                if self.label[k] is None and low.endswith(ends):
                    self.label[k] = kinds.POST
                elif self.label[k] is None and low in self.lexicon.peoples:
                    self.label[k] = kinds.GROUP  # "Mexicans"
            return
        titles, offices = tuple(among("roles.title_stems")), tuple(among("organisations.government_stems"))
        if not titles:
            return
        for k, low in enumerate(self.low):
            if self.label[k] is None and len(low) > 6 and low != self.word[k]:
                if low.startswith(titles):
                    self.label[k] = kinds.TITLE
                elif low.startswith(offices):
                    self.label[k] = kinds.GOVERNMENT

    def _label_outlets(self, outlets: Iterable[Span]) -> None:
        persons = frozenset().union(*(self.lexicon.among(f"people.{k}") for k in ("given", "male", "female")))
        for start, end in outlets:
            i, j = self.within(start, end)
            if i < j and not persons & {*self.low[i:j]} and not self.lexicon.names & {*self.low[i:j]}:
                self.label[i:j] = [label or kinds.MEDIA for label in self.label[i:j]]

    def _part_neighbours(self) -> None:
        opens, closes = {s for s, _ in self._sources}, {e for _, e in self._sources}
        for k in range(1, len(self.starts)):
            if self.sep[k] == SPACE and self.starts[k] in opens and self.ends[k - 1] in closes:
                self.sep[k] = MARK

    def _part_doubled(self) -> None:
        """ "... ujar Contoh Contoh mengatakan": a name twice, where a line's end was lost; elsewhere it is longer."""
        twice = [k for k in range(1, len(self.low)) if self.sep[k] == SPACE and self.low[k] == self.low[k - 1]]
        for k in twice:
            opens = k == 1 or self.sep[k - 1] != SPACE or not self.cap[k - 2]  # no "Contoh Butar Butar"
            if self.cap[k] and self.cap[k - 1] and opens and self.label[k] is None and self._has_forename(self.low[k]):
                self.sep[k] = MARK

    def _has_forename(self, low: str) -> bool:
        """Whether a capital of no other kind stands before the word somewhere."""
        return any(
            self.low[k] == low != self.low[k - 1] and self.sep[k] == SPACE and self.cap[k - 1] and not self.label[k - 1]
            for k in range(1, len(self.low))
        )

    def _clear_homonyms(self) -> None:
        """ "Yang" before another capital is a name, not the word."""
        if self.shouted:
            return
        homonyms, surnames = self.lexicon.among("names.homonyms"), self.lexicon.among("names.surnames")
        given = self.lexicon.among("people.male") | self.lexicon.among("people.female")
        persons = given | self.lexicon.among("people.given")
        borne: set[str] = set()
        for k in range(1, len(self.low)):
            low = self.low[k]
            if self.sep[k] == END or not self.word[k][0].isupper() or not (low in homonyms or low in surnames):
                continue
            addressed = self.sep[k] == SPACE and self.label[k - 1] == kinds.HONORIFIC and self.low[k] in surnames
            before_capital = (
                self.low[k] in homonyms
                and k + 1 < len(self.low)
                and self.sep[k + 1] == SPACE
                and self.word[k + 1][0].isupper()
            )
            after_given = self.sep[k] == SPACE and self.cap[k - 1] and self._is_forename(k - 1, given)  # "Theresa May"
            if before_capital or after_given or addressed:
                self.label[k], self.cap[k] = None, True
                borne.add(self.low[k])
        borne &= surnames | persons
        for k, low in enumerate(self.low if borne else ()):  # "Dean", where the article has "Howard Dean"
            title = k + 1 < len(self.low) and self.sep[k + 1] == SPACE and self.word[k + 1][0].isupper()
            if low in borne and self.word[k][0].isupper() and not title:
                self.label[k], self.cap[k] = None, True

    def _is_forename(self, k: int, given: frozenset[str]) -> bool:
        """Whether word k is a first name, by a list or after a title: "Councillor Dana Law"."""
        titled = k > 0 and self.sep[k] == SPACE and self.cap[k - 1] and self.label[k - 1] in _CALLED
        return self.low[k] in given or (titled and self.label[k] is None)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The words that overlap text[start:end]."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def span(self, i: int, j: int) -> Span:
        """Where words i to j (exclusive) stand in the text."""
        return self.starts[i], self.ends[j - 1]

    def paragraph_start(self, k: int) -> int:
        """The first word of the paragraph of word k."""
        return self._opening[bisect_right(self._opening, k) - 1]

    def openings(self, i: int, j: int) -> Sequence[int]:
        """The words among i to j (exclusive) that open a paragraph."""
        return self._opening[bisect_left(self._opening, i) : bisect_left(self._opening, j)]

    def said(self, i: int, j: int) -> str:
        """Words i to j (exclusive) as the text has them, on one line."""
        return " ".join(self.text[self.starts[i] : self.ends[j - 1]].split()) if i < j else ""

    def runs(self) -> list[tuple[int, int]]:
        """Stretches of capitalised words with the particles between them ("van der"), without an opening
        word that is capitalised only because it opens a sentence."""
        if self._runs is None:
            self._runs = list(self._find_runs())
        return self._runs

    def _find_runs(self) -> Iterable[tuple[int, int]]:
        at, count = 0, len(self.word)
        while at < count:
            if not self.cap[at] or self.label[at] == kinds.FUNCTION or self.opens_usual(at):
                at += 1
                continue
            end = at + 1
            while end < count and self.sep[end] == SPACE:
                step = self._past_particles(end)
                if step < 0:
                    break
                end = step + 1
            yield at, end
            at = end

    def _past_particles(self, k: int) -> int:
        """The capitalised word at k or after its particles ("van der Berg"); -1 where a run ends before k."""
        particles = self.lexicon.among("names.particles")
        stop = min(k + 4, len(self.word))
        while k < stop and self.sep[k] == SPACE:
            if self.cap[k]:
                return -1 if self.label[k] == kinds.FUNCTION else k
            if self.low[k] not in particles:
                return -1
            k += 1
        return -1

    @cached_property
    def headings(self) -> frozenset[int]:
        """The words of lines that are titles: short, without a full stop, nearly all in capitals."""
        out: set[int] = set()
        start = 0
        for k in range(1, len(self.word) + 1):
            if k < len(self.word) and "\n" not in self.text[self.ends[k - 1] : self.starts[k]]:
                continue
            tail = self.text[self.ends[k - 1] : self.ends[k - 1] + 2]
            big, size = sum(self.cap[start:k]), k - start
            ended = any(ch in '.!?:;"”,)' for ch in tail)
            one = END not in self.sep[start + 1 : k] and not self.shouted
            if one and (4 if ended else 2) < size <= 20 and big * 4 >= size * 3:
                out.update(range(start, k))
            start = k
        return frozenset(out)

    def opens_usual(self, at: int) -> bool:
        """Whether a word opens a sentence and stands in lower case elsewhere."""
        if self.sep[at] not in (END, MARK):
            return False
        low = self.low[at]
        return low in self.usual or (len(low) > 5 and low.endswith(self.lexicon.traits.opening_endings))


def _is_capital(word: str) -> bool:
    """A capital first, or after a short prefix: "al-Assad", "iPhone", but not "kepadaAntara"."""
    return word[0].isupper() or word[0].isdigit() or any(ch.isupper() for ch in word[1:7])


def _parting(gap: str, before: str, short: frozenset[str]) -> str:
    bare = gap.strip()
    if bare == "&":
        return SPACE
    if not bare:
        return END if "\n" in gap else SPACE
    if bare in ("'s", "’s"):
        return OWNER
    if "\n" in gap:
        return END
    if bare == ".":
        initial = len(before) == 1 or "." in before or before.lower() in short
        return SPACE if initial and (before[0].isupper() or "." in before) else END
    if bare.endswith("(") or bare[0] == "(":
        return OPEN
    if bare[0] == ")":
        return END if bare[-1] in ".!?" else CLOSE
    if bare[0] in ".!?" or bare[-1] in ".!?":
        return SPACE if bare == ".," and before.lower() in short else END
    if bare in (",", ".,"):
        return COMMA
    return MARK
