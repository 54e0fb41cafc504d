"""The ledger for assistants: an MCP server that searches, shows and names speakers, and can write nothing."""

from konon.mcp.assistant_server import make_server, serve
from konon.mcp.ledger_tools import ANSWERS, FURTHEST, MOST, Tools

__all__ = ["ANSWERS", "FURTHEST", "MOST", "Tools", "make_server", "serve"]
