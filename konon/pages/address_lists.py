"""A file of inputs, one a line -> the inputs: addresses with or without their scheme, files, folders."""

from __future__ import annotations

import codecs

from konon.errors import FileError, UsageError
from konon.pages.streams import open_unpacked, read_capped
from konon.pages.urls import add_scheme

MARKUP = ("<", "{", "[{")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # as some editors of Windows save
LIMIT = 200_000_000  # bytes of a list


def read_list(path: str) -> list[str]:
    """Without blank lines and those that begin with "#". UsageError where it cannot be read or names nothing."""
    try:
        with open(path, "rb") as stream:
            body = read_capped(open_unpacked(stream, path)[1], LIMIT, path)
            text = body.decode("utf-16" if body.startswith(WIDE) else "utf-8-sig", "replace")
    except FileError as error:
        raise UsageError(error.why, name=error.name, remedy=error.remedy) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot be read ({why})", name=path, remedy="name a file of addresses, one a line") from error
    if text.lstrip().startswith(MARKUP) or "\x00" in text:
        remedy = "write the addresses into a text file, one a line"
        raise UsageError("is no list of inputs", name=path, remedy=remedy)
    lines = [line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#")]
    if not lines:
        raise UsageError("names no input", name=path, remedy="write one address or file a line")
    return [add_scheme(line, bare=True) for line in lines]
