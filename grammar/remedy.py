"""A complaint and what is to be done about it are one request: "the bass is too loud, pull it back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.catalogue import kind_of
from grammar.contradiction import Opposites
from grammar.intent import (
    Again,
    Amount,
    Clause,
    Intent,
    Like,
    NotUnderstood,
    NotYet,
    Nudge,
    Ref,
    Set,
    Simile,
    Sound,
    Target,
    Undo,
    Unmask,
)
from grammar.refusal import MUTE_OR_BYPASS, MUTE_OR_UNDO
from grammar.vocabulary import vocabulary

IT = Target((Ref("it"),))
MEND_IT = tuple(NotYet(act, target) for act in ("automix", "clean") for target in (Target(), IT))
"""What says no more than that a complaint is to be mended: "fix it", "clean it up"."""

SOFTENING = ("soften", "tame", "ease", "calm", "tone", "control", "mellow")
"""Verbs for the fader that, behind a fault, are meant for the fault."""


def remedied(clauses: Sequence[Clause], opposites: Opposites = frozenset()) -> tuple[Clause, ...]:
    """Return the clauses, less the complaints that the next one says the cure of.

    A number in the cure holds; where it says none, the complaint's degree does ("a bit loud, turn it down").
    """
    found: list[Clause] = []
    for clause in clauses:
        before = found[-1] if found else None
        if before and isinstance(before.meaning, Again) and isinstance(clause.meaning, Again):
            found[-1] = clause  # "too much, halve it" is half, not a quarter
            continue
        if before and isinstance(before.meaning, Undo) and clause.meaning == Undo() and before.meaning.what is None:
            count = before.meaning.count + 1
            found[-1] = Clause(f"{before.text} {clause.text}", replace(before.meaning, count=count))
            continue  # "undo, undo"
        stated = before and (before.complains or isinstance(before.meaning, Simile | Unmask))
        if stated and clause.meaning in MEND_IT:
            continue  # "there is hiss on the vocal, clean it up"
        if before and before.complains and isinstance(before.meaning, Sound) and _takes_out(clause):
            continue  # "there is a hum, take it out"
        if before and before.meaning == clause.meaning and isinstance(clause.meaning, Set):
            continue  # "gate the toms, there's too much bleed"
        if before and clause.complains and _is_mended(before.meaning, clause.meaning):
            continue  # "de-ess the vocal, it's sibilant"
        if before and (asked := _made_so(before.meaning, clause.meaning)):
            found[-1] = Clause(f"{before.text}, {clause.text}", asked)
            continue  # "it sounds amateur, make it more polished"
        if before and before.complains and _softens(before, clause):
            continue  # "the vocal is harsh, soften it"
        if before and before.complains and not clause.complains:
            cure = _cure(before.meaning, clause.meaning, opposites)
            if cure is not None:
                found[-1] = Clause(f"{before.text}, {clause.text}", cure)
                continue
        elif before and clause.complains and _cure(_of_whom(clause, before), before.meaning, opposites) is not None:
            continue  # "bring the vocal up, it is too quiet"
        found.append(clause)
    return tuple(found)


def _is_mended(request: Intent | NotUnderstood, complaint: Intent | NotUnderstood) -> bool:
    """Whether an effect that is asked for is what mends the complaint behind it."""
    if not isinstance(request, Set) or not isinstance(complaint, Sound) or complaint.more:
        return False
    mends = complaint.quality in vocabulary().mends.get(request.effect, ())
    return mends and not request.knobs and _about_the_same(request.target, complaint.target)


def _made_so(seems: Intent | NotUnderstood, request: Intent | NotUnderstood) -> Intent | None:
    """Return how something is to sound that is said to sound otherwise by a word that may mean several things."""
    if not isinstance(seems, Simile) or not isinstance(request, Like | Sound) or request.target != IT:
        return None
    return replace(request, target=seems.target) if seems.target and request.more else request


def _softens(complaint: Clause, request: Clause) -> bool:
    """Whether a fault is only said to be softened, which is no matter of the fader."""
    one, other = complaint.meaning, request.meaning
    if not (isinstance(one, Sound) and isinstance(other, Nudge) and not one.more) or one.span != other.span:
        return False
    softer = request.text.casefold().split()[:1] in ([word] for word in SOFTENING)
    return softer and not other.up and other.amount.value is None and _about_the_same(one.target, other.target)


def _takes_out(clause: Clause) -> bool:
    """Whether "take it out" was said, which alone may mean several things, but of what disturbs only that it go."""
    return isinstance(clause.meaning, NotUnderstood) and clause.meaning.reason in (MUTE_OR_BYPASS, MUTE_OR_UNDO)


def _of_whom(complaint: Clause, before: Clause) -> Intent | NotUnderstood:
    """Return a complaint of "it" as one of whom the request before it names."""
    meaning, target = complaint.meaning, getattr(before.meaning, "target", None)
    if isinstance(meaning, Sound | Nudge) and meaning.target == IT and isinstance(target, Target):
        return replace(meaning, target=target)
    return meaning


def _cure(complaint: Intent | NotUnderstood, request: Intent | NotUnderstood, opposites: Opposites) -> Intent | None:
    """Return the one thing asked for by a complaint and its cure, None if they are two things."""
    if not isinstance(complaint, Sound | Nudge) or not isinstance(request, Sound | Nudge | Set):
        return None
    if not _about_the_same(complaint.target, request.target) or complaint.span != request.span:
        return None
    target = complaint.target
    match complaint, request:
        case Nudge(), Nudge() if (complaint.effect, complaint.knob, complaint.up) == (
            request.effect,
            request.knob,
            request.up,
        ):
            return replace(request, target=target, amount=_how_much(complaint.amount, request.amount))
        case Sound(), Sound() if (complaint.quality, complaint.more) == (request.quality, request.more):
            return replace(request, target=target, amount=_how_much(complaint.amount, request.amount))
        case Sound(), Sound() if complaint.more != request.more and _are_opposite(complaint, request, opposites):
            return replace(request, target=target, amount=_how_much(complaint.amount, request.amount))
        case Nudge(), Set() if complaint.effect == request.effect and complaint.knob in dict(request.knobs):
            return replace(request, target=target)
        case Sound(), Set() if request.knobs and _is_filter(request.effect):
            return replace(request, target=target)
    return None


def _are_opposite(one: Sound, other: Sound, opposites: Opposites) -> bool:
    """Whether less of the one is more of the other: "narrow the guitars, they're too wide"."""
    return frozenset({one.quality, other.quality}) in opposites


def _how_much(felt: Amount, asked: Amount) -> Amount:
    return felt if asked == Amount() else asked


def _about_the_same(one: Target, other: Target) -> bool:
    return one == other or not other or (len(other.refs) == 1 and other.refs[0].kind == "it" and not other.without)


def _is_filter(effect: str) -> bool:
    """Whether an effect works at a frequency, as what is done about a way to sound does."""
    return bool(effect) and any(knob in kind_of(effect).params for knob in ("frequency_hz", "cutoff_hz"))
