"""Acts that are understood but not built. This table only shrinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """An act to come.

    Attributes
    ----------
    says
        What the person wants, after "you want to".
    nearest
        What can be done instead, today.
    words
        How people ask for it.
    """

    says: str
    nearest: str
    words: tuple[str, ...]


ACTS: Mapping[str, Act] = {
    "automix": Act(
        "have the whole mix balanced",
        'say what you want of single tracks, for example "vocal up 2 dB" or "the bass is muddy"',
        (
            "make it sound good",
            "make it sound better",
            "make it sound great",
            "make it sound professional",
            "mix it",
            "mix this",
            "mix the song",
            "automix",
            "auto mix",
            "balance the mix",
            "balance it",
            "balance the levels",
            "set the levels",
            "gain stage",
            "fix it",
            "fix the mix",
            "fix everything",
            "do your thing",
        ),
    ),
    "diagnose": Act(
        "hear what is wrong with the mix",
        '"how loud is it?" measures, and a complaint such as "the bass is muddy" is examined and mended',
        (
            "what is wrong",
            "what's wrong",
            "what's wrong with the mix",
            "roast my mix",
            "analyse the mix",
            "analyze the mix",
            "diagnose",
            "check the mix",
        ),
    ),
    "clean": Act(
        "have a track cleaned up",
        '"remove the hum from the bass", "high-pass the vocal at 80 Hz", "gate the snare" or "the vocal is muddy": '
        "say which of them disturbs you",
        ("clean up", "clean it up", "clean", "cleanup", "tidy up", "clean the audio"),
    ),
    "mp3": Act(
        "have an MP3 or AAC file",
        '"render the mix as flac" or "render the mix as wav24": any encoder takes these',
        (
            "render as mp3",
            "export as mp3",
            "export mp3",
            "export an mp3",
            "bounce an mp3",
            "save as mp3",
            "as mp3",
            "mp3",
            "as aac",
            "aac",
            "render an mp3",
            "as m4a",
            "as ogg",
        ),
    ),
    "preference": Act(
        "have me keep to what you usually like",
        'what you keep, undo and want less or more of teaches me your taste; "don\'t touch the bass" is kept to',
        (
            "i always like",
            "i always want",
            "i usually like",
            "i prefer",
            "i like my",
            "always make",
            "always use",
            "always master",
            "from now on",
            "remember that i",
            "remember that i like",
            "forget what you learned",
            "forget my taste",
            "forget everything you know",
        ),
    ),
    "tune": Act(
        "correct pitch or timing",
        "another program, before the tracks come here",
        ("autotune", "auto-tune", "tune", "pitch correct", "quantize", "quantise", "time stretch"),
    ),
    "reference": Act(
        "match a reference track",
        'say how the reference sounds, for example "brighter" or "master to -9 LUFS"',
        ("match the reference", "sound like the reference", "use a reference", "match this song"),
    ),
    "trim": Act(
        "cut or move audio in time",
        "trim the file before it comes here",
        (
            "trim the start",
            "trim the end",
            "trim the beginning",
            "trim the first",
            "trim the last",
            "cut the first",
            "cut off the first",
            "cut out the first",
            "chop off the first",
            "remove the first",
            "delete the first",
            "cut the last",
            "cut off the last",
            "chop off the last",
            "remove the last",
            "delete the last",
            "cut the beginning",
            "cut off the beginning",
            "cut the end",
            "cut off the end",
            "cut the intro",
            "cut the outro",
            "remove the silence",
            "trim the silence",
            "cut the silence",
            "cut out the silence",
            "delete the silence",
            "strip the silence",
            "crop",
            "trim the song to",
            "shorten the song",
            "trim to",
            "cut the song to",
        ),
    ),
    "sit": Act(
        "have a track sit better in the mix",
        '"make the vocal more present", "vocal up 1 dB" or "compress the vocal gently"',
        (
            "sit better",
            "sit on top of the mix",
            "sit on top",
            "sit above the mix",
            "sit better in the mix",
            "sit right",
            "sit well",
            "sit nicely",
            "sit in the mix",
            "blend better",
            "blend in better",
            "blend in",
            "sit",
        ),
    ),
    "shift": Act(
        "have a track earlier or later",
        '"set the track delay of the snare to 5 ms" holds it back; earlier, hold the others back',
        ("nudge it earlier", "move it earlier", "move it later", "delay it by"),
    ),
    "bus": Act(
        "have tracks summed on a bus of their own",
        'name them together, for example "compress the drums" or "all guitars down 2 dB": each is worked on alike',
        (
            "a bus",
            "make a bus",
            "create a bus",
            "make a drum bus",
            "create a drum bus",
            "make a vocal bus",
            "create a vocal bus",
            "make a guitar bus",
            "bus the",
            "on a bus",
            "to a bus",
            "on one bus",
            "submix",
            "make a group",
            "parallel bus",
            "make a bus for",
            "create a bus for",
        ),
    ),
    "rename": Act(
        "have a track called otherwise",
        "rename its file; the track is called as the file is",
        ("rename", "change the name of"),
    ),
    "tempo": Act(
        "have the tempo set or changed",
        '"what is the tempo?" measures it; say times in seconds, for example "vocal up 2 dB from 0:45 to 1:02"',
        ("set the tempo", "change the tempo", "the tempo is", "set the bpm"),
    ),
    "glue": Act(
        "have tracks tightened or glued together",
        '"compress the mix 2:1 with a slow attack" holds all of it together, "compress the drums 2:1" each of them',
        (
            "tight",
            "tighten",
            "tighten up",
            "tighter",
            "glue",
            "glue together",
            "glued",
            "glued together",
            "cohesive",
            "cohesion",
            "gel",
            "gel together",
            "glue it together",
        ),
    ),
}
"""Every such act, by the name that intents use."""


def words() -> Mapping[str, tuple[str, ...]]:
    """Return how people ask for each act, for the lexicon."""
    return {name: act.words for name, act in ACTS.items()}
