"""Numbers that change lanes: neighbours swapped, frames late, rows turned into columns, every so many kept."""

# ruff: noqa: ARG001 - numba reads the arguments' names
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from dsp.kernels.simd import (
    DOUBLE_VECTOR,
    DOUBLES,
    FLOATS,
    INT32,
    WIDE_FLOATS,
    converted,
    instruction,
    pointer,
    shuffled,
    vector_type,
)


def _swapper(distance: int) -> Any:
    @instruction
    def swap(_typing: Any, a: Any) -> Any:
        def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return shuffled(builder, args[0], [lane ^ distance for lane in range(sig.return_type.lanes)])

        return a(a), generate

    return swap


swap_1 = _swapper(1)
"""`swap_1(v)`: every pair of neighbouring lanes exchanged."""

swap_2 = _swapper(2)
"""`swap_2(v)`: every two pairs exchanged."""

swap_4 = _swapper(4)
"""`swap_4(v)`: the halves of eight lanes exchanged."""


def _delayer(frames: int) -> Any:
    @instruction
    def delayed(_typing: Any, before: Any, now: Any) -> Any:
        def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
            lanes = sig.return_type.lanes
            return _joined(builder, args[0], args[1], range(lanes - frames, 2 * lanes - frames))

        return now(before, now), generate

    return delayed


delayed_1 = _delayer(1)
"""`delayed_1(before, now)`: where lanes are frames, `now` one frame late; `before` are the lanes that came first."""

delayed_2 = _delayer(2)
"""`delayed_2(before, now)`: two frames late."""

delayed_4 = _delayer(4)
"""`delayed_4(before, now)`: four frames late."""


def _turned(builder: Any, rows: Sequence[Any]) -> list[Any]:
    """Turn four vectors of four: what was the lane becomes the place."""
    pairs = [_joined(builder, rows[i], rows[i + 2], (0, 4, 1, 5)) for i in (0, 1)]
    others = [_joined(builder, rows[i], rows[i + 2], (2, 6, 3, 7)) for i in (0, 1)]
    return [_joined(builder, a, b, order) for a, b in (pairs, others) for order in ((0, 4, 1, 5), (2, 6, 3, 7))]


def _joined(builder: Any, a: Any, b: Any, order: Sequence[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(INT32, len(order)), list(order)))


@instruction
def four_frames(_typing: Any, array: Any, index: Any, stride: Any) -> Any:
    """Return four vectors: what four rows, `stride` apart, hold at flat index `index` and the three after it."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = sig.args[0].dtype
        data, place = context.make_array(sig.args[0])(context, builder, args[0]).data, args[1]
        rows = []
        for _ in range(DOUBLES):
            pointer = builder.bitcast(builder.gep(data, [place]), vector_type(DOUBLE_VECTOR, element).as_pointer())
            rows.append(builder.load(pointer, align=4))
            place = builder.add(place, args[2])
        frames = [converted(builder, frame, element, DOUBLE_VECTOR) for frame in _turned(builder, rows)]
        return context.make_tuple(builder, sig.return_type, frames)

    return types.UniTuple(DOUBLE_VECTOR, DOUBLES)(array, types.intp, types.intp), generate


@instruction
def four_pairs(_typing: Any, array: Any, index: Any, stride: Any) -> Any:
    """Return four vectors of doubles that are pairs of floats: those that four rows hold at flat index `index` and on.

    Each holds one pair of every row; to be stored as doubles and read as floats.
    """

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data, place = context.make_array(sig.args[0])(context, builder, args[0]).data, args[1]
        rows = []
        for _ in range(DOUBLES):
            pointer = builder.bitcast(builder.gep(data, [place]), vector_type(DOUBLE_VECTOR).as_pointer())
            rows.append(builder.load(pointer, align=4))
            place = builder.add(place, args[2])
        return context.make_tuple(builder, sig.return_type, _turned(builder, rows))

    return types.UniTuple(DOUBLE_VECTOR, DOUBLES)(array, types.intp, types.intp), generate


@instruction
def store_four_frames(_typing: Any, array: Any, index: Any, stride: Any, frames: Any) -> Any:
    """Write four vectors to four rows, `stride` apart, from flat index `index` on."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = sig.args[0].dtype
        data, place = context.make_array(sig.args[0])(context, builder, args[0]).data, args[1]
        vectors = cgutils.unpack_tuple(builder, args[3])
        rounded = [converted(builder, v, types.float64, DOUBLE_VECTOR, element) for v in vectors]
        for row in _turned(builder, rounded):
            pointer = builder.bitcast(builder.gep(data, [place]), vector_type(DOUBLE_VECTOR, element).as_pointer())
            builder.store(row, pointer, align=4)
            place = builder.add(place, args[2])
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, frames), generate


@instruction
def interleaved(_typing: Any, a: Any, b: Any) -> Any:
    """Return two vectors of eight floats as one of sixteen, in which their lanes take turns."""

    def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return _joined(builder, args[0], args[1], [place for lane in range(FLOATS) for place in (lane, FLOATS + lane)])

    return WIDE_FLOATS(a, b), generate


def _sparse_storer(step: int) -> Any:
    @instruction
    def store_some(_typing: Any, array: Any, index: Any, vector: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            some = shuffled(builder, args[2], range(0, sig.args[2].lanes, step))
            place = pointer(context, builder, sig.args[0], args[0], args[1])
            builder.store(some, builder.bitcast(place, some.type.as_pointer()), align=4)
            return context.get_dummy_value()

        return types.void(array, types.intp, vector), generate

    return store_some


store_even, store_fourth = _sparse_storer(2), _sparse_storer(4)
"""`store_even(array, i, v)`: every second lane from flat index `i` on; `store_fourth`: every fourth."""
