"""What people ask of how tracks stand to each other: in phase or not, alike or not, who makes the lows, who is wet."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from assistant import ears, fights, questions
from assistant.bands import REGIONS
from assistant.explain import number
from assistant.figures import dryness
from assistant.outcome import Decline, Done, asks, refuses
from assistant.qualities import QUALITIES, meaning
from assistant.resolve import called, listed, strips
from assistant.session import Session
from assistant.studio import Studio
from dsp.effects import Send
from dsp.measure import BANDS
from dsp.mix import MAIN, Evidence, Mix
from grammar.intent import Ask, Target

MOST = 6
"""Tracks that are held against one in one answer."""

LONGEST_S = 60.0
"""So much of a song tells whether two microphones agree."""

LATEST_MS = 20.0
"""Sound takes so long over seven metres: two microphones on one source are no further apart."""

RELATED = 0.2
"""Two recordings that nowhere agree by more than this have not heard the same thing."""

SMALL_HZ = 150.0
"""Under this the loudspeaker of a phone or a laptop gives next to nothing."""

ALIKE_DB = 1.0


def phase(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say whether tracks are in phase: what is lost or gained where they come together, and how late one is.

    References
    ----------
    J. S. Bendat and A. G. Piersol, "Random Data", Wiley, 4th ed. 2010, chapter 5: the correlation coefficient function.
    """
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if len(names) < 2:
        return asks(f'In phase with what? For example "is {names[0]} in phase with the snare?"')
    beside = strips(Target(intent.target.refs[-1:]), session)  # who was named last; `names` stand as in the mix
    last = names[-1] if isinstance(beside, Decline) else beside[-1]
    others = [name for name in names if name != last]
    left, others = others[MOST:], others[:MOST]
    heard = {name: _start(studio, session.mix, name) for name in (*others, last)}
    lines, evidence = [], []
    for name in others:
        one, other = heard[name], heard[last]
        if not one.any() or not other.any():
            lines.append(f"{name if not one.any() else last} is silent.")
            continue
        now, most, late = _agreement(one, other, studio.sample_rate)
        lines.append(_phase_words(name, last, now, most, late))
        evidence.append(Evidence(name, f"correlation with {last}", now, ""))
    if max(one.size for one in heard.values()) / studio.sample_rate >= LONGEST_S < studio.seconds(session.mix):
        lines.append(f"That is of the first {LONGEST_S:g} s.")
    if left:
        lines.append(f"I have not listened to {listed(left)}: {MOST} at a time.")
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def _start(studio: Studio, mix: Mix, name: str) -> NDArray[np.float64]:
    """Return the beginning of a strip, its channels added up."""
    studio.ready()
    taken: list[NDArray[np.float64]] = []
    frames = 0
    for block in studio.sound(studio.playable(mix), name):
        taken.append(block.astype(np.float64).sum(axis=0))
        frames += block.shape[1]
        if frames >= LONGEST_S * studio.sample_rate:
            break
    return np.concatenate(taken) if taken else np.zeros(1)


def _agreement(one: NDArray[np.float64], other: NDArray[np.float64], rate: int) -> tuple[float, float, float]:
    """Return the correlation as they are, the strongest one within `LATEST_MS`, and by how many ms that is later."""
    size = max(one.size, other.size)
    length = 1 << (2 * size - 1).bit_length()
    cross = np.fft.irfft(np.fft.rfft(one, length).conj() * np.fft.rfft(other, length), length)
    cross /= math.sqrt(float(np.square(one).sum() * np.square(other).sum()))
    far = round(LATEST_MS * 1e-3 * rate)
    around = np.concatenate((cross[-far:], cross[: far + 1]))
    at = int(np.argmax(np.abs(around)))
    return float(cross[0]), float(around[at]), 1000 * (at - far) / rate


def against_each_other(name: str, other: str, session: Session, studio: Studio) -> tuple[bool, str] | Decline:
    """Return whether two strips work against each other, and what was measured."""
    one, two = _start(studio, session.mix, other), _start(studio, session.mix, name)
    if not one.any() or not two.any():
        return refuses(f"{called(name if one.any() else other, opens=True)} is silent, so nothing can be out of phase.")
    now, most, late = _agreement(one, two, studio.sample_rate)
    told = _phase_words(other, name, now, most, late).partition(' "flip')[0]
    return now <= -RELATED and most < 0, told.rstrip(".")


def _phase_words(name: str, other: str, now: float, most: float, late: float) -> str:
    stands = f"{name} and {other}: correlation {now:+.2f}".replace("-", "−")
    if abs(most) < RELATED:
        return f"{stands}; they have nothing in common that could be out of phase."
    agree = "they pull together" if now >= RELATED else "they work against each other" if now <= -RELATED else ""
    agree = agree or "as they stand they neither add up nor cancel"
    late_words = f"they agree most ({abs(most):.2f}) with {other} {number(abs(late), 'ms')} "
    late_words += "earlier" if late > 0 else "later"
    late_words = f"; {late_words}" if abs(late) >= 0.1 and abs(most) > abs(now) + 0.1 else ""
    turned = most < 0
    flip = f' "flip the polarity of the {other}" turns that round.' if turned and now <= -RELATED else ""
    return f"{stands}: {agree}{late_words}.{flip}"


def origin(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say which tracks make most of a part of the spectrum."""
    of, more = (intent.name, True) if intent.name in REGIONS else meaning(intent.name, more=True)
    if not more:
        return Done(text=f"{intent.name.capitalize()} is to have little of what is {of}: nobody brings that in.")
    low, high = REGIONS[of] if of in REGIONS else QUALITIES[of].region
    bands = np.array(BANDS)
    inside = (bands >= low * 0.99) & (bands <= high * 1.01)
    power: dict[str, float] = {}
    for strip in session.mix:
        if strip.kind != "track":
            continue
        heard = studio.heard(session.mix, strip.name)
        levels = [0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db]
        power[strip.name] = float(np.array(levels)[inside].sum()) * heard.active_fraction
    whole = sum(power.values())
    if not whole:
        return refuses(f"Nothing sounds from {low:g} to {high:g} Hz.")
    first = sorted(power, key=lambda name: -power[name])[:3]
    shares = listed(f"{name} {round(100 * power[name] / whole)}%" for name in first if power[name] >= 0.01 * whole)
    evidence = tuple(Evidence(n, f"share of {low:g} to {high:g} Hz", 100 * power[n] / whole, "%") for n in first)
    text = f"From {low:g} to {high:g} Hz most of the power is of {shares}, the faders and all else as they stand."
    return Done(text=text, focus=tuple(first[:1]), evidence=evidence)


def small(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how much of a sound a small loudspeaker cannot play."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        heard = studio.heard(session.mix, name)
        power = np.array([0.0 if level is None else 10 ** (level / 10) for level in heard.spectrum_db])
        if not power.any():
            lines.append(f"{called(name, opens=True)} is silent.")
            continue
        lost = 100 * float(power[np.array(BANDS) < SMALL_HZ].sum() / power.sum())
        cure = f' "make {called(name)} audible on phone speakers" adds harmonics that it can play.' if lost > 50 else ""
        lines.append(
            f"{called(name, opens=True)}: {round(lost)}% of its power lies under {SMALL_HZ:g} Hz, where a phone or a "
            f"laptop plays next to nothing.{cure}"
        )
        evidence.append(Evidence(name, f"power under {SMALL_HZ:g} Hz", lost, "%"))
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def differs(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how two tracks differ: in level, where in the spectrum most, and in what is on them."""
    names = strips(intent.target, session)
    if isinstance(names, Decline):
        return names
    if len(names) != 2:
        return asks("Between which two tracks?")
    one, other = (studio.heard(session.mix, name) for name in names)
    curves = [ears.tone(heard) for heard in (one, other)]
    if one.active_dbfs is None or other.active_dbfs is None or curves[0] is None or curves[1] is None:
        return refuses(f"{names[0] if one.active_dbfs is None else names[1]} is silent.")
    louder = one.active_dbfs - other.active_dbfs
    level = (
        "they are as loud as each other"
        if abs(louder) < ALIKE_DB
        else f"{names[0]} is {number(abs(louder), 'dB')} {'louder' if louder > 0 else 'softer'} while it plays"
    )
    parts = {name: ears.level(curves[0], at) - ears.level(curves[1], at) for name, at in REGIONS.items()}
    told = sorted((name for name in parts if abs(parts[name]) >= ALIKE_DB), key=lambda name: -abs(parts[name]))[:2]
    tone = listed(f"{number(abs(parts[n]), 'dB')} {'more' if parts[n] > 0 else 'less'} in the {n}" for n in told)
    colour = f"of its sound {names[0]} has {tone}" if told else "in tone they are alike within a decibel"
    on_them = questions.chain(intent, session)
    evidence = tuple(Evidence(names[0], f"{n} against {names[1]}", parts[n], "dB") for n in told)
    return Done(text=f"{level[0].upper()}{level[1:]}; {colour}.\n{on_them.text}", focus=names, evidence=evidence)


def wet(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say how much of an effect there is; whether that is too much is for the person to say."""
    if intent.name != Send.__name__:
        return questions.chain(intent, session)
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        over = dryness(studio, session.mix, name) if session.mix[name].of(Send) else None
        if over is None:
            lines.append(f"{called(name, opens=True)} has no reverb from here; what there is was recorded with it.")
            continue
        lines.append(f"{called(name, opens=True)} stands {number(over, 'dB')} over its reverb.")
        evidence.append(Evidence(name, "level over its reverb", over, "dB"))
    if evidence:
        lines.append('Whether that is too much is yours to say: "less reverb on the vocal", "a bit drier".')
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))


def spectrum(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Say where in the spectrum a track has its power: between which frequencies half of it lies, and how it parts."""
    names = strips(intent.target, session, (MAIN,))
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        levels = studio.heard(session.mix, name).spectrum_db
        power = np.array([0.0 if level is None else 10 ** (level / 10) for level in levels])
        if not power.any():
            lines.append(f"{called(name, opens=True)} is silent.")
            continue
        bands, reached = np.array(BANDS), power.cumsum() / power.sum()
        first, middle, last = (float(bands[int(np.searchsorted(reached, part))]) for part in (0.25, 0.5, 0.75))
        parts = {
            where: 100 * float(power[(bands >= low) & (bands < high)].sum() / power.sum())
            for where, (low, high) in REGIONS.items()
        }
        most = listed(f"{round(parts[w])}% in the {w}" for w in sorted(parts, key=lambda w: -parts[w]) if parts[w] >= 5)
        half = f"half of its power lies from {fights.pitch(first)} to {fights.pitch(last)}"
        lines.append(f"{called(name, opens=True)}: {half}, as much under {fights.pitch(middle)} as over it; {most}.")
        evidence.append(Evidence(name, "middle of its power", middle, "Hz"))
    return Done(text="\n".join(lines), focus=names, evidence=tuple(evidence))
