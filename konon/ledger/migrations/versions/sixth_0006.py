"""Links between sayings, threads of them, what people judged, and what has been traced.

Revision: 0006. Nothing is linked here: `konon link` does that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Seven tables."""
    _make_traced()
    _make_links()
    _make_judgements()


def _key(name: str = "key") -> sa.Column[int]:
    return sa.Column(name, KEY, autoincrement=False, nullable=False)


def _make_traced() -> None:
    op.create_table(
        "tracers",
        _key(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tracers")),
        sa.UniqueConstraint("name", name=op.f("uq_tracers_name")),
    )
    op.create_table(
        "traced",
        _key("saying"),
        _key("tracer"),
        _key("article"),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("marks", "words", "around")),
        sa.ForeignKeyConstraint(["saying"], ["sayings.key"], name=op.f("fk_traced_saying")),
        sa.ForeignKeyConstraint(["tracer"], ["tracers.key"], name=op.f("fk_traced_tracer")),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_traced_article")),
        sa.PrimaryKeyConstraint("saying", name=op.f("pk_traced")),
    )
    op.create_index("ix_traced_article", "traced", ["article"])
    op.create_table(
        "link_keys",
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        _key("saying"),
        sa.PrimaryKeyConstraint("value", "day", "saying", name=op.f("pk_link_keys")),
        sqlite_with_rowid=False,
    )


def _make_links() -> None:
    op.create_table(
        "links",
        _key("a"),
        _key("b"),
        sa.Column("relation", sa.String(length=11), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["a"], ["sayings.key"], name=op.f("fk_links_a")),
        sa.ForeignKeyConstraint(["b"], ["sayings.key"], name=op.f("fk_links_b")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_links")),
    )
    op.create_index("ix_links_b", "links", ["b"])
    op.create_index("ix_links_relation", "links", ["relation", "a", "b"])
    op.create_table(
        "thread_sayings",
        _key("saying"),
        _key("thread"),
        sa.ForeignKeyConstraint(["saying"], ["sayings.key"], name=op.f("fk_thread_sayings_saying")),
        sa.PrimaryKeyConstraint("saying", name=op.f("pk_thread_sayings")),
    )
    op.create_index("ix_thread_sayings_thread", "thread_sayings", ["thread", "saying"])


def _make_judgements() -> None:
    op.create_table(
        "judgements",
        _key(),
        sa.Column("a", sa.String(length=16), nullable=False),
        sa.Column("b", sa.String(length=16), nullable=False),
        sa.Column("relation", sa.String(length=11), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_judgements")),
    )
    for side in ("a", "b"):
        op.create_index(f"ix_judgements_{side}", "judgements", [side])
    op.create_table(
        "judged_pairs",
        _key("a"),
        _key("b"),
        _key("judgement"),
        sa.ForeignKeyConstraint(["a"], ["sayings.key"], name=op.f("fk_judged_pairs_a")),
        sa.ForeignKeyConstraint(["b"], ["sayings.key"], name=op.f("fk_judged_pairs_b")),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.key"], name=op.f("fk_judged_pairs_judgement")),
        sa.PrimaryKeyConstraint("a", "b", "judgement", name=op.f("pk_judged_pairs")),
    )
    op.create_index("ix_judged_pairs_b", "judged_pairs", ["b"])
    op.create_index("ix_judged_pairs_judgement", "judged_pairs", ["judgement"])
