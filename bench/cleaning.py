"""What noise reduction gains and costs on speech, beside noisereduce: `python -m bench.cleaning SPEECH NOISE ROOM`.

SPEECH and NOISE are folders of recordings, ROOM an impulse response that every second clip is put into. Every clip is
mixed with every noise, and with white noise, at 0, 5, 10 and 20 dB; what comes back is compared with the clip. Clips
are the recordings that have next to no noise of their own: where there is some, taking it out as well would count as
an error. The peer comes as it is, and set to the same 12 dB; stationary it is told, beside, what the noise is.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.signal import butter, fftconvolve, resample_poly, sosfiltfilt

from dsp.effects import DeNoise

RATE, SECONDS, CLIPS = 16_000, 12, 4
SNRS_DB = (0, 5, 10, 20)
OCTAVES_HZ = (125, 250, 500, 1000, 2000, 4000)
REDUCTION_DB = 12
QUIET_DB = 40
"""By so much the softest twentieth of a clip lies under the whole of it."""

Sound = NDArray[np.float64]


def read(path: Path) -> Sound:
    """Return a recording in mono at 16 kHz."""
    audio, rate = soundfile.read(path, always_2d=True)
    mono = np.asarray(audio.mean(axis=1), np.float64)
    common = gcd(rate, RATE)
    return mono if rate == RATE else np.asarray(resample_poly(mono, RATE // common, rate // common))


def si_sdr_db(clean: Sound, found: Sound) -> float:
    """Return the scale-invariant signal-to-distortion ratio (J. Le Roux et al., ICASSP 2019)."""
    part = (clean @ found) / (clean @ clean) * clean
    return float(10 * np.log10((part**2).sum() / ((found - part) ** 2).sum()))


def band_losses_db(clean: Sound, found: Sound) -> list[float]:
    """Return how much of the speech each octave has lost: the share of it that is still found there."""
    losses = []
    for centre in OCTAVES_HZ:
        edges = [centre / 2**0.5, min(centre * 2**0.5, 0.494 * RATE)]
        band = butter(4, edges, "band", fs=RATE, output="sos")
        one, other = sosfiltfilt(band, clean), sosfiltfilt(band, found)
        losses.append(float(-20 * np.log10(abs(one @ other) / (one @ one))))
    return losses


def tonmeister(noisy: Sound) -> Sound:
    """Reduce noise as the effect does."""
    bank = (effect := DeNoise(reduction_db=REDUCTION_DB)).bank([effect], RATE, 1)
    padded = np.concatenate([noisy, np.zeros(bank.latency)]).astype(np.float32)
    return np.asarray(bank.process(padded[None, None])[0, 0, bank.latency :], np.float64)


def runners() -> Mapping[str, Callable[[Sound, Sound], Sound]]:
    """Return who takes part, each called with the noisy clip and the noise in it, which only one may listen to."""
    import noisereduce

    share = 1 - 10 ** (-REDUCTION_DB / 20)

    def peer(x: Sound, noise: Sound | None = None, **options: Any) -> Sound:
        known = {} if noise is None else {"y_noise": noise, "stationary": True}
        return np.asarray(noisereduce.reduce_noise(y=x, sr=RATE, **known, **options), np.float64)

    return {
        "as it was": lambda x, _: x,
        f"tonmeister, {REDUCTION_DB} dB": lambda x, _: tonmeister(x),
        "noisereduce": lambda x, _: peer(x),
        f"noisereduce, {REDUCTION_DB} dB": lambda x, _: peer(x, prop_decrease=share),
        f"noisereduce, {REDUCTION_DB} dB, told the noise": lambda x, noise: peer(x, noise, prop_decrease=share),
    }


def quiet(clip: Sound) -> bool:
    """Say whether a clip is long enough and has next to no noise of its own."""
    moments = np.square(clip[: clip.size // 512 * 512].reshape(-1, 512)).mean(axis=1)
    return bool(clip.size == SECONDS * RATE and moments.mean() > 10 ** (QUIET_DB / 10) * np.percentile(moments, 5))


def results(speech: Path, noise: Path, room: Path) -> dict[tuple[int, str, str], list[list[float]]]:
    """Return SI-SDR gained, PESQ and band losses of every clip in every noise, by SNR, noise and runner."""
    from pesq import pesq

    clips = [clip for clip in (read(path)[: SECONDS * RATE] for path in sorted(speech.glob("*.flac"))) if quiet(clip)]
    clips = clips[:: max(1, len(clips) // CLIPS)][:CLIPS]
    noises = {path.stem: read(path) for path in sorted(noise.iterdir()) if path.suffix in (".flac", ".mp3", ".wav")}
    noises["white"] = np.random.default_rng(3).standard_normal(40 * RATE)
    response = read(room)
    response /= np.sqrt((response**2).sum())
    found: dict[tuple[int, str, str], list[list[float]]] = defaultdict(list)
    for i, clip in enumerate(clips):
        clean = fftconvolve(clip, response)[: clip.size] if i % 2 else clip
        for kind, sound in noises.items():
            at = np.random.default_rng(i).integers(0, max(1, sound.size - clean.size))
            piece = np.resize(sound[at:], clean.size)
            for snr in SNRS_DB:
                added = piece * np.sqrt((clean @ clean) / (piece @ piece) * 10 ** (-snr / 10))
                was = si_sdr_db(clean, clean + added)
                for name, run in runners().items():
                    y: Any = run(clean + added, added)
                    score = float(pesq(RATE, clean, y, "wb"))
                    found[snr, kind, name].append([si_sdr_db(clean, y) - was, score, *band_losses_db(clean, y)])
    return found


def main(speech: str, noise: str, room: str) -> None:
    """Print the means, for every SNR over all noises and for the highest noise by noise."""
    found = results(Path(speech), Path(noise), Path(room))
    for title, kinds in (("all noises", {}), *((kind, {kind}) for kind in sorted({key[1] for key in found}))):
        table = Table("SNR", "who", "SI-SDR gained", "PESQ", "worst octave's loss", title=title)
        for snr in SNRS_DB[-1:] if kinds else SNRS_DB:
            for name in runners():
                rows = [row for kind in kinds or {key[1] for key in found} for row in found[snr, kind, name]]
                gained, score, *losses = np.mean(rows, axis=0)
                table.add_row(f"{snr} dB", name, f"{gained:+.2f} dB", f"{score:.3f}", f"{max(losses):.2f} dB")
        Console(width=120).print(table)


if __name__ == "__main__":
    main(*sys.argv[1:4])
