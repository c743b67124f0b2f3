"""The clauses about what is on a strip and what is not: fades, ducking, pans, characters, sends, bypass and removal."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.catalogue import SENT
from grammar.intent import (
    Amount,
    Bypass,
    Copy,
    LevelAs,
    Like,
    Matched,
    NotYet,
    Play,
    Ref,
    Remove,
    Reset,
    Set,
    Simile,
    Target,
    Undo,
)
from grammar.knobs import Intents
from grammar.leaves import Said, read
from grammar.pan import Panning, is_of_a_kind
from grammar.parts import (
    Change,
    Character,
    Deed,
    Degree,
    Direction,
    Effect,
    Others,
    Parts,
    Power,
    Qualify,
    Quality,
    Response,
    Setting,
    Switch,
    Unclear,
    Unknown,
    Value,
    Way,
    Zone,
)
from grammar.refusal import MUTE_OR_BYPASS, MUTE_OR_UNDO
from grammar.senses import (
    effect_of,
    stronger,
    whom,
)
from grammar.settings import put
from grammar.vocabulary import vocabulary

STEP_DB = 1.0
"""How far over all others the loudest stands, no more being said: enough to be heard as such.

References
----------
E. Zwicker, H. Fastl, "Psychoacoustics", Springer, 1999, section 7.1: a change of level of about 1 dB is just noticed.
"""


ECHOING = frozenset({"slapback"})
"""What is made by one echo, of which it can be said how late it comes."""

LOWS_TO_HZ = 120.0
"""Where the lows end that are put in mono, if nobody says: below it records are cut in mono, and clubs play so."""


PLACES = frozenset({"church", "concert hall", "stadium", "cave", "bathroom", "garage", "jazz club", "living room"})
"""The characters that are places, and so may be named as a reverb."""


_DENIAL = re.compile(r"n't\b|\b(?:not|never)\b", re.IGNORECASE)
"""What turns a wish round, which no comparison may pass over."""


class Chain(Panning):
    """The rules that put something on a strip, or take it away."""

    def switching(self, said: Said) -> Switch:
        word = read(said, "SWITCH", str)
        return Switch(word.removeprefix("un").capitalize(), not word.startswith("un"))

    def bypassing(self, said: Said) -> Power:
        return Power(read(said, "BYPASS", str) == "on")

    def bypassing_all(self, said: Said) -> Power:
        return Power(read(said, "BYPASS_ALL", str) == "on")

    def power(self, said: Said) -> Power:
        return Power(read(said, "POWER", str) == "on")

    def character(self, said: Said) -> Character:
        return Character(read(said, "CHARACTER", str))

    def unknown(self, said: Said) -> Unknown:
        return Unknown(read(said, "SIMILE", str))

    def response(self, said: Said) -> Response:
        return Response(read(said, "FILE", str))

    def convolve(self, said: Said) -> Intents:
        parts = Parts(said)
        response, deed = parts.one(Response), parts.one(Deed)
        assert response, "it is convolved with something"
        others = {one.name for one in parts.all(Effect)} | ({deed.name} if deed else set())
        if others - {"Reverb", "Convolution"}:
            raise Unclear("it does not say what the file is for")
        found = put(whom(parts), "Convolution", parts.all(Setting), parts.all(Value))[0]
        assert isinstance(found, Set), "numbers of a convolution are put"
        return (replace(found, knobs=(("response", response.name), *found.knobs)),)

    def like_a_file(self, said: Said) -> Intents:
        """Return what a file is to somebody who shall sound like it: a room for one, for the mix a reference."""
        whole = all(ref.kind in ("main", "it", "all") for ref in whom(Parts(said)).refs)
        return self.referred_to(said) if whole else self.convolve(said)

    def referred_to(self, _: Said) -> Intents:
        return (NotYet("reference"),)

    def by_means(self, said: Said) -> Intents:
        parts = Parts(said)
        effect, change = parts.one(Effect), parts.one(Change) or parts.one(Qualify)
        quality = (change.what if isinstance(change, Change) else change) if change else parts.one(Quality)
        assert effect, "something is the means"
        more = change.more if isinstance(change, Change) else change.more if change else True
        name = quality.quality if isinstance(quality, Qualify) else quality.name if isinstance(quality, Quality) else ""
        if not more or name not in vocabulary().brings.get(effect.name, ()):
            raise Unclear("that is not what it is the means to")
        return (Set(whom(parts), effect.name, effect.sort),)

    def likeness(self, said: Said) -> Intents:
        parts = Parts(said)
        character = parts.one(Character)
        assert character, "it is like something"
        return (Like(whom(parts), character.name),)

    def likeness_in(self, said: Said) -> Intents:
        """Return a place that is named as the reverb it has: "a small room reverb"."""
        parts = Parts(said)
        character = parts.one(Character)
        if effect_of(parts) != "Reverb" or not character or character.name not in PLACES:
            raise Unclear("that is no kind of it")
        return self.likeness(said)

    def likeness_at(self, said: Said) -> Intents:
        """Return a sound that an echo makes, and how late that comes: "a slapback at 90 ms"."""
        parts = Parts(said)
        character, values = parts.one(Character), parts.all(Value)
        if not values:
            return self.likeness(said)
        if not character or character.name not in ECHOING or values[0].quantity.unit not in ("ms", "s"):
            raise Unclear("it does not say what of it is to stand there")
        return (*self.likeness(said), *put(whom(parts), "Delay", (), values))

    def unlikeness(self, said: Said) -> Intents:
        return tuple(replace(like, more=False) for like in self.likeness(said) if isinstance(like, Like))

    def simile(self, said: Said) -> Intents:
        unknown = Parts(said).all(Unknown)[0]
        if _DENIAL.search(unknown.words):
            raise Unclear("it says what is not to be")
        return (Simile(whom(Parts(said)), unknown.words),)

    def crush(self, said: Said) -> Intents:
        parts = Parts(said)
        degree = parts.one(Degree)
        way = parts.one(Way)
        how_much = Amount(degree.factor, words=degree.words) if degree else Amount(2.0)
        return (stronger(whom(parts), "Compressor", way.up if way else True, how_much),)

    def gate_between(self, said: Said) -> Intents:
        parts = Parts(said)
        if (deed := parts.one(Deed)) and deed.name not in ("Gate", "Mute"):
            raise Unclear("between phrases it can only be silenced")
        return (Set(whom(parts), "Gate"),)

    def ungate(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(way.up for way in parts.all(Direction)):
            raise Unclear("what bleeds in from others cannot be made more of")
        return (Set(whom(parts), "Gate"),)

    def mono(self, said: Said) -> Intents:
        parts = Parts(said)
        if below := parts.all(Value):
            return put(whom(parts), "MonoBelow", (), [Value("at", value.quantity) for value in below])
        return (Set(whom(parts), "Width", (("width_pct", 0.0),)),)

    def mono_low(self, said: Said) -> Intents:
        """Return what "keep the low end in mono" asks for."""
        parts = Parts(said)
        if any(zone.name != "low" for zone in parts.all(Zone)):
            raise Unclear("only the lows are put in mono by themselves")
        return (Set(whom(parts), "MonoBelow", (("frequency_hz", LOWS_TO_HZ),)),)

    def level_as(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        value, degree, way = parts.one(Value), parts.one(Degree), parts.one(Way)
        if degree and way:
            return (LevelAs(one, other, (2 * STEP_DB * degree.factor) * (1 if way.up else -1)),)
        if not value:
            return (LevelAs(one, other),)
        if value.quantity.unit not in ("dB", "") or value.quantity.signed or not way:
            raise Unclear("a level over another is in dB")
        return (LevelAs(one, other, value.quantity.value * (1 if way.up else -1)),)

    def beyond(self, said: Said) -> Way:
        return Way(read(said, "BEYOND", str) == "up")

    def level_beyond(self, said: Said) -> Intents:
        """Return what "louder than the guitars" asks of somebody: a step over them at least, or as much as is said."""
        parts = Parts(said)
        (one, other), way = parts.all(Target), parts.one(Way) or parts.one(Direction)
        value, degree = parts.one(Value), parts.one(Degree)
        if not way or (value and (value.quantity.unit not in ("dB", "") or value.quantity.signed)):
            raise Unclear("a level over another is in dB")
        step = value.quantity.value if value else STEP_DB * (degree.factor if degree else 1.0)
        return (LevelAs(one, other, step if way.up else -step, bound="least"),)

    def level_beneath(self, said: Said) -> Intents:
        parts = Parts(said)
        one, other = parts.all(Target)
        if any(way.up for way in (*parts.all(Way), *parts.all(Direction))):
            raise Unclear("it goes up to be below")
        degree = parts.one(Degree)
        return (LevelAs(one, other, -STEP_DB * (degree.factor if degree else 1.0), bound="least"),)

    def level_within(self, said: Said) -> Intents:
        """Return what "no louder than the guitars" asks of somebody: as loud as they at most."""
        parts = Parts(said)
        (one, other), way = parts.all(Target), parts.one(Way)
        if not way or not way.up:
            raise Unclear("it does not say how loud it may be")
        return (LevelAs(one, other, bound="most"),)

    def level_alike(self, said: Said) -> Intents:
        target = whom(Parts(said))
        if is_of_a_kind(target) or len(target.refs) > 1:
            return (Matched(target),)
        raise Unclear('it does not say which of them is to move; say for example "the kick as loud as the bass"')

    def matched(self, said: Said) -> Intents:
        return self.level_alike(said)

    def matched_to(self, said: Said) -> Intents:
        one, other = Parts(said).all(Target)
        both = Target((*one.refs, *other.refs))
        return (Matched(both),) if is_of_a_kind(both) else (LevelAs(one, other),)

    def levelled_to(self, said: Said) -> Intents:
        one, other = Parts(said).all(Target)
        return (LevelAs(one, other),)

    def extreme(self, said: Said) -> Way:
        return Way(read(said, "EXTREME", str) == "up")

    def loudest_of(self, said: Said) -> Intents:
        """Return what "the loudest thing in the kit" asks of somebody: a step over the loudest of the others."""
        parts = Parts(said)
        way, (one, *among) = parts.one(Way), parts.all(Target)
        assert way, "it is to be the loudest, or the quietest"
        others = among[0] if among else Target((Ref("all"),))
        return (LevelAs(one, others, STEP_DB if way.up else -STEP_DB, each=True),)

    def switch(self, said: Said) -> Intents:
        parts = Parts(said)
        switch = parts.one(Switch)
        assert switch, "a switch is named"
        target = whom(parts)
        if switch.effect == "Solo" and target.without and all(ref.kind in ("it", "main") for ref in target.refs):
            target = replace(target, refs=(Ref("all"),))  # "let me hear it without the guitars"
        if switch.effect == "Solo" and switch.on and target == Target((Ref("main"),)):
            return (Play(target=target),)  # "let me hear the mix"
        return (Set(target, switch.effect, (("on", switch.on),)),)

    def others(self, said: Said) -> Others:
        if read(said, "REF", Ref).kind != "rest":
            raise Unclear("it does not say what is to become of whom")
        return Others()

    def alone(self, said: Said) -> Intents:
        """Return what "the vocal and piano, kill everything else" asks for: all of the others muted."""
        parts = Parts(said)
        switch, named = parts.one(Switch), whom(parts)
        if (switch and (switch.effect, switch.on) != ("Mute", True)) or named.without:
            raise Unclear("it does not say what is to become of whom")
        return (Set(Target((Ref("all"),), named.refs), "Mute", (("on", True),)),)

    def heard_again(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "Mute", (("on", False),)),)

    def all_cleared(self, _: Said) -> Intents:
        every = Target((Ref("all"),))
        return (Set(every, "Solo", (("on", False),)), Set(every, "Mute", (("on", False),)))

    def silenced(self, said: Said) -> Intents:
        target = whom(Parts(said))
        if any(ref.kind in ("it", "main", "all") for ref in target.refs):
            raise Unclear(MUTE_OR_UNDO)
        return (Set(target, "Mute", (("on", True),)),)

    def soloed(self, said: Said) -> Intents:
        return (Set(whom(Parts(said)), "Solo", (("on", True),)),)

    # ---- what is there and what is not

    def remove(self, said: Said) -> Intents:
        parts = Parts(said)
        effect = effect_of(parts)
        if effect == "Fader":
            raise Unclear('a level is always there; "mute it" or "turn it down" would be something to do')
        return (Remove(whom(parts), SENT.get(effect, effect)),)

    def bypass(self, said: Said) -> Intents:
        parts = Parts(said)
        power = parts.one(Power)
        assert power, "it is on or off"
        return (Bypass(whom(parts), effect_of(parts), power.bypassed),)

    def copy(self, said: Said) -> Intents:
        parts = Parts(said)
        named = parts.all(Target)
        if len(named) != 2:
            raise Unclear('it does not say from whom; for example "copy the EQ of the snare to the toms"')
        return (Copy(named[0], named[1], effect_of(parts)),)

    def copied_as(self, said: Said) -> Intents:
        goal, source = Parts(said).all(Target)
        return (Copy(source, goal, effect_of(Parts(said))),)

    def again_at_work(self, said: Said) -> Intents:
        power = Parts(said).one(Power)
        ref = next(read([part], "REF", Ref) for part in said if not isinstance(part, Power))
        if ref.kind != "it" or not power or power.bypassed:
            raise Unclear(MUTE_OR_BYPASS)
        return (Bypass(Target((ref,)), on=False),)

    def reset(self, said: Said) -> Intents:
        parts = Parts(said)
        if any(ref.kind in ("main", "all") for ref in whom(parts).refs) and not parts.has(Effect):
            return (Undo(all=True),)
        return (Reset(whom(parts), effect_of(parts)),)

    def swapped_in(self, said: Said) -> Intents:
        new, old = Parts(said).all(Effect)
        return self.swap([old, new, *(part for part in said if not isinstance(part, Effect))])

    def swap(self, said: Said) -> Intents:
        parts = Parts(said)
        old, new = parts.all(Effect)
        if new.sort and new.name == old.name:
            return (Set(whom(parts), new.name, new.sort),)
        return Remove(whom(parts), SENT.get(old.name, old.name)), Set(whom(parts), new.name, new.sort)
