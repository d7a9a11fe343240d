# Needs only Python 3.11 or newer and make; everything else is installed into .venv by the first target that needs it.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PACKAGING := setup.cfg pyproject.toml

.PHONY: demo test oracle oracle-answers lint bench reliability bundle catalogues docs clean

demo: .venv/run-time  ## a practice ward with made-up children, and its report of 2025
	rm -rf practice
	$(BIN)/cpkit demo --out practice

test: .venv/test  ## the whole test suite
	$(BIN)/python -m pytest -n 3 --dist loadgroup

oracle: .venv/test tests/oracle/node_modules  ## ODK's own engine asked what forms must answer; needs Node and npm
	$(BIN)/python -m pytest -m oracle --hypothesis-profile anew tests/oracle

oracle-answers: .venv/test tests/oracle/node_modules  ## the engine's answers, recorded for `make test`
	$(BIN)/python -m tests.oracle.answers

lint: .venv/lint  ## style, types, who may import whom, catalogues, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	MYPYPATH=.:examples/duoi_nuoc:examples/hoi_dong_tre_em:examples/vang_gia:templates/plugin \
		$(BIN)/mypy -p duoi_nuoc -p hoi_dong_tre_em -p vang_gia -p ten_tien_ich
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py --check
	$(BIN)/python tools/check_docs.py

bench: .venv/test  ## the promised speeds, each against its floor
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q cpkit
	$(BIN)/python -m benchmarks

reliability: .venv/test  ## hundreds of kills and races; writes docs/reliability.md
	$(BIN)/python -m benchmarks.reliability

bundle: .venv/test  ## the folder to carry on a stick to a Windows computer without network
	$(BIN)/python tools/bundle.py

catalogues: .venv/lint  ## collect the sentences and compile the translations
	$(BIN)/python tools/catalogues.py

docs: .venv/lint  ## write docs/lenh.md from the commands
	$(BIN)/python tools/check_docs.py --write

clean:  ## forget everything that was built or installed here
	rm -rf .venv build dist bundle practice cpkit.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/run-time: $(PACKAGING) | .venv
	$(PIP) install --editable .
	@touch $@

.venv/test: $(PACKAGING) | .venv
	$(PIP) install --editable '.[test]'
	@touch $@ .venv/run-time

.venv/lint: $(PACKAGING) | .venv
	$(PIP) install --editable '.[test,lint]'
	@touch $@ .venv/test .venv/run-time

tests/oracle/node_modules: tests/oracle/package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null \
		|| { echo 'Asking the engine of ODK needs Node 20.19 or newer, with npm; neither is needed otherwise.' >&2; exit 1; }
	cd tests/oracle && npm ci --no-audit --no-fund
	@touch $@

.venv:
	@test -n '$(PYTHON)' || { echo 'cpkit needs Python 3.11 or newer.' >&2; exit 1; }
	$(PYTHON) -m venv .venv
