"""The conversations in transcripts/ go letter for letter as they are written there.

`pytest tests/test_transcripts.py --rewrite` records the replies given now; the diff is the review.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from scipy.signal import welch

from assistant.__main__ import main

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
each_transcript = pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)


def test_there_are_at_least_five_conversations() -> None:
    assert len(TRANSCRIPTS) >= 5


@each_transcript
def test_a_conversation_goes_as_it_is_written(
    transcript: Path,
    demo: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["run", str(transcript), "--session", str(demo), "--out", str(tmp_path / "out")]
    how = "--rewrite" if request.config.getoption("--rewrite") else "--check"
    code = main([*words, how, "--keep-going"])
    said = capsys.readouterr()
    assert "was recorded with another reply" not in said.err, said.err
    assert code == 0


def test_what_the_main_job_claims_is_so_by_other_meters(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Loudness by pyloudnorm, warmth by scipy, both of the written files."""
    sentences = ["make the lead vocal warmer and master for Apple Music", "render the lead vocal"]
    before, state = tmp_path / "before", tmp_path / "state"
    main(["render", str(demo), "--strip", "Lead Vox", "--out", str(before), "--state", str(state)])
    capsys.readouterr()
    main(["say", str(demo), *sentences, "--json", "--state", str(state), "--out", str(tmp_path), "--profile", "none"])
    turn, rendered = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    master, rate = soundfile.read(turn["files"][0])
    assert pyloudnorm.Meter(rate).integrated_loudness(master) == pytest.approx(-16.0, abs=0.15)

    claimed = next(check for check in turn["checks"] if check["what"] == "warmth")
    was = _warmth(*soundfile.read(before / "demo.Lead Vox.wav"))
    now = _warmth(*soundfile.read(rendered["files"][0]))
    assert claimed["verdict"] == "verified"
    assert now - was == pytest.approx(claimed["after"] - claimed["before"], abs=0.7)


def _warmth(audio: np.ndarray, rate: int) -> float:
    """Mean level of the thirds of an octave from 125 to 400 Hz over those from 1.6 to 6.3 kHz, in dB."""
    mono = audio.mean(axis=1) if audio.ndim == 2 else audio
    frames = mono[: len(mono) // 8192 * 8192].reshape(-1, 8192)
    loud = frames[(frames**2).mean(axis=1) > 0.03 * (frames**2).mean()]
    frequency, power = welch(loud.ravel(), rate, nperseg=8192)

    def level(centres: list[float]) -> float:
        bands = [power[(frequency >= c * 2 ** (-1 / 6)) & (frequency < c * 2 ** (1 / 6))].sum() for c in centres]
        return float(10 * np.log10(np.mean(bands)))

    return level([125, 160, 200, 250, 315, 400]) - level([1600, 2000, 2500, 3150, 4000, 5000, 6300])
