"""How well the parts of a song are told: `python -m bench.parts FOLDER …`, each with the tracks of one song.

Songs of known form are put together from the tracks: the verse is some of them in the first half of the recording, the
chorus all of them in the second, the bridge others in between, and no two verses are mixed alike. What is found is
held against the form.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from assistant.sections import FAIRLY
from dsp.measure.form import Part
from dsp.measure.sections import find_sections

FORMS = (
    ("intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"),
    ("intro", "verse", "verse", "chorus", "verse", "chorus", "chorus", "outro"),
    ("verse", "chorus", "verse", "chorus", "bridge", "chorus"),
    ("chorus", "verse", "chorus", "verse", "chorus"),
    ("intro", "verse", "chorus", "verse", "chorus", "outro"),
)
ARRANGED = ((0.6, 3.0), (0.6, 0.0), (0.6, -3.0), (1.0, 3.0), (1.0, 1.5), (1.0, 0.0))
"""Such a share of the tracks plays in the verse, and by so much more than by its tracks is the chorus louder."""

VARIES_DB, END_S, NEAR_S, SEAM_S = 1.0, 8.0, 1.5, 0.01
"""How far a track's level strays from part to part, how long intro and outro are, how near an edge is found, and how
long a part takes to go over into the next."""

Sound = NDArray[np.float64]
Form = Sequence[tuple[str, float, float]]


def stems(folder: Path) -> tuple[list[Sound], int]:
    """Return the tracks of a folder in mono, as long as the shortest."""
    read = [
        soundfile.read(p, always_2d=True) for p in sorted(folder.iterdir()) if p.suffix in (".flac", ".wav", ".mp3")
    ]
    size = min(len(sound) for sound, _ in read)
    return [sound[:size].mean(axis=1) for sound, _ in read], read[0][1]


def song(
    tracks: Sequence[Sound], rate: int, form: Sequence[str], share: float, lift_db: float, seed: int
) -> tuple[Sound, Form]:
    """Put a song of some form together."""
    rng = np.random.default_rng(seed)
    size, end = tracks[0].size, round(END_S * rate)
    some = rng.permutation(len(tracks))
    verse, bridge = some[: max(2, round(share * some.size))], some[-max(1, round(0.4 * some.size)) :]
    spans: Mapping[str, tuple[NDArray[np.int64], slice]] = {
        "intro": (verse[: max(1, verse.size // 3)], slice(0, end)),
        "verse": (verse, slice(0, size // 2)),
        "chorus": (some, slice(size // 2, size)),
        "bridge": (bridge, slice(size // 4, 3 * size // 4)),
        "outro": (verse[: max(1, verse.size // 3)], slice(size - end, size)),
    }
    ramp, parts, marks, at = np.linspace(0, 1, round(SEAM_S * rate)), [], [], 0.0
    for name in form:
        which, span = spans[name]
        gains = 10 ** (rng.uniform(-VARIES_DB, VARIES_DB, len(which)) / 20)
        part = np.sum([gain * tracks[i][span] for gain, i in zip(gains, which, strict=True)], axis=0)
        part *= 10 ** (lift_db * (name == "chorus") / 20)
        part[: ramp.size] *= ramp
        part[-ramp.size :] *= ramp[::-1]
        parts.append(part)
        marks.append((name, at, at + part.size / rate))
        at = marks[-1][2]
    return np.concatenate(parts), marks


def held_against(form: Form, found: Sequence[Part]) -> tuple[float, float, float, Counter[str]]:
    """Return the shares of edges found, of found ones true, and of time named right; and how the names fare.

    A name is claimed if it is sure enough to be acted on unasked.
    """
    true = [start for (name, start, _), (before, _, _) in zip(form[1:], form, strict=False) if name != before]
    said = [part.start_s for part in found[1:]]
    near = [any(abs(a - b) <= NEAR_S for b in said) for a in true]
    right = [any(abs(a - b) <= NEAR_S for b in true) for a in said]
    times = np.arange(0.25, form[-1][2], 0.5)
    names = [next(name for name, start, end in form if start <= at < end) for at in times]
    heard = [next((part.name for part in found if part.start_s <= at < part.end_s), "") for at in times]
    fares: Counter[str] = Counter()
    for kind in ("verse", "chorus"):
        own = [part for part in found if part.name == kind]
        if not own:
            fares[f"{kind} not found"] += 1
            continue
        covered = [n for n, at in zip(names, times, strict=True) if any(p.start_s <= at < p.end_s for p in own)]
        good = covered.count(kind) >= 0.8 * max(len(covered), names.count(kind))
        sure = min(part.confidence for part in own) >= FAIRLY
        fares[f"{kind} {'claimed' if sure else 'asked'}, {'right' if good else 'wrong'}"] += 1
    agree = float(np.mean([a == b for a, b in zip(names, heard, strict=True)]))
    return float(np.mean(near)), float(np.mean(right)) if right else 0.0, agree, fares


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how well the parts are told, song by song of the folders' tracks and in all."""
    options = argparse.ArgumentParser(prog="python -m bench.parts", description=(__doc__ or "").splitlines()[0])
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--verbose", action="store_true", help="tell what was found in each")
    chosen = options.parse_args(arguments)
    table = Table(
        "folder",
        "tracks in the verse",
        "chorus louder by",
        "songs",
        "edges found",
        "true",
        "time named right",
        "verse and chorus",
    )
    for folder in chosen.folders:
        tracks, rate = stems(folder)
        for share, lift in ARRANGED:
            rows, fares = [], Counter[str]()
            for seed in range(chosen.seeds):
                for n, form in enumerate(FORMS):
                    sound, marks = song(tracks, rate, form, share, lift, 100 * n + seed)
                    found = find_sections(sound[None].astype(np.float32), rate)
                    *shares, fare = held_against(marks, found)
                    rows.append(shares)
                    fares += fare
                    if chosen.verbose:
                        told = " ".join(f"{p.name or p.letter}@{p.start_s:.0f}({p.confidence:.2f})" for p in found)
                        print(
                            share,
                            lift,
                            seed,
                            " ".join(f"{name}@{start:.0f}" for name, start, _ in marks),
                            "|",
                            told,
                            *fare,
                        )
            means = [f"{value:.0%}" for value in np.mean(rows, axis=0)]
            told = "\n".join(f"{name}: {count}" for name, count in sorted(fares.items()))
            table.add_row(folder.name, f"{share:.0%}", f"{lift:g} dB", str(len(rows)), *means, told)
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
