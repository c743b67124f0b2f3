"""How fast the song goes, and a track in it: set by percent, beats a minute or length, and told as measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import log

from assistant import in_time, tempi
from assistant.explain import number
from assistant.outcome import Decline, Done, asks, asks_which, refuses
from assistant.resolve import called, listed, only, strips
from assistant.retiming import retimed
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Check, Step
from dsp.effects import Delay, TimeStretch
from dsp.mix import MAIN, Mix, Move, Slot, adjust, remove
from dsp.speed import AS_RECORDED, RANGE, song_pct, speed_pct
from grammar.intent import Amount, Intent, Nudge, Remove, Set, Speed
from grammar.numbers import clock

EXAMPLE = 'for example "slow the song down by 5 %"'

ALL_THROUGH = f"A song goes at one speed all through: no part of it is stretched alone; {EXAMPLE}."

SAME_TEMPO = 0.01
"""A tempo is measured to about so much."""


def meant(intent: Intent) -> Intent | Decline:
    """Return what is said of the speed's knob as what it means, whatever else as it is; canonical sentences too."""
    if not isinstance(intent, Set | Nudge | Remove) or intent.slot:
        return intent
    knobs = dict(intent.knobs) if isinstance(intent, Set) else {}
    if intent.effect != TimeStretch.__name__ and "speed_pct" not in knobs:
        return intent
    if intent.span:
        return refuses(ALL_THROUGH)
    match intent:
        case Remove():
            return Speed(intent.target or only(MAIN), AS_RECORDED)
        case Set():
            value = knobs.get("speed_pct")
            return Speed(intent.target or only(MAIN), None if value is None else float(value))
        case _:
            return _nudged(intent)


def _nudged(intent: Nudge) -> Speed:
    amount, sign = intent.amount, 1 if intent.up else -1
    if amount.unit == "x" and amount.value:
        return Speed(intent.target, amount.value if intent.up else 1 / amount.value, "x", True, intent.up)
    if amount == Amount():
        return Speed(intent.target, None, up=intent.up)
    by = RANGE.nudge * amount.degree if amount.value is None else amount.value
    return Speed(intent.target, sign * by, "%", True, intent.up)


def change(intent: Speed, session: Session, studio: Studio) -> Done | Decline:
    """Have the song, or tracks of it, go at another speed."""
    if intent.span:
        return refuses(ALL_THROUGH)
    names = _whose(intent, session)
    if isinstance(names, Decline):
        return names
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        own = replace(intent, target=only(name))
        goal = _goal(own, name, replace(session, mix=mix), studio)
        if isinstance(goal, Decline):
            return goal
        goal = RANGE.snap(goal) if RANGE.low <= goal <= RANGE.high else goal
        if wrong := _out_of_reach(mix, name, goal):
            return wrong
        moves = _moves(mix, name, goal)
        if moves:
            after = mix.apply(*moves)
            steps.append(_step(own, name, moves, mix, after, session, studio))
            mix = after
    if not steps:
        stands = number(speed_pct(mix[names[0]]), "%")
        who = "The song goes" if names == (MAIN,) else f"{listed(names)} {'goes' if len(names) == 1 else 'go'}"
        return Done(text=f"{who} at {stands} of the recorded speed already.", focus=names)
    return Done(tuple(steps), focus=names)


def _whose(intent: Speed, session: Session) -> tuple[str, ...] | Decline:
    """Return whose speed is meant: the song's where the words or the turn before say so; never by chance a track's."""
    last = next((step for _, step in session.standing()), None)
    tied = last is not None and isinstance(last.intent, Speed)
    it = bool(intent.target) and all(ref.kind == "it" for ref in intent.target.refs)
    if not intent.target or it:
        if intent.unit in ("BPM", "s") or (it and session.focus in ((), (MAIN,)) and intent.value is not None):
            return (MAIN,)
        if tied and last is not None and session.focus == (last.strip,):
            return (last.strip,)
        return _asked(intent, session)
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    tracks = tuple(strip.name for strip in session.mix if strip.kind == "track")
    if MAIN in names or names == tracks:
        return (MAIN,)
    summed = [name for name in names if session.mix[name].kind != "track"]
    if summed:
        return refuses(f"{listed(summed)} plays no recording; say which tracks are to go at another speed.")
    if intent.value is None and intent.unit == "%":
        return asks(f"By how much? A track alone leaves the others' step; {_example(names)}.")
    return names


def _asked(intent: Speed, session: Session) -> Decline:
    """Ask what is to go slower or faster, with what it may be."""
    word = "faster" if intent.up else "slower"
    options = list(_swings(intent, word, session))
    options.append(("the whole song", (replace(intent, target=only(MAIN)),)))
    focus = tuple(name for name in session.focus if name in session.mix and session.mix[name].kind == "track")
    if focus and intent.value is not None:
        options.append((f"{listed(focus)} alone", (replace(intent, target=only(*focus)),)))
    choices = listed((words for words, _ in options), "or")
    return asks_which(
        f'What is to go {word}: {choices}? An effect is named with it, for example "a {word} release".', tuple(options)
    )


def _swings(intent: Speed, word: str, session: Session) -> Iterator[tuple[str, tuple[Intent, ...]]]:
    """Yield what the last change put up that goes faster and slower itself."""
    last = next((step for _, step in session.standing()), None)
    for move in last.moves if last else ():
        effect = move.after.effect if isinstance(move.after, Slot) else None
        for knob, param in effect.params.items() if effect else ():
            if word in (param.down, param.up) and effect is not None:
                nudge = Nudge(only(move.strip), type(effect).__name__, knob, word == param.up)
                by = Amount(value=abs(intent.value), unit="%") if intent.value and intent.unit == "%" else Amount()
                yield f"the {effect.words[0]} on {called(move.strip)}", (replace(nudge, amount=by),)


def _example(names: tuple[str, ...]) -> str:
    return f'for example "stretch {names[0]} to 102 %"'


def _goal(intent: Speed, name: str, session: Session, studio: Studio) -> float | Decline:
    """Return the speed that is meant, in percent of how fast it was recorded."""
    now, value = speed_pct(session.mix[name]), intent.value
    if value is None:
        if intent.unit == "% long":
            return asks(f"How far? {EXAMPLE.capitalize()} or {_example((called(name),))}.")
        return now * (1 + (1 if intent.up else -1) * RANGE.nudge / 100)
    match intent.unit:
        case "%":
            return now * (1 + value / 100) if intent.by else value
        case "x":
            return now * value
        case "% long":
            long = 100 * AS_RECORDED / now
            long = long * (1 + value / 100) if intent.by else value
            return 100 * AS_RECORDED / long if long > 0 else 0.0
        case "s":
            if name != MAIN:
                return asks(f"Of a track alone the speed is said in percent, {_example((name,))}.")
            lasts = studio.seconds(session.mix)
            goal = lasts + value if intent.by else value
            return now * lasts / goal if goal > 0 else 0.0
    if name != MAIN:
        return asks(f"Of a track alone the speed is said in percent, {_example((name,))}.")
    return _at_tempo(intent, value, now, session, studio)


def _at_tempo(intent: Speed, value: float, now: float, session: Session, studio: Studio) -> float | Decline:
    """Return the speed at which the song has a tempo: by the way to count it that is nearest to what was said."""
    found = tempi.listen(session, studio)
    if found is None:
        return refuses(f"I hear no beat in the song, so I cannot tell its tempo; say by how many percent, {EXAMPLE}.")
    ways = (found.bpm, found.other_bpm) if found.other_weight >= tempi.ALSO else (found.bpm,)
    if not in_time.is_steady(found) or (intent.by and len(ways) > 1 and found.other_weight >= in_time.AS_LIKELY):
        return _which_tempo(intent, value, ways)
    near = min(ways, key=lambda bpm: abs(log(max(value, 1.0) / bpm))) if not intent.by else found.bpm
    return now * (1 + value / near if intent.by else value / near)


def _which_tempo(intent: Speed, value: float, ways: tuple[float, ...]) -> Decline:
    """Ask how fast the song is, with what was heard to choose from."""
    options = tuple(
        (f"{bpm:.1f} BPM", (replace(intent, value=1 + value / bpm if intent.by else value / bpm, unit="x", by=True),))
        for bpm in ways
    )
    choices = listed((words for words, _ in options), "or")
    return asks_which(f"I am not sure how fast the song is now: {choices}? Or say by how many percent.", options)


def _out_of_reach(mix: Mix, name: str, goal: float) -> Decline | None:
    """Refuse a speed that nothing is played at, a track's with the song's."""
    low, high = RANGE.format(RANGE.low), RANGE.format(RANGE.high)
    if not RANGE.low <= goal <= RANGE.high:
        who = "The song" if name == MAIN else name
        return asks(f"{who} can go at {low} to {high} of the speed it was recorded at, not at {number(goal, '%')}.")
    others = [s for s in mix if s.kind == "track"] if name == MAIN else [mix[MAIN]]
    both = [(s.name, goal * speed_pct(s) / AS_RECORDED) for s in others if speed_pct(s) != AS_RECORDED]
    far = next(((other, pct) for other, pct in both if not RANGE.low <= pct <= RANGE.high), None)
    if far is None:
        return None
    who = far[0] if name == MAIN else name
    return asks(f"Then {who} would go at {number(far[1], '%')} of its own speed; {low} to {high} can be had.")


def _moves(mix: Mix, name: str, goal: float) -> tuple[Move, ...]:
    """Return the moves that put a strip at a speed: at its own it has no stretch at all."""
    strip = mix[name]
    stands = next((slot for slot in strip if isinstance(slot.effect, TimeStretch)), None)
    if goal == AS_RECORDED:
        return (remove(strip, stands),) if stands else ()
    wanted = TimeStretch(speed_pct=goal)
    if stands is None:
        return (added(strip, wanted),)
    after = replace(stands, effect=wanted, bypassed=False)
    return (replace(adjust(strip, stands, wanted), after=after),) if after != stands else ()


def _step(
    intent: Speed, name: str, moves: tuple[Move, ...], before: Mix, after: Mix, session: Session, studio: Studio
) -> Step:
    """Return what was done, measured on either side."""
    was, now = speed_pct(before[name]), speed_pct(after[name])
    purpose = "as recorded" if now == AS_RECORDED else f"{round(abs(100 * now / was - 100), 1):g}% "
    if now != AS_RECORDED:
        purpose += "faster" if now > was else "slower"
    had, has = _seconds(before, name, studio), _seconds(after, name, studio)
    exact = abs(has * now / was - had) < 0.001
    checks = [Check(name, "length", had, has, "s", "verified" if exact else "partly")]
    remarks = [f"{clock(round(had, 2))} → {clock(round(has, 2))} long at the same pitch"]
    if name == MAIN:
        found = [tempi.listen(replace(session, mix=mix), studio) for mix in (before, after)]
        if found[0] and found[1]:
            goal = found[0].bpm * now / was
            bpm = min((found[1].bpm, found[1].other_bpm), key=lambda one: abs(one - goal))
            close = abs(bpm / goal - 1) <= SAME_TEMPO
            checks.insert(0, Check(name, "tempo", found[0].bpm, bpm, "BPM", "verified" if close else "partly"))
        else:
            remarks.append("no beat is heard that a tempo could be measured by")
        if retimed(before, after, studio.seconds(before)):
            remarks.append("what was said for parts of the song goes along with them")
        echoes = [strip.name for strip in after if any(isinstance(slot.effect, Delay) for slot in strip.at_work)]
        remarks += [f"the delay on {listed(map(called, echoes))} stays as long as it is"] if echoes else []
    else:
        remarks.append("it leaves the others' step")
    return Step(name, purpose, intent, moves, checks=tuple(checks), remark="; ".join(remarks))


def _seconds(mix: Mix, name: str, studio: Studio) -> float:
    """Return how long the song is, or a track of it."""
    if name == MAIN or name not in studio.sources:
        return studio.seconds(mix)
    speed = song_pct(mix) * speed_pct(mix[name]) / AS_RECORDED
    return studio.sources[name].seconds * AS_RECORDED / speed
