"""State while resolving an article's sources: its words, its people, the speakers resolved so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from konon.reading.speakers.names import NameFinder
from konon.reading.speakers.people import Key, People, Person
from konon.reading.speakers.phrases import PhraseParser
from konon.reading.speakers.tokens import Tokens
from konon.reading.text.speaker_lexicon import SpeakerWords
from konon.records import Kind, Span, Spans

# How often each way of resolving a source is right: counted on 1,166 statements of marked Indonesian articles with the
# network's own sources, one more error added to each, and rounded; where fewer than twenty were met, judged by its
# nearest kin and by what the development articles showed.
SURE: Final = {
    # the source names somebody
    "name in full": 0.99,
    "name": 0.98,
    "short name of one": 0.99,
    "short name of several": 0.93,
    "short name, bearers alike": 0.5,
    "name spelt otherwise": 0.85,
    "nickname": 0.7,
    "two names": 0.85,
    "title of one": 0.93,
    "abbreviation": 0.96,
    # the source is an institution, or nobody with a name
    "institution": 0.98,
    "institution's first word": 0.85,
    "name cut in a small word": 0.8,
    "nameless": 0.97,
    "nameless, in no known words": 0.95,
    "document": 0.9,
    # the source points back
    "named since": 0.92,
    "described since": 0.8,
    "description again": 0.9,
    "common noun again": 0.85,
    "voice of another": 0.8,
    "group again": 0.6,
    "thing again": 0.7,
    "relative": 0.85,
    "relative after a noun": 0.6,
    "only source before": 0.5,
}
# By how much a pronoun takes from what it points back to, with a rival as likely (margin below) or without.
STEPS: Final = ((0.5, 0.8), (1.0, 0.87), (float("inf"), 0.995))
# The same for a source of which the network was less sure than this: it may be cut wrong.
CUTS: Final = ((0.9, 0.95), (0.97, 0.98))


def pointed(margin: float) -> float:
    """How likely a pronoun means whom it seems to, by how far the next likely one is behind."""
    return next(share for below, share in STEPS if margin < below)


def cut_right(confidence: float) -> float:
    """How likely a source of the network's is cut rightly."""
    return next((share for below, share in CUTS if confidence < below), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Who one source is."""

    name: str | None
    reason: str
    kind: Kind | None = None
    sure: float = 0.0
    span: Span | None = None  # where the name was found
    role: str | None = None
    affiliation: str | None = None
    person: Person | None = None
    head: str = ""  # a description's words in lower case
    plural: bool = False  # the description is of several
    at: int = -1  # the word at which the source stands
    end: int = -1  # the word after it
    main: bool = True  # the source is the subject of its sentence or stands after its cue
    female: bool | None = None  # what a pronoun shows of the person
    not_persons: frozenset[Key] = frozenset()  # names that turned out to be part of an institution's

    @property
    def single(self) -> bool:
        """Whether "he" or "ia" may stand for it."""
        return self.person is not None or (self.kind == "unnamed" and not self.plural)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One article, and what the sources before this one have shown; `after` gives that of the next."""

    lexicon: SpeakerWords
    words: Tokens
    finder: NameFinder
    people: People
    parser: PhraseParser
    contents: list[Span]
    carriers: list[Span]  # names of outlets that carried something
    history: tuple[Resolution, ...] = ()  # speakers resolved so far
    genders: Mapping[Key, bool] = field(default_factory=dict)  # of persons, as pronouns before have shown them
    not_persons: frozenset[Key] = frozenset()  # names that are part of an institution's
    said: Spans = ()  # content of the attribution being resolved

    def at(self, content: Spans) -> Scene:
        """The same for the attribution with this content."""
        return replace(self, said=content)

    def after(self, found: Resolution, *, spoke: bool) -> Scene:
        """With what resolving a source has shown; `spoke`: whether it gave somebody."""
        genders = self.genders
        if found.person and found.female is not None and self.gender_of(found.person) is None:
            genders = {**genders, found.person.key: found.female}
        history = (*self.history, found) if spoke else self.history
        return replace(self, history=history, genders=genders, not_persons=self.not_persons | found.not_persons)

    def gender_of(self, person: Person) -> bool | None:
        """Whether a person is a woman, by name or title, else by the pronouns before; None where nothing shows it."""
        return self.genders.get(person.key) if person.female is None else person.female

    def of_person(self, person: Person, sure: float, reason: str) -> Resolution:
        """A source that is this person."""
        return Resolution(
            name=self.words.said(*person.name),
            reason=reason,
            kind="person",
            sure=sure,
            span=self.words.span(*person.name),
            role=person.role,
            affiliation=person.affiliation,
            person=person,
        )

    def of_words(self, i: int, j: int, kind: Kind, sure: float, reason: str = "") -> Resolution:
        """A source that is called as words i to j (exclusive) have it."""
        said = self.words.said(i, j)
        return Resolution(
            name=said,
            reason=reason or f"the source itself reads {said}",
            kind=kind,
            sure=sure,
            span=self.words.span(i, j),
            head=said.lower(),
        )

    def clashes(self, person: Person | None, female: bool | None) -> bool:
        """Whether a pronoun or a title of this sex cannot be the person's."""
        known = self.gender_of(person) if person else None
        return None not in (female, known) and known != female

    def speaks_of(self, person: Person | None) -> bool:
        """Whether what is said names the person, who would not call himself so."""
        if person is None:
            return False
        words, ends = self.words, {person.key[0], person.key[-1]}
        own = {low for low in ends if len(low) > 1} | {name[0] for name in person.nicknames if len(name) == 1}
        return any(
            words.cap[k] and words.low[k] in own and words.label[k] is None
            for start, end in self.said
            for k in range(*words.within(start, end))
        )

    def in_content(self, place: int) -> bool:
        """Whether a word stands in what somebody is said to have said."""
        start = self.words.starts[place]
        return any(s <= start < e for s, e in self.contents)


def again(found: Resolution, sure: float, reason: str) -> Resolution:
    """The same speaker for another source."""
    return replace(found, sure=sure, reason=reason, female=None, not_persons=frozenset())
