"""Who is meant by names, as far as the names of the tracks tell."""

from __future__ import annotations

from collections.abc import Sequence

from grammar.refs import Ref, Target
from grammar.roles import players, role_of


def are_apart(one: Target, other: Target, strips: Sequence[str]) -> bool:
    """Whether two targets certainly have nobody in common."""
    if not one or not other:
        return False
    cast = {strip: role_of(strip)[0] for strip in strips}
    return not any(_meet(a, b, cast) for a in one.refs for b in other.refs)


def _meet(one: Ref, other: Ref, cast: dict[str, str]) -> bool:
    if {one.kind, other.kind} - {"strip", "role"}:
        return True
    if one.index and other.index and one.index != other.index and one.value == other.value:
        return False  # tom 1 and tom 2
    return bool(_who(one, cast) & _who(other, cast)) or one.value == other.value


def _who(ref: Ref, cast: dict[str, str]) -> set[str]:
    return {ref.value} if ref.kind == "strip" else {*players(ref.value, cast)}
