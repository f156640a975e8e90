"""The numerical regimes of probabilities, log-probabilities, single logits and sums."""

import math

from draws import Draws, tensor
from grid import case, hexes, name
from logit_regimes import CLASSES, emit


def cases(dtype, seed):
    draws = Draws(f"{seed} element regimes {dtype}", dtype)
    yield from probabilities_and_targets(draws)
    yield from logits_and_targets(draws)
    yield from probability_rows(draws)
    yield from kl_divergences(draws)
    yield from totals(draws)


# Binary cross-entropy


def probabilities_and_targets(draws):
    """Pairs (probability, target), the hard places of both."""
    tiny, least, near = (
        (1e-30, draws.smallest, draws.just_below_one)
        if draws.dtype == "float32"
        else (1e-300, draws.smallest, draws.just_below_one)
    )
    tiny = draws.rounded(tiny)
    some = [draws.uniform(0, 1) for _ in range(8)]
    regimes = {
        "certain-and-right": ([0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0]),
        "certain-and-wrong": ([0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.5, draws.smallest]),
        "tiny-probabilities": ([tiny, least, tiny, least], [1.0, 1.0, 0.0, 0.25]),
        "probabilities-just-below-one": ([near, near, draws.rounded(1 - 1e-5), near], [1.0, 0.0, 1.0, 0.5]),
        "targets-equal-to-predictions": (some[:4], some[:4]),
        "targets-a-step-from-predictions": (some[:4], draws.nudged(some[:4], 1)),
        "endpoint-targets": (some[4:], [0.0, 1.0, least, near]),
        "near-even": ([0.5, draws.rounded(0.5 + 1e-6), draws.rounded(0.5 - 1e-6), 0.5], [0.5, 0.5, 0.5, 0.25]),
    }
    for regime, (p, y) in regimes.items():
        yield from emit("binary-cross-entropy", draws, regime, [p], [y], ("none", "sum"), loss="binary_cross_entropy")
        yield from emit(
            "binary-cross-entropy-weighted",
            draws,
            regime,
            [p],
            [y],
            ("mean",),
            loss="binary_cross_entropy",
            weight=hexes([0.0, 1.0, 0.5, draws.uniform(1, 3)]),
        )
    yield from emit(
        "binary-cross-entropy",
        draws,
        "targets-outside-the-interval",
        [some[:4]],
        [[-1.0, 2.0, -0.25, 7.5]],
        loss="binary_cross_entropy",
        validation="framework",
    )
    yield from emit(
        "binary-cross-entropy",
        draws,
        "negative-weights",
        [some[:4]],
        [some[4:]],
        ("sum",),
        loss="binary_cross_entropy",
        validation="framework",
        weight=hexes([-1.0, 1.0, -0.5, 0.0]),
    )


def logits_and_targets(draws):
    """Pairs (logit, target) for binary cross-entropy with logits."""
    single, largest = draws.dtype == "float32", draws.largest
    edge = (95.0, 103.0) if single else (720.0, 744.0)
    soft = [draws.uniform(0, 1) for _ in range(4)]
    ordinary = draws.logits(4, 2)
    with_sigmoid = [draws.softmax([x, 0.0])[0] for x in ordinary]
    regimes = {
        "confident-and-right": ([18.0, 25.0, -18.0, -40.0], [1.0, 1.0, 0.0, 0.0]),
        "confident-and-wrong": ([18.0, 25.0, -18.0, -40.0], [0.0, 0.0, 1.0, 1.0]),
        "confident-soft-targets": ([18.0, 25.0, -30.0, -60.0], soft),
        "subnormal-results": ([edge[0], edge[1], -edge[0], -edge[1]], [1.0, 1.0, 0.0, 0.0]),
        "vanishing-results": ([2 * edge[1], 1e5, -1e5, -2 * edge[1]], [1.0, 1.0, 0.0, 0.0]),
        "huge-logits": ([largest, -largest, largest, -largest], [1.0, 0.0, 0.25, 0.5]),
        "infinite-loss-and-none": ([-math.inf, -math.inf, 1.0, -2.0], [0.0, 0.5, 0.5, 0.5]),
        "masked-at-zero-targets": ([-math.inf, draws.bell(1), -math.inf, draws.bell(1)], [0.0, 0.5, 0.0, 1.0]),
        "zero-and-tiny-logits": ([0.0, draws.smallest, draws.rounded(1e-30), draws.rounded(-1e-9)], soft),
        "zero-logits-at-even-targets": ([0.0, 0.0, draws.rounded(1e-20), draws.rounded(-1e-20)], [0.5] * 4),
        "targets-close-to-sigmoid": (ordinary, with_sigmoid),
        "endpoint-targets": (ordinary, [0.0, 1.0, draws.smallest, draws.just_below_one]),
    }
    for regime, (x, y) in regimes.items():
        prefix, loss = "binary-cross-entropy-with-logits", dict(loss="binary_cross_entropy_with_logits")
        yield from emit(prefix, draws, regime, [x], [y], ("none", "mean"), **loss)
        yield from emit(
            prefix,
            draws,
            f"{regime}-positive-weight",
            [x],
            [y],
            ("sum",),
            pos_weight=hexes([0.0, 3.0, 0.5, draws.uniform(1, 3)]),
            **loss,
        )
    free = dict(loss="binary_cross_entropy_with_logits", validation="framework")
    yield from emit(prefix, draws, "targets-outside-the-interval", [ordinary], [[-1.0, 2.0, -0.25, 7.5]], **free)
    yield from emit(
        prefix,
        draws,
        "negative-weights",
        [ordinary],
        [soft],
        ("sum",),
        weight=hexes([-1.0, 1.0, -0.5, 0.0]),
        pos_weight=hexes([-2.0, 1.0, 0.0, 3.0]),
        **free,
    )


# Probabilities and log-probabilities


def probability_rows(draws):
    least, near = draws.smallest, draws.just_below_one
    p = [draws.distribution(CLASSES) for _ in range(3)]
    y = [draws.distribution(CLASSES) for _ in range(3)]
    even = [[0.25] * CLASSES] * 2
    certain = [draws.one_hot(CLASSES, 2), draws.one_hot(CLASSES, 0)]
    holes = [draws.distribution(CLASSES, zeros=2) for _ in range(3)]
    close = [[near, least, 0.0, least], [1.0, least, least * 3, 0.0]]
    regimes = {
        "targets-equal-to-predictions": (p, p),
        "zeros-where-the-targets-are-zero": (holes, holes),
        "zeros-under-target-mass": (holes, y),
        "certain-and-right": (certain, certain),
        "certain-and-wrong": (certain, [certain[1], certain[0]]),
        "uniform": (even, even),
        "nearly-certain": (close, certain[1:] * 2),
        "subnormal-probabilities": (close, [draws.distribution(CLASSES, zeros=0)[:2] + [0.0, 0.0]] * 2),
        "predictions-that-sum-to-half": ([[v / 2 for v in row] for row in p], y),
    }
    for regime, (inputs, targets) in regimes.items():
        if regime == "subnormal-probabilities":
            targets = [[0.5, 0.25, 0.0, 0.25], [0.25, 0.5, 0.25, 0.0]]
        yield from emit(
            "cross-entropy-from-probabilities", draws, regime, inputs, targets, loss="cross_entropy_from_probabilities"
        )
    yield from emit(
        "cross-entropy-from-probabilities",
        draws,
        "negative-targets",
        p,
        [[draws.uniform(-2, 2) for _ in row] for row in p],
        loss="cross_entropy_from_probabilities",
        validation="framework",
    )
    for regime, rows in {
        "certain": certain,
        "uniform": even,
        "holes": holes,
        "nearly-certain": close,
        "near-uniform": [draws.softmax(draws.logits(CLASSES, 0.01)) for _ in range(2)],
    }.items():
        yield case(
            name("entropy", regime), draws, regime=regime, loss="entropy", input=tensor([len(rows), CLASSES], rows)
        )


def kl_divergences(draws):
    p = [draws.distribution(CLASSES) for _ in range(3)]
    logs = [draws.log(row) for row in p]
    holes = [draws.distribution(CLASSES, zeros=2) for _ in range(3)]
    reductions = ("none", "batchmean")
    kl = dict(loss="kl_div")
    yield from emit("kl-divergence", draws, "targets-equal-to-predictions", logs, p, reductions, **kl)
    yield from emit(
        "kl-divergence",
        draws,
        "zero-targets-at-zero-predictions",
        [draws.log(row) for row in holes],
        holes,
        reductions,
        **kl,
    )
    yield from emit(
        "kl-divergence",
        draws,
        "zero-predictions-under-target-mass",
        [draws.log(row) for row in holes],
        p,
        reductions,
        **kl,
    )
    yield from emit(
        "kl-divergence", draws, "one-hot-targets", logs, [draws.one_hot(CLASSES, j) for j in range(3)], reductions, **kl
    )
    yield from emit(
        "kl-divergence", draws, "subnormal-targets", logs, [[1.0, draws.smallest, 0.0, 0.0]] * 3, reductions, **kl
    )
    yield from emit("kl-divergence", draws, "equal-log-targets", logs, logs, reductions, log_target=True, **kl)
    yield from emit(
        "kl-divergence",
        draws,
        "log-targets-of-zero",
        [draws.log(row) for row in holes],
        [draws.log(row) for row in holes],
        reductions,
        log_target=True,
        **kl,
    )
    yield from emit(
        "kl-divergence",
        draws,
        "very-negative-log-targets",
        logs,
        [[draws.rounded(-draws.uniform(80, 110 if draws.dtype == "float32" else 760)) for _ in row] for row in p],
        reductions,
        log_target=True,
        **kl,
    )
    free = dict(validation="framework", **kl)
    yield from emit(
        "kl-divergence",
        draws,
        "inputs-that-are-no-log-probabilities",
        [draws.logits(CLASSES, 3) for _ in p],
        p,
        reductions,
        **free,
    )
    yield from emit(
        "kl-divergence",
        draws,
        "targets-that-sum-to-three-tenths",
        logs,
        [[draws.rounded(v * 0.3) for v in row] for row in p],
        reductions,
        **free,
    )


# Sums


def totals(draws):
    largest, least = draws.largest, draws.smallest
    big = draws.rounded(2.0**60 if draws.dtype == "float64" else 2.0**30)
    regimes = {
        "cancelling": [big, 1.0, -big, draws.rounded(0.1), big, -big],
        "absorbed-one-by-one": [big] + [1.0] * 40,
        "subnormal": [least, least * 3, -least * 2, least],
        "overflowing-on-the-way": [largest, largest, -largest, -largest, 1.0],
        "all-largest": [largest] * 3,
        "overflowing": [largest, largest, largest, -largest],
        "half-way-to-the-next": [1.0, 2.0**-24, 2.0**-53, 2.0**-80],
        "zeros": [0.0, 0.0, 0.0],
        "with-an-infinity": [1.0, math.inf, -largest],
        "thirty-tenths": [draws.rounded(0.1)] * 30,
    }
    for regime, values in regimes.items():
        for loss in ("sum", "mean"):
            yield case(name(loss, regime), draws, regime=regime, loss=loss, input=hexes(values))
