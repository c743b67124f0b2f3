"""Questions that are answered from declarations and measurements: what an effect is, what is on a track, what if."""

from __future__ import annotations

from dataclasses import replace

from assistant import fights, meanings
from assistant.explain import knob_words, number, steps_words, value_words
from assistant.image import lost_in_mono_db
from assistant.outcome import Act, Decline, Done, asks, refuses
from assistant.qualities import QUALITIES, meaning
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.sides import NO_SIDE_DB
from assistant.studio import Studio
from assistant.targets import TARGETS
from assistant.tone import TONES
from assistant.turn import Pending, Step
from dsp.edges import edges
from dsp.effect import Effect
from dsp.effects import BY_NAME, Send
from dsp.mix import MAIN, Evidence, Move
from dsp.param import Param
from grammar.intent import Ask, WhatIf
from grammar.numbers import clock
from grammar.say import intent_text

LOUD_ENOUGH_LU = 0.5
"""Nearer than this to a target no player turns anything up or down that could be heard."""


def what_if(intent: WhatIf, session: Session, studio: Studio, act: Act) -> Done | Decline:
    """Say what something would come to, and do nothing."""
    now = session
    steps: list[Step] = []
    for asked in intent.asked:
        made = act(asked, now, studio)
        if isinstance(made, Decline):
            return made
        steps += made.steps
        now = replace(now, mix=now.mix.apply(*(move for step in made.steps for move in step.moves)))
    said = listed(f'"{intent_text(asked)}"' for asked in intent.asked)
    if not steps:
        beforehand = "What that comes to I cannot say beforehand; nothing is changed."
        return Done(text=f"Just say so: {said}." if intent.wants == "how" else beforehand)
    opens = {
        "": "It would be this; nothing is changed yet:",
        "how": f"Say {said}, and I would do this; nothing is changed yet:",
        "should": "Whether it should be is for your ears; it would come to this, and nothing is changed yet:",
    }[intent.wants]
    text = f"{opens}\n{steps_words(tuple(steps))}\nShall I do it?"
    return Decline("asked", text, Pending(yes=intent.asked), tuple(steps))


def effect_words(effect: type[Effect]) -> str:
    """Say what an effect does and what can be turned on it, from its own declaration."""
    first = " ".join((effect.__doc__ or "").split("\n\n")[0].split())
    rows = [f"{effect.words[0].capitalize()}: {first[:1].lower()}{first[1:]}"]
    if when := meanings.use(effect.__name__):
        rows.append(f"  when: {when}")
    for param in effect.params.values():
        if isinstance(param.default, bool):
            continue
        ends = f"{param.format(param.low)} to {param.format(param.high)}"
        span = listed(param.labels, "or") if param.labels else ends
        rows.append(f"  {param.words[0]}: {span}; down is {param.down}, up is {param.up}".replace(" -", " −"))
    return "\n".join(rows)


def quality_words(name: str) -> str:
    """Say what a word for sound means here: what is measured of it."""
    of, more = meaning(name, more=True)
    known = QUALITIES[of]
    word = known.words[0].capitalize() if more else f"{name.capitalize()}, the opposite of {of}"
    if known.way != "tone":
        return f"{word}: measured by its {known.figure}."
    (low, high), (from_hz, to_hz) = known.region, known.against
    return (
        f"{word}: measured as {known.figure}, how much there is from {low:g} to {high:g} Hz "
        f"against {from_hz:g} to {to_hz:g} Hz."
    )


TERMS = {
    "decibel": "a step of level; of a whole sound about 1 dB is the least that is noticed, 3 dB is plain, and 10 dB is "
    "felt as twice as loud (H. Fastl and E. Zwicker, Psychoacoustics, 2007); of one band in a chord of others more",
    "LUFS": "how loud something is over its whole length, weighted as the ear is and gated (ITU-R BS.1770-5); "
    '"how loud is it?" measures it',
    "dBTP": "the true peak: how high the wave goes between the samples, as a converter plays it (ITU-R BS.1770-5); "
    "a master stays under 0, mostly under -1",
    "dBFS": "a level against full scale: at 0 the largest sample that a file can hold",
    "LRA": "the loudness range: how far the louder passages stand over the softer ones, in LU (EBU Tech 3342)",
    "headroom": 'how far the peaks still are from 0 dBTP; "what is the true peak of the mix?" tells',
    "crest factor": "how far a peak stands over the average level: high for drums, low for what is compressed",
    "sidechain": 'that a compressor or a ducker listens to another track: "duck the bass under the kick"',
    "masking": 'that one sound hides another in the same part of the spectrum; "which tracks fight?" measures it',
    "dither": "a little noise under the last bit, so that rounding to 16 bits is heard as hiss and not as distortion",
    "mastering": 'the last step: the mix as loud as a place to publish asks for: "master for Spotify"',
    "mixing": 'the tracks brought together, by level, place, tone and space: "what can I say?" shows how',
    "gain staging": "levels set so that nothing clips on the way; here nothing inside the mix can clip, only its end",
    "parallel compression": 'a compressed copy under the sound as it is: "set the compressor mix to 40%"',
}
"""What the terms of metering and of the work mean, by the names that intents use."""


def term_words(name: str) -> str:
    """Say what a term means."""
    return f"{name}: {TERMS.get(name) or meanings.terms()[name]}.".replace(" -", " −")


def having(intent: Ask, session: Session) -> Done:
    """Name the tracks that an effect is at work on, or that are muted or soloed."""
    kind = BY_NAME[intent.name]
    at_work = [
        strip.name
        for strip in session.mix
        if any(isinstance(slot.effect, kind) and slot.effect != kind() and not slot.bypassed for slot in strip)
    ]
    return Done(text=f"{kind.words[0].capitalize()}: {listed(map(called, at_work)) if at_work else 'no track'}.")


def form(session: Session, studio: Studio) -> Done:
    """Say how long the song is, and at which sample rate it is worked on."""
    length = studio.seconds(session.mix)
    starts, ends = edges(session.mix)
    trimmed = starts > 0 or ends < length
    minutes, rest = divmod(min(ends, length) - starts, 60)
    of = f", trimmed to {clock(starts)} to {clock(min(ends, length))}" if trimmed else ""
    found = sorted({source.sample_rate for source in studio.sources.values()})
    rates = listed(f"{rate / 1000:g} kHz" for rate in found)
    at = f"worked on at {studio.sample_rate / 1000:g} kHz"
    return Done(text=f"{int(minutes)}:{rest:04.1f}{of}; the recordings are at {rates}, {at}.")


def chain(intent: Ask, session: Session) -> Done | Decline:
    """Say what is at work on strips."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines = []
    for name in names:
        slots = [slot for slot in session.mix[name] if slot.effect != type(slot.effect)()]
        words = ", ".join(knob_words(Move(name, None, slot)) for slot in slots)
        lines.append(f"{called(name, opens=True)}: {words or 'nothing, as it came'}.")
    return Done(text="\n".join(lines), focus=names)


def settings(intent: Ask, session: Session) -> Done | Decline:
    """Say where every knob of an effect stands on the strips meant, or on all that have it."""
    kinds = TONES if intent.name == "EQ" else (BY_NAME[intent.name],)
    having = tuple(strip.name for strip in session.mix if any(strip.of(kind) for kind in kinds))
    names = strips(intent.target, session) if intent.target else having
    if isinstance(names, Decline):
        return names
    word = "EQ" if intent.name == "EQ" else kinds[0].words[0]
    sends = {slot.effect.to for name in names for slot in session.mix[name] if isinstance(slot.effect, Send)}
    sent_to = [name for name in having if name in sends]
    lines = []
    for name in dict.fromkeys((*(name for name in names if name in having or not sent_to), *sent_to)):
        slots = [slot for slot in session.mix[name] if isinstance(slot.effect, kinds)]
        for slot in slots:
            knobs = ", ".join(f"{p.words[0]} {_stands(p, slot.effect)}" for p in slot.effect.params.values())
            off = ", bypassed" if slot.bypassed else ""
            key = f", listening to {slot.key}" if slot.key else ""
            lines.append(f"{called(name, opens=True)}, {slot.effect.words[0]}: {knobs}{key}{off}.")
        if not slots:
            lines.append(f"{called(name, opens=True)} has no {word}.")
    return Done(text="\n".join(lines) or f"No track has a {word}.", focus=names)


def _stands(param: Param, effect: Effect) -> str:
    return value_words(param, getattr(effect, param.name))


def ready(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Hold the mix against a platform's figures, and say what a master for it would do."""
    if not intent.name:
        return asks(f"Ready for what? I know {listed((target.name for target in TARGETS.values()), 'or')}.")
    target, heard = TARGETS[intent.name], studio.heard(session.mix)
    if heard.integrated_lufs is None:
        return refuses("The mix is too short or too quiet for a loudness, so nothing can be said of that.")
    loud, peak = heard.integrated_lufs - target.lufs, heard.true_peak_dbtp - target.ceiling_db
    side = "loud" if loud > 0 else "quiet"
    met = abs(loud) <= LOUD_ENOUGH_LU
    far = "as loud as it should be" if met else f"{number(abs(loud), 'LU')} too {side}"
    high = f"its peaks {number(peak, 'dB')} too high" if peak > 0 else "its peaks low enough"
    limit = f"{number(target.lufs, 'LUFS')} under {number(target.ceiling_db, 'dBTP')}"
    stands = f"{number(heard.integrated_lufs, 'LUFS')}, true peak {number(heard.true_peak_dbtp, 'dBTP')}"
    mend = "" if met and peak <= 0 else f' "master for {target.name}" brings it there.'
    text = f"{target.name} asks for {limit} ({target.source}). The mix stands at {stands}: {far}, {high}.{mend}"
    evidence = (
        Evidence(MAIN, "integrated loudness", heard.integrated_lufs, "LUFS", usual=target.lufs),
        Evidence(MAIN, "true peak", heard.true_peak_dbtp, "dBTP"),
    )
    return Done(text=text, evidence=evidence)


def clipping(session: Session, studio: Studio) -> Done:
    """Say whether the mix clips."""
    peak = studio.heard(session.mix).true_peak_dbtp
    stands = f"its true peak is {number(peak, 'dBTP', signed=True)}"
    if peak > 0:
        far = number(peak, "dB")
        text = f'The mix clips: {stands}, {far} over. A master is limited; "if it clips, bring it down" mends it here.'
    else:
        text = f"The mix does not clip: {stands}."
    return Done(text=text, evidence=(Evidence(MAIN, "true peak", peak, "dBTP"),))


def loudest(session: Session, studio: Studio) -> Done:
    """List the tracks by how loud they are while they play, the loudest first, who is "it" afterwards."""
    heard = {s.name: studio.heard(session.mix, s.name).active_dbfs for s in session.mix if s.kind == "track"}
    sounding = {name: level for name, level in heard.items() if level is not None}
    width = max(map(len, heard), default=0)
    ordered = sorted(sounding, key=lambda one: -sounding[one])
    rows = [f"{name:<{width}}  {number(sounding[name], 'dBFS')}" for name in ordered]
    rows += [f"{name:<{width}}  silent" for name in heard if name not in sounding]
    evidence = tuple(Evidence(name, "level while it plays", level, "dBFS") for name, level in sounding.items())
    return Done(text="\n".join(rows), focus=tuple(ordered[:1]), evidence=evidence)


def balance(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how tracks stand against the mix and who covers them; whether that is right is for the person to say."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    mix = studio.heard(session.mix).integrated_lufs
    lines, evidence = [], []
    for name in (name for name in names if name != MAIN):
        own = studio.heard(session.mix, name).integrated_lufs
        if own is None or mix is None:
            lines.append(f"{called(name, opens=True)} is silent, or sounds for too short a time for a loudness.")
            continue
        under, side = abs(mix - own), "under" if own < mix else "over"
        lines.append(
            f"{called(name, opens=True)} stands at {number(own, 'LUFS')}, {number(under, 'LU')} {side} the mix."
        )
        evidence.append(Evidence(name, "integrated loudness", own, "LUFS", usual=mix))
    if MAIN in names:
        stands = "has no loudness yet" if mix is None else f"stands at {number(mix, 'LUFS')}"
        lines.append(f'The mix {stands}; "is it ready for Spotify?" holds that against what is asked for.')
        return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))
    measured: tuple[Evidence, ...] = ()
    if not intent.span:  # who covers whom is heard over the whole song
        hidden = fights.answer(replace(intent, about="masking"), session, studio)
        lines.append(hidden.text)
        measured = hidden.evidence if isinstance(hidden, Done) else ()
    lines.append('Whether that is right is yours to say: "the vocal is too loud", "bring up the piano".')
    return Done(text="\n".join(lines), focus=names, evidence=(*evidence, *measured))


def stereo(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how wide something is, and what of it is lost in mono."""
    names = strips(intent.target, session, (MAIN,)) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        heard = studio.heard(session.mix, name)
        if heard.side_db is None or heard.side_db < NO_SIDE_DB:
            lines.append(f"{called(name, opens=True)} is mono: nothing is lost.")
            continue
        loss = lost_in_mono_db(heard.side_db)
        together = heard.correlation
        agree = "" if together is None else f", correlation {together:+.2f}".replace("-", "−")
        warns = " Left and right oppose each other: it will sound thin in mono." if (together or 0.0) < 0 else ""
        lines.append(
            f"{called(name, opens=True)}: its side stands {number(heard.side_db, 'dB', signed=True)} to its "
            f"middle{agree}; in mono {number(loss, 'dB')} of it is lost.{warns}"
        )
        evidence.append(Evidence(name, "side level", heard.side_db, "dB"))
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))
