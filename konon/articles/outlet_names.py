"""Lines of a dump -> the outlet's name, by all that names it there.

That is the page's own name, its logo, notes of rights, datelines, domains and invitations to follow it. A name may be
set in several ways on one page (KABARHULU.ID, Kabar Hulu), so names are compared without blanks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from konon.articles.features import SENTENCE_END
from konon.articles.headline import BAR
from konon.articles.page_dates import find_moment
from konon.articles.page_words import boilerplate_patterns, phrase_pattern, words_under
from konon.articles.parts import is_caption, is_section, read_labelled_name, unmark

TOP, BOTTOM = 6, 40  # lines at either end of a page where it names itself
LONGEST_NAME = 5  # words
LONGEST_LINE = 600  # characters; longer ones are prose
ENOUGH = 2.0  # evidence
BESIDE_HEADLINE, PAGE_NAME, LOGO, RIGHTS, DATELINE, DOMAIN, MENTION = 4.0, 2.0, 2.0, 2.5, 3.0, 1.5, 1.0
_SUFFIX = re.compile(r"\s*\.\s*(?:co\.id|or\.id|web\.id|com|co|id|net|org|tv|news|info|asia|example)\b.*$", re.I)
_HOST = re.compile(
    r"(?:https?://|www\.|@)(?:[\w-]+\.)*?([\w-]+)\.(?:[a-z]{2,3}\.)?[a-z]{2,8}\b|\b([\w-]{4,})\.(?:com|id|co)\b"
)
_CRUMB = re.compile(r"\s+[>›/]\s+")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright|hak cipta)(?:[\s,©:]|\(c\)|copyright\b)*(?:\d{4})?(?:\s*[-–]\s*\d{4})?[\s,:|–-]*"
    r"(?:(?:by|oleh|milik|pt)\s+)*(?P<name>[^\W\d][^.,|•·–©(]{1,50})",
    re.I,
)
_RIGHTS_BEHIND = re.compile(r"^(?P<name>[^\W\d][^,|•·–©(]{1,40}?)\s*(?:©|\(c\))", re.I)
_RIGHTS_TAIL = re.compile(
    r"\s*\b(?:all rights|dilarang|inc|llc|ltd|corp|seluruh|semua|reserved|hak|media group|group|(?:19|20)\d\d)\b.*$",
    re.I,
)
_COMPANY = re.compile(r"\b(?:PT|CV|Inc|LLC|Ltd|Group|Corp)\b")
_TOKEN = re.compile(r"\w+")


def find_outlet(lines: Sequence[str], body: range, lang: str, dateline: str | None = None) -> str | None:
    """`body` are the places of the body's lines, `dateline` the outlet that its dateline names.

    None where too little names one.
    """
    lines = [unmark(line) for line in lines]
    weights = _weigh_names(lines, body, lang, dateline)
    if not weights:
        return None
    best = max(weights, key=lambda key: (weights[key], len(key)))
    return _choose_form(lines, best, dateline) if weights[best] >= ENOUGH else None


def squeeze(name: str) -> str:
    """A name without blanks, marks, case and domain: what all its settings have in common."""
    return "".join(_TOKEN.findall(_SUFFIX.sub("", name.strip()))).casefold()


def _weigh_names(lines: Sequence[str], body: range, lang: str, dateline: str | None) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for name, weight in _named(lines, body, lang):
        if _may_name(name, lang):
            weights[squeeze(name)] += weight
    if dateline:
        weights[squeeze(dateline)] += DATELINE
    for i, line in enumerate(lines):
        if i not in body and _may_mention(line, lang):
            for key in set(_grams(line)) & weights.keys():
                weights[key] += MENTION
    ends = [line[:LONGEST_LINE] for line in (*lines[: 2 * BOTTOM], *lines[2 * BOTTOM :][-2 * BOTTOM :])]
    hosts = {squeeze(match[1] or match[2]) for line in ends for match in _HOST.finditer(line)}
    for key in hosts & weights.keys():
        weights[key] += DOMAIN
    return weights


def _named(lines: Sequence[str], body: range, lang: str) -> Iterator[tuple[str, float]]:
    """(name, weight) of what stands where a page names itself."""
    if lines:
        yield from _page_name(lines[0], lang)
    for i, line in enumerate(lines[: min(TOP, body.start)]):
        if len(line.split()) <= LONGEST_NAME - 1 and not SENTENCE_END.search(line):
            yield line, LOGO if i == 0 else LOGO / 2
    for line in lines[max(body.stop, len(lines) - BOTTOM) :]:
        if (match := _RIGHTS.search(line[:LONGEST_LINE])) or (match := _RIGHTS_BEHIND.search(line[:LONGEST_LINE])):
            company = _COMPANY.search(match[0]) is not None  # it owns the outlet and may be called otherwise
            yield _RIGHTS_TAIL.sub("", match["name"]), RIGHTS - company
        yield from ((name, MENTION) for name in _invited(line))
    for line in lines[max(0, body.start - TOP) : body.start]:
        if find_moment(line, lang) and len(line.split()) <= 16:
            yield from ((part, MENTION / 2) for part in BAR.split(line))


def _page_name(line: str, lang: str) -> Iterator[tuple[str, float]]:
    """Of "Headline - Outlet", "Outlet | Headline", "Outlet - Motto", "Outlet > Section"."""
    if crumbs := _CRUMB.split(line)[:-1]:
        yield crumbs[0], PAGE_NAME / 2
    pieces = BAR.split(line)
    short = [piece for piece in pieces if len(piece.split()) < LONGEST_NAME]
    if len(pieces) == 1 or find_moment(line, lang):
        return
    if len(short) < len(pieces):
        yield from ((piece, BESIDE_HEADLINE) for piece in (pieces[0], pieces[-1]) if piece in short)
    else:
        yield pieces[0], PAGE_NAME
        yield from ((piece, PAGE_NAME / 2) for piece in pieces[1:])


def _invited(line: str) -> Iterator[str]:
    """Names behind "Ikuti", "Dapatkan berita dari", "aplikasi" and their like."""
    words = line[:LONGEST_LINE].split()
    if len(words) > 30:
        return
    invitations = frozenset(words_under("naming.before"))
    for i, word in enumerate(words):
        if word.casefold().strip(".,:") in invitations:
            name: list[str] = []
            for following in words[i + 1 : i + LONGEST_NAME]:
                if not following[:1].isupper():
                    break
                name.append(following.strip('.,:"“”'))
                if following[-1:] in '.,:"”':
                    break
            yield from (" ".join(name[:size]) for size in range(1, len(name) + 1))


def _may_name(name: str, lang: str) -> bool:
    words = _SUFFIX.sub("", name.strip()).split()
    proper = 1 <= len(words) <= LONGEST_NAME and all(word[0].isupper() or word.isdigit() for word in words)
    if not proper or not 3 <= len(squeeze(name)) <= 40:
        return False
    known = is_section(name) or _is_menu(name) or find_moment(name, lang) is not None
    return not known and read_labelled_name(name) is None


def _is_menu(name: str) -> bool:
    """A menu's or button's word, alone or with others of its kind."""
    left = name
    for _, pattern in boilerplate_patterns():
        left = pattern.sub(" ", left)
    return not _TOKEN.search(left) or phrase_pattern(words_under("naming.never")).search(name) is not None


def _may_mention(line: str, lang: str) -> bool:
    """A line outside the body that speaks of the page or its pictures."""
    if len(line) > LONGEST_LINE or len(line.split()) > 30:
        return False
    about = phrase_pattern(words_under("naming.about")).search(line)
    return (
        bool(about)
        or is_caption(line)
        or "©" in line
        or (len(line.split()) <= 16 and find_moment(line, lang) is not None)
    )


def _grams(line: str) -> Iterator[str]:
    tokens = [token.casefold() for token in _TOKEN.findall(line)]
    for start in range(len(tokens)):
        for size in range(1, LONGEST_NAME + 1):
            if start + size <= len(tokens):
                yield "".join(tokens[start : start + size])


def _choose_form(lines: Sequence[str], key: str, dateline: str | None) -> str:
    """As the page sets it most: in mixed case before capitals, in words before a domain."""
    forms: Counter[str] = Counter()
    for line in lines:
        for form in _forms(line[: 4 * LONGEST_LINE], key):
            forms[form] += 1
    if not forms:
        return dateline or key

    def rank(form: str) -> tuple[bool, bool, bool, int]:
        name = _SUFFIX.sub("", form)
        return not name.islower(), not name.isupper(), name == form, forms[form]

    best = max(forms, key=rank)
    plain = any(not _SUFFIX.search(form) for form in forms)
    return _tidy(_SUFFIX.sub("", best) if plain else best)


def _forms(line: str, key: str) -> Iterator[str]:
    matches = list(_TOKEN.finditer(line))
    for i, first in enumerate(matches):
        size = 0
        for last in matches[i : i + LONGEST_NAME + 1]:
            size += len(last[0])
            if size >= len(key):
                break
        else:
            continue
        form = line[first.start() : last.end()]
        if size == len(key) and squeeze(form) == key and re.fullmatch(r"[\w .'’&-]+", form):
            behind = re.match(r"\.[A-Za-z]{2,7}(?:\.[a-z]{2})?\b", line[last.end() :])
            yield form + (behind[0] if behind else "")


def _tidy(form: str) -> str:
    """MERAH SAGA NEWS -> Merah Saga News; CNN INDONESIA -> CNN Indonesia; a single word or a domain stays."""
    words = form.split()
    if len(words) < 2 or not form.isupper():
        return form
    return " ".join(word.capitalize() if len(word) > 3 else word for word in words)
