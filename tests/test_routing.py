from __future__ import annotations

import pytest
from rig import desk_mix, strip

from dsp.effects.level import OFF_DB, Fader, Send, Solo
from dsp.routing import BadRoute, Cable, cables, level_db, silenced, upstream


def test_cables_leave_at_sends_and_at_the_output_in_the_order_of_the_strips():
    mix = desk_mix(
        strip("vox", Send(to="room"), Fader(), Send(to="hall"), output="voices"),
        strip("voices", kind="bus"),
        strip("room", kind="return"),
        strip("hall", kind="return"),
    )
    assert cables(mix) == (
        Cable("vox", "room", "send"),
        Cable("vox", "hall", "send2"),
        Cable("vox", "voices"),
        Cable("voices", "main"),
        Cable("room", "main"),
        Cable("hall", "main"),
    )


def test_a_send_to_nowhere_is_no_cable():
    assert cables(desk_mix(strip("vox", Send()))) == (Cable("vox", "main"),)


def test_every_strip_comes_after_those_that_feed_it_however_the_mix_is_ordered():
    mix = desk_mix(
        strip("room", kind="return", output="all"),
        strip("all", kind="bus"),
        strip("vox", Send(to="room"), output="all"),
    )
    order = upstream(mix, ["main"])
    assert sorted(order) == ["all", "main", "room", "vox"]
    assert order.index("vox") < order.index("room") < order.index("all") < order.index("main")


def test_only_what_is_needed_is_upstream():
    mix = desk_mix(strip("vox", Send(to="room")), strip("bass"), strip("room", kind="return"))
    assert upstream(mix, ["bass"]) == ("bass",)
    assert set(upstream(mix, ["room"])) == {"vox", "room"}


def test_a_circle_is_refused_and_named():
    mix = desk_mix(
        strip("a", Send(to="b"), kind="return"), strip("b", kind="bus", output="a"), strip("vox", output="b")
    )
    with pytest.raises(BadRoute, match=r"strips feed each other in a circle: (a > b > a|b > a > b)"):
        upstream(mix, ["vox"])


def test_a_strip_that_sends_to_itself_is_a_circle():
    with pytest.raises(BadRoute, match="circle: room > room"):
        upstream(desk_mix(strip("room", Send(to="room"), kind="return")), ["main"])


@pytest.mark.parametrize(
    ("vox", "message"),
    [
        (strip("vox", Send(to="cellar")), "vox feeds cellar, which is not in the mix"),
        (strip("vox", output="bass"), "vox feeds bass, a track: only buses, returns and main take a feed"),
    ],
)
def test_what_cannot_be_fed_is_named(vox, message):
    with pytest.raises(BadRoute, match=message):
        cables(desk_mix(vox, strip("bass")))


def test_listening_to_an_unknown_strip_is_refused():
    with pytest.raises(BadRoute, match="there is no strip piano to listen to"):
        upstream(desk_mix(strip("vox")), ["piano"])


def test_a_solo_silences_the_other_tracks_and_nothing_else():
    mix = desk_mix(strip("vox", Solo(on=True)), strip("bass", Solo()), strip("kick"), strip("r", kind="return"))
    everything = [s.name for s in mix]
    assert silenced(mix, everything) == {"bass", "kick"}
    assert silenced(mix, ["bass", "kick", "main"]) == frozenset()


def test_soloing_a_bus_lets_its_tracks_be_heard():
    mix = desk_mix(
        strip("kick", output="drums"), strip("vox"), strip("drums", Solo(on=True), kind="bus", output="band"),
        strip("band", kind="bus"),
    )  # fmt: skip
    assert silenced(mix, [s.name for s in mix]) == {"vox"}


def test_a_cable_carries_its_send_level_unless_its_strip_is_silenced():
    mix = desk_mix(strip("vox", Send(to="r", level_db=-9)), strip("r", kind="return"))
    send, out, _ = cables(mix)
    assert level_db(mix, send, set()) == -9
    assert level_db(mix, out, set()) == 0
    assert level_db(mix, send, {"vox"}) == level_db(mix, out, {"vox"}) == OFF_DB
