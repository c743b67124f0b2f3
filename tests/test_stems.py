"""A mix that begins with kept stems is the same mix, to the byte."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rig import RATE, Desk, desk_mix, noise, strip

from dsp.effects import Bell, Compressor, Drive, Fader, HighPass, Pan, Reverb, Send, Solo
from dsp.mix import Slot, adjust
from dsp.render import render_strip
from dsp.stems import Stems, costly

FRAMES = 20_000
AUDIO = {
    "vox": noise(1, 1, FRAMES),
    "keys": noise(2, 2, FRAMES - 3000),
    "bass": noise(3, 1, FRAMES),
    "kick": noise(4, 1, 9000),
}


def mix():
    return desk_mix(
        strip(
            "vox", HighPass(cutoff_hz=90), Compressor(threshold_db=-30), Solo(), Fader(gain_db=-3), Pan(position_pct=20)
        ),
        strip("keys", Drive(drive_db=6), Bell(gain_db=4), Send(to="hall", level_db=-9), Fader(gain_db=2)),
        strip("bass", Fader(), Pan()),
        strip("kick", Bell(gain_db=-6), Fader()),
        strip("hall", Reverb(decay_s=0.4), kind="return"),
        main=[Compressor(threshold_db=-20), Fader()],
    )


def sound(mix, open_source, frames=FRAMES):
    return np.concatenate(list(render_strip(mix, open_source, RATE, frames=frames)), axis=1)


def turned(mix, name, slot_name, **knobs):
    slot = mix[name].slot(slot_name)
    return mix.apply(adjust(mix[name], slot, replace(slot.effect, **knobs)))


@pytest.fixture
def stems():
    kept = Stems()
    kept.fill(mix(), Desk(AUDIO), RATE, FRAMES + 10 * RATE, threads=2)
    return kept


def test_what_is_kept_ends_where_levels_sends_and_keys_begin():
    assert [slot.name for slot in costly(mix()["vox"])] == ["highpass", "compressor"]
    assert [slot.name for slot in costly(mix()["keys"])] == ["drive", "bell"]
    assert costly(mix()["bass"]) == ()
    listening = strip("a", Bell(gain_db=3))
    listening = replace(listening, chain=(*listening.chain, Slot("duck", Compressor(), key="kick")))
    assert [slot.name for slot in costly(listening)] == ["bell"]


def test_a_mix_of_stems_is_the_mix_of_sources_to_the_byte(stems):
    desk = Desk(AUDIO)
    lighter, opened = stems.instead(mix(), desk, RATE)
    assert sound(lighter, opened).tobytes() == sound(mix(), Desk(AUDIO)).tobytes()
    assert set(desk.opened) == {"bass"}
    assert [slot.name for slot in lighter["vox"]] == ["solo", "fader", "pan"]


def test_after_a_change_only_that_strip_is_rendered_again(stems):
    changed = turned(turned(mix(), "kick", "bell", gain_db=3.0), "vox", "fader", gain_db=6.0)
    assert stems.missing(changed, RATE) == ("kick",)
    desk = Desk(AUDIO)
    lighter, opened = stems.instead(changed, desk, RATE)
    assert sound(lighter, opened).tobytes() == sound(changed, Desk(AUDIO)).tobytes()
    assert set(desk.opened) == {"bass", "kick"}
    desk = Desk(AUDIO)
    stems.fill(changed, desk, RATE, FRAMES + 10 * RATE)
    assert set(desk.opened) == {"kick"}
    assert stems.missing(changed, RATE) == ()
    assert sound(*stems.instead(changed, Desk(AUDIO), RATE)).tobytes() == sound(changed, Desk(AUDIO)).tobytes()


def test_another_recording_under_the_same_name_is_not_taken_for_it(stems):
    changed = desk_mix(*(replace(s, source="another") if s.name == "vox" else s for s in mix() if s.kind == "track"))
    assert stems.missing(changed, RATE) == ("vox",)
    assert stems.missing(mix(), 44_100) == ("vox", "keys", "kick")


def test_the_least_used_stems_go_when_there_is_no_room():
    both = Stems(limit=14 * FRAMES)  # two mono stems and not quite a third at its widest
    vox, kick = desk_mix(mix()["vox"]), desk_mix(mix()["kick"])
    both.fill(vox, Desk(AUDIO), RATE, FRAMES)
    both.fill(kick, Desk(AUDIO), RATE, FRAMES)
    both.instead(vox, Desk(AUDIO), RATE)
    both.fill(turned(vox, "vox", "highpass", cutoff_hz=200.0), Desk(AUDIO), RATE, FRAMES)
    assert both.missing(kick, RATE) == ("kick",)
    assert both.missing(vox, RATE) == ()
    assert both.bytes <= 14 * FRAMES


def test_a_session_too_large_for_all_its_stems_keeps_some_and_never_more_than_allowed():
    whole = FRAMES + 10 * RATE
    few = Stems(limit=8 * whole)
    few.fill(mix(), Desk(AUDIO), RATE, whole)
    assert few.missing(mix(), RATE) == ("keys", "kick")
    few.fill(mix(), Desk(AUDIO), RATE, whole)
    assert "vox" not in few.missing(mix(), RATE)
    assert 0 < few.bytes <= 8 * whole
    assert sound(*few.instead(mix(), Desk(AUDIO), RATE)).tobytes() == sound(mix(), Desk(AUDIO)).tobytes()
