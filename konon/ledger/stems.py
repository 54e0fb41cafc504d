"""Text -> the words by which it is found: each word, its stems, without case and diacritics.

Indonesian verbs lose the first sound of their root behind `me-` and `pe-` (`kirim`, `mengirim`), and no rule tells
`irim` from `kirim`; so a word has every stem it may come from, and a search asks for any of them. English goes by
Snowball.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import chain, repeat

import Stemmer

SHORTEST = 3  # letters of a stem
LONGEST = 64  # letters of a word that is kept; longer ones are cut
_WORD = re.compile(r"[^\W_]+")
_PARTICLES = ("lah", "kah", "tah", "pun")
_POSSESSIVES = ("nya", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
# Before a vowel these have swallowed the root's first sound; what stands for it here is what `_skeleton` makes of it.
_NASALS = (
    ("meny", "s"),
    ("peny", "s"),
    ("meng", ""),
    ("peng", ""),
    ("mem", "p"),
    ("pem", "p"),
    ("men", "t"),
    ("pen", "t"),
)
_DOUBLE = ("memper", "diper", "keber", "keter", "pember", "penge", "menge")
_PLAIN = ("ber", "ter", "per", "di", "ke", "se", "me", "pe")
_ENDINGS = _PARTICLES + _POSSESSIVES
_EASED = (("bel", "ajar"), ("pel", "ajar"))  # ber- and per- before this root alone
_BEFORE = (*(prefix for prefix, _ in _NASALS + _EASED), *_DOUBLE, *_PLAIN)
_VOWELS = "aeiou"
_local = threading.local()  # a Snowball stemmer is not for several threads


def words_of_text(text: str) -> list[str]:
    """Words in their order, in lower case and without diacritics; numbers are words too."""
    plain = text if text.isascii() else _without_marks(text)
    return [word[:LONGEST] for word in _WORD.findall(plain.lower())]


@lru_cache(maxsize=20_000)  # the same speakers come again
def all_forms(text: str, lang: str) -> str:
    """Every word of `text` with its stems, each once."""
    return " ".join(dict.fromkeys(form for word in words_of_text(text) for form in _forms(word, lang)))


def only_stems(text: str, lang: str) -> str:
    """The stems alone: a question has them too, so that is enough to be found."""
    return " ".join(dict.fromkeys(stem for word in words_of_text(text) for stem in _forms(word, lang)[1:] or (word,)))


def words_and_forms(text: str, lang: str) -> str:
    """Every word in its order, then the stems that are no word of the text."""
    words = words_of_text(text)
    there = set(words)
    others = dict.fromkeys(chain.from_iterable(map(_forms, words, repeat(lang))))
    return " ".join([*words, *(form for form in others if form not in there)])


@lru_cache(maxsize=200_000)
def _forms(word: str, lang: str) -> tuple[str, ...]:
    """The word first, then the stems that differ from it."""
    return tuple(dict.fromkeys((word, *stems(word, lang))))


def stems(word: str, lang: str) -> tuple[str, ...]:
    """The stems a word may have; itself at least. `lang`: "en", "id", anything else both."""
    if not word.isalpha():
        return (word,)
    found: dict[str, None] = {}
    if lang != "en":
        found |= dict.fromkeys(_indonesian(word))
    if lang != "id":
        found[_english(word)] = None
    return tuple(found)


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _english(word: str) -> str:
    stemmer = getattr(_local, "english", None)
    if stemmer is None:
        stemmer = _local.english = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def _indonesian(word: str) -> list[str]:
    """Every stem by which the word may be found, those with the fewest affixes taken off first."""
    found: dict[str, None] = {}
    for body in _without_suffix(word):
        for root in _without_prefix(body):
            found[_skeleton(root)] = None
    return list(found)


def _skeleton(root: str) -> str:
    """The root without what its first sound loses behind me- and pe-: kirim -> irim, makan and pakan -> pakan."""
    if root.startswith("ny"):
        return "s" + root[2:]
    if len(root) > SHORTEST and root[1] in _VOWELS:
        return {"k": "", "m": "p", "n": "t"}.get(root[0], root[0]) + root[1:]
    return root


def _without_suffix(word: str) -> list[str]:
    """The word, without what hangs on its end, and without a suffix that may be the root's own."""
    found = {word: None}
    base = _without_enclitics(word)
    found[base] = None
    for suffix in _SUFFIXES:
        if base.endswith(suffix) and len(base) - len(suffix) >= SHORTEST:
            found[base[: -len(suffix)]] = None
            if suffix != "kan":  # kirim-kan, but tembak-an
                break
    return list(found)


def _without_enclitics(word: str) -> str:
    if not word.endswith(_ENDINGS):  # of most words one look is enough
        return word
    for endings in (_PARTICLES, _POSSESSIVES):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) > SHORTEST:
                word = word[: -len(ending)]
                break
    return word


def _without_prefix(word: str) -> list[str]:
    """The word itself where nothing stands before it, or may not."""
    if not word.startswith(_BEFORE):
        return [word]
    for prefix, sound in _NASALS:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= SHORTEST:
            return [sound + rest] if prefix.endswith("ny") or rest[0] in _VOWELS else [rest]
    for prefix in _DOUBLE:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
            return [word[len(prefix) :]]
    for prefix, root in _EASED:
        if word == prefix + root:
            return [root]
    for prefix in _PLAIN:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
            return [word, word[len(prefix) :]]
    return [word]
