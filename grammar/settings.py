"""Numbers to knobs: which knob a value is meant for, and in what unit it stands there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from dsp.effects import Bell
from grammar import notes
from grammar.catalogue import LEVEL, PITCH, SENT, Knob, kind_of
from grammar.filling import WET, Knobs, fill, meant, param_of, plain
from grammar.intent import Amount, Correct, Fading, Intent, Nudge, Reducing, Remove, Set, Target
from grammar.numbers import LEAST_HZ, Quantity
from grammar.parts import Unclear
from grammar.pieces import Degree, Setting, Value
from grammar.refs import IT
from grammar.vocabulary import vocabulary
from grammar.words import spell

_UNSAID_DB = 12
"""More than this is no change of level unless it says that it is in dB."""

IN_TIME = ("time_ms", "rate_hz")
"""The knobs that a note value means where it names none."""

COUNTED = ("repeats", "echoes")
"""Words for a knob whose number would count what comes of it."""

RELATIVE = {"Send": "level_db", LEVEL[0]: LEVEL[1]}
"""Effects with their knob to which a number with a plus in front is added."""


SHARES = frozenset({"mix", "wet"})
"""Words for them behind which a bare number is such a share."""

SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0


SOUGHT = frozenset({"DeHum"})
"""Effects whose fault is listened for where that is named with its frequency, and not they."""


def cured(target: Target, quality: str, values: Sequence[Value]) -> tuple[Intent, ...]:
    """Return the intents that take out a fault at where it was said to be, none if it is not one that is somewhere."""
    effect = next((effect for effect, some in vocabulary().mends.items() if quality in some), "")
    found = put(target, effect, (), values) if effect else ()
    return tuple(replace(one, sought=True) if isinstance(one, Set) and effect in SOUGHT else one for one in found)


def put(target: Target, effect: str, settings: Sequence[Setting], values: Sequence[Value]) -> tuple[Intent, ...]:
    """Return the intents that put knobs where they were said to stand.

    Parameters
    ----------
    effect
        The effect named, empty if none was.
    settings
        Knobs named with their numbers.
    values
        Numbers said without a knob: their units and prepositions tell whose they are.

    Raises
    ------
    Unclear
        If a number fits no knob, or several.
    """
    if not effect and not settings and any(value.quantity.unit == ":1" for value in values):
        effect = "Compressor"  # "snare: 4:1": of the effects that have a ratio the one that is meant unsaid
    if not settings and not effect:
        depths = [value.quantity for value in values if not is_place(value)]
        if len(values) == 2 and len(depths) == 1 and depths[0].signed:
            return (band(target, "", depths[0].value > 0, values, (), None),)
        return (_level(target, values),)
    if not effect and any(setting.knob.word == "wet" for setting in settings):
        raise Unclear('it does not say what of; for example "reverb 20 % wet"')
    if not effect:
        owners = _owners([setting.knob for setting in settings])
        if len(owners) != 1:
            if values:
                raise Unclear(f"it does not say the {settings[0].knob.word} of which effect")
            return (Set(target, "", tuple(plain(s) for s in settings)),)
        effect = owners[0]
    if effect == "Bell" and not settings and [(v.preposition, v.quantity.unit) for v in values] == [("at", "dB")]:
        raise Unclear('it does not say at what frequency the bell is; of the peaks, "limit" and "normalise" speak')
    if effect == "Fade" and not settings and len(values) == 1 and values[0].quantity.unit == "s":
        return (Fading(target, out=True, seconds=values[0].quantity.value),)  # "a fade of 5 seconds"
    if effect in ("Ramp", "PanRamp") and not settings:
        raise Unclear("it does not say from where to where it is ramped")
    if effect == "Compressor" and not settings and _is_reduction(values):
        return (Reducing(target, values[0].quantity.value),)  # "compress it about 4 dB"
    if effect == "Delay" and not settings and any(value.preposition == "by" for value in values):
        effect = "Align"  # held back by so much, not repeated after it
    if effect in SENT:
        wet = [s for s in settings if not s.knob.among(effect) and s.knob.among(SENT[effect])]
        parts = [value for value in values if value.quantity.unit == "%"]
        if (wet or parts) and (len(wet) < len(settings) or len(parts) < len(values)):
            left = put(target, effect, [s for s in settings if s not in wet], [v for v in values if v not in parts])
            return (*left, *put(target, SENT[effect], wet, parts))
        if wet or parts or (not settings and all(value.quantity.unit in ("dB", "") for value in values)):
            effect = SENT[effect]
    if (knob := RELATIVE.get(effect)) and not settings and (more := _added(values)):
        return (Nudge(target, effect, knob, True, more),)
    if effect == "Delay" and not settings and any(value.quantity.unit == "dB" for value in values):
        raise Unclear('it does not say which of its knobs; "delay mix 20 %" is how much of it is heard')
    if effect == "Send" and not settings and [v.quantity for v in values] == [Quantity(0.0)]:
        return (Remove(target, effect),)  # "zero the reverb" is none, not as loud as it goes
    for value in values:
        if effect == "Send" and not value.quantity.unit and not value.quantity.signed and value.quantity.value > 0:
            raise Unclear(f"it does not say {value.quantity.value:g} of what")  # "in one room"
    found: Knobs = {}
    timed, settings, values = _timed(effect, settings, values)
    if timed.notes:
        found |= dict.fromkeys(dict(timed.notes), 0.0)  # taken: a number beside it is for another knob
    for setting in settings:
        if setting.knob.word in COUNTED and setting.quantity.unit != "%" and setting.quantity.value:
            raise Unclear(
                f'how many {setting.knob.word} there are follows from the feedback; say for example "feedback 40 %"'
            )
        fill(found, param_of(effect, setting.knob), _shared(setting))
    for value in values:
        if effect == "Pan" and not value.quantity.signed and value.quantity.value:
            if not (side := _own_side(target)):
                raise Unclear("it does not say left or right")
            value = replace(value, quantity=replace(value.quantity, value=side * value.quantity.value))
        fill(found, meant(effect, value, found), value.quantity)
    knobs = tuple((knob, value) for knob, value in found.items() if knob not in dict(timed.notes))
    return (replace(timed, target=target, knobs=knobs),)


def _shared(setting: Setting) -> Quantity:
    """Return what a knob is set to: a bare number for how much is wet is in percent, "reverb, mix 20"."""
    said, fields = setting.quantity, {field for _, field in setting.knob.owners}
    bare = not said.unit and not said.signed and said.value > 0 and bool(fields & WET)
    if bare and setting.knob.word not in SHARES:
        raise Unclear(f"it does not say {said.value:g} of what")
    return replace(said, unit="%") if bare else said


def _added(values: Sequence[Value]) -> Amount | None:
    """Return how much a number with a plus in front adds to what is there: "reverb on the choir +4"."""
    if len(values) != 1 or values[0].preposition or not values[0].quantity.signed or values[0].quantity.value <= 0:
        return None
    return Amount(value=values[0].quantity.value, unit=values[0].quantity.unit)


def _is_reduction(values: Sequence[Value]) -> bool:
    """Whether a number with a compressor can only be by how much it is to turn loud moments down."""
    if len(values) != 1 or values[0].preposition not in ("", "by"):
        return False
    said = values[0].quantity
    return said.unit == "dB" and not said.signed and said.value > 0


def _own_side(target: Target) -> int:
    """Return the side that the one named has in its name, -1 left and 1 right: "pan gtr r to 75 percent"."""
    if len(target.refs) != 1 or target.refs[0].kind != "strip":
        return 0
    words = set(spell(target.refs[0].value))
    return 1 if words & {"r", "right"} else -1 if words & {"l", "left"} else 0


def _timed(
    effect: str, settings: Sequence[Setting], values: Sequence[Value]
) -> tuple[Set, Sequence[Setting], Sequence[Value]]:
    """Return what is said in note values, and the tempo to count them by, apart from the settings and numbers left."""
    found = {param_of(effect, s.knob).name: s.quantity.value for s in settings if s.quantity.unit == notes.UNIT}
    settings = [s for s in settings if s.quantity.unit != notes.UNIT]
    for value in values:
        if value.quantity.unit == notes.UNIT:
            named = [p.name for p in kind_of(effect).params.values() if p.name in IN_TIME and p.name not in found]
            if not named:
                raise Unclear(f"{kind_of(effect).words[0]} has no knob for a note value")
            found[named[0]] = value.quantity.value
    for field in found:
        if kind_of(effect).params[field].unit not in ("ms", "s") and field not in IN_TIME:
            raise Unclear(f"{kind_of(effect).params[field].words[0]} is not set in notes")
    left = [value for value in values if value.quantity.unit != notes.UNIT]
    tempi = [v for v in left if v.quantity.unit == "BPM" or (found and v.preposition == "at" and not v.quantity.unit)]
    if len(tempi) > 1 or (tempi and not found):
        raise Unclear("it does not say which note" if tempi and not found else "it says two tempi")
    bpm = tempi[0].quantity.value if tempi else 0.0
    if tempi and not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise Unclear(f"a tempo is {SLOWEST_BPM:g} to {FASTEST_BPM:g} beats a minute")
    return Set(Target(), effect, notes=tuple(found.items()), bpm=bpm), settings, [v for v in left if v not in tempi]


def band(
    target: Target, effect: str, up: bool, values: Sequence[Value], settings: Sequence[Setting], degree: Degree | None
) -> Set:
    """Return the equalizer's band that "cut 3 dB at 350 Hz" asks for.

    Above or below a frequency it is a shelf, elsewhere a bell. Without a number of decibels it is as deep as an
    ordinary turn of that knob.
    """
    places = [value for value in values if is_place(value)]
    depths = [value for value in values if value not in places]
    if len(places) != 1 or len(depths) > 1:
        raise Unclear("it wants one frequency and one amount")
    shelf = {"above": "HighShelf", "below": "LowShelf"}.get(places[0].preposition, "Bell")
    kind = kind_of(effect or shelf)
    if "gain_db" not in kind.params or "frequency_hz" not in kind.params:
        raise Unclear(f"{kind.words[0]} has no gain at a frequency")
    found: Knobs = {}
    fill(found, kind.params["frequency_hz"], places[0].quantity)
    gain = kind.params["gain_db"]
    if depths:
        depth = depths[0].quantity
        if depth.unit not in ("dB", "") or (depth.signed and depth.value < 0 and up):
            raise Unclear("it goes up by less than nothing")
        found["gain_db"] = abs(depth.value) if up else -abs(depth.value)
    else:
        found["gain_db"] = gain.move(0.0, (degree.factor if degree else 1.0) * (1 if up else -1))
    for setting in settings:
        fill(found, param_of(kind.__name__, setting.knob), setting.quantity)
    if places[0].quantity.octaves and kind is Bell and "q" not in found:
        found["q"] = Bell.params["q"].snap(q_of(places[0].quantity.octaves))
    return Set(target, kind.__name__, tuple(found.items()))


def q_of(octaves: float) -> float:
    """Return the Q of a bell that is so many octaves wide.

    References
    ----------
    R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients": 1/Q = 2 sinh(ln(2)/2 BW).
    """
    return 1 / (2 * math.sinh(math.log(2) / 2 * octaves))


def is_place(value: Value) -> bool:
    """Whether a value is a frequency: by its unit, or by being "at" a number."""
    unit = value.quantity.unit
    if unit == "" and value.quantity.signed:
        return False  # "from minus twelve"
    there = value.preposition in ("above", "below") or (value.preposition == "at" and value.quantity.value != LEAST_HZ)
    return unit == "Hz" or (unit == "" and (there or _is_pitch(value)))


def _is_pitch(value: Value) -> bool:
    """Whether a number without unit or preposition can only be a frequency: nobody turns anything by 40 dB."""
    return value.preposition in ("", "to") and value.quantity.value >= 40


def _level(target: Target, values: Sequence[Value]) -> Intent:
    """Return the fader move that a number alone asks for: "vocal to -6 dB", "Lead Vox: +2 dB"."""
    if len(values) != 1:
        raise Unclear("it does not say of what")
    quantity, placed = values[0].quantity, values[0].preposition in ("to", "at")
    if placed and target == IT and not quantity.signed and quantity.unit not in ("dB", "semitones", ""):
        return Correct(amount=Amount(value=quantity.value, unit=quantity.unit))  # "set it to 20 ms"
    if quantity.unit not in ("dB", "semitones", ""):
        raise Unclear("it does not say of what")
    if not target:
        raise Unclear("it does not say of whom")
    effect, knob = PITCH if quantity.unit == "semitones" else LEVEL
    up_to_eleven = quantity.value > 0 and not quantity.signed and placed
    if quantity.unit == "" and (up_to_eleven or abs(quantity.value) > _UNSAID_DB):
        raise Unclear(f"it does not say {quantity.value:g} of what; a fader stands in dB")
    if placed:
        return Set(target, effect, ((knob, quantity.value),))
    if not quantity.signed:
        raise Unclear("it does not say up or down")
    return Nudge(
        target, effect, knob, quantity.value > 0, Amount(value=abs(quantity.value), unit=quantity.unit or "dB")
    )


def _owners(knobs: Sequence[Knob]) -> list[str]:
    """Return the effects that have all of these knobs."""
    common = [owner for owner in knobs[0].alone if all(knob.among(owner) for knob in knobs)]
    if not common:
        raise Unclear(f"{' and '.join(knob.word for knob in knobs)} are not on one effect")
    return list(dict.fromkeys(common))


def hertz(number: Quantity) -> float:
    """Return a number that is a frequency in Hz; raise Unclear if it is none."""
    hz = {"Hz": 1.0, "kHz": 1000.0, "": 1.0}.get(number.unit, 0.0) * number.value
    if not 20 <= hz <= 24_000:
        raise Unclear("where a cut or a boost is is a frequency")
    return hz
