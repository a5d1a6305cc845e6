# `make demo` and `make test` need nothing but Python 3.11+, git and make; each sets up what it uses.

# Some build machines set it; every start would then compile every module again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test setup gate check bench coverage clean editors-test vscode pictures

# The main job: a real server, an editor's session, what a person would see.
# `make demo REPO=path/to/repository` reviews that repository's recent changes instead.
demo: $(STAMP)
	@$(BIN)/python -m scripts.demo $(if $(REPO),--repository "$(REPO)")

# Sets everything up and passes the quality gate and the tests; `.ci/run` is this.
test: $(STAMP)
	@scripts/gate

setup: $(STAMP)

$(STAMP): pyproject.toml scripts/setup
	@PYTHON="$(PYTHON)" scripts/setup "$(VENV)"
	@touch $(STAMP)

# Real editors, from nothing: each is installed where it is missing (Debian, as root), and driven as a person would.
editors-test: $(STAMP)
	@$(BIN)/python -m pytest tests/editors

# The extension for VS Code, as build/editors/archlsp.vsix; needs Node.js 20 and npm.
vscode:
	@scripts/vscode-package

# The pictures of the README, from the real editors.
pictures: $(STAMP)
	@scripts/editors/pictures

# Which lines the tests reach, in the processes they start, too: it takes twice the time, so the gate does without.
coverage: $(STAMP)
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest --numprocesses=2 --cov --cov-report=
	@$(BIN)/coverage report --skip-covered --sort=cover

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
