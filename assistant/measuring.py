"""Measuring files without a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.answers import loudness_words
from assistant.console import Progress, tell, warn
from assistant.explain import number
from assistant.report import line, measurement_data
from dsp.measure import measure
from dsp.sources import SourceError, examine, open_stream


def measure_files(files: Sequence[str], as_json: bool, progress: Progress) -> int:
    """Print what each file measures; 1 if one could not be read."""
    good = True
    for name in files:
        progress(f"measuring {name}")
        try:
            source = examine(Path(name))
            with open_stream(source, source.sample_rate) as stream:
                heard = measure(stream.blocks(), source.sample_rate)
        except SourceError as wrong:
            progress.done()
            warn(str(wrong))
            good = False
            continue
        progress.done()
        if source.promised > source.frames:
            warn(f"{source.path.name} is cut short: {source.seconds:.1f} s of it decode and are measured.")
        if as_json:
            print(line(measurement_data(name, heard)), flush=True)
        else:
            tell(f"{name}: {loudness_words(heard)}, sample peak {number(heard.sample_peak_dbfs, 'dBFS')}")
    return 0 if good else 1
