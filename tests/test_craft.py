"""What craft finds and what it says of it: where a fault was planted, against what, on how much that rests."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import signal
from studio import RATE, desk, noise, write

from assistant import ears
from assistant.craft import Craft, find_excess, sentence
from assistant.qualities import QUALITIES
from assistant.respond import respond
from dsp.effects import Bell, HighShelf, LowShelf
from dsp.measure import BANDS, measure
from models.norms import LEAST, Norm, Usual, known_roles, usual
from models.suggest import Heard, Wish


def pink(seed: int = 5, seconds: float = 4.0) -> np.ndarray:
    frames = round(seconds * RATE)
    hz = np.maximum(np.fft.rfftfreq(frames, 1 / RATE), 20.0)
    sound = np.fft.irfft(np.fft.rfft(np.random.default_rng(seed).standard_normal(frames)) / np.sqrt(hz), frames)
    return sound / np.abs(sound).max()


def planted(hz: float, gain_db: float, q: float = 1.4) -> np.ndarray:
    """Pink noise with a bell of scipy's arithmetic planted in it."""
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / RATE
    alpha = np.sin(w) / (2 * q)
    b = (1 + alpha * a, -2 * np.cos(w), 1 - alpha * a)
    den = (1 + alpha / a, -2 * np.cos(w), 1 - alpha / a)
    return (0.2 * signal.lfilter(b, den, pink()))[None].astype(np.float32)


PLANTED = [("muddy", 250.0), ("muddy", 400.0), ("boxy", 500.0), ("boomy", 100.0), ("harsh", 3150.0), ("harsh", 5000.0)]


@pytest.mark.parametrize(("quality", "hz"), PLANTED)
def test_a_fault_is_cut_where_it_was_planted(tmp_path, quality, hz):
    folder = write(tmp_path / "song", {"Thing": planted(hz, 8.0), "Other": noise()})
    session, studio = desk(folder)
    turn = respond(session, f"the thing is {quality}", studio)
    assert turn.status == "done", turn.reply
    strongest = max((m.after.effect for m in turn.moves), key=lambda effect: abs(effect.gain_db))
    assert isinstance(strongest, Bell | LowShelf | HighShelf)
    assert strongest.gain_db < 0
    assert abs(np.log2(strongest.frequency_hz / hz)) <= 1 / 3 + 0.01
    found = re.search(r"([\d.]+) (k?)Hz stood ([\d.]+) dB over", turn.reply)
    assert found is not None, turn.reply
    said_hz = float(found[1]) * (1000 if found[2] else 1)
    assert abs(np.log2(said_hz / hz)) <= 1 / 3 + 0.01


@pytest.mark.parametrize(("quality", "hz"), PLANTED)
def test_the_more_it_stands_out_the_more_is_cut(quality, hz):
    depths = []
    for gain_db in (3.0, 9.0):
        heard = Heard(measure(planted(hz, gain_db), RATE), None, RATE)
        advice = Craft().suggest(Wish("Thing", "", quality, more=False, degree=1.0), heard)
        depths.append(min(advice.opinions[0].value))
    assert depths[1] < depths[0] < 0


def norm_of(bands: dict[float, Usual]) -> Norm:
    return Norm("thing", "thing", tuple(bands.get(hz) for hz in BANDS))


def test_against_a_norm_the_excess_is_the_level_over_its_mean_and_n_and_spread_are_said():
    heard = measure(planted(300.0, 6.0), RATE)
    curve = ears.tone(heard)
    assert curve is not None
    region = QUALITIES["muddy"].region
    level = {hz: float(curve[BANDS.index(hz)]) for hz in BANDS}
    norm = norm_of({hz: Usual(level[hz] - (5.0 if hz == 400 else 1.0), 2.3, 17, "made up") for hz in BANDS})
    found = find_excess(curve, region, norm)
    assert (found.centre_hz, found.n, found.spread) == (400, 17, 2.3)
    assert found.value == pytest.approx(5.0)
    told = sentence(found, "thing")
    assert "5.0 dB over a usual thing" in told
    assert "n 17" in told
    assert "spread 2.3 dB" in told


def test_a_norm_that_lacks_a_band_of_the_region_is_not_used():
    heard = measure(planted(300.0, 8.0), RATE)
    curve = ears.tone(heard)
    assert curve is not None
    full = {hz: Usual(-200.0, 1.0, 50, "made up") for hz in BANDS}
    without = {hz: u for hz, u in full.items() if hz != 400}
    region = QUALITIES["muddy"].region
    assert find_excess(curve, region, norm_of(full)).usual == -200.0
    lacking = find_excess(curve, region, norm_of(without))
    assert lacking == find_excess(curve, region, None)
    assert lacking.usual is None
    assert "octaves beside it" in sentence(lacking, "thing")


def test_evidence_carries_what_is_usual_or_nothing(recorded):
    session, studio = desk(recorded)
    for sentence_ in ("make the lead vox less muddy", "the elec gtr is harsh", "the bass is boomy"):
        turn = respond(session, sentence_, studio)
        assert turn.status == "done", turn.reply
        (evidence, *_) = turn.evidence
        if evidence.usual is None:
            assert evidence.n == 0
            assert "octaves beside it" in turn.reply or "nothing stands out" in turn.reply
        else:
            assert evidence.n >= LEAST or evidence.spread is None
            assert f"n {evidence.n}" in turn.reply


def test_every_norm_in_use_has_enough_behind_it():
    for role in known_roles():
        norm = usual(role)
        assert norm is not None
        for band in norm.bands:
            assert band is None or band.n >= LEAST or "doi" in band.source.lower() or "et al" in band.source.lower(), (
                role,
                band,
            )


def test_an_excess_is_the_same_at_any_level():
    quiet, loud = (measure(planted(400.0, 8.0) * np.float32(g), RATE) for g in (0.05, 1.0))
    found = [find_excess(ears.tone(heard), QUALITIES["muddy"].region, None) for heard in (quiet, loud)]
    assert found[0].centre_hz == found[1].centre_hz
    assert found[0].value == pytest.approx(found[1].value, abs=0.01)


def test_a_slope_is_no_peak():
    """Noise that only falls has nothing standing out, however steeply it falls."""
    frames = 4 * RATE
    hz = np.maximum(np.fft.rfftfreq(frames, 1 / RATE), 20.0)
    for power in (0.5, 1.0, 1.5):
        sound = np.fft.irfft(np.fft.rfft(np.random.default_rng(1).standard_normal(frames)) / hz**power, frames)
        curve = ears.tone(measure((0.3 * sound / np.abs(sound).max())[None].astype(np.float32), RATE))
        for quality in ("muddy", "boxy", "harsh"):
            assert find_excess(curve, QUALITIES[quality].region, None).value < 2.5, (power, quality)


def test_another_way_of_hearing_is_not_crafts_business():
    heard = Heard(measure(planted(300.0, 3.0), RATE), None, RATE)
    assert Craft().suggest(Wish("Thing", "", "wide", more=True, degree=1.0), heard).opinions == ()
