"""Knobs by name: exact numbers, nudges, and effects that come and go. What is said exactly is done exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant import buses, convolving, in_time
from assistant.change import Change, at_rest, beyond, on, return_for, said_so, which_filter
from assistant.explain import knob_words
from assistant.figures import checks_of
from assistant.in_time import Timed
from assistant.nudges import nudge
from assistant.outcome import Decline, Done, asks, refuses
from assistant.resolve import effect_for, knob_of, listed, only, strips, word_of
from assistant.rooms import into
from assistant.session import Session
from assistant.settings import decide
from assistant.slots import RETURN, added, find
from assistant.studio import Studio
from assistant.tone import TONES
from assistant.turn import Reason, Step
from dsp.effect import Effect
from dsp.effects import (
    BY_NAME,
    Convolution,
    Fade,
    Fader,
    HighShelf,
    Imager,
    Limiter,
    LowPass,
    LowShelf,
    MonoBelow,
    Mute,
    Output,
    Pan,
    Reverb,
    Send,
    Solo,
    TimeStretch,
    Width,
)
from dsp.mix import MAIN, Mix, Move, Slot, adjust, remove
from dsp.mix import Strip as StripValue
from grammar.intent import Intent, Nudge, Remove, Set, Target
from grammar.relations import GLUE, PARALLEL

ALWAYS = (Fader, Pan)
"""Every strip has these; they can be turned, not taken away."""


def turn(intent: Nudge | Set | Remove, session: Session, studio: Studio) -> Done | Decline:
    """Do what was said about knobs to every strip meant, or to none of them."""
    if isinstance(intent, Set) and intent.hears:
        heard = _heard(intent, session)
        if isinstance(heard, Decline):
            return heard
        intent = heard
    timed: Timed | None = None
    if isinstance(intent, Set) and intent.notes:
        found = in_time.timed(intent, session, studio)
        if isinstance(found, Decline):
            return found
        timed, intent = found, found.intent
    intent = convolving.instead(intent, session)
    names = _meant(intent, session)
    if isinstance(names, Decline):
        return names
    if silenced := _silenced(intent, names, session.mix):
        return silenced
    mix = session.mix
    steps: list[Step] = []
    without: dict[str, str] = {}
    for name in names:
        changed = _change(on(intent, name), mix, name, studio)
        if isinstance(changed, Decline) and changed.status == "answered" and len(names) > 1:
            without[name] = changed.text.removeprefix(f"{name} has ")  # "less reverb on everything" is of who has any
            continue
        if isinstance(changed, Decline):
            return changed
        after = mix.apply(*changed.moves)
        checks = checks_of(studio, mix, after, name, changed.moves)
        if changed.moves:
            step = Step(name, changed.purpose, on(intent, name), changed.moves, changed.reasons, checks=checks)
            steps.append(timed.step(step) if timed else step)
        mix = after
    told = _told_without(without)
    if len(without) == len(names):
        return Decline("answered", told)
    if not steps:
        return Done(text=_so_already(intent, names, mix), focus=names)
    return Done(tuple(steps), text=told, focus=tuple(name for name in names if name not in without))


def _so_already(intent: Nudge | Set | Remove, names: Sequence[str], mix: Mix) -> str:
    """Say that nothing is to be done, and where what was meant stands: there may be several things that it could be."""
    so = f"{listed(names)} {'is' if len(names) == 1 else 'are'} so already"
    stands = [said for name in names if (said := _standing(intent, mix[name]))]
    if not stands or len(stands) < len(names):
        return f"{so}."
    if len(set(stands)) == 1:
        return f"{so}: {stands[0]}."
    return f"{so}: {listed(f'{said} on {name}' for name, said in zip(names, stands, strict=True))}."


def _standing(intent: Nudge | Set | Remove, strip: StripValue) -> str:
    """Say how the effect stands that a sentence means, nothing if it is not there."""
    if isinstance(intent, Remove):
        return ""
    said = dict(intent.knobs) if isinstance(intent, Set) else {}
    knob = next(iter(said), getattr(intent, "knob", ""))
    effect = BY_NAME.get(intent.effect) or effect_for(replace(intent, effect=""), knob, strip)
    if isinstance(effect, Decline):
        return ""
    near = said.get("frequency_hz")
    slot = strip.slot(intent.slot) if intent.slot else find(strip, effect, float(near) if near is not None else None)
    return knob_words(Move(strip.name, None, slot)) if slot and type(slot.effect) is effect else ""


def _told_without(without: Mapping[str, str]) -> str:
    """Say of whom nothing was changed, as what was to be changed is not there."""
    lines = []
    for lacks in dict.fromkeys(without.values()):
        names = [name for name, lacking in without.items() if lacking == lacks]
        lines.append(
            f"{listed(names)} {'has' if len(names) == 1 else 'have'} {lacks}" if lacks.startswith("no ") else lacks
        )
    return "\n".join(lines)


SHELVES = (LowShelf.__name__, HighShelf.__name__)
"""Parts of the spectrum that have a filter of their own."""

MONO_DB = -100.0
"""Sides under this are what is left of rounding."""


def _silenced(intent: Nudge | Set | Remove, names: Sequence[str], mix: Mix) -> Decline | None:
    """Ask whether those are to sound again who are to be louder and all muted: "I can't hear the guitars"."""
    if not isinstance(intent, Nudge) or intent.effect != Fader.__name__ or not intent.up or intent.amount.value:
        return None
    muted = [name for name in names if _switched_on(mix[name], Mute.__name__)]
    if not muted or len(muted) < len(names):
        return None
    are, them = ("is", "it") if len(muted) == 1 else ("are", "them")
    unmuted = Set(only(*muted), Mute.__name__, (("on", False),))
    return asks(f"{listed(muted)} {are} muted; shall I unmute {them}?", (unmuted,))


def _heard(intent: Set, session: Session) -> Set | Decline:
    """Return a request whose detector listens to the one strip that was named for it."""
    keys = strips(intent.hears, session)
    if isinstance(keys, Decline):
        return keys
    if len(keys) != 1:
        return asks(f"It listens to one track; which of them: {listed(keys, 'or')}?")
    return replace(intent, key=keys[0], hears=Target())


def _switched_on(strip: StripValue, effect: str) -> bool:
    return any(type(slot.effect).__name__ == effect and getattr(slot.effect, "on", False) for slot in strip)


def _meant(intent: Nudge | Set | Remove, session: Session) -> tuple[str, ...] | Decline:
    """Return the strips meant; the knobs of the reverb itself are on the return that all share."""
    if intent.effect == Reverb.__name__ and not isinstance(intent, Remove) and not intent.slot:
        if RETURN not in session.mix and not intent.target:
            return asks('There is no reverb yet; say on which track, for example "add reverb to the vocal".')
        if RETURN in session.mix and not (isinstance(intent, Set) and intent.target):
            return (RETURN,)
    if isinstance(intent, Set) and not intent.target and intent.knobs == (("on", False),):
        switched = tuple(strip.name for strip in session.mix if _switched_on(strip, intent.effect))
        return switched or Decline("answered", f"Nothing is {BY_NAME[intent.effect].params['on'].up}.")
    if intent.effect in (Reverb.__name__, Send.__name__) and isinstance(intent, Remove) and not intent.target:
        wet = tuple(s.name for s in session.mix if find(s, Send, to=RETURN))
        return wet or Decline("answered", "No track has reverb.")
    if isinstance(intent, Nudge) and intent.effect == Send.__name__ and not intent.up and _is_everybody(intent.target):
        every = strips(intent.target, session)  # what the room of a recording adds is taken out of whom one names
        wet = () if isinstance(every, Decline) else tuple(name for name in every if find(session.mix[name], Send))
        return wet or Decline("answered", "No track has reverb.")
    if isinstance(intent, Remove) and intent.slot in (GLUE, PARALLEL):
        return buses.having(intent.target, intent.slot, session)
    if isinstance(intent, Remove) and intent.effect == Fade.__name__ and not (intent.target or session.focus):
        return tuple(strip.name for strip in session.mix if find(strip, Fade)) or (MAIN,)
    if intent.effect in (MonoBelow.__name__, Imager.__name__) and not intent.target:
        return (MAIN,)
    if (
        isinstance(intent, Set)
        and not intent.target
        and [knob for knob, _ in intent.knobs] in (["ceiling"], ["ceiling_db"])
    ):
        limited = tuple(name for name in session.focus if name in session.mix and find(session.mix[name], Limiter))
        return limited or (MAIN,)  # "ceiling at -1"
    # "more low end" is said of the whole, as "brighter" is
    return strips(intent.target, session, (MAIN,) if isinstance(intent, Nudge) and intent.effect in SHELVES else ())


def _is_everybody(target: Target) -> bool:
    return bool(target.refs) and all(ref.kind in ("all", "rest", "band") for ref in target.refs)


def _change(intent: Intent, mix: Mix, name: str, studio: Studio) -> Change | Decline:
    match intent:
        case Set():
            return _set(intent, mix, name, studio)
        case Nudge():
            return nudge(intent, mix, name, studio)
        case Remove():
            return _remove(intent, mix, name)
    raise TypeError(f"{intent} is not about knobs")


def _set(intent: Set, mix: Mix, name: str, studio: Studio) -> Change | Decline:
    effect = effect_for(intent, intent.knobs[0][0] if intent.knobs else "", mix[name])
    if isinstance(effect, Decline):
        return effect
    said: dict[str, float] = {}
    made_of: dict[str, str] = {}
    to = _feeds(mix[name], intent.slot, effect)
    for knob, value in intent.knobs:
        if effect in (Send, Output) and knob == "to":
            to = str(value)
            continue
        if effect is Convolution and knob in ("response", "digest"):
            made_of[knob] = str(value)
            continue
        param = knob_of(effect, knob)
        if isinstance(param, Decline):
            return param
        said[param.name] = bool(value) if isinstance(param.default, bool) else float(value)
    if intent.key and intent.key not in mix:
        return asks(f"There is no strip {intent.key} for the {effect.words[0]} to listen to.")
    wrong = _out_of_range(effect, said, intent)
    if wrong is not None:
        return wrong
    if effect is Width and not intent.slot and studio.channels(mix[name]) == 1 and mix[name].kind == "track":
        return Decline("answered", f"{name} is mono already: it was recorded with one channel, so it has no sides.")
    if effect is Width and said.get("width_pct", 100.0) < 100.0 and _is_mono(studio, mix, name):
        who = "The mix" if name == MAIN else name
        return Decline("answered", f"{who} is mono already: what feeds it stands in the middle, so nothing is changed.")
    if effect is Reverb and not intent.slot and (name == RETURN or mix[name].kind == "track"):
        sent = into(studio, mix, name, said)
        kind = Reverb.params["kind"].format(said["kind"]) if "kind" in said else effect.words[0]
        return sent if isinstance(sent, Decline) else Change(sent[0], kind, sent[1])
    if effect is Convolution and not intent.slot:
        rung = convolving.into(studio, mix, name, made_of.get("response", ""), said)
        return rung if isinstance(rung, Decline) else Change(rung[0], effect.words[0], rung[1])
    if made_of and (wrong_file := convolving.at_hand(studio, made_of)):
        return wrong_file
    made = return_for(effect, to, mix, name)
    if isinstance(made, Decline):
        return made
    mix, moves = made
    strip = mix[name]
    slot = strip.slot(intent.slot) if intent.slot else find(strip, effect, said.get("frequency_hz"), to)
    if slot is not None and isinstance(slot.effect, effect):
        turned = slot.effect.with_(**said)
        turned = replace(turned, to=to) if isinstance(turned, (Send, Output)) else turned
        turned = replace(turned, **made_of) if made_of else turned
        return Change(_exactly(strip, slot, turned, intent), effect.words[0], said_so(name, slot.name, said))
    if effect in TONES and not {"frequency_hz", "gain_db"} <= said.keys():
        return asks(which_filter(strip, effect))
    if effect is LowPass and "cutoff_hz" not in said:
        return asks(f'From what frequency? For example "low-pass {name} at 12 kHz".')
    decided = () if intent.slot else decide(studio, mix, strip, effect, said, intent.key or "")
    if isinstance(decided, Decline):
        return decided
    new = replace(at_rest(effect, to).with_(**{d.knob: d.value for d in decided}, **said), **made_of)
    if new == at_rest(effect, to) and effect.neutral and not intent.slot and not _worth_having(new):
        return Change((), effect.words[0])
    move = _as_said(added(strip, new, intent.slot, intent.at), intent)
    because = tuple(Reason(name, move.slot, d.knob, "craft", d.value, 1.0, d.because) for d in decided)
    return Change((*moves, move), effect.words[0], (*said_so(name, move.slot, said), *because))


def _is_mono(studio: Studio, mix: Mix, name: str) -> bool:
    """Whether nothing of what a strip sounds like lies to the side, before it is made narrower."""
    side = studio.heard(mix, name).side_db
    return not mix[name].of(Width) and side is not None and side < MONO_DB


def _worth_having(effect: Effect) -> bool:
    """Whether an effect at rest is still worth a slot: not a switch that is off."""
    return not any(isinstance(value, bool) for value in effect.knobs().values())


def _remove(intent: Remove, mix: Mix, name: str) -> Change | Decline:
    strip = mix[name]
    effect = BY_NAME.get(intent.effect)
    if effect in ALWAYS:
        return refuses(f'Every strip has a {effect.words[0]}; say "set it to 0" to put it back.')
    if effect is Reverb and strip.kind == "track":
        effect = Send
    if effect is Send and not intent.slot and convolving.is_its_reverb(strip):
        effect = Convolution
    kinds = TONES if intent.effect == "EQ" else (effect,)
    named = [strip.slot(intent.slot)] if intent.slot else [s for s in strip if type(s.effect) in kinds]
    kept = (*ALWAYS, Mute, Solo, Output, TimeStretch)
    slots = named if intent.effect else [s for s in strip if not isinstance(s.effect, kept)]
    moves: list[Move] = []
    for slot in slots:
        if slot is not None:
            moves.append(remove(mix[name], slot))
            mix = mix.apply(moves[-1])
    if not moves:
        return Decline(
            "answered", f"{name} has no {intent.slot or word_of(effect.__name__ if effect else intent.effect)}."
        )
    word = intent.slot or (effect.words[0] if effect else intent.effect or "effect")
    return Change(tuple(moves), f"no {word}")


def _exactly(strip: StripValue, slot: Slot, turned: Effect, intent: Set) -> tuple[Move, ...]:
    """Return the move that puts a slot as a sentence says, all of it."""
    move = _as_said(adjust(strip, slot, turned), intent)
    return () if move.after == move.before else (move,)


def _as_said(move: Move, intent: Set) -> Move:
    """Return a move whose slot is at work when the sentence says, if it says so: canonical ones do."""
    assert isinstance(move.after, Slot)
    after = move.after
    if intent.slot and intent.span.start is not None and intent.span.end is not None:
        after = replace(after, span=(intent.span.start, intent.span.end))
    if intent.bypassed is not None:
        after = replace(after, bypassed=intent.bypassed)
    if intent.key is not None:
        after = replace(after, key=intent.key)
    return replace(move, after=after)


def _feeds(strip: StripValue, slot: str, effect: type[Effect]) -> str:
    """Return where a send goes when nothing is said of it: where its slot does, else to the shared reverb."""
    named = strip.slot(slot)
    if named and isinstance(named.effect, (Send, Output)):
        return named.effect.to
    return RETURN if effect is Send else ""


def _out_of_range(effect: type[Effect], said: dict[str, float], intent: Set) -> Decline | None:
    """Ask for the nearest possible if a number lies outside its knob's range."""
    for knob, value in said.items():
        param = effect.params[knob]
        if not param.allows(value):
            nearest = param.clamp(value)
            inside = tuple((k, nearest if knob_of(effect, k) == param else v) for k, v in intent.knobs)
            return asks(beyond(effect, param, value, nearest), (replace(intent, knobs=inside),))
    return None
