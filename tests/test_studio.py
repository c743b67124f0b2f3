"""What a studio renders again comes from kept stems and is the same to the byte."""

from __future__ import annotations

import errno
from dataclasses import replace

import numpy as np
import pytest
from studio import desk, noise, write

import dsp.stems
from dsp.effects import Compressor, Drive, Fader, HighPass
from dsp.mix import Mix, Slot, insert


@pytest.fixture
def session(tmp_path):
    folder = write(tmp_path, {"vox": noise(1.0), "bass": noise(1.0, seed=2), "keys": noise(0.8, 2, seed=3)})
    made, studio = desk(folder)
    mix = made.mix
    for name, effect in (
        ("vox", Compressor(threshold_db=-30)),
        ("bass", Drive(drive_db=9)),
        ("keys", HighPass(cutoff_hz=200)),
    ):
        mix = mix.apply(insert(mix[name], Slot("first", effect), 0))
    return replace(made, mix=mix), studio


def sound(studio, mix, **options):
    return np.concatenate([blocks["main"] for blocks in studio.render(mix, **options)], axis=1)


def counted(studio):
    """The names of the tracks whose recordings are opened from now on."""
    opened = []
    original = studio.open_source
    studio.open_source = lambda strip: opened.append(strip.name) or original(strip)
    return opened


def with_fader(mix, name, gain_db):
    slot = mix[name].slot("fader")
    chain = tuple(Slot("fader", Fader(gain_db=gain_db)) if s is slot else s for s in mix[name])
    return Mix(tuple(replace(s, chain=chain) if s.name == name else s for s in mix))


def test_a_mix_rendered_again_has_the_same_bytes_and_opens_no_recording(session):
    made, studio = session
    first = sound(studio, made.mix)
    sound(studio, made.mix)
    opened = counted(studio)
    assert sound(studio, made.mix).tobytes() == first.tobytes()
    assert opened == []


def test_after_a_change_of_one_track_that_one_only_is_opened(session):
    made, studio = session
    sound(studio, made.mix)
    sound(studio, made.mix)
    changed = with_fader(made.mix, "keys", -6.0)
    changed = changed.apply(insert(changed["vox"], Slot("second", HighPass(cutoff_hz=120)), 1))
    opened = counted(studio)
    again = sound(studio, changed)
    assert opened == ["vox"]
    assert again.tobytes() == sound(desk_again(studio), changed).tobytes()


def desk_again(studio):
    return type(studio)(studio.sources, studio.sample_rate)


def test_without_room_for_stems_everything_is_still_rendered(session, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    made, studio = session
    first = sound(studio, made.mix)
    monkeypatch.setattr(dsp.stems, "TemporaryFile", full)
    assert sound(studio, made.mix).tobytes() == first.tobytes()


def test_a_single_track_keeps_no_stem(session):
    made, studio = session
    for _ in range(3):
        list(studio.render(made.mix, ("vox",)))
    assert studio._stems.bytes == 0
