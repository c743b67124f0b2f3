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
    conditions,
    copying,
    correct,
    distance,
    ducking,
    esses,
    fades,
    further,
    glue,
    guards,
    history,
    image,
    knobs,
    likeness,
    loudest,
    mirror,
    normalise,
    passage,
    playback,
    pointing,
    punch,
    questions,
    ramps,
    reducing,
    reshape,
    resolve,
    rides,
    rings,
    sections,
    speeds,
    strips,
    tonal,
    unmask,
)
from assistant.faults import mend
from assistant.outcome import Decline, Done, asks
from assistant.qualities import QUALITIES, meaning
from assistant.repairs import REPAIRS
from assistant.request import Request
from assistant.resolve import listed
from assistant.retiming import retimed
from assistant.session import Session
from assistant.studio import Studio
from assistant.targets import TARGETS, UNLIMITED
from assistant.turn import Delivery, Step
from dsp.mix import MAIN
from grammar.intent import (
    AddStrip,
    Again,
    Amount,
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
    Reset,
    Reshape,
    Same,
    Seek,
    Set,
    Simile,
    Snapshot,
    Sound,
    Speed,
    Talk,
    ToBus,
    Transport,
    Undo,
    Unmask,
    WhatIf,
    Why,
)
from grammar.senses import SPREAD


def act(intent: Intent, session: Session, studio: Studio) -> Done | Decline:
    """Return what an intent comes to in a session, without changing it."""
    if unsaid := pointing.open_ended(intent):
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
    if isinstance(intent, Ramping):
        return ramps.ramp(intent, session, studio)
    if isinstance(intent, passage.Timed) and intent.span and not getattr(intent, "slot", ""):
        return passage.within(intent, session, studio, _act)
    if isinstance(intent, guards.Guarded) and intent.guards:
        return guards.sparing(intent, session, studio, _act)
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
            return _sound(intent, session, studio)
        case Copy():
            return copying.copy(intent, session, studio)
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
            return _master(intent)
        case Export():
            return _export(intent, session)
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
        case Dislike():
            return history.disliked(session)
        case Same() if intent.quality:
            return correct.more_or_less(intent)
        case Same() if intent.span:
            return asks("What was done last holds all through, so it holds there too; say what to change there.")
        case Same():
            return asks("The same as what? There is nothing yet that could be done to another track as well.")
        case Correct():
            return correct.left_open(intent)
        case NotYet():
            return answers.not_yet(intent)
        case Answer():
            if not intent.yes and session.turns and session.turns[-1].moves:
                return history.disliked(session)  # "actually no"
            return Decline("answered", "All right." if intent.yes else "I have not asked anything.")


def _wider(intent: Sound, up: bool, per_cent: float) -> Nudge:
    """Return "30 % wider" as what the width is turned by."""
    times = 1 + per_cent / 100 if up else max(1 - per_cent / 100, 0.01)
    return Nudge(intent.target, "Width", "width_pct", up, Amount(value=times if up else 1 / times, unit="x"))


def _sound(intent: Sound, session: Session, studio: Studio) -> Done | Decline:
    quality, more = meaning(intent.quality, intent.more)
    sought = QUALITIES[quality].sung and not intent.target
    names = resolve.voices(session) if sought else resolve.strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
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
            made = rides.make(request)
        case "punch":
            made = punch.make(request)
        case "width":
            return image.make(request)
    return made if isinstance(made, Decline) else (made,)


def _master(intent: Master) -> Done | Decline:
    if not intent.platforms and intent.lufs is None:
        names = ", ".join(target.name for target in TARGETS.values())
        return asks(f'Master for what? I know {names}; or say a loudness, for example "master to -14 LUFS".')
    wanted: list[Delivery] = []
    for name in intent.platforms:
        target = TARGETS[name]
        lufs = target.lufs if intent.lufs is None else intent.lufs
        louder = target.louder_ceiling_db if lufs > target.lufs else None
        ceiling = target.ceiling_db if louder is None else louder
        wanted.append(Delivery(name, lufs, ceiling, intent.format or target.format))
    if not wanted:
        wanted.append(Delivery(f"{intent.lufs:g} LUFS", intent.lufs, -1.0, intent.format or "wav24"))
    if intent.ceiling_db is not None:
        wanted = [replace(delivery, ceiling_db=intent.ceiling_db) for delivery in wanted]
    wanted = [replace(delivery, gentle=intent.gentle or delivery.target in UNLIMITED) for delivery in wanted]
    for delivery in wanted:
        if not -60 <= (delivery.lufs or 0) <= -5:
            return asks(f"{delivery.lufs:g} LUFS is not a loudness I can master to; say -60 to -5 LUFS.")
        if not -24 <= (delivery.ceiling_db or 0) <= 0:
            return asks(f"{delivery.ceiling_db:g} dBTP is not a ceiling I can hold; say -24 to 0 dBTP.")
    return Done(asked=tuple(wanted), focus=(MAIN,))


def _export(intent: Export, session: Session) -> Done | Decline:
    kind = intent.format or "wav24"
    if intent.what == "again":
        if not session.deliveries:
            return Decline(
                "answered",
                'Nothing has been delivered yet; say "master for Apple Music" or "render the mix".',
            )
        gone = [d.strip for d in session.deliveries if d.strip and d.strip not in session.mix]
        text = f"{listed(gone)} cannot be written again: it is not in the mix any more." if gone else ""
        return Done(text=text, asked=tuple(d for d in session.deliveries if d.strip not in gone))
    if intent.what == "strip":
        names = resolve.strips(intent.target, session)
        if isinstance(names, Decline):
            return names
        return Done(asked=tuple(Delivery(name, format=kind, strip=name) for name in names), focus=names)
    return Done(asked=(Delivery(intent.what, format=kind),))
