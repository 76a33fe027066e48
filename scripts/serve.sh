#!/bin/sh
# Site and worker together; ending one (Ctrl-C, SIGTERM) ends both.
set -eu
echo "Musubiba: http://127.0.0.1:${PORT:-8000}/   (Ctrl-C ends site and worker)"
cat "${DATA_DIR:-instance}/demo-sign-ins.txt" 2>/dev/null || true
.venv/bin/flask worker &
worker=$!
.venv/bin/gunicorn --config gunicorn.conf.py wsgi:app &
web=$!
trap 'kill -TERM $web $worker 2>/dev/null || true' INT TERM
wait $web || true
kill -TERM $worker 2>/dev/null || true
wait $worker || true
