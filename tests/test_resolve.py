from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studio import DEAF

from assistant.outcome import Decline
from assistant.resolve import effect_for, in_unit, knob_of, listed, strips
from assistant.respond import respond
from assistant.session import Session, first_mix
from dsp.effects import BY_NAME, EFFECTS, Compressor, Fader, HighPass
from dsp.mix import MAIN, Strip
from grammar.intent import Nudge, Ref, Target
from grammar.roles import role_of

NAMES = ("Bass", "Gtr L", "Gtr R", "Kick", "Lead Vox", "Piano", "Tom 1", "Tom 2")


@pytest.fixture
def session():
    mix = first_mix(tuple(Strip(name, source=name, role=role_of(name)[0]) for name in NAMES))
    return Session("band", 44_100, mix, mix)


def meant(session, *refs, without=()):
    return strips(Target(tuple(refs), tuple(without)), session)


@pytest.mark.parametrize(
    ("refs", "names"),
    [
        ([Ref("strip", "Piano")], ("Piano",)),
        ([Ref("strip", "Piano"), Ref("strip", "Bass")], ("Bass", "Piano")),
        ([Ref("all")], NAMES),
        ([Ref("main")], (MAIN,)),
        ([Ref("role", "guitar")], ("Gtr L", "Gtr R")),
        ([Ref("role", "tom", 2)], ("Tom 2",)),
        ([Ref("role", "guitar", 2)], ("Gtr R",)),
        ([Ref("role", "vocal")], ("Lead Vox",)),
    ],
)
def test_refs_name_strips_in_the_order_of_the_mix(session, refs, names):
    assert meant(session, *refs) == names


def test_all_but_some_is_the_others(session):
    found = meant(session, Ref("all"), without=(Ref("role", "guitar"), Ref("strip", "Kick")))
    assert found == ("Bass", "Lead Vox", "Piano", "Tom 1", "Tom 2")


def test_the_rest_is_whoever_was_not_just_talked_about(session):
    from dataclasses import replace

    focused = replace(session, focus=("Bass",))
    assert "Bass" not in meant(focused, Ref("rest"))
    assert len(meant(focused, Ref("rest"))) == len(NAMES) - 1


@pytest.mark.parametrize("refs", [[Ref("strip", "Tuba")], [Ref("role", "organ")], [Ref("role", "guitar", 7)], []])
def test_nobody_is_asked_about_with_the_names_there_are(session, refs):
    found = meant(session, *refs)
    assert isinstance(found, Decline)
    assert found.status == "asked"
    assert any(name in found.text for name in NAMES) or "There are only 2" in found.text


def test_nothing_left_is_asked_about(session):
    found = meant(session, Ref("strip", "Bass"), without=(Ref("strip", "Bass"),))
    assert isinstance(found, Decline)
    assert found.text == "That leaves no track to work on."


def test_it_is_the_mix_until_somebody_was_talked_about(session):
    from dataclasses import replace

    assert meant(session, Ref("it", "it")) == (MAIN,)
    assert meant(replace(session, focus=("Bass",)), Ref("it", "it")) == ("Bass",)


def test_them_is_nobody_until_somebody_was_talked_about_and_her_is_who_sings(session):
    them = meant(session, Ref("it", words="them"))
    assert isinstance(them, Decline)
    assert them.text.startswith('Whom do you mean by "them"?')
    assert meant(session, Ref("it", words="her")) == ("Lead Vox",)


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
def test_names_are_listed_as_people_do(names):
    said = listed(names)
    assert all(name in said for name in names)
    assert said.count(" and ") == (len(names) > 1)
    assert said.count(", ") == max(0, len(names) - 2)


@pytest.mark.parametrize(
    ("value", "unit", "effect", "knob", "result"),
    [
        (2.0, "", Fader, "gain_db", 2.0),
        (2.0, "dB", Fader, "gain_db", 2.0),
        (2.0, "kHz", HighPass, "cutoff_hz", 2000.0),
        (0.03, "s", Compressor, "attack_ms", 30.0),
    ],
)
def test_a_unit_that_fits_is_converted(value, unit, effect, knob, result):
    assert in_unit(value, unit, effect.params[knob], effect) == pytest.approx(result)


def test_a_unit_that_does_not_fit_is_asked_about_with_the_range():
    found = in_unit(3.0, "Hz", Fader.params["gain_db"], Fader)
    assert isinstance(found, Decline)
    assert "dB" in found.text
    assert "Hz" in found.text


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.__name__)
def test_every_knob_is_found_by_its_field_and_by_each_of_its_words(kind):
    for name, param in kind.params.items():
        assert knob_of(kind, name) is param
        for word in param.words:
            found = knob_of(kind, word)
            assert not isinstance(found, Decline)
            assert word in found.words


def test_a_knob_an_effect_has_not_is_refused_with_those_it_has():
    found = knob_of(Fader, "attack")
    assert isinstance(found, Decline)
    assert found.text == "The fader has no attack; it has gain."


def test_a_word_that_several_effects_share_is_asked_about_unless_one_is_there(session):
    shared = Nudge(Target(), "", "gain", True)
    found = effect_for(shared, "frequency", Strip("x"))
    assert isinstance(found, Decline)
    assert " or " in found.text
    high_passed = session.mix.apply(*respond(session, "high-pass the bass at 80 Hz", DEAF).moves)["Bass"]
    assert effect_for(shared, "cutoff", high_passed) is HighPass


def test_every_effect_is_known_by_name():
    assert set(BY_NAME.values()) == set(EFFECTS)
