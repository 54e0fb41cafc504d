"""What is known while the sources of one article are told: its words, its people and who has spoken so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from konon.reading.name_words import Words
from konon.reading.names import NameFinder
from konon.reading.people import Key, People, Person
from konon.reading.phrases import PhraseParser
from konon.reading.speaker_words import SpeakerWords
from konon.records import Kind, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
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
    main: bool = True  # the source is the subject of its sentence or stands after its cue

    @property
    def single(self) -> bool:
        """Whether "he" or "ia" may stand for it."""
        return self.person is not None or (self.kind == "unnamed" and not self.plural)


@dataclass(slots=True, kw_only=True)
class Scene:
    """One article, and what its sources have told up to now."""

    lexicon: SpeakerWords
    words: Words
    finder: NameFinder
    people: People
    parser: PhraseParser
    contents: list[Span]
    carriers: list[Span]  # names of outlets that carried something
    history: list[Found] = field(default_factory=list)
    not_persons: set[Key] = field(default_factory=set)  # names that are part of an institution's

    def of_person(self, person: Person, sure: float, reason: str) -> Found:
        """A source that is this person."""
        return Found(
            name=self.words.said(*person.name),
            reason=reason,
            kind="person",
            sure=sure,
            span=self.words.span(*person.name),
            role=person.role,
            affiliation=person.affiliation,
            person=person,
        )

    def of_words(self, i: int, j: int, kind: Kind, sure: float, reason: str = "") -> Found:
        """A source that is called as words i to j (exclusive) have it."""
        said = self.words.said(i, j)
        return Found(
            name=said,
            reason=reason or f"the source itself reads {said}",
            kind=kind,
            sure=sure,
            span=self.words.span(i, j),
            head=said.lower(),
        )

    def clashes(self, person: Person | None, female: bool | None) -> bool:
        """Whether a pronoun or a title of this sex cannot be the person's."""
        return person is not None and None not in (female, person.female) and person.female != female

    def in_content(self, place: int) -> bool:
        """Whether a word stands in what somebody is said to have said."""
        start = self.words.starts[place]
        return any(s <= start < e for s, e in self.contents)


def again(found: Found, sure: float, reason: str) -> Found:
    """The same speaker, told another way."""
    return replace(found, sure=sure, reason=reason)
