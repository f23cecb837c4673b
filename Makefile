# Dateline. Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock files.
#   make demo    install, read the sample reports, show the events        make test    all that CI runs
#   make bench   accuracy, speed and memory beside their floors            make lock    pin the packages anew
#   make install make the environment only                                 make clean   remove all that make made

.SHELLFLAGS := -eu -c
.DELETE_ON_ERROR:
.PHONY: help demo install install-dev gazetteer test check bench lock clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin
DATELINE := $(BIN)/dateline
DEMO := out/demo.sqlite
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OPENBLAS_NUM_THREADS ?= 1

help:
	@sed -n '2,4s/^# *//p' Makefile

# ---------------------------------------------------------------- the environment

install: .venv/.run
install-dev: .venv/.dev

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Dateline needs Python 3.11 or newer; found $$(python3 --version 2>/dev/null || echo no Python)." \
	    "Install one, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Dateline needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "$(PYTHON) cannot make an environment: install its venv module (Debian: apt install python3-venv)." >&2; exit 1; }

.venv/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing Dateline into .venv (a minute or two; about 700 MB) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.run
	@echo "Installing the test tools into .venv ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

gazetteer: .venv/.run
	@$(DATELINE) gazetteer build

# ---------------------------------------------------------------- what it does

demo: .venv/.run gazetteer
	@mkdir -p out && rm -f $(DEMO) $(DEMO)-*
	@$(BIN)/python -m docs.demo $(DEMO)

test: .venv/.dev gazetteer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q

check: test

bench: .venv/.dev gazetteer
	@$(BIN)/python -m bench all

lock: .venv/.dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml $(LOCK) -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements/run.lock $(LOCK) -o requirements/dev.lock
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

clean:
	rm -rf .venv out build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
