# make demo   set everything up, make the demo session and run the main job on it
# make test   all tests          make check  format, lint, types, layers (seconds)
# make bench  the speed table    make soak   the long tests
# make run SESSION=folder        open the screen

PYTHON ?= python3
TORCH ?= torch==2.13.0
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
SESSION ?= demo
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check bench run soak clean

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tonmeister needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: install the package python3-venv (on Debian: apt install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(READY): $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing (once; torch alone is about 200 MB) …"
	@$(PIP) $(TORCH)
	@$(PIP) --constraint constraints.txt --editable .
	@$(BIN)/python -c 'import sounddevice' 2>/dev/null || \
	  echo "Note: PortAudio is missing, so nothing can be played; everything else works. On Debian: apt install libportaudio2."
	@touch $@

$(DEV): $(READY)
	@$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)
	@$(BIN)/tonmeister demo --out demo
	@$(BIN)/tonmeister say ./demo "make the vocal warmer and master for Apple Music"
	@echo
	@echo "The master: $(CURDIR)/demo/renders/demo.apple-music.wav"
	@echo "The conversation: $(CURDIR)/demo/.tonmeister/journal.jsonl"
	@echo "Go on with:"
	@echo "  $(BIN)/tonmeister ./demo          (the screen)"
	@echo "  $(BIN)/tonmeister say ./demo \"why?\""

test: $(DEV)
	@$(BIN)/python -m pytest -q -n 2 -m "not soak"

soak: $(DEV)
	@$(BIN)/python -m pytest -q -s -m soak

check: $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV)
	@$(PIP) --constraint constraints.txt --editable '.[dev,bench]'
	@$(BIN)/python -m bench

run: $(READY)
	@$(BIN)/tonmeister $(SESSION)

clean:
	rm -rf $(VENV) demo renders
