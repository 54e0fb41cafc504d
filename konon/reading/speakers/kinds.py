"""What somebody is called -> what kind of speaker that is, and which role and affiliation the text gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from konon.reading.speakers.countries import is_territory
from konon.reading.speakers.pointers import Contender, Field
from konon.reading.speakers.roles import Role, split_role
from konon.reading.speakers.tokens import Tokens
from konon.reading.text import speaker_lexicon as lists
from konon.records import Kind, Span

_DOMAIN: Final = re.compile(r"\.(?:com|net|org|id|co|tv|news|info)$")
_HEADS: Final[dict[str, Kind]] = {
    lists.MEDIA: "media",
    lists.GOVERNMENT: "government",
    lists.ORGANISATION: "organisation",
    lists.DOCUMENT: "document",
    lists.GROUP: "group",
    lists.UNNAMED: "unnamed",
    lists.POST: "unnamed",
    lists.TITLE: "unnamed",
    lists.RANK: "unnamed",
}
PERSON: Final = 0.5  # least likelihood of a person's name


def kind_of(field: Field, one: Contender) -> Kind:
    """What kind of speaker a candidate is, by the head of names and the word lists."""
    words, lexicon = field.words, field.words.lexicon
    inside = range(one.first, one.last)
    capitals = [k for k in inside if words.capital[k]]
    person = bool(capitals) and likely_person(field, one) > PERSON
    joined = any(words.low[k] in lexicon.among("words.and") for k in inside)
    if person:
        return "group" if joined else "person"
    name, last = one.name or "", words.low[one.last - 1]
    if name.lower() in lexicon.among("media.names") or last in lexicon.among("media.marks") or _DOMAIN.search(last):
        return "media"
    if is_territory(name, lexicon.lang):
        return "government"
    if last in lexicon.peoples or (joined and capitals):
        return "group"
    return _by_head(field, inside) or ("organisation" if len(capitals) * 2 > len(inside) else "unnamed")


def likely_person(field: Field, one: Contender) -> float:
    """How likely a name is a person's, over its units, and over all mentions where it has others."""
    each = np.exp(field.naming.names[one.first : one.last])
    here = float((each[:, 1] + each[:, 2]).mean())
    return max(here, one.bearer.person) if one.bearer else here


def _by_head(field: Field, inside: Sequence[int]) -> Kind | None:
    """By the word that says what it is: the first of these, or the last where the head stands last."""
    words, lexicon = field.words, field.words.lexicon
    order = list(reversed(inside)) if lexicon.head_last else list(inside)
    low = words.low[order[0]]
    if lexicon.looks_plural(low) or words.low[inside[0]] in lexicon.among("groups.heads"):
        found = next((words.label[k] for k in order if words.label[k] in _HEADS), None)
        if found not in (lists.DOCUMENT, lists.GOVERNMENT, lists.ORGANISATION, lists.MEDIA):
            return "group"
    return next((_HEADS[label] for k in order if (label := words.label[k]) in _HEADS), None)


def role_beside(words: Tokens, source: Span, name: Span) -> Role:
    """Role and affiliation in the words of a source that are not its name: before it, else after it."""
    i, j = words.within(*source)
    first, last = words.within(*name)
    if i < first:
        return split_role(words, i, first, name_follows=True)
    return split_role(words, last, j) if last < j else (None, None)
