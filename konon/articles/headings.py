"""Lines of a dump above its body -> the line of its headline, and the section beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from konon.articles.datelines import read_dateline
from konon.articles.headline import Headlines
from konon.articles.lines import fold_line
from konon.articles.outlet_names import squeeze
from konon.articles.page_dates import find_moment
from konon.articles.page_words import boilerplate_patterns
from konon.articles.parts import is_caption, is_credit, is_home, is_section, read_labelled_name, read_related, unmark

NEAR = 12  # lines above the body among which a headline is looked for
BESIDE = 4  # lines from the headline to the section
CRUMB = re.compile(r"\s*[>»›]\s*|\s+/\s+")
SEPARATOR = re.compile(r"\s+[-–—|·•»/]+\s+|\s*[|·•]\s*|,\s+|\s{2,}")
_MENU = re.compile(r"\s{2,}|\s*[|·•]\s*")


def find_title(lines: Sequence[str], first: int, headlines: Headlines, outlet: str | None) -> int | None:
    """The repeated headline nearest above the body, else the line above it that reads most like one."""
    folded = [fold_line(unmark(line)) for line in lines]
    places = [i for i in headlines.places if not _is_other(lines[i], outlet)]
    above = [i for i in places if i <= first]
    if places:
        return max(above) if above else places[0]
    counts = Counter(folded)
    named = {folded_crumb for line in lines[:first] if (folded_crumb := fold_line(_crumbs(line)[-1]))}
    candidates = [i for i in range(max(0, first - NEAR), first) if _may_be_title(lines[i], outlet)]
    scores = {i: _score_title(lines[i], counts[folded[i]] > 1, folded[i] in named) for i in candidates}
    return max(candidates, key=lambda i: (scores[i], i), default=None)


def _is_other(line: str, outlet: str | None) -> bool:
    """A line that is no headline for what it is: a menu, a breadcrumb, a date, a caption, the outlet's name."""
    bare = unmark(line)
    date = find_moment(bare, "id") is not None and len(bare.split()) <= 9
    listed = len(_MENU.split(bare)) >= 4 and max(len(part.split()) for part in _MENU.split(bare)) <= 3
    crumbs = len(_crumbs(line)) > 1 and (is_home(_crumbs(line)[0]) or is_section(_crumbs(line)[0]))
    named = outlet is not None and squeeze(bare) == squeeze(outlet)
    return date or listed or crumbs or named or is_credit(bare) or is_caption(bare) or read_related(bare) is not None


def _may_be_title(line: str, outlet: str | None) -> bool:
    bare = unmark(line)
    words = bare.split()
    cjk_like = len(words) < 4 and len(bare) >= 10 and not bare.isascii()
    sized = 4 <= len(words) <= 30 or cjk_like
    shaped = not bare.startswith(("(", "[", "- ")) and not re.search(r"[.)\]:;,]$", bare)
    other = _is_other(line, outlet) or read_labelled_name(bare) is not None or read_dateline(bare).length > 0
    return sized and shaped and not other and find_moment(bare, "id") is None


def _score_title(line: str, repeated: bool, named: bool) -> float:
    """Repeated, named by a breadcrumb, marked as a heading; then many words in capitals, then many words."""
    words = [word for word in unmark(line).split() if word[:1].isalpha()]
    capitals = sum(word[0].isupper() for word in words) / max(1, len(words))
    score = 3.0 * repeated + 3.0 * named + 2.0 * line.startswith("#") + (capitals > 0.5) + min(len(words), 7) / 14
    return round(score, 1)


def _crumbs(line: str) -> list[str]:
    """The parts of a breadcrumb; the line alone where it is none."""
    return [crumb.strip() for crumb in CRUMB.split(unmark(line)) if crumb.strip()] or [""]


def find_section(
    lines: Sequence[str], at: int | None, first: int, headlines: Headlines, outlet: str | None = None
) -> str | None:
    """The end of a breadcrumb, or a section's name beside any setting of the headline; never the outlet's name."""
    if at is None:
        return None
    title = fold_line(unmark(lines[at]))
    above = range(max(0, first - 2 * NEAR), first)
    for i in above:
        if crumb := _read_breadcrumb(lines[i], title):
            return crumb
    menu = _menu_words(lines[:first])
    own = squeeze(outlet) if outlet is not None else None
    for i, distance in _beside_title(lines[:first], at, above, title, headlines):
        section = _read_section(lines[i], menu, distance)
        if section is None or squeeze(section) == own:
            continue
        if menu[section.casefold()] > 1 or not _is_listed(lines, i, distance):
            return section
    return None


def _beside_title(
    lines: Sequence[str], at: int, above: range, title: str, headlines: Headlines
) -> Iterator[tuple[int, int]]:
    """Lines beside each setting of the headline, nearest first, with their distance from it."""
    repeats = [i for i in above if fold_line(unmark(lines[i])) == title]
    set_again = [i for i in headlines.places if i < len(lines)]
    for place in dict.fromkeys([at, *reversed(repeats), *reversed(set_again)]):
        for step in (-1, 1, -2, 2, -3, 3, 4):
            if 0 <= place + step < len(lines):
                yield place + step, abs(step)


def _is_listed(lines: Sequence[str], i: int, distance: int) -> bool:
    """Whether a line is one of a menu: two more of its kind stand next to it, or, off the headline, short lines do."""
    around = lines[max(0, i - 2) : i + 3]
    if distance > 1 and len(around) == 5 and all(len(unmark(line).split()) <= 2 for line in around):
        return True
    kin = [is_section(bare) or is_home(bare) for line in lines[max(0, i - 2) : i + 3] if (bare := unmark(line))]
    here = min(i, 2)
    after = kin[here + 1 :]
    before = kin[:here][::-1]
    run = next((n for n, same in enumerate(after) if not same), len(after))
    return run + next((n for n, same in enumerate(before) if not same), len(before)) >= 2


def _read_breadcrumb(line: str, title: str) -> str | None:
    """The last part that is not the headline, of a line that starts at home or ends in the headline."""
    if len(line) > 300:
        return None
    crumbs = _crumbs(line)
    if len(crumbs) == 1:
        return _read_pair(crumbs[0])
    last = fold_line(crumbs[-1].rstrip(". …"))
    ends = len(last) >= 8 and title.startswith(last)
    inner = crumbs[:-1] if ends else crumbs
    started = bool(inner) and is_home(inner[0])
    if not (started or ends):
        return None
    parts = [part for part in inner[int(started) :] if len(part.split()) <= 3 and part[:1].isupper()]
    return next((part for part in reversed(parts) if is_section(part)), parts[-1] if parts else None)


def _read_pair(crumb: str) -> str | None:
    """The section of a breadcrumb without marks: `Beranda Pilkada`."""
    head, _, rest = crumb.partition(" ")
    return rest.strip() if is_home(head) and 1 <= len(rest.split()) <= 2 and rest[:1].isupper() else None


def _menu_words(lines: Sequence[str]) -> Counter[str]:
    """How often each short line or part of a menu's line stands above the body."""
    return Counter(part.casefold() for line in lines for part in map(str.strip, _MENU.split(unmark(line))) if part)


def _read_section(line: str, menu: Counter[str], distance: int) -> str | None:
    if line.startswith(("* ", "- ", "+ ")):  # a menu's item
        return None
    bare = unmark(line)
    crumbs = _crumbs(line)
    if len(crumbs) > 1 and len(crumbs[-1].split()) <= 3 and len(bare.split()) <= 12:
        return next((crumb for crumb in reversed(crumbs) if is_section(crumb)), None)
    for part in reversed(SEPARATOR.split(bare)):
        if is_section(part):
            return part.strip()
    return bare if distance <= 2 and menu[bare.casefold()] > 1 and _may_be_section(bare) else None


def _may_be_section(bare: str) -> bool:
    """One to three words that are no way home and no button."""
    alone = len(bare.split()) <= 3 and bare[:1].isupper() and not is_home(bare) and bare.replace(" ", "").isalpha()
    return alone and not any(pattern.search(bare) for kind, pattern in boilerplate_patterns() if kind != "menu")
