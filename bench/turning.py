"""Rows about what a person waits for who turns a knob: the next seconds of a large session, mixed anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from bench.contest import Contest, Runner, Sample, timed
from bench.material import RATE, TRACK_COUNT, Material
from bench.programs import console
from dsp.effects import Bell
from dsp.folder import scan
from dsp.mix import Mix, Strip, adjust
from dsp.render import RUN_UP_S, THREADS, render_excerpt
from dsp.sources import open_stream
from dsp.stems import Stems
from dsp.stream import Stream

BEGIN_S, HEARD_S = 12, 10


def contests(material: Material) -> Sequence[Contest]:
    """Return the rows, which have no peer: nothing else keeps stems."""
    sources = {source.name: source for source in scan(material.session)[0]}
    mix = console(tuple(sources.values()))
    stems, turns = Stems(), count(1)

    def open_source(track: Strip) -> Stream:
        return open_stream(sources[track.name], RATE)

    def hear(mix: Mix) -> None:
        render_excerpt(*stems.instead(mix, open_source, RATE), RATE, BEGIN_S * RATE, HEARD_S * RATE)

    def turn() -> None:
        """Turn a knob to where it has not been."""
        strip = mix["track07"]
        bell = next(slot for slot in strip if isinstance(slot.effect, Bell))
        hear(mix.apply(adjust(strip, bell, Bell(frequency_hz=900, gain_db=-next(turns) / 10))))

    def with_stems(work: Callable[[], None]) -> Callable[[], Sample]:
        def run() -> Sample:
            stems.fill(mix, open_source, RATE, (BEGIN_S + HEARD_S + 1) * RATE, THREADS)
            return timed(work)()

        return run

    heard = f"{HEARD_S} s of {TRACK_COUNT} tracks mixed anew, after {RUN_UP_S:g} s of run-up"
    return (
        Contest(
            f"a session is played for the first time: {heard}",
            (Runner("tonmeister", timed(lambda: hear(mix)), "no stem is there yet"),),
            HEARD_S,
            repeats=9,
        ),
        Contest(
            f"one knob of one track is turned: {heard}",
            (Runner("tonmeister", with_stems(turn), "every other track is read from its stem"),),
            HEARD_S,
            repeats=15,
            most_s=0.15,
        ),
    )
