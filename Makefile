# make install   everything for working on netwright, in .venv
# make demo      train on the built-in digits, evaluate, say where the report is
# make test      what CI runs: make check, then the tests without the slow ones
# make test-slow the tests that take minutes, and those of the callbacks with the real libraries
# make check     everything but the tests; `make format` mends what can be mended by itself
# make cover     the tests with coverage, and its floor
# make bench     the scripts in benchmarks/; make bench-peers first, what they are compared with
# make docs      the documentation, in docs/_build/html; a warning is an error
# make clean     removes what can be made again; not .venv, not runs/

.DEFAULT_GOAL := test
SHELL := /bin/sh
PYTHON ?= python3
WORKERS ?= 2

# torch comes with gigabytes of its own; with one release named here pip does not weigh the others.
# The package itself takes any torch from 2.9 on: TORCH=torch make install leaves the choice to pip.
ifeq ($(shell uname -m),aarch64)
TORCH ?= torch==2.9.1
else
TORCH ?= torch==2.14.1
endif

VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: errors are shown, the words about every place pip looked in are not.
PIP := $(BIN)/python -m pip install --quiet --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: install demo test test-slow test-callbacks check format cover bench bench-peers docs clean

# ---- environments: pip runs only when pyproject.toml has changed --------------------------------

$(VENV)/.stamp-torch: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python must be 3.11 or \
	later; got %s\nname another one: make PYTHON=python3.12" % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing $(TORCH) in $(VENV): some minutes the first time"
	@$(PIP) '$(TORCH)'
	@touch $@

$(VENV)/.stamp-run: pyproject.toml $(VENV)/.stamp-torch
	@echo "installing netwright in $(VENV)"
	@$(PIP) -e '.[track]'
	@touch $@

$(VENV)/.stamp-test: pyproject.toml $(VENV)/.stamp-torch
	@echo "installing netwright and what its tests need in $(VENV)"
	@$(PIP) -e '.[test]'
	@touch $(VENV)/.stamp-run $@

$(VENV)/.stamp-docs: pyproject.toml $(VENV)/.stamp-torch
	@echo "installing netwright and what its documentation needs in $(VENV)"
	@$(PIP) -e '.[docs]'
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml $(VENV)/.stamp-torch
	@echo "installing netwright with every extra and the development tools in $(VENV)"
	@$(PIP) -e '.[dev]'
	@touch $(VENV)/.stamp-run $(VENV)/.stamp-test $(VENV)/.stamp-docs $@

# pydoclint has an environment of its own: it needs docstring_parser_fork, cyclopts needs
# docstring_parser, and both put a module named docstring_parser into site-packages. The one
# installed last wins, and breaks the other.
$(VENV)/doclint/.stamp: Makefile $(VENV)/.stamp-torch
	@test -x $(VENV)/doclint/bin/python || $(BIN)/python -m venv $(VENV)/doclint
	@$(VENV)/doclint/bin/python -m pip install --quiet --quiet pydoclint==0.12.0
	@touch $@

# Lightning, transformers and Keras have another one; it finds torch and pytest by a .pth file.
SITE := import site; print(site.getsitepackages()[0])
CALLBACKS := $(VENV)/callbacks
$(CALLBACKS)/.stamp: pyproject.toml $(VENV)/.stamp-test
	@test -x $(CALLBACKS)/bin/python || $(BIN)/python -m venv $(CALLBACKS)
	@$(BIN)/python -c '$(SITE)' > "$$($(CALLBACKS)/bin/python -c '$(SITE)')/torch.pth"
	@echo "installing Lightning, transformers and Keras in $(CALLBACKS)"
	@$(CALLBACKS)/bin/python -m pip install --quiet --quiet -e '.[lightning,transformers,keras]'
	@touch $@

install: $(VENV)/.stamp-dev $(VENV)/doclint/.stamp
	@echo "done; next: make demo, or . $(BIN)/activate"

# ---- the program --------------------------------------------------------------------------------

demo: $(VENV)/.stamp-run
	@mkdir -p runs
	@$(BIN)/netwright train digits --json > runs/demo.json
	@run=$$($(BIN)/python -c 'import json; print(json.load(open("runs/demo.json"))["run"])') && \
	$(BIN)/netwright evaluate "$$run" digits && \
	echo "report: $$run/report.html"

# make bench runs everything; make bench LINE=tables only that script, LINE=4 only that line of
# docs/speed.md: line_4.py where there is one, else lines.py, which compares with the peers
LINE ?= start overhead pictures tables reference augment 1 2 4 6 7 8
bench: $(VENV)/.stamp-run
	@for line in $(LINE); do \
	  script=$$line.py; \
	  case $$line in [0-9]) \
	    script="lines.py $$line"; test ! -f benchmarks/line_$$line.py || script=line_$$line.py ;; \
	  esac; \
	  echo "== benchmarks/$$script"; $(BIN)/python benchmarks/$$script || exit 1; \
	done

# Each peer has an environment of its own. torch brings gigabytes: it is installed once, and those
# that are built on it find it by a .pth file.
PEERS := .venv-peers
ON_TORCH := keras-torch lightning skorch fastai
bench-peers: $(addprefix $(PEERS)/,$(addsuffix /.stamp,tensorflow jax torch sklearn $(ON_TORCH)))

$(PEERS)/torch/.stamp: Makefile
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@echo "installing $(TORCH) in $(@D): some minutes the first time"
	@$(@D)/bin/python -m pip install --quiet --quiet '$(TORCH)' torchvision
	@touch $@

$(ON_TORCH:%=$(PEERS)/%/.stamp): $(PEERS)/torch/.stamp
$(PEERS)/%/.stamp: benchmarks/peers/requirements/%.txt
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@case " $(ON_TORCH) " in *" $* "*) \
	  $(PEERS)/torch/bin/python -c '$(SITE)' > "$$($(@D)/bin/python -c '$(SITE)')/torch.pth" ;; \
	esac
	@echo "installing $* in $(@D)"
	@$(@D)/bin/python -m pip install --quiet --quiet -r $<
	@touch $@

# ---- the checks ---------------------------------------------------------------------------------

# Every check runs, whatever the ones before it found.
check: $(VENV)/.stamp-test $(VENV)/doclint/.stamp
	@wrong=; \
	try() { echo "== $$1"; shift; next=$$1; shift; "$$@" || wrong="$$wrong\n  $$next"; }; \
	try format 'make format' $(BIN)/ruff format --quiet --check .; \
	try lint 'mend what ruff names; make format does the simple ones' \
	  $(BIN)/ruff check --quiet .; \
	try types 'mend what mypy names' $(BIN)/mypy --no-error-summary; \
	try imports 'a room imports only the rooms below it: docs/architecture.md' \
	  $(BIN)/lint-imports; \
	try docstrings 'mend what pydoclint names' $(VENV)/doclint/bin/pydoclint -q src; \
	try tree 'make format' $(BIN)/python docs/tree.py --check; \
	try help 'make format' $(BIN)/python docs/make_help.py --check; \
	try equations 'make format' $(BIN)/python docs/make_equations.py --check; \
	if [ -n "$$wrong" ]; then printf "make check found something. What to do:$$wrong\n"; exit 1; fi

format: $(VENV)/.stamp-test
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python docs/tree.py
	@$(BIN)/python docs/make_help.py
	@$(BIN)/python docs/make_equations.py

# ---- the tests ----------------------------------------------------------------------------------

# One thread of arithmetic for each worker: two pools of threads on two cores wait for each other.
# loadfile keeps a file's tests, and what its fixtures trained, in one worker.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

test: check
	@$(PYTEST) -m 'not slow and not gpu'

test-slow: $(VENV)/.stamp-test test-callbacks
	@NETWRIGHT_EXAMPLES=new $(PYTEST) -m 'not slow and not gpu'
	@$(PYTEST) -m slow

test-callbacks: $(CALLBACKS)/.stamp
	@KERAS_BACKEND=torch OMP_NUM_THREADS=1 $(CALLBACKS)/bin/python -m pytest -q -rs \
	  tests/api/test_callback_*.py

cover: $(VENV)/.stamp-test
	@$(PYTEST) -m 'not slow and not gpu' --cov=netwright --cov-report=term-missing:skip-covered

# ---- documentation ------------------------------------------------------------------------------

docs: $(VENV)/.stamp-docs
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	rm -rf build dist docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache .coverage src/netwright.egg-info
	find src tests docs benchmarks changelog.d -name __pycache__ -type d -prune -exec rm -rf {} +
