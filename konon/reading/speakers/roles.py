"""Words beside a name -> the role and the affiliation they give."""

from __future__ import annotations

from typing import Final

from konon.reading.speakers.abbreviations import find_long_form, is_short
from konon.reading.speakers.tokens import CLOSE, COMMA, OPEN, OWNER, SPACE, Tokens
from konon.reading.text import speaker_lexicon as kinds

_ROLE: Final = frozenset({kinds.POST, kinds.TITLE, kinds.UNNAMED})
_BODY: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT, kinds.MEDIA, kinds.PLACE})
_BESIDE: Final = frozenset({kinds.HONORIFIC, kinds.RANK})

Role = tuple[str | None, str | None]


def opens_role(words: Tokens, i: int, j: int) -> int | None:
    """The first word of a role among words i to j (exclusive); None where none is."""
    return next((k for k in range(i, j) if words.label[k] in _ROLE), None)


def split_role(words: Tokens, i: int, j: int, *, name_follows: bool = False) -> Role:
    """Role and affiliation in words i to j (exclusive), as the text has them."""
    end = j
    while end > i and words.label[end - 1] in _BESIDE:
        end -= 1
    i, end = _trim(words, i, end)
    if i >= end:
        ranks = [k for k in range(i, j) if words.label[k] == kinds.RANK]
        return (words.said(ranks[0], ranks[-1] + 1), None) if ranks else (None, None)
    genitive = words.lexicon.among("words.genitive")
    if name_follows and words.lexicon.head_last and genitive.isdisjoint(words.low[i:end]):
        return _split_before_name(words, i, end)
    head = _head(words, i, end)
    if head is None:
        return (None, _close(words, i, end)) if words.cap[i] else (None, None)
    stop = _end_of_role(words, head, end)
    if any(words.cap[k] and words.label[k] != kinds.PLACE for k in range(i, head)) or (
        words.lexicon.head_last and any(words.label[k] in _BODY for k in range(i, head))
    ):
        return _close(words, head, stop), _close(words, i, head)  # "White House spokesman"
    start, end = _trim(words, stop, _end_of_body(words, stop, end))
    return _close(words, head, stop), _close(words, start, end) or None


def _split_before_name(words: Tokens, i: int, j: int) -> Role:
    """The institution stands first where the head of a phrase is last: "Example Bank chief economist"."""
    k = j
    while k > i and (words.label[k - 1] in _ROLE or words.label[k - 1] in (kinds.MODIFIER, kinds.RANK)):
        k -= 1
    if k == j:
        owned = j < len(words) and words.sep[j] == OWNER  # "38 North's Sam Example"
        return None, _close(words, i, j) if owned else None
    start = i
    while start < k and words.label[start] in (kinds.MODIFIER, kinds.POST, kinds.FUNCTION):
        start += 1
    return _close(words, k, j), _close(words, start, k) or None


def _head(words: Tokens, i: int, j: int) -> int | None:
    first = opens_role(words, i, j)
    if first is None:
        return next((k for k in range(i, j) if words.label[k] == kinds.RANK), None)
    while first > i and words.label[first - 1] in (kinds.MODIFIER, kinds.RANK) and words.sep[first] == SPACE:
        first -= 1
    return first


def _end_of_role(words: Tokens, head: int, j: int) -> int:
    """Where the role ends and whose it is begins: "Kepala Biro Humas | Kementerian Contoh"."""
    k, aimed = head, False  # aimed: a field or a part was opened, capitals go on telling the role
    stop = _spelled_body(words, head, j)
    while k < stop:
        if words.sep[k] == OPEN:
            k = _past_bracket(words, k, j)
            continue
        owned = k == head and words.sep[k] == OWNER  # "the report's author"
        goes_on = False if owned else _goes_on(words, k, j, aimed)
        if goes_on is None:
            return k
        aimed, k = goes_on, k + 1
    return stop


def _spelled_body(words: Tokens, head: int, j: int) -> int:
    """Where a body opens whose short name follows in a bracket: "Manajer Humas | Kereta Kota Contoh (KKC)"; else j."""
    for k in range(head + 2, j):
        if words.sep[k] == OPEN and words.cap[k] and is_short(words.word[k]):
            start = find_long_form(words, words.low[k], k)
            if start is not None and start > head:
                return start
    return j


def _leads_to_field(words: Tokens, k: int, j: int) -> bool | None:
    """Whether the "of" at word k opens a field, as of a minister: "Chancellor | of the Exchequer".

    None where whose somebody is follows, "minister | of Spain"; within a title the role only goes on.
    """
    among = words.lexicon.among
    if words.label[k] == kinds.TITLE or (k + 1 < j and words.label[k + 1] == kinds.MODIFIER):
        return False
    if words.low[k - 1] not in among("roles.ministers"):
        return None
    field = k + 1 + (words.low[k + 1 : k + 2] != [] and words.low[k + 1] in among("words.articles"))
    return True if field < j and words.cap[field] and words.label[field] != kinds.PLACE else None


def _lists_field(words: Tokens, k: int, j: int) -> bool:
    """Whether word k belongs to a minister's field that names two things: "Menteri Tata Ruang dan Agraria"."""
    among = words.lexicon.among
    opens = any(words.low[m] in among("roles.ministers") for m in range(max(k - 3, 0), k))
    for m in range(k, j if opens else k):
        if words.low[m] in among("words.and"):
            return m > k
        if not words.cap[m] or words.label[m] not in (None, kinds.MODIFIER):
            return False
    return False


def _goes_on(words: Tokens, k: int, j: int, aimed: bool) -> bool | None:
    """None where the role ends before word k; else whether a field or a part of it is still open after k."""
    among, low, label = words.lexicon.among, words.low[k], words.label[k]
    small = not words.cap[k]
    if words.sep[k] == OWNER:
        return None
    if (small and low in among("words.aims")) or low in among("words.and"):
        return True
    if words.sep[k] == COMMA and words.cap[k] and _lists(words, k, j):
        return True
    if low in among("words.genitive") and (of := _leads_to_field(words, k, j)) is not None:
        return aimed or of
    if small and (low in among("words.of") or low in among("words.separators")):
        return None
    if low in among("organisations.units") and (aimed or _body_after(words, k, j)):
        return True
    if label in _ROLE or label in (kinds.MODIFIER, kinds.RANK) or _numbers(words, k):
        return aimed or low in among("words.aims")
    if label in _BODY:
        return aimed if aimed and label == kinds.PLACE else None
    if small:
        return None if low in among("words.loose") or _names_later(words, k, j) else aimed
    named = aimed or low in words.usual or words.low[k - 1] in among("roles.ministers") or _lists_field(words, k, j)
    return aimed if named and not _is_loud(words, k) else None


def _end_of_body(words: Tokens, i: int, j: int) -> int:
    """Where an affiliation ends: before a comma, another role or a word that only points."""
    loose, joins = words.lexicon.among("words.loose"), words.lexicon.among("words.and")
    for k in range(i, j):
        if k > i and words.sep[k] == COMMA:
            return k
        if words.low[k] in loose and not words.cap[k]:
            return k
        if words.low[k] in joins and k + 1 < j and words.label[k + 1] in _ROLE and k > i:
            return k
    return j


def _lists(words: Tokens, k: int, j: int) -> bool:
    """Whether the comma before word k stands in a list that a conjunction closes."""
    joins = words.lexicon.among("words.and")
    return any(words.low[m] in joins for m in range(k + 1, min(k + 6, j)))


def _is_loud(words: Tokens, k: int) -> bool:
    return words.word[k].isupper() and len(words.word[k]) > 1 and not words.shouted


def _past_bracket(words: Tokens, k: int, j: int) -> int:
    k += 1
    while k < j and words.sep[k] != CLOSE:
        k += 1
    return k


def _numbers(words: Tokens, k: int) -> bool:
    """A letter or a Roman number counts what stands before it: "Komisi C", "kelas III"."""
    return len(words.low[k]) == 1 or not set(words.low[k]) - set("ivx")


def _body_after(words: Tokens, k: int, j: int) -> bool:
    """Whether another organisation follows, so that word k only names a part of it."""
    return any(
        words.sep[m] != OPEN
        and ((words.label[m] in _BODY and words.label[m] != kinds.PLACE) or _is_loud(words, m))
        and not _in_bracket(words, k, m)
        for m in range(k + 1, j)
    )


def _in_bracket(words: Tokens, k: int, m: int) -> bool:
    for x in range(m, k, -1):
        if words.sep[x] == CLOSE:
            return False
        if words.sep[x] == OPEN:
            return True
    return False


def _names_later(words: Tokens, k: int, j: int) -> bool:
    """Whether lower-case words lead to a proper name, with nothing between: "rumah lelang Drouot"."""
    loose = words.lexicon.among("words.loose")
    for m in range(k, j):
        if words.sep[m] != SPACE or words.low[m] in loose or words.label[m] == kinds.FUNCTION:
            return False
        if words.cap[m]:
            return words.label[m] != kinds.PLACE
    return False


def _trim(words: Tokens, i: int, j: int) -> tuple[int, int]:
    among = words.lexicon.among
    idle = among("words.of") | among("words.idle")
    while i < j and words.low[i] in idle and not (words.cap[i] and words.label[i] != kinds.FUNCTION):
        i += 1
    while i < j and words.low[j - 1] in idle | among("words.and") and not words.cap[j - 1]:
        j -= 1
    return i, j


def _close(words: Tokens, i: int, j: int) -> str:
    """The words, with the bracket that closes one opened among them."""
    said = words.said(i, j).strip(" ,;")
    return said + ")" if said.count("(") > said.count(")") else said
