"""Measuring files without a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.answers import loudness_words
from assistant.console import Progress, tell, warn
from assistant.explain import number
from assistant.listen import Meter
from assistant.report import line, measurement_data
from assistant.rests import rest_words
from dsp.measure import Measurement, measure
from dsp.measure.colour import Colour, ColourMeter, figures
from dsp.measure.rests import RestMeter, Rests
from dsp.sources import SourceError, examine, open_stream
from dsp.units import Audio

OFFSET = 0.001
"""A mean further from zero than this, -60 dB of full scale, is worth a word."""

LOSS_DB = 4.5
"""Unrelated channels lose 3 dB in mono; half as much again is cancelling."""


def measure_files(files: Sequence[str], as_json: bool, progress: Progress) -> int:
    """Print what each file measures; 1 if one could not be read."""
    good = True
    for name in files:
        progress(f"measuring {name}")
        try:
            source = examine(Path(name))
            with open_stream(source, source.sample_rate) as stream:
                meter = ColourMeter(source.sample_rate, source.channels)
                pauses = RestMeter(source.sample_rate, source.channels)
                heard = measure(_also(pauses, _also(meter, stream.blocks())), source.sample_rate)
            colour, rests = meter.result(), pauses.result()
        except SourceError as wrong:
            progress.done()
            warn(str(wrong))
            good = False
            continue
        progress.done()
        if source.promised > source.frames:
            warn(f"{source.path.name} is cut short: {source.seconds:.1f} s of it decode and are measured.")
        if as_json:
            print(line({**measurement_data(name, heard), **figures(colour, heard), **rest_figures(rests)}), flush=True)
        else:
            tell(f"{name}: {loudness_words(heard)}, sample peak {number(heard.sample_peak_dbfs, 'dBFS')}")
            if words := colour_words(colour, heard):
                tell(f"  {words}")
            if rests:
                tell(f"  {rest_words(rests)}")
    return 0 if good else 1


def colour_words(colour: Colour, heard: Measurement) -> str:
    """Say the tone and the room for peaks in a few figures, and what is amiss."""
    said = figures(colour, heard)
    parts = []
    if colour.centroid_hz is not None:
        parts.append(f"centroid {colour.centroid_hz:.0f} Hz")
    for key, words, unit in (
        ("tilt_db_per_octave", "tilt", "dB an octave"),
        ("plr_db", "peak to loudness", "dB"),
        ("psr_db", "peak to loudest 3 s", "dB"),
        ("mono_loss_db", "in mono softer by", "dB"),
    ):
        if (value := said[key]) is not None:
            parts.append(f"{words} {number(value, unit)}")
    if abs(colour.dc_offset) >= OFFSET:
        parts.append(f"it is off zero by {100 * colour.dc_offset:.1f}%")
    if (colour.mono_loss_db or 0) >= LOSS_DB:
        parts.append("left and right cancel")
    return ", ".join(parts)


def rest_figures(rests: Rests | None) -> dict[str, float | None]:
    """Return what is between phrases by name, None where there are no rests."""
    return {
        "rest_dbfs": rests.level_dbfs if rests else None,
        "rest_loudest_dbfs": rests.loudest_dbfs if rests else None,
        "rest_share": rests.share if rests else 0.0,
    }


def _also(meter: Meter, blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Yield blocks as they are, heard by one meter more."""
    for block in blocks:
        meter.feed(block)
        yield block
