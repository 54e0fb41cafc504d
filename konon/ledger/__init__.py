"""Readings -> a ledger on one file or a server, in which claims and who made them are found again."""

from konon.ledger.findings import Finding, Identity
from konon.ledger.ledger import DEFAULT, Ledger
from konon.ledger.queries import Query

__all__ = ["DEFAULT", "Finding", "Identity", "Ledger", "Query"]
