"""Delivery targets: what each platform asks for, from where that is known, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One platform.

    Attributes
    ----------
    words
        What people call it, its display name first.
    lufs, ceiling_db
        Integrated loudness and true-peak ceiling.
    louder_ceiling_db
        The ceiling for anything louder than `lufs`, where the platform asks for more room then.
    source
        Where the figures are from, and so how sure they are.
    format, rate_hz
        The file it gets unless another is said, and its sample rate: 0 where that of the session will do.
    """

    words: tuple[str, ...]
    lufs: float
    ceiling_db: float
    source: str
    louder_ceiling_db: float | None = None
    format: str = "wav24"
    rate_hz: int = 0

    @property
    def name(self) -> str:
        """As replies write it."""
        return self.words[0]


TARGETS: Mapping[str, Target] = {
    "spotify": Target(
        ("Spotify", "spotify podcast", "spotify podcasts", "podcasts on spotify"),
        -14.0,
        -1.0,
        "Spotify's own page",
        louder_ceiling_db=-2.0,
    ),
    "apple music": Target(
        ("Apple Music", "apple", "itunes"),
        -16.0,
        -1.0,
        "third parties: Apple publishes no figure for Sound Check",
    ),
    "apple podcasts": Target(
        ("Apple Podcasts", "apple podcast", "podcast", "podcasts"), -16.0, -1.0, "Apple's own page"
    ),
    "youtube": Target(("YouTube", "you tube"), -14.0, -1.0, "third parties: YouTube publishes no figure"),
    "tiktok": Target(
        ("TikTok", "tik tok"),
        -14.0,
        -1.0,
        "third parties: TikTok publishes no figure",
    ),
    "instagram": Target(
        ("Instagram", "instagram reels", "reels", "insta", "facebook", "social media"),
        -14.0,
        -1.0,
        "third parties: Instagram publishes no figure",
    ),
    "tidal": Target(("Tidal",), -14.0, -1.0, "third parties, 2016"),
    "amazon music": Target(("Amazon Music", "amazon"), -14.0, -2.0, "third parties, which disagree (−9 to −14)"),
    "deezer": Target(("Deezer",), -15.0, -1.0, "third parties, which disagree (−14 to −16)"),
    "soundcloud": Target(("SoundCloud", "sound cloud"), -14.0, -1.0, "third parties, which disagree (−8 to −14)"),
    "ebu r128": Target(
        (
            "EBU R128",
            "r128",
            "r 128",
            "ebu",
            "broadcast",
            "tv",
            "radio",
            "classical radio",
            "public radio",
            "television",
        ),
        -23.0,
        -1.0,
        "the standard EBU R 128",
    ),
    "atsc a85": Target(("ATSC A/85", "atsc", "a85", "atsc a85", "atsc a 85"), -24.0, -2.0, "the standard ATSC A/85"),
    "streaming": Target(
        ("AES streaming", "streaming", "aes td1008", "td1008", "td 1008"),
        -16.0,
        -1.0,
        "AES TD1008 (music, per track)",
    ),
    "cd": Target(("CD", "compact disc"), -9.0, -0.3, "convention: by genre −9 to −6", format="wav16", rate_hz=44_100),
    "vinyl": Target(
        ("vinyl", "lp", "vinyl record", "vinyl pressing", "pressing plant", "cutting engineer"),
        -12.0,
        -1.0,
        "convention: −14 to −10, without hard limiting; the cutting engineer does the rest",
    ),
    "club": Target(("Club", "dj", "the club"), -8.0, -0.5, "convention: −9 to −6"),
}
"""Every target by the name that intents use."""

UNLIMITED = frozenset({"vinyl"})
"""Targets whose dynamics go before their loudness: a groove cannot follow what a limiter leaves."""


def words() -> Mapping[str, tuple[str, ...]]:
    """Return every word for a target, by name, for the lexicon."""
    return {name: tuple(word.lower() for word in target.words) for name, target in TARGETS.items()}
