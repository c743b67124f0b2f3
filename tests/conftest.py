"""What every test stands on: nobody's own profile or sessions are touched, and chance is the same every time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from studio import BAND, PLAYERS, take, write

from assistant.demo import make
from assistant.respond import lexicon_of
from grammar.lexicon import Lexicon

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.function_scoped_fixture),
)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` records the replies of transcripts/ anew."""
    parser.addoption("--rewrite", action="store_true", help="record the replies of transcripts/ anew")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo session, made once; nothing is kept beside it, so it can be shared."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    make(folder)
    return folder


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Every word in force in a session with a band."""
    return lexicon_of(BAND)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where there is a user's folder for each test; made by whoever writes to it, since most do not."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(n) for n in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of this test's own, for profile and remembered sessions."""
    folder = next(homes)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    return folder


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the demo's players, recorded once; to be read, not written to."""
    return write(tmp_path_factory.mktemp("recorded") / "song", {name: take(name) for name in PLAYERS})


@pytest.fixture
def song(recorded: Path, tmp_path: Path) -> Path:
    """A session's folder of this test's own."""
    return Path(shutil.copytree(recorded, tmp_path / "song"))
