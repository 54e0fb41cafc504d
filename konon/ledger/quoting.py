"""Words in quotation marks -> the claims and articles of a ledger that may hold them, for tracing to judge.

Rare words first: each word is looked up until it turns out to be common, and common ones count in runs of three alone.
So a question costs about the same in a ledger of a thousand claims and of a million.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, TextClause, and_, desc, select, text

from konon.ledger import schema
from konon.ledger.chunks import in_chunks
from konon.ledger.findings import Finding, load_articles, load_by_key
from konon.ledger.fulltext import is_among
from konon.ledger.opening import Place
from konon.ledger.queries import Query, plan_keys
from konon.ledger.rows import encodable
from konon.ledger.stems import words_of_text
from konon.records import Article
from konon.tracing.quote_verdict import CheckedQuote, HeldQuote, Whose, check_quotation

COMMON = 1_000  # claims that have a word, from which on it is not looked up alone
WORDS = 24  # of a quotation that are looked up, the longest
RUN = 3  # words
RUNS = 24  # of a quotation that are looked up
PHRASE = 12  # words at its beginning, and at its end, that are looked up as they stand
FOUND = 300  # claims that are taken from one look-up of a run, and of the speaker's own
LOADED = 60  # claims that are compared
ARTICLES = 20  # of which all claims are compared
TEXTS = 50  # articles whose text is looked through


def check(place: Place, words: str, claimed: Query) -> CheckedQuote:
    """`claimed`: who is said to have said it, and where and when; its other fields narrow nothing."""
    return check_quotation(LedgerQuotes(place, claimed), words)


class LedgerQuotes:
    """What one check asks of a ledger (`QuoteSource`)."""

    def __init__(self, place: Place, claimed: Query) -> None:
        plain = replace(claimed, words="", meaning=False, limit=None, history=True)
        self._place = place
        self._speaker = Query(speaker=claimed.speaker, limit=None, history=True) if claimed.speaker else None
        self._where = replace(plain, speaker=None)

    def claims_like(self, words: str) -> list[HeldQuote]:
        """Those with most of the rare words, and with runs of the others; of every reader and version."""
        given = words_of_text(encodable(words) or "")
        with self._place.reading() as connection:
            scores = self._score(connection, given) if given else {}
            likely = sorted(scores, key=lambda key: (-scores[key], -key))[:LOADED]
            return self._hold(connection, likely)

    def beside(self, held: Sequence[HeldQuote]) -> list[HeldQuote]:
        """All claims of the same versions of articles; of the likeliest articles alone."""
        versions = list(dict.fromkeys((one.article.id, one.version) for one in held))[:ARTICLES]
        c, t = schema.claims, schema.articles
        asked = select(c.c.key, t.c.id, t.c.version).join(t, t.c.key == c.c.article)
        with self._place.reading() as connection:
            found = connection.execute(asked.where(t.c.id.in_([id_ for id_, _ in versions])).order_by(c.c.key))
            return self._hold(connection, [key for key, id_, version in found if (id_, version) in set(versions)])

    def texts_with(self, words: Sequence[str]) -> list[tuple[Article, int]]:
        """The newest versions of articles that have all of these words, in whatever case."""
        t = schema.articles
        with self._place.reading() as connection:
            like = t.c.text.like if self._place.is_sqlite else t.c.text.ilike  # SQLite's knows no case of ASCII
            wanted = and_(*(like(_pattern(word), escape="/") for word in words))
            keys = list(
                connection.execute(select(t.c.key).where(wanted).order_by(desc(t.c.key)).limit(TEXTS)).scalars()
            )
            held = load_articles(connection, keys)
            return [held[key] for key in keys]

    def _score(self, connection: Connection, words: Sequence[str]) -> dict[int, float]:
        """Key of a claim -> how much of the quotation it has: a rare word counts more."""
        scores: dict[int, float] = defaultdict(float)
        rare, runs = [], _runs(words)
        for word in sorted(dict.fromkeys(words), key=lambda one: (-len(one), one))[:WORDS]:
            keys = _look_up(connection, [(word,)], COMMON)
            if len(keys) < COMMON:
                rare.append((word,))
                for key in keys:
                    scores[key] += 1 / (1 + len(keys)) ** 0.5
        for run in runs:
            for key in _look_up(connection, [run], FOUND):
                scores[key] += 0.1 * len(run)
        if self._speaker and (sought := [*rare, *runs]):
            for key in self._own(connection, sought):
                scores[key] += 1.0
        return scores

    def _own(self, connection: Connection, sought: Sequence[tuple[str, ...]]) -> list[int]:
        """Claims of the named speaker with any of these words or runs."""
        asked = plan_keys(connection, self._speaker or Query())
        among = asked.statement.order_by(None).where(_has(connection)).limit(FOUND)
        values = asked.values | {"sought": _expression(connection, sought)}
        return list(connection.execute(among, values).scalars())

    def _hold(self, connection: Connection, keys: Sequence[int]) -> list[HeldQuote]:
        findings: dict[int, Finding] = {}
        for some in in_chunks(keys):
            findings |= load_by_key(connection, some)
        own = _passing(connection, self._speaker, keys) if self._speaker else set(keys)
        there, seen = _passing(connection, self._where, keys), _seen_last(connection, keys)
        return [
            _held(findings[key], whose=_whose(findings[key], key in own), there=key in there, seen_last=key in seen)
            for key in keys
            if key in findings
        ]


def _held(finding: Finding, *, whose: Whose, there: bool, seen_last: bool) -> HeldQuote:
    speaker = finding.claim.speaker
    return HeldQuote(
        id=finding.id,
        claim=finding.claim,
        article=finding.article,
        version=finding.version,
        reader=finding.reader,
        current=finding.current,
        seen_last=seen_last,
        person=finding.speaker.id if finding.speaker else speaker.name or finding.id,
        whose=whose,
        there=there,
    )


def _whose(finding: Finding, own: bool) -> Whose:
    """A mere description ("a source") is nobody in particular."""
    if own:
        return "theirs"
    speaker = finding.claim.speaker
    return "nobody's" if speaker.name is None or speaker.kind == "unnamed" else "another's"


def _passing(connection: Connection, query: Query, keys: Sequence[int]) -> set[int]:
    asked, passing = plan_keys(connection, query), set()
    for some in in_chunks(keys):
        among = asked.statement.order_by(None).where(is_among(connection, schema.claims.c.key, some))
        passing |= set(connection.execute(among, asked.values).scalars())
    return passing


def _seen_last(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Claims of versions that are the last seen, by whatever reader."""
    c, g, found = schema.claims, schema.readings, set()
    for some in in_chunks(keys):
        current = select(g.c.key).where(g.c.article == c.c.article, g.c.current == 1).exists()
        found |= set(connection.execute(select(c.c.key).where(c.c.key.in_(some), current)).scalars())
    return found


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Its beginning and end, and runs of three words spread over it."""
    found = [tuple(words[:PHRASE]), tuple(words[-PHRASE:])]
    starts = range(max(1, len(words) - RUN + 1))
    step = max(1, -(-len(starts) // RUNS))
    return list(dict.fromkeys([*found, *(tuple(words[at : at + RUN]) for at in starts[::step])]))


def _look_up(connection: Connection, sought: Collection[tuple[str, ...]], most: int) -> list[int]:
    """Keys of claims in whose content any of these runs of words stands."""
    if connection.dialect.name == "sqlite":
        asked = text("SELECT rowid FROM claims_fts WHERE claims_fts MATCH :sought LIMIT :most")
    else:
        asked = text("SELECT key FROM claims WHERE tokens @@ CAST(:sought AS tsquery) LIMIT :most")
    return list(connection.execute(asked, {"sought": _expression(connection, sought), "most": most}).scalars())


def _has(connection: Connection) -> TextClause:
    if connection.dialect.name == "sqlite":
        return text("claims.key IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH :sought)")
    return text("claims.tokens @@ CAST(:sought AS tsquery)")


def _expression(connection: Connection, sought: Iterable[tuple[str, ...]]) -> str:
    """Words are letters and digits alone (`words_of_text`), so that neither language sees a sign of its own in them."""
    if connection.dialect.name == "sqlite":
        return "content : (" + " OR ".join(f'"{" ".join(run)}"' for run in sought) + ")"
    return " | ".join("(" + " <-> ".join(f"'{word}':A" for word in run) + ")" for run in sought)


def _pattern(word: str) -> str:
    """For LIKE; "_" stands for any letter that may be typeset otherwise."""
    return "%" + "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in word) + "%"
