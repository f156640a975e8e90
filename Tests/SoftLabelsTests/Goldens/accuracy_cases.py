"""The accuracy suite's requests: fresh draws of the golden regimes, and the ranges and edges that those leave out.

Every loss meets at least 20 regimes. `rows` says how many rows an added regime has.
"""

import math
from fractions import Fraction

import element_regimes
import grid
import logit_regimes
import probability_regimes
from draws import Draws, tensor
from floats import FORMATS, to_hex
from grid import along, case, elements, hexes, name

SCALES = (0.1, 1, 3, 10, 300, 700)


def cases(dtype, seed, rows):
    """All requests but the ones with many classes; identifiers repeat between seeds."""
    yield from logit_regimes.cases(dtype, seed)
    yield from element_regimes.cases(dtype, seed)
    yield from added(Draws(f"{seed} accuracy {dtype}", dtype), rows)
    yield from probability_regimes.cases(dtype, seed)


def options(dtype, seed):
    """Ordinary numbers through every combination of options, ranks 1 to 4."""
    return grid.cases(dtype, seed)


def added(draws, rows):
    for regime, inputs in logit_rows(draws, rows).items():
        yield from softmax_losses(draws, regime, inputs)
    yield from weighted(draws, rows)
    yield from probabilities(draws, rows)
    yield from binary(draws, rows)
    yield from binary_logits(draws, rows)
    yield from divergences(draws, rows)
    yield from totals(draws, rows)
    yield from log_probabilities(draws, rows)
    yield from divergences_from_probabilities(draws, rows)
    yield from smoothed(draws, rows)


# Losses over rows of logits


def logit_rows(draws, rows):
    """name -> rows of logits."""

    def magnitudes():
        return draws.rounded(Fraction(draws.bell(1)) * Fraction(10) ** draws.integer(-12, 3))

    def far(low, high):
        base = [0.0, 0.5, -0.5, 0.25]
        return [v if j == 0 else draws.rounded(v - draws.uniform(low, high)) for j, v in enumerate(base)]

    regimes = {f"scale-{s}": [draws.logits(5, Fraction(s)) for _ in range(rows)] for s in SCALES}
    return regimes | {
        "two-classes": [draws.logits(2, 4) for _ in range(rows)],
        "ten-classes": [draws.logits(10, 3) for _ in range(rows)],
        "offset-1e6": [draws.logits(4, 2, 10**6) for _ in range(rows)],
        "offset-minus-1e8": [draws.logits(4, 60, -(10**8)) for _ in range(rows)],
        "gap-80-to-800": [[0.0] + [draws.rounded(-draws.uniform(80, 800)) for _ in range(3)] for _ in range(rows)],
        "dyadic-targets-far-apart": [far(40, 900) for _ in range(rows)],
        "dyadic-targets-very-far-apart": [far(1000, 40_000) for _ in range(rows)],
        "mixed-magnitudes": [[magnitudes() for _ in range(4)] for _ in range(rows)],
        "all-but-one-equal": [[0.0, 0.0, 0.0, draws.rounded(draws.bell(1))] for _ in range(rows)],
        "a-step-apart": [draws.nudged([draws.bell(3)] * 4, 1) for _ in range(rows)],
    }


def softmax_losses(draws, regime, inputs):
    classes = len(inputs[0])
    shape = [len(inputs), classes]
    common = dict(loss="cross_entropy", input=tensor(shape, inputs), gradient=True)
    dyadic = [0.75, 0.125, 0.125, 0.0] if regime.startswith("dyadic-targets") else None
    for kind, targets in {
        "soft-targets": [dyadic or draws.distribution(classes) for _ in inputs],
        "one-hot": [draws.one_hot(classes, x.index(max(x))) for x in inputs],
        "targets-close-to-softmax": [draws.softmax(x) for x in inputs],
    }.items():
        for reduction in ("none", "mean"):
            yield case(
                name("cross-entropy", regime, kind, reduction),
                draws,
                regime=f"{regime}-{kind}",
                target=tensor(shape, targets),
                reduction=reduction,
                **common,
            )
    yield case(
        name("cross-entropy", regime, "class-index"),
        draws,
        regime=f"{regime}-class-index",
        class_indices=[draws.integer(0, classes - 1) for _ in inputs],
        reduction="none",
        **common,
    )
    for function in ("softmax", "log_softmax", "logsumexp"):
        yield case(
            name(function, regime), draws, regime=regime, loss=function, input=tensor(shape, inputs)
        )


def weighted(draws, rows):
    """Class weights and label smoothing, on soft targets and on class indices."""
    for regime, scale, smoothing, weights in (
        ("smoothed-a-little", 3, 1e-6, [1.0] * 4),
        ("smoothed-away", 3, 1, [1.0] * 4),
        ("tiny-and-huge-weights", 3, 0.1, [1e-30, 1.0, 1e30, 3.0]),
        ("subnormal-weights", 3, 0.25, [draws.smallest * 3, draws.smallest, 0.0, draws.smallest * 1000]),
        ("smoothed-and-confident", 60, 0.1, [1.0, 2.0, 0.5, 4.0]),
        ("near-uniform-and-weighted", 0.01, 0.0, [0.1, 0.2, 0.3, 0.4]),
    ):
        inputs = [draws.logits(4, Fraction(scale)) for _ in range(rows)]
        shape = [rows, 4]
        for reduction in ("none", "mean"):
            common = dict(
                loss="cross_entropy",
                regime=regime,
                input=tensor(shape, inputs),
                weight=hexes([draws.rounded(w) for w in weights]),
                label_smoothing=hexes([draws.rounded(smoothing)])[0],
                reduction=reduction,
                gradient=True,
            )
            soft = tensor(shape, [draws.distribution(4) for _ in inputs])
            yield case(name("cross-entropy", regime, reduction), draws, target=soft, **common)
            indices = [i % 2 for i in range(rows)]
            yield case(name("cross-entropy", regime, "class-index", reduction), draws, class_indices=indices, **common)


# Probabilities


def power(draws, low, high):
    """A positive number whose exponent, to the base 10, is uniform."""
    return draws.rounded(Fraction(draws.uniform(1, 9)) * Fraction(10) ** draws.integer(low, high))


def complement(draws, low, high):
    return draws.rounded(1 - Fraction(draws.uniform(1, 9)) * Fraction(10) ** draws.integer(low, high))


def deepest(draws):
    return -44 if draws.dtype == "float32" else -322


def probability_draws(draws):
    """name -> a draw of one probability."""
    return {
        "ordinary": lambda: draws.uniform(0, 1),
        "tiny": lambda: power(draws, -30, -3),
        "deep": lambda: power(draws, deepest(draws), -31),
        "subnormal": lambda: draws.rounded(draws.integer(1, 1000) * Fraction(draws.smallest)),
        "near-one": lambda: complement(draws, -7 if draws.dtype == "float32" else -15, -2),
        "a-step-below-one": lambda: draws.rounded(1 - draws.integer(1, 4) * Fraction(1 - draws.just_below_one)),
        "near-half": lambda: draws.nudged([0.5], 3)[0],
        "near-reciprocal-e": lambda: draws.rounded(Fraction(draws.rounded(math.exp(-1))) + Fraction(draws.uniform(-1e-3, 1e-3))),
        "dyadic": lambda: 2.0 ** -draws.integer(0, 20),
    }


def probabilities(draws, rows):
    """Rows of probabilities for cross-entropy and entropy; targets and inputs from every pair of draws."""
    kinds = probability_draws(draws)
    for regime, one in kinds.items():
        p = [[one() for _ in range(4)] for _ in range(rows)]
        for kind, targets in {
            "soft-targets": [draws.distribution(4) for _ in p],
            "holes": [draws.distribution(4, zeros=2) for _ in p],
        }.items():
            for reduction in ("none", "mean"):
                yield case(
                    name("cross-entropy-from-probabilities", regime, kind, reduction),
                    draws,
                    regime=f"{regime}-{kind}",
                    loss="cross_entropy_from_probabilities",
                    input=tensor([rows, 4], p),
                    target=tensor([rows, 4], targets),
                    reduction=reduction,
                    gradient=True,
                )
    for classes in (1, 2, 3, 10, 100):
        for sharpness in (1, 8, 60):
            p = [draws.distribution(classes, sharpness) for _ in range(rows)]
            yield case(
                name("entropy", classes, sharpness),
                draws,
                regime=f"{classes}-classes-sharpness-{sharpness}",
                loss="entropy",
                input=tensor([rows, classes], p),
            )
    for regime in ("tiny", "deep", "subnormal"):
        rest = [[kinds[regime](), 0.0, kinds[regime]()] for _ in range(rows)]
        p = [[draws.rounded(1 - sum(map(Fraction, r)))] + r for r in rest]
        yield case(
            name("entropy", regime), draws, regime=f"{regime}-rest", loss="entropy", input=tensor([rows, 4], p)
        )


# Binary losses


def binary(draws, rows):
    """Every kind of probability against every kind of target, ordinary ones aside."""
    kinds = probability_draws(draws)
    pairs = [(a, b) for a in kinds for b in kinds if "ordinary" in (a, b) or a == b]
    for a, b in pairs:
        p, y = [[kinds[kind]() for _ in range(4 * rows)] for kind in (a, b)]
        for reduction in ("none", "mean"):
            yield case(
                name("binary-cross-entropy", a, b, reduction),
                draws,
                regime=f"{a}-against-{b}",
                loss="binary_cross_entropy",
                input=hexes(p),
                target=hexes(y),
                reduction=reduction,
                gradient=True,
            )


def logit_draws(draws):
    """name -> a draw of one logit."""
    return {
        "ordinary": lambda: draws.bell(2),
        "scale-01": lambda: draws.bell(Fraction(1, 100)),
        "scale-30": lambda: draws.bell(30),
        "scale-300": lambda: draws.bell(300),
        "tiny": lambda: draws.rounded(draws.integer(-1, 1) * Fraction(power(draws, deepest(draws), -9))),
        "gap-15-to-40": lambda: draws.uniform(15, 40),
        "gap-80-to-800": lambda: draws.rounded(-draws.uniform(80, 800)),
        "far": lambda: draws.uniform(-40_000, 40_000),
        "huge": lambda: draws.rounded(draws.integer(-4, 4) * Fraction(draws.largest) / 4),
    }


def binary_logits(draws, rows):
    targets = probability_draws(draws)
    for regime, one in logit_draws(draws).items():
        x = [one() for _ in range(4 * rows)]
        finite = [max(-600.0, min(600.0, v)) for v in x]
        for kind, y in {
            "ordinary": [targets["ordinary"]() for _ in x],
            "zero-or-one": [float(draws.integer(0, 1)) for _ in x],
            "dyadic": [targets["dyadic"]() for _ in x],
            "close-to-sigmoid": [draws.softmax([v, 0.0])[0] for v in finite],
        }.items():
            for reduction in ("none", "mean"):
                yield case(
                    name("binary-cross-entropy-with-logits", regime, kind, reduction),
                    draws,
                    regime=f"{regime}-{kind}",
                    loss="binary_cross_entropy_with_logits",
                    input=hexes(x),
                    target=hexes(y),
                    pos_weight=hexes([draws.uniform(0, 4) for _ in x]) if kind == "ordinary" else None,
                    reduction=reduction,
                    gradient=True,
                )


def divergences(draws, rows):
    kinds = probability_draws(draws)
    for regime, one in kinds.items():
        t = [one() for _ in range(4 * rows)]
        logs = draws.log(t)
        for kind, q in {
            "ordinary": [draws.rounded(-draws.uniform(0, 9)) for _ in t],
            "equal": logs,
            "a-step-away": [min(v, 0.0) for v in draws.nudged(logs, 1)],
        }.items():
            yield case(
                name("kl-divergence", regime, kind),
                draws,
                regime=f"{regime}-{kind}",
                loss="kl_div",
                input=hexes(q),
                target=hexes(t),
                reduction="none" if kind == "equal" else "sum",
                gradient=True,
            )
        yield case(
            name("kl-divergence", regime, "log-target"),
            draws,
            regime=f"{regime}-log-target",
            loss="kl_div",
            input=hexes(draws.rounded(-draws.uniform(0, 9)) for _ in t),
            target=hexes(logs),
            log_target=True,
            reduction="none",
            gradient=True,
        )


def log_probabilities(draws, rows):
    """Rows of logarithms of every kind of probability, with every kind of label."""
    for regime, one in probability_draws(draws).items():
        shape = [2, 4, rows]
        q = along(1, shape, [draws.log([one() for _ in range(4)]) for _ in range(2 * rows)])
        weights = elements(draws, [2, rows], lambda: draws.uniform(0, 3))
        for kind, labels in {
            "soft-targets": dict(target=along(1, shape, [draws.distribution(4) for _ in range(2 * rows)])),
            "holes": dict(target=along(1, shape, [draws.distribution(4, zeros=2) for _ in range(2 * rows)])),
            "smoothed": dict(label_smoothing=to_hex(draws.uniform(0, 1)), class_indices=[[1] * rows, [3] * rows]),
        }.items():
            for reduction in ("none", "mean"):
                yield case(
                    name("nll", regime, kind, reduction),
                    draws,
                    regime=f"{regime}-{kind}",
                    loss="nll",
                    input=q,
                    sample_weight=weights,
                    reduction=reduction,
                    gradient=True,
                    **labels,
                )


def divergences_from_probabilities(draws, rows):
    kinds = probability_draws(draws)
    for regime, one in kinds.items():
        t = [one() for _ in range(4 * rows)]
        for kind, p in {
            "against-ordinary": [kinds["ordinary"]() for _ in t],
            "against-tiny": [kinds["tiny"]() for _ in t],
            "against-itself": [one() for _ in t],
            "a-step-away": [min(v, 1.0) for v in draws.nudged(t, 1)],
            "near-half-of-it": [draws.rounded(v / 2) for v in draws.nudged(t, 2)],
            "near-twice-of-it": [min(2 * v, 1.0) for v in draws.nudged(t, 2)],
        }.items():
            yield case(
                name("kl-divergence-from-probabilities", regime, kind),
                draws,
                regime=f"{regime}-{kind}",
                loss="kl_div_from_probabilities",
                input=hexes(p),
                target=hexes(t),
                reduction="sum" if kind == "a-step-away" else "none",
                gradient=True,
            )


def smoothed(draws, rows):
    """Smoothed labels of binary losses, by every order of magnitude."""
    inputs = {"binary_cross_entropy": probability_draws(draws), "binary_cross_entropy_with_logits": logit_draws(draws)}
    for loss, kinds in inputs.items():
        for regime, one in kinds.items():
            x = [one() for _ in range(4 * rows)]
            for reduction in ("none", "mean"):
                yield case(
                    name(loss.replace("_", "-"), regime, "smoothed", reduction),
                    draws,
                    regime=f"{regime}-smoothed",
                    loss=loss,
                    input=hexes(x),
                    target=hexes(draws.integer(0, 1) * draws.uniform(0, 1) for _ in x),
                    label_smoothing=to_hex(power(draws, -12, -1)),
                    reduction=reduction,
                    gradient=True,
                )


# Sums


def totals(draws, rows):
    bits, lowest, _ = FORMATS[draws.dtype]
    step = Fraction(2) ** (1 - bits)

    def tie(rest):
        """1 + an odd number of half steps, and a rest that decides, or does not."""
        return [1.0, draws.rounded((2 * draws.integer(0, 1 << 18) + 1) * step / 2), rest, -rest / 4]

    regimes = {
        "scale-1": [draws.bell(1) for _ in range(8 * rows)],
        "mixed-magnitudes": [draws.rounded(draws.integer(-1, 1) * Fraction(power(draws, -30, 30))) for _ in range(8 * rows)],
        "whole-range": [draws.rounded(draws.integer(-1, 1) * Fraction(power(draws, deepest(draws), 36))) for _ in range(8)],
        "cancelling-pairs": [v for x in draws.logits(4 * rows, 100) for v in (x, draws.nudged([-x], 2)[0])],
        "a-tie": tie(0.0),
        "a-tie-and-a-rest": tie(draws.rounded(1e-30)),
        "a-tie-less-a-rest": tie(draws.rounded(-1e-30)),
        "a-tie-and-the-least": tie(4 * draws.smallest),
        "subnormals": [draws.rounded(draws.integer(-999, 999) * Fraction(draws.smallest)) for _ in range(7)],
        "at-the-edge-of-overflow": [draws.largest, draws.rounded(Fraction(draws.largest) * step / 4), draws.smallest],
        "beyond-the-edge-of-overflow": [draws.largest, draws.rounded(Fraction(draws.largest) * step)],
        "negative": [-draws.uniform(0, 1) for _ in range(9)],
    }
    for regime, values in regimes.items():
        for loss in ("sum", "mean"):
            yield case(name(loss, regime), draws, regime=regime, loss=loss, input=hexes(values))


# Many classes


def many_classes(dtype, seed, classes):
    draws = Draws(f"{seed} {classes} classes {dtype}", dtype)
    x, y = draws.logits(classes, 4), draws.distribution(classes, 1)
    common = dict(regime=f"{classes}-classes", input=tensor([1, classes], [x]))
    soft = dict(loss="cross_entropy", gradient=True, target=tensor([1, classes], [y]), **common)
    yield case(name("cross-entropy", classes, "classes"), draws, **soft)
    if classes > 10_000:
        return  # a minute of arbitrary precision each
    hard = dict(loss="cross_entropy", gradient=True, class_indices=[draws.integer(0, classes - 1)], **common)
    yield case(name("cross-entropy-class-index", classes, "classes"), draws, **hard)
    for function in ("softmax", "log_softmax", "logsumexp"):
        yield case(name(function, classes, "classes"), draws, loss=function, **common)
    p = dict(regime=f"{classes}-classes", input=tensor([1, classes], [y]))
    yield case(name("entropy", classes, "classes"), draws, loss="entropy", **p)
