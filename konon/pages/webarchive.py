"""A web archive (WARC, WET) -> its pages, one at a time; what is no page is passed over and counted.

Pages are what servers answered with 200 and HTML or plain text, resources of these kinds (`konon bundle` writes such),
and texts that were made of pages (`conversion`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from konon.errors import FileError
from konon.pages.fetch_options import size_in_words
from konon.pages.given_rows import Notes
from konon.pages.sniff import HEAD, sniff_content
from konon.pages.streams import DAMAGED
from konon.records import Form, Page

KINDS = ("response", "resource", "conversion")
QUIET = ("warcinfo", "request", "metadata")  # about pages
HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
TEXT = ("text/plain", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage(Page):
    """A page that is one record of a web archive."""

    @property
    def name(self) -> str:
        """Such as "crawl.warc.gz: https://example.org/1"."""
        return f"{self.path}: {self.url}"


def read_archive(
    stream: BinaryIO, name: str, limit: int, notes: Notes, part: Counter[str] | None = None
) -> Iterator[Page | FileError]:
    """`limit` is bytes a page. An archive that breaks off gives the pages before that, then its error.

    Of a part of an archive, `part` takes how often what was met, and nothing is told: it may well hold no page.
    """
    counts: Counter[str] = Counter() if part is None else part
    try:
        for record in ArchiveIterator(stream, no_record_parse=False, arc2warc=True):
            try:
                found = _read_record(record, name, limit)
            except FileError as error:
                counts["failed"] += 1
                yield error
                continue
            if isinstance(found, Page):
                counts["pages"] += 1
                yield found
            elif found:
                counts[found] += 1
    except (ArchiveLoadFailed, *DAMAGED, OSError, ValueError, AttributeError) as error:
        why = f"breaks off or is damaged after {counts['pages']:,} pages ({error})"
        yield FileError(why, name=name, remedy="download it again")
        counts["failed"] += 1
    if part is not None:
        return
    if not counts["pages"] and not counts["failed"]:
        yield FileError("holds no page" + _passed(counts), name=name, remedy="give an archive of news pages")
    elif passed := _passed(counts):
        notes.append(f"{name}: {counts['pages']:,} pages{passed}")


def _passed(counts: Counter[str]) -> str:
    parts = [f"{what} ({count:,})" for what, count in counts.most_common() if what not in ("pages", "failed")]
    return f"; passed over: {', '.join(parts)}" if parts else ""


def _read_record(record: Any, path: str, limit: int) -> Page | str | None:
    """A page, or what it is instead; None for what is about pages."""
    if record.rec_type not in KINDS:
        return None if record.rec_type in QUIET else "revisits" if record.rec_type == "revisit" else "other records"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return "redirects" if status.startswith("3") else "answers other than 200"
    headers = record.http_headers or record.rec_headers
    media, charset = _content_type(headers.get_header("Content-Type") or "")
    if media not in HTML + TEXT or record.rec_headers.get_header("WARC-Target-URI", "").startswith(("dns:", "whois:")):
        return "not HTML or plain text"
    url = record.rec_headers.get_header("WARC-Target-URI", "").strip("<> ")
    body = _read_body(record, limit, f"{path}: {url}")
    content = sniff_content(body[:HEAD])
    if content not in ("html", "dump") or (content == "dump" and url.endswith("/robots.txt")):
        return "empty answers" if content == "empty" else "not HTML or plain text"
    form: Form = "html" if content == "html" or media in HTML else "dump"
    fetched = _moment(record.rec_headers.get_header("WARC-Date"))
    web = url.startswith(("http://", "https://"))
    return RecordPage(
        body=body,
        form=form,
        path=path,
        url=url if web else None,
        id=None if web else url or None,
        charset=charset,
        fetched=fetched,
    )


def _read_body(record: Any, limit: int, name: str) -> bytes:
    """As the server packed it, unpacked; what breaks off ends the archive, so it is no FileError here."""
    stream, body = record.content_stream(), b""
    while len(body) <= limit and (part := stream.read(limit + 1 - len(body))):
        body += part
    if len(body) > limit:
        raise FileError(f"is larger than {size_in_words(limit)}", name=name, remedy="raise max_bytes")
    if getattr(record.raw_stream, "limit", 0):  # what its header promises and the archive does not hold
        raise EOFError("its last record is cut off")
    return body


def _content_type(header: str) -> tuple[str, str | None]:
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    media = header.partition(";")[0].strip().lower()
    return media, charset.strip("'\" ").lower() or None if isinstance(charset, str) else None


def _moment(given: str | None) -> str | None:
    try:
        return datetime.fromisoformat(given or "").astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None
