# The recipes of the house. README, CONTRIBUTING and CI call these and nothing beside them.
# A target with a `##` comment is shown by `make help`; tests/house checks that each has one.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot dialogs playbooks storage
WORKERS ?= auto
# A file a worker, as they stand: sorted by their number of tests, the few long ones would end up last, and alone.
SPREAD := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# The first Python of 3.11 or newer that starts; `make setup PYTHON=/path/to/python` overrules it. The system's own comes
# before one of the same version further up the path: distributors build theirs for speed, which not everybody does.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do for path in "/usr/bin/$$name" "$$name"; do \
	"$$path" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$path"; break 2; }; done; done)
# What a program compiled once, the next one reads: the suite starts ours hundreds of times. `make clean` removes it.
unexport PYTHONDONTWRITEBYTECODE
CHROMIUM := chromium chromium-browser google-chrome google-chrome-stable
# What tests write goes where nothing waits for a disk, if there is room: their databases sync thousands of times.
ROOMY := $(shell [ "$$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -1)" -ge 4 ] 2>/dev/null && echo --tmpdir=/dev/shm)
SCRATCH := TMPDIR=$$(mktemp -d $(ROOMY)); export TMPDIR; trap 'rm -rf "$$TMPDIR"' EXIT
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help
help: ## List the recipes
	@sed -nE 's/^([a-z][a-z-]*):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

# ------------------------------------------------------------------------------------------------------- set-up

.PHONY: setup
setup: $(VENV)/.ready ## Make .venv and install what the bot needs, as locked

# The stamps hold what was installed: a second `make run` compares times and starts at once. Without its stamp a
# .venv was left half made, by Ctrl-C perhaps, and is made anew.
$(VENV)/.ready: requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "No Python 3.11 or newer found that can make a venv: install one (on Debian: sudo apt-get install python3-venv)," \
		"or say make setup PYTHON=/path/to/python" >&2; exit 1; }
	@[ -e $@ ] || { echo "Making $(VENV) with $(PYTHON) ..."; "$(PYTHON)" -m venv --clear $(VENV); } || \
		{ rm -rf $(VENV); echo "$(PYTHON) cannot make a venv. On Debian: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the locked packages (a minute, the first time) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-test: requirements-test.lock $(VENV)/.ready
	@echo "Installing the locked packages of the tests ..."
	@$(PIP) install --require-hashes --requirement requirements-test.lock
	@touch $@

$(VENV)/.ready-bench: requirements-bench.lock $(VENV)/.ready-test
	@echo "Installing the locked packages of the benchmark ..."
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@touch $@

# The browser tests are never skipped: they find a chromium, or it is installed, or we stop and say what is missing.
.PHONY: chromium
chromium: ## See that the browser tests find a chromium, or install one on Debian
	@for name in $(CHROMIUM); do command -v "$$name" >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium and Chinese fonts for the browser tests ..."; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get -qq update >/dev/null && apt-get -qq install --yes --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else \
		echo "The browser tests need chromium and Chinese fonts. On Debian: sudo apt-get install chromium fonts-noto-cjk" >&2; \
		echo "(any of these on the PATH will do: $(CHROMIUM))" >&2; \
		exit 1; \
	fi

# ------------------------------------------------------------------------------------------------------ running

.PHONY: run
run: $(VENV)/.ready ## Try the whole bot in a browser on this machine: no token, no internet
	@$(BIN)/hejie playground

.PHONY: bot
bot: $(VENV)/.ready ## Run the bot on Telegram with the token in .env
	@$(BIN)/hejie run

# ----------------------------------------------------------------------------------------------------- checking

# Counting lines doubles the time of a test. It is done where the tests mirror the packages, and not where whole calls
# are repeated, every file of the library is read, one test runs on every store, programs are started, or pages are opened.
# Those with long files come first, so that no worker has one left when the others are done.
UNCOUNTED := $(wildcard $(addprefix tests/,scenarios kill replicas bot/test_words_walk.py playbooks/test_mutants.py browser \
	bot/playground storage/suite damage servers benchmarks properties endurance storm disk tamper wander locks oracle \
	playbooks/library bot/commands bot/hatch bot/terminal bot/test_apart.py bot/test_cli.py bot/test_lifecycle.py \
	dialogs/service/test_recalls.py playbooks/test_formatting.py playbooks/test_json_schema.py storage/copying storage/postgres \
	storage/sqlite/test_kill.py storage/sqlite/test_shredding.py storage/test_codec.py house))

.PHONY: test
test: $(VENV)/.ready-bench chromium ## All that CI checks: linter, types, imports, every test, coverage
	@$(MAKE) --jobs=2 --output-sync=line lint suite

.PHONY: suite
suite: $(VENV)/.ready-bench chromium ## Every test, and coverage
	@rm -f .coverage .coverage.*
	$(SCRATCH); $(BIN)/coverage run -m pytest $(SPREAD) $(UNCOUNTED:%=--ignore=%)
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(SCRATCH); $(BIN)/pytest $(SPREAD) $(UNCOUNTED)

.PHONY: check
check: $(VENV)/.ready-bench ## The quick half of test, for every save: no browser, no killed processes, no long walks, no coverage
	@$(MAKE) --jobs=2 --output-sync=target lint quick

# Whole conversations, random walks, storms and races: half of the suite's time.
LONG := tests/scenarios tests/properties tests/servers tests/storm

.PHONY: quick
quick: $(VENV)/.ready-bench ## The tests of check, without the linter
	$(SCRATCH); $(BIN)/pytest -q $(SPREAD) -m "not browser and not kill" $(LONG:%=--ignore=%)

.PHONY: lint
lint: $(VENV)/.ready-bench ## Linter, formatter, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/.ready-test ## Format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

.PHONY: bench
bench: $(VENV)/.ready-bench ## Measure a tap beside other libraries, 8 minutes; QUICK=1 for a first look of 1½
	@$(BIN)/python -m tests.benchmarks $(if $(QUICK),--quick)

.PHONY: bench-log
bench-log: $(VENV)/.ready-bench ## Measure the log beside raw SQLite, 20 minutes; QUICK=1 for a first look of 1
	@$(BIN)/python -m tests.benchmarks.log $(if $(QUICK),--quick)

.PHONY: bench-postgres
bench-postgres: $(VENV)/.ready-bench ## Measure the log in PostgreSQL, also by several replicas, 12 minutes; QUICK=1 for a first look of 2
	@$(BIN)/python -m tests.benchmarks.postgres $(if $(QUICK),--quick)

.PHONY: bench-playbooks
bench-playbooks: $(VENV)/.ready-bench ## Measure the check of a playbook beside what else reads YAML, a minute
	@$(BIN)/python -m tests.benchmarks.playbooks

.PHONY: soak
soak: $(VENV)/.ready-test ## Storm the bot, kill it and its server, cut the power, spoil and lock its log, spoil its playbooks, 40 minutes; SEED=7 chooses the weather
	@$(BIN)/python -m tests.soak $(if $(SEED),--seed $(SEED))

.PHONY: endurance
endurance: $(VENV)/.ready-test ## Walk 10,000 calls for an hour by two programs on PostgreSQL; STORE=sqlite by one in a file
	@$(BIN)/python -m tests.endurance $(if $(STORE),--store $(STORE))

# ------------------------------------------------------------------------------------------------------- upkeep

.PHONY: docs
docs: $(VENV)/.ready ## Write docs/reference and the schemas of the library from the code
	@$(BIN)/python -m docs.generate

LOCKER := build/locker
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(LOCKER)/bin/pip-compile --quiet $(UPGRADE) --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --resolver backtracking

.PHONY: lock
lock: $(LOCKER)/bin/pip-compile ## Write the lock files from pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(COMPILE) --extra build --output-file requirements.lock pyproject.toml
	@for extra in test bench; do \
		$(LOCKER)/bin/python -c 'import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")' \
			"$$extra" > "build/$$extra.in"; \
	done
	$(COMPILE) --no-annotate --constraint requirements.lock --output-file requirements-test.lock build/test.in
	$(COMPILE) --no-annotate --constraint requirements.lock --constraint requirements-test.lock \
		--output-file requirements-bench.lock build/bench.in

$(LOCKER)/bin/pip-compile:
	@"$(PYTHON)" -m venv $(LOCKER)
	@$(LOCKER)/bin/python -m pip --disable-pip-version-check --quiet install pip-tools==7.6.2

.PHONY: clean
clean: ## Remove .venv, caches and everything built; data and .env stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	find $(PACKAGES) tests -type d -name __pycache__ -prune -exec rm -rf {} +
