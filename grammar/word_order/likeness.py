"""The clauses about what something is to sound like: a character, a recording, a thing that no word tells of."""

from __future__ import annotations

import re
from dataclasses import replace

from grammar.intent import Like, NotYet, Set, Simile
from grammar.parts import Parts, Unclear, amount
from grammar.pieces import Character, Deed, Degree, Effect, Response, Setting, Unknown, Value, Way
from grammar.senses import effect_of, whom
from grammar.settings import put
from grammar.word_order.beside import Beside
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read

ECHOING = frozenset({"slapback", "ping-pong"})
"""What is made by one echo, of which it can be said how late it comes."""

PLACES = frozenset({"church", "concert hall", "stadium", "cave", "bathroom", "garage", "jazz club", "living room"})
"""The characters that are places, and so may be named as a reverb."""

_DENIAL = re.compile(r"n't\b|\b(?:not|never)\b", re.IGNORECASE)
"""What turns a wish round, which no comparison may pass over."""


class Likening(Beside):
    """The rules for likenesses."""

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

    def likeness(self, said: Said) -> Intents:
        parts = Parts(said)
        character = parts.one(Character)
        assert character, "it is like something"
        degree = parts.one(Degree)
        stepped = any(parts.all(Way)) or (degree is not None and degree.factor != 1)
        return (Like(whom(parts), character.name, amount=amount(parts) if stepped else None),)

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
        if not character or character.name not in ECHOING or values[0].quantity.unit not in ("ms", "s", "note"):
            raise Unclear("it does not say what of it is to stand there")
        return (*self.likeness(said), *put(whom(parts), "Delay", (), values))

    def unlikeness(self, said: Said) -> Intents:
        return tuple(replace(like, more=False, amount=None) for like in self.likeness(said) if isinstance(like, Like))

    def less_like(self, said: Said) -> Intents:
        step = amount(Parts(said))
        return tuple(replace(like, more=False, amount=step) for like in self.likeness(said) if isinstance(like, Like))

    def simile(self, said: Said) -> Intents:
        unknown = Parts(said).all(Unknown)[0]
        if _DENIAL.search(unknown.words):
            raise Unclear("it says what is not to be")
        return (Simile(whom(Parts(said)), unknown.words),)
