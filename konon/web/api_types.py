"""The JSON of the pages' twins as types: what `/api/openapi.json` says of them, and tests hold every answer to.

A later version adds fields and renames none. Spans are pairs of Unicode code points into the article's text.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from konon.contract import RelatedRow, WhenRow, Where
from konon.records import Act, Certainty, Kind, Polarity, Post, Quotation
from konon.tracing.pair_labels import Drift, Relation
from konon.tracing.quote_verdict import QuoteVerdict
from konon.views.answers import SaidBy, Stands
from konon.watching.claim_edits import ClaimEditKind


class ErrorWhy(Struct):
    """What happened, and what to do where something can be done; both as English sentences and as codes.

    `about`: to what it happened. `code` and `remedy_code` stay though the words may not; their `fields` are what the
    sentence is filled with. A sentence without a code has null.
    """

    status: int
    why: str
    remedy: str | None
    about: str | None
    code: str | None
    fields: dict[str, str]
    remedy_code: str | None
    remedy_fields: dict[str, str]


class ErrorAnswer(Struct):
    """The one shape of all errors."""

    error: ErrorWhy


class CountedName(Struct):
    """`value` is what a filter takes: an id, a word, a code or a month."""

    value: str
    name: str
    claims: int


class ClaimSpeaker(SaidBy):
    """As assistants have it."""


class ClaimArticle(Stands):
    """Where a claim stands, without the text."""


class ReadBefore(Struct):
    """What the reader had said of a claim that people corrected."""

    speaker: str | None
    relay: list[str]
    certainty: Certainty
    polarity: Polarity
    act: Act


class CorrectionMade(Struct):
    """What a person said of a claim, and whether it was undone."""

    id: str
    saying: str
    article: str
    by: str
    at: str
    note: str
    undone: str | None
    undone_by: str | None
    fields: dict[str, Any]
    missed: dict[str, Where] | None


class ClaimCorrected(Struct):
    """That people said otherwise; `as_read` is null where a person added the claim."""

    by: list[str]
    wrong: bool
    as_read: ReadBefore | None
    corrections: list[CorrectionMade]


class PlainClaim(Struct, kw_only=True):
    """Who said what: `saying` is its id whatever a later reader makes of it."""

    id: str
    saying: str
    speaker: ClaimSpeaker
    content: str
    quotation: Quotation
    certainty: Certainty
    polarity: Polarity
    act: Act
    relay: list[str]
    said: WhenRow | None
    article: ClaimArticle
    source_spans: Where
    cue_spans: Where
    content_spans: Where
    confidence: float
    reader: str
    current: bool
    corrected: ClaimCorrected | None
    likeness: float | UnsetType = UNSET  # where claims were asked for by meaning
    matches: Where | UnsetType = UNSET  # into `content`, where words were asked for


class SpreadCounts(Struct):
    """In how much a statement stands."""

    claims: int
    articles: int
    outlets: int
    sources: int | UnsetType = UNSET  # independent ones, in a list that tells them


class SpreadClaim(PlainClaim, kw_only=True):
    """With how far its statement spread; null where nobody else tells it."""

    spread: SpreadCounts | None


class FoundClaim(SpreadClaim, kw_only=True):
    """`folded`: sayings of the same statement on this page of the answer."""

    folded: list[str]


class HomeArticle(Struct):
    """An article that was added lately."""

    id: str
    title: str | None
    outlet: str | None
    outlet_id: str | None
    published: str | None
    lang: str
    added: str
    claims: int


class NewStatement(SpreadClaim, kw_only=True):
    """That new articles carry. `gained`: of its independent sources the new ones; `changes`: on the way to these."""

    gained: int
    independent: int
    articles: int
    changes: dict[str, int]


class HomeNews(Struct):
    """Since this browser looked at Home last. `about`: there are more claims; `edits`: of those below the new ones."""

    since: str
    articles: int
    claims: int
    about: bool
    statements: list[NewStatement]
    disputes: list[DisputeOf]
    edits: int


class HomeTwin(Struct):
    """What is told the most of what was added lately; the last articles. `news` is null for who never looked."""

    counts: dict[str, int]
    news: HomeNews | None
    told: list[SpreadClaim]
    latest: list[FoundClaim]  # the newest claims, where few are told by several
    articles: list[HomeArticle]
    edits: list[EditOf]


class Turned(Struct, kw_only=True):
    """Addresses of the next part of a list and of the one before; null where there is none."""

    page: int
    next: str | None
    previous: str | None


class AskedList(Turned, kw_only=True):
    """A list of what a question finds."""

    q: str
    filters: dict[str, str]


class SearchTwin(AskedList, kw_only=True):
    """A page of claims with the answer's facets; `about`: they were counted on a sample."""

    meaning: bool
    claims: int
    about: bool
    found: list[FoundClaim]
    facets: dict[str, list[CountedName]]
    months: list[CountedName]
    problem: str | None
    error: ErrorWhy | None


class WholeArticle(Struct):
    """The article as it stood; `body`: the spans of the text that are the article."""

    id: str
    path: str | None
    url: str | None
    outlet: str | None
    title: str | None
    section: str | None
    byline: str | None
    dateline: str | None
    published: str | None
    lang: str
    text: str
    body: Where
    related: list[RelatedRow]
    posts: list[Post] | UnsetType = UNSET
    untested: bool | UnsetType = UNSET


class VersionSeen(Struct):
    """One version of an article."""

    number: int
    title: str | None
    published: str | None
    added: str
    seen: str | None
    current: bool


class QuotedSpeaker(Struct):
    """Who is quoted at what length; nobody named has no id."""

    id: str | None
    name: str | None
    words: int
    claims: int


class ArticleTwin(Struct):
    """The version seen last, or the one asked for."""

    article: WholeArticle
    version: int
    versions: list[VersionSeen]
    quotations_changed: int
    reader: str | None
    claims: list[SpreadClaim]
    quoted: list[QuotedSpeaker]


class NamedPlace(Struct):
    """An article, or an outlet of which there is none here."""

    article: str | None
    outlet: str | None


class PlaceReason(NamedPlace):
    """From where a statement came, and why it is believed."""

    reason: str
    why: str
    code: str | None
    fields: dict[str, str]


class ChainLink(Struct):
    """One in the chain from who said it to who publishes it."""

    role: str
    id: str | None
    name: str | None


class ParagraphText(Struct):
    """In which a claim begins."""

    number: int
    text: str


class ClaimThread(Struct):
    """The statement of a claim."""

    id: str
    outlets: list[str]
    independent: int


class WordChange(Struct):
    """What is not as it was before, in words."""

    kind: Drift
    label: str
    why: str
    code: str | None
    fields: dict[str, str]
    before: str
    after: str


class ToldVersion(Struct, rename={"from_": "from"}):
    """How one article tells a statement."""

    claim: PlainClaim | None
    saying: str
    from_: PlaceReason | None
    against: str | None
    changes: list[WordChange]


class PairChange(Struct):
    """What two claims do not share, by spans of either."""

    kind: Drift
    a: Where
    b: Where
    why: str


class ClaimDispute(Struct):
    """A claim that says the opposite."""

    relation: Relation
    reasons: list[str]
    judged: str | None
    claim: PlainClaim
    changes: list[PairChange]


class EarlierReading(Struct):
    """What an earlier reader made of it."""

    id: str
    saying: str
    reader: str
    version: int
    content: str
    current: bool
    speaker: str | None
    certainty: Certainty


class SayingChange(Struct):
    """What a reader made of earlier sayings: split or joined."""

    verb: str
    source: str
    target: str
    reader: str
    at: str


class ClaimTwin(Struct):
    """One claim with its chain, its other versions, and why it is read so."""

    claim: SpreadClaim
    paragraph: ParagraphText
    chain: list[ChainLink]
    why: dict[str, str]
    thread: ClaimThread
    here: list[ToldVersion]
    versions: list[ToldVersion]
    versions_left_out: int
    disputes: list[ClaimDispute]
    history: list[EarlierReading]
    changes: list[SayingChange]
    corrections: list[CorrectionMade]


class ThreadSpeaker(Struct):
    """The first who is named."""

    id: str | None
    name: str | None
    role: str | None


class ThreadFirst(Struct):
    """Where it was said first, as far as is known."""

    article: str
    outlet: str | None
    published: str | None
    lang: str


class ThreadSummary(Struct, kw_only=True):
    """One statement through outlets and time."""

    id: str
    statement: str
    speaker: ThreadSpeaker
    first: ThreadFirst
    last: str | None
    claims: int
    outlets: list[str]
    independent: int
    changes: dict[str, int]
    saying: str
    quotation: Quotation


class ThreadLine(ThreadSummary, kw_only=True):
    """A line of the list of threads."""

    articles: int


class ThreadsTwin(AskedList, kw_only=True):
    """A page of statements; `among`: of how many claims that the question found these are the best."""

    meaning: bool
    sort: str
    among: int | None
    threads: list[ThreadLine]


class SpanChange(Struct):
    """What is not as it was before, by spans of either text."""

    kind: Drift
    label: str
    why: str
    code: str | None
    fields: dict[str, str]
    before: Where
    after: Where


class ThreadClaim(Struct):
    """One claim of a thread's article."""

    id: str
    saying: str
    speaker: str | None
    content: str
    spans: Where
    quotation: Quotation
    certainty: Certainty
    polarity: Polarity
    relay: list[str]


class ThreadArticle(Struct, rename={"from_": "from"}):
    """One article of a thread; `from` is null where it is a source of its own."""

    article: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    lang: str
    from_: PlaceReason | None
    against: str | None
    changes: list[SpanChange]
    claims: list[ThreadClaim]


class ThreadFolding(Struct):
    """Why an article is no source of its own."""

    of: NamedPlace
    into: NamedPlace
    reason: str
    why: str
    code: str | None
    fields: dict[str, str]


class MissingOutlet(Struct):
    """An outlet that an article credits, of which there is none here."""

    article: str
    outlet: str


class SayingLink(Struct, kw_only=True):
    """Two sayings and how they relate."""

    a: str
    b: str
    relation: Relation
    score: float
    reasons: list[str]
    judged: str | None


class ThreadLink(SayingLink, kw_only=True):
    """With what changed between them."""

    changes: list[PairChange]


class ThreadDispute(Struct):
    """What somebody says against a thread."""

    relation: Relation
    judged: str | None
    saying: str
    speaker: str | None
    content: str
    quotation: Quotation
    outlet: str | None
    published: str | None
    lang: str


class ThreadTwin(ThreadSummary, kw_only=True):
    """All of a statement: articles in the order of time, sources, what was folded into which and why."""

    origin: NamedPlace
    articles: list[ThreadArticle]
    sources: list[list[str]]
    foldings: list[ThreadFolding]
    missing: list[MissingOutlet]
    circles: list[list[str]]
    links: list[ThreadLink]
    address: str
    disputes: list[ThreadDispute]


class PartyClaim(Struct):
    """One claim of a side."""

    saying: str
    speaker: str | None
    content: str
    outlet: str | None
    published: str | None
    certainty: Certainty
    polarity: Polarity
    article: str
    lang: str


class DisputeParty(Struct):
    """One side of a dispute."""

    speakers: list[str]
    since: str | None
    claims: list[PartyClaim]


class DisputeOf(Struct):
    """Who asserts and who denies."""

    id: str
    relation: Relation
    since: str | None
    asserts: DisputeParty
    denies: DisputeParty
    links: list[SayingLink]


class DisputesTwin(AskedList, kw_only=True):
    """Disputes, the newest first; `about`: of the links that were added last."""

    disputes: list[DisputeOf]
    found: int
    about: bool


class CheckedSpeaker(Struct):
    """Who says it there; all null where nobody was resolved."""

    id: str | None
    name: str | None
    role: str | None
    affiliation: str | None


class CheckedPlace(Struct):
    """A place like the quotation; `b` of a change is a span of the quotation, all others are of the article's text."""

    id: str | None
    claims: list[str]
    fit: str
    whose: str
    there: bool
    speaker: CheckedSpeaker
    said: str
    spans: Where
    direct: bool
    share: float
    changes: list[PairChange]
    left_out: Where
    cautions: list[str]
    article: ClaimArticle
    reader: str | None
    current: bool | None


class CheckTwin(Struct):
    """What was found; `verdict` is null where nothing was asked."""

    words: str
    claimed: dict[str, str]
    verdict: QuoteVerdict | None
    why: str | None
    code: str | None
    fields: dict[str, str]
    evidence: list[CheckedPlace]


class EditedArticle(Struct):
    """The page that changed."""

    id: str
    url: str | None
    path: str | None
    outlet: str | None


class EditStand(Struct):
    """One of its versions, and when it was seen."""

    version: int
    first_seen: str
    last_seen: str


class EditedHeadline(Struct):
    """What it was called before and after."""

    before: str
    after: str
    changes: list[PairChange]


class EditedClaim(Struct):
    """A claim as one of the versions has it; `spans` into that version's text."""

    id: str
    saying: str
    speaker: str | None
    content: str
    spans: Where
    certainty: Certainty
    polarity: Polarity


class ClaimEditOf(Struct):
    """`before` is null where it was added, `after` where it was removed."""

    kind: ClaimEditKind
    labels: list[str]
    before: EditedClaim | None
    after: EditedClaim | None
    changes: list[SpanChange]


class EditOf(Struct):
    """What one version of a page changed; `silent`: no correction note came with it."""

    article: EditedArticle
    title: str | None
    before: EditStand
    after: EditStand
    headline: EditedHeadline | None
    claims: list[ClaimEditOf]
    sentences: int
    changes: list[str]
    notes: list[str]
    silent: bool


class EditsTwin(Turned, kw_only=True):
    """Edits, of the pages that changed last first."""

    address: str | None
    since: str | None
    edits: list[EditOf]


class NamedCount(Struct):
    """A speaker or an outlet with how many claims it has."""

    id: str
    name: str
    claims: int


class SpeakersTwin(Turned, kw_only=True):
    """Those of a name, or a page of all."""

    name: str
    every: int
    speakers: list[NamedCount]


class SpeakerName(Struct):
    """One name of a speaker, with what articles say of who bears it."""

    id: str
    name: str
    role: str | None
    affiliation: str | None
    country: str | None
    reason: str
    claims: int


class WholeSpeaker(Struct):
    """A speaker across pages."""

    id: str
    name: str
    kind: Kind | None
    country: str | None
    claims: int
    names: list[SpeakerName]
    names_left_out: int


class SpeakerTwin(Turned, kw_only=True):
    """With a page of the claims, the newest first."""

    speaker: WholeSpeaker
    found: list[SpreadClaim]


class OutletCounts(Struct):
    """How much it publishes, and how much others have from it."""

    id: str
    name: str
    published: int
    passed_on: int


class OutletsTwin(Struct):
    """Those that publish or pass on the most."""

    outlets: list[OutletCounts]
    publishing: int
    relaying: int


class OutletNamed(Struct):
    """One name of an outlet."""

    id: str
    name: str
    reason: str
    claims: int


class WholeOutlet(Struct):
    """An outlet with its names and owner."""

    id: str
    name: str
    kind: str | None
    country: str | None
    owner: str | None
    claims: int
    names: list[OutletNamed]


class HedgesLost(Struct):
    """Of so many relayed statements of which the source is held, how many lost their hedge; `share` of 1, or null."""

    relayed: int
    lost: int
    share: float | None


class OutletHedges(Struct):
    """Of the outlet and, in the same statements, of all others; `among`: so many statements, those relayed last."""

    own: HedgesLost
    others: HedgesLost
    among: int


class OutletTwin(Turned, kw_only=True):
    """With a page of the claims it publishes, and who passes on what it said."""

    outlet: WholeOutlet
    passed_on_by: list[NamedCount]
    hedges: OutletHedges
    found: list[SpreadClaim]


class ActorNamed(Struct):
    """A speaker or an outlet."""

    id: str
    name: str


class NetworkWay(Struct):
    """From whom to whom so many claims went."""

    speaker: ActorNamed | None
    relay: ActorNamed | None
    outlet: ActorNamed | None
    claims: int


class NetworkTwin(Struct):
    """Who carries whom, of the claims that a question finds."""

    q: str
    filters: dict[str, str]
    claims: int
    about: bool
    ways: list[NetworkWay]


class LicenceOf(Struct):
    """Of a part that the pages load."""

    name: str
    licence: str
    text: str | None


class MeasuredFigures(Struct):
    """F1 of a language."""

    lang: str
    attribution: float
    people: float
    direct: float


class AboutTwin(Struct):
    """The version, what the ledger holds, how well it was read."""

    version: str
    ledger: dict[str, int]
    licences: list[LicenceOf]
    measured: list[MeasuredFigures]
    measured_on: str


class CorrectedSpeaker(Struct):
    """Whom people merged or split."""

    id: str
    name: str


class CorrectionLine(Struct, kw_only=True):
    """One correction of a claim (`claim`, `missed`), of names (`merge`, `split`) or of a pair of claims (`pair`)."""

    kind: str
    by: str
    at: str
    note: str
    undone: str | None
    undone_by: str | None
    sayings: list[str]
    undo: dict[str, str] | None
    as_read: ReadBefore | None
    id: str | UnsetType = UNSET
    saying: str | UnsetType = UNSET
    article: str | UnsetType = UNSET
    fields: dict[str, Any] | UnsetType = UNSET
    missed: dict[str, Where] | UnsetType | None = UNSET
    speaker: CorrectedSpeaker | UnsetType = UNSET
    names: list[str] | UnsetType = UNSET
    relation: Relation | UnsetType = UNSET


class PersonCount(Struct):
    """Who corrects, and how much."""

    name: str
    count: int


class CorrectionsTwin(Turned, kw_only=True):
    """A page of what people said instead of the reader, the newest first."""

    by: str | None
    people: list[PersonCount]
    every: int
    corrections: list[CorrectionLine]


class AddFailure(Struct):
    """What could not be read, and why."""

    name: str
    why: str


class AddedJob(Struct, kw_only=True):
    """What was added at once, and what came of it so far; `left`: seconds."""

    id: str
    at: str
    by: str
    state: str
    total: int | None
    done: int
    claims: int
    known: int
    articles: list[str]
    failed: int
    failures: list[AddFailure]
    given: list[str]
    rate: float | None
    left: float | None


class AddTwin(Struct):
    """What was added lately."""

    jobs: list[AddedJob]


class AddedArticle(Struct):
    """An article that a job gave."""

    id: str
    title: str | None
    outlet: str | None
    claims: int


class JobTwin(AddedJob, kw_only=True):
    """With its articles."""

    added: list[AddedArticle]


class ClaimsTwin(Struct):
    """A part of a walk; `cursor` begins the next, now or when there is more."""

    claims: list[PlainClaim]
    cursor: str
    next: str | None
