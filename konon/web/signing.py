"""What a browser keeps for the site, signed so that only the site can have written it; and the tokens of forms.

A session is a random number in a cookie. The token of its forms is made from it with the site's key, so that nothing
has to be remembered: who cannot read the page cannot know the token, and a cookie that others planted has none.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass

from konon.ledger.adding_notes import state_folder

SESSION_COOKIE = "konon_session"
KEY_BYTES = 32
KEY_FILE = "web-key"
FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Signer:
    """Signs with one key; a signature is for one purpose, so that a name is no session."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, purpose: str, text: str) -> str:
        """As a cookie can hold it."""
        body = urlsafe_b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")
        return f"{body}.{self._mark(purpose, body)}"

    def read(self, purpose: str, signed: str) -> str | None:
        """What was signed; None where this key did not sign it for this purpose."""
        body, _, mark = signed.rpartition(".")
        if not body or not hmac.compare_digest(mark.encode(), self._mark(purpose, body).encode()):
            return None
        return urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode("utf-8", "replace")

    def _mark(self, purpose: str, body: str) -> str:
        made = hmac.digest(self._key, f"{purpose}\0{body}".encode("utf-8", "replace"), "sha256")
        return urlsafe_b64encode(made).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser's: the cookie, and the token that its forms carry."""

    cookie: str
    token: str
    is_new: bool = False


def read_session(signer: Signer, cookie: str, holder: str = "") -> Session | None:
    """None where there is none, or it is not of this site's making. `holder`: the secret of whoever signed in."""
    if signer.read(SESSION_COOKIE, cookie) is None:
        return None
    return Session(cookie=cookie, token=_make_token(signer, cookie, holder))


def start_session(signer: Signer, holder: str = "") -> Session:
    """Another one at every call."""
    cookie = signer.sign(SESSION_COOKIE, secrets.token_urlsafe(18))
    return Session(cookie=cookie, token=_make_token(signer, cookie, holder), is_new=True)


def _make_token(signer: Signer, cookie: str, holder: str) -> str:
    """Of this browser and, on a shared ledger, of this sign-in: nobody can use another's."""
    return signer.sign("token", f"{cookie} {holder}" if holder else cookie).rpartition(".")[2]


def is_token(session: Session | None, given: str) -> bool:
    """Whether a form carries the token of this session."""
    return session is not None and hmac.compare_digest(session.token.encode(), given.encode("utf-8", "replace"))


def load_key() -> bytes:
    """This user's, so that names and open forms outlive the server; one for this run alone where none can be kept."""
    place = state_folder() / KEY_FILE
    with suppress(OSError, RuntimeError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            # Whole or not at all, whoever else starts just now.
            with os.fdopen(os.open(made := place.with_suffix(f".{os.getpid()}"), FRESH, 0o600), "wb") as stream:
                stream.write(secrets.token_bytes(KEY_BYTES))
            made.replace(place)
        if len(key := place.read_bytes()) == KEY_BYTES:
            return key
    return secrets.token_bytes(KEY_BYTES)
