"""The numerical regimes of log-probabilities with their labels, of divergences from probabilities, and of smoothed labels;
the sample weights of 0 and the infinities that change a loss.
"""

import math

from draws import Draws, tensor
from floats import to_hex
from grid import case, hexes, name
from logit_regimes import CLASSES, emit


def cases(dtype, seed):
    draws = Draws(f"{seed} probability regimes {dtype}", dtype)
    yield from log_probabilities(draws)
    yield from divergences(draws)
    yield from smoothed_labels(draws)
    yield from dropped_rows(draws)
    yield from infinite_rows(draws)


def log_probabilities(draws):
    least, largest = draws.smallest, draws.largest
    y = [draws.distribution(CLASSES) for _ in range(3)]
    holes = [draws.distribution(CLASSES, zeros=2) for _ in range(3)]
    certain = [[0.0 if j == k else -math.inf for j in range(CLASSES)] for k in (2, 0)]
    one_hot = [draws.one_hot(CLASSES, 2), draws.one_hot(CLASSES, 0)]
    regimes = {
        "targets-equal-to-predictions": ([draws.log(row) for row in y], y),
        "infinities-where-the-targets-are-zero": ([draws.log(row) for row in holes], holes),
        "infinities-under-target-mass": ([draws.log(row) for row in holes], y),
        "certain-and-right": (certain, one_hot),
        "certain-and-wrong": (certain, one_hot[::-1]),
        "all-zero": ([[0.0] * CLASSES] * 2, y[:2]),
        "subnormal": ([[-least, -3 * least, 0.0, -draws.rounded(2.0**10 * least)]] * 2, y[:2]),
        "very-negative": ([[-largest, -largest / 4, -1e9, -80.0]] * 2, [one_hot[0], [0.25, 0.5, 0.125, 0.125]]),
        "mixed-magnitudes": ([[draws.rounded(-(10.0 ** draws.integer(-20, 20))) for _ in row] for row in y], y),
    }
    for regime, (q, targets) in regimes.items():
        q = [[draws.rounded(v) if math.isfinite(v) else v for v in row] for row in q]
        yield from emit("nll", draws, regime, q, targets, loss="nll")
        yield case(
            name("nll", regime, "class-index"),
            draws,
            regime=f"{regime}-class-index",
            loss="nll",
            input=tensor([len(q), CLASSES], q),
            class_indices=[i % 2 for i in range(len(q))],
            reduction="none",
            gradient=True,
        )
    free = dict(loss="nll", validation="framework")
    scores = [draws.logits(CLASSES, 3) for _ in y]
    yield from emit("nll", draws, "inputs-that-are-no-log-probabilities", scores, y, **free)
    yield from emit("nll", draws, "an-infinity-under-target-mass", [[math.inf, -1.0, 2.0, 0.0]] * 3, y, **free)
    yield from emit(
        "nll", draws, "targets-of-both-signs", scores, [[draws.uniform(-2, 2) for _ in row] for row in y], **free
    )


def divergences(draws):
    least, near = draws.smallest, draws.just_below_one
    p = [draws.distribution(CLASSES) for _ in range(3)]
    holes = [draws.distribution(CLASSES, zeros=2) for _ in range(3)]
    one_hot = [draws.one_hot(CLASSES, j) for j in range(3)]
    far = [[draws.rounded(10.0 ** -draws.integer(0, 30)) for _ in row] for row in p]
    regimes = {
        "targets-equal-to-predictions": (p, p),
        "targets-a-step-from-predictions": (p, [draws.nudged(row, 1) for row in p]),
        "targets-a-few-steps-from-predictions": (p, [draws.nudged(row, 50) for row in p]),
        "zeros-at-zeros": (holes, holes),
        "zero-predictions-under-target-mass": (holes, p),
        "one-hot-targets": (p, one_hot),
        "one-hot-predictions": (one_hot, one_hot),
        "subnormal": ([[least, 3 * least, 1.0, least]] * 2, [[2 * least, 3 * least, least, 1.0]] * 2),
        "far-apart": (far, p),
        "a-target-of-nearly-nothing": (p, far),
        "just-below-one": ([[near, 1.0, near, 0.5]] * 2, [[1.0, near, near, near]] * 2),
        "at-half-and-twice": ([[0.5, 0.25, 0.5, 1.0]] * 2, [[0.25, 0.5, draws.rounded(0.25 - 2**-20), 0.5]] * 2),
    }
    for regime, (x, y) in regimes.items():
        prefix = "kl-divergence-from-probabilities"
        yield from emit(prefix, draws, regime, x, y, ("none", "batchmean"), loss="kl_div_from_probabilities")
    yield from emit(
        prefix,
        draws,
        "numbers-above-one",
        [[draws.uniform(0, 40) for _ in row] for row in p],
        [[draws.uniform(0, 40) for _ in row] for row in p],
        ("none", "sum"),
        loss="kl_div_from_probabilities",
        validation="framework",
    )


def smoothed_labels(draws):
    tiny, least, near = draws.rounded(1e-30), draws.smallest, draws.just_below_one
    y = [0.0, 1.0, draws.uniform(0, 1), draws.smallest]
    for regime, smoothing in {"a-little": 1e-6, "away": 1.0, "by-nearly-nothing": least, "by-a-half": 0.5}.items():
        common = dict(label_smoothing=to_hex(draws.rounded(smoothing)))
        for kind, p in {
            "ordinary": [draws.uniform(0, 1) for _ in y],
            "certain": [0.0, 1.0, 1.0, 0.0],
            "nearly-certain": [tiny, near, tiny, near],
            "equal": y,
        }.items():
            yield from emit(
                "binary-cross-entropy", draws, f"smoothed-{regime}-{kind}", [p], [y], loss="binary_cross_entropy", **common
            )
        for kind, x in {
            "ordinary": draws.logits(4, 2),
            "confident": [-30.0, 30.0, 18.0, -25.0],
            "huge": [-draws.largest, draws.largest, draws.largest, -draws.largest],
            "masked": [-math.inf, 1.0, -math.inf, 0.0],
        }.items():
            yield from emit(
                "binary-cross-entropy-with-logits",
                draws,
                f"smoothed-{regime}-{kind}",
                [x],
                [y],
                ("none", "sum"),
                loss="binary_cross_entropy_with_logits",
                **common,
            )
    yield from emit(
        "binary-cross-entropy",
        draws,
        "smoothed-to-zero-and-to-one",
        [[0.0, 1.0, 0.0, 1.0]],
        [[-0.5, 1.5, 0.5, -0.5]],
        loss="binary_cross_entropy",
        label_smoothing=to_hex(0.5),
        validation="framework",
    )


def dropped_rows(draws):
    """A sample weight of 0 drops a row whose loss is infinite; the weight of an ignored row may be anything."""
    y = [draws.distribution(CLASSES) for _ in range(3)]
    x = draws.logits(CLASSES, 2)
    inputs = {
        "cross_entropy": [x, [-math.inf, 1.0, 2.0, -1.0], x],
        "cross_entropy_from_probabilities": [y[0], [0.0, 0.25, 0.5, 0.25], y[2]],
        "nll": [draws.log(y[0]), [-math.inf, -1.0, -2.0, -1.0], draws.log(y[2])],
        "kl_div": [draws.log(y[0]), [-math.inf, -1.0, -2.0, -1.0], draws.log(y[2])],
        "kl_div_from_probabilities": [y[0], [0.0, 0.25, 0.5, 0.25], y[2]],
    }
    for loss, rows in inputs.items():
        prefix = loss.replace("_", "-")
        weights = hexes([2.0, 0.0, draws.uniform(0, 1)])
        yield from emit(prefix, draws, "dropped-row", rows, y, loss=loss, sample_weight=weights)
        signs = hexes([-2.0, 0.5, draws.uniform(0, 1)])
        yield from emit(
            prefix, draws, "sample-weights-of-both-signs", rows, y, loss=loss, sample_weight=signs, validation="framework"
        )
        if loss.startswith("kl_div"):
            continue
        for reduction in ("none", "mean"):
            common = dict(loss=loss, input=tensor([3, CLASSES], rows), reduction=reduction, gradient=True)
            yield case(
                name(prefix, "dropped-class-index", reduction),
                draws,
                regime="dropped-row-class-index",
                class_indices=[1, 0, 2],
                sample_weight=weights,
                **common,
            )
            yield case(
                name(prefix, "weight-of-an-ignored-row", reduction),
                draws,
                regime="weight-of-an-ignored-row",
                class_indices=[1, -100, 2],
                ignore_index=-100,
                sample_weight=["0x1p-1", "nan", "0x1.8p+0"],
                **common,
            )


def infinite_rows(draws):
    masked = [[-math.inf] * CLASSES, draws.logits(CLASSES, 3)]
    yield case("logsumexp-of-nothing", draws, regime="nothing", loss="logsumexp", input=tensor([2, CLASSES], masked))
    rows = [[1.0, math.inf, -math.inf, 2.0], *masked]
    yield case(
        "logsumexp-of-an-infinity",
        draws,
        regime="an-infinity",
        loss="logsumexp",
        input=tensor([3, CLASSES], rows),
        validation="framework",
    )
