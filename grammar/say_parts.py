"""The parts of the sentences that are said back: whom, which knob, how much."""

from __future__ import annotations

from dsp.param import UNITS
from grammar.catalogue import kind_of
from grammar.intent import Amount, Export, Master, Named, Ref, Target


def words(*parts: str) -> str:
    """Return the parts that say something as one sentence."""
    return " ".join(part for part in parts if part)


def listed(names: tuple[str, ...]) -> str:
    """Return names as a person lists them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def target_text(target: Target) -> str:
    """Say whom."""
    if not target:
        return ""
    but = f"except {listed(tuple(map(ref_text, target.without)))}" if target.without else ""
    return words(listed(tuple(map(ref_text, target.refs))), but)


def heard_text(only: Target) -> str:
    """Say of a mix who is heard in it; nothing where all are."""
    if not only:
        return ""
    if only.without:
        return f"the mix without {listed(tuple(map(ref_text, only.without)))}"
    return f"the mix with only {target_text(only)}"


def on(target: Target) -> str:
    """Say on whom."""
    return f"on {target_text(target)}" if target else ""


def among(target: Target) -> str:
    """Say in whom."""
    return f"in {target_text(target)}" if target else ""


def from_whom(target: Target) -> str:
    """Say from whom."""
    return f"from {target_text(target)}" if target else ""


def ref_text(ref: Ref) -> str:
    """Say one of those meant."""
    names = {
        "all": "everything",
        "main": "the mix",
        "it": "it",
        "both": "both",
        "rest": "the rest",
        "nth": ref.words,
        "strip": ref.value,
    }
    names |= {"group": ref.value, "track": f"track {ref.index}", "band": "the band"}
    if ref.kind == "bus":
        return f"the {ref.words}" if ref.words else f"the bus of {listed(tuple(map(ref_text, ref.of)))}"
    if ref.kind == "return":
        return f"the {ref.words} return"
    role = ref.words or ref.value
    if ref.kind == "rest" and role:
        return f"the other {role}"
    if ref.index == -1:
        return f"the last {role}"
    return names.get(ref.kind) or (f"{role} {ref.index}" if ref.index else f"the {role}")


def named_text(what: Named) -> str:
    """Say what was done earlier."""
    effect = f"the {effect_text(what.effect)}" if what.effect else ""
    quality = f"the {what.quality}" if what.quality else ""
    if effect or quality:
        return words(effect or quality, on(what.target))
    return target_text(what.target)


def effect_text(name: str) -> str:
    """Say an effect."""
    return "reverb" if name == "Send" else "EQ" if name == "EQ" else kind_of(name).words[0]


def knob_text(effect: str, knob: str) -> str:
    """Say a knob, by its effect."""
    if not effect:
        return f"the {knob}"
    if effect == "Send":
        return "the reverb"
    kind = kind_of(effect)
    word = "" if len(kind.params) == 1 else kind.params[knob].words[0]
    return words("the", kind.words[0], word)


def put_text(effect: str, knob: str, value: float | bool | str) -> str:
    """Say where a knob is put."""
    if not effect or knob not in kind_of(effect).params:
        if isinstance(value, bool | str):
            return f"{knob} {value}"
        ending = max((end for end in UNITS if knob.endswith(end)), key=len, default="")
        return f"{knob.removesuffix(ending)} {number_text(Amount(value=value, unit=UNITS.get(ending, '')))}"
    param = kind_of(effect).params[knob]
    assert isinstance(value, int | float), "a knob stands at a number"
    return f"{param.words[0]} {param.format(value)}"


def level_text(knobs: tuple[tuple[str, float | bool | str], ...]) -> str:
    """Return how much of it a send is set to."""
    level = kind_of("Send").params["level_db"]
    value = dict(knobs).get("level_db", level.default)
    assert isinstance(value, int | float), "a level is a number"
    return level.format(value)


def format_text(of: Master | Export) -> str:
    """Say the format of a file and its sample rate."""
    return words(f"as {of.format}" if of.format else "", f"at {of.rate_hz / 1000:.10g} kHz" if of.rate_hz else "")


def number_text(amount: Amount) -> str:
    """Say a number with its unit."""
    assert amount.value is not None, "it has a number"
    return f"{amount.value:.10g}{' ' if amount.unit[:1].isalpha() else ''}{amount.unit}"


def by(amount: Amount) -> str:
    """Say by how much, if a number was said."""
    if amount.as_much:
        if amount.degree != 1:
            return "by half of that"
        return words("as much as you did", on(amount.as_on)) if amount.as_on else "by the same amount"
    return f"by {number_text(amount)}" if amount.value is not None else ""


_DEGREES = {0.25: "a tiny bit", 0.5: "a bit", 2.0: "a lot", 3.0: "massively"}


def degree_text(amount: Amount) -> str:
    """Say how much, in words."""
    return _DEGREES.get(amount.degree, "") if amount.value is None else ""


def how_far(amount: Amount) -> str:
    """Say by how much."""
    return by(amount) or degree_text(amount)
