"""What is amiss, where it is loudest, where somebody stands, which files there are: asked before all else."""

from __future__ import annotations

from assistant import conditions
from assistant.explain import number
from assistant.faults import Found
from assistant.listen import metered
from assistant.outcome import Decline, Done, refuses
from assistant.qualities import QUALITIES, meaning, words
from assistant.questions import LOUD_ENOUGH_LU
from assistant.repairs import REPAIRS
from assistant.resolve import called, listed, only, strips
from assistant.session import Session
from assistant.slots import find
from assistant.studio import Studio
from assistant.targets import TARGETS
from dsp.effects import Pan
from dsp.files import BITS, LOSSY
from dsp.measure.loudness import Loudness
from dsp.mix import MAIN, Evidence
from grammar.intent import Ask, Sound
from grammar.numbers import clock
from grammar.say import intent_text

LOOKED_FOR = ("hum", "noise", "clicks", "clipping", "rumble")
"""The faults that a recording of anything may have; breaths and plosives are asked about by name."""

CURES = 4
"""So many cures are offered at a time."""

FEW = 3
"""Of so many it is told how they stand even where they have no fault."""

CENTRED_PCT = 2.0
"""Nearer to the middle than this is the middle."""

LOPSIDED_DB = 1.0
"""Channels further apart than this are heard to lean to a side."""


def trouble(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say what is amiss in recordings, or whether they have the fault that is named."""
    names = strips(intent.target, session, (MAIN,)) if intent.target else ()
    if isinstance(names, Decline):
        return names
    if intent.name:
        return _named_fault(intent.name, names, session, studio)
    names = tuple(name for name in names if name != MAIN)
    tracks = names or tuple(strip.name for strip in session.mix if strip.kind == "track")
    faults = {
        name: {way: words for way in LOOKED_FOR if (words := _found(way, name, session, studio))} for name in tracks
    }
    lines = [f"{called(name, opens=True)}: {listed(found.values())}." for name, found in faults.items() if found]
    cures = [f'"{_cure(way, name)}"' for name, found in faults.items() for way in found]
    if cures:
        some = listed(cures[:CURES], "or" if len(cures) > 1 else "and")
        lines.append(f"{some} mends {'it' if len(cures) == 1 else 'one of them'}.")
    clean = [name for name, found in faults.items() if not found]
    if clean:
        whom = "any track" if len(clean) == len(tracks) > 1 else listed(map(called, clean))
        lines.append(f"I find no hum, noise, clicks, clipped tops or rumble on {whom}.")
    evidence: tuple[Evidence, ...] = ()
    if not names:
        peak = studio.heard(session.mix).true_peak_dbtp
        over = "over full scale: it clips" if peak > 0 else "so it does not clip"
        lines.append(f"The mix peaks at {number(peak, 'dBTP', signed=True)}, {over}.")
        evidence = (Evidence(MAIN, "true peak", peak, "dBTP"),)
    lines.append('How it is to sound is yours to say: "the bass is muddy" is looked into and mended.')
    return Done(text="\n".join(lines), focus=names, evidence=evidence)


def _cure(way: str, name: str) -> str:
    """Return the words that have a fault taken out of a track."""
    quality = next(one for one, known in QUALITIES.items() if known.way == way)
    return intent_text(Sound(only(name), quality, more=False))


def is_repaired(quality: str) -> bool:
    """Whether a word of sound is one for what a repair takes out, which a track has or has not."""
    of, more = meaning(quality, more=True) if quality in words() else ("", False)
    return more and QUALITIES[of].way in REPAIRS


def _found(way: str, name: str, session: Session, studio: Studio) -> str:
    """Say a fault that a track has, as it was found; nothing if it has none."""
    studio.ready()
    sought = REPAIRS[way].find(studio, session.mix, name, 1.0)
    return next(iter(sought.because.values()), way) if isinstance(sought, Found) else ""


def _named_fault(quality: str, names: tuple[str, ...], session: Session, studio: Studio) -> Done | Decline:
    """Say of each track meant whether it has a fault; of all of them, which of them do."""
    every = tuple(s.name for s in session.mix if s.kind == "track") if is_repaired(quality) else (MAIN,)
    asked = names or every
    told: list[str] = []
    without: list[str] = []
    for name in asked:
        found = conditions.sounds(quality, name, session, studio)
        if isinstance(found, Decline):
            if len(asked) == 1:
                return found
            without.append(name)
        elif found.holds or len(asked) <= FEW:
            told.append(f"{found.words}.")
        else:
            without.append(name)
    if without:
        told.append(f"I find none of it on {listed(map(called, without))}.")
    return Done(text="\n".join(told), focus=names)


def moment(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say when a sound is loudest: the loudest three seconds, as loudness is measured.

    References
    ----------
    EBU Tech 3341 (2016): short-term loudness is that of the last 3 s.
    """
    names = strips(intent.target, session, (MAIN,)) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        meter = metered(studio, session.mix, name, Loudness, "its loudest moment")
        found = meter.loudest_at()
        if found is None:
            return refuses(f"{called(name, opens=True)} is silent, or too short to have a loudest moment.")
        start, lufs = found
        where = f"from {clock(start)} to {clock(start + 3)}"
        lines.append(f"{called(name, opens=True)} is loudest {where}: {number(lufs, 'LUFS')} over 3 s.")
        evidence.append(Evidence(name, "loudest 3 s", lufs, "LUFS"))
    return Done(text="\n".join(lines), focus=names if intent.target else (), evidence=tuple(evidence))


def place(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say where between left and right somebody stands: by their pan, and by what is to be heard of it."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines = []
    for name in names:
        slot = find(session.mix[name], Pan)
        pan = slot.effect.position_pct if slot and isinstance(slot.effect, Pan) and not slot.bypassed else 0.0
        side = "in the middle" if abs(pan) < CENTRED_PCT else f"panned {abs(pan):g} {'left' if pan < 0 else 'right'}"
        leans = studio.heard(session.mix, name).balance_db
        heard = ""
        if leans is not None and abs(leans) >= LOPSIDED_DB:
            louder, other = ("left", "right") if leans > 0 else ("right", "left")
            heard = f"; {louder} is {number(abs(leans), 'dB')} louder than {other}"
        lines.append(f"{called(name, opens=True)} is {side}{heard}.")
    return Done(text="\n".join(lines), focus=names)


def level(intent: Ask) -> Done:
    """Say who asks for such a loudness, who for more and who for less."""
    lufs = float(intent.name)
    named: dict[str, list[str]] = {"just that is what {} for": [], "{} for more": [], "{} for less": []}
    just, more, less = named.values()
    for one in TARGETS.values():
        far = one.lufs - lufs
        side = just if abs(far) <= LOUD_ENOUGH_LU else more if far > 0 else less
        side.append(f"{one.name} ({number(one.lufs, 'LUFS')})")
    asking = {words: f"{listed(who)} {'asks' if len(who) == 1 else 'ask'}" for words, who in named.items() if who}
    return Done(text=f"{number(lufs, 'LUFS')}: {'; '.join(words.format(who) for words, who in asking.items())}.")


def formats() -> Done:
    """Say which files can be written."""
    rows = listed(f'"{name}" ({"320 kbit/s" if name in LOSSY else f"{bits} bit"})' for name, bits in BITS.items())
    examples = '"render the mix as flac" or "master for Spotify as mp3 at 48 kHz"'
    return Done(text=f"I write {rows}; for example {examples}. AAC and Ogg I do not.")
