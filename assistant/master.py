"""A master: the mix brought to a loudness under a true-peak ceiling, and what can be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.explain import check_words, number
from assistant.spool import Spool
from assistant.targets import TARGETS
from assistant.turn import Check, Delivery, Verdict
from dsp.effects import Limiter
from dsp.measure.gauge import Gauged, gauge
from dsp.mix import MAIN, Evidence
from dsp.units import Audio, gain

CLOSE_LU = 0.02
"""How close to the wanted loudness the level is brought before the file is written."""

WITHIN_LU = 0.1
"""How close the written file must come."""

METERS_AGREE_LU = 0.2
PASSES = 8
LEAST_SLOPE = 0.2
"""Deep in limiting more gain hardly gets louder; no pass takes a leap beyond this."""

MOST_DB = 30.0
"""Driven further than this into the limiter nothing gets louder: a loudness still not had cannot be had."""

HEAVY_DB = 6.0
"""Limiting beyond this is heard as such on most music, and said."""


@dataclass(frozen=True)
class Pressing:
    """One mix on its way to one target.

    Attributes
    ----------
    before
        The mix as it stands.
    gain_db
        What goes into the limiter.
    after
        What comes of it: out of the limiter, or measured again from the written file.
    """

    delivery: Delivery
    before: Gauged
    gain_db: float
    after: Gauged

    @property
    def limited_db(self) -> float:
        """The most that the limiter took off."""
        return max(0.0, self.before.true_peak_dbtp + self.gain_db - self.after.true_peak_dbtp)

    def evidence(self) -> tuple[Evidence, ...]:
        """Return what the master rests on."""
        return (
            Evidence(MAIN, "integrated loudness of the mix", self.before.integrated_lufs or 0.0, "LUFS"),
            Evidence(MAIN, "gain into the limiter", self.gain_db, "dB"),
            Evidence(MAIN, "most limiting", self.limited_db, "dB"),
        )


def limited(spool: Spool, sample_rate: int, gain_db: float, ceiling_db: float) -> Iterator[Audio]:
    """Yield a sound through the limiter, in time with what went in."""
    bank = Limiter.bank((Limiter(ceiling_db=ceiling_db),), sample_rate, spool.channels)
    loudness = np.float32(gain(gain_db))
    late = bank.latency
    for block in spool:
        out = bank.process(block[None] * loudness)[0]
        skip = min(late, out.shape[1])
        late -= skip
        if out.shape[1] > skip:
            yield out[:, skip:]
    rest = bank.process(np.zeros((1, spool.channels, bank.latency), np.float32))[0]
    yield rest[:, late:]


def press(delivery: Delivery, spool: Spool, sample_rate: int, before: Gauged) -> Pressing:
    """Find the gain that lands on the wanted loudness behind the limiter.

    The limiter takes loudness away, so each pass adds what the last one missed, by secant once two are known.
    """
    assert delivery.lufs is not None
    assert delivery.ceiling_db is not None
    assert before.integrated_lufs is not None
    most = delivery.ceiling_db - before.true_peak_dbtp + MOST_DB
    gain_db = min(delivery.lufs - before.integrated_lufs, most)
    tried: list[tuple[float, float]] = []
    for _ in range(PASSES):
        after = gauge(limited(spool, sample_rate, gain_db, delivery.ceiling_db), sample_rate)
        landed = after.integrated_lufs if after.integrated_lufs is not None else -70.0
        tried.append((gain_db, landed))
        if abs(landed - delivery.lufs) <= CLOSE_LU or (gain_db == most and landed < delivery.lufs):
            break
        slope = 1.0
        if len(tried) > 1 and tried[-1][0] != tried[-2][0]:
            slope = (tried[-1][1] - tried[-2][1]) / (tried[-1][0] - tried[-2][0])
        gain_db = min(gain_db + (delivery.lufs - landed) / max(slope, LEAST_SLOPE), most)
    return Pressing(delivery, before, tried[-1][0], after)


def checks(pressing: Pressing, opinion: float | None) -> tuple[Check, ...]:
    """Hold a master to its target; `opinion` is a second meter's reading of the written file."""
    target, before, after = pressing.delivery, pressing.before, pressing.after
    assert target.lufs is not None
    assert target.ceiling_db is not None
    wanted, was = target.lufs, before.integrated_lufs

    def within(value: float | None, limit: float) -> Verdict:
        off = abs(value - wanted) if value is not None else np.inf
        return "verified" if off <= limit else "partly" if off <= 5 * limit else "refused"

    under: Verdict = "verified" if after.true_peak_dbtp <= target.ceiling_db + 0.005 else "refused"
    lufs = after.integrated_lufs
    found = [
        Check(MAIN, "integrated loudness", was, lufs, "LUFS", within(lufs, WITHIN_LU)),
        Check(MAIN, "true peak", before.true_peak_dbtp, after.true_peak_dbtp, "dBTP", under),
    ]
    if opinion is not None:
        judged = within(opinion, METERS_AGREE_LU)
        found.append(Check(MAIN, "integrated loudness by pyloudnorm", was, opinion, "LUFS", judged))
    return tuple(found)


def words(pressing: Pressing, file: str, opinion: float | None, held: tuple[Check, ...]) -> str:
    """Say what became of the mix; `file` is the written file's name, empty if none was written."""
    before, after, taken = pressing.before, pressing.after, pressing.limited_db
    loudness = f"{number(before.integrated_lufs or 0)} → {number(after.integrated_lufs or 0, 'LUFS')}"
    work = f"limiter at most {number(taken, 'dB')}" if taken >= 0.1 else "nothing to limit"
    target = target_name(pressing.delivery)
    lines = [f"main  {loudness}, true peak {number(after.true_peak_dbtp, 'dBTP')}, {work}  [{target}]"]
    if taken > HEAVY_DB:
        lines.append(f"      {number(taken, 'dB')} of limiting will be heard: a quieter target keeps more punch")
    lines += [f"      {check_words(check)}" for check in held if check.verdict != "verified"]
    if file:
        second_meter = f"; pyloudnorm reads {number(opinion, 'LUFS')}" if opinion is not None else ""
        lines.append(f"      {file}, measured from the written file{second_meter}")
    return "\n".join(lines)


def target_name(delivery: Delivery) -> str:
    """Return what a delivery is for, as replies write it."""
    return TARGETS[delivery.target].name if delivery.target in TARGETS else delivery.target.replace("-", "−")
