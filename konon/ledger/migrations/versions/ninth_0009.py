"""The words of names, by which a speaker is found.

Revision: 0009. Whoever runs this fills the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "name_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("alias", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "alias", name=op.f("pk_name_words")),
        sqlite_with_rowid=False,
    )
