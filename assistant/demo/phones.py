"""The sounds of speech that the demo's singer knows.

References
----------
G. Peterson, H. Barney, "Control methods used in a study of the vowels", JASA 24, 1952: formants of
the vowels, men's averages. K. Stevens, "Acoustic Phonetics", MIT Press, 1998: consonants.
"""

from __future__ import annotations

from dataclasses import dataclass

Formants = tuple[float, float, float]


@dataclass(frozen=True)
class Phone:
    """One sound of speech.

    Attributes
    ----------
    formants
        The first three resonances of the throat and mouth in Hz.
    seconds
        How long it takes; zero for a vowel, which fills what is left of its syllable.
    voiced, breath, hiss
        How loud the vocal folds, breath through the throat, and air at the teeth are.
    hiss_hz, hiss_octaves
        Where the hiss lies and how wide.
    """

    formants: Formants
    seconds: float = 0.0
    voiced: float = 1.0
    breath: float = 0.0
    hiss: float = 0.0
    hiss_hz: float = 6500.0
    hiss_octaves: float = 1.0

    @property
    def vowel(self) -> bool:
        """Whether it can be held."""
        return self.seconds == 0.0


NEUTRAL: Formants = (500.0, 1600.0, 2700.0)

PHONES = {
    "i": Phone((270.0, 2290.0, 3010.0)),
    "I": Phone((390.0, 1990.0, 2550.0)),
    "E": Phone((530.0, 1840.0, 2480.0)),
    "A": Phone((730.0, 1090.0, 2440.0)),
    "O": Phone((570.0, 840.0, 2410.0)),
    "U": Phone((440.0, 1020.0, 2240.0)),
    "V": Phone((640.0, 1190.0, 2390.0)),
    "3": Phone((490.0, 1350.0, 1690.0)),
    "m": Phone((280.0, 1100.0, 2300.0), 0.07, voiced=0.35),
    "n": Phone((280.0, 1500.0, 2500.0), 0.06, voiced=0.35),
    "N": Phone((280.0, 2000.0, 2600.0), 0.08, voiced=0.35),
    "l": Phone((360.0, 1300.0, 2900.0), 0.06, voiced=0.55),
    "r": Phone((350.0, 1200.0, 1700.0), 0.07, voiced=0.6),
    "w": Phone((330.0, 730.0, 2400.0), 0.07, voiced=0.5),
    "j": Phone((310.0, 2700.0, 3300.0), 0.06, voiced=0.5),
    "s": Phone(NEUTRAL, 0.12, voiced=0.0, hiss=1.0, hiss_hz=6900.0, hiss_octaves=0.45),
    "z": Phone(NEUTRAL, 0.10, voiced=0.15, hiss=0.6, hiss_hz=6700.0, hiss_octaves=0.45),
    "v": Phone(NEUTRAL, 0.06, voiced=0.3, hiss=0.06, hiss_hz=7000.0, hiss_octaves=2.0),
    "D": Phone(NEUTRAL, 0.05, voiced=0.3, hiss=0.05, hiss_hz=6000.0, hiss_octaves=2.0),
    "h": Phone(NEUTRAL, 0.08, voiced=0.0, breath=0.5),
    "t": Phone(NEUTRAL, 0.022, voiced=0.0, breath=0.1, hiss=0.8, hiss_hz=4800.0, hiss_octaves=1.0),
    "k": Phone(NEUTRAL, 0.028, voiced=0.0, breath=0.3, hiss=0.5, hiss_hz=2300.0, hiss_octaves=0.6),
    "p": Phone(NEUTRAL, 0.015, voiced=0.0, breath=0.4, hiss=0.15, hiss_hz=1500.0, hiss_octaves=2.0),
    "g": Phone(NEUTRAL, 0.025, voiced=0.3, hiss=0.15, hiss_hz=2000.0, hiss_octaves=0.8),
}
"""Phones by a letter each, near enough to SAMPA."""

CLOSED = Phone(NEUTRAL, 0.045, voiced=0.0)
"""The silence while the mouth is shut before a stop."""

STOPS = frozenset("tkpg")
INHALE = Phone((700.0, 1500.0, 2600.0), 0.3, voiced=0.0, breath=0.16, hiss=0.012, hiss_hz=4500.0, hiss_octaves=2.0)
REST = Phone(NEUTRAL, 0.0, voiced=0.0)
