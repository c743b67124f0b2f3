"""Small programs that are timed as whole processes: `python -m bench.programs NAME ARGUMENT …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dsp.mix import Mix
    from dsp.sources import Source

CUT_HZ = 80
LOW, MUD, BITE, AIR = (120, 2, 0.7), (300, -3, 1), (3000, 2, 1.4), (9000, 2, 0.7)
"""Frequency, gain and Q of the four bands that every track gets."""

THRESHOLD_DB, RATIO, ATTACK_MS, RELEASE_MS = -24, 3, 10, 120
LEVEL_DB = -18
CHUNK = 65_536
"""Frames that pedalboard is given at a time: more do not make it faster."""


def position(track: int, tracks: int) -> float:
    """Return where a track stands, from -1 on the left to 1 on the right."""
    return 2 * track / max(1, tracks - 1) - 1


def console(sources: Sequence[Source]) -> Mix:
    """Return the mix: high-pass, four bands, compressor, fader and pan a track."""
    from dsp.effects import Bell, Compressor, Fader, HighPass, HighShelf, LowShelf, Pan
    from dsp.mix import MAIN, Mix, Slot, Strip

    def strip(i: int, name: str) -> Strip:
        effects = (
            HighPass(cutoff_hz=CUT_HZ),
            *(
                kind(frequency_hz=f, gain_db=g, q=q)
                for kind, (f, g, q) in zip((LowShelf, Bell, Bell, HighShelf), (LOW, MUD, BITE, AIR), strict=True)
            ),
            Compressor(threshold_db=THRESHOLD_DB, ratio=RATIO, attack_ms=ATTACK_MS, release_ms=RELEASE_MS),
            Fader(gain_db=LEVEL_DB),
            Pan(position_pct=round(100 * position(i, len(sources)))),
        )
        return Strip(name, chain=tuple(Slot(str(n), effect) for n, effect in enumerate(effects)))

    return Mix((*(strip(i, source.name) for i, source in enumerate(sources)), Strip(MAIN, "main", output="")))


def render_to(out: Path, sources: Sequence[Source]) -> None:
    """Mix recordings that have been examined."""
    from dsp.ahead import ahead
    from dsp.files import Writer
    from dsp.folder import session_rate
    from dsp.render import render_strip
    from dsp.sources import open_stream

    rate, by_name = session_rate(sources), {source.name: source for source in sources}
    with Writer(out, rate, 2, "wav24") as file:
        for block in ahead(render_strip(console(sources), lambda track: open_stream(by_name[track.name], rate), rate)):
            file.write(block)


def mix_tonmeister(folder: str, out: str) -> None:
    """Mix a folder as tonmeister does: every file is examined first."""
    from dsp.folder import scan

    sources, _ = scan(Path(folder))
    render_to(Path(out), sources)


def mix_pedalboard(folder: str, out: str, threads: str) -> None:
    """Mix a folder as one would with pedalboard: a board a track, the tracks shared out among threads."""
    import numpy as np
    import pedalboard as pb
    from pedalboard.io import AudioFile

    files = [AudioFile(str(path)) for path in sorted(Path(folder).glob("*.wav"))]
    boards = [
        pb.Pedalboard(
            [
                pb.HighpassFilter(CUT_HZ),
                pb.LowShelfFilter(*LOW),
                pb.PeakFilter(*MUD),
                pb.PeakFilter(*BITE),
                pb.HighShelfFilter(*AIR),
                pb.Compressor(THRESHOLD_DB, RATIO, ATTACK_MS, RELEASE_MS),
                pb.Gain(LEVEL_DB),
            ]
        )
        for _ in files
    ]
    angles = (np.array([position(i, len(files)) for i in range(len(files))]) + 1) * np.pi / 4
    gains = np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    rate, frames, parts = int(files[0].samplerate), max(file.frames for file in files), int(threads)

    def part(first: int, length: int) -> Any:
        bus = np.zeros((2, length), np.float32)
        for i in range(first, len(files), parts):
            track = boards[i](files[i].read(length), rate, buffer_size=1024, reset=False)[0]
            for side in range(2):
                bus[side, : track.size] += gains[i, side] * track
        return bus

    with ThreadPoolExecutor(parts) as pool, AudioFile(out, "w", rate, 2, bit_depth=24) as written:
        for start in range(0, frames, CHUNK):
            length = min(CHUNK, frames - start)
            written.write(sum(pool.map(part, range(parts), [length] * parts)))


def match(target: str, reference: str, out: str) -> None:
    """Master a file with matchering, against a reference."""
    import matchering

    matchering.process(target=target, reference=reference, results=[matchering.pcm24(out)])


PROGRAMS: Mapping[str, Callable[..., None]] = {
    "mix_tonmeister": mix_tonmeister,
    "mix_pedalboard": mix_pedalboard,
    "match": match,
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
