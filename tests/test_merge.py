from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.merge import APART, merge
from dsp.mix import Opinion


def wish(value, precision=1.0, source="somebody"):
    return Opinion("strip", "slot", "", "gain_db", value, precision, source, "because")


def test_nobody_wishes_nothing():
    assert merge((), 1.5) is None


def test_one_wish_is_the_decision():
    merged = merge([wish((1.0, -2.0))], 1.5)
    assert merged is not None
    assert merged.value.tolist() == [1.0, -2.0]
    assert merged.weights == (1.0,)
    assert not merged.disagreed


def test_wishes_that_agree_are_weighed_by_how_sure_they_are():
    merged = merge([wish(2.0, 3.0), wish(3.0, 1.0)], 1.5)
    assert merged is not None
    assert merged.value == pytest.approx(2.25)  # (3 · 2 + 1 · 3) / 4
    assert merged.weights == pytest.approx((0.75, 0.25))


def test_beyond_two_combined_sigmas_the_surer_wins_and_it_is_said():
    # of two wishes of precision 1 the combined sigma is 1.5 · √2
    limit = APART * 1.5 * np.sqrt(2)
    near, far = merge([wish(0.0), wish(limit - 0.01)], 1.5), merge([wish(0.0, 1.01), wish(limit + 0.1)], 1.5)
    assert near is not None
    assert far is not None
    assert near.value == pytest.approx((limit - 0.01) / 2)
    assert not near.disagreed
    assert far.value == 0.0
    assert far.weights == (1.0, 0.0)
    assert far.disagreed


@given(st.lists(st.tuples(st.floats(-12, 12), st.floats(0.1, 10)), min_size=1, max_size=5))
def test_a_decision_lies_among_the_wishes_and_the_weights_sum_to_one(stated):
    merged = merge([wish(v, p) for v, p in stated], 1.5)
    assert merged is not None
    values = [v for v, _ in stated]
    assert min(values) - 1e-9 <= float(merged.value[0]) <= max(values) + 1e-9
    assert sum(merged.weights) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.1, 10)), min_size=1, max_size=4), st.randoms())
def test_who_speaks_first_does_not_matter(stated, chance):
    mixed = list(stated)
    chance.shuffle(mixed)
    one, other = (merge([wish(v, p) for v, p in some], 100.0) for some in (stated, mixed))
    assert one is not None
    assert other is not None
    assert one.value == pytest.approx(other.value)
