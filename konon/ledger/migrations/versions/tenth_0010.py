"""What is watched, headlines that were replaced, and alerts.

Revision: 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Seven tables."""
    op.create_table(
        "headlines",
        _key(),
        _key("article"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_headlines_article")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_headlines")),
    )
    op.create_index("ix_headlines_article", "headlines", ["article"])
    _make_watched()
    _make_pages()
    _make_alerts()


def _key(name: str = "key", *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, KEY, autoincrement=False, nullable=nullable)


def _times(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=20), nullable=True) for name in names]


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def _make_watched() -> None:
    op.create_table(
        "watched",
        _key(),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=True),
        _key("parent", nullable=True),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("added", sa.String(length=20), nullable=False),
        *_times("paused", "looked"),
        sa.Column("due", sa.String(length=20), nullable=False),
        *_words("etag", "modified", "status"),
        sa.Column("fresh", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_watched")),
        sa.UniqueConstraint("address", name=op.f("uq_watched_address")),
    )
    op.create_index("ix_watched_due", "watched", ["due"])
    op.create_table(
        "watched_hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        *_times("until"),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_watched_hosts")),
    )


def _make_pages() -> None:
    op.create_table(
        "watched_pages",
        _key(),
        _key("source", nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=True),
        sa.Column("listed", sa.String(length=20), nullable=False),
        *_times("first"),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("fails", sa.Integer(), nullable=False),
        *_times("looked", "due"),
        *_words("etag", "modified", "article"),
        sa.Column("text_hash", sa.String(length=16), nullable=True),
        *_words("status"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_watched_pages")),
        sa.UniqueConstraint("address", name=op.f("uq_watched_pages_address")),
    )
    for name in ("due", "mark", "article", "text_hash"):
        op.create_index(f"ix_watched_pages_{name}", "watched_pages", [name])


def _make_alerts() -> None:
    op.create_table(
        "alerts",
        _key(),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_alerts")),
    )
    op.create_table(
        "alert_hits",
        _key("alert"),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        *_words("article"),
        sa.Column("claim", sa.String(length=16), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.key"], name=op.f("fk_alert_hits_alert")),
        sa.PrimaryKeyConstraint("alert", "id", name=op.f("pk_alert_hits")),
    )
    op.create_index("ix_alert_hits_at", "alert_hits", ["at"])
    op.create_table(
        "alert_sent",
        _key("alert"),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.key"], name=op.f("fk_alert_sent_alert")),
        sa.PrimaryKeyConstraint("alert", "id", "channel", name=op.f("pk_alert_sent")),
    )
