"""The corpus: what each meaning is said like, and what must never be taken for a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grammar import intent
from grammar.intent import Amount, NotUnderstood, Nudge, Ref, Set, Target
from grammar.lexicon import Lexicon
from grammar.parse import read

CORPUS = Path(intent.__file__).parent / "corpus"
SOUND = intent.Sound | Nudge | Set | intent.Remove | intent.Master | intent.Export | intent.Undo
LISTEN = intent.Play | intent.Transport | intent.Seek | intent.Compare | intent.Mark
ACTS = SOUND | LISTEN


def role(name: str, index: int = 0) -> Target:
    return Target((Ref("role", name, index),))


def bus(*of: Ref) -> Target:
    return Target((Ref("bus", of=of),))


def strip(*names: str) -> Target:
    return Target(tuple(Ref("strip", name) for name in names))


def all_but(name: str) -> Target:
    return Target((Ref("all"),), (Ref("role", name),))


def level(target: Target, up: bool, *amount: Amount) -> Nudge:
    return Nudge(target, "Fader", "gain_db", up, *amount)


WORDS: dict[str, Any] = {
    **{name: getattr(intent, name) for name in dir(intent) if name[0].isupper()},
    "nobody": Target(),
    "strip": strip,
    "role": role,
    "vocal": role("lead vocal"),
    "vocals": role("vocal"),
    "bass": role("bass"),
    "drums": role("drums"),
    "guitars": role("guitar"),
    "toms": role("tom"),
    "toms_1_3": Target((Ref("role", "tom", 1), Ref("role", "tom", 3))),
    "second_guitar": role("guitar", 2),
    "overheads": role("overheads"),
    "piano": strip("Piano"),
    "kick": strip("Kick"),
    "snare": strip("Snare"),
    "kick_snare": strip("Kick", "Snare"),
    "kick_bass": Target((Ref("strip", "Kick"), Ref("role", "bass"))),
    "lead_vox": strip("Lead Vox"),
    "gtr_l": strip("Gtr L"),
    "gtr_r": strip("Gtr R"),
    "mix": Target((Ref("main"),)),
    "drum_bus": bus(Ref("role", "drums")),
    "guitar_bus": bus(Ref("role", "guitar")),
    "tom_bus": bus(Ref("role", "tom")),
    "kick_snare_bus": bus(Ref("strip", "Kick"), Ref("strip", "Snare")),
    "reverb_return": Target((Ref("return", "Reverb"),)),
    "delay_return": Target((Ref("return", "Delay"),)),
    "it": Target((Ref("it"),)),
    "rest": Target((Ref("rest"),)),
    "but_piano": Target((Ref("all"),), (Ref("strip", "Piano"),)),
    "but_drums": all_but("drums"),
    "but_vocal": all_but("lead vocal"),
    "but_vocals": all_but("vocal"),
    "degree": lambda factor: Amount(factor),
    "dB": lambda value: Amount(value=value, unit="dB"),
    "number": lambda value: Amount(value=value),
    "up": lambda target, *amount: level(target, True, *amount),
    "down": lambda target, *amount: level(target, False, *amount),
    "fader": lambda target, db: Set(target, "Fader", (("gain_db", db),)),
    "pan": lambda target, place: Set(target, "Pan", (("position_pct", place),)),
    "bell": lambda target, gain, hz, q=None: Set(
        target, "Bell", (("frequency_hz", hz), ("gain_db", gain), *((("q", q),) if q else ()))
    ),
}


def corpus() -> Iterator[tuple[str, str]]:
    """Yield each saying with its meaning, which stands unindented above it."""
    for path in sorted(CORPUS.glob("*.txt")):
        if path.name in ("never.txt", "runs.txt"):
            continue
        meaning = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                if line[0] != " ":
                    meaning = line
                else:
                    yield meaning, line.strip()


def nonsense() -> list[str]:
    lines = (CORPUS / "never.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def bare(meant: Any) -> Any:
    """Return an intent without the words of its degree and without the order of its knobs, which may vary."""
    if isinstance(meant, Set):
        return replace(meant, knobs=tuple(sorted(meant.knobs)))
    amount = getattr(meant, "amount", None)
    return replace(meant, amount=replace(amount, words="")) if amount else meant


@pytest.mark.parametrize(("meaning", "saying"), list(corpus()))
def test_a_saying_means_what_stands_above_it(meaning: str, saying: str, lexicon: Lexicon) -> None:
    expected = [bare(eval(part, WORDS)) for part in meaning.split(" + ")]
    found = [bare(clause.meaning) for clause in read(saying, lexicon).clauses]
    assert found == expected


@pytest.mark.parametrize("saying", nonsense())
def test_nothing_is_done_on_what_is_no_request(saying: str, lexicon: Lexicon) -> None:
    reading = read(saying, lexicon)
    assert any(isinstance(clause.meaning, NotUnderstood) for clause in reading.clauses) or not any(
        isinstance(clause.meaning, ACTS) for clause in reading.clauses
    )


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(list(corpus())) >= 250
    assert len(nonsense()) >= 60
