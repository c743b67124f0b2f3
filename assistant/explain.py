"""Steps, checks and reasons to words: one renderer for screen, command line, transcript and report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.tone import TONES
from assistant.turn import Check, Reason, Step
from dsp.effect import Effect
from dsp.effects import Convolution, Fade, Mute, Output, PanRamp, Ramp, Send
from dsp.mix import Evidence, Move, Slot, Strip
from dsp.param import Param
from grammar.numbers import clock

VERDICTS = {"verified": "verified", "partly": "only partly", "refused": "not achieved"}


def number(value: float, unit: str = "", signed: bool = False) -> str:
    """Write a measured value with one decimal and a true minus sign: `−16.0 LUFS`."""
    text = f"{round(value, 1) + 0.0:+.1f}" if signed else f"{round(value, 1) + 0.0:.1f}"
    return f"{text} {unit}".strip().replace("-", "−").replace(" %", "%")


def value_words(param: Param, value: float) -> str:
    """Write a knob's value as an engineer would: `−18 dB`, `30 left`, `4:1`."""
    if param.name == "position_pct":
        side = "right" if value > 0 else "left"
        return f"{abs(value):g} {side}" if value else "centre"
    return param.format(value).replace("-", "−")


def _tone_words(gain_db: float, frequency: str) -> str:
    return f"{number(gain_db, 'dB', signed=True)} at {frequency}".replace(".0 dB", " dB")


def span_words(span: tuple[float, float]) -> str:
    """Say a part of the song: `0:45 to 1:02`."""
    return f"{clock(span[0])} to {clock(span[1])}"


def knob_words(move: Move) -> str:
    """Say a move: `bell −2.5 dB at 3.4 kHz`, `fader 0 → −2 dB`, `no compressor`, `reverb bypassed`."""
    before, after = move.before, move.after
    said = _knob_words(move)
    if isinstance(after, Slot):
        was = before if isinstance(before, Slot) else None
        if was and was.effect == after.effect and was.bypassed != after.bypassed:
            said = f"{_name(after)} {'bypassed' if after.bypassed else 'at work again'}"
        elif was and was.effect == after.effect:
            said = f"{_name(after)} moved" if was == after and move.at >= 0 else _name(after)
        if after.key != (was.key if was else ""):
            said += f", listening to {after.key or 'itself'}"
        if after.span:
            said += f", {span_words(after.span)}"
    return said


def _name(slot: Slot) -> str:
    effect = slot.effect
    if isinstance(effect, TONES):
        return f"{effect.words[0]} at {value_words(effect.params['frequency_hz'], effect.frequency_hz)}"
    return _word(effect)


def _word(effect: Effect) -> str:
    """Say what an effect is, with what it is made of or where it leads."""
    if isinstance(effect, Convolution) and effect.response:
        return f"{effect.words[0]} with {effect.response}"
    return f"{effect.words[0]} to {effect.to}" if isinstance(effect, (Send, Output)) else effect.words[0]


def _knob_words(move: Move) -> str:
    thing = move.thing
    if isinstance(thing, Strip):
        return f"a {thing.kind} {thing.name}" if move.after else f"no {thing.kind} {thing.name}"
    effect = thing.effect
    word = _word(effect)
    if move.after is None:
        return f"no {word}"
    if isinstance(effect, TONES):
        frequency = value_words(effect.params["frequency_hz"], effect.frequency_hz)
        said = f"{word} {_tone_words(effect.gain_db, frequency)}"
        narrow = f", Q {effect.q:g}" if effect.q != type(effect)().q and abs(effect.q - 0.7) > 0.02 else ""
        if isinstance(move.before, Slot) and isinstance(move.before.effect, TONES):
            return f"{said}{narrow} (was {_tone_words(move.before.effect.gain_db, frequency).split(' at ')[0]})"
        return f"{said}{narrow}"
    if isinstance(move.before, Slot):
        old = move.before.effect
        knobs = [p for n, p in effect.params.items() if getattr(old, n) != getattr(effect, n)]
        return _together(word, [_turned(p, word, old, effect) for p in knobs])
    rest = type(effect)()
    knobs = [p for n, p in effect.params.items() if getattr(rest, n) != getattr(effect, n)]
    knobs = knobs or list(effect.params.values())[:1]
    return _together(word, [_turned(p, word, None, effect) for p in knobs])


def _together(word: str, knobs: list[str]) -> str:
    """Say an effect and its knobs, the effect only once where the first knob is named after it: "fade out 5 s"."""
    said = ", ".join(knobs)
    if not said:
        return word
    return said if said.startswith(f"{word} ") else f"{word} {said}"


MAIN_KNOBS = ("gain_db", "position_pct", "on", "level_db", "cutoff_hz", "width_pct", "decay_s")
"""What goes without its name when its effect is named."""


def _turned(param: Param, word: str, old: object, new: object) -> str:
    now = getattr(new, param.name)
    name = "" if param.name in MAIN_KNOBS or param.labels or param.words[0] == word else f"{param.words[0]} "
    signed = param.name == "gain_db"
    if old is None or param.name == "on":
        return f"{name}{_signed(param, now) if signed else value_words(param, now)}"
    was = getattr(old, param.name)
    if signed:
        return f"{name}{_signed(param, was).removesuffix(' dB')} → {_signed(param, now)}"
    return f"{name}{value_words(param, was)} → {value_words(param, now)}"


def _signed(param: Param, value: float) -> str:
    return f"{'+' if value > 0 else ''}{value_words(param, value)}"


def check_words(check: Check) -> str:
    """Say what was measured on either side of a change, and the verdict."""
    if check.before is None and check.after is None:
        return f"{check.what} cannot be measured: {VERDICTS[check.verdict]}"
    if check.before is None:
        return f"{check.what} {number(check.after or 0.0, check.unit)}, none before: {VERDICTS[check.verdict]}"
    if check.after is None:
        return f"{check.what} {number(check.before, check.unit)} before, none now: {VERDICTS[check.verdict]}"
    before, after = number(check.before), number(check.after, check.unit)
    return f"{check.what} {before} → {after}: {VERDICTS[check.verdict]}"


def step_words(step: Step, width: int = 0) -> str:
    """Return a step's lines: what was done and for what, why, and whether it worked."""
    moved = ", ".join(moves_words(step))
    lines = [f"{step.strip:<{width}}  {moved}  [{step.purpose}]"]
    indent = " " * (max(width, len(step.strip)) + 2)
    reasons = dict.fromkeys(r.because for r in step.reasons if r.source != "you")
    checks = "; ".join(check_words(check) for check in step.checks)
    lines += [f"{indent}{minus(line)}" for line in (*reasons, checks, step.remark) if line]
    return "\n".join(lines)


def moves_words(step: Step) -> list[str]:
    """Say a step's moves; strips whose outputs are led elsewhere are said together."""
    led: dict[str, list[str]] = {}
    said: list[str] = []
    for move in step.moves:
        if isinstance(move.thing, Slot) and isinstance(move.thing.effect, Output) and move.strip != step.strip:
            after = move.after.effect if isinstance(move.after, Slot) else None
            led.setdefault(after.to if isinstance(after, Output) else "", []).append(move.strip)
        else:
            said.append(_where(step, move) + knob_words(move))
    if led.get(step.strip) and step.moves[0].after and isinstance(step.moves[0].thing, Strip):
        said[0] = f"a {step.moves[0].thing.kind} fed by {_listed(led.pop(step.strip))}"
    fed = [f"{_listed(names)} feed{'s' * (len(names) == 1)} {to or 'main'}" for to, names in led.items()]
    return [*fed, *said]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _where(step: Step, move: Move) -> str:
    """Name the strip that is muted for another's sake, or where something goes along with the song's speed."""
    slot, was = move.thing, move.before
    if move.strip == step.strip or not isinstance(slot, Slot):
        return ""
    along = isinstance(slot.effect, Fade | Ramp | PanRamp) or (isinstance(was, Slot) and was.span != slot.span)
    return f"{move.strip} " if along or isinstance(slot.effect, Mute) else ""


def minus(text: str) -> str:
    """Write the hyphens before numbers as true minus signs."""
    return re.sub(r"(?<![\w)])-(?=\d)", "−", text)


def steps_words(steps: Iterable[Step], brief: bool = False) -> str:
    """Return the lines of several steps, their strips in one column; in brief only what was done, and what failed."""
    steps = list(steps)
    width = max((len(step.strip) for step in steps), default=0)
    return "\n".join(step_words(_in_brief(step) if brief else step, width) for step in steps)


def _in_brief(step: Step) -> Step:
    """Return a step without its reasons and what came true of it."""
    return replace(step, reasons=(), checks=tuple(check for check in step.checks if check.verdict != "verified"))


def reason_words(reason: Reason, step: Step) -> str:
    """Say who wanted what, how much it weighed and why.

    What a person said is where a knob is to stand; what others wish is by how much to turn it.
    """
    share = f"{round(100 * reason.weight)}%"
    things = [move.thing for move in step.moves if (move.strip, move.slot) == (reason.strip, reason.slot)]
    effect = things[-1].effect if things and isinstance(things[-1], Slot) else None
    wished = number(reason.value, signed=True)
    if reason.source == "you" and effect and reason.knob in effect.params:
        param = effect.params[reason.knob]
        wished = f"{param.words[0]} {value_words(param, reason.value)}"
    return f"{reason.source} wished {wished} (weight {share}): {minus(reason.because)}"


def why_words(step: Step) -> str:
    """Return the whole account of a step: each opinion, the evidence and the check."""
    lines = [f"{step.strip}: {', '.join(moves_words(step))}, because you asked for {step.purpose}."]
    slots = list(dict.fromkeys((r.slot, r.knob) for r in step.reasons))
    for slot, knob in slots:
        for reason in step.reasons:
            if (reason.slot, reason.knob) == (slot, knob):
                lines.append(f"  {slot}: {reason_words(reason, step)}")
    for e in step.evidence:
        usual = f", usual {number(e.usual, e.unit)} (n {e.n})" if e.usual is not None else ""
        lines.append(f"  measured: {e.what} {number(e.value, e.unit)} of the whole{usual}")
    lines += [f"  checked: {check_words(check)}" for check in step.checks]
    return "\n".join(lines)


def measured_words(evidence: Sequence[Evidence]) -> str:
    """Return what an answer rests on: every figure that was measured for it, and what is usual."""
    of: dict[str, list[str]] = {}
    for e in evidence:
        usual = f" (usual {number(e.usual, e.unit)}, n {e.n})" if e.usual is not None and e.n else ""
        of.setdefault(e.strip, []).append(f"{e.what} {number(e.value, e.unit)}{usual}")
    told = "; ".join(f"{name}: {', '.join(figures)}" for name, figures in of.items())
    return f"I measured it in the mix as it stands: {told}. Nothing was changed for that."
