"""What the parts of a clause come to: whom, which effect, more of what, up or down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dsp.effects import BY_NAME
from grammar.catalogue import LEVEL, PITCH, SENT, Knob, Pole, intensity, parts_of, unaided
from grammar.filling import BY_MIX
from grammar.inflect import positives
from grammar.intent import (
    Amount,
    Intent,
    Nudge,
    Set,
    Sound,
    Target,
)
from grammar.mastered import is_master, remastered
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Change, Deed, Degree, Effect, Heading, Quality, Region, Setting, Value, Way, Zone
from grammar.settings import band, is_place, put


def has_strength(asked: Set) -> bool:
    """Whether there can be more or less of an effect that is asked for, no knob of it being said but of what kind."""
    if asked.slot or asked.effect not in BY_NAME or not BY_NAME[asked.effect].params:
        return False
    return all(BY_NAME[asked.effect].params[knob].labels for knob, _ in asked.knobs)


def whom(parts: Parts) -> Target:
    """Return whom a clause names, nobody if it names nobody."""
    return parts.one(Target) or Target()


def names_strips(target: Target) -> bool:
    """Whether anybody is named, and not only the mix or what "it" is."""
    return any(ref.kind not in ("main", "it") for ref in target.refs)


def effect_of(parts: Parts) -> str:
    """Return the effect named, by noun or by verb."""
    named = {part.name for part in parts.all(Effect)} | {part.name for part in parts.all(Deed)}
    if len(named) == 2 and LEVEL[0] in named and named & {*SENT, *BY_MIX}:
        named -= {LEVEL[0]}  # "lower the delay volume": how much of it there is
    if len(named) > 1:
        raise Unclear(f"it names {' and '.join(sorted(named))} at once")
    return next(iter(named), "")


def changed(target: Target, change: Change) -> Intent:
    """Return what a comparative asks for: "warmer", "2 dB louder"."""
    if isinstance(change.what, Quality):
        if change.amount.unit not in ("", "dB", "%"):
            raise Unclear(f"nothing sounds {change.what.name} by {change.amount.unit}")
        return Sound(target, change.what.name, change.more, change.amount)
    move = unaided(change.what)
    if move is None:
        raise Unclear(f"it does not say what is to be {change.what.word}")
    effect, knob, up = move
    if (effect, knob) == LEVEL and is_master(target):
        return remastered(up == change.more, change.amount)
    unit = BY_NAME[effect].params[knob].unit
    if change.amount.unit not in ("", unit, "%"):
        raise Unclear(f"nothing gets {change.what.word} by {change.amount.unit}")
    return Nudge(target, effect, knob, up == change.more, change.amount)


def alike(parts: Parts) -> tuple[Quality | Pole, ...]:
    """Return the ways to sound and the poles said."""
    return (*parts.all(Quality), *parts.all(Pole))


def felt(parts: Parts, what: Quality | Pole, more: bool) -> Intent:
    """Return what a complaint about a way to sound asks for."""
    return complaining(changed(whom(parts), Change(what, more, amount(parts))))


def complaining(asked: Intent) -> Intent:
    """Return an intent as one that a complaint asks for."""
    return replace(asked, complaint=True) if isinstance(asked, Sound) else asked


NO_DEPTH = 'it may be further back, deeper, or wider; say "more reverb", "more low end" or "wider"'
"""What is said of somebody whose depth is wanting, no effect being named."""


def more_of(parts: Parts, up: bool) -> Intent:
    """Return what more (or less) of something means: a quality, an effect, a knob, a region, a whole strip."""
    target, how_much = whom(parts), amount(parts)
    quality, region, knob = parts.one(Quality), parts.one(Region), parts.one(Knob)
    if quality:
        return Sound(target, quality.name, up, how_much)
    if zone := parts.one(Zone):
        return within(target, effect_of(parts), zone, up, how_much)
    if region:
        return _in_the_middle(target, region, up, how_much)
    if knob and knob.word == "depth" and up and target and not effect_of(parts):
        raise Unclear(NO_DEPTH)
    if knob:
        return _turned(target, effect_of(parts), knob, up, how_much)
    if effect := effect_of(parts):
        return stronger(target, effect, up, how_much)
    if len(parts.all(Target)) != 1:
        raise Unclear("it does not say of what")
    return Nudge(target, *LEVEL, up, how_much)


SHELVED = {"bright": ("HighShelf", True), "airy": ("HighShelf", True), "dark": ("HighShelf", False)}
"""The ways to sound that are all above a frequency: the shelf that brings them about, and whether it goes up."""

SPREAD = {"wide": True, "narrow": False}
"""The ways to sound that a part of the spectrum can be given by itself, and whether its width goes up."""


def spread(target: Target, quality: str, zone: Zone, more: bool, how_much: Amount) -> Intent:
    """Return what a wider or narrower part of the spectrum asks for: "widen the highs"."""
    if quality not in SPREAD:
        raise Unclear("of a part of the spectrum it can only be said how wide it is, how loud or how compressed")
    return within(target, "Imager", zone, SPREAD[quality] == more, how_much)


def within(target: Target, effect: str, zone: Zone, up: bool, how_much: Amount) -> Intent:
    """Return what more (or less) of an effect in a part of the spectrum asks for: "more multiband on the lows"."""
    knob = parts_of(effect).get(zone.name)
    if knob is None:
        raise Unclear(f"a {BY_NAME[effect].words[0]} works on the whole sound")
    name, field, direct = knob
    return Nudge(target, name, field, up == direct, how_much)


def _in_the_middle(target: Target, region: Region, up: bool, how_much: Amount) -> Intent:
    """Return what more (or less) of a region asks for: its shelf turned, or a bell in the middle of it."""
    if not region.frequency_hz:
        return Nudge(target, region.effect, "gain_db", up, how_much)
    gain = BY_NAME[region.effect].params["gain_db"]
    if how_much.unit not in ("", "dB"):
        raise Unclear(f"a region is not turned in {how_much.unit}")
    depth = how_much.value if how_much.value is not None else abs(gain.move(0.0, how_much.degree))
    return Set(target, region.effect, (("frequency_hz", region.frequency_hz), ("gain_db", depth if up else -depth)))


_LASTING = {"Delay": "time_ms", "Reverb": "decay_s", "Convolution": "decay_s"}
"""What more or less of an effect is turned where it is said in seconds: "add 50 ms to the delay"."""


def stronger(target: Target, effect: str, up: bool, how_much: Amount) -> Nudge | Sound:
    """Return what more (or less) of an effect asks for: "more compression" is a lower threshold.

    Hum is taken out where it is heard, so more of that is less hum.
    """
    if effect == "DeHum" and up and how_much.value is None:
        return Sound(target, "hummy", False, how_much)
    name, knob, direct = intensity(effect)
    if how_much.unit in ("ms", "s"):
        if effect not in _LASTING:
            raise Unclear(f"it does not say what of the {BY_NAME[name].words[0]} is to be longer or shorter")
        name, knob, direct = effect, _LASTING[effect], True
    if BY_NAME[name].params[knob].unit == "Hz" and len(BY_NAME[name].params) > 1:
        raise Unclear(f"it does not say what of the {BY_NAME[name].words[0]} is to be turned")
    return Nudge(target, name, knob, up == direct, how_much)


_SAME = {("s", "ms"): 1000.0, ("ms", "s"): 0.001}
"""Units in which a time may be said."""


def _turned(target: Target, effect: str, knob: Knob, up: bool, how_much: Amount) -> Nudge:
    owners = dict(knob.owners) if effect else knob.alone
    if effect and effect not in owners:
        raise Unclear(f"{BY_NAME[effect].words[0]} has no {knob.word}")
    if not effect and len(owners) > 1:
        return Nudge(target, "", knob.word, up, how_much)
    effect = effect or next(iter(owners))
    unit = BY_NAME[effect].params[owners[effect]].unit
    if how_much.value is not None and (how_much.unit, unit) in _SAME:
        how_much = replace(how_much, value=how_much.value * _SAME[how_much.unit, unit], unit=unit)
    if how_much.value is not None and how_much.unit not in ("", "x", unit):
        raise Unclear(f"{knob.word} is not turned in {how_much.unit}")
    return Nudge(target, effect, owners[effect], up, how_much)


STRONGLY = {"harder": True, "heavier": True, "stronger": True, "softer": False, "lighter": False, "gentler": False}
"""How much of an effect there is to be, said of its verb."""


PLAINLY = ("attack", "release")
"""Knobs of which an adjective says where they stand, and a comparative where they go."""


def headed(parts: Parts, heading: Heading, up: bool = True) -> Intent:
    """Return which knob of a tool is turned by a comparative: "a faster release", "the reverb is too long"."""
    turned, knob = _headed(parts, heading, up), parts.one(Knob)
    plain = heading.stands and up and knob is not None and knob.word in PLAINLY
    if not plain or not isinstance(turned, Nudge) or turned.amount.value is not None:
        return turned
    return replace(turned, amount=replace(turned.amount, degree=turned.amount.degree + 1))  # further than "slower"


def _headed(parts: Parts, heading: Heading, up: bool) -> Intent:
    effect, knob = effect_of(parts), parts.one(Knob)
    slopes = [value for value in parts.all(Value) if value.quantity.unit == "dB/oct" and value.preposition != "by"]
    if slopes and effect and not knob:  # "make the low cut steeper, 24 dB/oct"
        return put(whom(parts), effect, (), slopes)[0]
    moves = heading.pole.moves if heading.pole else ()
    if effect in (*SENT, *BY_MIX) and not knob and heading.word in ("lower", "higher"):  # "lower the delay"
        return stronger(whom(parts), SENT.get(effect, effect), (heading.word == "higher") == up, amount(parts))
    if parts.has(Deed) and not knob and heading.word in STRONGLY:  # "drive the kick harder" is more of it
        return stronger(whom(parts), effect, STRONGLY[heading.word] == up, amount(parts))
    for owner, field, direct in moves:
        known = knob.among(owner) if knob and effect else knob.alone.get(owner) if knob else field
        if (not effect or owner == effect) and known == field:
            if effect and not knob and field == "knee_db":  # "compress it harder" is more of it
                return stronger(whom(parts), owner, direct != up, amount(parts))
            if not effect and knob and len(knob.alone) > 1:
                return Nudge(whom(parts), "", knob.word, direct == up, amount(parts))
            return Nudge(whom(parts), owner, field, direct == up, amount(parts))
    if knob and heading.up is not None:
        return _turned(whom(parts), effect, knob, heading.up == up, amount(parts))
    if effect in (*SENT, *BY_MIX) and not knob and (level := [up for *at, up in moves if tuple(at) == LEVEL]):
        return stronger(whom(parts), SENT.get(effect, effect), level[0] == up, amount(parts))  # a quieter delay
    if effect and effect in SENT:
        for owner, field, direct in moves:
            if owner == SENT[effect]:
                return Nudge(whom(parts), owner, field, direct == up, amount(parts))
    if effect and not knob and (move := headed_by(effect, heading.word)):
        return Nudge(whom(parts), effect, move[0], move[1] == up, amount(parts))
    raise Unclear("it does not say which knob")


def headed_by(effect: str, word: str, turned: Collection[str] = ()) -> tuple[str, bool] | None:
    """Return which knob of an effect a word turns that stands in one of its poles: "shorter" in "shorter echo".

    Of several it is one of those that were `turned` last: a fade out is made longer, and no fade in begun.
    """
    if effect not in BY_NAME:  # "the EQ" is several
        return None
    found = [
        (field, up)
        for field, param in BY_NAME[effect].params.items()
        for pole, up in ((param.down, False), (param.up, True))
        if any(word in (part, *positives(part)) for part in pole.split())
    ]
    return next((one for one in found if one[0] in turned), found[0] if found else None)


def _is_turned_to_a_pitch(parts: Parts) -> bool:
    """Whether somebody is to go up or down by a number that nothing but a pitch is as large as: "vocal up 40"."""
    bare = [v for v in parts.all(Value) if v.quantity.unit == "" and v.preposition in ("", "to", "by")]
    return len(parts.all(Value)) == 1 and len(bare) == 1 and any(type(way) is Way for way in parts.all(Way))


def moved(parts: Parts, up: bool) -> Intent:
    """Return what goes up or down: a band if a frequency is said, a knob to a value, or more of something."""
    values, settings = parts.all(Value), parts.all(Setting)
    knob = parts.one(Knob)
    if any(is_place(value) for value in values) and not knob and _is_turned_to_a_pitch(parts):
        raise Unclear("it does not say up by how much of what")
    if any(is_place(value) for value in values) and not knob:
        region = parts.one(Region)
        quality = parts.one(Quality)
        if (quality and quality.name not in SHELVED) or ((quality or region) and effect_of(parts)):
            raise Unclear("it names a region and a frequency")
        if quality and not any(value.quantity.octaves for value in values):  # "boost the highs at 10k by 2 dB"
            shelf, direct = SHELVED[quality.name]
            return band(whom(parts), shelf, up == direct, values, settings, parts.one(Degree))
        if region and not any(value.quantity.octaves for value in values):
            return band(whom(parts), region.effect, up, values, settings, parts.one(Degree))
        return band(whom(parts), effect_of(parts), up, values, settings, parts.one(Degree))
    if any(value.preposition in ("below", "above") for value in values):
        raise Unclear("it does not say below or above what")  # "up just under 2 dB"
    goals = [value for value in values if value.preposition in ("to", "at")]
    if goals and len(values) > 1:
        raise Unclear("it says both how far and to where")
    if goals:
        named = [Setting(knob, goals[0].quantity)] if knob else []
        return put(whom(parts), effect_of(parts), named, () if knob else goals)[0]
    if settings and values:
        raise Unclear("it does not say which number is of what")
    if settings and not values:  # "raise the threshold 3 dB" turns it by that much, as "by 3 dB" would
        (setting,) = settings if len(settings) == 1 else [None]
        if setting is None:
            raise Unclear("it turns several knobs at once")
        if setting.knob.word == "ratio":  # "have a compressor tame the tom, ratio 5"
            raise Unclear('it may mean that much more or that much in all; say "to" or "by"')
        values, knob = (Value("by", setting.quantity),), setting.knob
        parts = Parts([*parts.but(Setting), *values, knob])
    if any(value.quantity.signed and value.quantity.value < 0 for value in values) and up:
        raise Unclear("it goes up by less than nothing")
    how_much = amount(parts)
    if how_much.unit == "semitones" and not any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
        return Nudge(whom(parts), *PITCH, up, how_much)
    if not knob and not parts.has(Effect) and how_much.unit not in ("", "dB", "%", "x"):
        raise Unclear(f"a level is not in {how_much.unit}")
    if not any(parts.has(kind) for kind in (Effect, Knob, Quality, Region)):
        return Nudge(whom(parts), *LEVEL, up, how_much)
    return more_of(parts, up)
