"""Two things said in a row that are one: what the second only adds to the first, or asks for in its place."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.catalogue import LEVEL, kind_of
from grammar.intent import (
    Again,
    Amount,
    Apart,
    Ask,
    Bypass,
    Clause,
    Ducking,
    Glue,
    Intent,
    Named,
    NotYet,
    Nudge,
    Remove,
    Reset,
    Reshape,
    Set,
    Snapshot,
    Sound,
    Target,
    ToBus,
    Undo,
    Unmask,
)
from grammar.refs import IT, NOBODY, Guard
from grammar.together.cures import cured

_SPARED = re.compile(
    r"(?:but |and |only |though )?(?:it|they|he|she|that) (?:shouldn't|mustn't|must not|should not|can't|cannot|"
    r"may not|isn't to|aren't to) (?:then )?(?:get|become|turn|sound|be|end up)\b",
    re.IGNORECASE,
)
"""How it begins that something asked for is to bring no fault along."""

_PUT_THERE = re.compile(
    r"(?:so |and |please |just )*(?:set|put|make|bring|move) (?:it|that|this) (?:back )?(?:up |down )?(?:to|at) "
    r"(?P<value>[-+−]?\d+(?:\.\d+)?)(?: ?(?P<unit>dB|ms|%))?",
    re.IGNORECASE,
)
"""How what was found too high or too low is put somewhere."""

_TELLS = re.compile(
    r"(?:there(?:'s| is| are)|(?:i |we |you |one )?(?:can't|cant|cannot|can not|can hardly|can barely) hear|"
    r".+ (?:feels?|sounds?|seems?|are|is|picks? up|has|have) )",
    re.IGNORECASE,
)
"""How it begins that something is amiss."""


_EACH = re.compile(r"\b(?:each|apiece)[.!]?$", re.IGNORECASE)
"""How it ends that a number is said for all before it."""

CEILED = ("Limiter", "Clipper")
"""What is put at a level that is its ceiling: "put a limiter on the mix and set it to -1"."""

AGAINST_NOISE = ("Gate", "Expander", "DeNoise", "DeHum", "DeReverb", "DeClick")
"""What is put where something else is heard, which then is what is to go down, and no track."""


def joined(before: Clause, clause: Clause) -> Clause | None:
    """Return two clauses as the one thing that they say, None if they say two."""
    asked = next((one for way in _WAYS if (one := way(before, clause))), None)
    noisy = before.complains and isinstance(asked, Set) and asked.effect in AGAINST_NOISE
    return Clause(f"{before.text}, {clause.text}", asked, complains=noisy) if asked else None


def _named(clause: Clause) -> Target:
    return getattr(clause.meaning, "target", NOBODY)


def _about_that(before: Clause, clause: Clause) -> bool:
    return _named(clause) in (NOBODY, IT, _named(before))


def _spared(before: Clause, clause: Clause) -> Intent | None:
    """Return "more top end, it shouldn't get harsh" as that without the fault."""
    asked, spared = before.meaning, clause.meaning
    if not isinstance(asked, Sound | Nudge | Set) or not isinstance(spared, Sound) or not _SPARED.match(clause.text):
        return None
    if spared.more or spared.amount != Amount() or spared.span or not _about_that(before, clause):
        return None
    if isinstance(asked, Sound) and asked.quality == spared.quality:
        return None
    return replace(asked, guards=(*asked.guards, Guard(spared.quality, lost=False)))


def _asked(before: Clause, clause: Clause) -> Intent | None:
    """Return a question as that alone where a complaint about the same says no more than why it is asked."""
    question = before.meaning
    told = clause.complains and bool(_named(before)) and _about_that(before, clause)
    return question if told and isinstance(question, Ask) and question.about != "balance" else None


def _undone(before: Clause, clause: Clause) -> Intent | None:
    """Return "that was too much, undo it" as that: less of it and none of it are not both wanted."""
    less, undone = before.meaning, clause.meaning
    if isinstance(less, Undo) and isinstance(undone, Reset) and undone.target == IT:
        return less  # "the toms were fine, restore them" puts them back and resets nothing
    if not isinstance(less, Again) or less.factor >= 1 or less.amount is not None or not isinstance(undone, Undo):
        return None
    return undone if undone.what is None and undone.count == 1 else None


def _less_once(before: Clause, clause: Clause) -> Intent | None:
    """Return "too much, make it half as wet" and "not that much, turn it down" as less of it once."""
    less, asked = before.meaning, clause.meaning
    if not isinstance(less, Again) or less.factor >= 1 or less.amount is not None or less.what != Named():
        return None
    if isinstance(asked, Nudge) and not asked.up and _about_that(before, clause):
        vague = (asked.effect, asked.knob) == LEVEL and asked.amount.value is None
        return less if vague else asked
    return None


def _taken_too(before: Clause, clause: Clause) -> Intent | None:
    """Return "and the gate too" behind an effect taken away as that one taken away: nothing is added by it."""
    taken, other = before.meaning, clause.meaning
    if not isinstance(other, Set) or other.knobs or not re.search(r"\b(?:too|also|as well)$", clause.text):
        return None
    if len(clause.text.split()) > len(other.effect.split()) + 3 or not _about_that(before, clause):
        return None
    if isinstance(taken, Undo) and taken.what and taken.what.effect:
        return replace(taken, what=replace(taken.what, effect=other.effect))
    return replace(taken, effect=other.effect) if isinstance(taken, Remove | Bypass) and taken.effect else None


def _of_the_band(before: Clause, clause: Clause) -> Intent | None:
    """Return "halve that boost and widen it" as the boost made wider: nobody is spread between left and right."""
    band, wide = before.meaning, clause.meaning
    if not isinstance(band, Reshape) or band.gone or not isinstance(wide, Sound) or wide.target != IT or not wide.more:
        return None
    if wide.quality not in ("wide", "narrow"):
        return None
    narrower = wide.quality == "narrow"
    return Reshape(band.target, band.kind, band.near_hz, knob="q", more=narrower, amount=wide.amount)


def _put_there(before: Clause, clause: Clause) -> Intent | None:
    """Return "the trim is too low, set it to +5" as that knob put there."""
    knob, said = before.meaning, _PUT_THERE.fullmatch(clause.text.strip())
    if not said or not before.complains or not isinstance(knob, Nudge) or (knob.effect, knob.knob) == LEVEL:
        return None
    unit = kind_of(knob.effect).params[knob.knob].unit if knob.effect else ""
    if said["unit"] and said["unit"].casefold() != unit.casefold():
        return None
    there = float(said["value"].replace("−", "-"))
    return Set(knob.target, knob.effect, ((knob.knob, there),), knob.slot, span=knob.span)


def _ceiled(before: Clause, clause: Clause) -> Intent | None:
    """Return "put a limiter on the mix and set it to -1" as one with that ceiling."""
    limit, level = before.meaning, clause.meaning
    if not isinstance(limit, Set) or limit.effect not in CEILED or limit.knobs or not isinstance(level, Set):
        return None
    if level.target != IT or level.effect != LEVEL[0] or len(level.knobs) != 1:
        return None
    return replace(limit, knobs=(("ceiling_db", level.knobs[0][1]),))


def _done_about_it(before: Clause, clause: Clause) -> Intent | None:
    """Return a complaint and what is asked for against it as the latter alone, where both are one kind of thing."""
    fault, asked = before.meaning, clause.meaning
    told = before.complains or _TELLS.match(before.text)
    if not told or clause.complains or not _about_that(before, clause):
        return None
    match fault, asked:
        case Set(knobs=()), Set() | Nudge() if not (isinstance(asked, Nudge) and fault.effect in AGAINST_NOISE):
            pass  # "I can't hear it on a phone, turn it up 3 dB"
        case Glue(), Glue():
            pass  # "the drums feel apart, glue them a bit"
        case Unmask(), Unmask() | NotYet():
            return fault  # "the bass and the kick are one blob, separate them"
        case Nudge(), Nudge() if (asked.effect in ("", fault.effect)) and fault.knob.startswith(f"{asked.knob}_"):
            return replace(asked, target=_named(before), effect=fault.effect, knob=fault.knob)
        case Sound(quality="squashed"), Nudge(effect="Compressor", up=True):
            pass
        case Sound(quality="roomy", more=False), Nudge(effect="Send" | "Reverb", up=False) if asked.target == IT:
            return fault  # "I hear the room on the vocal, make it drier"
        case _:
            return None
    return replace(asked, target=_named(before) or _named(clause))


def _settled(before: Clause, clause: Clause) -> Intent | None:
    """Return two that fight, and what is to be done to one of them, as that: "they clash, pan the piano right"."""
    fight, asked = before.meaning, clause.meaning
    if not isinstance(fight, Unmask) or clause.complains or not isinstance(asked, Nudge | Set | Apart | Ducking):
        return None
    if asked.target == IT and fight.of:
        return replace(asked, target=fight.of)  # "the keys bury the vocal, take them down"
    meant = {*asked.target.refs}
    return asked if meant and meant <= {*fight.target.refs, *fight.of.refs} else None


def _in_parallel(before: Clause, clause: Clause) -> Intent | None:
    """Return "squash the drums, parallel comp" as the latter: that is how they are to be squashed."""
    squashed, how = before.meaning, clause.meaning
    presses = isinstance(squashed, Nudge | Set) and squashed.effect == "Compressor"
    if not presses or not isinstance(how, Glue) or not how.parallel or not _about_that(before, clause):
        return None
    return replace(how, target=_named(before))


def _sized(before: Clause, clause: Clause) -> Intent | None:
    """Return "bring up the kick, by 2 dB" and "up a bit, half a dB up" as once: the number says how much that was."""
    first, again = before.meaning, clause.meaning
    if not isinstance(first, Nudge) or not isinstance(again, Nudge) or before.complains or clause.complains:
        return None
    if first.amount.value is not None or again.amount.value is None or again.amount.as_much:
        return None
    if not _about_that(before, clause) or first.span != again.span:
        return None
    same = (first.effect, first.knob, first.slot, first.up) == (again.effect, again.knob, again.slot, again.up)
    return replace(first, amount=again.amount) if same else None


def _called(before: Clause, clause: Clause) -> Intent | None:
    """Return "bus the toms, call it thunder" as the name of the bus, and of no version of the mix."""
    bus, kept = before.meaning, clause.meaning
    if not isinstance(bus, ToBus) or bus.name or bus.to or not isinstance(kept, Snapshot):
        return None
    return (
        replace(bus, name=kept.name) if re.match(r"(?:and )?(?:call|name|label) ", clause.text, re.IGNORECASE) else None
    )


_WAYS = (
    _called,
    _spared,
    _asked,
    _undone,
    _less_once,
    _put_there,
    _ceiled,
    _settled,
    _in_parallel,
    _sized,
    cured,
    _done_about_it,
)


def shared(before: Clause, clause: Clause) -> Clause | None:
    """Return a clause with how much the one behind it says for both: "bass down and kick up, 1 dB each"."""
    one, other = before.meaning, clause.meaning
    if not isinstance(one, Nudge) or not isinstance(other, Nudge) or not _EACH.search(clause.text):
        return None
    if (one.effect, one.knob) != (other.effect, other.knob) or one.amount != Amount() or other.amount.value is None:
        return None
    return replace(before, meaning=replace(one, amount=other.amount))


def taken_too(before: Clause, clause: Clause) -> Clause | None:
    """Return a clause as what it means behind the one before it: "and the gate too", "and widen it"."""
    meaning = _taken_too(before, clause) or _of_the_band(before, clause)
    return replace(clause, meaning=meaning) if meaning else None
