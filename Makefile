# The entry points. Each sets up what it needs in .venv; nothing is installed elsewhere.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: run test check validate bench interop clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) '.[test,fast]' || $(INSTALL) '.[test]'
	touch $@

run: $(READY)
	$(BIN)/midflight run $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/midflight check
	$(BIN)/midflight validate

validate: $(READY)
	$(BIN)/midflight validate $(ARGS)

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)

interop: $(READY)
	$(BIN)/python -m interop $(ARGS)

clean:
	rm -rf .venv compliance-report build dist
