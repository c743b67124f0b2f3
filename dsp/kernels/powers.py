"""Logarithms and powers of two, eight floats at once.

References
----------
.. [1] M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964: 4.1.28, the logarithm as a series of the
   inverse hyperbolic tangent, and 4.2.1, the exponential's.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from dsp.kernels.simd import FLOAT_VECTOR, INT32, called, constant, instruction, vector_type

_TWO_OVER_LN2 = 2.885390081777927


@instruction
def log2(_typing: Any, a: Any) -> Any:
    """Return the logarithm of each float, which must be positive and normal; off by 3e-7 octaves at most.

    The exponent, and the series of the inverse hyperbolic tangent for a mantissa between the roots of 1/2 and 2.
    """

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole, integers = vector_type(kind), ir.VectorType(INT32, kind.lanes)

        def count(value: int) -> ir.Constant:
            return ir.Constant(integers, [value] * kind.lanes)

        above = builder.sub(builder.bitcast(args[0], integers), count(0x3F3504F3))
        exponent = builder.ashr(above, count(23))
        mantissa = builder.bitcast(
            builder.sub(builder.bitcast(args[0], integers), builder.shl(exponent, count(23))), whole
        )
        one = constant(kind, 1.0)
        s = builder.fdiv(builder.fsub(mantissa, one), builder.fadd(mantissa, one))
        square = builder.fmul(s, s)
        fused = called("fmuladd", 3)
        total = constant(kind, _TWO_OVER_LN2 / 9)
        for divisor in (7, 5, 3, 1):
            total = fused(_context, builder, sig, (total, square, constant(kind, _TWO_OVER_LN2 / divisor)))
        return fused(_context, builder, sig, (total, s, builder.sitofp(exponent, whole)))

    return FLOAT_VECTOR(a), generate


@instruction
def exp2(_typing: Any, a: Any) -> Any:
    """Return two to the power of each float, which must lie between -126 and 126; off by 2e-7 of it at most."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = sig.return_type
        whole, integers = vector_type(kind), ir.VectorType(INT32, kind.lanes)
        floor = called("floor", 1)(_context, builder, sig, (builder.fadd(args[0], constant(kind, 0.5)),))
        rest = builder.fsub(args[0], floor)
        fused = called("fmuladd", 3)
        total = constant(kind, 0.0001540353)
        for factor in (0.0013333558, 0.0096181291, 0.0555041087, 0.2402265070, 0.6931471806, 1.0):
            total = fused(_context, builder, sig, (total, rest, constant(kind, factor)))
        biased = builder.add(builder.fptosi(floor, integers), ir.Constant(integers, [127] * kind.lanes))
        scale = builder.shl(biased, ir.Constant(integers, [23] * kind.lanes))
        return builder.fmul(total, builder.bitcast(scale, whole))

    return FLOAT_VECTOR(a), generate
