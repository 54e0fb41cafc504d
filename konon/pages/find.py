"""Inputs as typed -> their pages, in the order given; one that fails is yielded as its error, and the rest go on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from konon.errors import FileError, KononError, UsageError
from konon.pages.files import count_pages, list_files, read_file, read_stream
from konon.pages.options import FetchOptions
from konon.records import Page

if TYPE_CHECKING:
    from konon.pages.fetch import Fetcher

STDIN = "-"
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)


class Pages:
    """Iterate for `Page | KononError`, each input anew; a standard input can be read once only."""

    def __init__(self, inputs: Sequence[str], options: FetchOptions, stdin: BinaryIO | None) -> None:
        self._options, self._stdin = options, stdin
        self._sources: list[str | KononError] = []
        for given in inputs:
            self._sources += _list_sources(given)

    @cached_property
    def total(self) -> int | None:
        """How many pages to expect, for a progress bar; None where telling would cost a reading."""
        counts = [1 if _is_single(source) else _count(source) for source in self._sources]
        return None if None in counts else sum(count or 0 for count in counts)

    def __iter__(self) -> Iterator[Page | KononError]:
        urls = [source for source in self._sources if isinstance(source, str) and is_url(source)]
        fetcher = _start_fetcher(urls, self._options) if urls else None
        try:
            for source in self._sources:
                yield from self._read(source, fetcher)
        finally:
            if fetcher:
                fetcher.close()

    def _read(self, source: str | KononError, fetcher: Fetcher | None) -> Iterator[Page | KononError]:
        if isinstance(source, KononError):
            yield source
        elif source == STDIN:
            yield from read_stream(self._stdin or sys.stdin.buffer, STDIN, self._options)
        elif fetcher and is_url(source):
            yield fetcher.take()
        else:
            yield from read_file(source, self._options)


def find_pages(inputs: Sequence[str], *, options: FetchOptions | None = None, stdin: BinaryIO | None = None) -> Pages:
    """The pages of files, folders, patterns, http(s) URLs and "-" (`stdin`, else the process's own)."""
    return Pages(inputs, options or FetchOptions(), stdin)


def is_url(given: str) -> bool:
    """Whether `given` has a scheme, any scheme: a file is never named so."""
    return bool(_SCHEME.match(given))


def _list_sources(given: str) -> list[str | KononError]:
    if not given.strip():
        return [UsageError("an input has no name", remedy="give a file, folder, URL or -")]
    if given == STDIN or is_url(given):
        return [given]
    try:
        return list(list_files(given))
    except FileError as error:
        return [error]
    except (OSError, ValueError):  # a name no file system takes: reading it says why
        return [given]


def _is_single(source: str | KononError) -> bool:
    return isinstance(source, KononError) or is_url(source)


def _count(source: str | KononError) -> int | None:
    return None if source == STDIN else count_pages(str(source))


def _start_fetcher(urls: list[str], options: FetchOptions) -> Fetcher:
    # requests costs a tenth of a second, which reading files need not pay.
    from konon.pages.fetch import Fetcher  # noqa: PLC0415

    return Fetcher(urls, options)
