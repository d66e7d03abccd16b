# Jiuchuang: two commands do everything on a fresh machine with Python >= 3.11:
#
#   make demo    the main job with a short report in out/, then the demo county's site until Ctrl-C (DEMO_SERVE=0: none)
#   make test    every test
#
# Further: make check (what CI asks before the tests), make bench (figures against rivals; BENCH=--quick is
# shorter), make format, make clean.
# The virtual environment .venv is made here with the standard library and pip; nothing else is presupposed.

SHELL := /bin/sh
VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
COMMA := ,
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --quiet --editable

# The first interpreter on PATH that is new enough; override with `make PYTHON=/path/to/python3 test`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

# Policy documents for `make demo`; without any, the built-in sample county is used.
DOCS ?= $(wildcard ../shared/seeds)
OUT  ?= out
JOBS ?= 2

.PHONY: demo serve test check style types imports house bench format clean
.DEFAULT_GOAL := test

# The site's data lie in $(SITE); a second run uses them again. DEMO_SERVE=0 ends when the site is made.
SITE ?= data/demo
DEMO_SERVE ?= 1
demo: $(STAMP)
	DEMO_SERVE=$(DEMO_SERVE) $(BIN)/jiuchuang demo $(if $(DOCS),--docs "$(DOCS)") --out "$(OUT)" --site-data "$(SITE)"

# An empty start as in production, but on this machine and without encryption. Data lie in $(DATA).
DATA ?= data
serve: $(STAMP)
	JIUCHUANG_DATA="$(DATA)" JIUCHUANG_PLAIN_HTTP=1 $(BIN)/jiuchuang serve

# The cluster tests start Dask and Spark on this machine. Spark is half a gigabyte, a minute to install, and does
# nothing without Java: only with it. Otherwise its test says that it was skipped.
CLUSTERS   := dask$(if $(shell command -v java),$(COMMA)spark)
TEST_STAMP := $(STAMP)-$(subst $(COMMA),-,$(CLUSTERS))
$(TEST_STAMP): $(STAMP)
	@echo "==> adding $(CLUSTERS) (once; about a minute)"
	$(INSTALL) ".[$(CLUSTERS)]"
	@touch $@

# What is kept is tested on both databases; PostgreSQL comes as a package and is started by the tests. Journeys too, but
# for those that only look at pages or make the demonstration.
JOURNEYS := $(filter-out %accessible.py %demo.py %demo_site.py,$(wildcard tests/journeys/test_*.py))
test: $(TEST_STAMP)
	JIUCHUANG_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n $(JOBS) tests/apps tests/web tests/api $(JOURNEYS)
	$(BIN)/python -m pytest -n $(JOBS)

check: style types imports house

style: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

house: $(STAMP)
	$(BIN)/python -m pytest tests/house

# Rivals come with their own extra, so only this target asks for them; the clusters are measured too.
BENCH_STAMP := $(VENV)/.bench
$(BENCH_STAMP): $(TEST_STAMP)
	$(INSTALL) ".[bench]"
	@touch $@

bench: $(BENCH_STAMP)
	$(BIN)/python -m benchmarks.all $(BENCH)

format: $(STAMP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Remade only when pyproject.toml changes, so a second `make` starts at once.
$(STAMP): pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "Jiuchuang needs Python 3.11 or newer, and none is on PATH." >&2; \
		echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; exit 1; fi
	@if [ ! -x $(BIN)/python ] && ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make a virtual environment: its venv or ensurepip module is missing." >&2; \
		echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; fi
	@echo "==> preparing $(VENV) (once; about a minute)"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(INSTALL) ".[dev,smt,office]"
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
