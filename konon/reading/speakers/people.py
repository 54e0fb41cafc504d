"""The words of an article -> the persons it names, their short names and roles, and the abbreviations it defines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from konon.reading.speakers.abbreviations import find_abbreviations
from konon.reading.speakers.names import NAME_FLOOR, NameFinder
from konon.reading.speakers.relations import find_owner
from konon.reading.speakers.roles import opens_role, split_role
from konon.reading.speakers.tokens import CLOSE, COMMA, END, MARK, OPEN, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

UNTITLED_FLOOR: Final = 1.4  # a run of capitals with no title beside it needs more to be a person
LONGEST_TITLE: Final = 14  # words
LONGEST_LEAD: Final = 4  # words that lead to a name in full
_BEFORE_NAME: Final = frozenset({kinds.POST, kinds.TITLE, kinds.MODIFIER, kinds.HONORIFIC, kinds.RANK, kinds.UNNAMED})

Key = tuple[str, ...]


@dataclass(slots=True)
class Person:
    """Somebody the article names. `key` is the name's words in lower case; places are words."""

    key: Key
    name: tuple[int, int]
    sure: float
    role: str | None = None
    affiliation: str | None = None
    sourced: bool = False  # a source gives the role
    female: bool | None = None
    mentions: list[tuple[int, bool]] = field(default_factory=list)  # (word, whether it opens its sentence)
    nicknames: set[Key] = field(default_factory=set)
    introduced: set[int] = field(default_factory=set)  # words at which the article says who this is
    agent: set[int] = field(default_factory=set)  # words at which the name is of who did it: "disampaikan oleh Budi"


class People:
    """The persons of an article by name, and what its abbreviations stand for."""

    def __init__(self, words: Tokens, finder: NameFinder) -> None:
        self.words, self.finder = words, finder
        self.persons: dict[Key, Person] = {}
        self._by_word: dict[str, list[Person]] = {}
        self._longest: dict[Key, list[Person]] = {}
        self._owners: dict[Key, Person] | None = None
        self.abbreviations = find_abbreviations(words)
        self._title_at: dict[int, int] = {}  # first word of a run -> first word of its title
        self._in_title: set[int] = set()  # words of titles that a comma parts from the name
        self._called: list[tuple[Key, tuple[int, int]]] = []  # what somebody is called, and the name in full
        headings = words.headings
        for i, j in words.runs():
            if i not in headings:
                self._read_run(i, j)
        self._join_real_names()
        self._link_mentions()

    def add(
        self, i: int, j: int, *, role: str | None, affiliation: str | None, sure: float, known: bool = False
    ) -> Person:
        """The person whose name is words i to j (exclusive). The first role stays, unless a `known` one comes."""
        self._forget()
        key = self.key(i, j)
        person = self.persons.get(key)
        if person is None:
            person = Person(key=key, name=(i, j), sure=sure, female=self._gender(key[0]) if len(key) > 1 else None)
            self.persons[key] = person
            for low in set(key):
                self._by_word.setdefault(low, []).append(person)
        person.sure = max(person.sure, sure)
        first_given = known and not (person.sourced and person.role)
        person.sourced = person.sourced or known
        if role and (not person.role or first_given):
            person.role, person.affiliation = role, affiliation
        elif affiliation and not person.affiliation and (role is None or role == person.role):
            person.affiliation = affiliation
        return person

    def key(self, i: int, j: int) -> Key:
        """The words of a name, in lower case and without dots and degrees."""
        degrees = self.finder.degrees
        lows = [low.strip(".") for low in self.words.low[i:j]]
        return tuple(low for n, low in enumerate(lows) if n == 0 or low not in degrees) or ("",)

    def called(self, key: Key) -> list[Person]:
        """The persons whose name holds these words side by side or whose short name they are."""
        if not key:
            return []
        found = [p for p in self._by_word.get(key[0], ()) if _holds(p.key, key)]
        return found or [p for p in self.persons.values() if key in p.nicknames]

    def misspelt(self, low: str) -> list[Person]:
        """The persons with a name one letter off."""
        return [p for p in self.persons.values() if is_misspelt(p, low)]

    def fullest(self, person: Person, before: int) -> tuple[Person, int]:
        """The person's fullest name, and among how many different ones it was chosen.

        Of several the one mentioned last before the word `before` is taken.
        """
        if owner := self._nicknamed().get(person.key):
            return owner, 1
        tops = self._tops(person)
        if len(tops) <= 1:
            return (tops or [person])[0], 1
        if all(_is_variant(p.key, tops[0].key) for p in tops[1:]):
            return max(tops, key=lambda p: (len(p.mentions), -p.name[0])), 1
        end = self.words.lexicon.short_name_at
        by_likelihood = sorted(
            tops, key=lambda p: (p.key[end] == person.key[end], self.last_mention(p, before), p.sure)
        )
        return by_likelihood[-1], len(tops)

    def _tops(self, person: Person) -> list[Person]:
        """Those with the longest names that may be the person's."""
        if person.key not in self._longest:
            longer = [p for p in self.called(person.key) if len(p.key) >= len(person.key)]
            longer += [
                p for p in self._by_word.get(person.key[0], ()) if p not in longer and _is_variant(p.key, person.key)
            ]
            longer = [
                p
                for p in longer
                if not (person.sourced and person.role and not p.sourced and _puts_before(p.key, person.key))
            ]
            self._longest[person.key] = [
                p
                for p in longer
                if not any(q is not p and len(q.key) > len(p.key) and _holds(q.key, p.key) for q in longer)
            ]
        return self._longest[person.key]

    def _nicknamed(self) -> dict[Key, Person]:
        """Of each nickname the first whose it is."""
        if self._owners is None:
            self._owners = {}
            for person in self.persons.values():
                for nickname in person.nicknames:
                    self._owners.setdefault(nickname, person)
        return self._owners

    def add_nickname(self, person: Person, nickname: Key) -> None:
        """Somebody is also called so."""
        person.nicknames.add(nickname)
        self._forget()

    def _forget(self) -> None:
        """Lets go what was found of names, which are others now."""
        self._longest.clear()
        self._owners = None

    def last_mention(self, person: Person, before: int) -> int:
        """The word of the last mention before `before`, by any name; -1 where there is none."""
        return max((at for at, _ in person.mentions if at < before), default=-1)

    def _read_run(self, i: int, j: int) -> None:
        words = self.words
        start, role_at = self._title_of(i)
        name = self.finder.find(start, j, floor=0.3)
        if name is None:
            return
        titled = role_at is not None or any(words.label[k] in _BEFORE_NAME for k in range(start, name.start))
        after = self._role_after(name.end) if not titled else None
        floor = NAME_FLOOR if titled or after else UNTITLED_FLOOR
        if name.score < floor:
            return
        self._title_at[i] = start if role_at is None else role_at
        if role_at is not None:
            self._in_title.update(range(role_at, i))
            role, affiliation = split_role(words, role_at, name.start, name_follows=True)
        elif after:
            role, affiliation = split_role(words, *after)
        else:
            role, affiliation = split_role(words, start, name.start, name_follows=True)
        first = start if role_at is None else role_at
        if find_owner(words, first, name.end) or not (titled or after):
            role, affiliation = None, None
        person = self.add(
            name.start, name.end, role=role, affiliation=affiliation, sure=name.score + titled + bool(after)
        )
        told = titled or after or self._told_of(name.start, name.end)
        if told and not person.mentions and name.end - name.start + titled > 1:
            person.introduced.add(i)
        self._read_gender(person, start, name.start)
        for nickname in self._nicknames(name.end):
            self.add_nickname(person, nickname)
        if full := self._real_name(name.end):
            self._called.append((person.key, full))

    def _told_of(self, first: int, end: int) -> bool:
        """Whether an age, or what follows the sentence's first name, says who that is: "Sam Doe, who runs ..."."""
        words = self.words
        if end >= len(words):
            return False
        aged = words.sep[end] == OPEN and words.low[end].isdigit()
        among = words.lexicon.among
        openings = among("pronouns.relative") | among("anaphora.new") | among("words.articles")
        clause = words.sep[end] == COMMA and words.low[end] in openings
        return aged or (clause and self.opens_sentence(first))

    def _real_name(self, end: int) -> tuple[int, int] | None:
        """The name in full that follows what somebody is called: "Cak Contoh, panggilan akrab Budi Contoh"."""
        words, leads = self.words, self.words.lexicon.among("words.real_names")
        if end >= len(words) or words.sep[end] not in (COMMA, OPEN):
            return None
        for k in range(end + 1, min(end + LONGEST_LEAD, len(words) - 1) + 1):
            run = next((one for one in words.runs() if one[0] == k), (k, k))
            if " ".join(words.low[end:k]) in leads and words.sep[k] == SPACE and run[1] - run[0] > 1:
                return run
        return None

    def _join_real_names(self) -> None:
        for short, (i, j) in self._called:
            full = self.add(i, j, role=None, affiliation=None, sure=UNTITLED_FLOOR)
            if full.key != short:
                self.add_nickname(full, short)

    def _title_of(self, i: int) -> tuple[int, int | None]:
        """Where the words that belong to a run begin: its own title, or one that a comma parts from it."""
        words, k = self.words, i
        while k > 0 and i - k < LONGEST_TITLE and words.sep[k] == SPACE and words.label[k - 1] in _BEFORE_NAME:
            within = words.label[k] == kinds.TITLE == words.label[k - 1] and not words.cap[k]  # "Secretary of State"
            if words.cap[k - 1] and not (within or words.opens_usual(k - 1)):
                break
            k -= 1
        if k == i > 0 and words.sep[i] in (COMMA, CLOSE):
            return i, self._title_before_comma(i)
        return k, None

    def _title_before_comma(self, i: int) -> int | None:
        """Where a title opens that a comma or bracket parts from the name at word i."""
        words, small, m = self.words, self.words.lexicon.among("words.small"), i - 1
        while m > 0 and i - m < LONGEST_TITLE and words.sep[m] not in (COMMA, END, MARK):
            if words.label[m - 1] == kinds.FUNCTION and words.low[m - 1] not in small:
                break
            m -= 1
        head = opens_role(words, m, i)
        if head is None:
            return None
        return m if all(words.label[x] in _BEFORE_NAME or words.cap[x] for x in range(m, head)) else None

    def _role_after(self, end: int) -> tuple[int, int] | None:
        """The apposition that follows a name: ", profesor di Universitas Contoh"."""
        words, count = self.words, len(self.words)
        if end >= count or words.sep[end] not in (COMMA, OPEN):
            return None
        head = opens_role(words, end, min(end + 5, count))
        if head is None or any(words.sep[k] != SPACE for k in range(end + 1, head + 1)):
            return None
        stop = head + 1
        loose = words.lexicon.among("words.loose")
        verbs = words.lexicon.among("words.trail") if words.lexicon.traits.apposition_without_verbs else frozenset()
        while stop < count and words.sep[stop] in (SPACE, OPEN, CLOSE) and words.low[stop] not in loose:
            if stop - end > 14 or words.low[stop] in verbs:
                return None  # "In Example, the mayor said ..." is no apposition
            stop += 1
        return end, stop

    def _read_gender(self, person: Person, start: int, name: int) -> None:
        among = self.words.lexicon.among
        before = set(self.words.low[max(start, name - 2) : name])
        if before & among("names.female"):
            person.female = True
        elif before & among("names.male"):
            person.female = False

    def _gender(self, first: str) -> bool | None:
        """Whether a first name is a woman's; None where it may be either's."""
        among = self.words.lexicon.among
        man, woman = first in among("people.male"), first in among("people.female")
        return None if man == woman else woman

    def _nicknames(self, end: int) -> Iterable[Key]:
        """Short names given right after a name: "(Jokowi)", "atau Gus Ipul", "yang akrab disapa Tiko"."""
        words, count = self.words, len(self.words)
        also = self.words.lexicon.among("words.also")
        if end < count and words.sep[end] == OPEN and words.cap[end]:
            stop = end + 1
            while stop < count and words.sep[stop] == SPACE:
                stop += 1
            if stop - end <= 3 and (stop == count or words.sep[stop] in (CLOSE, END)):
                yield self.key(end, stop)
        for k in range(end, min(end + 8, count - 1)):
            if words.sep[k] in (END, OPEN):
                return
            two = f"{words.low[k - 1]} {words.low[k]}"
            if (words.low[k] in also or two in also) and words.cap[k + 1] and words.sep[k + 1] == SPACE:
                if k != end and words.low[k] in words.lexicon.among("words.right_after"):
                    return
                stop = k + 2
                while stop < count and words.cap[stop] and words.sep[stop] == SPACE and stop - k <= 3:
                    stop += 1
                yield self.key(k + 1, stop)
                return

    def _link_mentions(self) -> None:
        """Every capitalised run that holds part of a person's name is a mention: of those named in full,
        else of the one of that short name who was mentioned last."""
        words = self.words
        for i, j in words.runs():
            whole: list[Person] = []
            part: list[Person] = []
            for k in range(i, j):
                low = words.low[k].strip(".")
                for person in self._by_word.get(low, ()):
                    size = len(person.key)
                    if person.key[0] == low and k + size <= j and self.key(k, k + size) == person.key:
                        whole.append(person)
                    elif words.label[k] is None and (low in (person.key[0], person.key[-1]) or low in self.finder.bare):
                        part.append(person)
            named = whole or ([max(part, key=lambda p: p.mentions[-1][0] if p.mentions else -1)] if part else [])
            if named:
                title = self._title_at.get(i, i)
                opens = i not in self._in_title and self.opens_sentence(title)
                by = title > 0 and words.sep[title] == SPACE and words.low[title - 1] in words.lexicon.among("words.by")
                for person in named:
                    if by:
                        person.agent.add(i)
                    person.mentions.append((i, opens))

    def title_start(self, k: int) -> int:
        """The first word of the title before word k, which may be k itself."""
        words = self.words
        while k > 0 and words.sep[k] == SPACE and words.label[k - 1] in _BEFORE_NAME:
            k -= 1
        return k

    def opens_sentence(self, k: int) -> bool:
        """Whether word k opens its sentence, after a title and a first adverb at most: "Kemudian, ..."."""
        words, k = self.words, self.title_start(k)
        if k == 0 or words.sep[k] in (END, MARK):
            return True
        after_comma = words.sep[k] == COMMA
        for m in range(k - 1, max(k - 6, -1), -1):
            if words.sep[m] == END:
                return after_comma or m == k - 1
            if not after_comma and words.cap[m]:
                return False
        return False


def _puts_before(long: Key, short: Key) -> bool:
    """Whether the longer name only has a whole word more in front, which may be an institution's."""
    return len(long) > len(short) and long[-len(short) :] == short and len(long[0]) > 1


def _is_variant(one: Key, other: Key) -> bool:
    """Whether two names are spellings of one: the same but for a letter or two of a longer word, or a number."""
    if len(one) != len(other) or one == other:
        return one == other
    return all(a == b or _is_near(a, b) for a, b in zip(one, other, strict=True))


def is_misspelt(person: Person, low: str) -> bool:
    """Whether a word is one letter off a word of somebody's name."""
    return len(person.key) > 1 and any(_is_near(low, word) for word in person.key)


def _is_near(one: str, other: str) -> bool:
    """Whether two words differ by one letter, or by two that change places, as in XIV and XVI."""
    if not set(one + other) - set("ivx"):
        return sorted(one) == sorted(other)
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    if len(one) == len(other):
        off = [k for k in range(len(one)) if one[k] != other[k]]
        return len(off) == 1 or (len(off) == 2 and one[off[0]] == other[off[1]] and one[off[1]] == other[off[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def _holds(long: Key, short: Key) -> bool:
    """Whether the longer name has the words of the shorter one side by side."""
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))
