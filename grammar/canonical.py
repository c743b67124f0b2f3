"""The names in canonical sentences: a strip before a colon, a slot behind its effect, whatever they are made of.

Such names may be any words at all ("Up & Down (2)"), so they are found before words are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from dsp.effect import Effect
from dsp.effects import EFFECTS
from dsp.param import Param
from grammar.catalogue import kind_of, texts
from grammar.intent import Span

_STRING = r'"(?:[^"\\]|\\.)*"'
_NUMBER = r"[-+]?\d*\.?\d+(?:e[-+]?\d+)?"
_VALUE = rf"{_NUMBER}(?::1| ?(?:kHz|Hz|dB/oct|dB|semitones|cents|ms|s|%))?"
_SLOT = r"[a-z0-9](?:[a-z0-9 -]*?[a-z0-9-])??"
_CLOCK = r"\d+(?::\d\d)?:\d\d(?:\.\d+)?"
_STRIP_MOVE = re.compile(rf"(?P<verb>new|remove) (?P<kind>return|bus) (?P<name>{_STRING}|[^\"\n].*)")


@dataclass(frozen=True)
class Part:
    """A name or a setting, found as it stands in the text; `concept` is its terminal in `commands.lark`."""

    concept: str
    value: object
    start: int
    end: int


def written(name: str, plain: str = r"[^\"\s](?:.*\S)?") -> str:
    """Return a name as canonical sentences write it: bare if it looks like `plain`, else in quotes."""
    bare = re.fullmatch(plain, name) and name.isprintable()
    return name if bare else json.dumps(name, ensure_ascii=not name.isprintable())


def slot_written(name: str, kind: type[Effect]) -> str:
    """Return a slot's name as canonical sentences write it: in quotes, too, if it looks like its effect's setting."""
    taken = re.fullmatch("|".join(_items(kind).values()), name)
    return json.dumps(name, ensure_ascii=not name.isprintable()) if taken else written(name, _SLOT)


def canonical(text: str, strips: Sequence[str]) -> tuple[Part, ...]:
    """Return the parts at the head of `text` that are canonical by their form, left to right; none otherwise.

    What follows the last of them is to be read as ordinary words.
    """
    strip = _strip(text, strips)
    whole = _STRIP_MOVE.fullmatch(text) if strip is None else None
    if whole:
        verb = Part("_NEW" if whole["verb"] == "new" else "_REMOVE", "", *whole.span("verb"))
        kind = Part("KIND", whole["kind"], *whole.span("kind"))
        return verb, kind, Part("NAME", _read(whole["name"]), *whole.span("name"))
    if strip is None:
        return ()
    named = (kind for kind in EFFECTS if kind.words[0] in text)  # a pattern is compiled when its effect is first named
    exact = next((parts for kind in named if (parts := _slot(text, strip.end, kind))), None)
    return (strip, *(exact or (Part("_COLON", "", strip.end - 1, strip.end),)))


def _strip(text: str, strips: Sequence[str]) -> Part | None:
    """Return the strip that `text` starts with, if a colon comes next; the longest name that fits."""
    for name in sorted(strips, key=len, reverse=True) if ":" in text else ():
        for said in (written(name), name):
            if text[: len(said) + 1].casefold() == f"{said}:".casefold():
                return Part("STRIP", name, 0, len(said) + 1)
    return None


def _slot(text: str, start: int, kind: type[Effect]) -> tuple[Part, ...]:
    found = _pattern(kind.__name__).fullmatch(text, start)
    if not found or not any(found[part] for part in ("remove", "settings", "bypassed", "key", "span")):
        return ()
    parts = [Part("_REMOVE", "", *found.span("remove"))] if found["remove"] else []
    parts.append(Part("EFFECT", kind.__name__, *found.span("effect")))
    if found["slot"]:
        parts.append(Part("SLOT", _read(found["slot"]), *found.span("slot")))
    if found["settings"]:
        parts.extend(_settings(kind, text, *found.span("settings")))
    if found["bypassed"]:
        parts.append(Part("BYPASSED", found["bypassed"] == "bypassed", *found.span("bypassed")))
    if found["key"]:
        key = "" if found["key"] == "itself" else _read(found["key"])
        parts.append(Part("KEYED", key, *found.span("key")))
    if found["span"]:
        begin, end = (_seconds(time) for time in re.findall(_CLOCK, found["span"]))
        parts.append(Part("SPAN", Span(begin, end), *found.span("span")))
    if found["place"]:
        parts.append(Part("PLACE", int(found["place"]) - 1, *found.span("place")))
    return tuple(parts)


def _settings(kind: type[Effect], text: str, start: int, end: int) -> Iterator[Part]:
    """Yield a part for each setting; its value is the knob's field name and where it is put."""
    item = re.compile("|".join(f"(?P<{field}>{form})" for field, form in _items(kind).items()))
    while start < end:
        found = item.match(text, start, end)
        assert found, "the whole has matched"
        assert found.lastgroup, "each item is named"
        field = found.lastgroup
        yield Part("SETTING", (field, _value(kind, field, found.group())), start, found.end())
        start = found.end() + len(", ")


def _value(kind: type[Effect], field: str, said: str) -> float | bool | str:
    param = kind.params.get(field)
    if param is None:
        return _read(said.removeprefix(f"{field} "))
    if _is_switch(param):
        return said == "on"
    if param.labels:
        return float(param.labels.index(said.removeprefix(param.words[0]).strip()))
    number = re.match(_NUMBER, said.removeprefix(param.words[0]).strip())
    assert number, "the pattern asks for a number"
    return float(Decimal(number.group()) * (1000 if said.endswith("kHz") else 1))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    kind = kind_of(name)
    item = "|".join(_items(kind).values())
    return re.compile(
        rf" (?P<remove>remove )?(?P<effect>{re.escape(kind.words[0])})(?: (?P<slot>{_SLOT}|{_STRING}))??"
        rf"(?: (?P<settings>(?:{item})(?:, (?:{item}))*))?(?:,? (?P<bypassed>bypassed|at work))?"
        rf"(?:,? keyed by (?P<key>itself|{_STRING}))?"
        rf"(?:,? (?P<span>from {_CLOCK} to {_CLOCK}))?(?:, in place (?P<place>\d+))?"
    )


def _items(kind: type[Effect]) -> dict[str, str]:
    """Return the pattern of each setting by its field."""
    names = {field: f"{field} {_STRING}" for field in texts(kind)}
    knobs = {
        field: "(?:on|off)" if _is_switch(param) else f"{re.escape(param.words[0])} {_written(param)}"
        for field, param in kind.params.items()
    }
    return {**names, **knobs}


def _written(param: Param) -> str:
    labels = sorted(param.labels, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, labels))})" if labels else _VALUE


def _seconds(clock: str) -> float:
    *hours, minutes, seconds = clock.split(":")
    return float(3600 * Decimal(sum(map(int, hours))) + 60 * int(minutes) + Decimal(seconds))


def _is_switch(param: Param) -> bool:
    return isinstance(param.default, bool)


def _read(name: str) -> str:
    return str(json.loads(name)) if name.startswith('"') else name
