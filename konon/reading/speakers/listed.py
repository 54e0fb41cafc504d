"""The words of a source -> the persons it lists: "Senator Sam Example (R-Marl), Ann Other and her son, Joe"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from konon.reading.speakers.countries import territory_names
from konon.reading.speakers.names import NameFinder
from konon.reading.speakers.tokens import CLOSE, COMMA, END, MARK, OPEN, OWNER, SPACE, Tokens

SHORT_FLOOR: Final = -0.4  # least score of a name that follows another


@dataclass(frozen=True, slots=True)
class Member:
    """Words of a list between its commas and conjunctions."""

    joined: bool  # by a conjunction, not by a comma alone
    lead: str  # how it is parted from what stands before
    start: int
    end: int


def find_listed(words: Tokens, finder: NameFinder, i: int, j: int) -> list[tuple[int, int]]:
    """Where each person of a list is named in words i to j (exclusive), in order; none where it is no list of persons.

    What a comma parts from a name and names nobody says more of whom it follows, up to the next comma: an age, a role,
    "who met both A and B". What a conjunction joins must name somebody, at once or after a comma: "and her son, Joe".
    """
    if " ".join(words.low[i:j]) in territory_names():
        return []  # "Bosnia and Herzegovina"
    found: list[tuple[int, int]] = []
    joined, waiting, aside = False, False, ""
    for member in _members(words, i, j):
        if aside == COMMA and member.joined and member.lead != COMMA:
            continue
        name = _name_in(words, finder, member, aside) if found else _first_name(words, finder, member)
        if not found and name is None:
            return []
        if name and (member.joined or waiting or not joined):
            found.append(name)
            joined, waiting = joined or member.joined or waiting, False
            aside = SPACE if name[1] < member.end else ""
        elif name is None and member.joined and aside != SPACE:
            if waiting:
                return []
            waiting, aside = True, ""
        elif name is None and not member.joined:
            aside = COMMA
    return found if joined and not waiting and len(found) > 1 else []


def _members(words: Tokens, i: int, j: int) -> Iterator[Member]:
    """The members of a list, without brackets."""
    joins, start, joined, lead, inside = words.lexicon.among("words.and"), i, False, "", False
    for k in range(i, j):
        sep = words.sep[k] if k > i else ""
        if inside and sep in (CLOSE, END):
            inside, start = False, k
        elif sep == OPEN and not inside:
            if start < k:
                yield Member(joined, lead, start, k)
            inside, joined, lead = True, False, SPACE
        if inside:
            continue
        parted = sep in (COMMA, MARK, END)
        size = _joins(words, k, j, joins)
        if (parted or size) and start < k:
            yield Member(joined, lead, start, k)
        if parted or size:
            start, joined, lead = k + size, bool(size), sep
    if not inside and start < j:
        yield Member(joined, lead, start, j)


def _joins(words: Tokens, k: int, j: int, joins: frozenset[str]) -> int:
    """How many words at word k join two members: "and", "as well as"."""
    for size in (3, 1):
        if k + size <= j and " ".join(words.low[k : k + size]) in joins:
            return size
    return 0


def _first_name(words: Tokens, finder: NameFinder, member: Member) -> tuple[int, int] | None:
    """The name of who opens a list; a single word must be a name elsewhere too, or follow a title in English:
    "Presiden Marl dan mantan Menteri Budi Contoh" is one."""
    name = _find(words, finder, member)
    if name is None or (name[0] == member.start and not _may_open(words, finder, name[0])):
        return None
    if name[1] - name[0] > 1:
        return name if finder.find(*name) else None
    titled = words.lexicon.head_last and name[0] > member.start
    return name if titled or _is_known(words, finder, member, name) else None


def _is_known(words: Tokens, finder: NameFinder, member: Member, name: tuple[int, int]) -> bool:
    """Whether a name of one word is a person's by word lists or by the rest of the article."""
    low, own = words.low[name[0]], " ".join(words.low[member.start : name[1]])
    if low in finder.given | finder.names | finder.bare:
        return True
    return any(run.endswith(f" {low}") and not own.endswith(run) for run in finder.whole)


def _name_in(words: Tokens, finder: NameFinder, member: Member, aside: str) -> tuple[int, int] | None:
    """The name of another person of a list. After something said aside (`aside`: after a comma, or behind the name
    before) nothing but titles may stand before it, and no single unknown word be one: ", who met A and opposed B",
    "of Marl and Vorn"."""
    name = None if member.lead == MARK else _find(words, finder, member)
    if name is None or not aside:
        return name
    titled = all(words.cap[k] or words.label[k] for k in range(member.start, name[0]))
    single = name[1] - name[0] == 1 and name[0] == member.start
    return name if titled and not (single and not _is_known(words, finder, member, name)) else None


def _find(words: Tokens, finder: NameFinder, member: Member) -> tuple[int, int] | None:
    """The name of a person whom a member of a list is: alone, after titles, or after whose they are."""
    name = finder.find(member.start, member.end, SHORT_FLOOR)
    if name is None or (name.end < member.end and (words.cap[name.end] or words.sep[name.end] == OWNER)):
        return None
    if name.end - name.start == 1 and name.start == member.start and not _may_open(words, finder, name.start):
        return None
    if any(words.low[k] in finder.bodies - finder.given for k in range(name.start, name.end)):
        return None
    before = range(member.start, name.start)
    return None if any(_parts(words, finder, k) for k in before) else (name.start, name.end)


def _parts(words: Tokens, finder: NameFinder, k: int) -> bool:
    """Whether word k begins what somebody is only of: "a critic | of Sam Example"; not in "Minister of Trade"."""
    return words.low[k] in finder.separators and not (words.cap[k - 1] and words.cap[k + 1])


def _may_open(words: Tokens, finder: NameFinder, k: int) -> bool:
    """Whether a word may open a person's name, and is no common noun, place or body."""
    if words.word[k][1:2] == "-":
        return False  # "Sam Example, R-Marl"
    return words.label[k] is None and (words.low[k] not in words.usual or words.low[k] in finder.given)
