"""What is asked of the session itself: deliveries, taking back, questions, corrections and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from grammar.refs import NOBODY, WHOLE, Amount, Span, Target

if TYPE_CHECKING:
    from grammar.intent import Intent


@dataclass(frozen=True)
class Master:
    """Deliver the mix for platforms, or at a loudness in LUFS, or under a ceiling in dBTP.

    `gentle` if its dynamics are to be kept, where that and the loudness do not go together; `rate_hz` is the sample
    rate of the file, 0 if none was said; `only` who is heard in it, all if nobody is named; `by` is how many LU louder
    than the last masters were it is to be made again, or than the last for those platforms.
    """

    platforms: tuple[str, ...] = ()
    lufs: float | None = None
    ceiling_db: float | None = None
    format: str = ""
    gentle: bool = False
    rate_hz: int = 0
    only: Target = NOBODY
    by: float = 0.0


@dataclass(frozen=True)
class Export:
    """Write the mix, its stems or one strip to a file, unmastered; or every delivery anew (`again`).

    `groups` are stems of what belongs together, the drums and the voices. `only` is who is heard in the mix, all if
    nobody is named: an instrumental is that of all but the voices. `span` is the part of the song that is written.
    """

    what: Literal["mix", "stems", "groups", "strip", "again"] = "mix"
    target: Target = NOBODY
    format: str = ""
    rate_hz: int = 0
    only: Target = NOBODY
    span: Span = WHOLE


@dataclass(frozen=True)
class Named:
    """A thing done earlier, by what was said of it: "the pan", "the bass thing", "the vocal warmth"."""

    target: Target = NOBODY
    effect: str = ""
    quality: str = ""


@dataclass(frozen=True)
class Undo:
    """Take back the last turns, or the named thing only; everything if `all`.

    `mistaken` if it was only misunderstood, which says nothing of anybody's taste; `but` is the thing among these that
    stays.
    """

    what: Named | None = None
    count: int = 1
    all: bool = False
    mistaken: bool = False
    but: Named | None = None


@dataclass(frozen=True)
class Redo:
    """Take back the last undo.

    `what` if it was said what is to be put back in: the last undo that took it away, or what else did.
    """

    count: int = 1
    what: Named | None = None


@dataclass(frozen=True)
class Why:
    """Explain what was done last, or the named thing; why it was not done if `undone`."""

    what: Named = Named()
    undone: bool = False


MORE, LESS = 1.5, 0.5
"""What a plain "more" and "less" make of the change before."""


@dataclass(frozen=True)
class Again:
    """The last change again, scaled: "more" 1.5, "not that much" 0.5, "half of that" 0.5, "double it" 2.

    Attributes
    ----------
    what
        Whose last change it is, and of what, where that is said: "the bass down a bit less than before".
    up
        Which way that went, None if it was not said.
    """

    factor: float
    amount: Amount | None = None
    what: Named = Named()
    up: bool | None = None


@dataclass(frozen=True)
class Keep:
    """Praise: what was done last may stay ("I like it", "perfect"), or whoever is named ("the kick is good")."""

    target: Target = NOBODY


@dataclass(frozen=True)
class Dislike:
    """Disapproval of what was done last ("that's worse"), or of an effect ("I don't like the reverb on the snare")."""

    target: Target = NOBODY
    effect: str = ""


@dataclass(frozen=True)
class Same:
    """What was done last, for somebody else too ("same for the piano", "and less on the bass").

    Or for the same in another part of the song ("and in the bridge as well"), or of another `quality` ("and the mouth
    clicks while you're there").
    `like` is whose last change it is, where that is said ("what you did to the left guitar, but a bit less").
    """

    target: Target = NOBODY
    more: bool | None = None
    amount: Amount | None = None
    span: Span = WHOLE
    quality: str = ""
    like: Target = NOBODY


@dataclass(frozen=True)
class Answer:
    """Yes or no to a question, or the number of the chosen option, -1 for the last."""

    yes: bool = True
    option: int = 0


@dataclass(frozen=True)
class Ask:
    """A question: what can be said, what was done, how loud, which tracks; what an effect or a word is.

    `too` is the question before, of somebody else or in another part of the song.

    `name` is what it is about, where that is a thing and no strip: the class of an effect, a quality, a platform,
    a term, `loud`; `beside` whom it is held against; `span` the part of the song in which it is measured.
    """

    about: Literal[
        "help",
        "done",
        "loudness",
        "tempo",
        "key",
        "sections",
        "ringing",
        "floor",
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
        "balance",
        "stereo",
        "having",
        "term",
        "format",
        "phase",
        "origin",
        "small",
        "differs",
        "wet",
        "kind",
        "knob",
        "settings",
        "reduction",
        "against",
        "most",
        "wrong",
        "moment",
        "trouble",
        "place",
        "formats",
        "level",
        "spectrum",
        "entrance",
        "untouched",
        "contrast",
        "too",
    ]
    target: Target = NOBODY
    name: str = ""
    beside: Target = NOBODY
    span: Span = WHOLE

    @property
    def is_of_a_part(self) -> bool:
        """Whether it may be asked of a part of the song: what is heard there is measured there."""
        return self.about in MEASURED or self.about == "too"


MEASURED = frozenset(
    ["loudness", "balance", "stereo", "against", "most", "loudest", "spectrum", "small", "differs", "origin"]
)
"""What is answered by what is heard."""


@dataclass(frozen=True)
class Talk:
    """Small talk: hello, thanks, goodbye, who and how one is, what is no work on a mix, what is only remarked."""

    kind: Literal["hello", "thanks", "bye", "self", "fine", "aside", "wait", "tired", "remark"]
    said: str = ""


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
    span
        For which part of the song alone it was meant ("only in the choruses though").
    """

    target: Target = NOBODY
    amount: Amount | None = None
    answers: bool = False
    opposite: bool = False
    instead_of: Target = NOBODY
    span: Span = WHOLE


@dataclass(frozen=True)
class Condition:
    """Something that is so or not: `clips`; or louder or quieter than a number or another strip, or as it sounds.

    A strip may also be `hidden`, by another or by whomever, or be who `hides` another, or be out of phase with it.

    Attributes
    ----------
    what
        `clips`, `peaks` (over a number of dBTP), `louder`, `quieter`, `hidden`, `hides`, `cancels`, or `sounds`.
    than
        The number of LUFS, dBFS or dBTP it is held against.
    beside
        Whom it is held against.
    quality
        The fault that it may have.
    """

    what: Literal["clips", "peaks", "louder", "quieter", "hidden", "hides", "cancels", "sounds"]
    target: Target = NOBODY
    than: Amount | None = None
    beside: Target = NOBODY
    quality: str = ""


@dataclass(frozen=True)
class If:
    """Do something if a condition holds now ("if it clips, bring it down"), something else if not."""

    condition: Condition
    then: tuple[Intent, ...]
    otherwise: tuple[Intent, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """Say what something would come to, and do nothing ("what if I cut 3 dB at 300 Hz?").

    Attributes
    ----------
    wants
        `how`, where it was asked how that is done ("how do I make it warmer?"), or `should`, whether it ought to be.
    """

    asked: tuple[Intent, ...]
    wants: Literal["", "how", "should"] = ""
