"""Claims of a sheet -> the fields of each that people corrected, by saying."""

from __future__ import annotations

from collections.abc import Sequence

from konon.evaluation.checked import CheckedRow
from konon.ledger import Ledger
from konon.ledger.findings import Finding

FIELDS = ("certainty", "polarity", "act")


def corrected_fields(ledger: str, rows: Sequence[CheckedRow]) -> dict[str, frozenset[str]]:
    """Of those that are other than the reader had them; "wrong" where there is no attribution."""
    with Ledger.open(ledger) as opened:
        found = opened.findings([row.saying for row in rows])
    return {saying: frozenset(_told(finding)) for saying, finding in found.items()}


def _told(finding: Finding) -> set[str]:
    corrected = finding.corrected
    if corrected is None or corrected.read is None:
        return set()
    claim, read = finding.claim, corrected.read
    told = {name for name in FIELDS if getattr(claim.factuality, name) != getattr(read.factuality, name)}
    told |= {"speaker"} if claim.speaker.name != read.speaker.name else set()
    told |= {"relay"} if [one.name for one in claim.relays] != [one.name for one in read.relays] else set()
    return told | ({"wrong"} if corrected.wrong else set())
