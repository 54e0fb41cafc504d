"""What a ledger's site notes of each job of Add -> where it lies, and the notes gone that tell of an erased article.

A note is the `job.json` of a folder of its own: what was given, by the names people gave it, and what came of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from konon.addresses import same_page
from konon.errors import LedgerError
from konon.ledger.opening import Place

NOTE = "job.json"
DONE = "done"


def state_folder() -> Path:
    """Where a program keeps what is no setting and no document of its user's."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "konon"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "konon"


def adding_folder(name: str, *, is_file: bool) -> Path:
    """Beside a file; the jobs of a server's ledger lie where this machine keeps such things."""
    if is_file:
        return Path(os.path.abspath(name) + "-adding")
    return state_folder() / "adding" / sha256(name.encode()).hexdigest()[:16]


def forget_notes(place: Place, article: str, addresses: Collection[str]) -> None:
    """Remove each job that is done and tells of the article, by its id or one of its addresses, with all it tells.

    A job that waits still hears of the erasure when its page's turn comes. LedgerError where a note cannot be removed.
    """
    names = {article, *addresses, *map(same_page, addresses)}
    folder = adding_folder(place.name, is_file=place.is_sqlite)
    for job in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            row = _read(job / NOTE)
            if row.get("state") == DONE and not names.isdisjoint(_told(row)):
                shutil.rmtree(job)
        except (FileNotFoundError, NotADirectoryError):  # no job, or one that is gone meanwhile
            continue
        except OSError as why:
            told = f"the article is erased, but not what was noted when it was added in a browser ({why.strerror})"
            raise LedgerError(told, name=str(job), remedy="remove this folder") from why


def _read(note: Path) -> Mapping[str, Any]:
    """Empty where it is no note; OSError where it cannot be read."""
    try:
        row = json.loads(note.read_text("utf-8"))
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _told(row: Mapping[str, Any]) -> Iterator[str]:
    """Ids of articles, and every name or address, as typed and without what a link added to it."""
    yield from row.get("articles", ())
    given = [one.get(name) for one in row.get("given", ()) for name in ("name", "place", "title", "url")]
    for name in (*given, *(part for failure in row.get("failures", ()) for part in failure[:1])):
        if name:
            yield from (name, same_page(name))
