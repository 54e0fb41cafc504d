"""A saved page's bytes -> its visible text, into which the marks of evals/pages point.

Stands alone, so that marks stay true whatever the reader becomes: a line for each block element and behind each line
break, blanks single, nothing of scripts, styles and form controls.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

_BLOCKS_WORDS = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section table tbody td tfoot th "
    "thead tr ul"
)
BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SILENT_WORDS = "head script style noscript template iframe object select button textarea svg"
SILENT = frozenset(_SILENT_WORDS.split())
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def decode(page: bytes) -> str:
    """UTF-8 where it is that, else what the page names, else Windows-1252."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(page[:4096])
        name = named[1].decode("ascii").lower() if named else "cp1252"
        return page.decode("cp1252" if name in ("utf-8", "iso-8859-1", "latin1") else name, "replace")


def visible_text(page: bytes) -> str:
    """Lines without blanks around them and none that is empty, "\\n" between them."""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    tree = lxml_html.document_fromstring(decode(page).encode("utf-8", "replace"), parser=parser)
    parts: list[str] = []
    _walk(tree, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\x00"))
    return "\n".join(line for line in lines if line)


def _walk(tree: Any, parts: list[str]) -> None:
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in SILENT:
            walk.skip_subtree()
        elif event == "start":
            parts += ["\x00"] if element.tag in BLOCKS else []
            parts.append(element.text or "")
        else:
            parts += ["\x00"] if element.tag in BLOCKS else []
            parts.append(element.tail or "")
