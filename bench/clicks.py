"""Learn what tells a click from what is played: `python -m bench.clicks FOLDER … [--write]`.

Clicks are laid over the recordings of the folders, and the signs that `dsp.kernels.verdict` sees are gathered where
they are, and wherever else something stands out in the recordings as they are. A network of one hidden layer is fitted
to half of the recordings and tried on the other, the other way round as well, and then fitted to all; `--write` puts
that one into `dsp/kernels/clicklike.py`. What stands there was learnt from a band, stems and songs, 120 speakers,
and the ten acoustic kits of Debian's hydrogen-drumkits: strokes are what is hardest to tell from clicks.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from assistant.demo.session import TRACKS
from assistant.demo.tone import RATE
from bench.repair import shape
from dsp.kernels import clicklike, declick, suspects, verdict
from dsp.kernels.autoregressive import ORDER, likeness, model
from dsp.kernels.banded import factor, tie

SECONDS, PLAYED_S, PER_S, KINDS = 20.0, 6.0, 4.0, ("step", "noise", "decay", "bell")
"""So much of each recording has clicks laid over it, so much of what the demo's players play is one, so many a second,
of each kind in turn."""

SHIFTS = (0, 300)
"""Where a recording begins among the samples at work changes what is seen: it is looked at so often."""

HIDDEN, DECAY, AS_MANY, STEPS = 24, 3e-4, 4.0, 600
"""The network's size, how dear its weights are, what a false find costs beside a click that is missed, and how long it
learns."""

HEIGHTS = (-2.0, 1.0)
"""The higher a click stands over what is played, as a logarithm between these, the more it counts that it is found."""

SHORT_S, LEAD, FADE_S, MOST, LEAST = 1.5, 3000, 0.05, 60, 6000
"""Shorter recordings are put together, so many samples of silence apart and fading out so soon, so many at most; clicks
are laid over what has so many samples."""

CLOSE, FALSE_PER_HOUR = 2, 14.0
"""A sign within so many samples of where a click begins is the click's, and so many are found where there are none."""

Doubles = NDArray[np.float64]
Weights = tuple[Doubles, ...]


@dataclass
class Seen:
    """What stood out of a recording: where, and its signs; and where clicks had been laid."""

    recording: str
    kind: str
    seconds: float
    places: NDArray[np.int64]
    told: Doubles
    spots: list[tuple[int, int]]

    @property
    def true(self) -> NDArray[np.bool_]:
        """Which of them are clicks that were laid."""
        begins = np.array([place for place, _ in self.spots] or [-(10**9)])
        return np.asarray(np.abs(self.places[:, None] - begins).min(axis=1) <= CLOSE)


def gather(x: Doubles, spots: Sequence[tuple[int, int]]) -> tuple[NDArray[np.int64], Doubles]:
    """Return where something stands out of a sound and its signs, clicks known to be there taken out one by one."""
    fed = np.concatenate([np.zeros(suspects.PAST), x, np.zeros(suspects.SIZE)])
    begins = {place + suspects.PAST for place, _ in spots}
    places, rows = [], []
    for low in range(0, fed.size - suspects.SIZE, suspects.HOP):
        for first, told in _hop(fed[low : low + suspects.SIZE], {begin - low for begin in begins}):
            if suspects.PAST <= first < suspects.PAST + suspects.HOP:
                places.append(low + first - suspects.PAST)
                rows.append(told)
    return np.array(places, np.int64), np.array(rows).reshape(-1, clicklike.MIDDLE.size)


def _hop(x: Doubles, begins: set[int]) -> Iterator[tuple[int, Doubles]]:
    """Look at some samples as `dsp.kernels.declick` does, with the truth for a verdict."""
    a, b, c = np.empty(ORDER + 1), np.empty(ORDER + 1), np.empty((ORDER + 1, ORDER + 1))
    forwards, backwards, usual = np.zeros(x.size), np.zeros(x.size), np.empty(x.size)
    longest = suspects.LONGEST
    band, row, covered = np.empty((longest, ORDER + 1)), np.arange(longest), np.zeros(x.size, np.bool_)
    clean = x.copy()
    for i in range(declick.ROUNDS):
        if model(clean, 0, x.size, a, c) < 0.0:
            return
        suspects.prediction_errors(clean, a, forwards, backwards)
        suspects.usual_errors(forwards, usual)
        likeness(a, b)
        tie(b, row, longest, band)
        if not factor(band, row, longest, np.zeros(longest), band):
            return
        suspects.prediction_errors(x, a, forwards, backwards)
        clean = x.copy()
        looking = clean, a, band, forwards, backwards, usual, 0.0, False, covered
        if i == declick.ROUNDS - 1 or not declick.look(*looking):
            break
    worth, wide = np.empty(suspects.PLACES), np.ones(suspects.PLACES, np.int64)
    suspects.evidence(
        forwards,
        a,
        band,
        usual,
        suspects.FIRST,
        suspects.FIRST + suspects.PLACES,
        suspects.PRICE,
        declick.STEP,
        worth,
        wide,
    )
    for _ in range(declick.MOST):
        place = int(np.argmax(worth))
        if not worth[place] > declick.FAINTEST:
            return
        begin, width, taken = suspects.FIRST + place, int(wide[place]), True
        if begin < suspects.PAST + suspects.HOP + suspects.BESIDE:
            taken, error = False, usual[begin]
            for price in declick.PRICES:
                first, many, gain = suspects.extent(forwards, a, band, error, price, begin, width, worth[place])
                if gain > 0.0:
                    told = np.empty(clicklike.MIDDLE.size)
                    verdict.signs(clean, a, band, forwards, backwards, first, many, gain, error, told)
                    yield first, told
                    if begins and not taken and any(abs(first - one) <= CLOSE for one in begins):
                        taken, found = True, (first, many)
            if taken:
                begin, width = found
        end = begin + width
        if taken:
            suspects.take_out(clean, begin, width, a, band, forwards, backwards)
            low = max(suspects.FIRST, (begin - ORDER - longest) // declick.STEP * declick.STEP)
            suspects.evidence(forwards, a, band, usual, low, end + ORDER, suspects.PRICE, declick.STEP, worth, wide)
        else:
            worth[max(0, place - 2 * declick.STEP) : end - suspects.FIRST] = -np.inf
            at = np.arange(suspects.PLACES) + suspects.FIRST
            worth[(worth > declick.FAINTEST) & (at < end) & (at + wide > begin)] = -np.inf


def laid(x: Doubles, rate: int, kind: str, seed: int) -> tuple[Doubles, list[tuple[int, int]]]:
    """Lay clicks over a recording: of 1 to 30 samples, as high as it is loud thereabouts up to ten times that."""
    rng = np.random.default_rng(seed)
    y, spots, place = x.copy(), [], 2000
    while place < x.size - 3000:
        width, loud = int(rng.integers(1, 31)), float(np.std(x[place - 441 : place + 441]))
        height = loud * 10 ** rng.uniform(0, 1) * rng.choice([-1, 1])
        if loud > 0.03 * np.sqrt(np.mean(np.square(x))):
            y[place : place + width] += height * shape(kind, width, rng)
            spots.append((place, width))
        place += int(rng.exponential(rate / PER_S)) + 200
    return y, spots


def recordings(folders: Sequence[Path]) -> Iterator[tuple[str, Doubles, int]]:
    """Yield what the demo's players play and the recordings of some folders, one channel of each, short ones as one."""
    for track in TRACKS:
        yield f"demo/{track.name}", track.play(PLAYED_S, faulty=False)[0].astype(np.float64), RATE
    for folder in folders:
        groups: dict[str, list[Path]] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".flac", ".wav", ".mp3", ".ogg"):
                short = soundfile.info(path).duration < SHORT_S
                groups.setdefault(str(path.parent if short else path), []).append(path)
        for name, paths in groups.items():
            parts, rate = [], RATE
            for path in paths[:MOST]:
                sound, rate = soundfile.read(path, always_2d=True)
                fade = np.minimum(1.0, np.arange(len(sound), 0, -1) / (FADE_S * rate))
                parts += [np.zeros(LEAD), sound[:, 0] * fade]
            yield name, np.concatenate(parts[1:]), rate


def look_at(found: Iterable[tuple[str, Doubles, int]]) -> list[Seen]:
    """Gather the signs of some recordings, as they are and with clicks laid over them."""
    seen, seed = [], 0
    for name, x, rate in found:
        for shift in SHIFTS:
            y = np.concatenate([np.zeros(shift), x])
            seen.append(Seen(name, "", x.size / rate if shift == 0 else 0.0, *gather(y, ()), []))
        x = x[: int(SECONDS * rate)]
        for kind in KINDS:
            seed += 1
            if x.size > LEAST:
                y, spots = laid(x, rate, kind, seed)
                seen.append(Seen(name, kind, 0.0, *gather(y, spots), spots))
    return seen


def fit(seen: Sequence[Seen]) -> Weights:
    """Fit the network: what is what, by the logarithm of how likely it says the truth is."""
    x = np.concatenate([one.told if not one.kind else one.told[one.true] for one in seen])
    y = np.concatenate(
        [np.full(int(one.true.sum()) if one.kind else len(one.told), float(bool(one.kind))) for one in seen]
    )
    height = np.exp(-np.clip(x[:, verdict.LOUDNESS], *HEIGHTS))
    cost = np.where(y > 0, height / height[y > 0].mean(), AS_MANY) / y.size
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x, signs = (x - middle) / spread, x.shape[1]
    rng = np.random.default_rng(1)

    def parts(flat: Doubles) -> tuple[Doubles, ...]:
        into, rest = flat[: signs * HIDDEN].reshape(signs, HIDDEN), flat[signs * HIDDEN :]
        return into, rest[:HIDDEN], rest[HIDDEN : 2 * HIDDEN], rest[-1]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        into, bias, out, less = parts(flat)
        hidden = np.tanh(x @ into + bias)
        odds = hidden @ out - less
        off = cost * (1 / (1 + np.exp(-odds)) - y)
        back = off[:, None] * out * (1 - hidden**2)
        slope = np.concatenate([(x.T @ back).ravel(), back.sum(axis=0), hidden.T @ off, [-off.sum()]])
        return float(cost @ (np.logaddexp(0, odds) - y * odds) + DECAY * flat @ flat), slope + 2 * DECAY * flat

    start = rng.standard_normal(signs * HIDDEN + 2 * HIDDEN + 1) / np.sqrt(signs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    *inner, less = parts(np.asarray(found.x))
    return (middle, spread, *inner, np.array(less))


def odds(weights: Weights, told: Doubles) -> Doubles:
    """Return how likely each is a click, as a logarithm."""
    middle, spread, into, bias, out, less = weights
    return np.asarray(np.tanh((told - middle) / spread @ into + bias) @ out - less)


def false_finds(seen: Sequence[Seen], scores: Sequence[Doubles]) -> Doubles:
    """Return how sure each false find is, what lies side by side counted once, the surest first."""
    finds: dict[tuple[int, int], float] = {}
    for i, (one, score) in enumerate(zip(seen, scores, strict=True)):
        if one.seconds:
            for place, value in zip(one.places, score, strict=True):
                at = (i, int(place) // 100)
                finds[at] = max(finds.get(at, -np.inf), float(value))
    return np.sort(list(finds.values()))[::-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, tell how well what was learnt does on other recordings, and write it down if asked."""
    options = argparse.ArgumentParser(prog="python -m bench.clicks", description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--write", action="store_true", help="put it into dsp/kernels/clicklike.py")
    chosen = options.parse_args(arguments)
    seen = look_at(recordings(chosen.folders))
    half = [zlib.crc32(one.recording.encode()) % 2 for one in seen]
    fitted = [fit([one for one, side in zip(seen, half, strict=True) if side != which]) for which in range(2)]
    scores = [odds(fitted[side], one.told) for one, side in zip(seen, half, strict=True)]
    hours = sum(one.seconds for one in seen) / 3600
    sure = false_finds(seen, scores)[int(FALSE_PER_HOUR * hours)]
    table = Table("folder", "hours", "false", *KINDS, title="on recordings that it has not learnt from")
    for folder in chosen.folders:
        here = [(one, s) for one, s in zip(seen, scores, strict=True) if Path(one.recording).is_relative_to(folder)]
        wrong = (false_finds(*map(list, zip(*here, strict=True))) > sure).sum()
        row = []
        for kind in KINDS:
            all_, got = 0, 0
            for one, score in here:
                for place, width in one.spots if one.kind == kind else []:
                    near = (one.places > place - 6) & (one.places < place + width + 2)
                    all_, got = all_ + 1, got + bool((score[near] > sure).any())
            row.append(f"{got} of {all_}")
        table.add_row(folder.name, f"{sum(one.seconds for one, _ in here) / 3600:.2f}", str(wrong), *row)
    Console(width=120).print(table)
    if chosen.write:
        weights = fit(seen)
        ours = false_finds(seen, [odds(weights, one.told) for one in seen])
        write(weights, float(ours[int(FALSE_PER_HOUR * hours)]))
    return 0


def write(weights: Weights, sure: float) -> None:
    """Put the weights where `dsp.kernels.verdict` reads them."""
    *values, less = weights
    text = f'"""{(clicklike.__doc__ or "").strip()}\n"""\n\nimport numpy as np\n\n# fmt: off\n'
    for name, value in zip(("MIDDLE", "SPREAD", "INTO", "BIAS", "OUT"), values, strict=True):
        rows = np.array2string(value, 118, separator=", ", formatter={"float": "{:.4f}".format})
        text += f"{name} = np.array(\n{rows})\n"
    text += f"SURE = {float(less) + sure:.4f}\n"
    text += '"""What the odds lose, so that above nothing something is taken for a click."""\n'
    Path(clicklike.__file__).write_text(text)


if __name__ == "__main__":
    sys.exit(main())
