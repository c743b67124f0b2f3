"""The manual says what the effects declare, and shows what each of them does."""

from __future__ import annotations

import re

import numpy as np
from catalogue import ACTIVE

from docs.__main__ import PAGE as WRITTEN
from docs.__main__ import PICTURES, page
from docs.curves import graphs
from docs.picture import svg
from dsp.effects import EFFECTS, Bell, Compressor, Fader


def test_the_manual_is_the_one_that_python_m_docs_writes_now():
    assert WRITTEN.read_text("utf-8") == page(), "run python -m docs"


def test_every_effect_and_every_knob_is_in_it():
    for kind, section in zip(EFFECTS, re.split(r"^## ", page(), flags=re.MULTILINE)[1:], strict=True):
        assert section.startswith(kind.words[0].capitalize())
        for param in kind.params.values():
            assert re.search(
                rf"^\| {re.escape(param.words[0])}[,| ].*\| {re.escape(param.down)} \|", section, re.MULTILINE
            )


def test_what_is_drawn_is_what_the_effect_does():
    (response,) = graphs([("", Bell(gain_db=6, frequency_hz=1000))])
    at, gain = np.array(response.curves[0][1]).T
    assert abs(np.interp(1000, at, gain) - 6) < 0.3
    assert abs(np.interp(100, at, gain)) < 0.3
    transfer = next(g for g in graphs([("", Compressor(threshold_db=-30, ratio=4, knee_db=0))]) if "level" in g.title)
    into, out = np.array(transfer.curves[0][1]).T
    assert abs(np.interp(-6, into, out) - (-30 + 24 / 4)) < 0.2


def test_nothing_is_drawn_that_says_nothing():
    assert graphs([("", Fader(gain_db=-6))]) == []
    assert {path.stem for path in PICTURES.glob("*.svg")} <= {kind.__name__ for kind in EFFECTS}


def test_a_picture_is_the_same_each_time_and_names_its_curves():
    drawn = graphs([("as it comes", Compressor()), ("at work", ACTIVE[Compressor])])
    assert svg(drawn) == svg(drawn)
    assert "as it comes" in svg(drawn)
