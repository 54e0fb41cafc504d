"""What somebody types -> what is looked for: words in any form, phrases, beginnings, either of two, and not this.

`kirim senjata`: both, in any form. `"kirim senjata"`: as it stands. `kirim*`: what begins so. `beras OR gula`: either.
`-gula`: not that. `beras AND gula` is `beras gula`. Words are cut out one by one, so that none of them is ever a
database's own syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from konon.errors import UsageError
from konon.ledger.known_names import find_known, other_names
from konon.ledger.stems import stems, word_forms, words_of_text
from konon.records import Spans

MOST_WORDS = 32  # of a question; the rest is not asked
LONGEST = 10_000  # letters of a question
LONGEST_NAME = 5  # words
LEAST_BEGINNING = 2  # letters before a "*"
EITHER = "OR"
BOTH = "AND"  # as all words are sought anyway, it only parts names
_MARKS = '"“”„«»'
_PART = re.compile(
    rf"(?P<without>(?<![^\s(])-(?=[^\W\d_]|[{_MARKS}]))?"  # a number may be below zero
    rf"(?:[{_MARKS}](?P<quoted>[^{_MARKS}]*)[{_MARKS}]|(?P<word>[^\s,;:!?()\[\]{_MARKS}]+))"
)
_BEGINNING = re.compile(r"[^\W_]\*$")
_SHOWN_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A part of a question: words of which each must be there in one of its forms, or one of the names instead."""

    words: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...] = ()  # words that follow one another: other names of a state, or a phrase
    begins: bool = False  # the one word is how a word begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All of a question: one term of each group must be there, every phrase as it stands, and no term of `without`."""

    terms: tuple[tuple[Term, ...], ...]
    phrases: tuple[str, ...]
    without: tuple[Term, ...] = ()


class _Item(NamedTuple):
    """A term as it was typed. `phrase`: what stands in quotation marks, "" for a word."""

    terms: tuple[Term, ...]  # of a phrase each word's
    phrase: str = ""
    without: bool = False
    either: bool = False  # it is the word OR, and may join its neighbours


def read_terms(asked: str) -> Terms:
    """UsageError where there is more than anybody types, or nothing to look for in it."""
    if len(asked) > LONGEST:
        raise UsageError(f"a question of {len(asked):,} characters", remedy=f"ask in at most {LONGEST:,}")
    items = list(_items(asked))
    groups: dict[tuple[Term, ...], None] = {}
    phrases: list[str] = []
    for some in _join_either([item for item in items if not item.without]):
        if len(some) > 1:
            groups[tuple(term for item in some for term in _as_one(item))] = None
        else:
            groups |= dict.fromkeys((term,) for term in some[0].terms)
            phrases += [some[0].phrase] if len(words_of_text(some[0].phrase)) > 1 else []
    without = tuple(dict.fromkeys(term for item in items if item.without for term in _as_one(item)))
    if asked.strip() and not groups:
        why = "the question only says what is not looked for" if without else "the question holds no word"
        raise UsageError(why, name=asked.strip()[:40], remedy="ask with words or numbers")
    return Terms(terms=tuple(groups)[:MOST_WORDS], phrases=tuple(phrases), without=without[:MOST_WORDS])


def _items(asked: str) -> Iterator[_Item]:
    """In their order; plain words that follow one another may be one name."""
    waiting: list[str] = []
    parts = list(_PART.finditer(asked))[: MOST_WORDS * 4]
    for at, found in enumerate(parts):
        word, without = found["word"] or "", bool(found["without"])
        joins = word == BOTH and 0 < at < len(parts) - 1
        plain = word and not without and word != EITHER and not joins and not _BEGINNING.search(word)
        if plain:
            waiting.append(word)
            continue
        yield from (_Item((term,)) for term in _terms_of(waiting))
        waiting = []
        if found["quoted"] is not None:
            phrase = " ".join(found["quoted"].split())
            words = tuple(_plain_term(one) for one in words_of_text(phrase))
            yield from [_Item(words, phrase=phrase, without=without)] if words else []
        elif joins and not without:
            continue
        elif word == EITHER and not without:
            yield _Item((_plain_term("or"),), either=True)
        else:
            yield from (_Item((term,), without=without) for term in _begun(word))
    yield from (_Item((term,)) for term in _terms_of(waiting))


def _begun(word: str) -> Iterator[Term]:
    """The terms of a word that may end in "*"; of several in one (`Covid-1*`) the last is how a word begins."""
    words = words_of_text(word)
    if not _BEGINNING.search(word):
        yield from map(_plain_term, words)
        return
    yield from map(_plain_term, words[:-1])
    if len(words) == 1 and len(word) <= LEAST_BEGINNING:
        raise UsageError("begins too many words", name=word, remedy=f"give {LEAST_BEGINNING} letters or more")
    yield Term(words=((words[-1],),), begins=True)


def _join_either(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Items that an OR stands between together; an OR that has nothing on one side is a word."""
    group: list[_Item] = []
    joins = False
    for at, item in enumerate(items):
        beside = group and not joins and at + 1 < len(items) and not items[at + 1].either
        if item.either and beside:
            joins = True
            continue
        if group and not joins:
            yield group
            group = []
        group.append(item)
        joins = False
    if group:
        yield group


def _as_one(item: _Item) -> tuple[Term, ...]:
    """Where it cannot be compared letter by letter: a phrase as words that follow one another."""
    if len(item.terms) > 1:
        return (Term(words=(), names=(tuple(words_of_text(item.phrase)),)),)
    return item.terms


def _terms_of(words: Sequence[str]) -> Iterator[Term]:
    """Words that name a state or organisation together are one term, the longest name first."""
    at = 0
    while at < len(words):
        for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            if known := find_known(" ".join(words[at : at + size])):
                forms = tuple(_forms(word) for part in words[at : at + size] for word in words_of_text(part))
                if forms:
                    yield Term(words=forms, names=other_names(known))
                at += size
                break
        else:
            yield from (_plain_term(word) for word in words_of_text(words[at]))
            at += 1


def _plain_term(word: str) -> Term:
    return Term(words=(_forms(word),))


def _forms(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, *stems(word, ""))))


# In a database's words.


def as_fts5(terms: Terms) -> str:
    """Every form is a quoted string of letters and digits: FTS5 sees no operator in it."""
    wanted, unwanted = _both_sides(terms, _FTS5)
    return f"({wanted}) NOT {unwanted}" if unwanted else wanted


def as_tsquery(terms: Terms) -> str:
    """The same for PostgreSQL."""
    wanted, unwanted = _both_sides(terms, _TSQUERY)
    return f"{wanted} & !{unwanted}" if unwanted else wanted


class _Syntax(NamedTuple):
    """A database's own words for "and", "or" and how a word begins, and its quotation of a word and of a name."""

    both: str
    either: str
    begins: str
    quote: Callable[[str], str]
    quote_name: Callable[[tuple[str, ...]], str]


def _both_sides(terms: Terms, syntax: _Syntax) -> tuple[str, str]:
    """What must be there, and what must not; "" for nothing."""
    wanted = f" {syntax.both} ".join(_either(group, syntax) for group in terms.terms)
    return wanted, _either(terms.without, syntax) if terms.without else ""


def _either(terms: Sequence[Term], syntax: _Syntax) -> str:
    """Terms of which one must be there."""
    ways: list[str] = []
    for term in terms:
        end = syntax.begins if term.begins else ""
        forms = (f"({f' {syntax.either} '.join(syntax.quote(form) + end for form in forms)})" for forms in term.words)
        if term.words:
            ways.append(f"({f' {syntax.both} '.join(forms)})")
        ways += map(syntax.quote_name, term.names)
    return f"({f' {syntax.either} '.join(ways)})"


def _quote(form: str) -> str:
    return '"' + form.replace('"', "") + '"'


def _quote_lexeme(form: str) -> str:
    return "'" + form.replace("'", "").replace("\\", "") + "'"


def _follow(name: tuple[str, ...]) -> str:
    return f"({' <-> '.join(map(_quote_lexeme, name))})"


_FTS5 = _Syntax("AND", "OR", " *", _quote, lambda name: _quote(" ".join(name)))
_TSQUERY = _Syntax("&", "|", ":*", _quote_lexeme, _follow)


# Where it was found.


class AskedWords:
    """The words of a text that a question was found by; those of its title or speaker's name are elsewhere."""

    def __init__(self, terms: Terms) -> None:
        every = [term for group in terms.terms for term in group]
        self._forms = {form for term in every if not term.begins for forms in term.words for form in forms}
        self._begins = tuple(form for term in every if term.begins for forms in term.words for form in forms)
        self._names = [name for term in every for name in term.names]

    def find(self, text: str, lang: str) -> Spans:
        """Spans into `text`, word by word, in their order; empty where none of its own words was asked for."""
        places = [(found.span(), words_of_text(found[0])) for found in _SHOWN_WORD.finditer(text)]
        plain = [words[0] if words else "" for _, words in places]
        hits = {at for at, word in enumerate(plain) if word and self._is_asked(word, lang)}
        for name in self._names:
            for at in range(len(plain) - len(name) + 1):
                if tuple(plain[at : at + len(name)]) == name:
                    hits |= set(range(at, at + len(name)))
        return tuple(places[at][0] for at in sorted(hits))

    def _is_asked(self, word: str, lang: str) -> bool:
        if self._begins and word.startswith(self._begins):
            return True
        return not self._forms.isdisjoint(word_forms(word, lang))
