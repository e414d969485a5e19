# Everything lives in .venv; nothing is installed outside this folder.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
READY := .venv/.ready
# One more than there are cores, as many tests wait, but no more than four: each may start a
# PostgreSQL of its own.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$(( cores < 4 ? cores + 1 : 4 )))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run test prove check fmt bench screenshots recording lock

help: ## Say what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-11s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with everything in it, the earshot command included

run: setup ## Start Earshot: the local workspace without tokens, Slack with them
	@exec $(BIN)/earshot run

test: setup ## Run the whole test suite (ARGS="tests/domain -x" for a part of it)
	@$(PYTEST) $(ARGS)

prove: setup ## Run the same suite with the many cases of the long proofs
	@EARSHOT_PROVE=1 $(PYTEST) -o timeout=7200 $(ARGS)

check: setup ## Check format, lint, types and the way imports run
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fmt: setup ## Format the code and mend what can be mended by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## Measure acknowledgements a second, start to ready, memory, and simulate
	@$(BIN)/python -m tests.benchmarks && $(BIN)/python -m tests.benchmarks.simulate

screenshots: setup ## Take the pictures of the docs anew, and of every other screen (needs chromium)
	@$(BIN)/python -m tests.screens $(ARGS)

recording: setup ## Film the loop, from the real page, for the README (needs chromium)
	@$(BIN)/python -m tests.screens.recording

lock: setup ## Lock the libraries by hash again (UPGRADE=--upgrade for the newest)
	@$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	@$(LOCK) $(UPGRADE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

$(READY): requirements-dev.lock pyproject.toml
	@if [ ! -x $(BIN)/python ]; then \
		for each in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
			"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
			"$$each" -c 'import ensurepip, venv' 2>/dev/null && exec "$$each" -m venv .venv; \
			echo "$$each has no venv module. On Debian: apt install python3-venv" >&2; \
			exit 1; \
		done; \
		echo 'Earshot needs Python 3.11 or newer. On Debian: apt install python3-venv' >&2; \
		exit 1; \
	fi
	@echo 'Installing the locked libraries into .venv'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
