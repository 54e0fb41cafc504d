"""Text -> the words by which it is found: each word, its stems, without case and diacritics.

Indonesian verbs lose the first sound of their root behind `me-` and `pe-` (`kirim`, `mengirim`), and no rule knows
`irim` from `kirim`; so a word has every stem it may come from, and a search asks for any of them. English goes by
Snowball.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain, repeat

import Stemmer

from konon.languages.language_files import languages_for, load_table
from konon.languages.tables import StemTable

SHORTEST = 3  # letters of a stem
LONGEST = 64  # letters of a word that is kept; longer ones are cut
_WORD = re.compile(r"[^\W_]+")
_local = threading.local()  # a Snowball stemmer is not for several threads


def words_of_text(text: str) -> list[str]:
    """Words in their order, in lower case and without diacritics; numbers are words too."""
    plain = text if text.isascii() else _without_marks(text)
    return [word[:LONGEST] for word in _WORD.findall(plain.lower())]


@lru_cache(maxsize=20_000)  # the same speakers come again
def all_forms(text: str, lang: str) -> str:
    """Every word of `text` with its stems, each once."""
    return " ".join(dict.fromkeys(form for word in words_of_text(text) for form in word_forms(word, lang)))


def only_stems(text: str, lang: str) -> str:
    """The stems alone: a question has them too, so that is enough to be found."""
    stems_of = (word_forms(word, lang)[1:] or (word,) for word in words_of_text(text))
    return " ".join(dict.fromkeys(chain.from_iterable(stems_of)))


def words_and_forms(text: str, lang: str) -> str:
    """Every word in its order, then the stems that are no word of the text."""
    words = words_of_text(text)
    there = set(words)
    others = dict.fromkeys(chain.from_iterable(map(word_forms, words, repeat(lang))))
    return " ".join([*words, *[form for form in others if form not in there]])


@lru_cache(maxsize=200_000)
def word_forms(word: str, lang: str) -> tuple[str, ...]:
    """The word first, then the stems that differ from it."""
    return tuple(dict.fromkeys((word, *stems(word, lang))))


def stems(word: str, lang: str) -> tuple[str, ...]:
    """The stems a word may have; itself at least. A `lang` without a folder: those by the rules of every language."""
    if not word.isalpha():
        return (word,)
    first, *others = _ways(lang)
    if not others:
        return tuple(first(word))
    return tuple(dict.fromkeys(stem for way in (first, *others) for stem in way(word)))


@lru_cache(maxsize=64)
def _ways(lang: str) -> tuple[Callable[[str], Sequence[str]], ...]:
    tables = [load_table(code, "stems", StemTable) for code in languages_for(lang)]
    return tuple(partial(_by_snowball, one.snowball) if one.snowball else Affixes(one).stems for one in tables)


def _by_letter(prefixes: Iterable[str]) -> dict[str, list[str]]:
    """In their order, by the first letter of each."""
    found: dict[str, list[str]] = {}
    for prefix in prefixes:
        found.setdefault(prefix[0], []).append(prefix)
    return found


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _by_snowball(name: str, word: str) -> tuple[str]:
    stemmer = getattr(_local, name, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(name)
        setattr(_local, name, stemmer)
    return (stemmer.stemWord(word),)


class Affixes:
    """How the words of a language lose their affixes, by its table."""

    def __init__(self, table: StemTable) -> None:
        self.table = table
        self._endings = tuple(ending for group in table.enclitics for ending in group)
        self._before = (*table.nasals, *table.eased, *table.double, *table.plain)
        self._nasals = _by_letter(table.nasals)
        self._double, self._plain = _by_letter(table.double), _by_letter(table.plain)
        self._suffixes = tuple(table.suffixes)
        self._swallowing = tuple(table.lost_pairs)
        self._lost, self._vowels = table.lost, table.vowels

    def stems(self, word: str) -> list[str]:
        """Every stem by which the word may be found, those with the fewest affixes taken off first."""
        found: dict[str, None] = {}
        for body in self._without_suffix(word):
            for root in self._without_prefix(body):
                found[self._skeleton(root)] = None
        return list(found)

    def _skeleton(self, root: str) -> str:
        """The root without what its first sound loses behind a prefix."""
        if root.startswith(self._swallowing):
            return self.table.lost_pairs[root[:2]] + root[2:]
        if len(root) > SHORTEST and root[1] in self._vowels:
            return self._lost.get(root[0], root[0]) + root[1:]
        return root

    def _without_suffix(self, word: str) -> list[str]:
        """The word, without what hangs on its end, and without a suffix that may be the root's own."""
        base = self._without_enclitics(word)
        if not base.endswith(self._suffixes):
            return [word] if base == word else [word, base]
        found = {word: None, base: None}
        for suffix in self.table.suffixes:
            if base.endswith(suffix) and len(base) - len(suffix) >= SHORTEST:
                found[base[: -len(suffix)]] = None
                if suffix not in self.table.split_suffixes:
                    break
        return list(found)

    def _without_enclitics(self, word: str) -> str:
        if not word.endswith(self._endings):  # of most words one look is enough
            return word
        for endings in self.table.enclitics:
            for ending in endings:
                if word.endswith(ending) and len(word) - len(ending) > SHORTEST:
                    word = word[: -len(ending)]
                    break
        return word

    def _without_prefix(self, word: str) -> list[str]:
        """The word itself where nothing stands before it, or may not."""
        table = self.table
        if not word.startswith(self._before):
            return [word]
        for prefix in self._nasals.get(word[0], ()):
            if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
                rest = word[len(prefix) :]
                swallowed = prefix.endswith(self._swallowing) or rest[0] in self._vowels
                return [table.nasals[prefix] + rest] if swallowed else [rest]
        for prefix in self._double.get(word[0], ()):
            if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
                return [word[len(prefix) :]]
        for prefix, root in table.eased.items():
            if word == prefix + root:
                return [root]
        for prefix in self._plain.get(word[0], ()):
            if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
                return [word, word[len(prefix) :]]
        return [word]
