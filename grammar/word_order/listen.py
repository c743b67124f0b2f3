"""The clauses about listening: what is played, from where to where, and beside what it is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from grammar import intent
from grammar.concept import Concept
from grammar.intent import Choose, Compare, Mark, Named, Seek, Span, Target, Transport
from grammar.listening_intents import LATEST
from grammar.numbers import Quantity
from grammar.parts import Parts, Unclear
from grammar.pieces import Value
from grammar.word_order.complain import Complain
from grammar.word_order.knobs import Intents
from grammar.word_order.leaves import Said, read

HOW_TIMES_ARE_SAID = "a time is said like 0:20 or 20 seconds"


@dataclass(frozen=True)
class Section:
    """A part of the song by its name; `onwards` if from there on is meant."""

    name: str
    onwards: bool = False


@dataclass(frozen=True)
class Edge:
    """The beginning or the end of the song."""

    end: bool


@dataclass(frozen=True)
class Stretch:
    """The first or the last seconds of the song, negative from its end."""

    start: float
    end: float | None = None


@dataclass(frozen=True)
class Looping:
    """Over and over."""


@dataclass(frozen=True)
class Version:
    """How the mix was: before a change, or as it came."""

    original: bool


@dataclass(frozen=True)
class Kept:
    """A version of the mix by the name that a person gave it."""

    words: str


class Listen(Complain):
    """The rules that ask to hear something."""

    def section(self, said: Said) -> Section:
        name = next(read([c], "SECTION", str) for c in said if "SECTION" in c.readings)
        number = next((int(read([c], "ORDINAL", str)) for c in said if "ORDINAL" in c.readings), 0)
        counted = next((read([c], "PLAIN", Quantity).value for c in said if "PLAIN" in c.readings), number)
        if counted != int(counted) or counted < 0:
            raise Unclear("it does not say which section")
        return Section(f"{name} {int(counted)}" if counted else name)

    def last_section(self, said: Said) -> Section:
        return Section(f"last {read(said, 'SECTION', str)}")

    def onwards(self, said: Said) -> Section:
        return Section(said[0].name, onwards=True)

    def edge(self, said: Said) -> Edge:
        return Edge(read(said, "EDGE", str) == "end")

    def opening(self, said: Said) -> Stretch:
        if read(said, "ORDINAL", str) != "1":
            raise Unclear("it does not say where that begins")
        return Stretch(0.0, seconds(said[1]))

    def closing(self, said: Said) -> Stretch:
        return Stretch(-seconds(said[0]))

    def looping(self, _: Said) -> Looping:
        return Looping()

    def version(self, said: Said) -> Version:
        return Version(read(said, "VERSION", str) == "original")

    def play(self, said: Said) -> Intents:
        parts = Parts(said)
        return (intent.Play(_span(parts), parts.one(Target) or Target(), parts.has(Looping)),)

    def play_only(self, said: Said) -> Intents:
        return self.play(list(Parts(said).but(Concept)))

    def play_for(self, said: Said) -> Intents:
        parts = Parts(said)
        long, *start = [seconds(value.quantity) for value in parts.all(Value)]
        if parts.one(Edge) and parts.all(Edge)[0].end:
            raise Unclear("there is nothing left to hear at the end")
        begin = start[0] if start else 0.0
        return (intent.Play(Span(begin, begin + long), parts.one(Target) or Target()),)

    def play_to(self, said: Said) -> Intents:
        (place,) = said
        if isinstance(place, Quantity):
            return (intent.Play(Span(0.0, seconds(place))),)
        return (intent.Play(Span(0.0, until=place.name)),)

    def loop(self, said: Said) -> Intents:
        return self.play([*said, Looping()])

    def hear_version(self, said: Said) -> Intents:
        return self.compare(said)

    def transport(self, said: Said) -> Intents:
        return (Transport(cast(Any, read(said, "TRANSPORT", str))),)

    def seek(self, said: Said) -> Intents:
        (place,) = said
        if isinstance(place, Quantity):
            return (Seek(Span(seconds(place))),)
        if isinstance(place, Edge):
            if place.end:
                raise Unclear("there is nothing left to hear at the end")
            return (Seek(Span(0.0)),)
        return (Seek(Span(section=place.name, onwards=True)),)

    def wind(self, said: Said) -> Intents:
        back = read(said, "WIND", str) == "back"
        if len(said) > 1:
            return (Seek(by=seconds(said[1]) * (-1 if back else 1)),)
        if not back:
            raise Unclear("it does not say how far")
        return (Seek(Span(0.0)),)

    def compare(self, said: Said) -> Intents:
        parts = Parts(said)
        version, target = parts.one(Version), parts.one(Target)
        if target and target.without:
            raise Unclear('it leaves somebody out; "play everything except the vocal" plays it so')
        if named := [name.words for name in parts.all(Kept)]:
            if target and any(ref.kind not in ("main", "it", "all") for ref in target.refs):
                raise Unclear("the whole mix is compared, not a track of it")
            return (Compare(version=named[0], beside=named[1] if len(named) > 1 else ""),)
        if target and (what := parts.one(Named)):  # "let me hear the vocal without the compressor"
            whole = all(ref.kind in ("main", "it", "all") for ref in target.refs)
            return (Compare(what=what if what.target or whole else replace(what, target=target)),)
        if target and any(ref.kind not in ("main", "it", "all") for ref in target.refs):
            if version:
                raise Unclear("the whole mix is compared, not a track of it")
            return (Compare(what=Named(target), span=_span(parts)),)
        return (Compare(version.original if version else False, parts.one(Named), _span(parts)),)

    def compare_latest(self, said: Said) -> Intents:
        if any(ref.kind not in ("main", "it", "all") for target in Parts(said).all(Target) for ref in target.refs):
            raise Unclear("the whole mix is compared, not a track of it")
        return (Compare(version=LATEST),)

    def by_name(self, said: Said) -> Kept:
        return Kept(next(str(c.readings[kind]) for c in said for kind in ("KEPT", "NAMED") if kind in c.readings))

    def chosen(self, said: Said) -> Intents:
        return (Choose(cast(Any, read(said, "CHOSEN", str))),)

    def mastering_aside(self, _: Said) -> Intents:
        raise Unclear("a master is a file of its own beside the mix; play that file beside the mix to compare them")

    def mark(self, said: Said) -> Intents:
        parts = Parts(said)
        named, said = parts.one(Section), [value.quantity for value in parts.all(Value)]
        if not named or len(said) != 2:
            raise Unclear("it does not say which section is from where to where")
        if not said[0].unit and said[1].unit == "s":
            said[0] = replace(said[0], unit="s")  # "from 10 to 20 seconds"
        return (Mark(named.name, *map(seconds, said)),)


def seconds(quantity: Quantity) -> float:
    """Return a time in seconds; raises `Unclear` where it is none."""
    worth = {"s": 1.0, "ms": 0.001}.get(quantity.unit)
    if worth is None or quantity.signed:
        raise Unclear(HOW_TIMES_ARE_SAID)
    return quantity.value * worth


def _span(parts: Parts) -> Span:
    """Return the stretch of the song that a clause names, the whole of it if it names none."""
    section, stretch, edges, values = parts.one(Section), parts.one(Stretch), parts.all(Edge), parts.all(Value)
    if bool(section) + bool(stretch) + bool(values) > 1 or len(values) > 2 or len(edges) > 2:
        raise Unclear("it says twice which part of the song")
    if section:
        return Span(section=section.name, onwards=section.onwards)
    if stretch:
        return Span(stretch.start, stretch.end)
    times = [seconds(value.quantity) for value in values]
    ends = [at for at, value in zip(times, values, strict=True) if value.preposition == "to"]
    starts = [at for at, value in zip(times, values, strict=True) if value.preposition != "to"]
    if len(starts) == 2:
        starts, ends = starts[:1], starts[1:]
    if len(ends) > 1 or any(value.preposition in ("by", "below", "above") for value in values):
        raise Unclear("it does not say from where to where")
    from_start = any(not edge.end for edge in edges)
    return Span(starts[0] if starts else 0.0 if from_start else None, ends[0] if ends else None)
