"""Two versions of the mix by their names, which may be as short as a letter: "play a then b", "I like a better"."""

from __future__ import annotations

import re

from assistant.session import Session
from grammar.intent import Choose, Compare, Intent, Recall

VERSION = "version "
"""What a name may be said with or without: "version a" is what was saved as "a"."""

BACK = re.compile(
    r"(?:(?:ok|okay|no|nah|now|then|let's|please),? )*(?:go |take me )?back to (?:version )?a", re.IGNORECASE
)
"""What asks for a version that was saved as "a", which elsewhere is an article."""

_ASKED = "|".join(
    (
        r"(?:(?:can you|could you|please|let me|let's|i want to|now) )*(?:play|hear|compare|listen to)(?: me)?",
        r"(?:what(?:'s| is)|tell me|show me)(?: the)? differences? between",
        r"what (?:are the differences|changed|differs|is different) between|how (?:do|does|are)",
    )
)
_BESIDE = r"(?:,? (?:and then|and|then|with|to|vs\.?|versus|or|against|beside|next to)|,|/) ?"


_BETTER = (
    r"(?:(?:no|ok|okay|hm+|actually|hey|i think),? )*(?:"
    r"i(?: still|'d)? (?:like|liked|prefer|preferred|want|go with) (?:the )?(?:version )?{name}"
    r"(?: one| version| mix)?(?: better| more| best| back)+|"
    r"(?:go|let's go|lets go) (?:back to|with) (?:the )?{name} (?:one|version|mix)|"
    r"(?:the )?{name} (?:one |version |mix )?(?:was|is|sounded) (?:better|nicer|best))(?: please)?"
)
"""What says of a version that it is to be had again."""


def by_its_name(name: str, session: Session) -> str:
    """Return the name that a version was given, said in full or not; what was said if there is none."""
    ways = (name, VERSION + name, name.removeprefix(VERSION))
    return next((way for way in ways if way in session.versions), name)


def named_versions(said: str, session: Session) -> tuple[Compare | Recall, ...]:
    """Return versions that are asked for by their names and nothing else: "what's the difference between a and b?".

    Who is called A or B is heard as such.
    """
    names = {name.removeprefix(VERSION).casefold(): name for name in session.versions}
    said = said.casefold().strip(" .!?")
    if "a" in names and BACK.fullmatch(said):
        return (Recall(names["a"]),)
    one_of = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    if names and (better := re.fullmatch(_BETTER.format(name=rf"({one_of})"), said)):
        return (Recall(names[next(filter(None, better.groups()))]),)
    if len(names) < 2:
        return ()
    name = rf"(?:the )?(?:{VERSION})?({one_of})(?: version| mix)?"
    found = re.fullmatch(rf"(?:{_ASKED}) {name}{_BESIDE}{name}(?: differ(?:ent)?| please)?", said)
    if not found:
        return ()
    one, other = found.groups()
    one, other = (other, one) if one == "b" or other == "a" else (one, other)
    return (Compare(version=names[one], beside=names[other]),)


def chosen_version(intent: Intent, session: Session) -> Intent:
    """Return "I like a better" as going back to what was saved as "a", unless two were heard that go by A and B."""
    last = session.turns[-1].intents if session.turns else ()
    if not isinstance(intent, Choose) or any(isinstance(one, Compare) for one in last):
        return intent
    name = by_its_name(intent.letter, session)
    return Recall(name) if name in session.versions else intent
