"""The song of the demo: its form, chords, melody and words, and what each player plays.

Ten bars in G, 100 beats a minute: intro, four bars of verse, four of chorus, an end. A longer
session plays the song again. Timing and loudness are humanised by the caller's random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

BEAT = 0.6
BAR = 4 * BEAT

FORM = (
    ("intro", "G"),
    ("verse", "G"),
    ("verse", "Em"),
    ("verse", "C"),
    ("verse", "D"),
    ("chorus", "C"),
    ("chorus", "G"),
    ("chorus", "Am"),
    ("chorus", "D"),
    ("end", "G"),
)
"""Section and chord of each bar."""

CHORDS = {
    "G": (43, 47, 50, 55, 59, 67),
    "Em": (40, 47, 52, 55, 59, 64),
    "C": (48, 52, 55, 60, 64),
    "D": (50, 57, 62, 66),
    "Am": (45, 52, 57, 60, 64),
}
"""Open guitar voicings, MIDI notes from the lowest string up."""

MELODY = {
    1: "sIl:55:.5 v3:57:.5 sVn:59:1 On:57:.5 DV:55:.5 si:52:.9",
    2: "wIs:55:.5 p3z:55:.5 sOU:54:1 klOUs:52:.75 tU:50:.25 mi:52:.9",
    3: "stAz:60:1 A:59:.5 slOU:57:1 tU:55:.5 rAIz:52:.9",
    4: "In:54:.5 jO:54:.5 AIz:57:2.2",
    5: "stEI:64:1.5 tIl:62:.5 sV:64:.5 m3z:62:.5 gOn:60:.95",
    6: "sEI:62:1.5 Its:59:.5 swi:62:.5 t3:59:.5 sON:55:.95",
    7: "hOUm:60:1 Iz:59:.5 hwE:60:1 DV:59:.5 si:57:.95",
    8: "mits:57:.5 DV:59:.5 skAI:62:2.6",
    9: "skAI:59:2.6",
}
"""What is sung in each bar: phones (`demo.phones`), MIDI note and beats of one syllable after another."""


@dataclass(frozen=True)
class Note:
    """One note of a part.

    Attributes
    ----------
    start_s, seconds
        When it begins and how long it is held.
    pitch
        MIDI note, 69 at 440 Hz; fractions are allowed.
    loudness
        0 to 1, as hard as it is played.
    sung
        The phones of a syllable, for voices.
    """

    start_s: float
    seconds: float
    pitch: float
    loudness: float
    sung: str = ""

    @property
    def hz(self) -> float:
        """The note's frequency in equal temperament."""
        return float(440.0 * 2.0 ** ((self.pitch - 69.0) / 12.0))


@dataclass(frozen=True)
class Player:
    """Somebody's hands: the spread of their timing and of their loudness."""

    rng: np.random.Generator
    timing_s: float = 0.006
    touch: float = 0.1

    def note(self, start_s: float, seconds: float, pitch: float, loudness: float, sung: str = "") -> Note:
        """Return a note as this player would really play it."""
        late, hard = 2.0 * self.rng.random(2) - 1.0
        start = max(0.0, start_s + self.timing_s * late)
        return Note(start, seconds, pitch, min(1.0, loudness * (1.0 + self.touch * hard)), sung)


Part = Callable[[Player, float], list[Note]]
"""What somebody plays for so many seconds."""


def bars(seconds: float) -> Iterator[tuple[float, int, str, str]]:
    """Yield start, place in the form, section and chord of every bar that begins in time."""
    count = int(np.ceil(seconds / BAR))
    for bar in range(count):
        section, chord = FORM[bar % len(FORM)]
        yield bar * BAR, bar % len(FORM), section, chord


def melody(player: Player, seconds: float) -> list[Note]:
    """Return the tune, louder in the chorus."""
    return _sung(player, seconds, {"verse": 0.55, "chorus": 0.8, "end": 0.6}, lambda pitch: pitch)


def harmony(player: Player, seconds: float) -> list[Note]:
    """Return the second voice: a third or a fourth above the tune, from the chorus on."""
    return _sung(player, seconds, {"chorus": 0.6, "end": 0.5}, lambda pitch: pitch + (3 if pitch in (59, 64) else 5))


def _sung(player: Player, seconds: float, loudness: dict[str, float], voice: Callable[[int], int]) -> list[Note]:
    notes: list[Note] = []
    for start, bar, section, _ in bars(seconds):
        if section not in loudness:
            continue
        beat = 0.0
        for syllable in MELODY[bar].split():
            phones, pitch, beats = syllable.split(":")
            held = float(beats) * BEAT
            notes.append(player.note(start + beat * BEAT, held, voice(int(pitch)), loudness[section], phones))
            beat += float(beats)
    return notes


def acoustic_guitar(player: Player, seconds: float) -> list[Note]:
    """Return picked quavers in the verse and strummed chords in the chorus."""
    notes: list[Note] = []
    for start, _, section, chord in bars(seconds):
        strings = CHORDS[chord]
        if section == "verse":
            order = (0, 2, 3, 2, 4, 3, 2, 3)
            for quaver, string in enumerate(order):
                pitch = strings[min(string, len(strings) - 1)]
                notes.append(player.note(start + quaver * BEAT / 2, BEAT * 1.4, pitch, 0.55 if quaver % 4 else 0.7))
            continue
        for beat, down in ((0, True), (1, True), (1.5, False), (2.5, False), (3, True), (3.5, False)):
            if section == "end" and beat:
                continue
            swept = strings if down else strings[:0:-1][:4]
            held = 3.4 * BEAT if section == "end" else BEAT
            for nth, pitch in enumerate(swept):
                notes.append(player.note(start + beat * BEAT + 0.011 * nth, held, pitch, 0.75 if down else 0.5))
    return notes


def electric_guitar(player: Player, seconds: float) -> list[Note]:
    """Return long fifths in the verse and driving quavers in the chorus."""
    notes: list[Note] = []
    for start, _, section, chord in bars(seconds):
        root = CHORDS[chord][0]
        if section == "chorus":
            beats, held = [0.5 * quaver for quaver in range(8)], 0.42 * BEAT
        else:
            beats, held = [0.0], 3.6 * BEAT
        for beat in beats:
            loudness = 0.8 if beat == int(beat) else 0.6
            for pitch in (root, root + 7, root + 12):
                notes.append(player.note(start + beat * BEAT, held, pitch, loudness))
    return notes


def piano(player: Player, seconds: float) -> list[Note]:
    """Return chords for the right hand and octaves for the left."""
    notes: list[Note] = []
    for start, _, section, chord in bars(seconds):
        root, *_ = strings = CHORDS[chord]
        upper = sorted({60 + (pitch - 60) % 12 for pitch in strings})
        beats = {"verse": (0, 2), "chorus": (0, 1, 2, 3), "intro": (0, 2), "end": (0,)}[section]
        held = 3.6 if section == "end" else 3.8 / len(beats)
        notes.append(player.note(start, held * BEAT, root - 12, 0.5))
        notes.append(player.note(start, held * BEAT, root, 0.5))
        for beat in beats:
            loudness = 0.7 if section == "chorus" else 0.45
            notes += [player.note(start + beat * BEAT, held * BEAT, pitch, loudness) for pitch in upper]
            if section == "chorus":
                notes.append(player.note(start + beat * BEAT, held * BEAT, upper[beat % len(upper)] + 12, 0.75))
    return notes


def bass(player: Player, seconds: float) -> list[Note]:
    """Return roots, with fifths and passing notes under the chorus."""
    notes: list[Note] = []
    for start, _, section, chord in bars(seconds):
        root = CHORDS[chord][0] - 12
        line: tuple[tuple[float, float, int], ...]
        if section == "chorus":
            line = ((0, 0.9, 0), (1, 0.45, 0), (1.5, 0.45, 0), (2, 0.9, 7), (3, 0.45, 0), (3.5, 0.45, 2))
        else:
            line = ((0, 2.8, 0), (3, 0.9, 7)) if section == "verse" else ((0, 3.6, 0),)
        notes += [
            player.note(start + beat * BEAT, beats * BEAT, root + up, 0.8 if beat == 0 else 0.65)
            for beat, beats, up in line
        ]
    return notes


def kick(player: Player, seconds: float) -> list[Note]:
    """Return the kick drum: one and three, busier in the chorus."""
    beats = {"verse": (0.0, 2.0), "chorus": (0.0, 1.5, 2.0, 3.5), "intro": (), "end": (0.0,)}
    return _hits(player, seconds, beats, 0.8)


def snare(player: Player, seconds: float) -> list[Note]:
    """Return the snare drum: the backbeat, and a fill into the chorus."""
    beats = {"verse": (1.0, 3.0), "chorus": (1.0, 3.0), "intro": (), "end": (0.0,)}
    notes = _hits(player, seconds, beats, 0.8)
    for start, bar, _, _ in bars(seconds):
        if bar == 4:
            notes += [player.note(start + (3.25 + 0.25 * n) * BEAT, 0.1, 60, 0.5 + 0.15 * n) for n in range(3)]
    return notes


def hats(player: Player, seconds: float) -> list[Note]:
    """Return the hi-hat: quavers, the last of each chorus bar open (pitch 61)."""
    notes: list[Note] = []
    for start, _, section, _ in bars(seconds):
        count = {"verse": 8, "chorus": 8, "intro": 4, "end": 1}[section]
        for n in range(count):
            is_open = section == "chorus" and n == count - 1
            at = start + n * (4 / max(count, 4)) * BEAT
            notes.append(player.note(at, BEAT / 2, 61 if is_open else 60, 0.8 if n % 2 == 0 else 0.5))
    return notes


def _hits(player: Player, seconds: float, beats: dict[str, tuple[float, ...]], loudness: float) -> list[Note]:
    return [
        player.note(start + beat * BEAT, 0.2, 60, loudness if beat == int(beat) else 0.7 * loudness)
        for start, _, section, _ in bars(seconds)
        for beat in beats[section]
    ]
