"""More of the last change, and less: its knobs further from where they stood, or back towards it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from assistant import glue, reducing
from assistant.ears import figure
from assistant.excerpt import Excerpt
from assistant.figures import checks_of, dryness
from assistant.history import last_change, react
from assistant.outcome import Decline, Done, asks
from assistant.qualities import QUALITIES, meaning
from assistant.request import LEAST_DB, verdict
from assistant.resolve import named_steps, strips
from assistant.session import Session
from assistant.strength import how_much, stepped
from assistant.studio import Studio
from assistant.turn import At, Check, Step
from dsp.effect import Effect
from dsp.effects import Fader, Send
from dsp.mix import Mix, Move, Slot, adjust
from grammar.intent import Again, Glue, Intent, Named, Reducing, Sound
from grammar.session_intents import LESS


def again(intent: Again, session: Session, studio: Studio) -> Done | Decline:
    """Go further with the last change, or not so far."""
    latest = last_change(session)
    intent = _between(intent, session.turns[latest[0]].intents if latest else ())
    standing = [(at, step) for at, step in session.standing() if latest and at[0] == latest[0]]
    if intent.what != Named():
        named = named_steps(intent.what, session)
        if isinstance(named, Decline):
            return asks(f"{named.text} Say by how much it should be, for example 2 dB.")
        standing = [(at, step) for at, step in named if _of_whom(step, intent, session)]
        if intent.up is not None and any(_risen(step) != intent.up for _, step in standing):
            way = "up" if intent.up else "down"
            return asks(f"That did not go {way} last; say by how much it should, for example 2 dB.")
    if not standing:
        last = "Nothing has been changed yet." if latest is None else "The last thing I did was to write a file."
        return Decline("asked", f"More or less of what? {last}")
    said = _exactly(intent, standing)
    if isinstance(said, Decline):
        return said
    steps: list[Step] = []
    mix = session.mix
    for _, step in reversed(standing):
        if isinstance(step.intent, Glue | Reducing):
            anew = _aimed_anew(step, replace(session, mix=mix), studio, said)
            if isinstance(anew, Decline):
                return anew
            steps.append(anew)
            mix = mix.apply(*anew.moves)
            continue
        moves = _scaled(mix, step, said)
        if not moves:
            continue
        after = mix.apply(*moves)
        wish = _asked(step, said.factor)
        checks = _checks(step, intent.factor, moves, mix, after, _where(moves, studio))
        purpose = f"{'more' if intent.factor > 1 else 'less'} of that: {step.purpose.split(': ')[-1]}"
        origin = step.origin or step.moves
        steps.append(Step(step.strip, purpose, wish, moves, checks=checks, origin=origin))
        mix = after
    if not steps:
        return Decline("asked", "That was not a matter of more or less; say what it should be instead.")
    reaction = "more" if intent.factor > 1 else "less"
    sounds = [(at, s.intent) for at, s in standing if isinstance(s.intent, Sound)]
    notes = tuple(note for at, sound in sounds for note in react(at, sound, reaction, session))
    focus = tuple(dict.fromkeys(step.strip for step in steps))
    # what was scaled has had its reaction: neither the old step nor the new one counts as kept later
    now = len(session.turns)
    reacted = (
        *(at for at, _ in sounds),
        *((now, j) for j, s in enumerate(steps) if isinstance(s.intent, Sound)),
    )
    return Done(tuple(steps), focus=focus, notes=notes, reacted=reacted)


def _between(intent: Again, last: tuple[Intent, ...]) -> Again:
    """Return "less" right behind "more" as half of the way back: it was too much of that, and not too much before."""
    more = next((one.factor for one in last if isinstance(one, Again) and one.factor > 1 and one.amount is None), 0.0)
    if not more or not LESS <= intent.factor < 1 or intent.amount is not None or intent.what != Named():
        return intent
    return replace(intent, factor=max(intent.factor, (1 + 1 / more) / 2))


def _of_whom(step: Step, intent: Again, session: Session) -> bool:
    """Whether a step is one of those that are meant: of several changed at once only whom was named."""
    meant = strips(intent.what.target, session) if intent.what.target else (step.strip,)
    return not isinstance(meant, Decline) and step.strip in meant


def _risen(step: Step) -> bool:
    """Whether a step turned a fader up."""
    levels = [
        (_base(move), move.after.effect)
        for move in step.moves
        if isinstance(move.after, Slot) and isinstance(move.after.effect, Fader)
    ]
    return any(isinstance(was, Fader) and isinstance(now, Fader) and now.gain_db > was.gain_db for was, now in levels)


def _aimed_anew(step: Step, session: Session, studio: Studio, said: Further) -> Step | Decline:
    """Return a gain reduction aimed at again: so many times as much of it, or by so much more."""
    had = next((e.value for e in step.evidence if e.what == "gain reduction"), 0.0)
    goal = round(max(had + said.by if said.by else had * said.factor, 0.1), 1)
    where = _where(step.moves, studio)
    if isinstance(step.intent, Glue):
        made = glue.glue(glue.further(step.intent, goal, said.factor), session, where)
    else:
        assert isinstance(step.intent, Reducing)
        made = reducing.reduce(replace(step.intent, reduction_db=goal), session, where)
    if isinstance(made, Decline):
        return made
    return replace(made.steps[0], origin=step.origin or step.moves)


def _asked(step: Step, factor: float) -> Intent:
    """Return what the step's request becomes when it is wanted so many times as much."""
    if not isinstance(step.intent, Sound):
        return step.intent
    return replace(step.intent, amount=replace(step.intent.amount, degree=step.intent.amount.degree * factor))


@dataclass(frozen=True)
class Further:
    """How far a change is to go: so many times as far, or by so much in the knob's own unit if `by` is not 0."""

    factor: float
    by: float = 0.0


def _exactly(intent: Again, standing: list[tuple[At, Step]]) -> Further | Decline:
    """Return how far is meant: "20% less" is a factor, "1 dB less" a number that one knob must be able to take."""
    amount = intent.amount
    if amount is None or amount.value is None:
        return Further(intent.factor)
    sign = 1 if intent.factor > 1 else -1
    if amount.unit == "%":
        return Further(max(0.0, 1 + sign * amount.value / 100))
    units = {
        param.unit
        for _, step in standing
        for move in step.moves
        if isinstance(move.after, Slot)
        for param in how_much(_base(move), move.after.effect)
    }
    if any(isinstance(step.intent, Sound) for _, step in standing) or units != {amount.unit or "dB"}:
        return Decline(
            "asked", 'Which knob is that of? Say "a bit less", "half of that", or name the knob and the number.'
        )
    return Further(intent.factor, sign * amount.value)


def _base(move: Move) -> Effect:
    """Return where a change started: the settings before it, or the effect at rest."""
    thing = move.before or move.after
    assert isinstance(thing, Slot)
    return thing.effect if move.before is not None else type(thing.effect)()


def _scaled(mix: Mix, step: Step, said: Further) -> tuple[Move, ...]:
    """Return the moves that take each change so much further from where it first started.

    After "not that much", "more" is more of the change that was asked for, not more of taking it back.
    """
    first = {(move.strip, move.slot): move for move in step.origin}
    scaled = []
    for move in step.moves:
        if not isinstance(move.after, Slot):
            continue
        now = mix[move.strip].slot(move.slot)
        if now is None or now != move.after:
            continue
        effect = _further(_base(first.get((move.strip, move.slot), move)), now.effect, said)
        if effect != now.effect:
            scaled.append(adjust(mix[move.strip], now, effect))
    return tuple(scaled)


HEARD_DB = 0.5
"""Further is so much further at least: less is not heard."""


def _further(base: Effect, now: Effect, said: Further) -> Effect:
    """Take the knobs that say how much further from where they started, or back towards it."""
    if isinstance(now, Send) and not said.by:
        level = now.params["level_db"].snap(now.level_db + 20 * math.log10(max(said.factor, 0.01)))
        return now.with_(level_db=level)
    knobs = {}
    for param in how_much(base, now):
        was, stands = getattr(base, param.name), getattr(now, param.name)
        if said.by:
            knobs[param.name] = param.clamp(round(stands + math.copysign(1, stands - was) * said.by, 6))
        else:
            goal = stepped(was, stands, said.factor) if param.log else was + (stands - was) * said.factor
            if param.unit == "dB" and said.factor > 1 and abs(goal - stands) < HEARD_DB:
                goal = stands + math.copysign(HEARD_DB, stands - was)
            knobs[param.name] = param.snap(goal)
    return now.with_(**knobs)


OF_THE_WHOLE = ("tone", "sibilance", "width", "distance")
"""How a quality is brought about where its figure is one of the whole sound; else it is that of the effect at work."""


def _where(moves: tuple[Move, ...], studio: Studio) -> Studio:
    """Return where moves are heard: in the parts of the song that all of them are about."""
    spans = {move.thing.span for move in moves if isinstance(move.thing, Slot)}
    if None in spans or not spans:
        return studio
    return Excerpt.of(studio, tuple(sorted(span for span in spans if span)))


def _checks(
    step: Step, factor: float, moves: tuple[Move, ...], before: Mix, after: Mix, studio: Studio
) -> tuple[Check, ...]:
    own = step.intent
    if not isinstance(own, Sound) or QUALITIES[meaning(own.quality, True)[0]].way not in OF_THE_WHOLE:
        return checks_of(studio, before, after, step.strip, moves)
    name, more = meaning(own.quality, own.more)
    if QUALITIES[name].way == "distance":
        figures = [dryness(studio, mix, step.strip) for mix in (before, after)]
        what = "level over its reverb"
    else:
        figures = [figure(name, studio.heard(mix, step.strip)) for mix in (before, after)]
        what = QUALITIES[name].figure
    judged = verdict(figures[0], figures[1], more == (factor > 1), LEAST_DB)
    return (Check(step.strip, what, figures[0], figures[1], "dB", judged),)
