# Everything lives in .venv; `make run` and `make test` set up what they need and nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEV := $(VENV)/.dev-installed
RUN := $(VENV)/.installed

TRAINED := runs/judge

.PHONY: run test quick install check wheel-test pictures train clean
.DEFAULT_GOAL := run

run: $(RUN)
	@$(BIN)/landscape run

install: $(RUN)

# First all tests that no clock is held to, two at a time; then the others, one at a time. Both run, whatever the first says.
test: $(DEV)
	@$(BIN)/python -m pytest -m "not clock"; others=$$?; \
		$(BIN)/python -m pytest -n 0 -m clock; timed=$$?; \
		exit $$((others || timed))

# What needs no model, no process of its own and no clock: seconds, for the loop of writing. The folders of the models' own tests
# are not even imported, as PyTorch alone takes seconds; nor is what Python and pytest compiled once compiled again.
quick: $(DEV)
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -m "not model and not slow and not clock" \
		--ignore tests/training --ignore tests/regression --ignore tests/index/judge

# The wheel, installed in an empty virtual environment, gives its demonstration from there.
wheel-test: $(RUN)
	.ci/wheel-test $(BIN)/python

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

# The lock file names every version, PyTorch's too: a range would bring gigabytes of CUDA. So do dependencies that a package
# names and does not need: --no-deps leaves them out.
$(RUN): requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -e .
	@$(BIN)/python -m index.judge.weights
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -r requirements-dev.txt
	@touch $@

# Trains both readers for $(MINUTES) minutes each on two cores, and goes on where it was cut off. Needs ../shared.
MINUTES ?= 120
train: $(DEV)
	$(BIN)/python -m training.windows $(TRAINED)/windows
	$(BIN)/python -m training.data $(TRAINED)/first
	$(BIN)/python -m training.train $(TRAINED)/first $(TRAINED)/first --minutes $(MINUTES) --compiled
	$(BIN)/python -m training.data $(TRAINED)/pairs --round 2 --windows $(TRAINED)/windows
	$(BIN)/python -m training.train $(TRAINED)/pairs $(TRAINED)/judge --start $(TRAINED)/first --rate 2e-4 --minutes $(MINUTES) --compiled
	$(BIN)/python -m training.data $(TRAINED)/later-pairs --round 3 --windows $(TRAINED)/windows --older 4500
	$(BIN)/python -m training.train $(TRAINED)/later-pairs $(TRAINED)/later --start $(TRAINED)/judge --epochs 1 --rate 2e-4 --minutes $(MINUTES) --compiled
	$(BIN)/python -m training.average $(TRAINED)/judge $(TRAINED)/later $(TRAINED)/average
	$(BIN)/python -m training.small_reader $(TRAINED)/windows $(TRAINED)/small --minutes $(MINUTES) --compiled
	$(BIN)/python -m training.ship --judge $(TRAINED)/average --small-reader $(TRAINED)/small
	$(BIN)/python -m training.dump $(TRAINED)/dumps
	$(BIN)/python -m training.fit $(TRAINED)/dumps --write

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
