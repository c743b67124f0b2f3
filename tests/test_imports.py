"""What is loaded when: starting and reading must not wait for what only sounding needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "numba", "scipy.signal", "textual", "sounddevice", "soundfile")


def loaded(code: str) -> set[str]:
    """The heavy modules that a fresh process has after some code."""
    told = f"{code}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()) if done.stdout.strip() else set()


HELP = """
import contextlib, io
from assistant.__main__ import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["--help"])
"""


@pytest.mark.parametrize(
    "code",
    [
        "import assistant.__main__",
        HELP,
        "import assistant.commands",
        "import grammar.parse, grammar.say, grammar.lexicon",
        "import assistant.respond",
        "import dsp.effects, dsp.mix",
    ],
    ids=["main", "help", "commands", "grammar", "respond", "effects"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code):
    assert loaded(code) == set()


def test_reading_a_sentence_loads_no_signal_processing():
    code = """
import contextlib, io
from assistant.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["parse", "vocal up 2 dB", "--json"])
"""
    assert loaded(code) == set()


def test_talking_loads_neither_torch_nor_the_screen_nor_scipy_signal(song):
    code = f"""
from assistant.opening import open_session
with open_session({str(song)!r}) as conversation:
    assert conversation.say("bass down 1 dB").status == "done"
"""
    assert not loaded(code) & {"torch", "textual", "scipy.signal", "sounddevice"}


def test_mastering_a_wav_loads_neither_a_decoder_nor_what_reads_sentences(recorded, tmp_path):
    code = f"""
import contextlib, io, sys
from assistant.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main(["master", {str(recorded / "Piano.wav")!r}, "--for", "-16", "--out", {str(tmp_path)!r}]) == 0
assert not {{"lark", "rapidfuzz", "scipy.linalg"}} & set(sys.modules), "not needed"
"""
    assert loaded(code) == {"numba"}


def test_the_probe_sees_what_is_there():
    assert loaded("import soundfile") == {"soundfile"}
