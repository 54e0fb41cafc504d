"""Text -> where its sentences end, spans of its quotations; content + quotations -> direct, indirect or mixed.

Everything here runs in linear time, takes any text and never raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from konon.records import Quotation, Span, Spans

OPENERS: Final = ("“", "„", "‟", "«", "‹", "‘", "‚", "``", "「", "『")
CLOSERS: Final = ("”", "»", "›", "’", "''", "」", "』")
SINGLE: Final = ("‘", "’", "‚", "'", "‹", "›")
NEARLY_ALL: Final = 0.95  # of the content: a span cut a word too wide is still a direct quotation

CORNERS: Final = {"「": "」", "『": "』"}  # they never stand for anything else, and no space parts them from words

_MARK = re.compile(r"``|''|\"+|[“”„‟″＂«»‹›‘’‚'「」『』]")
_END = re.compile(
    r"(?<![.!?…])(?:[.!?…]++[\"”»’')\]]*+(?=\s|$)|[.!?]++[\"”»’')\]]++(?=\w)"
    r"|[。！？｡؟۔।]++[\"”»’」』)）]*+)"  # no space follows these
)
_LAST_WORD = re.compile(r"([\w.\-&]+)$")
_NEXT = re.compile(r"\s*([\"“„«‘'(\[—–-]*)\s*(\w)?")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


def sentence_ends(text: str, short: frozenset[str]) -> tuple[int, ...]:
    """Where sentences end, ascending. `short` are words after which a full stop ends none.

    A line end always ends one. A closing quotation mark belongs to the sentence it closes, and what follows
    it in lower case ("Benar!" katanya) does too.
    """
    out: list[int] = []
    line = 0
    while line < len(text):
        stop = text.find("\n", line)
        stop = len(text) if stop < 0 else stop
        begin = line
        for match in _END.finditer(text, line, stop):
            if _ends_sentence(text, match, begin, stop, short):
                begin = match.end()
                out.append(begin)
        if begin < stop or not out:
            out.append(stop)
        line = stop + 1
    return tuple(out)


def _ends_sentence(text: str, match: re.Match[str], begin: int, end: int, short: frozenset[str]) -> bool:
    after = _NEXT.match(text, match.end(), min(end, match.end() + 12))
    first = after.group(2) if after else None
    if first is None:
        return True
    mark = match.group()
    if first.islower():  # "Benar!" katanya; "v. wade"; but names as detikcom open sentences too rarely to matter
        return False
    if mark != ".":
        return True
    word = _LAST_WORD.search(text, max(begin, match.start() - 24), match.start())
    if word is None:
        return True
    last = word.group(1)
    if _INITIAL.fullmatch(last) and (last.isupper() or "." in last):
        return False
    return last.casefold() not in short


class QuotationMark(NamedTuple):
    """A quotation mark with its neighbours; " " stands for a paragraph's edge."""

    kind: str
    start: int
    end: int
    before: str
    after: str
    last: bool  # nothing but space follows in its paragraph

    @property
    def single(self) -> bool:
        """It may be an apostrophe, or a quotation inside a quotation."""
        return self.kind in SINGLE

    @property
    def may_open(self) -> bool:
        """Whether a quotation may begin here."""
        if self.last:
            return False
        if self.single:
            return self.kind != "’" and not self.before.isalnum() and (self.after.isalnum() or self.after in '([“"')
        if self.kind in OPENERS:
            return True
        if self.kind in CLOSERS:  # some pages open with a closing mark: ”Kami siap”
            return not self.before.isalnum() and self.before not in ".,!?…" and self.after.isalnum()
        return not self.before.isalnum() if self.after.isspace() else True

    @property
    def opening(self) -> bool:
        """Whether it can only open: space before it, a word stuck to it."""
        return self.before in " \t(\xa0" and self.after.isalnum()

    @property
    def may_close(self) -> bool:
        """Whether a quotation may end here: text before it, none stuck to it."""
        return not self.before.isspace() and not self.after.isalnum()


def quote_pairs(text: str, start: int = 0, end: int | None = None) -> Spans:
    """The insides of the outermost quotations, marks left out; one span a paragraph.

    A quotation over several paragraphs, each opened and only the last closed, gives a span for each. A mark
    left open ends with its paragraph, unless the next paragraph plainly closes it. Apostrophes, inches, stray
    and doubled marks are passed over; inner quotations stay inside the outer ones.
    """
    end = len(text) if end is None else min(end, len(text))
    out: list[Span] = []
    line, opened = max(start, 0), False
    while line < end:
        stop = text.find("\n", line, end)
        stop = end if stop < 0 else stop
        if text[line:stop].strip():
            spans, opened = _pairs_of_line(text, line, stop, opened)
            out.extend(spans)
        line = stop + 1
    return tuple((s, e) for s, e in out if len(text[s:e].strip()) > 1)  # no quotation: rock 'n' roll


def _marks_of_line(text: str, start: int, end: int) -> list[QuotationMark]:
    full = len(text[start:end].rstrip()) + start
    out = []
    for match in _MARK.finditer(text, start, end):
        s, e = match.span()
        before = text[s - 1] if s > start else " "
        after = text[e] if e < end else " "
        kind = '"' if match.group()[0] == '"' else match.group()  # a doubled mark counts once
        mark = QuotationMark(kind, s, e, before, after, e >= full)
        if not _is_apostrophe(mark):
            out.append(mark)
    return out


def _is_apostrophe(mark: QuotationMark) -> bool:
    """don't, Jum'at, the '90s, 5' and 11″; a plural's (players') is known by having nothing to close."""
    if mark.kind in "'’‘" and mark.before.isalnum() and mark.after.isalnum():
        return True
    if mark.kind in "'’" and not mark.before.isalnum() and mark.after.isdigit():
        return True
    return mark.kind in "'″" and mark.before.isdigit() and not mark.after.isalnum()


@dataclass(slots=True)
class _Scan:
    """A paragraph while its marks are gone through, left to right."""

    marks: list[QuotationMark]
    begin: int = -1  # of the quotation that is open; -1 for none
    mark: str = ""  # that opened it
    depth: int = 0  # of quotations inside it
    out: list[Span] = field(default_factory=list)

    def _step_corner(self, m: QuotationMark) -> None:
        """A mark inside a quotation in corner brackets, which only such a bracket closes."""
        if m.kind in CORNERS:
            self.depth += 1
        elif m.kind not in CORNERS.values():
            return
        elif self.depth:
            self.depth -= 1
        else:
            self.out.append((self.begin, m.start))
            self.begin, self.mark = -1, ""

    def step(self, at: int, nested: bool) -> None:
        """One mark inside an open quotation; `nested` where curly marks pair up, so that one opens an inner one."""
        m = self.marks[at]
        if self.mark in CORNERS:
            self._step_corner(m)
        elif (nested and self.mark == m.kind == "“") or _opens_inner(self.marks, at, self.mark):
            self.depth += 1
        elif self.depth and m.may_close and not m.single:
            self.depth -= 1
        elif _closes(m, self.mark):
            self.out.append((self.begin, m.start))
            reopens = m.opening and self.mark == m.kind  # the quotation before was never closed
            self.begin, self.mark = (m.end, self.mark) if reopens else (-1, "")
        elif self.mark in SINGLE and not m.single:
            self.begin, self.mark = m.end, m.kind  # the single mark was none: a new quotation opens here


def _pairs_of_line(text: str, start: int, end: int, opened: bool) -> tuple[list[Span], bool]:
    """The quotations of one paragraph, and whether one stays open at its end."""
    scan = _Scan(_marks_of_line(text, start, end))
    first = next((m for m in scan.marks if not m.single), None)
    if opened and first and first.may_close and first.kind not in OPENERS:
        scan.begin, scan.mark = start, "“"  # the paragraph before was left open and this one closes it
    nested = sum(m.kind == "“" for m in scan.marks) == sum(m.kind == "”" for m in scan.marks)
    for at, m in enumerate(scan.marks):
        if scan.begin >= 0:
            scan.step(at, nested)
        elif m.may_open:
            scan.begin, scan.mark = m.end, m.kind
        elif m.last and not m.single and m.before.isspace():
            return scan.out, True  # an opening mark left at the end, its quotation on the next line
    left = scan.begin >= 0 and scan.mark not in SINGLE
    return ([*scan.out, (scan.begin, end)] if left else scan.out), left


def _opens_inner(marks: list[QuotationMark], at: int, opener: str) -> bool:
    """A straight mark that opens a quotation inside a straight one: both are closed later."""
    if opener != '"' or not marks[at].opening or marks[at].kind != opener:
        return False
    later = [m for m in marks[at + 1 : at + 3] if m.kind == opener]
    return len(later) == 2 and not any(m.opening for m in later)


def _closes(m: QuotationMark, opener: str) -> bool:
    if m.single or opener in SINGLE:
        return m.single and opener in SINGLE and m.kind not in "‚‹" and m.may_close
    if m.kind in OPENERS:
        return m.kind == "“" and m.may_close  # “Kami siap“ closes with an opening mark
    return True


def judge_quotation(text: str, content: Iterable[Span], pairs: Spans) -> Quotation:
    """direct where all of the content stands in quotation marks, mixed where a part does, else indirect.

    `pairs` are `quote_pairs` of the same text. Marks around the content may lie outside or inside its spans.
    """
    starts = [s for s, _ in pairs]
    inside = total = 0
    for start, stop in content:
        begin, end = max(start, 0), min(stop, len(text))
        total += _letters(text, begin, end)
        at = max(bisect_right(starts, begin) - 1, 0)
        while at < len(pairs) and pairs[at][0] < end:
            inside += _letters(text, max(begin, pairs[at][0]), min(end, pairs[at][1]))
            at += 1
    if not inside:
        return "indirect"
    return "direct" if inside >= NEARLY_ALL * total else "mixed"


def opens_quoted(text: str, content: Spans) -> bool:
    """Whether a content begins with a quotation mark, or right behind one."""
    start = content[0][0] if content else -1
    return start >= 0 and any(ch in '"“„«「『' for ch in text[max(0, start - 1) : start + 1])


def _letters(text: str, start: int, end: int) -> int:
    return sum(map(str.isalnum, text[start:end])) if start < end else 0
