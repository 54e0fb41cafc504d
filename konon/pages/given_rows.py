"""A row of somebody's articles (JSON, or of a table) -> a Page; what was not taken of it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from konon.errors import FileError
from konon.lazy import load
from konon.pages.given_dates import is_unsure, read_date
from konon.records import Page

Row = Mapping[str, object]
Notes = list[str]  # what a reader of files left out, for whoever shows it
CLAIM = {"speaker", "content", "certainty", "polarity"}  # keys of what konon search writes
GIVE = 'give each line {"id": ..., "text": ...}'
_URL = re.compile(r"https?://\S+", re.I)
_NAMES = 5  # authors of a byline at most


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage(Page):
    """A page that is one line of a file, so that a message can say which."""

    line: int  # from 1

    @property
    def name(self) -> str:
        """Such as "articles.jsonl:7"."""
        return f"{self.path}:{self.line}"


class RowReader:
    """The rows of one input: remembers ids, and what there is to tell at the end."""

    def __init__(self, path: str, notes: Notes) -> None:
        self._path, self._notes = path, notes
        self._ids: set[str] = set()
        self._alike: set[str] = set()
        self._first: dict[str, str] = {}  # kind of odd date -> the first of it
        self._count: dict[str, int] = {}
        self.refused = False  # whether it is no input of articles at all

    def make_page(self, row: object, number: int) -> Page:
        """FileError, with the row's number, for what holds no text."""
        where = f"{self._path}:{number}"
        if not isinstance(row, dict):
            raise FileError("is not a JSON object", name=where, remedy=GIVE)
        self._refuse_own(row)
        found = find_known(row)
        text = found["text"]
        if text is None:
            others = self._find_alike(row, "text")
            remedy = f"call it text if it is in {others[0]!r}" if others else GIVE
            raise FileError("has no text", name=where, remedy=remedy)
        text = clean_text(text)
        if not text.strip():
            raise FileError("has an empty text", name=where, remedy="leave the line out")
        for kind in ("title", "published"):
            if found[kind] is None:
                self._tell_alike(row, kind)
        return LinePage(
            line=number,
            body=text.encode("utf-8", "replace"),
            form="dump" if row.get("kind") == "page" else "article",
            path=self._path,
            charset="utf-8",
            id=self._take_id(row.get("id"), where),
            title=found["title"],
            url=found["url"],
            outlet=found["outlet"],
            published=self._take_date(found["published"], number),
            byline=found["byline"],
        )

    def finish(self) -> None:
        """Tell what was counted."""
        if count := self._count.get("wrong"):
            what = "a date cannot be read and is" if count == 1 else f"{count:,} dates cannot be read and are"
            self._tell(f"{what} left out ({self._first['wrong']}); write them like 2025-11-01")
        if count := self._count.get("unsure"):
            self._tell(f"dates like {self._first['unsure']} are read as day, month, year; write them like 2025-11-01")

    def _refuse_own(self, row: Row) -> None:
        """What this program wrote is no article: its claims would be read for one."""
        if str(row.get("reader", "")).startswith("konon ") and isinstance(row.get("attributions"), list):
            self.refused = True
            why, remedy = "holds what konon has read already", f"konon add --readings {self._path} keeps its claims"
            raise FileError(why, name=self._path, remedy=remedy)
        if row.keys() >= CLAIM:
            self.refused = True
            raise FileError("holds claims that konon found", name=self._path, remedy="give the articles they are from")

    def _tell(self, what: str) -> None:
        self._notes.append(f"{self._path}: {what}")

    def _take_date(self, given: str | None, number: int) -> str | None:
        if given is None:
            return None
        date = read_date(given)
        if date is None:
            self._note_date("wrong", f"line {number}: {given[:40]!r}")
        elif is_unsure(given):
            self._note_date("unsure", given[:40])
        return date

    def _note_date(self, kind: str, shown: str) -> None:
        self._first.setdefault(kind, shown)
        self._count[kind] = self._count.get(kind, 0) + 1

    def _find_alike(self, row: Row, kind: str) -> list[str]:
        """Keys with words that look like a text, title or date, under no name that is known."""
        parts, taken = load_keys()["alike"][kind], {name for names in load_keys()["taken"].values() for name in names}
        return [
            key[:40]
            for key, value in row.items()
            if isinstance(key, str)
            and isinstance(value, str)
            and value.strip()
            and (name := squeeze_key(key)) not in taken
            and any(part in name for part in parts)
        ]

    def _tell_alike(self, row: Row, kind: str) -> None:
        for key in self._find_alike(row, kind):
            if key not in self._alike:
                self._alike.add(key)
                self._tell(f"{key!r} looks like a {WORDS[kind]} and is not taken; call it {kind} if it is one")

    def _take_id(self, given: object, where: str) -> str | None:
        if given is None or given == "":
            return None
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise FileError("has an id that is neither a string nor a number", name=where, remedy="make it a string")
        key = str(given)
        if key in self._ids:
            raise FileError(f"has the id {key!r} of an earlier line", name=where, remedy="give each line its own id")
        self._ids.add(key)
        return key


WORDS = {"title": "title", "published": "date"}


@cache
def load_keys() -> dict[str, dict[str, list[str]]]:
    """`taken`: field -> its names, the best first; `alike`: field -> parts of names that look like one."""
    text = (Path(__file__).parent / "known_keys.toml").read_text("utf-8")
    found: dict[str, dict[str, list[str]]] = load("tomllib:loads")(text)  # pages of no rows need none
    return found


def squeeze_key(key: str) -> str:
    """As keys are compared: "Publish Date" is publish_date."""
    return re.sub(r"[\s-]+", "_", key.strip().casefold())


def find_known(row: Row) -> dict[str, str | None]:
    """Field of a page -> what the row says of it; None where it says nothing, or no words."""
    named = {squeeze_key(key): value for key, value in row.items() if isinstance(key, str)}
    found: dict[str, str | None] = {}
    for field, names in load_keys()["taken"].items():
        read = READ.get(field, _words)
        found[field] = next((words for name in names if (words := read(named.get(name)))), None)
    if found["text"] is None and any(isinstance(named.get(name), str) for name in load_keys()["taken"]["text"]):
        found["text"] = ""
    return found


def _words(value: object) -> str | None:
    """One line without the blanks around it."""
    return value.strip() or None if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _url(value: object) -> str | None:
    words = _words(value)
    return words if words and _URL.fullmatch(words) else None


def _outlet(value: object) -> str | None:
    """A name, or an object with one (NewsAPI); an address says less than the row's own."""
    words = _words(value.get("name") if isinstance(value, dict) else value)
    return None if words and _URL.fullmatch(words) else words


def _date(value: object) -> str | None:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _words(value)


def _authors(value: object) -> str | None:
    """A name, or a list of them."""
    if isinstance(value, list):
        names = [name for one in value[:_NAMES] if (name := _authors(one))]
        return ", ".join(dict.fromkeys(names)) or None
    return _words(value.get("name") if isinstance(value, dict) else value)


READ: dict[str, Callable[[Any], str | None]] = {
    "text": _text,
    "url": _url,
    "outlet": _outlet,
    "published": _date,
    "byline": _authors,
}


def clean_text(text: str) -> str:
    """Without byte order mark and NUL, lines ending in \\n; half surrogate pairs become U+FFFD."""
    text = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(text) else text


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
