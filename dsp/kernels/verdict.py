"""Whether what stands out of a sound is a click or played.

References
----------
.. [1] A. J. Fox, "Outliers in time series", J. R. Stat. Soc. B 34(3), 1972: what is laid over a series is gone without
   a trace where it is taken out, what drives the series goes on in all that follows. A drum is of the second kind.
.. [2] J. F. Kaiser, "On a simple algorithm to calculate the 'energy' of a signal", ICASSP 1990.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.autoregressive import ORDER
from dsp.kernels.suspects import QUIET, SIZE

STRONG, TRACE = 2.0, 1.4
"""A click accounts for so many squares of the usual error, times the square of how firmly it must stand out; and what
it leaves beside it is so many times more than with it taken out, times how firmly."""

WHOLE = 1.35
"""What stands out twice as firmly in each of its samples is a click, too, if the model then hardly errs more."""

LATELY = 512
"""So many samples tell how loud it is."""

CALM, EVIDENT = 1.5, 20.0
"""What begins or ends there makes the sound so many times louder or softer, a click leaves it as it was: beyond that it
must leave the more of a trace, the more it changes, up to so many times as much."""

ALIKE = 0.7
"""So far alike two errors of the model are taken for the same thing come again."""

Doubles = NDArray[np.float64]


@kernel
def traces(forwards: Doubles, backwards: Doubles, begin: int, end: int, gain: float) -> tuple[float, float, float]:
    """Return how much more the model errs beside something as it is than with it taken out, after it and before.

    Were it played, the model would err only where it is, and nothing could be gained after it: by how much it errs
    there is told by what is left where it is filled in, which comes third, as an error of each sample.
    """
    was, after, before = 0.0, 0.0, 0.0
    for n in range(begin, end + ORDER):
        was += forwards[n] ** 2
        if n >= end:
            after += forwards[n] ** 2
    for n in range(begin - ORDER, begin):
        before += backwards[n] ** 2
    left = max(was - gain, ORDER * QUIET**2)
    return after / left, before / left, np.sqrt(left / ORDER)


@kernel
def change(x: Doubles, begin: int, end: int) -> float:
    """Return how many times as loud or as soft the sound is after something as before it.

    Loud is what has a high median of Teager's energy [2]_: of a tone it is the same at every instant, so that not
    even of a low note that is heard for half a period a click may be taken for its beginning or its end.
    """
    energy = np.empty(LATELY)
    loud = np.empty(2)
    for side in range(2):
        first = begin - 1 - LATELY if side == 0 else end + 1
        for n in range(first, first + LATELY):
            energy[n - first] = abs(x[n] * x[n] - x[n - 1] * x[n + 1])
        loud[side] = np.sqrt(np.median(energy)) + QUIET
    # Where it is silent on one side alone, the sound was cut.
    if min(loud[0], loud[1]) < 2.0 * QUIET < max(loud[0], loud[1]):
        return np.inf
    times: float = max(loud[0] / loud[1], loud[1] / loud[0])
    return times


@kernel
def comes_again(errors: Doubles, begin: int, end: int) -> bool:
    """Tell whether something comes again and again, as far apart each time: the pulses of a string or a voice do."""
    length = end - begin + ORDER // 2
    own = 0.0
    for k in range(length):
        own += errors[begin + k] ** 2
    alike = np.zeros(SIZE)
    for place in range(ORDER, SIZE - ORDER - length):
        if abs(place - begin) >= length:
            cross, other = 0.0, 0.0
            for k in range(length):
                cross += errors[begin + k] * errors[place + k]
                other += errors[place + k] ** 2
            if cross > ALIKE * np.sqrt(own * other) and cross > ALIKE * 0.5 * own:
                alike[place] = 1.0
    for place in range(ORDER, SIZE):
        if alike[place]:
            apart = place - begin
            for n in (begin - apart, begin + 2 * apart):
                for near in range(max(0, n - 2), min(SIZE, n + 3)):
                    if alike[near]:
                        return True
    return False


@kernel
def _sterner(times: float) -> float:
    """Return how many times the trace a click must leave where the sound changes so many times."""
    if times == np.inf:
        return times
    sterner: float = min(max(1.0, (times / CALM) ** 4), EVIDENT)
    return sterner


@kernel
def certainty(
    x: Doubles,
    forwards: Doubles,
    backwards: Doubles,
    begin: int,
    end: int,
    gain: float,
    error: float,
    firmness: float,
) -> float:
    """Return how sure something is to be a click: from 1 on it is taken for one, and 0 where nothing speaks for it.

    Parameters
    ----------
    x, forwards, backwards
        The sound, and the model's errors.
    begin, end
        What stands out.
    gain, error
        How much less the model errs with it taken out, and its usual error.
    firmness
        How far a click stands out.
    """
    if gain < STRONG * firmness**2 * error**2:
        return 0.0
    after, before, left = traces(forwards, backwards, begin, end, gain)
    sure: float = min(after, before) / (1.0 + TRACE * firmness)
    # Hiss foresees nothing, so that a click leaves no trace beside it: nor does it go on.
    if gain > (end - begin) * (2.0 * firmness * error) ** 2 and left < WHOLE * error:
        sure = max(sure, np.sqrt(gain / (end - begin)) / (2.0 * firmness * error))
    if sure >= 1.0:
        sure /= _sterner(change(x, begin, end))
    if sure >= 1.0 and comes_again(forwards, begin, end):
        return 0.0
    return sure
