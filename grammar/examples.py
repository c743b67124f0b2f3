"""Something said by a pattern, chosen at random, for trying it and for learning from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from grammar.paraphrase import filled
from grammar.patterns import Choice, Node, Paraphrase
from grammar.slot_kinds import MOMENTS, UNITS

SAMPLES: Mapping[str, Sequence[str]] = {
    "rest": ("the vocal is muddy", "the bass is too loud"),
    "complaint": ("the vocal is muddy", "the bass is too loud"),
    "so": ("a bit louder", "down 1 dB"),
    "what": ("more reverb", "cut 3 dB at 400 Hz"),
    "who": ("the vocal", "the snare", "the guitars", "kick and bass"),
    "who2": ("the piano", "the overheads"),
    "one": ("the vocal", "the snare", "the guitars"),
    "one2": ("the piano", "the overheads"),
    "several": ("the guitars", "the toms"),
    "track": ("the vocal", "the snare", "the guitars"),
    "player": ("the bass", "the drums", "the piano"),
    "amount": ("2 dB", "a bit"),
    "degree": ("a bit", "a lot"),
    "number": ("3",),
    "loudness": ("-14",),
    "inlufs": ("-14 LUFS",),
    "quality": ("warm", "bright"),
    "virtue": ("warm", "punchy"),
    "virtue2": ("smooth", "punchy"),
    "fault": ("muddy", "harsh"),
    "noise": ("hum", "mouth clicks", "hiss"),
    "comparative": ("warmer", "brighter"),
    "effect": ("compressor", "reverb"),
    "present": ("the compressor", "the reverb"),
    "effect2": ("compressor",),
    "effect3": ("tremolo", "phaser"),
    "quality2": ("dark", "thin"),
    "knob2": ("threshold", "attack"),
    "dynamics": ("compressor", "limiter", "gate"),
    "swinging": ("tremolo", "phaser", "delay"),
    "superlative": ("brightest", "thinnest"),
    "knob": ("attack", "mix"),
    "character": ("old radio", "telephone"),
    "region": ("low end", "highs"),
    "ordinal": ("second", "first"),
    "section": ("chorus", "bridge", "verse 2"),
    "when": ("chorus", "0:12", "bridge"),
    "part": ("in the chorus", "from 0:10 to 0:20", "in the bridge"),
    "side": ("left", "right"),
    "platform": ("Spotify", "Apple Music"),
    "format": ("flac", "wav"),
    "term": ("LUFS", "sidechain"),
    "version": ("rough 1",),
    "file": ("song.wav",),
    "name": ("dry vocals", "sunday"),
    "quoted": ("'old idea'", "'friday'"),
    "quoted2": ("'before lunch'",),
    "request": ("turn the bass up by 1 dB", "mute the toms"),
    "db": ("2 dB", "3"),
    "hz": ("300 Hz", "5k"),
    "rate": ("48 kHz", "44.1k"),
    "ms": ("20 ms",),
    "seconds": ("2 s",),
    "percent": ("20 %",),
    "percent2": ("80 %",),
    "note": ("eighth note",),
    "lufs": ("-14 LUFS", "-11"),
    "beats": ("120 bpm",),
    "time": ("0:45",),
    "end": ("1:20",),
    "peak": ("-1 dBTP", "-2"),
    "ratio": ("4:1", "3 to 1"),
    "slope": ("24 dB per octave",),
    "kind": ("plate", "hall"),
    "db2": ("2 dB", "1.5 dB"),
    "ms2": ("80 ms",),
    "kind2": ("tape", "tube"),
    "factor": ("half", "a third"),
    "knob3": ("release",),
}
"""What may be said in a slot, for trying patterns; under the name of a slot of its own where there is one."""


def example(pattern: Paraphrase, chance: Random) -> tuple[str, str]:
    """Return something said by a pattern, chosen at random, and the program's own words for it."""
    slots: dict[str, str] = {}

    def said(nodes: Sequence[Node]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, Choice):
                yield from said(chance.choice(node.ways))
            elif not node.optional or chance.random() < 0.5:
                samples = SAMPLES.get(node.name, SAMPLES[node.kind])
                others = [one for one in samples if one not in slots.values()] or samples
                slots.setdefault(node.name, chance.choice(others))
                yield slots[node.name]

    words = " ".join(said(pattern.said)).replace(" 's", "'s")
    for name, one in slots.items():
        if name.rstrip("2") in UNITS and name not in (*MOMENTS, "ratio") and one[-1].isdigit():
            slots[name] = f"{one} {UNITS[name.rstrip('2')]}"
    return words, filled(pattern.means, slots)
