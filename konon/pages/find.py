"""Inputs as typed -> their pages, in the order given; one that fails is yielded as its error, and the rest go on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from konon.addresses import same_page
from konon.errors import FileError, KononError, UsageError
from konon.lazy import load
from konon.pages.fetch_options import FetchOptions
from konon.pages.files import count_pages, list_files, read_file, read_stream
from konon.pages.given_rows import Notes
from konon.pages.sniff import is_result
from konon.pages.urls import add_scheme, is_url
from konon.records import Page

if TYPE_CHECKING:
    from konon.pages.fetch import Fetcher

STDIN = "-"


class Pages:
    """Iterate for `Page | KononError`, each input anew; a standard input can be read once only."""

    def __init__(self, inputs: Sequence[str], options: FetchOptions, stdin: BinaryIO | None) -> None:
        self._options, self._stdin = options, stdin
        self._inputs = tuple(inputs)
        self.notes: Notes = []  # what was left out of an input, in words; whoever shows them takes them out
        self._sources: list[str | KononError] = []
        for given in inputs:
            self._sources += _list_sources(given)
        if len(inputs) > 1:
            self._sources = _drop_repeats(self._sources)

    def keep_from(self, output: str) -> None:
        """Do not read the file that results are to replace: an earlier result in a folder is passed over.

        UsageError where it is an input that would be lost. Call it before anything else.
        """
        if not os.path.isfile(output):
            return
        kept = [source for source in self._sources if not _is_file(source, output)]
        if len(kept) == len(self._sources):
            return
        if not kept or not is_result(output) or any(_is_file(given, output) for given in self._inputs):
            why = "is an input, which writing the results there would destroy"
            raise UsageError(why, name=output, remedy="name another file for them")
        self._sources = kept

    @cached_property
    def total(self) -> int | None:
        """How many pages to expect, for a progress bar; None where counting would mean reading everything."""
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
            yield from read_stream(self._stdin or sys.stdin.buffer, STDIN, self._options, self.notes)
        elif fetcher and is_url(source):
            yield fetcher.take()
        else:
            yield from read_file(source, self._options, self.notes)


def find_pages(inputs: Sequence[str], *, options: FetchOptions | None = None, stdin: BinaryIO | None = None) -> Pages:
    """The pages of files, folders, patterns, http(s) URLs and "-" (`stdin`, else the process's own)."""
    return Pages(inputs, options or FetchOptions(), stdin)


def _list_sources(given: str) -> list[str | KononError]:
    if not given.strip():
        return [UsageError("an input has no name", remedy="give a file, folder, URL or -")]
    given = add_scheme(given)
    if given == STDIN or is_url(given):
        return [given]
    try:
        return list(list_files(given))
    except FileError as error:
        return [error]
    except (OSError, ValueError):  # a name no file system takes: reading it says why
        return [given]


def _drop_repeats(sources: list[str | KononError]) -> list[str | KononError]:
    """A file or page that several inputs name is read once, where it comes first; an error as often as it is given."""
    seen: set[str] = set()
    kept: list[str | KononError] = []
    for source in sources:
        place = _real_path(source)
        if place is None or place not in seen:
            kept.append(source)
        if place is not None:
            seen.add(place)
    return kept


def _real_path(source: str | KononError) -> str | None:
    if not isinstance(source, str) or source == STDIN:
        return None
    if is_url(source):
        return same_page(source)
    try:
        return os.path.realpath(source)
    except (OSError, ValueError):  # a name no file system takes
        return None


def _is_file(source: str | KononError, file: str) -> bool:
    """Whether both name one file, by whatever path or link, or as the standard input."""
    try:
        if source == STDIN and sys.stdin is not None:
            return os.path.samestat(os.fstat(sys.stdin.fileno()), os.stat(file))
        return isinstance(source, str) and not is_url(source) and os.path.samefile(source, file)
    except (OSError, ValueError):
        return False


def _is_single(source: str | KononError) -> bool:
    return isinstance(source, KononError) or is_url(source)


def _count(source: str | KononError) -> int | None:
    return None if source == STDIN else count_pages(str(source))


def _start_fetcher(urls: list[str], options: FetchOptions) -> Fetcher:
    # requests takes a fifth of a second to import, which reading files need not wait for.
    fetcher: Fetcher = load("konon.pages.fetch:Fetcher")(urls, options)
    return fetcher
