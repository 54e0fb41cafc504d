"""Every record of the program, in flow order: Page -> Article -> Attribution -> Claim.

All are frozen, slotted and keyword-only. A `Span` is a pair of Unicode code points into `Article.text`,
end exclusive; `Spans` are in text order and do not overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from konon import notebook

Span = tuple[int, int]
Spans = tuple[Span, ...]

Form = Literal["html", "dump", "article", "pdf", "docx"]
PAGE_BREAK = "\f"  # in the text of a document, where its next page begins
Quotation = Literal["direct", "indirect", "mixed"]
Kind = Literal["person", "organisation", "government", "media", "group", "document", "unnamed"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["positive", "negative"]
Act = Literal["statement", "belief", "intention", "decree"]
Owner = Literal["speaker", "outlet"]


def hash_id(*parts: object) -> str:
    """16 hexadecimal digits that depend on `parts` alone: the same on every machine and in every run."""
    joined = "\x1f".join(map(str, parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One input as received, never edited."""

    body: bytes
    form: Form  # html: a web page; dump: a page's visible text; article: an extracted article; pdf, docx: a document
    path: str | None = None  # as named on the command line
    url: str | None = None
    charset: str | None = None  # as declared by the server; the body may say otherwise
    fetched: str | None = None  # ISO 8601, UTC
    # What the giver of a row said of it; None where nothing was said.
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    byline: str | None = None
    kept_as: str | None = field(default=None, compare=False)  # its id in a ledger, where it comes from one

    @property
    def name(self) -> str:
        """What a message calls this page."""
        return self.path or self.url or self.id or "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A link the page offers beside the article ("Baca juga: ...")."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of a social network that the page shows: its account's words through the platform, not the narrator's."""

    spans: Spans  # its words, which are part of the body
    name: str | None = None  # as the post is signed: "Ada Marsk"
    handle: str | None = None  # without "@"
    platform: str | None = None  # "Twitter", "Instagram"
    url: str | None = None
    posted: str | None = None  # ISO 8601; never when the article came out
    signed: Span | None = None  # the line that signs it, in `text` but outside the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says, apart from what surrounds it. `text` is the reference of all offsets."""

    id: str
    text: str
    body: Spans  # the article's own paragraphs; no headline, dateline, caption label or boilerplate
    path: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    section: str | None = None
    byline: str | None = None
    dateline: str | None = None  # the place alone: "Jakarta"
    published: str | None = None  # ISO 8601, as precise as the page
    lang: str = "und"  # ISO 639-1, "und" where it was not detected
    untested: bool = False  # a language the reader was never measured on
    related: tuple[Related, ...] = ()
    posts: tuple[Post, ...] = ()  # in the order of their words

    def _repr_html_(self) -> str:
        """For a notebook: its head and its own paragraphs."""
        return notebook.head(self) + notebook.paragraphs(self.text[start:end] for start, end in self.body)


def name_of(article: Article) -> str:
    """As a message calls it: the file, else the address."""
    return article.path or article.url or article.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What the text shows: who (source), by which word (cue), said what (content).

    Any of the three may be empty, content only in theory.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    quotation: Quotation
    confidence: float  # 0-1, the reader's


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who a source is. `name` is None where nobody was resolved, and `reason` says why."""

    name: str | None
    reason: str
    id: str | None = None
    kind: Kind | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None  # ISO 3166 alpha-2
    confidence: float = 0.0  # 0-1, the reader's
    span: Span | None = None  # where the name was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """An outlet that carried a claim, as the article writes it."""

    name: str
    spans: Spans
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """Words that weaken a claim, and whose they are: the speaker's `mungkin`, the outlet's `diduga`."""

    words: Spans
    owner: Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Factuality:
    """How sure, affirmed or denied, and what kind of act."""

    certainty: Certainty
    polarity: Polarity
    act: Act
    hedges: tuple[Hedge, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time in the text. `start` and `end` are ISO 8601, only as precise as the text: "2023-08"."""

    text: str
    start: str
    end: str
    span: Span | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWords:
    """The words that a claim's spans cover, with " … " where text between them is left out; "" where there are none."""

    source: str = ""
    cue: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an attribution means: one ledger line."""

    attribution: Attribution
    speaker: Speaker
    factuality: Factuality
    relays: tuple[Relay, ...] = ()  # nearest to the article first; empty when nobody relays
    said: When | None = None
    words: ClaimWords = field(default=ClaimWords(), compare=False)  # of the attribution's spans, for who has no text

    def _repr_html_(self) -> str:
        """For a notebook."""
        return notebook.card(self.words.content, notebook.describe(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article with its claims, in text order, and the reader that made them."""

    article: Article
    claims: tuple[Claim, ...]
    reader: str
    illegible: bool = False  # the network knows hardly a word of the text, so that no claims say nothing of it

    def _repr_html_(self) -> str:
        """For a notebook: the article's head, and its claims."""
        rows = [(notebook.who(claim), claim.words.content, notebook.how(claim)) for claim in self.claims]
        return notebook.head(self.article) + notebook.table(("speaker", "content", "how"), rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that gave no article, and why: one clear line."""

    name: str
    why: str
    erased: bool = False  # whether a person erased it from the ledger before


def clip(spans: Iterable[Span], start: int, end: int) -> Spans:
    """The parts of `spans` inside [start, end)."""
    inside = ((max(s, start), min(e, end)) for s, e in spans)
    return tuple((s, e) for s, e in inside if s < e)


def overlaps(spans: Iterable[Span], span: Span) -> bool:
    """Whether any of `spans` shares a code point with `span`."""
    first, last = span
    for start, end in spans:  # noqa: SIM110 - asked so often that a generator is a hundredth of reading
        if start < last and end > first:
            return True
    return False


def page_at(text: str, spans: Spans) -> int | None:
    """The page of a document on which the first of `spans` begins, from 1; None where the text has no pages."""
    return text.count(PAGE_BREAK, 0, spans[0][0] + 1) + 1 if spans and PAGE_BREAK in text else None


def claim_words(text: str, attribution: Attribution) -> ClaimWords:
    """Those of `text`, which the attribution's spans mean."""
    a = attribution
    return ClaimWords(source=words_of(text, a.source), cue=words_of(text, a.cue), content=words_of(text, a.content))


GAP = " … "


def words_of(text: str, spans: Iterable[Span], gap: str = GAP) -> str:
    """The words that `spans` cover, with `gap` where text between them is left out."""
    return gap.join(text[s:e] for s, e in spans)
