"""Meters: what a recording or a mix measures; they only listen.

Each meter has its own module, is fed blocks and can be used alone; `measure` feeds them all.
"""

from dsp.measure.measurement import Measurement, measure
from dsp.measure.spectrum import BANDS

__all__ = ["BANDS", "Measurement", "measure"]
