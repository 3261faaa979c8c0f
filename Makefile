# Run `make help` for the list. Needs python3 (3.11 or later), python3-venv and make, nothing else.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= var
export PORT VAR_DIR
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# A run starts hundreds of processes: what Python compiled is kept.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
STAMP := .venv/.complete
CATALOGUES := $(wildcard portal/locale/*/LC_MESSAGES/*.po)
# What `make test` leaves out; the names appear in its summary.
NO_SERVER := not postgres and not browser and not elasticsearch
# One process more than there are cores, for some tests wait for servers of their own.
SIDE_BY_SIDE := --numprocesses $(shell expr $$(nproc) + 1) --dist loadgroup --no-loadscope-reorder
# In Chromium the tests of a file share a portal, and stay together.
FILE_BY_FILE := --numprocesses $(shell expr $$(nproc) + 1) --dist loadfile --no-loadscope-reorder

.PHONY: help setup run test test-all test-postgres test-elasticsearch test-browser lint bench drill requirements
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: $(STAMP) $(CATALOGUES:.po=.mo)  ## one virtual environment in .venv, pinned and hash-checked; nothing global

$(STAMP): requirements/build.txt requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --require-hashes --no-build-isolation --use-pep517 \
		-r requirements/dev.txt
	@touch $(STAMP)

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ 2>/dev/null

run: setup  ## web and worker with demo data on http://127.0.0.1:$(PORT)/ (PORT, VAR_DIR)
	@exec $(BIN)/python manage.py serve

test: setup  ## every test that needs no server
	$(BIN)/python -m pytest -m "$(NO_SERVER)" $(SIDE_BY_SIDE)

test-all: test test-postgres test-elasticsearch test-browser  ## test, then PostgreSQL, Elasticsearch and a browser

test-postgres: setup  ## every test that touches a database a second time, on a PostgreSQL started for it (EVERY_CASE=1: every case)
	$(BIN)/python -m tests.servers.postgres $(BIN)/python -m pytest -m "not browser and not elasticsearch" $(SIDE_BY_SIDE)

test-elasticsearch: setup  ## the contract of the search engines on an Elasticsearch fetched from Maven Central and started for it
	$(BIN)/python -m tests.servers.elasticsearch $(BIN)/python -m pytest -m elasticsearch tests/contract

test-browser: setup  ## the tests in Chromium
	$(BIN)/python -m pytest -m browser $(FILE_BY_FILE) tests/browser

lint: setup  ## style, format, types, import contracts, templates, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint portal cms complaints search themes
	$(BIN)/python manage.py messages --check

bench: setup  ## ratios to named references, one line each
	@$(BIN)/python -m tests.bench

drill: setup  ## the long ones: resumable, tables into docs/
	@$(BIN)/python -m tests.drill

requirements:  ## compile pyproject.toml into requirements/ (needs uv)
	uv pip compile --quiet --group build $(COMPILE) -o requirements/build.txt
	uv pip compile --quiet pyproject.toml $(COMPILE) -o requirements/base.txt
	uv pip compile --quiet pyproject.toml --group dev $(COMPILE) -o requirements/dev.txt

COMPILE := --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url
