"""Posts that a page shows -> attributions: the account's own words, whatever the network finds inside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from konon.reading.spans.decoding import Extraction
from konon.reading.text.passage import Passage
from konon.records import overlaps

SURE: Final = 0.95


def read_posts(passage: Passage, found: Sequence[Extraction]) -> list[Extraction]:
    """`found`, with each post as one attribution in place of what was found in it."""
    posts = [post for post in passage.article.posts if post.spans]
    inside = [span for post in posts for span in post.spans]
    rest = [one for one in found if not any(overlaps(one.content, span) for span in inside)]
    return rest + [
        Extraction(
            source=(post.signed,) if post.signed else (), cue=(), content=post.spans, confidence=SURE, verbatim=True
        )
        for post in posts
    ]
