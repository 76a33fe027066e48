#!/bin/sh
# Schema, demo data and index, once. A second start, with the same migrations and database, asks nobody and is quick.
set -eu
data=${DATA_DIR:-instance}
state="$(ls migrations/versions | cksum) ${DATABASE_URL:-}"
if [ -e .env ] || [ "$(cat "$data/demo-state" 2>/dev/null || true)" != "$state" ]; then
    .venv/bin/flask demo load --if-empty
    mkdir -p "$data"
    printf '%s\n' "$state" > "$data/demo-state"
fi
