"""JSON objects -> one document that holds them all, written as they come: an object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

Node = dict[str, Any]


def as_graph(context: Any, nodes: Iterable[Node]) -> Iterator[bytes]:
    """JSON-LD: the nodes under one context."""
    return _as_list(b'{"@context": ' + msgspec.json.encode(context) + b', "@graph": [', nodes)


def as_annotation_page(context: str, id: str, annotations: Iterable[Node]) -> Iterator[bytes]:
    """An AnnotationPage of W3C's Web Annotation."""
    head = {"@context": context, "id": id, "type": "AnnotationPage", "items": []}
    return _as_list(msgspec.json.encode(head).removesuffix(b"]}"), annotations)


def _as_list(head: bytes, nodes: Iterable[Node]) -> Iterator[bytes]:
    yield head + b"\n"
    for number, node in enumerate(nodes):
        yield (b",\n" if number else b"") + msgspec.json.encode(node)
    yield b"\n]}\n"
