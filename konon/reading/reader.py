"""Article -> Claims. The order of the reading steps is written here, once."""

from __future__ import annotations

from collections.abc import Sequence

from konon import __version__
from konon.reading.meaning.dates import said_when
from konon.reading.meaning.factuality import judge_factuality
from konon.reading.relays.chains import relay_chains
from konon.reading.relays.mentions import find_mentions
from konon.reading.relays.outlet_features import see_units
from konon.reading.spans.linking import link_spans
from konon.reading.spans.tagger import Tagger
from konon.reading.speakers.resolve import resolve_speakers
from konon.reading.text.passage import Passage, prepare
from konon.reading.text.pointing import load_pointing
from konon.reading.text.posted import carried_by, post_of
from konon.reading.text.units import Units
from konon.records import Article, Attribution, Claim, Reading, claim_words


def read_article(article: Article, tagger: Tagger) -> Reading:
    """The claims of one article in text order; none where nobody says anything."""
    passage = prepare(article)
    sight = tagger.look(passage)
    attributions = link_spans(passage, tagger.tag(passage, sight))
    return Reading(
        article=article,
        claims=read_claims(passage, attributions, sight.units),
        reader=reader_name(tagger),
        illegible=article.untested and not tagger.can_read(passage),
    )


def read_claims(passage: Passage, attributions: Sequence[Attribution], units: Units) -> tuple[Claim, ...]:
    """What each attribution means, in the same order; `attributions` are in text order, `units` the network's."""
    known = see_units(passage, attributions, units)
    pointed = load_pointing().point(units, attributions)
    mentions = find_mentions(passage, attributions, units, known)
    speakers = resolve_speakers(passage, attributions, mentions, units, pointed)
    names = [speaker.name for speaker in speakers]
    relays = relay_chains(passage, attributions, names, mentions, units, known=known, pointed=pointed)
    facts = judge_factuality(passage, attributions, units)
    contents = sorted(span for attribution in attributions for span in attribution.content)
    return tuple(
        Claim(
            attribution=attribution,
            speaker=speaker,
            relays=carried_by(post) if (post := post_of(passage, attribution)) else chain,
            factuality=factuality,
            said=said_when(passage, attribution, contents),
            words=claim_words(passage.article.text, attribution),
        )
        for attribution, speaker, chain, factuality in zip(attributions, speakers, relays, facts, strict=True)
    )


def reader_name(tagger: Tagger) -> str:
    """The versions of the program and its network: what a reading says it was made by."""
    return f"konon {__version__} / {tagger.name}"
