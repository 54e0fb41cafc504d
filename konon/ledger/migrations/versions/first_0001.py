"""The first schema.

Revision: 0001. It stays as it was written: a ledger of any age is brought up to date by the same steps.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What a claim could be, in the order of their keys.
LABELS = (
    *("certain", "probable", "possible", "unknown"),
    *("positive", "negative"),
    *("statement", "belief", "intention", "decree"),
    *("direct", "indirect", "mixed"),
)

VIEW = """
CREATE VIEW claims_view AS
SELECT c.key AS key, b.id AS claim, s.name AS speaker, a.name AS written_as, a.role AS role,
       a.affiliation AS affiliation, s.kind AS kind, COALESCE(s.country, a.country) AS country, c.content AS content,
       lc.name AS certainty, lp.name AS polarity, la.name AS act, lq.name AS quotation,
       (SELECT MIN(r.name) FROM relays r WHERE r.claim = c.key AND r.place = 0) AS relay,
       o.name AS outlet, c.published AS published, c.lang AS lang,
       t.title AS title, t.url AS url, t.version AS version, e.name AS reader, c.confidence AS confidence,
       c.current AS current
FROM claims c
JOIN attributions b ON b.key = c.attribution
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

# The words themselves are kept nowhere: rows are never changed or taken out, so that only searching asks for them.
SQLITE = (
    """CREATE VIRTUAL TABLE claims_fts USING FTS5(content, about, content="claims", content_rowid="key",
    tokenize="unicode61 remove_diacritics 2")""",
    VIEW,
)

POSTGRESQL = (
    "ALTER TABLE claims ADD COLUMN tokens tsvector",
    "CREATE INDEX ix_claims_tokens ON claims USING gin (tokens)",
    # SQLite reads an index backwards and has nulls last; PostgreSQL has them first.
    "CREATE INDEX ix_claims_recent ON claims (published DESC NULLS LAST, key DESC) WHERE current = 1",
    VIEW,
)


def upgrade() -> None:
    """Every table, and what the database has of its own."""
    labels = op.create_table(
        "labels",
        sa.Column("key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_labels")),
    )
    op.bulk_insert(labels, [{"key": key, "name": name} for key, name in enumerate(LABELS, 1)])
    op.create_table(
        "outlets",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outlets")),
        sa.UniqueConstraint("id", name=op.f("uq_outlets_id")),
    )
    op.create_table(
        "pages",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("given_id", sa.Text(), nullable=True),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("fetched", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pages")),
        sa.UniqueConstraint("id", name=op.f("uq_pages_id")),
    )
    op.create_table(
        "readers",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_readers")),
        sa.UniqueConstraint("name", name=op.f("uq_readers_name")),
    )
    op.create_table(
        "reasons",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reasons")),
        sa.UniqueConstraint("name", name=op.f("uq_reasons_name")),
    )
    op.create_table(
        "speakers",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_speakers")),
        sa.UniqueConstraint("id", name=op.f("uq_speakers_id")),
    )
    op.create_table(
        "aliases",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("speaker", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("affiliation", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("reason", KEY, nullable=False),
        sa.ForeignKeyConstraint(["speaker"], ["speakers.key"], name=op.f("fk_aliases_speaker")),
        sa.ForeignKeyConstraint(["reason"], ["reasons.key"], name=op.f("fk_aliases_reason")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_aliases")),
        sa.UniqueConstraint("id", name=op.f("uq_aliases_id")),
    )
    op.create_index("ix_aliases_last", "aliases", ["last"], unique=False)
    op.create_index("ix_aliases_plain", "aliases", ["plain"], unique=False)
    op.create_index("ix_aliases_speaker", "aliases", ["speaker"], unique=False)
    op.create_table(
        "articles",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", KEY, nullable=True),
        sa.Column("outlet", KEY, nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("untested", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("related", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.key"], name=op.f("fk_articles_outlet")),
        sa.ForeignKeyConstraint(["page"], ["pages.key"], name=op.f("fk_articles_page")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", "text_hash", name=op.f("uq_articles_id")),
    )
    op.create_index("ix_articles_page", "articles", ["page"], unique=False)
    op.create_index("ix_articles_url", "articles", ["url"], unique=False)
    op.create_table(
        "copies",
        sa.Column("page", KEY, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_copies_article")),
        sa.ForeignKeyConstraint(["page"], ["pages.key"], name=op.f("fk_copies_page")),
        sa.PrimaryKeyConstraint("page", "article", name=op.f("pk_copies")),
    )
    op.create_table(
        "runs",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("reader", KEY, nullable=False),
        sa.Column("started", sa.String(length=20), nullable=False),
        sa.Column("ended", sa.String(length=20), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.key"], name=op.f("fk_runs_reader")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_runs")),
    )
    op.create_table(
        "attributions",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_attributions_article")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attributions")),
        sa.UniqueConstraint("id", "article", name=op.f("uq_attributions_id")),
    )
    op.create_table(
        "decisions",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(length=5), nullable=False),
        sa.Column("alias", KEY, nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["alias"], ["aliases.key"], name=op.f("fk_decisions_alias")),
        sa.ForeignKeyConstraint(["source"], ["speakers.key"], name=op.f("fk_decisions_source")),
        sa.ForeignKeyConstraint(["target"], ["speakers.key"], name=op.f("fk_decisions_target")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_alias", "decisions", ["alias"], unique=False)
    op.create_table(
        "readings",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("reader", KEY, nullable=False),
        sa.Column("run", KEY, nullable=False),
        sa.Column("current", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_readings_article")),
        sa.ForeignKeyConstraint(["reader"], ["readers.key"], name=op.f("fk_readings_reader")),
        sa.ForeignKeyConstraint(["run"], ["runs.key"], name=op.f("fk_readings_run")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_readings")),
        sa.UniqueConstraint("article", "reader", name=op.f("uq_readings_article")),
    )
    op.create_table(
        "claims",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("attribution", KEY, nullable=False),
        sa.Column("reading", KEY, nullable=False),
        sa.Column("current", sa.SmallInteger(), nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("outlet", KEY, nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("quotation", sa.SmallInteger(), nullable=False),
        sa.Column("speaker", KEY, nullable=True),
        sa.Column("speaker_reason", sa.Text(), nullable=False),
        sa.Column("speaker_confidence", sa.Float(), nullable=False),
        sa.Column("speaker_span", sa.Text(), nullable=True),
        sa.Column("certainty", sa.SmallInteger(), nullable=False),
        sa.Column("polarity", sa.SmallInteger(), nullable=False),
        sa.Column("act", sa.SmallInteger(), nullable=False),
        sa.Column("reason", KEY, nullable=False),
        sa.Column("hedges", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name=op.f("fk_claims_article")),
        sa.ForeignKeyConstraint(["attribution"], ["attributions.key"], name=op.f("fk_claims_attribution")),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.key"], name=op.f("fk_claims_outlet")),
        sa.ForeignKeyConstraint(["quotation"], ["labels.key"], name=op.f("fk_claims_quotation")),
        sa.ForeignKeyConstraint(["certainty"], ["labels.key"], name=op.f("fk_claims_certainty")),
        sa.ForeignKeyConstraint(["polarity"], ["labels.key"], name=op.f("fk_claims_polarity")),
        sa.ForeignKeyConstraint(["act"], ["labels.key"], name=op.f("fk_claims_act")),
        sa.ForeignKeyConstraint(["reading"], ["readings.key"], name=op.f("fk_claims_reading")),
        sa.ForeignKeyConstraint(["reason"], ["reasons.key"], name=op.f("fk_claims_reason")),
        sa.ForeignKeyConstraint(["speaker"], ["aliases.key"], name=op.f("fk_claims_speaker")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claims")),
        sa.UniqueConstraint("attribution", "reading", name=op.f("uq_claims_attribution")),
    )
    op.create_index(
        "ix_claims_newest",
        "claims",
        ["published", "current", "certainty", "polarity", "act", "quotation", "lang", "outlet", "speaker"],
        unique=False,
    )
    op.create_index("ix_claims_outlet", "claims", ["outlet", "published"], unique=False)
    op.create_index("ix_claims_reading", "claims", ["reading"], unique=False)
    op.create_index("ix_claims_speaker", "claims", ["speaker", "published"], unique=False)
    op.create_table(
        "relays",
        sa.Column("claim", KEY, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("outlet", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("reason", KEY, nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name=op.f("fk_relays_claim")),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.key"], name=op.f("fk_relays_outlet")),
        sa.ForeignKeyConstraint(["reason"], ["reasons.key"], name=op.f("fk_relays_reason")),
        sa.PrimaryKeyConstraint("claim", "place", name=op.f("pk_relays")),
    )
    op.create_index("ix_relays_outlet", "relays", ["outlet", "claim"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
