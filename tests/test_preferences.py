"""What a person always wants of places and of steps is done; a number that is said goes before it."""

from __future__ import annotations

import pytest
from studio import noise, write

from assistant.opening import open_session

NAMES = ("Kick", "Snare", "Hats", "Tom 1", "Lead Vox")


@pytest.fixture
def kit(tmp_path):
    """A folder of a few drums and a voice."""
    return write(tmp_path / "kit", {name: noise(level=0.05, seed=at) for at, name in enumerate(NAMES)})


def said(folder, tmp_path, *sentences):
    with open_session(str(folder), state=tmp_path / "state", profile_file=tmp_path / "profile.toml") as talk:
        return [talk.say(sentence) for sentence in sentences]


def knobs(turn):
    return {move.strip: move.after.effect.knobs() for step in turn.steps for move in step.moves}


def test_who_always_stays_in_the_middle_stays_there_where_others_are_set_apart(kit, tmp_path):
    kept, apart, own = said(
        kit, tmp_path, "always keep the kick and the snare in the centre", "pan the drums wide", "pan the kick 20 left"
    )
    assert "stay in the middle" in kept.reply
    assert {*knobs(apart)} == {"Hats", "Tom 1"}
    assert knobs(own)["Kick"]["position_pct"] == -20


def test_a_level_goes_no_further_than_a_person_wants_in_one_go(kit, tmp_path):
    kept, up, told = said(
        kit, tmp_path, "from now on small steps, never more than 1 dB", "lead vox up", "lead vox down 3 dB"
    )
    assert "1 dB at most" in kept.reply
    assert knobs(up)["Lead Vox"]["gain_db"] == 1
    assert knobs(told)["Lead Vox"]["gain_db"] == -2


def test_what_is_mono_already_is_said_to_be(kit, tmp_path):
    (mono,) = said(kit, tmp_path, "make the mix mono")
    assert mono.status == "answered"
    assert not mono.moves
    assert "mono already" in mono.reply
