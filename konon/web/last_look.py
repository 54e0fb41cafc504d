"""When this browser looked at Home last -> a mark of the ledger, from which on all is news to whoever looks.

Kept in a signed cookie, for each ledger and each account by itself: a browser may look at several on one machine. Looks
that follow one another within half an hour are one visit, so that loading the page again hides nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from konon.ledger.news import LedgerMark
from konon.web.signing import Signer

LOOK_COOKIE = "konon_looked"
VISIT = timedelta(minutes=30)
KEPT = 8  # ledgers and accounts of one browser, the last looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLook:
    """`since`: the mark that news are told from in this visit, None in the first; `last`: as the ledger was then."""

    since: LedgerMark | None
    last: LedgerMark


@dataclass(frozen=True, slots=True)
class HomeLooks:
    """All that a browser keeps: whose and of what ledger -> the last look, the newest at the end."""

    held: dict[str, HomeLook]

    def since(self, whose: str, at: str) -> LedgerMark | None:
        """From where news are told to somebody who looks now, at `at`."""
        if (look := self.held.get(whose)) is None:
            return None
        return look.since if _is_same_visit(look.last.at, at) else look.last

    def seen(self, whose: str, mark: LedgerMark) -> HomeLooks:
        """With this look."""
        look = HomeLook(since=self.since(whose, mark.at), last=mark)
        others = [(key, kept) for key, kept in self.held.items() if key != whose]
        return HomeLooks({**dict(others[1 - KEPT :]), whose: look})


def _is_same_visit(before: str, at: str) -> bool:
    """Also where the clock was turned back."""
    return datetime.fromisoformat(at) - datetime.fromisoformat(before) < VISIT


def name_look(ledger: str, account: str) -> str:
    """Which ledger and whose account a look is of: `ledger` may hold a password, so that nothing of it is kept."""
    return hashlib.sha256(f"{ledger}\0{account}".encode("utf-8", "replace")).hexdigest()[:12]


def read_looks(signer: Signer, cookie: str) -> HomeLooks:
    """None kept where this site did not write the cookie."""
    kept = signer.read(LOOK_COOKIE, cookie)
    if kept is None:
        return HomeLooks({})
    return HomeLooks(
        {
            whose: HomeLook(since=_mark(since) if since else None, last=_mark(last))
            for whose, (since, last) in json.loads(kept).items()
        }
    )


def _mark(kept: Sequence[int | str]) -> LedgerMark:
    article, at = kept
    return LedgerMark(article=int(article), at=str(at))


def sign_looks(signer: Signer, looks: HomeLooks) -> str:
    """As the cookie keeps them."""
    rows = {
        whose: [[one.article, one.at] if one else None for one in (look.since, look.last)]
        for whose, look in looks.held.items()
    }
    return signer.sign(LOOK_COOKIE, json.dumps(rows, separators=(",", ":")))
