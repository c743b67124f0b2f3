"""Roles from the names of tracks, and the families they belong to."""

from __future__ import annotations

import pytest

from grammar.roles import ROLES, members, players, role_of
from grammar.words import spell


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Lead Vox", "lead vocal"),
        ("LeadVox", "lead vocal"),
        ("BGV 2", "backing vocal"),
        ("vocals_final", "vocal"),
        ("VOX", "vocal"),
        ("Gtr L", "guitar"),
        ("EGtr", "electric guitar"),
        ("AcGtr", "acoustic guitar"),
        ("Ac. Gtr 2", "acoustic guitar"),
        ("Bass DI", "bass"),
        ("BassAmp", "bass"),
        ("808", "bass"),
        ("Kick In", "kick"),
        ("01_Kick", "kick"),
        ("01-KickIn_dt1", "kick"),
        ("BD", "kick"),
        ("bass drum", "kick"),
        ("SN Top", "snare"),
        ("Snare_Bot", "snare"),
        ("OH", "overheads"),
        ("OH L", "overheads"),
        ("HiHat", "hihat"),
        ("HH", "hihat"),
        ("Tom 2", "tom"),
        ("Floor Tom", "tom"),
        ("Drum Room", "room"),
        ("Drums", "drums"),
        ("Pno", "piano"),
        ("Synth Pad", "synth"),
        ("Hammond", "organ"),
        ("Violin 1", "violin"),
        ("Tpt", "trumpet"),
        ("Alto Sax", "saxophone"),
        ("shaker", "shaker"),
        ("Narration", "speech"),
    ],
)
def test_a_track_is_what_its_name_says(name: str, role: str) -> None:
    found, confidence = role_of(name)
    assert found == role
    assert confidence >= 0.8


@pytest.mark.parametrize("name", ["Audio 1", "", "Take 7 final FINAL", "untitled", "01", "Lead", "mixdown"])
def test_a_name_that_tells_nothing_has_no_role(name: str) -> None:
    assert role_of(name) == ("", 0.0)


@pytest.mark.parametrize("name", ["BassDrums", "Gtr and Piano", "vox+gtr"])
def test_two_players_in_one_name_are_told_with_little_confidence(name: str) -> None:
    assert role_of(name)[1] < 0.5


def test_a_family_alone_is_surer_than_nothing_and_less_sure_than_a_player() -> None:
    assert 0 < role_of("Guitar")[1] < role_of("Electric Guitar")[1] == 1.0


def test_a_family_has_its_members_and_a_player_only_itself() -> None:
    assert {"guitar", "electric guitar", "acoustic guitar", "lead guitar"} < members("guitar")
    assert "acoustic guitar" not in members("electric guitar")
    assert {"kick", "snare", "tom", "overheads"} < members("drums")
    assert members("kick") == {"kick"}


def test_no_word_names_two_roles() -> None:
    owner: dict[tuple[str, ...], str] = {}
    for role in ROLES.values():
        for word in {*map(spell, role.talk), *map(spell, role.names)}:
            assert owner.setdefault(word, role.name) == role.name


def test_every_family_named_exists() -> None:
    assert {role.of for role in ROLES.values()} - {""} <= ROLES.keys()


def test_the_lead_is_whoever_sings_where_nobody_is_called_so() -> None:
    assert players("lead vocal", {"Vox": "vocal", "BGV": "backing vocal"}) == ["Vox"]
    assert players("lead vocal", {"Lead": "lead vocal", "Vox": "vocal"}) == ["Lead"]
    assert players("kick", {"Kit": "drums", "Snare": "snare"}) == ["Kit"]
    assert players("kick", {"Snare": "snare", "Take 3": ""}) == []


@pytest.mark.parametrize(("name", "role"), [("Vocals", "vocal"), ("Vox", "vocal"), ("Vocal", "vocal"), ("Lead", "")])
def test_a_track_called_just_vocal_may_be_any(name: str, role: str) -> None:
    assert role_of(name)[0] == role


def test_one_of_a_family_is_not_the_others() -> None:
    winds = {"flute": "flute", "saxophone 1": "saxophone", "saxophone 2": "saxophone"}
    assert players("flute", winds) == ["flute"]
    assert players("saxophone", winds) == ["saxophone 1", "saxophone 2"]
    assert players("woodwind", winds) == list(winds)
    assert players("oboe", winds) == []
