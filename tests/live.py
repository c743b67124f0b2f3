"""A session played on the system's sound device while fifty knobs are turned; prints when each turn took effect."""

from __future__ import annotations

import json
import time

import numpy as np
from rig import RATE, ArrayStream, desk_mix, strip

from dsp.deck import Version
from dsp.effects import Bell, Fader, Mute, Pan
from dsp.engine import Engine
from dsp.mix import Mix
from dsp.play import PlayError
from dsp.transport import Player

FRAMES = 5 * RATE
MOVES = 50
RING = RATE // 10
"""After the song has ended, what rings is heard too."""

TONES_HZ = {"Bass": 110.0, "Keys": 220.5, "Lead": 331.0}


def audio():
    seconds = np.arange(FRAMES) / RATE
    return {name: (0.2 * np.sin(2 * np.pi * hz * seconds)).astype(np.float32)[None] for name, hz in TONES_HZ.items()}


def mix(turn: int) -> Mix:
    """The mix after so many turns, each of one knob and anywhere in its travel."""
    travel = [(-6.0, 6.0), (-12.0, 0.0), (-100.0, 100.0), (-0.1, 1.0)]
    stands = [0.0] * (len(travel) * len(TONES_HZ))
    for turned in range(1, turn + 1):
        knob = turned % len(stands)
        stands[knob] = np.random.default_rng(turned).uniform(*travel[knob % len(travel)])
    strips = []
    for name, (bell, fader, pan, mute) in zip(TONES_HZ, zip(*[iter(stands)] * len(travel), strict=True), strict=True):
        tone, place = Bell(frequency_hz=300, gain_db=bell), Pan(position_pct=round(pan))
        strips.append(strip(name, tone, Fader(gain_db=fader), place, Mute(on=mute < 0)))
    return desk_mix(*strips)


def opened(sounds):
    return lambda strip: ArrayStream(sounds[strip.name])


def offline(moved_at):
    """The engine's own render with the same moves at the same frames."""
    engine = Engine(mix(0), opened(audio()), RATE)
    engine.process(engine.latency)
    parts = []
    for turn, frame in enumerate(moved_at, 1):
        parts.append(engine.process(frame - engine.frame)["main"])
        engine.set(mix(turn))
    parts.append(engine.process(FRAMES + RING - engine.frame)["main"])
    return np.concatenate(parts, axis=1)


def main():
    moved_at = []
    turn_knobs = Engine.set

    def noted(engine, mix):
        moved_at.append(engine.frame)
        turn_knobs(engine, mix)

    offline([])  # so that the kernels are there before the music starts
    Engine.set = noted
    player = Player(opened(audio()), RATE)
    try:
        player.play([Version(mix(0))])
    except PlayError as error:
        print(json.dumps({"trouble": str(error)}))
        return
    for turn in range(1, MOVES + 1):
        time.sleep(0.08)
        player.set(mix(turn))
    player.wait()
    state = player.state
    print(json.dumps({"moved_at": moved_at, "under_runs": state.under_runs, "trouble": state.trouble}))


if __name__ == "__main__":
    main()
