# Every daily command. `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv)
export PORT
export FLASK_APP := wsgi
export PYTHONUTF8 := 1
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
# Eight threads would each keep freed memory in an arena of their own.
export MALLOC_ARENA_MAX ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo serve worker test check format lint types contracts templates-lint bench messages workflows pictures audit lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# --- what needs what -------------------------------------------------------------------------------------------------
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
ifdef UV
	@$(UV) venv -q --allow-existing --python "$$(command -v $(PYTHON))" $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "installing packages (requirements.txt) ..."; date +%s > $(VENV)/.began
ifdef UV
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python -r requirements.txt
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
endif
	@echo "packages: $$(($$(date +%s) - $$(cat $(VENV)/.began))) s, downloads in it"
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "installing packages (requirements-dev.txt) ..."
ifdef UV
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
endif
	@touch $@ $(VENV)/.installed

# --- running ---------------------------------------------------------------------------------------------------------
demo: $(VENV)/.installed ## site and worker with the demo data on http://127.0.0.1:$PORT; Ctrl-C ends both
	@scripts/load_demo.sh
	@scripts/serve.sh

serve: $(VENV)/.installed ## the site alone (a production server)
	@$(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

worker: $(VENV)/.installed ## the delivery worker alone
	@$(BIN)/flask worker

# --- checking --------------------------------------------------------------------------------------------------------
test: $(VENV)/.installed-dev ## the whole suite, on SQLite and on a real PostgreSQL
	@$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev lint types contracts templates-lint ## format, lint, types, import contracts, templates, then the tests
	@$(MAKE) --no-print-directory test

lint: $(VENV)/.installed-dev ## ruff
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .

types: $(VENV)/.installed-dev ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.installed-dev ## the storeys of the house
	@$(BIN)/lint-imports --no-cache

templates-lint: $(VENV)/.installed-dev ## djlint
	@$(BIN)/djlint app --lint --quiet

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

# --- long ones, by hand; results go into docs/ -----------------------------------------------------------------------
$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.installed-dev
ifdef UV
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python -r requirements-bench.txt
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-bench.txt
endif
	@touch $@

bench: $(VENV)/.installed-bench ## ratios beside peers in the same run, written into docs/benchmarks.md
	@$(BIN)/python -m bench

messages: $(VENV)/.installed-dev ## bring the English catalogue up to date with the texts
	@$(BIN)/python scripts/messages.py

workflows: $(VENV)/.installed-dev ## draw docs/workflows.md from the transition tables
	@$(BIN)/python -m scripts.workflows

pictures: $(VENV)/.installed-dev ## screenshots for README, docs and the help pages (needs chromium)
	@$(BIN)/python -m scripts.pictures

audit: $(VENV)/.installed-dev ## known weaknesses of the pinned packages (needs a vulnerability service)
	@$(BIN)/pip-audit --strict -r requirements.txt

lock: ## requirements*.in into pinned requirements*.txt with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" requirements-dev.in -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" requirements-scale.in -c requirements.txt -o requirements-scale.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" requirements-bench.in -c requirements.txt -o requirements-bench.txt

clean: ## the demo's data and the index, so that the next `make demo` starts afresh
	rm -rf instance
	find search_index -mindepth 1 ! -name .keep -delete
