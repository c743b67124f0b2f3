"""What was asked: one frozen dataclass for each thing a person can mean.

Everything stands here as it was said: "the guitars" is still a role, "it" is still "it", "a bit" is still a
degree. Whom and how much exactly is resolved in `assistant`, which knows the session.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RefKind = Literal["strip", "role", "all", "main", "it", "rest", "track", "band", "group"]


@dataclass(frozen=True)
class Ref:
    """Somebody named: a strip by its name, a role ("the guitars"), the whole mix, "it", "the rest".

    A `track` is the nth of the session, the `band` everybody who does not sing, a `group` whom a person has called so;
    the `rest` of a role is the others that play it.
    """

    kind: RefKind
    value: str = ""
    index: int = 0
    """Which of several, counted from 1 ("tom 2", "the second guitar"); 0 if not said."""
    words: str = field(default="", compare=False)
    """What the role was called ("tambourine" of the percussion), for speaking of it in the same words."""


@dataclass(frozen=True)
class Target:
    """Whom: the refs named, less those excepted; empty when nobody was named."""

    refs: tuple[Ref, ...] = ()
    without: tuple[Ref, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.refs)


@dataclass(frozen=True)
class Amount:
    """How much: a degree ("a bit" 0.5, nothing said 1, "a lot" 2) or a number with its unit."""

    degree: float = 1.0
    value: float | None = None
    unit: str = ""
    words: str = ""


@dataclass(frozen=True)
class Span:
    """A stretch of the song in seconds, counted from its end where negative; or one of its sections.

    Attributes
    ----------
    section, until
        The section it is, or begins with, and the one it goes on to the beginning of. "chorus" is every chorus that
        there is, "chorus 2" the second of them, "last chorus" the last.
    onwards
        From where the section begins, not only through it.
    bars
        Whether `start` and `end` count bars instead of seconds.
    also
        Further stretches, where several are named.
    """

    start: float | None = None
    end: float | None = None
    section: str = ""
    onwards: bool = False
    until: str = ""
    bars: bool = False
    also: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return self != WHOLE


WHOLE = Span()
"""All of the song."""


@dataclass(frozen=True)
class Guard:
    """What must not be lost over a change ("without losing punch"), or not be had by it ("without making it harsh")."""

    quality: str
    lost: bool = True


@dataclass(frozen=True)
class Sound:
    """Make something sound a way ("warmer"), or less so ("less muddy", "too bright", "the bass is boomy")."""

    target: Target
    quality: str
    more: bool = True
    amount: Amount = field(default_factory=Amount)
    complaint: bool = False
    span: Span = WHOLE
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Nudge:
    """Move one knob from where it stands: up or down, by a degree or by a number ("vocal up 2 dB").

    `effect` is a class name (`Fader`), or empty where several effects share the knob's word; `knob` a field
    name (`gain_db`), or the plain word then (`gain`).
    """

    target: Target
    effect: str
    knob: str
    up: bool
    amount: Amount = field(default_factory=Amount)
    slot: str = ""
    span: Span = WHOLE
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Set:
    """Put knobs of one effect at values, adding the effect where it is absent ("cut 3 dB at 350 Hz").

    No knobs: just have the effect ("add a compressor"). `effect` and the knobs' names as in `Nudge`.
    `slot`, `at` (the place in the chain), `bypassed` and `key` (the strip it listens to, empty for its own) are said
    only by canonical sentences; `hears` is whom it is to listen to, as people say it.
    """

    target: Target
    effect: str
    knobs: tuple[tuple[str, float | bool | str], ...] = ()
    slot: str = ""
    at: int = -1
    span: Span = WHOLE
    bypassed: bool | None = None
    key: str | None = None
    guards: tuple[Guard, ...] = ()
    hears: Target = Target()


@dataclass(frozen=True)
class Like:
    """Have something sound like another ("like an old radio"), or no longer."""

    target: Target
    name: str
    more: bool = True
    span: Span = WHOLE


@dataclass(frozen=True)
class Simile:
    """Have something sound like what nobody has told us the sound of ("like a hug")."""

    target: Target
    words: str


@dataclass(frozen=True)
class LevelAs:
    """Have a strip as loud as another, or so many dB over or under it ("the vocal 2 dB over the drums")."""

    target: Target
    beside: Target
    over_db: float = 0.0
    span: Span = WHOLE


@dataclass(frozen=True)
class Apart:
    """Set strips apart between left and right, so far to each side ("pan the guitars hard left and right")."""

    target: Target
    position_pct: float
    span: Span = WHOLE


@dataclass(frozen=True)
class Ducking:
    """Have strips step back while another sounds ("duck the bass under the kick by 6 dB")."""

    target: Target
    under: Target
    amount: Amount = field(default_factory=Amount)


@dataclass(frozen=True)
class Fading:
    """Fade in or out, within so many seconds or along a part of the song ("fade out the last 8 seconds")."""

    target: Target
    out: bool
    seconds: float | None = None
    span: Span = WHOLE


@dataclass(frozen=True)
class Remove:
    """Take an effect away ("remove the reverb from the vocal")."""

    target: Target
    effect: str
    slot: str = ""
    span: Span = WHOLE


@dataclass(frozen=True)
class Bypass:
    """Let the sound go past an effect that keeps its settings, or through it again; past all if none is named."""

    target: Target
    effect: str = ""
    on: bool = True
    span: Span = WHOLE


@dataclass(frozen=True)
class Reset:
    """Have a strip as it came, or one effect of it as if nobody had touched it."""

    target: Target
    effect: str = ""


@dataclass(frozen=True)
class AddStrip:
    """Make a return or a bus ("new return Reverb")."""

    name: str
    kind: Literal["return", "bus"]


@dataclass(frozen=True)
class RemoveStrip:
    """Take a return or a bus away."""

    name: str


@dataclass(frozen=True)
class Master:
    """Deliver the mix for platforms, or at a loudness in LUFS, or under a ceiling in dBTP."""

    platforms: tuple[str, ...] = ()
    lufs: float | None = None
    ceiling_db: float | None = None
    format: str = ""


@dataclass(frozen=True)
class Export:
    """Write the mix, its stems or one strip to a file, unmastered; or every delivery anew (`again`)."""

    what: Literal["mix", "stems", "strip", "again"] = "mix"
    target: Target = Target()
    format: str = ""


@dataclass(frozen=True)
class Named:
    """A thing done earlier, by what was said of it: "the pan", "the bass thing", "the vocal warmth"."""

    target: Target = Target()
    effect: str = ""
    quality: str = ""


@dataclass(frozen=True)
class Undo:
    """Take back the last turns, or the named thing only; everything if `all`.

    `mistaken` if it was only misunderstood, which says nothing of anybody's taste.
    """

    what: Named | None = None
    count: int = 1
    all: bool = False
    mistaken: bool = False


@dataclass(frozen=True)
class Redo:
    """Take back the last undo."""

    count: int = 1


@dataclass(frozen=True)
class Why:
    """Explain what was done last, or the named thing."""

    what: Named = Named()


@dataclass(frozen=True)
class Again:
    """The last change again, scaled: "more" 1.5, "not that much" 0.5, "half of that" 0.5, "double it" 2."""

    factor: float
    amount: Amount | None = None


@dataclass(frozen=True)
class Keep:
    """Praise: what was done last may stay ("I like it", "perfect")."""


@dataclass(frozen=True)
class Dislike:
    """Disapproval of what was done last ("that's worse")."""


@dataclass(frozen=True)
class Same:
    """What was done last, for somebody else too ("same for the piano", "and less on the bass")."""

    target: Target
    more: bool | None = None
    amount: Amount | None = None


@dataclass(frozen=True)
class Answer:
    """Yes or no to a question, or the number of the chosen option, -1 for the last."""

    yes: bool = True
    option: int = 0


@dataclass(frozen=True)
class Ask:
    """A question: what can be said, what was done, how loud, which tracks; what an effect or a word is.

    `name` is what it is about, where that is a thing and no strip: the class of an effect, a quality, a platform.
    """

    about: Literal[
        "help",
        "done",
        "loudness",
        "tempo",
        "masking",
        "tracks",
        "profile",
        "deliveries",
        "chain",
        "effect",
        "quality",
        "ready",
        "protected",
        "versions",
        "groups",
        "clipping",
        "loudest",
    ]
    target: Target = Target()
    name: str = ""


@dataclass(frozen=True)
class Talk:
    """Small talk: hello, thanks, goodbye, who one is, how one is, and whatever else is no work on a mix."""

    kind: Literal["hello", "thanks", "bye", "self", "fine", "aside"]


@dataclass(frozen=True)
class Play:
    """Hear the mix, or some of its strips alone: a stretch of it, once or over and over."""

    span: Span = Span()
    target: Target = Target()
    loop: bool = False


@dataclass(frozen=True)
class Transport:
    """Stop, pause, go on; no longer round and round; the other version, or one of the two by its letter."""

    act: Literal["stop", "pause", "resume", "unloop", "switch", "a", "b"]


@dataclass(frozen=True)
class Seek:
    """Go to a place in the song, or so many seconds on or back."""

    to: Span = Span()
    by: float = 0.0


@dataclass(frozen=True)
class Compare:
    """Hear the mix beside what it was: before the last change or the one that is named, or as it came."""

    original: bool = False
    what: Named | None = None
    span: Span = Span()


@dataclass(frozen=True)
class Mark:
    """Call a stretch of the song by a name ("the chorus is from 0:45 to 1:10")."""

    section: str
    start: float
    end: float


@dataclass(frozen=True)
class Protect:
    """Keep hands off strips from now on ("don't touch the bass"), or no longer (`on` is False)."""

    target: Target
    on: bool = True


@dataclass(frozen=True)
class Correct:
    """What was meant instead of what was done or asked about last: of somebody else, or by another amount.

    "no, the kick", "I meant the snare", "make that 2 dB".

    Attributes
    ----------
    answers
        Whether it can only be the answer to a question: "the kick", and nothing else.
    opposite
        Whether the other way was meant.
    instead_of
        Whom alone it is to replace among several ("not the snare, the kick").
    """

    target: Target = Target()
    amount: Amount | None = None
    answers: bool = False
    opposite: bool = False
    instead_of: Target = Target()


@dataclass(frozen=True)
class Snapshot:
    """Remember the mix as it is by a name ("save this as Friday")."""

    name: str


@dataclass(frozen=True)
class Recall:
    """Have the mix as it was when it was given that name."""

    name: str


@dataclass(frozen=True)
class Gather:
    """Call some strips by one name ("call the guitars the wall")."""

    target: Target
    name: str


@dataclass(frozen=True)
class Condition:
    """Something that is so or not: `clips`; or louder or quieter than a number or another strip, or as it sounds.

    Attributes
    ----------
    what
        `clips`, `louder`, `quieter`, or `sounds`.
    than
        The number of LUFS or dBFS it is held against.
    beside
        Whom it is held against.
    quality
        The fault that it may have.
    """

    what: Literal["clips", "louder", "quieter", "sounds"]
    target: Target = Target()
    than: Amount | None = None
    beside: Target = Target()
    quality: str = ""


@dataclass(frozen=True)
class If:
    """Do something if a condition holds now ("if it clips, bring it down")."""

    condition: Condition
    then: tuple[Intent, ...]


@dataclass(frozen=True)
class WhatIf:
    """Say what something would come to, and do nothing ("what if I cut 3 dB at 300 Hz?")."""

    asked: tuple[Intent, ...]


@dataclass(frozen=True)
class NotYet:
    """An act that is understood but not built; `act` names its row in the table of such acts."""

    act: str
    target: Target = Target()


Intent = (
    Sound
    | Nudge
    | Set
    | Fading
    | Ducking
    | Remove
    | Bypass
    | Like
    | Simile
    | LevelAs
    | Apart
    | Reset
    | AddStrip
    | RemoveStrip
    | Master
    | Export
    | Undo
    | Redo
    | Why
    | Again
    | Keep
    | Dislike
    | Same
    | Answer
    | Ask
    | Talk
    | Play
    | Transport
    | Seek
    | Compare
    | Mark
    | Protect
    | Correct
    | Snapshot
    | Recall
    | Gather
    | If
    | WhatIf
    | NotYet
)


@dataclass(frozen=True)
class NotUnderstood:
    """Where reading stopped, what could have come there, and the nearest known words: a value, not an error.

    Attributes
    ----------
    text
        The clause that could not be read.
    at
        Index in it of the word that stopped the reading.
    word
        That word, empty if the clause ended too soon.
    expected
        Example phrases that would have fitted there.
    nearest
        Known phrases that look like the word.
    reason
        Where the order of the words fits but they make no one sense: why, as a clause ("it says twice how much").
    """

    text: str
    at: int = 0
    word: str = ""
    expected: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Clause:
    """A part of an utterance and what it means; `complains` if it says how something is, not what is to be done."""

    text: str
    meaning: Intent | NotUnderstood
    complains: bool = False


@dataclass(frozen=True)
class Reading:
    """An utterance, clause by clause."""

    clauses: tuple[Clause, ...]

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What was understood, in order."""
        return tuple(c.meaning for c in self.clauses if not isinstance(c.meaning, NotUnderstood))

    @property
    def unread(self) -> tuple[NotUnderstood, ...]:
        """What was not."""
        return tuple(c.meaning for c in self.clauses if isinstance(c.meaning, NotUnderstood))
