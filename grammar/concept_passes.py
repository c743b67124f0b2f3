"""All that is done to the concepts of an utterance before its word order is read: the passes, in their order.

Each makes one thing plainer and takes what the ones before it have left. What stands beside a pass is said by people
who need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from grammar.concept import Concept
from grammar.passes.adjectives import stacked
from grammar.passes.asides import aside
from grammar.passes.attributes import attributed
from grammar.passes.band_lists import bands_listed
from grammar.passes.bit_depths import bits_listed
from grammar.passes.contrasts import contrasted
from grammar.passes.counting import counted
from grammar.passes.disturbed import disturbed
from grammar.passes.doses import doses
from grammar.passes.elided import elided
from grammar.passes.fadings import faded
from grammar.passes.filters import filtered
from grammar.passes.frames import amount_last, framed
from grammar.passes.hesitating import cleared
from grammar.passes.how_long import how_long
from grammar.passes.how_much import by_how_much
from grammar.passes.leaning import in_there, leant
from grammar.passes.left_out_first import left_out_first
from grammar.passes.neighbours import added, placed, unfilled
from grammar.passes.occasions import occasioned
from grammar.passes.of_effects import told
from grammar.passes.painting import shunned, unpainted
from grammar.passes.parts_beside import beside_parts
from grammar.passes.purposes import parted
from grammar.passes.repairs import repaired
from grammar.passes.repeating import once, tidied
from grammar.passes.rest_stays import rest_stays
from grammar.passes.run_on import run_on
from grammar.passes.sayers import said_behind
from grammar.passes.seams import faults, seamed
from grammar.passes.sided import sided
from grammar.passes.similes import compared
from grammar.passes.spelt_out import spelt_out
from grammar.passes.striking import struck
from grammar.passes.waiting import waited
from grammar.passes.wanted import done_so, possible, wanted
from grammar.sayings import Sayings
from grammar.through import through
from grammar.vocabulary import word_list


def plainly(text: str, concepts: Iterable[Concept], sayings: Sayings, tools: Mapping[str, str]) -> list[Concept]:
    """Return what stands in `text` as plainly as it can be said."""
    return through(
        concepts,
        partial(spelt_out, text),  # "the rhythm section up 2 dB, so drums and bass"
        partial(rest_stays, text),  # "… and leave everything else how it is"
        wanted,  # "I want the vocal dry"
        partial(waited, text),  # "a gate on the toms that only opens on hits"
        partial(parted, text),  # "…, so I can sing over it"
        partial(added, text),  # "drop a gate on the toms"
        done_so,  # "do the guitars down 2"
        unfilled,  # "overall", "… entirely"
        _without_politeness,  # "could you please"
        cleared,  # "ok, so, like, um"
        partial(attributed, text),  # "funky bass needs more snap", "first the vocal"
        partial(sided, sayings=sayings),  # "the guitar on the left"
        partial(counted, sayings=sayings),  # "toms 1 and 3"
        partial(elided, sayings=sayings),  # "tom 1 and 2", "the left and right guitar"
        partial(filtered, tools=tools),  # "roll off the lows in the vocal reverb below 250"
        partial(stacked, text, tools=tools),  # "a long dark hall on the snare"
        partial(told, text, tools=tools),  # "a delay on the vocal, one repeat"
        bits_listed,  # "16 and 24 bit wav"
        bands_listed,  # "eq bass 60hz+3 400hz-2"
        placed,  # "all these toms", "a doubler, mix 25"
        once,  # "more bass more bass more bass"
        doses,  # "more drums less guitar"
        aside,  # "save this, then …", "… instead"
        amount_last,  # "not more than 2 dB, but bring it down"
        partial(said_behind, text),  # "…, the drummer says"
        in_there,  # "get more low end in there"
        partial(leant, text),  # "those 2 dB", "the bass one"
        partial(framed, sayings=sayings),  # "my mum says …", "slightly under a dB"
        partial(faults, sayings=sayings),  # "there's a click at 1:23"
        partial(struck, sayings=sayings),  # "less click on the kick"
        shunned,  # "but don't let it get sharp"
        unpainted,  # "narrow like a corridor"
        run_on,  # "gate the toms theres so much bleed"
        tidied,  # ", and", "go back go back"
        partial(compared, sayings=sayings),  # "as though it came out of an old radio"
        seamed,  # "yeah turn it up"
        partial(repaired, sayings=sayings),  # "snare up 3 dB, no wait, 2"
        how_long,  # "at 2:30 mute the snare for ten seconds"
        left_out_first,  # "apart from the drums, everything down 2"
        partial(contrasted, sayings=sayings),  # "the kick, not the snare, needs 2 dB more"
        tidied,
        by_how_much,  # "the snare is too loud, take 2 dB off"
        possible,  # "it could be harsh"
        partial(beside_parts, sayings=sayings),  # "the chorus 1 dB louder than the verse"
        partial(occasioned, sayings=sayings),  # "once the chorus hits"
        partial(disturbed, sayings=sayings),  # "the hiss when Gtr L isn't playing"
        partial(faded, sayings=sayings),  # "end with a slow fade"
    )


def _without_politeness(concepts: Sequence[Concept]) -> list[Concept]:
    """Drop what is only polite, and the question mark of what only seems to ask: "too loud, isn't it?"."""
    before = (None, *concepts)
    return [
        concept
        for last, concept in zip(before, concepts, strict=False)
        if "_FILLER" not in concept.readings
        and not (concept.may_be("_QUESTION") and last and last.word in word_list("tags"))
    ]
