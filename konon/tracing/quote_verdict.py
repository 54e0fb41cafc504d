"""A quotation and a ledger -> a verdict: are these the words, whose are they, and where do they stand?

It fails closed: only words that stand in a claim of the named speaker, letter by letter, are verbatim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, Protocol

from konon.errors import UsageError
from konon.records import Article, Claim, Spans, overlaps
from konon.tracing.quotations import Heard, Quote, SpokenPart, Utterance, hear, read_quote
from konon.tracing.quote_check import CELLS, FoundQuote, find_quote, lexicon_of
from konon.tracing.statement import is_negation

QuoteVerdict = Literal["verbatim", "part", "altered", "misattributed", "elsewhere", "unattributed", "not found"]
Whose = Literal["theirs", "another's", "nobody's"]
LONGEST: Final = 10_000  # letters of a quotation
ALIGNED: Final = 12  # utterances that are compared word by word where none has the words as they are
ANOTHERS: Final = 0.75  # share of the words from which on another's altered sentence is told
SHOWN: Final = 3  # changes in one line
TELLING: Final = 3  # words by which a text is looked for
WHOSE: Final = ("theirs", "another's", "nobody's")
ORDER: Final = {"whole": 0, "part": 1, "altered": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuote:
    """A claim that may hold the words, and how it stands to what is claimed of them."""

    id: str  # of the claim
    claim: Claim
    article: Article
    version: int
    reader: str
    current: bool  # of the newest reader and the version seen last
    seen_last: bool  # in the version seen last, whoever read it
    person: str  # the same for all claims of one speaker in one article
    whose: Whose  # "theirs" where no speaker was named
    there: bool  # of the outlet, time and so on that were named


class QuoteSource(Protocol):
    """Where claims and texts come from: a ledger, or a list in memory."""

    def claims_like(self, words: str) -> Iterable[HeldQuote]:
        """Those that may hold these words or most of them, the likeliest first."""
        ...

    def beside(self, held: Sequence[HeldQuote]) -> Iterable[HeldQuote]:
        """All claims of the same articles by the same readers, these among them, by article and in text order."""
        ...

    def texts_with(self, words: Sequence[str]) -> Iterable[tuple[Article, int]]:
        """Versions of articles whose texts have all of these words, with their numbers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteEvidence:
    """One place. `held` is the first claim there; None where the words stand in no claim."""

    article: Article
    version: int
    found: FoundQuote
    held: HeldQuote | None
    whose: Whose
    there: bool
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuote:
    """`evidence`: the best first; for "not found" what comes nearest, if anything does."""

    quote: Quote
    verdict: QuoteVerdict
    why: str
    evidence: tuple[QuoteEvidence, ...]


def check_quotation(source: QuoteSource, words: str) -> CheckedQuote:
    """UsageError where there is no word to check, or more than anybody quotes."""
    if len(words) > LONGEST:
        raise UsageError(f"a quotation of {len(words):,} characters", remedy=f"check at most {LONGEST:,} at once")
    quote = read_quote(words)
    if not quote.words:
        raise UsageError("the quotation holds no word", name=words.strip()[:40] or "(empty)", remedy="give its words")
    held = list(source.claims_like(words))
    found = _search(quote, held)
    exact = any(one.found.fit != "altered" and one.whose == "theirs" for one in found)
    if not exact and any(_lies_within(one, quote) for one in held):
        found += _search(quote, list(source.beside(held)))
    found = sorted(_each_once(found), key=_order)
    if verdict := _judge(found):
        if verdict[0] == "altered" and (there := _clipped(quote, found)):
            why = "the words stand so on the page, but the reader took a part of them alone for what was said"
            return CheckedQuote(quote=quote, verdict="unattributed", why=why, evidence=(there, *found))
        return CheckedQuote(quote=quote, verdict=verdict[0], why=verdict[1], evidence=tuple(found))
    standing = [_outside(quote, article, version) for article, version in source.texts_with(_telling(quote))]
    if stands := tuple(one for one in standing if one):
        why = "the words stand on a page, but the reader found nobody there who says them"
        return CheckedQuote(quote=quote, verdict="unattributed", why=why, evidence=(*stands, *found))
    why = "no claim here has these words" + (", nor most of them" if not found else "; what comes nearest follows")
    return CheckedQuote(quote=quote, verdict="not found", why=why, evidence=tuple(found))


def _lies_within(one: HeldQuote, quote: Quote) -> bool:
    """Whether the quotation has all words of a claim and more, so that it may be put together from several."""
    words = hear(_utterance([one])).words
    return 0 < len(words) < len(quote.words) and {word.low for word in words} <= {word.low for word in quote.words}


def _search(quote: Quote, held: Sequence[HeldQuote]) -> list[QuoteEvidence]:
    """Exact places in all; where no claim of the named speaker has the words so, the nearest by alignment too."""
    groups = _utterances(held)
    heard = [(hear(utterance), some) for utterance, some in groups]
    found = [_evidence(place, some) for words, some in heard if (place := find_quote(quote, words, altered=False))]
    if any(one.whose == "theirs" and one.found.fit != "altered" for one in found):
        return found
    for words, some in _nearest(quote, heard):
        if place := find_quote(quote, words):
            found.append(_evidence(place, some))
    return found


def _nearest(
    quote: Quote, heard: Sequence[tuple[Heard, Sequence[HeldQuote]]]
) -> Iterator[tuple[Heard, Sequence[HeldQuote]]]:
    """Those with the most of the words, the named speaker's first; no more than can be aligned in a moment."""
    asked = {one.low for one in quote.words if one.is_word}
    ranked = sorted(heard, key=lambda pair: -len(asked & {word.low for word in pair[0].words}))
    ranked.sort(key=lambda pair: pair[1][0].whose != "theirs")
    cells = 0
    for words, some in ranked[:ALIGNED]:
        if cells > CELLS:
            return
        cells += len(words.words) * len(quote.words)
        yield words, some


def _utterances(held: Iterable[HeldQuote]) -> list[tuple[Utterance, list[HeldQuote]]]:
    """What each person says in each version of an article as each reader has it, in the order of the first claims."""
    groups: dict[tuple[str, int, str, str], list[HeldQuote]] = {}
    for one in held:
        key = (one.article.id, one.version, one.reader, one.person)
        groups.setdefault(key, []).append(one)
    alone = [[one] for some in groups.values() if _are_mixed(some) for one in some]
    return [(_utterance(some), some) for some in (*groups.values(), *alone)]


def _are_mixed(some: Sequence[HeldQuote]) -> bool:
    """Whether parts of one claim lie between parts of another, so that each must be read by itself too."""
    spans = sorted((*span, one.id) for one in some for span in one.claim.attribution.content)
    order = [id_ for *_, id_ in spans]
    runs = sum(a != b for a, b in pairwise(order)) + 1
    return runs > len(set(order))


def _utterance(some: Sequence[HeldQuote]) -> Utterance:
    article = some[0].article
    ordered = sorted(some, key=lambda one: one.claim.attribution.content)
    return Utterance(id="", text=article.text, lang=article.lang, parts=tuple(_part(one, article) for one in ordered))


def _part(held: HeldQuote, article: Article) -> SpokenPart:
    attribution, factuality = held.claim.attribution, held.claim.factuality
    one = SpokenPart(claim=held.id, spans=attribution.content, quotation=attribution.quotation)
    if factuality.polarity != "negative" or attribution.quotation == "direct":
        return one
    heard = hear(Utterance(id="", text=article.text, lang=article.lang, parts=(one,)))
    lexicon = lexicon_of(heard)
    if any(is_negation(word.low, lexicon) for word in heard.words):
        return one  # the denial is among the words themselves
    return SpokenPart(claim=one.claim, spans=one.spans, quotation=one.quotation, denied=True)


def _evidence(found: FoundQuote, some: Sequence[HeldQuote]) -> QuoteEvidence:
    one = next(one for one in some if one.id == found.claims[0])
    cautions = list(found.cautions)
    if not found.direct:
        cautions.append("told in indirect speech there: the wording may be the outlet's")
    if not one.seen_last:
        cautions.append("in an older version of the page alone")
    if len(found.claims) > 1:
        cautions.append(f"put together from {len(found.claims)} places of the article")
    return QuoteEvidence(
        article=one.article,
        version=one.version,
        found=found,
        held=one,
        whose=one.whose,
        there=one.there,
        cautions=tuple(cautions),
    )


def _order(one: QuoteEvidence) -> tuple[object, ...]:
    """The best first: the named speaker's, the whole, what is where it is said to be, the newest page's."""
    held = one.held
    current = held is not None and held.current
    exact = one.found.fit != "altered"
    return (
        not exact,
        WHOSE.index(one.whose),
        not one.there,
        ORDER[one.found.fit],
        not one.found.direct,
        not current,
        -one.found.share,
        len(one.found.changes),
        one.article.published or "9999",
        one.article.id,
        one.found.spans,
    )


def _each_once(found: Iterable[QuoteEvidence]) -> Iterator[QuoteEvidence]:
    """Of one place, which several readers may have and several looks may find, the best."""
    seen: set[tuple[str, int, Spans]] = set()
    for one in sorted(found, key=_order):
        key = (one.article.id, one.version, one.found.spans)
        if key not in seen:
            seen.add(key)
            yield one


def _judge(found: Sequence[QuoteEvidence]) -> tuple[QuoteVerdict, str] | None:
    """By the best that there is; None where nothing tells anything. `found`: the best first."""
    exact = [one for one in found if one.found.fit != "altered"]
    theirs = [one for one in exact if one.whose == "theirs"]
    if theirs:
        return _of_speaker(theirs[0])
    if others := [one for one in exact if one.whose == "another's"]:
        return "misattributed", f"the words are of {speaker_of(others[0])}"
    if altered := [one for one in found if one.found.fit == "altered" and one.whose == "theirs"]:
        return "altered", _what_changed(altered[0])
    if exact:
        return "unattributed", "the words stand there, but nobody is named who says them"
    for one in found:
        if one.found.share >= ANOTHERS:
            if one.whose == "nobody's":
                return "altered", f"{_what_changed(one)}; nobody is named who says it"
            return "misattributed", f"the words come nearest to those of {speaker_of(one)}: {_what_changed(one)}"
    return None


def _of_speaker(one: QuoteEvidence) -> tuple[QuoteVerdict, str]:
    if not one.there:
        return "elsewhere", f"the words stand in {place_of(one)}, and not where they are said to be"
    if one.found.fit == "whole":
        return "verbatim", f"the words stand so in {place_of(one)}"
    return "part", f"the words are part of a longer statement in {place_of(one)}"


def speaker_of(one: QuoteEvidence) -> str:
    """The name, or that there is none."""
    name = one.held.claim.speaker.name if one.held else None
    return name or "somebody who is not named"


def place_of(one: QuoteEvidence) -> str:
    """Outlet and day, as far as they are known."""
    article = one.article
    outlet = article.outlet or article.url or article.path or article.id
    return f"{outlet} of {article.published[:10]}" if article.published else outlet


def _what_changed(one: QuoteEvidence) -> str:
    shown = [change.why for change in one.found.changes]
    more = f", and {len(shown) - SHOWN} more changes" if len(shown) > SHOWN else ""
    return ", ".join(shown[:SHOWN]) + more


def _telling(quote: Quote) -> list[str]:
    """The longest words, as typed: those by which a text can be found."""
    words = dict.fromkeys(one.form for one in quote.words if one.is_word)
    return sorted(words, key=lambda form: (-len(form), form))[:TELLING]


def _clipped(quote: Quote, found: Sequence[QuoteEvidence]) -> QuoteEvidence | None:
    """The same place in the page's text, where all words stand in a row around what a claim has of them."""
    for one in found[:ALIGNED]:
        there = _outside(quote, one.article, one.version)
        if there and one.found.share < 1 and any(overlaps(there.found.spans, span) for span in one.found.spans):
            return there
    return None


def _outside(quote: Quote, article: Article, version: int) -> QuoteEvidence | None:
    """The words in the text of an article, whoever says them; only as they are."""
    whole = SpokenPart(claim="", spans=((0, len(article.text)),), quotation="direct")
    heard = hear(Utterance(id="", text=article.text, lang=article.lang, parts=(whole,)))
    found = find_quote(quote, heard, altered=bool(quote.gaps))
    if found is None or found.fit == "altered":
        return None
    return QuoteEvidence(
        article=article, version=version, found=found, held=None, whose="nobody's", there=True, cautions=()
    )
