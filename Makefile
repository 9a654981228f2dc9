# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test check bench lock clean

run: $(VENV)/.run  ## environment, dependencies, server at http://localhost:8000
	$(BIN)/ainb serve

test: check  ## everything the tests need, then all tests
	$(BIN)/python -m pytest -q

check: $(VENV)/.dev  ## style, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.bench  ## speed and size as ratios, in one run, printed as a table
	$(BIN)/python -m bench

lock:  ## resolve the pinned, hashed requirements again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev --extra bench pyproject.toml -o requirements/bench.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra dev -c requirements/bench.txt pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --extra build -c requirements/bench.txt pyproject.toml -o requirements/run.txt

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# One stamp per set of requirements: installed again only when its file has changed.
$(VENV)/.%: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r $<
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV)
