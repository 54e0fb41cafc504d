"""Pages as received -> WARC 1.1 (ISO 28500), a resource record each, which any web archive's tools read."""

from __future__ import annotations

import io
from collections.abc import Iterable

from warcio.warcwriter import WARCWriter

from konon.exports.uris import page_uri
from konon.records import Page, hash_id

MEDIA = {"html": "text/html", "dump": "text/plain", "article": "text/plain", "pdf": "application/pdf"} | {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
}


def make_warc(pages: Iterable[Page]) -> bytes:
    """Compressed record by record. A page that has no time of fetching gets the one of the archive's making."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for page in pages:
        headers = {
            "WARC-Record-ID": record_id(page),
            **({"WARC-Date": page.fetched} if page.fetched else {}),
            **({"WARC-Filename": page.path} if page.path and page.path.isascii() and page.path.isprintable() else {}),
        }
        media = MEDIA[page.form] + (f"; charset={page.charset}" if page.charset and page.charset.isalnum() else "")
        record = writer.create_warc_record(
            page_uri(page),
            "resource",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_content_type=media,
            warc_headers_dict=headers,
        )
        writer.write_record(record)
    return out.getvalue()


def record_id(page: Page) -> str:
    """The same bytes of the same address have the same one."""
    digits = hash_id("warc", page.url, page.path, page.body.hex()) + hash_id("warc, further", page.body.hex())
    parts = (digits[:8], digits[8:12], f"4{digits[13:16]}", f"8{digits[17:20]}", digits[20:32])
    return f"<urn:uuid:{'-'.join(parts)}>"
