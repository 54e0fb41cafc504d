"""Blocks of a page -> the text of its article, and which spans are the body and which the words of embedded posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konon.articles.block_features import Around
from konon.articles.blocks import Block
from konon.articles.candidates import told_paragraphs
from konon.articles.choose_blocks import choose_blocks
from konon.articles.lines import paragraph_spans
from konon.articles.posts import ShownPost, find_posts
from konon.records import Post, Span, Spans

NEAR = 3  # blocks behind the article among which a post is still its own
ABOVE, BELOW = 3, 14  # blocks around the article among which it offers others


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """`places` are the first and last block; `reach` the blocks in which the page offers other articles beside this."""

    text: str
    body: Spans
    posts: tuple[Post, ...]
    reach: slice
    places: tuple[int, int]


def compose_text(blocks: Sequence[Block], around: Around, titles: Sequence[str]) -> Composed:
    """Paragraphs with a blank line between them; the lines that sign a post stand in the text, not in the body."""
    posts = find_posts(blocks)
    passed = frozenset(i for post in posts for i in beside_words(post))
    kept = choose_blocks(blocks, around, titles, passed)
    if told := told_paragraphs(around.told, [blocks[i].text for i in kept]):
        text = "\n\n".join(" ".join(line.split()) for line in told)
        return Composed(text=text, body=paragraph_spans(text), posts=(), reach=slice(0, 0), places=(0, -1))
    if not kept:
        return Composed(text="", body=(), posts=(), reach=slice(0, 0), places=(0, -1))
    own = [post for post in posts if kept[0] <= post.words[0] <= kept[-1] + NEAR]
    return _join(blocks, kept, own)


def beside_words(post: ShownPost) -> tuple[int, ...]:
    """The blocks of a post that are not its words."""
    return (*post.other, *(() if post.sign is None or post.sign in post.words else (post.sign,)))


def _join(blocks: Sequence[Block], kept: Sequence[int], posts: Sequence[ShownPost]) -> Composed:
    signs = {post.sign for post in posts if post.sign is not None}
    words = {i for post in posts for i in post.words}
    ends = {post.sign: post.cut for post in posts if post.sign is not None and post.sign in post.words}
    parts: list[str] = []
    spans: dict[int, Span] = {}
    at = 0
    for i in sorted({*kept, *words, *signs}):
        spans[i] = (at, at + len(blocks[i].text))
        parts.append(blocks[i].text)
        at += len(blocks[i].text) + 2
    own = [i for i in spans if i not in signs or i in ends]
    body = {i: (spans[i][0], spans[i][0] + ends[i]) if i in ends else spans[i] for i in own}
    return Composed(
        text="\n\n".join(parts),
        body=tuple(body.values()),
        posts=tuple(_make_post(post, spans, body) for post in posts),
        reach=slice(max(0, kept[0] - ABOVE), kept[-1] + BELOW),
        places=(kept[0], kept[-1]),
    )


def _make_post(post: ShownPost, spans: dict[int, Span], body: dict[int, Span]) -> Post:
    signed = spans[post.sign] if post.sign is not None else None
    if signed and post.cut:
        signed = (signed[0] + post.cut, signed[1])
    return Post(
        spans=tuple(body[i] for i in post.words),
        name=post.name,
        handle=post.handle,
        platform=post.platform,
        url=post.url,
        posted=post.posted,
        signed=signed,
    )
