# Everything lives in .venv; `make run` and `make test` set up what they need and nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEV := $(VENV)/.dev-installed
RUN := $(VENV)/.installed

.PHONY: run test install check pictures clean
.DEFAULT_GOAL := run

run: $(RUN)
	@$(BIN)/landscape run

install: $(RUN)

test: $(DEV)
	$(BIN)/python -m pytest

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: $(DEV)
	$(BIN)/python docs/pictures/make.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Landscape needs Python 3.11 or newer; set it with: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# The lock file names every version, PyTorch's too: a range would bring gigabytes of CUDA.
$(RUN): requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -e .
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
