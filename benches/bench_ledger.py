"""How fast the ledger adds and finds: `python benches/bench_ledger.py --articles 100000 --keep big.db`.

Adding beside a bare executemany of the same rows, growth, size, and search over a million made-up claims.
"""

import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path

from ledger_corpus import CLAIMS, Corpus
from results import make_parser, report
from sqlalchemy import text

from konon.ledger import Ledger, Query, rows
from konon.ledger.schema import metadata
from konon.ledger.stems import stems

BATCH = 256
AN_ARTICLE, A_CLAIM = ("articles", "readings"), ("attributions", "claims", "claims_fts")  # tables, by what has a row


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def add(path, articles):
    """Seconds an article, by thousands, and the bytes of all texts; the corpus is made outside the clock."""
    corpus, steps, chars = Corpus(), [], 0
    with Ledger.open(path, write=True) as ledger:
        for start in range(0, articles, 1000):
            some = list(corpus.readings(min(1000, articles - start), start))
            chars += sum(len(reading.article.text.encode()) for reading in some)
            begun = time.perf_counter()
            ledger.add_all(some, batch=BATCH)
            steps.append((time.perf_counter() - begun) / len(some))
    return steps, chars


def words_by_claim(articles):
    """What the full-text table of the corpus holds."""
    found = []
    for reading in Corpus().readings(articles):
        about = rows.About(reading.article)
        for claim in reading.claims:
            row = rows.claim_row(claim, reading.article.text, reading.article.lang)
            found.append((len(found) + 1, row["words"], about.words(claim)))
    return found


def add_bare(path, rows_of, articles):
    """The rows of another ledger into the same tables by executemany alone, as many articles a transaction."""
    with Ledger.open(path, write=True):
        pass
    source, target, words = sqlite3.connect(rows_of), sqlite3.connect(path), words_by_claim(articles)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -65536"):
        target.execute(f"PRAGMA {pragma}")  # as a ledger has it
    tables = [table.name for table in metadata.sorted_tables if table.name not in ("labels", "relays")]
    held = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in (*tables, "relays")}
    held["claims_fts"] = words
    begun = time.perf_counter()
    for table in tables:
        if table not in A_CLAIM and table not in AN_ARTICLE:
            put(target, table, held[table])
    for start in range(0, articles, BATCH):
        end, claims = start + BATCH, slice(start * CLAIMS, (start + BATCH) * CLAIMS)
        for table in (*AN_ARTICLE, *A_CLAIM):
            put(target, table, held[table][slice(start, end) if table in AN_ARTICLE else claims])
        target.commit()
    put(target, "relays", held["relays"])
    target.commit()
    return time.perf_counter() - begun


def put(target, table, rows_of_table):
    if rows_of_table:
        columns = "(rowid, content, about)" if table == "claims_fts" else ""
        marks = ", ".join("?" * len(rows_of_table[0]))
        target.executemany(f"INSERT INTO {table} {columns} VALUES ({marks})", rows_of_table)


def count_matches(place, word):
    """Claims that have the word in any form."""
    forms = dict.fromkeys((word, *stems(word, "")))
    if place.is_sqlite:
        asked, given = "claims_fts WHERE claims_fts MATCH :forms", " OR ".join(f'"{form}"' for form in forms)
    else:
        asked, given = "claims WHERE tokens @@ CAST(:forms AS tsquery)", " | ".join(forms)
    with place.reading() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {asked}"), {"forms": given}).scalar()


def questions(path):
    """By kind, what is asked; word counts are looked up in the ledger itself."""
    with Ledger.open(path) as ledger:
        newest = ledger.search(limit=300)
        matches = partial(count_matches, ledger._place)
        common, rare = [], []
        for finding in newest:
            words = list(dict.fromkeys(word for word in finding.content.split() if len(word) > 4))
            counts = {word: matches(word) for word in words[:8]}
            few = [word for word in words[:8] if counts[word] <= 20_000]
            rare += [" ".join(few[:3]) if len(few) > 2 else " ".join(few[:2])] if len(few) > 1 else []
            common += [(counts[word], word) for word in words[:8]]
        top = [word for _, word in sorted(set(common), reverse=True)[:6]]
        singles = [word for count, word in sorted(set(common), reverse=True) if count <= 20_000][:20]
    who = [finding.claim.speaker.name for finding in newest]
    where = [finding.article.outlet for finding in newest]
    filters = [{"speaker": name} for name in who[:20]] + [{"outlet": name} for name in where[:20]]
    filters += [{"relay": name} for name in where[:20]] + [{"since": "2020-05", "until": "2020-06"}, {"lang": "en"}]
    filters += [{"country": name} for name in ("ID", "Korut", "FR")] + [{"country": "US", "act": "decree"}]
    filters += [{"country": "US", "act": "decree", "quotation": "mixed"}, {"history": True}]
    filters += [{"certainty": "probable", "act": "decree"}, {"polarity": "negative"}, {"quotation": "mixed"}]
    filters += [{"certainty": "probable", "act": "decree", "quotation": "mixed", "polarity": "negative"}]
    both = [(words, one) for words, one in zip(rare, filters * 9, strict=False)]
    both += [(word, {"certainty": "possible"}) for word in singles] + [(word, {"outlet": where[0]}) for word in singles]
    return {
        "two or three words": [(words, {}) for words in rare[:150]],
        "one word, nearly 20,000 matches": [(word, {}) for word in singles],
        "a filter": [("", one) for one in filters],
        "words and a filter": both,
        "the commonest words": [(word, {}) for word in top] + [(f"{a} {b}", {}) for a, b in pairwise(top)],
    }


def search(path):
    """Figures by kind of question; each is asked once before it is timed."""
    asked, figures = questions(path), {}
    with Ledger.open(path) as ledger:
        for kind, calls in asked.items():
            times, slowest = [], (0.0, "")
            for words, filters in calls:
                ledger.search(words, **filters)
                begun = time.perf_counter()
                ledger.search(words, **filters)
                times.append(time.perf_counter() - begun)
                slowest = max(slowest, (times[-1], f"{words} {filters}"))
            half, most = (1000 * percentile(times, share) for share in (0.5, 0.95))
            figures[f"search, {kind}"] = f"median {half:.1f} ms, p95 {most:.1f} ms ({len(calls)} questions)"
            print(f"slowest of {kind}: {slowest[0] * 1000:.0f} ms, {slowest[1]}", file=sys.stderr)
    return figures


def measure_facets(path):
    """The kept counts, and those of an answer."""
    figures = {}
    with Ledger.open(path) as ledger:
        word = ledger.search(limit=1)[0].content.split()[0]
        kinds = {
            "of all claims": [Query()] * 20,
            "of what a filter passes": [Query(country="ID"), Query(lang="en")] * 5,
        }
        for kind, asked in (kinds | {"of a word": [Query(words=word)] * 5}).items():
            times = []
            for query in asked:
                begun = time.perf_counter()
                ledger.facets(query)
                times.append(time.perf_counter() - begun)
            half, most = (1000 * percentile(times, share) for share in (0.5, 0.95))
            figures[f"facet counts, {kind}"] = f"median {half:.1f} ms, p95 {most:.1f} ms"
    return figures


def measure_rows(path):
    """All claims without their articles, and as findings for a tenth of the time."""
    with Ledger.open(path) as ledger:
        begun = time.process_time()
        count = sum(1 for _ in ledger.rows(Query(limit=None, as_added=True)))
        rows = time.process_time() - begun
        begun = time.process_time()
        some = sum(1 for _ in ledger.find(Query(limit=max(1, count // 20), as_added=True)))
        findings = time.process_time() - begun
    slim, whole = 1e6 * rows / count, 1e6 * findings / some
    return {f"{count:,} slim rows (CPU)": f"{rows:.1f} s, {slim:.0f} µs each; a finding {whole:.0f} µs"}


def is_file(path):
    """Else it is the address of a PostgreSQL database."""
    return "://" not in str(path)


def bytes_of(path):
    """The ledger's size: its file's, or its database's."""
    if is_file(path):
        return os.path.getsize(path)
    with Ledger.open(path) as ledger, ledger._place.reading() as connection:
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar()


def fill(path, articles, folder):
    """Add the corpus, and say how fast and how large."""
    steps, chars = add(path, articles)
    figures = {"add, articles (ten claims each) a second": f"{articles / (sum(steps) * 1000):,.0f}"}
    if len(steps) > 8:
        growth = statistics.median(steps[-5:]) / statistics.median(steps[1:6])
        figures["add, last five thousand against the first"] = f"{growth:.2f}"
    size = bytes_of(path)
    figures["size, times the text"] = f"{size / chars:.2f} ({size / 1e6:,.0f} MB)"
    if articles <= 20_000 and is_file(path):
        bare = add_bare(Path(folder) / "bare.db", path, articles)
        figures["add, times a bare executemany of the same rows"] = f"{sum(steps) * 1000 / bare:.2f}"
    return figures


def is_filled(path):
    """Whether a corpus is there already."""
    if is_file(path):
        return path.exists()
    with Ledger.open(path, write=True) as ledger:
        return ledger.counts()["claims"] > 0


def main():
    parser = make_parser(__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="ten claims each")
    parser.add_argument("--keep", type=Path, help="leave the ledger there, or search one that is there")
    parser.add_argument("--postgres", metavar="URL", help="an empty database to fill, or one that is filled")
    args = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = args.postgres or args.keep or Path(folder) / "bench.db"
        if not is_filled(path):
            figures |= fill(path, args.articles, folder)
        figures |= search(path) | measure_facets(path) | measure_rows(path)
    figures["peak memory"] = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    report(figures, write=args.write)


if __name__ == "__main__":
    main()
