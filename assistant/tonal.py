"""Qualities of tone: opinions merged on one curve, fitted once, rendered, and measured again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant import ears, tone
from assistant.craft import SIZE_DB
from assistant.merge import Merged, merge
from assistant.outcome import Decline, refuses
from assistant.request import LEAST_DB, SHARE, Request, gave_up, judged
from assistant.slots import tone_move
from assistant.turn import Check, Reason, Step
from dsp.mix import Evidence, Mix, Move, Opinion, Slot
from models.norms import usual
from models.suggest import Heard, Wish

TRIES = 3
FURTHER = 1.2
WIDER_OCTAVES = 0.5
"""How much further, and how much wider, each new try goes when a change did not come through."""

TOLERANCE_DB = 1.5
"""One standard deviation of an experienced engineer's wish for a band."""


def make(request: Request) -> Step | Decline:
    """Bring a tone about, or say why not.

    The opinions of all suggesters are merged on a gain curve over third-octave bands, fitted to few filters and
    judged on the rendered strip; a change that does not come through is tried further, then given up honestly.
    """
    strip, quality = request.strip, request.quality
    heard = request.heard()
    spectrum = ears.tone(heard)
    if spectrum is None:
        return refuses(f"{strip.name} is silent, so there is no {quality.figure} to change.")
    if not ears.heard_at_all(request.name, heard):
        low, high = (f"{f / 1000:g} kHz" if f >= 1000 else f"{f:g} Hz" for f in quality.region)
        return refuses(
            f"{strip.name} has nothing to be heard between {low} and {high}, where {quality.figure} lives; "
            f"a filter there would change nothing."
        )
    opinions, evidence = _opinions(request)
    merged = merge(opinions, TOLERANCE_DB)
    assert merged is not None, "craft always has a wish about a tone that can be heard"
    before = ears.figure(request.name, heard)
    need = max(LEAST_DB, SHARE * float(np.max(np.abs(merged.value))))
    audible = np.where(spectrum > -ears.AUDIBLE_DB, 1.0, 0.05)
    scale = 1.0
    for attempt in range(TRIES):
        scale = FURTHER**attempt
        moves, changed = _realise(request, scale * _wider(merged.value, attempt * WIDER_OCTAVES), audible)
        after = ears.figure(request.name, request.heard(changed))
        check = judged(request, before, after, need)
        if check.verdict == "verified":
            break
    reasons = tuple(_reasons(opinions, merged, moves, scale, check, request.studio.sample_rate))
    remark = "the opinions disagreed, and the surer one was followed" if merged.disagreed else ""
    step = Step(strip.name, request.purpose, request.intent, moves, reasons, evidence, (check,), remark)
    if check.verdict == "refused":
        return gave_up(step)
    return step


def _opinions(request: Request) -> tuple[tuple[Opinion, ...], tuple[Evidence, ...]]:
    strip = request.strip
    role = strip.role or ("mix" if strip.kind == "main" else "")
    wish = Wish(strip.name, role, request.name, request.more, request.degree)
    norm = usual(role) if role else None
    heard = Heard(request.heard(), norm, request.studio.sample_rate)
    advice = [suggester.suggest(wish, heard) for suggester in request.studio.suggesters(request.profile)]
    return (
        tuple(opinion for a in advice for opinion in a.opinions),
        tuple(evidence for a in advice for evidence in a.evidence),
    )


def _realise(request: Request, curve: tone.Curve, audible: tone.Curve) -> tuple[tuple[Move, ...], Mix]:
    """Fit a curve and put the filters on the strip."""
    mix, moves = request.mix, []
    for wanted in tone.fit(curve, audible, request.studio.sample_rate):
        move = tone_move(mix[request.strip.name], wanted)
        if move.before != move.after:
            moves.append(move)
            mix = mix.apply(move)
    return tuple(moves), mix


def _wider(curve: tone.Curve, octaves: float) -> tone.Curve:
    """Smear a tone curve over its neighbouring bands, its largest gain kept."""
    if octaves == 0:
        return curve
    apart = np.log2(ears.CENTRES[:, None] / ears.CENTRES[None, :])
    weight = np.exp(-0.5 * (apart / octaves) ** 2)
    smeared = weight @ curve / weight.sum(axis=1)
    return np.asarray(smeared * np.max(np.abs(curve)) / max(float(np.max(np.abs(smeared))), 1e-9))


def _reasons(
    opinions: tuple[Opinion, ...],
    merged: Merged,
    moves: tuple[Move, ...],
    scale: float,
    check: Check,
    sample_rate: int,
) -> list[Reason]:
    """Say for every filter the gain that each source's own curve would have given it, and what the check added."""
    reasons = []
    for move in moves:
        effect = move.thing.effect if isinstance(move.thing, Slot) else None
        assert isinstance(effect, tone.TONES)
        stood = move.before.effect if isinstance(move.before, Slot) else None
        added_db = effect.gain_db - (stood.gain_db if isinstance(stood, tone.TONES) else 0.0)
        reach = tone.response((replace(effect, gain_db=1.0),), sample_rate)
        agreed = float(merged.value @ reach)
        for opinion, weight in zip(opinions, merged.weights, strict=True):
            own = float(np.asarray(opinion.value) @ reach)
            wished = round(added_db / scale * own / agreed, 1) if agreed else 0.0
            reasons.append(
                Reason(move.strip, move.slot, "gain_db", opinion.source, wished, round(weight, 2), opinion.because)
            )
        if scale > 1:
            because = f"a first try moved {check.what} too little, so it goes wider and {scale:.1f} times as far"
            reasons.append(Reason(move.strip, move.slot, "gain_db", "check", effect.gain_db, 1.0, because))
    return reasons


def size(value_db: float) -> float:
    """Return the degree that a size said in dB stands for."""
    return value_db / SIZE_DB
