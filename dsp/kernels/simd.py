"""Explicit vectors inside compiled loops: four doubles or eight floats that are worked on at once.

A recursion along time cannot be vectorised by a compiler; lanes side by side can. In a kernel a vector is used
like a number: `v = doubles(tile, 4 * i)`, then `+ - * /` and the functions below. Widths are fixed, so the code
runs wherever LLVM does: on AVX2 a vector is one register, on NEON two, with AVX-512 two share an instruction's
cost. Nothing is reordered and nothing fused but by `mad`, so a lane gives the same bits whatever stands beside it.

References
----------
.. [1] numba, "Notes on extending": intrinsics write LLVM instructions by hand.
.. [2] `llvm.fmuladd`: fused where the processor multiplies and adds in one step, decided once for a processor and
   never by the surrounding code.
"""

# ruff: noqa: ARG001 - numba reads the arguments' names
from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, register_model

DOUBLES, FLOATS = 4, 8
"""Lanes of a vector: 256 bits, which is what most processors add and multiply at full rate."""


def instruction(write: Callable[..., Any]) -> Any:
    """Make a function for kernels of one that writes LLVM's instructions for it."""
    return intrinsic(write)


_INT32 = ir.IntType(32)
_SCALARS = {types.float64: ir.DoubleType(), types.float32: ir.FloatType()}


class Vector(types.Type):
    """So many numbers of a kind, as numba's typing sees them."""

    def __init__(self, element: Any, lanes: int) -> None:
        self.element, self.lanes = element, lanes
        super().__init__(name=f"Vector({element}, {lanes})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, _llvm(kind))


DOUBLE_VECTOR, FLOAT_VECTOR = Vector(types.float64, DOUBLES), Vector(types.float32, FLOATS)
WIDE_DOUBLES, WIDE_FLOATS = Vector(types.float64, 2 * DOUBLES), Vector(types.float32, 2 * FLOATS)
"""Twice as wide as most registers: two chains of work that need not wait for each other."""


def _llvm(kind: Vector, element: Any = None) -> ir.VectorType:
    return ir.VectorType(_SCALARS[element or kind.element], kind.lanes)


def _constant(kind: Vector, value: float) -> ir.Constant:
    return ir.Constant(_llvm(kind), [value] * kind.lanes)


def _arithmetic(operation: Callable[..., Any], build: Callable[..., Any]) -> None:
    """Let an operator work on two vectors of a kind."""

    @infer_global(operation)
    class _Typed(AbstractTemplate):
        def generic(self, args: Sequence[Any], kws: object) -> Any:  # noqa: ARG002 - numba's signature
            if len(args) == 2 and isinstance(args[0], Vector) and args[0] == args[1]:
                return signature(args[0], *args)
            return None

    @lower_builtin(operation, Vector, Vector)
    def _lowered(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return build(builder, *args)


_arithmetic(operator.add, lambda builder, a, b: builder.fadd(a, b))
_arithmetic(operator.sub, lambda builder, a, b: builder.fsub(a, b))
_arithmetic(operator.mul, lambda builder, a, b: builder.fmul(a, b))
_arithmetic(operator.truediv, lambda builder, a, b: builder.fdiv(a, b))


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    return builder.gep(context.make_array(array_type)(context, builder, array).data, [index])


def _converted(builder: Any, value: Any, source: Any, kind: Vector, target: Any = None) -> Any:
    """Widen or round a vector from one float type to the other."""
    target = target or kind.element
    if source == target:
        return value
    convert = builder.fpext if target == types.float64 else builder.fptrunc
    return convert(value, _llvm(kind, target))


def _loader(kind: Vector) -> Any:
    @instruction
    def load(_typing: Any, array: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            element = sig.args[0].dtype
            place = _pointer(context, builder, sig.args[0], args[0], args[1])
            place = builder.bitcast(place, _llvm(kind, element).as_pointer())
            return _converted(builder, builder.load(place, align=4), element, kind)

        return kind(array, types.intp), generate

    return load


def _spreader(kind: Vector) -> Any:
    @instruction
    def spread(_typing: Any, value: Any) -> Any:
        def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            one = builder.insert_element(ir.Constant(_llvm(kind), ir.Undefined), args[0], ir.Constant(_INT32, 0))
            return _shuffled(builder, one, [0] * kind.lanes)

        return kind(kind.element), generate

    return spread


def _shuffled(builder: Any, vector: Any, order: Sequence[int]) -> Any:
    mask = ir.Constant(ir.VectorType(_INT32, len(order)), list(order))
    return builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), mask)


doubles = _loader(DOUBLE_VECTOR)
"""`doubles(array, i)`: the four numbers from flat index `i` on; floats are widened."""

floats = _loader(FLOAT_VECTOR)
"""`floats(array, i)`: the eight numbers from flat index `i` on; doubles are rounded."""

every_double = _spreader(DOUBLE_VECTOR)
"""`every_double(x)`: the float64 `x` in each lane."""

eight_doubles, sixteen_floats = _spreader(WIDE_DOUBLES), _spreader(WIDE_FLOATS)
"""The same in twice as many lanes."""

every_float = _spreader(FLOAT_VECTOR)
"""`every_float(x)`: the float32 `x` in each lane."""


@instruction
def like(_typing: Any, vector: Any, array: Any, index: Any) -> Any:
    """Return as many numbers from flat index `index` on as `vector` has lanes."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind, element = sig.args[0], sig.args[1].dtype
        place = _pointer(context, builder, sig.args[1], args[1], args[2])
        place = builder.bitcast(place, _llvm(kind, element).as_pointer())
        return _converted(builder, builder.load(place, align=4), element, kind)

    return vector(vector, array, types.intp), generate


@instruction
def every(_typing: Any, vector: Any, value: Any) -> Any:
    """Return a number in as many lanes as `vector` has."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.args[0]
        one = builder.insert_element(ir.Constant(_llvm(kind), ir.Undefined), args[1], ir.Constant(_INT32, 0))
        return _shuffled(builder, one, [0] * kind.lanes)

    return vector(vector, vector.element), generate


@instruction
def lanes(_typing: Any, vector: Any) -> Any:
    """Return how many lanes a vector has."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.get_constant(types.intp, sig.args[0].lanes)

    return types.intp(vector), generate


@instruction
def store(_typing: Any, array: Any, index: Any, vector: Any) -> Any:
    """Write a vector from flat index `index` of `array` on, rounded to the array's type."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind, element = sig.args[2], sig.args[0].dtype
        place = _pointer(context, builder, sig.args[0], args[0], args[1])
        place = builder.bitcast(place, _llvm(kind, element).as_pointer())
        builder.store(_converted(builder, args[2], kind.element, kind, element), place, align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, vector), generate


def _called(name: str, count: int) -> Any:
    """Make a function of `count` vectors from one of LLVM's, lane by lane."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole = _llvm(kind)
        bits = 64 if kind.element == types.float64 else 32
        full = f"llvm.{name}.v{kind.lanes}f{bits}"
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(whole, [whole] * count), full)
        return builder.call(function, args)

    return generate


@instruction
def mad(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return `a * b + c`, rounded once where the processor can."""
    return a(a, b, c), _called("fmuladd", 3)


@instruction
def mad_less(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return `a * b - c`, rounded once where the processor can."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _called("fmuladd", 3)(context, builder, sig, (*args[:2], builder.fneg(args[2])))

    return a(a, b, c), generate


@instruction
def least(_typing: Any, a: Any, b: Any) -> Any:
    """Return the smaller number in each lane."""
    return a(a, b), _called("minnum", 2)


@instruction
def most(_typing: Any, a: Any, b: Any) -> Any:
    """Return the larger number in each lane."""
    return a(a, b), _called("maxnum", 2)


@instruction
def magnitude(_typing: Any, a: Any) -> Any:
    """Return each lane without its sign."""
    return a(a), _called("fabs", 1)


@instruction
def root(_typing: Any, a: Any) -> Any:
    """Return the square root of each lane."""
    return a(a), _called("sqrt", 1)


@instruction
def where_above(_typing: Any, a: Any, b: Any, yes: Any, no: Any) -> Any:
    """Return `yes` in the lanes where `a > b`, `no` in the others."""

    def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", args[0], args[1]), args[2], args[3])

    return a(a, b, yes, no), generate


def _swapper(distance: int) -> Any:
    @instruction
    def swap(_typing: Any, a: Any) -> Any:
        def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return _shuffled(builder, args[0], [lane ^ distance for lane in range(sig.return_type.lanes)])

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


@instruction
def log2(_typing: Any, a: Any) -> Any:
    """Return the logarithm of each float, which must be positive and normal; off by 3e-7 octaves at most.

    The exponent, and the series of the inverse hyperbolic tangent for a mantissa between the roots of 1/2 and 2.
    """

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole, integers = _llvm(kind), ir.VectorType(_INT32, kind.lanes)

        def count(value: int) -> ir.Constant:
            return ir.Constant(integers, [value] * kind.lanes)

        above = builder.sub(builder.bitcast(args[0], integers), count(0x3F3504F3))
        exponent = builder.ashr(above, count(23))
        mantissa = builder.bitcast(
            builder.sub(builder.bitcast(args[0], integers), builder.shl(exponent, count(23))), whole
        )
        one = _constant(kind, 1.0)
        s = builder.fdiv(builder.fsub(mantissa, one), builder.fadd(mantissa, one))
        square = builder.fmul(s, s)
        fused = _called("fmuladd", 3)
        total = _constant(kind, _TWO_OVER_LN2 / 9)
        for divisor in (7, 5, 3, 1):
            total = fused(_context, builder, sig, (total, square, _constant(kind, _TWO_OVER_LN2 / divisor)))
        return fused(_context, builder, sig, (total, s, builder.sitofp(exponent, whole)))

    return FLOAT_VECTOR(a), generate


_TWO_OVER_LN2 = 2.885390081777927


@instruction
def exp2(_typing: Any, a: Any) -> Any:
    """Return two to the power of each float, which must lie between -126 and 126; off by 2e-7 of it at most."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole, integers = _llvm(kind), ir.VectorType(_INT32, kind.lanes)
        floor = _called("floor", 1)(_context, builder, sig, (builder.fadd(args[0], _constant(kind, 0.5)),))
        rest = builder.fsub(args[0], floor)
        fused = _called("fmuladd", 3)
        total = _constant(kind, 0.0001540353)
        for factor in (0.0013333558, 0.0096181291, 0.0555041087, 0.2402265070, 0.6931471806, 1.0):
            total = fused(_context, builder, sig, (total, rest, _constant(kind, factor)))
        biased = builder.add(builder.fptosi(floor, integers), ir.Constant(integers, [127] * kind.lanes))
        scale = builder.shl(biased, ir.Constant(integers, [23] * kind.lanes))
        return builder.fmul(total, builder.bitcast(scale, whole))

    return FLOAT_VECTOR(a), generate


def _turned(builder: Any, rows: Sequence[Any]) -> list[Any]:
    """Turn four vectors of four: what was the lane becomes the place."""
    pairs = [_joined(builder, rows[i], rows[i + 2], (0, 4, 1, 5)) for i in (0, 1)]
    others = [_joined(builder, rows[i], rows[i + 2], (2, 6, 3, 7)) for i in (0, 1)]
    return [_joined(builder, a, b, order) for a, b in (pairs, others) for order in ((0, 4, 1, 5), (2, 6, 3, 7))]


def _joined(builder: Any, a: Any, b: Any, order: Sequence[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(_INT32, len(order)), list(order)))


@instruction
def four_frames(_typing: Any, array: Any, index: Any, stride: Any) -> Any:
    """Return four vectors: what four rows, `stride` apart, hold at flat index `index` and the three after it."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = sig.args[0].dtype
        data, place = context.make_array(sig.args[0])(context, builder, args[0]).data, args[1]
        rows = []
        for _ in range(DOUBLES):
            pointer = builder.bitcast(builder.gep(data, [place]), _llvm(DOUBLE_VECTOR, element).as_pointer())
            rows.append(builder.load(pointer, align=4))
            place = builder.add(place, args[2])
        frames = [_converted(builder, frame, element, DOUBLE_VECTOR) for frame in _turned(builder, rows)]
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
            pointer = builder.bitcast(builder.gep(data, [place]), _llvm(DOUBLE_VECTOR).as_pointer())
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
        rounded = [_converted(builder, v, types.float64, DOUBLE_VECTOR, element) for v in vectors]
        for row in _turned(builder, rounded):
            pointer = builder.bitcast(builder.gep(data, [place]), _llvm(DOUBLE_VECTOR, element).as_pointer())
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
            some = _shuffled(builder, args[2], range(0, sig.args[2].lanes, step))
            place = _pointer(context, builder, sig.args[0], args[0], args[1])
            builder.store(some, builder.bitcast(place, some.type.as_pointer()), align=4)
            return context.get_dummy_value()

        return types.void(array, types.intp, vector), generate

    return store_some


store_even, store_fourth = _sparse_storer(2), _sparse_storer(4)
"""`store_even(array, i, v)`: every second lane from flat index `i` on; `store_fourth`: every fourth."""
