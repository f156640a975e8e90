"""Chapter 1: the article's example 1, what it hides, and the pitfalls of binary cross-entropy."""

from fractions import Fraction

from draws import Draws
from floats import map_nested

LABELS_1, PREDICTED_1 = [["0.7", "0.3"], ["0.2", "0.8"]], [["0.8", "0.2"], ["0.1", "0.9"]]


def add_to(rows):
    y, p = rows.numbers(LABELS_1), rows.numbers(PREDICTED_1)
    single = Draws(0, "float32")
    rows.each_reduction("article-example-1", "binary_cross_entropy", PREDICTED_1, LABELS_1)
    if rows.draws.dtype == "float64":
        widened = lambda nested: map_nested(lambda v: single.rounded(Fraction(v)), nested)
        rows.add(
            "article-example-1-from-float32-decimals",
            "binary_cross_entropy",
            widened(PREDICTED_1),
            widened(LABELS_1),
            reduction="sum",
        )
    for column in (0, 1):
        rows.add(
            f"article-example-1-column-{column}",
            "binary_cross_entropy",
            [row[column] for row in p],
            [row[column] for row in y],
            reduction="sum",
        )
    rows.each_reduction("article-example-1-as-cross-entropy", "cross_entropy_from_probabilities", PREDICTED_1, LABELS_1)
    rows.each_reduction("article-example-1-floor", "cross_entropy_from_probabilities", LABELS_1, LABELS_1)
    rows.each_reduction("article-example-1-floor-of-both-columns", "binary_cross_entropy", LABELS_1, LABELS_1)
    rows.each_reduction("article-example-1-divergence", "kl_div", [rows.draws.log(row) for row in p], LABELS_1)
    rows.add(
        "article-example-1-divergence-batchmean",
        "kl_div",
        [rows.draws.log(row) for row in p],
        LABELS_1,
        reduction="batchmean",
    )
    rows.add("article-example-1-entropies", "entropy", LABELS_1)
    logits = [rows.draws.logit(row) for row in p]
    rows.each_reduction("article-example-1-from-logits", "binary_cross_entropy_with_logits", logits, LABELS_1)
    rows.each_reduction(
        "article-example-1-from-one-logit",
        "binary_cross_entropy_with_logits",
        [x[0] for x in logits],
        [row[0] for row in y],
    )
    rows.each_reduction(
        "article-example-1-from-two-logits", "cross_entropy", [rows.draws.log(row) for row in p], LABELS_1
    )
    # The penalty for a confident prediction under softer and softer labels, and its gradient p - y
    penalties = ["0", "0.1", "0.2", "0.3", "0.5", "0.7", "0.9", "1"]
    rows.add("penalty-at-nine-tenths", "binary_cross_entropy", ["0.9"] * 8, penalties, reduction="none")
    rows.add(
        "penalty-at-the-logit-of-nine-tenths",
        "binary_cross_entropy_with_logits",
        rows.draws.logit([rows.number("0.9")] * 8),
        penalties,
        reduction="none",
    )
    rows.add("penalty-at-ninety-nine-hundredths", "binary_cross_entropy", ["0.99"], ["0"], reduction="none")
    rows.add(
        "one-output-of-the-definition",
        "cross_entropy_from_probabilities",
        ["0.99"],
        ["0"],
        reduction="none",
        validation="framework",
    )
    rows.add(
        "hard-misclassifications",
        "binary_cross_entropy",
        ["0.49", "0.1", "0.01", "0.0001", "1e-6"],
        ["1"] * 5,
        reduction="none",
    )
    rows.add("floor-of-one-label", "binary_cross_entropy", penalties, penalties, reduction="none")
    rows.add("crossvalidated-532498-floor-of-a-label-of-0.7", "binary_cross_entropy", ["0.7"], ["0.7"])
    rows.add("pytorch-39435-saturated-probability", "binary_cross_entropy", ["1"], ["0"])
    rows.add("pytorch-39435-from-logits", "binary_cross_entropy_with_logits", ["17"], ["0"])
    rows.add("pytorch-39435-sigmoid-of-17", "binary_cross_entropy", [rows.draws.softmax([17.0, 0.0])[0]], ["0"])
    rows.add(
        "pytorch-135359-logit-of-minus-infinity",
        "binary_cross_entropy_with_logits",
        ["-inf", "-inf", "-inf", "0"],
        ["0", "0.5", "1", "0.5"],
        reduction="none",
    )
    rows.add(
        "mlx-1280-probability-of-zero",
        "binary_cross_entropy",
        ["0", "0", "0", "0.5"],
        ["0", "0.5", "1", "1"],
        reduction="none",
    )
    rows.add(
        "tiny-probability", "binary_cross_entropy", ["1e-300" if rows.draws.dtype == "float64" else "1e-44"], ["1"]
    )
    rows.add(
        "pytorch-16804-optimum-under-a-positive-weight",
        "binary_cross_entropy_with_logits",
        rows.draws.logit([0.5, 0.75]),
        ["0.5", "0.5"],
        pos_weight=["3"],
        reduction="none",
    )
    rows.add("deit-61-mean-over-elements", "kl_div", [rows.draws.log(row) for row in p], LABELS_1, reduction="mean")
    saturated = ["5", "10", "15", "17", "20", "50", "100"]
    rows.add("losses-of-wrong-logits", "binary_cross_entropy_with_logits", saturated, ["0"] * 7, reduction="none")
    rows.add("losses-of-right-logits", "binary_cross_entropy_with_logits", saturated, ["1"] * 7, reduction="none")
    rows.add(
        "losses-of-right-negative-logits",
        "binary_cross_entropy_with_logits",
        [f"-{x}" for x in saturated],
        ["0"] * 7,
        reduction="none",
    )
    beetles = [6 / 59, 13 / 60, 18 / 62, 28 / 56, 52 / 63, 53 / 59, 61 / 62, 60 / 60]
    rows.add(
        "bliss-1935-floors", "binary_cross_entropy", *[[rows.draws.rounded(v) for v in beetles]] * 2, reduction="none"
    )
