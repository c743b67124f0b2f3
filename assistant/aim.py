"""Finding the gain into a limiter that lands on a loudness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from assistant.spool import Spool
from dsp.effects import Limiter
from dsp.measure.gauge import Gauged, gauge
from dsp.units import SILENCE_DB, Audio, gain

CLOSE_LU = 0.04
"""What lands this close is kept: told to one decimal, it is the loudness that was wanted."""

REHEARSED_LU = 0.005
"""How close the excerpt is brought."""

EXCERPT_S = 30
"""What the gain is tried out on: in stretches of a second from all over the music."""

REHEARSALS = 10
LEAST_SLOPE = 0.2
"""Deep in limiting more gain hardly gets louder; no step takes a leap beyond this."""

MOST_DB = 30.0
"""Driven further than this into the limiter nothing gets louder: a loudness still not had cannot be had."""


class Aim:
    """Finds the gain: tried out on an excerpt, put right by what the whole came to.

    The limiter takes from a fair excerpt nearly the loudness that it takes from the whole, and what little the
    two differ by changes slowly with the gain. So the first attempt is close and the second is there.

    Attributes
    ----------
    gain_db
        What to try next.
    """

    def __init__(self, wanted_lufs: float, ceiling_db: float, spool: Spool, sample_rate: int, before: Gauged) -> None:
        self.gain_db = 0.0
        self._wanted, self._ceiling_db, self._rate = wanted_lufs, ceiling_db, sample_rate
        free_db = ceiling_db - before.true_peak_dbtp
        self._most = free_db + MOST_DB
        self._excerpt: Iterable[Audio] = spool.excerpt(EXCERPT_S * sample_rate, sample_rate)
        untouched = gauge(self._excerpt, sample_rate)
        if untouched.integrated_lufs is None:  # too little of it has a loudness: then nothing less than all will do
            self._excerpt, untouched = spool, before
        self._tried: list[tuple[float, float]] = []
        self._astray = [(free_db, _lufs(before) - _lufs(untouched))]
        self._rehearse(min(wanted_lufs - _lufs(before), self._most))
        self._approach()

    def missed(self, whole: Gauged) -> bool:
        """Say whether there is a better gain, now that it is known what the whole came to with this one."""
        landed = _lufs(whole)
        off = self._wanted - landed
        if abs(off) <= CLOSE_LU or self._at_most(off):
            return False
        self._astray.append((self.gain_db, landed - self._tried[-1][1]))
        self._approach()
        return True

    def _approach(self) -> None:
        """Rehearse by secant until the excerpt says that the whole will land."""
        for _ in range(REHEARSALS):
            now = self._expected(*self._tried[-1])
            off = self._wanted - now
            if abs(off) <= REHEARSED_LU or self._at_most(off):
                return
            slope = 1.0
            if len(self._tried) > 1 and self._tried[-2][0] != self.gain_db:
                slope = (now - self._expected(*self._tried[-2])) / (self.gain_db - self._tried[-2][0])
            self._rehearse(min(self.gain_db + off / max(slope, LEAST_SLOPE), self._most))

    def _rehearse(self, gain_db: float) -> None:
        heard = gauge(limited(self._excerpt, self._rate, gain_db, Limiter(ceiling_db=self._ceiling_db)), self._rate)
        self.gain_db = gain_db
        self._tried.append((gain_db, _lufs(heard)))

    def _expected(self, gain_db: float, excerpt_lufs: float) -> float:
        """Return what the whole will come to: the excerpt, and how far that led astray about there."""
        gains, astray = zip(*sorted(self._astray), strict=True)
        return excerpt_lufs + float(np.interp(gain_db, gains, astray))

    def _at_most(self, off: float) -> bool:
        return self.gain_db == self._most and off > 0


def limited(blocks: Iterable[Audio], sample_rate: int, gain_db: float, limiter: Limiter) -> Iterator[Audio]:
    """Yield a sound, given in blocks of shape (channels, frames), through a limiter, in time with what went in."""
    bank, late = None, 0
    loudness = np.float32(gain(gain_db))
    for block in blocks:
        if bank is None:
            bank = Limiter.bank((limiter,), sample_rate, block.shape[0])
            late = bank.latency
        out = bank.process(block[None] * loudness)[0]
        skip = min(late, out.shape[1])
        late -= skip
        if out.shape[1] > skip:
            yield out[:, skip:]
    if bank is not None:
        rest = bank.process(np.zeros((1, bank.channels, bank.latency), np.float32))[0]
        yield rest[:, late:]


def _lufs(heard: Gauged) -> float:
    return SILENCE_DB if heard.integrated_lufs is None else heard.integrated_lufs
