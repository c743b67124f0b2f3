"""What each kind of intent comes to: one line each."""

from __future__ import annotations

from dataclasses import replace

from assistant import (
    agree,
    answers,
    as_much,
    beside,
    bounds,
    buses,
    bypass,
    chain_order,
    conditions,
    copying,
    correct,
    deliveries,
    disliked,
    ducking,
    fades,
    full_scale,
    further,
    glue,
    guards,
    history,
    knobs,
    likeness,
    loudest,
    mirror,
    normalise,
    passage,
    playback,
    pointing,
    questions,
    ramps,
    reducing,
    reshape,
    sections,
    sought,
    sounding,
    speeds,
    strips,
    sweeps,
    trims,
    unmask,
)
from assistant.outcome import Decline, Done, asks
from assistant.retiming import retimed
from assistant.session import Session
from assistant.studio import Studio
from grammar.intent import (
    AddStrip,
    Again,
    Answer,
    Apart,
    Ask,
    Bypass,
    Choose,
    Compare,
    Copy,
    Correct,
    Dislike,
    Ducking,
    Export,
    Fading,
    Forget,
    FromBus,
    Gather,
    Glue,
    If,
    Intent,
    Keep,
    LevelAs,
    Like,
    Limit,
    Mark,
    Master,
    Matched,
    Maximise,
    Mirrored,
    Normalise,
    NotYet,
    Nudge,
    Play,
    Prefer,
    Protect,
    Ramping,
    Recall,
    Redo,
    Reducing,
    Remove,
    RemoveStrip,
    Reorder,
    Reset,
    Reshape,
    Same,
    Seek,
    Set,
    Simile,
    Snapshot,
    Sound,
    Speed,
    Sweeping,
    Talk,
    ToBus,
    Transport,
    Trimming,
    Undo,
    Unmask,
    WhatIf,
    Why,
)


def act(intent: Intent, session: Session, studio: Studio) -> Done | Decline:
    """Return what an intent comes to in a session, without changing it."""
    if unsaid := pointing.open_ended(intent, session):
        return unsaid
    meant = speeds.meant(intent)
    meant = meant if isinstance(meant, Decline) else as_much.counted(meant, session)
    if isinstance(meant, Decline):
        return meant
    intent = meant
    spared = agree.spared(intent, session)
    if isinstance(spared, Decline):
        return spared
    intent, kept = spared
    known = sections.known(intent, session, studio)
    if isinstance(known, Decline):
        return known
    now, where = known
    made = _act(intent, now, studio)
    if isinstance(made, Done):
        made = bounds.kept_within(made, intent, now, studio, _act)
    if isinstance(made, Done):
        made = full_scale.kept_under(made, intent, now, studio)
    if isinstance(made, Decline):
        return made
    found = made.found or (() if session.found else now.found)
    said = "\n".join(filter(None, (made.text, where, kept)))
    kept_to = agree.kept_to(replace(made, text=said, found=found), intent, session)
    return kept_to if isinstance(kept_to, Decline) else _in_time(kept_to, session, studio)


def _in_time(made: Done, session: Session, studio: Studio) -> Done:
    """Have what was said of times in the song stay with the music where that goes at another speed now."""
    moves = tuple(move for step in made.steps for move in step.moves)
    along = retimed(session.mix, session.mix.apply(*moves), studio.seconds(session.mix)) if moves else ()
    if not along:
        return made
    *others, last = made.steps
    return replace(made, steps=(*others, replace(last, moves=(*last.moves, *along))))


def _act(intent: Intent, session: Session, studio: Studio) -> Done | Decline:
    bus = buses.needed(intent, session)
    if bus:
        return bus if isinstance(bus, Decline) else buses.on_new(intent, bus, session, studio, _act)
    if isinstance(intent, Fading):
        return fades.fade(intent, session, studio)
    if isinstance(intent, Trimming):
        return trims.trim(intent, session, studio)
    if isinstance(intent, Ramping):
        return ramps.ramp(intent, session, studio)
    if isinstance(intent, Sweeping):
        return sweeps.sweep(intent, session, studio)
    if isinstance(intent, passage.Timed) and intent.span and not getattr(intent, "slot", ""):
        return passage.within(intent, session, studio, _act)
    if isinstance(intent, guards.Guarded) and intent.guards:
        return guards.sparing(intent, session, studio, _act)
    if isinstance(intent, Set) and (made := sounding.evened(intent, session, studio)):
        return made
    match intent:
        case Unmask():
            return unmask.unmask(intent, session, studio)
        case Ducking():
            return ducking.duck(intent, session, studio)
        case Maximise():
            return loudest.maximise(intent, session, studio)
        case Reducing():
            return reducing.reduce(intent, session, studio)
        case Glue():
            return glue.glue(intent, session, studio)
        case ToBus():
            return buses.to_bus(intent, session)
        case FromBus():
            return buses.from_bus(intent, session)
        case Normalise():
            return normalise.normalise(intent, session, studio)
        case Sound():
            return sounding.sound(intent, session, studio)
        case Copy():
            return copying.copy(intent, session, studio)
        case Reorder():
            return chain_order.reorder(intent, session)
        case Bypass():
            return bypass.bypass(intent, session, studio)
        case Like():
            return likeness.like(intent, session, studio)
        case Simile():
            return likeness.simile(intent)
        case LevelAs():
            return beside.level_as(intent, session, studio)
        case Apart():
            return beside.apart(intent, session, studio)
        case Mirrored():
            return mirror.mirror(intent, session, studio)
        case Matched():
            return beside.matched(intent, session, studio)
        case Reset():
            return bypass.reset(intent, session, studio)
        case Speed():
            return speeds.change(intent, session, studio)
        case Reshape():
            return reshape.reshape(intent, session, studio)
        case Set() if intent.sought:
            return sought.sought(intent, session, studio)
        case Nudge() | Set() | Remove():
            return knobs.turn(intent, session, studio)
        case AddStrip() | RemoveStrip():
            return strips.change(intent, session)
        case Again():
            return further.again(intent, session, studio)
        case Undo():
            return history.undo(intent, session)
        case Redo():
            return history.redo(intent, session)
        case Keep():
            return history.keep(intent, session)
        case Master():
            return deliveries.master(intent, session)
        case Export():
            return deliveries.export(intent, session, studio)
        case Why():
            return answers.why(intent, session)
        case Ask():
            return answers.ask(intent, session, studio)
        case Talk():
            return answers.talk(intent)
        case Play():
            return playback.play(intent, session, studio)
        case Transport():
            return playback.transport(intent)
        case Seek():
            return playback.seek(intent, session, studio)
        case Compare():
            return playback.compare(intent, session, studio)
        case Choose():
            better = playback.choose(intent, session)
            return better if isinstance(better, Done | Decline) else _act(better, session, studio)
        case Mark():
            return playback.mark(intent, session, studio)
        case Protect():
            return agree.protect(intent, session)
        case Snapshot():
            return agree.snapshot(intent, session)
        case Recall():
            return agree.recall(intent, session)
        case Gather():
            return agree.gather(intent, session)
        case Limit():
            return bounds.limit(intent, session)
        case Prefer():
            from assistant.words import reader  # what reads sentences is loaded where a sentence is read

            return bounds.prefer(intent, session, reader(session))
        case Forget():
            return bounds.forget(intent, session)
        case If():
            return conditions.when(intent, session, studio, act)
        case WhatIf():
            return questions.what_if(intent, session, studio, act)
        case Dislike() if intent.effect:
            return disliked.disliked(intent, session, studio)
        case Dislike():
            return history.disliked(session)
        case Same() if intent.quality:
            return correct.more_or_less(intent)
        case Same() if intent.span:
            return asks("What was done last holds all through, so it holds there too; say what to change there.")
        case Same():
            return correct.nothing_alike(intent, session)
        case Correct():
            return correct.left_open(intent)
        case NotYet():
            return answers.not_yet(intent)
        case Answer():
            if not intent.yes and session.turns and session.turns[-1].moves:
                return history.disliked(session)  # "actually no"
            return Decline("answered", "All right." if intent.yes else "I have not asked anything.")
