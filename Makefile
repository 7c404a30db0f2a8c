# Needs Python 3.11 to 3.13 and make; everything else lands in .venv. Dependencies are those of requirements.lock, by hash.
.DEFAULT_GOAL := help
.PHONY: help demo install test laws lint format clean

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
INSTALLED := .venv/installed-requirements.lock
WORKERS ?= 2

export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## Show the targets.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: install ## Make the sample shop's deliveries and run the whole path on them.
	@$(BIN)/langganan demo

install: $(INSTALLED) ## Create .venv with the pinned dependencies.

# pip installs uv alone; uv installs the rest in seconds, only from files whose hashes are in the lock.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name it with make PYTHON=..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet "uv>=0.9,<1"
	@cmp -s requirements.lock $(INSTALLED) || VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@cp requirements.lock $(INSTALLED)

test: install ## Run every test, in two processes; WORKERS=4 where there are more cores.
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder

laws: install ## Try a hundred orders of delivery instead of a few; takes hours.
	@$(BIN)/python -m pytest tests/laws --laws

lint: install ## Check style, types and SQL.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfmt --check --quiet dbt_project

format: install ## Format Python and SQL.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfmt --quiet dbt_project

clean: ## Remove the environment and all data made here.
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis
