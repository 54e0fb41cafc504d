"""What each database has of its own: full-text tables, their upkeep, and the view made for people."""

from __future__ import annotations

VIEW = """
CREATE VIEW claims_view AS
SELECT c.key AS key, c.id AS claim, s.name AS speaker, a.name AS written_as, a.role AS role,
       a.affiliation AS affiliation, s.kind AS kind, COALESCE(s.country, a.country) AS country, c.content AS content,
       c.certainty AS certainty, c.polarity AS polarity, c.act AS act, c.quotation AS quotation,
       (SELECT MIN(r.name) FROM relays r WHERE r.claim = c.key AND r.place = 0) AS relay,
       o.name AS outlet, c.published AS published, c.lang AS lang,
       t.title AS title, t.url AS url, t.version AS version, e.name AS reader, c.confidence AS confidence,
       c.current AS current
FROM claims c
JOIN articles t ON t.key = c.article
JOIN readings g ON g.key = c.reading
JOIN readers e ON e.key = g.reader
LEFT JOIN outlets o ON o.key = c.outlet
LEFT JOIN aliases a ON a.key = c.speaker
LEFT JOIN speakers s ON s.key = a.speaker
"""

_COLUMNS = "rowid, content, stems, about"
_PUT = f"INSERT INTO claims_fts({_COLUMNS}) VALUES (new.key, new.content, new.stems, new.about);"
_TAKE = f"""INSERT INTO claims_fts(claims_fts, {_COLUMNS})
    VALUES ('delete', old.key, old.content, old.stems, old.about);"""

SQLITE = (
    """CREATE VIRTUAL TABLE claims_fts USING FTS5(content, stems, about, content="claims", content_rowid="key",
    tokenize="unicode61 remove_diacritics 2")""",
    f"CREATE TRIGGER claims_fts_insert AFTER INSERT ON claims BEGIN {_PUT} END",
    f"CREATE TRIGGER claims_fts_delete AFTER DELETE ON claims BEGIN {_TAKE} END",
    f"CREATE TRIGGER claims_fts_update AFTER UPDATE OF content, stems, about ON claims BEGIN {_TAKE} {_PUT} END",
    VIEW,
)

POSTGRESQL = (
    """ALTER TABLE claims ADD COLUMN tokens tsvector GENERATED ALWAYS AS
    (setweight(to_tsvector('simple', regexp_replace(content, '[^[:alnum:]]+', ' ', 'g') || ' ' || stems), 'A')
     || setweight(to_tsvector('simple', about), 'D')) STORED""",
    "CREATE INDEX ix_claims_tokens ON claims USING gin (tokens)",
    # SQLite reads an index backwards and has nulls last; PostgreSQL has them first.
    "CREATE INDEX ix_claims_recent ON claims (published DESC NULLS LAST, key DESC) WHERE current = 1",
    VIEW,
)
