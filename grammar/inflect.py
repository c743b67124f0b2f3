"""How English bends the words of sound: warm, warmer, warmth; compressor, compress, compression."""

from __future__ import annotations

import re

_IRREGULAR = {"far": "further", "good": "better", "bad": "worse"}


def comparatives(adjective: str) -> tuple[str, ...]:
    """Return the forms that mean more of an adjective: `warmer`, `muddier`, `more present` is left to grammar."""
    first, _, rest = adjective.partition(" ")
    if first in _IRREGULAR:
        return (f"{_IRREGULAR[first]} {rest}".strip(),)
    if rest or re.search(r"[^su]s$", adjective):
        return ()  # of things, "clicks", there are more
    if adjective.endswith("y"):
        return (f"{adjective[:-1]}ier", f"{adjective[:-1]}yer")
    if adjective.endswith("e"):
        return (f"{adjective}r",)
    if re.fullmatch(r"[^aeiou]+[aeiou][^aeiouwx]", adjective):
        return (f"{adjective}{adjective[-1]}er", f"{adjective}er")
    return (f"{adjective}er",)


def superlatives(adjective: str) -> tuple[str, ...]:
    """Return the forms that mean most of an adjective: `warmest`, `muddiest`."""
    return tuple(f"{form[:-2]}est" for form in comparatives(adjective) if form.endswith("er"))


def positives(comparative: str) -> tuple[str, ...]:
    """Return what a comparative may have come from: `louder` from `loud`, `drier` from `dry`, `wetter` from `wet`."""
    if not comparative.endswith("er") or " " in comparative:
        return ()
    stem = comparative[:-2]
    candidates = [stem, f"{stem}e"]
    if stem.endswith("i"):
        candidates = [f"{stem[:-1]}y"]
    elif stem[-1] == stem[-2]:
        candidates = [stem[:-1]]
    return tuple(word for word in candidates if comparative in comparatives(word))


def nouns(adjective: str) -> tuple[str, ...]:
    """Return the noun that any adjective makes: `boxiness`."""
    if " " in adjective or adjective.endswith(("ness", "s")):
        return ()
    return (f"{adjective[:-1]}iness" if adjective.endswith("y") else f"{adjective}ness",)


def deeds(tool: str) -> tuple[str, ...]:
    """Return the verbs that say a tool is used: `compress` for `compressor`, `high-pass` for itself."""
    head, space, last = tool.rpartition(" ")
    if last.endswith(("sser", "ssor", "iter")):
        return (f"{head}{space}{last[:-2]}",)
    if last.endswith("ation"):
        return (f"{head}{space}{last[:-3]}e",)
    return (tool,)


def workings(deed: str) -> tuple[str, ...]:
    """Return what a deed is called as a thing: `compression`, `limiting`."""
    stem = deed[:-1] if deed.endswith("e") else deed
    forms = [f"{stem}ing", f"{stem}ion"] if deed.endswith(("ss", "te")) else [f"{stem}ing"]
    return tuple(forms)


def doing(gerund: str) -> tuple[str, ...]:
    """Return the verbs that a form of doing may be of: `nudging` is `nudge`, `dropping` is `drop`."""
    if not gerund.endswith("ing") or len(gerund) < 6:
        return ()
    stem = gerund[:-3]
    return (stem, f"{stem}e", *([stem[:-1]] if stem[-1] == stem[-2] else []))


PAST = {"took": "take", "brought": "bring", "made": "make", "gave": "give", "went": "go", "threw": "throw"}


def presents(past: str) -> tuple[str, ...]:
    """Return the verbs that a past form may be of: `panned` is `pan`, `moved` is `move`."""
    if past in PAST:
        return (PAST[past],)
    if not past.endswith("ed") or len(past) < 5:
        return ()
    stem = past[:-2]
    return (stem, f"{stem}e", *([stem[:-1]] if stem[-1] == stem[-2] else []))
