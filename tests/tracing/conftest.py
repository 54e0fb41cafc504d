"""Sayings made up for a test: what a case does not name is as plain as can be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from konon.tracing.saying import Saying

MakeSaying = Callable[..., Saying]


@pytest.fixture
def make() -> MakeSaying:
    """`make("words", speaker="Siti", outlet="Kabar", published="2024-05-01")`."""
    numbers = count(1)

    def make_one(words: str, **given: object) -> Saying:
        number = next(numbers)
        plain: dict[str, object] = {
            "id": f"s{number:03}", "article": f"article{number}", "content": ((0, len(words)),), "words": words,
            "sentence": words, "source": given.get("speaker") or "", "cue": "said", "quotation": "indirect",
            "speaker": None, "speaker_id": None, "speaker_kind": "person", "speaker_role": None, "relays": (),
            "certainty": "certain", "polarity": "positive", "act": "statement", "said": None, "outlet": None,
            "published": "2024-05-01", "lang": "en", "place": 0, "length": 100,
        }  # fmt: skip
        return Saying(**{**plain, **given})  # type: ignore[arg-type]

    return make_one
