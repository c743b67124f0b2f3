"""What is said behind a master: another file of it, that it is too much, what is asked of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from studio import desk, noise, write

from assistant.respond import respond
from assistant.session import Session
from assistant.studio import Studio
from assistant.turn import Check
from dsp.mix import Evidence


@pytest.fixture(scope="module")
def band(tmp_path_factory) -> tuple[Session, Studio]:
    sounds = {name: noise(1.0, level=0.1, seed=i) for i, name in enumerate(("Kick", "Bass", "Piano"))}
    return desk(write(tmp_path_factory.mktemp("masters") / "band", sounds, 48_000))


def talked(band: tuple[Session, Studio], *said: str) -> Session:
    session, studio = band
    for one in said:
        turn = respond(session, one, studio)
        made = [delivery for delivery in turn.asked if delivery.lufs is not None]
        checks = [
            Check("main", what, 0.0, value, unit, "verified")
            for one in made
            for what, value, unit in (
                ("integrated loudness", one.lufs, "LUFS"),
                ("true peak", one.ceiling_db, "dBTP"),
            )
        ]
        evidence = [Evidence("main", "most limiting", -0.5 * (one.lufs or 0), "dB") for one in made]
        session = session.after(replace(turn, checks=(*turn.checks, *checks), evidence=(*turn.evidence, *evidence)))
    return session


def files(session: Session) -> list[tuple[str, str, int]]:
    return [(one.target, one.format, one.rate_hz) for one in session.turns[-1].asked]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("also as flac", "flac"),
        ("as mp3 too", "mp3"),
        ("can you make that an mp3", "mp3"),
        ("i need it as a flac", "flac"),
        ("mp3 please", "mp3"),
        ("turn it into a flac", "flac"),
        ("export it as mp3", "mp3"),
        ("now as flac", "flac"),
    ],
)
def test_another_file_behind_a_master_is_of_the_master(band, said, kind):
    assert files(talked(band, "master for tidal", said)) == [("tidal", kind, 0)]


def test_another_rate_is_of_the_master_and_keeps_its_format(band):
    assert files(talked(band, "master for tidal as flac", "export it at 96k")) == [("tidal", "flac", 96_000)]


def test_several_masters_are_written_anew_together(band):
    said = talked(band, "master for spotify and youtube", "as mp3 too")
    assert files(said) == [("spotify", "mp3", 0), ("youtube", "mp3", 0)]


@pytest.mark.parametrize(
    "said",
    ["export the mix as mp3", "render the mix as flac", "bounce the song as mp3", "give me the mix as flac"],
)
def test_the_mix_by_its_name_stays_the_mix(band, said):
    assert [target for target, _, _ in files(talked(band, "master for tidal", said))] == ["mix"]


def test_behind_a_change_it_is_the_mix_again(band):
    assert files(talked(band, "master for tidal", "kick up 1 dB", "export as mp3"))[0][0] == "mix"
    assert files(talked(band, "export as mp3"))[0][0] == "mix"


@pytest.mark.parametrize("said", ["it's pumping", "less limiting", "the master is too squashed", "less mastering"])
def test_what_is_pressed_too_hard_is_mastered_softer(band, said):
    session = talked(band, "master for spotify and for cd", said)
    assert session.turns[-1].status == "asked", session.turns[-1].reply
    assert not session.turns[-1].moves
    again = [(one.target, one.lufs) for one in talked((session, band[1]), "yes").turns[-1].asked]
    assert again == [("spotify", -16.0), ("cd", -11.0)]  # both, as the question says


@pytest.mark.parametrize("said", ["the kick is pumping", "less compression on the bass", "make it punchier"])
def test_what_is_of_the_mix_stays_of_the_mix(band, said):
    assert "master" not in talked(band, "master for cd", said).turns[-1].reply


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("which one is louder?", "The master for CD is the loudest, at −9.0 LUFS"),
        (
            "how loud is it now?",
            "The master for Spotify stands at −14.0 LUFS and the master for CD stands at −9.0 LUFS",
        ),
        ("are they clipping?", "Nothing clips: the master for Spotify peaks at −1.0 dBTP"),
        ("is it too squashed?", "the master for CD by at most 4.5 dB"),
    ],
)
def test_what_is_asked_of_masters_is_told_of_them(band, said, told):
    last = talked(band, "master for spotify and cd", said).turns[-1]
    assert last.status == "answered"
    assert told in last.reply


@pytest.mark.parametrize(
    ("said", "target", "kind"),
    [
        ("render it as an mp3 for spotify", "spotify", "mp3"),
        ("bounce a flac for tidal", "tidal", "flac"),
        ("export the mix for youtube", "youtube", "wav24"),
        ("save it for apple music as flac", "apple music", "flac"),
    ],
)
def test_a_file_for_a_platform_is_a_master(band, said, target, kind):
    assert files(talked(band, said)) == [(target, kind, 0)]


def test_one_of_several_masters_is_made_louder_by_its_name(band):
    session = talked(band, "master for spotify", "master for club", "make the spotify master 1 dB louder")
    assert [(one.target, one.lufs) for one in session.turns[-1].asked] == [("spotify", -13.0)]


def test_a_master_that_was_not_made_is_offered(band):
    session = talked(band, "master for spotify", "the cd master a bit louder")
    assert session.turns[-1].status == "asked"
    assert "CD" in session.turns[-1].reply
