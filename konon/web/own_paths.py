"""Where a form may lead: a path of this site, and nowhere else."""

from __future__ import annotations

LONGEST = 20_000  # letters of an address


def own_path(given: str) -> str:
    """A path of this site, or "/": what leads elsewhere ("//host", "/\\host", "https:") is not followed."""
    plain = given.startswith("/") and not given.startswith("//") and "\\" not in given
    return given if plain and given.isprintable() and len(given) <= LONGEST else "/"
