"""Article -> Claims. The order of the reading steps is written here, once."""

from __future__ import annotations

from konon import __version__
from konon.reading.meaning.dates import said_when
from konon.reading.meaning.factuality import judge_factuality
from konon.reading.relays.chains import relay_chains
from konon.reading.spans.linking import link_spans
from konon.reading.spans.tagger import Tagger
from konon.reading.speakers.resolve import resolve_speakers
from konon.records import Article, Claim, Reading


def read_article(article: Article, tagger: Tagger) -> Reading:
    """The claims of one article in text order; none where nobody says anything."""
    attributions = link_spans(article, tagger.tag(article.text, article.body))
    speakers = resolve_speakers(article, attributions)
    relays = relay_chains(article, attributions, [speaker.name for speaker in speakers])
    claims = tuple(
        Claim(
            attribution=attribution,
            speaker=speaker,
            relays=chain,
            factuality=judge_factuality(article, attribution),
            said=said_when(article, attribution),
        )
        for attribution, speaker, chain in zip(attributions, speakers, relays, strict=True)
    )
    return Reading(article=article, claims=claims, reader=reader_name(tagger))


def reader_name(tagger: Tagger) -> str:
    """The versions of the program and its network: what a reading says it was made by."""
    return f"konon {__version__} / {tagger.name}"
