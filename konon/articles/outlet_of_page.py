"""A URL, a page's own words, a dateline -> the outlet's name."""

from __future__ import annotations

from urllib.parse import urlsplit

from konon.articles.datelines import load_outlets

_PREFIXES = ("www.", "m.", "amp.", "news.", "en.", "id.", "mobile.", "beta.")


def outlet_of_url(url: str | None) -> str | None:
    """A known outlet's name, else the host: "channel9.id"."""
    host = host_of(url)
    if not host:
        return None
    hosts: dict[str, str] = load_outlets()["hosts"]
    parts = host.split(".")
    for i in range(len(parts) - 1):
        if name := hosts.get(".".join(parts[i:])):
            return name
    return host


def host_of(url: str | None) -> str | None:
    """Without "www." and its like."""
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None
    for prefix in _PREFIXES:
        if host.startswith(prefix) and host.count(".") > 1:
            host = host.removeprefix(prefix)
    return host or None
