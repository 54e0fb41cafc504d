"""Fetch limits: sizes, times, redirects."""

from __future__ import annotations

from dataclasses import dataclass

from konon import __version__

ROBOT = "konon"  # the name robots.txt may forbid


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """Limits for one page each; times are seconds, sizes bytes after decompression."""

    max_bytes: int = 20_000_000
    connect_timeout: float = 10.0
    read_timeout: float = 20.0  # longest silence
    deadline: float = 60.0  # a page as a whole, with its redirects
    max_redirects: int = 5
    parallel: int = 6  # hosts asked at once; one host is never asked twice at a time
    private_typed: bool = True  # whether an address that was typed may be a private one; what leads to one never may
    by_proxy: bool = True  # whether the environment's proxy is used; it resolves names itself
    max_delay: float = 10.0  # the longest Crawl-delay that is waited out
    agent: str = f"konon/{__version__} (reads news pages; one request per host at a time)"


def size_in_words(size: int) -> str:
    """For messages: "20 MB"."""
    for limit, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            return f"{size / limit:.0f} {unit}"
    return f"{size} bytes"
