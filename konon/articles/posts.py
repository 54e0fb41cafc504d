"""Blocks of a page -> the posts of social networks that it shows: whose words, on which platform, signed where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from konon.articles.blocks import Block
from konon.articles.page_dates import find_date
from konon.articles.page_words import words_under

_HANDLE = r"\(\s*@(?P<handle>[\w.-]{1,80})\s*\)"
# `— Ada Marsk (@adamarsk) March 4, 2024`
_DASHED = re.compile(rf"(?:^|\s)[—–-]{{1,2}}\s*(?P<name>[^—–()@]{{1,60}}?)\s*{_HANDLE}\s*(?P<date>[^()]{{0,60}})$")
_BARE = re.compile(r"^@(?P<handle>[\w.-]{2,40})$")
_ON = re.compile(r"\s+(?:on|pada|di|at|·|-)\s+(?=.*\d).*$|\s+(?=\d{1,2} \w+ \d{4}).*$", re.I)
LONGEST = 160  # characters of a line that signs a post
WITHIN = 6  # elements above a block among which the one that embeds it is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """`words` are the blocks that hold it, `sign` the one that signs it; `cut` is where the sign begins in that one."""

    words: tuple[int, ...]
    sign: int | None = None
    cut: int = 0
    name: str | None = None
    handle: str | None = None
    platform: str | None = None
    url: str | None = None
    posted: str | None = None
    other: tuple[int, ...] = ()  # blocks in it that are neither: "View this post on Instagram"


@dataclass(frozen=True, slots=True)
class _Signature:
    name: str | None
    handle: str | None
    start: int
    rest: str


@cache
def _platforms() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("konon.articles").joinpath("platforms.toml").read_text("utf-8"))


@cache
def _signed() -> re.Pattern[str]:
    phrases = "|".join(words_under("notices.signed"))
    return re.compile(rf"^\W*(?:{phrases})\W+(?P<name>.{{1,80}})$", re.I)


@cache
def _shown() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule})" for rule in words_under("notices.shown")), re.I)


def find_posts(blocks: Sequence[Block]) -> tuple[ShownPost, ...]:
    """In the order of the page: those within an element that embeds one, then those that only their sign tells."""
    groups: dict[Any, list[int]] = {}
    for i, block in enumerate(blocks):
        holder = _holder(block.element)
        if holder is not None:
            groups.setdefault(holder, []).append(i)
    found = [_read_post(blocks, places, holder) for holder, places in groups.items()]
    taken = {i for places in groups.values() for i in places}
    for i, block in enumerate(blocks):
        if i not in taken and _read_sign(block.text) and _links_to_platform(block):
            places = _before(blocks, i, taken)
            found.append(_read_post(blocks, places, None))
            taken |= set(places)
    return tuple(sorted((post for post in found if post.words), key=lambda post: post.words[0]))


def is_post_element(element: Any) -> bool:
    """Whether an element embeds a post."""
    classes = set((element.get("class") or "").split()) | {str(element.tag)}
    return any(classes & set(platform["classes"]) for platform in _platforms().values())


def _holder(element: Any) -> Any:
    """The outermost near element that embeds a post; None where none does."""
    found = None
    for n, near in enumerate([element, *element.iterancestors()]):
        if n >= WITHIN:
            break
        if is_post_element(near):
            found = near
    return found


def _before(blocks: Sequence[Block], sign: int, taken: set[int]) -> list[int]:
    """The blocks that a loose sign signs: those of its blockquote, else the one before it."""
    if _read_sign(blocks[sign].text) and _cut(blocks[sign].text) > 0:
        return [sign]
    quote = next(
        (e for e in [blocks[sign].element, *blocks[sign].element.iterancestors()] if e.tag == "blockquote"), None
    )
    if quote is not None:
        return [
            i
            for i, b in enumerate(blocks)
            if i not in taken and (b.element is quote or quote in b.element.iterancestors())
        ]
    return [i for i in (sign - 1, sign) if i >= 0 and i not in taken]


def _links_to_platform(block: Block) -> bool:
    """A loose sign must have a link to a platform or a full date behind the account's name."""
    return _platform_of(_address(block)) is not None or find_date(block.text, american=True) is not None


def _read_post(blocks: Sequence[Block], places: Sequence[int], holder: Any) -> ShownPost:
    signs = [i for i in places if _read_sign(blocks[i].text)]
    sign = signs[-1] if signs else None
    told = _read_sign(blocks[sign].text) if sign is not None else None
    cut = told.start if told else 0
    other = tuple(i for i in places if i != sign and (_shown().search(blocks[i].text) or i in signs))
    words = tuple(i for i in places if i not in other and (i != sign or cut > 0))
    url = _find_url(blocks, places, holder)
    return ShownPost(
        words=words,
        sign=sign,
        cut=cut,
        other=other,
        name=told.name if told else None,
        handle=(told.handle if told else None) or _handle_of(url),
        platform=_platform_of(url) or _platform_by_class(holder),
        url=url,
        posted=_posted(told.rest) if told else None,
    )


def _read_sign(text: str) -> _Signature | None:
    """Who signs, where the sign begins, and what follows the name; None for a line that signs nothing."""
    tail = text[-LONGEST:]
    if match := _DASHED.search(tail):
        start = len(text) - len(tail) + match.start()
        return _Signature(match["name"].strip(), match["handle"], start, match["date"])
    if len(text) > LONGEST:
        return None
    if match := _BARE.match(text):
        return _Signature(None, match["handle"], 0, "")
    if match := _signed().match(text):
        name = match["name"]
        handle = re.search(_HANDLE, name)
        bare = re.sub(_HANDLE + r".*$", "", name) if handle else _ON.sub("", name)
        return _Signature(bare.strip(" .·") or None, handle["handle"] if handle else None, 0, name)
    return None


def _cut(text: str) -> int:
    sign = _read_sign(text)
    return sign.start if sign else 0


def _posted(text: str) -> str | None:
    found = find_date(text, american=True)
    return found[0] if found else None


def _address(block: Block) -> str | None:
    return (block.anchor.get("href") or "").strip() or None if block.anchor is not None else None


def _find_url(blocks: Sequence[Block], places: Sequence[int], holder: Any) -> str | None:
    """The post's own address: what the element says, else its last link to a platform."""
    if holder is not None:
        for element in holder.iter():
            for name in ("cite", "data-instgrm-permalink", "data-href", "data-text-post-permalink", "data-url"):
                if _platform_of(element.get(name)):
                    return str(element.get(name))
    links = [_address(blocks[i]) for i in places]
    return next((link for link in reversed(links) if _platform_of(link)), None)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower().removeprefix("www.").removeprefix("mobile.")
    except ValueError:
        return ""


def _platform_of(url: str | None) -> str | None:
    host = _host(url)
    fits = (name for name, p in _platforms().items() if any(host == h or host.endswith("." + h) for h in p["hosts"]))
    return next(fits, None) if host else None


def _platform_by_class(holder: Any) -> str | None:
    if holder is None:
        return None
    classes = set((holder.get("class") or "").split()) | {str(holder.tag)}
    return next((name for name, p in _platforms().items() if classes & set(p["classes"])), None)


def _handle_of(url: str | None) -> str | None:
    for platform in _platforms().values():
        if url and (match := re.search(platform["handle"], url)):
            return match[1]
    return None
