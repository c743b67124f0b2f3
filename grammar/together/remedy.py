"""A complaint and what is to be done about it are one request: "the bass is too loud, pull it back"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grammar.catalogue import LEVEL, kind_of
from grammar.intent import (
    WHOLE,
    Again,
    Amount,
    Apart,
    Ask,
    Bypass,
    Clause,
    Condition,
    Dislike,
    Export,
    If,
    Intent,
    Keep,
    Like,
    NotUnderstood,
    NotYet,
    Nudge,
    Protect,
    Reducing,
    Remove,
    Set,
    Simile,
    Sound,
    Talk,
    Target,
    Trimming,
    Undo,
    Unmask,
    Why,
)
from grammar.refs import IT, NOBODY
from grammar.refusal import MUTE_OR_BYPASS, MUTE_OR_UNDO
from grammar.spelling import slipped
from grammar.together.contradiction import Opposites
from grammar.together.cures import ends_clipping, made_so, only_likened, takes_out, takes_some, told_why
from grammar.together.joined import joined, shared, taken_too
from grammar.together.lessened import brings_the_opposite, how_much, less_of_that, named_by, of_somebody
from grammar.vocabulary import vocabulary, word_list

MEND_IT = tuple(NotYet(act, target) for act in ("automix", "clean") for target in (Target(), IT))
"""What says no more than that a complaint is to be mended: "fix it", "clean it up"."""

LET_BE = "it says what is amiss and that nothing is to be done about it"


def remedied(clauses: Sequence[Clause], opposites: Opposites = frozenset()) -> tuple[Clause, ...]:
    """Return the clauses, less the complaints that the next one says the cure of.

    A number in the cure holds; where it says none, the complaint's degree does ("a bit loud, turn it down").
    """
    found: list[Clause] = []
    for clause in map(_whether, map(_mended_if, clauses)):
        if found and clause.meaning == found[-1].meaning and isinstance(clause.meaning, Talk):
            continue
        if found:
            clause = only_likened(clause)
            found[-1] = shared(found[-1], clause) or found[-1]
            one = joined(found[-1], clause)
            clause = clause if one else taken_too(found[-1], clause) or clause
            if one := one or _as_one(found[-1], clause, opposites):
                found[-1] = one
                continue
        found.append(clause)
    return tuple(found)


def _as_one(before: Clause, clause: Clause, opposites: Opposites) -> Clause | None:
    """Return the one thing that two clauses in a row come to, None if they are two: the first way that fits."""
    one, other, said = before.meaning, clause.meaning, f"{before.text}, {clause.text}"
    if isinstance(one, Again) and isinstance(other, Again):
        plain = (Again(1.5), Again(0.5))
        return clause if other not in plain or one in plain else before  # "too much, halve it" is half, not a quarter
    if _is_remark(one, clause):
        return before  # "undo that, it sounds bad", "don't touch the kick, it's fine"
    if isinstance(one, Undo) and other == Undo() and one.what is None:
        return Clause(f"{before.text} {clause.text}", replace(one, count=one.count + 1))  # "undo, undo"
    if other in MEND_IT and (mended := _asked_why(one)):
        return Clause(said, mended, complains=True)  # "why is it so dull? fix that"
    if other in MEND_IT and isinstance(one, Ask) and one.about == "phase":
        return Clause(said, one)  # the answer names who is to be flipped, if anybody
    if _says_how_much(one, other):
        return Clause(said, _of_the_same(one, other))  # "less compression, say 1 dB less gain reduction"
    if _is_contrast(before, clause):
        return Clause(said, _of_whom(clause, before), complains=True)  # "the vocal isn't loud, it's simply dull"
    if other in MEND_IT and (before.complains or isinstance(one, Simile | Unmask) or _mends_a_fault(one)):
        if _DENIES.search(clause.text):
            return Clause(said, NotUnderstood(said, len(said), reason=LET_BE))  # "it's dull, don't fix it"
        return before  # "there is hiss on the vocal, clean it up"
    if before.complains and isinstance(one, Sound | Set) and takes_out(clause):
        return before  # "there is a hum, take it out"
    if before.complains and takes_some(before, clause):
        return before  # "there's too much low end, take some of that out"
    if isinstance(one, Trimming) and isinstance(other, NotYet) and other.act == "trim":
        return before  # "cut the first 8 seconds, it's us counting in"
    if one == other and isinstance(other, Set | Export):
        return before  # "gate the toms, there's too much bleed", "save and export"
    if told_why(one, clause) or (clause.complains and (_is_mended(one, other) or ends_clipping(one, other))):
        return before  # "de-ess the vocal, it's sibilant", "turn the mix down, it's clipping"
    if (clause.complains or isinstance(other, Unmask)) and _comes_of(one, other):
        return before  # "take the multiband off the mix, it's pumping"
    if before.complains and isinstance(other, Apart) and _is_mended(other, one):
        return clause  # "the mix is narrow, pan the guitars wide"
    if before.complains and (_comes_of(other, one) or ends_clipping(other, one)):
        return Clause(said, named_by(one, other))  # "the vocal is pumping, less compression"
    if before.complains and brings_the_opposite(other, one, opposites):
        return before  # "its level is up and down, even it out"
    if before.complains and (less := less_of_that(before, clause)):
        return Clause(said, less, complains=True)  # "the reverb is too loud, turn it down 3 dB"
    if asked := made_so(one, other, clause.text):
        return Clause(said, asked)  # "it sounds amateur, make it more polished"
    if before.complains and _softens(before, clause):
        return before  # "the vocal is harsh, soften it"
    if (before.complains or isinstance(one, Simile)) and not clause.complains:
        cure = of_somebody(one, other) or _cure(one, other, opposites) or _told_what(before, clause)
        return Clause(said, cure) if cure else None  # "tom 3 has a rattle, mute it"
    cured = clause.complains and _cure(_of_whom(clause, before), one, opposites)
    return before if cured else None  # "bring the vocal up, it is too quiet"


def _whether(clause: Clause) -> Clause:
    """Return a complaint with a question mark as the question whether it is so: "vocal muddy?"."""
    fault = clause.meaning
    if clause.complains and isinstance(fault, Nudge) and fault.effect == LEVEL[0] and clause.text.endswith("?"):
        return replace(clause, meaning=Ask("balance", fault.target), complains=False)  # "too much bass?"
    if not clause.complains or not isinstance(fault, Sound) or not fault.complaint or not clause.text.endswith("?"):
        return clause
    return replace(clause, meaning=If(Condition("sounds", fault.target, quality=fault.quality), ()), complains=False)


def _mended_if(clause: Clause) -> Clause:
    """Return "if the bass is boomy, fix it", "if it gets harsh, soften it" as the fault being taken out."""
    asked = clause.meaning
    if not isinstance(asked, If) or not asked.condition.quality or len(asked.then) != 1:
        return clause
    (then,) = asked.then
    sound = Sound(asked.condition.target, asked.condition.quality, more=False)
    fixes = isinstance(then, NotYet) and then.act in ("automix", "clean") and then.target in (IT, NOBODY, sound.target)
    if fixes or (any(map(_is_soft, clause.text.casefold().split())) and _is_lowered(then, sound.target)):
        return replace(clause, meaning=replace(asked, then=(sound,)))
    return clause


def _mends_a_fault(asked: Intent | NotUnderstood) -> bool:
    """Whether something is to be less faulty, said in whatever words: "it crackles in places, can it be mended?"."""
    gates = isinstance(asked, Set) and asked.effect == "Gate" and not asked.knobs
    return gates or (isinstance(asked, Sound) and not asked.more and asked.amount == Amount())


def _is_lowered(then: Intent, target: Target) -> bool:
    plain = isinstance(then, Nudge) and then.effect == "Fader" and not then.up and then.amount == Amount()
    return plain and isinstance(then, Nudge) and then.target in (IT, target)


def _asked_why(question: Intent | NotUnderstood) -> Sound | None:
    """Return the complaint in "why does it sound so dull?", which is one where it is to be mended."""
    if not isinstance(question, If) or question.then or question.otherwise or question.condition.what != "sounds":
        return None
    return Sound(question.condition.target, question.condition.quality, more=False, complaint=True)


def _is_remark(before: Intent | NotUnderstood, clause: Clause) -> bool:
    """Whether a clause says no more than why the one before it was said, or the same once more."""
    told = clause.meaning
    if isinstance(before, Why):
        return before == told
    if isinstance(before, Undo):
        taken = isinstance(told, NotUnderstood) and told.reason in (MUTE_OR_BYPASS, MUTE_OR_UNDO)
        why = clause.complains and getattr(told, "target", None) in (IT, Target())  # "undo that, it's too loud now"
        return why or isinstance(told, Dislike) or (taken and before.what is not None)  # "no reverb, take it off"
    return isinstance(before, Protect) and before.on and told in (Keep(), Keep(IT))


def _says_how_much(one: Intent | NotUnderstood, other: Intent | NotUnderstood) -> bool:
    """Whether a gain reduction tells how much more or less compression was asked for just before."""
    if not isinstance(one, Nudge) or not isinstance(other, Reducing) or other.target not in (NOBODY, IT, one.target):
        return False
    less = other.reduction_db < 0 if other.by else one.up
    return (one.effect, one.knob, one.up) == ("Compressor", "threshold_db", less) and one.amount.value is None


def _of_the_same(one: Intent | NotUnderstood, other: Intent | NotUnderstood) -> Intent:
    assert isinstance(one, Nudge)
    assert isinstance(other, Reducing)
    return replace(other, target=one.target)


def _is_mended(request: Intent | NotUnderstood, complaint: Intent | NotUnderstood) -> bool:
    """Whether an effect that is asked for, or what is turned down with one, is what mends the complaint behind it."""
    if not isinstance(complaint, Sound) or complaint.more:
        return False
    match request:
        case Set(knobs=()) | Nudge(up=False):
            effect = request.effect
        case Apart():
            effect = "Pan"
        case _:
            return False
    mends = complaint.quality in vocabulary().against.get(effect, ())
    whole = isinstance(request, Apart) and all(ref.kind == "main" for ref in complaint.target.refs)
    return mends and (whole or _about_the_same(request.target, complaint.target))


def _comes_of(request: Intent | NotUnderstood, complaint: Intent | NotUnderstood) -> bool:
    """Whether what is complained of may come of the effect that is changed, or taken out, beside it."""
    if isinstance(request, Like):
        cause = "" if request.more else request.name
    elif isinstance(request, Nudge | Remove | Bypass) and request.effect != LEVEL[0]:
        cause = request.effect
    else:
        return False
    if isinstance(complaint, Unmask) and cause == "Gate":
        return complaint.of == IT  # "raise the threshold, it eats her words"
    if not isinstance(complaint, Sound) or complaint.more or complaint.span not in (request.span, WHOLE):
        return False
    made = vocabulary().causes.get(cause, frozenset())
    return complaint.quality in made and _about_the_same(request.target, complaint.target)


def _is_soft(word: str) -> bool:
    return word in word_list("softening") or bool(slipped(word, word_list("softening")))  # "sofetn it"


def _softens(complaint: Clause, request: Clause) -> bool:
    """Whether a fault is only said to be softened, which is no matter of the fader."""
    one, other = complaint.meaning, request.meaning
    if not (isinstance(one, Sound) and isinstance(other, Nudge) and not one.more) or (
        other.span and one.span != other.span
    ):
        return False
    softer = _is_soft(request.text.casefold().partition(" ")[0])
    return softer and not other.up and other.amount.value is None and _about_the_same(one.target, other.target)


_DENIES = re.compile(r"(?:n't|\bnot)\b(?!.*\benough\b)", re.IGNORECASE)
_CORRECTS = re.compile(r"(?:but )?(?:it's|its|it is|they're|they are|he's|she's|just|simply)\b", re.IGNORECASE)


def _is_contrast(one: Clause, other: Clause) -> bool:
    """Whether one complaint says only what is not meant by the other."""
    denies = one.complains and other.complains and _DENIES.search(one.text)
    return bool(denies and _CORRECTS.match(other.text) and getattr(other.meaning, "target", None) == IT)


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
    if complaint.span and not request.span:
        request = replace(request, span=complaint.span)  # "the bass is too loud in the chorus, turn it down 2"
    if not _about_the_same(complaint.target, request.target) or complaint.span != request.span:
        return None
    target = complaint.target
    match complaint, request:
        case Nudge(), Nudge() if (complaint.effect, complaint.knob, complaint.up) == (
            request.effect,
            request.knob,
            request.up,
        ):
            return replace(request, target=target, amount=how_much(complaint.amount, request.amount))
        case Sound(), Sound() if (complaint.quality, complaint.more) == (request.quality, request.more):
            return replace(request, target=target, amount=how_much(complaint.amount, request.amount))
        case Sound(), Sound() if complaint.more != request.more and _are_opposite(complaint, request, opposites):
            return replace(request, target=target, amount=how_much(complaint.amount, request.amount))
        case Nudge(up=True), Sound(quality="close", more=True) if complaint.effect == LEVEL[0]:
            return replace(request, target=target)  # "it's too far back, bring it closer"
        case Nudge(), Set() if complaint.effect == request.effect and complaint.knob in dict(request.knobs):
            return replace(request, target=target)
        case Sound(), Set() if request.knobs and _is_filter(request.effect):
            return replace(request, target=target)
    return None


def _are_opposite(one: Sound, other: Sound, opposites: Opposites) -> bool:
    """Whether less of the one is more of the other: "narrow the guitars, they're too wide"."""
    return frozenset({one.quality, other.quality}) in opposites


def _about_the_same(one: Target, other: Target) -> bool:
    return one == other or not other or (len(other.refs) == 1 and other.refs[0].kind == "it" and not other.without)


def _told_what(complaint: Clause, request: Clause) -> Intent | None:
    """Return what is to be done about a fault, of whom has it: it is told, and so nothing else is done about it."""
    fault, asked = complaint.meaning, request.meaning
    if not isinstance(fault, Sound | Simile) or getattr(fault, "more", False):
        return None
    if not isinstance(asked, Nudge | Set | Remove | Bypass) or not _about_the_same(fault.target, asked.target):
        return None
    if isinstance(asked, Nudge) and (asked.up or asked.amount == Amount()):
        return None
    return replace(asked, target=fault.target) if fault.target else asked


def _is_filter(effect: str) -> bool:
    """Whether an effect works at a frequency, as what is done about a way to sound does."""
    return bool(effect) and any(knob in kind_of(effect).params for knob in ("frequency_hz", "cutoff_hz"))
