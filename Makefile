# One command for each thing one does with this checkout. `make` alone lists them.
# Needs Python 3.11 or newer and make; everything else goes into .venv, once.

PYTHON ?= python3
DIR ?= work
WORKERS ?= 2
UPGRADE ?=

SHELL := /bin/sh
# nbgrader calls alembic by name, so the environment's programs come first. CURDIR may hold spaces.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

RUN := .venv/bin/python -m
READY := .venv/.ready
PYTEST := $(RUN) pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help lab demo test test-all test-fast test-wheel lint build audit bench clean pins setup system

help: ## List these commands
	@echo "Backprop by Hand"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo "Settings: PYTHON=python3.12 (which Python), DIR=folder (for make lab)."

lab: $(READY) ## Copy the lessons into work/ and open JupyterLab there
	@$(RUN) course lab "$(DIR)"

demo: NEEDED = bubblewrap:bwrap
demo: system $(READY) ## Grade a class of 12 made from known answers, and show the gradebook
	@$(RUN) course demo

test: NEEDED = bubblewrap:bwrap chromium:chromium postgresql:pg_createcluster
test: system lint ## Check style and types, then run all tests that are not slow
	@$(PYTEST) -m "not slow"

test-all: NEEDED = bubblewrap:bwrap chromium:chromium postgresql:pg_createcluster
test-all: system lint ## Check style and types, then run all tests: every lesson, PostgreSQL, kills, fuzzing
	@$(PYTEST)

test-fast: $(READY) ## Run the tests that start no process
	@$(PYTEST) -m unit

test-wheel: $(READY) ## Install the wheel without a checkout and without pins, and run units of helpers there
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; unset PYTHONPATH; \
	$(RUN) hatchling build -t wheel -d "$$folder"; "$(PYTHON)" -m venv "$$folder/env"; \
	"$$folder/env/bin/python" -m pip install -q "$$(echo "$$folder"/*.whl)[teach,test]"; \
	mkdir "$$folder/course"; cp -r course/lessons course/answers "$$folder/course"; cp -r tests pyproject.toml "$$folder"; \
	cd "$$folder"; env/bin/course lab work --no-open; env/bin/course doctor; \
	env/bin/python -m pytest -m unit tests/test_checks_*.py tests/test_reference_*.py tests/test_differences.py

lint: $(READY) ## Check style and types
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

build: $(READY) ## Make source/ and release/ from the lesson texts
	@$(RUN) course build

audit: $(READY) ## Grade every known answer: right ones keep all points, wrong ones lose theirs
	@$(RUN) course audit

bench: NEEDED = bubblewrap:bwrap
bench: system $(READY) ## Measure grading side by side with stock nbgrader (BENCH="--sizes 50,200,1000")
	@$(RUN) bench $(BENCH)

setup: $(READY) ## Only set up .venv

clean: ## Remove .venv, caches and the demo; your work/ and your gradebook stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist demo
	find course helpers tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

pins: ## Write requirements.txt anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	"$(PYTHON)" -m venv "$$folder"; "$$folder/bin/python" -m pip install -q uv; \
	"$$folder/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --custom-compile-command "make pins" $(UPGRADE) \
	    --extra teach --extra postgres --extra test --group setup pyproject.toml -o requirements.txt

# --- Set-up: done once, and again when what it was made from changes. ---

$(READY): requirements.txt pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { \
	    echo "No $(PYTHON) here. Install Python 3.11 or newer, or name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or newer is needed; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv, once; this takes a minute or two ..."
	@.venv/bin/python -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear .venv
	@$(RUN) pip install -qq --require-hashes -r requirements.txt
	@$(RUN) pip install -qq --no-deps --no-build-isolation -e .
	@touch $(READY)

# Grading runs in a sandbox, and the tests drive a browser and a database server, which pip cannot install.
# NEEDED: package:program.
NEEDED ?= bubblewrap:bwrap chromium:chromium postgresql:pg_createcluster
system:
	@missing=""; \
	for each in $(NEEDED); do \
	    command -v "$${each#*:}" >/dev/null || missing="$$missing $${each%%:*}"; \
	done; \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        echo "Installing$$missing with apt-get ..."; \
	        export DEBIAN_FRONTEND=noninteractive; \
	        { apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing; } >/dev/null </dev/null || \
	            echo "Could not install$$missing; what needs them will say so." >&2; \
	    else \
	        echo "For all of it, install$$missing. On Debian: sudo apt-get install$$missing" >&2; \
	    fi; \
	fi
