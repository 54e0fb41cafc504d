"""Gold files -> how many attributions have the same id on this CPU and where every integer product is made exactly.

    python evals/exact.py FILE.jsonl [FILE.jsonl ...] [--articles 60]

The same is read a second time with the network's products in float64, where they are exact; everything else is as it
is. Exit code 1 where one id differs. Needs the `dev` extra (onnx).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import onnx

from konon.network.loading import VOCABULARY
from konon.pipeline import read_page
from konon.reading.spans.tagger import Tagger
from konon.records import Page, Reading
from konon.training.products import open_model, with_exact_products


def exact_tagger() -> Tagger:
    """The shipped tagger, its products exact."""
    tagger = Tagger()
    tagger.session = open_model(with_exact_products(onnx.load(str(VOCABULARY / "encoder.onnx"))))
    return tagger


def read_ids(texts: Iterable[str], tagger: Tagger) -> list[set[str]]:
    """The ids of each text's attributions."""
    readings = (read_page(Page(body=text.encode(), form="article", charset="utf-8"), tagger) for text in texts)
    return [
        {claim.attribution.id for claim in reading.claims} if isinstance(reading, Reading) else set()
        for reading in readings
    ]


def main(args: Sequence[str] | None = None) -> int:
    """Read all twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="JSON lines with `text`")
    parser.add_argument("--articles", type=int, default=60, help="of each file")
    asked = parser.parse_args(args)
    shipped, exact, differ = Tagger(), exact_tagger(), 0
    for path in asked.files:
        with path.open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in islice(lines, asked.articles)]
        pairs = list(zip(read_ids(texts, shipped), read_ids(texts, exact), strict=True))
        same, all_ids = (sum(map(len, part)) for part in ([a & b for a, b in pairs], [a | b for a, b in pairs]))
        alike = sum(a == b for a, b in pairs)
        print(f"{path.parent.name}: {same} of {all_ids} ids the same; {alike} of {len(pairs)} articles whole")
        differ += all_ids - same
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
