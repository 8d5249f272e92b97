# Two commands on a fresh machine with Python 3.11 or newer, git and make:
#   make demo              sets everything up, then runs the demo (make demo ARGS=--check plays it and exits)
#   make test              sets everything up, then runs every check and the whole test suite
#   make install           only sets the product up, for running it for real
# Everything goes into .venv, from the hashed lock files under deploy/. A second run sets up nothing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet --no-input
PYTHON ?= $(shell for each in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
ARGS ?=

.PHONY: demo test check install
.DEFAULT_GOAL := demo

demo: $(VENV)/ceji-runtime.stamp
	@exec $(BIN)/ceji demo $(ARGS)

install: $(VENV)/ceji-runtime.stamp

test: check browser
	$(BIN)/pytest -n 2 --ignore=tests/bench $(ARGS)

# The checks that need no run of the product: style, types, and who may import whom.
check: $(VENV)/ceji-dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed; none was found. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@echo "Making $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/ceji-runtime.stamp: deploy/requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the product needs into $(VENV) …"
	@$(PIP) install --require-hashes -r deploy/requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/ceji-dev.stamp: deploy/requirements-dev.lock $(VENV)/ceji-runtime.stamp
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) install --require-hashes -r deploy/requirements-dev.lock
	@touch $@

# The web tests drive a real browser and look at Chinese text.
.PHONY: browser
browser:
	@missing=; \
	command -v chromium >/dev/null || missing="chromium"; \
	[ -n "$$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || missing="$$missing fonts-noto-cjk fontconfig"; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing the system packages $$missing with apt-get, for the browser tests …"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
		else \
			echo "The browser tests need $$missing. Run this, then make test again: sudo apt-get install $$missing" >&2; exit 1; \
		fi; \
	fi
