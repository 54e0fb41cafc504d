"""`konon mcp`: the ledger as a server for assistants, on standard input and output."""

from __future__ import annotations

from konon.cli.options import LEDGER, LedgerOption


def mcp(*, ledger: LedgerOption = LEDGER) -> None:
    """Serve the ledger to an assistant (Model Context Protocol, on stdio): search, show, speakers; read only."""
    # The SDK takes a second, which other commands need not wait for.
    from konon.mcp import serve  # noqa: PLC0415

    serve(ledger)
