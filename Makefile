# Two commands for users: `make brief` and `make test`. `make help` lists the rest.
# A stamp in .venv says what is installed; a step runs again only when its inputs changed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CASE ?= iraq-2006
PACKAGE := pyproject.toml README.md LICENSE $(shell find src -type f -not -name '*.pyc' | sed 's/ /\\ /g')

.PHONY: help brief test check docs timings peer requirements clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

brief: $(VENV)/.irenic  ## write the brief on a case (CASE=iraq-2006) and say where it lies
	$(BIN)/irenic brief $(CASE) -o $(notdir $(CASE))-brief.html

test: $(VENV)/.irenic $(VENV)/.dev  ## run the whole test suite against the built wheel
	$(BIN)/python -m pytest -q -n 2 --dist worksteal $(TESTS)

check: $(VENV)/.irenic $(VENV)/.dev  ## lint, format and types
	$(BIN)/ruff check src tests docs timings
	$(BIN)/ruff format --check src tests docs timings
	$(BIN)/mypy

docs: $(VENV)/.irenic $(VENV)/.dev  ## build the documentation into site/
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict --quiet
	@echo "The documentation lies in site/index.html"

timings: $(VENV)/.irenic $(VENV)/.dev  ## measure speed and size, beside peers where they are installed
	$(BIN)/python timings/run.py

requirements:  ## pin the requirements anew (needs the network)
	$(BIN)/python requirements/pin.py

clean:  ## remove everything that was built
	rm -rf $(VENV) build dist site

$(VENV)/.made: Makefile
	test -n "$(PYTHON)" || { echo "Irenic needs Python 3.11 or later (python3)."; exit 1; }
	test -x $(BIN)/python && $(BIN)/python -c "" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Irenic needs Python 3.11 or later: make PYTHON=...')"
	touch $@

$(VENV)/.run: requirements/run.txt requirements/build.txt $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.irenic: $(VENV)/.run $(PACKAGE)
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --force-reinstall dist/*.whl
	touch $@

peer:  ## install NegMAS beside, for `make timings` (needs the network)
	$(PYTHON) -m venv .venv-peer
	.venv-peer/bin/python -m pip install --quiet "negmas==0.16.*"
