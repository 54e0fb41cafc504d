"""The ledger's tables, one schema for SQLite and PostgreSQL; what only one of them has is in `fulltext.py`.

A row of `articles` is one version of an article: its `id` names the address, its `text_hash` the text. A claim is one
reader's meaning of an attribution, and `current` marks those of the newest reader and the version last seen. Spans are
JSON pairs of code points into `articles.text`. Keys are small and local; ids are the records' own hashes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# An alias of INTEGER PRIMARY KEY in SQLite, eight bytes in PostgreSQL.
Key = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# What a claim can be, in the order of their keys in `labels`, which are never given anew.
LABELS = (
    *("certain", "probable", "possible", "unknown"),
    *("positive", "negative"),
    *("statement", "belief", "intention", "decree"),
    *("direct", "indirect", "mixed"),
)
LABEL_KEYS = {name: key for key, name in enumerate(LABELS, 1)}
LABELLED = ("certainty", "polarity", "act", "quotation")  # columns of `claims`
PERSON = "a person"  # the reader of what people add, see `missed_claims.py`; it never counts as the newest


class Label(TypeDecorator[str]):
    """One of `LABELS`: a word to the program, a key to the database."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> int | None:
        """Word -> key."""
        return None if value is None else LABEL_KEYS[value]

    def process_result_value(self, value: int | None, dialect: Any) -> str | None:
        """Key -> word."""
        return None if value is None else LABELS[value - 1]


def _key() -> Column[int]:
    return Column("key", Key, primary_key=True, autoincrement=False)


labels = Table(
    "labels",
    metadata,
    Column("key", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
)

# Sentences that many claims, relays and aliases share.
reasons = Table(
    "reasons",
    metadata,
    _key(),
    Column("name", Text, nullable=False, unique=True),
)

readers = Table(
    "readers",
    metadata,
    _key(),
    Column("name", Text, nullable=False, unique=True),  # "konon 0.1.0 / tagger-1"
)

runs = Table(
    "runs",
    metadata,
    _key(),
    Column("reader", Key, ForeignKey("readers.key"), nullable=False),
    Column("started", String(20), nullable=False),  # ISO 8601, UTC
    Column("ended", String(20), nullable=False),  # of its last batch
    Column("articles", Integer, nullable=False),
    Column("claims", Integer, nullable=False),
)

# Who publishes or passes on, whatever a page calls it.
publishers = Table(
    "publishers",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),  # as in `publishers.toml`
    Column("country", String(2)),
    Column("owner", Text),
)

# A name of an outlet as pages and articles write it.
outlets = Table(
    "outlets",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("publisher", Key, ForeignKey("publishers.key")),  # null only while a ledger is brought up to date
    Index("ix_outlets_publisher", "publisher"),
)

outlet_decisions = Table(
    "outlet_decisions",
    metadata,
    _key(),
    Column("verb", String(5), nullable=False),  # merge, split
    Column("outlet", Key, ForeignKey("outlets.key"), nullable=False),
    Column("source", Key, ForeignKey("publishers.key"), nullable=False),
    Column("target", Key, ForeignKey("publishers.key"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Index("ix_outlet_decisions_outlet", "outlet"),
)

pages = Table(
    "pages",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("url", Text),
    Column("path", Text),
    Column("given_id", Text),
    Column("form", String(8), nullable=False),
    Column("charset", Text),
    Column("fetched", Text),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),  # bytes as received
    Column("body", LargeBinary, nullable=False),  # compressed, see `pages.py`
)

articles = Table(
    "articles",
    metadata,
    _key(),
    Column("id", Text, nullable=False),
    Column("text_hash", String(16), nullable=False),
    Column("version", Integer, nullable=False),  # from 1, in the order of adding
    Column("page", Key, ForeignKey("pages.key")),
    Column("outlet", Key, ForeignKey("outlets.key")),
    Column("url", Text),
    Column("path", Text),
    Column("title", Text),
    Column("section", Text),
    Column("byline", Text),
    Column("dateline", Text),
    Column("published", Text),
    Column("lang", Text, nullable=False),
    Column("untested", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("related", Text, nullable=False),
    Column("added", String(20), nullable=False),
    UniqueConstraint("id", "text_hash"),
    Index("ix_articles_url", "url"),
    Index("ix_articles_page", "page"),
)

copies = Table(
    "copies",
    metadata,
    # Another page than the article's own, of other bytes but with the same text.
    Column("page", Key, ForeignKey("pages.key"), primary_key=True),
    Column("article", Key, ForeignKey("articles.key"), primary_key=True),
)

readings = Table(
    "readings",
    metadata,
    _key(),
    Column("article", Key, ForeignKey("articles.key"), nullable=False),
    Column("reader", Key, ForeignKey("readers.key"), nullable=False),
    Column("run", Key, ForeignKey("runs.key"), nullable=False),
    Column("current", SmallInteger, nullable=False),  # 1: of the newest reader and the version last seen
    UniqueConstraint("article", "reader"),
)

speakers = Table(
    "speakers",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("country", String(2)),
)

aliases = Table(
    "aliases",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("speaker", Key, ForeignKey("speakers.key"), nullable=False),
    Column("name", Text, nullable=False),  # as articles write it
    Column("plain", Text, nullable=False),  # as it is compared
    Column("last", Text, nullable=False),  # the last word of `plain`
    Column("scope", Text, nullable=False),  # the article that a mere description holds for; "" for a name
    Column("kind", Text),
    Column("role", Text),
    Column("affiliation", Text),
    Column("country", String(2)),
    Column("reason", Key, ForeignKey("reasons.key"), nullable=False),  # why it is this speaker
    Index("ix_aliases_speaker", "speaker"),
    Index("ix_aliases_plain", "plain"),
    Index("ix_aliases_last", "last"),
)

name_words = Table(
    "name_words",
    metadata,
    # The words of each name's `plain`, by any of which it is found: see `name_words.py`.
    Column("word", Text, primary_key=True),
    Column("alias", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    _key(),
    Column("verb", String(5), nullable=False),  # merge, split
    Column("alias", Key, ForeignKey("aliases.key"), nullable=False),
    Column("source", Key, ForeignKey("speakers.key"), nullable=False),
    Column("target", Key, ForeignKey("speakers.key"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Index("ix_decisions_alias", "alias"),
)

# One claim of one version of an article, whoever read it: see `sayings.py`.
sayings = Table(
    "sayings",
    metadata,
    _key(),
    Column("id", String(16), nullable=False, unique=True),
)

attributions = Table(
    "attributions",
    metadata,
    _key(),
    Column("id", String(16), nullable=False),
    Column("article", Key, ForeignKey("articles.key"), nullable=False),
    Column("source", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("saying", Key, ForeignKey("sayings.key")),  # null only while a ledger is brought up to date
    UniqueConstraint("id", "article"),
    Index("ix_attributions_saying", "saying"),
)

changes = Table(
    "changes",
    metadata,
    # What one reading made of the sayings of those before it.
    _key(),
    Column("verb", String(5), nullable=False),  # split: target from source; join: source into target
    Column("source", Key, ForeignKey("sayings.key"), nullable=False),
    Column("target", Key, ForeignKey("sayings.key"), nullable=False),
    Column("reading", Key, ForeignKey("readings.key"), nullable=False),
    Column("at", String(20), nullable=False),
    Index("ix_changes_source", "source"),
    Index("ix_changes_target", "target"),
    Index("ix_changes_reading", "reading"),
)

visits = Table(
    "visits",
    metadata,
    # Each time an address was looked at; the version last seen is the current one: see `visits.py`.
    _key(),
    Column("address", Text, nullable=False),  # the article's id
    Column("at", String(20), nullable=False),  # ISO 8601, UTC, to the second
    Column("status", Text, nullable=False),  # "ok", or why it brought nothing
    Column("sha256", String(64)),  # of the page's bytes; null where claims came without a page
    Column("article", Key, ForeignKey("articles.key")),  # the version that was seen
    Index("ix_visits_address", "address", "at"),
    Index("ix_visits_article", "article"),
)

headlines = Table(
    "headlines",
    metadata,
    # What a version was called before; a headline that changes together with the text is another version's.
    _key(),
    Column("article", Key, ForeignKey("articles.key"), nullable=False),
    Column("title", Text, nullable=False),
    Column("until", String(20), nullable=False),  # when another was seen
    Index("ix_headlines_article", "article"),
)

# What is watched, see `watching/`: where new pages are looked for, the pages found there, and the hosts asked.
watched = Table(
    "watched",
    metadata,
    _key(),
    Column("address", Text, nullable=False, unique=True),
    Column("kind", String(7)),  # feed, sitemap, section, article; null until it was first looked at
    Column("parent", Key),  # the sitemap that lists this one
    Column("depth", SmallInteger, nullable=False),  # how many sitemaps lead here
    Column("added", String(20), nullable=False),
    Column("paused", String(20)),
    Column("looked", String(20)),
    Column("due", String(20), nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("status", Text),  # "ok", or why the last look brought nothing
    Column("fresh", SmallInteger, nullable=False),  # looks in a row at which every address in it was new
    Index("ix_watched_due", "due"),
)

watched_pages = Table(
    "watched_pages",
    metadata,
    # A page that something watched has led to; a row stays when that is watched no more, so that it is read once.
    _key(),
    Column("source", Key),  # of `watched`; null where that was removed
    Column("address", Text, nullable=False, unique=True),
    Column("host", Text, nullable=False),
    Column("mark", String(16)),  # what the source says beside the address: a hash of its own id, or of title and date
    Column("listed", String(20), nullable=False),
    Column("first", String(20)),  # when it was first read
    Column("looks", Integer, nullable=False),
    Column("fails", Integer, nullable=False),  # in a row
    Column("looked", String(20)),
    Column("due", String(20)),  # null: it is looked at no more
    Column("etag", Text),
    Column("modified", Text),
    Column("article", Text),  # the id it was read as
    Column("text_hash", String(16)),  # of its article, by which an answer given to every address is known
    Column("status", Text),
    Index("ix_watched_pages_due", "due"),
    Index("ix_watched_pages_mark", "mark"),
    Index("ix_watched_pages_article", "article"),
    Index("ix_watched_pages_text_hash", "text_hash"),
)

watched_hosts = Table(
    "watched_hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("requests", Integer, nullable=False),  # on that day
    Column("until", String(20)),  # before which it is not asked again
    Column("strikes", Integer, nullable=False),  # refusals in a row
)

alerts = Table(
    "alerts",
    metadata,
    _key(),
    Column("kind", String(10), nullable=False),
    Column("asked", Text, nullable=False),  # JSON: the words and filters, or whose id or address
    Column("added", String(20), nullable=False),
    Column("seen", Text, nullable=False),  # JSON: what was there at the last run
)

alert_hits = Table(
    "alert_hits",
    metadata,
    # Ids alone, so that nothing of an erased article stays here.
    Column("alert", Key, ForeignKey("alerts.key"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("at", String(20), nullable=False),
    Column("article", Text),
    Column("claim", String(16)),
    Column("why", String(40), nullable=False),
    Index("ix_alert_hits_at", "at"),
)

alert_sent = Table(
    "alert_sent",
    metadata,
    Column("alert", Key, ForeignKey("alerts.key"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("at", String(20), nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    # What is left of an erased article: see `erasing.py`.
    _key(),
    Column("article", Text, nullable=False, unique=True),  # its id
    Column("address", Text, nullable=False),  # as whoever erased it gave it; a path without "./" and the like
    Column("url", Text),
    Column("hashes", Text, nullable=False),  # JSON: of each version's text
    Column("counts", Text, nullable=False),  # JSON: how many rows of each table went
    Column("last_keys", Text, nullable=False),  # JSON: the highest key of each table then; none is given twice
    Column("by", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("wiped", String(20)),  # when the database's free space was cleared of it; null until then
    Index("ix_erasures_url", "url"),
)

erased_ids = Table(
    "erased_ids",
    metadata,
    # Of attributions, sayings, speakers and names that are gone: hashes, which hold no word.
    Column("id", String(16), primary_key=True),
    Column("erasure", Key, ForeignKey("erasures.key"), primary_key=True),
)

claims = Table(
    "claims",
    metadata,
    _key(),
    Column("attribution", Key, ForeignKey("attributions.key"), nullable=False),
    Column("reading", Key, ForeignKey("readings.key"), nullable=False),
    Column("current", SmallInteger, nullable=False),
    # Of the article, so that a search need not ask for it.
    Column("article", Key, ForeignKey("articles.key"), nullable=False),
    Column("outlet", Key, ForeignKey("outlets.key")),
    Column("published", Text),
    Column("lang", Text, nullable=False),
    Column("quotation", Label, ForeignKey("labels.key"), nullable=False),
    # Who, how sure.
    Column("speaker", Key, ForeignKey("aliases.key")),  # null: nobody can be told
    Column("speaker_reason", Text, nullable=False),
    Column("speaker_confidence", Float, nullable=False),
    Column("speaker_span", Text),
    Column("certainty", Label, ForeignKey("labels.key"), nullable=False),
    Column("polarity", Label, ForeignKey("labels.key"), nullable=False),
    Column("act", Label, ForeignKey("labels.key"), nullable=False),
    Column("reason", Key, ForeignKey("reasons.key"), nullable=False),
    Column("hedges", Text),  # JSON; null where there is none, as in the next
    Column("said", Text),
    Column("confidence", Float, nullable=False),
    Column("content", Text, nullable=False),  # what was said
    UniqueConstraint("attribution", "reading"),
    Index("ix_claims_reading", "reading"),
    Index("ix_claims_speaker", "speaker", "published"),
    Index("ix_claims_outlet", "outlet", "published"),
    # Newest first, and what the narrow filters ask for is in the index itself.
    Index(
        "ix_claims_newest",
        "published",
        "current",
        "certainty",
        "polarity",
        "act",
        "quotation",
        "lang",
        "outlet",
        "speaker",
    ),
)

relays = Table(
    "relays",
    metadata,
    Column("claim", Key, ForeignKey("claims.key"), primary_key=True),
    Column("place", SmallInteger, primary_key=True),  # 0: nearest to the article
    Column("outlet", Key, ForeignKey("outlets.key"), nullable=False),
    Column("name", Text, nullable=False),  # as the article writes it
    Column("spans", Text, nullable=False),
    Column("reason", Key, ForeignKey("reasons.key"), nullable=False),
    Index("ix_relays_outlet", "outlet", "claim"),
)

corrections = Table(
    "corrections",
    metadata,
    # What people said of claims instead of the reader, and attributions it missed: see `correcting.py`. Never erased.
    _key(),
    Column("id", String(16), nullable=False, unique=True),
    Column("saying", String(16), nullable=False),  # its id: the row stays where the saying goes
    Column("article", Text, nullable=False),  # the article's id
    Column("text_hash", String(16), nullable=False),  # of the version that was corrected
    Column("fields", Text, nullable=False),  # JSON, by name; what is not in it stays as it was read
    Column("missed", Text),  # JSON: source, cue and content of an attribution the reader missed; null for others
    Column("alias", Key, ForeignKey("aliases.key")),  # the speaker in `fields`, in this ledger
    Column("by", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("undone", String(20)),
    Column("undone_by", Text),
    Index("ix_corrections_article", "article"),
    Index("ix_corrections_alias", "alias"),
)

as_read = Table(
    "as_read",
    metadata,
    # The reader's own of each claim that corrections hold for; the claim's row has what counts.
    Column("claim", Key, ForeignKey("claims.key"), primary_key=True, autoincrement=False),
    Column("corrections", Text, nullable=False),  # JSON: the keys of those that hold for it, the oldest first
    Column("wrong", SmallInteger, nullable=False),  # 1: there is no attribution at all
    Column("speaker", Key, ForeignKey("aliases.key")),
    Column("speaker_reason", Text, nullable=False),
    Column("speaker_confidence", Float, nullable=False),
    Column("speaker_span", Text),
    *(Column(name, Label, ForeignKey("labels.key"), nullable=False) for name in ("certainty", "polarity", "act")),
    Column("reason", Key, ForeignKey("reasons.key"), nullable=False),
    Column("relays", Text, nullable=False),  # JSON: name, spans and reason of each
    Index("ix_as_read_speaker", "speaker"),
    Index("ix_as_read_reason", "reason"),
)

encoders = Table(
    "encoders",
    metadata,
    _key(),
    Column("name", Text, nullable=False, unique=True),
)

# What all of these hold is in `vectors.py`. Signs are read all at once, sizes of a few claims: they stand apart.
vector_blocks = Table(
    "vector_blocks",
    metadata,
    _key(),  # in the order of writing, so that what came since is found
    Column("encoder", Key, ForeignKey("encoders.key"), nullable=False),
    Column("claims", LargeBinary, nullable=False),  # their keys
    Column("signs", LargeBinary, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("claim", Key, ForeignKey("claims.key"), primary_key=True, autoincrement=False),
    Column("block", Key, nullable=False),  # in which its signs are
    Column("sizes", LargeBinary, nullable=False),
)

# Who may use a ledger that several share, see `accounts.py`; secrets are kept as hashes alone.
accounts = Table(
    "accounts",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),  # the name without its capitals
    Column("role", String(6), nullable=False),
    Column("password", Text, nullable=False),  # argon2
    Column("made", Text, nullable=False),
    # What it has seen (`LedgerMark`): from where this visit tells news, and its last look. NULL: it never looked.
    Column("since_article", BigInteger),
    Column("since_at", Text),
    Column("last_article", BigInteger),
    Column("last_at", Text),
)

logins = Table(
    "logins",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", Key, ForeignKey("accounts.key"), nullable=False),
    Column("expires", BigInteger, nullable=False),  # seconds since 1970
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", Key, ForeignKey("accounts.key"), nullable=False),
    Column("label", Text, nullable=False),
    Column("made", Text, nullable=False),
)

# Who did what; the database refuses to change a row or take it out.
audit = Table(
    "audit",
    metadata,
    _key(),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("address", Text, nullable=False),  # of the machine it came from; "" for this one's command line
    Column("what", Text, nullable=False),
    Column("target", Text, nullable=False),
)

# What has been followed, see `claim_linker.py`: a saying is compared with those that were traced before it.
tracers = Table(
    "tracers",
    metadata,
    _key(),
    Column("name", Text, nullable=False, unique=True),  # "links-3 / pairs-2"
)

traced = Table(
    "traced",
    metadata,
    Column("saying", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),
    Column("tracer", Key, ForeignKey("tracers.key"), nullable=False),
    Column("article", Key, ForeignKey("articles.key"), nullable=False),
    Column("day", Integer, nullable=False),  # since year 1; 0 where no date is known
    Column("vector", LargeBinary, nullable=False),  # signs and sizes, as `vectors.py` packs them
    Column("marks", LargeBinary, nullable=False),  # its values in `link_keys`
    Column("words", LargeBinary, nullable=False),  # hashes of the words said, 4 bytes each
    Column("around", LargeBinary, nullable=False),  # and of the others in its sentence
    Index("ix_traced_article", "article"),
)

link_keys = Table(
    "link_keys",
    metadata,
    # By what a saying is found: a name, number, run of words, speaker, relay or cell of vectors, hashed to 8 bytes.
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("saying", Key, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    # Of each pair of sayings that were compared word for word; "none": they were found unlike.
    Column("a", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),  # the earlier by date
    Column("b", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),
    Column("relation", String(11), nullable=False),
    Column("score", Float, nullable=False),
    Column("changes", Text),  # JSON; null where there are none, as in the next
    Column("reasons", Text),
    Index("ix_links_b", "b"),
    Index("ix_links_relation", "relation", "a", "b"),
)

thread_sayings = Table(
    "thread_sayings",
    metadata,
    # Of each thread of two sayings or more, by the key of the one that was traced first.
    Column("saying", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),
    Column("thread", Key, nullable=False),
    Index("ix_thread_sayings_thread", "thread", "saying"),
)

judgements = Table(
    "judgements",
    metadata,
    # What people decided of two sayings, by their ids: a row is never taken out, also where a saying is.
    _key(),
    Column("a", String(16), nullable=False),
    Column("b", String(16), nullable=False),
    Column("relation", String(11), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("withdrawn", String(20)),
    Column("withdrawn_by", Text),
    Index("ix_judgements_a", "a"),
    Index("ix_judgements_b", "b"),
)

judged_pairs = Table(
    "judged_pairs",
    metadata,
    # The sayings that a judgement holds for: those it was made of, and what says the same at their addresses now.
    Column("a", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),
    Column("b", Key, ForeignKey("sayings.key"), primary_key=True, autoincrement=False),
    Column("judgement", Key, ForeignKey("judgements.key"), primary_key=True, autoincrement=False),
    Index("ix_judged_pairs_b", "b"),
    Index("ix_judged_pairs_judgement", "judgement"),
)

# Kept beside what they are counted from, see `counts.py`: current claims alone.
counts = Table(
    "counts",
    metadata,
    Column("facet", String(9), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("claims", Key, nullable=False),
    sqlite_with_rowid=False,  # one tree; no index by claims, which every article that is added would turn over
)

# What a program holds in memory of a table is void where its number here has changed.
generations = Table(
    "generations",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("number", Key, nullable=False),
)
