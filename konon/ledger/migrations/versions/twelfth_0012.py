"""What an account has seen of a shared ledger, so that news since then are told in whatever browser.

Revision: 0012. Empty until the account looks at Home.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two marks of the ledger: how far it was when this visit began to tell news, and at the last look."""
    for part in ("since", "last"):
        op.add_column("accounts", sa.Column(f"{part}_article", sa.BigInteger(), nullable=True))
        op.add_column("accounts", sa.Column(f"{part}_at", sa.Text(), nullable=True))
