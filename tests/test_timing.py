"""Fades are those of the song, alignment is whole frames, polarity is nothing but a sign."""

from __future__ import annotations

import numpy as np
import pytest
from rig import RATE, ArrayStream, Desk, Late, desk_mix, noise, strip

from dsp.deck import Deck, Version
from dsp.effects import Align, Fade, Polarity
from dsp.effects.timing import SHAPES
from dsp.engine import Engine

SONG = np.full((1, 4 * RATE), 0.5, np.float32)


def played(effect, start=0, seconds=4.0, song=SONG):
    mix = desk_mix(strip("a", effect))
    engine = Engine(mix, Desk({"a": song}), RATE, start=round(start * RATE))
    return engine.process(round(seconds * RATE))["main"][0]


def at(y, second):
    return float(y[round(second * RATE)])


@pytest.mark.parametrize(("shape", "half_db"), [("smooth", -6.02), ("straight", -6.02), ("natural", -30.0)])
def test_halfway_a_fade_has_gone_as_far_as_its_shape_says(shape, half_db):
    fade = Fade(fade_in_s=1, start_s=0.5, fade_out_s=1, end_s=3.5, shape=SHAPES.index(shape))
    y = played(fade) / 0.5
    for second in (1.0, 3.0):
        # the natural one closes: the 60 dB that are left at its end are taken from it
        assert 20 * np.log10(at(y, second)) == pytest.approx(half_db, abs=0.3)
    assert at(y, 0.4) == at(y, 3.6) == 0.0
    assert at(y, 2.0) == pytest.approx(1.0, abs=1e-6)
    assert (np.diff(y[: 2 * RATE]) >= 0).all()
    assert (np.diff(y[2 * RATE :]) <= 0).all()


def test_it_stands_in_the_song_wherever_playing_begins():
    fade = Fade(fade_in_s=1, fade_out_s=2, end_s=4)
    whole = played(fade)
    np.testing.assert_array_equal(played(fade, start=1.5, seconds=2), whole[round(1.5 * RATE) : round(3.5 * RATE)])


def test_it_follows_a_jump_while_it_plays():
    mix = desk_mix(strip("a", Fade(fade_out_s=2, end_s=4)))
    deck = Deck([Version(mix)], lambda _: ArrayStream(SONG), RATE)
    deck.read(RATE)
    deck.seek(3 * RATE)
    heard = deck.read(RATE // 2)[0]
    whole = played(Fade(fade_out_s=2, end_s=4))[3 * RATE :]
    np.testing.assert_allclose(heard[-RATE // 4 :], whole[RATE // 4 : RATE // 2], atol=0.03)


def test_behind_an_effect_that_is_late_it_comes_as_late():
    song = noise(1, 1, 2 * RATE)
    fade = Fade(fade_in_s=1, start_s=0.2)
    engine = Engine(desk_mix(strip("a", Late(500), fade)), Desk({"a": song}), RATE)
    assert engine.latency == 500
    late = engine.process(RATE)["main"][0, 500:]
    np.testing.assert_array_equal(late, played(fade, seconds=1.0, song=song)[: RATE - 500])


@pytest.mark.parametrize("delay_ms", [0.02, 1.0, 7.25, 100.0])
def test_alignment_is_whole_frames_and_exact(delay_ms):
    x = noise(2, 2, RATE // 4)[None]
    y = Align.bank([Align(delay_ms=delay_ms)], RATE, 2).process(x)
    late = round(delay_ms * RATE / 1000)
    np.testing.assert_array_equal(y[..., late:], x[..., : x.shape[2] - late])
    assert not y[..., :late].any()


def test_polarity_upside_down_adds_up_to_silence():
    song = noise(3, 2, RATE)
    mix = desk_mix(strip("a"), strip("b", Polarity(on=True)))
    engine = Engine(mix, Desk({"a": song, "b": song}), RATE)
    assert not engine.process(RATE)["main"].any()
