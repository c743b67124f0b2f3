"""Where one thing said ends and the next begins with nothing typed between: "yeah turn it up", "too harsh fix it"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from grammar.clauses import ENDS, VERBS
from grammar.concept import WHOM, Concept, last_but, may_begin, undivided, unsaid
from grammar.passes.told_next import told_next
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list

STATED = frozenset({"_IS", "_SOUNDS", "_NEEDS", "_LACKS", "_HAS"})
"""What somebody is named before where something is said of them."""

_GOES_ON = VERBS | {"_MORE", "_LESS", "DEGREE"}
"""What a request begins with behind a "yeah"."""


_DEEDS = VERBS - {"_HANDS_OFF", "_ONLY_WORK_ON", "_RESET"}
"""What asks for something to be done to whoever is named right behind, also behind a "but"."""

_DONE_TO = ("REGION", "QUANTITY", "EFFECT")
"""What else may be named there that something is done to."""


def seamed(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts with a comma where only the words on either side tell that there is one."""
    found: list[Concept] = []
    concepts = through(concepts, told_next, _uncleft, _taken_off)
    for at, concept in enumerate(_heard(concepts)):
        rest = concepts[at + 1 :]
        if found and _is_manner(concept) and found[-1].may_be("QUALITY") and not found[-1].may_be("REGION", "EFFECT"):
            continue  # "an intimate feel" is intimate
        if at == 0 and concept.word == "but" and rest and rest[0].may_be(*VERBS):
            continue  # "ok, but mute the toms"
        turns = _turns(concept, concepts[at - 1] if at else None)
        if turns and (_begins_anew(rest, concepts[:at]) or (rest and _are_nods(found))):
            concept = concept.read_as("_AND")
        elif concept.may_be("_LEAVE") and concept.word.startswith("but ") and _is_put(rest):
            found.append(unsaid(",", "_AND", concept.start))
            concept = concept.read_as("_LEAVE")
        elif _parts(concepts, at) or _disagrees(found, concept):
            found.append(unsaid(",", "_AND", concept.start))
        found.append(concept)
        if rest and concept.may_be("_QUESTION") and not rest[0].may_be("_THEN"):
            found.append(unsaid(".", "_THEN", concept.end))
    return found


def _disagrees(found: Sequence[Concept], concept: Concept) -> bool:
    """Whether "nah" stands in front of what is said next: of nobody is there "nah vocal"."""
    said = [one.word for one in found]
    told = concept.word.replace("’", "'").split()[:1]
    plainly = said == ["no"] and bool(told) and told[0] in _TELLS  # "no that's too much"
    return (said in (["nah"], ["nope"], ["naw"]) or plainly) and not concept.separates


_TELLS = ("that's", "thats", "it's", "its", "don't", "dont", "please", "i", "i'm", "you", "we", "they're", "theyre")
"""What nobody says "no" of, but goes on with behind it."""


def _uncleft(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return "it's the piano that's too loud" as "the piano is too loud", wherever it stands."""
    for at, concept in enumerate(concepts):
        opens = may_begin(concepts[:at])
        rest = concepts[at + 2 :]
        people = list(takewhile(lambda one: one.may_be("STRIP", "ROLE", "_TRACK"), rest))
        behind = rest[len(people) : len(people) + 2]
        is_cleft = opens and concept.word == "it" and concepts[at + 1 : at + 2]
        if is_cleft and concepts[at + 1].may_be("_IS") and people and len(behind) == 2:
            that, states = behind
            if that.word in ("that", "which", "who") and states.may_be(*STATED, "SUFFERS"):
                return [*concepts[:at], *people, *_uncleft(rest[len(people) + 1 :])]
    return concepts


def _taken_off(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, what is said to be off somebody as removed: "take the radio off the vocal", "reverb off it".

    Nothing is ever put off somebody, though "on" and "off" may be one where something is bent: "2 dB off the bass".
    """
    for at, concept in enumerate(concepts):
        out = at + 1 < len(concepts) and concepts[at + 1].word.startswith("out")
        if out and concept.may_be("LABEL") and concept.word == "room":
            yield replace(concept, readings={"QUALITY": "roomy", "FAULT": "roomy"})  # what was recorded with somebody
            continue
        opens = at == 0 or concepts[at - 1].may_be("_AND", "_THEN", "_HOW_DO_I")
        verb = opens and (concept.may_be("_TAKE") or concept.word == "get")
        thing = list(
            takewhile(lambda one: one.may_be("EFFECT", "LABEL", "CHARACTER", "_EFFECT"), concepts[at + verb :])
        )
        off, whom = (*concepts[at + verb + len(thing) :][:2], None, None)[:2]
        gone = opens and thing and off and off.may_be("_OFF") and whom and whom.may_be(*WHOM)
        named = any(one.may_be("CHARACTER") for one in thing)
        if gone and verb and named:
            concept = concept.read_as("_REMOVE")
        elif gone and not verb and not concept.may_be("FAULT", *WHOM):
            yield Concept("", concept.start, concept.start, {"_REMOVE" if named else "_TAKE": ""})
        yield concept


def _is_put(rest: Sequence[Concept]) -> bool:
    """Whether somebody is named who is to be somewhere: "but keep the piano centred"."""
    behind = next((concept for concept in rest if not concept.may_be(*WHOM)), None)
    if len(rest) > 1 and rest[0].may_be("ZONE"):
        return rest[1].may_be("_MONO")  # "but keep the low end in mono"
    return behind is not None and behind is not rest[0] and behind.may_be("_CENTER", "SIDE", "_ALONE")


def _turns(concept: Concept, before: Concept | None) -> bool:
    """Whether a word may lead over to what is said of somebody: "but", "since", and ", as" behind a comma."""
    word = concept.word
    return word in ("but", "since") or (word == "as" and before is not None and before.may_be("_AND"))


SINGLE = {"click": "clicks", "tick": "clicks", "crackle": "clicks", "pop": "pops"}
"""What one of them is told by where it is said to be there, or to be taken out; "more click" is a sound."""


def faults(concepts: Sequence[Concept], sayings: Sayings) -> Iterator[Concept]:
    """Yield the concepts, "there's a click at 1:23" as one of the clicks."""
    for at, concept in enumerate(concepts):
        many = SINGLE.get(concept.word)
        before = last_but(concepts[:at], "DEGREE", "_ODD")
        found = bool(before) and before[0].may_be("_THERE", "_FIX", "_REMOVE", "_CURE")
        ahead = concepts[at + 1 : at + 3]
        timed = len(ahead) == 2 and ahead[0].may_be("_AT") and ahead[1].may_be("SECONDS")  # "a tick at 0:34"
        if many and (found or timed) and (many,) in sayings.readings:
            concept = replace(concept, readings=sayings.readings[(many,)])
        yield concept


def _heard(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Yield the concepts, what is spelt by ear as it is meant: "is to loud", "vox 2 harsh"."""
    excess = False
    for at, concept in enumerate(concepts):
        before, after = (concepts[at - 1] if at else None), (concepts[at + 1] if at + 1 < len(concepts) else None)
        if before and after and concept.word in ("to", "2") and after.may_be("QUALITY", "LEVEL_STATE", "ADJECTIVE"):
            stated = before.may_be("_IS", "_SOUNDS") or (excess and before.may_be("_AND"))
            stated = stated or (
                before.may_be("DEGREE") and after.may_be("LEVEL_STATE", "FAULT", "ADJECTIVE")
            )  # "way to loud"
            stated = stated or (
                at == 1 and before.may_be(*WHOM) and after.may_be("LEVEL_STATE", "FAULT", "ADJECTIVE")
            )  # "vox to loud"
            if (stated or (concept.text == "2" and before.may_be(*WHOM))) and not after.may_be("REGION"):
                concept, excess = concept.read_as("_TOO"), True
        if concept.word == "little" and after and after.may_be("_MORE", "_LESS", "COMPARATIVE"):
            concept = concept.read_as("DEGREE", "0.5")  # "little less ducking"
        if concept.word in ("get", "getting") and not concept.may_be("_REMOVE") and _is_taken(concepts[at + 1 :]):
            concept = concept.read_as("_TAKE")
        opens = before is None or before.separates
        if opens and concept.may_be("DEED") and concept.may_be("ROLE") and after and after.may_be(*WHOM):
            concept = _rides(concept, concepts[at + 1 :])
        if opens and concept.may_be("DEED") and concept.may_be("ROLE") and after and _is_worked_on(concept, after):
            concept = concept.only("DEED")  # "ride the level" names no cymbal
        if concept.word == "bit" and after and after.word in ("crush", "crusher", "crushing"):
            concept = concept.only()  # an effect of its own, and no bit of any
        if concept.word in word_list("hardly") and after and after.may_be("CHARACTER"):
            concept = concept.only()  # "the keys barely whisper" asks for no whisper
        if concept.word == "far" and before and before.may_be("_IS", "_SOUNDS") and (after is None or _ends(after)):
            concept = replace(concept, readings={"QUALITY": "distant", "FAULT": "distant"})  # "they sound far"
        if concept.word in word_list("does_not") and after and after.may_be(*WHOM):
            concept = concept.only()  # "the guitar isn't singing" leaves out no singer
        if concept.word == "off" and before and before.may_be(*WHOM) and after and _is_size(after):
            concept = concept.read_as("_DOWN")  # "pull the mix off by 2 dB"
        yield concept


def _is_worked_on(concept: Concept, after: Concept) -> bool:
    """Whether a word right before somebody is the verb: an article stands between, as in "ride the overheads"."""
    return after.may_be("_LEVELS") or (after.may_be(*WHOM) and after.start > concept.end + 1)


def _ends(concept: Concept) -> bool:
    return concept.may_be("_AND", "_THEN", "_QUESTION")


def _rides(concept: Concept, rest: Sequence[Concept]) -> Concept:
    """Return "ride" as what is done to somebody in "ride the vocal down 2 dB", where no cymbal is meant."""
    if rest[0].start - concept.end < len(" the "):
        return concept
    clause = undivided(rest)
    moved = any(one.may_be("_UP", "_DOWN") for one in clause)
    return replace(concept, readings={"_TURN": ""} if moved else {"DEED": concept.readings["DEED"]})


def _is_size(concept: Concept) -> bool:
    return concept.may_be("_BY") or (concept.may_be("QUANTITY") and not concept.may_be("SECONDS", "PERCENT"))


def _is_taken(rest: Sequence[Concept]) -> bool:
    """Whether something is to be had out of somebody and not from them: "get the mud out of the piano"."""
    clause = undivided(rest)
    out = next((i for i, concept in enumerate(clause) if concept.may_be("_OFF")), 0)
    return out > 0 and not any(c.may_be("_MORE", "_LESS", "COMPARATIVE", "QUANTITY") for c in clause[:out])


def _are_nods(before: Sequence[Concept]) -> bool:
    """Whether nothing but praise or assent stands before a "but", which leaves nothing out then: "yeah but less"."""
    said = list(takewhile(lambda concept: not concept.may_be("_THEN"), reversed(before)))
    told = [concept for concept in said if not concept.may_be("_AND")]
    return bool(told) and all(concept.may_be("_YES", "_KEEP") and not concept.may_be(*WHOM) for concept in told)


def _begins_anew(rest: Sequence[Concept], before: Sequence[Concept]) -> bool:
    """Whether what follows a "but" says something of somebody, or asks for something: no one is left out then.

    Behind a request, "but the vocal is fine" may well leave the vocal out.
    """
    clause = list(takewhile(lambda one: not one.may_be("_THEN"), reversed(before)))
    if len(clause) == 1 and clause[0].word in word_list("all_of_them"):
        return False  # "everything but the lead vocal needs to come down"
    if clause and clause[-1].may_be("_WHY"):
        return False  # "why are all of them but the vocal so dull"
    if clause and all(one.may_be("STRIP", "ROLE") for one in clause):
        return False  # "all guitars but the acoustic may be quieter"
    of_all = bool(clause) and clause[0].word in word_list("all_of_them")  # "mute everything but the solo guitar"
    if rest and not of_all and rest[0].may_be(*_DEEDS) and len(rest) > 1 and rest[1].may_be(*WHOM, *_DONE_TO):
        return True  # "... but drop it 2 dB", "... but cut the lows out of the reverb"
    people = next((i for i, concept in enumerate(rest) if not concept.may_be(*WHOM, "SECTION")), len(rest))
    if people == len(rest):
        return False
    if not people:
        by_dose = rest[0].may_be("_MORE", "_LESS") and any(concept.may_be("_MORE", "_LESS") for concept in before)
        praised = any(concept.may_be("_KEEP", "_FINE", "_SOUNDS_FINE") for concept in before)
        if praised and (
            rest[0].may_be(*_GOES_ON)
            or (rest[0].may_be("_SOUNDS") and rest[0].word in ("its", "it's", "thats", "they're"))
        ):
            return True  # "the kick sounds good, but give me more bass"
        return by_dose or rest[0].may_be("_MAKE", "_TURN", "_ADD")
    if not of_all and before and before[-1].may_be(*ENDS) and rest[people].may_be("_UP", "_DOWN"):
        return True  # "vocal up 2 dB but bass down"
    is_well = any(concept.may_be("_FINE") for concept in rest[people:])
    return rest[people].may_be(*STATED) and (not is_well or any(concept.may_be(*STATED) for concept in before))


def _parts(concepts: Sequence[Concept], at: int) -> bool:
    """Whether something new begins at a concept with no word between."""
    concept, before = concepts[at], concepts[at - 1] if at else None
    if before is None or before.may_be("_AND", "_THEN", "_COLON"):
        return False
    if at == 1 and _is_nod(before):
        return concept.may_be(*_GOES_ON)
    said = list(takewhile(lambda one: not one.may_be("_AND", "_THEN", "_QUESTION"), reversed(concepts[:at])))
    stated = before.may_be("LEVEL_STATE", "FAULT", "ADJECTIVE") and any(one.may_be("_IS", "_SOUNDS") for one in said)
    asked = at + 1 < len(concepts) and concepts[at + 1].may_be(*WHOM)
    if stated and asked and concept.may_be("_TURN", "RAISE") and not said[-1].may_be(*VERBS, "_IF"):
        return True  # "the hats are loud bring them down"
    last = at == len(concepts) - 1 and before.word not in ("don't", "dont", "do not", "never", "not")
    return last and (
        concept.readings.get("TALK") == "thanks" or (concept.readings.get("ACT") in MENDING and not _is_thing(concept))
    )


def _is_thing(concept: Concept) -> bool:
    """Whether an act is named by what comes of it, and goes with the verb in front: "make me a rough mix"."""
    return concept.word.endswith((" mix", " balance"))


def _is_manner(concept: Concept) -> bool:
    """Whether a word behind a way to sound says no more than that it is one."""
    return concept.may_be("_EFFECT") and concept.word in (
        "feel",
        "feeling",
        "vibe",
        "vibes",
        "character",
        "tone",
        "sound",
    )


MENDING = ("automix", "clean")
"""The acts that mend what was complained of: "too harsh fix it"."""


def _is_nod(concept: Concept) -> bool:
    """Whether a word only agrees or praises: behind it a request may begin at once."""
    agrees = concept.may_be("_YES", "_KEEP") or concept.readings.get("TALK") == "thanks"
    return agrees and concept.text.isalpha() and not concept.may_be("SIDE", "REF", "COMPARATIVE", "BETTER")
