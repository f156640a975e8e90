"""Arithmetic on exact fractions, arbitrary-precision numbers and infinities, mixed as they come.

Fractions stay exact among themselves; with an `mpf` the result has the working precision. A coefficient of 0 removes
its term whatever the other factor is.
"""

import math
from fractions import Fraction

from mpmath import mp, mpf

from floats import NEGATIVE_INFINITY, from_hex


def number(text):
    value = from_hex(text)
    return Fraction(value) if math.isfinite(value) else value


def as_mpf(value):
    return mpf(value.numerator) / mpf(value.denominator) if isinstance(value, Fraction) else mpf(value)


def exp(q):
    """exp(q), and below exp(-3000) a stand-in: so small a number rounds to 0 and can do no more than break a tie."""
    return mp.exp(as_mpf(max(q, Fraction(-3000))))


def log(q):
    return NEGATIVE_INFINITY if q == 0 else Fraction(0) if q == 1 else mp.log(as_mpf(q))


def log_of_complement(q):
    """log(1 - q) without forming 1 - q."""
    return NEGATIVE_INFINITY if q == 1 else Fraction(0) if q == 0 else mp.log1p(-as_mpf(q))


def times(coefficient, value):
    """coefficient * value for a nonzero coefficient; 0 for a zero one, whatever the value."""
    if coefficient == 0:
        return Fraction(0)
    if isinstance(value, float):
        return value if coefficient > 0 else -value
    if isinstance(value, (int, Fraction)) and isinstance(coefficient, (int, Fraction)):
        return coefficient * value
    return as_mpf(coefficient) * as_mpf(value)


def quotient(numerator, denominator):
    if denominator == 0:
        return math.copysign(math.inf, numerator)
    return numerator / denominator


def divide(value, divisor):
    if isinstance(value, float) or (isinstance(value, Fraction) and isinstance(divisor, Fraction)):
        return value / divisor
    return as_mpf(value) / as_mpf(divisor)


def add(values):
    infinite = {v for v in values if isinstance(v, float)}
    if infinite:
        assert len(infinite) == 1, "inf - inf: the request has no answer"
        return infinite.pop()
    if all(isinstance(v, (int, Fraction)) for v in values):
        return sum(values, Fraction(0))
    return mp.fsum([as_mpf(v) for v in values])
