"""A second opinion on loudness, from a meter that shares no code with ours: pyloudnorm, reading through libsndfile.

Loading it takes most of a second and 100 MB, so it works in a process of its own, this file run as a program,
while we do something else. It reads a file's name as a line of JSON, answers with a line, and ends with its input,
so that it never outlives us. Where no process can be started, the same is done in this one.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

SECTION_S, LEAD_S = 10, 1
"""So much is measured at a time, after so much again that the filters settle on: memory must not grow with length."""

_waiting: list[subprocess.Popen[bytes]] = []


def prepare() -> None:
    """Begin to load the meter, so that it is there when it is asked."""
    if not _waiting:
        with suppress(OSError):
            # -P: no folder of a user's may lend its modules.
            command = [sys.executable, "-P", __file__]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            _waiting.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere))


def second_lufs(path: Path) -> float | None:
    """Return a written file's integrated loudness as pyloudnorm reads it, None if it is too short or too quiet.

    References
    ----------
    C. J. Steinmetz and J. D. Reiss, "pyloudnorm: a simple yet flexible loudness meter in Python", 150th AES
    Convention, 2021.
    """
    prepare()
    while _waiting:
        process = _waiting.pop()
        # suppress() stands outside: a pipe to a process that has ended also breaks when it is closed.
        with suppress(OSError, ValueError), process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            process.stdin.flush()
            answer: float | None = json.loads(process.stdout.readline())
            return answer
    return _read(path)


def _read(path: Path) -> float | None:
    """Measure a file section by section.

    pyloudnorm weights the sound and takes the level of every block; the gate, which must know them all, is that
    of ITU-R BS.1770-4, equations 4 to 7.
    """
    import numpy as np
    import pyloudnorm
    import soundfile

    levels: list[float] = []
    with soundfile.SoundFile(path) as file:
        rate, frames = file.samplerate, file.frames
        meter = pyloudnorm.Meter(rate)
        step_s = meter.block_size * (1 - meter.overlap)
        shared = round((meter.block_size - step_s) * rate)
        for start in range(0, frames - shared, SECTION_S * rate):
            lead = min(start, LEAD_S * rate)
            file.seek(start - lead)
            sound = file.read(lead + SECTION_S * rate + shared, dtype="float64", always_2d=True)
            if len(sound) < meter.block_size * rate:
                break
            meter.integrated_loudness(sound)
            levels += meter.blockwise_loudness[round(lead / rate / step_s) :]
    powers = 10 ** (np.array(levels) / 10)
    powers = powers[powers > 10**-7.0]
    if len(powers) == 0:
        return None
    loudness = 10 * math.log10(powers[powers > powers.mean() / 10].mean())
    return loudness if math.isfinite(loudness) else None


def _serve() -> None:
    """Answer about files until the input ends, which ends this process whatever it is doing."""
    asked: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            asked.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    import pyloudnorm  # noqa: F401 - it is loaded while nobody has asked yet

    while True:
        print(json.dumps(_read(Path(asked.get()))), flush=True)


@atexit.register
def _dismiss() -> None:
    for process in _waiting:
        process.kill()
        process.wait()


if __name__ == "__main__":
    _serve()
