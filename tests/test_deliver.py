"""What is delivered, measured again from the written files by meters that are not the product's."""

from __future__ import annotations

import re
import shutil
import subprocess

import numpy as np
import pyloudnorm
import pytest
import soundfile
from scipy import signal
from studio import RATE, noise, read, talking, tree, write

from assistant.__main__ import main
from assistant.opening import open_session


def lufs(path) -> float:
    audio, rate = read(path)
    return float(pyloudnorm.Meter(rate).integrated_loudness(audio.T))


def true_peak(path) -> float:
    """The highest of 8 × as many samples, by a long filter of scipy's."""
    audio, _ = read(path)
    taps = signal.firwin(8 * 64 + 1, 1 / 8, window=("kaiser", 9.0))
    finer = signal.resample_poly(audio, 8, 1, axis=1, window=taps)
    return float(20 * np.log10(np.abs(finer).max()))


def said(song, *sentences, **where):
    with open_session(str(song), **where) as conversation:
        return [conversation.say(sentence) for sentence in sentences]


@pytest.mark.parametrize(
    ("sentence", "names", "loudness", "ceiling"),
    [
        ("master for Apple Music", ["song.apple-music.wav"], -16.0, -1.0),
        ("master to -14 LUFS", ["song.-14-LUFS.wav"], -14.0, -1.0),
        ("master to -11 LUFS at -2 dBTP", ["song.-11-LUFS.wav"], -11.0, -2.0),
        ("master for broadcast", ["song.ebu-r128.wav"], -23.0, -1.0),
    ],
)
def test_a_master_is_as_loud_as_asked_and_under_its_ceiling(song, sentence, names, loudness, ceiling):
    (turn,) = said(song, sentence)
    assert turn.status == "done", turn.reply
    assert [file.rsplit("/", 1)[1] for file in turn.files] == names
    assert lufs(turn.files[0]) == pytest.approx(loudness, abs=0.1)
    assert true_peak(turn.files[0]) <= ceiling + 0.05
    assert {check.verdict for check in turn.checks} == {"verified"}


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_ffmpeg_reads_the_same_loudness_and_peak(song):
    (turn,) = said(song, "master to -14 LUFS")
    command = ["ffmpeg", "-nostdin", "-i", turn.files[0], "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = told[told.index("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    assert float(loudness[1]) == pytest.approx(-14.0, abs=0.1)
    assert float(peak[1]) <= -1.0


def test_several_targets_in_one_sentence_are_several_files(song):
    (turn,) = said(song, "master for Spotify and Apple Music")
    assert [file.rsplit("/", 1)[1] for file in turn.files] == ["song.spotify.wav", "song.apple-music.wav"]
    assert [lufs(file) for file in turn.files] == pytest.approx([-14.0, -16.0], abs=0.1)


def test_what_is_claimed_of_a_master_is_what_the_file_measures(song):
    (turn,) = said(song, "master to -12 LUFS")
    claims = {check.what: check.after for check in turn.checks}
    assert claims["integrated loudness"] == pytest.approx(lufs(turn.files[0]), abs=0.05)
    assert claims["true peak"] == pytest.approx(true_peak(turn.files[0]), abs=0.1)


def test_a_loudness_that_cannot_be_had_is_not_claimed(song):
    (turn,) = said(song, "master to -5 LUFS at -20 dBTP")
    loudness = next(check for check in turn.checks if check.what == "integrated loudness")
    assert loudness.verdict == "refused"
    assert loudness.after == pytest.approx(lufs(turn.files[0]), abs=0.1)
    assert "not achieved" in turn.reply


@pytest.mark.parametrize(
    ("sentence", "said_of"),
    [("master to -2 LUFS", "-60 to -5 LUFS"), ("master to -14 LUFS at 3 dBTP", "-24 to 0 dBTP")],
)
def test_an_impossible_master_is_asked_about_and_writes_nothing(song, sentence, said_of):
    (turn,) = said(song, sentence)
    assert turn.status == "asked"
    assert said_of in turn.reply
    assert not (song / "renders").exists()


def test_the_same_mix_is_the_same_bytes_also_after_other_turns_undone(song, tmp_path):
    first = said(song, "bass down 2 dB and pan the piano 30 left", "render the mix", "master to -14 LUFS")
    before = {file: read(file)[0] for turn in first for file in turn.files}
    whole = tree(song / "renders")
    said(song, "make the piano brighter", "add reverb to the hats", "undo the last 2", "export again")
    assert tree(song / "renders") == whole
    other = said(
        song, "bass down 2 dB and pan the piano 30 left", "render the mix", state=tmp_path / "s", out=tmp_path / "o"
    )
    (again,) = other[1].files
    assert np.array_equal(read(again)[0], before[first[1].files[0]])
    assert (tmp_path / "o" / "song.mix.wav").read_bytes() == whole[str(song / "renders" / "song.mix.wav")]


def test_export_again_remakes_every_delivery_from_the_mix_as_it_is(song):
    turns = said(song, "master to -20 LUFS", "render the bass", "bass down 6 dB", "export again")
    assert sorted(turns[3].files) == sorted((*turns[0].files, *turns[1].files))
    assert lufs(turns[0].files[0]) == pytest.approx(-20.0, abs=0.1)


def test_a_file_of_a_strip_that_is_gone_is_not_made_again_and_the_rest_is(song):
    turns = said(
        song,
        "new return Echo",
        "export the Echo",
        "render the bass",
        "remove return Echo",
        "export again",
    )
    assert [turn.status for turn in turns] == ["done"] * 5
    assert turns[4].files == turns[2].files
    assert "Echo" in turns[4].reply


def test_over_full_scale_it_is_floating_point_at_its_true_level_and_that_is_said(tmp_path):
    folder = write(tmp_path / "loud", {"A": noise(level=0.2), "B": noise(level=0.2, seed=2)})
    turns = said(folder, "a up 9 dB and b up 9 dB", "render the mix as wav16")
    (path,) = turns[1].files
    assert soundfile.info(path).subtype == "FLOAT"
    audio, _ = read(path)
    a, b = (read(folder / f"{name}.wav")[0][0] for name in "AB")
    assert np.abs(audio).max() > 1.0
    np.testing.assert_allclose(audio[0][: len(a)], 10 ** (9 / 20) * (a + b), atol=1e-5)
    assert "over full scale" in turns[1].reply
    assert "wav32f" in turns[1].reply


def test_over_full_scale_an_mp3_is_softer_and_that_is_said(tmp_path):
    folder = write(tmp_path / "loud", {"A": noise(level=0.2), "B": noise(level=0.2, seed=2)})
    turns = said(folder, "a up 9 dB and b up 9 dB", "render the mix as mp3", "render the mix as wav")
    (path,), (exact,) = turns[1].files, turns[2].files
    assert path.endswith(".mp3")
    (audio, _), (mix, _) = read(path), read(exact)
    kept = [np.abs(np.fft.rfft(x[0], mix.shape[1]))[: mix.shape[1] // 8] for x in (audio, mix)]  # all that an MP3 keeps
    softer = -20 * np.log10(np.linalg.norm(kept[0]) / np.linalg.norm(kept[1]))
    peak = 20 * np.log10(np.abs(mix).max())
    assert softer == pytest.approx(peak + 1, abs=0.2)
    assert np.abs(audio).max() <= 1.0
    assert f"{peak + 1:.1f} dB softer" in turns[1].reply


@pytest.mark.parametrize(
    ("kind", "subtype", "step"), [("wav16", "PCM_16", 2**-15), ("wav24", "PCM_24", 2**-23), ("flac", "PCM_24", 2**-23)]
)
def test_an_unmastered_mix_is_written_as_it_is(tmp_path, kind, subtype, step):
    folder = write(tmp_path / "quiet", {"A": noise(level=0.05), "B": noise(level=0.05, seed=2)})
    (turn,) = said(folder, f"render the mix as {kind}")
    (path,) = turn.files
    assert soundfile.info(path).subtype == subtype
    a, b = (read(folder / f"{name}.wav")[0][0] for name in "AB")
    audio, _ = read(path)
    assert np.abs(audio[0] - (a + b)).max() <= 2.5 * step, "only dither lies between them"


@pytest.mark.parametrize(
    ("sentence", "rate"),
    [("render the mix as wav32f at 48k", 48_000), ("export it as a 32 bit float wav at 96 kHz", 96_000)],
)
def test_a_file_at_a_rate_of_its_own_is_the_mix_resampled(song, sentence, rate):
    (own,) = said(song, "render the mix as wav32f")
    whole, was = read(own.files[0])
    (other,) = said(song, sentence)
    audio, now = read(other.files[0])
    assert (was, now) == (RATE, rate)
    assert f"at {rate / 1000:g} kHz, resampled from {RATE / 1000:g}" in other.reply
    assert audio.shape == (whole.shape[0], round(whole.shape[1] * rate / RATE))
    common = np.gcd(rate, RATE)
    taps = signal.firwin(
        2 * 400 * (rate // common) + 1, 1 / max(rate // common, RATE // common), window=("kaiser", 12.0)
    )
    expected = signal.resample_poly(whole, rate // common, RATE // common, axis=1, window=taps)[:, : audio.shape[1]]
    frequencies = np.fft.rfftfreq(audio.shape[1], 1 / rate)
    heard = frequencies < 0.85 * RATE / 2
    window = np.hanning(audio.shape[1])  # how each goes on beyond the ends does not matter
    theirs, ours = (np.fft.rfft(x * window, axis=1)[:, heard] for x in (expected, audio))
    assert np.linalg.norm(ours - theirs) < 1e-4 * np.linalg.norm(theirs)


def test_a_master_at_a_rate_of_its_own_is_as_loud_and_under_its_ceiling(song):
    turns = said(song, "master for Spotify as flac at 48 kHz", "master for CD", "master for Deezer as wav and mp3")
    for turn, target, rate in zip(turns, (-14.0, -9.0, -15.0), (48_000, 44_100, RATE), strict=True):
        for file in turn.files:
            assert soundfile.info(file).samplerate == rate
            assert lufs(file) == pytest.approx(target, abs=0.15)
    assert true_peak(turns[0].files[0]) <= -0.95
    assert [file.rsplit(".", 1)[1] for file in turns[2].files] == ["wav", "mp3"]


def test_files_of_one_kind_at_several_rates_are_several(song):
    turns = said(song, "export the mix", "export the mix at 96k", "master for CD", "master for CD at 48k")
    names = [file.rsplit("/", 1)[1] for turn in turns for file in turn.files]
    assert [name.split(".", 1)[1] for name in names] == ["mix.wav", "mix.96k.wav", "cd.wav", "cd.48k.wav"]


def test_a_louder_master_is_the_last_one_so_much_louder(song):
    none, first, louder = said(song, "make the master louder", "master to -20 LUFS", "make the master 2 dB louder")
    assert none.status == "asked"
    assert [round(lufs(turn.files[0])) for turn in (first, louder)] == [-20, -18]


@pytest.mark.parametrize("rate", ["47", "-5", "1000000", "44100.5"])
def test_a_rate_that_no_file_has_is_one_sentence(song, tmp_path, capsys, rate):
    with pytest.raises(SystemExit) as ended:
        main(["render", str(song), f"--rate={rate}", "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert f"'{rate}': a file's sample rate is one of 8, " in capsys.readouterr().err
    assert not list(tmp_path.glob("*.wav"))


def test_a_cd_is_at_its_own_rate_whatever_files_usually_are_at(song, tmp_path):
    wishes = ["from now on export at 48k", "master for CD", "export the mix"]
    turns = said(song, *wishes, profile_file=tmp_path / "profile.toml")
    assert [soundfile.info(turn.files[0]).samplerate for turn in turns[1:]] == [44_100, 48_000]


def test_an_mp3_of_what_no_mp3_can_hold_is_resampled(tmp_path):
    folder = write(tmp_path / "high", {"A": noise(level=0.05)}, rate=96_000)
    mp3, high = said(folder, "render the mix as mp3", "render the mix as mp3 at 96 kHz")
    assert soundfile.info(mp3.files[0]).samplerate == 48_000
    assert high.status == "refused"
    assert "cannot hold 96 kHz" in high.reply


def test_stems_null_against_the_mix(song):
    turns = said(
        song,
        "add reverb to the lead vox",
        "make the piano brighter and pan the bass 20 left and elec gtr down 3 dB",
        "export stems as wav32f",
        "render the mix as wav32f",
    )
    assert len(turns[2].files) == 6
    stems = [read(file)[0] for file in turns[2].files]
    mix = read(turns[3].files[0])[0]
    assert {stem.shape for stem in stems} == {mix.shape}
    left = np.sum(stems, axis=0) - mix
    assert 20 * np.log10(np.abs(left).max() / np.abs(mix).max() + 1e-30) <= -120


def test_a_strip_is_rendered_after_fader_and_pan(song):
    turns = said(song, "bass down 6 dB and pan the bass hard left", "render the bass as wav32f", "render the mix")
    audio = read(turns[1].files[0])[0]
    dry = read(song / "Bass.wav")[0][0]
    np.testing.assert_allclose(audio[0][: len(dry)], np.sqrt(2) * 10 ** (-6 / 20) * dry, atol=1e-6)
    assert np.abs(audio[1]).max() == 0.0


def test_a_track_that_is_called_like_a_target_is_still_a_track(tmp_path):
    folder = write(tmp_path / "odd", {"mix": noise(level=0.05), "stems": noise(level=0.05, seed=2)})
    turns = said(folder, "mix: fader gain -6 dB", "export stems as wav32f")
    made = {file.rsplit("/", 1)[1]: read(file)[0][0] for file in turns[1].files}
    dry = read(folder / "mix.wav")[0][0]
    np.testing.assert_allclose(made["odd.mix.wav"], 10 ** (-6 / 20) * dry, atol=1e-6)
    np.testing.assert_allclose(made["odd.stems.wav"], read(folder / "stems.wav")[0][0], atol=1e-6)


def test_a_return_cannot_be_named_out_of_the_folder(song, tmp_path):
    turns = said(song, 'new return "../../../escaped"', "export stems")
    assert [turn.status for turn in turns] == ["done", "done"]
    assert all(file.startswith(str(song / "renders")) for file in turns[1].files)
    assert not list(tmp_path.glob("escaped*"))
    assert not list(tmp_path.parent.glob("escaped*"))


@pytest.mark.parametrize("seconds", [0.1, 0.39])
def test_what_is_too_short_for_a_loudness_is_not_mastered(tmp_path, seconds):
    folder = write(tmp_path / "short", {"A": noise(seconds)})
    master, render = said(folder, "master for Apple Music", "render the mix")
    assert master.status == "refused"
    assert "too short" in master.reply
    assert master.files == ()
    assert render.status == "done"
    assert read(render.files[0])[0].shape[1] == round(seconds * RATE)


def test_silence_is_not_mastered(tmp_path):
    folder = write(tmp_path / "silent", {"A": np.zeros((1, RATE), np.float32)})
    (turn,) = said(folder, "master for Apple Music")
    assert turn.status == "refused"
    assert turn.files == ()


def test_the_mix_is_as_long_as_its_longest_track(tmp_path):
    folder = write(tmp_path / "lengths", {"A": noise(1.0, level=0.01), "B": noise(2.5, level=0.01, seed=2)})
    turns = said(folder, "render the mix", "render the a")
    assert read(turns[0].files[0])[0].shape[1] == round(2.5 * RATE)
    assert read(turns[1].files[0])[0].shape[1] == round(2.5 * RATE), "so that stems lie on top of each other"


def test_reverb_rings_out_and_stops(song):
    turns = said(song, "add a lot of reverb to the lead vox", "render the mix")
    audio, rate = read(turns[1].files[0])
    assert 6.0 * rate < audio.shape[1] <= 16.0 * rate
    assert 20 * np.log10(np.abs(audio[:, -rate // 100 :]).max()) < -80


def test_what_was_asked_for_with_a_change_is_of_the_changed_mix(song):
    with talking(song) as conversation:
        plain = conversation.say("render the bass as wav32f")
        before = read(plain.files[0])[0]
        turn = conversation.say("bass down 6 dB and render the bass as wav32f")
    after = read(turn.files[0])[0]
    np.testing.assert_allclose(after, 10 ** (-6 / 20) * before, atol=1e-6)
