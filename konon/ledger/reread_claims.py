"""An article's claims before and after it was read again -> what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from konon.ledger.findings import Finding
from konon.records import Claim

FIELDS = ("speaker", "relay", "certainty", "polarity", "act", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """Counts over articles. `same` claims are as before, `other` differ in `fields`, and the rest came or went.

    A claim is the same one by its saying, or by its very words where the page is read to have another text.
    """

    articles: int = 0
    versions: int = 0  # texts that are new, since the page is read otherwise
    same: int = 0
    other: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    new: int = 0
    gone: int = 0

    def __add__(self, more: Reread) -> Reread:
        names = ("articles", "versions", "same", "other", "fields", "new", "gone")
        return Reread(**{name: getattr(self, name) + getattr(more, name) for name in names})


def compare_claims(before: Sequence[Finding], after: Sequence[Finding], *, versions: int = 0) -> Reread:
    """Of one article; as people corrected them."""
    left = {one.saying: one for one in before}
    by_words = {one.content: one.saying for one in before}
    fields: Counter[str] = Counter()
    same = other = new = 0
    for one in after:
        was = left.pop(one.saying, None) or left.pop(by_words.get(one.content, ""), None)
        if was is None:
            new += 1
            continue
        differing = _differing(was.claim, one.claim, otherwise=was.content != one.content)
        fields.update(differing)
        same, other = same + (not differing), other + bool(differing)
    return Reread(articles=1, versions=versions, same=same, other=other, fields=fields, new=new, gone=len(left))


def _differing(was: Claim, now: Claim, *, otherwise: bool) -> list[str]:
    pairs = {
        "speaker": (was.speaker.name, now.speaker.name),
        "relay": ([one.name for one in was.relays], [one.name for one in now.relays]),
        "words": (False, otherwise),
    }
    pairs |= {
        name: (getattr(was.factuality, name), getattr(now.factuality, name))
        for name in ("certainty", "polarity", "act")
    }
    return [name for name in FIELDS if pairs[name][0] != pairs[name][1]]
