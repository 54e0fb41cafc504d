"""Vectors a claim, counts that are kept, and who is behind the names of outlets.

Revision: 0004.
"""

import struct
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIZES = 144  # bytes of a claim in a block
BLOCKS = 16  # of 64 claims, that become one


def upgrade() -> None:
    """Tables, and the vectors out of their blocks; counts and publishers are made by whoever runs this."""
    _make_publishers()
    _make_counts()
    _make_vectors()
    _move_vectors()
    op.drop_table("meanings")


def _make_publishers() -> None:
    op.create_table(
        "publishers",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_publishers")),
        sa.UniqueConstraint("id", name=op.f("uq_publishers_id")),
    )
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    reference = "CONSTRAINT fk_outlets_publisher REFERENCES publishers (key)"
    op.execute(f"ALTER TABLE outlets ADD COLUMN publisher {kind} {reference}")
    op.create_index("ix_outlets_publisher", "outlets", ["publisher"], unique=False)
    op.create_table(
        "outlet_decisions",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(length=5), nullable=False),
        sa.Column("outlet", KEY, nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.key"], name=op.f("fk_outlet_decisions_outlet")),
        sa.ForeignKeyConstraint(["source"], ["publishers.key"], name=op.f("fk_outlet_decisions_source")),
        sa.ForeignKeyConstraint(["target"], ["publishers.key"], name=op.f("fk_outlet_decisions_target")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outlet_decisions")),
    )
    op.create_index("ix_outlet_decisions_outlet", "outlet_decisions", ["outlet"], unique=False)


def _make_counts() -> None:
    op.create_table(
        "counts",
        sa.Column("facet", sa.String(length=9), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("claims", KEY, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name=op.f("pk_counts")),
    )
    op.create_index("ix_counts_facet", "counts", ["facet", "claims"], unique=False)
    op.create_table(
        "generations",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_generations")),
    )


def _make_vectors() -> None:
    op.create_table(
        "encoders",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_encoders")),
        sa.UniqueConstraint("name", name=op.f("uq_encoders_name")),
    )
    op.create_table(
        "vector_blocks",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("encoder", KEY, nullable=False),
        sa.Column("claims", sa.LargeBinary(), nullable=False),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["encoder"], ["encoders.key"], name=op.f("fk_vector_blocks_encoder")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_vector_blocks")),
    )
    op.create_table(
        "vectors",
        sa.Column("claim", KEY, autoincrement=False, nullable=False),
        sa.Column("block", KEY, nullable=False),
        sa.Column("sizes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name=op.f("fk_vectors_claim")),
        sa.PrimaryKeyConstraint("claim", name=op.f("pk_vectors")),
    )


def _move_vectors() -> None:
    """Those of the encoder that wrote last; a claim has one vector from now on."""
    connection = op.get_bind()
    encoder = connection.execute(sa.text("SELECT encoder FROM meanings ORDER BY key DESC LIMIT 1")).scalar()
    if encoder is None:
        return
    connection.execute(sa.text("INSERT INTO encoders (key, name) VALUES (1, :name)"), {"name": encoder})
    put_block = sa.text("INSERT INTO vector_blocks (key, encoder, claims, signs) VALUES (:key, 1, :claims, :signs)")
    put = sa.text("INSERT INTO vectors (claim, block, sizes) VALUES (:claim, :block, :sizes)")
    for key, blocks in enumerate(_blocks(connection, encoder), 1):
        rows = [row for block in blocks for row in _rows(block)]
        claims = struct.pack(f"<{len(rows)}q", *(row["claim"] for row in rows))
        signs = b"".join(bytes(block.signs) for block in blocks)
        connection.execute(put_block, {"key": key, "claims": claims, "signs": signs})
        connection.execute(put, [row | {"block": key} for row in rows])


def _blocks(connection: sa.Connection, encoder: str) -> Iterator[list[Any]]:
    last = 0
    asked = sa.text(
        "SELECT key, first, signs, sizes FROM meanings WHERE encoder = :encoder AND key > :last ORDER BY key LIMIT :n"
    )
    while blocks := list(connection.execute(asked, {"encoder": encoder, "last": last, "n": BLOCKS})):
        yield blocks
        last = blocks[-1].key


def _rows(block: Any) -> Iterator[dict[str, Any]]:
    for place in range(len(block.sizes) // SIZES):
        yield {"claim": block.first + place, "sizes": bytes(block.sizes[place * SIZES : (place + 1) * SIZES])}
