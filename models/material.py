"""What norms are measured on: read speech, drum kits, and sampled instruments playing real parts.

One instrument, kit or speaker counts once, however many takes of it there are. No two presets named here
share a sample, and kits of one maker that share a drum or a cymbal are one kit.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dsp.measure.spectrum import BANDS, spectrum
from dsp.sources import examine, read
from dsp.units import Audio
from models.midi import DRUMS, Key, read_parts, write_part

RATE = 44_100
HIT_S = 0.5
"""A drum is played every half second."""

PART_S = 20.0
PARTS = 8
"""Each instrument plays this many parts of different songs, so long each."""

SPEECH_FROM_HZ = 80.0
"""Below this the clips hold the readers' rooms, not their voices."""

READ_SPEECH = "LibriSpeech (openslr.org/12), CC BY 4.0: read speech, not singing, one clip a speaker"
DRUM_KITS = (
    "acoustic kits of Debian hydrogen-drumkits (BJA Pacific CC BY-SA 3.0; Colombo, Forzee, Millo GPL-2; "
    "Audiophob CC0), avldrums.lv2-soundfont (CC BY-SA 3.0), sonic-pi-samples (CC0), fluid-soundfont-gm (MIT)"
)
PLAYED = "Debian sonic-pi-samples (CC0): solo clips"
SAMPLED = "Debian fluid-soundfont-gm (MIT) playing parts of Debian freedoom's songs (BSD-3) in fluidsynth"

KITS = "usr/share/hydrogen/data/drumkits"
PI = "usr/share/sonic-pi/samples"
HITS = {
    "kick": {
        "BJA": ((KITS, "BJA_Pacific/BD_*"),),
        "Colombo": ((KITS, "Colombo*/bassdrum*"),),
        "Forzee": ((KITS, "Forzee*/Kick-*"),),
        "Millo": ((KITS, "Millo_MultiLayered2/bd_*"), (KITS, "Millo_MultiLayered3/bd_*")),
        "menegass": ((PI, "drum_bass_*"),),
        "Zajo": ((PI, "drum_heavy_kick*"),),
    },
    "snare": {
        "BJA": ((KITS, "BJA_Pacific/SN_*"), (KITS, "BJA_Pacific/SN4_*")),
        "Colombo": ((KITS, "Colombo*/snare*normal?shot*"),),
        "Forzee": ((KITS, "Forzee*/Snare-*"),),
        "Millo": ((KITS, "Millo_MultiLayered2/rsnare_*"), (KITS, "Millo_MultiLayered3/sd_*")),
        "menegass": ((PI, "drum_snare_*"),),
    },
    "hihat": {
        "BJA": ((KITS, "BJA_Pacific/HH_*"), (KITS, "BJA_Pacific/HH2_*")),
        "Colombo": ((KITS, "Colombo*/hihat-closed*"), (KITS, "Colombo*/hihat-open*")),
        "Forzee": ((KITS, "Forzee*/HiHatClosed-*"), (KITS, "Forzee*/HiHatOpen-*")),
        "Millo": ((KITS, "Millo_MultiLayered2/hhclosed_*"), (KITS, "Millo_MultiLayered2/hhopen_*")),
        "menegass": ((PI, "drum_cymbal_closed*"), (PI, "drum_cymbal_open*")),
        "minorr": ((KITS, "Audiophob/104227__minorr__hhat-paiste*"),),
    },
    "tom": {
        "BJA": ((KITS, "BJA_Pacific/TM_*"), (KITS, "BJA_Pacific/TM2_*")),
        "Colombo": ((KITS, "Colombo*/tom-hi*"), (KITS, "Colombo*/tom-mid*"), (KITS, "Colombo*/tom-low*")),
        "Forzee": ((KITS, "Forzee*/TomHigh-*"), (KITS, "Forzee*/TomMid-*"), (KITS, "Forzee*/TomLow-*")),
        "Millo": ((KITS, "Millo_MultiLayered2/tom_*"), (KITS, "Millo_MultiLayered2/floortom_*")),
        "menegass": ((PI, "drum_tom_hi_*"), (PI, "drum_tom_mid_*"), (PI, "drum_tom_lo_*")),
    },
}
"""Single hits of each drum of each kit, as file patterns."""

FONTS = "usr/share/sounds/sf2"
FLUID = "FluidR3_GM.sf2"
FONT_KITS = {
    "Fluid": (FLUID, DRUMS),
    "Pearl": ("Black_Pearl_4_LV2.sf2", 0),
    "Ludwig": ("Red_Zeppelin_4_LV2.sf2", 0),
}
"""Kits in sound fonts: the file and the channel they answer to."""

FONT_HITS = {"kick": (36,), "snare": (38,), "hihat": (42, 46), "tom": (41, 45)}
"""Keys of the drums; the Ludwig kit's hi-hat is the Pearl kit's and is left out."""

PRESETS = {
    "bass": (range(32, 40), range(32, 40)),
    "guitar": (range(24, 31), range(24, 31)),
    "keys": (range(0, 21), (0, 2, 4, 5, 7, 16, 17, 18, 20)),
}
"""Whose parts are borrowed and the presets that play them, both by General MIDI program."""

CLIPS = {
    "guitar": {
        "Sub-d": ((PI, "guit_em9*"), (PI, "guit_e_fifths*")),
        "Suva": ((PI, "guit_e_slide*"),),
    },
}
"""Short solo recordings, by who made them."""


@dataclass(frozen=True)
class Recording:
    """One take of one instrument: its third-octave levels relative to their sum, NaN where there is none."""

    role: str
    instrument: str
    level_db: tuple[float, ...]
    source: str


def voices(data: Path) -> Iterator[Recording]:
    """Yield the speakers."""
    for path in sorted((data / "speech").glob("*.flac")):
        source = examine(path)
        speaker = path.stem.split("-")[0]
        audio = read(source, source.sample_rate)
        heard = _measured("speech", speaker, audio, READ_SPEECH, source.sample_rate)
        voice = [level if hz >= SPEECH_FROM_HZ else math.nan for hz, level in zip(BANDS, heard.level_db, strict=True)]
        yield replace(heard, level_db=tuple(voice))


def drums(roots: tuple[Path, ...]) -> Iterator[Recording]:
    """Yield every drum of every kit, each hit hard and soft in turn."""
    for role, kits in HITS.items():
        for kit, patterns in kits.items():
            for folder, pattern in patterns:
                hits = [read(examine(path), RATE) for path in sorted(_find(roots, folder).glob(pattern))]
                yield _measured(role, kit, _in_turn(hits), DRUM_KITS)
        for kit, (font, channel) in FONT_KITS.items():
            if (role, kit) == ("hihat", "Ludwig"):
                continue
            for pitch in FONT_HITS[role]:
                keys = tuple(Key(HIT_S * n, HIT_S, pitch, 127 - 12 * (n % 5)) for n in range(10))
                yield _measured(role, kit, _played(_find(roots, FONTS) / font, keys, channel, 0), DRUM_KITS)


def parts(data: Path, roots: tuple[Path, ...]) -> Iterator[Recording]:
    """Yield every preset playing each of the borrowed parts."""
    songs = [read_parts(path) for path in sorted((data / "midi" / "freedoom").glob("*.mid"))]
    font = _find(roots, FONTS) / FLUID
    for role, (programs, presets) in PRESETS.items():
        borrowed = _busiest(songs, programs)
        for program in presets:
            for keys in borrowed:
                yield _measured(role, f"preset {program}", _played(font, keys, 0, program), SAMPLED)


def clips(roots: tuple[Path, ...]) -> Iterator[Recording]:
    """Yield the solo clips."""
    for role, players in CLIPS.items():
        for player, patterns in players.items():
            for folder, pattern in patterns:
                for path in sorted(_find(roots, folder).glob(pattern)):
                    yield _measured(role, player, read(examine(path), RATE), PLAYED)


def _busiest(songs: list[dict[tuple[int, int], tuple[Key, ...]]], programs: range) -> list[tuple[Key, ...]]:
    """Return the opening of each song's longest part for these programs, the longest ones."""
    longest = []
    for song in songs:
        wanted = [keys for (channel, program), keys in song.items() if channel != DRUMS and program in programs]
        if wanted:
            keys = max(wanted, key=len)
            start = keys[0].start_s
            opening = (Key(k.start_s - start, k.seconds, k.pitch, k.velocity) for k in keys)
            longest.append(tuple(key for key in opening if key.start_s < PART_S))
    return sorted(longest, key=len, reverse=True)[:PARTS]


def _find(roots: tuple[Path, ...], folder: str) -> Path:
    """Return the folder under the first root that has it.

    Raises
    ------
    FileNotFoundError
        If none has: a Debian package is missing.
    """
    for root in roots:
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"{folder} is under none of {', '.join(map(str, roots))}: is its package installed?")


def _in_turn(hits: list[Audio]) -> Audio:
    """Return the hits one after another, each ringing into the next, on two channels."""
    step = round(HIT_S * RATE)
    track = np.zeros((2, step * len(hits) + max(hit.shape[1] for hit in hits)), np.float32)
    for nth, hit in enumerate(hits):
        track[:, nth * step : nth * step + hit.shape[1]] += hit
    return track


def _played(font: Path, keys: tuple[Key, ...], channel: int, program: int) -> Audio:
    """Return a part played by a program of a sound font, dry."""
    fluidsynth = shutil.which("fluidsynth")
    if fluidsynth is None:
        raise FileNotFoundError("fluidsynth is not installed")
    with tempfile.TemporaryDirectory() as folder:
        song, played = Path(folder) / "part.mid", Path(folder) / "part.wav"
        write_part(song, keys, channel, program)
        quiet = ("-ni", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(RATE), "-O", "float", "-T", "wav")
        subprocess.run([fluidsynth, *quiet, "-F", str(played), str(font), str(song)], check=True, capture_output=True)
        return read(examine(played), RATE)


def _measured(role: str, instrument: str, audio: Audio, source: str, rate: int = RATE) -> Recording:
    heard = spectrum(audio, rate)
    if heard.active_dbfs is None:
        raise ValueError(f"{instrument} is silent as a {role}: is the recording what it should be?")
    levels = np.array([np.nan if level is None else level for level in heard.mean_db])
    whole = 10.0 * np.log10(np.nansum(10.0 ** (levels / 10.0)))
    return Recording(role, instrument, tuple((levels - whole).tolist()), source)
