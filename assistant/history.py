"""Undo, redo, more and less, and what these say about taste."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import islice

from assistant import bounds
from assistant.agree import agreement_words
from assistant.ears import figure
from assistant.excerpt import Excerpt
from assistant.figures import checks_of, dryness
from assistant.outcome import Decline, Done, asks
from assistant.qualities import QUALITIES, meaning
from assistant.request import LEAST_DB, verdict
from assistant.resolve import listed, named_steps
from assistant.session import Session, take_back
from assistant.studio import Studio
from assistant.turn import AGREED, DELIVERED, MARKED, At, Check, Step, Turn
from dsp.effect import Effect
from dsp.effects import Send
from dsp.mix import Mix, Move, Slot, adjust
from dsp.param import Param
from grammar.intent import Again, Forget, Intent, Redo, Sound, Undo

Note = tuple[str, str, int]


def undo(intent: Undo, session: Session) -> Done | Decline:
    """Take back the last turns, or only the thing that was named."""
    if intent.what is not None:
        named = named_steps(intent.what, session)
        if isinstance(named, Decline):
            return named
        taken = dict(named)
        delivered: list[At] = []
        marked: list[At] = []
        agreed: list[At] = []
        corrected: list[Turn] = []
    elif session.turns and not intent.all and bounds.standing(session.turns[-1], session):
        return bounds.forget(Forget(), session)  # what was said last was a rule
    else:
        acts = list(session.acts())[: None if intent.all else intent.count]
        if not acts:
            return Decline("answered", "There is nothing to undo.")
        turns = {i for i, _ in acts}
        taken = {at: step for at, step in session.standing() if at[0] in turns}
        corrected = [turn for _, turn in acts if turn.undoes and not intent.mistaken and not intent.all]
        delivered = [(i, DELIVERED) for i, turn in acts if turn.asked]
        marked = [(i, MARKED) for i, turn in acts if turn.sections]
        agreed = [(i, AGREED) for i, turn in acts if turn.agreed]
    steps: list[Step] = []
    left: list[str] = []
    mix = session.mix
    for step in taken.values():
        moves, kept = take_back(mix, step.moves)
        left += kept
        if moves:
            steps.append(Step(step.strip, f"undo {step.purpose}", step.intent, moves, reverts=True))
            mix = mix.apply(*moves)
    for step in (step for turn in corrected for step in reversed(turn.steps) if step.reverts):
        moves, kept = take_back(mix, step.moves)  # what a correction took back stands again
        left += kept
        if moves:
            steps.append(Step(step.strip, step.purpose.replace("undo", "redo", 1), step.intent, moves, reverts=True))
            mix = mix.apply(*moves)
    words = [f"Left as it is: {listed(left)}."] if left else []
    if not steps and not delivered and not marked and not agreed:
        return Decline("answered", " ".join(["Nothing could be taken back.", *words]))
    if delivered:
        names = listed(d.target for i, _ in delivered for d in session.turns[i].asked)
        words.append(f"The {names} file stays on disk; it is no longer one of this session's deliveries.")
    if marked:
        names = listed(section.name for i, _ in marked for section in session.turns[i].sections)
        words.append(f"I have forgotten where you said the {names} is.")
    if agreed:
        what = listed(agreement_words(one) for i, _ in agreed for one in session.turns[i].agreed)
        words.append(f"No longer agreed: {what}.")
    notes = [note for at, step in taken.items() for note in _undone(at, step, session) if not intent.mistaken]
    focus = tuple(dict.fromkeys(step.strip for step in taken.values()))
    return Done(
        tuple(steps),
        " ".join(words),
        focus,
        undoes=(*taken, *delivered, *marked, *agreed),
        redoes=tuple(at for turn in corrected for at in turn.undoes),
        notes=tuple(notes),
        reacted=tuple(at for at, step in taken.items() if isinstance(step.intent, Sound)),
    )


def redo(intent: Redo, session: Session) -> Done | Decline:
    """Do again what the last undos took back."""
    undos = tuple(islice(session.redoable(), intent.count))
    if not undos:
        return Decline("answered", "There is nothing to redo.")
    steps, mix = [], session.mix
    for step in (step for turn in undos for step in reversed(turn.steps)):
        moves, _ = take_back(mix, step.moves)
        if moves:
            purpose = step.purpose.replace("undo", "redo", 1)
            steps.append(Step(step.strip, purpose, step.intent, moves, reverts=True))
            mix = mix.apply(*moves)
    notes = tuple((quality, reaction, -times) for turn in undos for quality, reaction, times in turn.notes)
    focus = tuple(dict.fromkeys(step.strip for step in steps))
    redoes = tuple(at for turn in undos for at in turn.undoes)
    marked = [section.name for i, j in redoes if j == MARKED for section in session.turns[i].sections]
    text = f"The {listed(marked)} is where you said again." if marked else ""
    if agreed := [agreement_words(one) for i, j in redoes if j == AGREED for one in session.turns[i].agreed]:
        text = " ".join(filter(None, (text, f"Agreed again: {listed(agreed)}.")))
    return Done(tuple(steps), text, focus, redoes=redoes, notes=notes)


def again(intent: Again, session: Session, studio: Studio) -> Done | Decline:
    """Go further with the last change, or not so far."""
    latest = _latest(session)
    standing = [(at, step) for at, step in session.standing() if latest and at[0] == latest[0]]
    if not standing:
        last = "Nothing has been changed yet." if latest is None else "The last thing I did was to write a file."
        return Decline("asked", f"More or less of what? {last}")
    said = _exactly(intent, standing)
    if isinstance(said, Decline):
        return said
    steps: list[Step] = []
    mix = session.mix
    for _, step in reversed(standing):
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
    notes = tuple(note for at, sound in sounds for note in _react(at, sound, reaction, session))
    focus = tuple(dict.fromkeys(step.strip for step in steps))
    # what was scaled has had its reaction: neither the old step nor the new one counts as kept later
    now = len(session.turns)
    reacted = (
        *(at for at, _ in sounds),
        *((now, j) for j, s in enumerate(steps) if isinstance(s.intent, Sound)),
    )
    return Done(tuple(steps), focus=focus, notes=notes, reacted=reacted)


def keep(session: Session) -> Done | Decline:
    """Take praise for the last change, and remember it."""
    notes, reacted = kept(session)
    if not notes:
        return Done(text="Good, it stays.")
    taught = listed(dict.fromkeys(quality for quality, _, _ in notes))
    return Done(
        text=f"Good, it stays; I will remember that you liked this much of {taught}.",
        notes=notes,
        reacted=reacted,
    )


def disliked(session: Session) -> Decline:
    """Ask whether what was done last is to be taken back."""
    latest = _latest(session)
    if latest is None:
        return asks("I have changed nothing yet; what is it that you hear?")
    steps = [step for at, step in session.standing() if at[0] == latest[0]]
    done = listed(dict.fromkeys(f"{step.strip} {step.purpose}" for step in reversed(steps))) or "the last file"
    return asks(f"Shall I take that back ({done})? Or say what should be different.", (Undo(),))


def kept(session: Session) -> tuple[tuple[Note, ...], tuple[At, ...]]:
    """Return the reactions that come of moving on: the last change was left as it is."""
    latest = _latest(session)
    if latest is None:
        return (), ()
    met = _met(session)
    left = [
        (at, step.intent.quality)
        for at, step in session.standing()
        if at[0] == latest[0] and at not in met and isinstance(step.intent, Sound)
    ]
    return tuple((_name(q), "keep", 1) for _, q in left), tuple(at for at, _ in left)


def _latest(session: Session) -> tuple[int, Turn] | None:
    """Return the last turn that changed or delivered something: to name a section is neither."""
    return next(((i, turn) for i, turn in session.acts() if turn.moves or turn.asked), None)


def _name(quality: str) -> str:
    return meaning(quality, True)[0]


def _met(session: Session) -> frozenset[At]:
    """Return the steps that have had a reaction."""
    return frozenset(at for turn in session.turns for at in turn.reacted)


def _react(at: At, sound: Sound, reaction: str, session: Session) -> list[Note]:
    """Return the notes of a reaction; if moving on had counted as keeping, that is taken back."""
    quality = _name(sound.quality)
    notes: list[Note] = [(quality, reaction, 1)]
    if at in _met(session) and session.profile.of(quality).keep:
        notes.append((quality, "keep", -1))
    return notes


def _undone(at: At, step: Step, session: Session) -> list[Note]:
    return _react(at, step.intent, "undo", session) if isinstance(step.intent, Sound) else []


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
        for param in _how_much(_base(move), move.after.effect)
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


def _how_much(base: Effect, now: Effect) -> list[Param]:
    """Return the turned knobs that say how much; those that say where (frequency, time, ratio) are not among them."""
    return [
        param
        for name, param in now.params.items()
        if not param.log and not param.choices and not isinstance(getattr(now, name), bool)
        if getattr(now, name) != getattr(base, name)
    ]


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


def _further(base: Effect, now: Effect, said: Further) -> Effect:
    """Take the knobs that say how much further from where they started, or back towards it."""
    if isinstance(now, Send) and not said.by:
        level = now.params["level_db"].snap(now.level_db + 20 * math.log10(max(said.factor, 0.01)))
        return now.with_(level_db=level)
    knobs = {}
    for param in _how_much(base, now):
        was, stands = getattr(base, param.name), getattr(now, param.name)
        if said.by:
            knobs[param.name] = param.clamp(round(stands + math.copysign(1, stands - was) * said.by, 6))
        else:
            knobs[param.name] = param.snap(was + (stands - was) * said.factor)
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
