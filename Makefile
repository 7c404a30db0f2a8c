# Everything a newcomer needs: make demo, make test. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: install demo test laws lint format clean

install: $(INSTALLED)

# The lock file holds hashes and names no index; uv lives inside the environment, so nothing is installed on the machine.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Langganan needs Python 3.11 or newer: make PYTHON=python3.11 demo")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $(INSTALLED)

demo: install
	@$(BIN)/langganan demo

test: install
	@$(BIN)/pytest

# Invariant 2 over a hundred examples: an hour or two.
laws: install
	@$(BIN)/pytest tests/laws --laws

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/sqlfmt --line-length 100 --check --quiet --no-progressbar dbt_project

format: install
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/sqlfmt --line-length 100 --quiet --no-progressbar dbt_project

clean:
	@rm -rf .venv data .mypy_cache .pytest_cache .ruff_cache
