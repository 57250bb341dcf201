# `make` alone says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SERVE ?= yes
HOUSEHOLDS ?= 1200

# Trust the certificates the machine trusts, also behind a company's own proxy.
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true

.DEFAULT_GOAL := help
.PHONY: help demo test test-nightly lint types bench docs clean

help:
	@echo "make demo          sample company: workbooks in, bills, receipts, dunning, both reports out (SERVE=no: do not serve)"
	@echo "make test          all tests, lint, types and the house's contracts"
	@echo "make test-nightly  the long runs as well"
	@echo "make lint types    style and contracts; types alone"
	@echo "make bench         measured ratios against bare SQL, table and var/bench/results.json"
	@echo "make docs          regenerate docs/errors.md"
	@echo "make clean         remove the environment; var/ with its data stays"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1)
	@echo "preparing $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	@$(BIN)/qingshou demo --households $(HOUSEHOLDS) $(if $(filter no,$(SERVE)),--no-serve)

test: lint types
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-nightly: lint types
	@QINGSHOU_NIGHTLY=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports

types: $(READY)
	@$(BIN)/mypy

bench: $(READY)
	@$(BIN)/python -m bench

docs: $(READY)
	@$(BIN)/python -m qingshou.interfaces.wording.catalogue > docs/errors.md

clean:
	rm -rf $(VENV)
