"""A URL as typed -> whether it can be fetched, and how a message names it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from konon.errors import FetchError

SCHEMES = ("http", "https")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
_HOST = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]\S*)?$", re.I)


def check_url(url: str) -> None:
    """FetchError for what is no http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"is not a URL ({error})", name=url, remedy="check the address") from error
    if not parts.scheme:
        raise FetchError("is no address of the web", name=url, remedy="give one that begins with https://")
    if parts.scheme.lower() not in SCHEMES:
        why = f"{parts.scheme}: is not fetched, only http and https are"
        raise FetchError(why, name=url, remedy="save the page and name the file")
    if not host:
        raise FetchError("has no host", name=url, remedy="check the address")


def hide_password(url: str) -> str:
    """The URL without `user:password@`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def add_scheme(given: str, *, bare: bool = False) -> str:
    """ "www.detik.com/1" as an address, where there is no such file; with `bare` also one that has no "www."."""
    wanted = _HOST.match(given) and (bare or given.lower().startswith("www."))
    return f"https://{given}" if wanted and not os.path.lexists(given) else given


def is_url(given: str) -> bool:
    """Whether `given` has a scheme, any scheme: a file is never named so."""
    return bool(_SCHEME.match(given))


def is_list(lines: Sequence[str]) -> bool:
    """Whether these lines of a text are nothing but addresses."""
    told = [line.strip() for line in lines if line.strip()]
    return bool(told) and all(" " not in line and (is_url(line) or _is_www(line)) for line in told)


def _is_www(line: str) -> bool:
    return line.lower().startswith("www.") and bool(_HOST.match(line))
