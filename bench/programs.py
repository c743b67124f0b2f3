"""Small programs that are timed as whole processes: `python -m bench.programs NAME ARGUMENT …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

CUT_HZ = 80
LOW, MUD, BITE, AIR = (120, 2, 0.7), (300, -3, 1), (3000, 2, 1.4), (9000, 2, 0.7)
"""Frequency, gain and Q of the four bands that every track gets."""

THRESHOLD_DB, RATIO, ATTACK_MS, RELEASE_MS = -24, 3, 10, 120
CHUNK = 16_384


def position(track: int, tracks: int) -> float:
    """Return where a track stands, from -1 on the left to 1 on the right."""
    return 2 * track / max(1, tracks - 1) - 1


def mix_tonmeister(folder: str, out: str) -> None:
    """Mix a folder with the engine: high-pass, four bands, compressor, fader and pan a track."""
    from dsp.effects import Bell, Compressor, Fader, HighPass, HighShelf, LowShelf, Pan
    from dsp.files import Writer
    from dsp.folder import scan, session_rate
    from dsp.mix import MAIN, Mix, Slot, Strip
    from dsp.render import render_strip
    from dsp.sources import open_stream

    sources, _ = scan(Path(folder))
    rate = session_rate(sources)

    def strip(i: int, name: str) -> Strip:
        effects = (
            HighPass(cutoff_hz=CUT_HZ),
            *(
                kind(frequency_hz=f, gain_db=g, q=q)
                for kind, (f, g, q) in zip((LowShelf, Bell, Bell, HighShelf), (LOW, MUD, BITE, AIR), strict=True)
            ),
            Compressor(threshold_db=THRESHOLD_DB, ratio=RATIO, attack_ms=ATTACK_MS, release_ms=RELEASE_MS),
            Fader(gain_db=-12),
            Pan(position_pct=round(100 * position(i, len(sources)))),
        )
        return Strip(name, chain=tuple(Slot(str(n), effect) for n, effect in enumerate(effects)))

    mix = Mix((*(strip(i, source.name) for i, source in enumerate(sources)), Strip(MAIN, "main", output="")))
    by_name = {source.name: source for source in sources}
    with Writer(Path(out), rate, 2, "wav24") as file:
        for block in render_strip(mix, lambda track: open_stream(by_name[track.name], rate), rate):
            file.write(block)


def mix_pedalboard(folder: str, out: str, threads: str) -> None:
    """Mix a folder as one would with pedalboard: every track a board, streamed, added up by numpy."""
    import numpy as np
    import pedalboard as pb
    import soundfile

    files = [soundfile.SoundFile(path) for path in sorted(Path(folder).glob("*.wav"))]
    boards = [
        pb.Pedalboard(
            [
                pb.HighpassFilter(CUT_HZ),
                pb.LowShelfFilter(*LOW),
                pb.PeakFilter(*MUD),
                pb.PeakFilter(*BITE),
                pb.HighShelfFilter(*AIR),
                pb.Compressor(THRESHOLD_DB, RATIO, ATTACK_MS, RELEASE_MS),
                pb.Gain(-12),
            ]
        )
        for _ in files
    ]
    angles = (np.array([position(i, len(files)) for i in range(len(files))]) + 1) * np.pi / 4
    gains = np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    rate, frames = files[0].samplerate, max(file.frames for file in files)

    def track(i: int, length: int) -> Any:
        audio = files[i].read(length, dtype="float32", fill_value=0.0)
        return gains[i][:, None] * boards[i](audio[None], rate, reset=False)

    with (
        ThreadPoolExecutor(int(threads)) as pool,
        soundfile.SoundFile(out, "w", rate, 2, subtype="PCM_24") as written,
    ):
        for start in range(0, frames, CHUNK):
            length = min(CHUNK, frames - start)
            parts = pool.map(track, range(len(files)), [length] * len(files))
            written.write(sum(parts).T)


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
