"""What people correct, and what the reader had said of the claims they corrected.

Revision: 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LABELLED = ("certainty", "polarity", "act")


def upgrade() -> None:
    """Two tables."""
    _make_corrections()
    _make_as_read()


def _make_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("saying", sa.String(16), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(16), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("missed", sa.Text(), nullable=True),
        sa.Column("alias", KEY, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undone", sa.String(20), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alias"], ["aliases.key"], name=op.f("fk_corrections_alias")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_corrections")),
        sa.UniqueConstraint("id", name=op.f("uq_corrections_id")),
    )
    op.create_index("ix_corrections_article", "corrections", ["article"])
    op.create_index("ix_corrections_alias", "corrections", ["alias"])


def _make_as_read() -> None:
    foreign = {"claim": "claims", "speaker": "aliases", "reason": "reasons"} | dict.fromkeys(LABELLED, "labels")
    op.create_table(
        "as_read",
        sa.Column("claim", KEY, autoincrement=False, nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("wrong", sa.SmallInteger(), nullable=False),
        sa.Column("speaker", KEY, nullable=True),
        sa.Column("speaker_reason", sa.Text(), nullable=False),
        sa.Column("speaker_confidence", sa.Float(), nullable=False),
        sa.Column("speaker_span", sa.Text(), nullable=True),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in LABELLED),
        sa.Column("reason", KEY, nullable=False),
        sa.Column("relays", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.key"], name=op.f(f"fk_as_read_{name}"))
            for name, table in foreign.items()
        ),
        sa.PrimaryKeyConstraint("claim", name=op.f("pk_as_read")),
    )
    op.create_index("ix_as_read_speaker", "as_read", ["speaker"])
    op.create_index("ix_as_read_reason", "as_read", ["reason"])
