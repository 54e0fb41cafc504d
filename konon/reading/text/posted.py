"""Attributions -> which of them are posts of a social network that the page shows whole."""

from __future__ import annotations

from konon.reading.text.passage import Passage
from konon.records import Attribution, Post, Relay


def post_of(passage: Passage, attribution: Attribution) -> Post | None:
    """The post whose words an attribution is; None where it is none."""
    return next((post for post in passage.article.posts if post.spans == attribution.content), None)


def carried_by(post: Post) -> tuple[Relay, ...]:
    """The platform as what carried a post's words; nothing where it is not known."""
    if post.platform is None:
        return ()
    spans = (post.signed,) if post.signed else ()
    return (Relay(name=post.platform, spans=spans, reason=f"the page shows the post from {post.platform}"),)
