"""Lines of a page's dump -> the numbers by which a body line is detected.

Nothing here names a site, and little a language: lengths, punctuation, places, neighbours, repeats, the headline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from konon.articles.headline import Headlines, find_headlines
from konon.articles.lines import Line, fold_line
from konon.articles.page_words import boilerplate_patterns, end_pattern, stopwords, thread_pattern
from konon.articles.parts import read_initials

Floats = npt.NDArray[np.float64]

LOOK = 1000  # characters of a line that its own features look at
BULLET = re.compile(r"^(?:[•·▪■●»›*–—-]|\d{1,2}[.)])\s")
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_TOKEN = re.compile(r"\w+")
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
_HANDLE = re.compile(r"(?<!\w)@\w+|https?://|www\.|\S@\S+\.\w|#\w+")
_QUOTE = re.compile(r"[\"“”«»„]")
# Columns of a line's own features: 28 plain ones, then two for each kind of boilerplate in pages.toml.
COMMENT = 28 + 2 * [kind for kind, _ in boilerplate_patterns()].index("comment")
BYLINE = 28 + 2 * [kind for kind, _ in boilerplate_patterns()].index("byline")
BELOW = 30  # lines below a headline in which its article shows
RUN_COST = 12  # words a line must have to lengthen the best run
RUN_CAP = 50


def line_features(lines: Sequence[Line]) -> Floats:
    """(lines, features). The own features of a line, its neighbours', and its place in the page."""
    own = np.array([_own_features(line) for line in lines], dtype=np.float64)
    words = np.array([line.words for line in lines], dtype=np.float64)
    prose = own[:, 1] * np.minimum(words, RUN_CAP)  # words of lines that end like sentences
    title = find_headlines([line.text for line in lines])
    at = _place_headline(title.places, prose)
    below = np.arange(len(lines)) >= at  # no body stands above its headline
    return np.hstack(
        [
            own,
            _neighbours(own),
            _windows(words, prose),
            _mark_windows(own),
            _run_places(words * below, prose * below),
            _page_places(lines, words, title, at),
            _threads(lines, prose, at),
        ]
    )


def _place_headline(places: Sequence[int], prose: Floats) -> int:
    """The last repeat of the headline with nearly as much prose below it as any has; -1 for none.

    Repeats further down stand in lists of links, those further up in menus.
    """
    below = {i: float(prose[i + 1 : i + 1 + BELOW].sum()) for i in places}
    return max((i for i in places if below[i] >= 0.6 * max(below.values())), default=-1)


def _own_features(line: Line) -> list[float]:
    text = line.text[:LOOK]
    tokens = _TOKEN.findall(text)
    count = max(1, len(tokens))
    lowered = [token.casefold() for token in tokens]
    commons = max(sum(token in words for token in lowered) for words in stopwords().values())
    capitals = sum(token[0].isupper() for token in tokens)
    values = [
        np.log1p(line.words),
        ends_sentence(line.text),
        line.text[-1:] in ":,;",
        min(line.words, 3) / 3,
        min(line.words, 8) / 8,
        min(line.words, 20) / 20,
        min(line.words, 50) / 50,
        commons / count,
        min(commons, 4) / 4,
        capitals / count,
        sum(token.isdigit() for token in tokens) / count,
        text.isupper(),
        text[:1].islower(),
        text[:1].isupper(),
        text[:1].isdigit(),
        bool(BULLET.match(text)),
        bool(_QUOTE.search(text)),
        text[:1] in "\"“«„‘'",
        min(text.count(","), 3) / 3,
        min(text.count(". "), 3) / 3,
        text.count("|") > 0,
        bool(_TIME.search(text)),
        bool(_HANDLE.search(text)),
        "©" in text or "(c)" in text.lower(),
        text[:1] in "([" and text[-1:] in ")]",
        is_end(line),
        not tokens,
        line.after_blank,
    ]
    for _, pattern in boilerplate_patterns():
        hits = [len(hit.split()) for hit in pattern.findall(text)]
        values += [bool(hits), min(1.0, sum(hits) / count)]
    return [float(value) for value in values]


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends the line, or the desk's mark behind one."""
    return bool(SENTENCE_END.search(text[-8:])) or (text.endswith(")") and read_initials(text) is not None)


def is_end(line: Line) -> bool:
    """A heading after which no body comes."""
    return line.words <= 12 and bool(end_pattern().match(line.text[:LOOK]))


def _shift(rows: Floats, by: int) -> Floats:
    """Row i + by at row i; zeros beyond the page."""
    out = np.zeros_like(rows)
    if abs(by) < len(rows):
        if by > 0:
            out[:-by] = rows[by:]
        else:
            out[-by:] = rows[:by]
    return out


def _neighbours(own: Floats) -> Floats:
    near = own[:, [0, 1, 2, 5, 7, 9, 12, 15, 25]]
    far = own[:, [0, 1]]
    return np.hstack([_shift(near, -1), _shift(near, 1), _shift(far, -2), _shift(far, 2)])


def _windows(words: Floats, prose: Floats) -> Floats:
    """Means over the lines before and after, near and wide."""
    columns = []
    for values in (np.minimum(words, RUN_CAP), prose, (words <= 4).astype(float)):
        sums = np.concatenate([[0.0], np.cumsum(values)])
        n = len(values)
        index = np.arange(n)
        for size in (3, 8, 20):
            before, after = np.maximum(index - size, 0), np.minimum(index + 1 + size, n)
            columns.append((sums[index] - sums[before]) / size)
            columns.append((sums[after] - sums[index + 1]) / size)
    scale = np.array([RUN_CAP] * 12 + [1] * 6)
    return np.asarray(np.stack(columns, axis=1) / scale)


def _mark_windows(own: Floats) -> Floats:
    """How many lines nearby are bullets, show a time, name a handle or carry a comment's or a byline's phrase."""
    return _window_means(own[:, [15, 21, 22, COMMENT, BYLINE]], 8)


def marks_thread(line: Line) -> bool:
    """A line that says when, whose or how liked a reader's comment is."""
    return line.words <= 14 and bool(thread_pattern().search(line.text[:LOOK]))


def _threads(lines: Sequence[Line], prose: Floats, at: int) -> Floats:
    """Marks of readers' comments on a line, near it and between the headline and it; the share of prose above it."""
    marks = np.array([marks_thread(line) for line in lines], dtype=np.float64)
    so_far = np.cumsum(np.where(np.arange(len(lines)) > at, marks, 0.0))
    done = np.cumsum(prose) / max(1.0, float(prose.sum()))
    return np.hstack([np.stack([marks, np.log1p(so_far) / 3, done], axis=1), _window_means(marks[:, None], 8)])


def _window_means(columns: Floats, size: int) -> Floats:
    """Means over `size` lines before and after, side by side."""
    n = len(columns)
    sums = np.vstack([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
    index = np.arange(n)
    before, after = np.maximum(index - size, 0), np.minimum(index + 1 + size, n)
    return np.asarray(np.hstack([sums[index] - sums[before], sums[after] - sums[index + 1]]) / size)


def best_run(scores: Floats) -> tuple[int, int]:
    """The run of lines [start, end) with the greatest sum; (0, 0) where every line costs."""
    best, start, total, found = 0.0, 0, 0.0, (0, 0)
    for i, score in enumerate(scores.tolist()):
        total += score
        if total <= 0:
            start, total = i + 1, 0.0
        elif total > best:
            best, found = total, (start, i + 1)
    return found


def _run_places(words: Floats, prose: Floats) -> Floats:
    """Where a line stands to the longest runs of text: by all words, and by words in sentences."""
    columns: list[Floats] = []
    index = np.arange(len(words))
    for values, cost in ((np.minimum(words, RUN_CAP), RUN_COST), (prose, RUN_COST), (prose, RUN_COST / 3)):
        start, end = best_run(values - cost)
        before, after = np.maximum(start - index, 0), np.maximum(index - end + 1, 0)
        columns += [
            ((index >= start) & (index < end)).astype(float),
            np.log1p(before) / 4,
            np.log1p(after) / 4,
            np.log1p(np.maximum(index - start, 0)) / 4,
            np.log1p(np.maximum(end - 1 - index, 0)) / 4,
        ]
    return np.stack(columns, axis=1)


def _page_places(lines: Sequence[Line], words: Floats, title: Headlines, at: int) -> Floats:
    """Place in the page, repeats, the headline, and headings that end a body."""
    n = len(lines)
    index = np.arange(n)
    folded = [fold_line(line.text) for line in lines]
    counts = Counter(folded)
    ends = np.array([is_end(line) for line in lines], dtype=float)
    ends_after_title = np.cumsum(np.where(index > at, ends, 0.0)) if at >= 0 else np.cumsum(ends)
    done = np.cumsum(words) / max(1.0, float(words.sum()))
    overlap = _overlap(folded, title.words)
    columns = [
        index / max(1, n - 1),
        done,
        np.full(n, np.log1p(n) / 6),
        np.array([counts[line] > 1 for line in folded], dtype=float),
        np.array([min(counts[line], 4) / 4 for line in folded]),
        np.array([float(i in title.places) for i in range(n)]),
        np.full(n, float(at >= 0)),
        (index < at).astype(float),
        np.where(at >= 0, np.log1p(np.maximum(index - at, 0)) / 4, 0.0),
        np.where(at >= 0, np.log1p(np.maximum(at - index, 0)) / 4, 0.0),
        overlap,
        np.minimum(ends_after_title, 1.0),
        np.minimum(ends_after_title, 4.0) / 4,
    ]
    return np.stack(columns, axis=1)


def _overlap(folded: Sequence[str], title: frozenset[str]) -> Floats:
    """The share of the headline's words that a line has."""
    if not title:
        return np.zeros(len(folded))
    return np.array([len(title & set(line.split())) / len(title) for line in folded])
