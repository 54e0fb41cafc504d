"""Counts that cost less to keep, and a view that names the saying.

Revision: 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VIEW = """
CREATE VIEW claims_view AS
SELECT c.key AS key, b.id AS claim, y.id AS saying, s.name AS speaker, a.name AS written_as, a.role AS role,
       a.affiliation AS affiliation, s.kind AS kind, COALESCE(s.country, a.country) AS country, c.content AS content,
       lc.name AS certainty, lp.name AS polarity, la.name AS act, lq.name AS quotation,
       (SELECT MIN(r.name) FROM relays r WHERE r.claim = c.key AND r.place = 0) AS relay,
       o.name AS outlet, c.published AS published, c.lang AS lang,
       t.title AS title, t.url AS url, t.version AS version, e.name AS reader, c.confidence AS confidence,
       c.current AS current
FROM claims c
JOIN attributions b ON b.key = c.attribution
JOIN sayings y ON y.key = b.saying
JOIN labels lc ON lc.key = c.certainty
JOIN labels lp ON lp.key = c.polarity
JOIN labels la ON la.key = c.act
JOIN labels lq ON lq.key = c.quotation
JOIN articles t ON t.key = c.article
JOIN readings g ON g.key = c.reading
JOIN readers e ON e.key = g.reader
LEFT JOIN outlets o ON o.key = c.outlet
LEFT JOIN aliases a ON a.key = c.speaker
LEFT JOIN speakers s ON s.key = a.speaker
"""


def upgrade() -> None:
    """Counts are made anew by whoever runs this."""
    op.drop_table("counts")
    op.create_table(
        "counts",
        sa.Column("facet", sa.String(length=9), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("claims", KEY, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name=op.f("pk_counts")),
        sqlite_with_rowid=False,
    )
    op.execute("DROP VIEW claims_view")
    op.execute(VIEW)
