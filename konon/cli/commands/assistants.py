"""`konon mcp`: the ledger as a server for assistants, on standard input and output."""

from __future__ import annotations

from konon.cli.options import LEDGER, LedgerOption
from konon.mcp import serve


def mcp(*, ledger: LedgerOption = LEDGER) -> None:
    """Serve the ledger to an assistant (Model Context Protocol, on stdio): search, show, speakers; read only."""
    serve(ledger)
