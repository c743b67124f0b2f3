"""EBU Tech 3342 (2023), table 1: the loudness range of every test signal that can be made from its description.

Not here: cases 5 and 6, which are broadcast programmes.
"""

from __future__ import annotations

import pytest
from tones import RATES, sequence

from dsp.measure.loudness import Loudness


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("levels", "range_lu"),
    [
        pytest.param((-20.0, -30.0), 10.0, id="1"),
        pytest.param((-20.0, -15.0), 5.0, id="2"),
        pytest.param((-40.0, -20.0), 20.0, id="3"),
        pytest.param((-50.0, -35.0, -20.0, -35.0, -50.0), 15.0, id="4"),
    ],
)
def test_twenty_seconds_of_each_level_span_the_range_between_them(rate, levels, range_lu):
    meter = Loudness(rate, 2)
    meter.feed(sequence(*((level, 20.0) for level in levels), rate=rate))
    assert meter.lra_lu == pytest.approx(range_lu, abs=0.3)  # the standard allows 1 LU
