"""The first line of a table -> its columns, and whether one of them is of texts."""

from __future__ import annotations

from collections.abc import Sequence

from konon.lazy import load
from konon.pages.given_rows import load_keys, squeeze_key

DELIMITERS = (",", ";", "\t", "|")
MAX_WORDS = 4  # of a column's name, where no file name says that it is a table
LONGEST_HEADER = 4000  # letters


def find_delimiter(header: str) -> str | None:
    """What parts the columns, where one of them is of texts; None for what is no header of such a table."""
    for mark in DELIMITERS:
        columns = split_header(header, mark) if mark in header else []
        if has_text(columns) and all(len(column.split()) <= MAX_WORDS for column in columns):
            return mark
    return None


def split_header(header: str, mark: str) -> list[str]:
    """The columns' names; none where it is no line of a table."""
    reader, error = load("csv:reader"), load("csv:Error")  # few inputs are tables
    try:
        return next(reader(header.lstrip("\ufeff").splitlines()[:1], delimiter=mark), [])
    except error:
        return []


def has_text(columns: Sequence[str]) -> bool:
    """Whether one of these columns holds the articles."""
    return bool({squeeze_key(column) for column in columns} & set(load_keys()["taken"]["text"]))
