"""Files as they are asked for: in which formats and at which sample rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grammar.numbers import Quantity

WAV = "wav24"
"""The format of a file of which only "wav" was said."""

RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
"""The sample rates that a file may have."""

NO_RATE = f"a file's sample rate is one of {', '.join(f'{hz / 1000:g}' for hz in RATES_HZ)} kHz"
"""What is said of any other."""


@dataclass(frozen=True)
class Kind:
    """A format as it was said; of "24 bit" only how finely it is written, and of "24 bit wav" all of it."""

    name: str
    bits: bool = False
    whole: bool = False


def kind(name: str, said: str) -> Kind:
    """Return a format as it was said."""
    bits, file = "bit" in said.casefold(), "wav" in said.casefold()
    return Kind(name, bits and not file, bits and file)


def kinds(said: Sequence[Kind]) -> tuple[str, ...]:
    """Return the formats that are asked for.

    It is one for "wav, 16 bit" and for "flac, 24 bit", two for "wav and flac", for "wav, 16 and 24 bit" and for "16 bit
    and 24 bit wav". None is returned for what cannot be: "mp3, 24 bit".
    """
    bits = _names(said, lambda one: one.bits)
    if any(one.whole for one in said):
        # what is told in full stands for itself, and "wav" beside it for nothing more
        others = _names(said, lambda one: one.whole or one.bits or one.name != WAV)
        return () if bits and any(not (one.whole or one.bits) for one in said) else others
    files = _names(said, lambda one: not one.bits)
    if not bits or not files:
        return files or bits
    if len(files) > 1:
        return ()
    return bits if files == (WAV,) else files if bits == files or (*files, *bits) == ("flac", WAV) else ()


def _names(said: Sequence[Kind], counts: Callable[[Kind], bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in said if counts(one)))


def sample_rate(said: Quantity) -> int:
    """Return the sample rate in Hz that a number is, which people say in kHz: "44.1"; 0 if it is none."""
    hz = round(said.value if said.unit == "Hz" or said.value >= RATES_HZ[0] else 1000 * said.value)
    return hz if hz in RATES_HZ and said.unit in ("Hz", "") and not said.signed else 0
