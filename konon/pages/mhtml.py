"""A page saved as one file by a browser (MHTML) -> its Page."""

from __future__ import annotations

from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import cast

from konon.errors import FileError
from konon.records import Page

HTML = ("text/html", "application/xhtml+xml")


def read_mhtml(body: bytes, name: str) -> Page:
    """The part that the others belong to; FileError where none is HTML."""
    message = message_from_bytes(body)
    parts = [part for part in message.walk() if part.get_content_type() in HTML]
    start = str(message.get_param("start") or "")
    root = next((part for part in parts if start and part.get("Content-ID") == start), parts[0] if parts else None)
    if root is None:
        raise FileError("holds no HTML page", name=name, remedy="save the page again, as one file or as HTML")
    url = str(message.get("Snapshot-Content-Location") or root.get("Content-Location") or "").strip()
    return Page(
        body=cast(bytes, root.get_payload(decode=True) or b""),
        form="html",
        path=name,
        url=url if url.startswith(("http://", "https://")) else None,
        charset=root.get_content_charset(),
        fetched=_saved_at(message),
    )


def _saved_at(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or "")).astimezone(UTC).isoformat(timespec="seconds")
    except (TypeError, ValueError, OverflowError):
        return None
