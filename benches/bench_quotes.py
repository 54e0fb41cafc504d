"""How fast `konon check` answers: `python benches/bench_quotes.py --articles 100000 --keep big.db`.

Quotations of each kind from claims spread over a made-up ledger (10 claims an article): as they are, with a word
changed, of a named speaker, a part, of common words alone, and words that stand nowhere.
"""

import tempfile
import time
from itertools import islice
from pathlib import Path

from bench_ledger import add, percentile
from ledger_corpus import Corpus
from results import make_parser, report

from konon.ledger import Ledger, Query

ASKED = 60  # of each kind


def quotations(ledger, corpus):
    """Kind -> (words, speaker) of claims spread over the ledger."""
    found = list(islice(ledger.find(Query(limit=ASKED * 50)), 0, None, 50))[:ASKED]
    common = [" ".join(corpus.words[k : k + 6]) for k in range(0, 3 * ASKED, 3)]
    words = [finding.content.split() for finding in found]
    names = [finding.claim.speaker.name for finding in found]
    changed = [" ".join([*one[:3], "lain", *one[4:]]) for one in words]
    return {
        "as they are": [(" ".join(one), None) for one in words],
        "as they are, speaker named": list(zip(map(" ".join, words), names, strict=True)),
        "a word changed": [(one, None) for one in changed],
        "a word changed, speaker named": list(zip(changed, names, strict=True)),
        "a part": [(" ".join(one[2:6]), None) for one in words],
        "common words": [(one, None) for one in common],
        "nowhere": [(f"zzq{k} qqz{k} xxz{k} kkz{k}", None) for k in range(10)],
    }


def main():
    parser = make_parser(__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--keep", help="use, or make, the ledger there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or str(Path(folder) / "quotes.db")
        if not Path(path).exists():
            add(path, options.articles)
        rows = {}
        with Ledger.open(path) as ledger:
            for kind, asked in quotations(ledger, Corpus()).items():
                times, verdicts = [], {}
                for words, speaker in asked:
                    begun = time.perf_counter()
                    verdict = ledger.check(words, speaker).verdict
                    times.append(1000 * (time.perf_counter() - begun))
                    verdicts[verdict] = verdicts.get(verdict, 0) + 1
                shown = ", ".join(f"{verdict} {count}" for verdict, count in sorted(verdicts.items()))
                rows[kind] = f"p50 {percentile(times, 0.5):.0f} ms, p95 {percentile(times, 0.95):.0f} ms; {shown}"
            rows["claims"] = f"{ledger.counts()['claims']:,}"
    report({f"quotation check, {kind}": row for kind, row in rows.items()}, write=options.write)


if __name__ == "__main__":
    main()
