"""A URL, a page's own words, a dateline -> the outlet's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from konon.articles.datelines import load_outlets
from konon.articles.headline import BAR
from konon.articles.lines import fold_line
from konon.articles.outlet_names import squeeze

LONGEST = 6  # words of an outlet's name
HOST = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,6}$", re.I)
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


def outlet_as_given(name: str | None) -> str | None:
    """A host that was given for an outlet ("www.detik.com"), by the outlet's name; any other name as it is."""
    return outlet_of_url(f"https://{name}") if name and name.islower() and HOST.match(name) else name


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


def name_outlet(
    told: Sequence[str | None], titles: Sequence[str | None], shown: str | None, url: str | None
) -> str | None:
    """By what the page tells machines, else by what stands behind the headline in <title>; a host gives the known name.

    Some pages give their headline, or the host of a section, for the site's name.
    """
    heads = {fold_line(title) for title in titles if title}
    for name in told:
        if not name or len(name.split()) > LONGEST or fold_line(name) in heads:
            continue
        if HOST.match(name):
            known = outlet_of_url(f"https://{name}")
            return name if known is None or known == host_of(f"https://{name}") else known
        return name
    known = outlet_of_url(url)
    return known if known != host_of(url) else _named_in_title(shown, url)


def _named_in_title(shown: str | None, url: str | None) -> str | None:
    """The last part of <title> where it is the host's name in words: "ABC News" of abcnews.go.com."""
    if shown is None:
        return None
    label = squeeze((host_of(url) or "").split(".")[0])
    part = squeeze(last := BAR.split(shown)[-1])
    fits = len(label) >= 2 and len(part) >= 2 and (part.startswith(label) or label.startswith(part))
    return last.strip() if fits and len(BAR.split(shown)) > 1 and len(last.split()) <= LONGEST else None
