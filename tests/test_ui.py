"""The screen shows what the session is, stays alive whatever happens, and is never silent while it works."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from rich.text import Text
from sink import Memory
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.conversation import Conversation
from assistant.journal import JournalError
from assistant.listening import Listening
from assistant.opening import open_session
from assistant.respond import lexicon
from assistant.turn import Turn
from assistant.ui.app import ControlRoom
from assistant.ui.hang import hung
from assistant.ui.playing import Playing
from assistant.ui.prompt import Prompt, continued
from assistant.ui.rows import row
from assistant.ui.sentences import examples, sentence
from assistant.ui.status import KEYS, Status
from assistant.ui.strips import Chain, Strips
from assistant.ui.talk import Entry, Talk
from dsp.effects import Fader, Mute, Pan
from dsp.mix import Slot, Strip
from dsp.sources import SourceError
from grammar.parse import read

RATE = 44_100
TRACKS = {"Bass": 0.2, "Lead Vox": 0.1, "Snare": 0.05}
PATIENCE_S = 20.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    folder = tmp_path / "song"
    folder.mkdir()
    for name, gain in TRACKS.items():
        noise = gain * np.random.default_rng(len(name)).standard_normal(2 * RATE)
        soundfile.write(folder / f"{name}.wav", noise.astype(np.float32).clip(-1, 1), RATE, "PCM_24")
    return folder


@pytest.fixture
def conversation(folder: Path) -> Iterator[Conversation]:
    with open_session(str(folder)) as conversation:
        yield conversation


@asynccontextmanager
async def opened(conversation: Conversation, width: int, height: int) -> AsyncIterator[Pilot[None]]:
    app = ControlRoom(conversation)
    async with app.run_test(size=(width, height)) as pilot:
        yield pilot
        app.exit()  # as a person leaves: nothing is drawn any more once the widgets go
        await pilot.pause()


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_S / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"not so within {PATIENCE_S} s:\n{screen(pilot.app)}")


def screen(app: object) -> str:
    """Return the characters on the screen, line by line, from an exported picture."""
    assert isinstance(app, ControlRoom)
    picture = app.export_screenshot()
    rows = [[" "] * app.size.width for _ in range(app.size.height)]
    cell = 12.2  # what Rich's pictures take for the width of a character
    for x, at, words in re.findall(r'<text [^>]*?x="([\d.]+)"[^>]*-line-(\d+)\)">([^<]*)</text>', picture):
        column = round(float(x) / cell)
        text = html.unescape(words).replace("\xa0", " ").strip("\n")
        rows[int(at)][column : column + len(text)] = text
    return "\n".join("".join(line) for line in rows)


def talk(pilot: Pilot[None]) -> list[str]:
    return [entry.words.plain for entry in pilot.app.query_one(Talk).query(Entry) if entry.words.plain]


def strip_row(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.query_one(Strips).get_option(name).prompt)


def status(pilot: Pilot[None]) -> str:
    return str(pilot.app.query_one(Status).content)


async def say(pilot: Pilot[None], words: str) -> None:
    pilot.app.query_one(Prompt).value = words
    await pilot.press("enter")


Held = tuple[threading.Event, list[str]]


@pytest.fixture
def held(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Let no turn end before it is let go, and write down what was said."""
    go, said = threading.Event(), list[str]()
    plain = conversation.say

    def wait(utterance: str) -> Turn:
        said.append(utterance)
        go.wait(PATIENCE_S)
        return plain(utterance)

    monkeypatch.setattr(conversation, "say", wait)
    yield go, said
    go.set()


async def test_a_sentence_gets_its_reply_and_moves_its_strip(conversation: Conversation) -> None:
    async with opened(conversation, 100, 30) as pilot:
        await say(pilot, "bass down 2 dB")
        await until(pilot, lambda: bool(conversation.session.turns) and len(talk(pilot)) == 3)
        turn = conversation.session.turns[-1]
        assert turn.status == "done"
        assert talk(pilot)[1:] == ["› bass down 2 dB", turn.reply]
        assert "•Bass" in strip_row(pilot, "Bass")
        assert "−2.0" in strip_row(pilot, "Bass")
        assert "•" not in strip_row(pilot, "Snare")
        assert pilot.app.query_one(Chain).border_title == "Bass"
        assert "fader −2 dB" in str(pilot.app.query_one("#slots", Static).content)


async def test_every_strip_shows_the_loudness_that_pyloudnorm_reads(conversation: Conversation, folder: Path) -> None:
    async with opened(conversation, 100, 30) as pilot:
        await until(pilot, lambda: status(pilot) == KEYS and "…" not in strip_row(pilot, "main"))
        tracks = {name: soundfile.read(folder / f"{name}.wav")[0] for name in TRACKS}
        for name, sound in [*tracks.items(), ("main", sum(tracks.values()))]:
            stereo = np.stack([sound, sound], axis=1)
            expected = pyloudnorm.Meter(RATE).integrated_loudness(stereo)
            shown = re.findall(r"−(\d+\.\d)", strip_row(pilot, name))
            assert float(shown[-1]) == pytest.approx(-expected, abs=0.11), name


async def test_a_muted_strip_is_marked_and_has_no_loudness(conversation: Conversation) -> None:
    async with opened(conversation, 80, 24) as pilot:
        await say(pilot, "mute the snare")
        await until(pilot, lambda: "–" in strip_row(pilot, "Snare"))
        assert re.search(r"snare +M ", strip_row(pilot, "Snare"))


async def test_the_first_word_comes_at_once_and_then_what_the_studio_does(
    conversation: Conversation, held: Held
) -> None:
    go, said = held
    async with opened(conversation, 80, 24) as pilot:
        await until(pilot, lambda: status(pilot) == KEYS)
        await say(pilot, "bass down 2 dB")
        assert "thinking …" in status(pilot)
        await until(pilot, lambda: said == ["bass down 2 dB"])
        conversation.studio.say("listening to the cat")
        await until(pilot, lambda: "listening to the cat …" in status(pilot))
        go.set()
        await until(pilot, lambda: status(pilot) == KEYS)


async def test_a_second_sentence_waits_its_turn_and_is_shown_waiting(conversation: Conversation, held: Held) -> None:
    go, said = held
    async with opened(conversation, 100, 30) as pilot:
        await say(pilot, "bass down 2 dB")
        await until(pilot, lambda: said == ["bass down 2 dB"])
        await say(pilot, "undo")
        await until(pilot, lambda: talk(pilot)[-1] == "› bass down 2 dB\n› undo  (waiting)")
        assert "undo  (waiting)" in screen(pilot.app)
        go.set()
        await until(pilot, lambda: len(talk(pilot)) == 5)
        assert [turn.said for turn in conversation.session.turns] == ["bass down 2 dB", "undo"]
        assert talk(pilot)[1::2] == ["› bass down 2 dB", "› undo"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (JournalError("the turn cannot be written to /full: no space left."), "no space left."),
        (SourceError("Bass.wav is not the file it was when it was examined"), "Bass.wav is not"),
        (OSError(28, "No space left on device", "/full/mix.wav"), "/full/mix.wav: No space left on device."),
        (ValueError("one\ntwo"), "(ValueError: one two); this sentence changed nothing."),
    ],
)
async def test_an_error_is_one_sentence_and_the_next_thing_can_be_said(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    plain = conversation.say

    def fail(utterance: str) -> Turn:
        if utterance == "fail":
            raise error
        return plain(utterance)

    monkeypatch.setattr(conversation, "say", fail)
    async with opened(conversation, 100, 30) as pilot:
        await say(pilot, "fail")
        await until(pilot, lambda: len(talk(pilot)) == 3)
        assert talk(pilot)[1] == "› fail"
        assert talk(pilot)[2].endswith(words) or talk(pilot)[2].startswith(words)
        assert "\n" not in talk(pilot)[2]
        await say(pilot, "hello")
        await until(pilot, lambda: talk(pilot)[-2:-1] == ["› hello"])


async def test_a_recording_that_vanishes_is_named_and_does_not_end_the_screen(
    conversation: Conversation, folder: Path
) -> None:
    (folder / "Bass.wav").unlink()
    async with opened(conversation, 100, 30) as pilot:
        await until(pilot, lambda: any("Bass.wav" in words for words in talk(pilot)))
        await say(pilot, "hello")
        await until(pilot, lambda: talk(pilot)[-2:-1] == ["› hello"])


async def test_what_was_said_before_comes_back_with_up_and_survives_reopening(folder: Path) -> None:
    with open_session(str(folder)) as conversation:
        conversation.say("bass down 2 dB")
        conversation.say("hello")
    with open_session(str(folder)) as conversation:
        async with opened(conversation, 100, 30) as pilot:
            prompt = pilot.app.query_one(Prompt)
            assert [words for words in talk(pilot) if words.startswith("›")] == ["› bass down 2 dB", "› hello"]
            await pilot.press("x", "up")
            assert prompt.value == "hello"
            await pilot.press("up", "up")
            assert prompt.value == "bass down 2 dB"
            await pilot.press("down", "down")
            assert prompt.value == "x"
            await pilot.press("escape")
            assert prompt.value == ""


async def test_tab_completes_a_name_and_leaves_for_the_strips_when_there_is_nothing_to_complete(
    conversation: Conversation,
) -> None:
    async with opened(conversation, 100, 30) as pilot:
        prompt = pilot.app.query_one(Prompt)
        await pilot.press(*"mute", "space", *"Lead")
        await until(pilot, lambda: "mute lead vox" in screen(pilot.app).casefold())
        await pilot.press("tab")
        assert prompt.value.casefold() == "mute lead vox"
        await pilot.press("escape", "tab")
        assert pilot.app.query_one(Strips).has_focus
        await pilot.press("down")
        assert pilot.app.query_one(Chain).border_title == "Lead Vox"
        await pilot.press("h", "i")
        assert prompt.has_focus
        assert prompt.value == "hi"


async def test_f1_asks_what_can_be_said(conversation: Conversation) -> None:
    async with opened(conversation, 100, 40) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: "master for Apple Music" in talk(pilot)[-1] and len(talk(pilot)) == 3)
        assert conversation.session.turns[-1].status == "answered"


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_leaving_is_one_key_while_nothing_is_done(conversation: Conversation, key: str) -> None:
    app = ControlRoom(conversation)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: status(pilot) == KEYS)
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running


async def test_leaving_during_a_turn_asks_for_a_second_press_and_drops_what_waits(
    conversation: Conversation, held: Held
) -> None:
    _, said = held
    app = ControlRoom(conversation)
    async with app.run_test(size=(100, 30)) as pilot:
        await say(pilot, "bass down 2 dB")
        await until(pilot, lambda: bool(said))
        await say(pilot, "undo")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "Finishing this turn" in screen(app))
        assert "Not said after all: undo." in talk(pilot)
        assert app.is_running
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert not app.is_running
    assert said == ["bass down 2 dB"]
    assert conversation.session.turns == ()


async def test_strips_take_two_lines_where_there_is_room_and_one_where_there_is_not(
    conversation: Conversation,
) -> None:
    async with opened(conversation, 120, 40) as pilot:
        await until(pilot, lambda: "lead vocal" in strip_row(pilot, "Lead Vox"))
        assert "0 fx" in strip_row(pilot, "Lead Vox")
        await pilot.resize_terminal(80, 13)
        await until(pilot, lambda: "\n" not in strip_row(pilot, "Lead Vox"))
        assert "Lead Vox" in strip_row(pilot, "Lead Vox")


async def test_the_log_is_wrapped_anew_when_the_window_changes(conversation: Conversation) -> None:
    async with opened(conversation, 140, 40) as pilot:
        await say(pilot, "what can I say?")
        await until(pilot, lambda: len(talk(pilot)) == 3)
        for width in (140, 80, 110):
            await pilot.resize_terminal(width, 40)
            await pilot.pause(0.1)
            room = pilot.app.query_one(Talk).scrollable_content_region.width
            for entry in pilot.app.query_one(Talk).query(Entry):
                lines = hung(entry.words, room).split("\n", allow_blank=True)
                assert entry.content_size.height == len(lines) or not entry.display


async def test_what_plays_is_shown_in_a_line_that_goes_when_it_ends(conversation: Conversation) -> None:
    conversation.listening = Listening(conversation.studio, Memory(dry=(3,), pace_s=512 / RATE))
    async with opened(conversation, 100, 30) as pilot:
        line = pilot.app.query_one(Playing)
        assert not line.display
        await say(pilot, "loop 0:01 to 0:02")
        await until(pilot, lambda: "♪ 0:01 of 0:02, round from 0:01, the sound ran dry once" in screen(pilot.app))
        await say(pilot, "bass down 2 dB")
        await until(pilot, lambda: "−2.0" in strip_row(pilot, "Bass"))
        assert line.display, "a change is made while it plays on"
        await say(pilot, "stop")
        await until(pilot, lambda: not line.display)


async def test_the_whole_screen_at_80_by_24(conversation: Conversation) -> None:
    async with opened(conversation, 80, 24) as pilot:
        await until(pilot, lambda: status(pilot) == KEYS)
        await say(pilot, "bass down 2 dB")
        await until(pilot, lambda: status(pilot) == KEYS and "−2.0" in strip_row(pilot, "Bass"))
        await pilot.pause(0.1)
        seen = screen(pilot.app)
    lines = seen.splitlines()
    assert len(lines) == 24
    assert lines[0].startswith("╭─ song ─")
    assert "─ strips ─" in lines[0]
    for words in ("make Lead Vox a bit warmer", "› bass down 2 dB", "Bass  fader 0 → −2 dB  [quieter]"):
        assert sum(words in line for line in lines) == 1, seen
    shown = {"•Bass": r"bass +−2\.0 dB +C", " Lead Vox": r"lead vocal +0\.0 dB +C", " main": r"the mix +0\.0 dB"}
    for name, knobs in shown.items():
        above, below = next(pair for pair in pairwise(lines) if f"│{name} " in pair[0])
        assert re.search(r" −\d+\.\d ━", above), seen
        assert re.search(f"│ {knobs} +0 fx", below), seen
    assert "fader −2 dB" in seen
    assert KEYS in lines[-4]
    assert "› " in lines[-2]


@pytest.mark.parametrize("width", [12, 30, 38, 61, 100])
def test_hanging_keeps_every_word_and_style_within_the_width(width: int) -> None:
    reply = "Lead Vox     bell −2.8 dB at 3.15 kHz, Q 1.4, low shelf +1.9 dB at 500 Hz  [warmer]\n"
    reply += "             warmth 3.5 → 6.7 dB: verified\n\nplain words that go on for longer than that does"
    text = Text(reply)
    text.stylize("green", reply.index("verified"), reply.index("verified") + 8)
    wrapped = hung(text, width)
    assert all(line.cell_len <= width for line in wrapped.split("\n", allow_blank=True))
    assert wrapped.plain.split() == reply.split()
    green = "".join(wrapped.plain[span.start : span.end] for span in wrapped.spans if span.style == "green")
    assert green == "verified"


def test_hanging_goes_on_under_the_second_column() -> None:
    wrapped = hung(Text("Lead Vox  fader 0 → −2 dB, pan 30 left"), 26).plain.splitlines()
    assert wrapped == ["Lead Vox  fader 0 → −2 dB,", "          pan 30 left"]
    assert hung(Text("A very long strip name  fader −2 dB"), 24).plain == "A very long strip name\n  fader −2 dB"


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("width", [31, 34, 44, 60])
@pytest.mark.parametrize("name", ["x", "Acoustic Guitar (double) 2", "声のトラック録音テイク十二番目"])
def test_a_row_is_as_wide_as_it_is_told_whatever_it_shows(name: str, width: int, lines: int) -> None:
    placed = (Slot("fader", Fader(gain_db=-12.5)), Slot("pan", Pan(position_pct=-100)), Slot("mute", Mute(on=True)))
    strip = Strip(name, role="backing vocal", chain=placed)
    for each in (strip, Strip("main", "main", output="")):
        shown = row(each, None, True, width, lines).split("\n")
        assert [line.cell_length for line in shown] == [width] * lines
    assert "−12.5" in row(strip, None, False, width, lines).plain
    assert "L100" in row(strip, None, False, width, lines).plain


def test_a_sentence_begun_is_completed_from_what_was_said_then_by_the_next_word() -> None:
    def nexts(_: str) -> tuple[str, ...]:
        return ("bass", "Lead Vox")

    assert continued("Mu", ("mute the bass",), nexts) == "Mute the bass"
    assert continued("mute the b", (), nexts) == "mute the bass"
    assert continued("mute lead v", (), nexts) == "mute lead vox"
    assert continued("mute the ", (), nexts) == "mute the bass"
    assert continued("mute the cat", (), nexts) is None
    assert continued("mute 2", (), lambda _: ()) is None


def test_the_examples_name_tracks_of_the_session_and_are_understood(conversation: Conversation) -> None:
    said = examples(conversation.session)
    assert said[0] == "make Lead Vox a bit warmer"
    for words in said:
        reading = read(words, lexicon(conversation.session))
        assert reading.intents, words
        assert not reading.unread, words


def test_an_unknown_error_says_its_kind_in_one_line() -> None:
    assert "\n" not in sentence(KeyError("a\nb"))
    assert "KeyError" in sentence(KeyError("a"))


def test_the_screen_opens_without_what_only_work_needs() -> None:
    heavy = "{'numba', 'torch', 'scipy.signal', 'soundfile', 'pyloudnorm'}"
    code = f"import sys, assistant.ui.app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
