"""Hits of alerts -> an Atom feed (RFC 4287) or a JSON Feed (1.1), the newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import msgspec

from konon.exports.uris import web_url
from konon.watching.told_hits import ToldHit

ATOM = "http://www.w3.org/2005/Atom"
FEED_ID = "urn:konon:alerts"
TITLE = "Konon alerts"
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
ElementTree.register_namespace("", ATOM)


def render_atom(hits: Sequence[ToldHit], now: str) -> bytes:
    """The whole file; `now`: when there is no hit yet."""
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    updated = hits[0].hit.at if hits else now
    for name, text in (("id", FEED_ID), ("title", TITLE), ("updated", updated)):
        _add(feed, name, text)
    _add(_add(feed, "author"), "name", "konon")
    for one in hits:
        entry = _add(feed, "entry")
        told = (("id", _uri(one)), ("title", one.title), ("updated", one.hit.at), ("content", one.text))
        for name, text in told:
            _add(entry, name, text)
        _add(entry, "category").set("term", _fit(one.alert))
        if link := web_url(one.link):
            _add(entry, "link").attrib.update({"rel": "alternate", "href": link})
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def render_json_feed(hits: Sequence[ToldHit], now: str) -> bytes:
    """The whole file; `now` is not said in it."""
    items = [
        {"id": _uri(one), "title": one.title, "content_text": one.text, "date_published": one.hit.at}
        | ({"url": link} if (link := web_url(one.link)) else {})
        | {"tags": [one.alert]}
        for one in hits
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE, "items": items}
    return msgspec.json.encode(feed) + b"\n"


def _uri(one: ToldHit) -> str:
    return f"urn:konon:hit:{one.hit.alert}:{one.hit.id}"


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = None if text is None else _fit(text)
    return element


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
