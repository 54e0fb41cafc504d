"""Text -> programmes named beside who broadcasts them: "CBS's Face the Nation", "Late Night" on NBC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from konon.languages.tables import OutletWords
from konon.reading.text.capitals import CAPITALS
from konon.reading.text.lexicon import any_of
from konon.records import Span

_HOST: Final = re.compile(rf"\s+with(?:\s+[{CAPITALS}][\w’'-]+){{2,4}}")
_OF: Final = (" of ", " of the ")
_KINDS: Final = r"(?:(?:show|program|programme|broadcast|podcast)\s+)?"
_QUOTED: Final = rf"[“\"‘](?P<quoted>[{CAPITALS}0-9][^“”\"\n]{{2,45}}?)[,.]?[”\"’]"


def find_programmes(text: str, start: int, end: int, outlets: OutletWords) -> Iterator[tuple[Span, Span]]:
    """The broadcaster and its programme, wherever both are named side by side in text[start:end]."""
    owned, on = _patterns(outlets.outlets, outlets.programmes, outlets.everyday_programmes)
    for pattern in (owned, on):
        for match in pattern.finditer(text, start, end):
            if text.endswith(_OF, start, match.start()):
                continue  # "host of CBS's Late Night"
            group = next(name for name, words in match.groupdict().items() if words and name != "outlet")
            host = _HOST.match(text, match.end(), end) if group != "quoted" else None
            yield match.span("outlet"), (match.start(group), host.end() if host else match.end(group))


@cache
def _patterns(
    outlets: tuple[str, ...], programmes: tuple[str, ...], everyday: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    outlet = rf"(?<!\w)(?P<outlet>{any_of(outlets)})"
    plain, bare = (
        rf"(?<!\w)(?P<{name}>{any_of(known)})(?!\w)"
        for name, known in (("plain", (*programmes, *everyday)), ("bare", programmes))
    )
    owned = re.compile(rf"{outlet}(?:['’‘]s?\s+{_KINDS}(?:{_QUOTED}|{plain})|\s+{bare})")
    on = re.compile(rf"(?:{_QUOTED}|{plain}[”\"’]?)\s+{_KINDS}on\s+{outlet}(?!\w)")
    return owned, on
