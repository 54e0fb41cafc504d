"""A URL as typed -> whether it can be fetched, and how a message names it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from konon.errors import FetchError

SCHEMES = ("http", "https")


def check_url(url: str) -> None:
    """FetchError for what is no http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"is not a URL ({error})", name=url, remedy="check the address") from error
    if parts.scheme.lower() not in SCHEMES:
        why = f"{parts.scheme}: is not fetched, only http and https are"
        raise FetchError(why, name=url, remedy="save the page and name the file")
    if not host:
        raise FetchError("has no host", name=url, remedy="check the address")


def hide_password(url: str) -> str:
    """The URL without `user:password@`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url
