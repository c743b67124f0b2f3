"""Listen with a rule in hand: what an effect does to real recordings.

`python -m bench.look FOLDER "Compressor(threshold_db=-20, ratio=4)" …` puts each effect alone on every track of a
folder and measures, with code that shares nothing with the product's meters, what came of it. A name without
brackets takes the settings that `tests/catalogue.py` calls at work.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from dsp.effect import Effect
from dsp.effects import BY_NAME

ROOT = Path(__file__).resolve().parent.parent
EDGES_HZ = (20, 60, 150, 500, 1500, 5000, 10_000, 20_000)
"""Between these lie the bands whose change is shown: sub, low, low mid, mid, presence, top, air."""

BLOCK = 4096


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each effect: one line a track."""
    options = argparse.ArgumentParser(prog="python -m bench.look", description=(__doc__ or "").splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("effects", nargs="+", metavar="EFFECT")
    options.add_argument("--out", type=Path, help="write what was made of each track here")
    chosen = options.parse_args(arguments)
    for said in chosen.effects:
        effect = _effect(said)
        print(f"\n{effect}\n{_head()}")
        for path in sorted(p for p in chosen.folder.iterdir() if p.suffix in (".wav", ".flac", ".mp3", ".ogg")):
            x, rate = soundfile.read(path, dtype="float32", always_2d=True)
            y = through(effect, x.T, rate)
            print(_line(path.stem, x.T.astype(np.float64), y.astype(np.float64), rate), flush=True)
            if chosen.out:
                chosen.out.mkdir(parents=True, exist_ok=True)
                soundfile.write(chosen.out / f"{path.stem}.{type(effect).__name__}.wav", y.T, rate, "FLOAT")
    return 0


def _effect(said: str) -> Effect:
    call = ast.parse(said, mode="eval").body
    if isinstance(call, ast.Name):
        return at_work(BY_NAME[call.id])
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
        raise SystemExit(f'{said} is no effect; say for example "Bell(gain_db=3)"')
    return BY_NAME[call.func.id](**{str(word.arg): ast.literal_eval(word.value) for word in call.keywords})


def at_work(kind: type[Effect]) -> Effect:
    """Return settings at which an effect does something, as the tests have them."""
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tests" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    catalogue = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(catalogue)
    found: Effect = catalogue.ACTIVE[kind]
    return found


def through(effect: Effect, x: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return what an effect makes of a track, in time with it and as long, shape (channels, frames)."""
    bank = effect.bank([effect], rate, len(x))
    bank.foresee(0, x[:, : bank.foresight(0)])
    fed = np.concatenate([x, np.zeros((len(x), bank.latency), np.float32)], axis=1)[np.newaxis]
    parts = [bank.process(np.ascontiguousarray(fed[..., at : at + BLOCK])) for at in range(0, fed.shape[-1], BLOCK)]
    return np.concatenate(parts, axis=-1)[0, :, bank.latency :]


def _head() -> str:
    bands = [f"{_hz(low)}-{_hz(high)}" for low, high in pairwise(EDGES_HZ)]
    names = ["RMS", "peak", "crest", "was", *bands, "polarity", "click"]
    return f"{'track':18}" + "".join(f"{name:>9}" for name in names) + "\n" + " " * 18 + "  (dB, change unless said)"


def _hz(edge: float) -> str:
    return f"{edge / 1000:g}k" if edge >= 1000 else f"{edge:g}"


def _line(name: str, x: NDArray[np.float64], y: NDArray[np.float64], rate: int) -> str:
    peak, was = _db(np.abs(y).max()) - _db(np.abs(x).max()), _db(np.abs(x).max()) - _rms_db(x)
    crest = _db(np.abs(y).max()) - _rms_db(y)
    bands = [after - before for before, after in zip(_bands(x, rate), _bands(y, rate), strict=True)]
    a, b = x.mean(axis=0), y.mean(axis=0)
    match = float(a @ b / np.sqrt((a @ a) * (b @ b) + 1e-30))
    values = [_rms_db(y) - _rms_db(x), peak, crest, was, *bands]
    return f"{name[:17]:18}" + "".join(f"{v:9.1f}" for v in values) + f"{match:9.3f}{_click_db(x, y):9.1f}"


def _db(amplitude: float) -> float:
    return 20 * float(np.log10(max(amplitude, 1e-10)))


def _rms_db(x: NDArray[np.float64]) -> float:
    return _db(float(np.sqrt(np.mean(x**2))))


def _bands(x: NDArray[np.float64], rate: int) -> list[float]:
    power = np.sum(np.abs(np.fft.rfft(x)) ** 2, axis=0)
    hz = np.fft.rfftfreq(x.shape[1], 1 / rate)
    return [10 * float(np.log10(power[(hz >= low) & (hz < high)].sum() + 1e-20)) for low, high in pairwise(EDGES_HZ)]


def _click_db(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return how much the sharpest jump of the second difference grew beyond what the level did."""
    jumps = [float(np.abs(np.diff(z, 2)).max()) for z in (x, y)]
    return _db(jumps[1]) - _db(jumps[0]) - (_rms_db(y) - _rms_db(x))


if __name__ == "__main__":
    sys.exit(main())
