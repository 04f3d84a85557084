# Untuk pengembang dan pemasang. Cukup python3 (3.11 atau lebih baru, dengan venv) dan make.
#
#   make install pasang untuk dijalankan; lagi sesudah setiap pembaruan
#   make demo    coba seluruh layanan di peramban
#   make test    semua pemeriksaan; memasang yang diperlukan bila berkas lock berubah
#   make soak    yang panjang: seratus kali kill -9, semenit tanpa basis data, lalu semua pemeriksaan di atas PostgreSQL
#   make setup   siapkan .venv untuk pengembangan
#   make format  rapikan kode
#   make bench   ukur
#   make lock    perbarui berkas lock dari pyproject.toml; make lock UPGRADE=--upgrade untuk versi terbaru
#   make migration NAME="add a fax number"  tulis migrasi berikutnya dari storage/tables.py

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never

INSTALL := $(UV) pip install --quiet --python $(BIN)/python
# Without isolation the build tools come from the lock file too, and nothing is fetched unchecked.
INSTALL_PROJECT := $(INSTALL) --no-build-isolation --no-deps --editable .
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate $(UPGRADE) pyproject.toml

.PHONY: install setup demo test soak format bench lock migration

install: $(VENV)/.runtime

setup: $(VENV)/.dev

demo: $(VENV)/.runtime
	$(BIN)/ppid demo

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: setup
	SOAK=1 $(BIN)/pytest tests/test_kill_storm.py tests/test_faults.py
	ROOMS=postgres $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	@for file in bench/[a-z]*.py; do \
		echo "== $$file"; $(BIN)/python -m bench.$$(basename $$file .py) || exit 1; done

lock: $(UV)
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

migration: setup
	@test -n "$(NAME)" || { echo 'make migration NAME="..."'; exit 2; }
	$(BIN)/python -m storage.migrate $(NAME)

# A stamp is as new as the last installation from its lock file.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(UV)
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(UV)
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL_PROJECT)
	@touch $@ $(VENV)/.runtime

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Perlu Python 3.11 atau lebih baru: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
