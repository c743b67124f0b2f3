"""What is said right behind a master is of the master: another file of it, "it's pumping", "are they clipping?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.explain import number
from assistant.master import HEAVY_DB, target_name
from assistant.outcome import Decline, asks
from assistant.resolve import listed
from assistant.session import Session
from assistant.slots import find
from assistant.turn import Turn
from dsp.effects import Limiter
from dsp.mix import MAIN
from grammar.catalogue import LEVEL
from grammar.intent import Amount, Ask, Condition, Export, If, Intent, Master, Named, NotYet, Nudge, Sound, Why
from grammar.mastered import remastered
from grammar.say import intent_text

USUAL = Amount()
"""How much louder or softer another master is of which it was not said."""

NAMES_THE_MIX = re.compile(
    r"\b(?:mix\w*|song|songs|bounce|rough|raw|dry|bare|plain|unmastered|unprocessed|untouched|stems?|session)\b",
    re.IGNORECASE,
)
"""What says of a file that it is one of the mix itself, masters or not."""

PRESSED = ("squashed", "clipped")
"""What a master is that was pushed too far."""


def as_files(said: str, intents: Sequence[Intent], session: Session) -> tuple[Intent, ...]:
    """Return the intents, "as mp3 too" behind a master as that master, as no file of the bare mix is meant."""
    made = _made(session)
    masters = [one for one in made.intents if isinstance(one, Master)] if made else []
    if not masters or NAMES_THE_MIX.search(said):
        return tuple(intents)
    found: list[Intent] = []
    for one in intents:
        if isinstance(one, Export) and one.what == "mix" and (one.format or one.rate_hz):
            files = [
                replace(master, format=one.format or master.format, rate_hz=one.rate_hz or master.rate_hz)
                for master in masters
            ]
            found += [file for file in files if file not in found]
        else:
            found.append(one)
    return tuple(found)


def of_the_master(intent: Intent, session: Session) -> Decline | None:
    """Return what is to be said of the last masters, None where that is not what is spoken of.

    What is too loud, too soft or pressed too hard is made anew, as that is a file: the mix is left as it is.
    """
    made = _made(session)
    if made is None:
        return None
    if isinstance(intent, Nudge) and (intent.effect, intent.knob) == LEVEL and intent.amount.unit in ("", "dB", "LUFS"):
        since = session.turns[session.turns.index(made) + 1 :]
        at_once = not made.moves and all(turn.status in ("answered", "asked") for turn in since)
        return _another(made, intent.up, intent.amount) if at_once and _of_it(intent) else None
    limits = isinstance(intent, Nudge) and (intent.effect, intent.knob) == (Limiter.__name__, "gain_db")
    if isinstance(intent, Nudge) and limits and find(session.mix[MAIN], Limiter) is None:
        return _another(made, intent.up) if _of_it(intent) and intent.amount.value is None else None
    if isinstance(intent, Sound) and intent.quality in PRESSED and not intent.more and _of_it(intent):
        return _another(made, louder=False)
    if isinstance(intent, NotYet) and intent.act == "softer_master":
        return _another(made, louder=False)
    return _told(intent, made)


def _made(session: Session) -> Turn | None:
    """Return the turn that made masters, if nothing was done since."""
    last = next((turn for _, turn in session.acts()), None)
    return last if last and any(one.lufs is not None for one in last.asked) else None


def _of_it(intent: Nudge | Sound) -> bool:
    return all(ref.kind in ("it", "main") for ref in intent.target.refs) and not intent.span


def _another(made: Turn, louder: bool, how_much: Amount = USUAL) -> Decline:
    """Ask how loud another master is to be: it is as loud as its place asks, whatever the mix is."""
    stood = [number(one.lufs or 0.0, "LUFS") for one in made.asked if one.lufs is not None]
    other = remastered(louder, how_much)
    which = "The master was" if len(stood) == 1 else "The masters were"
    how = f"{'one' if len(stood) == 1 else 'others'} {'louder' if louder else 'softer'}"
    return asks(
        f'{which} made for {listed(stood)}, however loud the mix is. Shall I make {how}: "{intent_text(other)}"?',
        (other,),
    )


def _told(intent: Intent, made: Turn) -> Decline | None:
    """Answer what is asked of the masters: which is louder, whether they clip, how far they are pressed."""
    masters = [one for one in made.asked if one.lufs is not None]
    loud = [check.after for check in made.checks if check.what == "integrated loudness"]
    peaks = [check.after for check in made.checks if check.what == "true peak"]
    pressed = [one.value for one in made.evidence if one.what == "most limiting"]
    if not len(masters) == len(loud) == len(peaks) == len(pressed):
        return None
    names = [f"the master for {target_name(one)}" for one in masters]
    match intent:
        case Ask(about="loudness", target=whom) if _is_it(whom) and not intent.span:
            told = [f"{name} stands at {number(lufs or 0, 'LUFS')}" for name, lufs in zip(names, loud, strict=True)]
            return _answer(
                f"{listed(told)}, measured from the {'file' if len(told) == 1 else 'files'}; the mix is as it was."
            )
        case Why(Named(whom, "", "")) if whom and all(ref.kind in ("it", "main") for ref in whom.refs):
            was = [check.before for check in made.checks if check.what == "integrated loudness"]
            told = [
                f"{name} was brought from {number(before or 0, 'LUFS')} to {number(lufs or 0, 'LUFS')}, "
                f"the limiter turning down at most {number(taken, 'dB')}"
                for name, before, lufs, taken in zip(names, was, loud, pressed, strict=True)
            ]
            return _answer(f"{listed(told)}; the mix is as it was.")
        case Ask(about="ready", name="", target=whom) if _is_it(whom):
            told = [
                f"{name} stands at {number(lufs or 0, 'LUFS')} where {number(one.lufs or 0, 'LUFS')} was the goal"
                for name, one, lufs in zip(names, masters, loud, strict=True)
            ]
            return _answer(f'{listed(told)}; "louder" makes another.')
        case Ask(about="most", name="loud", target=whom) if len(masters) > 1 and _is_it(whom):
            most, *others = sorted(range(len(masters)), key=lambda i: -(loud[i] or 0))
            stands = [f"{names[i]} stands at {number(loud[i] or 0, 'LUFS')}" for i in others]
            return _answer(f"{names[most]} is the loudest, at {number(loud[most] or 0, 'LUFS')}; {listed(stands)}.")
        case Ask(about="clipping") | If(Condition(what="clips"), (), ()) if _is_it(_whom(intent)):
            told = [f"{name} peaks at {number(peak or 0, 'dBTP')}" for name, peak in zip(names, peaks, strict=True)]
            over = any((peak or 0) > 0 for peak in peaks)
            return _answer(f"{'it goes over' if over else 'nothing clips'}: {listed(told)}.")
        case If(condition, (), ()) if condition.quality in PRESSED and _is_it(condition.target):
            told = [f"{name} by at most {number(taken, 'dB')}" for name, taken in zip(names, pressed, strict=True)]
            heard = "that will be heard" if max(pressed) > HEAVY_DB else "that is little heard"
            return _answer(f"the limiter turns down {listed(told)}; {heard}.")
    return None


def _answer(text: str) -> Decline:
    return Decline("answered", text[0].upper() + text[1:])


def _whom(intent: Intent) -> object:
    return intent.condition.target if isinstance(intent, If) else getattr(intent, "target", None)


def _is_it(target: object) -> bool:
    return all(ref.kind == "it" for ref in getattr(target, "refs", ()))
