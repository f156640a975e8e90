"""Chapter 2: the article's example 2, probabilities passed as logits, and the pitfalls of soft cross-entropy."""

from fractions import Fraction

LABELS_2 = [["0.1", "0.6", "0.2", "0.1"], ["0.05", "0.05", "0.8", "0.1"], ["0.3", "0.2", "0.1", "0.4"]]
PREDICTED_2 = [["0.2", "0.5", "0.2", "0.1"], ["0.1", "0.1", "0.7", "0.1"], ["0.2", "0.3", "0.2", "0.3"]]


def add_to(rows):
    p = rows.numbers(PREDICTED_2)
    epsilon = Fraction(rows.number("1e-10"))
    shifted = [rows.draws.log([rows.draws.rounded(Fraction(v) + epsilon) for v in row]) for row in p]
    logs = [rows.draws.log(row) for row in p]
    rows.each_reduction("article-example-2", "cross_entropy", shifted, LABELS_2)
    rows.each_reduction("article-example-2-without-epsilon", "cross_entropy", logs, LABELS_2)
    rows.each_reduction("article-example-2-by-definition", "cross_entropy_from_probabilities", PREDICTED_2, LABELS_2)
    rows.each_reduction("article-example-2-pitfall", "cross_entropy", PREDICTED_2, LABELS_2)
    rows.each_reduction("article-example-2-floor", "cross_entropy_from_probabilities", LABELS_2, LABELS_2)
    rows.each_reduction("article-example-2-divergence", "kl_div", logs, LABELS_2)
    rows.add("article-example-2-divergence-batchmean", "kl_div", logs, LABELS_2, reduction="batchmean")
    rows.add("article-example-2-entropies", "entropy", LABELS_2)
    rows.add("article-example-2-softmax-of-probabilities", "softmax", PREDICTED_2)
    rows.each_reduction("article-example-2-pitfall-at-the-labels", "cross_entropy", LABELS_2, LABELS_2)
    ends = [["0", "1", "0", "0"], ["0", "0", "1", "0"], ["0.33874371760600813", "0", "0", "0.6612562823939919"]]
    rows.each_reduction("article-example-2-pitfall-at-its-minimum", "cross_entropy", ends, LABELS_2)
    rows.add("article-example-2-softmax-at-the-pitfalls-minimum", "softmax", ends)
    rows.add("definition-at-eight-tenths", "cross_entropy_from_probabilities", ["0.8", "0.2"], ["0.9", "0.1"])
    for scale in (1, 2):
        rows.add(
            f"logits-of-{scale}-times-the-probabilities",
            "cross_entropy",
            rows.draws.log([rows.draws.rounded(scale * Fraction(v)) for v in ("0.8", "0.2")]),
            ["0.9", "0.1"],
        )
    for gap in (12, 24, 30, 110, 500):
        rows.add(f"ruled-out-by-a-gap-of-{gap}", "cross_entropy", ["0", str(gap)], ["1", "0"])
    rows.add("optax-896-masked-class", "cross_entropy", [["1", "2", "-inf"]], [["0.3", "0.7", "0"]])
    rows.add(
        "pytext-1698-masked-class-smoothed",
        "cross_entropy",
        [["1", "2", "-inf"]],
        class_indices=[1],
        label_smoothing="0.1",
    )
    rows.add(
        "pytext-1698-filled-class-smoothed",
        "cross_entropy",
        [["1", "2", "-1e9"]],
        class_indices=[1],
        label_smoothing="0.1",
    )
    rows.add(
        "pytorch-11551-ignored-row",
        "cross_entropy",
        [["1", "2"], ["-inf", "-inf"]],
        class_indices=[1, -100],
        ignore_index=-100,
    )
    quarters = ["0", "0.25", "0.25", "0.5"]
    rows.add("minimum-cost-cost-of-a-perfect-prediction", "cross_entropy_from_probabilities", quarters, quarters)
    rows.add("minimum-cost-cost-from-logits", "cross_entropy", rows.draws.log(rows.numbers(quarters)), quarters)
    rows.add("minimum-cost-cost-of-even-labels", "cross_entropy_from_probabilities", ["0.25"] * 4, ["0.25"] * 4)
    for classes in (2, 3, 4, 10):
        certain = ["1"] + ["0"] * (classes - 1)
        rows.add(f"second-softmax-of-{classes}-classes", "cross_entropy", certain, certain)
    if rows.draws.dtype == "float64":
        rows.add(
            "second-softmax-of-1000-classes", "cross_entropy", ["1"] + ["0"] * 999, class_indices=0, gradient=False
        )
    rows.add("keras-18196-logits", "cross_entropy", ["1", "2", "5"], ["0", "0", "1"])
    rows.add(
        "keras-19316-gradient-of-targets-that-sum-to-1.2",
        "cross_entropy",
        ["0", "0"],
        ["0.5", "0.7"],
        validation="framework",
    )
    for offset in (0, 100):
        rows.add(
            f"keras-19316-targets-that-sum-to-nine-tenths-offset-{offset}",
            "cross_entropy",
            [str(v + offset) for v in (1, 2, 3)],
            ["0.2", "0.3", "0.4"],
            validation="framework",
        )
    rows.add(
        "pytorch-152437-negative-target",
        "cross_entropy",
        ["0"] * 5,
        ["-10", "0", "0", "0", "0"],
        validation="framework",
    )
    output = rows.draws.log(rows.numbers(["0.1132", "0.5477", "0.3390"]))
    for reduction in ("mean", "batchmean"):
        rows.add(
            f"pytorch-60928-negative-divergence-{reduction}",
            "kl_div",
            [output],
            [["0.1541", "0.0511", "0.0947"]],
            reduction=reduction,
            validation="framework",
        )
    rows.add("pytorch-60928-sum-of-the-targets", "sum", [["0.1541", "0.0511", "0.0947"]])
    student, teacher = ["1", "2", "3"], [2.0, 3.0, 1.0]
    rows.add("distiller-122-distillation-at-temperature-1", "cross_entropy", student, rows.draws.softmax(teacher))
    rows.add(
        "distiller-122-distillation-at-temperature-20",
        "cross_entropy",
        [rows.draws.rounded(v / Fraction(20)) for v in (1, 2, 3)],
        rows.draws.softmax([rows.draws.rounded(Fraction(v) / 20) for v in teacher]),
    )
    rows.add("mlx-4188-equal-huge-logits", "cross_entropy", ["1e8", "1e8"], ["1", "0"])
    rows.add("yolov3-191-one-class", "cross_entropy", [["3.2"], ["-1"]], class_indices=[0, 0])
    rows.add(
        "squeezed-batch-softmax-over-the-batch",
        "cross_entropy",
        ["2", "-1", "3"],
        ["0.9", "0.2", "0.8"],
        validation="framework",
    )
    rows.add(
        "sentinel-padding-as-a-target",
        "cross_entropy",
        [["1", "2", "3"]] * 2,
        [["0.2", "0.3", "0.5"], ["-100"] * 3],
        validation="framework",
    )
    rows.add(
        "transformers-11012-softmax-at-the-binary-optimum",
        "softmax",
        rows.draws.logit(rows.numbers(["0.7", "0.2", "0.1"])),
    )
    rows.add("cross-entropy-at-equal-logits", "cross_entropy", ["0", "0"], ["0.5", "0.7"], validation="framework")
