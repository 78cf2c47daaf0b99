# Everything from a fresh clone: `make demo`, `make test`. Needs Python 3.10 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEVCLOUD := tools/devcloud/devcloud

.DEFAULT_GOAL := help
.PHONY: help demo test lint types unit functional oldest osc63 docs bench cloud clean

help:  ## Show what there is to make
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(READY)  ## Start the cloud and walk through the life of a cluster on it
	@$(BIN)/python tools/demo.py

test: lint types unit oldest docs functional  ## Run all checks and tests

lint: $(READY)  ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## Check types
	$(BIN)/mypy

unit: $(READY)  ## Run the unit tests, which need no network and no services
	$(BIN)/pytest tests/unit --cov --cov-report=term --cov-fail-under=90 -q

oldest: .venv-oldest/ready  ## Run the unit tests with the oldest dependencies that will do
	.venv-oldest/bin/pytest tests/unit -q

osc63: .venv-osc63/ready cloud  ## Run all tests on OpenStackClient 6.3.0
	.venv-osc63/bin/pytest tests/functional/docs -q
	.venv-osc63/bin/pytest tests -q --ignore=tests/functional/docs

# The examples of the documentation come first, for they show lists, and other tests make public
# things, which are there until they end.
functional: $(READY) cloud  ## Run the functional tests against the cloud
	$(BIN)/pytest tests/functional/docs -q
	$(BIN)/pytest tests/functional -q --ignore=tests/functional/docs

docs: $(READY)  ## Build the documentation, warnings as errors
	$(BIN)/sphinx-build -q -W --keep-going -b html doc/source doc/build/html
	$(BIN)/sphinx-build -q -W --keep-going -b man doc/source doc/build/man

bench:  ## Measure this client beside python-saharaclient 4.2.0
	@$(PYTHON) -m benchmarks

cloud:  ## Start the cloud; harmless when it is up
	@$(PYTHON) $(DEVCLOUD) up

clean:  ## Stop the cloud and remove all that was made here
	@if [ -d .devcloud ]; then $(PYTHON) $(DEVCLOUD) down; fi
	@if [ -d .benchmarks ]; then DEVCLOUD_DIR=.benchmarks/cloud $(PYTHON) $(DEVCLOUD) down; fi
	rm -rf .devcloud .benchmarks .venv .venv-oldest .venv-osc63 doc/build

$(READY): requirements/development.txt
.venv-oldest/ready: requirements/oldest.txt
.venv-osc63/ready: requirements/osc-6.3.txt

%/ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv --clear $*
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps -r $(filter requirements/%,$^)
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
