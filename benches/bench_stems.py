"""Which way of cutting Indonesian words brings together what belongs together: `python benches/bench_stems.py TEXT...`.

TEXT: JSON lines with a `text`. The roots to compare with are those of Sastrawi, which has a dictionary and is slow and
no longer maintained: `pip install PySastrawi` for this bench alone.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from konon.ledger.stems import stems, words_of_text


def roots_of(paths, most=9000):
    counts = Counter()
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            counts.update(words_of_text(json.loads(line).get("text") or ""))
    factory = StemmerFactory()
    stemmer, known = factory.create_stemmer(), set(factory.get_words())
    found = {word: stemmer.stem(word) for word, _ in counts.most_common(most) if word.isalpha() and len(word) > 3}
    return {word: root for word, root in found.items() if root in known and len(root) > 3}


def measure(name, roots, meets):
    """`meets`: word -> the words it would find. Recall and precision over pairs of different words."""
    families = defaultdict(set)
    for word, root in roots.items():
        families[root].add(word)
    right = missed = wrong = 0
    for word, root in roots.items():
        hit, same = meets(word) - {word}, families[root] - {word}
        right, missed, wrong = right + len(hit & same), missed + len(same - hit), wrong + len(hit - same)
    print(f"{name}: recall {right / (right + missed):.3f}, precision {right / (right + wrong):.3f}")


def by_keys(words, keys):
    holders = defaultdict(set)
    for word in words:
        for key in keys(word):
            holders[key].add(word)
    return lambda word: set().union(*(holders[key] for key in keys(word)))


def trigrams(word):
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def by_trigrams(words, share):
    cut = {word: trigrams(word) for word in words}

    def meets(word):
        return {other for other in words if len(cut[word] & cut[other]) >= share * min(len(cut[word]), len(cut[other]))}

    return meets


def main():
    roots = roots_of(sys.argv[1:])
    print(f"{len(roots):,} words of {len(set(roots.values())):,} roots")
    snowball = Stemmer.Stemmer("indonesian")
    measure("Snowball", roots, by_keys(roots, lambda word: [snowball.stemWord(word)]))
    measure("Konon", roots, by_keys(roots, lambda word: [word, *stems(word, "id")]))
    some = dict(random.Random(1).sample(sorted(roots.items()), min(1500, len(roots))))
    for share in (0.5, 0.6):
        measure(f"trigrams, {share:.0%} shared, among {len(some):,} words", some, by_trigrams(some, share))


if __name__ == "__main__":
    main()
