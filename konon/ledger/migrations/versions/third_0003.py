"""Sayings, visits and erasures, filled for what is in the ledger.

Revision: 0003. Every article version was seen once, when it was added. Attributions are placed in sayings in the
order of adding, as `sayings.py` did at this revision, one article at a time. What readers split or joined before is
not written down.
"""

import hashlib
import json
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 5000


def upgrade() -> None:
    """The tables, then their rows, then the indexes."""
    _make_tables()
    connection = op.get_bind()
    _fill_visits(connection)
    _fill_sayings(connection)
    op.create_index("ix_attributions_saying", "attributions", ["saying"])
    op.create_index("ix_visits_address", "visits", ["address", "at"])
    op.create_index("ix_visits_article", "visits", ["article"])


def _make_tables() -> None:
    op.create_table(
        "sayings",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sayings")),
        sa.UniqueConstraint("id", name=op.f("uq_sayings_id")),
    )
    if op.get_bind().dialect.name == "sqlite":  # which takes a reference with the column alone
        op.execute(
            "ALTER TABLE attributions ADD COLUMN saying INTEGER "
            "CONSTRAINT fk_attributions_saying REFERENCES sayings (key)"
        )
    else:
        op.add_column("attributions", sa.Column("saying", KEY))
        op.create_foreign_key(op.f("fk_attributions_saying"), "attributions", "sayings", ["saying"], ["key"])
    op.create_table(
        "changes",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(length=5), nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("reading", KEY, nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sayings.key"], name=op.f("fk_changes_source")),
        sa.ForeignKeyConstraint(["target"], ["sayings.key"], name=op.f("fk_changes_target")),
        sa.ForeignKeyConstraint(["reading"], ["readings.key"], name=op.f("fk_changes_reading")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_changes")),
    )
    for name in ("source", "target", "reading"):
        op.create_index(f"ix_changes_{name}", "changes", [name])
    op.create_table(
        "visits",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("article", KEY),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_visits_article")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_visits")),
    )
    _make_erasures()


def _make_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("hashes", "counts", "last_keys", "by")),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("wiped", sa.String(length=20)),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_erasures")),
        sa.UniqueConstraint("article", name=op.f("uq_erasures_article")),
    )
    op.create_index("ix_erasures_url", "erasures", ["url"])
    op.create_table(
        "erased_ids",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("erasure", KEY, nullable=False),
        sa.ForeignKeyConstraint(["erasure"], ["erasures.key"], name=op.f("fk_erased_ids_erasure")),
        sa.PrimaryKeyConstraint("id", "erasure", name=op.f("pk_erased_ids")),
    )


def _fill_visits(connection: sa.Connection) -> None:
    connection.execute(
        sa.text("""INSERT INTO visits (key, address, at, status, sha256, article)
        SELECT t.key, t.id, t.added, 'ok', p.sha256, t.key FROM articles t LEFT JOIN pages p ON p.key = t.page""")
    )


def _fill_sayings(connection: sa.Connection) -> None:
    """A saying has the key of the attribution that it begins with."""
    asked = sa.text("""SELECT a.article, a.key, a.content, t.id, t.text_hash, MIN(c.reading) AS reading
        FROM attributions a JOIN articles t ON t.key = a.article JOIN claims c ON c.attribution = a.key
        GROUP BY a.key, a.article, a.content, t.id, t.text_hash ORDER BY a.article, a.key""")
    # The rows are read by a connection's cursor while others are written: SQLite and PostgreSQL both allow it.
    found = connection.execute(asked, execution_options={"yield_per": AT_ONCE})
    fresh, moved = [], []
    for _, group in groupby(found, key=lambda row: row.article):
        placed = _place(list(group))
        fresh += placed[0]
        moved += placed[1]
        if len(fresh) >= AT_ONCE:
            _insert(connection, fresh)
            fresh = []
    _insert(connection, fresh)
    connection.execute(sa.text("UPDATE attributions SET saying = key WHERE key IN (SELECT key FROM sayings)"))
    for start in range(0, len(moved), AT_ONCE):
        some = [{"key": key, "saying": saying} for key, saying in moved[start : start + AT_ONCE]]
        connection.execute(sa.text("UPDATE attributions SET saying = :saying WHERE key = :key"), some)


def _insert(connection: sa.Connection, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.text("INSERT INTO sayings (key, id) VALUES (:key, :id)"), rows)


def _place(rows: list[Any]) -> tuple[list[dict[str, object]], list[tuple[int, int]]]:
    """The attributions of one version of an article -> its sayings, and which attributions are of an earlier one."""
    sayings: list[dict[str, object]] = []
    moved: list[tuple[int, int]] = []
    held: list[tuple[int, list[list[int]]]] = []
    contents: dict[str, int] = {}
    for _, reading in groupby(sorted(rows, key=lambda row: (row.reading, row.key)), key=lambda row: row.reading):
        some = list(reading)
        found = _match(some, held) if held else {}
        for row in some:
            saying = found.get(row.key, row.key)
            if saying == row.key:
                nth = contents[row.content] = contents.get(row.content, -1) + 1
                parts = ("saying", row.id, row.text_hash, row.content, *([nth] if nth else []))
                joined = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
                sayings.append({"key": row.key, "id": hashlib.sha256(joined).hexdigest()[:16]})
            else:
                moved.append((row.key, saying))
            held.append((saying, json.loads(row.content)))
    return sayings, moved


def _match(rows: list[Any], held: list[tuple[int, list[list[int]]]]) -> dict[int, int]:
    """By key, the saying with which an attribution shares half the letters of each; the best overlap first."""
    pairs = []
    for place, row in enumerate(rows):
        content = json.loads(row.content)
        for saying, other in held:
            shared = sum(max(0, min(e, end) - max(s, start)) for s, e in content for start, end in other)
            sizes = [sum(e - s for s, e in one) for one in (content, other)]
            if shared and 2 * shared >= max(sizes):
                pairs.append((-shared / (sum(sizes) - shared), place, row.key, saying))
    found: dict[int, int] = {}
    for *_, key, saying in sorted(pairs):
        if key not in found and saying not in found.values():
            found[key] = saying
    return found
