"""Undo, redo, more and less, and what these say about taste."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from assistant import bounds
from assistant.agree import agreement_words
from assistant.outcome import Decline, Done, asks
from assistant.qualities import meaning, purpose
from assistant.resolve import called, is_named, listed, named_steps, strips
from assistant.session import Session, take_back
from assistant.slots import effect_of
from assistant.turn import AGREED, DELIVERED, MARKED, At, Step, Turn
from dsp.mix import Slot
from grammar.intent import NOBODY, Forget, Keep, Named, Redo, Sound, Undo
from grammar.say_parts import named_text

Note = tuple[str, str, int]


def undo(intent: Undo, session: Session) -> Done | Decline:
    """Take back the last turns, or only the thing that was named."""
    if intent.what is not None:
        named = named_steps(intent.what, session, intent.all)
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
        if intent.but is not None:
            spared = {at for at, step in taken.items() if is_named(step, intent.but, session)}
            if not spared:
                about = named_text(intent.but)
                return asks(
                    f"None of that is about {about}; shall I take back all of it?", (replace(intent, but=None),)
                )
            acts = [(i, turn) for i, turn in acts if not any(at[0] == i for at in spared)]
            taken = {at: step for at, step in taken.items() if at not in spared}
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
    """Do again what the last undos took back; what was named, if it was taken away otherwise, comes back too."""
    undos = tuple(islice(session.redoable(), intent.count))
    if intent.what is not None:
        undos = tuple(turn for turn in undos if _took_back(turn, intent.what, session))
        if not undos:
            back = undo(Undo(intent.what if intent.what != Named() else None), session)
            return _there_already(intent.what, back) or back
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


def _there_already(what: Named, back: Done | Decline) -> Decline | None:
    """Return what is said where taking back what was done last takes away the very thing that is wanted back."""
    if not what.effect or not isinstance(back, Done) or not back.steps:
        return None
    gone = [move for step in back.steps for move in step.moves if effect_of(move) == what.effect]
    if not gone or any(isinstance(move.after, Slot) for move in gone):
        return None
    whose = listed(dict.fromkeys(called(move.strip) for move in gone))
    thing = named_text(replace(what, target=NOBODY))
    return Decline("answered", f"{thing[0].upper()}{thing[1:]} on {whose} is still there; nothing took it away.")


def _took_back(turn: Turn, what: Named, session: Session) -> bool:
    """Whether an undo took back the thing that is named."""
    taken = [session.turns[i].steps[j] for i, j in turn.undoes if 0 <= j < len(session.turns[i].steps)]
    return any(is_named(step, what, session) for step in taken)


def keep(intent: Keep, session: Session) -> Done | Decline:
    """Take praise for the last change, and remember it; of somebody who was not changed last it teaches nothing."""
    names = strips(intent.target, session) if intent.target else ()
    if isinstance(names, Decline):
        return names
    latest = last_change(session)
    changed = {step.strip for step in latest[1].steps} if latest else set()
    if names and not changed & set(names):
        return Done(text=f"Good, {listed(map(called, names))} {'stays' if len(names) == 1 else 'stay'}.", focus=names)
    notes, reacted = kept(session)
    if not notes:
        return Done(text="Good, it stays.", focus=names)
    steps = latest[1].steps if latest else ()
    liked = dict.fromkeys(
        purpose(*meaning(one.quality, one.more)) for step in steps if isinstance(one := step.intent, Sound)
    )
    taught = f" {listed(f'this much {word}' for word in liked)}" if liked else ""
    return Done(
        text=f"Good, it stays; I will remember that you liked it{taught}.",
        notes=notes,
        reacted=reacted,
        focus=names,
    )


def disliked(session: Session) -> Decline:
    """Ask whether what was done last is to be taken back."""
    latest = last_change(session)
    if latest is None:
        return asks("I have changed nothing yet; what is it that you hear?")
    steps = [step for at, step in session.standing() if at[0] == latest[0]]
    done = listed(dict.fromkeys(f"{step.strip} {step.purpose}" for step in reversed(steps))) or "the last file"
    return asks(f"Shall I take that back ({done})? Or say what should be different.", (Undo(),))


def kept(session: Session) -> tuple[tuple[Note, ...], tuple[At, ...]]:
    """Return the reactions that come of moving on: the last change was left as it is."""
    latest = last_change(session)
    if latest is None:
        return (), ()
    met = _met(session)
    left = [
        (at, step.intent.quality)
        for at, step in session.standing()
        if at[0] == latest[0] and at not in met and isinstance(step.intent, Sound)
    ]
    return tuple((_name(q), "keep", 1) for _, q in left), tuple(at for at, _ in left)


def last_change(session: Session) -> tuple[int, Turn] | None:
    """Return the last turn that changed or delivered something: to name a section is neither."""
    return next(((i, turn) for i, turn in session.acts() if turn.moves or turn.asked), None)


def _name(quality: str) -> str:
    return meaning(quality, True)[0]


def _met(session: Session) -> frozenset[At]:
    """Return the steps that have had a reaction."""
    return frozenset(at for turn in session.turns for at in turn.reacted)


def react(at: At, sound: Sound, reaction: str, session: Session) -> list[Note]:
    """Return the notes of a reaction; if moving on had counted as keeping, that is taken back."""
    quality = _name(sound.quality)
    notes: list[Note] = [(quality, reaction, 1)]
    if at in _met(session) and session.profile.of(quality).keep:
        notes.append((quality, "keep", -1))
    return notes


def _undone(at: At, step: Step, session: Session) -> list[Note]:
    return react(at, step.intent, "undo", session) if isinstance(step.intent, Sound) else []
