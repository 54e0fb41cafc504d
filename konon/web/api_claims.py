"""Every claim that a question finds, in the order of adding, behind a cursor: for programs that take all of it.

A cursor is opaque and does not age: the last one, kept, begins at what was added since.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from konon.errors import UsageError
from konon.exports.flat_rows import finding_row
from konon.web.search_page import read_query
from konon.web.web_page import Asked, Given, Shown

SIZE, MOST = 50, 500  # claims of a part
FORM = "1"


def show_claims(asked: Asked) -> Shown:
    """UsageError for a cursor of another question."""
    size, question = asked.given.number("limit", SIZE, MOST), name_question(asked.given)
    given = asked.given.get("cursor")
    after = read_cursor(given, question) if given else 0
    walked = asked.ledger.walk(read_query(asked.given), after, size)
    cursor = make_cursor(walked.last, question)
    following = asked.given.with_value("cursor", cursor).address("/api/claims.json")
    return Shown(
        data={
            "claims": [finding_row(finding) for finding in walked.findings],
            "cursor": cursor,
            "next": following if walked.more else None,
        }
    )


def name_question(given: Given) -> str:
    """The same for the same words and filters, in whatever order."""
    pairs = sorted(pair for pair in given.without("cursor", "limit") if pair[1])
    return hashlib.sha256(repr(pairs).encode()).hexdigest()[:12]


def make_cursor(key: int, question: str) -> str:
    """Behind the claim of this key."""
    return urlsafe_b64encode(f"{FORM}.{key}.{question}".encode()).decode().rstrip("=")


def read_cursor(given: str, question: str) -> int:
    """The key in it."""
    try:
        form, key, of = urlsafe_b64decode(given.encode() + b"=" * (-len(given) % 4)).decode("ascii").split(".")
        if form == FORM and of == question and key.isdigit() and len(key) < 19:
            return int(key)
    except ValueError:
        pass
    remedy = "give the one of the answer before, with the same question, or none to begin"
    raise UsageError("is no cursor of this question", name=given[:60], remedy=remedy)
