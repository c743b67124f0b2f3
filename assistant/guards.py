"""Guards: a change that must not cost something is tried, measured, made smaller, and asked about if it still does."""

from __future__ import annotations

from dataclasses import replace

from assistant import ears, levelling
from assistant.explain import check_words, number
from assistant.figures import dryness, peak_to_average
from assistant.gaps import peaks_db
from assistant.image import lost_in_mono_db
from assistant.outcome import Act, Decline, Done, asks
from assistant.punch import stand_out_db
from assistant.qualities import QUALITIES, meaning
from assistant.resolve import called, listed
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Check, Step, Verdict
from dsp.mix import MAIN, Mix
from grammar.intent import Guard, Nudge, Ref, Set, Sound, Target
from grammar.refs import LOUDNESS

Guarded = Sound | Nudge | Set
SPARED_DB = 0.5
"""What is lost or gained by less than this is not surely heard."""

LOST_IN_MONO_DB = 1.5
"""A mix that loses no more than this in mono holds up there."""

LESS_LU = 1.0
"""A loudest moment that comes so much closer to the average is what a gentle compressor is there for."""

SHARES = (1.0, 0.5, 0.25)
"""A change whose size was left to us is made so much smaller, one after the other."""


def sparing(intent: Guarded, session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Do what is asked as far as it spares what it must."""
    bare = replace(intent, guards=())
    if any(guard.quality == LOUDNESS for guard in intent.guards):
        others = replace(intent, guards=tuple(one for one in intent.guards if one.quality != LOUDNESS))
        done = sparing(others, session, studio, act) if others.guards else act(bare, session, studio)
        return done if isinstance(done, Decline) else levelling.levelled(done, session, studio)
    lost: list[Check] = []
    for share in SHARES if _is_a_matter_of_degree(bare) else SHARES[:1]:
        done = act(_smaller(bare, share), session, studio)
        if isinstance(done, Decline):
            return done if share == 1 else _asked(bare, lost, intent.guards)
        checks = _checks(intent.guards, done, session, studio)
        if unheard := [check for check in checks if check.before is None or check.after is None]:
            what = listed(f"{check.what.split(' to be ')[0]} on {called(check.strip)}" for check in unheard)
            return asks(f"I cannot measure {what}, so I cannot watch over it; shall I do it all the same?", (bare,))
        lost = [check for check in checks if check.verdict == "refused"]
        if not lost:
            remark = "" if share == 1 else f"{share:g} times as far as it would else have gone, to spare that"
            return replace(done, steps=tuple(_with(step, checks, remark) for step in done.steps))
    return _asked(bare, lost, intent.guards)


def _is_a_matter_of_degree(intent: Guarded) -> bool:
    return not isinstance(intent, Set) and intent.amount.value is None


def _smaller(intent: Guarded, share: float) -> Guarded:
    if isinstance(intent, Set) or share == 1:
        return intent
    return replace(intent, amount=replace(intent.amount, degree=intent.amount.degree * share))


def _asked(intent: Guarded, lost: list[Check], guards: tuple[Guard, ...]) -> Decline:
    limit = next((guard.limit_db for guard in guards if guard.quality == "peaks" and guard.limit_db < 0), 0.0)
    over = next((check for check in lost if check.unit == "dBTP"), None)
    if limit and over:
        held = Set(Target((Ref("main"),)), "Limiter", (("ceiling_db", limit),))
        return asks(
            f"By itself that cannot be: {check_words(over).split(':')[0]}. Shall I do it and have a limiter on the mix "
            f"hold the peaks at {number(limit, 'dBTP')}?",
            (intent, held),
        )
    full = next(
        (check for check in lost if check.unit == "dBTP" and check.before is not None and check.before > 0), None
    )
    if full:
        return asks(
            f"The mix clips already: it peaks at {number(full.before or 0.0, 'dBTP', signed=True)}. "
            "Shall I do it all the same?",
            (intent,),
        )
    words = listed(f"{called(check.strip)}'s {check_words(check).split(':')[0]}" for check in lost)
    return asks(f"That cannot be had without it: {words}. Shall I do it all the same?", (intent,))


def _with(step: Step, checks: list[Check], remark: str) -> Step:
    mine = tuple(check for check in checks if check.strip in (step.strip, MAIN))
    return replace(step, checks=(*step.checks, *mine), remark="; ".join(filter(None, (step.remark, remark))))


def _checks(guards: tuple[Guard, ...], done: Done, session: Session, studio: Studio) -> list[Check]:
    """Measure what is to be spared on either side of what was done."""
    after = session.mix.apply(*(move for step in done.steps for move in step.moves))
    found = []
    for name in dict.fromkeys(step.strip for step in done.steps):
        for guard in guards:
            if guard.quality in ("peaks", "dynamics", "mono"):
                found.append(_level_check(guard, studio, session.mix, after, name))
                continue
            quality, more = meaning(guard.quality, guard.lost)
            was, now = (_amount(quality, studio, mix, name) for mix in (session.mix, after))
            held = was is not None and now is not None and (was - now if more else now - was) <= SPARED_DB
            what = f"{guard.quality} to be {'kept' if guard.lost else 'avoided'}"
            found.append(Check(name, what, was, now, "dB", "verified" if held else "refused"))
    return found


def _level_check(guard: Guard, studio: Studio, before: Mix, after: Mix, name: str) -> Check:
    """Measure whether the mix clips, by its true peak, or how far a strip's loudest moment stands over its average.

    References
    ----------
    A mix of which the sides carry as much as the middle loses 3 dB in mono (power of M and S, A. Blumlein, British
    patent 394325, 1931); half of that is still the same mix.
    ITU-R BS.1770-5, annex 2: true peak; over 0 dBTP a converter clips. EBU Tech 3341, 2023: the short-term loudness,
    whose maximum over the integrated one is what compression takes away first.
    """
    if guard.quality == "peaks":
        was, now = (studio.heard(mix, MAIN).true_peak_dbtp for mix in (before, after))
        verdict: Verdict = "verified" if now <= guard.limit_db else "refused"
        return Check(MAIN, f"peaks to stay under {number(guard.limit_db, 'dBTP')}", was, now, "dBTP", verdict)
    if guard.quality == "mono":
        losses = [lost_in_mono_db(studio.heard(mix, MAIN).side_db) for mix in (before, after)]
        holds = losses[1] <= max(LOST_IN_MONO_DB, losses[0])
        verdict = "verified" if holds else "refused"
        return Check(MAIN, "loss in mono to stay small", losses[0], losses[1], "dB", verdict)
    spread = [peak_to_average(studio.heard(mix, name)) for mix in (before, after)]
    was_lu, now_lu = spread
    kept = was_lu is not None and now_lu is not None and was_lu - now_lu <= LESS_LU
    return Check(
        name, "loudest moment over the average to be kept", was_lu, now_lu, "LU", "verified" if kept else "refused"
    )


def _amount(quality: str, studio: Studio, mix: Mix, name: str) -> float | None:
    """Return how much of a quality there is: of the whole sound, so that to change something else is no loss of it."""
    known = QUALITIES[quality]
    if known.way == "punch":
        return stand_out_db(peaks_db(studio, mix, name))
    if known.way == "distance":
        return dryness(studio, mix, name)
    heard = studio.heard(mix, name)
    curve = ears.tone(heard)
    return ears.level(curve, known.region) if known.way == "tone" and curve is not None else ears.figure(quality, heard)
