"""Every kind of effect is held to a measurement: it says verified where that moved, and can say that it did not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio import RATE, band_limited, desk, noise, take, write

from assistant.figures import FIGURES, checks_of, dryness
from assistant.moments import MOMENTS
from assistant.respond import respond
from assistant.slots import added, with_return
from dsp.effects import (
    EFFECTS,
    Align,
    AutoPan,
    BassEnhancer,
    Bell,
    Chorus,
    Compressor,
    DeEsser,
    Doubler,
    Drive,
    Exciter,
    Fader,
    Flanger,
    HighPass,
    HighShelf,
    Limiter,
    LowPass,
    LowShelf,
    MonoBelow,
    Mute,
    Output,
    Pan,
    Phaser,
    PitchShift,
    Polarity,
    Reverb,
    Send,
    Solo,
    TimeStretch,
    Tremolo,
    Width,
)
from dsp.mix import adjust


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    gate = np.where(np.arange(4 * RATE) // RATE % 2, 1.0, 0.4).astype(np.float32)
    folder = write(
        tmp_path_factory.mktemp("figures"),
        {
            "Noise": noise(channels=2),
            "Bursts": noise() * gate,
            "Low": band_limited(60, 500),
            "Silence": np.zeros((1, 4 * RATE), np.float32),
            "Vox": take("Lead Vox", 10.0),
        },
    )
    import soundfile

    soundfile.write(folder / "Silence.wav", np.zeros(4 * RATE), RATE, subtype="PCM_16")
    return desk(folder)


def judged(song, name, effect):
    """The check of putting an effect on a strip, or of turning the one it has."""
    session, studio = song
    strip = session.mix[name]
    there = strip.of(type(effect))
    move = adjust(strip, there[0], effect) if there else added(strip, effect)
    (check,) = checks_of(studio, session.mix, session.mix.apply(move), name, (move,))
    return check


WORKS = [
    ("Noise", Fader(gain_db=-6), -6.0),
    ("Noise", Pan(position_pct=50), None),
    ("Noise", Pan(position_pct=-100), None),
    ("Noise", Width(width_pct=50), -6.0),
    ("Noise", Bell(frequency_hz=1000, gain_db=-6, q=0.7), -6.0),
    ("Noise", LowShelf(frequency_hz=200, gain_db=6), 6.0),
    ("Noise", HighShelf(frequency_hz=3000, gain_db=4), 4.0),
    ("Noise", HighPass(cutoff_hz=300), None),
    ("Noise", LowPass(cutoff_hz=3000), None),
    ("Noise", Mute(on=True), None),
    ("Bursts", Compressor(threshold_db=-35, ratio=8, attack_ms=1, release_ms=50), None),
    ("Noise", Limiter(ceiling_db=-16), None),
    ("Noise", Drive(drive_db=18), None),
    ("Vox", DeEsser(range_db=6), None),
    ("Vox", Exciter(amount_db=-6), None),
    ("Low", BassEnhancer(amount_db=0), None),
    ("Noise", Tremolo(depth_pct=70), None),
    ("Vox", PitchShift(pitch_semitones=-2), -2.0),
    ("Low", AutoPan(depth_pct=70), None),
    ("Noise", Chorus(mix_pct=50), 50.0),
    ("Vox", Chorus(mix_pct=40), None),
    ("Noise", Flanger(mix_pct=50), None),
    ("Noise", Phaser(mix_pct=50), None),
    ("Vox", Doubler(mix_pct=50), 50.0),
]


@pytest.mark.parametrize(("name", "effect", "moved"), WORKS, ids=[type(e).__name__ for _, e, _ in WORKS])
def test_what_works_is_verified_by_a_figure_that_moved(song, name, effect, moved):
    check = judged(song, name, effect)
    assert check.verdict == "verified", check
    assert check.strip == name
    if moved is not None:
        assert check.after - check.before == pytest.approx(moved, abs=0.1 * moved if check.unit == "%" else 0.6)


IDLE = [
    ("Silence", Fader(gain_db=-6)),
    ("Silence", Pan(position_pct=50)),
    ("Vox", Width(width_pct=50)),
    ("Silence", Bell(frequency_hz=1000, gain_db=-6)),
    ("Silence", HighPass(cutoff_hz=300)),
    ("Noise", Compressor(threshold_db=0, ratio=4)),
    ("Noise", Limiter(ceiling_db=0)),
    ("Low", Drive(drive_db=0)),
    ("Low", DeEsser(range_db=6)),
    ("Low", Exciter(amount_db=-6)),
    ("Silence", Exciter(amount_db=-6)),
    ("Silence", BassEnhancer(amount_db=0)),
    ("Low", HighPass(cutoff_hz=10)),
    ("Silence", Tremolo(depth_pct=70)),
    ("Silence", PitchShift(pitch_semitones=2)),
    ("Silence", AutoPan(depth_pct=70)),
    ("Silence", Chorus(mix_pct=50)),
    ("Silence", Flanger(mix_pct=50)),
    ("Silence", Phaser(mix_pct=50)),
    ("Silence", Doubler(mix_pct=50)),
]


@pytest.mark.parametrize(("name", "effect"), IDLE, ids=[f"{type(e).__name__}-{n}" for n, e in IDLE])
def test_what_does_nothing_is_not_verified(song, name, effect):
    assert judged(song, name, effect).verdict == "refused"


def test_a_wrong_claim_about_a_level_is_refused(song):
    """A fader's check compares with what the knob should have done, not with any change at all."""
    session, studio = song
    strip = session.mix["Noise"]
    down = adjust(strip, strip.of(Fader)[0], Fader(gain_db=-6))
    other = session.mix.apply(adjust(strip, strip.of(Fader)[0], Fader(gain_db=-1)))
    (check,) = checks_of(studio, session.mix, other, "Noise", (down,))
    assert check.verdict == "refused"


def test_unmuting_is_verified_by_what_is_heard_again(song):
    session, studio = song
    muted = session.mix.apply(added(session.mix["Noise"], Mute(on=True)))
    (slot,) = muted["Noise"].of(Mute)
    move = adjust(muted["Noise"], slot, Mute(on=False))
    (check,) = checks_of(studio, muted, muted.apply(move), "Noise", (move,))
    assert (check.before, check.verdict) == (None, "verified")


def test_dryness_is_linear_in_the_send(song):
    session, studio = song
    mix, _ = with_return(session.mix)
    stands = []
    for level in (-20.0, -10.0):
        wet = mix.apply(added(mix["Noise"], Send(to="Reverb", level_db=level)))
        stands.append(dryness(studio, wet, "Noise"))
    assert stands[0] - stands[1] == pytest.approx(10.0, abs=0.2)
    assert dryness(studio, mix, "Noise") is None


def test_every_effect_has_a_figure_or_is_known_to_have_none():
    assert set(FIGURES) | set(MOMENTS) | {
        Send,
        Output,
        Solo,
        Reverb,
        Polarity,
        Align,
        MonoBelow,
        TimeStretch,
    } >= set(EFFECTS)


def test_a_reply_does_not_say_verified_of_what_was_not_heard(song):
    session, studio = song
    turn = respond(session, "silence up 3 dB", studio)
    if turn.status == "done":
        assert "verified" not in turn.reply
        assert "not achieved" in turn.reply


def test_a_compressor_on_hits_is_held_to_what_it_turns_down(tmp_path: Path) -> None:
    t = np.arange(8 * RATE) / RATE
    hits = 0.5 * np.exp(-((t % 0.5) / 0.08)) * np.sin(2 * np.pi * 200 * t)
    session, studio = desk(write(tmp_path, {"Snare": np.float32(hits[None])}))
    turn = respond(session, "compress the snare 4:1 with a 1 ms attack and a threshold of -30 dB", studio)
    (check,) = turn.checks
    assert (check.what, check.verdict) == ("turned down at most", "verified")
    assert check.before == 0.0
    assert check.after is not None
    assert (
        10.0 < check.after < 19.0
    )  # hits at −6 dBFS, 24 dB over the threshold: three quarters of that if it holds all
    slower = respond(session.after(turn), "slower attack", studio)
    assert slower.checks[0].after is not None
    assert slower.checks[0].verdict == "verified"


def test_a_fade_is_held_to_the_end_of_the_song_that_it_is_at(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "song", {"Lead Vox": noise(4.0, level=0.1)}, RATE))
    for said, figure, louder in (
        ("fade out over the last second", "level as it fades out", False),
        ("longer", "level as it fades out", False),
        ("fade in over 1 s", "level as it fades in", False),
        ("shorter", "level as it fades in", True),
    ):
        turn = respond(session, said, studio)
        session = session.after(turn)
        (check,) = (check for step in turn.steps for check in step.checks)
        assert (check.what, check.verdict) == (figure, "verified"), said
        assert (check.after > check.before) == louder, said
