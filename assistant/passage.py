"""A change to a part of the song: decided and measured on that part as if there were no other.

What works on a strip within the part is shown as a mix of its own; whatever a request makes of that is then put into
the whole mix as slots at work in that part only. So every request that works on a song works on a part of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import resolve
from assistant.excerpt import Excerpt
from assistant.explain import span_words
from assistant.outcome import Decline, Done, refuses
from assistant.parts import Seconds, label, parts
from assistant.session import Session
from assistant.slots import place
from assistant.studio import Studio
from assistant.tone import TONES
from assistant.turn import Step
from dsp.effects import Fader, Mute, Pan, Solo
from dsp.mix import Mix, Slot, Strip, moves_between
from dsp.render import LONGEST_TAIL_S
from grammar.intent import WHOLE, Apart, Bypass, Glue, LevelAs, Like, Matched, Nudge, Remove, Set, Sound

Timed = Sound | Nudge | Set | Remove | Bypass | LevelAs | Apart | Matched | Like | Glue
Act = Callable[[Timed, Session, Studio], "Done | Decline"]

ADDING = (*TONES, Fader, Pan, Mute, Solo)
"""Effects that add to what they stand behind: in a part of the song one more of them does it. Any other is set
differently there, so that the one at work all through steps aside."""

LEAST_GAP_S = 0.02


@dataclass(frozen=True)
class Passage:
    """Parts of the song and what is at work in them.

    Attributes
    ----------
    base
        The whole mix, as it is before the change.
    spans
        From when to when each part lasts.
    length
        How long the song is, in seconds.
    name
        What the part is called.
    everything
        Whether effects that would be added to are shown too: to be taken away, not turned.
    """

    base: Mix
    spans: tuple[Seconds, ...]
    length: float
    name: str
    everything: bool = False

    def shown(self) -> Mix:
        """Return the part as a mix of its own."""
        return Mix(tuple(strip if strip.kind == "return" else self._seen(strip) for strip in self.base))

    def real(self, part: Mix) -> Mix:
        """Return the whole mix in which this part is as in `part`."""
        return Mix(
            tuple(self._whole(self.base[strip.name], strip) if strip.name in self.base else strip for strip in part)
        )

    def slot_name(self, strip: str, slot: str) -> str:
        """Return what a slot of the part is called in the whole mix."""
        base = self.base[strip].slot(slot) if strip in self.base else None
        if strip not in self.base or self.base[strip].kind == "return" or (base and base.span):
            return slot
        return f"{slot} {self.name}"

    def _own(self, strip: Strip) -> tuple[Seconds, ...]:
        """Return the parts as this strip has them: what sums others goes on to the end of their tails."""
        if strip.kind == "track":
            return self.spans
        return tuple((a, b + LONGEST_TAIL_S if b >= round(self.length, 3) else b) for a, b in self.spans)

    def _seen(self, strip: Strip) -> Strip:
        chain: list[Slot] = []
        first = self._own(strip)[0]
        mine = {type(slot.effect) for slot in strip if slot.span == first}
        for slot in strip:
            kind = type(slot.effect)
            if slot.span == first:
                chain.append(replace(slot, span=None))
            elif slot.span is None and kind in (Fader, Pan):
                chain += [] if kind in mine else [Slot(slot.name, kind())]
            elif slot.span is None and (self.everything or kind not in ADDING):
                chain.append(slot)
        return replace(strip, chain=tuple(chain))

    def _whole(self, base: Strip, part: Strip) -> Strip:
        if base.kind == "return":
            return part
        spans = self._own(base)
        seen = self._seen(base)
        chain = list(base.chain)
        for old in seen:
            new = part.slot(old.name)
            if new == old:
                continue
            stood = base.slot(old.name)
            assert stood, "what is seen of a strip is there"
            if stood.span is None and type(stood.effect) not in (Fader, Pan):
                self._set_aside(chain, stood, new, spans)
            elif stood.span is None and new:
                self._insert(base, chain, new, spans)
            elif stood.span:
                self._change(chain, stood, new, spans)
        for new in part:
            if seen.slot(new.name) is None:
                self._insert(base, chain, new, spans)
        return replace(base, chain=tuple(chain))

    def _set_aside(self, chain: list[Slot], stood: Slot, new: Slot | None, spans: Sequence[Seconds]) -> None:
        """Put another setting into the parts, and let what works all through work around them."""
        at = chain.index(stood)
        around = [replace(stood, span=gap) for gap in self._gaps(spans)]
        within = [replace(new, span=span) for span in spans] if new and not new.bypassed else []
        chain[at : at + 1] = []
        for i, slot in enumerate([*around, *within]):
            own = stood.name if slot in around else f"{stood.name} {self.name}"
            chain.insert(at + i, replace(slot, name=_free(chain, own)))

    def _change(self, chain: list[Slot], stood: Slot, new: Slot | None, spans: Sequence[Seconds]) -> None:
        """Change or take away a slot of the parts, in each of them."""
        alike = [s for s in chain if s.effect == stood.effect and s.span in spans and s.key == stood.key]
        for slot in alike:
            at = chain.index(slot)
            chain[at : at + 1] = [replace(new, name=slot.name, span=slot.span)] if new else []

    def _insert(self, base: Strip, chain: list[Slot], new: Slot, spans: Sequence[Seconds]) -> None:
        name = self.slot_name(base.name, new.name)
        for span in spans:
            slot = replace(new, name=_free(chain, name), span=span)
            chain.insert(place(replace(base, chain=tuple(chain)), new.effect), slot)

    def _gaps(self, spans: Sequence[Seconds]) -> list[Seconds]:
        """Return what of the song the parts leave over, to the end of its tail."""
        edges = [0.0, *(at for span in spans for at in span), self.length + LONGEST_TAIL_S]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        return [(round(a, 3), round(b, 3)) for a, b in gaps if b - a > LEAST_GAP_S]


def _free(chain: Sequence[Slot], name: str) -> str:
    taken = {slot.name for slot in chain}
    return next(n for i in range(1, 1000) if (n := name if i == 1 else f"{name} {i}") not in taken)


def within(intent: Timed, session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Do to a part of the song what `act` does to a song."""
    if isinstance(intent, Set) and intent.effect == Solo.__name__:
        return refuses('A solo is for listening, all through; say "play the chorus" to hear one part.')
    spans = parts(intent.span, session, studio)
    if isinstance(spans, Decline):
        return spans
    steps: list[Step] = []
    text, focus = "", session.focus
    mix = session.mix
    for one in _shares(intent, session):
        if isinstance(one, Decline):
            return one
        everything = isinstance(one, Remove | Bypass) or (isinstance(one, Set) and (("on", False) in one.knobs))
        passage = Passage(mix, spans, studio.seconds(mix), label(intent.span), everything)
        part = passage.shown()
        excerpt = Excerpt.of(studio, passage.spans, passage.real)
        done = act(replace(one, span=WHOLE), replace(session, mix=part), excerpt)
        if isinstance(done, Decline):
            return _about(done, intent)
        for step in done.steps:
            after = part.apply(*step.moves)
            if any(strip != part[strip.name] for strip in after if strip.kind == "return" and strip.name in part):
                return refuses(
                    "The reverb itself is shared all through the song; say how much of it a track gets there."
                )
            steps.append(_put(step, passage, part, after, intent))
            mix, part = passage.real(after), after
        text, focus = done.text or text, done.focus or focus
    return Done(tuple(steps), text, focus)


def _about(declined: Decline, intent: Timed) -> Decline:
    """Return a refusal whose "yes" is for the same part of the song."""
    pending = declined.pending
    if pending is None:
        return declined
    yes = tuple(replace(one, span=intent.span) if isinstance(one, Timed) else one for one in pending.yes)
    return replace(declined, pending=replace(pending, yes=yes))


def _shares(intent: Timed, session: Session) -> Iterator[Timed | Decline]:
    """Yield the request as it is for a part: a fader said to stand somewhere is turned from where it stands."""
    fader = isinstance(intent, Set) and intent.effect == Fader.__name__ and not intent.slot
    if not fader:
        yield intent
        return
    assert isinstance(intent, Set)
    names = resolve.strips(intent.target, session)
    if isinstance(names, Decline):
        yield names
        return
    for name in names:
        stands = next((s.effect.knobs()["gain_db"] for s in session.mix[name].of(Fader) if s.span is None), 0.0)
        knobs = tuple((knob, float(value) - stands if knob == "gain_db" else value) for knob, value in intent.knobs)
        target = resolve.only(name)
        yield replace(intent, target=target, knobs=knobs)


def _put(step: Step, passage: Passage, before: Mix, after: Mix, intent: Timed) -> Step:
    """Return a step on a part of the song as one on the whole of it."""
    moves = tuple(moves_between(passage.real(before), passage.real(after)))
    own = step.intent
    if isinstance(own, Timed):
        own = replace(own, span=intent.span)
    reasons = tuple(replace(r, slot=passage.slot_name(r.strip, r.slot)) for r in step.reasons)
    where = ", ".join(map(span_words, passage.spans))
    remark = "; ".join(filter(None, (f"measured within {where}" if step.checks else "", step.remark)))
    return replace(step, intent=own, moves=moves, reasons=reasons, remark=remark)
