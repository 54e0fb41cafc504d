#!/usr/bin/env bash
# From the shared data to the weights in konon/models/pairs: the pair network (about 10 minutes of encoding and four times
# 3 of training on one quiet core), then the judge of matching on top of it. The table of senses that both ask is made before,
# by konon.training.export_senses: see konon/models/senses/CARD.md.
#
#   runs/tracing.sh ../shared/data
set -euo pipefail
made="$(mktemp -d)"
data="${1:?the folder of the shared data}"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 # small products: more threads only wait for one another
python -m konon.training.train_pairs "$data/tracing" --translations "$data/panl/dev.tsv" --out konon/models/pairs
head -n 60 "$data/polnear/dev.jsonl" | python -c "import json, sys; [print(json.dumps({k: r[k] for k in ('id', 'text')})) for r in map(json.loads, sys.stdin)]" |
  python -m konon.cli read --format jsonl -q - >"$made/unlinked.jsonl"
python -m konon.training.marked_links evals/marks/links-en.jsonl evals/marks/links-id.jsonl --data "$data" >"$made/marked.jsonl"
python -m konon.training.train_matching "$data/tracing/links-dev.jsonl" "$made/marked.jsonl" \
  --across evals/marks/links-en-across.jsonl \
  --texts "$data/tracing/demetr-dev.jsonl" "$data/tracing/ntrex-dev.jsonl" \
  --unlinked "$made/unlinked.jsonl" --out konon/models/pairs
