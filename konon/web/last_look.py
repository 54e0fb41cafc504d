"""When somebody looked at Home last -> a mark of the ledger, from which on all is news to them.

Of an account it is kept with the account, whatever browser it signs in from; without accounts in a signed cookie, for
each ledger by itself: a browser may look at several on one machine. Looks that follow one another within half an hour
are one visit, so that loading the page again hides nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from konon.errors import LedgerError
from konon.ledger.accounts import Accounts
from konon.ledger.news import LedgerMark
from konon.web.signing import Signer

LOOK_COOKIE = "konon_looked"
VISIT = timedelta(minutes=30)
KEPT = 8  # ledgers of one browser, the last looked at
WRITTEN = timedelta(minutes=5)  # before which an account's next look is not written down: it is the same visit


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLook:
    """`since`: the mark that news are told from in this visit, None in the first; `last`: as the ledger was then."""

    since: LedgerMark | None
    last: LedgerMark


@dataclass(frozen=True, slots=True)
class HomeLooks:
    """All that a browser keeps: of what ledger -> the last look, the newest at the end."""

    held: dict[str, HomeLook]

    def seen(self, ledger: str, look: HomeLook) -> HomeLooks:
        """With this look."""
        others = [(key, kept) for key, kept in self.held.items() if key != ledger]
        return HomeLooks({**dict(others[1 - KEPT :]), ledger: look})


def news_since(look: HomeLook | None, at: str) -> LedgerMark | None:
    """From where news are told to somebody who looks now, at `at`; None in the first visit."""
    if look is None:
        return None
    return look.since if _is_within(VISIT, look.last.at, at) else look.last


def look_now(look: HomeLook | None, mark: LedgerMark) -> HomeLook:
    """What is kept of a look at a ledger that stands at this mark; `look`: the one before."""
    return HomeLook(since=news_since(look, mark.at), last=mark)


class BrowserLooks:
    """Kept in the cookie of a browser. `ledger`: which one, as `name_look` has it."""

    def __init__(self, signer: Signer, cookie: str, ledger: str) -> None:
        self._signer, self._ledger = signer, ledger
        self._looks = read_looks(signer, cookie)
        self.before = self._looks.held.get(ledger)

    def sign(self, mark: LedgerMark) -> str:
        """What the cookie is to hold after this look, with those of other ledgers."""
        return sign_looks(self._signer, self._looks.seen(self._ledger, look_now(self.before, mark)))


class AccountLooks:
    """Kept with an account. A look that cannot be written down is shown all the same."""

    def __init__(self, accounts: Accounts, name: str) -> None:
        self._accounts, self._name = accounts, name
        kept = accounts.look(name)
        self.before = HomeLook(since=kept[0], last=kept[1]) if kept else None

    def keep(self, mark: LedgerMark) -> None:
        """It may wait for another writer. Not again within some minutes: each look would void what pages keep."""
        if self.before is None or not _is_within(WRITTEN, self.before.last.at, mark.at):
            look = look_now(self.before, mark)
            with suppress(LedgerError):
                self._accounts.keep_look(self._name, look.since, look.last)


LooksKept = BrowserLooks | AccountLooks


def _is_within(time: timedelta, before: str, at: str) -> bool:
    """Also where the clock was turned back."""
    return datetime.fromisoformat(at) - datetime.fromisoformat(before) < time


def name_look(ledger: str) -> str:
    """Which ledger a look is of: its address may hold a password, so that nothing of it is kept."""
    return hashlib.sha256(ledger.encode("utf-8", "replace")).hexdigest()[:12]


def read_looks(signer: Signer, cookie: str) -> HomeLooks:
    """None kept where this site did not write the cookie."""
    kept = signer.read(LOOK_COOKIE, cookie)
    if kept is None:
        return HomeLooks({})
    return HomeLooks(
        {
            ledger: HomeLook(since=_mark(since) if since else None, last=_mark(last))
            for ledger, (since, last) in json.loads(kept).items()
        }
    )


def _mark(kept: Sequence[int | str]) -> LedgerMark:
    article, at = kept
    return LedgerMark(article=int(article), at=str(at))


def sign_looks(signer: Signer, looks: HomeLooks) -> str:
    """As the cookie keeps them."""
    rows = {
        ledger: [[one.article, one.at] if one else None for one in (look.since, look.last)]
        for ledger, look in looks.held.items()
    }
    return signer.sign(LOOK_COOKIE, json.dumps(rows, separators=(",", ":")))
