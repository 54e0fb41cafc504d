"""An HTML tree -> its blocks of text in the order of the page, each with the elements it stands in.

A block is what a reader sees as one paragraph: the text of a block element, text that stands loose between two of them,
or a part of either that line breaks divide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from konon.articles.features import BULLET, SENTENCE_END

_BLOCKS_WORDS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SILENT_WORDS = (
    "applet audio button canvas datalist embed head iframe input map math meter noscript object option progress "
    "rp rt script select style svg template textarea title video"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
_ENDS_LINE = re.compile(r"[:;]$")
_END = 8  # letters that show whether a sentence is complete
MAX_BLOCKS = 6_000  # of a page; what follows is never an article's


@dataclass(frozen=True, slots=True)
class Block:
    """`element` is the nearest block element; `link` and `bold` are the characters in links and in bold type."""

    text: str
    element: Any
    link: int
    bold: int
    anchor: Any = None  # the last link in it


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text within one element; "\n" for a line break."""

    text: str
    link: Any
    bold: bool


def read_blocks(tree: Any) -> list[Block]:
    """At most MAX_BLOCKS; blanks are single and none stand at either end."""
    body = tree.find("body") if tree.tag == "html" else tree
    found: list[Block] = []
    for element, runs in _gather(tree if body is None else body):
        found += (_make_block(element, part) for part in _divide(runs))
        if len(found) >= MAX_BLOCKS:
            break
    return [block for block in found if block.text]


def _gather(root: Any) -> Iterator[tuple[Any, list[_Piece]]]:
    """(block element, runs that stand in it without another block between them), in order."""
    owners, links, bold = [root], [None], 0
    runs: list[_Piece] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS or "-" in tag
        if block and runs:
            yield owners[-1], runs
            runs = []
        if event == "start":
            if tag in _SILENT:
                walk.skip_subtree()
                continue
            if block:
                owners.append(element)
            links.append(element if tag == "a" else links[-1])
            bold += tag in _BOLD
            if tag == "br":
                runs.append(_Piece("\n", None, False))
            elif element.text:
                runs.append(_Piece(element.text, links[-1], bold > 0))
            continue
        if tag not in _SILENT:
            links.pop()
            bold -= tag in _BOLD
            if block:
                owners.pop()
        if element is not root and element.tail:
            runs.append(_Piece(element.tail, links[-1], bold > 0))
    if runs:
        yield root, runs


def _divide(runs: Sequence[_Piece]) -> list[list[_Piece]]:
    """Runs between line breaks that divide paragraphs: two in a row, or one behind what is complete."""
    parts = [_Part()]
    breaks = 0
    for run in runs:
        if run.text == "\n":
            breaks += 1
        elif not run.text.strip():
            parts[-1].add(run)
        else:
            if breaks and (breaks > 1 or parts[-1].is_complete() or BULLET.match(run.text.lstrip())):
                parts.append(_Part())
            elif breaks:
                parts[-1].add(_Piece(" ", None, False))
            parts[-1].add(run)
            breaks = 0
    return [part.runs for part in parts]


class _Part:
    """A paragraph that grows; of its text only the end is kept, since breaks can be thousands."""

    def __init__(self) -> None:
        self.runs: list[_Piece] = []
        self.bold = True
        self.end = ""  # the last letters, and space behind them

    def add(self, run: _Piece) -> None:
        self.runs.append(run)
        self.bold &= run.bold or not run.text.strip()
        end = self.end + run.text
        said = end.rstrip()
        self.end = said[-_END:] + end[len(said) :][-_END:]

    def is_complete(self) -> bool:
        """A sentence, the head of a list, or a heading set in bold."""
        end = self.end.strip()
        return bool(end) and (self.bold or bool(SENTENCE_END.search(end)) or bool(_ENDS_LINE.search(end)))


def _make_block(element: Any, runs: Sequence[_Piece]) -> Block:
    text = " ".join("".join(run.text for run in runs).split())
    link = sum(len(run.text.strip()) for run in runs if run.link is not None)
    bold = sum(len(run.text.strip()) for run in runs if run.bold)
    anchor = next((run.link for run in reversed(runs) if run.link is not None), None)
    return Block(text=text, element=element, link=link, bold=bold, anchor=anchor)
