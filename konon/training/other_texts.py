"""A clone of NTREX-128 and the tracing set made of it -> plain text of each language, without the marked articles."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

FILES = {
    "ms": "msa",
    "ru": "rus",
    "ar": "arb",
    "ko": "kor",
    "zh": "zho-CN",
    "ja": "jpn",
    "fr": "fra",
    "es": "spa",
}


def write_texts(clone: Path, tracing: Path, marks: Path, out: Path) -> None:
    """A file a language, a sentence a line: of the documents that the tracing set has, those that no mark is of."""
    documents = (clone / "DOCUMENT_IDS.tsv").read_text("utf-8").splitlines()
    kept = {json.loads(line)["cluster"] for line in tracing.read_text("utf-8").splitlines()}
    marked = {
        json.loads(line)["id"].rpartition(".")[0]
        for path in marks.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    out.mkdir(parents=True, exist_ok=True)
    for lang, name in FILES.items():
        lines = (clone / "NTREX-128" / f"newstest2019-ref.{name}.txt").read_text("utf-8").split("\n")
        of_documents = zip(lines, documents, strict=False)
        chosen = [line for line, document in of_documents if document.strip() in kept - marked]
        (out / f"{lang}.txt").write_text("\n".join(chosen) + "\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> None:
    """Write the texts by which pieces are counted."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("clone", type=Path, help="of github.com/MicrosoftTranslator/NTREX")
    ap.add_argument("tracing", type=Path, help="ntrex-dev.jsonl")
    ap.add_argument("--marks", type=Path, required=True, help="evals/languages")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    write_texts(a.clone, a.tracing, a.marks, a.out)


if __name__ == "__main__":
    main()
