"""Build `weights/norms.json`: what is usual in each third-octave band of each role.

    python -m models.build_norms ../shared/data [--root / --root DIR]

`ROOT` is where Debian packages are installed or unpacked (`dpkg -x`): fluid-soundfont-gm, hydrogen-drumkits,
avldrums.lv2-soundfont, sonic-pi-samples; fluidsynth must be on the path.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dsp.measure.spectrum import BANDS
from models.material import Recording, clips, drums, parts, voices
from models.norms import LEAST, WEIGHTS
from models.published import MUSIC, SPEECH, Published

NOTHING_DB = -45.0
"""Bands this far under the whole hold no more than the noise of the recording; they get no norm."""

MOST_SPREAD_DB = 12.0
"""Where takes differ by more than this, nothing is usual."""

RESTS_ON = {
    "vocal": "speech",
    "lead vocal": "speech",
    "backing vocal": "speech",
    "electric guitar": "guitar",
    "acoustic guitar": "guitar",
    "lead guitar": "guitar",
    "rhythm guitar": "guitar",
    "piano": "keys",
    "electric piano": "keys",
}
"""Roles that have no recordings of their own and rest on a broader one."""

Row = tuple[float, float | None, int, str]


def build(recordings: Iterable[Recording], published: Iterable[Published]) -> dict[str, dict[float, Row]]:
    """Return mean, spread, n and source of every band of every role that is earned.

    The mean is over instruments, so that one with many takes counts no more than one with few; the
    spread is over takes, each instrument's weighing the same. A published average fills the bands that
    the recordings do not reach.
    """
    takes: dict[str, dict[str, list[Recording]]] = defaultdict(lambda: defaultdict(list))
    for recording in recordings:
        takes[recording.role][recording.instrument].append(recording)
    norms = {role: _measured(instruments) for role, instruments in takes.items() if len(instruments) >= LEAST}
    for average in published:
        norms[average.role] = _published(average) | norms.get(average.role, {})
    return norms


def _measured(instruments: dict[str, list[Recording]]) -> dict[float, Row]:
    source = "; ".join(sorted({take.source for takes in instruments.values() for take in takes}))
    bands: dict[float, Row] = {}
    for index, hz in enumerate(BANDS):
        groups = [np.array([take.level_db[index] for take in takes]) for takes in instruments.values()]
        groups = [levels for levels in groups if np.isfinite(levels).all()]
        if len(groups) < LEAST:
            continue
        mean = float(np.mean([levels.mean() for levels in groups]))
        spread = float(np.sqrt(np.mean([np.mean((levels - mean) ** 2) for levels in groups])))
        if mean > NOTHING_DB and spread < MOST_SPREAD_DB:
            bands[hz] = (round(mean, 1), round(spread, 1), len(groups), source)
    return bands


def _published(average: Published) -> dict[float, Row]:
    whole = 10.0 * np.log10(sum(10.0 ** (level / 10.0) for level in average.level_db.values()))
    return {
        hz: (round(float(level - whole), 1), None, average.n, average.source) for hz, level in average.level_db.items()
    }


def write(norms: dict[str, dict[float, Row]], path: Path) -> None:
    """Write the norms, sources by number, in an order that does not depend on anything but them."""
    sources = sorted({row[3] for bands in norms.values() for row in bands.values()})
    measured = ",\n".join(
        f'"{role}": {{\n'
        + ",\n".join(
            f' "{hz:g}": {json.dumps([*row[:3], sources.index(row[3])])}' for hz, row in sorted(norms[role].items())
        )
        + "}"
        for role in sorted(norms)
    )
    head = f'"sources": {json.dumps(sources, indent=1)},\n"rests_on": {json.dumps(RESTS_ON)}'
    path.write_text(f'{{{head},\n"measured": {{\n{measured}}}}}\n', "utf-8")


def main() -> None:
    """Build the norms from the material on this machine."""
    parser = argparse.ArgumentParser(description="Build the norms of roles.")
    parser.add_argument("data", type=Path, help="the folder that holds speech/ and midi/")
    parser.add_argument("--root", type=Path, action="append", help="where Debian packages are unpacked")
    options = parser.parse_args()
    roots = tuple(options.root or [Path("/")])
    recordings = [*voices(options.data), *drums(roots), *parts(options.data, roots), *clips(roots)]
    norms = build(recordings, (SPEECH, MUSIC))
    write(norms, WEIGHTS)
    print(f"{WEIGHTS.name}: {', '.join(sorted(norms))}")


if __name__ == "__main__":
    main()
