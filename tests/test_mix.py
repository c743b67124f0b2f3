from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import desk_mix, strip

from dsp.effects.level import Fader, Pan, Send, Width
from dsp.mix import MAIN, Mix, Move, Slot, StaleMove, Strip, adjust, insert, remove

EFFECTS = [Fader(), Fader(gain_db=-6), Pan(position_pct=20), Width(width_pct=50), Send(to="room")]


def a_move(mix: Mix, chance: random.Random) -> Move:
    """Some move that can be made on this mix."""
    strip = chance.choice(mix.strips)
    kind = chance.choice(["insert", "adjust", "remove", "reorder", "add strip", "drop strip", "change strip"])
    name = f"new {chance.randrange(1000)}"
    others = mix.strips[:-1]
    if kind == "add strip" and name not in mix:
        new = Strip(name, "bus", chain=tuple(s for s in strip.chain))
        return Move(name, None, new, at=chance.randrange(-1, len(mix.strips)))
    if kind == "drop strip" and others:
        gone = chance.choice(others)
        return Move(gone.name, gone, None, was=mix.strips.index(gone))
    if kind == "change strip" and others:
        old = chance.choice(others)
        return Move(old.name, old, replace(old, role="piano", output=""))
    if strip.chain and kind == "adjust":
        return adjust(strip, chance.choice(strip.chain), chance.choice(EFFECTS))
    if strip.chain and kind == "remove":
        return remove(strip, chance.choice(strip.chain))
    if strip.chain and kind == "reorder":
        slot = chance.choice(strip.chain)
        at = chance.randrange(len(strip.chain))
        return Move(strip.name, slot, slot, at=at, was=strip.chain.index(slot))
    if strip.slot(name):
        return remove(strip, strip.chain[0])
    return insert(strip, Slot(name, chance.choice(EFFECTS)), chance.randrange(-1, len(strip.chain) + 1))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 25))
def test_moves_taken_back_in_reverse_restore_the_mix(seed, count):
    chance = random.Random(seed)
    start = mix = desk_mix(strip("vox", Fader(), Pan()), strip("bass", Fader(gain_db=3)), strip("kick"))
    moves = []
    for _ in range(count):
        moves.append(a_move(mix, chance))
        mix = mix.apply(moves[-1])
        assert mix.strips[-1].name == MAIN
    assert start.apply(*moves) == mix
    assert mix.apply(*(move.inverse for move in reversed(moves))) == start


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(2, 8))
def test_moves_planned_on_one_mix_are_taken_back_exactly_or_refused(seed, count):
    chance = random.Random(seed)
    start = desk_mix(strip("vox", Fader(), Pan(), Width()), strip("bass", Fader(gain_db=3)))
    moves = [a_move(start, chance) for _ in range(count)]
    try:
        mix = start.apply(*moves)
    except StaleMove:
        return
    assert mix.apply(*(move.inverse for move in reversed(moves))) == start


def test_an_adjusted_slot_stays_where_an_earlier_insertion_has_put_it():
    mix = desk_mix(strip("vox", Fader(), Pan()))
    first, second = mix["vox"].chain
    moves = insert(mix["vox"], Slot("low cut", Width()), 0), adjust(mix["vox"], second, Pan(position_pct=9))
    chain = mix.apply(*moves)["vox"].chain
    assert [slot.name for slot in chain] == ["low cut", "fader", "pan"]
    assert chain[2].effect == Pan(position_pct=9)
    assert chain[1] is first


def test_a_strip_comes_in_before_main_and_goes_again():
    mix = desk_mix(strip("vox"))
    room = Strip("room", "return")
    move = Move("room", None, room)
    assert [s.name for s in mix.apply(move)] == ["vox", "room", "main"]
    assert mix.apply(move, move.inverse) == mix


def test_a_mix_is_unchanged_by_a_move_that_fails():
    mix = desk_mix(strip("vox", Fader()))
    same = Mix(mix.strips)
    with pytest.raises(StaleMove, match="vox has a fader already"):
        mix.apply(insert(mix["vox"], Slot("pan", Pan()), 0), insert(mix["vox"], Slot("fader", Fader()), 0))
    assert mix == same


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (Move("drums", None, Slot("fader", Fader())), "there is no strip drums"),
        (Move("vox", Slot("fader", Fader(gain_db=1)), None), "fader on vox is not as the move found it"),
        (Move("vox", Slot("pan", Pan()), None, was=0), "pan on vox does not stand where the move found it"),
        (Move("vox", None, Slot("pan", Pan())), "vox has a pan already"),
        (Move("vox", None, Strip("vox")), "the mix has a vox already"),
        (Move("kick", Strip("kick"), None), "kick on the mix is not as the move found it"),
        (Move("main", desk_mix()["main"], None), "main on the mix is not as the move found it"),
    ],
)
def test_a_move_planned_on_another_mix_is_refused(move, message):
    with pytest.raises(StaleMove, match=message):
        desk_mix(strip("vox", Fader(), Pan())).apply(move)


def test_a_mix_is_a_value():
    one, other = (desk_mix(strip("vox", Fader(gain_db=-3))) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != desk_mix(strip("vox", Fader(gain_db=-3.1)))


def test_strips_and_slots_are_found_by_name_and_kind():
    mix = desk_mix(strip("vox", Fader(), Pan(), Fader(gain_db=1)))
    assert "vox" in mix
    assert "piano" not in mix
    assert [slot.name for slot in mix["vox"].of(Fader)] == ["fader", "fader2"]
    assert mix["vox"].slot("pan") == Slot("pan", Pan())
    assert mix["vox"].slot("reverb") is None
    with pytest.raises(KeyError, match="there is no strip piano"):
        mix["piano"]
