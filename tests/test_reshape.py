"""A cut or a boost that is there already is found and turned, and nothing else is."""

from __future__ import annotations

import pytest
from studio import noise, talking, write

from dsp.effects import Bell


@pytest.fixture
def talk(tmp_path):
    with talking(write(tmp_path / "song", {"Piano": noise(), "Bass": noise(seed=3)})) as conversation:
        yield conversation


def bells(talk, name="Piano"):
    return {slot.effect.frequency_hz: slot.effect for slot in talk.session.mix[name].of(Bell)}


def test_a_cut_goes_deeper_and_shallower_and_stops_at_nothing(talk):
    talk.say("cut 3 dB at 400 Hz on the piano")
    talk.say("make the cut deeper")
    assert bells(talk)[400].gain_db == -5
    talk.say("make the cut 1 dB shallower")
    assert bells(talk)[400].gain_db == -4
    talk.say("make the cut half as deep")
    assert bells(talk)[400].gain_db == -2
    talk.say("make the cut 10 dB shallower")
    assert 400 not in bells(talk) or bells(talk)[400].gain_db == 0


def test_of_several_the_sign_the_place_and_the_latest_tell(talk):
    talk.say("cut 3 dB at 400 Hz on the piano")
    talk.say("boost 2 dB at 3 kHz on the piano")
    talk.say("cut 2 dB at 200 Hz on the piano")
    talk.say("make the cut deeper")
    assert bells(talk)[200].gain_db == -4
    talk.say("make the dip at 400 deeper")
    assert bells(talk)[400].gain_db == -5
    q = bells(talk)[3000].q
    talk.say("make the boost wider")
    assert bells(talk)[3000].q < q
    talk.say("take that boost back by half")
    assert bells(talk)[3000].gain_db == 1
    talk.say("move the boost to 2 kHz")
    assert bells(talk)[2000].gain_db == 1


def test_what_is_not_there_is_asked_about(talk):
    talk.say("cut 3 dB at 400 Hz on the piano")
    turn = talk.say("make the boost wider")
    assert turn.status == "asked"
    assert turn.moves == ()
    assert "no boost" in turn.reply
    assert talk.say("make the cut at 4 kHz deeper").moves == ()
