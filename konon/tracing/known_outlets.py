"""The articles of a thread -> which outlets they and those they name are, whatever name each is called by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from konon.tracing.carriage import Carriage, plain_outlet

ELSEWHERE: Final = "outlet "  # before the name of a source that the ledger has no article of


class KnownOutlets:
    """Names of outlets -> where in a thread they stand: an article that is held, or "outlet NAME", once for each.

    Two names are one outlet by their words ("Kompas", "Kompas.com"), or by `publisher`: a name -> a key.
    """

    def __init__(self, held: Iterable[Carriage], publisher: Callable[[str], str]) -> None:
        self.publisher = publisher
        self._articles: dict[object, list[str]] = {}  # the two oldest of each
        self._outlets: dict[object, str] = {}
        self._elsewhere: dict[object, str] = {}
        for one in held:
            for key in self._keys(one.outlet or ""):
                self._outlets.setdefault(key, one.outlet or "")
                articles = self._articles.setdefault(key, [])
                if len(articles) < 2:
                    articles.append(one.article)

    def _keys(self, name: str) -> list[object]:
        """The first by its words, the second by its publisher."""
        return [plain_outlet(name), self.publisher(name)] if plain_outlet(name) else []

    def find(self, name: str, by: Carriage) -> str:
        """The oldest article of the outlet but `by`, which names it; "outlet NAME" where there is none.

        A part of its own publisher by another name is another outlet: who of that publisher is meant is not known.
        """
        keys = self._keys(name)
        if by.outlet and self.publisher(by.outlet) == self.publisher(name):
            keys = keys[:1]
        for key in keys:
            other = next((article for article in self._articles.get(key, ()) if article != by.article), None)
            if other is not None:
                return other
        known = next((self._elsewhere[key] for key in keys if key in self._elsewhere), name)
        for key in keys:
            self._elsewhere.setdefault(key, known)
        return f"{ELSEWHERE}{known}"

    def outlet(self, name: str) -> str | None:
        """As the oldest article of that outlet calls it; None where none is held."""
        return next((self._outlets[key] for key in self._keys(name) if key in self._outlets), None)

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean one outlet."""
        return any(a == b for a, b in zip(self._keys(one), self._keys(other), strict=False))
