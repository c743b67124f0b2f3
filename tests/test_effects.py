"""What every effect of the catalogue declares: its name, its knobs and their words, and what it does at rest."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from catalogue import ACTIVE, FAULTS, KNOBS, NEUTRAL, RATE, by_name, late_s, level_db, material, named, nudged

from dsp.effect import Effect, OutOfRange
from dsp.effects import BY_NAME, EFFECTS

by_knob = pytest.mark.parametrize(("kind", "knob"), KNOBS, **by_name)


def through(effect: Effect, x: np.ndarray) -> np.ndarray:
    return effect.bank([effect], RATE, x.shape[0]).process(x[None])[0]


def test_the_catalogue_lists_each_effect_once_and_by_its_name():
    assert set(ACTIVE) == set(EFFECTS)
    assert len(BY_NAME) == len(EFFECTS)
    assert all(BY_NAME[effect.__name__] is effect for effect in EFFECTS)


def test_importing_the_catalogue_loads_no_compiler_and_no_network():
    code = "import sys, dsp.effects; print(*{'numba', 'scipy', 'torch', 'soundfile'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == ""


@pytest.mark.parametrize("kind", NEUTRAL, **named)
@pytest.mark.parametrize("channels", [1, 2])
def test_default_settings_change_nothing_but_the_time(kind, channels):
    x = material(RATE // 2 + late_s(kind) * RATE)[:channels]
    bank = kind.bank([kind()], RATE, channels)
    y = bank.process(x[None])[0]
    late = bank.latency
    assert level_db(y[:, late:] - x[:, : x.shape[1] - late]) <= level_db(x) - 120
    assert not y[:, :late].any()


@by_knob
def test_every_knob_is_heard(kind, knob):
    x = FAULTS.get(kind, np.copy)(material(RATE + late_s(kind) * RATE))
    before, after = through(ACTIVE[kind], x), through(nudged(ACTIVE[kind], knob), x)
    assert level_db(after - before) > max(level_db(before), level_db(after)) - 60


@pytest.mark.parametrize("kind", EFFECTS, **named)
def test_a_knob_beyond_its_range_is_refused_by_name(kind):
    for knob, param in kind.params.items():
        for beyond in (param.low - 1, param.high + 1):
            with pytest.raises(OutOfRange, match=f"^{kind.words[0]} {param.words[0]} must be .*, not ") as refusal:
                kind(**{knob: beyond})
            assert refusal.value.param.name == knob


@pytest.mark.parametrize("kind", EFFECTS, **named)
def test_what_is_said_of_a_knob_is_said_both_ways(kind):
    assert all(word == word.lower() for word in kind.words)
    for param in kind.params.values():
        assert param.down != param.up
        assert param.allows(param.default)
        assert param.snap(param.default) == param.default
        assert param.move(param.default, 1) != param.default or param.move(param.default, -1) != param.default
