"""Readings -> a ledger on one file or a server, in which claims and who made them are found again."""

from konon.ledger.claim_rows import ClaimRow
from konon.ledger.correction_rows import Correction, Fix, Missed
from konon.ledger.counts import FacetCount, Facets
from konon.ledger.findings import Finding, Identity
from konon.ledger.ledger import DEFAULT, Ledger
from konon.ledger.queries import Query

__all__ = [
    "DEFAULT",
    "ClaimRow",
    "Correction",
    "FacetCount",
    "Facets",
    "Finding",
    "Fix",
    "Identity",
    "Ledger",
    "Missed",
    "Query",
]
