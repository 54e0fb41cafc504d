"""Two speakers as their articles name them -> how likely they are one: nothing here knows of a ledger's merges."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from konon.languages.language_files import find_languages, load_table
from konon.languages.tables import DriftWords
from konon.tracing.saying import Saying

SAME, SIDE, UNKNOWN, OTHER = 1.0, 0.6, 0.4, 0.0
_WORD: Final = re.compile(r"[^\W_]+")
BEGUN: Final = 5  # letters of a word from which on it may go on: "kapol", but not "col."
SHORT: Final = 2  # letters of an initial or a particle
GLUED: Final = 4  # letters of the next word, where the space before it is missing: "Lahadaliamengatakan"

_ARTICLE: Final = "the"


def compare_speakers(a: Saying, b: Saying) -> float:
    """SAME; SIDE where one may speak for the other; UNKNOWN where one has no name; else OTHER."""
    if a.speaker is None or b.speaker is None:
        return SIDE if a.speaker is b.speaker is None and a.source and fold(a.source) == fold(b.source) else UNKNOWN
    if _of_two_countries(a, b):
        return OTHER  # two of one name, or of no name in common
    if (a.speaker_id is not None and a.speaker_id == b.speaker_id) or names_agree(a.speaker, b.speaker):
        return SAME
    if _speaks_for(a, b) or _speaks_for(b, a):
        return SIDE
    return UNKNOWN if "unnamed" in (a.speaker_kind, b.speaker_kind) else OTHER


def name_two_persons(a: Saying, b: Saying) -> bool:
    """Whether either source itself names its person, and not by words that the other has too.

    Whom "he" or a surname stands for one article may get wrong: like words of it are no other person's echo.
    """
    if not a.speaker_kind == b.speaker_kind == "person":
        return False
    one, other = own_words(a), own_words(b)
    return bool(one and other) and (_of_two_countries(a, b) or not (one <= other or other <= one))


def own_words(saying: Saying) -> set[str]:
    """The words of the speaker's name that the source itself has; none where it only points to somebody."""
    return set(fold(saying.source)) & set(fold(saying.speaker or ""))


def _of_two_countries(a: Saying, b: Saying) -> bool:
    return bool(a.speaker_country and b.speaker_country) and a.speaker_country != b.speaker_country


def names_agree(one: str, other: str) -> bool:
    """The same words, all words of the shorter in the longer, or its initials; the last may have more stuck to it."""
    a, b = fold(one), fold(other)
    if not a or not b:
        return False
    few, many = sorted((a, b), key=len)
    if set(few) <= set(many):
        return len(few) == len(many) or any(len(word) > SHORT for word in few)
    return (len(few) == 1 and len(many) > 1 and few[0] in _initials(many)) or _is_glued(a, b)


def _is_glued(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names are one but for a word that is stuck to the end of either."""
    if len(a) != len(b) or len(a) < 2 or a[:-1] != b[:-1]:
        return False
    short, long = sorted((a[-1], b[-1]), key=len)
    return len(short) >= BEGUN and len(long) >= len(short) + GLUED and long.startswith(short)


@lru_cache(maxsize=50_000)
def fold(name: str) -> tuple[str, ...]:
    """Words in lower case without diacritics, and without an article before others: "the Quist campaign"."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode() or name
    words = tuple(word.casefold() for word in _WORD.findall(plain))
    return words[1:] if len(words) > 1 and words[0] == _ARTICLE else words


def _initials(words: tuple[str, ...]) -> set[str]:
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if len(word) > SHORT + 1)}


def _speaks_for(one: Saying, other: Saying) -> bool:
    """A body and a person with a role in it, or a group named after the person: "Trump's campaign"."""
    return has_role_in(one, other) or (other.speaker_kind != "person" and is_named_after(one, other))


def is_named_after(one: Saying, other: Saying) -> bool:
    """Whether a word of one's name is in the other's."""
    return not set(fold(other.speaker or "")).isdisjoint(fold(one.speaker or ""))


def has_role_in(one: Saying, other: Saying) -> bool:
    """Whether one is a person whose role, as his article tells it, is in the other's body: it speaks through him."""
    if one.speaker_kind != "person" or other.speaker_kind == "person":
        return False
    role, body = fold(f"{one.speaker_role or ''} {one.source}"), fold(other.speaker or "")
    if not body:
        return False
    named = len(set(body) & set(role)) * 2 >= len(set(body))
    return named or any(
        _begins(body, bodies) and any(_holds(role, phrase) for phrase in roles) for bodies, roles in _spoken_for()
    )


@cache
def _spoken_for() -> tuple[tuple[frozenset[tuple[str, ...]], tuple[tuple[str, ...], ...]], ...]:
    """Bodies, and how the roles begin of those who speak for them, of all languages."""
    tables = [load_table(lang, "drift", DriftWords) for lang in find_languages()]
    return tuple(
        (frozenset(fold(body) for body in one.bodies), tuple(fold(role) for role in one.roles))
        for table in tables
        for one in table.spoken_for
    )


def _begins(body: tuple[str, ...], bodies: frozenset[tuple[str, ...]]) -> bool:
    return any(body[:size] in bodies for size in range(1, len(body) + 1))


def _holds(role: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """The words of the phrase in a row, the last of them perhaps with more behind it: "kapol" in "Kapolresta"."""
    size = len(phrase)
    rows = (role[k : k + size] for k in range(len(role) - size + 1))
    last = phrase[-1]
    return any(
        row[:-1] == phrase[:-1] and (row[-1] == last or (len(last) >= BEGUN and row[-1].startswith(last)))
        for row in rows
    )
