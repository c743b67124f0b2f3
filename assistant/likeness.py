"""A sound made to sound like something else: a chain put in place, and held to what it does to this recording."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from assistant import strength
from assistant.characters import Character, characters, similes, vague
from assistant.distance import towards
from assistant.ears import AUDIBLE_DB
from assistant.echoes import echo
from assistant.figures import dryness
from assistant.gaps import peaks_db
from assistant.harmonics import above
from assistant.outcome import Decline, Done, asks, asks_which, refuses
from assistant.punch import stand_out_db
from assistant.qualities import purpose
from assistant.reducing import turning_down
from assistant.request import verdict
from assistant.resolve import listed, only, strips
from assistant.session import Session
from assistant.slots import RETURN, added, find, with_return
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step
from dsp.effects import Compressor, Reverb, Send
from dsp.measure import BANDS, Measurement
from dsp.mix import MAIN, Mix, Move, Slot, adjust, remove
from dsp.units import power_decibels
from grammar.intent import Like, Simile, Sound

NEED_DB = {"band": 3.0, "below": 1.0, "tone": 1.5, "crest": 0.5, "hits": 1.0, "sides": 3.0, "dryness": 2.0, "echo": 1.0}
"""By how much a figure must move for the likeness to be heard."""

FIGURES = {
    "band": "what lies outside {}",
    "below": "what lies below, beside {}",
    "tone": "what there is from {} against the rest",
    "crest": "crest factor",
    "hits": "hits over what follows",
    "sides": "side level",
    "dryness": "level over its reverb",
    "echo": "echoes beside the sound",
}

RISING = ("tone", "hits", "sides", "echo")
"""The figures that are to go up."""

WORK = {"below": "make harmonics of", "tone": "bring out", "hits": "make stand out", "sides": "spread"}
"""What a sound can be short of, by figure."""


def like(intent: Like, session: Session, studio: Studio) -> Done | Decline:
    """Give strips a character, or take it away."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    character = characters()[intent.name]
    if character.room and names == (MAIN,) and intent.more:
        names = _sounding(session.mix, studio)  # the whole band stands in the room
    steps: list[Step] = []
    mix = session.mix
    for name in names:
        own = replace(intent, target=only(name))
        made: Step | Decline
        if intent.amount is not None and (not intent.more or _standing(intent, mix, name)):
            made = _turned(own, character, mix, name, studio)
        else:
            made = _give(own, character, mix, name, studio) if intent.more else _take(own, mix, name)
        if isinstance(made, Decline):
            return made
        if made.moves:
            steps.append(made)
            mix = mix.apply(*made.moves)
    if not steps:
        so = "so already" if intent.more else 'not so by what was done here; say what you hear: "the vocal is boxy"'
        return Done(text=f"{listed(names)} {'is' if len(names) == 1 else 'are'} {so}.", focus=names)
    return Done(tuple(steps), focus=names)


def _take(intent: Like, mix: Mix, name: str) -> Step:
    moves: list[Move] = []
    for slot in _standing(intent, mix, name):
        moves.append(remove(mix[name], slot))
        mix = mix.apply(moves[-1])
    return Step(name, f"no longer {characters()[intent.name].says}", intent, tuple(moves))


def _standing(intent: Like, mix: Mix, name: str) -> list[Slot]:
    return [slot for slot in mix[name] if slot.name.startswith(f"{intent.name} ")]


def _turned(intent: Like, character: Character, mix: Mix, name: str, studio: Studio) -> Step:
    """Return a likeness that is there made stronger or weaker; what is left nothing of goes."""
    assert intent.amount is not None
    factor = strength.further(intent.amount, intent.more)
    if not factor:
        return _take(intent, mix, name)
    moves: list[Move] = []
    after = mix
    sent = [slot for slot in [find(mix[name], Send, to=RETURN)] if slot and character.room]
    for slot in [*_standing(intent, mix, name), *sent]:
        effect = strength.times(slot.effect, factor)
        if effect != slot.effect:
            moves.append(adjust(after[name], slot, effect))
            after = after.apply(moves[-1])
    says = f"{'more' if intent.more else 'less'} {character.says}"
    if not moves:
        return Step(name, says, intent)
    was, now = (_figure(character, studio, one, name) for one in (mix, after))
    rises = (character.figure in RISING) == intent.more
    need = NEED_DB[character.figure] * abs(factor - 1) / 2
    check = Check(name, _figure_words(character), was, now, "dB", verdict(was, now, rises, need))
    return Step(name, says, intent, tuple(moves), checks=(check,))


def _figure_words(character: Character) -> str:
    return FIGURES[character.figure].format(_band(character))


def _give(intent: Like, character: Character, mix: Mix, name: str, studio: Studio) -> Step | Decline:
    if _standing(intent, mix, name):
        return Step(name, character.says, intent)
    heard = studio.heard(mix, name)
    if heard.active_dbfs is None:
        return refuses(f"{name} is silent, so it sounds like nothing.")
    before = _figure(character, studio, mix, name)
    much = strength.first(intent.amount)
    moves: list[Move] = []
    after = mix
    for effect in character.chain:
        if isinstance(effect, Compressor) and character.reduction_db:
            effect = turning_down(studio, after, name, effect, character.reduction_db * much)
        else:
            effect = strength.times(effect, much)
        move = added(after[name], effect, _slot_name(after, name, f"{intent.name} {effect.words[0]}"))
        moves.append(move)
        after = after.apply(move)
    if character.room:
        if mix[name].kind != "track":
            return asks(f"{name} has no reverb of its own; say which track is to sound {character.says}.")
        placed, after = _in_a_room(character, after, name, studio, character.over_db - power_decibels(much**2))
        moves += placed
    now = _figure(character, studio, after, name)
    falls = -1.0 if before is None or now is None else before - now
    rises = character.figure in RISING
    need = NEED_DB[character.figure] * min(1.0, much)
    brought = character.figure in ("dryness", "echo", "sides") and before is None and now is not None
    judged = "verified" if brought else verdict(before, now, rises, need)
    what = _figure_words(character)
    check = Check(name, what, before, now, "dB", judged)
    own = next(move for move in moves if move.strip == name)
    reason = Reason(name, own.slot, "", "craft", 0.0, 1.0, character.why)
    step = Step(name, character.says, intent, tuple(moves), (reason,), checks=(check,))
    if judged == "refused":
        work = WORK.get(character.figure, "take away")
        return refuses(
            f"I tried to make {name} sound {character.says}, but its {what} moved only {abs(falls):.1f} dB: "
            f"it has nothing there to {work}. I have left it as it was.",
            (step,),
        )
    return step


def _sounding(mix: Mix, studio: Studio) -> tuple[str, ...]:
    tracks = [strip.name for strip in mix if strip.kind == "track"]
    return tuple(name for name in tracks if studio.heard(mix, name).active_dbfs is not None)


def _slot_name(mix: Mix, strip: str, base: str) -> str:
    """Return a name no slot of a strip has: a character may need two bells."""
    taken = {slot.name for slot in mix[strip]}
    return next(n for i in range(1, 100) if (n := base if i == 1 else f"{base} {i}") not in taken)


def _in_a_room(character: Character, mix: Mix, name: str, studio: Studio, over_db: float) -> tuple[list[Move], Mix]:
    """Have the shared reverb be the room, and the strip stand in it, by so much over it."""
    mix, made = with_return(mix)
    moves = list(made)
    slot = find(mix[RETURN], Reverb)
    if slot is not None:
        room = slot.effect.with_(**dict(character.room))
        if room != slot.effect:
            moves.append(adjust(mix[RETURN], slot, room))
            mix = mix.apply(moves[-1])
    sent, mix = towards(studio, mix, name, over_db)
    return [*moves, *sent], mix


def _figure(character: Character, studio: Studio, mix: Mix, name: str) -> float | None:
    heard = studio.heard(mix, name)
    match character.figure:
        case "band":
            return _outside(heard, character.edges)
        case "below":
            over = above(heard, *character.edges)
            return None if over is None else -over
        case "tone":
            return _against(heard, character)
        case "crest":
            return heard.crest_db
        case "hits":
            return stand_out_db(peaks_db(studio, mix, name))
        case "sides":
            return heard.side_db
        case "echo":
            return found.level_db if (found := echo(studio, mix, name)) else None
        case "dryness":
            return dryness(studio, mix, name) if mix[name].of(Send) else None
    return None


def _outside(heard: Measurement, edges: tuple[float, float]) -> float | None:
    """Return how much of a sound lies outside a band, in dB of what lies within; None if nothing does."""
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    bands = np.array(BANDS)
    inside = (bands >= edges[0]) & (bands <= edges[1])
    if not power[inside].any() or not power[~inside].any():
        return None
    return float(10 * np.log10(power[~inside].sum() / power[inside].sum()))


def _against(heard: Measurement, character: Character) -> float | None:
    """Return how much of a sound lies in one band in dB of what lies in another; None if one is not heard."""
    power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
    bands = np.array(BANDS)
    one, other = (power[(bands >= low) & (bands <= high)].sum() for low, high in (character.edges, character.against))
    heard = power.sum() * 10 ** (-AUDIBLE_DB / 10)
    return float(10 * np.log10(one / other)) if min(one, other) > heard else None


def _band(character: Character) -> str:
    low, high = (f"{edge / 1000:g} kHz" if edge >= 1000 else f"{edge:g} Hz" for edge in character.edges)
    return f"{low} to {high}"


def _which_way(intent: Simile, means: tuple[str, ...]) -> Decline:
    """Ask which of the ways to sound that a word may mean is meant."""
    span = intent.span
    ways = [Sound(intent.target, name.removeprefix("-"), not name.startswith("-"), span=span) for name in means]
    wished = [replace(one, guards=intent.guards) for one in ways]
    named = [purpose(one.quality, one.more) for one in wished]
    offered = listed((f"{at} {name}" for at, name in enumerate(named, 1)), "or")
    options = tuple((name, (one,)) for name, one in zip(named, wished, strict=True))
    return asks_which(f"{intent.words.capitalize()!r} may mean several things. Shall I make it {offered}?", options)


def _among(intent: Simile, known: Collection[str]) -> str:
    """Return the words of a simile, or the first word of it, that are known; nothing if none are."""
    return next((word for word in (intent.words, *intent.words.split()) if word in known), "")


def is_unheard(intent: Simile) -> bool:
    """Whether nobody has told us anything of what somebody shall sound like."""
    return not _among(intent, similes()) and not _among(intent, vague())


def simile(intent: Simile) -> Decline:
    """Offer the nearest to something that nobody has told us the sound of."""
    if said := _among(intent, similes()):
        name = similes()[said]
        return asks(
            f"I take {intent.words!r} to mean {name}; shall I make it so?",
            (Sound(intent.target, name, span=intent.span, guards=intent.guards),),
        )
    if said := _among(intent, vague()):
        return _which_way(intent, vague()[said])
    if intent.guards:
        return refuses(f"I do not know what {intent.words!r} sounds like, nor what it would spare.")
    every = {word: name for name, character in characters().items() for word in character.words}
    from rapidfuzz.process import extract  # only where nothing known was said: it takes a while to load

    near = [every[word] for word, _, _ in extract(intent.words, list(every), limit=8, score_cutoff=60)]
    names = list(dict.fromkeys([*near, "radio", "telephone", "vintage", "church", "gritty"]))[:5]
    options = tuple((name, (Like(intent.target, name, span=intent.span),)) for name in names)
    offered = listed((f"{at} {characters()[name].says}" for at, name in enumerate(names, 1)), "or")
    unknown = f"I do not know what {intent.words!r} sounds like"
    return asks_which(f"{unknown}. The nearest I can do: {offered}. Which one?", options)
