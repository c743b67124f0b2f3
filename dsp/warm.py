"""Having the kernels ready before they are needed: compiled once on a machine, loaded once in a process."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import groupby, product
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import numpy as np

from dsp import compiled
from dsp.effect import Effect
from dsp.effects import (
    Bell,
    Compressor,
    DeEsser,
    Drive,
    Fader,
    HighPass,
    HighShelf,
    Limiter,
    LowPass,
    LowShelf,
    Pan,
    Reverb,
    Width,
)
from dsp.files import Writer
from dsp.formats import FORMATS
from dsp.measure import measure
from dsp.measure.gauge import gauge
from dsp.mix import MAIN, Mix, Slot, Strip
from dsp.render import render
from dsp.sources import Source, Stream, examine, open_stream
from dsp.units import Audio

EVERYDAY = (
    *(HighPass, LowPass, Bell, LowShelf, HighShelf, DeEsser, Compressor, Drive, Reverb, Limiter),
    *(Width, Fader, Pan),
)
"""What nearly every mix needs, compiled before the first; the others are when they are first used, in a few seconds."""

RATE = 44_100
FRAMES = 8192


def load() -> None:
    """Begin to load the compiler and the meters in the background, where sound is sure to be computed: 0.4 s."""
    if compiled.complete():
        threading.Thread(target=partial(gauge, [_noise()], RATE), name="warm").start()


def compile_kernels() -> None:
    """Compile and keep what every mix needs, with a process for each processor, which takes what the others leave."""
    crew = min(os.cpu_count() or 1, len(_jobs()))
    jobs = iter(range(len(_jobs())))
    with ThreadPoolExecutor(crew) as heads:
        for head in [heads.submit(_hand_out, jobs) for _ in range(crew)]:
            head.result()
    compiled.completed()


def _hand_out(jobs: Iterator[int]) -> None:
    """Have a process of its own do one job after the other; where it fails, do the job here."""
    with suppress(OSError), Popen([sys.executable, "-m", "dsp.warm"], stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as hand:
        assert hand.stdin is not None
        assert hand.stdout is not None
        for job in jobs:
            with suppress(OSError):
                hand.stdin.write(b"%d\n" % job)
                hand.stdin.flush()
            if not hand.stdout.readline():
                _jobs()[job]()
    for job in jobs:  # if no process can be started at all
        _jobs()[job]()


def _work() -> None:
    """Do the jobs whose numbers come in, and end with whoever sends them."""
    for line in sys.stdin:
        _jobs()[int(line)]()
        print("done", flush=True)


def _jobs() -> Sequence[Callable[[], object]]:
    """Whatever runs kernels, each with a breath of noise; what shares a file of kernels goes together."""
    groups = [list(effects) for _, effects in groupby(EVERYDAY, key=lambda effect: effect.__module__)]
    return (*(partial(_process, group) for group in groups), partial(measure, _noise(), RATE), _mix_files)


def _process(effects: Sequence[type[Effect]]) -> None:
    for effect in effects:
        effect.bank((effect(),), RATE, 2).process(_noise()[np.newaxis])


def _mix_files() -> None:
    """Write a file in every format, read it and mix it."""
    faded = Strip("faded", chain=(Slot("fader", Fader()),))
    mix = Mix((Strip("plain"), faded, Strip(MAIN, "main", output="")))
    with tempfile.TemporaryDirectory() as folder:
        for kind, channels in product(FORMATS, (1, 2)):
            path = Path(folder) / f"{kind}{channels}"
            with Writer(path, RATE, channels, kind) as writer:
                writer.write(_noise()[:channels])
            deque(render(mix, partial(_opened, examine(path)), RATE), maxlen=0)


def _opened(source: Source, _: Strip) -> Stream:
    return open_stream(source, RATE)


def _noise() -> Audio:
    return np.random.default_rng(1).normal(scale=0.1, size=(2, FRAMES)).astype(np.float32)


if __name__ == "__main__":
    _work()
