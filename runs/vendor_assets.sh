#!/usr/bin/env bash
# What the pages of `konon serve` load, from npm packages at fixed versions into the package, with their licences.
# Nothing of it is built: the files are as their makers published them. Run it again after changing a version.
#   runs/vendor_assets.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
assets="$here/konon/web/assets/vendor"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir -p "$assets"

# package@version, then its files as FROM=TO
bring() {
  local package=$1 folder
  shift
  folder="$made/$(echo "$package" | tr -c 'a-z0-9\n' -)"
  mkdir -p "$folder"
  tar -xzf "$made/$(cd "$made" && npm pack --silent "$package")" -C "$folder" --strip-components 1
  for pair in "$@"; do cp "$folder/${pair%%=*}" "$assets/${pair##*=}"; done
}

# Version 2, which is kept beside 4: it is smaller, and 4 is weeks old.
bring htmx.org@2.0.11 dist/htmx.min.js=htmx.min.js LICENSE=htmx.LICENSE.txt
bring @fontsource-variable/inter@5.3.0 files/inter-latin-wght-normal.woff2=inter.woff2 LICENSE=inter.LICENSE.txt
bring @fontsource-variable/source-serif-4@5.3.1 \
  files/source-serif-4-latin-wght-normal.woff2=source-serif-4.woff2 LICENSE=source-serif-4.LICENSE.txt
chmod 644 "$assets"/*
ls -l "$assets"
