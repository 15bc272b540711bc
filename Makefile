# From a bare Python 3.11 or newer: make run, make test. To use another Python: make run PYTHON=python3.13

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The requirements files pin every package, so pip has nothing to resolve.
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet --quiet --no-deps

# `make run` and `make test` may start at the same time; only one of them sets up at a time.
ALONE  := $(PYTHON) -c 'import fcntl, subprocess, sys; lock = open("$(VENV)/lock", "w"); \
          fcntl.flock(lock, fcntl.LOCK_EX); sys.exit(subprocess.call(sys.argv[1:]))'

.PHONY: help run test lint docs bench lock clean environment dev-environment

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: environment  ## set up, and mill data/raw into data/processed
	@$(BIN)/newsmill run

test: dev-environment  ## set up, and run all tests
	@$(BIN)/pytest

lint: dev-environment  ## lint, format, types, import directions, generated docs
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy flows tasks schemas bench training
	@$(BIN)/lint-imports
	@$(BIN)/newsmill docs --check

docs: environment  ## regenerate the derived docs and suites
	@$(BIN)/newsmill docs

bench: dev-environment  ## speed and memory, compared with a bare trafilatura loop
	@$(BIN)/python -m bench.speed

lock: dev-environment  ## pin the newest versions that pyproject.toml allows
	@for group in "" "-dev"; do \
	  { echo "# Made by 'make lock' from pyproject.toml: every version and every file pinned, for Linux and macOS."; \
	    $(BIN)/uv pip compile pyproject.toml --group build $${group:+--group dev --extra names -c requirements.txt} \
	      --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header; \
	  } > $(VENV)/locked && mv $(VENV)/locked requirements$$group.txt || exit 1; \
	done

clean:  ## delete the environment, the caches and the tables
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find data/processed -mindepth 1 ! -name .gitkeep -delete

environment: $(VENV)/python-is-new-enough
	@$(ALONE) $(MAKE) --no-print-directory $(VENV)/run

dev-environment: $(VENV)/python-is-new-enough
	@$(ALONE) $(MAKE) --no-print-directory $(VENV)/dev

$(VENV)/python-is-new-enough:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("newsmill needs Python 3.11 or newer; say where it is: make run PYTHON=python3.13")'
	@mkdir -p $(VENV) && touch $@

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

# The project itself is installed last, from this folder, with the pinned setuptools: no network, nothing unpinned.
$(VENV)/run: requirements.txt pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV) (once; a minute or two)"
	@$(PIP) --no-compile --require-hashes --requirement requirements.txt
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true  # as pip does, but on all cores
	@$(PIP) --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/run
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@
