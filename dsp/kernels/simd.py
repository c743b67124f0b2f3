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


INT32 = ir.IntType(32)
_SCALARS = {types.float64: ir.DoubleType(), types.float32: ir.FloatType()}


class Vector(types.Type):
    """So many numbers of a kind, as numba's typing sees them."""

    def __init__(self, element: Any, lanes: int) -> None:
        self.element, self.lanes = element, lanes
        super().__init__(name=f"Vector({element}, {lanes})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, vector_type(kind))


DOUBLE_VECTOR, FLOAT_VECTOR = Vector(types.float64, DOUBLES), Vector(types.float32, FLOATS)
WIDE_DOUBLES, WIDE_FLOATS = Vector(types.float64, 2 * DOUBLES), Vector(types.float32, 2 * FLOATS)
"""Twice as wide as most registers: two chains of work that need not wait for each other."""


def vector_type(kind: Vector, element: Any = None) -> ir.VectorType:
    """Return LLVM's type for a vector, its own or that of as many other numbers."""
    return ir.VectorType(_SCALARS[element or kind.element], kind.lanes)


def constant(kind: Vector, value: float) -> ir.Constant:
    """Return a number in each lane."""
    return ir.Constant(vector_type(kind), [value] * kind.lanes)


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


def pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Return where an array holds what has a flat index."""
    return builder.gep(context.make_array(array_type)(context, builder, array).data, [index])


def converted(builder: Any, value: Any, source: Any, kind: Vector, target: Any = None) -> Any:
    """Widen or round a vector from one float type to the other."""
    target = target or kind.element
    if source == target:
        return value
    convert = builder.fpext if target == types.float64 else builder.fptrunc
    return convert(value, vector_type(kind, target))


def _loader(kind: Vector) -> Any:
    @instruction
    def load(_typing: Any, array: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            element = sig.args[0].dtype
            place = pointer(context, builder, sig.args[0], args[0], args[1])
            place = builder.bitcast(place, vector_type(kind, element).as_pointer())
            return converted(builder, builder.load(place, align=4), element, kind)

        return kind(array, types.intp), generate

    return load


def _spreader(kind: Vector) -> Any:
    @instruction
    def spread(_typing: Any, value: Any) -> Any:
        def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            one = builder.insert_element(ir.Constant(vector_type(kind), ir.Undefined), args[0], ir.Constant(INT32, 0))
            return shuffled(builder, one, [0] * kind.lanes)

        return kind(kind.element), generate

    return spread


def shuffled(builder: Any, vector: Any, order: Sequence[int]) -> Any:
    """Return some lanes of a vector, in an order."""
    mask = ir.Constant(ir.VectorType(INT32, len(order)), list(order))
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
        place = pointer(context, builder, sig.args[1], args[1], args[2])
        place = builder.bitcast(place, vector_type(kind, element).as_pointer())
        return converted(builder, builder.load(place, align=4), element, kind)

    return vector(vector, array, types.intp), generate


@instruction
def every(_typing: Any, vector: Any, value: Any) -> Any:
    """Return a number in as many lanes as `vector` has."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.args[0]
        one = builder.insert_element(ir.Constant(vector_type(kind), ir.Undefined), args[1], ir.Constant(INT32, 0))
        return shuffled(builder, one, [0] * kind.lanes)

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
        place = pointer(context, builder, sig.args[0], args[0], args[1])
        place = builder.bitcast(place, vector_type(kind, element).as_pointer())
        builder.store(converted(builder, args[2], kind.element, kind, element), place, align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, vector), generate


def called(name: str, count: int) -> Any:
    """Make a function of `count` vectors from one of LLVM's, lane by lane."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole = vector_type(kind)
        bits = 64 if kind.element == types.float64 else 32
        full = f"llvm.{name}.v{kind.lanes}f{bits}"
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(whole, [whole] * count), full)
        return builder.call(function, args)

    return generate


@instruction
def mad(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return `a * b + c`, rounded once where the processor can."""
    return a(a, b, c), called("fmuladd", 3)


@instruction
def mad_less(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return `a * b - c`, rounded once where the processor can."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return called("fmuladd", 3)(context, builder, sig, (*args[:2], builder.fneg(args[2])))

    return a(a, b, c), generate


@instruction
def least(_typing: Any, a: Any, b: Any) -> Any:
    """Return the smaller number in each lane."""
    return a(a, b), called("minnum", 2)


@instruction
def most(_typing: Any, a: Any, b: Any) -> Any:
    """Return the larger number in each lane."""
    return a(a, b), called("maxnum", 2)


@instruction
def magnitude(_typing: Any, a: Any) -> Any:
    """Return each lane without its sign."""
    return a(a), called("fabs", 1)


@instruction
def root(_typing: Any, a: Any) -> Any:
    """Return the square root of each lane."""
    return a(a), called("sqrt", 1)


@instruction
def where_above(_typing: Any, a: Any, b: Any, yes: Any, no: Any) -> Any:
    """Return `yes` in the lanes where `a > b`, `no` in the others."""

    def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", args[0], args[1]), args[2], args[3])

    return a(a, b, yes, no), generate
