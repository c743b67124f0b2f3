"""The formats that a file may have, by name; nothing is loaded for them."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["wav16", "wav24", "wav32f", "flac", "mp3"]
"""16, 24 and 32 bit (floating point) WAV, 24 bit FLAC, and MP3 at 320 kbit/s, which takes floating point."""

FORMATS: tuple[Format, ...] = get_args(Format)
