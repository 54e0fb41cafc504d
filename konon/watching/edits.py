"""A ledger -> what its pages changed: claim by claim, the headline, and whether a correction note says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from konon.ledger import Ledger
from konon.ledger.versions import PageHistory, Stand
from konon.records import Article, Page
from konon.tracing.comparing import compare
from konon.tracing.drift import WHY, Difference
from konon.watching.claim_edits import ClaimEdit, compare_claims
from konon.watching.sameness import edited_lines, fold, parse, show, watch_pattern

NOTE_WORDS = 80  # of a line, up to which it may be a correction note
MOST_NOTES = 3
MOST_VERSIONS = 10  # of one page, whose quotations are compared
_BLOCKS = "//p | //li | //h1 | //h2 | //h3 | //h4 | //div[not(.//p or .//div)] | //em | //i | //small | //td"
_UNREAD = re.compile(r"^\W*\(\d+\)\s*")  # notifications counted in a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What a page was called, and is called since; `changes`: another number, a denial or a hedge in one alone."""

    before: str
    after: str
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """From one stand of a page to the next. `seen`: when it was last seen as before, `at`: first seen as after."""

    before: Stand
    after: Stand
    headline: Headline | None
    claims: tuple[ClaimEdit, ...]
    sentences: int  # of the body that came or went, in claims or outside
    notes: tuple[str, ...]  # correction notes that the page has since; none where it was changed silently

    @property
    def article(self) -> Article:
        """As it stands after the edit."""
        return self.after.held.article

    @property
    def seen(self) -> str:
        """When it was last seen as it was before."""
        return self.before.last

    @property
    def at(self) -> str:
        """When it was first seen as it is after."""
        return self.after.first

    @property
    def labels(self) -> tuple[str, ...]:
        """All that changed, each kind once: "hedge lost", "claim added", "headline changed"."""
        found = ["headline changed"] if self.headline else []
        for one in self.claims:
            found += one.labels or (f"claim {one.kind}",)
        return tuple(dict.fromkeys(found)) or ("text outside claims changed",)


def find_edits(ledger: Ledger, address: str | None = None, *, since: str | None = None) -> Iterator[Edit]:
    """Pages that changed last first, of each its last edit first; of one page where `address` is given.

    What only surrounds or counts an article is no edit, whoever added the versions. UsageError where nothing has this
    address. `since`: a day, from which on the change was seen.
    """
    for history in ledger.histories(address, since):
        for edit in edits_of(ledger, history):
            if since is None or edit.at >= since:
                yield edit


def edits_of(ledger: Ledger, history: PageHistory) -> Iterator[Edit]:
    """The newest first, each compared when it is asked for."""
    for before, after in reversed(list(pairwise(history.stands))):
        if edit := compare_stands(ledger, before, after):
            yield edit


def compare_stands(ledger: Ledger, before: Stand, after: Stand) -> Edit | None:
    """None where the two differ in nothing that an outlet edits."""
    old, new = before.held.article, after.held.article
    headline = _headline(old.title, new.title)
    pages = [ledger.page_of_version(stand.held) for stand in (before, after)]
    lines = edited_lines(show(old, pages[0]), show(new, pages[1])) if before.held.key != after.held.key else ([], [])
    edited = any(lines)
    if not headline and not edited:
        return None
    claims: tuple[ClaimEdit, ...] = ()
    if edited:
        claims = compare_claims(ledger.version_claims(before.held), ledger.version_claims(after.held))
    return Edit(
        before=before,
        after=after,
        headline=headline,
        claims=claims,
        sentences=sum(map(len, lines)),
        notes=_notes((old, pages[0]), (new, pages[1])) if edited else (),
    )


def count_changed_quotations(ledger: Ledger, address: str) -> int:
    """How often a version of a page quotes somebody in other words than the one before it; of its last versions."""
    stands = [stand.held for history in ledger.histories(address) for stand in history.stands][-MOST_VERSIONS:]
    claims = ledger.claims_of_versions({held.key: held for held in stands}.values())
    pairs = [(claims[before.key], claims[after.key]) for before, after in pairwise(stands) if before.key != after.key]
    return sum(_is_quotation_changed(one) for before, after in pairs for one in compare_claims(before, after))


def _is_quotation_changed(one: ClaimEdit) -> bool:
    """Another speaker of the same words is none."""
    if one.before is None or one.after is None:
        return False
    marked = {side.claim.attribution.quotation for side in (one.before, one.after)} & {"direct", "mixed"}
    return bool(marked) and fold(one.before.content) != fold(one.after.content)


def is_same_title(before: str | None, after: str | None) -> bool:
    """Whether both are called the same, or one is called nothing."""
    return not before or not after or _plain(before) == _plain(after)


def _headline(before: str | None, after: str | None) -> Headline | None:
    if not before or not after or is_same_title(before, after):
        return None
    changes = tuple(one for one in compare(before, after).changes if _is_told(one))
    return Headline(before=before, after=after, changes=changes)


def _is_told(change: Difference) -> bool:
    """Opposites are not told: of headlines written anew, what is taken for one mostly is none."""
    denied = change.kind == "negation" and change.why.endswith(WHY["negation"])
    return denied or change.kind in ("number", "hedge")


def _plain(title: str) -> str:
    return _UNREAD.sub("", fold(title))


def _notes(before: tuple[Article, Page | None], after: tuple[Article, Page | None]) -> tuple[str, ...]:
    old = {fold(line) for line in _correction_lines(*before)}
    found = _correction_lines(*after)
    return tuple(dict.fromkeys(line for line in found if fold(line) not in old))[:MOST_NOTES]


def _correction_lines(article: Article, page: Page | None) -> Iterator[str]:
    """Lines that say the page was changed; of a page as received, for an article leaves such notes out."""
    pattern = watch_pattern("corrections")
    lines = [*_lines_of(page), *article.text.splitlines()] if page else article.text.splitlines()
    for line in dict.fromkeys(" ".join(line.split()) for line in lines):
        if line and len(line.split()) <= NOTE_WORDS and pattern.search(line):
            yield line


def _lines_of(page: Page) -> Iterator[str]:
    if page.form != "html":
        yield from page.body.decode(page.charset or "utf-8", "replace").splitlines()
        return
    root = parse(page)
    if root is not None:
        for block in root.xpath(_BLOCKS):
            yield block.text_content()
