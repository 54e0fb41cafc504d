"""The words of a source -> what kind of phrase they are, with the name, role and affiliation in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from konon.reading.speakers.descriptions import Part, end_of_description, find_led_outlet, is_participle, is_several
from konon.reading.speakers.listed import find_listed
from konon.reading.speakers.names import Name, NameFinder, is_opening_plural
from konon.reading.speakers.relations import find_owner
from konon.reading.speakers.roles import opens_role, split_role
from konon.reading.speakers.tokens import CLOSE, COMMA, END, MARK, OPEN, OWNER, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

Sort = Literal["pronoun", "person", "name", "title", "document", "group", "unnamed", "nickname", "nothing"]
LONGEST: Final = 60  # words of a source that are looked at
LONGEST_DESCRIPTION: Final = 16  # words; a longer one is cut where its first phrase ends
_BODY: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.PLACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What one source says of who speaks. Places are words of `words`."""

    sort: Sort
    start: int
    end: int  # of the words that name or describe, without what follows
    name: tuple[int, int] | None = None
    role: str | None = None
    affiliation: str | None = None
    back: bool = False  # points back to somebody named before
    pronoun: str | None = None  # singular, plural, own_side, first, anyone, male, female, thing, relative
    others: tuple[tuple[int, int], ...] = ()  # other persons' names beside the first
    sure: float = 0.0


class PhraseParser:
    """Parses the sources of one article."""

    def __init__(self, words: Tokens, finder: NameFinder) -> None:
        self.words, self.finder = words, finder
        among = words.lexicon.among
        self.pronouns = {
            low: key
            for key in ("singular", "plural", "own_side", "first", "anyone", "male", "female", "thing", "relative")
            for low in among(f"pronouns.{key}")
        }
        self.lead, self.trail = among("words.lead"), among("words.trail")
        self.after, self.before = among("anaphora.after"), among("anaphora.before")
        self.separators = among("words.separators")
        self.genitive = among("words.genitive")
        self.verbs = among("words.verbs")
        self.conjunctions = among("words.and")

    def parse(self, i: int, j: int) -> Phrase:
        """What words i to j (exclusive) are; "nothing" where no word is left."""
        j = min(j, i + LONGEST)
        if pronoun := self._pronoun(i, j):
            return Phrase(sort="pronoun", start=i, end=j, pronoun=pronoun)
        i, j = self._strip(i, j)
        if i >= j:
            return Phrase(sort="nothing", start=i, end=j)
        if pronoun := self._pronoun(i, j):
            return Phrase(sort="pronoun", start=i, end=j, pronoun=pronoun)
        back = self._points_back(i, j)
        if back:
            j -= 1
        if nickname := self._nickname(i, j):
            return Phrase(sort="nickname", start=i, end=j, name=nickname, back=back)
        parts = self._parts(i, j)
        head = self._head_label(i, parts[0].end)
        pointing = back and head in (kinds.POST, kinds.TITLE, kinds.RANK) and COMMA not in self.words.sep[i + 1 : j]
        nameless = head in (kinds.DOCUMENT, kinds.GROUP) or pointing or self._is_body(parts[0], head)
        person = None if nameless else self._person(parts, back)
        return person or self._other(parts, head, back)

    def _pronoun(self, i: int, j: int) -> str | None:
        return self.pronouns.get(" ".join(self.words.low[i:j])) if j - i <= 3 else None

    def _strip(self, i: int, j: int) -> tuple[int, int]:
        """Leaves out words that a span cut too wide has caught."""
        words = self.words
        for k in range(min(i + 3, j - 1), i, -1):
            told = self.pronouns.get(words.low[k]) == "relative"  # "the clerk, who ..."
            aside = words.sep[k] == COMMA and not told and self._idle(i, k) and not self._counts(i, k)
            aside = aside and not words.within_number(k)
            if words.sep[k] == END or aside:
                i = k
                break
        while i < j and words.low[i] in self.lead and (not words.cap[i] or words.label[i] == kinds.FUNCTION):
            i += 1
        i = self._past_idle(i, j)
        while j - 1 > i and not words.cap[j - 1] and self._trails(i, j):
            j -= 1
        return i, j

    def _counts(self, i: int, k: int) -> bool:
        """Whether words i to k (exclusive) are several of something: "two clubs"."""
        words = self.words
        return words.low[i] in words.lexicon.among("groups.heads") and words.lexicon.looks_plural(words.low[k - 1])

    def _past_idle(self, i: int, j: int) -> int:
        """Past words that say nothing of who speaks: "then | he", "kata | Budi"."""
        words, kept = self.words, self.words.lexicon.among("words.idle")
        while i + 1 < j and words.low[i] not in kept and self._idle(i, i + 1):
            points = self.pronouns.get(words.low[i + 1], "relative") != "relative"
            if not (points or (words.cap[i + 1] and not words.cap[i])) or self._counts_many(i + 1, j):
                break
            i += 1
        return i

    def _counts_many(self, i: int, j: int) -> bool:
        """Whether a name of many opens at word i, of which the word before says which: "vulnerable | Democrats",
        "nearly | 140 House members"."""
        words, end = self.words, i
        while end < j and words.cap[end] and (end == i or words.sep[end] == SPACE):
            end += 1
        last = end + (end < j and words.sep[end] == SPACE) - 1
        return words.lexicon.head_last and any(words.lexicon.looks_plural(words.low[k]) for k in (end - 1, last))

    def _idle(self, i: int, k: int) -> bool:
        """Whether words i to k (exclusive) say nothing of who speaks."""
        words = self.words
        return all(words.label[m] in (None, kinds.FUNCTION) and not self._is_proper(m, i) for m in range(i, k))

    def _trails(self, i: int, j: int) -> bool:
        """Whether the last word is the verb or adverb that follows a source."""
        low = self.words.low[j - 1]
        if low in self.trail:
            return True
        verb = len(low) > 5 and low.startswith(tuple(self.verbs)) and self.words.label[j - 1] is None
        return verb and (self.words.cap[j - 2] or self.words.low[j - 2] in self.pronouns)

    def _nickname(self, i: int, j: int) -> tuple[int, int] | None:
        """The short name in "bankir yang akrab disapa Tiko"."""
        words, also = self.words, self.words.lexicon.among("words.also")
        for k in range(i + 1, j - 1):
            common = words.label[i] is not None or not words.cap[i]
            if f"{words.low[k - 1]} {words.low[k]}" in also and words.cap[k + 1] and common:
                end = k + 2
                while end < j and words.cap[end]:
                    end += 1
                return k + 1, end
        return None

    def _points_back(self, i: int, j: int) -> bool:
        low = self.words.low
        return j - i > 1 and low[j - 1] in self.after and low[i] not in self.words.lexicon.among("anaphora.new")

    def _parts(self, i: int, j: int) -> list[Part]:
        words, parts, start, lead = self.words, [], i, ""
        for k in range(i + 1, j):
            sep, low = words.sep[k], words.low[k]
            if sep in (COMMA, OPEN, CLOSE, END, MARK):
                if start < k and not (lead == OPEN and low != "" and words.low[start].isdigit()):
                    parts.append(Part(lead, start, k))
                start, lead = k, sep
            if low in self.separators and not words.cap[k] and words.label[k] != kinds.TITLE:
                if start < k:
                    parts.append(Part(lead, start, k - is_participle(words, k - 1, start)))
                start, lead = k + 1, low
        if start < j and not (lead == OPEN and words.low[start].isdigit()):
            parts.append(Part(lead, start, j))
        return parts or [Part("", i, j)]

    def _head_label(self, i: int, j: int) -> str | None:
        """The kind of the phrase's head: its first labelled word, or its last one where the head stands last."""
        if self.words.lexicon.head_last:
            return self._last_label(i, j)
        words, groups = self.words, self.words.lexicon.among("groups.heads")
        for k in range(i, min(j, i + 4)):
            label = words.label[k]
            if words.low[k] in groups and label in (kinds.FUNCTION, kinds.MODIFIER, kinds.GROUP):
                return kinds.GROUP
            if label not in (None, kinds.FUNCTION, kinds.MODIFIER, kinds.HONORIFIC):
                return label
            if words.cap[k] and label is None:
                return None
        return None

    def _last_label(self, i: int, j: int) -> str | None:
        words, groups = self.words, self.words.lexicon.among("groups.heads")
        last = words.label[j - 1]
        i = next((k for k in range(j - 1, i, -1) if words.sep[k] == OWNER), i)  # "Example News's Sam Doe"
        last = kinds.POST if words.low[j - 1] in words.lexicon.among("roles.kin") else words.label[j - 1]
        plain = (None, kinds.GROUP, kinds.FUNCTION, kinds.MODIFIER)
        counted = words.low[i] in groups and words.label[i] in plain[1:]
        if counted and (last in plain or not words.cap[j - 1]):
            return kinds.GROUP
        if words.low[j - 1] in groups and last not in (kinds.POST, kinds.TITLE):
            return kinds.GROUP
        if last in (kinds.MODIFIER, kinds.HONORIFIC, kinds.FUNCTION) or (
            words.low[j - 1] in self.finder.given and words.cap[j - 1]
        ):
            return None
        if last is None and is_several(words, j - 1, self.finder.given):
            return kinds.GROUP
        if last is None and words.cap[j - 1] and opens_role(words, i, j) is not None:
            return None  # "White House spokesman Sam Example"
        if last is None and j - i > 1 and words.label[i] not in (kinds.POST, kinds.TITLE, kinds.DOCUMENT, None):
            return words.label[i] if words.label[i] in _BODY else None
        return last

    def _is_body(self, part: Part, head: str | None) -> bool:
        """Whether the first part names an organisation rather than somebody of it."""
        if head not in _BODY:
            return False
        if self.words.lexicon.head_last:
            return True
        if self.words.label[part.start] in _BODY:
            return True  # the head comes first: "Kantor Jaksa Agung"
        return opens_role(self.words, part.start, part.end) is None

    def _person(self, parts: list[Part], back: bool) -> Phrase | None:
        words, best, at, top = self.words, None, 0, 0.0
        if listed := find_listed(words, self.finder, parts[0].start, parts[-1].end):
            return self._all_of(parts, listed, back)
        if phrase := self._before_role(parts, back) or self._after_role(parts, back):
            return phrase
        for n, part in enumerate(self._without_place(parts)):
            if n and self._tells_more(part):
                break
            if part.lead == OPEN or part.end - part.start > 30:
                continue
            name = self.finder.find(part.start, part.end, floor=-0.4 if n else 0.3)
            if name is None:
                continue
            if (n == 0 and self._is_plural_noun(name, parts)) or self._is_whose(parts, part, name):
                continue
            if self._says_which(part, name):
                continue
            score = name.score + self._place_score(parts, n, name)
            if score > top:
                best, at, top = name, n, score
        one_of = words.low[parts[0].start] in words.lexicon.among("anaphora.new") and at == 0
        if best is None or top < (2.4 if one_of else 0.75):
            return self._addressed(parts, back)
        return self._built(parts, at, (best.start, best.end), top, back)

    def _tells_more(self, part: Part) -> bool:
        """Whether a clause begins in which others may be named: "Doe, who advised Sen. Sam Example"."""
        words = self.words
        return words.lexicon.head_last and not words.lexicon.among("pronouns.relative").isdisjoint(
            (part.lead, words.low[part.start])
        )

    def _place_score(self, parts: list[Part], n: int, name: Name) -> float:
        """What speaks for a name by where it stands: after a role and a comma, or as the first word."""
        words, part = self.words, parts[n]
        opens = all(words.label[k] in (kinds.HONORIFIC, kinds.RANK) for k in range(part.start, name.start))
        if n and opens and opens_role(words, parts[0].start, parts[0].end) is not None:
            return 3.5 if name.end - name.start > 1 else 2.0
        if n and not opens and part.lead in (COMMA, MARK, END):
            return -1.5
        return 0.5 if n == 0 and name.start == part.start else 0.0

    def _without_place(self, parts: list[Part]) -> list[Part]:
        """Leaves out where somebody is from, and what follows: "Sam Example, 60, from Marl, West County"."""
        words, of = self.words, self.words.lexicon.among("words.of")
        aged = any(part.lead == COMMA and words.low[part.start].isdigit() for part in parts)
        if not aged and not words.lexicon.head_last:
            return parts
        return parts[: next((n for n, part in enumerate(parts) if n > 1 and part.lead in of), len(parts))]

    def _is_whose(self, parts: list[Part], part: Part, name: Name) -> bool:
        """Whether a name says whose somebody is, not who: "the wife of Sam Example", "istri Budi Contoh"."""
        owner = find_owner(self.words, part.start, name.end)
        if owner and owner[0] < name.start:
            return True
        if part.lead in ("", COMMA, CLOSE, MARK, END):
            return False
        if self._is_common(parts[0], part.lead):
            return True
        named = self._titled(part.start, name.start) or self._after_short(part.start, name)
        return not (named or self._after_body(parts, part, name))

    def _says_which(self, part: Part, name: Name) -> bool:
        """Whether a name only says which of what the noun behind it is: "the Sam Example fan"."""
        words, k = self.words, name.end
        if not words.lexicon.head_last or k >= part.end or words.sep[k] != SPACE or words.cap[k]:
            return False
        if words.low[part.start] not in self.before | words.lexicon.among("anaphora.new"):
            return False
        return words.label[k] != kinds.FUNCTION and words.low[k] not in self.trail

    def _is_common(self, first: Part, lead: str) -> bool:
        """Whether a phrase opens with somebody of whom a title that follows is not: "a friend of Senator X"."""
        words, among = self.words, self.words.lexicon.among
        if words.lexicon.head_last:
            return not words.cap[first.end - 1]
        return words.low[first.start] in among("anaphora.new") and lead not in among("words.of") | among("words.as_")

    def _is_plural_noun(self, name: Name, parts: list[Part]) -> bool:
        """ "Fishermen on the north bank": a noun that only its place in the sentence gives a capital."""
        words, finder = self.words, self.finder
        if name.end - name.start > 1 or len(parts) < 2 or not is_opening_plural(words, name.start, finder.given):
            return False
        return finder.solo[words.low[name.start]] < 2 and parts[1].lead in self.separators - self.genitive

    def _addressed(self, parts: list[Part], back: bool) -> Phrase | None:
        """A form of address and whatever name follows it: "Pak Dana"."""
        words, first = self.words, parts[0]
        start = first.start
        while start < first.end and words.label[start] == kinds.HONORIFIC:
            start += 1
        end = start
        while end < first.end and words.cap[end]:
            if words.label[end] not in (None, kinds.MODIFIER) and words.low[end] not in self.finder.title_names:
                break
            end += 1
        if not first.start < start < end:
            return None
        return self._built(parts, 0, (start, end), 1.0, back)

    def _after_role(self, parts: list[Part], back: bool) -> Phrase | None:
        """A role, a comma and a whole name: "pengacara Dewi Contoh, Budi Santoso"."""
        words = self.words
        if opens_role(words, parts[0].start, parts[0].end) is None:
            return None
        for n, part in enumerate(self._without_place(parts)):
            start = part.start
            while start < part.end and words.label[start] in (kinds.HONORIFIC, kinds.RANK):
                start += 1
            if n == 0 or part.lead not in (COMMA, CLOSE) or start == part.end:
                continue
            if self._whole_name(start, part.end):
                return self._built(parts, n, (start, part.end), 3.0, back)
            name = self.finder.find(start, part.end)
            if name is None or name.end - name.start == 1:
                continue
            if name.start > start and (n > 1 or opens_role(words, start, name.start) is None):
                continue
            if name.end == part.end or not words.cap[name.end]:
                return self._built(parts, n, (name.start, name.end), name.score + 2.0, back)
        return None

    def _before_role(self, parts: list[Part], back: bool) -> Phrase | None:
        """A bare name, a comma and a role: "Sari, seorang warga", "Contoh, CEO PT Maju"."""
        words, first = self.words, parts[0]
        plain = all(words.cap[k] and words.label[k] is None for k in range(first.start, first.end))
        if len(parts) < 2 or parts[1].lead != COMMA or not plain or first.end - first.start > 4:
            return None
        role = opens_role(words, parts[1].start, min(parts[1].start + 4, parts[1].end))
        if role is None or any(words.low[k] in words.usual for k in range(first.start, first.end)):
            return None
        return self._built(parts, 0, (first.start, first.end), 2.0, back)

    def _after_short(self, i: int, name: Name) -> bool:
        """Whether an abbreviation stands between the separator and the name: "Ekonom dari CSIS Budi Santoso"."""
        before = self.words.word[name.start - 1]
        if self.words.shouted:
            return False
        return name.start == i + 1 and before.isupper() and len(before) > 1

    def _after_body(self, parts: list[Part], part: Part, name: Name) -> bool:
        """Whether a first name parts somebody from whose they are: "Perencana dari Griya Jati Sinta Contoh"."""
        words = self.words
        after = part.lead in words.lexicon.among("words.of")
        role = opens_role(words, parts[0].start, parts[0].end) is not None
        known = words.low[name.start] in self.finder.given | self.finder.names
        whole = part.start < name.start < name.end - 1 and name.end == part.end
        return after and role and known and whole

    def _whole_name(self, i: int, j: int) -> bool:
        """Whether all words could be those of one person's name: "La Ode Ali", "van der Berg"."""
        words = self.words
        return 1 < j - i <= 5 and all(
            words.cap[k]
            and (
                words.label[k] is None
                or words.low[k] in self.finder.particles | self.finder.openers | self.finder.given
            )
            and words.low[k] not in self.finder.bodies
            for k in range(i, j)
        )

    def _titled(self, i: int, name: int) -> bool:
        """Whether a role stands in front of the name: "... dan mantan Menteri Contoh Budi Santoso"."""
        labels = self.words.label[i:name]
        heads = (kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.POST, kinds.TITLE)
        first = next((lab for lab in labels if lab in heads), None)
        return first in (kinds.POST, kinds.TITLE)

    def _built(self, parts: list[Part], at: int, name: tuple[int, int], score: float, back: bool) -> Phrase:
        words, start = self.words, parts[0].start
        role, affiliation = split_role(words, start, name[0], name_follows=True)
        if owner := find_owner(words, start, name[0]):
            return Phrase(
                sort="person", start=start, end=name[1], name=name, role=words.said(*owner), back=back, sure=score
            )
        if role is None and at > 0:
            affiliation = None  # an adverbial: "Ditemui di lokasi, Budi"
        role, affiliation = self._after(parts, at, name[1], role, affiliation)
        return Phrase(
            sort="person",
            start=start,
            end=name[1],
            name=name,
            role=role,
            affiliation=affiliation,
            back=back,
            sure=score,
        )

    def _all_of(self, parts: list[Part], listed: list[tuple[int, int]], back: bool) -> Phrase:
        """Several persons, with the role that stands before the first."""
        start = parts[0].start
        role, affiliation = split_role(self.words, start, listed[0][0], name_follows=True)
        return Phrase(
            sort="person",
            start=start,
            end=listed[-1][1],
            name=listed[0],
            others=tuple(listed[1:]),
            role=role,
            affiliation=affiliation,
            back=back,
            sure=2.0,
        )

    def _after(
        self, parts: list[Part], at: int, end: int, role: str | None, affiliation: str | None
    ) -> tuple[str | None, str | None]:
        """Role and affiliation that follow the name: an apposition, "selaku ...", "dari ..."."""
        if role and affiliation:
            return role, affiliation
        words, among = self.words, self.words.lexicon.among
        of, inside = among("words.of"), among("words.inside")
        for part in parts[at:]:
            start = max(part.start, end)
            if start >= part.end or part.lead == OPEN:
                continue
            if part.lead in of:
                if part.lead not in inside or role is not None:
                    affiliation = affiliation or _name_of(words, start, part.end)
            elif role is None and (part.lead in (COMMA, MARK, CLOSE) or part.lead in among("words.as_")):
                stop = max(p.end for p in parts) if part.lead == COMMA else part.end
                found, place = split_role(words, start, stop)
                role, affiliation = role or found, affiliation or place
            elif part.lead not in (COMMA, MARK, CLOSE):
                break
            if role and affiliation:
                break
        return role, affiliation

    def _other(self, parts: list[Part], head: str | None, back: bool) -> Phrase:
        words, first = self.words, parts[0]
        start, end = first.start, self._described(parts)
        whole = parts[-1].end
        if named := self._named_body(parts, head):
            return Phrase(sort="name", start=named[0], end=named[1], back=back)
        pointed = back or words.low[start] in self.before
        sort = self._sort(parts, head)
        role, affiliation = self._described_role(start, end, whole) if sort in ("title", "unnamed") else (None, None)
        defined = sort == "name" and self._defined(parts) and len(parts) > 2
        if defined and parts[2].lead == CLOSE and not words.cap[parts[2].start]:
            end = first.end
        elif sort not in ("name", "title") and words.lexicon.head_last:
            end = end_of_description(words, parts)
        elif sort not in ("name", "title") and whole - start <= LONGEST_DESCRIPTION and not self._apposed(parts):
            end = whole
        return Phrase(sort=sort, start=start, end=end, back=pointed, role=role, affiliation=affiliation)

    def _described_role(self, start: int, end: int, whole: int) -> tuple[str | None, str | None]:
        """Role and affiliation in a description; of somebody's relative there is no affiliation."""
        words = self.words
        if owner := find_owner(words, start, whole):
            return words.said(owner[0], owner[1]), None
        kin = next((k for k in range(start, end) if words.low[k] in words.lexicon.among("roles.kin")), None)
        role, affiliation = split_role(words, start, end)
        if kin is not None and (role is None or role.lower() == words.low[kin]):
            return words.said(kin, kin + 1), None
        return role, affiliation if role else None

    def _apposed(self, parts: list[Part]) -> bool:
        """Whether a comma only says more of a group with a name: "Pejuang Laskar Contoh, sayap bersenjata ..."."""
        words, first = self.words, parts[0]
        named = any(words.cap[k] for k in range(first.start + 1, first.end))
        lists = any(words.low[p.start] in self.conjunctions for p in parts[1:])
        return named and not lists and len(parts) > 1 and parts[1].lead == COMMA and not words.cap[parts[1].start]

    def _sort(self, parts: list[Part], head: str | None) -> Sort:
        """What a phrase without a person's name is."""
        first = parts[0]
        if head == kinds.DOCUMENT:
            return "document"
        if head == kinds.GROUP:
            return "name" if self._defined(parts) else "group"
        if head == kinds.UNNAMED:
            return "unnamed"
        if head in (kinds.POST, kinds.TITLE, kinds.RANK):
            return "title"
        proper = any(self._is_proper(k, first.start) for k in range(first.start, first.end))
        return "name" if proper or head in _BODY else "unnamed"

    def _named_body(self, parts: list[Part], head: str | None) -> tuple[int, int] | None:
        """The proper name after a common one: "situs berita Swiss, Kabar Baru", "organisasi sosial Tangan Kita"."""
        words, first = self.words, parts[0]
        if head != kinds.DOCUMENT and (outlet := find_led_outlet(words, first)):
            return outlet
        if head not in (kinds.ORGANISATION, kinds.MEDIA) or words.cap[first.start + 1 : first.end].count(False) < 1:
            return None
        if any(words.cap[k] for k in range(first.start + 1, first.end - 1)) and words.cap[first.start]:
            return None
        if len(parts) > 1 and parts[1].lead == COMMA and all(words.cap[parts[1].start : parts[1].end]):
            return parts[1].start, parts[1].end
        k = first.end
        while k > first.start and words.cap[k - 1] and words.label[k - 1] is None:
            k -= 1
        common = first.start < k < first.end and not words.cap[k - 1] and not words.cap[first.start]
        return (k, first.end) if common else None

    def _is_proper(self, k: int, start: int) -> bool:
        """Whether word k is capitalised for itself rather than because it opens the phrase."""
        words = self.words
        if not words.cap[k] or words.label[k] == kinds.FUNCTION:
            return False
        return k > start or words.label[k] in _BODY or words.low[k] not in words.usual

    def _defined(self, parts: list[Part]) -> bool:
        """A capitalised name with its abbreviation: "Pasukan Penjaga Damai (PPD) pimpinan Contoh"."""
        first = parts[0]
        return len(parts) > 1 and parts[1].lead == OPEN and all(self.words.cap[first.start : first.end])

    def _described(self, parts: list[Part]) -> int:
        """Where a name or description ends: before a comma's apposition, "yang ..." or "sebagai ..."."""
        among = self.words.lexicon.among
        stop = among("words.as_") | (among("words.separators") - among("words.of") - among("words.also"))
        end = parts[0].end
        if any(p.lead == COMMA and self.words.low[p.start] in self.conjunctions for p in parts):
            return parts[-1].end  # a list
        for part in parts[1:]:
            if part.lead in stop or part.lead in (COMMA, MARK, END):
                break
            end = part.end
        return end


def _name_of(words: Tokens, i: int, j: int) -> str:
    """Words i to j (exclusive) up to a bracket's end."""
    said = words.said(i, j)
    return said + ")" if said.count("(") > said.count(")") else said
