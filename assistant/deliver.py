"""Deliveries: the mix as a file, rendered, written whole or not at all, and measured again from the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

import numpy as np

from assistant import master
from assistant.explain import number
from assistant.master import Pressing, Sink
from assistant.outcome import Decline, refuses
from assistant.resolve import listed
from assistant.session import Session
from assistant.spool import Spool
from assistant.studio import SILENCE, Studio
from assistant.targets import TARGETS
from assistant.turn import Check, Delivery
from dsp.ahead import ahead
from dsp.edges import within_edges
from dsp.effects import Solo
from dsp.encode import MP3_RATES
from dsp.files import LOSSY, Writer, suffix
from dsp.formats import Format
from dsp.measure import second
from dsp.measure.gauge import Gauged, gauge
from dsp.mix import MAIN, Evidence, Mix
from dsp.render import stems
from dsp.resample import resampled
from dsp.routing import soloed
from dsp.sources import examine, open_stream
from dsp.units import Audio, gain

FLOAT: Format = "wav32f"
"""The format that holds samples beyond full scale."""

LOSSY_ROOM_DB = 1.0
"""How far under full scale the peaks of a mix are put that goes over it, where a lossy file is asked for."""

ENCODINGS, CLEAR_DB, NEAR_LU = 4, 0.03, 0.05
"""How often a lossy file is written to be as asked for, how far under the ceiling each time, and how near is near."""


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
    way = _bounce if delivery.lufs is None else _master
    delivery = replace(delivery, rate_hz=delivery.rate_hz or _own_rate(delivery, studio.sample_rate))
    made = way(delivery, session, mix, studio, out)
    if delivery.rate_hz != studio.sample_rate and isinstance(made, Delivered):
        was, now = (f"{hz / 1000:.10g}" for hz in (studio.sample_rate, delivery.rate_hz))
        made = replace(made, text=f"{made.text}\n      at {now} kHz, resampled from {was}")
    alone = [strip.name for strip in mix for slot in strip if isinstance(slot.effect, Solo) and slot.effect.on]
    if alone and not (delivery.strip or delivery.only) and isinstance(made, Delivered):
        return replace(made, text=f"{made.text}\n      only {listed(alone)} can be heard in it: soloed")
    return made


def _own_rate(delivery: Delivery, sample_rate: int) -> int:
    """Return the sample rate of a file of which none was said: that of its place, else the session's, if it can be."""
    target = TARGETS.get(delivery.target)
    if target and target.rate_hz:
        return target.rate_hz
    return sample_rate if delivery.format not in LOSSY or sample_rate in MP3_RATES else MP3_RATES[-1]


def _named(label: str, delivery: Delivery, sample_rate: int) -> str:
    """Return what a file is called, with its sample rate where that is not the one that it has of itself."""
    own = delivery.rate_hz == _own_rate(delivery, sample_rate)
    return label if own else f"{label}.{delivery.rate_hz / 1000:.10g}k"


def _bounce(delivery: Delivery, session: Session, mix: Mix, studio: Studio, out: Path | None) -> Delivered | Decline:
    """Write the mix, some of it, its stems or one strip as it stands."""
    playable = whole = studio.playable(mix)
    if delivery.only:
        playable = soloed(whole, delivery.only)
    if delivery.strip:
        if delivery.strip not in playable:
            return refuses(f"The recording of {delivery.strip} is missing, so there is nothing to write.")
        names: tuple[str, ...] = (delivery.strip,)
    else:
        names = stems(playable) if delivery.target == "stems" else (MAIN,)
    files, lines, evidence = [], [], []
    for name in names:
        studio.say(f"rendering {'the mix' if name == MAIN else name}")
        label = "mix" if name == MAIN and "mix" not in mix else name
        kind, softer_db = cast(Format, delivery.format), 0.0
        heard: Gauged | None = None
        while heard is None:
            told = delivery.file if delivery.target == "mix" and delivery.file else f"{label} {delivery.file}".strip()
            path = _path(out, session, told, delivery, kind)
            blocks = ahead(_softer(_blocks(playable, studio, name, delivery, whole), softer_db))
            with suppress(_Over), closing(blocks):
                first = next(blocks, SILENCE)
                with _opened(path, delivery.rate_hz, first.shape[0], kind) as sink:
                    heard = gauge(_within(chain([first], blocks), kind, sink), delivery.rate_hz)
            if heard is None and kind in LOSSY:  # whoever asks for one plays it where nothing else plays
                found = gauge(ahead(_blocks(playable, studio, name, delivery, whole)), delivery.rate_hz)
                softer_db = found.sample_peak_dbfs + LOSSY_ROOM_DB
            elif heard is None:
                kind = FLOAT
        files += [path] if path else []
        if path and kind in LOSSY:
            heard = _as_written(path)
        evidence.append(Evidence(name, "sample peak", heard.sample_peak_dbfs, "dBFS"))
        loud = (
            "too short or quiet for a loudness"
            if heard.integrated_lufs is None
            else number(heard.integrated_lufs, "LUFS")
        )
        peak = number(heard.sample_peak_dbfs, "dBFS")
        note = ""
        if kind != delivery.format:
            note = (
                f"; it peaks over full scale, so it is written as wav32f at its true level instead of {delivery.format}"
            )
        if softer_db:
            note = f"; it peaks over full scale, so the file is {number(softer_db, 'dB')} softer than the mix"
        who = delivery.called if delivery.called and delivery.target == "mix" else name
        lines.append(f"{who}  {loud}, peak {peak}{note}")
        lines += [f"{' ' * len(who)}  {path.name}"] if path else []
    return Delivered(tuple(files), "\n".join(lines), tuple(evidence))


class _Over(Exception):
    """A sample is beyond full scale, and the format would hold it there."""


def _within(blocks: Iterable[Audio], kind: Format, sink: Sink) -> Iterator[Audio]:
    """Hand blocks on to what is written; raise `_Over` at the first that its format cannot hold."""
    for block in blocks:
        if kind != FLOAT and np.abs(block).max(initial=0.0) > 1.0:
            raise _Over
        sink.write(block)
        yield block


def _softer(blocks: Iterator[Audio], softer_db: float) -> Iterator[Audio]:
    """Yield blocks turned down, as they are where that is by nothing."""
    return (block * np.float32(gain(-softer_db)) for block in blocks) if softer_db else blocks


def _blocks(mix: Mix, studio: Studio, name: str, delivery: Delivery, whole: Mix) -> Iterator[Audio]:
    """Yield a strip at the length of the whole mix, so that stems lie on top of each other, as it is delivered."""
    wanted = (name,) if name == MAIN else (name, MAIN)
    rendered: Iterator[Audio] = (blocks[name] for blocks in studio.render(mix, wanted, studio.frames(mix)))
    if mix is not whole:  # which may ring on longer, or not as long
        rendered = _lasting(rendered, sum(b[MAIN].shape[1] for b in studio.render(whole, (MAIN,), studio.frames(mix))))
    there = within_edges(rendered, whole, studio.sample_rate, delivery.between_s)
    return resampled(there, studio.sample_rate, delivery.rate_hz)


def _lasting(blocks: Iterable[Audio], frames: int) -> Iterator[Audio]:
    """Yield so many frames of some blocks, silence behind them where they end before."""
    channels = 1
    for block in blocks:
        channels = len(block)
        if frames > 0:
            yield block[:, :frames]
        frames -= block.shape[1]
    if frames > 0:
        yield np.zeros((channels, frames), np.float32)


def _master(delivery: Delivery, session: Session, mix: Mix, studio: Studio, out: Path | None) -> Delivered | Decline:
    """Bring the mix to a loudness under a ceiling, write it and measure what was written."""
    assert delivery.lufs is not None
    assert delivery.ceiling_db is not None
    second.prepare()
    playable = studio.playable(mix)
    if delivery.only:
        playable = soloed(playable, delivery.only)
    studio.say("rendering the mix")
    spool, rate = Spool(), delivery.rate_hz
    before = gauge(spool.taking(ahead(_blocks(playable, studio, MAIN, delivery, playable))), rate)
    if before.integrated_lufs is None:
        return refuses(
            f"{session.name} is too short or too quiet for its loudness to be measured "
            f"({before.seconds:.2f} s, peak {number(before.sample_peak_dbfs, 'dBFS')}), so it cannot be mastered; "
            f'"render the mix" writes it as it is.'
        )
    asked_lufs, delivery = delivery.lufs, master.spared(delivery, before)
    assert delivery.lufs is not None
    studio.say(f"bringing the mix to {number(delivery.lufs, 'LUFS')}")
    kind = cast(Format, delivery.format)
    path = _path(out, session, f"{delivery.target} {delivery.file}".strip(), delivery, kind)
    opened = partial(_opened, path, rate, spool.channels, kind)

    def press(aimed: Delivery) -> Pressing:
        return master.press(aimed, spool, rate, before, opened)

    pressing = press(delivery)
    opinion = None
    if path is not None:
        studio.say(f"measuring {path.name}")
        if kind in LOSSY:
            pressing = _encoded(pressing, path, press)
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(second.second_lufs, path)
            pressing = replace(pressing, after=_as_written(path))
            opinion = asked.result()
    held = master.checks(pressing, opinion)
    text = master.words(pressing, path.name if path else "", opinion, held)
    if delivery.lufs < asked_lufs:
        wanted = number(asked_lufs, "LUFS")
        more = f"the limiter would take {number(asked_lufs - delivery.lufs, 'dB')} more off its peaks"
        text += f"\n      no louder, to keep its dynamics: at {wanted} {more}"
    return Delivered((path,) if path else (), text, pressing.evidence(), held)


def _as_written(path: Path) -> Gauged:
    """Measure a file."""
    written = examine(path)
    with open_stream(written, written.sample_rate) as stream:
        return gauge(stream.blocks(), written.sample_rate)


def _encoded(pressing: Pressing, path: Path, press: Callable[[Delivery], Pressing]) -> Pressing:
    """Return a pressing that is as asked for in a file that does not give back the samples as written.

    What an encoder leaves out lets some peaks rise and takes a little loudness with it, so it is aimed lower and
    louder by as much as was missed.
    """
    wanted = aimed = pressing.delivery
    assert wanted.lufs is not None
    for _ in range(ENCODINGS):
        written = _as_written(path)
        short = wanted.lufs - (written.integrated_lufs or wanted.lufs)
        over = written.true_peak_dbtp - (wanted.ceiling_db or 0.0)
        if abs(short) <= NEAR_LU and over <= 0:
            break
        ceiling = (aimed.ceiling_db or 0.0) - (over + CLEAR_DB if over > 0 else 0.0)
        aimed = replace(aimed, lufs=(aimed.lufs or 0.0) + short, ceiling_db=round(ceiling, 2))
        pressing = replace(press(aimed), delivery=wanted)
    return pressing


class _Nowhere:
    """Where nothing is to be written."""

    def write(self, x: Audio) -> None:
        """Let the next frames go."""


@contextmanager
def _opened(path: Path | None, sample_rate: int, channels: int, kind: Format) -> Iterator[Sink]:
    """Open a file to write to, or nothing; an exception within leaves no file behind."""
    if path is None:
        yield _Nowhere()
        return
    with Writer(path, sample_rate, channels, kind) as writer:
        yield writer


def _path(out: Path | None, session: Session, label: str, delivery: Delivery, kind: Format) -> Path | None:
    if out is None:
        return None
    unsafe = "/" if label in session.mix else '/\\:*?"<>| '  # a track's name stays as its file's, a return's may be any
    safe = "".join("-" if c in unsafe else c for c in label)
    apart = (
        f".{kind.removeprefix('wav')}bit" if delivery.apart and kind != FLOAT else ".float" if delivery.apart else ""
    )
    return out / f"{session.name}.{_named(safe, delivery, session.sample_rate)}{apart}{suffix(kind)}"


def told_apart(asked: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Return deliveries, those whose names would be the same with how they are written in these: 16 and 24 bit."""
    alike = [replace(one, format=suffix(cast(Format, one.format)), apart=False) for one in asked]
    return tuple(replace(one, apart=alike.count(same) > 1) for one, same in zip(asked, alike, strict=True))
