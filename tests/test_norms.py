"""Norms: earned or absent, and the same as the literature where the literature has figures."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import demo
from dsp.measure.spectrum import BANDS, spectrum
from dsp.units import Audio
from models.build_norms import build, write
from models.material import Recording, voices
from models.midi import Key, read_parts, write_part
from models.norms import LEAST, Norm, Usual, known_roles, usual
from models.published import MUSIC, SPEECH

DATA = Path(__file__).parents[2] / "shared" / "data"


def norm(role: str) -> Norm:
    found = usual(role)
    assert found is not None
    return found


def band(role: str, hz: float) -> Usual:
    found = norm(role).band(hz)
    assert found is not None
    return found


def takes(role: str, instrument: str, *levels_db: float) -> list[Recording]:
    return [Recording(role, instrument, (level,) * len(BANDS), "made up") for level in levels_db]


@pytest.mark.parametrize("role", known_roles())
def test_every_figure_is_earned(role: str) -> None:
    bands = [found for found in norm(role).bands if found is not None]
    assert len(bands) >= 8
    for found in bands:
        assert found.n >= LEAST
        assert -60.0 < found.mean_db < 0.0
        assert found.source
        if found.spread_db is None:
            assert any(paper in found.source for paper in ("JASA", "AES"))
        else:
            assert 1.0 < found.spread_db < 12.0


def test_roles_without_enough_recordings_are_absent_and_broader_ones_say_so() -> None:
    assert usual("organ") is None
    assert usual("theremin") is None
    assert norm("lead vocal").rests_on == "speech"
    assert norm("kick").rests_on == "kick"
    assert norm("piano").bands == norm("keys").bands


def test_a_band_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="300 Hz is not the centre"):
        norm("kick").band(300)


def test_seven_instruments_are_too_few_and_many_takes_of_one_count_once() -> None:
    seven = [take for n in range(7) for take in takes("gong", f"gong {n}", -10.0)]
    more = takes("gong", "gong 0", *[-20.0] * 50)
    assert build([*seven, *more], ()) == {}
    eight = build([*seven, *takes("gong", "gong 7", -2.0)], ())["gong"][1000]
    assert eight[:3] == (-9.0, pytest.approx(2.6), 8)


def test_the_spread_is_over_takes_and_the_mean_over_instruments() -> None:
    """Half of one instrument's takes at -6 and half at -14 dB: the mean stays, the spread does not."""
    kits = [take for n in range(8) for take in takes("gong", f"gong {n}", *([-6.0, -14.0] * (n + 1)))]
    mean, spread, n, _ = build(kits, ())["gong"][250]
    assert (mean, spread, n) == (-10.0, 4.0, 8)


def test_bands_that_differ_wildly_or_hold_nothing_have_no_norm() -> None:
    wild = [take for n in range(8) for take in takes("gong", f"gong {n}", -5.0 if n % 2 else -35.0)]
    assert build(wild, ())["gong"] == {}
    nothing = [take for n in range(8) for take in takes("gong", f"gong {n}", -70.0)]
    assert build(nothing, ())["gong"] == {}


def test_a_publication_fills_gaps_and_replaces_nothing_measured() -> None:
    low = [hz <= 4000 for hz in BANDS]
    people = [
        replace(take, level_db=tuple(-9.0 if known else math.nan for known in low))
        for n in range(8)
        for take in takes("speech", f"reader {n}", 0.0)
    ]
    built = build(people, (SPEECH,))["speech"]
    assert built[1000] == (-9.0, 0.0, 8, "made up")
    assert built[8000] == (pytest.approx(43.7 - 70.0, abs=0.11), None, 17, SPEECH.source)


def test_the_mix_norm_has_the_slopes_that_the_paper_prints() -> None:
    """Elowsson and Friberg 2017, table 1, in dB an octave of density: 3.01 less than of band level."""
    for hz, slope in ((200, -2.35), (800, -4.99), (6400, -8.94)):
        at = min(BANDS, key=lambda centre: abs(math.log2(centre / hz)))
        below, above = (MUSIC.level_db[BANDS[BANDS.index(at) + step]] for step in (-1, 1))
        assert (above - below) * 1.5 - 3.01 == pytest.approx(slope, abs=0.15)
    powers = [10 ** (found.mean_db / 10) for found in norm("mix").bands if found is not None]
    assert sum(powers) == pytest.approx(1.0, abs=0.03)


def test_measured_speech_agrees_with_published_speech() -> None:
    """Two populations, two laboratories: 200 Hz to 6.3 kHz."""
    apart = [band("speech", hz).mean_db - (level - 70.0) for hz, level in SPEECH.level_db.items() if 200 <= hz <= 6300]
    assert np.sqrt(np.mean(np.square(apart))) < 3.0
    assert band("speech", 1000).n >= 100


def test_roles_differ_as_they_should() -> None:
    assert band("kick", 63).mean_db > band("kick", 1000).mean_db + 12.0
    assert band("snare", 1000).mean_db > band("kick", 1000).mean_db + 6.0
    assert band("hihat", 5000).mean_db > band("snare", 5000).mean_db > band("tom", 5000).mean_db
    assert band("bass", 80).mean_db > band("bass", 800).mean_db + 12.0


def relative_db(audio: Audio) -> dict[float, float]:
    levels = np.array([np.nan if level is None else level for level in spectrum(audio, demo.RATE).mean_db])
    whole = 10 * np.log10(np.nansum(10 ** (levels / 10)))
    return dict(zip(BANDS, (levels - whole).tolist(), strict=True))


def test_a_planted_fault_stands_out_against_the_norm_and_the_clean_take_less() -> None:
    track = next(track for track in demo.TRACKS if track.name == "Lead Vox")
    spoilt, clean = (relative_db(track.play(faulty=faulty)) for faulty in (True, False))
    for hz in (315, 6300):
        usually = band("lead vocal", hz).mean_db
        assert spoilt[hz] - usually > clean[hz] - usually + 2.0
        assert spoilt[hz] - usually > 2.0


@pytest.mark.parametrize(("name", "role"), [("Bass", "bass"), ("Kick", "kick"), ("Piano", "piano")])
def test_the_demo_is_within_the_spread_of_real_instruments(name: str, role: str) -> None:
    track = next(track for track in demo.TRACKS if track.name == name)
    levels = relative_db(track.play(faulty=False))
    spreads = [
        (levels[hz] - found.mean_db) / found.spread_db
        for hz, found in zip(BANDS, norm(role).bands, strict=True)
        if found is not None and found.spread_db is not None
    ]
    assert np.sqrt(np.mean(np.square(spreads))) < 1.5


def test_the_speech_norm_is_what_its_recordings_give(tmp_path: Path) -> None:
    if not (DATA / "speech").is_dir():
        pytest.skip("no speech recordings beside the checkout")
    built = build(voices(DATA), (SPEECH,))["speech"]
    for hz, row in built.items():
        found = band("speech", hz)
        assert (found.mean_db, found.n) == (pytest.approx(row[0], abs=0.1), row[2])


def test_writing_norms_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    kits = [take for n in range(8) for take in takes("gong", f"gong {n}", -6.0, -14.0)]
    for name, recordings in (("a.json", kits), ("b.json", kits[::-1])):
        write(build(recordings, (MUSIC, SPEECH)), tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_part_survives_being_written_as_midi(tmp_path: Path) -> None:
    keys = (Key(0.0, 0.25, 40, 100), Key(0.25, 1.0, 52, 64), Key(0.5, 20.0, 45, 1))
    write_part(tmp_path / "part.mid", keys, channel=3, program=33)
    (part, read), *others = read_parts(tmp_path / "part.mid").items()
    assert part == (3, 33)
    assert not others
    for key, again in zip(keys, read, strict=True):
        assert (again.pitch, again.velocity) == (key.pitch, key.velocity)
        assert (again.start_s, again.seconds) == pytest.approx((key.start_s, key.seconds), abs=1e-3)


def test_midi_is_read_with_running_status_tempo_and_programs(tmp_path: Path) -> None:
    """A program, a note ended in running status, a tempo half as fast, and another note."""
    events = "00 c021  00 90 3c40  60 3c00  00 ff51030f4240  00 90 3e40  60 3e00  00 ff2f00"
    track = bytes.fromhex(events)
    path = tmp_path / "song.mid"
    path.write_bytes(b"MThd" + bytes.fromhex("00000006 0000 0001 0060") + b"MTrk\0\0\0" + bytes([len(track)]) + track)
    assert read_parts(path) == {(0, 33): (Key(0.0, 0.5, 60, 64), Key(0.5, 1.0, 62, 64))}


def test_asking_what_is_usual_loads_neither_torch_nor_numba_nor_soundfile() -> None:
    code = (
        "import sys; from models.norms import usual; usual('kick');"
        "heavy = {'torch', 'numba', 'soundfile', 'scipy.signal'} & sys.modules.keys();"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
