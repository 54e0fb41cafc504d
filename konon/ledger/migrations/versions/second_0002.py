"""Vectors of what claims mean.

Revision: 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table of blocks."""
    op.create_table(
        "meanings",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("first", KEY, nullable=False),
        sa.Column("count", sa.SmallInteger(), nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.Column("sizes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["claims.key"], name=op.f("fk_meanings_first")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meanings")),
        sa.UniqueConstraint("encoder", "first", name=op.f("uq_meanings_encoder")),
    )
