"""The song slower and faster, as people ask for it: told as measured, taken back whole, and with its times along."""

from __future__ import annotations

import numpy as np
import pytest
from studio import RATE, desk, read, take, talking, write
from test_in_time import clicks

from assistant.listening import Listening
from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Turn
from dsp.effects import Fade
from dsp.mix import MAIN
from dsp.speed import song_pct, speed_pct
from grammar.say_move import say

SECONDS = 14.0


@pytest.fixture(scope="module")
def band(tmp_path_factory):
    folder = tmp_path_factory.mktemp("band")
    return write(folder, {"Kick": clicks(100, SECONDS), "Piano": take("Piano", 6.0), "Hats": clicks(100, 9.0)})


@pytest.fixture
def opened(band) -> tuple[Session, Studio]:
    return desk(band)


def after(session: Session, studio: Studio, *said: str) -> tuple[Session, list[Turn]]:
    turns = []
    for words in said:
        turn = respond(session, words, studio)
        turns.append(turn)
        session = session.after(turn)
    return session, turns


def span_of(session: Session) -> tuple[float, float] | None:
    return next(slot.span for slot in session.mix["Piano"] if slot.span)


@pytest.mark.parametrize(
    ("said", "speed", "bpm"),
    [
        ("slow the whole song down by 5 %", 95, 95),
        ("speed it up 3 percent", 103, 103),
        ("play the song at 90 %", 90, 90),
        ("half speed", 50, 50),
        ("make it 120 bpm", 120, 120),
        ("4 bpm slower", 96, 96),
        ("make the song 16 s long", 87.5, 87.5),
        ("stretch the song to 102 %", 98.04, 98.04),
        ("set the speed to 95 %", 95, 95),
        ("the song is too fast", 95, 95),
        ("make the song twice as fast", 200, 200),
    ],
)
def test_the_song_goes_as_fast_as_was_said(opened, said: str, speed: float, bpm: float) -> None:
    session, (turn,) = after(*opened, said)
    assert turn.status == "done", turn.reply
    assert song_pct(session.mix) == pytest.approx(speed, abs=0.15)
    tempo, length = turn.checks
    assert (tempo.what, tempo.verdict, length.what, length.verdict) == ("tempo", "verified", "length", "verified")
    assert tempo.before == pytest.approx(100, abs=0.3)
    assert tempo.after == pytest.approx(bpm, abs=0.3)
    assert length.before == SECONDS
    assert length.after == pytest.approx(100 * SECONDS / song_pct(session.mix), abs=1e-3)


def test_undone_and_back_at_its_own_speed_the_mix_is_what_it_was(opened) -> None:
    session, studio = opened
    slower, (turn,) = after(session, studio, "slow the song down by 5 %")
    assert len(turn.moves) == 1
    assert slower.mix != session.mix
    assert after(slower, studio, "undo")[0].mix == session.mix
    assert after(slower, studio, "back to the original speed")[0].mix == session.mix


def test_every_file_of_a_slower_song_is_as_long_as_it(band, tmp_path) -> None:
    with talking(band, state=tmp_path) as conversation:
        conversation.say("slow the song down by 20 %")
        files = [path for words in ("export the mix", "export the stems") for path in conversation.say(words).files]
    lengths = {read(path)[0].shape[1] for path in files}
    assert len(files) == 4
    assert min(lengths) >= round(SECONDS * RATE / 0.8)
    assert len(lengths) == 1


def test_a_session_opened_again_goes_as_fast(band, tmp_path) -> None:
    with talking(band, state=tmp_path) as conversation:
        conversation.say("slow the song down by 7 %")
        mix = conversation.session.mix
    with talking(band, state=tmp_path) as conversation:
        assert conversation.session.mix == mix
        assert song_pct(mix) == 93


def test_what_was_said_of_a_part_stays_with_the_music(opened) -> None:
    session, turns = after(
        *opened, "piano up 2 dB from 0:02 to 0:04", "fade out over 3 s", "slow the song down by 20 %"
    )
    assert span_of(session) == (2.5, 5.0)
    (fade,) = session.mix[MAIN].of(Fade)
    assert (fade.effect.fade_out_s, fade.effect.end_s) == (3.8, 17.5)
    assert "goes along" in turns[-1].reply
    later, _ = after(session, opened[1], "mute the piano from 0:10 to 0:15", "undo the time stretch")
    spans = [slot.span for slot in later.mix["Piano"] if slot.span]
    assert spans == [(2.0, 4.0), (8.0, 12.0)]
    assert later.mix[MAIN].of(Fade)[0].effect.end_s == SECONDS


def test_sections_stay_with_the_music(opened) -> None:
    said = (
        "the chorus is from 0:04 to 0:08",
        "half speed",
        "the verse is from 0:02 to 0:04",
        "piano down 2 dB in the chorus",
    )
    session, _ = after(*opened, *said)
    assert (session.sections["chorus"].start_s, session.sections["chorus"].end_s) == (8.0, 16.0)
    assert span_of(session) == (8.0, 16.0)
    back, _ = after(session, opened[1], "normal speed")
    assert [(s.name, s.start_s, s.end_s) for s in back.sections.values()] == [("chorus", 4, 8), ("verse", 1, 2)]
    again, _ = after(back, opened[1], "undo")
    assert again.sections["chorus"].start_s == 8.0


def test_a_track_alone_goes_its_own_way_and_the_reply_says_so(opened) -> None:
    session, (turn,) = after(*opened, "stretch the piano to 102 %")
    assert {strip.name: speed_pct(strip) for strip in session.mix} == {
        "Kick": 100,
        "Hats": 100,
        "Piano": 98.04,
        MAIN: 100,
    }
    assert "leaves the others' step" in turn.reply
    (length,) = turn.checks
    assert length.after == pytest.approx(6.12, abs=0.001)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("slow the song down to 40 %", "50% to 200%"),
        ("make the song 3 times faster", "50% to 200%"),
        ("faster", "What is to go faster"),
        ("a bit slower", "What is to go slower"),
        ("make the piano slower", "By how much"),
        ("stretch the piano", "How far"),
        ("make the piano 120 bpm", "in percent"),
    ],
)
def test_what_is_not_clear_or_too_far_is_asked(opened, said: str, words: str) -> None:
    session, (turn,) = after(*opened, said)
    assert turn.status == "asked", turn.reply
    assert words in turn.reply
    assert session.mix == opened[0].mix


def test_both_speeds_together_stay_within_reach(opened) -> None:
    _, turns = after(*opened, "half speed", "make the piano 10 % slower")
    assert turns[1].status == "asked"
    assert "45.0%" in turns[1].reply


def test_faster_is_of_what_was_spoken_of_if_that_goes_fast(opened) -> None:
    session, turns = after(*opened, "slow the song down by 10 %", "a bit faster")
    assert turns[1].status == "done"
    assert song_pct(session.mix) == pytest.approx(92.25, abs=0.01)
    session, turns = after(*opened, "add a tremolo to the piano at 4 Hz", "make it faster", "1")
    assert turns[1].status == "asked"
    assert "tremolo on Piano" in turns[1].reply
    assert song_pct(session.mix) == 100
    assert next(slot.effect.rate_hz for slot in session.mix["Piano"] if hasattr(slot.effect, "rate_hz")) > 4


def test_corrected_it_goes_as_was_meant(opened) -> None:
    session, turns = after(*opened, "slow the song down by 10 %", "no, 5 %")
    assert turns[1].status == "done"
    assert song_pct(session.mix) == 95
    session, _ = after(session, opened[1], "the other way round")
    assert song_pct(session.mix) == 105


def test_a_song_without_a_beat_is_stretched_by_percent_only(tmp_path) -> None:
    pad = 0.1 * np.sin(2 * np.pi * 220 * np.arange(8 * RATE) / RATE)[None]
    session, studio = desk(write(tmp_path, {"Pad": pad.astype(np.float32)}))
    _, (turn,) = after(session, studio, "make it 120 bpm")
    assert turn.status == "refused"
    assert "no beat" in turn.reply
    slower, (turn,) = after(session, studio, "slow the song down by 10 %")
    assert song_pct(slower.mix) == 90
    assert [check.what for check in turn.checks] == ["length"]


def test_the_moves_are_said_and_read_back(opened) -> None:
    session, turns = after(*opened, "piano up 2 dB from 0:02 to 0:04", "slow the song down by 20 %", "half speed")
    before, studio = after(*opened, "piano up 2 dB from 0:02 to 0:04")[0], opened[1]
    for turn in turns[1:]:
        again, _ = after(before, studio, *map(say, turn.moves))
        before = before.after(turn)
        assert again.mix == before.mix
    assert say(turns[1].moves[0]) == "main: time stretch speed 80%"
    assert before.mix == session.mix


@pytest.mark.parametrize("said", ["set the time stretch to 95 %", "slow the song down by 5 %"])
def test_a_part_alone_cannot_be_slower(opened, said: str) -> None:
    _, (turn,) = after(*opened, f"{said} from 0:02 to 0:04")
    assert turn.status == "refused"
    assert "all through" in turn.reply


def test_what_is_known_of_the_song_is_of_it_as_it_goes(opened) -> None:
    _, turns = after(*opened, "half speed", "how long is the song?", "what is the tempo now?")
    assert "0:28.0" in turns[1].reply
    assert "50.0 BPM" in turns[2].reply
    assert "50% of the speed" in turns[2].reply


def test_the_song_plays_on_from_the_same_music(band, tmp_path, monkeypatch) -> None:
    asked = []
    with talking(band, state=tmp_path) as conversation:
        listening = conversation.listening = Listening(conversation.studio)
        monkeypatch.setattr(listening._player, "play", lambda versions, **how: asked.append(how))
        conversation.say("play from 0:02 to 0:08")
        state = type(listening._player.state)("playing", position=4 * RATE)
        monkeypatch.setattr(type(listening._player), "state", property(lambda _: state))
        conversation.say("half speed")
        monkeypatch.undo()
    assert asked[0]["start"] == 2 * RATE
    assert (asked[1]["start"], asked[1]["end"]) == (8 * RATE, 16 * RATE)
