"""The ledger in a browser: `konon serve`. One page is one function that gives a record, and one template."""
