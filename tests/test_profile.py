from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio import desk, talking

from assistant.places import profile_path
from assistant.profile import PRIOR, Profile, ProfileError, Taste, load, read, save
from assistant.respond import respond
from dsp.effects import HighShelf

COUNTS = st.integers(0, 50)
TASTES = st.builds(Taste, keep=COUNTS, less=COUNTS, more=COUNTS, undo=COUNTS)
PROFILES = st.dictionaries(st.sampled_from(("warm", "bright", "muddy", 'odd "one"', "a.b")), TASTES).map(
    lambda taste: Profile(dict(sorted(taste.items())))
)


@given(PROFILES)
def test_a_profile_reads_back_from_its_own_text(profile):
    assert read(profile.text()) == profile


@given(TASTES)
def test_the_scale_lies_between_what_is_liked_and_ours(taste):
    low, high = sorted((taste.liked, 1.0))
    assert low - 1e-12 <= taste.scale <= high + 1e-12
    assert 0.25 <= taste.scale <= 1.5


def test_four_reactions_move_halfway_to_what_is_liked():
    assert Taste(less=int(PRIOR)).scale == pytest.approx(0.75)
    assert Taste(more=int(PRIOR)).scale == pytest.approx(1.25)
    assert Taste(undo=int(PRIOR)).scale == pytest.approx(0.625)
    assert Taste(keep=100).scale == 1.0


def test_no_reaction_is_no_opinion():
    assert Taste().scale == 1.0
    assert Profile().of("warm") == Taste()


def test_a_note_taken_back_leaves_no_debt():
    assert Profile().noting("warm", "keep", -1).of("warm") == Taste()


def test_a_missing_file_is_an_empty_profile(tmp_path):
    assert load(tmp_path / "none.toml") == Profile()


def test_saving_is_whole_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "deep" / "profile.toml"
    save(Profile({"warm": Taste(keep=1)}), path)
    assert load(path) == Profile({"warm": Taste(keep=1)})
    assert [p.name for p in path.parent.iterdir()] == ["profile.toml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this is not toml", "not a profile I can read"),
        ("taste = 3", "not a profile I can read"),
        ('[taste."warm"]\nkeep = -1', "keep must be a whole number from 0, not -1"),
        ('[taste."warm"]\nkeep = "many"', "keep must be a whole number from 0, not many"),
        ('[taste."warm"]\nkeep = true', "keep must be a whole number from 0, not True"),
        ('[taste."warm"]\nlove = 3', "love is not one of keep, less, more, undo"),
        ("[taste]\nwarm = 3", "not a profile I can read"),
    ],
)
def test_a_broken_profile_is_one_sentence_that_names_the_file(tmp_path, text, said):
    path = tmp_path / "profile.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError, match="mend it or move it away") as wrong:
        load(path)
    assert said in str(wrong.value)
    assert str(path) in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_profile_that_is_not_text_is_one_sentence(tmp_path):
    path = tmp_path / "profile.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match="cannot be read"):
        load(path)


def shelf(session) -> float:
    """The gain of the brightening on the piano."""
    (slot,) = [slot for slot in session.mix["Piano"] if isinstance(slot.effect, HighShelf)]
    return slot.effect.gain_db


def test_somebody_who_often_wanted_less_gets_less(recorded):
    session, studio = desk(recorded)
    gains = []
    for taste in (Profile(), Profile({"bright": Taste(less=12)}), Profile({"bright": Taste(more=12)})):
        listener = type(session)(session.name, session.sample_rate, session.mix, session.mix, taste, taste)
        turn = respond(listener, "make the piano brighter", studio)
        assert turn.status == "done", turn.reply
        gains.append(shelf(listener.after(turn)))
        assert (taste == Profile()) != any(reason.source == "taste" for reason in turn.steps[0].reasons)
    ordinary, less, more = gains
    assert less == pytest.approx(ordinary * Taste(less=12).scale, abs=0.35)
    assert more == pytest.approx(ordinary * Taste(more=12).scale, abs=0.35)
    assert less < ordinary < more


def test_taste_in_one_quality_does_not_touch_another(recorded):
    session, studio = desk(recorded)
    taste = Profile({"warm": Taste(less=12)})
    listener = type(session)(session.name, session.sample_rate, session.mix, session.mix, taste, taste)
    plain = respond(session, "make the piano brighter", studio)
    assert respond(listener, "make the piano brighter", studio).moves == plain.moves


def test_reactions_reach_the_file_once_each(song):
    with talking(song, profile=True) as conversation:
        conversation.say("make the piano brighter")
        conversation.say("less")
        assert load(profile_path()).of("bright") == Taste(less=1)
        conversation.say("bass down 1 dB")
        assert load(profile_path()).of("bright") == Taste(less=1), "what had its reaction is not kept as well"
        conversation.say("make the elec gtr less harsh")
        conversation.say("perfect")
        assert load(profile_path()).of("harsh") == Taste(keep=1)
        conversation.say("undo")
        assert load(profile_path()).of("harsh") == Taste(undo=1), "an undo takes the keep back"
        conversation.say("redo")
        assert load(profile_path()).of("harsh").undo == 0


def test_moving_on_counts_as_keeping(song):
    with talking(song, profile=True) as conversation:
        conversation.say("make the piano brighter")
        assert load(profile_path()) == Profile()
        conversation.say("how loud is the bass?")
        assert load(profile_path()) == Profile(), "a question is not moving on"
        conversation.say("bass down 1 dB")
        assert load(profile_path()).of("bright") == Taste(keep=1)


def test_what_was_learned_is_shown(song):
    save(Profile({"bright": Taste(less=4)}), profile_path())
    with talking(song, profile=True) as conversation:
        reply = conversation.say("what have you learned about me?").reply
    assert "bright" in reply
    assert "less 4" in reply
    assert "75%" in reply


def test_an_edit_by_hand_is_used_from_the_next_sentence_on(song):
    with talking(song, profile=True) as conversation:
        conversation.say("bass down 1 dB")
        save(Profile({"bright": Taste(less=12)}), profile_path())
        turn = conversation.say("make the piano brighter")
        assert turn.profile == Profile({"bright": Taste(less=12)})
        assert any(reason.source == "taste" for step in turn.steps for reason in step.reasons)
