"""Ways to sound: each strip that is meant is made warmer, wider or less harsh in the way of that quality."""

from __future__ import annotations

from dataclasses import replace

from assistant import distance, esses, image, knobs, punch, resolve, rides, rings, squashed, strokes, tonal
from assistant.faults import mend
from assistant.outcome import Decline, Done, asks
from assistant.qualities import QUALITIES, meaning
from assistant.repairs import REPAIRS
from assistant.request import Request
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Step
from dsp.effects import Rider
from dsp.mix import MAIN, Strip
from grammar.intent import Amount, Intent, Nudge, Set, Sound
from grammar.refs import IT
from grammar.roles import family_of
from grammar.senses import SPREAD

SIBILANT = "sibilant"

DRUMS = "drums"
"""The family of what is struck, and has hits where others have phrases."""


def sound(intent: Sound, session: Session, studio: Studio) -> Done | Decline:
    """Return what a way to sound comes to on each strip that is meant."""
    quality, more = meaning(intent.quality, intent.more)
    nobody = not intent.target or (intent.target == IT and not session.focus)
    sought = QUALITIES[quality].sung and nobody
    names = resolve.voices(session) if sought else resolve.strips(intent.target, session, (MAIN,))
    if sought and isinstance(names, Decline) and quality == SIBILANT:
        names = resolve.strips(intent.target, session, (MAIN,))  # one file may be all there is
    if isinstance(names, Decline):
        return names
    if intent.quality == squashed.SQUASHED and not intent.more:
        return squashed.loosen(intent, names, session, studio, _any)
    amount = intent.amount
    if amount.unit == "%" and amount.value and quality in SPREAD and len(names) == 1:  # a width is counted in per cent
        return knobs.turn(_wider(intent, SPREAD[quality] == more, amount.value), session, studio)
    if amount.unit not in ("", "dB") or (amount.value is not None and not 0.5 <= amount.value <= 12):
        return asks('By how much? Say "a bit", "a lot", or 0.5 to 12 dB.')
    degree = amount.degree if amount.value is None else tonal.size(amount.value)
    together = QUALITIES[quality].way == "width" and len(names) > 1
    mix = session.mix
    steps: list[Step] = []
    declined: list[Decline] = []
    for i, name in enumerate(names):
        target = resolve.only(name)
        alone = intent if together else replace(intent, target=target)
        beside = names[i + 1 :] if together else ()
        request = Request(mix, mix[name], quality, more, degree, alone, studio, session.profile, beside)
        made = _way(request)
        if isinstance(made, Decline):
            if made.status not in ("answered", "refused"):
                return made
            declined.append(made)
            continue
        steps += made
        mix = mix.apply(*(move for step in made for move in step.moves))
        if any(other in names[i + 1 :] for other in (step.strip for step in made)):
            break  # set apart: all were done at once
    if declined and not steps:
        return declined[0]
    left = [decline.text for decline in declined if not sought]  # where nobody was named, they were not meant
    return Done(tuple(steps), " ".join(left), focus=names)


def evened(intent: Set, session: Session, studio: Studio) -> Done | Decline | None:
    """Return what evening out drums comes to, None if it is of others, too: a rider follows phrases, and no hits."""
    if intent.effect != Rider.__name__ or intent.knobs or intent.slot or intent.span or intent.at >= 0:
        return None
    names = resolve.strips(intent.target, session)
    if isinstance(names, Decline) or not all(_is_struck(session.mix[name]) for name in names):
        return None
    made = sound(Sound(intent.target, "uneven", more=False), session, studio)
    told = "A rider follows phrases; single hits are held by a compressor."
    return replace(made, text="\n".join(filter(None, (told, made.text)))) if isinstance(made, Done) else made


def _is_struck(strip: Strip) -> bool:
    return family_of(strip.role) == DRUMS


def _any(intent: Intent, session: Session, studio: Studio) -> Done | Decline:
    """Do what `sound` does, told of by its kind: what else offers a way to sound tries it first."""
    assert isinstance(intent, Sound), "only a way to sound is tried"
    return sound(intent, session, studio)


def _wider(intent: Sound, up: bool, per_cent: float) -> Nudge:
    """Return "30 % wider" as what the width is turned by."""
    times = 1 + per_cent / 100 if up else max(1 - per_cent / 100, 0.01)
    return Nudge(intent.target, "Width", "width_pct", up, Amount(value=times if up else 1 / times, unit="x"))


def _way(request: Request) -> tuple[Step, ...] | Decline:
    """Bring a quality about in its own way."""
    if fault := REPAIRS.get(request.quality.way):
        made: Step | Decline = mend(request, fault)
        return made if isinstance(made, Decline) else (made,)
    match request.quality.way:
        case "tone":
            made = tonal.make(request)
        case "sibilance":
            made = esses.make(request)
        case "distance":
            made = distance.make(request)
        case "ring":
            made = rings.make(request)
        case "ride":
            made = strokes.make(request) if _is_struck(request.strip) else rides.make(request)
        case "punch":
            made = punch.make(request)
        case "width":
            return image.make(request)
    return made if isinstance(made, Decline) else (made,)
