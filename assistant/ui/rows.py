"""A strip in one or two lines: what it is, where its knobs stand, how loud it is."""

from __future__ import annotations

from textual.content import Content

from assistant.explain import knob_words, number
from dsp.effects import Fader, Mute, Output, Pan, Send, Solo
from dsp.effects.level import OFF_DB
from dsp.measure import Measurement
from dsp.mix import MAIN, Move, Slot, Strip

QUIETEST_LUFS = -48.0
"""Where a level bar begins; it is full at 0."""

UNKNOWN = "…"
NO_LOUDNESS = "–"

_PLACED = (Fader, Pan, Mute, Solo, Send, Output)
"""What a row shows in other ways, or is routing; every other slot counts as an effect."""


def row(strip: Strip, heard: Measurement | None, changed: bool, width: int, lines: int) -> Content:
    """Return a strip's row.

    Parameters
    ----------
    heard
        Its measurement, None if it is not known yet.
    changed
        Whether the last turn changed it.
    lines
        1 for what matters most, 2 for all of it.
    """
    if lines == 1:
        bar_width = max(3, (width - 18) // 3 - 2)
        return Content.assemble(
            *_name(strip, changed, width - 18 - bar_width),
            _flag(strip),
            f"{fader_words(strip):>5} {pan_words(strip):>4} ",
            *_loud(heard, bar_width),
        )
    bar_width = width // 4
    knobs = f"{fader_words(strip):>5} dB {pan_words(strip):>4} {effects(strip):>2} fx"
    return Content.assemble(
        *_name(strip, changed, width - 8 - bar_width),
        "  ",
        *_loud(heard, bar_width),
        "\n ",
        (_fitted(_what(strip), width - len(knobs) - 4), "dim"),
        " ",
        _flag(strip),
        f" {knobs}",
    )


def chain_rows(strip: Strip) -> Content:
    """Return what a strip's sound goes through, in order, and what each slot is there for."""
    return Content("\n").join([_slot(strip, slot) for slot in strip] or [Content("nothing yet")])


def fader_words(strip: Strip) -> str:
    """Return where the fader stands, in dB."""
    total = sum(slot.effect.gain_db for slot in strip if isinstance(slot.effect, Fader))
    return "off" if total <= OFF_DB else number(total, signed=total != 0)


def pan_words(strip: Strip) -> str:
    """Return where the strip stands between the speakers: `L30`, `C`; empty if it has no pan."""
    position = next((slot.effect.position_pct for slot in strip if isinstance(slot.effect, Pan)), None)
    if position is None:
        return ""
    return f"{'R' if position > 0 else 'L'}{abs(position):g}" if position else "C"


def effects(strip: Strip) -> int:
    """Return how many effects there are beside fader, pan and switches."""
    return sum(not isinstance(slot.effect, _PLACED) for slot in strip)


def loudness_words(heard: Measurement | None) -> str:
    """Return a strip's integrated loudness as a row shows it."""
    if heard is None:
        return UNKNOWN
    return NO_LOUDNESS if heard.integrated_lufs is None else number(heard.integrated_lufs)


def bar(heard: Measurement | None, width: int) -> str:
    """Return a level bar: of the active level if there is no integrated loudness, none for silence."""
    level = None if heard is None else heard.integrated_lufs
    if heard is not None and level is None:
        level = heard.active_dbfs
    share = 0.0 if level is None else min(max(1 - level / QUIETEST_LUFS, 0.0), 1.0)
    full, half = divmod(round(share * width * 2), 2)
    return ("━" * full + "╸" * half).ljust(width)


def _slot(strip: Strip, slot: Slot) -> Content:
    words = knob_words(Move(strip.name, None, slot))
    purpose = "" if slot.name in slot.effect.words else f"  {slot.name}"
    return Content.assemble(words, (purpose, "dim"))


def _name(strip: Strip, changed: bool, width: int) -> tuple[tuple[str, str], ...]:
    style = "bold $text-accent" if changed else "bold" if strip.name == MAIN else ""
    return ("•" if changed else " ", "$text-accent"), (_fitted(strip.name, width - 1), style)


def _flag(strip: Strip) -> tuple[str, str]:
    if any(slot.effect.on for slot in strip if isinstance(slot.effect, Mute)):
        return "M", "bold $text-error"
    if any(slot.effect.on for slot in strip if isinstance(slot.effect, Solo)):
        return "S", "bold $text-warning"
    return " ", ""


def _loud(heard: Measurement | None, width: int) -> tuple[str | tuple[str, str], ...]:
    over = heard is not None and heard.true_peak_dbtp > 0
    return f"{loudness_words(heard):>5} ", (bar(heard, width), "$text-error" if over else "$text-success")


def _what(strip: Strip) -> str:
    return strip.role if strip.role and strip.kind == "track" else "the mix" if strip.kind == "main" else strip.kind


def _fitted(text: str, width: int) -> str:
    content = Content(text).truncate(width, ellipsis=True)
    return content.pad_right(max(0, width - content.cell_length)).plain
