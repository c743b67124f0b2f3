"""What is said of files and masters in several breaths: "CD master, -9 LUFS, keep the dynamics, as wav"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from grammar.files import Kind, kind, kinds
from grammar.intent import (
    Again,
    Ask,
    Clause,
    Export,
    Master,
    Named,
    Normalise,
    NotUnderstood,
    NotYet,
    Nudge,
    Ref,
    Sound,
    Target,
)
from grammar.parsed import Parsed
from grammar.refs import IT

FILES = ("sample_rate", "mp3")
"""Acts that tell how files are to be written: where that cannot be, none are."""

_SOMEBODY = re.compile(r"\b(him|her)\b", re.IGNORECASE)
"""Who is brought to a loudness, which a mix would be mastered to: "denoise the guest and bring him to -18 LUFS"."""

_WONDERS = re.compile(r"(?:all )?ready for .*\?$", re.IGNORECASE)
"""What asks about a place to deliver for, and for no master: "ready for YouTube?"."""

_OF_THE_MIX = re.compile(r"\b(mix|mixdown|song|track|unmastered|rough)\b", re.IGNORECASE)
"""What says that a file is one of the mix: "master for Spotify and export the mix too"."""

UNSAID = "it does not say what is to be done"


def written(before: Clause, parsed: Parsed, said: str) -> Clause | None:
    """Return a delivery with the file that is said behind it, None if none is: "a wav of the snare, 24 bit, 48k"."""
    delivery, file = before.meaning, parsed.meaning[0] if isinstance(parsed.meaning, tuple) else None
    plain = all(one.may_be("FORMAT", "QUANTITY", "PLAIN", "_AND", "_AT") for one in parsed.concepts)
    if not isinstance(delivery, Export | Master) or not isinstance(file, Export) or not plain:
        return None
    text = f"{before.text}, {said}"
    behind = kind(file.format, said)
    told = [one for one in (Kind(delivery.format), behind) if one.name]
    found = kinds(told) if told else ("",)
    if len(found) != 1 or (delivery.rate_hz and file.rate_hz):
        return Clause(text, NotUnderstood(text, len(before.text), said, reason="it says two formats of one file"))
    return Clause(text, replace(delivery, format=found[0], rate_hz=delivery.rate_hz or file.rate_hz))


def mastered(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses, those that say of one master how it is to be as one: "keep the dynamics, it is for vinyl".

    To keep the dynamics of what is no master says nothing to do.
    """
    found: list[Clause] = []
    for one_said in clauses:
        if isinstance(one_said.meaning, Master) and one_said.meaning.platforms and _WONDERS.match(one_said.text):
            one_said = replace(one_said, meaning=Ask("ready", name=one_said.meaning.platforms[0]))
        loudness = one_said.meaning.lufs if isinstance(one_said.meaning, Master) else None
        if loudness and one_said.meaning == Master(lufs=loudness) and _SOMEBODY.search(one_said.text):
            one_said = replace(one_said, meaning=Normalise(IT, loudness, "LUFS"))
        before, now = (found[-1].meaning if found else None), one_said.meaning
        pointed = isinstance(now, Nudge | Sound) and now.target == IT
        if isinstance(before, NotYet) and (pointed or (isinstance(now, Again) and now.what == Named())):
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", before)  # "the mastering is too loud, back off"
            continue
        if isinstance(now, NotYet) and now.act in FILES and isinstance(before, Export):
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", now)  # "bounce the stems at 128 kbps"
            continue
        if isinstance(before, Export) and before.what == "stems" and now == Export("groups"):
            grouped = replace(before, what="groups")  # "bounce the stems, one file per group"
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", grouped)
            continue
        if isinstance(now, Master) and before == Master():
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", now)  # "master it, as loud as Spotify allows"
            continue
        if isinstance(before, Master) and not before.format and _is_of_that(now, one_said.text):
            file = cast(Export, now)
            written_as = replace(before, format=file.format, rate_hz=before.rate_hz or file.rate_hz)
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", written_as)  # "master it and export it as mp3"
            continue
        if isinstance(before, Master) and before.ceiling_db is None and _is_limit(now):
            limit = cast(Normalise, now).value
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", replace(before, ceiling_db=limit))
            continue
        if isinstance(before, Master) and isinstance(now, Master) and (_is_manner(before) or _is_manner(now)):
            one, other = (now, before) if _is_manner(before) else (before, now)
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", replace(one, gentle=one.gentle or other.gentle))
            continue
        if (
            isinstance(before, Master)
            and isinstance(now, Master)
            and _goes_on(found[-1].text, before, one_said.text, now)
        ):
            at = {
                name: getattr(now, name) or getattr(before, name)
                for name in ("lufs", "ceiling_db", "format", "rate_hz")
            }
            found[-1] = Clause(f"{found[-1].text}, {one_said.text}", replace(before, **at))
            continue
        found.append(one_said)
    return [Clause(c.text, NotUnderstood(c.text, len(c.text), reason=UNSAID)) if _is_bare(c) else c for c in found]


def _goes_on(text: str, before: Master, goes_on: str, now: Master) -> bool:
    """Whether it says of one master how loud or in what format: "CD master, -9 LUFS, ceiling -0.1"."""
    told = any(getattr(now, name) is not None and getattr(before, name) for name in ("lufs", "ceiling_db"))
    two = "master" in text.casefold() and "master" in goes_on.casefold()
    return bool(before.platforms) and not now.platforms and not (told or two or (now.format and before.format))


def _is_of_that(meaning: object, said: str) -> bool:
    """Whether it asks for a file of what was just spoken of, and names nothing else that it is of."""
    return (
        isinstance(meaning, Export)
        and meaning == Export(format=meaning.format, rate_hz=meaning.rate_hz)
        and _OF_THE_MIX.search(said) is None
    )


def _is_limit(meaning: object) -> bool:
    """Whether it says what the peaks of all of it stay under, which for a master is its ceiling."""
    ceiling = isinstance(meaning, Normalise) and meaning.most and meaning.unit == "dBTP"
    return ceiling and cast(Normalise, meaning).target == Target((Ref("main"),))


def _is_manner(master: Master) -> bool:
    """Whether it says nothing but how a master is to be."""
    return master.gentle and not master.platforms and master.lufs is None


def _is_bare(clause: Clause) -> bool:
    """Whether it only says that dynamics are to be kept, and of no master."""
    return clause.meaning == Master(gentle=True) and "master" not in clause.text.casefold()
