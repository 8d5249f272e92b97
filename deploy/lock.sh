#!/usr/bin/env bash
# Resolves pyproject.toml into the hashed lock files beside this script. They name no host, so they work behind any mirror.
# Needs uv (pip install uv). Run it after a change of the dependencies; `uv pip compile --upgrade` semantics with: deploy/lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet "$@"; }
compile --group build "${@}" --output-file deploy/requirements.lock
compile --group build --group dev "${@}" --constraint deploy/requirements.lock --output-file deploy/requirements-dev.lock
compile --group build --group dev --group bench "${@}" --constraint deploy/requirements-dev.lock --output-file deploy/requirements-bench.lock
