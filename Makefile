# Everything from a fresh clone: `make demo`, `make test`. Needs Python 3.11 or later and make.
# `make check` before every commit, `make test` before every push.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEVCLOUD := tools/devcloud/devcloud

# Processes that run tests at the same time.
JOBS ?= $(shell nproc)
UNIT := $(BIN)/pytest tests/unit tests/simulation -q -n $(JOBS)
FUNCTIONAL := $(BIN)/pytest tests/functional -q --ignore=tests/functional/docs
UNLESS_SLOW = $(if $(THOROUGH),, and not slow)

# What `make matrix` combines: every OpenStackClient with $(PYTHON), and every Python with one
# OpenStackClient that supports them all. SMOKE are the functional tests that it runs. SAHARA are
# older versions of Sahara, on which it runs the tests of all commands.
OSC ?= 6.0.0 6.3.0 7.5.1 8.3.0 10.5.0
PYTHONS ?= 3.10 3.11 3.12 3.13
SAHARA ?= 10.0.1
SMOKE ?= -k member tests/functional/osc/test_clusters.py tests/functional/osc/test_lists.py \
	tests/functional/api/test_as_heat_has_it.py
# Where `make audit` asks: pypi, which not every mirror of the index can answer for, or osv.
SERVICE ?= pypi
LISTS := $(basename $(wildcard requirements/*.toml))
IMPORTERS := $(basename $(wildcard tests/importers/requirements/*.toml))

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

.DEFAULT_GOAL := help
.PHONY: help demo check test test-all lint types fast unit oldest functional packaging importers
.PHONY: matrix mutants thorough mariadb
.PHONY: docs bench audit lock $(LISTS:%=lock/%) $(IMPORTERS:%=lock/%) cloud clean

help:  ## Show what there is to make
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(READY)  ## Start the cloud and walk through the life of a cluster on it
	@$(BIN)/python tools/demo.py

check: $(READY)  ## Run the checks and the unit tests that are fast
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 lint types
	@$(MAKE) --no-print-directory fast

# What uses one core runs side by side, and so does the installation of the cloud.
test: $(READY)  ## Run all checks, and the tests of every promise
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 lint types packaging docs cloud
	@$(MAKE) --no-print-directory unit functional

test-all: lint types packaging docs thorough mariadb oldest matrix importers mutants  ## Run everything

lint: $(READY)  ## Check style, spelling, the order of imports, and security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell saharaclient tests tools doc/source releasenotes/notes *.rst
	$(BIN)/sphinx-lint doc/source *.rst
	$(BIN)/bandit -q -r saharaclient
	@if grep -qs importlinter .importlinter setup.cfg pyproject.toml; then $(BIN)/lint-imports; fi

types: $(READY)  ## Check types
	$(BIN)/mypy

fast: $(READY)  ## Run the unit tests that take less than a second each
	$(UNIT) -m "not slow"

# With coverage a test takes three quarters longer, so the slow ones run without it.
unit: $(READY)  ## Run the unit tests, which need no network and no services
	$(BIN)/pytest tests/unit/osc/verbs/test_signals.py -q
	$(UNIT) -m "not slow" --cov --cov-report=term --cov-fail-under=90
	$(UNIT) -m slow

oldest: .venv-osc-6.0.0/ready  ## Run the unit tests with the oldest supported dependencies
	.venv-osc-6.0.0/bin/pytest tests/unit -q -n $(JOBS)

mutants: $(READY)  ## Change the code in 320 places and count the changes that unit tests notice
	$(BIN)/python tools/mutants.py

packaging: $(READY)  ## Build the distributions, install and try them, also beside other plugins
	$(BIN)/pytest tests/packaging -q

# The examples of the documentation run first: they show lists, and other tests create public
# resources. Each process that runs tests next to others has projects of its own.
functional: $(READY) cloud  ## Run the functional tests against the cloud
	$(BIN)/pytest tests/functional/docs -q
	$(FUNCTIONAL) -n $(JOBS) -m "not alone$(UNLESS_SLOW)"
	$(FUNCTIONAL) -m "alone$(UNLESS_SLOW)"

thorough: export THOROUGH = 1
thorough: unit functional  ## Run all tests, with long waits, many examples, all users and versions

matrix: cloud  ## Run tests on OpenStackClient 6.0 to 10.5, Python 3.10 to 3.13 and Sahara 10
	@$(PYTHON) tools/matrix.py --osc $(OSC) --python $(PYTHONS) --sahara $(SAHARA) \
		--jobs $(JOBS) -- $(SMOKE)

mariadb: export DEVCLOUD_ENVIRONMENTS ?= $(CURDIR)/.devcloud/environments
mariadb: export DEVCLOUD_DIR := $(CURDIR)/.devcloud-mariadb
mariadb: $(READY)  ## Run the tests of the commands with Sahara on MariaDB, if it is installed
	@if ! PATH=$$PATH:/usr/sbin command -v mariadbd >/dev/null; then \
		echo 'MariaDB is not installed: no tests with it.'; exit; \
	fi; \
	$(PYTHON) $(DEVCLOUD) up --mariadb --port-base 7700 \
	&& env -u OS_CLIENT_CONFIG_FILE $(BIN)/pytest tests/functional/osc -q; status=$$?; \
	$(PYTHON) $(DEVCLOUD) down; exit $$status

importers: $(READY) cloud  ## Run published programs that import 4.2.0 over it and over this checkout
	$(BIN)/python -m tests.importers

docs: $(READY)  ## Build the documentation, warnings as errors
	$(BIN)/sphinx-build -q -W --keep-going -b html doc/source doc/build/html
	$(BIN)/sphinx-build -q -W --keep-going -b man doc/source doc/build/man

bench:  ## Measure this client compared with python-saharaclient 4.2.0
	@$(PYTHON) -m benchmarks

audit: $(READY)  ## Ask for known vulnerabilities of the dependencies
	$(BIN)/pip-audit --vulnerability-service $(SERVICE) --strict --require-hashes --disable-pip \
		-r requirements/runtime.txt -r requirements/development.txt \
	|| { echo 'Something is vulnerable, or could not be audited, as it says above.' >&2; exit 1; }

# To renew a list, put a later date into its .toml; the same date gives the same list.
lock: $(LISTS:%=lock/%) $(IMPORTERS:%=lock/%)  ## Update the lists of dependencies, with hashes, from requirements/*.toml

lock/requirements/development: requirements/development.in requirements/tests.in
$(filter lock/requirements/osc-%,$(LISTS:%=lock/%)): requirements/tests.in
lock/requirements/neighbours: requirements/neighbours.in
lock/requirements/osc-6.0.0 lock/requirements/osc-6.3.0: requirements/netifaces.in
$(IMPORTERS:%=lock/%): requirements/netifaces.in
$(foreach list,dashboard heat library rally,$(eval \
	lock/tests/importers/requirements/$(list): tests/importers/requirements/$(list).in))
$(filter %/sahara-tests-6.3.0 %/sahara-tests-10.5.0,$(IMPORTERS:%=lock/%)): \
	tests/importers/requirements/sahara-tests.in

# The second run adds the hashes of all files of a version, also of wheels made later.
$(LISTS:%=lock/%) $(IMPORTERS:%=lock/%): lock/%: %.toml setup.cfg $(READY)
	$(BIN)/uv --config-file $< pip compile --quiet --universal --fork-strategy fewest \
		--no-header --no-annotate $(filter %.cfg %.in,$^) \
	| $(BIN)/uv --config-file $< pip compile --quiet --universal --no-deps --no-annotate \
		--exclude-newer 2999-12-31 --generate-hashes --custom-compile-command "make lock" \
		--output-file $*.txt -

cloud:  ## Start the cloud; harmless when it is up
	@$(PYTHON) $(DEVCLOUD) up

clean:  ## Stop the cloud and remove all that was made here
	@if [ -d .devcloud ]; then $(PYTHON) $(DEVCLOUD) down; fi
	@if [ -d .benchmarks ]; then DEVCLOUD_DIR=.benchmarks/cloud $(PYTHON) $(DEVCLOUD) down; fi
	@for cloud in .devcloud-*; do \
		if [ -d "$$cloud" ]; then DEVCLOUD_DIR=$$cloud $(PYTHON) $(DEVCLOUD) down; fi; \
	done
	rm -rf .devcloud .devcloud-* .benchmarks .importers .venv .venv-* build doc/build

$(READY): requirements/development.txt
$(LISTS:requirements/%=.venv-%/ready): .venv-%/ready: requirements/%.txt

%/ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv --clear $*
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary :all: -r $(filter requirements/%,$^)
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
