"""Convolution with a recorded response: the samples of the book, at a level that means something, from a file."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from rig import ArrayStream, Desk, desk_mix, strip
from scipy.signal import fftconvolve, lfilter
from studio import band_limited, noise, read, talking, write

from dsp.effects import Convolution
from dsp.engine import Engine
from dsp.responses import LONGEST_S, response, shaped, t60_s

RATE = 44100


def decaying(seconds: float, t60: float, channels: int, seed: int = 3) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    sound = np.random.default_rng(seed).standard_normal((channels, t.size)) * 10 ** (-3 * t / t60)
    return (0.3 * sound).astype(np.float32)


def convolved(x: np.ndarray, taps: np.ndarray, block: int, **knobs: float) -> np.ndarray:
    """What a convolution gives for `x`, what it is late by taken off."""
    effect = Convolution(response="it.wav", digest="it", **{"wet_db": 0, **knobs})
    bank = effect.bank([effect], RATE, len(x))
    bank.open(lambda digest: {"it": ArrayStream(taps)}[digest])
    late = np.pad(x, ((0, 0), (0, bank.latency)))[np.newaxis]
    parts = [bank.process(late[..., at : at + block]) for at in range(0, late.shape[2], block)]
    return np.concatenate(parts, axis=2)[0, :, bank.latency :]


def by_the_book(x: np.ndarray, taps: np.ndarray) -> np.ndarray:
    left, right = x[0], x[-1]
    ways = {1: [(0, 0)], 2: [(0, 0), (1, 1)], 4: [(0, 0), (0, 1), (1, 0), (1, 1)]}[len(taps)]
    if len(taps) == 1:
        ways, taps = [(0, 0), (1, 1)], np.repeat(taps, 2, axis=0)
    wet = np.zeros((2, x.shape[1]))
    for (origin, to), way in zip(ways, taps, strict=True):
        wet[to] += fftconvolve((left, right)[origin].astype(np.float64), way)[: x.shape[1]]
    return wet


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("ways", [1, 2, 4])
@pytest.mark.parametrize("seconds", [0.01, 0.5, 2.0])
def test_it_is_the_convolution_of_the_book_to_120_db(channels, ways, seconds):
    x = noise(3.0, channels)
    taps = decaying(seconds, 0.9 * seconds, ways)
    found = convolved(x, taps, 5000).astype(np.float64)
    made = response(taps, RATE)
    assert made is not None
    wet = by_the_book(x, made.audio)
    off = found - np.broadcast_to(x, (2, x.shape[1])) - wet
    assert 10 * np.log10(np.mean(off**2) / np.mean(wet**2)) < -120


def test_a_response_is_as_loud_for_pink_noise_whatever_its_colour_and_length():
    pink = band_limited(30, 16000, 8.0)
    dark = lfilter([1], [1, -0.95], decaying(1.0, 0.8, 2))
    for taps in (decaying(0.4, 0.3, 2), dark.astype(np.float32), 7 * decaying(2.0, 1.8, 1)):
        wet = convolved(pink, taps, 8192) - pink
        loud = 10 * np.log10(np.mean(wet[:, 2 * RATE :] ** 2) / np.mean(pink[:, 2 * RATE :] ** 2))
        assert abs(loud) < 1.0, loud


@pytest.mark.parametrize("tail_pct", [30, 60])
def test_the_tail_dies_away_in_its_share_of_the_time(tail_pct):
    whole = response(decaying(2.5, 1.5, 2), RATE)
    assert whole is not None
    assert whole.t60_s == pytest.approx(1.5, rel=0.03)
    short = shaped(whole, Convolution(tail_pct=tail_pct))
    assert t60_s(short, RATE) == pytest.approx(1.5 * tail_pct / 100, rel=0.03)
    assert short.shape[1] < whole.audio.shape[1]


def test_it_begins_with_its_first_sound_and_after_the_predelay():
    taps = np.pad(decaying(0.3, 0.25, 2), ((0, 0), (700, 0)))
    x = np.zeros((1, RATE), np.float32)
    x[0, 1000] = 1.0
    for predelay in (0, 40):
        wet = convolved(x, taps, 4096, predelay_ms=predelay) - x
        first = int(np.argmax(np.abs(wet).max(axis=0) > 1e-4))
        assert first == 1000 + round(predelay * 1e-3 * RATE)


def test_the_engine_gets_the_response_by_its_content_and_keeps_time():
    taps, x = decaying(0.4, 0.3, 2), noise(1.0)
    mix = desk_mix(strip("a", Convolution(response="hall.wav", digest="c0ffee", wet_db=-6)), strip("b"))
    engine = Engine(mix, Desk({"a": x, "b": -x, "c0ffee": taps}), RATE)
    late = engine.latency
    y = engine.process(RATE)["main"][:, late:]
    made = response(taps, RATE)
    assert made is not None
    wet = 10 ** (-6 / 20) * by_the_book(x, made.audio)[:, : y.shape[1]]
    np.testing.assert_allclose(y, wet, atol=1e-5)  # the dry sound of the one is that of the other upside down


@pytest.fixture
def folder(tmp_path):
    song = tmp_path / "song"
    (song / "ir").mkdir(parents=True)
    write(song, {"Vox": noise(2.0), "Snare": noise(2.0, seed=9)})
    soundfile.write(song / "ir" / "plate.wav", decaying(0.5, 0.4, 4).T, RATE)
    soundfile.write(song / "hall.flac", decaying(0.8, 0.7, 2).T, 48000)
    return song


def test_a_response_is_named_heard_swapped_and_taken_back(folder):
    with talking(folder) as talk:
        turn = talk.say("use hall.flac as the reverb on the vox")
        assert turn.status == "done", turn.reply
        (slot,) = talk.session.mix["Vox"].of(Convolution)
        assert slot.effect.response == "hall.flac"
        assert len(slot.effect.digest) == 32
        assert any(slot.name == "mute" for slot in talk.session.mix["hall"]), "it is no track any more"
        assert turn.checks[0].verdict == "verified"
        assert 10 < turn.checks[0].after < 18
        talk.say("convolve the vox with plate.wav")
        assert talk.session.mix["Vox"].of(Convolution)[0].effect.response == "ir/plate.wav"
        talk.say("undo")
        assert talk.session.mix["Vox"].of(Convolution)[0].effect.response == "hall.flac"
        lower = talk.say("less reverb on the vox")
        assert "hall.flac" in lower.reply, "there is no other reverb that could be meant"
        assert talk.say("make the reverb on the vox shorter").status == "done"
        assert talk.session.mix["Vox"].of(Convolution)[0].effect.tail_pct < 100
        talk.say("remove the reverb from the vox")
        assert not talk.session.mix["Vox"].of(Convolution)


def test_what_was_rendered_is_rendered_again_and_a_response_that_changed_is_not_passed_off(folder, tmp_path):
    state = tmp_path / "state"
    files = []
    for _ in range(2):
        with talking(folder, state=state) as talk:
            if not talk.session.turns:
                talk.say("convolve the snare with ir/plate.wav")
            assert not talk.notices
            files.append(read(talk.say("render the mix").files[0])[0])
    np.testing.assert_array_equal(*files)
    soundfile.write(folder / "ir" / "plate.wav", decaying(0.5, 0.4, 4, seed=5).T, RATE)
    with talking(folder, state=state) as talk:
        assert any("ir/plate.wav has changed since; nothing is heard of it" in said for said in talk.notices)
        dry = read(talk.say("render the mix").files[0])[0]
        talk.say("undo everything")
        np.testing.assert_array_equal(read(talk.say("render the mix").files[0])[0], dry)
    (folder / "ir" / "plate.wav").unlink()
    with talking(folder, state=state) as talk:
        assert not talk.notices, "nothing is made of it any more"
        talk.say("redo")
    with talking(folder, state=state) as talk:
        assert any("ir/plate.wav is missing" in said for said in talk.notices)


SAYS = {
    "church.wav": "There is no church.wav in the session's folder or a folder in it",
    "silent.wav": "silent.wav is silent",
    "long.wav": f"long.wav lasts {LONGEST_S + 1:.1f} s; a response lasts {LONGEST_S:g} s at most",
    "three.wav": "three.wav has 3 channels; a response has one, two, or four",
    "broken.wav": "broken.wav cannot be read as audio",
    "same.wav": "Which of them: ir/same.wav or more/same.wav?",
}


@pytest.mark.parametrize("name", SAYS)
def test_what_cannot_be_a_response_is_said_in_one_sentence(folder, name):
    (folder / "more").mkdir()
    soundfile.write(folder / "ir" / "silent.wav", np.zeros(2000), RATE)
    soundfile.write(folder / "ir" / "long.wav", noise(LONGEST_S + 1)[0], RATE)
    soundfile.write(folder / "ir" / "three.wav", np.ones((2000, 3)) / 2, RATE)
    (folder / "ir" / "broken.wav").write_bytes(b"no sound at all")
    for place in ("ir", "more"):
        soundfile.write(folder / place / "same.wav", decaying(0.1, 0.1, 1)[0], RATE)
    with talking(folder) as talk:
        turn = talk.say(f"convolve the snare with {name}")
        assert turn.moves == ()
        assert SAYS[name] in turn.reply
        asked = talk.say("add a convolution to the snare")
        assert asked.moves == ()
        assert "ir/plate.wav" in asked.reply
