"""The parts of the song by name: those a person has marked, and those that can be heard, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from assistant.explain import number
from assistant.outcome import Decline, Done, asks
from assistant.resolve import listed
from assistant.retiming import all_moved
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Section
from dsp.measure.form import Part
from dsp.measure.sections import SectionMeter
from dsp.mix import MAIN, Evidence
from dsp.speed import AS_RECORDED, song_pct
from dsp.units import SILENCE_DB
from grammar.intent import WHOLE, Intent, Mark, Span
from grammar.numbers import clock
from grammar.refs import HALVES

SURE, FAIRLY = 0.75, 0.5
"""Of made songs of known form, what was found as surely as this was right in 99 % of the time. Below it is asked."""

FOUND_BY = {
    "chorus": "found by its repetition and level",
    "verse": "found by its repetition",
    "pre-chorus": "found by its coming before each chorus",
    "bridge": "found as what comes once only, before the last chorus",
    "intro": "found as how the song begins",
    "outro": "found as how the song ends",
}

Said = TypeVar("Said", bound=Intent)


def listen(session: Session, studio: Studio) -> tuple[Section, ...]:
    """Return the parts of the song as they are heard in the tracks as they came, whatever the mix makes of them.

    They are where they come at the speed that the song goes at now.
    """
    studio.ready()
    studio.say("listening for the parts of the song")
    meter: SectionMeter | None = None
    for blocks in studio.render(studio.playable(session.initial)):
        meter = meter or SectionMeter(studio.sample_rate, len(blocks[MAIN]))
        meter.feed(blocks[MAIN])
    longer = AS_RECORDED / song_pct(session.mix)
    return all_moved(counted(meter.result()), longer) if meter else ()


def counted(found: Sequence[Part]) -> tuple[Section, ...]:
    """Return found parts as sections, those of one name counted; what has no name is called by its letter."""
    names = [part.name or f"part {part.letter}" for part in found]
    sections = []
    for i, (part, name) in enumerate(zip(found, names, strict=True)):
        own = f"{name} {names[: i + 1].count(name)}" if part.name and names.count(name) > 1 else name
        sections.append(Section(own, part.start_s, part.end_s, part.confidence))
    return tuple(sections)


def called(name: str, session: Session) -> list[Section]:
    """Return the sections that a name means, in song order: "chorus" is each of them where they are counted.

    What a person has marked of a kind is all there is of it; otherwise it is what was found.
    """
    kind = _kind(name)
    marked = [section for section in session.sections.values() if _kind(section.name) == kind]
    return _among(name, marked) if marked else _among(name, session.found)


def named(name: str, session: Session, length: float) -> list[Section]:
    """Return the sections that a name means in a song so long, of which a half is one too."""
    if name not in HALVES:
        return called(name, session)
    middle = round(length / 2, 3)
    half = Section(name, 0.0, middle) if name == HALVES[0] else Section(name, middle, round(length, 3))
    return [session.sections[name]] if name in session.sections else [half]


def _among(name: str, sections: Iterable[Section]) -> list[Section]:
    all_of, _, spared = name.partition(" but ")
    if spared:
        known = tuple(sections)
        one = _among(f"last {all_of}" if spared == "last" else f"{all_of} {spared}", known)
        return [section for section in _among(all_of, known) if section not in one]
    last, plain = name.startswith("last "), name.removeprefix("last ")
    kind = _kind(name)
    every = sorted((s for s in sections if _kind(s.name) == kind), key=lambda section: section.start_s)
    if last:
        return every[-1:]
    if plain == kind:
        return every
    exact = [section for section in every if section.name == plain]
    number = int(plain.rpartition(" ")[2])
    return exact or every[number - 1 : number]


def _kind(name: str) -> str:
    """Return what a section is, without which of them: "chorus 2", "last chorus"."""
    return re.sub(r" \d+$", "", name.partition(" but ")[0].removeprefix("last "))


def known(intent: Said, session: Session, studio: Studio) -> tuple[Session, str] | Decline:
    """Have the parts that an intent names found in what is heard, if nobody has marked them.

    Returns the session that knows them and what there is to say of where they are; asks if that is not sure.
    """
    wanted = [name for name in _names(intent) if name not in HALVES and not _is_marked(name, session)]
    if not wanted:
        return session, ""
    if not session.found:
        session = replace(session, found=listen(session, studio))
    said = []
    for name in wanted:
        sections = called(name, session)
        if sections and _sure(sections) < FAIRLY:
            marks = tuple(Mark(s.name, round(s.start_s, 2), round(s.end_s, 2)) for s in sections)
            return asks(
                f"I am not sure where the {name} is; it may be {_times(sections)}. Is it? If it is somewhere else, say "
                f'for example "the {sections[0].name} is from 0:45 to 1:10".',
                (*marks, intent),
            )
        said += [found_words(name, sections)] if sections else []
    return session, " ".join(said)


def _names(intent: Intent) -> list[str]:
    """Return the sections that an intent names."""
    spans = [one for field in ("span", "to") if isinstance(one := getattr(intent, field, WHOLE), Span)]
    spans += [also for span in spans for also in span.also]
    return list(dict.fromkeys(name for span in spans for name in (span.section, span.until) if name))


def _is_marked(name: str, session: Session) -> bool:
    return any(_kind(section.name) == _kind(name) for section in session.sections.values())


def _sure(sections: Sequence[Section]) -> float:
    """Return how sure all of them are: as the least sure, for what is done is done to each."""
    return min(section.sure for section in sections)


def found_words(name: str, sections: Sequence[Section]) -> str:
    """Say where a part was found, how, and how sure that is."""
    sure = "sure" if _sure(sections) >= SURE else "fairly sure" if _sure(sections) >= FAIRLY else "not sure"
    who = name.capitalize() if name[-1].isdigit() else f"The {name}"
    return f"{who} is {_times(sections)}: {FOUND_BY[_kind(name)]}, {sure}."


def _times(sections: Iterable[Section]) -> str:
    return listed(between(section) for section in sections)


def between(section: Section) -> str:
    """Say from when to when a section is."""
    return f"{clock(section.start_s)} to {clock(section.end_s)}"


def section_words(section: Section) -> str:
    """Say where a section is."""
    return f"The {section.name} is {between(section)}"


def unknown(name: str, session: Session) -> Decline:
    """Ask where a section is."""
    plain = name.removeprefix("last ")
    marks = listed(f"the {section.name} ({between(section)})" for section in session.sections.values())
    also = f" I know {marks}." if marks else ""
    return asks(
        f'I do not know where the {plain} is; say for example "the {plain} is from 0:45 to 1:10" '
        f"and I shall remember it.{also}"
    )


def contrast(session: Session, studio: Studio) -> Done | Decline:
    """Say how loud each part of the song is, the loudest first."""
    found = session.found or listen(session, studio)
    marked = {_kind(name) for name in session.sections}
    every = [*session.sections.values(), *(one for one in found if _kind(one.name) not in marked)]
    if not every:
        return asks('I hear no parts in it that differ; name some, "the chorus is from 0:45 to 1:10", and ask again.')
    heard = [(studio.heard(session.mix, spans=((one.start_s, one.end_s),)).integrated_lufs, one) for one in every]
    lines, evidence = [], []
    for lufs, one in sorted(heard, key=lambda row: SILENCE_DB if row[0] is None else row[0], reverse=True):
        stands = "silent, or too short for a loudness" if lufs is None else number(lufs, "LUFS")
        lines.append(f"{one.name[0].upper()}{one.name[1:]}, {between(one)}: {stands}.")
        evidence += [] if lufs is None else [Evidence(MAIN, f"loudness of {one.name}", lufs, "LUFS")]
    return Done(text="\n".join(lines), evidence=tuple(evidence), found=found)


def answer(session: Session, studio: Studio) -> Done:
    """Say which parts the song has: what a person marked, and of all else what is heard."""
    found = session.found or listen(session, studio)
    lines = [f"{section_words(section)}, as you said." for section in session.sections.values()]
    marked = {_kind(name) for name in session.sections}
    heard = [section for section in found if _kind(section.name) not in marked]
    if not heard and not lines:
        return Done(text='I hear no parts in it that differ; name some, "the chorus is from 0:45 to 1:10".')
    named = sorted((s for s in heard if _kind(s.name) in FOUND_BY), key=lambda s: _kind(s.name))
    by_kind = {kind: list(group) for kind, group in groupby(named, key=lambda s: _kind(s.name))}
    lines += [found_words(kind, group) for kind, group in sorted(by_kind.items(), key=lambda row: row[1][0].start_s)]
    rest = [section for section in heard if _kind(section.name) not in FOUND_BY]
    if rest:
        parts = listed(f"{between(section)} ({section.name.removeprefix('part ')})" for section in rest)
        lines.append(f"What I have no name for: {parts}; the same letter is the same again.")
    return Done(text="\n".join(lines), found=found)
