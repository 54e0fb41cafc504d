"""Reading -> one row of the output contract, which `--format jsonl` prints and scorers read; and back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from konon.errors import FileError
from konon.records import (
    Act,
    Article,
    Attribution,
    Certainty,
    Claim,
    Factuality,
    Hedge,
    Kind,
    Owner,
    Polarity,
    Post,
    Quotation,
    Reading,
    Related,
    Relay,
    Spans,
    Speaker,
    When,
    claim_words,
    page_at,
)

CONTRACT = "1.1"  # of the row: 1.1 added `words` and `page`


def article_row(article: Article) -> dict[str, Any]:
    """The article's own fields, `body` as pairs of code points."""
    row: dict[str, Any] = {
        name: getattr(article, name)
        for name in (
            "id",
            "path",
            "url",
            "outlet",
            "title",
            "section",
            "byline",
            "dateline",
            "published",
            "lang",
        )
    }
    row |= {"text": article.text, "body": article.body}
    row["related"] = [{"title": link.title, "url": link.url} for link in article.related]
    if article.posts:
        row["posts"] = [post_row(post) for post in article.posts]
    if article.untested:
        row["untested"] = True
    return row


def post_row(post: Post) -> dict[str, Any]:
    """An embedded post: whose words, on which platform."""
    return {name: getattr(post, name) for name in ("spans", "name", "handle", "platform", "url", "posted", "signed")}


def speaker_row(speaker: Speaker) -> dict[str, Any]:
    """A speaker; only `name` (null) and `reason` where nobody was resolved."""
    if speaker.name is None:
        return {"name": None, "reason": speaker.reason}
    names = ("id", "name", "kind", "role", "affiliation", "country", "confidence", "reason")
    return {name: getattr(speaker, name) for name in names}


def when_row(when: When | None) -> dict[str, Any] | None:
    """A time, or None."""
    return {"text": when.text, "start": when.start, "end": when.end} if when else None


def claim_row(claim: Claim, text: str) -> dict[str, Any]:
    """One attribution of `text` with its words and meaning."""
    page = page_at(text, claim.attribution.content or claim.attribution.cue)
    a, f, words = claim.attribution, claim.factuality, claim_words(text, claim.attribution)
    return {
        "id": a.id,
        "source": a.source,
        "cue": a.cue,
        "content": a.content,
        "words": {"source": words.source, "cue": words.cue, "content": words.content},
        "quotation": a.quotation,
        "act": f.act,
        "certainty": f.certainty,
        "polarity": f.polarity,
        "hedges": [{"words": hedge.words, "owner": hedge.owner} for hedge in f.hedges],
        "speaker": speaker_row(claim.speaker),
        "relay": [relay.name for relay in claim.relays],
        "relay_spans": [relay.spans for relay in claim.relays],
        "said": when_row(claim.said),
        "confidence": a.confidence,
    } | ({} if page is None else {"page": page})


def reading_row(reading: Reading) -> dict[str, Any]:
    """One article with its claims in text order."""
    row = article_row(reading.article) | {"reader": reading.reader}
    row["attributions"] = [claim_row(claim, reading.article.text) for claim in reading.claims]
    return row


def encode(row: Any) -> bytes:
    """UTF-8 JSON. Half a surrogate pair (a file name may hold one) becomes U+FFFD: the offsets hold."""
    try:
        return msgspec.json.encode(row)
    except UnicodeEncodeError:
        return msgspec.json.encode(_mend(row))


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mend(item) for item in value]
    return value


def parse_reading(line: bytes, name: str) -> Reading:
    """The Reading of one line that `konon read --format jsonl` gave; what the contract leaves out stays empty.

    FileError, with `name`, where it is none.
    """
    try:
        row = msgspec.json.decode(line, type=ReadingRow)
    except (msgspec.MsgspecError, UnicodeDecodeError) as why:
        remedy = "give what konon read --format jsonl wrote"
        raise FileError(f"is not a reading ({why})", name=name, remedy=remedy) from why
    size = len(row.text)
    spans = [span for a in row.attributions for part in (a.source, a.cue, a.content) for span in part]
    spans += [span for post in row.posts for span in (*post.spans, *([post.signed] if post.signed else []))]
    if any(not 0 <= start <= end <= size for start, end in [*row.body, *spans]):
        raise FileError("has a span outside its text", name=name, remedy="give what konon read --format jsonl wrote")
    names = ("id", "text", "body", "path", "url", "outlet", "title", "section", "byline", "dateline", "published")
    article = Article(
        **{field: getattr(row, field) for field in names},
        lang=row.lang,
        untested=row.untested,
        related=tuple(Related(title=link.title, url=link.url) for link in row.related),
        posts=row.posts,
    )
    return Reading(
        article=article, claims=tuple(_parse_claim(a, row.text) for a in row.attributions), reader=row.reader
    )


def _parse_claim(row: AttributionRow, text: str) -> Claim:
    attribution = Attribution(
        id=row.id,
        source=row.source,
        cue=row.cue,
        content=row.content,
        quotation=row.quotation,
        confidence=row.confidence,
    )
    spans = row.relay_spans or [()] * len(row.relay)
    return Claim(
        attribution=attribution,
        speaker=Speaker(**msgspec.structs.asdict(row.speaker)),
        factuality=Factuality(
            certainty=row.certainty,
            polarity=row.polarity,
            act=row.act,
            hedges=tuple(Hedge(words=hedge.words, owner=hedge.owner) for hedge in row.hedges),
        ),
        relays=tuple(Relay(name=name, spans=found) for name, found in zip(row.relay, spans, strict=False)),
        said=When(text=row.said.text, start=row.said.start, end=row.said.end) if row.said else None,
        words=claim_words(text, attribution),
    )


def contract_schema() -> dict[str, Any]:
    """The row of an article as JSON Schema (2020-12). A later version of the contract adds fields and renames none."""
    schema: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(ReadingRow)))
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:konon:reading:{CONTRACT}",
        "title": "Reading",
        "description": "A line of konon read --format jsonl: an article with its claims.",
        "version": CONTRACT,
    }
    return about | schema


Where = Annotated[Spans, msgspec.Meta(description="Pairs of Unicode code points into the text, end exclusive.")]


class RelatedRow(msgspec.Struct):
    """A link the page offers beside the article."""

    title: str
    url: str | None = None


class WordsRow(msgspec.Struct):
    """The words that the spans cover, with " … " between them."""

    source: str
    cue: str
    content: str


class HedgeRow(msgspec.Struct):
    """Words that weaken the claim, and whose they are."""

    words: Where
    owner: Owner


class WhenRow(msgspec.Struct):
    """When it was said, as precise as the text."""

    text: str
    start: str
    end: str


class SpeakerRow(msgspec.Struct):
    """Who the source is; name is null where nobody can be resolved, and reason says why."""

    name: str | None
    reason: str = ""
    id: str | None = None
    kind: Kind | None = None
    role: str | None = None
    affiliation: str | None = None
    country: Annotated[str, msgspec.Meta(min_length=2, max_length=2)] | None = None
    confidence: Annotated[float, msgspec.Meta(description="The reader's, 0 to 1.")] = 0.0


class AttributionRow(msgspec.Struct):
    """One claim: who (source), by which word (cue), said what (content)."""

    id: str
    source: Where
    cue: Where
    content: Where
    quotation: Quotation
    act: Act
    certainty: Annotated[Certainty, msgspec.Meta(description="How sure the speaker is.")]
    polarity: Annotated[Polarity, msgspec.Meta(description="negative: a denial.")]
    speaker: SpeakerRow
    confidence: Annotated[float, msgspec.Meta(description="How sure the reader is, 0 to 1.")]
    words: WordsRow | None = None  # only to be read: the spans say the same
    hedges: tuple[HedgeRow, ...] = ()
    relay: Annotated[tuple[str, ...], msgspec.Meta(description="Outlets that carried it, nearest first.")] = ()
    relay_spans: tuple[Where, ...] = ()
    said: WhenRow | None = None
    page: Annotated[int, msgspec.Meta(ge=1, description="Of a document; not there where it has no pages.")] | None = (
        None
    )


class ReadingRow(msgspec.Struct):
    """An article with its claims, in the text's order."""

    id: str
    text: Annotated[str, msgspec.Meta(description="What all spans mean.")]
    body: Where
    reader: Annotated[str, msgspec.Meta(description="The versions of the program and its network.")]
    attributions: tuple[AttributionRow, ...]
    path: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    section: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: Annotated[str | None, msgspec.Meta(description="ISO 8601, as precise as the page.")] = None
    lang: str = "und"
    untested: Annotated[bool, msgspec.Meta(description="A language the reader was never measured on.")] = False
    related: tuple[RelatedRow, ...] = ()
    posts: tuple[Post, ...] = ()
