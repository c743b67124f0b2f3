"""Questions and small talk: answers from what is known and measured, and honest refusals."""

from __future__ import annotations

from dataclasses import replace

from assistant import (
    checkup,
    comparing,
    correct,
    enquiries,
    entrances,
    examining,
    fights,
    gripping,
    keys,
    meanings,
    questions,
    rests,
    rings,
    sections,
    tempi,
)
from assistant import not_yet as table
from assistant.agree import agreed_words
from assistant.bounds import rule_words
from assistant.changed import untouched, what_was_done
from assistant.excerpt import Excerpt
from assistant.explain import measured_words, number, why_words
from assistant.outcome import Decline, Done, refuses
from assistant.parts import parts
from assistant.profile import Profile
from assistant.qualities import QUALITIES
from assistant.resolve import called, listed, named_steps, strips, word_of
from assistant.session import Session
from assistant.studio import Studio
from assistant.targets import TARGETS
from dsp.effects import BY_NAME
from dsp.measure import Measurement
from dsp.mix import MAIN, Evidence, Mix, Strip
from dsp.routing import feeding
from dsp.units import SILENCE_DB
from grammar.intent import Ask, NotYet, Talk, Why
from grammar.numbers import clock

HELP = """\
Talk to me as you would to an engineer. For example:
  sound      make the vocal warmer · the guitars are harsh · less muddy · a bit more air on the piano
  level      vocal up 2 dB · the bass is too loud · pan the piano 30 left · mute the toms
  exact      cut 3 dB at 350 Hz on the vocal · high-pass the guitars at 100 Hz · compress the bass 4:1
  space      add reverb to the vocal · make the snare more distant · make the guitars wide
  sums       glue the drums together · compress the drum bus · group the toms · darken the reverb return
  mend       remove the hum from the bass · the breaths are too loud · the guitars are fighting with the vocal
  ask        is the vocal too loud? · which tracks fight? · what's on the vocal? · does it work in mono?
  listen     play the mix from 0:20 · loop the first 8 seconds · play just the vocal · A/B · go to 0:30 · stop
  deliver    master for Apple Music · master to -14 LUFS · render the mix · export stems
  together   don't touch the bass · no, the kick · make that 2 dB · save this as Friday · if it clips, bring it down
             never compress more than 3:1 · forget that rule
  go back    undo · undo the pan · redo · not that much · more · why? · what have you done?
Words I know for sound: {qualities}.
Platforms: {targets}."""


def why(intent: Why, session: Session) -> Done | Decline:
    """Account for the last change or the one that was named, or for the answer that was just given."""
    last = next((turn for turn in reversed(session.turns) if turn.intents != (Why(),)), None)
    if intent == Why() and last and last.status == "answered" and last.evidence:
        return Done(text=measured_words(last.evidence), evidence=last.evidence, focus=last.focus)
    named = named_steps(intent.what, session)
    if isinstance(named, Decline) and intent.undone and named.status == "answered":
        word = word_of(intent.what.effect)
        return Done(text=f'I do what is asked for, and nobody has asked for {word} here; "add {word}" says so.')
    if isinstance(named, Decline):
        asked = intent.what != Why().what
        if not asked:
            return Decline("answered", "I have changed nothing yet, so there is nothing to explain.")
        meant = strips(intent.what.target, session) if intent.what.target else ()
        if named.status == "asked" or isinstance(meant, Decline):
            return named
        return Done(text=named.text.replace("Nothing done so far fits", "I have done nothing to"), focus=meant)
    steps = [step for _, step in reversed(named)]
    return Done(
        text="\n".join(why_words(step) for step in steps),
        evidence=tuple(e for s in steps for e in s.evidence),
        focus=tuple(dict.fromkeys(step.strip for step in steps if step.strip in session.mix)),
    )


def ask(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    """Answer a question about the session, or about a part of the song as it is heard there."""
    if not intent.span:
        return _answer(intent, session, studio)
    there = parts(intent.span, session, studio)
    if isinstance(there, Decline):
        return there
    found = _answer(intent, session, Excerpt.of(studio, there))
    where = listed(f"from {clock(start)} to {clock(end)}" for start, end in there)
    return replace(found, text=f"{where[0].upper()}{where[1:]}: {found.text}")


def _answer(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    match intent.about:
        case "help":
            words = listed(quality.words[0] for quality in QUALITIES.values())
            return Done(text=HELP.format(qualities=words, targets=listed(t.name for t in TARGETS.values())))
        case "done":
            return Done(text=what_was_done(session))
        case "tracks":
            return Done(text=_tracks(session))
        case "profile":
            return Done(text=profile_words(session.profile))
        case "deliveries":
            names = listed(d.target for d in session.deliveries)
            return Done(text=f"Delivered: {names}." if names else "Nothing has been delivered yet.")
        case "loudness":
            return _loudness(intent, session, studio)
        case "loudest":
            return questions.loudest(session, studio)
        case "masking":
            return fights.answer(intent, session, studio)
        case "tempo":
            return tempi.answer(session, studio)
        case "key":
            return keys.answer(session, studio)
        case "ringing":
            return rings.answer(intent, session, studio)
        case "floor":
            return rests.answer(intent, session, studio)
        case "sections":
            return sections.answer(session, studio)
        case "clipping":
            return questions.clipping(session, studio)
        case "effect":
            return Done(text=questions.effect_words(BY_NAME[intent.name]))
        case "quality":
            return Done(text=questions.quality_words(intent.name))
        case "chain":
            return questions.chain(intent, session)
        case "balance":
            return questions.balance(intent, session, studio)
        case "having":
            return questions.having(intent, session)
        case "term":
            return Done(text=questions.term_words(intent.name))
        case "kind":
            return Done(text=meanings.kind_words(intent.name))
        case "knob":
            return Done(text=meanings.knob_words(intent.name))
        case "settings":
            return questions.settings(intent, session)
        case "reduction":
            return gripping.reduction(intent, session, studio)
        case "against":
            return comparing.against(intent, session, studio)
        case "most" | "origin" if checkup.is_repaired(intent.name):
            return checkup.trouble(intent, session, studio)  # "which tracks are noisy?"
        case "most":
            return comparing.most(intent, session, studio)
        case "wrong":
            return examining.wrong(intent, session, studio)
        case "phase":
            return enquiries.phase(intent, session, studio)
        case "origin":
            return enquiries.origin(intent, session, studio)
        case "small":
            return enquiries.small(intent, session, studio)
        case "trouble":
            return checkup.trouble(intent, session, studio)
        case "moment":
            return checkup.moment(intent, session, studio)
        case "place":
            return checkup.place(intent, session, studio)
        case "level":
            return checkup.level(intent)
        case "formats":
            return checkup.formats()
        case "too":
            return correct.too(intent)
        case "entrance":
            return entrances.answer(intent, session, studio)
        case "contrast":
            return sections.contrast(session, studio)
        case "untouched":
            return Done(text=untouched(session))
        case "spectrum":
            return enquiries.spectrum(intent, session, studio)
        case "differs":
            return enquiries.differs(intent, session, studio)
        case "wet":
            return enquiries.wet(intent, session, studio)
        case "format":
            return questions.form(session, studio)
        case "stereo":
            return questions.stereo(intent, session, studio)
        case "ready":
            return questions.ready(intent, session, studio)
        case "protected" | "versions" | "groups":
            return Done(text=agreed_words(session, intent.about))


def _tracks(session: Session) -> str:
    width = max(len(strip.name) for strip in session.mix)
    return "\n".join(
        f"{strip.name:<{width}}  {plays(session.mix, strip)}" for strip in session.mix if strip.name != MAIN
    )


def plays(mix: Mix, strip: Strip) -> str:
    """Say what a strip plays, or what it is there for: `kick`, `bus of Kick and Snare`, `return`."""
    if strip.kind == "bus":
        fed = listed(feeding(mix, strip.name))
        return f"bus of {fed}" if fed else "bus that nothing feeds"
    return strip.kind if strip.kind in ("return", "main") else strip.role or "role unknown"


def profile_words(profile: Profile) -> str:
    """Say what has been learned and what it does."""
    known = {q: t for q, t in profile.taste.items() if t.n}
    rules = [f"as you said: {rule_words(rule)}" for rule in profile.rules]
    if not known and rules:
        return "\n".join(rules)
    if not known:
        return "I have learned nothing of your taste yet: what you keep, undo, or want less or more of teaches me."
    lines = []
    for quality, taste in known.items():
        counts = f"kept {taste.keep}, less {taste.less}, more {taste.more}, undone {taste.undo}"
        lines.append(f"{quality}: {counts}; an ordinary change is made {round(100 * taste.scale)}% as large")
    return "\n".join((*lines, *rules))


def _loudness(intent: Ask, session: Session, studio: Studio) -> Done | Decline:
    names = strips(intent.target, session, (MAIN,)) if intent.target else (MAIN,)
    if isinstance(names, Decline):
        return names
    lines, evidence = [], []
    for name in names:
        heard = studio.heard(session.mix, name)
        lines.append(f"{called(name, opens=True)}: {loudness_words(heard)}.")
        if heard.integrated_lufs is not None:
            evidence.append(Evidence(name, "integrated loudness", heard.integrated_lufs, "LUFS"))
        evidence.append(Evidence(name, "true peak", heard.true_peak_dbtp, "dBTP"))
    return Done(text="\n".join(lines), focus=names if intent.target else (), evidence=tuple(evidence))


def loudness_words(heard: Measurement) -> str:
    """Say how loud something is."""
    if heard.sample_peak_dbfs <= SILENCE_DB:
        return "silent"
    if heard.integrated_lufs is None:
        return f"too short or too quiet for a loudness; peak {number(heard.sample_peak_dbfs, 'dBFS')}"
    spread = f", range {number(heard.lra_lu, 'LU')}" if heard.lra_lu is not None else ""
    return f"{number(heard.integrated_lufs, 'LUFS')}{spread}, true peak {number(heard.true_peak_dbtp, 'dBTP')}"


def talk(intent: Talk) -> Done:
    """Turn small talk politely back to the mix."""
    words = {
        "hello": 'Hello. Tell me what you would like to hear, or ask "what can I say?".',
        "thanks": "You are welcome. What next?",
        "bye": "Goodbye. The session is kept as it is.",
        "self": 'I am tonmeister: I mix and master what is in this folder, as you say; "what can I say?" shows how.',
        "fine": "Ready to work. What would you like to hear?",
        "tired": "Ears tire, and of the highs first: what is judged now is apt to come out too bright. "
        "Nothing is changed while you rest; the session is kept.",
        "wait": "I change nothing; say what you would like when you are ready.",
        "remark": f"I took {intent.said!r} as said in passing.",
        "aside": "I only know about this mix. What would you like to hear in it?",
    }
    return Done(text=words[intent.kind])


def not_yet(intent: NotYet) -> Decline:
    """Refuse an act that is understood but not built, and name the nearest thing that is."""
    act = table.acts()[intent.act]
    return refuses(f"I understand that you want to {act.says}; I cannot do that yet; nearest: {act.nearest}.")
