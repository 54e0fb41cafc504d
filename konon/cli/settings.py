"""`konon.toml` and `KONON_*` -> what the options of a command are where the command line does not say.

The command line goes before the environment, the environment before the file, a command's own table in the file before
what stands at its head. A file in the working folder goes before the one in the user's own; they are not mixed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from konon.errors import UsageError
from konon.lazy import load
from konon.views.formats import ALSO, SUFFIXES

NAME = "konon.toml"
GENERAL = ("ledger", "jobs", "format", "by")  # what holds for every command that has it
NEVER = ("output", "yes", "version", "help", "verbose", "count", "list", "withdraw")  # said each time, or not at all


def find_file() -> Path | None:
    """The file that counts; None where there is none."""
    own = (
        os.environ.get("XDG_CONFIG_HOME")
        or os.environ.get("APPDATA")
        or os.path.join(os.path.expanduser("~"), ".config")
    )
    return next((path for path in (Path(NAME), Path(own) / "konon" / NAME) if path.is_file()), None)


def read_file(commands: Collection[str]) -> tuple[str, Mapping[str, Any]]:
    """Its name and what it holds; UsageError where it cannot be read, or has a key that nothing is called by."""
    path = find_file()
    if path is None:
        return NAME, {}
    stamp = path.stat()
    held = _parse(str(path), stamp.st_mtime_ns, stamp.st_size)
    for key, value in held.items():
        if isinstance(value, dict):
            if key not in commands:
                raise UsageError(f"[{key}]: there is no such command", name=str(path), remedy="konon --help lists them")
        elif key not in GENERAL:
            remedy = f"what holds for all is {', '.join(GENERAL)}; put others under their command: [search]"
            raise UsageError(f"{key}: there is no such setting", name=str(path), remedy=remedy)
    return str(path), held


@cache
def _parse(path: str, changed: int, size: int) -> dict[str, Any]:
    parse = load("tomllib:loads")  # only where there is a file
    try:
        held: dict[str, Any] = parse(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as why:
        raise UsageError(f"cannot be read ({why})", name=path, remedy="mend it, or take it away") from why
    return held


def find_defaults(
    command: str,
    options: Collection[str],
    formats: Collection[str] | None,
    commands: Collection[str],
    *,
    others: bool = False,
) -> dict[str, Any]:
    """What the command's options, by their names, are by environment and file.

    A format that is none of the command's `formats` is passed over where it stands for all. With `others` the table of
    the command is shared by several, and may name options of those.
    """
    path, held = read_file(commands)
    own = _own_defaults(path, command, held.get(command, {}), options, others=others)
    general = {name: held[name] for name in GENERAL if name in held}
    _check_format(general.get("format"), f"{path}: format")
    return _fitting(general, options, formats) | own | _fitting(_from_environment(), options, formats)


def _fitting(general: dict[str, Any], options: Collection[str], formats: Collection[str] | None) -> dict[str, Any]:
    """What the command has, of what is said for all commands."""
    found = {name: value for name, value in general.items() if name in options}
    if formats is not None and found.get("format") not in formats:
        found.pop("format", None)
    return found


def _check_format(given: Any, name: str) -> None:
    known = dict.fromkeys((*SUFFIXES.values(), *ALSO))
    if given is not None and given not in known:
        raise UsageError(f"{str(given)[:40]} is no format", name=name, remedy=f"choose from {', '.join(known)}")


def _own_defaults(
    path: str, command: str, table: Mapping[str, Any], options: Collection[str], *, others: bool
) -> dict[str, Any]:
    """Of the command's own table."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = str(key).replace("-", "_")
        if name in options and name not in NEVER:
            found[name] = value
        elif name in NEVER or not others:
            why = "there is no such option" if name not in options else "is for the command line alone"
            raise UsageError(f"[{command}] {key}: {why}", name=path, remedy=f"konon {command} --help lists them")
    return found


def _from_environment() -> dict[str, str]:
    given = {name: os.environ.get(f"KONON_{name.upper()}", "") for name in GENERAL}
    _check_format(given["format"] or None, "KONON_FORMAT")
    return {name: value for name, value in given.items() if value}
