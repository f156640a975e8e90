"""Seeded random inputs, the same on every machine: only uniform draws, exact arithmetic and one rounding each."""

import math
import random
from fractions import Fraction

from mpmath import mp, mpf

from floats import FORMATS, nest, round_to, to_hex


class Draws:
    """Random numbers in one floating-point type."""

    def __init__(self, seed, dtype):
        self.random = random.Random(seed)
        self.dtype = dtype

    def rounded(self, value):
        return round_to(value if isinstance(value, (Fraction, mpf)) else Fraction(value), self.dtype)

    def uniform(self, low, high):
        return self.rounded(Fraction(low) + (Fraction(high) - Fraction(low)) * Fraction(self.random.random()))

    def bell(self, scale=1):
        """A bell-shaped draw of standard deviation `scale`: twelve uniforms, no logarithm."""
        return self.rounded(Fraction(scale) * (sum(Fraction(self.random.random()) for _ in range(12)) - 6))

    def integer(self, low, high):
        return self.random.randint(low, high)

    def logits(self, count, scale=1, offset=0):
        return [self.rounded(Fraction(self.bell(scale)) + Fraction(offset)) for _ in range(count)]

    def distribution(self, count, sharpness=2, zeros=0):
        """`count` probabilities that sum to 1 but for the rounding of each; `zeros` of them exactly 0."""
        masses = [Fraction(self.random.random()) ** sharpness + Fraction(1, 1000) for _ in range(count)]
        for position in self.random.sample(range(count), zeros):
            masses[position] = Fraction(0)
        total = sum(masses)
        return [self.rounded(mass / total) for mass in masses]

    def one_hot(self, count, position):
        return [1.0 if j == position else 0.0 for j in range(count)]

    def softmax(self, x):
        """softmax(x), each entry rounded once."""
        with mp.workprec(600):
            top = mpf(max(x))
            e = [mp.exp(mpf(v) - top) for v in x]
            total = mp.fsum(e)
            return [self.rounded(v / total) for v in e]

    def log(self, values):
        """log of each value, rounded once; -inf for 0."""
        with mp.workprec(600):
            return [self.rounded(mp.log(mpf(v))) if v > 0 else -math.inf for v in values]

    def logit(self, values):
        with mp.workprec(1200):
            return [self.rounded(mp.log(mpf(v)) - mp.log1p(-mpf(v))) for v in values]

    def nudged(self, values, steps):
        """Each value moved by up to `steps` neighbouring floats."""
        bits = FORMATS[self.dtype][0]
        return [
            self.rounded(Fraction(v) + self.integer(-steps, steps) * Fraction(2) ** (math.frexp(v)[1] - bits))
            for v in values
        ]

    @property
    def largest(self):
        bits, _, top = FORMATS[self.dtype]
        return math.ldexp(2 - 2.0 ** (1 - bits), top - 1)

    @property
    def smallest(self):
        return math.ldexp(1, FORMATS[self.dtype][1])

    @property
    def just_below_one(self):
        return 1 - 2.0 ** -FORMATS[self.dtype][0]


def tensor(shape, rows, class_axis=True):
    """Rows of classes as nested hexadecimal text of `shape`, classes along axis 1 (axis 0 of a vector)."""
    if not class_axis or len(shape) <= 2:
        flat = [v for row in rows for v in row]
        return nest([to_hex(v) for v in flat], shape)
    batch, classes, inner = shape[0], shape[1], math.prod(shape[2:])
    flat = [to_hex(rows[n * inner + d][j]) for n in range(batch) for j in range(classes) for d in range(inner)]
    return nest(flat, shape)


def sample_count(shape):
    return 1 if len(shape) == 1 else shape[0] * math.prod(shape[2:])
