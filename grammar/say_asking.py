"""Questions that explain, read a meter or compare, said back in the plainest words."""

from __future__ import annotations

from collections.abc import Callable

from grammar.catalogue import kind_of
from grammar.intent import Ask, Target
from grammar.say_parts import words

LEVELS = {"loud": ("louder", "loudest"), "quiet": ("quieter", "quietest")}


def enquiry_text(intent: Ask, target_text: Callable[[Target], str]) -> str:
    """Return how a question of these kinds is asked, empty for one of another kind."""
    one, other = target_text(intent.target), target_text(intent.beside)
    match intent.about:
        case "kind":
            return f"what is a {intent.name}"
        case "knob":
            return f"explain {intent.name}"
        case "settings":
            word = "EQ" if intent.name == "EQ" else kind_of(intent.name).words[0]
            return words("what are the settings of", one, word)
        case "wrong":
            return words("what's wrong with", one or "the mix")
        case "reduction" if not intent.name:
            return words("how much gain reduction is", one or "it", "getting")
        case "reduction":
            on = words("on", one) if one else ""
            return words("how hard is the", kind_of(intent.name).words[0], on, "working")
        case "most":
            named = f"the {LEVELS[intent.name][1]}" if intent.name in LEVELS else f"the most {intent.name}"
            return words("which", one, "is", named) if one else words("what is", named, "track")
        case "against" if not other:
            return words("what is the level difference between", one)
        case "against":
            more = LEVELS[intent.name][0] if intent.name in LEVELS else f"more {intent.name}"
            return words("how much", more, "is", one, "than", other)
    return ""
