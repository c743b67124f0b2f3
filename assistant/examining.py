"""What a mix or a track may suffer from: every fault of tone held against what is usual, the peaks, and what fights."""

from __future__ import annotations

from dataclasses import dataclass

from assistant import craft, ears, fights
from assistant.explain import number
from assistant.outcome import Decline, Done, refuses
from assistant.qualities import QUALITIES
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.mix import MAIN, Evidence, Mix
from grammar.intent import Ask, Target
from models.norms import Norm, usual

LEAST_DB = 3.0
"""What lies over the usual by less than this is a matter of taste."""

TOLD = 5
"""So many of the plainest findings are told; more at once nobody mends."""


@dataclass(frozen=True)
class Finding:
    """A fault that stands out: by how much over what is usual for that role, and where."""

    strip: str
    quality: str
    role: str
    over_db: float
    hz: float


def wrong(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Tell what stands out of some tracks, or of all and of how they go together."""
    names = strips(intent.target, session) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    whole = MAIN in names
    if whole:
        names = tuple(strip.name for strip in session.mix if strip.kind == "track")
    heard = [name for name in names if studio.heard(session.mix, name).active_dbfs is not None]
    if not heard:
        return refuses(f"{listed(map(called, names))} {'is' if len(names) == 1 else 'are'} silent.")
    found = [one for name in heard for one in _faults(session.mix, name, studio)]
    found.sort(key=lambda one: -one.over_db)
    lines = [_words(one) for one in found[:TOLD]]
    if len(found) > TOLD:
        lines.append(f"{len(found) - TOLD} more stand out by less.")
    evidence = [
        Evidence(one.strip, f"{one.quality} over a usual {one.role}", one.over_db, "dB") for one in found[:TOLD]
    ]
    judged = [name for name in heard if _norm(session.mix, name)]
    if not lines and judged:
        what = listed([q for q in QUALITIES if _is_judged(q)], "or")
        lines.append(f"Nothing of {listed(judged)} stands {number(LEAST_DB, 'dB')} over the usual: not {what}.")
    if left := [name for name in heard if name not in judged]:
        lines.append(
            f"The tone of {listed(left)} I do not judge unasked: what is usual I do not know, or one microphone hears "
            f"what the others do; say what you hear, such as that {left[0]} is boxy."
        )
    if whole:
        peak = studio.heard(session.mix).true_peak_dbtp
        over = f"{number(peak, 'dB')} over: it clips" if peak > 0 else "it does not clip"
        lines.append(f"The mix peaks at {number(peak, 'dBTP', signed=True)}; {over}.")
    hidden = fights.answer(Ask("masking", Target() if whole else intent.target), session, studio)
    lines.append(hidden.text)
    measured = hidden.evidence if isinstance(hidden, Done) else ()
    return Done(text="\n".join(lines), focus=() if whole else names, evidence=(*evidence, *measured))


def _is_judged(quality: str) -> bool:
    return QUALITIES[quality].fault and QUALITIES[quality].way == "tone"


def _norm(mix: Mix, name: str) -> Norm | None:
    """Return what is usual for a strip; nothing for a drum, of which the norms are of drums struck alone."""
    return None if mix[name].role in fights.KIT else usual(mix[name].role)


def _faults(mix: Mix, name: str, studio: Studio) -> list[Finding]:
    """Return the faults of tone that stand out of what is usual by more than that varies from one to the next."""
    role, norm = mix[name].role, _norm(mix, name)
    curve = ears.tone(studio.heard(mix, name))
    if norm is None or curve is None:
        return []
    found: dict[float, Finding] = {}
    for quality in filter(_is_judged, QUALITIES):
        excess = craft.find_excess(curve, QUALITIES[quality].region, norm)
        if excess.usual is None or excess.value < max(LEAST_DB, excess.spread or 0.0):
            continue
        known = found.get(excess.centre_hz)  # one place is one fault, whatever it may be called
        if known is None or known.over_db < excess.value:
            found[excess.centre_hz] = Finding(name, quality, role, excess.value, excess.centre_hz)
    return list(found.values())


def _words(one: Finding) -> str:
    return (
        f"{one.strip}: {fights.pitch(one.hz)} stands {number(one.over_db, 'dB')} over a usual {one.role}; "
        f'"{one.strip.lower()} is {one.quality}" mends it.'
    )
