# Two commands do everything on a machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CONSOLE := serving/console
DIST := $(CONSOLE)/dist/index.html
CONSOLE_SOURCES := $(shell find $(CONSOLE) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
# the system's Node.js when it is new enough, else the one that the environment brings
NODE_PATH_PREFIX = $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null 2>&1 && echo "" || echo "$(CURDIR)/$(BIN):")
export TRM_ROOT := $(CURDIR)

.PHONY: help env console run serve test check test-long test-train bench fix lock migrate clean train-env browser
help:            ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

env: $(READY)    ## make the environment from the lock file
$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

console: $(DIST) ## build the web console
$(DIST): $(READY) $(CONSOLE_SOURCES)
	cd $(CONSOLE) && export PATH="$(NODE_PATH_PREFIX)$$PATH" && npm ci --no-audit --no-fund --loglevel=error && npm run build --silent
	@touch $(DIST)

run: $(READY) $(DIST) ## environment, console, demo workspace, server; prints the link to open
	$(BIN)/trm demo

serve: $(READY) $(DIST) ## serve the workspace in ./var
	$(BIN)/trm serve --with-worker

check: $(READY)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "installing Chromium and a Chinese font for the page tests"; \
	    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk) >/dev/null 2>&1 || echo "no Chromium could be installed: page tests will be reported as not run"; \
	  else echo "no Chromium on PATH: page tests will be reported as not run"; fi; }

test: check $(DIST) browser ## everything that must hold before a change lands (under 15 minutes)
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup --doctest-modules core trm_ml serving tests

test-long: $(READY) $(DIST) browser ## every figure in full (meant to stay under 75 minutes; not yet timed whole)
	TRM_LONG=1 $(BIN)/python -m pytest -q -n 2 --dist loadgroup --doctest-modules core trm_ml serving tests

train-env: $(READY) ## add torch and sentence-transformers to the environment
	$(BIN)/python -m pip install "torch==2.13.0" "sentence-transformers>=5"

test-train: train-env ## tests of the sentence-transformers backend
	$(BIN)/python -m pytest -q -m train tests

bench: $(READY)  ## measure against peers and bare floors; writes docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

fix: $(READY)    ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrate: $(READY) ## bring the schema of ./var up to date
	$(BIN)/trm migrate

lock:            ## resolve the lock file anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --group dev --group console pyproject.toml -o requirements.lock

clean:           ## remove the environment, the built console and the workspace
	rm -rf $(VENV) $(CONSOLE)/dist $(CONSOLE)/node_modules var
