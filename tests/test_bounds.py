"""What is never to be exceeded is not exceeded, in this session and the next, until it is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import profile
from assistant.conversation import Conversation
from assistant.places import profile_path
from assistant.profile import Bound, Profile
from assistant.transcript import exported, header_profile
from tests.studio import noise, talking, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "song", {"Bass": noise(2.0), "Piano": noise(2.0, seed=3)})


def ratio(conversation: Conversation, strip: str) -> float:
    (slot,) = (s for s in conversation.session.mix[strip] if type(s.effect).__name__ == "Compressor")
    return float(slot.effect.knobs()["ratio"])


def test_what_nobody_said_is_held_at_the_bound(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("never compress more than 1.5:1")
        turn = conversation.say("compress the bass")
        assert turn.status == "done"
        assert ratio(conversation, "Bass") == 1.5
        assert "never over 1.5:1" in turn.reply


def test_what_is_said_beyond_it_is_asked_about_and_yes_does_it(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("never compress more than 3:1")
        asked = conversation.say("compress the bass 6:1")
        assert asked.status == "asked"
        assert not asked.moves
        conversation.say("yes")
        assert ratio(conversation, "Bass") == 6
        assert conversation.session.profile.bounds == ()


def test_more_does_not_creep_over_it(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("never boost more than 3 dB")
        conversation.say("boost 2 dB at 1 kHz on the piano")
        asked = conversation.say("double it")
        assert asked.status == "asked"
        assert not asked.moves


def test_it_holds_in_the_next_session_and_is_written_where_it_can_be_read(folder: Path, tmp_path: Path) -> None:
    with talking(folder, profile=True) as conversation:
        conversation.say("never compress more than 3:1")
        conversation.say("never cut more than 4 dB")
        assert all(turn.profile is None for turn in conversation.session.turns)
    assert {(bound.end, bound.value) for bound in profile.load(profile_path()).bounds} == {
        ("most", 3.0),
        ("least", -4.0),
    }
    with talking(write(tmp_path / "other", {"Drums": noise(2.0)}), profile=True) as conversation:
        assert conversation.say("compress the drums 8:1").status == "asked"
        assert conversation.say("forget all rules").status == "done"
        assert conversation.say("compress the drums 8:1").status == "done"
    assert profile.load(profile_path()).bounds == ()


def test_forgetting_takes_the_last_rule_only(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("never compress more than 3:1")
        conversation.say("never boost more than 6 dB")
        conversation.say("forget that rule")
        assert conversation.session.profile.bounds == (Bound("Compressor", "ratio", "most", 3.0),)
        conversation.say("forget that rule")
        assert conversation.say("forget that rule").status == "asked"


def test_what_was_said_about_something_is_forgotten_alone(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("I always like my snares dry")
        conversation.say("never boost more than 6 dB")
        assert "about" in conversation.say("forget what I said about wet pianos").reply
        assert conversation.say("forget what I said about dry snares").status == "done"
        assert not conversation.session.profile.wishes
        assert conversation.session.profile.bounds


def test_the_profile_reads_back_what_it_wrote() -> None:
    some = Profile(
        {},
        (
            Bound("Bell", "gain_db", "least", -4.0),
            Bound("Bell", "gain_db", "most", 6.0),
            Bound("Compressor", "ratio", "most", 3.0),
        ),
    )
    assert profile.read(some.text()) == some


@pytest.mark.parametrize("row", ['most = "much"', "effect = 1", 'effect = "Bell"\nknob = "q"\nlimit = 2'])
def test_a_rule_that_says_nothing_is_one_sentence(row: str) -> None:
    with pytest.raises(profile.ProfileError, match="mend it"):
        profile.read(f"[[never]]\n{row}\n")


def test_a_rule_that_was_there_before_goes_into_the_transcript(folder: Path, tmp_path: Path) -> None:
    profile.save(Profile({}, (Bound("Compressor", "ratio", "most", 3.0),)), profile_path())
    with talking(folder, profile=True) as conversation:
        conversation.say("compress the bass")
        written = exported(conversation.session, "song", (), pinned=False)
    assert header_profile(written.header["profile"], tmp_path / "x") == profile.load(profile_path())


def test_a_bound_above_and_one_below_hold_side_by_side(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("never boost more than 6 dB")
        conversation.say("never cut more than 4 dB")
        assert conversation.say("boost 8 dB at 1 kHz on the piano").status == "asked"
        assert conversation.say("cut 5 dB at 1 kHz on the piano").status == "asked"
        assert conversation.say("cut 3 dB at 1 kHz on the piano").status == "done"


def test_undo_behind_a_rule_takes_the_rule_back_and_nothing_else(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("bass up 2 dB")
        conversation.say("never compress more than 3:1")
        turn = conversation.say("undo")
        assert conversation.session.profile.bounds == ()
        assert not turn.moves
        assert conversation.say("undo").moves


def test_what_stood_beyond_it_may_come_nearer(folder: Path) -> None:
    with talking(folder) as conversation:
        conversation.say("compress the bass 8:1")
        conversation.say("never compress more than 3:1")
        assert conversation.say("set the bass compressor ratio to 5").status == "done"
        assert conversation.say("set the bass compressor ratio to 6").status == "asked"


def test_what_is_usually_liked_is_kept_in_ones_own_words_and_forgotten_again(folder: Path, tmp_path: Path) -> None:
    with talking(folder, profile=True) as conversation:
        turn = conversation.say("I usually want the vocal drier")
        assert turn.status == "done"
        assert not turn.moves
        assert "I usually want the vocal drier" in conversation.say("what do you know about me?").reply
    assert [wish.words for wish in profile.load(profile_path()).wishes] == ["I usually want the vocal drier"]
    with talking(folder, profile=True) as conversation:
        assert "I usually want the vocal drier" in conversation.say("what do you know about me?").reply
        conversation.say("I like my drums loud")
        conversation.say("forget that")
        assert [wish.words for wish in conversation.session.profile.wishes] == ["I usually want the vocal drier"]
    assert [wish.words for wish in profile.load(profile_path()).wishes] == ["I usually want the vocal drier"]


def test_a_profile_with_what_is_liked_is_read_as_it_was_written() -> None:
    kept = Profile({}, (Bound("Compressor", "ratio", "most", 3.0),)).ruled(profile.Wish('dry, "close" vocals'))
    assert profile.read(kept.text()) == kept
    with pytest.raises(profile.ProfileError, match="words"):
        profile.read("[[said]]\nwords = 3\n")
