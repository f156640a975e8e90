"""Floating-point numbers as text and as exact values, and the one rounding that a golden number goes through.

Inside the generator a finite number is a `Fraction` (exact) or an mpmath `mpf` (as precise as the working precision);
`POSITIVE_INFINITY` and `NEGATIVE_INFINITY` are Python floats. A golden file holds hexadecimal floats.
"""

import math
from fractions import Fraction

POSITIVE_INFINITY = math.inf
NEGATIVE_INFINITY = -math.inf

# significand bits, exponent of the smallest subnormal, exponent just above the largest finite number
FORMATS = {"float16": (11, -24, 16), "float32": (24, -149, 128), "float64": (53, -1074, 1024)}


def round_to(value, dtype):
    """The float of `dtype` nearest to `value`, ties to even, rounded once, subnormals included; never -0."""
    if isinstance(value, float) and math.isinf(value):
        return value
    bits, lowest, highest = FORMATS[dtype]
    numerator, denominator, exponent = _integers(value)
    if numerator == 0:
        return 0.0
    negative, numerator = numerator < 0, abs(numerator)
    top = numerator.bit_length() - denominator.bit_length() + exponent  # 2**(top-1) < |value| < 2**(top+1)
    if top < lowest - 2:
        return 0.0
    if top > highest + 1:
        return NEGATIVE_INFINITY if negative else POSITIVE_INFINITY
    quantum = max(top - bits, lowest)
    quotient, remainder, divisor = _divide(numerator, denominator, exponent - quantum)
    if quotient.bit_length() > bits:
        quantum += 1
        quotient, remainder, divisor = _divide(numerator, denominator, exponent - quantum)
    if 2 * remainder > divisor or (2 * remainder == divisor and quotient % 2 == 1):
        quotient += 1
    if quotient.bit_length() + quantum > highest:
        result = POSITIVE_INFINITY
    else:
        result = math.ldexp(quotient, quantum)
    return -result if negative and result != 0 else result


def ulp_exponent(number, dtype):
    """The exponent of the last place of a finite float of `dtype`; at 0, of the smallest subnormal."""
    bits, lowest, _ = FORMATS[dtype]
    return max(math.frexp(number)[1] - bits, lowest) if number else lowest


def _integers(value):
    """`value` as (numerator, denominator, exponent): numerator / denominator * 2**exponent, all exact."""
    if isinstance(value, (int, Fraction)):
        fraction = Fraction(value)
        return fraction.numerator, fraction.denominator, 0
    sign, mantissa, exponent, _ = value._mpf_
    return (-int(mantissa) if sign else int(mantissa)), 1, exponent


def _divide(numerator, denominator, shift):
    """Quotient, remainder and divisor of numerator * 2**shift / denominator."""
    if shift >= 0:
        numerator <<= shift
    else:
        denominator <<= -shift
    quotient, remainder = divmod(numerator, denominator)
    return quotient, remainder, denominator


def to_hex(number):
    """A Python float as short hexadecimal text: `0x1.8p-3`, `inf`, `-inf` or `nan`."""
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    text = number.hex()
    significand, exponent = text.split("p")
    if "." in significand:
        significand = significand.rstrip("0").rstrip(".")
    return f"{significand}p{exponent}"


def from_hex(text):
    return float.fromhex(text)


def map_nested(function, nested):
    if isinstance(nested, list):
        return [map_nested(function, item) for item in nested]
    return function(nested)


def flatten(nested):
    if isinstance(nested, list):
        return [leaf for item in nested for leaf in flatten(item)]
    return [nested]


def shape_of(nested):
    shape = []
    while isinstance(nested, list):
        shape.append(len(nested))
        nested = nested[0]
    return shape


def nest(flat, shape):
    """Row-major `flat` as nested lists; a scalar for the empty shape."""
    if not shape:
        return flat[0]
    step = len(flat) // shape[0]
    return [nest(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]
