"""What requests to listen come to: which mixes, which stretch of the song, and how loud to be compared fairly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant import resolve
from assistant.agree import no_version
from assistant.explain import knob_words, number
from assistant.outcome import Decline, Done, asks, refuses
from assistant.parts import parts
from assistant.resolve import listed, named_steps
from assistant.sections import between, named, section_words, unknown
from assistant.session import Session, take_back
from assistant.studio import Studio
from assistant.turn import Playback, Section, Step, Take
from assistant.versions_meant import by_its_name
from dsp.edges import edges
from dsp.mix import MAIN, Mix, moves_between
from grammar.intent import Choose, Compare, Keep, Mark, Play, Recall, Seek, Span, Transport, Undo
from grammar.listening_intents import LATEST
from grammar.numbers import clock

NOTE = "♪"
"""Before everything that is to be heard, so that a reply is as true in a script, where nothing sounds."""

SHORTEST_S = 0.1
"""Nothing shorter is worth hearing; it also leaves a loop room for its seam."""

NOW = Take("as it is now")

SAID = {
    "stop": "stop",
    "pause": "pause",
    "resume": "on from there",
    "unloop": "no longer round and round",
    "switch": "the other one",
    "a": "A",
    "b": "B",
}


@dataclass(frozen=True)
class Stretch:
    """A part of the song, and how it is spoken of."""

    start_s: float
    end_s: float | None
    words: str


def play(intent: Play, session: Session, studio: Studio) -> Done | Decline:
    """Play a stretch of the mix, or of some strips alone."""
    found = stretch(intent.span, session, studio)
    if isinstance(found, Decline):
        return found
    only = _only(intent, session, studio)
    if isinstance(only, Decline):
        return only
    whole = intent.span == Span()
    looped = ", over and over" if intent.loop else ""
    words = f"{NOTE} {listed(only) if only else 'the mix'}{found.words}{looped}"
    if intent.loop and whole and not only:
        return Done(text=f"{NOTE} over and over", plays=(Playback("loop", (NOW,)),))
    request = Playback("play", (NOW,), only, found.start_s, found.end_s, intent.loop)
    return Done(text=words, plays=(request,), focus=only)


def transport(intent: Transport) -> Done:
    """Stop, pause, go on, or change over to the other version."""
    return Done(text=f"{NOTE} {SAID[intent.act]}", plays=(Playback(intent.act),))


def seek(intent: Seek, session: Session, studio: Studio) -> Done | Decline:
    """Go to a place in the song, or so far on or back."""
    if intent.by:
        way = "on" if intent.by > 0 else "back"
        return Done(text=f"{NOTE} {abs(intent.by):g} s {way}", plays=(Playback("wind", start_s=intent.by),))
    found = stretch(intent.to, session, studio)
    if isinstance(found, Decline):
        return found
    where = f"the {intent.to.section}, {clock(found.start_s)}" if intent.to.section else clock(found.start_s)
    return Done(text=f"{NOTE} at {where}", plays=(Playback("seek", start_s=found.start_s),))


def compare(intent: Compare, session: Session, studio: Studio) -> Done | Decline:
    """Hear what the mix was, A, beside what it is, B: both as loud as the quieter of them."""
    found = stretch(intent.span, session, studio)
    if isinstance(found, Decline):
        return found
    if intent.version:
        return _versions(intent, session, studio, found)
    was = Take("the original, as it came", session.initial) if intent.original else _before(intent, session)
    if isinstance(was, Decline):
        return was
    assert was.mix is not None, "only the present mix is not known"
    if was.mix == session.mix:
        return Decline("answered", f"There is nothing to compare: the mix is {was.label}.")
    return _heard((was, NOW), session, studio, found)


def _heard(two: tuple[Take, Take], session: Session, studio: Studio, found: Stretch, told: str = "") -> Done:
    """Return two mixes side by side, as loud as the quieter of them, with what there is to tell of them."""
    loudness = [studio.heard(take.mix or session.mix).integrated_lufs for take in two]
    gains = _matched(*loudness)
    takes = tuple(replace(take, gain_db=gain) for take, gain in zip(two, gains, strict=True))
    first, second = two
    text = f"{NOTE} A is {first.label}, B {second.label}{found.words}: {_matching(loudness, gains)}; you hear A first"
    text = "\n".join(filter(None, (told, f'{text}, "switch" goes to the other.')))
    return Done(text=text, plays=(_side_by_side(takes, found),))


def _versions(intent: Compare, session: Session, studio: Studio, found: Stretch) -> Done | Decline:
    """Hear a version that has a name beside another or beside the mix as it is, and say how they differ."""
    if intent.version == LATEST and session.versions:
        intent = replace(intent, version=list(session.versions)[-1])
    beside = by_its_name(intent.beside, session) if intent.beside else ""
    intent = replace(intent, version=by_its_name(intent.version, session), beside=beside)
    for name in filter(None, (intent.version, intent.beside)):
        if name not in session.versions:
            return asks(no_version(name, session))
    one = session.version(intent.version)
    other = session.version(intent.beside) if intent.beside else session.mix
    moves = tuple(moves_between(one, other))
    if not moves:
        return Decline("answered", f"{intent.version} and {intent.beside or 'the mix as it is'} are the same.")
    told = "; ".join(f"{resolve.called(move.strip)}: {knob_words(move)}" for move in moves[:DIFFERENCES])
    more = f"; and {len(moves) - DIFFERENCES} more" if len(moves) > DIFFERENCES else ""
    second = Take(intent.beside, other) if intent.beside else NOW
    told = f"From {intent.version} to {second.label}: {told}{more}."
    return _heard((Take(intent.version, one), second), session, studio, found, told)


DIFFERENCES = 8
"""Differences between two versions that are told one by one."""


def choose(intent: Choose, session: Session) -> Done | Decline | Undo | Recall | Keep:
    """Return what the better of two mixes comes to: B is the mix as it is, A is what was before it."""
    compared = (
        next((one for one in reversed(session.turns[-1].intents) if isinstance(one, Compare)), None)
        if (session.turns)
        else None
    )
    if compared is None:
        return asks(
            'I do not know which two you mean: "A/B" plays the mix before the last change and as it is; '
            '"undo" goes back to before it, "redo" to the later one.'
        )
    if intent.letter == "b":
        return Recall(compared.beside) if compared.beside else Keep()
    if compared.version:
        return Recall(compared.version)
    return Undo(compared.what, all=compared.original)


def mark(intent: Mark, session: Session, studio: Studio) -> Done | Decline:
    """Remember a stretch of the song by a name."""
    found = stretch(Span(intent.start, intent.end), session, studio)
    if isinstance(found, Decline):
        return found
    section = Section(intent.section, intent.start, intent.end)
    was = session.sections.get(intent.section)
    if was == section:
        return Decline("answered", f"{section_words(section)}, as I know.")
    moved = f"; it was {between(was)} before" if was else ""
    return Done(text=f"{section_words(section)}{moved}.", sections=(section,))


def stretch(span: Span, session: Session, studio: Studio) -> Stretch | Decline:
    """Return the part of the song that is meant, or ask where it is."""
    length = studio.seconds(session.mix)
    if not length:
        return refuses("There is nothing to play: every recording is missing.")
    if span.outside:
        return asks('I play one stretch at a time; say for example "play from 1:10 on".')
    if span.section and not span.until:
        return _section(span, session, length)
    if span.bars or span.until:
        found = parts(span, session, studio)
        if isinstance(found, Decline):
            return found
        span = Span(*found[0])
    start = edges(session.mix)[0] if span.start is None else span.start
    start = max(0.0, length + start) if start < 0 else start
    if start >= length:
        return asks(f"The song is over by then: it is {clock(length)} long.")
    end = None if span.end is None or span.end >= length else span.end
    if (length if end is None else end) - start < SHORTEST_S:
        return asks(
            f"From {clock(start)} to {clock(span.end or length)} there is nothing to hear; say the earlier first."
        )
    words = f" from {clock(start)}" if span.start is not None else ""
    words += f" to {clock(end)}" if end is not None else ""
    words += f" to the end, {clock(length)}" if end is None and span.end is not None else ""
    return Stretch(start, end, words)


def _section(span: Span, session: Session, length: float) -> Stretch | Decline:
    sections = named(span.section, session, length)
    if not sections:
        return unknown(span.section, session)
    section = sections[0]
    if section.start_s >= length:
        return asks(f"The {section.name} is {between(section)}, but the song is only {clock(length)} long now.")
    end = section.end_s if section.end_s < length and not span.onwards else None
    through = f"the {section.name}, {between(section)}"
    return Stretch(
        section.start_s,
        end,
        f", {f'from the {section.name} on, {clock(section.start_s)}' if span.onwards else through}",
    )


def _only(intent: Play, session: Session, studio: Studio) -> tuple[str, ...] | Decline:
    """Return the strips to hear alone; none if the whole mix is meant."""
    if not intent.target or (
        not intent.target.without and all(ref.kind in ("main", "all", "it") for ref in intent.target.refs)
    ):
        return ()
    names = resolve.strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    for name in names:
        if session.mix[name].kind == "return":
            return refuses(f"{name} is heard with what feeds it, not alone; solo a track to hear both.")
        if session.mix[name].kind == "track" and name not in studio.sources:
            return refuses(f"The recording of {name} is missing, so there is nothing to hear.")
    return () if MAIN in names else names


def _before(intent: Compare, session: Session) -> Take | Decline:
    """Return the mix before the last change, or without the change that is named."""
    if intent.what is not None:
        named = named_steps(intent.what, session)
        if isinstance(named, Decline):
            return named
        steps = [step for _, step in named]
        label = f"without {_purposes(steps)}"
    else:
        standing = list(session.standing())
        steps = [step for at, step in standing if at[0] == standing[0][0][0]]
        label = f"before {_purposes(steps)}"
    if not steps:
        return Decline("answered", "Nothing has been changed yet, so there is nothing to compare.")
    mix: Mix = session.mix
    for step in steps:
        moves, _ = take_back(mix, step.moves)
        mix = mix.apply(*moves)
    return Take(label, mix)


def _purposes(steps: list[Step]) -> str:
    return listed(dict.fromkeys(f"{step.strip} [{step.purpose}]" for step in reversed(steps)))


def _matched(was: float | None, now: float | None) -> tuple[float, float]:
    """Return how far each is turned down so that neither is louder; turning up might clip."""
    if was is None or now is None:
        return 0.0, 0.0
    louder = round(now - was, 1)
    return min(0.0, louder), min(0.0, -louder)


def _matching(loudness: list[float | None], gains: tuple[float, float]) -> str:
    if None in loudness:
        return "too short or too quiet for their loudness to be matched"
    turned = next(
        (f"{letter} turned down {number(-gain, 'dB')}" for letter, gain in zip("AB", gains, strict=True) if gain), ""
    )
    return f"{turned}, so both are equally loud" if turned else "both are equally loud as they are"


def _side_by_side(takes: tuple[Take, ...], found: Stretch) -> Playback:
    return Playback("play", takes, (), found.start_s, found.end_s)
