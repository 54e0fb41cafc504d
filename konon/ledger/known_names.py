"""A name as news writes it -> the state or organisation it means, by CLDR (Indonesian, English) and `names.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from konon.languages.language_files import find_languages
from konon.ledger.stems import words_of_text

_NO_STATES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_SPACE: Final = re.compile(r"[\s\-‐–]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A state or an organisation. `id` is an ISO 3166 alpha-2 code, or a word in lower case."""

    id: str
    name: str
    kind: str
    country: str | None


def find_known(name: str) -> KnownName | None:
    """None where the name is not in the tables; nothing is guessed."""
    exact, loose = _tables()
    plain = _SPACE.sub(" ", name).strip(" .,\"'“”")
    return exact.get(plain) or loose.get(plain.casefold()) or _government_of(plain)


def find_country(given: str) -> str | None:
    """An ISO code as such, else the country a name means: "KP", "Korut" and "North Korea" alike."""
    # A name goes first: "AS" is the United States, as news writes it, and not American Samoa.
    known = find_known(given)
    if known is not None and known.country:
        return known.country
    code = given.strip().upper()
    return code if code in _codes() else None


def other_names(known: KnownName) -> tuple[tuple[str, ...], ...]:
    """The words of every name of the same, but for capitals and for names that are common words."""
    return _names_by_id().get(known.id, ())


@cache
def _names_by_id() -> dict[str, tuple[tuple[str, ...], ...]]:
    exact, loose = _tables()
    seats = {name.casefold() for names in _file()["seats"].values() for name in names}
    common = set(_file()["words"]["common"])
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for name, known in (*loose.items(), *exact.items()):
        words = tuple(words_of_text(name))
        if words and words[0] == "the":
            words = words[1:]
        whole = "".join(words)
        if whole and whole not in common and len(whole) > 2 and name.casefold() not in seats:
            found.setdefault(known.id, {})[words] = None
    return {id_: tuple(names) for id_, names in found.items()}


def plain_name(name: str) -> str:
    """The name as it is compared: no case, no diacritics, no title before it."""
    words = words_of_text(name)
    titles = _words().honorifics
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    return " ".join(words)


def role_classes(role: str | None) -> frozenset[str]:
    """What kinds of role the words name, the same in both languages; empty where they name none we know."""
    if not role:
        return frozenset()
    words = f" {' '.join(words_of_text(role))} "
    found: set[str] = set()
    for phrase, kind in _words().roles:  # the longest first: a vice president is no president
        if f" {phrase} " in words:
            found.add(kind)
            words = words.replace(f" {phrase} ", " ")
    return frozenset(found)


def _government_of(plain: str) -> KnownName | None:
    """The state behind "Pemerintah Korea Utara" or "the Russian government", where its name stands whole."""
    exact, loose = _tables()
    low = plain.casefold()
    for word in _words().before:
        if low.startswith(f"{word} "):
            rest = plain[len(word) + 1 :]
            found = exact.get(rest) or loose.get(rest.casefold())
            if found is not None:
                return found
    for word in _words().after:
        if low.endswith(word):
            rest = plain[: -len(word)].rstrip()
            found = exact.get(rest) or loose.get(rest.casefold())
            if found is not None:
                return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    before: tuple[str, ...]
    after: tuple[str, ...]
    honorifics: frozenset[str]
    roles: tuple[tuple[str, str], ...]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("konon.ledger").joinpath("names.toml").read_text("utf-8"))


@cache
def _words() -> _Words:
    words, roles = _file()["words"], _file()["roles"]
    phrases = [(phrase, kind) for kind, phrases in roles.items() for phrase in phrases]
    return _Words(
        before=tuple(words["before"]),
        after=tuple(words["after"]),
        honorifics=frozenset(words["honorifics"]),
        roles=tuple(sorted(phrases, key=lambda one: -len(one[0]))),
    )


@cache
def _codes() -> dict[str, str]:
    # Babel takes a moment, which opening a ledger need not wait for.
    from babel import Locale  # noqa: PLC0415

    names = Locale("en").territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO_STATES}


@cache
def _tables() -> tuple[dict[str, KnownName], dict[str, KnownName]]:
    """Names that count as they are written, and names whatever their case."""
    from babel import Locale  # noqa: PLC0415

    exact: dict[str, KnownName] = {}
    loose: dict[str, KnownName] = {}
    for row in _file()["organisations"]:
        known = KnownName(id=row["id"], name=row["name"], kind=row["kind"], country=row.get("country"))
        _enter(row["names"], known, exact, loose)
    states = {code: KnownName(id=code, name=name, kind="government", country=code) for code, name in _codes().items()}
    for table in ("states", "seats"):
        for code, names in _file()[table].items():
            _enter(names, states[code], exact, loose)
    for language in find_languages():
        for code, name in Locale(language).territories.items():
            if code in states:
                loose.setdefault(_SPACE.sub(" ", name).casefold(), states[code])
    return exact, loose


def _enter(names: list[str], known: KnownName, exact: dict[str, KnownName], loose: dict[str, KnownName]) -> None:
    for name in names:
        plain = _SPACE.sub(" ", name).strip(" .,")
        if plain.upper() == plain and plain.replace(".", "").isalpha():
            exact[plain] = known
        else:
            loose[plain.casefold()] = known
