"""Where the sound of an instrument begins: what a microphone hears below is of others, of the room and the stand.

A high-pass that nobody gave a number for goes there where the track itself does not tell, as a hi-hat's does not that
has the kick in its microphone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assistant.rules import Decided
from dsp.effects import HighPass
from dsp.measure import Measurement
from dsp.measure.spectrum import BANDS
from grammar.roles import ROLES

BEGINS_HZ: Mapping[str, float] = {
    "metal of the kit": 200,
    "hihat": 200,
    "ride": 200,
    "crash": 200,
    "cymbals": 200,
    "overheads": 80,
    "snare": 80,
    "tom": 50,
    "shaker": 300,
    "tambourine": 300,
    "triangle": 400,
    "cowbell": 200,
    "claps": 150,
    "congas": 80,
    "bongos": 120,
    "timbales": 120,
    "vocal": 80,
    "sopranos": 200,
    "altos": 140,
    "tenors": 100,
    "speech": 70,
    "guitar": 70,
    "ukulele": 200,
    "mandolin": 160,
    "banjo": 120,
    "violin": 160,
    "viola": 110,
    "cello": 55,
    "flute": 220,
    "piccolo": 450,
    "clarinet": 125,
    "oboe": 200,
    "bassoon": 50,
    "saxophone": 80,
    "trumpet": 130,
    "trombone": 70,
    "harmonica": 160,
    "bells": 250,
}
"""A little under the lowest note of what plays a role, or the lowest tone of what has none [1]_, [2]_.

.. [1] N. H. Fletcher, T. D. Rossing, "The Physics of Musical Instruments", 2nd ed., Springer 1998: ranges of the
   instruments, and ch. 18 to 20 for the modes of drums, cymbals and bells.
.. [2] J. Sundberg, "The Science of the Singing Voice", Northern Illinois University Press 1987, for voices.
"""

MISSED_DB = 6.0
"""Where no more than this lies between the whole and what is under that, it is of the track: its name misleads."""


def begins_hz(role: str) -> float | None:
    """Return where the sound of a role begins, or that of the family it belongs to; None if nothing is known of it."""
    while role and role not in BEGINS_HZ:
        role = ROLES[role].of if role in ROLES else ""
    return BEGINS_HZ.get(role)


def corner(heard: Measurement, role: str, found: tuple[Decided, ...]) -> tuple[Decided, ...]:
    """Return where a high-pass stands: as was `found` from the sound alone, or higher where the role begins there."""
    begins = begins_hz(role)
    if begins is None or not found or found[0].value >= begins:
        return found
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    under = float(power[np.array(BANDS) < begins].sum() / power.sum())
    if under > 10 ** (-MISSED_DB / 10):
        return found
    cutoff = HighPass.params["cutoff_hz"].snap(begins)
    stands = f"{-10 * np.log10(under):.0f} dB under the whole" if under > 0 else "nowhere to be heard"
    return (Decided("cutoff_hz", cutoff, f"a {role} begins about there; what its track holds below stands {stands}"),)
