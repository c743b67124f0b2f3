"""What terms, kinds and knobs are, and when one takes an effect: from `meanings.toml` and the declarations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.explain import value_words
from assistant.resolve import listed
from dsp.effects import BY_NAME, Reverb
from dsp.effects.spaces import NATURES
from grammar.catalogue import knobs, labels


@cache
def _table(name: str) -> Mapping[str, str]:
    rows = tomllib.loads(Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8"))[name]
    return {str(thing): str(said) for thing, said in rows.items()}


def terms() -> Mapping[str, str]:
    """Return what terms of metering and of the work mean, by the names that intents use."""
    return _table("terms")


def use(effect: str) -> str:
    """Return when one reaches for an effect, empty where that goes without saying."""
    return _table("uses").get(effect, "")


def kind_words(word: str) -> str:
    """Say what a kind of an effect is, and for a reverb where its knobs stand."""
    owners = listed(dict.fromkeys(BY_NAME[owner].words[0] for owner, _, _ in labels()[word].owners))
    said = _table("kinds").get(word)
    opens = f"{word.capitalize()}: {said}" if said else f"{word.capitalize()}: a kind of {owners}"
    if word not in NATURES:
        return f"{opens}."
    stands = [f"{Reverb.params[k].words[0]} {value_words(Reverb.params[k], v)}" for k, v in NATURES[word].items()]
    return f"{opens}. As it comes: {', '.join(stands)}."


def knob_words(word: str) -> str:
    """Say what a knob does, and on which effects it is, from where to where."""
    owners = knobs()[word].owners
    names = dict.fromkeys(BY_NAME[effect].params[field].words[0] for effect, field in owners)
    said = next((text for name in names if (text := _table("knobs").get(name))), _table("knobs").get(word, ""))
    rows = []
    for effect, field in owners:
        param = BY_NAME[effect].params[field]
        span = listed(param.labels, "or") if param.labels else " to ".join(map(param.format, (param.low, param.high)))
        rows.append(f"  {BY_NAME[effect].words[0]}: {span}; down is {param.down}, up is {param.up}".replace(" -", " −"))
    return "\n".join((f"{word.capitalize()}: {said or 'on these it is'}{'.' if said else ':'}", *rows))
