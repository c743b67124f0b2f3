"""What the grammar cannot read the second reader may propose: in words that can be read."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from rich.console import Console
from studio import BAND, talking

from assistant.lessons import lesson
from assistant.proposing import proposed
from assistant.transcript import Line, exported
from assistant.unasked import seconded, unasked
from assistant.words import lexicon_of
from grammar.agreements import WARY
from grammar.guess import Guess
from grammar.heard import NUMBER, SOMEBODY, heard
from grammar.intent import Nudge, Set, Sound
from grammar.lexicon import Lexicon
from grammar.parse import read
from models.build_reader import Recipe, build, lessons
from models.reader import Reader, Shape

ASKED = (
    "three to one is the ratio I want on the vocal",
    "there's a nasty buzz running through the bass recording",
    "that piano of mine deserves a louder spot in this",
)
"""What no pattern reads, and the second reader does."""

SMALL = Shape(width=48, layers=1, heads=4, size=64)

WORDS = ("shove", "heave", "yank", "hoist", "jack")
SAID = [(f"{verb} the {whom} {way} by {n} dB", f"turn the {whom} {way} by {n} dB")
        for verb in WORDS for whom in ("vocal", "bass", "snare") for way in ("up", "down") for n in (1, 2)]  # fmt: skip


def test_names_and_figures_are_heard_as_such(lexicon: Lexicon) -> None:
    words = [one.word for one in heard("narrow the Lead Vox to around 60 %", lexicon)]
    assert words == ["narrow the", SOMEBODY, "to", "around", NUMBER]


def test_a_lesson_copies_whoever_and_however_much_was_said(lexicon: Lexicon) -> None:
    taught = lesson("hoist the vocal up 2", "turn the vocal up by 2 dB", lexicon)
    assert taught is not None
    assert taught["means"][-2:] == [[3], ["dB"]]  # type: ignore[index]
    assert lesson("hoist it up", "turn the vocal up by 2 dB", lexicon) is None


def test_what_is_taught_is_learnt_and_holds_for_others(tmp_path: Path, lexicon: Lexicon) -> None:
    taught = [lesson(said, means, lexicon) for said, means in SAID]
    (tmp_path / "lessons.jsonl").write_text("\n".join(map(json.dumps, taught)))
    build(
        lessons(tmp_path / "lessons.jsonl"),
        tmp_path / "reader.pt",
        Recipe(epochs=40, batch=64, device="cpu", workers=0),
        Console(file=StringIO()),
        None,
        SMALL,
    )
    said = heard("hoist the piano down by 3.5 dB", lexicon)
    best = Reader(tmp_path / "reader.pt").propose([(one.word, one.kinds) for one in said])[0]
    written = " ".join(said[word].text if isinstance(word, int) else word for word in best.words)
    assert read(written, lexicon).intents == read("turn piano down by 3.5 dB", lexicon).intents


def test_it_proposes_nothing_of_what_says_nothing(lexicon: Lexicon) -> None:
    for text in ("", "asdf qwer zxcv", "x " * 60, "the quick brown fox jumps over the lazy dog"):
        assert proposed(text, read(text, lexicon).unread, lexicon) == ()


def test_a_proposal_is_asked_and_done_on_yes(song: Path) -> None:
    said = ASKED[0]
    with talking(song) as conversation:
        asked = conversation.say(said)
        assert asked.status == "asked"
        assert "did you mean" in asked.reply
        assert not asked.moves
        assert conversation.say("yes").status == "done"


def test_where_it_is_not_sure_it_names_several_and_a_number_chooses(song: Path) -> None:
    with talking(song) as conversation:
        asked = conversation.say("vocal over everything else by 3 dB")
        assert asked.status == "asked"
        assert "(1) turn the vocal up by 3 dB" in asked.reply
        assert asked.pending
        assert not asked.pending.yes
        chosen = conversation.say("the first")
        assert [intent for intent in chosen.intents if isinstance(intent, Nudge)]


def test_what_it_proposes_names_nobody_else() -> None:
    lexicon = lexicon_of(BAND)
    for said in ASKED:
        unread = read(said, lexicon).unread
        assert unread
        ((wish,),) = proposed(said, unread, lexicon)
        assert isinstance(wish.meant, Nudge | Set | Sound)
        assert len(wish.meant.target.refs) == 1


def test_a_question_it_is_sure_of_is_answered_as_it_was_taken(song: Path) -> None:
    with talking(song) as conversation:
        answered = conversation.say("where's the problem with the vocal")
    assert answered.status == "answered"
    assert answered.reply.startswith("Taken as: what's wrong with the vocal.\n")
    assert not answered.moves


def test_what_the_grammar_comes_to_as_well_is_done_unasked(song: Path) -> None:
    with talking(song) as conversation:
        done = conversation.say("reel the bass back, three to four dB")
        assert done.status == "done"
        assert done.reply.startswith("Taken as: turn Bass down by 3.5 dB.\n")
        assert done.intents == conversation.say("turn the bass down by 3.5 dB").intents
        line = exported(conversation.session, "song", (), pinned=False).lines[0]
        assert line == Line("turn Bass down by 3.5 dB", done.reply.split("\n", 1)[1], (f"# {done.said}",))


def test_what_turns_a_meaning_round_is_not_left_out() -> None:
    lexicon = lexicon_of(BAND)
    offer = (Guess("turn the bass down", read("turn the bass down", lexicon).intents[0]),)
    assert seconded("kindly the bass down", offer, lexicon)
    for said in ("hardly the bass down", "the bass, kindly not down", "kindly whatever isn't the bass down", "bass"):
        assert not seconded(said, offer, lexicon)


def test_whoever_wants_more_done_unasked_has_it_and_whoever_wants_nothing_too(song: Path) -> None:
    said, plain = "quick one before the cab comes, vocal is a dB hot", "reel the bass back, three to four dB"
    with talking(song, profile=True) as conversation:
        assert conversation.say(said).status == "asked"
        assert conversation.say("don't ask when you're sure").status == "done"
        done = conversation.say(said)
        assert done.status == "done"
        assert done.reply.startswith("Taken as: turn the vocal down by 1 dB.\n")
        assert conversation.say("always ask first").status == "done"
        assert conversation.say(said).status == "asked"
        assert conversation.say(plain).status == "asked"
        assert [wish.words for wish in conversation.session.profile.wishes] == [WARY]


def test_what_is_told_of_another_time_is_no_request() -> None:
    lexicon = lexicon_of(BAND)
    offer = (Guess("turn the bass down", read("turn the bass down", lexicon).intents[0]),)
    assert unasked("kindly the bass down", (), ((0.99, offer),), lexicon)
    for said in ("I tried kindly the bass down", "last time kindly the bass down", "kindly the bass down back then"):
        assert not unasked(said, (), ((0.99, offer),), lexicon)
