"""The words for how things sound that craft knows what to do about.

Each quality is a place in the spectrum (or another way of hearing) and what it is judged against, so that asking
for it, doing it and checking it all mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Way = Literal[
    "tone", "sibilance", "width", "distance", "punch", "hum", "noise", "clipping", "clicks", "ride", "ring", "room"
]
Region = tuple[float, float]


@dataclass(frozen=True)
class Quality:
    """One quality.

    Attributes
    ----------
    words
        Adjective and noun, as said; the grammar makes the other forms.
    more, less
        What a change either way is called in a reply.
    figure
        The name of what is measured for it.
    way
        How it is brought about.
    region, against
        For a tone: the bands it lives in and those it is judged against, in Hz.
    relief
        For a tone: where an excess hides it, cut first when more of it is wanted.
    fault
        Whether merely naming it is a complaint ("the bass is muddy").
    """

    words: tuple[str, ...]
    more: str
    less: str
    figure: str
    way: Way = "tone"
    region: Region = (0.0, 0.0)
    against: Region = (0.0, 0.0)
    relief: Region | None = None
    fault: bool = False


QUALITIES: Mapping[str, Quality] = {
    "warm": Quality(
        ("warm", "warmth", "round", "roundness", "velvety", "smoky"),
        "warmer",
        "less warm",
        "warmth",
        region=(125, 400),
        against=(1600, 6300),
        relief=(2000, 5000),
    ),
    "bright": Quality(
        (
            "bright",
            "brightness",
            "crisp",
            "brilliance",
            "sparkle",
            "treble",
            "highs",
            "top end",
            "shiny",
            "toppy",
            "silvery",
        ),
        "brighter",
        "darker",
        "brightness",
        region=(4000, 12500),
        against=(250, 1000),
    ),
    "muddy": Quality(
        ("muddy", "mud", "murky", "woolly", "cloudy", "foggy", "congested", "hazy", "misty", "blurry", "smeared"),
        "muddier",
        "less muddy",
        "mud",
        region=(200, 500),
        against=(1000, 4000),
        fault=True,
    ),
    "boxy": Quality(
        ("boxy", "boxiness"),
        "boxier",
        "less boxy",
        "boxiness",
        region=(315, 800),
        against=(1250, 4000),
        fault=True,
    ),
    "nasal": Quality(
        ("nasal", "nasality", "honky", "honk", "nasally"),
        "more nasal",
        "less nasal",
        "nasality",
        region=(800, 1600),
        against=(200, 500),
        fault=True,
    ),
    "boomy": Quality(
        ("boomy", "boominess", "boom", "tubby", "flabby", "rumbly", "rumbling", "bloated", "bottom heavy"),
        "boomier",
        "less boomy",
        "boom",
        region=(50, 160),
        against=(400, 2500),
        fault=True,
    ),
    "harsh": Quality(
        (
            *(
                "harsh",
                "harshness",
                "shrill",
                "piercing",
                "strident",
                "edgy",
                "brittle",
                "glassy",
                "metallic",
                "steely",
            ),
            *("abrasive", "grating", "screechy", "brash", "spiky"),
        ),
        "harsher",
        "less harsh",
        "harshness",
        region=(2500, 6300),
        against=(400, 1600),
        fault=True,
    ),
    "full": Quality(
        (
            "full",
            "fullness",
            "body",
            "fat",
            "thick",
            "phat",
            "meaty",
            "beefy",
            "rich",
            "richness",
            "weighty",
            "hefty",
            "chunky",
            "solid",
            "heavy",
        ),
        "fuller",
        "less full",
        "body",
        region=(100, 250),
        against=(500, 4000),
    ),
    "airy": Quality(
        ("airy", "air", "silky"), "airier", "less airy", "air", region=(10000, 16000), against=(1000, 4000)
    ),
    "present": Quality(
        (
            "present",
            "presence",
            "forward",
            "clear",
            "clarity",
            "intelligible",
            "articulate",
            "detailed",
            "focused",
            "cutting",
        ),
        "more present",
        "less present",
        "presence",
        region=(2000, 5000),
        against=(200, 800),
        relief=(200, 500),
    ),
    "sizzling": Quality(
        ("sizzling", "sizzly", "sizzle", "tizzy", "splashy"),
        "more sizzling",
        "less sizzling",
        "sizzle",
        region=(6300, 12500),
        against=(1000, 4000),
        fault=True,
    ),
    "deep": Quality(
        ("deep", "deepness", "subby"), "deeper", "less deep", "depth", region=(40, 100), against=(200, 1000)
    ),
    "middy": Quality(
        ("middy", "mid forward", "midrangey"),
        "middier",
        "less middy",
        "midrange",
        region=(500, 1600),
        against=(100, 315),
    ),
    "sibilant": Quality(
        ("sibilant", "sibilance", "essy", "esses"),
        "more sibilant",
        "less sibilant",
        "sibilance",
        way="sibilance",
        fault=True,
    ),
    "hummy": Quality(
        ("hummy", "hum", "humming", "mains hum", "ground hum", "ground loop"),
        "hummier",
        "less hummy",
        "hum",
        way="hum",
        fault=True,
    ),
    "noisy": Quality(
        (
            *("noisy", "noise", "hissy", "hiss", "hissing", "noisiness", "background noise", "tape hiss"),
            *("white noise", "amp noise", "room noise"),
        ),
        "noisier",
        "less noisy",
        "noise",
        way="noise",
        fault=True,
    ),
    "roomy": Quality(
        (
            "roomy",
            "roominess",
            "reverberant",
            "echoey",
            "echoy",
            "room sound",
            "recorded room",
            "reverb from the recording",
            "reverb in the recording",
            "reverb of the recording",
            "room in the recording",
        ),
        "roomier",
        "less roomy",
        "room",
        way="room",
        fault=True,
    ),
    "clipped": Quality(
        ("clipped", "clipping", "digital clipping", "clipping distortion"),
        "more clipped",
        "less clipped",
        "flat tops",
        way="clipping",
        fault=True,
    ),
    "ringy": Quality(
        ("ringy", "ring", "ringing", "resonances", "ringing tone", "ringing sound"),
        "ringier",
        "less ringy",
        "ring",
        way="ring",
        fault=True,
    ),
    "clicky": Quality(
        (
            *("clicky", "clicks", "clicking", "crackle", "crackling", "crackles", "crackly", "clicks and pops"),
            *("pops and clicks", "clicks and crackle", "vinyl crackle", "mouth clicks", "digital clicks"),
        ),
        "clickier",
        "less clicky",
        "clicks",
        way="clicks",
        fault=True,
    ),
    "uneven": Quality(
        ("uneven", "inconsistent", "all over the place", "jumping around", "unsteady", "jumpy"),
        "more uneven",
        "evener",
        "level spread",
        way="ride",
        fault=True,
    ),
    "wide": Quality(("wide", "width", "spacious"), "wider", "narrower", "side level", way="width"),
    "punchy": Quality(
        (
            "punchy",
            "punch",
            "snappy",
            "snap",
            "attack and punch",
            "impact",
            "percussive",
            "crack",
            "slap",
            "thump",
            "thwack",
            "smack",
            "pop",
        ),
        "punchier",
        "less punchy",
        "hits over what follows",
        way="punch",
    ),
    "close": Quality(
        ("close", "closeness", "intimate", "upfront", "up front", "in your face"),
        "closer",
        "more distant",
        "dryness",
        way="distance",
    ),
}
"""Every quality, by the name that intents and profiles use."""

OPPOSITES: Mapping[str, tuple[str, tuple[str, ...], bool]] = {
    "dark": ("bright", ("dark", "darkness", "mellow"), False),
    "dull": ("bright", ("dull", "dullness", "muffled", "veiled", "blanketed", "closed in"), True),
    "thin": ("full", ("thin", "thinness", "tinny", "anaemic", "anemic", "skinny"), True),
    "cold": ("warm", ("cold", "coldness", "sterile", "clinical"), True),
    "smooth": ("harsh", ("smooth", "smoothness", "creamy", "buttery", "sweet", "sweetness"), False),
    "shallow": ("deep", ("shallow",), True),
    "hollow": ("middy", ("hollow", "hollowness", "scooped"), True),
    "squashed": ("punchy", ("squashed", "overcompressed", "over compressed"), True),
    "narrow": ("wide", ("narrow", "narrowness"), False),
    "consistent": ("uneven", ("consistent", "consistency", "steady"), False),
    "distant": ("close", ("distant", "distance", "far away", "further away", "further back"), False),
}
"""Words for less of a quality: the quality meant, the words, and whether naming it is a complaint."""


def words() -> Mapping[str, tuple[str, ...]]:
    """Return every word for a quality, by name, for the lexicon."""
    opposite = {name: said for name, (_, said, _) in OPPOSITES.items()}
    return {**{name: quality.words for name, quality in QUALITIES.items()}, **opposite}


def faults() -> frozenset[str]:
    """Return the names that are complaints when merely stated."""
    named = {name for name, quality in QUALITIES.items() if quality.fault}
    return frozenset(named | {name for name, (_, _, fault) in OPPOSITES.items() if fault})


def opposites() -> Mapping[str, str]:
    """Return each name that is the opposite of another, with that other."""
    return {name: meant for name, (meant, _, _) in OPPOSITES.items()}


def meaning(name: str, more: bool) -> tuple[str, bool]:
    """Return the quality a name stands for and whether more of it is meant ("darker" is less bright)."""
    if name in OPPOSITES:
        return OPPOSITES[name][0], not more
    return name, more


def purpose(name: str, more: bool) -> str:
    """Return what a change is called in a reply: `warmer`, `less muddy`."""
    quality = QUALITIES[name]
    return quality.more if more else quality.less
