"""A release that goes by what came before: fast after a short peak, slow after a long one.

A second follower of the same wish gathers slowly and lets go more slowly still; what is turned is by the larger of the
two. A peak is over before the second has noticed it; what stays loud has filled it.

References
----------
.. [1] Fairchild Recording Equipment Corp., "Model 660 and 670 limiters", instruction manual, 1959: the time constant
   switch's last positions, in which recovery is quick after single peaks and slow after a loud passage.
.. [2] D. Giannoulis, M. Massberg, J. D. Reiss, "Digital dynamic range compressor design - a tutorial and
   analysis", JAES 60(6), 2012: each follower is the smooth branching detector (eq. 16).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.kernels import kernel
from dsp.kernels.filter import INAUDIBLE


@kernel
def let_go(
    wanted: NDArray[np.float32],
    down: NDArray[np.float32],
    many: int,
    abreast: int,
    rise: float,
    fall: float,
    gather: float,
    leak: float,
    share: float,
    at: float,
    slow: float,
) -> tuple[float, float]:
    """Follow one lane's wanted reduction in dB, and return where the two followers stand.

    Parameters
    ----------
    wanted, down
        From the lane's first value on, every `abreast`-th one is its own.
    rise, fall, gather, leak
        What is kept of a difference from value to value while more and less is wanted: of the fast and of the slow.
    share
        How far the slow follower holds: between 0 and 1 while the knob is turned.
    """
    for i in range(0, many * abreast, abreast):
        target = np.float64(wanted[i])
        at = target + (rise if target > at else fall) * (at - target)
        slow = target + (gather if target > slow else leak) * (slow - target)
        down[i] = at + share * max(slow - at, 0.0)
    return at if abs(at) > INAUDIBLE else 0.0, slow if abs(slow) > INAUDIBLE else 0.0
