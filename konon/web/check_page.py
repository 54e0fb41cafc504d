"""Check: a quotation -> whether it stands anywhere so, altered and where, in somebody else's mouth, or not at all."""

from __future__ import annotations

from typing import Any

from konon.views.check_json import checked_row
from konon.views.checked_words import weave_quote
from konon.views.told_lines import why_row
from konon.web.web_page import Asked, Shown

PLACES = 10


def show_check(asked: Asked) -> Shown:
    """Without words only the form."""
    words, speaker = asked.given.get("q"), asked.given.get("speaker")
    claimed = {"speaker": speaker}
    if not words:
        data: dict[str, Any] = {"words": "", "claimed": {}, "verdict": None, **why_row(None), "evidence": []}
        return Shown(data=data, also={"woven": [], "speaker": speaker, "more": 0})
    checked = asked.ledger.check(words, speaker or None)
    some = checked.evidence[:PLACES]
    return Shown(
        data=checked_row(checked, claimed, PLACES),
        also={
            "woven": [weave_quote(one, checked.quote.text) for one in some],
            "speaker": speaker,
            "more": len(checked.evidence) - len(some),
        },
    )
