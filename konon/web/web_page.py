"""What a page of the site is: an address, a function from what was asked to what is shown, and a template.

To add a page:

1. A function `show_NAME(asked: Asked) -> Shown` in a file of its own. It asks the ledger a bounded number of
   questions, whatever it shows, writes nothing, and knows neither HTML nor the server. It runs in a thread.
2. `templates/NAME.html.j2`, which extends `base.html.j2`: the template sees `data` and `also` of Shown, and `site`.
3. A line in `PAGES` of `page_table.py`. Its JSON twin, its place in the menu and its errors follow from that line.
4. The Indonesian of its words in `catalogues/id.po`; `tests/web` says which are missing.

`data` is what the twin at the same address with `.json` gives; what only a drawing needs goes into `also`. Raise
MissingError for an id that nobody has and UsageError for a question that cannot be answered: nothing else is needed.
What a page lets people write is a form of its own: `web_form.py` says how one is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from konon.ledger import Facets, Ledger, Query
from konon.ledger.news import LedgerMark
from konon.ledger.spread import Spread
from konon.web.kept_facets import KeptFacets
from konon.web.who_asks import Who

Pair = tuple[str, str]
LONGEST = 20_000  # letters of an address
MOST_TOLD = 100  # claims of a statement, up to which a list says of how many sources it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What stands behind the "?" of an address: names with values, in order; a name may come several times."""

    pairs: tuple[Pair, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The last value of a name, without blanks around it."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), default)

    def number(self, name: str, default: int, most: int) -> int:
        """From 1 to `most`; the default for what is no number."""
        given = self.get(name)
        found = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else default
        return max(1, min(found, most))

    def with_value(self, name: str, value: str | None) -> Given:
        """The same question with one name set, or taken out where there is no value."""
        kept = tuple(pair for pair in self.pairs if pair[0] != name)
        return Given(pairs=(*kept, (name, value)) if value else kept)

    def without(self, *names: str) -> Given:
        """The same question with these names taken out."""
        return Given(pairs=tuple(pair for pair in self.pairs if pair[0] not in names))

    def address(self, path: str) -> str:
        """`path` with all of it behind."""
        return f"{path}?{urlencode(self.pairs)}" if self.pairs else path

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)


def own_path(given: str, otherwise: str = "/") -> str:
    """A path of this site: what leads elsewhere ("//host", "/\\host", "https:") is not followed."""
    plain = given.startswith("/") and not given.startswith("//") and "\\" not in given
    return given if plain and given.isprintable() and len(given) <= LONGEST else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as a page's function sees it."""

    ledger: Ledger
    path: str  # the page's own address, never its twin's
    ids: Mapping[str, str] = field(default_factory=dict)  # the parts of the path that a route names
    given: Given = Given()
    lang: str = "en"  # of the interface
    kept: KeptFacets = field(default_factory=KeptFacets)  # of all requests of a site
    who: Who = field(default_factory=Who)
    since: LedgerMark | None = None  # of a page that `keeps_look`: where this browser looked last; None: never
    services: Mapping[str, Any] = field(default_factory=dict)  # what outlives a request: see `make_app`

    def facets(self, query: Query, top: int) -> Facets:
        """Of the ledger; those counted lately are kept while nothing is written to it."""
        return self.kept.count(self.ledger, query, top)

    def sources(self, spreads: Mapping[str, Spread]) -> dict[int, int]:
        """By `Spread.thread`: of how many independent sources; without statements of very many claims."""
        threads = {one.thread for one in spreads.values() if one.claims <= MOST_TOLD}
        return self.kept.numbers(self.ledger, threads, self.ledger.count_sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page shows: `data` is its JSON twin; a template sees `also` beside it."""

    data: Mapping[str, Any]
    also: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A line of the table of pages."""

    path: str  # as a route: "/claims/{id}"; "{id:path}" where an id may hold a "/"
    make: Callable[[Asked], Shown]
    template: str
    menu: str = ""  # its word in the menu, as `noted`; "" for a page that is reached from others
    key: str = ""  # pressed after "g" it leads there
    twin: str = ""  # the address of its JSON where that is not the page's own with ".json"
    keeps_look: bool = False  # it tells what is new, and whoever looks at it has seen that

    @property
    def twin_path(self) -> str:
        """The route of its JSON twin."""
        return self.twin or f"{self.path}.json"
