"""What is told beside a request that says why, or who, or what for: "undo that, the singer hates it".

It is recognised by what it is, a statement, and by what it is not: nothing in it asks, counts, limits or shares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grammar.clauses import VERBS
from grammar.concept import Concept
from grammar.together.remarks import DOING

LONGEST = 16
"""Words that a remark may have."""

_BEARS = re.compile(
    r"\d|n't\b|\b(?:cannot|cant|dont|doesnt|wont|isnt|not|no|none|never|nothing|without|barely|hardly|just|almost|only|"
    r"nearly|than|except|but|unless|until|till|if|whether|when|whenever|once|mono|louder|quieter|half|twice|instead|"
    r"quarter|thirds?|fifths?|percent|db|alone|solo|like|same|too|also|both|each|all|every|everything|others?|rest|"
    r"else|first|second|next|last|again|more|"
    r"less|most|least|enough|much|many|few|little|bit|better|best|worse|worst|should|must|could|can|would|will|shall|"
    r"may|might|ought|needs?|wants? (?!to know|to hear)|wish\w*|loves?|prefers?|rather|let|lets|please|goes|go|applies|"
    r"apply|counts?|includ\w*|stays?|remains?|keeps?|belongs?|follows?|swaps?|moves?|changes?|becomes?|starts?|stops?|"
    r"ends?|begins?|waits?|leave|left|right|up|down|out|off|back|forward|away|between|behind|under|over|above|below|"
    r"maybe|perhaps|probably|what|which|who|whose|where|why|how|does|did|do|mean[st]?|ask\w*|say|says|said|tell|tells|"
    r"told|us|usa|states|america|europe|uk|canada|japan|gets?|sounds?|feels?|seems?|looks?|yes|nah|nope|yeah|ok|okay|"
    r"then|so|or|mute\w*|play\w*|copy|undo|redo)\b",
    re.IGNORECASE,
)
"""Words that may ask for something, or bear on what is asked for."""

_TELLS = re.compile(
    r"(?:because |since |as |cause |cuz |and |for )?(?:"
    r"(?:i|we|you|he|she|it|they|this|that|these|those|there|everybody|everyone|nobody|somebody|someone|people|one)"
    r"(?:'s|'re|'m|'ve|'d|'ll| is| are| am| was| were| has| have| had| \w+)(?: .+)?|"
    r"(?:my|our|his|her|their|the) (?:[\w-]+ ){0,2}[\w-]+"
    r"(?:'s| is| are| was| were| has| have| had| (?!\w*(?:ss|us|is)\b)\w+(?:s|ed)|"
    r" (?:went|came|made|got|took|rang|broke|sang|wrote|fell|lost|found|left|sat|drove|spoke|thinks?))"
    r"(?: .+)?|(?:my|our|his|her|their) (?:[\w-]+ ){1,3}[\w-]+)",
    re.IGNORECASE,
)
"""How it begins that something is told: somebody or something, and what that is or does."""

_OPENS = re.compile(
    r"\b(?:the|a|an|my|our|his|her|their|some|because|since|and|as|for)(?: (?:the|a|my|our))? $", re.IGNORECASE
)
"""What stands before the first word that was heard, and says that a thing is told of and nothing ordered."""

_PLAYER = re.compile(r"(?:\w+(?:er|ist|or)s?|(?:my |the |our )?(?:singer|drummer|voice|kids?|band)s?)", re.IGNORECASE)
"""Who plays or sings, told of as a person."""

_ASKS = (
    *DOING,
    *(
        "LOUDNESS",
        "SECONDS",
        "DEGREE",
        "STATE",
        "_NEVER",
        "_ALONE",
        "_STAYS",
        "_LEAVE",
        "_SAME",
        "_ALSO",
        "SUPERLATIVE",
    ),
    *("CHARACTER", "FORMAT", "PLATFORM", "VERSION", "KEPT", "SECTION", "_WANTED", "_I_MEANT", "_YES"),
)
"""One of these stands in whatever may ask for something, or finds fault."""


_IS_A = re.compile(
    r"(?:because |since |as )?(?:it|this|that)(?:'s| is|'ll be| will be| was) (?:after all |really |basically )?"
    r"(?:a|an|our|my|for a|for an|for my|for our) (?:[\w-]+ ){0,3}"
    r"(?:piece|process|pickup|amp|cover|project|story|game|wedding|ad|advert|commercial|hymn|"
    r"waltz|joke|mic|room|kit|guitar)",
    re.IGNORECASE,
)
"""What the song is, or what it was played on."""

_IDLE = re.compile(
    r"(?:(?:and|but|sorry|honestly) )?(?:"
    r"i(?:'ve| have)? (?:lost (?:track|count|the overview|the plot|the thread|my place)|forgot|forget)|"
    r"i (?:can't|cannot|can not) (?:decide|tell|remember|explain it|put my finger on it|make up my mind)|"
    r"i(?:'ve got| have| got) no (?:clue|idea|opinion|time|patience)|"
    r"i (?:don't|do not) (?:know|care|mind|remember|have a clue|have any idea|have all day|have much time)|"
    r"i(?:'m| am) (?:not sure|no expert|no engineer|new to this|a (?:beginner|newbie|novice)|clueless|"
    r"in a hurry|hopeless at this|out of ideas|running late|curious|just curious|just wondering|stuck)|"
    r"(?:don't|do not) (?:be shy|worry|laugh|judge me|ask|rush)|"
    r"i(?:'ll| will) be (?:right )?back(?: in (?:a (?:minute|sec|second|bit|while)|five|ten|two|\w+ minutes))?|"
    r"be (?:honest|brutal|frank)|(?:the )?joke(?:'s| is) over|(?:is that )?(?:understood|clear|capisce)\??|"
    r"(?:i )?(?:wanna|want to|need to|have to|gotta) think about it|moving on|we(?:'re| are) sorted|"
    r"(?:that's )?my (?:mistake|bad|fault)|long story|don't ask|trust me|just saying|"
    r"you know the drill|no offence|fair enough|silly me|my finger slipped)",
    re.IGNORECASE,
)
"""What is said and asks for nothing."""


def says_why(text: str, concepts: Sequence[Concept]) -> bool:
    """Whether what stands behind a request and was not read only tells something: why, who, what for.

    `text` is the utterance, `concepts` what stands there.
    """
    if not concepts:
        return False
    start, end = concepts[0].start, concepts[-1].end
    before = _OPENS.search(text[:start])
    if before and (ahead := text[: before.start()].rstrip()) and ahead[-1] not in ",.;:!?…":
        return False
    said = text[before.start() if before else start : end]
    if _IDLE.fullmatch(said) or (_IS_A.fullmatch(said) and not _BEARS.search(said)):
        return True
    if len(said.split()) > LONGEST or _BEARS.search(said) or not _TELLS.fullmatch(said):
        return False
    people = [concept for concept in concepts if concept.may_be("STRIP", "ROLE") and not concept.may_be("_ALONE")]
    return all(map(is_player, people)) and not any(concept.may_be(*_ASKS) for concept in concepts)


OF_US = re.compile(
    r"(?:because |since |as |and |but |so )?(?:i|we|you|it|this|that|there|nobody|everybody|everyone|people)\b",
    re.IGNORECASE,
)
"""How it begins that something is told of oneself, or of the song: of nobody whom a request behind it may mean."""

_QUALIFIES = re.compile(
    r"[\d:]|n't\b|\b(?:not|no|none|never|without|barely|hardly|only|except|but|unless|until|if|whether|instead|than|"
    r"should|must|ought|please|what|which|where|why|how)\b",
    re.IGNORECASE,
)
"""Words that a reason may not have, since they may say how far what follows it goes."""


def leads(text: str, concepts: Sequence[Concept], behind: Sequence[Concept]) -> bool:
    """Whether what was not read is a statement, and a "so" behind it says that it is the reason for what follows."""
    if not concepts or not behind or concepts[0].may_be(*VERBS):
        return False
    said = text[concepts[0].start : concepts[-1].end]
    so = re.fullmatch(r"[^.;:!?\n]*\bso\b[^.;:!?\n]*", text[concepts[-1].end : behind[0].start], re.IGNORECASE)
    asks = any(one.may_be("QUANTITY", "PLAIN", "_MORE", "_LESS", "_NEEDS", "_UP", "_DOWN", "_SAME") for one in concepts)
    return bool(so) and not asks and 2 <= len(said.split()) <= LONGEST and not _QUALIFIES.search(said)


_AIM = re.compile(r"(?:and )?(?:in order |so as |just )?to .+", re.IGNORECASE)
"""How it is said in front what something is done for."""

_FOR_OTHERS = re.compile(r"\b(?:help\w*|for|room|space|from)\b", re.IGNORECASE)
"""Where the request behind it is about somebody else than whom that names: "to make room for the vocal"."""


def aims(said: str, between: str, behind: Sequence[Concept]) -> bool:
    """Whether a clause says what the request behind it is good for: "to make it warmer, boost 200 on the vocal"."""
    goes_on = not behind or behind[0].word == "to" or between.strip() != ","
    return bool(_AIM.fullmatch(said)) and not goes_on and not _QUALIFIES.search(said) and len(said.split()) <= LONGEST


def helps(said: str) -> bool:
    """Whether what is said before a request is for the good of somebody else than whom that is about."""
    return bool(_AIM.fullmatch(said) and _FOR_OTHERS.search(said))


_CALLED_OFF = re.compile(
    r"\S+ \S+.*?[ ,.;:–—-]+(?:(?:(?:but|oh|well|actually|no),? )*never ?mind|"
    r"(?:(?:but|oh|well|actually|no),? )+forget (?:it|that|about (?:it|that))|"
    r"but (?:it|that)(?:'s| is) fine(?: (?:now|as it is))?|"
    r"(?:(?:but|and|though|honestly|i think|i say|if you ask me),? )*(?:he|she|they)(?:'s| is|'re| are) (?:\w+ )?"
    r"(?:deaf|wrong|crazy|mad|nuts|mistaken|clueless|drunk|joking|kidding|an idiot|idiots)|"
    r"(?:but|and|though),? i (?:disagree|don't agree|don't think so|doubt it|beg to differ|told (?:him|her|them) no)"
    r")\W*",
    re.IGNORECASE,
)


def called_off(text: str) -> bool:
    """Whether somebody takes all of it back at the end: "I was going to ask you to mute the piano, but forget it".

    Or what another says: "my mate says the vocal should come up, but he's deaf".
    """
    return bool(_CALLED_OFF.fullmatch(text.strip().replace("’", "'")))


def is_player(concept: Concept) -> bool:
    """Whether somebody is named as the person who plays, and not as what is heard of him: "the drummer"."""
    return bool(_PLAYER.fullmatch(concept.text))
