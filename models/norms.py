"""What a typical track of a role sounds like: third-octave levels, their spread, and on how much they rest.

"Usual" is earned: a band stands here only if at least eight independent recordings or a published average
support it. A role or a band without that is absent, and the caller compares the track with itself instead.
`weights/norms.md` says how the figures were made, `build_norms` makes them again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dsp.measure.spectrum import BANDS

WEIGHTS = Path(__file__).parent / "weights" / "norms.json"

LEAST = 8
"""Independent recordings that a measured band takes."""


@dataclass(frozen=True, slots=True)
class Usual:
    """One band of a norm.

    Attributes
    ----------
    mean_db
        Level relative to the sum of all bands, over active frames.
    spread_db
        Standard deviation over recordings; none if a publication gives no figure.
    n
        How many independent instruments, kits, voices or (published) recordings it rests on.
    source
        Where it comes from, with the licence or the citation.
    """

    mean_db: float
    spread_db: float | None
    n: int
    source: str


@dataclass(frozen=True, slots=True)
class Norm:
    """What is usual for a role.

    Attributes
    ----------
    role
        The role asked for.
    rests_on
        The role whose recordings were measured: the same, or a broader one.
    bands
        One entry for each of `dsp.measure.spectrum.BANDS`, none where nothing is known.
    """

    role: str
    rests_on: str
    bands: tuple[Usual | None, ...]

    def band(self, centre_hz: float) -> Usual | None:
        """Return what is usual in the band of that nominal centre, none if it is not known.

        Raises
        ------
        ValueError
            If there is no such band.
        """
        if centre_hz not in BANDS:
            raise ValueError(f"{centre_hz:g} Hz is not the centre of a third-octave band; 1000 is")
        return self.bands[BANDS.index(centre_hz)]


def usual(role: str) -> Norm | None:
    """Return what is usual for a role (`lead vocal`, `kick`, `mix`, ...), none if it is not known."""
    return _norms().get(role)


def known_roles() -> tuple[str, ...]:
    """Return every role that has a norm, in alphabetical order."""
    return tuple(sorted(_norms()))


@cache
def _norms() -> dict[str, Norm]:
    data = json.loads(WEIGHTS.read_text("utf-8"))
    sources = data["sources"]
    measured = {}
    for role, bands in data["measured"].items():
        known = {float(hz): Usual(mean, spread, n, sources[source]) for hz, (mean, spread, n, source) in bands.items()}
        measured[role] = tuple(known.get(float(hz)) for hz in BANDS)
    norms = {role: Norm(role, role, bands) for role, bands in measured.items()}
    return norms | {role: Norm(role, broad, measured[broad]) for role, broad in data["rests_on"].items()}
