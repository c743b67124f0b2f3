"""Deliveries: the mix as a file, rendered, written whole or not at all, and measured again from the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from assistant.explain import check_words, number
from assistant.outcome import Decline, refuses
from assistant.session import Session
from assistant.spool import Spool
from assistant.studio import Studio
from assistant.targets import TARGETS
from assistant.turn import Check, Delivery, Verdict
from dsp.effects import Limiter
from dsp.files import Format, Writer, suffix
from dsp.measure import Measurement, measure, second
from dsp.mix import MAIN, Evidence, Mix
from dsp.render import render, stems
from dsp.sources import examine, open_stream
from dsp.units import Audio, gain

CLOSE_LU = 0.02
"""How close to the wanted loudness the level is brought before the file is written."""

WITHIN_LU = 0.1
"""How close the written file must come."""

METERS_AGREE_LU = 0.2
PASSES = 8
LEAST_SLOPE = 0.2
"""Deep in limiting more gain hardly gets louder; no pass takes a leap beyond this."""

HEAVY_DB = 6.0
"""Limiting beyond this is heard as such on most music, and said."""


@dataclass(frozen=True)
class Delivered:
    """What came of one delivery: its files, what they measure, and the words for it."""

    files: tuple[Path, ...]
    text: str
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()


def deliver(delivery: Delivery, session: Session, mix: Mix, studio: Studio, out: Path | None) -> Delivered | Decline:
    """Render a delivery and write it to a folder; without one, only decide and measure.

    Raises
    ------
    dsp.files.WriteError
        If a file cannot be written; none is left half-written.
    """
    studio.ready()
    if delivery.lufs is not None:
        return _master(delivery, session, mix, studio, out)
    return _bounce(delivery, session, mix, studio, out)


def _bounce(delivery: Delivery, session: Session, mix: Mix, studio: Studio, out: Path | None) -> Delivered | Decline:
    """Write the mix, its stems or one strip as it stands."""
    playable = studio.playable(mix)
    if delivery.strip:
        if delivery.strip not in playable:
            return refuses(f"The recording of {delivery.strip} is missing, so there is nothing to write.")
        names: tuple[str, ...] = (delivery.strip,)
    else:
        names = stems(playable) if delivery.target == "stems" else (MAIN,)
    files, lines, evidence = [], [], []
    for name in names:
        studio.say(f"rendering {'the mix' if name == MAIN else name}")
        spool = Spool(_blocks(playable, studio, name))
        heard = measure(spool, studio.sample_rate)
        label = "mix" if name == MAIN and "mix" not in mix else name
        kind = cast(Format, delivery.format)
        note = ""
        if heard.sample_peak_dbfs > 0 and kind != "wav32f":
            kind = "wav32f"
            note = (
                f"; it peaks over full scale, so it is written as wav32f at its true level instead of {delivery.format}"
            )
        path = _path(out, session, label, kind)
        if path is not None:
            _write(path, spool, studio.sample_rate, spool.channels, kind)
            files.append(path)
        evidence.append(Evidence(name, "sample peak", heard.sample_peak_dbfs, "dBFS"))
        loud = (
            "too short or quiet for a loudness"
            if heard.integrated_lufs is None
            else number(heard.integrated_lufs, "LUFS")
        )
        peak = number(heard.sample_peak_dbfs, "dBFS")
        lines.append(f"{name}  {loud}, peak {peak}{note}")
        lines += [f"{' ' * len(name)}  {path.name}"] if path else []
    return Delivered(tuple(files), "\n".join(lines), tuple(evidence))


def _blocks(mix: Mix, studio: Studio, name: str) -> Iterator[Audio]:
    """Yield a strip at the length of the whole mix, so that stems lie on top of each other."""
    longest = max((round(s.frames * studio.sample_rate / s.sample_rate) for s in studio.sources.values()), default=0)
    wanted = (name,) if name == MAIN else (name, MAIN)
    for blocks in render(mix, studio.open_source, studio.sample_rate, wanted, longest):
        yield blocks[name]


def _master(delivery: Delivery, session: Session, mix: Mix, studio: Studio, out: Path | None) -> Delivered | Decline:
    """Bring the mix to a loudness under a ceiling, write it and measure what was written."""
    assert delivery.lufs is not None
    assert delivery.ceiling_db is not None
    second.prepare()
    playable = studio.playable(mix)
    studio.say("rendering the mix")
    spool = Spool(_blocks(playable, studio, MAIN))
    before = measure(spool, studio.sample_rate)
    if before.integrated_lufs is None:
        return refuses(
            f"{session.name} is too short or too quiet for its loudness to be measured "
            f"({before.seconds:.2f} s, peak {number(before.sample_peak_dbfs, 'dBFS')}), so it cannot be mastered; "
            f'"render the mix" writes it as it is.'
        )
    ceiling = delivery.ceiling_db
    studio.say(f"bringing the mix to {number(delivery.lufs, 'LUFS')}")
    gain_db, after = _settle(spool, studio.sample_rate, before, delivery.lufs, ceiling)
    limited = max(0.0, before.true_peak_dbtp + gain_db - after.true_peak_dbtp)
    kind = cast(Format, delivery.format)
    path = _path(out, session, delivery.target, kind)
    opinion = None
    if path is not None:
        studio.say(f"writing {path.name}")
        limited_blocks = _limited(spool, studio.sample_rate, gain_db, ceiling)
        _write(path, limited_blocks, studio.sample_rate, spool.channels, kind)
        studio.say(f"measuring {path.name}")
        written = examine(path)
        with open_stream(written, written.sample_rate) as stream:
            after = measure(stream.blocks(), written.sample_rate)
        opinion = second.second_lufs(path)
    checks = _checks(delivery, before, after, opinion)
    text = _master_words(delivery, before, after, limited, path, opinion, checks)
    evidence = (
        Evidence(MAIN, "integrated loudness of the mix", before.integrated_lufs, "LUFS"),
        Evidence(MAIN, "gain into the limiter", gain_db, "dB"),
        Evidence(MAIN, "most limiting", limited, "dB"),
    )
    return Delivered((path,) if path else (), text, evidence, checks)


def _master_words(
    delivery: Delivery,
    before: Measurement,
    after: Measurement,
    limited: float,
    path: Path | None,
    opinion: float | None,
    checks: tuple[Check, ...],
) -> str:
    loudness = f"{number(before.integrated_lufs or 0)} → {number(after.integrated_lufs or 0, 'LUFS')}"
    work = f"limiter at most {number(limited, 'dB')}" if limited >= 0.1 else "nothing to limit"
    lines = [f"main  {loudness}, true peak {number(after.true_peak_dbtp, 'dBTP')}, {work}  [{target_name(delivery)}]"]
    if limited > HEAVY_DB:
        lines.append(f"      {number(limited, 'dB')} of limiting will be heard: a quieter target keeps more punch")
    lines += [f"      {check_words(check)}" for check in checks if check.verdict != "verified"]
    if path is not None:
        second_meter = f"; pyloudnorm reads {number(opinion, 'LUFS')}" if opinion is not None else ""
        lines.append(f"      {path.name}, measured from the written file{second_meter}")
    return "\n".join(lines)


def target_name(delivery: Delivery) -> str:
    """Return what a delivery is for, as replies write it."""
    return TARGETS[delivery.target].name if delivery.target in TARGETS else delivery.target.replace("-", "−")


def _settle(
    spool: Spool, sample_rate: int, before: Measurement, lufs: float, ceiling: float
) -> tuple[float, Measurement]:
    """Find the gain that lands on the wanted loudness behind the limiter.

    The limiter takes loudness away, so each pass adds what the last one missed, by secant once two are known.
    """
    assert before.integrated_lufs is not None
    gain_db = lufs - before.integrated_lufs
    tried: list[tuple[float, float]] = []
    for _ in range(PASSES):
        after = measure(_limited(spool, sample_rate, gain_db, ceiling), sample_rate)
        landed = after.integrated_lufs if after.integrated_lufs is not None else -70.0
        tried.append((gain_db, landed))
        if abs(landed - lufs) <= CLOSE_LU:
            break
        slope = 1.0
        if len(tried) > 1 and tried[-1][0] != tried[-2][0]:
            slope = (tried[-1][1] - tried[-2][1]) / (tried[-1][0] - tried[-2][0])
        gain_db += (lufs - landed) / max(slope, LEAST_SLOPE)
    return gain_db, after


def _limited(spool: Spool, sample_rate: int, gain_db: float, ceiling: float) -> Iterator[Audio]:
    """Yield a sound through the limiter, in time with what went in."""
    bank = Limiter.bank((Limiter(ceiling_db=ceiling),), sample_rate, spool.channels)
    loudness = np.float32(gain(gain_db))
    late = bank.latency
    for block in spool:
        out = bank.process(block[None] * loudness)[0]
        skip = min(late, out.shape[1])
        late -= skip
        if out.shape[1] > skip:
            yield out[:, skip:]
    rest = bank.process(np.zeros((1, spool.channels, bank.latency), np.float32))[0]
    yield rest[:, late:]


def _checks(delivery: Delivery, before: Measurement, after: Measurement, opinion: float | None) -> tuple[Check, ...]:
    assert delivery.lufs is not None
    assert delivery.ceiling_db is not None

    def within(value: float | None, limit: float) -> Verdict:
        if value is None:
            return "refused"
        off = abs(value - (delivery.lufs or 0.0))
        return "verified" if off <= limit else "partly" if off <= 5 * limit else "refused"

    loudness = Check(
        MAIN,
        "integrated loudness",
        before.integrated_lufs,
        after.integrated_lufs,
        "LUFS",
        within(after.integrated_lufs, WITHIN_LU),
    )
    under = after.true_peak_dbtp <= delivery.ceiling_db + 0.005
    peak = Check(
        MAIN,
        "true peak",
        before.true_peak_dbtp,
        after.true_peak_dbtp,
        "dBTP",
        "verified" if under else "refused",
    )
    if opinion is None:
        return loudness, peak
    other = Check(
        MAIN,
        "integrated loudness by pyloudnorm",
        before.integrated_lufs,
        opinion,
        "LUFS",
        within(opinion, METERS_AGREE_LU),
    )
    return loudness, peak, other


def _write(path: Path, blocks: Iterable[Audio], sample_rate: int, channels: int, kind: Format) -> None:
    with Writer(path, sample_rate, channels, kind) as writer:
        for block in blocks:
            writer.write(block)


def _path(out: Path | None, session: Session, label: str, kind: Format) -> Path | None:
    if out is None:
        return None
    unsafe = "/" if label in session.mix else '/\\:*?"<>| '  # a track's name stays as its file's, a return's may be any
    safe = "".join("-" if c in unsafe else c for c in label)
    return out / f"{session.name}.{safe}{suffix(kind)}"
