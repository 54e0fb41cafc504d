"""Passwords -> what is kept of them, by argon2id; imported only where somebody signs in."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from konon.errors import UsageError

SHORTEST, LONGEST = 10, 200  # letters
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """With a salt of its own; UsageError where it is easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"a password has {SHORTEST} to {LONGEST} letters", remedy="give another, such as four words")
    if len(set(password)) < 4:
        raise UsageError("this password is one letter over and over", remedy="give another, such as four words")
    return _HASHER.hash(password.encode("utf-8", "surrogatepass"))


def is_password(kept: str | None, given: str) -> bool:
    """Whether it is the one that `kept` was made of; takes as long where nothing is kept."""
    try:
        _HASHER.verify(kept or _nobodys(), given[: LONGEST + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return _HASHER.hash(b"nobody has this one")
