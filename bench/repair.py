"""What every repair gains and costs on recordings that are whole: `python -m bench.repair FOLDER [FAULT …]`.

Each track is spoilt in a known way and mended, and what comes back is held against the track as it was. Nothing here
shares code with the product's meters.

References
----------
.. [1] P. Záviška, P. Rajmic, A. Ozerov, L. Rencker, "A survey and an extensive evaluation of popular audio
   declipping methods", IEEE J. Sel. Top. Signal Process. 15(1), 2021.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.look import through
from dsp.effects import DeClick, DeClip, DeHum
from dsp.measure.clicks import SENSITIVITY_PCT

OVER_DB = (3.0, 5.0, 8.0)
"""By so much the peaks lie over where they are cut, from a touch to far too hot."""

CUT_TO_DB = (10.0, 5.0)
"""Cut so low that what is lost lies only so far under the sound, as the literature on de-clipping has it [1]_."""

CLICKS_PER_S, BESIDE_S, APART = 4.0, 0.005, 40
"""How often a click comes, how near to it is its neighbourhood, and how far apart two are, in samples."""

SETTLED_S, HARMONICS, NEAR_HZ = 8.0, 12, 2.0
"""How long hum is listened to before what is left counts, how many harmonics it has, and what belongs to each."""

CHANGING, SWING_S, SWING_HZ, SWING_DB = ((20, "drifting"), (20, "swelling")), 20.0, 0.05, 3.0
"""Hum whose frequency or strength swings: how slowly, and how far to either side."""

EARLY_S = ((0, 1), (1, 2), (2, 4))
"""Times for which what is left of hum is told too."""

Sound = NDArray[np.float32]
Row = Sequence[str]


def sdr_db(whole: Sound, found: Sound) -> float:
    """Return how far what is lost lies under the sound."""
    error = np.square(whole.astype(np.float64) - found).sum()
    return float(10 * np.log10(np.square(whole, dtype=np.float64).sum() / max(error, 1e-30)))


def level_for(whole: Sound, left_db: float) -> np.float32:
    """Return where a sound is to be cut for what is lost to lie so far under it."""
    low, high = 0.0, float(np.abs(whole).max())
    for _ in range(40):
        level = 0.5 * (low + high)
        low, high = (level, high) if sdr_db(whole, np.clip(whole, -level, level)) < left_db else (low, level)
    return np.float32(high)


def clipping(x: Sound, rate: int) -> Iterator[tuple[str, Row]]:
    """Cut a track below its peak and draw its tops again."""
    whole = x / np.abs(x).max()
    levels = [(f"cut {over_db:g} dB under its peak", np.float32(10 ** (-over_db / 20))) for over_db in OVER_DB]
    levels += [(f"cut to an SDR of {left_db:g} dB", level_for(whole, left_db)) for left_db in CUT_TO_DB]
    for how, level in levels:
        cut = np.clip(whole, -level, level)
        at = cut != whole
        began = time.process_time()
        mended = through(DeClip(amount_pct=100), cut, rate)
        took = time.process_time() - began
        was, now = (sdr_db(whole, y) for y in (cut, mended))
        parts = [sdr_db(whole[at], y[at]) for y in (cut, mended)]
        beside = np.abs(cut) < level - 3.2e-5  # a step of 16 bits from the cut is still the cut
        kept = bool((mended[beside] == cut[beside]).all() and (np.abs(mended[at]) >= level).all())
        row = (
            f"{at.mean():.2%}",
            *(f"{value:.1f}" for value in (was, now)),
            f"{now - was:+.1f}",
            *(f"{value:.1f}" for value in parts),
            "yes" if kept else "NO",
            f"{x.shape[-1] / rate / took:.0f}",
        )
        yield how, row


def shape(kind: str, width: int, rng: np.random.Generator) -> NDArray[np.float64]:
    n = np.arange(width)
    if kind == "step":
        return np.ones(width)
    if kind == "noise":
        burst = rng.uniform(-1, 1, width)
        return np.asarray(burst / np.abs(burst).max())
    if kind == "bell":
        return np.asarray(np.hanning(width + 2)[1:-1])
    return np.asarray(np.exp(-n / max(width / 4, 0.5)) * np.cos(n * rng.uniform(0, 3)))


def clicks(x: Sound, rate: int) -> Iterator[tuple[str, Row]]:
    """Lay clicks over a track and take them out."""
    beside = round(BESIDE_S * rate)
    level = float(np.sqrt(np.mean(np.square(x, dtype=np.float64))))
    for kind in ("none", "step", "noise", "decay", "bell"):
        rng = np.random.default_rng(3)
        spoilt, spots, place = x.astype(np.float64), [], 2000
        while kind != "none" and place < x.shape[1] - 3000:
            width = int(rng.integers(1, 31))
            loud = float(np.std(x[0, place - 441 : place + 441]))
            height = loud * 10 ** rng.uniform(0, 1) * rng.choice([-1, 1])
            if loud > 0.03 * level:  # in silence nothing is left to restore
                spoilt[0, place : place + width] += height * shape(kind, width, rng)
                spots.append((place, width))
            place += int(rng.exponential(rate / CLICKS_PER_S)) + 200
        clicked = spoilt.astype(np.float32)
        effect = DeClick(sensitivity_pct=SENSITIVITY_PCT)
        began = time.process_time()
        mended = through(effect, clicked, rate)
        took = time.process_time() - began
        near = np.zeros(x.shape[1], bool)
        touched, errors = 0, []
        for place, width in spots:
            around = slice(max(0, place - beside), place + width + beside)
            near[around] = True
            touched += bool((mended[:, place : place + width] != clicked[:, place : place + width]).any())
            errors.append(sdr_db(x[:, around], mended[:, around]))
        moved = np.flatnonzero((mended != clicked).any(axis=0) & ~near)
        false = int(np.count_nonzero(np.diff(moved) > APART)) + 1 if moved.size else 0
        was, now = (f"{sdr_db(x[:, near], y[:, near]):.1f}" if spots else "" for y in (clicked, mended))
        middle = f"{np.median(errors):.1f}" if spots else ""
        yield kind, (str(len(spots)), f"{touched}", was, now, middle, str(false), f"{x.shape[-1] / rate / took:.0f}")


def hum(x: Sound, rate: int) -> Iterator[tuple[str, Row]]:
    """Lay mains hum under a track and take it out while the track plays."""
    level = float(np.sqrt(np.mean(np.square(x, dtype=np.float64))))
    t = np.arange(x.shape[1]) / rate
    settled = slice(int(SETTLED_S * rate), None)
    if x.shape[1] <= 2 * SETTLED_S * rate:
        return
    cases = [
        (mains, under, how) for mains in (50.0, 60.0) for under, how in ((20, "steady"), (40, "steady"), *CHANGING)
    ]
    for mains_hz, under_db, how in cases:
        rng = np.random.default_rng(1)
        harmonics = range(1, HARMONICS + 1)
        swing = 2 * np.pi * t / SWING_S
        turn = 2 * np.pi * mains_hz * t + (SWING_HZ * SWING_S * np.sin(swing) if how == "drifting" else 0.0)
        buzz = sum(np.cos(k * turn + rng.uniform(0, 6.28)) / k for k in harmonics)
        buzz = np.asarray(buzz) * (10 ** (SWING_DB * np.sin(swing) / 20) if how == "swelling" else 1.0)
        buzz = np.asarray(buzz * level * 10 ** (-under_db / 20) / np.sqrt(np.mean(np.square(buzz))))
        effect = DeHum(frequency_hz=mains_hz, depth_db=60.0, harmonics=HARMONICS)
        began = time.process_time()
        mended = through(effect, (x + buzz).astype(np.float32), rate)
        took = time.process_time() - began
        whole = (mended.astype(np.float64) - x)[0]
        parts = [slice(int(begin * rate), int(end * rate)) for begin, end in EARLY_S]
        early = [f"{10 * np.log10(np.square(whole[part]).sum() / np.square(buzz[part]).sum()):.1f}" for part in parts]
        left = whole[settled]
        window = np.hanning(left.size)
        beside = []
        sounds = (buzz[settled], left, x[0, settled], mended[0, settled])
        spectra = [np.abs(np.fft.rfft(window * y)) ** 2 for y in sounds]
        hz = np.fft.rfftfreq(left.size, 1 / rate)
        near = np.zeros(hz.size, bool)
        for k in harmonics:
            near |= np.abs(hz - k * mains_hz) < NEAR_HZ
        was, now = (float(spectrum[near].sum()) for spectrum in spectra[:2])
        for low in 31.25 * 2.0 ** np.arange(0, 9):
            band = (hz >= low) & (hz < 2 * low) & ~near
            if spectra[2][band].sum() > 1e-6 * spectra[2].sum():
                beside.append(10 * np.log10(spectra[3][band].sum() / spectra[2][band].sum()))
        worst = max(beside, key=abs)
        yield (
            f"{mains_hz:g} Hz, {under_db} dB under it, {how}",
            (*early, f"{10 * np.log10(now / was):.1f}", f"{worst:+.2f}", f"{x.shape[-1] / rate / took:.0f}"),
        )


FAULTS: Mapping[str, tuple[Row, Callable[[Sound, int], Iterator[tuple[str, Row]]]]] = {
    "clipping": (
        ("cut", "SDR", "mended", "gain", "SDR there", "mended there", "the rest untouched", "x real time"),
        clipping,
    ),
    "clicks": (
        ("clicks", "mended", "SNR within 5 ms", "mended to", "median", "false", "x real time"),
        clicks,
    ),
    "hum": (
        (*(f"{begin}-{end} s" for begin, end in EARLY_S), "at its harmonics", "worst octave beside", "x real time"),
        hum,
    ),
}
"""Each fault with what its columns say, and what spoils and mends a track: its rows, each with how it was spoilt."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each fault: the tracks of a folder, spoilt and mended."""
    options = argparse.ArgumentParser(prog="python -m bench.repair", description=(__doc__ or "").splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("faults", nargs="*", metavar="FAULT", help=f"any of {', '.join(FAULTS)} (default: all)")
    options.add_argument("--seconds", type=float, default=1e9, help="of each track (default: all of it)")
    options.add_argument("--track", default="", help="only tracks whose name holds this")
    chosen = options.parse_args(arguments)
    paths = [p for p in sorted(chosen.folder.iterdir()) if p.suffix in (".wav", ".flac", ".mp3", ".ogg")]
    for fault in chosen.faults or FAULTS:
        head, spoil = FAULTS[fault]
        table = Table("track", fault, *head)
        for path in paths:
            if chosen.track.lower() in path.stem.lower():
                with soundfile.SoundFile(path) as file:
                    rate = file.samplerate
                    x = file.read(min(file.frames, int(chosen.seconds * rate)), "float32", always_2d=True).T
                for how, row in spoil(np.ascontiguousarray(x), rate):
                    table.add_row(path.stem, how, *row)
        Console(width=160).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
