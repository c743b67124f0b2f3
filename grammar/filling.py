"""Which knob a number is meant for, and what it stands at there in the unit of that knob."""

from __future__ import annotations

import math

from dsp.param import Param
from grammar.catalogue import Knob, kind_of, knobs_in
from grammar.numbers import LEAST_HZ, Quantity
from grammar.parts import Unclear
from grammar.pieces import Setting, Value

_SCALES = {("s", "ms"): 1000.0, ("ms", "s"): 0.001, ("semitones", "cents"): 100.0}


BY_MIX = frozenset({"Delay", "Drive"})
"""Effects that stand on the strip itself, where how loud they are is a matter of how much is mixed in."""


WET = frozenset({"level_db", "wet_db"})
"""The knobs in dB that say how loud an effect is beside the dry sound, which may be said in % of that."""


PITCHED = ("frequency_hz", "cutoff_hz")
"""The knobs that say where in the spectrum a filter works."""


Knobs = dict[str, float | bool | str]


def param_of(effect: str, knob: Knob) -> Param:
    """Return a knob as an effect has it; raises `Unclear` if it has none of the kind."""
    field = knob.among(effect)
    if field is None:
        raise Unclear(f"{kind_of(effect).words[0]} has no {knob.word}")
    return kind_of(effect).params[field]


def meant(effect: str, value: Value, taken: Knobs) -> Param:
    """Return the knob that a number without a name is meant for."""
    unit, preposition = value.quantity.unit, value.preposition
    every = list(kind_of(effect).params.values())
    if unit == "":
        unit = "dB" if value.quantity.signed else "Hz" if preposition == "at" else ""
        free = [p for p in every if p.name not in taken and not p.labels] or every
        if not unit and value.quantity.value >= LEAST_HZ and any(p.name in PITCHED for p in free):
            unit = "Hz"  # "notch 60 out of the bass": no Q
        gain = next((p for p in free if p.name == "gain_db"), None) if "frequency_hz" in taken else None
        if gain and gain.low <= value.quantity.value <= gain.high:
            return gain  # "12k shelf, 1.5"
        found = next((p for p in free if p.unit == unit), free[0])
        if not unit and not found.low <= value.quantity.value <= found.high:
            raise Unclear(f"it does not say {value.quantity.value:g} of what")
        return found
    if unit == "%" and effect in BY_MIX:  # "the delay should be 30 %": so much of it
        return kind_of(effect).params["mix_pct"]
    fitting = list(knobs_in(effect, unit)) or [p for p in every if (unit, p.unit) in _SCALES]
    fitting = fitting or [p for p in every if unit == "%" and p.name in WET]
    if len(fitting) > 1:  # "the ducker to 3 dB" is no threshold
        within = [p for p in fitting if p.low <= value.quantity.value <= p.high]
        only = (
            len(within) == 1 and within[0].name == "range_db" and not value.quantity.signed
        )  # "dynamic EQ at 3k, 4 dB"
        fitting = fitting if (fitting[0] in within and not only) or not within else within
    if len(fitting) > 1 and fitting[0] is not every[0] and unit == "dB":
        raise Unclear(f"{kind_of(effect).words[0]} has several knobs in {unit}")
    if len(fitting) > 1 and preposition not in ("to", "at") and fitting[0] is not every[0]:
        raise Unclear(f"{kind_of(effect).words[0]} has several knobs in {unit}")
    if len(fitting) > 1 and preposition not in ("to", "at") and unit == "dB":
        raise Unclear(f"{kind_of(effect).words[0]} has several knobs in {unit}")
    if not fitting:
        raise Unclear(f"{kind_of(effect).words[0]} has no knob in {unit}")
    return fitting[0]


def fill(found: Knobs, param: Param, quantity: Quantity) -> None:
    """Put a knob at a number; raises `Unclear` if it stands somewhere already, or cannot stand there."""
    if param.name in found:
        raise Unclear(f"it says the {param.words[0]} twice")
    _among(quantity, param)
    found[param.name] = _in_unit(quantity, param)


def _in_unit(quantity: Quantity, param: Param) -> float:
    if quantity.unit == "" and param.unit == "Hz" and quantity.signed:
        raise Unclear(f"a {param.words[0]} has no sign")  # "go for -20 and peak -3"
    if quantity.unit == "" and param.unit == "Hz" and 0 < quantity.value < param.low:
        return quantity.value * (1000 if quantity.value * 1000 <= param.high else 1)  # "a de-esser around 6"
    if quantity.unit in ("", param.unit):
        return quantity.value
    if quantity.unit == "%" and param.name in WET:
        if not 0 < quantity.value <= 100:
            raise Unclear("what is wet is 1 to 100 % as loud as what is dry")
        return round(20 * math.log10(quantity.value / 100), 1)
    scale = _SCALES.get((quantity.unit, param.unit))
    if scale is None:
        raise Unclear(f"{param.words[0]} is not set in {quantity.unit}")
    return round(quantity.value * scale, 9)


def _among(quantity: Quantity, param: Param) -> None:
    """Raise `Unclear` where a knob whose positions are kinds is given a number that none of them has."""
    last = len(param.labels) - 1
    if param.labels and not (quantity.value == int(quantity.value) and 0 <= quantity.value <= last):
        raise Unclear(f"{param.words[0]} is one of {', '.join(param.labels)}")


def plain(setting: Setting) -> tuple[str, float]:
    """Return a knob that several effects have and its value: by its field, where its unit tells which."""
    said = setting.quantity
    params = [kind_of(effect).params[field] for effect, field in setting.knob.owners]
    fitting = [param for param in params if said.unit in ("", param.unit) or (said.unit, param.unit) in _SCALES]
    if not fitting:
        raise Unclear(f"{setting.knob.word} is not set in {said.unit}")
    fields = {param.name for param in fitting}
    if said.unit and len(fields) == 1:
        return fields.pop(), _in_unit(said, fitting[0])
    return setting.knob.word, said.value
