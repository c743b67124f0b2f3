"""The compiled rules are kept on the machine, and nothing comes of it if they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from grammar.compiled import compiled, texts
from grammar.rules import rules


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "tonmeister" / "grammar"


def test_rules_are_kept_and_read_again(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "of-another-version.pickle").write_bytes(b"")
    made = rules()
    (kept,) = cache.iterdir()
    assert rules() == made
    kept.write_bytes(b"half a fi")
    assert rules() == made
    assert kept.stat().st_size > 100_000


def test_what_is_kept_is_made_anew_when_what_it_is_made_of_has_changed(cache: Path, tmp_path: Path) -> None:
    source = tmp_path / "words.toml"
    found = []
    for words in ("up", "up", "down", "down"):
        source.write_text(words)
        found.append(compiled("words", texts(tmp_path), lambda words=words: f"{words}, made {len(found)}"))
    assert found == ["up, made 0", "up, made 0", "down, made 2", "down, made 2"]
    assert len([*(cache.parent / "words").iterdir()]) == 1


def test_where_nothing_can_be_kept_they_are_compiled(cache: Path) -> None:
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("no folder")
    assert rules().makes
