"""Every quality: heard to change where it can be, by meters that are not the product's; refused where it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from studio import RATE, band_limited, desk, noise, read, take, talking, write

from assistant.qualities import OPPOSITES, QUALITIES, faults, meaning, purpose, words
from assistant.respond import respond

CENTRES = 1000 * 2.0 ** (np.arange(-16, 14) / 3)


def bands(audio, rate: int) -> np.ndarray:
    """Power in each third octave, by Welch's method."""
    hz, density = signal.welch(audio, rate, nperseg=16384, axis=-1)
    density = density.mean(axis=0)
    edges = [(c * 2 ** (-1 / 6), min(c * 2 ** (1 / 6), rate / 2)) for c in CENTRES]
    return np.array([density[(hz >= low) & (hz < high)].sum() for low, high in edges])


def balance(audio, rate: int, quality: str) -> float:
    """The mean band power in a quality's region over that of what it is judged against, in dB."""
    power = bands(audio, rate)

    def mean(region) -> float:
        low, high = region
        return float(power[(low * 0.97 <= CENTRES) & (high * 1.03 >= CENTRES)].mean())

    known = QUALITIES[quality]
    return 10 * np.log10(mean(known.region) / mean(known.against))


def rendered(song, name, *sentences):
    """A strip's file before and after some sentences, and the last turn."""
    with talking(song) as conversation:
        plain = conversation.say(f"{name}: fader gain 0 dB")
        assert plain.status in ("answered", "done")
        before = read(conversation.say(f"render the {name} as wav24").files[0])
        turns = [conversation.say(sentence) for sentence in sentences]
        after = read(conversation.say(f"render the {name} as wav24").files[0])
    return before, after, turns[-1]


TONES = [
    ("Lead Vox", "make the lead vox warmer", "warm", True),
    ("Piano", "make the piano brighter", "bright", True),
    ("Hats", "make the hats darker", "bright", False),
    ("Lead Vox", "make the lead vox less muddy", "muddy", False),
    ("Lead Vox", "the lead vox is boxy", "boxy", False),
    ("Bass", "the bass is boomy", "boomy", False),
    ("Elec Gtr", "the elec gtr is harsh", "harsh", False),
    ("Piano", "the piano is thin", "full", True),
    ("Hats", "make the hats airier", "airy", True),
    ("Lead Vox", "make the lead vox more present", "present", True),
    ("Hats", "the hats are splashy", "sizzling", False),
    ("Bass", "make the bass deeper", "deep", True),
    ("Piano", "the piano is hollow", "middy", True),
    ("Elec Gtr", "make the elec gtr smoother", "harsh", False),
]


@pytest.mark.parametrize(("name", "sentence", "quality", "more"), TONES, ids=[f"{q}-{n}" for n, _, q, _ in TONES])
def test_a_tone_that_is_claimed_is_heard_in_the_written_file(song, name, sentence, quality, more):
    before, after, turn = rendered(song, name, sentence)
    assert turn.status == "done", turn.reply
    (check,) = turn.checks
    assert check.verdict == "verified"
    claimed = check.after - check.before
    heard = balance(*after, quality) - balance(*before, quality)
    assert np.sign(heard) == (1 if more else -1)
    assert abs(heard) >= 0.5
    assert heard == pytest.approx(claimed, abs=max(0.4, 0.25 * abs(claimed)))


@pytest.mark.parametrize("quality", [name for name, known in QUALITIES.items() if known.way == "tone"])
def test_silence_has_no_quality_to_change(tmp_path, quality):
    folder = write(tmp_path / "silent", {"Tape": np.zeros((1, 2 * RATE), np.float32), "Bass": noise(2.0)})
    session, studio = desk(folder)
    turn = respond(session, f"make the tape more {quality}", studio)
    assert turn.status == "refused", turn.reply
    assert turn.moves == ()
    assert "Tape is silent" in turn.reply


CANNOT = [
    ("airier", "make the tape airier", lambda: band_limited(60, 4000)),
    ("brighter", "make the tape brighter", lambda: band_limited(60, 2500)),
    ("more present", "make the tape more present", lambda: band_limited(60, 1000)),
    ("less harsh", "the tape is harsh", lambda: band_limited(60, 1500)),
    ("warmer", "make the tape warmer", lambda: band_limited(6000, 15000)),
    ("fuller", "the tape is thin", lambda: band_limited(3000, 15000)),
    ("less muddy", "the tape is muddy", lambda: band_limited(3000, 15000)),
    ("less boomy", "the tape is boomy", lambda: band_limited(1000, 15000)),
    ("less boxy", "the tape is boxy", lambda: band_limited(3000, 15000)),
    ("less sizzling", "the tape is splashy", lambda: band_limited(40, 3000)),
    ("deeper", "make the tape deeper", lambda: band_limited(800, 15000)),
    ("less hollow", "the tape is hollow", lambda: band_limited(3000, 15000)),
    ("less sibilant", "make the tape less sibilant", lambda: band_limited(40, 400)),
    ("wider", "make the tape wider", lambda: noise()),
    ("closer", "make the tape closer", lambda: noise()),
    (
        "punchier",
        "make the tape punchier",
        lambda: noise() * np.minimum(1, np.arange(4 * RATE) / RATE).astype(np.float32),
    ),
    ("less punchy", "make the tape less punchy", lambda: noise()),
]


@pytest.mark.parametrize(("what", "sentence", "sound"), CANNOT, ids=[what for what, _, _ in CANNOT])
def test_where_a_quality_cannot_be_had_it_is_refused_and_nothing_changes(tmp_path, what, sentence, sound):
    folder = write(tmp_path / "song", {"Tape": sound(), "Other": noise(seed=3)})
    session, studio = desk(folder)
    turn = respond(session, sentence, studio)
    assert turn.status == "refused", turn.reply
    assert turn.moves == ()
    assert "Tape" in turn.reply
    assert session.after(turn).mix == session.mix


def test_of_several_those_with_nothing_to_be_done_are_named_and_the_others_are_worked_on(tmp_path):
    sounds = {"Gtr L": band_limited(60, 4000), "Gtr R": band_limited(60, 16000)}
    session, studio = desk(write(tmp_path / "pair", sounds))
    turn = respond(session, "make the guitars airier", studio)
    assert turn.status == "done"
    assert {move.strip for move in turn.moves} == {"Gtr R"}
    assert "Gtr L has nothing to be heard" in turn.reply


def test_a_pure_change_of_gain_is_no_change_of_tone(song):
    with talking(song) as conversation:
        conversation.say("make the piano brighter")
        heard = conversation.studio.heard
        mix = conversation.session.mix
        conversation.say("piano up 9 dB")
        louder = conversation.session.mix
        from assistant.ears import figure

        for quality, known in QUALITIES.items():
            if known.way == "distance":
                continue
            was, now = (figure(quality, heard(m, "Piano")) for m in (mix, louder))
            assert (was is None and now is None) or now == pytest.approx(was, abs=0.01), quality


def test_a_bit_is_less_than_nothing_said_and_a_lot_is_more(recorded):
    session, studio = desk(recorded)
    sizes = []
    for sentence in ("a bit brighter", "brighter", "a lot brighter"):
        turn = respond(session, f"make the piano {sentence}", studio)
        (check,) = turn.checks
        sizes.append(check.after - check.before)
    assert sizes[0] < sizes[1] < sizes[2]


def test_a_size_in_db_is_the_size(recorded):
    session, studio = desk(recorded)
    turn = respond(session, "make the piano 4 dB brighter", studio)
    if turn.status == "not_understood":
        turn = respond(session, "make the piano brighter by 4 dB", studio)
    assert turn.status == "done", turn.reply
    gains = [move.after.effect.gain_db for move in turn.moves]
    assert max(gains) == pytest.approx(4.0, abs=1.0)


def test_asking_twice_turns_the_same_filters_further(recorded):
    session, studio = desk(recorded)
    session = session.after(respond(session, "make the piano brighter", studio))
    once = len(session.mix["Piano"].chain)
    session = session.after(respond(session, "make the piano brighter", studio))
    assert len(session.mix["Piano"].chain) <= once + 1


def test_less_sibilant_takes_the_esses_down_and_leaves_the_vowels(song):
    write(song, {"Lead Vox": take("Lead Vox", seconds=10.0)})
    before, after, turn = rendered(song, "Lead Vox", "make the lead vox less sibilant")
    assert turn.status == "done", turn.reply
    (check,) = turn.checks
    assert check.verdict == "verified"
    esses, vowels = [], []
    for audio, rate in (before, after):
        sos_s = signal.butter(4, (5000, 9000), "band", fs=rate, output="sos")
        sos_v = signal.butter(4, (150, 3000), "band", fs=rate, output="sos")
        s, v = (signal.sosfiltfilt(sos, audio[0]) for sos in (sos_s, sos_v))
        frame = rate // 50
        n = len(s) // frame
        esses.append((s[: n * frame].reshape(n, frame) ** 2).mean(axis=1))
        vowels.append((v[: n * frame].reshape(n, frame) ** 2).mean(axis=1))
    loud = esses[0] > max(np.quantile(esses[0], 0.9), 0)
    moved = 10 * np.log10(esses[1][loud].mean() / esses[0][loud].mean())
    sung = vowels[0] > np.quantile(vowels[0], 0.6)
    kept = 10 * np.log10(vowels[1][sung].mean() / vowels[0][sung].mean())
    assert moved == pytest.approx(check.after - check.before, abs=1.0)
    assert moved <= -1.0
    assert abs(kept) < 0.5


def side_db(audio) -> float:
    mid, side = (audio[0] + audio[1]) / 2, (audio[0] - audio[1]) / 2
    return float(10 * np.log10((side**2).mean() / (mid**2).mean()))


@pytest.mark.parametrize(("word", "sign"), [("wider", 1), ("narrower", -1)])
def test_wider_and_narrower_change_the_side_and_say_by_how_much(song, word, sign):
    before, after, turn = rendered(song, "Elec Gtr", f"make the elec gtr {word}")
    assert turn.status == "done", turn.reply
    (check,) = turn.checks
    moved = side_db(after[0]) - side_db(before[0])
    assert np.sign(moved) == sign
    assert moved == pytest.approx(check.after - check.before, abs=0.3)


def test_mono_tracks_are_set_apart_so_that_together_they_are_wide(tmp_path):
    folder = write(tmp_path / "song", {"Gtr L": noise(), "Gtr R": noise(seed=2), "Bass": noise(seed=3)})
    with talking(folder) as conversation:
        turn = conversation.say("make the guitars wide")
        assert turn.status == "done", turn.reply
        pans = [conversation.session.mix[name].slot("pan").effect.position_pct for name in ("Gtr L", "Gtr R")]
        files = [conversation.say(f"render the {name} as wav24").files[0] for name in ("Gtr L", "Gtr R")]
    assert pans[0] < 0 < pans[1]
    together = read(files[0])[0] + read(files[1])[0]
    (check,) = turn.checks
    assert side_db(together) == pytest.approx(check.after, abs=0.3)
    assert check.verdict == "verified"


def reverb(conversation) -> str:
    """The file of what the reverb alone gives."""
    return next(file for file in conversation.say("export stems as wav24").files if file.endswith("Reverb.wav"))


def test_distance_is_the_share_of_reverb_and_is_measured(song):
    with talking(song) as conversation:
        first = conversation.say("make the lead vox more distant")
        (check,) = first.checks
        assert (first.status, check.verdict) == ("done", "verified")
        direct = read(conversation.say("render the lead vox as wav24").files[0])[0]
        wet = read(reverb(conversation))[0]
        # over the moments in which each sounds, as loud as they are then
        stands = [10 * np.log10((x[:, np.abs(x).max(axis=0) > 1e-4] ** 2).mean()) for x in (direct, wet)]
        assert stands[0] - stands[1] == pytest.approx(check.after, abs=3.0)
        second = conversation.say("make the lead vox closer")
        (nearer,) = second.checks
        assert second.status == "done"
        assert nearer.after > nearer.before
        wetter = read(reverb(conversation))[0]
        quieter = 10 * np.log10((wetter**2).mean() / (wet**2).mean())
        assert quieter == pytest.approx(nearer.before - nearer.after, abs=0.5)


def test_every_word_means_one_quality():
    said = [word for forms in words().values() for word in forms]
    assert len(said) == len(set(said))
    for name in words():
        quality, more = meaning(name, True)
        assert quality in QUALITIES
        assert purpose(quality, more)
        assert meaning(name, False) == (quality, not more)


def test_what_is_bad_to_have_is_a_complaint_by_itself():
    assert {"muddy", "harsh", "boomy", "boxy", "sibilant", "thin", "dull"} <= faults()
    assert not {"warm", "bright", "airy", "wide"} & faults()
    assert set(OPPOSITES) <= set(words())
