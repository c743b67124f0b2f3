"""Whom and how much: words to this session's strips, knobs and earlier steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.other_of import other_of
from assistant.outcome import Decline, asks, refuses
from assistant.qualities import meaning
from assistant.session import Session
from assistant.sums import summing
from assistant.tone import TONES
from assistant.turn import At, Step
from dsp.effect import Effect
from dsp.effects import BY_NAME, EFFECTS, Compressor, Limiter, Reverb, Send
from dsp.mix import MAIN, Mix, Slot, Strip
from dsp.param import Param
from grammar.catalogue import SENT
from grammar.intent import Glue, Named, Nudge, Ref, Set, Sound, Target
from grammar.relations import GLUE, PARALLEL
from grammar.roles import ROLES, members, players
from grammar.vocabulary import word_list

TO_UNIT = {
    ("s", "ms"): 1000.0,
    ("ms", "s"): 0.001,
    ("kHz", "Hz"): 1000.0,
    ("Hz", "Hz"): 1.0,
    ("semitones", "cents"): 100.0,
}
"""What a number in one unit is worth in another."""


VOICES = members("vocal") | members("speech")
"""The roles of who sings or speaks."""


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as a person lists them: `a, b and c`."""
    *most, end = list(names) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def called(name: str, opens: bool = False) -> str:
    """Return how a strip is called in a sentence, which may open with it."""
    return ("The mix" if opens else "the mix") if name == MAIN else name


def word_of(effect: str) -> str:
    """Return what an effect is called in a reply."""
    if effect in ("", "EQ"):
        return effect or "effect"
    return BY_NAME[Reverb.__name__ if effect == Send.__name__ else effect].words[0]


def only(*names: str) -> Target:
    """Return a target that means some strips and nobody else."""
    return Target(tuple(Ref("main") if name == MAIN else Ref("strip", name) for name in names))


def strips(target: Target, session: Session, default: Sequence[str] = ()) -> tuple[str, ...] | Decline:
    """Return the names of the strips meant, in mix order.

    Parameters
    ----------
    target
        As said; nobody named means the strips last talked about, or `default` if none were.
    """
    if not target:
        found = [name for name in session.focus if name in session.mix] or list(default)
        if not found:
            return asks(f"Which track do you mean? The tracks are {_tracks(session.mix)}.")
        return tuple(found)
    named: list[str] = []
    for ref in target.refs:
        matched = _matching(ref, session, named)
        if isinstance(matched, Decline):
            return matched
        named += [name for name in matched if name not in named]
    for ref in target.without:
        matched = _matching(ref, session, named)
        if isinstance(matched, Decline):
            return matched
        named = [name for name in named if name not in matched]
    if not named:
        return asks("That leaves no track to work on.")
    order = {strip.name: i for i, strip in enumerate(session.mix)}
    return tuple(sorted(named, key=lambda name: order[name]))


def voices(session: Session) -> tuple[str, ...] | Decline:
    """Return who sings or speaks where nobody is named: of the strips last talked about, or else of all."""
    singing = [strip.name for strip in _tracks_of(session.mix) if _sings(strip)]
    meant = [name for name in singing if name in session.focus] or singing
    return tuple(meant) or asks(f"I find no voice here. Which track do you mean? {_tracks(session.mix)}.")


def _matching(ref: Ref, session: Session, named: Sequence[str]) -> list[str] | Decline:
    mix = session.mix
    match ref.kind:
        case "strip":
            found = [ref.value] if ref.value in mix else []
            return found or nobody(ref, mix)
        case "main":
            return [MAIN]
        case "all":
            return [strip.name for strip in mix if strip.kind == "track"]
        case "rest" if ref.words.endswith("other") and not ref.value:
            other = other_of(named or session.focus, session)
            return [other] if other else asks(f"Which other one do you mean? The tracks are {_tracks(mix)}.")
        case "rest":
            taken = {*named, *session.focus}
            among = (
                _of_role(replace(ref, kind="role", index=0), mix) if ref.value else [s.name for s in _tracks_of(mix)]
            )
            return among if isinstance(among, Decline) else [name for name in among if name not in taken]
        case "track":
            tracks = _tracks_of(mix)
            if ref.index > len(tracks):
                return asks(f"There are only {len(tracks)} tracks: {_tracks(mix)}. Which one do you mean?")
            return [tracks[ref.index - 1].name]
        case "band":
            return [s.name for s in _tracks_of(mix) if not _sings(s)]
        case "group":
            names = [name for name in session.groups.get(ref.value, ()) if name in mix]
            return names or asks(f"I know no group {ref.value}; the tracks are {_tracks(mix)}.")
        case "it":
            return [name for name in session.focus if name in mix] or _pointed_at(ref, session)
        case "both":
            focused = [name for name in session.focus if name in mix]
            every = [strip.name for strip in _tracks_of(mix)]
            two = next((names for names in (focused, every) if len(names) == 2), None)
            return two or asks(f"Which two do you mean? The tracks are {_tracks(mix)}.")
        case "nth":
            return asks(f"Which one do you mean? The tracks are {_tracks(mix)}.")
        case "role":
            return _of_role(ref, mix)
        case "bus":
            members = strips(Target(ref.of), session)
            if isinstance(members, Decline):
                return members
            bus = summing(mix, members)
            return [bus] if bus and len(members) > 1 else list(members)
        case "return":
            return _return_of(ref, mix)


def _pointed_at(ref: Ref, session: Session) -> list[str] | Decline:
    """Return who is pointed at before anybody was talked about: the mix, or who sings; several are asked about."""
    first, *_ = (*ref.words.split(), "it")
    if first in word_list("several"):
        return asks(f'Whom do you mean by "{ref.words}"? The tracks are {_tracks(session.mix)}.')
    if first in word_list("singer"):
        found = voices(session)
        return found if isinstance(found, Decline) else list(found)
    return [MAIN]


def _return_of(ref: Ref, mix: Mix) -> list[str] | Decline:
    """Return the returns that an effect stands on."""
    found = [strip.name for strip in mix if strip.kind == "return" and strip.of(BY_NAME[ref.value])]
    if found:
        return found
    word = word_of(ref.value)
    if ref.value in SENT:
        return asks(f'There is no {word} yet; "add {word} to the vocal" makes the return that all share.')
    return asks(f"There is no {word} return: each track has its own {word}. Say on which track you mean it.")


def _tracks_of(mix: Mix) -> list[Strip]:
    return [strip for strip in mix if strip.kind == "track"]


def _sings(strip: Strip) -> bool:
    return strip.role in VOICES


def nobody(ref: Ref, mix: Mix) -> Decline:
    """Return that whoever is named is not here, and who is."""
    return asks(f"I find no {ref.words or ref.value} here; the tracks are {_tracks(mix)}. Which one do you mean?")


def _of_role(ref: Ref, mix: Mix) -> list[str] | Decline:
    found = players(ref.value, {strip.name: strip.role for strip in _tracks_of(mix)})
    if not found:
        return nobody(ref, mix)
    found = ROLES[ref.value].among(found, ref.words)
    if not ref.index:
        return found
    numbered = [name for name in found if str(ref.index) in _numbers(name)]
    if numbered:
        return numbered
    if ref.index > len(found) or ref.index < -len(found):
        return asks(f"There are only {len(found)}: {listed(found)}. Which one do you mean?")
    return [found[ref.index - 1 if ref.index > 0 else ref.index]]


def _numbers(name: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in name).split()


def _tracks(mix: Mix) -> str:
    return listed(strip.name for strip in mix if strip.kind == "track")


FIRST_OF_A_COMPRESSOR = ("attack", "release", "ratio")
"""Knobs that are a compressor's where others have them as well, and none of these was worked on last."""


def effect_for(intent: Nudge | Set, knob: str, strip: Strip) -> type[Effect] | Decline:
    """Return which effect's knob is meant: the one named, or the only one on the strip that has such a knob."""
    if intent.effect:
        return BY_NAME[intent.effect]
    owners = [e for e in EFFECTS if any(knob in (p.name, *p.words) for p in e.params.values())]
    present = [e for e in owners if strip.of(e)]
    if len(present) == 1:
        return present[0]
    if len(owners) == 1:
        return owners[0]
    if Compressor in (present or owners) and (not present or knob.removesuffix("_ms") in FIRST_OF_A_COMPRESSOR):
        return Compressor  # "ratio 3:1, attack 10 ms": what such knobs first bring to mind
    if knob in ("ceiling", Limiter.params["ceiling_db"].name) and not present:
        return Limiter  # a clipper is asked for by its name
    choices = present or owners
    return asks(
        f"{strip.name} has no single {knob}: say which, {listed((f'{e.words[0]} {knob}' for e in choices), 'or')}."
    )


def knob_of(effect: type[Effect], said: str) -> Param | Decline:
    """Return the knob that a field name or a plain word means."""
    for param in effect.params.values():
        if said in (param.name, *param.words):
            return param
    has = listed(p.words[0] for p in effect.params.values())
    return refuses(f"The {effect.words[0]} has no {said}; it has {has}.")


def in_unit(value: float, unit: str, param: Param, effect: type[Effect]) -> float | Decline:
    """Return a number that was said with a unit in the knob's own."""
    if unit in ("", param.unit) or param.unit in ("", ":1"):
        return value
    if (unit, param.unit) in TO_UNIT:
        return value * TO_UNIT[unit, param.unit]
    return asks(
        f"The {effect.words[0]} {param.words[0]} is set in {param.unit}, not in {unit}; "
        f"say it as {param.format(param.low)} to {param.format(param.high)}."
    )


def named_steps(what: Named, session: Session, ever: bool = False) -> tuple[tuple[At, Step], ...] | Decline:
    """Return the steps in force that "the pan" or "the bass thing" names: those of the latest turn that fit.

    All that fit, whenever they were made, if `ever`.
    """
    meant: tuple[str, ...] = ()
    if what.target:
        found = strips(what.target, session)
        if isinstance(found, Decline):
            return found
        meant = found
    fitting = [
        (at, step)
        for at, step in session.standing()
        if (not meant or step.strip in meant or _touches(step, meant)) and _is_named(step, what)
    ]
    if not fitting:
        about = what.quality or (word_of(what.effect) if what.effect else "") or listed(meant)
        return Decline("answered", f'Nothing done so far fits {about!r}; say "what have you done?" for the list.')
    if ever or what.quality in (GLUE, PARALLEL):
        return tuple(fitting)  # more of it, and less, are the same thing further or not so far
    latest = fitting[0][0][0]
    changed = dict.fromkeys(step.strip for at, step in fitting if at[0] == latest)
    by_strip = ([one for one in fitting if one[1].strip == strip] for strip in changed)
    return tuple(one for steps in by_strip for one in _further(steps))


def _further(steps: Sequence[tuple[At, Step]]) -> list[tuple[At, Step]]:
    """Return the latest of a strip's steps with those it is more or less of: of "less", undone, nothing is left."""
    latest = steps[0][0][0]
    found = [one for one in steps if one[0][0] == latest]
    for at, step in steps[len(found) :]:
        if not found[-1][1].origin:
            break
        found.append((at, step))
    return found


def is_named(step: Step, what: Named, session: Session) -> bool:
    """Whether a step is what is named: of whom, and of what."""
    meant = strips(what.target, session) if what.target else ()
    if isinstance(meant, Decline):
        return False
    return (not meant or step.strip in meant or _touches(step, meant)) and _is_named(step, what)


def _touches(step: Step, names: Sequence[str]) -> bool:
    return any(move.strip in names for move in step.moves)


def _is_named(step: Step, what: Named) -> bool:
    if what.quality in (GLUE, PARALLEL):
        return isinstance(step.intent, Glue) and step.intent.parallel == (what.quality == PARALLEL)
    if what.quality:
        if isinstance(step.intent, Sound):
            same = meaning(step.intent.quality, True)[0] == meaning(what.quality, True)[0]
            if same:
                return True
        if not what.effect:
            return False
    if not what.effect:
        return True
    kinds = {type(m.thing.effect).__name__ for m in step.moves if isinstance(m.thing, Slot)}
    return what.effect in kinds or (what.effect == "EQ" and bool(kinds & {e.__name__ for e in TONES}))
