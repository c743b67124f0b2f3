"""Characters: each makes of a wide sound what it claims, measured by other means, and refuses where it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from studio import RATE, band_limited, desk, moved, noise, write

from assistant.characters import characters, similes, vague
from assistant.qualities import words
from assistant.respond import respond
from assistant.strength import times
from dsp.effect import Effect
from dsp.effects import HighPass, LowPass
from dsp.mix import Mix


def spectrum(studio, mix: Mix, name: str) -> tuple[np.ndarray, np.ndarray]:
    sound = np.concatenate([block[name] for block in studio.render(mix, (name,))], axis=1)[0]
    return np.fft.rfftfreq(len(sound), 1 / RATE), np.abs(np.fft.rfft(sound)) ** 2


def edges(chain: tuple[Effect, ...]) -> list[float]:
    return [float(effect.knobs()["cutoff_hz"]) for effect in chain if isinstance(effect, HighPass | LowPass)]


@pytest.fixture
def hiss(tmp_path: Path) -> Path:
    return write(tmp_path / "hiss", {"Lead Vox": noise()})


@pytest.mark.parametrize("name", [n for n, c in characters().items() if c.figure == "band"])
def test_what_lies_outside_its_band_goes(hiss: Path, name: str) -> None:
    session, studio = desk(hiss)
    turn = respond(session, f"make the vocal sound like {name}", studio)
    assert turn.status == "done", turn.reply
    low, high = characters()[name].edges
    shares = []
    for mix in (session.mix, moved(turn, session.mix)):
        hertz, power = spectrum(studio, mix, "Lead Vox")
        inside = (hertz >= low) & (hertz <= high)
        shares.append(10 * np.log10(power[~inside].sum() / power[inside].sum()))
    assert shares[1] < shares[0] - 2.0


@pytest.mark.parametrize(("more", "less"), [("a bit more telephone", "a bit less like a telephone")])
def test_a_bit_of_it_lies_between_none_and_all(hiss: Path, more: str, less: str) -> None:
    low, high = characters()["telephone"].edges
    session, studio = desk(hiss)

    def outside(mix: Mix) -> float:
        hertz, power = spectrum(studio, mix, "Lead Vox")
        inside = (hertz >= low) & (hertz <= high)
        return float(10 * np.log10(power[~inside].sum() / power[inside].sum()))

    whole = outside(moved(respond(session, "make the vocal sound like a telephone", studio), session.mix))
    levels = [outside(session.mix)]
    for said in (f"make the vocal {more}", f"make the vocal {more}", f"make the vocal {less}"):
        turn = respond(session, said, studio)
        assert turn.status == "done", turn.reply
        session = session.after(turn)
        levels.append(outside(session.mix))
    none, some, further, back = levels
    assert none - 1 > some - 0.5 > further > whole
    assert further < back - 0.5 < none


@pytest.mark.parametrize("name", [n for n, c in characters().items() if len(edges(c.chain)) == 2])
def test_however_strong_it_is_its_edges_do_not_cross(name: str) -> None:
    for factor in (1.5, 2.0, 3.0):
        high, low = edges(tuple(times(effect, factor) for effect in characters()[name].chain))
        assert high < low


def test_it_is_refused_where_nothing_can_be_taken_away(hiss: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "narrow", {"Lead Vox": band_limited(500, 2500)})
    session, studio = desk(folder)
    turn = respond(session, "make the vocal sound like a telephone", studio)
    assert (turn.status, turn.moves) == ("refused", ())


VOICES = ("chipmunk", "monster")
"""These move pitches, of which noise has none."""


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_of_another_size_has_other_pitches(tmp_path: Path, name: str) -> None:
    at = np.arange(4 * RATE) / RATE
    sung = sum(np.sin(2 * np.pi * 180 * k * at) / k**2 for k in range(1, 30))
    session, studio = desk(write(tmp_path / "sung", {"Lead Vox": (0.1 * sung).astype(np.float32)[None]}))
    turn = respond(session, f"make the vocal sound like {name}", studio)
    assert turn.status == "done", turn.reply
    strongest = []
    for mix in (session.mix, moved(turn, session.mix)):
        hertz, power = spectrum(studio, mix, "Lead Vox")
        strongest.append(hertz[np.argmax(power)])
    semitones = 7 if name == "chipmunk" else -5
    assert strongest[1] == pytest.approx(strongest[0] * 2 ** (semitones / 12), rel=0.01)


@pytest.mark.parametrize("name", [n for n, c in characters().items() if c.figure == "tone" and n not in VOICES])
def test_what_it_is_known_for_stands_out(hiss: Path, name: str, tmp_path: Path) -> None:
    session, studio = desk(hiss)
    turn = respond(session, f"make the vocal sound like {name}", studio)
    assert turn.status == "done", turn.reply
    sought = characters()[name]
    shares = []
    for mix in (session.mix, moved(turn, session.mix)):
        hertz, power = spectrum(studio, mix, "Lead Vox")
        one, other = (power[(hertz >= low) & (hertz <= high)].sum() for low, high in (sought.edges, sought.against))
        shares.append(10 * np.log10(one / other))
    assert shares[1] > shares[0] + 1.0
    middle = write(tmp_path / "middle", {"Lead Vox": band_limited(900, 1000)})
    session, studio = desk(middle)
    assert respond(session, f"make the vocal sound like {name}", studio).moves == ()


def test_dead_drums_need_something_that_rings_on(tmp_path: Path) -> None:
    at = np.arange(4 * RATE)
    ringing = (noise()[0] * np.exp(-(at % (RATE // 2)) / (0.12 * RATE))).astype(np.float32)[None]
    session, studio = desk(write(tmp_path / "ring", {"Snare": ringing}))
    turn = respond(session, "a dry, dead 70s snare", studio)
    assert [check.verdict for check in turn.checks] == ["verified"]
    session, studio = desk(write(tmp_path / "steady", {"Snare": noise()}))
    assert respond(session, "a dry, dead 70s snare", studio).moves == ()


def test_a_wall_of_guitars_has_sides(tmp_path: Path) -> None:
    session, studio = desk(write(tmp_path / "one", {"Gtr": noise()}))
    turn = respond(session, "make the guitar sound like a wall of sound", studio)
    assert [check.verdict for check in turn.checks] == ["verified"]
    sound = np.concatenate([b["Gtr"] for b in studio.render(moved(turn, session.mix), ("Gtr",))], axis=1)
    assert np.sqrt(np.mean(np.square(sound[0] - sound[1]))) > 0.1 * np.sqrt(np.mean(np.square(sound)))


def test_the_whole_band_stands_in_a_room_where_the_mix_is_to(tmp_path: Path) -> None:
    folder = write(tmp_path / "band", {"Lead Vox": band_limited(200, 5000), "Bass": band_limited(40, 2000)})
    session, studio = desk(folder)
    turn = respond(session, "could the whole mix feel as if we were in a jazz club", studio)
    assert turn.status == "done", turn.reply
    assert {move.strip for move in turn.moves} >= {"Lead Vox", "Bass"}
    assert {check.verdict for check in turn.checks} == {"verified"}


@pytest.mark.parametrize("name", [n for n, c in characters().items() if c.figure == "dryness"])
def test_a_room_is_heard(song: Path, name: str) -> None:
    session, studio = desk(song)
    turn = respond(session, f"make the lead vox sound like {name}", studio)
    assert turn.status == "done", turn.reply
    assert {check.verdict for check in turn.checks} == {"verified"}


def test_small_loudspeakers_need_lows_to_make_harmonics_of(tmp_path: Path) -> None:
    folder = write(tmp_path / "lows", {"Bass": band_limited(40, 120), "Lead Vox": band_limited(500, 2500)})
    session, studio = desk(folder)
    turn = respond(session, "make the bass audible on phone speakers", studio)
    assert [check.verdict for check in turn.checks] == ["verified"]
    levels = []
    for mix in (session.mix, moved(turn, session.mix)):
        hertz, power = spectrum(studio, mix, "Bass")
        levels.append(10 * np.log10(power[(hertz > 200) & (hertz < 1000)].sum()))
    assert levels[1] > levels[0] + 10
    assert respond(session, "make the vocal audible on phone speakers", studio).status == "refused"


def test_it_is_taken_away_whole(hiss: Path) -> None:
    session, studio = desk(hiss)
    radio = session.after(respond(session, "make the vocal sound like an old radio", studio))
    assert radio.mix != session.mix
    again = respond(radio, "make the vocal sound like an old radio", studio)
    assert again.moves == ()
    assert radio.after(respond(radio, "remove the radio effect from the vocal", studio)).mix == session.mix
    assert radio.after(respond(radio, "undo", studio)).mix == session.mix


def test_what_nobody_knows_the_sound_of_is_asked_with_the_nearest(hiss: Path) -> None:
    session, studio = desk(hiss)
    turn = respond(session, "make the vocal sound like a purple elephant", studio)
    assert (turn.status, turn.moves) == ("asked", ())
    chosen = respond(session.after(turn), "2", studio)
    assert chosen.moves or chosen.status == "refused"


def test_what_a_character_is_as_well_are_words_of_sound_or_characters() -> None:
    plain = re.compile(r"-?[a-z0-9][a-z0-9 -]*")  # a word as it is said, or with a minus what it is not
    covered = {name for character in characters().values() for name in character.covers}
    assert [name for name in covered - {*words(), *characters()} if not plain.fullmatch(name)] == []


def test_every_simile_stands_for_a_word_of_sound() -> None:
    assert set(similes().values()) <= set(words())


def test_every_word_that_may_mean_several_stands_for_words_of_sound() -> None:
    assert {name.removeprefix("-") for means in vague().values() for name in means} <= set(words())
    assert all(len(means) > 1 for means in vague().values())


def test_one_of_several_ways_is_chosen_by_its_name_for_whom_it_was_offered_and_when(tmp_path: Path) -> None:
    folder = write(tmp_path / "two", {"Lead Vox": band_limited(60, 12000), "Bass": band_limited(40, 3000)})
    session, studio = desk(folder)
    moved = respond(session, "bass up 1 dB", studio)
    asked = respond(session.after(moved), "the vocal sounds lifeless", studio)
    assert (asked.status, asked.moves) == ("asked", ())
    chosen = respond(session.after(moved).after(asked), "brighter from 0:01 to 0:02", studio)
    assert {move.strip for move in chosen.moves} == {"Lead Vox"}
    assert all(move.after.span == (1.0, 2.0) for move in chosen.moves)
