"""Two tracks out of each other's way: the one that leads is given room where the other hides most of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import fights
from assistant.outcome import Decline, Done, asks
from assistant.resolve import listed, only, strips
from assistant.session import Session
from assistant.slots import added
from assistant.studio import Studio
from assistant.turn import Check, Reason, Step, Verdict
from dsp.effects import Bell
from dsp.measure.masking import Overlap
from dsp.mix import Evidence, Mix, Strip
from grammar.catalogue import LEVEL
from grammar.intent import Nudge, Target, Unmask

LEADS = ("lead vocal", "speech", "vocal", "kick", "snare", "bass", "lead guitar", "backing vocal")
"""Who is given room when two fight, the first before the others: what carries the song, then what drives it."""

CUT_DB = 3.0
"""An ordinary cut: room without a hole."""

DEEPER = (1.0, 1.5, 2.0)
"""How many times an ordinary cut is tried, one after the other, until something is heard to come back."""

WIDE_Q = 1.0
"""As wide as the part of the spectrum that is found to be hidden, about an octave and a third."""

FREED, PARTLY_FREED = 3.0, 1.5
"""Percentage points of a track's loudness about there that must come back."""

MOST = 2
"""Tracks at once that make room for one."""


def unmask(intent: Unmask, session: Session, studio: Studio) -> Done | Decline:
    """Cut whoever hides a track, where it hides it most, and measure what has come back of it there."""
    sides = []
    for target in (*(Target((ref,), intent.target.without) for ref in intent.target.refs), intent.of):
        names = strips(target, session) if target else ()
        if isinstance(names, Decline):
            return names
        sides.append(names)
    *named, makers = sides
    mix = session.mix
    hidden = [one for one in fights.listen(mix, studio) if one.lost >= fights.HIDES]
    pairs = _pairs(mix, named, makers, hidden)
    if not pairs:
        who = listed(tuple(name for names in named for name in names))
        far = f"nobody hides {round(100 * fights.HIDES)}% of another's loudness while both sound"
        return Decline(
            "answered", f"There is no room to be made for {who}: {far}." if who else f"No one fights: {far}."
        )
    steps: list[Step] = []
    for pair in pairs:
        made = _cleared(intent, pair, mix, studio)
        if isinstance(made, Decline):
            return made
        steps.append(made)
        mix = mix.apply(*made.moves)
    return Done(tuple(steps), focus=tuple(pair.masker for pair in pairs))


def _pairs(mix: Mix, named: list[tuple[str, ...]], makers: tuple[str, ...], hidden: list[Overlap]) -> list[Overlap]:
    """Return whom to clear of whom, the most hidden first.

    Where it was not said who makes room, those do that lead less; who was named together stays together.
    """
    if makers:
        return [one for one in hidden if one.masked in named[0] and one.masker in makers][:MOST]
    if len(named) == 1:
        return [one for one in hidden if one.masked in named[0] and one.masker not in named[0]][:MOST]
    side = {name: i for i, names in enumerate(named) for name in names}
    across = [one for one in hidden if not named or {one.masked, one.masker} <= side.keys()]
    across = [one for one in across if not named or side[one.masked] != side[one.masker]]
    led = [one for one in across if _rank(mix[one.masked]) <= _rank(mix[one.masker])]
    return led[: MOST if named else 1]


def _rank(strip: Strip) -> int:
    return LEADS.index(strip.role) if strip.role in LEADS else len(LEADS)


def _cleared(intent: Unmask, pair: Overlap, mix: Mix, studio: Studio) -> Step | Decline:
    depth, strip = Bell.params["gain_db"], mix[pair.masker]
    said = intent.amount.value
    first = said if said is not None else CUT_DB * intent.amount.degree
    if intent.amount.unit not in ("", "dB") or not depth.allows(-first):
        return asks(f"Room is made by a cut of up to {-depth.low:g} dB; by how many dB?")
    hz = intent.near_hz or pair.hz
    before = _lost(pair, fights.listen(mix, studio, hz)) if intent.near_hz else 100 * pair.lost_there
    for times in (1.0,) if said is not None else DEEPER:
        bell = Bell(frequency_hz=Bell.params["frequency_hz"].snap(hz), gain_db=depth.snap(-first * times), q=WIDE_Q)
        move = added(strip, bell)
        after = _lost(pair, fights.listen(mix.apply(move), studio, hz))
        back = before - after
        verdict: Verdict = "verified" if back >= FREED else "partly" if back >= PARTLY_FREED else "refused"
        if verdict != "refused":
            break
    where = fights.pitch(hz)
    if verdict == "refused":
        return asks(
            f"I tried up to {bell.gain_db:g} dB at {where} on {strip.name}, but {pair.masked} still loses {after:.0f}% "
            f"of its loudness there, {before:.0f}% before; I have left it as it was. "
            f"Shall I turn {strip.name} down instead?",
            (Nudge(only(strip.name), *LEVEL, False),),
        )
    because = f"{pair.masked} loses {100 * pair.lost:.0f}% of its loudness to it, most of that about {where}"
    if intent.near_hz:
        because = f"{pair.masked} loses {before:.0f}% of its loudness to it there, where you hear it"
    who, what = ("you", "you said so") if said is not None else ("craft", because)
    reason = Reason(strip.name, move.slot, "gain_db", who, bell.gain_db, 1.0, what)
    figure = f"loudness lost to {strip.name} about {where}"
    evidence = Evidence(pair.masked, figure, before, "%")
    check = Check(pair.masked, figure, before, after, "%", verdict)
    return Step(strip.name, f"room for {pair.masked}", intent, (move,), (reason,), (evidence,), (check,))


def _lost(pair: Overlap, heard: Sequence[Overlap]) -> float:
    """Return how many percent of the one's loudness the other hides there, of what was heard."""
    found = next((one for one in heard if (one.masked, one.masker) == (pair.masked, pair.masker)), None)
    return 100 * found.lost_there if found else 0.0
