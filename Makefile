# Two commands do everything on a fresh machine: `make chat` and `make test`. Both are safe to repeat, and then fast.
#
#   make chat       opens the web chat (CHAT="--port 8000" for its options)
#   make test       linter, types, tests (PYTEST="-k store" for pytest's options)
#   make evaluate   the bundled question set: quality and speed (EVALUATE="--split test")
#   make bench      benchmarks
#   make clean      removes what these made

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CHAT ?=
PYTEST ?=
EVALUATE ?=
BENCH ?=

.PHONY: chat test evaluate bench clean

chat: $(VENV)/installed
	$(BIN)/yiju info
	$(BIN)/yiju chat $(CHAT)

test: $(VENV)/installed-dev
	scripts/install-debian
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST)

evaluate: $(VENV)/installed-dev
	$(BIN)/python evaluate.py $(EVALUATE)

bench: $(VENV)/installed-dev
	set -e; for script in retrieval scale http_load; do $(BIN)/python benchmarks/$$script.py $(BENCH); done

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made: scripts/make-venv
	scripts/make-venv $(VENV)
	touch $@

# torch first and by itself: a resolver that sees it as somebody's dependency may pull another one.
$(VENV)/torch: $(VENV)/made constraints.txt
	@echo "Installing; the first time takes a few minutes."
	$(PIP) install -c constraints.txt torch
	touch $@

$(VENV)/installed: $(VENV)/torch pyproject.toml
	$(PIP) install -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install -c constraints.txt -e '.[dev,training]'
	touch $@
