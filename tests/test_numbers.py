"""Numbers as people write and say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.effects import EFFECTS
from dsp.param import Param
from grammar.filling import _SCALES
from grammar.numbers import Quantity, joined, quantity
from grammar.words import split


def said(text: str) -> Quantity | None:
    """Return the quantity that the whole of `text` is."""
    words = split(text)
    found = quantity(words)
    return found[0] if found and found[1] == len(words) else None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3", 3, ""),
        ("-3db", -3, "dB"),
        ("−3 dB", -3, "dB"),
        ("–3 dB", -3, "dB"),
        ("- 3 dB", -3, "dB"),
        ("+2 dB", 2, "dB"),
        ("2 or 3 dB", 2.5, "dB"),
        ("5 or 6 dB", 5.5, "dB"),
        ("between 200 and 400", 283, ""),
        ("a quarter of a dB", 0.25, "dB"),
        ("three quarters of a dB", 0.75, "dB"),
        ("1/2 dB", 0.5, "dB"),
        ("minus two dB", -2, "dB"),
        ("350hz", 350, "Hz"),
        ("3.4k", 3400, "Hz"),
        ("2.3 kHz", 2300, "Hz"),
        ("1,200 Hz", 1200, "Hz"),
        ("1,5 dB", 1.5, "dB"),
        ("0,250 s", 0.25, "s"),
        (".5 dB", 0.5, "dB"),
        ("30%", 30, "%"),
        ("30 percent", 30, "%"),
        ("4:1", 4, ":1"),
        ("4 to 1", 4, ":1"),
        ("2.5 : 1", 2.5, ":1"),
        ("24 dB/oct", 24, "dB/oct"),
        ("24dB per octave", 24, "dB/oct"),
        ("10 milliseconds", 10, "ms"),
        ("2.5s", 2.5, "s"),
        ("-14 LUFS", -14, "LUFS"),
        ("-1 dBTP", -1, "dBTP"),
        ("-1 dB true peak", -1, "dBTP"),
        ("half a dB", 0.5, "dB"),
        ("two and three quarter dB", 2.75, "dB"),
        ("2 and a quarter dB", 2.25, "dB"),
        ("a hundred ten Hz", 110, "Hz"),
        ("a hundred and fifty ms", 150, "ms"),
        ("two thousand five hundred Hz", 2500, "Hz"),
        ("three thousand Hz", 3000, "Hz"),
        ("a dB", 1, "dB"),
        ("a couple of dB", 2, "dB"),
        ("one and a half dB", 1.5, "dB"),
        ("one point five dB", 1.5, "dB"),
        ("twenty five percent", 25, "%"),
        ("five hundred hertz", 500, "Hz"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    found = said(text)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["a", "half", "bit", "dB", "minus", "a bit", "k", "plus"])
def test_words_that_only_begin_a_number_are_none(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize("text", ["2 or 10 dB", "between 2 and 4", "between 45 and 50"])
def test_a_choice_or_numbers_of_nothing_are_no_range(text: str) -> None:
    found = said(text)
    assert found is None or found.octaves == 0
    assert found is None or found.unit == ""


def test_what_is_to_come_on_top_is_said_in_one_order() -> None:
    assert [word.text for word in joined(split("two more dB"))] == ["two", "db", "more"]
    assert [word.text for word in joined(split("another dB"))] == ["another", "one", "db"]


def test_the_hyphen_of_a_name_is_no_minus() -> None:
    assert [word.text for word in split("Tom-3 up")] == ["tom", "3", "up"]


@pytest.mark.parametrize("signed", ["+3 dB", "-3 dB"])
def test_a_sign_that_was_written_is_remembered(signed: str) -> None:
    with_sign, without = said(signed), said("3 dB")
    assert with_sign is not None
    assert without is not None
    assert (with_sign.signed, without.signed) == (True, False)


KNOBS = [
    param
    for effect in EFFECTS
    for param in effect.params.values()
    if not isinstance(param.default, bool) and not param.labels
]


@given(st.sampled_from(KNOBS), st.floats(0, 1))
def test_what_a_knob_prints_is_read_back_as_the_same_number(param: Param, travel: float) -> None:
    value = param.snap(param.low + travel * (param.high - param.low))
    found = said(param.format(value))
    assert found is not None
    scale = _SCALES.get(
        (found.unit, param.unit), 1.0 if found.unit == param.unit else 0.0
    )  # cents are read in semitones
    assert found.value * scale == pytest.approx(value) if scale != 1.0 else found.value == value
