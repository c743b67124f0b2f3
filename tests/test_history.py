from __future__ import annotations

import pytest
from studio import desk

from assistant.respond import respond
from assistant.session import Session
from assistant.turn import Turn
from dsp.effects import Bell, Compressor, Fader, HighPass, HighShelf, Send


class Talk:
    """A session and its studio, and what each sentence came to."""

    def __init__(self, session: Session, studio) -> None:
        self.session, self.studio = session, studio

    def __call__(self, *sentences: str) -> Turn:
        for sentence in sentences:
            self.turn = respond(self.session, sentence, self.studio)
            self.session = self.session.after(self.turn)
        return self.turn

    def knob(self, strip: str, kind: type, knob: str) -> float:
        (slot,) = self.session.mix[strip].of(kind)
        return slot.effect.knobs()[knob]


@pytest.fixture
def talk(recorded) -> Talk:
    return Talk(*desk(recorded))


def test_less_is_half_of_what_was_done_and_is_measured(talk):
    talk("cut 4 dB at 350 Hz on the bass")
    turn = talk("less")
    assert turn.status == "done"
    assert talk.knob("Bass", Bell, "gain_db") == pytest.approx(-2.0, abs=0.11)
    assert talk.knob("Bass", Bell, "frequency_hz") == 350, "where it acts stays"
    assert turn.checks


def test_more_goes_further_and_undo_takes_back_only_the_more(talk):
    talk("lead vox up 2 dB", "more")
    assert talk.knob("Lead Vox", Fader, "gain_db") == 3.0
    talk("undo")
    assert talk.knob("Lead Vox", Fader, "gain_db") == 2.0


def test_half_of_that_and_double_it(talk):
    talk("lead vox down 4 dB", "half of that")
    assert talk.knob("Lead Vox", Fader, "gain_db") == -2.0
    talk("undo", "double it")
    assert talk.knob("Lead Vox", Fader, "gain_db") == -8.0


def test_less_reverb_is_half_the_amplitude(talk):
    talk("add reverb to the lead vox")
    before = talk.knob("Lead Vox", Send, "level_db")
    talk("not that much")
    assert talk.knob("Lead Vox", Send, "level_db") == pytest.approx(before - 6.0, abs=0.11)


def test_less_of_a_quality_moves_back_and_says_so(talk):
    first = talk("make the piano brighter")
    gain = talk.knob("Piano", HighShelf, "gain_db")
    turn = talk("not that much")
    assert 0 < talk.knob("Piano", HighShelf, "gain_db") < gain
    assert turn.checks[0].after < first.checks[0].after
    assert "brighter" in turn.reply


def test_what_is_no_matter_of_more_or_less_is_asked_about(talk):
    talk("add reverb to the lead vox")
    talk("set the reverb kind to plate")
    turn = talk("more")
    assert turn.status == "asked"
    assert turn.moves == ()


def test_more_of_an_edge_that_was_set_goes_on_the_way_it_went_and_less_comes_back(talk):
    talk("high-pass the bass at 60 Hz")
    assert talk("more").status == "done"
    further = talk.knob("Bass", HighPass, "cutoff_hz")
    assert further == pytest.approx(60 * 2**0.5, abs=2)
    assert talk("less").status == "done"
    assert 60 < talk.knob("Bass", HighPass, "cutoff_hz") < further


def test_more_of_nothing_is_asked_about(talk):
    turn = talk("more")
    assert turn.status == "asked"
    assert turn.reply.startswith("More or less of what?")


def test_undo_of_a_quality_by_its_name(talk):
    talk("make the piano brighter", "bass down 3 dB", "undo the brightness")
    assert talk.session.mix["Piano"].of(HighShelf) == ()
    assert talk.knob("Bass", Fader, "gain_db") == -3


def test_undo_of_what_was_done_to_somebody(talk):
    talk("bass down 3 dB", "compress the piano", "undo the bass")
    assert talk.knob("Bass", Fader, "gain_db") == 0
    assert talk.session.mix["Piano"].of(Compressor)


def test_undo_of_what_was_never_done_says_so(talk):
    talk("bass down 3 dB")
    turn = talk("undo the compressor")
    assert turn.status == "answered"
    assert turn.moves == ()
    assert "compressor" in turn.reply


def test_undo_of_several_turns_says_what_it_left(talk):
    talk("cut 4 dB at 350 Hz on the bass", "cut 6 dB at 350 Hz on the bass", "undo the last 2")
    assert talk.session.mix == talk.session.initial


def test_what_was_turned_by_hand_since_is_left_and_named(talk):
    talk("compress the bass", "set the bass compressor ratio to 6:1", "make the piano brighter")
    talk("undo the brightness")
    turn = talk("start over")
    assert talk.session.mix == talk.session.initial, turn.reply


def test_nothing_to_undo_is_said(talk):
    assert talk("undo").reply == "There is nothing to undo."
    assert talk("bass down 1 dB", "undo", "undo").reply == "There is nothing to undo."


def test_why_names_the_measurement_who_wished_what_and_the_check(talk):
    talk("the elec gtr is harsh")
    reply = talk("why?").reply
    assert "Elec Gtr" in reply
    assert "craft wished" in reply
    assert "measured:" in reply
    assert "checked:" in reply
    assert talk.turn.moves == ()


def test_why_of_something_named_is_about_that(talk):
    talk("the elec gtr is harsh", "bass down 2 dB")
    assert "Elec Gtr" in talk("why did you touch the elec gtr?").reply
    assert "Bass" in talk("why did you touch the bass?").reply


def test_why_before_anything_is_an_answer(talk):
    turn = talk("why?")
    assert turn.status == "answered"
    assert "nothing" in turn.reply


def test_what_have_you_done_lists_what_stands_and_not_what_was_undone(talk):
    talk("bass down 2 dB", "pan the piano 30 left", "undo the pan")
    reply = talk("what have you done?").reply
    assert "Bass" in reply
    assert "pan" not in reply


def test_praise_twice_is_counted_once(talk):
    first = talk("make the piano brighter", "perfect")
    assert first.notes == (("bright", "keep", 1),)
    assert talk("perfect").notes == ()


def said(talk: Talk, *sentences: str) -> list[Turn]:
    return [talk(sentence) for sentence in sentences]


def level(turn: Turn) -> float:
    (move,) = turn.moves
    return float(move.after.effect.gain_db)


def test_an_exact_less_is_exact(talk):
    _, less, more = said(talk, "piano up 4 dB", "1 dB less", "2 dB more")
    assert level(less) == 3.0
    assert level(more) == 5.0


def test_more_after_less_is_more_of_what_was_asked_for(talk):
    _, less, more, share = said(talk, "piano up 4 dB", "not that much", "more", "50% less")
    assert (level(less), level(more), level(share)) == (2.0, 3.0, 1.5)


def test_an_exact_number_of_a_tone_is_asked_about_not_halved(talk):
    _, asked = said(talk, "make the piano brighter", "2 dB less")
    assert asked.status == "asked"
    assert asked.moves == ()


def test_why_says_what_was_wished_of_this_change_not_of_their_sum(talk):
    first, second = said(talk, "make the piano brighter", "make the piano brighter")
    gains = [sum(reason.value for reason in turn.steps[0].reasons) for turn in (first, second)]
    stood = {move.slot: move.after.effect.gain_db for move in first.moves}
    for move in second.moves:
        wished = sum(r.value for r in second.steps[0].reasons if r.slot == move.slot)
        assert wished == pytest.approx(move.after.effect.gain_db - stood.get(move.slot, 0.0), abs=0.2)
    assert all(gains)
