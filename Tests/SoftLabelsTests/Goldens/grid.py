"""Ordinary numbers through every combination of options: loss, shape, reduction, weights, smoothing, ignored rows."""

from itertools import product

from draws import Draws, sample_count, tensor
from floats import nest, to_hex
from truth import class_axis, class_rows, sample_shape

SHAPES = ([4], [3, 4], [2, 3, 2], [3, 2, 2, 1])
REDUCTIONS = ("none", "sum", "mean")


def cases(dtype, seed):
    draws = Draws(f"{seed} grid {dtype}", dtype)
    for cases_of in (
        soft_cross_entropy,
        hard_cross_entropy,
        from_probabilities,
        binary,
        binary_with_logits,
        kl_div,
        over_class_axis,
        totals,
        negative_log_likelihood,
        kl_div_from_probabilities,
        smoothed,
        class_axes,
        sample_weights,
    ):
        yield from cases_of(draws)


def case(name, draws, regime="ordinary", chapter=None, **request):
    """One row before its answers: options that are None are left out of the request."""
    loss = request.pop("loss")
    if regime == "ordinary" and request.get("reduction") in ("none", "sum"):
        request["gradient"] = None  # the mean's times its divisor; the regimes ask for all three
    given = {key: value for key, value in request.items() if value is not None}
    return {
        "id": f"{name}-{draws.dtype}",
        "regime": regime,
        "chapter": chapter,
        "request": {"loss": loss, "dtype": draws.dtype, **given},
    }


def name(*parts):
    return "-".join(str(part) for part in parts if part)


def times(shape):
    return "x".join(map(str, shape)) if shape else "scalar"


def hexes(values):
    return [to_hex(v) for v in values]


def soft_cross_entropy(draws):
    for shape, reduction, weighted, smoothed in product(SHAPES, REDUCTIONS, (False, True), (False, True)):
        classes, rows = shape[0 if len(shape) == 1 else 1], range(sample_count(shape))
        yield case(
            name(
                "cross-entropy-of-soft-targets",
                times(shape),
                reduction,
                weighted and "weighted",
                smoothed and "smoothed",
            ),
            draws,
            loss="cross_entropy",
            input=tensor(shape, [draws.logits(classes, 2) for _ in rows]),
            target=tensor(shape, [draws.distribution(classes) for _ in rows]),
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if weighted else None,
            label_smoothing=to_hex(draws.uniform(0.05, 0.3)) if smoothed else None,
            reduction=reduction,
            gradient=True,
        )


def class_indices(draws, shape, classes, ignored):
    """Random classes in the shape of `input` without its class axis; every third one ignored, the first one never."""
    flat = [draws.integer(0, classes - 1) for _ in range(sample_count(shape))]
    if ignored is not None:
        flat = [ignored if i % 3 == 1 else k for i, k in enumerate(flat)]
        flat[0] = 0
    return nest(flat, [] if len(shape) == 1 else shape[:1] + shape[2:])


def hard_cross_entropy(draws):
    options = product(SHAPES, REDUCTIONS, (False, True), (False, True), (None, -100, 1))
    for shape, reduction, weighted, smoothed, ignored in options:
        if ignored == 1 and (smoothed == weighted or len(shape) == 1):
            continue  # an ignored index that is also a class: a few combinations are enough
        classes, rows = shape[0 if len(shape) == 1 else 1], range(sample_count(shape))
        indices = class_indices(draws, shape, classes, ignored)
        yield case(
            name(
                "cross-entropy-of-class-indices",
                times(shape),
                reduction,
                weighted and "weighted",
                smoothed and "smoothed",
                ignored is not None and f"ignoring{ignored}",
            ),
            draws,
            loss="cross_entropy",
            input=tensor(shape, [draws.logits(classes, 2) for _ in rows]),
            class_indices=indices,
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if weighted else None,
            label_smoothing=to_hex(draws.uniform(0.05, 0.3)) if smoothed else None,
            ignore_index=ignored,
            reduction=reduction,
            gradient=True,
        )


def from_probabilities(draws):
    for shape, reduction, weighted in product(SHAPES, REDUCTIONS, (False, True)):
        classes, rows = shape[0 if len(shape) == 1 else 1], range(sample_count(shape))
        common = dict(
            loss="cross_entropy_from_probabilities",
            input=tensor(shape, [draws.distribution(classes) for _ in rows]),
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if weighted else None,
            reduction=reduction,
            gradient=True,
        )
        label = name(times(shape), reduction, weighted and "weighted")
        yield case(
            f"cross-entropy-from-probabilities-of-soft-targets-{label}",
            draws,
            target=tensor(shape, [draws.distribution(classes) for _ in rows]),
            **common,
        )
        if len(shape) == 2:
            for ignored in (None, -1):
                yield case(
                    name("cross-entropy-from-probabilities-of-class-indices", label, ignored and "ignoring"),
                    draws,
                    class_indices=class_indices(draws, shape, classes, ignored),
                    ignore_index=ignored,
                    **common,
                )


def elements(draws, shape, draw):
    """Independent draws in `shape`."""
    count = 1
    for extent in shape:
        count *= extent
    return tensor(shape, [[draw() for _ in range(count)]], class_axis=False)


def binary(draws):
    for shape, reduction, weight in product(
        ([], [5], *SHAPES[2:]), REDUCTIONS, ("", "weighted", "weighted-by-element")
    ):
        if not shape and weight == "weighted":
            continue
        extent = shape[-1:] if weight == "weighted" else shape
        yield case(
            name("binary-cross-entropy", times(shape), reduction, weight),
            draws,
            loss="binary_cross_entropy",
            input=elements(draws, shape, lambda: draws.uniform(0.01, 0.99)),
            target=elements(draws, shape, lambda: draws.uniform(0, 1)),
            weight=elements(draws, extent, lambda: draws.uniform(0, 2)) if weight else None,
            reduction=reduction,
            gradient=True,
        )


def binary_with_logits(draws):
    options = product(([], [5], *SHAPES[2:]), REDUCTIONS, (False, True), (False, True))
    for shape, reduction, weighted, positive in options:
        column = shape[:-1] + [1] if shape else []  # a weight for each row, broadcast along the last axis
        yield case(
            name(
                "binary-cross-entropy-with-logits",
                times(shape),
                reduction,
                weighted and "weighted",
                positive and "pos-weight",
            ),
            draws,
            loss="binary_cross_entropy_with_logits",
            input=elements(draws, shape, lambda: draws.bell(3)),
            target=elements(draws, shape, lambda: draws.uniform(0, 1)),
            weight=elements(draws, column, lambda: draws.uniform(0, 2)) if weighted else None,
            pos_weight=elements(draws, shape[-1:], lambda: draws.uniform(0.5, 4)) if positive else None,
            reduction=reduction,
            gradient=True,
        )


def kl_div(draws):
    for shape, reduction, log_target in product(SHAPES, (*REDUCTIONS, "batchmean"), (False, True)):
        classes, rows = shape[0 if len(shape) == 1 else 1], range(sample_count(shape))
        targets = [draws.distribution(classes) for _ in rows]
        yield case(
            name("kl-divergence", times(shape), reduction, log_target and "of-log-target"),
            draws,
            loss="kl_div",
            input=tensor(shape, [draws.log(draws.distribution(classes)) for _ in rows]),
            target=tensor(shape, [draws.log(y) for y in targets] if log_target else targets),
            log_target=log_target or None,
            reduction=reduction,
            gradient=True,
        )


def over_class_axis(draws):
    for loss, shape in product(("softmax", "log_softmax", "logsumexp", "entropy"), SHAPES):
        classes, rows = shape[0 if len(shape) == 1 else 1], range(sample_count(shape))
        draw = (lambda: draws.distribution(classes)) if loss == "entropy" else (lambda: draws.logits(classes, 3))
        yield case(
            name(loss.replace("_", "-"), times(shape)), draws, loss=loss, input=tensor(shape, [draw() for _ in rows])
        )


def totals(draws):
    for loss, shape in product(("sum", "mean"), ([], [7], *SHAPES[1:])):
        yield case(name(loss, times(shape)), draws, loss=loss, input=elements(draws, shape, lambda: draws.bell(10)))


def along(axis, shape, rows):
    """Rows of classes as nested hexadecimal text of `shape`, classes along this axis."""
    flat = [None] * sum(map(len, rows))
    for row, positions in zip(rows, class_rows(shape, axis), strict=True):
        for value, position in zip(row, positions, strict=True):
            flat[position] = to_hex(value)
    return nest(flat, shape)


def inputs(draws, loss, axis, shape):
    """What a loss over classes takes."""
    classes, rows = shape[class_axis(shape, axis)], range(len(class_rows(shape, axis)))
    draw = {
        "cross_entropy": lambda: draws.logits(classes, 2),
        "cross_entropy_from_probabilities": lambda: draws.distribution(classes),
        "nll": lambda: draws.log(draws.distribution(classes)),
        "kl_div": lambda: draws.log(draws.distribution(classes)),
        "kl_div_from_probabilities": lambda: draws.distribution(classes),
    }[loss]
    return along(axis, shape, [draw() for _ in rows])


def targets(draws, axis, shape, kind):
    """Soft targets; or class indices, every third of them ignored where an index is given, the first one never."""
    classes, rows = shape[class_axis(shape, axis)], range(len(class_rows(shape, axis)))
    if kind == "soft-targets":
        return dict(target=along(axis, shape, [draws.distribution(classes) for _ in rows]))
    flat = [draws.integer(0, classes - 1) for _ in rows]
    if kind == "ignoring":
        flat = [-100 if i % 3 == 1 else k for i, k in enumerate(flat)]
    indices = dict(class_indices=nest(flat, sample_shape(shape, axis)))
    return indices | dict(ignore_index=-100) if kind == "ignoring" else indices


LABELS = ("soft-targets", "class-indices", "ignoring")
OVER_CLASSES = ("cross_entropy", "cross_entropy_from_probabilities", "nll")
DIVERGENCES = ("kl_div", "kl_div_from_probabilities")


def negative_log_likelihood(draws):
    for shape, reduction, weighted, kind in product(SHAPES, REDUCTIONS, (False, True), LABELS):
        classes = shape[class_axis(shape, None)]
        yield case(
            name("nll", kind, times(shape), reduction, weighted and "weighted"),
            draws,
            loss="nll",
            input=inputs(draws, "nll", None, shape),
            **targets(draws, None, shape, kind),
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if weighted else None,
            reduction=reduction,
            gradient=True,
        )


def kl_div_from_probabilities(draws):
    for shape, reduction in product(SHAPES, (*REDUCTIONS, "batchmean")):
        yield case(
            name("kl-divergence-from-probabilities", times(shape), reduction),
            draws,
            loss="kl_div_from_probabilities",
            input=inputs(draws, "kl_div_from_probabilities", None, shape),
            **targets(draws, None, shape, "soft-targets"),
            reduction=reduction,
            gradient=True,
        )


def smoothed(draws):
    """Smoothed labels where PyTorch smooths none: of binary losses, as Keras does it, and beside probabilities."""
    for loss, shape, reduction in product(("binary_cross_entropy", "binary_cross_entropy_with_logits"), ([], [5], [2, 3]), REDUCTIONS):
        with_logits = loss.endswith("logits")
        yield case(
            name(loss.replace("_", "-"), times(shape), reduction, "smoothed"),
            draws,
            loss=loss,
            input=elements(draws, shape, lambda: draws.bell(3) if with_logits else draws.uniform(0.01, 0.99)),
            target=elements(draws, shape, lambda: float(draws.integer(0, 1)) if draws.integer(0, 1) else draws.uniform(0, 1)),
            weight=elements(draws, shape, lambda: draws.uniform(0, 2)) if reduction == "sum" else None,
            pos_weight=elements(draws, shape, lambda: draws.uniform(0.5, 4)) if with_logits and reduction == "sum" else None,
            label_smoothing=to_hex(draws.uniform(0.05, 0.3)),
            reduction=reduction,
            gradient=True,
        )
    for loss, shape, kind, weighted in product(OVER_CLASSES[1:], SHAPES[:3], LABELS, (False, True)):
        classes = shape[class_axis(shape, None)]
        yield case(
            name(loss.replace("_", "-"), kind, times(shape), "smoothed", weighted and "weighted"),
            draws,
            loss=loss,
            input=inputs(draws, loss, None, shape),
            **targets(draws, None, shape, kind),
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if weighted else None,
            label_smoothing=to_hex(draws.uniform(0.05, 0.3)),
            reduction="none" if weighted else "mean",
            gradient=True,
        )


AXES = (
    (0, [4]), (-1, [4]), (0, [4, 3]), (-1, [3, 4]), (-2, [3, 4]), (1, [2, 3, 2]), (2, [2, 3, 4]), (-1, [2, 3, 4]),
    (0, [3, 2, 2]), (-2, [2, 2, 3, 2]), (3, [2, 1, 2, 3]),
)  # fmt: skip


def class_axes(draws):
    for position, (axis, shape) in enumerate(AXES):
        reduction, label = REDUCTIONS[position % 3], f"{times(shape)}-axis{axis}"
        common = dict(class_axis=axis, reduction=reduction, gradient=True)
        classes = shape[class_axis(shape, axis)]
        for loss, kind in product(OVER_CLASSES, LABELS):
            yield case(
                name(loss.replace("_", "-"), kind, label),
                draws,
                loss=loss,
                input=inputs(draws, loss, axis, shape),
                **targets(draws, axis, shape, kind),
                weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if kind == "ignoring" else None,
                **common,
            )
        for loss in DIVERGENCES:
            yield case(
                name(loss.replace("_", "-"), label),
                draws,
                loss=loss,
                input=inputs(draws, loss, axis, shape),
                **targets(draws, axis, shape, "soft-targets"),
                sample_weight=elements(draws, sample_shape(shape, axis), lambda: draws.uniform(0.25, 3)),
                **common,
            )
        for function in ("softmax", "log_softmax", "logsumexp", "entropy"):
            kind = "cross_entropy_from_probabilities" if function == "entropy" else "cross_entropy"
            yield case(
                name(function.replace("_", "-"), label),
                draws,
                loss=function,
                input=inputs(draws, kind, axis, shape),
                class_axis=axis,
            )


def weights_of_samples(draws, axis, shape):
    """The second of several is 0."""
    count = [0]

    def draw():
        count[0] += 1
        return 0.0 if count[0] == 2 else draws.uniform(0.25, 3)

    return elements(draws, sample_shape(shape, axis), draw)


def sample_weights(draws):
    for loss, shape, reduction, kind in product(OVER_CLASSES, SHAPES[:3], REDUCTIONS, LABELS):
        if kind == "ignoring" and len(shape) == 1:
            continue
        classes = shape[class_axis(shape, None)]
        yield case(
            name(loss.replace("_", "-"), kind, times(shape), reduction, "sample-weights"),
            draws,
            loss=loss,
            input=inputs(draws, loss, None, shape),
            **targets(draws, None, shape, kind),
            weight=hexes(draws.uniform(0.25, 3) for _ in range(classes)) if reduction == "mean" else None,
            sample_weight=weights_of_samples(draws, None, shape),
            reduction=reduction,
            gradient=True,
        )
    for loss, shape, reduction in product(DIVERGENCES, SHAPES[:3], (*REDUCTIONS, "batchmean")):
        yield case(
            name(loss.replace("_", "-"), times(shape), reduction, "sample-weights"),
            draws,
            loss=loss,
            input=inputs(draws, loss, None, shape),
            **targets(draws, None, shape, "soft-targets"),
            sample_weight=weights_of_samples(draws, None, shape),
            reduction=reduction,
            gradient=True,
        )
