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
from dsp.kernels.autoregressive import ORDER, fill
from dsp.kernels.suspects import LONGEST, QUIET, SIZE

WIDER = ((1, 1), (1, 4), (2, 8), (4, 2), (8, 8))
"""A click may begin and end by so many samples before and after what stands out."""

BETTER = 0.8
"""More samples are taken for it where the model then errs so much less."""

WHOLE = 1.35
"""Without the click the model errs so many times as usual at most, for otherwise what was there drove all that
followed: a stick, a plectrum, a breath of air into a reed."""

REMNANT = 0.002
"""That much of a click may be left by how well it can be told what was under it."""

SMOOTH, CLEAR = 4.6, 0.85
"""What stands out less in each of its samples is a click if all of them together do so many times as much and the
model then errs so much less than usual: it was a smooth one."""

EVIDENT, LOOSEST = 10.0, 1.6
"""Where all samples together stand out so many times as much as one must, the model may err more without it: up to
so much, for in a voice it is between its pulses that it errs as usual."""

SURE = 18.5
"""What stands out more than so leaves room for more of a change, and so does a model that errs less without it."""

SUREST = 0.4
"""Less than that share of its usual error tells nothing more."""

LATELY = 512
"""So many samples tell how loud it is."""

CALM = 1.8
"""What begins or ends there makes the sound so many times louder or softer; a click leaves it as it was."""

ALIKE = 0.7
"""So far alike two errors of the model are taken for the same thing come again."""

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@kernel
def _power(x: Doubles, a: Doubles, begin: int, end: int) -> float:
    """Return the sum of the squares of a model's errors over a stretch."""
    total = 0.0
    for n in range(begin, end):
        error = x[n]
        for k in range(1, ORDER + 1):
            error += a[k] * x[n - k]
        total += error * error
    return total


@kernel
def _change(trial: Doubles, begin: int, end: int) -> float:
    """Return how many times as loud or as soft the sound is after something as before it.

    Loud is what has a high median of Teager's energy [2]_: of a tone it is the same at every instant, so that not
    even of a low note that is heard for half a period a click may be taken for its beginning or its end.
    """
    energy = np.empty(LATELY)
    loud = np.empty(2)
    for side in range(2):
        first = begin - LATELY if side == 0 else end
        for n in range(first, first + LATELY):
            energy[n - first] = abs(trial[n] * trial[n] - trial[n - 1] * trial[n + 1])
        loud[side] = np.sqrt(np.median(energy)) + QUIET
    change: float = max(loud[0] / loud[1], loud[1] / loud[0])
    return change


@kernel
def _comes_again(errors: Doubles, begin: int, end: int) -> bool:
    """Tell whether something comes again and again, as far apart each time: the pulses of a string or a voice do."""
    length = end - begin + ORDER // 2
    own = 0.0
    for k in range(length):
        own += errors[begin + k] ** 2
    like = np.zeros(SIZE)
    for place in range(ORDER, SIZE - ORDER - length):
        if abs(place - begin) >= length:
            cross, other = 0.0, 0.0
            for k in range(length):
                cross += errors[begin + k] * errors[place + k]
                other += errors[place + k] ** 2
            if cross > ALIKE * np.sqrt(own * other) and cross > ALIKE * 0.5 * own:
                like[place] = 1.0
    for place in range(ORDER, SIZE):
        if like[place]:
            apart = place - begin
            for n in (begin - apart, begin + 2 * apart):
                for near in range(max(0, n - 2), min(SIZE, n + 3)):
                    if like[near]:
                        return True
    return False


@kernel
def _most_left(outstanding: float, evidence: float, firmness: float) -> float:
    """Return how much the model may err without something, in units of its usual error, if that is a click."""
    if outstanding < firmness:
        return CLEAR
    most: float = WHOLE + REMNANT * outstanding
    if evidence > EVIDENT:
        most = max(most, min(1.0 + 2.0 * np.log10(evidence / EVIDENT), LOOSEST))
    return most


@kernel
def judge(
    x: Doubles,
    clean: Doubles,
    first: int,
    last: int,
    a: Doubles,
    b: Doubles,
    errors: Doubles,
    error: float,
    firmness: float,
    found: Places,
    places: Places,
    band: Doubles,
    values: Doubles,
) -> int:
    """Tell whether something is a click: 1, and where is put in; 0 where it hardly stands out, -1 where it is played.

    Parameters
    ----------
    x, clean
        The sound, and the same without any suspect.
    first, last
        What stands out.
    a, b, errors, error
        The model, its likeness, its errors, and how large they are thereabouts as a rule.
    firmness
        How far a click stands out.
    found
        Becomes its first and last place, and the verdict.
    places, band, values
        To work in.
    """
    trial, doubts = np.empty(SIZE), np.zeros(last - first + 1 + 2 * LONGEST)
    best, verdict = np.inf, 0
    found[0], found[1] = first - 1, last + 1
    for before, after in WIDER:
        begin, end = first - before, last + after + 1
        trial[:] = clean
        trial[begin:end] = x[begin:end]
        was = _power(trial, a, begin, end + ORDER)
        for k in range(end - begin):
            places[k] = begin + k
        if not fill(trial, places, end - begin, b, doubts, band, values):
            break
        now = _power(trial, a, begin, end + ORDER)
        outstanding = np.sqrt(max(0.0, was - now) / (end - begin)) / error
        evidence = outstanding * np.sqrt(np.float64(end - begin)) / firmness
        if outstanding < firmness and evidence < SMOOTH:
            break
        if outstanding >= firmness:
            verdict = verdict or -1
        left = np.sqrt(now / ORDER) / error
        calm = CALM * max(1.0, np.sqrt(evidence / SURE))
        if min(outstanding / firmness, evidence / SMOOTH) > 1.0:
            calm /= min(max(left, SUREST), 1.0)
        whole = left < min(BETTER * best, _most_left(outstanding, evidence, firmness))
        if whole and _change(trial, begin, end) < calm and not _comes_again(errors, begin, end):
            best, verdict = left, 1
            found[0], found[1] = begin, end - 1
    found[2] = verdict
    return verdict
