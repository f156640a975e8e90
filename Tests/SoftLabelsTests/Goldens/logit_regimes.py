"""The numerical regimes of logits in which implementations of softmax losses part from the truth.

A regime is a name and the rows of numbers that it is about; `emit` turns each into requests under several reductions.
"""

import math

from draws import Draws, tensor
from floats import to_hex
from grid import case, hexes, name

CLASSES = 4


def cases(dtype, seed):
    draws = Draws(f"{seed} logit regimes {dtype}", dtype)
    yield from softmax_losses(draws)
    yield from hard_targets(draws)
    yield from ignored_rows(draws)


def emit(prefix, draws, regime, inputs, targets, reductions=("none", "mean"), **options):
    shape = [len(inputs), len(inputs[0])]
    for reduction in reductions:
        yield case(
            name(prefix, regime, reduction),
            draws,
            regime=regime,
            input=tensor(shape, inputs),
            target=tensor(shape, targets),
            reduction=reduction,
            gradient=True,
            **options,
        )


# Softmax cross-entropy


def logit_regimes(draws):
    """name -> two or three rows of logits, and the position that is largest in each (None where none is)."""
    largest, single = draws.largest, draws.dtype == "float32"
    underflow = (88, 103) if single else (708, 745)

    def gap(low, high):
        rows, tops = [], []
        for _ in range(2):
            top, row = draws.integer(0, CLASSES - 1), []
            base = draws.bell(1)
            for j in range(CLASSES):
                row.append(base if j == top else draws.rounded(base - draws.uniform(low, high)))
            rows.append(row)
            tops.append(top)
        return rows, tops

    def plain(rows):
        return rows, [row.index(max(row)) for row in rows]

    def many(scale, offset=0):
        return plain([draws.logits(CLASSES, scale, offset) for _ in range(2)])

    tied = []
    for _ in range(2):
        value = draws.bell(2)
        tied.append([value, draws.rounded(value - draws.uniform(0.5, 5)), value, draws.rounded(value - 8)])
    third = draws.rounded(largest / 3)
    return {
        "confident": gap(5, 15),
        "gap-3-to-20": gap(3, 20),
        "gap-20-to-80": gap(20, 80),
        "subnormal-softmax": gap(*underflow),
        "vanished-softmax": gap(underflow[1] + 5, underflow[1] * 3),
        "wide": many(30),
        "very-wide": many(100),
        "offset-1e4": many(1, 10_000),
        "offset-minus-1e6": many(1, -1_000_000),
        "offset-1e8": plain([[1e8, 1e8, draws.rounded(1e8 - 64), draws.rounded(1e8 - 8)] for _ in range(2)]),
        "near-uniform": many(0.01),
        "nearly-equal": plain([draws.nudged([0.75] * CLASSES, 3) for _ in range(2)]),
        "all-equal": plain([[v] * CLASSES for v in (0.0, draws.bell(1), draws.bell(1000))]),
        "tied-maximum": plain(tied),
        "tiny-logits": plain(
            [
                [draws.rounded(v * draws.smallest * 2**20) for v in draws.logits(CLASSES, 8)],
                [draws.smallest, 0.0, -draws.smallest, draws.smallest * 3],
            ]
        ),
        "huge-logits": plain(
            [
                [largest, -largest, third, 0.0],
                [-largest, -largest, -third, -largest],
                [largest, largest, -largest, draws.rounded(largest / 2)],
            ]
        ),
        "masked": plain(
            [
                [draws.bell(2), -math.inf, draws.bell(2), draws.bell(2)],
                [-math.inf, draws.bell(2), -math.inf, draws.bell(2)],
                [-math.inf, -math.inf, draws.bell(2), -math.inf],
            ]
        ),
    }


def unmasked(draws, x, sharpness=2):
    """A random distribution with no mass where the logit is -inf."""
    open_positions = [j for j, v in enumerate(x) if v != -math.inf]
    masses = iter(draws.distribution(len(open_positions), sharpness))
    return [next(masses) if v != -math.inf else 0.0 for v in x]


def softmax_losses(draws):
    for regime, (inputs, tops) in logit_regimes(draws).items():
        prefix, loss = "cross-entropy", dict(loss="cross_entropy")
        soft = [unmasked(draws, x) for x in inputs]
        if regime == "huge-logits":  # few bits, or a sum of targets that is a tie is decided by exp(-1e38)
            soft = [[0.5, 0.25, 0.125, 0.125]] * len(inputs)
        yield from emit(prefix, draws, f"{regime}-soft-targets", inputs, soft, **loss)
        yield from emit(
            prefix,
            draws,
            f"{regime}-one-hot-at-the-maximum",
            inputs,
            [draws.one_hot(CLASSES, top) for top in tops],
            ("none", "sum"),
            **loss,
        )
        if regime != "huge-logits":
            close = [draws.softmax(x) for x in inputs]
            yield from emit(prefix, draws, f"{regime}-targets-close-to-softmax", inputs, close, ("none",), **loss)
        yield from emit(
            prefix,
            draws,
            f"{regime}-smoothed-and-weighted",
            inputs,
            [unmasked(draws, x) for x in inputs],
            ("sum",),
            weight=hexes([0.5, 2.0, 0.0, draws.uniform(1, 3)]),
            label_smoothing=to_hex(draws.rounded(0.1)),
            **loss,
        )
        for function in ("softmax", "log_softmax", "logsumexp"):
            yield case(
                name(function.replace("_", "-"), regime),
                draws,
                regime=regime,
                loss=function,
                input=tensor([len(inputs), CLASSES], inputs),
            )
    x = [draws.logits(CLASSES, 2) for _ in range(3)]
    loss = dict(loss="cross_entropy")
    nudged = [draws.nudged(draws.softmax(row), 2) for row in x]
    yield from emit("cross-entropy", draws, "targets-a-few-steps-from-softmax", x, nudged, **loss)
    yield from emit(
        "cross-entropy",
        draws,
        "zeros-among-the-targets",
        x,
        [draws.distribution(CLASSES, zeros=z) for z in (1, 2, 3)],
        **loss,
    )
    rest = [[1.0, draws.smallest, draws.smallest * 5, 0.0] for _ in x]
    yield from emit("cross-entropy", draws, "subnormal-targets", x, rest, **loss)
    masked = [[row[0], -math.inf, row[2], row[3]] for row in x[:2]] + x[2:]
    yield from emit(
        "cross-entropy",
        draws,
        "masked-class-with-target-mass",
        masked,
        [draws.distribution(CLASSES) for _ in x],
        **loss,
    )
    many = [draws.logits(24, 4) for _ in range(2)]
    yield from emit(
        "cross-entropy", draws, "many-classes", many, [draws.distribution(24, 4) for _ in many], ("mean",), **loss
    )
    yield from emit("cross-entropy", draws, "one-class", [[draws.bell(9)] for _ in range(3)], [[1.0]] * 3, **loss)
    free = dict(validation="framework", **loss)
    yield from emit(
        "cross-entropy", draws, "negative-targets", x, [[draws.uniform(-2, 2) for _ in row] for row in x], **free
    )
    yield from emit(
        "cross-entropy",
        draws,
        "targets-summing-to-three-tenths",
        x,
        [[draws.rounded(v * 0.3) for v in draws.distribution(CLASSES)] for _ in x],
        **free,
    )
    yield from emit(
        "cross-entropy",
        draws,
        "targets-summing-to-seven",
        x,
        [[draws.rounded(v * 7) for v in draws.distribution(CLASSES)] for _ in x],
        **free,
    )
    yield from emit("cross-entropy", draws, "targets-all-zero", x, [[0.0] * CLASSES for _ in x], **free)
    yield from emit(
        "cross-entropy",
        draws,
        "negative-weights",
        x,
        [draws.distribution(CLASSES) for _ in x],
        weight=hexes([draws.uniform(-2, 2) for _ in range(CLASSES)]),
        **free,
    )


def hard_targets(draws):
    for regime, (inputs, tops) in logit_regimes(draws).items():
        shape = [len(inputs), CLASSES]
        lowest = [row.index(min(v for v in row if v != -math.inf)) for row in inputs]
        for where, indices, reduction in (("at-the-maximum", tops, "none"), ("at-the-minimum", lowest, "mean")):
            yield case(
                name("cross-entropy", regime, "class-index", where, reduction),
                draws,
                regime=f"{regime}-class-index",
                loss="cross_entropy",
                input=tensor(shape, inputs),
                class_indices=indices,
                reduction=reduction,
                gradient=True,
            )
    x = [[draws.bell(2), -math.inf, draws.bell(2), draws.bell(2)] for _ in range(2)]
    masked = dict(regime="masked-class-index", loss="cross_entropy", input=tensor([2, CLASSES], x), gradient=True)
    yield case(
        "cross-entropy-of-a-masked-class-index-is-infinite", draws, class_indices=[1, 0], reduction="none", **masked
    )
    yield case(
        "cross-entropy-of-a-masked-class-smoothed-is-infinite",
        draws,
        class_indices=[2, 0],
        reduction="mean",
        label_smoothing=to_hex(draws.rounded(0.1)),
        **masked,
    )
    yield case(
        "cross-entropy-of-a-masked-class-smoothed-but-weighted-zero",
        draws,
        class_indices=[2, 0],
        reduction="mean",
        label_smoothing=to_hex(draws.rounded(0.1)),
        weight=hexes([1.0, 0.0, 2.0, 0.5]),
        **masked,
    )


def ignored_rows(draws):
    for held, row in {
        "masked-classes-only": [-math.inf] * CLASSES,
        "nan": [math.nan, 1.0, 2.0, 3.0],
        "infinity": [math.inf, -math.inf, 0.0, draws.largest],
    }.items():
        x = [draws.logits(CLASSES), row, draws.logits(CLASSES)]
        for reduction, smoothing in (("none", None), ("mean", None), ("mean", 0.25)):
            yield case(
                name("cross-entropy-ignoring-a-row-of", held, reduction, smoothing and "smoothed"),
                draws,
                regime="ignored-row",
                loss="cross_entropy",
                input=tensor([3, CLASSES], x),
                class_indices=[2, -100, 0],
                ignore_index=-100,
                reduction=reduction,
                gradient=True,
                label_smoothing=smoothing and to_hex(smoothing),
            )
