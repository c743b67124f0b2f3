"""A master: the mix brought to a loudness under a true-peak ceiling, and what can be said of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.aim import Aim, limited
from assistant.explain import check_words, number
from assistant.spool import Spool
from assistant.targets import TARGETS
from assistant.turn import Check, Delivery, Verdict
from dsp.ahead import ahead
from dsp.effects import Limiter
from dsp.measure.gauge import Gauged, gauge
from dsp.mix import MAIN, Evidence
from dsp.units import Audio

WITHIN_LU = 0.1
"""How close to the wanted loudness the written file must come."""

METERS_AGREE_LU = 0.2
PASSES = 5
"""Attempts at a loudness; the last is kept as it is."""

GENTLE_DB = 3.0
"""What a limiter may take off where the dynamics are to be kept: so much of the highest peaks is hardly missed."""

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


def spared(delivery: Delivery, before: Gauged) -> Delivery:
    """Return a delivery as loud as it gets with the limiter taking no more than `GENTLE_DB`, where that is asked."""
    if not delivery.gentle or delivery.lufs is None or delivery.ceiling_db is None or before.integrated_lufs is None:
        return delivery
    over_db = before.true_peak_dbtp + delivery.lufs - before.integrated_lufs - delivery.ceiling_db
    return replace(delivery, lufs=round(delivery.lufs - max(0.0, over_db - GENTLE_DB), 1))


class Sink(Protocol):
    """Takes what is pressed."""

    def write(self, x: Audio) -> None:
        """Take the next frames, shape (channels, frames)."""


def press(
    delivery: Delivery,
    spool: Spool,
    sample_rate: int,
    before: Gauged,
    opened: Callable[[], AbstractContextManager[Sink]],
) -> Pressing:
    """Write a mix so that it lands on the wanted loudness behind the limiter.

    It is measured while it is written; what misses is thrown away and pressed again with a better gain.

    Parameters
    ----------
    opened
        Opens what is written to, anew for each attempt; an exception must make it leave nothing behind.
    """
    assert delivery.lufs is not None
    assert delivery.ceiling_db is not None
    aim = Aim(delivery.lufs, delivery.ceiling_db, spool, sample_rate, before)
    for left in reversed(range(PASSES)):
        with suppress(_Missed), opened() as sink:
            gain_db = aim.gain_db
            blocks = ahead(limited(spool, sample_rate, gain_db, Limiter(ceiling_db=delivery.ceiling_db)))
            after = gauge(_into(sink, blocks), sample_rate)
            if left and aim.missed(after):
                raise _Missed
            break
    return Pressing(delivery, before, gain_db, after)


class _Missed(Exception):
    """An attempt is not to be kept."""


def _into(sink: Sink, blocks: Iterable[Audio]) -> Iterator[Audio]:
    for block in blocks:
        sink.write(block)
        yield block


def checks(pressing: Pressing, opinion: float | None) -> tuple[Check, ...]:
    """Hold a master to its target; `opinion` is a second meter's reading of the written file."""
    target, before, after = pressing.delivery, pressing.before, pressing.after
    assert target.lufs is not None
    assert target.ceiling_db is not None
    wanted, was = target.lufs, before.integrated_lufs

    def within(value: float | None, limit: float) -> Verdict:
        off = abs(value - wanted) if value is not None else math.inf
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
    name = TARGETS[delivery.target].name if delivery.target in TARGETS else delivery.target.replace("-", "−")
    return f"{name}, {delivery.called}" if delivery.called else name
