"""Addresses to watch -> new pages and new versions in the ledger, what was edited, and alerts."""
