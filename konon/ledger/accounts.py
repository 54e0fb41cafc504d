"""Who may use a ledger that several share: accounts with their roles, who is signed in, tokens of programs.

A secret (of a cookie or a token) is 256 random bits, and only its hash is kept: whoever reads the ledger's file can
sign in as nobody. What changes an account is a line of the audit log in the same transaction.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, delete, insert, select, update

from konon.errors import InstallError, MissingError, UsageError
from konon.lazy import load
from konon.ledger import schema
from konon.ledger.audit_log import AuditEntry, load_entries, put_entry
from konon.ledger.new_keys import next_key
from konon.ledger.news import LedgerMark
from konon.ledger.opening import Place
from konon.ledger.rows import encodable
from konon.ledger.visits import now

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)
SIGNED_IN = 12 * 3600  # seconds: a working day
LONGEST_NAME = 64
Look = tuple[LedgerMark | None, LedgerMark]  # from where this visit tells news, and the last look
TOKEN = "konon_"  # tokens begin so, and are found where they were left by mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person of the newsroom, or a program. A reader reads; an editor corrects and adds."""

    name: str
    role: Role
    made: str  # ISO 8601, UTC
    tokens: tuple[str, ...] = ()  # their labels


class Accounts:
    """Of one ledger. `clock`: seconds since 1970."""

    def __init__(self, place: Place, clock: Callable[[], float] = time.time) -> None:
        self._place, self._clock = place, clock

    def all(self) -> list[Account]:
        """By name."""
        a, t = schema.accounts, schema.access_tokens
        with self._place.reading() as connection:
            rows = connection.execute(select(a).order_by(a.c.folded)).all()
            tokens = connection.execute(select(t.c.account, t.c.label).order_by(t.c.made, t.c.label)).all()
        labels: dict[int, list[str]] = {}
        for token in tokens:
            labels.setdefault(token.account, []).append(token.label)
        return [_account(row, tuple(labels.get(row.key, ()))) for row in rows]

    def add(self, name: str, password: str, role: str, *, by: str) -> None:
        """UsageError for a name that is taken, and for a password that is easily guessed."""
        a, plain, kept = schema.accounts, check_name(name), hash_given(password)
        row = {"name": plain, "folded": plain.casefold(), "role": check_role(role), "password": kept, "made": now()}
        with self._place.writing() as connection:
            if connection.execute(select(a.c.key).where(a.c.folded == row["folded"])).first():
                raise UsageError("there is an account of this name", name=plain, remedy="choose another name")
            connection.execute(insert(a), {"key": next_key(connection, a)} | row)
            put_entry(connection, by, f"add account as {role}", plain)

    def remove(self, name: str, *, by: str) -> None:
        """Signed out everywhere, its tokens void; what it corrected stays its."""
        a = schema.accounts
        with self._place.writing() as connection:
            found = _find(connection, name)
            self._sign_out(connection, found.key)
            connection.execute(delete(schema.access_tokens).where(schema.access_tokens.c.account == found.key))
            connection.execute(delete(a).where(a.c.key == found.key))
            put_entry(connection, by, "remove account", found.name)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Whoever is signed in with the old one is signed out; tokens stay."""
        a, kept = schema.accounts, hash_given(password)
        with self._place.writing() as connection:
            found = _find(connection, name)
            connection.execute(update(a).where(a.c.key == found.key).values(password=kept))
            self._sign_out(connection, found.key)
            put_entry(connection, by, "set password", found.name)

    def set_role(self, name: str, role: str, *, by: str) -> None:
        """From the next request on."""
        a, given = schema.accounts, check_role(role)
        with self._place.writing() as connection:
            found = _find(connection, name)
            connection.execute(update(a).where(a.c.key == found.key).values(role=given))
            put_entry(connection, by, f"make {given}", found.name)

    def make_token(self, name: str, label: str, *, by: str) -> str:
        """It reads, whatever the account's role, and is shown this once."""
        secret = TOKEN + secrets.token_urlsafe(32)
        plain = check_name(label)
        with self._place.writing() as connection:
            found = _find(connection, name)
            row = {"digest": digest_of(secret), "account": found.key, "label": plain, "made": now()}
            connection.execute(insert(schema.access_tokens), row)
            put_entry(connection, by, f"make token {plain}", found.name)
        return secret

    def revoke_token(self, name: str, label: str, *, by: str) -> int:
        """How many of this label there were; MissingError for none."""
        t = schema.access_tokens
        with self._place.writing() as connection:
            found = _find(connection, name)
            gone = connection.execute(delete(t).where(t.c.account == found.key, t.c.label == label.strip())).rowcount
            if not gone:
                raise MissingError("has no token of this label", name=found.name, remedy="konon users list shows all")
            put_entry(connection, by, f"revoke token {label.strip()}", found.name)
        return int(gone)

    def sign_in(self, name: str, password: str, *, address: str, before: str = "") -> str | None:
        """A new secret for the cookie, and the one of before is void; None where name or password is wrong."""
        a, n = schema.accounts, schema.logins
        with self._place.reading() as connection:
            row = connection.execute(select(a).where(a.c.folded == _folded(name))).first()
        if not load("konon.ledger.passwords:is_password")(row.password if row else None, password) or row is None:
            return None
        secret = secrets.token_urlsafe(32)
        with self._place.writing() as connection:
            connection.execute(delete(n).where((n.c.expires < self._clock()) | (n.c.digest == digest_of(before))))
            if not connection.execute(select(a.c.key).where(a.c.key == row.key, a.c.password == row.password)).first():
                return None  # removed, or given another password, in between
            expires = int(self._clock()) + SIGNED_IN
            connection.execute(insert(n), {"digest": digest_of(secret), "account": row.key, "expires": expires})
            put_entry(connection, row.name, "sign in", address=address)
        return secret

    def sign_out(self, secret: str, *, address: str) -> None:
        """The cookie is void from now on, whoever holds a copy."""
        n = schema.logins
        if (account := self.signed_in(secret)) is None:
            return
        with self._place.writing() as connection:
            connection.execute(delete(n).where(n.c.digest == digest_of(secret)))
            put_entry(connection, account.name, "sign out", address=address)

    def signed_in(self, secret: str) -> Account | None:
        """Whose cookie this is, while it lasts."""
        a, n = schema.accounts, schema.logins
        asked = select(a).join(n, n.c.account == a.c.key)
        with self._place.reading() as connection:
            row = connection.execute(asked.where(n.c.digest == digest_of(secret), n.c.expires > self._clock())).first()
        return _account(row) if row else None

    def of_token(self, secret: str) -> Account | None:
        """Whose token this is."""
        a, t = schema.accounts, schema.access_tokens
        with self._place.reading() as connection:
            asked = select(a).join(t, t.c.account == a.c.key).where(t.c.digest == digest_of(secret))
            row = connection.execute(asked).first()
        return _account(row) if row else None

    def look(self, name: str) -> Look | None:
        """What this account has seen; None where it never looked."""
        a = schema.accounts
        columns = (a.c.since_article, a.c.since_at, a.c.last_article, a.c.last_at)
        with self._place.reading() as connection:
            row = connection.execute(select(*columns).where(a.c.folded == _folded(name))).first()
        if row is None or row.last_at is None:
            return None
        since = LedgerMark(article=row.since_article, at=row.since_at) if row.since_at else None
        return since, LedgerMark(article=row.last_article, at=row.last_at)

    def keep_look(self, name: str, since: LedgerMark | None, last: LedgerMark) -> None:
        """For `look`; no line of the audit log."""
        a = schema.accounts
        values = {
            "since_article": since.article if since else None,
            "since_at": since.at if since else None,
            "last_article": last.article,
            "last_at": last.at,
        }
        with self._place.writing() as connection:
            connection.execute(update(a).where(a.c.folded == _folded(name)).values(values))

    def has(self, name: str) -> bool:
        """Whether there is an account of this name, in capitals or not."""
        a = schema.accounts
        with self._place.reading() as connection:
            return connection.execute(select(a.c.key).where(a.c.folded == _folded(name))).first() is not None

    def note(self, who: str, what: str, target: str = "", *, address: str = "") -> None:
        """A line of the audit log."""
        with self._place.writing() as connection:
            put_entry(connection, who, what, target, address)

    def log(self, limit: int | None = None) -> list[AuditEntry]:
        """The last lines of the audit log, the oldest first."""
        with self._place.reading() as connection:
            return load_entries(connection, limit)

    def _sign_out(self, connection: Connection, key: int) -> None:
        connection.execute(delete(schema.logins).where(schema.logins.c.account == key))


def digest_of(secret: str) -> str:
    """What is kept of 256 random bits; they need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hash_given(password: str) -> str:
    """InstallError where the part that does it is not installed."""
    try:
        kept: str = load("konon.ledger.passwords:hash_password")(password)
    except ImportError as why:
        raise InstallError("accounts need argon2-cffi", remedy="pip install 'konon[share]'") from why
    return kept


def check_name(given: str) -> str:
    """Without blanks around it; UsageError where it is none, or one that cannot be told from another on a screen."""
    name = given.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or encodable(name) != name:
        raise UsageError(f"a name has 1 to {LONGEST_NAME} letters", name=name[:40], remedy="choose another")
    return name


def check_role(given: str) -> Role:
    """UsageError for any other word."""
    if given not in ROLES:
        raise UsageError("is no role", name=given[:40], remedy=f"choose from {', '.join(ROLES)}")
    return given


def _folded(name: str) -> str:
    return encodable(name.strip().casefold()[: 2 * LONGEST_NAME]) or ""


def _find(connection: Connection, name: str) -> Any:
    a = schema.accounts
    row = connection.execute(select(a).where(a.c.folded == _folded(name))).first()
    if row is None:
        raise MissingError("there is no account of this name", name=name[:40], remedy="konon users list shows all")
    return row


def _account(row: Any, tokens: tuple[str, ...] = ()) -> Account:
    return Account(name=row.name, role=row.role, made=row.made, tokens=tokens)
