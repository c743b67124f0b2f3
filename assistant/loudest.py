"""As loud as it goes without hurting: the most gain into a limiter at which nothing is lost that would be missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant import resolve
from assistant.aim import EXCERPT_S, limited
from assistant.explain import number
from assistant.gaps import FRAME_S, QUIETEST_DB
from assistant.outcome import Decline, Done, asks, refuses
from assistant.punch import stand_out_db
from assistant.resolve import called
from assistant.session import Session
from assistant.slots import added, find
from assistant.spool import Spool
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step
from dsp.ahead import ahead
from dsp.effects import Limiter
from dsp.measure.gauge import Gauged, gauge
from dsp.mix import MAIN, Evidence, Mix, adjust, remove
from dsp.units import SILENCE_DB, Audio
from grammar.intent import Maximise

USUAL_DBTP = -1.0
"""The ceiling unless another is said."""

REDUCTION_DB = 6.0
"""What the limiter may take off in all but the heaviest twentieth of the time: more is heard as limiting."""

PUNCH_DB = 1.5
"""How much less hits may stand out over what follows them."""

LEAST_PLR_DB = 8.0
"""How far peaks must stay over the loudness: the densest records are there, and sound it [1]_.

.. [1] AES TD1004.1.15-10, "Recommendation for loudness of audio streaming", 2015, for the peak to loudness ratio.
"""

SOUNDS_DB = -40.0
"""What lies further than this under full scale is not counted when it is asked how much is taken off."""

STEP_DB = 0.1
MOST_DB = 24.0


@dataclass(frozen=True)
class Lost:
    """What a limiter driven so far leaves, and takes.

    Attributes
    ----------
    reduction_db
        What it takes off in all but a twentieth of the time.
    punch_db
        How far hits stand out over what follows, None where there are none.
    """

    heard: Gauged
    reduction_db: float
    punch_db: float | None

    @property
    def plr_db(self) -> float:
        """How far the highest peak stands over the loudness."""
        return self.heard.true_peak_dbtp - (self.heard.integrated_lufs or SILENCE_DB)


@dataclass(frozen=True)
class Bound:
    """One thing that may be lost so far and no further: how far it has gone, and the most, or the least, it may be."""

    words: str
    now_db: float
    limit_db: float
    least: bool = False

    @property
    def over_db(self) -> float:
        """How far it is passed, negative while it is not."""
        return self.limit_db - self.now_db if self.least else self.now_db - self.limit_db


def maximise(intent: Maximise, session: Session, studio: Studio) -> Done | Decline:
    """Drive a strip into a limiter as far as the bounds let it, and say which of them stopped it."""
    names = resolve.strips(intent.target, session, (MAIN,)) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    ceiling = USUAL_DBTP if intent.ceiling_db is None else intent.ceiling_db
    if not Limiter.params["ceiling_db"].allows(ceiling):
        return asks(f"{number(ceiling, 'dBTP')} is not a ceiling I can hold; say -24 to 0 dBTP.")
    mix, steps = session.mix, []
    for name in names:
        made = _loudest(intent, mix, name, ceiling, studio)
        if isinstance(made, Decline):
            return made
        steps.append(made)
        mix = mix.apply(*made.moves)
    return Done(tuple(steps), focus=names)


def _loudest(intent: Maximise, mix: Mix, name: str, ceiling: float, studio: Studio) -> Step | Decline:
    strip = mix[name]
    slot = find(strip, Limiter)
    free = mix.apply(remove(strip, slot)) if slot else mix
    studio.ready()
    studio.say(f"listening to how loud {called(name)} can go")
    spool = Spool()
    before = gauge(spool.taking(ahead(studio.sound(studio.playable(free), name))), studio.sample_rate)
    if before.integrated_lufs is None:
        return refuses(f"{called(name, opens=True)} is too short or too quiet for its loudness to be measured.")
    dry = spool.excerpt(EXCERPT_S * studio.sample_rate, studio.sample_rate)
    start = _lost(dry, dry, 0.0, studio.sample_rate)
    if start.heard.integrated_lufs is None:
        dry, start = list(spool), _lost(list(spool), list(spool), 0.0, studio.sample_rate)
    limiter = (slot.effect if slot else Limiter()).with_(gain_db=0.0, ceiling_db=ceiling)
    assert isinstance(limiter, Limiter)
    gain_db, stopped = _search(dry, start, limiter, studio.sample_rate)
    effect = limiter.with_(gain_db=gain_db)
    move = adjust(strip, slot, effect) if slot else added(strip, effect)
    after = studio.heard(mix.apply(move), name)
    was = studio.heard(mix, name)
    landed, peak = after.integrated_lufs, after.true_peak_dbtp
    louder = landed is not None and (was.integrated_lufs is None or landed > was.integrated_lufs)
    checks = (
        Check(name, "integrated loudness", was.integrated_lufs, landed, "LUFS", "verified" if louder else "partly"),
        Check(name, "true peak", was.true_peak_dbtp, peak, "dBTP", "verified" if peak <= ceiling + 0.05 else "refused"),
    )
    reason = Reason(name, move.slot, "gain_db", "craft", gain_db, 1.0, _words(stopped))
    who, why = ("craft", HELD) if intent.ceiling_db is None else ("you", "you said so")
    held = Reason(name, move.slot, "ceiling_db", who, ceiling, 1.0, why)
    lost = _bounds(start, _at(dry, gain_db, limiter, studio.sample_rate))
    evidence = tuple(Evidence(name, bound.words, bound.now_db, "dB") for bound in lost)
    return Step(
        name,
        "as loud as it goes",
        replace(intent, target=resolve.only(name)),
        (move,),
        (reason, held),
        evidence,
        checks,
    )


HELD = "room for what encoders add between the samples"


def _words(stopped: Bound | None) -> str:
    if stopped is None:
        return f"that is the end of the limiter's gain, {number(MOST_DB, 'dB')}"
    limit = f"{number(stopped.limit_db, 'dB')} is the {'least' if stopped.least else 'most'}"
    return f"{number(STEP_DB, 'dB')} more and {stopped.words} would be {stopped.now_db:.2f} dB, where {limit}"


def _search(dry: list[Audio], start: Lost, limiter: Limiter, sample_rate: int) -> tuple[float, Bound | None]:
    """Return the most gain that passes no bound, to a tenth of a decibel, and the bound that the next tenth passes."""
    free_db = limiter.ceiling_db - start.heard.true_peak_dbtp
    low, high = int(np.floor(free_db / STEP_DB)), round(MOST_DB / STEP_DB)
    low = max(low, round(Limiter.params["gain_db"].low / STEP_DB))
    stopped: Bound | None = None
    while high - low > 1:
        middle = (low + high) // 2
        worst = max(_bounds(start, _at(dry, middle * STEP_DB, limiter, sample_rate)), key=lambda bound: bound.over_db)
        if worst.over_db > 0:
            high, stopped = middle, worst
        else:
            low = middle
    return Limiter.params["gain_db"].snap(low * STEP_DB), stopped


def _at(dry: list[Audio], gain_db: float, limiter: Limiter, sample_rate: int) -> Lost:
    return _lost(dry, list(limited(dry, sample_rate, gain_db, limiter)), gain_db, sample_rate)


def _bounds(start: Lost, now: Lost) -> tuple[Bound, ...]:
    """Return how far each thing is lost, where it was there to be lost."""
    bounds = [
        Bound("what the limiter takes off", now.reduction_db, REDUCTION_DB),
        Bound("the height of the peaks over the loudness", now.plr_db, LEAST_PLR_DB, least=True),
    ]
    if start.punch_db is not None:
        bounds.append(
            Bound("the loss of punch, by how far hits stand out,", start.punch_db - (now.punch_db or 0.0), PUNCH_DB)
        )
    return tuple(bounds)


def _lost(dry: Iterable[Audio], wet: Iterable[Audio], gain_db: float, sample_rate: int) -> Lost:
    wet = list(wet)
    was, now = _peaks_db(dry, sample_rate) + gain_db, _peaks_db(wet, sample_rate)
    frames = min(was.size, now.size)
    sounds = was[:frames] > SOUNDS_DB
    taken = (was[:frames] - now[:frames])[sounds]
    reduction = max(0.0, float(np.percentile(taken, 95))) if taken.size else 0.0
    return Lost(gauge(wet, sample_rate), reduction, stand_out_db(now))


def _peaks_db(blocks: Iterable[Audio], sample_rate: int) -> NDArray[np.float64]:
    """Return the peak of every hundredth of a second, of the louder channel."""
    loudest = np.concatenate([np.abs(block).max(axis=0) for block in blocks])
    frame = round(FRAME_S * sample_rate)
    whole = loudest[: loudest.size // frame * frame].reshape(-1, frame).max(axis=1).astype(np.float64)
    return np.asarray(20 * np.log10(np.maximum(whole, 10 ** (QUIETEST_DB / 20))))
