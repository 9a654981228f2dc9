# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
EXAMPLES ?= 1000
CANVAS := src/ai_node_builder/server/static/app/index.html
NPM    := $(shell command -v npm)

.PHONY: run test check check-web canvas api chromium fuzz bench crash soak lock clean

run: $(VENV)/.run canvas  ## environment, dependencies, canvas, server at http://localhost:8000
	$(BIN)/ainb serve

test: check canvas chromium  ## everything the tests need, then all tests
	$(BIN)/python -m pytest -q

check: $(VENV)/.dev check-web  ## style, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

ifdef NPM
canvas: $(CANVAS)  ## the front end, built where web/ has changed

check-web: $(VENV)/.dev web/node_modules/.installed  ## the same for the front end, and that its types fit the routes
	$(BIN)/python -m ai_node_builder.server.describe | npm --prefix web run --silent api -- --check
	npm --prefix web run --silent check
else
canvas check-web:
	@echo "npm was not found: no canvas. Everything else works; install Node.js 20.19 or newer to have it."
endif

api: $(VENV)/.dev web/node_modules/.installed  ## the front end's types of our routes, after a route has changed
	$(BIN)/python -m ai_node_builder.server.describe | npm --prefix web run --silent api

chromium:  ## the browser of the tests, where Debian can give it
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q chromium; } \
	  || echo "chromium was not found: the tests in a browser are skipped."

crash: $(VENV)/.dev  ## a thousand processes killed, each restart audited
	$(BIN)/python -m reliability crash --kills 1000

soak: $(VENV)/.dev  ## a thousand pictures, fifty at a time, one in ten with a fault
	$(BIN)/python -m reliability soak

fuzz: $(VENV)/.dev  ## made-up requests, files and pictures, new ones each time, EXAMPLES for each test
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q --timeout=3600 tests/fuzzing

bench: $(VENV)/.bench  ## speed and size as ratios, in one run, printed as a table
	$(BIN)/python -m bench

lock:  ## resolve the pinned, hashed requirements again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev --extra bench pyproject.toml -o requirements/bench.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev -c requirements/bench.txt pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra build -c requirements/bench.txt pyproject.toml -o requirements/run.txt

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# One stamp per set of requirements: installed again only when its file has changed. The files name every dependency, so
# pip looks for no more of them: it would take the newest release for an extra, and then refuse it for want of a hash.
$(VENV)/.%: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r $<
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	touch $@

web/node_modules/.installed: web/package.json web/package-lock.json
	npm --prefix web ci
	touch $@

$(CANVAS): web/node_modules/.installed $(shell find web -type f -not -path '*/node_modules/*')
	npm --prefix web run build

clean:
	rm -rf $(VENV) web/node_modules $(dir $(CANVAS))
