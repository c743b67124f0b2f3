"""The command line in this process: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json

import numpy as np
import pyloudnorm
import pytest
import soundfile
from studio import RATE, noise, read, talking, tree, write

from assistant.__main__ import main
from assistant.places import profile_path
from assistant.profile import Profile, Taste, save


def refuse(word):
    raise AssertionError(f"{word} is not strict JSON")


def rows(out: str) -> list[dict]:
    return [json.loads(line, parse_constant=refuse) for line in out.splitlines()]


def told(capsys, *arguments) -> tuple[int, list[dict], str]:
    """The exit code, the JSON lines and what went to stderr of one command."""
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, rows(said.out), said.err


def test_say_prints_one_object_a_sentence_with_every_field(song, capsys):
    code, lines, _ = told(
        capsys, "say", song, "lead vox up 2 dB and pan the piano 30 left", "the elec gtr is harsh", "--json"
    )
    assert code == 0
    assert len(lines) == 2
    for line in lines:
        assert list(line) == [
            "said", "status", "intents", "moves", "reasons", "evidence", "checks", "files", "reply",
        ]  # fmt: skip
        for move in line["moves"]:
            assert set(move) == {"strip", "slot", "effect", "before", "after", "span"}
        for reason in line["reasons"]:
            assert set(reason) == {"strip", "slot", "knob", "source", "value", "weight", "because"}
        for evidence in line["evidence"]:
            assert set(evidence) == {"strip", "what", "value", "unit", "usual", "n"}
        for check in line["checks"]:
            assert set(check) == {"strip", "what", "before", "after", "unit", "verdict"}
    exact, tone = lines
    fader = {"effect": "Fader", "before": {"gain_db": 0.0}, "after": {"gain_db": 2.0}}
    pan = {"effect": "Pan", "before": {"position_pct": 0.0}, "after": {"position_pct": -30.0}}
    assert exact["moves"] == [
        {"strip": "Lead Vox", "slot": "fader", **fader, "span": None},
        {"strip": "Piano", "slot": "pan", **pan, "span": None},
    ]
    assert tone["moves"][0]["before"] is None
    assert set(tone["moves"][0]["after"]) == {"frequency_hz", "gain_db", "q"}
    assert tone["evidence"]
    assert {check["verdict"] for check in tone["checks"]} == {"verified"}


@pytest.mark.parametrize(
    ("sentence", "code", "status"),
    [
        ("bass down 1 dB", 0, "done"),
        ("how loud is the bass?", 0, "answered"),
        ("bass up 90 dB", 1, "asked"),
        ("autotune the lead vox", 1, "refused"),
        ("frobnicate", 1, "not_understood"),
        ("what can I say?", 0, "answered"),
    ],
)
def test_the_exit_code_is_that_of_the_conduct(song, capsys, sentence, code, status):
    got, (line,), _ = told(capsys, "say", song, sentence, "--json")
    assert (got, line["status"]) == (code, status)
    if status != "done":
        assert line["moves"] == []


def test_one_bad_sentence_among_good_ones_is_exit_one_and_the_good_are_done(song, capsys):
    code, lines, _ = told(capsys, "say", song, "bass down 1 dB", "frobnicate", "hats down 1 dB", "--json")
    assert code == 1
    assert [line["status"] for line in lines] == ["done", "not_understood", "done"]


def test_what_is_not_built_says_so_and_what_is_nearest(song, capsys):
    _, (line,), _ = told(capsys, "say", song, "autotune the lead vox", "--json")
    assert line["reply"].startswith("I understand")
    assert "I cannot do that yet; nearest:" in line["reply"]


def test_a_later_say_goes_on_with_question_and_focus(song, capsys):
    assert told(capsys, "say", song, "bass up 90 dB", "--json")[0] == 1
    code, (yes,), _ = told(capsys, "say", song, "yes", "--json")
    assert (code, yes["moves"][0]["after"]) == (0, {"gain_db": 24.0})
    _, (pan,), _ = told(capsys, "say", song, "pan it 20 left", "--json")
    assert pan["moves"][0]["strip"] == "Bass"


def test_moves_are_the_net_changes_of_a_sentence(song, capsys):
    _, (_, line), _ = told(capsys, "say", song, "bass down 3 dB", "undo and bass down 1 dB", "--json")
    assert [(move["before"], move["after"]) for move in line["moves"]] == [({"gain_db": -3.0}, {"gain_db": -1.0})]


def test_a_dry_run_writes_and_remembers_nothing(song, home, capsys):
    told(capsys, "say", song, "bass down 1 dB", "--json")
    before = tree(song, home)
    code, lines, _ = told(
        capsys, "say", song, "make the piano brighter and master to -20 LUFS", "less", "--dry-run", "--json"
    )
    assert code == 0
    assert lines[0]["moves"]
    assert lines[0]["files"] == []
    assert lines[0]["checks"]
    assert tree(song, home) == before


def test_where_state_and_files_go_can_be_said(song, tmp_path, capsys):
    before = tree(song)
    code, (line,), _ = told(
        capsys, "say", song, "render the mix", "--json", "--state", tmp_path / "state", "--out", tmp_path / "out"
    )
    assert (code, line["files"]) == (0, [str(tmp_path / "out" / "song.mix.wav")])
    assert tree(song) == before
    assert (tmp_path / "state" / "journal.jsonl").exists()


def test_say_writes_audio_only_when_asked(song, capsys):
    told(capsys, "say", song, "make the piano brighter", "add reverb to the lead vox", "undo", "--json")
    assert not (song / "renders").exists()


def test_show_has_every_field(song, capsys):
    told(capsys, "say", song, "cut 3 dB at 350 Hz on the bass", "master to -20 LUFS", "bass up 90 dB", "--json")
    code, (shown,), _ = told(capsys, "show", song, "--json")
    assert code == 0
    assert list(shown) == ["name", "sample_rate", "seconds", "strips", "sections", "deliveries", "pending"]
    assert (shown["name"], shown["sample_rate"], shown["seconds"]) == ("song", RATE, pytest.approx(6.0, abs=0.01))
    assert "24 dB" in shown["pending"]
    assert [(d["target"], d["lufs"]) for d in shown["deliveries"]] == [("-20 LUFS", -20.0)]
    strips = {strip["name"]: strip for strip in shown["strips"]}
    assert list(strips) == ["Bass", "Elec Gtr", "Hats", "Lead Vox", "Piano", "main"]
    bass = strips["Bass"]
    assert set(bass) == {"name", "kind", "role", "role_confidence", "source", "output", "chain"}
    assert (bass["kind"], bass["role"], bass["output"]) == ("track", "bass", "main")
    assert 0 < bass["role_confidence"] <= 1
    assert bass["source"] == str(song / "Bass.wav")
    bell = next(slot for slot in bass["chain"] if slot["effect"] == "Bell")
    assert set(bell) == {"slot", "effect", "knobs", "span", "bypassed"}
    assert bell["knobs"]["gain_db"] == -3.0
    assert (strips["main"]["kind"], strips["main"]["output"]) == ("main", None)


def test_show_reads_and_leaves_no_trace_also_beside_a_writer(song, home, capsys):
    before = tree(song, home)
    assert told(capsys, "show", song, "--json")[0] == 0
    assert tree(song, home) == before
    with talking(song):
        assert told(capsys, "show", song, "--json")[0] == 0
        code, _, err = told(capsys, "say", song, "bass down 1 dB", "--json")
        assert code == 1
        assert "song is open in another tonmeister" in err


def test_measure_is_what_other_meters_read(tmp_path, capsys):
    folder = write(tmp_path / "m", {"noise": noise(channels=2)})
    soundfile.write(folder / "silence.wav", np.zeros(RATE), RATE, subtype="PCM_16")
    code, (loud, silent), _ = told(capsys, "measure", folder / "noise.wav", folder / "silence.wav", "--json")
    assert code == 0
    audio, rate = read(folder / "noise.wav")
    assert loud["file"] == str(folder / "noise.wav")
    assert (loud["sample_rate"], loud["channels"], loud["seconds"]) == (RATE, 2, pytest.approx(4.0))
    assert loud["integrated_lufs"] == pytest.approx(pyloudnorm.Meter(rate).integrated_loudness(audio.T), abs=0.05)
    assert loud["sample_peak_dbfs"] == pytest.approx(20 * np.log10(np.abs(audio).max()), abs=0.01)
    assert loud["rms_dbfs"] == pytest.approx(10 * np.log10((audio**2).mean()), abs=0.05)
    assert loud["crest_db"] == pytest.approx(loud["sample_peak_dbfs"] - loud["rms_dbfs"], abs=0.1)
    for field in ("lra_lu", "momentary_max_lufs", "short_term_max_lufs", "true_peak_dbtp"):
        assert field in loud
    assert silent["integrated_lufs"] is None
    assert silent["crest_db"] is None


def test_measuring_goes_on_after_a_file_that_cannot_be_read(tmp_path, capsys):
    folder = write(tmp_path / "m", {"noise": noise()})
    (folder / "text.wav").write_text("hello")
    code, lines, err = told(capsys, "measure", folder / "text.wav", folder / "noise.wav", "--json")
    assert (code, len(lines)) == (1, 1)
    assert err.count("text.wav") == 1


@pytest.mark.parametrize(("what", "count"), [((), 1), (("--strip", "Bass"), 1), (("--stems",), 5)])
def test_render_writes_the_mix_as_it_stands(song, tmp_path, capsys, what, count):
    told(capsys, "say", song, "bass down 6 dB", "--json")
    code, (line,), _ = told(capsys, "render", song, *what, "--out", tmp_path / "out", "--format", "wav32f", "--json")
    assert code == 0
    assert len(line["files"]) == count
    assert all(file.startswith(str(tmp_path / "out")) for file in line["files"])
    if what == ("--strip", "Bass"):
        dry = read(song / "Bass.wav")[0][0]
        np.testing.assert_allclose(read(line["files"][0])[0][0], 10 ** (-6 / 20) * dry, atol=1e-6)


def test_render_is_the_bytes_that_say_writes(song, tmp_path, capsys):
    _, lines, _ = told(capsys, "say", song, "make the piano brighter", "render the mix", "--json")
    _, (line,), _ = told(capsys, "render", song, "--out", tmp_path / "out", "--json")
    assert read(line["files"][0])[0].shape == read(lines[1]["files"][0])[0].shape
    from pathlib import Path

    assert Path(line["files"][0]).read_bytes() == Path(lines[1]["files"][0]).read_bytes()


def test_a_strip_that_is_not_there_is_one_sentence(song, capsys):
    code, lines, err = told(capsys, "render", song, "--strip", "Tuba", "--json")
    assert (code, lines) == (1, [])
    assert "There is no strip Tuba" in err


def test_parse_shows_what_was_understood(capsys):
    code, (shown,), _ = told(capsys, "parse", "vocal up 2 dB", "--json")
    assert code == 0
    (intent,) = shown["intents"]
    assert (intent["_"], intent["effect"], intent["amount"]["value"]) == ("Nudge", "Fader", 2.0)


def test_parse_knows_the_tracks_of_a_session_and_leaves_no_trace(song, home, capsys):
    before = tree(song, home)
    code, (shown,), _ = told(capsys, "parse", "elec gtr up 2 dB", "--session", song, "--json")
    assert code == 0
    assert shown["intents"][0]["target"]["refs"][0]["value"] == "Elec Gtr"
    assert tree(song, home) == before


def test_the_profile_is_shown_located_and_forgotten(capsys):
    save(Profile({"warm": Taste(less=4)}), profile_path())
    code, (shown,), _ = told(capsys, "profile", "show", "--json")
    assert code == 0
    assert shown["file"] == str(profile_path())
    assert shown["taste"]["warm"] == {"keep": 0, "less": 4, "more": 0, "undo": 0, "scale": 0.75}
    assert main(["profile", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(profile_path())
    assert main(["profile", "reset"]) == 0
    assert not profile_path().exists()
    assert main(["profile"]) == 0
    assert "learned nothing" in capsys.readouterr().out


def test_a_broken_profile_is_one_sentence(song, capsys):
    profile_path().parent.mkdir(parents=True)
    profile_path().write_text("broken")
    code, lines, err = told(capsys, "say", song, "make the piano brighter", "--json")
    assert (code, lines) == (1, [])
    assert err.count("\n") == 1
    assert "not a profile I can read" in err


@pytest.mark.parametrize(
    "arguments", [["say"], ["say", "x"], ["nonsense", "more", "words"], ["master", "x.wav"], ["--frobnicate"], []]
)
def test_wrong_use_is_exit_two(arguments, capsys):
    try:
        code = main(arguments)
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_screen_needs_a_terminal_and_says_what_does_not(song, capsys):
    assert main([str(song)]) == 2
    assert "tonmeister say" in capsys.readouterr().err


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("tonmeister ")


def test_the_demo_is_made_where_it_is_wanted(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path / "demo")]) == 0
    assert len(list((tmp_path / "demo").glob("*.wav"))) >= 8
    assert "tonmeister say" in capsys.readouterr().out
