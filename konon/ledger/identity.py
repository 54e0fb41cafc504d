"""A speaker as one article names it, and the speakers known so far -> which of them it is, and why; or a new one.

Nothing here writes. Two people of one name stay two where their countries differ, or where their roles do and nothing
else ties them; what cannot be told stays apart, for a person to merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from konon.ledger.known_names import find_known, plain_name, role_classes
from konon.ledger.stems import stems, words_of_text
from konon.records import Speaker, hash_id

PEOPLE = ("person",)
# Two articles' "a source" are not one: these are somebody within their article alone.
OF_ONE_ARTICLE = ("unnamed", "group", "document")
_ARTICLES = ("the", "a", "an", "its", "his", "her", "their", "para")
_IDLE = frozenset(
    ("of", "the", "for", "di", "dan", "and", "in", "pada", "dari", "senior", "utama", "chief", "deputy", "wakil")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A speaker as read, in the form in which it is compared. `id`: the same signs give the same id."""

    id: str
    name: str
    plain: str
    scope: str  # the article in which alone a description means this speaker; "" for a name
    kind: str | None
    role: str | None
    affiliation: str | None
    country: str | None

    @property
    def last(self) -> str:
        """The last word of the name, by which candidates are found."""
        return self.plain.rpartition(" ")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name under which a speaker is known."""

    speaker: int
    plain: str
    role: str | None
    affiliation: str | None
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`speaker` is None for a new one."""

    speaker: int | None
    reason: str


def make_mention(speaker: Speaker, article: str) -> Mention | None:
    """None where nobody is named. `article`: the article's id, for those who are somebody in it alone."""
    if speaker.name is None:
        return None
    scope = article if _is_description(speaker.name, speaker.kind, speaker.country) else ""
    who = (speaker.role, speaker.affiliation, speaker.country)
    return _mention(speaker.name, speaker.kind, who, scope)


@lru_cache(maxsize=20_000)  # the same speakers come again
def _mention(name: str, kind: str | None, who: tuple[str | None, str | None, str | None], scope: str) -> Mention:
    role, affiliation, country = who
    plain = plain_name(name) or name.casefold()
    return Mention(
        id=hash_id("alias", plain, kind, country, _plain(role), _plain(affiliation), scope),
        name=" ".join(name.split()),
        plain=plain,
        scope=scope,
        kind=kind,
        role=role,
        affiliation=affiliation,
        country=country,
    )


@lru_cache(maxsize=20_000)
def _is_description(name: str, kind: str | None, country: str | None) -> bool:
    """Whether two articles that say so need not mean the same: "a source", "the foreign ministry", "polisi"."""
    if kind in OF_ONE_ARTICLE:
        return True
    if kind in PEOPLE or country or not name:
        return False
    words = name.split()
    rest = words[1:] if words[0].casefold() in _ARTICLES and len(words) > 1 else words
    return all(word == word.lower() for word in rest) and find_known(name) is None


def known_id(mention: Mention) -> tuple[str, str, str | None, str | None, str] | None:
    """Id, name, kind, country and reason of a state or organisation that the tables know."""
    if mention.kind in PEOPLE or mention.scope:
        return None
    known = find_known(mention.name)
    if known is None:
        return None
    reason = f"“{mention.name}” is a name of {known.name}"
    return hash_id("known", known.id), known.name, known.kind, known.country, reason


def match_speaker(mention: Mention, candidates: Sequence[Candidate]) -> Match:
    """The one known speaker that fits best; a new one where none does, or where two do equally well."""
    if mention.scope:
        return Match(speaker=None, reason="a description: in another article it may be somebody else")
    found: dict[int, tuple[int, str]] = {}
    for candidate in candidates:
        if fit := _fit(mention, candidate):
            found[candidate.speaker] = max(found.get(candidate.speaker, (0, "")), fit)
    if not found:
        others = len({c.speaker for c in candidates if c.plain == mention.plain})
        reason = f"differs in country or role from {others} of this name" if others else "the first of this name"
        return Match(speaker=None, reason=reason)
    best = max(points for points, _ in found.values())
    speakers = [key for key, (points, _) in found.items() if points == best]
    if len(speakers) > 1:
        return Match(speaker=None, reason=f"could be either of {len(speakers)} known speakers, so it is neither")
    return Match(speaker=speakers[0], reason=found[speakers[0]][1])


def _fit(mention: Mention, known: Candidate) -> tuple[int, str] | None:
    """Points and the reason; None where it is somebody else, or nothing says that it is not."""
    if mention.country and known.country and mention.country != known.country:
        return None
    ties = _ties(mention, known)
    if mention.role and known.role and not _roles_agree(mention, known, ties):
        return None
    because = f" ({'; '.join(ties)})" if ties else ""
    a, b = mention.plain.split(), known.plain.split()
    if a == b and (len(a) > 1 or ties or mention.kind not in PEOPLE):
        against = "" if ties else ", and nothing speaks against it"
        return 10 + len(ties), f"the same name{because}{against}"
    if mention.kind not in PEOPLE or not ties:
        return None
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and len(long) > 1 and short[0] == long[-1]:
        return 4 + len(ties), f"“{short[0]}” is the last name of “{' '.join(long)}”{because}"
    if len(short) > 1 and (long[-len(short) :] == short or (long[0], long[-1]) == (short[0], short[-1])):
        return 6 + len(ties), f"“{' '.join(short)}” in full{because}"
    return None


def _roles_agree(mention: Mention, known: Candidate, ties: Sequence[str]) -> bool:
    """Whether one person may have both roles: a shared country alone does not make a coach a regent."""
    if any(not tie.startswith("both of") for tie in ties):
        return True
    return bool(ties) and not (role_classes(mention.role) and role_classes(known.role))


def _ties(mention: Mention, known: Candidate) -> list[str]:
    """What the two have in common beside the name."""
    ties = []
    if mention.country and mention.country == known.country:
        ties.append(f"both of {mention.country}")
    if shared := role_classes(mention.role) & role_classes(known.role):
        ties.append(f"both {', '.join(sorted(shared))}")
    elif words := _shared((mention.role,), (known.role,)):
        ties.append(f"roles share “{words[0]}”")
    if mention.affiliation and known.affiliation:
        one, other = find_known(mention.affiliation), find_known(known.affiliation)
        if one is not None and one == other:
            ties.append(f"both at {one.name}")
        elif words := _shared((mention.affiliation,), (known.affiliation,)):
            ties.append(f"affiliations share “{words[0]}”")
    return ties


def _shared(some: Iterable[str | None], others: Iterable[str | None]) -> list[str]:
    return sorted(_stems_of(some) & _stems_of(others))


def _stems_of(phrases: Iterable[str | None]) -> set[str]:
    return {
        stems(word, "en")[-1]
        for phrase in phrases
        if phrase
        for word in words_of_text(phrase)
        if word not in _IDLE and len(word) > 1
    }


def _plain(words: str | None) -> str:
    return " ".join(words_of_text(words)) if words else ""
