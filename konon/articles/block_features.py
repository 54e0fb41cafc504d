"""Blocks of an HTML page -> the numbers by which its article's are detected: those of a dump's lines, and their places.

A place is the elements around a block: their tags, what their names say they hold, how much prose stands in each, and
how much of the block two extractions of trafilatura kept.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from konon.articles.blocks import Block
from konon.articles.features import Floats, ends_sentence, line_features
from konon.articles.lines import Line, count_words, fold_line

LEVELS = 6  # elements around a block whose words are counted
NEAR = 3  # elements that stand near a block, its own included
MOST = 30  # words of a block's prose that count
RUN = 4  # words that are compared
SUMMARY = -3  # the column of the share that the summary has
_TAGS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "div", "td", "section", "pre")
_AROUND = ("article", "main", "aside", "nav", "footer", "header", "figure", "form", "table", "ul", "ol", "blockquote")
_NAMES = ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-name", "data-type", "aria-label")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CAPTION = re.compile(r"(?:^|-)captions?(?:-|$)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What else a page holds of its article: two extractions of it, the body and the summary it gives to machines."""

    picked: str = ""
    strict: str = ""
    lenient: str = ""
    told: str = ""
    summary: str = ""


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    table = tomllib.loads(files("konon.articles").joinpath("places.toml").read_text("utf-8"))
    return tuple(re.compile(rule) for rule in table.values())


def make_lines(blocks: Sequence[Block]) -> list[Line]:
    """Blocks as lines of a text in which a blank line stands between them."""
    lines, at = [], 0
    for block in blocks:
        end = at + len(block.text)
        lines.append(Line(text=block.text, start=at, end=end, after_blank=True, words=count_words(block.text)))
        at = end + 2
    return lines


def block_features(blocks: Sequence[Block], around: Around) -> Floats:
    """(blocks, features)."""
    lines = make_lines(blocks)
    paths = [_path(block.element) for block in blocks]
    prose = np.array(
        [
            min(n.words, MOST) * ends_sentence(n.text) * (2 * b.link < len(b.text))
            for n, b in zip(lines, blocks, strict=True)
        ],
        dtype=np.float64,
    )
    columns = [
        line_features(lines),
        np.array([_own(block, path) for block, path in zip(blocks, paths, strict=True)]),
        _names(paths),
        _shares(blocks, lines, paths, prose),
        _kept(lines, around),
    ]
    return np.hstack([column.reshape(len(blocks), -1) for column in columns])


def is_caption_element(element: Any) -> bool:
    """An element that says it holds the words below a picture."""
    return element.tag in ("figcaption", "figure") or bool(_CAPTION.search(_name(element)))


def in_caption(element: Any) -> bool:
    """Whether a block stands in such an element."""
    return any(is_caption_element(near) for near in _path(element)[:NEAR])


def make_of(element: Any) -> tuple[str, ...]:
    """Tags and classes of an element and the two around it: paragraphs of one article are of one make."""
    return _make(_path(element))


def _path(element: Any) -> list[Any]:
    """The element and those around it, nearest first, without html and body."""
    path = [element, *element.iterancestors()]
    return [e for e in path if e.tag not in ("html", "body")] or path[:1]


def _own(block: Block, path: Sequence[Any]) -> list[float]:
    """Tags, and how much of the block is a link or bold."""
    tags = [e.tag for e in path]
    size = max(1, len(block.text))
    near = set(tags)
    styles = any(
        e.get("hidden") is not None or e.get("aria-hidden") == "true" or _UNSEEN.search(e.get("style") or "")
        for e in path
    )
    values = [
        *(tags[0] == tag for tag in _TAGS),
        *(tag in near for tag in _AROUND),
        block.link / size,
        block.link > 0,
        block.link >= 0.9 * size,
        block.bold / size,
        block.bold >= 0.9 * size,
        min(len(tags), 20) / 20,
        "-" in tags[0],
        bool(path[0].get("class")),
        styles,
        any("articleBody" in (e.get("itemprop") or "") for e in path),
    ]
    return [float(value) for value in values]


def _names(paths: Sequence[Sequence[Any]]) -> Floats:
    """What the names of the own, the near and all elements say; for each kind three columns."""
    known: dict[Any, Floats] = {}

    def look(element: Any) -> Floats:
        if element not in known:
            known[element] = np.array(_kinds_of(_name(element)), dtype=np.float64)
        return known[element]

    rows = []
    for path in paths:
        found = np.array([look(element) for element in path])
        rows.append(np.concatenate([found[0], found[:NEAR].max(axis=0), found.max(axis=0)]))
    return np.array(rows)


@lru_cache(maxsize=20_000)  # the paragraphs of a page, and its pages, share their names
def _kinds_of(name: str) -> tuple[bool, ...]:
    return tuple(name != "" and bool(kind.search(name)) for kind in _kinds())


def _name(element: Any) -> str:
    names = " ".join(value for name in _NAMES if (value := element.get(name)))[:400]
    return _OTHER.sub("-", _CAMEL.sub("-", names).lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """Words of prose, all words and words in links within each element; prose of each make and under each parent."""

    total: float
    prose: dict[Any, float]
    words: dict[Any, float]
    linked: dict[Any, float]
    made: dict[tuple[str, ...], float]
    under: dict[Any, float]


def _shares(blocks: Sequence[Block], lines: Sequence[Line], paths: Sequence[Sequence[Any]], prose: Floats) -> Floats:
    """How much of the page's prose stands in each of the near elements, and among blocks of one make."""
    tally = _count_words(blocks, lines, paths, prose)
    best = max(tally.under, key=lambda element: tally.under[element])
    levels = {element: n for n, element in enumerate([best, *best.iterancestors()])}
    return np.array([[*_near_shares(path, tally), *_distance(path, levels)] for path in paths])


def _count_words(
    blocks: Sequence[Block], lines: Sequence[Line], paths: Sequence[Sequence[Any]], prose: Floats
) -> _Tally:
    tally = _Tally(
        total=max(1.0, float(prose.sum())),
        prose=defaultdict(float),
        words=defaultdict(float),
        linked=defaultdict(float),
        made=defaultdict(float),
        under=defaultdict(float),
    )
    for block, line, path, count in zip(blocks, lines, paths, prose.tolist(), strict=True):
        tally.made[_make(path)] += count
        tally.under[_parent(path)] += count
        for element in path:
            tally.prose[element] += count
            tally.words[element] += line.words
            tally.linked[element] += line.words * block.link / max(1, len(block.text))
    return tally


def _parent(path: Sequence[Any]) -> Any:
    return path[1] if len(path) > 1 else path[0]


def _near_shares(path: Sequence[Any], tally: _Tally) -> list[float]:
    row = [tally.made[_make(path)] / tally.total, tally.under[_parent(path)] / tally.total]
    for level in range(LEVELS):
        element = path[min(level, len(path) - 1)]
        words = max(1.0, tally.words[element])
        row += [tally.prose[element] / tally.total, tally.prose[element] / words, tally.linked[element] / words]
    return row


def _distance(path: Sequence[Any], levels: dict[Any, int]) -> list[float]:
    """Steps up to the element shared with the paragraphs of most prose, and from these; whether it is their own."""
    up = next((n for n, element in enumerate(path) if element in levels), len(path))
    meet = levels[path[up]] if up < len(path) else len(levels)
    return [min(up, 8) / 8, min(meet, 8) / 8, float(meet == 0)]


def _make(path: Sequence[Any]) -> tuple[str, ...]:
    return tuple(f"{e.tag}.{(e.get('class') or '').strip()}" for e in path[:NEAR])


def _kept(lines: Sequence[Line], around: Around) -> Floats:
    """The share of each block that the extractions and the page's own account of its article have."""
    folded = [_WORD.findall(line.text.casefold()) for line in lines]
    columns = []
    for text in (around.picked, around.strict, around.lenient, around.told, around.summary):
        words = _WORD.findall(text.casefold())
        runs = {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
        alone = {fold_line(line) for line in text.split("\n")}
        share = np.array([_share(block, runs, alone) for block in folded])
        inside = np.flatnonzero(share > 0.5)
        index = np.arange(len(lines))
        between = (index >= inside[0]) & (index <= inside[-1]) if len(inside) else np.zeros(len(lines))
        columns += [share, np.asarray(between, dtype=np.float64), np.full(len(lines), float(bool(words)))]
    return np.stack(columns, axis=1)


def _share(words: Sequence[str], runs: set[tuple[str, ...]], alone: set[str]) -> float:
    if len(words) < RUN:
        return float(" ".join(words) in alone)
    own = [tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]
    return sum(run in runs for run in own) / len(own)
