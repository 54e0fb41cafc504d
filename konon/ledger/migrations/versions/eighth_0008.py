"""The full-text index has every column that its content table should have.

Revision: 0008. FTS5 reads what stands in a row from `claims`, which had no `about`: so `count(*)`, `snippet()` and
`highlight()` on the index failed for every program but this one. The column is
computed, always null, and takes no room.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column in SQLite, where no row is touched."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE claims ADD COLUMN about TEXT GENERATED ALWAYS AS (NULL) VIRTUAL")
