"""Konon ("it is said"): who says what in the news, in what words, through whom, how sure.

What a program needs first is here by name, and imported when it is first asked for, so that `import konon` is quick.
"""

from typing import TYPE_CHECKING, Any

from konon.lazy import load

if TYPE_CHECKING:
    from konon.errors import KononError
    from konon.exports.plain_rows import to_rows
    from konon.ledger import Ledger, Query
    from konon.pipeline import Additions, Readings, read_page, read_text
    from konon.records import Failure, Page, Reading

__version__ = "0.1.0"
__all__ = [
    "Additions",
    "Failure",
    "KononError",
    "Ledger",
    "Page",
    "Query",
    "Reading",
    "Readings",
    "read_page",
    "read_text",
    "to_rows",
]

_PLACES = {
    "Additions": "konon.pipeline:Additions",
    "Failure": "konon.records:Failure",
    "KononError": "konon.errors:KononError",
    "Ledger": "konon.ledger:Ledger",
    "Page": "konon.records:Page",
    "Query": "konon.ledger:Query",
    "Reading": "konon.records:Reading",
    "Readings": "konon.pipeline:Readings",
    "read_page": "konon.pipeline:read_page",
    "read_text": "konon.pipeline:read_text",
    "to_rows": "konon.exports.plain_rows:to_rows",
}

if not TYPE_CHECKING:  # a checker would take every name for one that is here

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module 'konon' has no attribute {name!r}")
        found = globals()[name] = load(_PLACES[name])
        return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
