"""The shape of each file of a language's folder: its keys and what they hold. What a list is for stands in the files.

Every language has every key, empty where it has no such words; `language_files.py` refuses what is missing or unknown.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from konon.records import Act, Certainty, Polarity

Forms = tuple[str, ...]  # words or phrases


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file, or a table in one."""


class Traits(Table, frozen=True):
    """traits.toml: what is true of a language as such, rather than of its words."""

    rank: int  # where several languages are merged, the lower comes first, and its single values count
    heads_of_speakers: bool  # whether learned heads name speakers better than the rules alone, on articles left out
    noun_head: Literal["first", "last"]  # of a noun phrase: "kantor berita", "news agency"
    short_name: Literal["first", "last"]  # the word of a person's name that stands for all of it
    short_forms: Literal["opening", "ending"]  # by which part a title or office that no list holds is known
    possessive_apostrophe: bool  # "News' Kelly"
    subject_after_comma: bool  # "After rain fell, Budi said": who stands before the cue is the subject
    apposition_without_verbs: bool  # ", the mayor said" is no apposition
    plural_endings: Forms
    singular_endings: Forms  # that look like those of a plural: "press"
    singular_name_endings: Forms  # the same beside a name: "Zeus"
    irregular_plurals: Forms  # endings of plurals beside the regular ones: "fishermen"
    doer_plurals: Forms  # endings of several who do something: "advocates"
    participle_endings: Forms  # "a ledger leaked by ..."
    opening_endings: Forms  # of words that open a sentence and are no names: "Speaking"
    relay_paragraphs: int  # that a run of what was said to an outlet may pass over; -1 for any number


class SegmentWords(Table, frozen=True):
    """segment.toml: where sentences do not end, how one opens that is hearsay, and what claims nothing."""

    abbreviations: frozenset[str]
    hearsay: Forms
    deeds: Forms
    asked: Forms
    questioned: Forms
    supposed: Forms
    unsaid: Forms
    agents: Forms
    clauses: Forms
    clause_times: Forms
    dated: Forms
    accounts: frozenset[str]
    quoted_as: Forms
    senders: Forms
    topics: Forms


class RelayWords(Table, frozen=True):
    """How news says that another outlet carried a statement; the TOML files explain each list."""

    carried: Forms
    yielding: Forms
    carried_known: Forms
    published: Forms
    fillers: Forms
    told: Forms
    received: Forms
    reached: Forms
    onward: Forms
    shows: Forms
    channelled: Forms
    posts: Forms
    channel_fillers: Forms
    own: Forms
    sites: Forms
    kinds: Forms
    vague_kinds: Forms
    credits: Forms
    generic: Forms
    audiences: Forms
    crowds: Forms
    turns: Forms
    shifts: Forms
    back: Forms
    pronouns: Forms
    stops: Forms
    tails: Forms
    quoting: Forms
    gave: Forms
    receiving: Forms
    affiliates: Forms
    before_names: Forms
    callings: Forms


class OutletWords(Table, frozen=True):
    """Names of outlets and channels, the same in every language."""

    outlets: Forms
    described: Forms
    shapes: Forms
    heads: Forms
    platforms: Forms
    owned: Forms
    videos: Forms
    programmes: Forms
    everyday_programmes: Forms  # whose names are words of any sentence
    editions: Forms
    inner: Forms


class CueWords(Table, frozen=True):
    """Cues that say the same of what follows them."""

    name: str
    forms: Forms
    act: Act = "statement"
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"


class DateWords(Table, frozen=True):
    """How dates are written in prose; the TOML files explain each list."""

    order: str  # "dmy" or "mdy": how 5/3 is read
    until: Forms
    joins: Forms  # of `until`, those that also join two dates of their own
    clock: Forms
    last: Forms
    same: Forms  # of `last`, those before a weekday that may be the article's own
    next: Forms
    coming: Forms  # words of what is still to come, before a verb
    this: Forms
    in_day: Forms
    in_month: Forms
    in_year: Forms
    vague: Forms
    capital_weekdays: frozenset[str]
    capital_months: frozenset[str]
    months: dict[str, int]
    weekdays: dict[str, int]  # Monday is 1
    numbers: dict[str, int]
    ordinals: dict[str, int]
    parts: dict[str, int]  # of a year, and how many of them it has
    of_year: Forms
    decade: Forms  # behind the first year of one
    units: dict[str, str]  # "day", "week", "month", "year", or several: "10 year"
    days: dict[str, int]  # from the article's date
    zones: dict[str, str]  # ISO 8601 offsets


class FactTable(Table, frozen=True):
    """factuality.toml: what words say of certainty, polarity and act."""

    cues: tuple[CueWords, ...]  # in order of precedence
    content: dict[str, Forms]  # kinds of words inside a content
    endings: Forms
    prefixes: Forms
    suffixes: Forms
    idle_prefixes: Forms  # of verbs that report no deed
    passive_prefixes: Forms  # of these, those of the passive
    deed_prefixes: Forms  # of verbs that report one
    relative_reach: int  # tokens of a subject's relative clause that may hold a sign; 0 for any


class PronounWords(Table, frozen=True):
    """[pronouns] of speakers.toml."""

    clitics: Forms
    two: Forms
    singular: Forms
    concerned: Forms
    of_persons: Forms  # of the relative ones, those that stand for persons alone
    of_one: Forms  # verbs after a relative one that stands for one alone
    of_several: Forms
    plural: Forms
    own_side: Forms
    first: Forms
    male: Forms
    female: Forms
    thing: Forms
    relative: Forms
    anyone: Forms  # words for people in general, by which the source is then given


class BackwardWords(Table, frozen=True):
    """[anaphora] of speakers.toml."""

    after: Forms
    before: Forms
    new: Forms
    aged: Forms


class NameWords(Table, frozen=True):
    """[names] of speakers.toml."""

    particles: Forms
    honorifics: Forms
    male: Forms
    female: Forms
    degrees: Forms
    ranks: Forms
    homonyms: Forms
    shortened: Forms
    title_names: Forms
    openers: Forms
    surnames: Forms
    endings: Forms
    nominal_prefixes: Forms
    nominal_suffixes: Forms
    nominal_endings: Forms


class RoleWords(Table, frozen=True):
    """[roles] of speakers.toml."""

    titles: Forms
    posts: Forms
    title_stems: Forms
    ministers: Forms
    portfolios: Forms
    modifiers: Forms
    kin: Forms
    relatives: Forms
    servants: Forms
    post_ends: Forms


class UnnamedWords(Table, frozen=True):
    """[unnamed] of speakers.toml."""

    heads: Forms
    officials: Forms
    witnesses: Forms
    analysts: Forms
    sources: Forms


class GroupWords(Table, frozen=True):
    """[groups] of speakers.toml."""

    counting: Forms
    heads: Forms
    plural_endings: Forms


class OrganisationWords(Table, frozen=True):
    """[organisations] of speakers.toml."""

    heads: Forms
    needy: Forms
    government: Forms
    tails: Forms
    government_stems: Forms
    sides: Forms
    units: Forms
    voices: Forms


class MediaWords(Table, frozen=True):
    """[media] of speakers.toml."""

    heads: Forms
    names: Forms
    marks: Forms


class DocumentWords(Table, frozen=True):
    """[documents] of speakers.toml."""

    heads: Forms
    wordings: Forms
    own: Forms
    releases: Forms
    statements: Forms
    links: Forms


class GivenNames(Table, frozen=True):
    """[people] of speakers.toml."""

    given: Forms
    male: Forms
    female: Forms


class SmallWords(Table, frozen=True):
    """[words] of speakers.toml."""

    small: Forms
    right_after: Forms
    namely: Forms
    real_names: Forms
    functions: Forms
    separators: Forms
    of: Forms
    as_: Forms
    also: Forms
    join: Forms
    and_: Forms = msgspec.field(name="and")
    lead: Forms
    trail: Forms
    by: Forms
    aims: Forms
    inside: Forms
    loose: Forms
    articles: Forms
    idle: Forms
    verbs: Forms
    places: Forms
    cuts: Forms
    shown: Forms
    participles: Forms
    genitive: Forms


class SpeakerTable(Table, frozen=True):
    """speakers.toml: the words by which a source shows who speaks."""

    pronouns: PronounWords
    anaphora: BackwardWords
    names: NameWords
    roles: RoleWords
    unnamed: UnnamedWords
    groups: GroupWords
    organisations: OrganisationWords
    media: MediaWords
    documents: DocumentWords
    people: GivenNames
    words: SmallWords
    countries: dict[str, str]
    titles: dict[str, str]


class MeasuredLanguage(Table, frozen=True):
    """measured.toml, a table a language without a folder: how well it is read. F1, and a share for speakers."""

    attribution: float
    strict: float
    direct: float
    speaker: float
    sentences: int


class OtherWords(Table, frozen=True):
    """others.toml, a table a language without a folder: the few words by which a source names its speaker."""

    pronouns: frozenset[str]
    fronts: Forms
    titles_before: Forms
    titles_behind: Forms
    ends: Forms
    topics: Forms
    never: Forms


class BoilerplateWords(Table, frozen=True):
    """[boilerplate] of pages.toml; the order of the kinds is that of the columns in `articles/features.py`."""

    share: Forms
    follow: Forms
    subscribe: Forms
    advert: Forms
    related: Forms
    legal: Forms
    comment: Forms
    credit: Forms
    byline: Forms
    menu: Forms


class NamingWords(Table, frozen=True):
    """[naming] of pages.toml."""

    before: Forms
    about: Forms
    never: Forms


class Notices(Table, frozen=True):
    """[notices] of pages.toml: regular expressions."""

    anywhere: Forms
    captions: Forms
    tail: Forms
    signed: Forms  # what stands before the account's name where an embedded post is signed
    shown: Forms  # what an embedded post says of itself


class PageWords(Table, frozen=True):
    """pages.toml: the words that divide the parts of a news page."""

    stopwords: frozenset[str]
    mistaken: Forms
    ends: Forms
    sections: Forms
    stoppers: Forms
    home: Forms
    comments: Forms
    boilerplate: BoilerplateWords
    naming: NamingWords
    notices: Notices
    neighbours: dict[str, frozenset[str]]


class WatchWords(Table, frozen=True):
    """watch.toml: by what pages that are looked at again are judged. Regular expressions."""

    missing: Forms
    walls: Forms
    corrections: Forms
    counters: Forms


class StemTable(Table, frozen=True):
    """stems.toml: how a word loses its affixes; by Snowball where it names a stemmer, else by the lists."""

    snowball: str
    vowels: str
    enclitics: tuple[Forms, ...]  # of each group one may hang on a word's end, the last group outermost
    suffixes: Forms
    split_suffixes: Forms  # of these the end may be a suffix of its own: kirim-kan, but tembak-an
    nasals: dict[str, str]  # prefix -> what stands for the sound that it swallowed
    double: Forms
    plain: Forms
    eased: dict[str, str]  # prefix -> the one root it stands before
    lost: dict[str, str]  # first letter -> what stands for it, where a vowel follows
    lost_pairs: dict[str, str]  # first two letters -> what stands for them


class OppositeWords(Table, frozen=True):
    """Words of one sense and of the contrary one; `name` is the same in every language."""

    name: str
    one: frozenset[str]
    other: frozenset[str]


class StanceWords(Table, frozen=True):
    """By which somebody takes back what he said, or is for or against what he names; phrases of up to four words."""

    taking_back: frozenset[str]
    own_words: frozenset[str]  # what is taken back, where it is told in what is said
    approving: frozenset[str]  # cues
    rejecting: frozenset[str]  # cues, beside the negations


class SpokenFor(Table, frozen=True):
    """A body and how the roles of those begin who speak for it."""

    bodies: frozenset[str]
    roles: Forms


class DriftWords(Table, frozen=True):
    """drift.toml: words by which two versions of a statement are compared."""

    numbers: dict[str, float]
    scales: dict[str, float]
    units: dict[str, Forms]
    scope: dict[str, tuple[Forms, ...]]  # a scale of words -> its steps, the least first
    credited: Forms  # before the outlet that an article is taken from, beside `credits` of relays.toml
    bylines: Forms
    conditions: frozenset[str]
    clause_starts: frozenset[str]  # behind them a denial that stands before them no longer holds
    hedges: frozenset[str]
    plans: frozenset[str]
    negations: frozenset[str]
    negating_prefixes: Forms
    strength: dict[str, frozenset[str]]  # how a cue judges -> the cues
    stances: StanceWords
    spellings: tuple[Forms, ...]  # ways to write one word in a quotation, the plain one first
    spoken_for: tuple[SpokenFor, ...]
    opposites: tuple[OppositeWords, ...]
