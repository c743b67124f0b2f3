from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dsp import compiled

FILES = {
    "__init__": "def kernel(f): ...",
    "tools": "from dsp.kernels import kernel",
    "limiter": "from dsp.kernels import kernel\nfrom dsp.kernels.tools import add",
    "reverb": "from dsp.kernels import kernel",
}


@pytest.fixture
def kernels(tmp_path, monkeypatch):
    """Files of kernels, and an empty place for what is compiled of them."""
    source = tmp_path / "kernels"
    source.mkdir()
    for name, text in FILES.items():
        (source / f"{name}.py").write_text(text)
    monkeypatch.setattr(compiled, "KERNELS", source)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    forget()
    yield source
    forget()


def forget():
    compiled._text.cache_clear()
    compiled._base.cache_clear()


def change(path: Path) -> None:
    path.write_text(path.read_text() + "\n# changed")
    forget()


def folders():
    return {name: compiled.folder(name) for name in FILES}


def test_only_what_a_change_touches_is_compiled_anew(kernels):
    before = folders()
    assert len(set(before.values())) == len(FILES)
    assert all(path.is_dir() for path in before.values())
    assert folders() == before
    change(kernels / "tools.py")
    after = folders()
    assert {name for name in FILES if after[name] != before[name]} == {"tools", "limiter"}


def test_a_change_in_how_kernels_are_declared_touches_all(kernels):
    before = folders()
    change(kernels / "__init__.py")
    assert not set(folders().values()) & set(before.values())


def test_what_is_complete_is_so_until_any_kernel_changes(kernels):
    assert not compiled.complete()
    compiled.completed()
    assert compiled.complete()
    change(kernels / "reverb.py")
    assert not compiled.complete()
    compiled.completed()
    assert compiled.complete()


def test_old_versions_do_not_pile_up_and_the_latest_stay(kernels):
    past = []
    for age in range(8):
        past.append(compiled.folder("reverb"))
        os.utime(past[-1], (1000 + age, 1000 + age))
        compiled.completed()
        change(kernels / "reverb.py")
    assert [path.exists() for path in past] == [False] * 5 + [True] * 3
    assert len(list((kernels.parent / "cache").glob("complete-*"))) == 1


def test_where_the_users_cache_cannot_be_written_a_temporary_folder_will_do(kernels, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(compiled, "user_cache_path", lambda _: tmp_path / "file")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    assert compiled.folder("reverb").is_relative_to(tmp_path / "temporary")


FADE = """
import numpy as np
from dsp.effects import Fader
print(Fader.bank((Fader(gain_db=-6.0),), 48_000, 2).process(np.ones((1, 2, 64), np.float32))[0, 0, -1])
"""


def test_what_one_process_compiled_the_next_only_loads(tmp_path):
    cache = tmp_path / "cache"
    there = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    heard, kept = [], []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", FADE], env=there, capture_output=True, text=True, check=True)
        heard.append(done.stdout)
        kept.append({path: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")})
    assert kept[0], "compiled code is kept"
    assert kept[1] == kept[0], "and nothing is compiled again"
    assert heard[0] == heard[1]
    assert float(heard[0]) == pytest.approx(10 ** (-6 / 20))


@pytest.mark.soak
def test_compiling_ahead_leaves_nothing_to_compile(tmp_path, recorded):
    cache = tmp_path / "cache"
    there = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    subprocess.run(
        [sys.executable, "-c", "from dsp.warm import compile_kernels; compile_kernels()"], env=there, check=True
    )
    before = set(cache.rglob("*.nbc"))
    said = ["make the vocal warmer, add reverb to the piano and compress the bass", "master for Apple Music"]
    where = ["--state", str(tmp_path / "state"), "--out", str(tmp_path / "out"), "--profile", "none"]
    command = [sys.executable, "-m", "assistant", "say", str(recorded), *said, *where]
    done = subprocess.run(command, env=there, capture_output=True, text=True)
    assert "compiling" not in done.stderr
    assert set(cache.rglob("*.nbc")) == before, done.stdout + done.stderr
