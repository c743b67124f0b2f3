"""Ringing: what rings on after the hits of a track, said in figures, and the worst of it cut."""

from __future__ import annotations

from dataclasses import replace

from assistant.explain import number
from assistant.listen import metered
from assistant.outcome import Decline, Done, refuses
from assistant.request import Request, gave_up
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Bell
from dsp.measure.ring import LEAST_HITS, STANDS_DB, Ring, RingMeter
from dsp.mix import Evidence, Mix, Slot, Strip, adjust
from grammar.intent import Ask

SHARE = 0.8
"""Of what a ring stands over the sound beside it so much is cut: it is to fall in with that, not to leave a hole."""

DEEPEST_DB = 12.0
"""A drum that needs more than this cut has no other sound."""

STEP_DB = 3.0
NEED = 0.5
"""The share of a cut by which the ring must come down beside what is around it; the bell takes some of that along."""

WIDER = 1.5
"""The bell is so many times as wide as the ring is seen: a drum hit harder rings a little higher."""

MOST = 4
"""So many rings are said."""


def listen(studio: Studio, mix: Mix, name: str) -> RingMeter:
    """Return a meter that has heard a strip."""
    return metered(studio, mix, name, RingMeter, "ringing")


def ring_words(ring: Ring) -> str:
    """Say what was measured of a ring."""
    return (
        f"{number(ring.hz, 'Hz')} stands {ring.excess_db:.0f} dB over what is beside it and takes "
        f"{ring.decay_s:.2g} s to fall by 60 dB, {ring.decay_s / ring.beside_s:.1f} times as long (Q {ring.q:.0f})"
    )


def none_words(name: str, meter: RingMeter) -> str:
    """Say that nothing rings, and how that was told."""
    if meter.hits < LEAST_HITS:
        hits = f"{meter.hits or 'no'} hit{'s' * (meter.hits != 1)}"
        return (
            f"I cannot tell whether anything rings on {called(name)}: I hear {hits} that rise{'s' * (meter.hits == 1)} "
            f"out of what was before, and it takes {LEAST_HITS}."
        )
    return (
        f"I hear nothing ring on {called(name)}: after its {meter.hits} hits no narrow tone stands {STANDS_DB:g} dB "
        f"over what is beside it and outlasts it."
    )


def note_words(name: str, ring: Ring) -> str:
    """Say that what rings is likely to be the note of the drum."""
    return (
        f"{ring_words(ring)}; it is as loud as anything after the stroke, so I take it for the note of "
        f"{called(name)} itself"
    )


def answer(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say what rings on the tracks named."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        meter = listen(studio, session.mix, name)
        rings = meter.rings()
        own = [note_words(name, ring) for ring in rings if ring.own_note]
        said = own + [ring_words(ring) for ring in rings if not ring.own_note][:MOST]
        lines.append(f"{called(name, opens=True)}: {listed(said)}." if said else none_words(name, meter))
        evidence += [Evidence(name, f"ring at {ring.hz:.0f} Hz", ring.excess_db, "dB") for ring in rings[:MOST]]
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def make(request: Request) -> Step | Decline:
    """Cut the worst ring of a strip, or one cut before some more or less; say so if there is none."""
    strip, studio = request.strip, request.studio
    meter = listen(studio, request.mix, strip.name)
    rings = [ring for ring in meter.rings() if not ring.own_note]
    slot = _cut_before(strip)
    if request.more:
        if slot is None:
            return refuses(f"{strip.name} has no ring of mine cut that could come back; I cannot make it ring.")
        return _turned(request, slot, meter, request.degree * STEP_DB)
    if rings:
        return _cut(request, rings[0], meter)
    if slot is not None:
        return _turned(request, slot, meter, -request.degree * STEP_DB)
    own = [ring for ring in meter.rings() if ring.own_note]
    if own:
        return Decline(
            "answered",
            f"On {called(strip.name)} {note_words(strip.name, own[0])}; nothing else rings, so nothing is changed. "
            f'If it is too much, say "cut 3 dB at {own[0].hz:.0f} Hz on {strip.name}".',
        )
    return Decline("answered", f"{none_words(strip.name, meter)} So nothing is changed.")


def _cut_before(strip: Strip) -> Slot | None:
    """Return the last bell that was put in against a ring."""
    return next((slot for slot in reversed(strip.chain) if slot.name.startswith("ring ")), None)


def _cut(request: Request, ring: Ring, meter: RingMeter) -> Step | Decline:
    strip = request.strip
    deep = min(DEEPEST_DB, request.degree * SHARE * ring.excess_db)
    knobs = Bell.params
    bell = Bell(
        frequency_hz=knobs["frequency_hz"].snap(ring.hz),
        gain_db=-knobs["gain_db"].snap(deep),
        q=knobs["q"].snap(knobs["q"].clamp(ring.hz / (WIDER * ring.width_hz))),
    )
    move = added(strip, bell)
    assert isinstance(move.after, Slot)
    named = replace(move, after=replace(move.after, name=_free(strip, f"ring {bell.frequency_hz:.0f}")))
    reasons = (
        Reason(strip.name, named.slot, "gain_db", "craft", bell.gain_db, 1.0, ring_words(ring)),
        Reason(strip.name, named.slot, "frequency_hz", "craft", bell.frequency_hz, 1.0, "measured: it rings there"),
        Reason(strip.name, named.slot, "q", "craft", bell.q, 1.0, f"measured: it is {ring.width_hz:.0f} Hz wide"),
    )
    after = request.mix.apply(named)
    checked = check(request.studio, meter, after, strip.name, bell.frequency_hz, bell.gain_db)
    evidence = (Evidence(strip.name, f"ring at {ring.hz:.0f} Hz", ring.excess_db, "dB"),)
    step = Step(strip.name, request.purpose, request.intent, (named,), reasons, evidence, (checked,))
    return gave_up(step) if checked.verdict == "refused" else step


def _turned(request: Request, slot: Slot, meter: RingMeter, by_db: float) -> Step | Decline:
    """Cut what was cut before some more, or less."""
    strip, old = request.strip, slot.effect
    assert isinstance(old, Bell)
    new = Bell.params["gain_db"].snap(max(-DEEPEST_DB, min(0.0, old.gain_db + by_db)))
    if new == old.gain_db:
        return Decline("answered", f"{strip.name}'s ring at {old.frequency_hz:.0f} Hz is cut as far as I would go.")
    move = adjust(strip, slot, replace(old, gain_db=new))
    reasons = (Reason(strip.name, slot.name, "gain_db", "craft", new, 1.0, f"it stood at {old.gain_db:g} dB"),)
    after = request.mix.apply(move)
    checked = check(request.studio, meter, after, strip.name, old.frequency_hz, new - old.gain_db)
    step = Step(strip.name, request.purpose, request.intent, (move,), reasons, (), (checked,))
    return gave_up(step) if checked.verdict == "refused" else step


def check(studio: Studio, heard: RingMeter, after: Mix, name: str, hz: float, by_db: float) -> Check:
    """Hold a cut to how much less the ring stands over what is beside it."""
    was, now = heard.excess_db(hz), listen(studio, after, name).excess_db(hz)
    moved = 0.0 if was is None or now is None else (now - was) * (1 if by_db > 0 else -1)
    need = NEED * abs(by_db)
    verdict: Verdict = "verified" if moved >= need else "partly" if moved >= need / 2 else "refused"
    return Check(name, f"ring at {hz:.0f} Hz over what is beside it", was, now, "dB", verdict)


def _free(strip: Strip, name: str) -> str:
    taken = {slot.name for slot in strip}
    return next(n for i in range(1, 100) if (n := name if i == 1 else f"{name} {i}") not in taken)
