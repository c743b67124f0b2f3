"""A complaint and what is to be done about it are one request: "the bass is too loud, pull it back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grammar.catalogue import kind_of
from grammar.intent import Again, Amount, Clause, Intent, NotUnderstood, NotYet, Nudge, Ref, Set, Simile, Sound, Target

IT = Target((Ref("it"),))
MEND_IT = tuple(NotYet(act, target) for act in ("automix", "clean") for target in (Target(), IT))
"""What says no more than that a complaint is to be mended: "fix it", "clean it up"."""


def remedied(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses, less the complaints that the next one says the cure of.

    A number in the cure holds; where it says none, the complaint's degree does ("a bit loud, turn it down").
    """
    found: list[Clause] = []
    for clause in clauses:
        before = found[-1] if found else None
        if before and isinstance(before.meaning, Again) and isinstance(clause.meaning, Again):
            found[-1] = clause  # "too much, halve it" is half, not a quarter
            continue
        if before and (before.complains or isinstance(before.meaning, Simile)) and clause.meaning in MEND_IT:
            continue  # "there is hiss on the vocal, clean it up"
        if before and before.complains and not clause.complains:
            cure = _cure(before.meaning, clause.meaning)
            if cure is not None:
                found[-1] = Clause(f"{before.text}, {clause.text}", cure)
                continue
        elif before and clause.complains and _cure(clause.meaning, before.meaning) is not None:
            continue  # "bring the vocal up, it is too quiet"
        found.append(clause)
    return tuple(found)


def _cure(complaint: Intent | NotUnderstood, request: Intent | NotUnderstood) -> Intent | None:
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
        case Nudge(), Set() if complaint.effect == request.effect and complaint.knob in dict(request.knobs):
            return replace(request, target=target)
        case Sound(), Set() if request.knobs and _is_filter(request.effect):
            return replace(request, target=target)
    return None


def _how_much(felt: Amount, asked: Amount) -> Amount:
    return felt if asked == Amount() else asked


def _about_the_same(one: Target, other: Target) -> bool:
    return one == other or not other or (len(other.refs) == 1 and other.refs[0].kind == "it" and not other.without)


def _is_filter(effect: str) -> bool:
    """Whether an effect works at a frequency, as what is done about a way to sound does."""
    return bool(effect) and any(knob in kind_of(effect).params for knob in ("frequency_hz", "cutoff_hz"))
