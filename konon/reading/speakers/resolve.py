"""Sources of an article's attributions -> who speaks: by rules, heads and a forest, and by whom a post is signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from konon.languages.language_files import UNKNOWN
from konon.reading.relays.mentions import OutletMention
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.speakers.other_languages import name_by_own_words
from konon.reading.speakers.pointed import name_sources, point_to_speakers
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointed, Pointing
from konon.reading.text.posted import post_of
from konon.reading.text.units import Units
from konon.records import Attribution, Post, Speaker, hash_id

POSTED: Final = 0.95  # how likely the account of a post is the one who speaks


def resolve_speakers(
    passage: Passage,
    attributions: Sequence[Attribution],
    mentions: Sequence[OutletMention],
    units: Units,
    pointed: Sequence[Pointed | None],
) -> tuple[Speaker, ...]:
    """One speaker for each attribution, in the same order; `attributions` are in text order.

    `name` is None, with the reason, where the source is empty or nobody can be found. `mentions` are those of
    `find_mentions` for the same attributions, `pointed` where the network points from each.
    """
    if not attributions:
        return ()
    pointing = Pointing(units=units, each=pointed)
    asked = passage.words.traits.heads_of_speakers
    named = name_sources(passage, attributions, units) if asked else None
    heads = point_to_speakers(passage, attributions, mentions, pointing, named) if named else ()
    cuts = named.cuts if named else None
    speakers = resolve_by_rules(passage, attributions, mentions, pointing, heads=heads, cuts=cuts).speakers
    if passage.words.lang == UNKNOWN:
        speakers = name_by_own_words(passage, attributions, speakers)
    posts = (post_of(passage, one) for one in attributions)
    return tuple(_account(post) if post else one for one, post in zip(speakers, posts, strict=True))


def _account(post: Post) -> Speaker:
    """Whose words a post is: the account's."""
    name = post.name or post.handle
    if name is None:
        return Speaker(name=None, reason="the post that the page shows is not signed")
    return Speaker(
        name=name,
        reason=f"the post that the page shows is signed {name}",
        id=hash_id("speaker", "person", " ".join(name.casefold().split())),
        kind="person",
        confidence=POSTED,
        span=post.signed,
    )
