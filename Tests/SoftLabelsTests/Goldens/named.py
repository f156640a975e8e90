"""The documented cases: the article's examples, what they hide, and the threads in which people were bitten.

Every number that a chapter quotes and that is an answer to a request stands here under the chapter's name; numbers that
only PyTorch code gives are the scripts, functions of `article.py`. Decimals are rounded once to the row's type.
"""

from fractions import Fraction

from draws import Draws
from floats import map_nested, to_hex
from grid import case

BCE, CE, WEIGHTED = "binary-soft-bce", "multiclass-soft-ce", "weighted-imbalance"

LABELS_1, PREDICTED_1 = [["0.7", "0.3"], ["0.2", "0.8"]], [["0.8", "0.2"], ["0.1", "0.9"]]
LABELS_2 = [["0.1", "0.6", "0.2", "0.1"], ["0.05", "0.05", "0.8", "0.1"], ["0.3", "0.2", "0.1", "0.4"]]
PREDICTED_2 = [["0.2", "0.5", "0.2", "0.1"], ["0.1", "0.1", "0.7", "0.1"], ["0.2", "0.3", "0.2", "0.3"]]
LABELS_3 = [["0.9", "0.1"], ["0.95", "0.05"], ["0.1", "0.9"], ["0.08", "0.92"]]
PREDICTED_3 = [["0.8", "0.2"], ["0.8", "0.2"], ["0.2", "0.8"], ["0.1", "0.9"]]


class Rows:
    """Builds the rows of one chapter in one type from decimals."""

    def __init__(self, draws, chapter):
        self.draws, self.chapter, self.rows = draws, chapter, []

    def number(self, decimal):
        return float(decimal) if decimal in ("-inf", "inf", "nan") else self.draws.rounded(Fraction(decimal))

    def numbers(self, nested):
        return map_nested(self.number, nested)

    def add(self, name, loss, input, target=None, gradient=True, **options):
        """`input`, `target` and weights are nested decimals or floats of the type."""
        text = lambda nested: map_nested(lambda v: to_hex(v if isinstance(v, float) else self.number(v)), nested)
        for key in ("weight", "pos_weight", "label_smoothing"):
            if options.get(key) is not None:
                options[key] = text(options[key])
        kernel = loss not in ("softmax", "log_softmax", "logsumexp", "entropy", "sum", "mean")
        self.rows.append(case(name, self.draws, regime="documented", chapter=self.chapter, loss=loss, input=text(input),
                              target=None if target is None else text(target),
                              gradient=True if kernel and gradient else None, **options))

    def each_reduction(self, name, *arguments, **options):
        for reduction in ("sum", "mean", "none"):
            self.add(name if reduction == "sum" else f"{name}-{reduction}", *arguments, reduction=reduction,
                     gradient=reduction != "none", **options)


def cases(dtype, seed):
    draws = Draws(f"{seed} named {dtype}", dtype)
    for chapter, build in ((BCE, binary), (CE, multiclass), (WEIGHTED, weighted)):
        rows = Rows(draws, chapter)
        build(rows)
        yield from rows.rows


def binary(rows):
    y, p = rows.numbers(LABELS_1), rows.numbers(PREDICTED_1)
    single = Draws(0, "float32")
    rows.each_reduction("article-example-1", "binary_cross_entropy", PREDICTED_1, LABELS_1)
    if rows.draws.dtype == "float64":
        widened = lambda nested: map_nested(lambda v: single.rounded(Fraction(v)), nested)
        rows.add("article-example-1-from-float32-decimals", "binary_cross_entropy", widened(PREDICTED_1), widened(LABELS_1),
                 reduction="sum")
    for column in (0, 1):
        rows.add(f"article-example-1-column-{column}", "binary_cross_entropy", [row[column] for row in p],
                 [row[column] for row in y], reduction="sum")
    rows.each_reduction("article-example-1-as-cross-entropy", "cross_entropy_from_probabilities", PREDICTED_1, LABELS_1)
    rows.each_reduction("article-example-1-floor", "cross_entropy_from_probabilities", LABELS_1, LABELS_1)
    rows.each_reduction("article-example-1-floor-of-both-columns", "binary_cross_entropy", LABELS_1, LABELS_1)
    rows.each_reduction("article-example-1-divergence", "kl_div", [rows.draws.log(row) for row in p], LABELS_1)
    rows.add("article-example-1-divergence-batchmean", "kl_div", [rows.draws.log(row) for row in p], LABELS_1,
             reduction="batchmean")
    rows.add("article-example-1-entropies", "entropy", LABELS_1)
    logits = [rows.draws.logit(row) for row in p]
    rows.each_reduction("article-example-1-from-logits", "binary_cross_entropy_with_logits", logits, LABELS_1)
    rows.each_reduction("article-example-1-from-one-logit", "binary_cross_entropy_with_logits", [x[0] for x in logits],
                        [row[0] for row in y])
    rows.each_reduction("article-example-1-from-two-logits", "cross_entropy", [rows.draws.log(row) for row in p], LABELS_1)
    # The penalty for a confident prediction under softer and softer labels, and its gradient p - y
    penalties = ["0", "0.1", "0.2", "0.3", "0.5", "0.7", "0.9", "1"]
    rows.add("penalty-at-nine-tenths", "binary_cross_entropy", ["0.9"] * 8, penalties, reduction="none")
    rows.add("penalty-at-the-logit-of-nine-tenths", "binary_cross_entropy_with_logits",
             rows.draws.logit([rows.number("0.9")] * 8), penalties, reduction="none")
    rows.add("penalty-at-ninety-nine-hundredths", "binary_cross_entropy", ["0.99"], ["0"], reduction="none")
    rows.add("one-output-of-the-definition", "cross_entropy_from_probabilities", ["0.99"], ["0"], reduction="none",
             validation="framework")
    rows.add("hard-misclassifications", "binary_cross_entropy", ["0.49", "0.1", "0.01", "0.0001", "1e-6"], ["1"] * 5,
             reduction="none")
    rows.add("floor-of-one-label", "binary_cross_entropy", penalties, penalties, reduction="none")
    rows.add("pitfall-19-floor-of-a-label-of-0.7", "binary_cross_entropy", ["0.7"], ["0.7"])
    rows.add("pitfall-14-saturated-probability", "binary_cross_entropy", ["1"], ["0"])
    rows.add("pitfall-14-from-logits", "binary_cross_entropy_with_logits", ["17"], ["0"])
    rows.add("pitfall-14-sigmoid-of-17", "binary_cross_entropy", [rows.draws.softmax([17.0, 0.0])[0]], ["0"])
    rows.add("pitfall-15-logit-of-minus-infinity", "binary_cross_entropy_with_logits", ["-inf", "-inf", "-inf", "0"],
             ["0", "0.5", "1", "0.5"], reduction="none")
    rows.add("pitfall-17-probability-of-zero", "binary_cross_entropy", ["0", "0", "0", "0.5"], ["0", "0.5", "1", "1"],
             reduction="none")
    rows.add("tiny-probability", "binary_cross_entropy", ["1e-300" if rows.draws.dtype == "float64" else "1e-44"], ["1"])
    rows.add("pitfall-29-optimum-under-a-positive-weight", "binary_cross_entropy_with_logits",
             rows.draws.logit([0.5, 0.75]), ["0.5", "0.5"], pos_weight=["3"], reduction="none")
    rows.add("pitfall-25-mean-over-elements", "kl_div", [rows.draws.log(row) for row in p], LABELS_1, reduction="mean")
    saturated = ["5", "10", "15", "17", "20", "50", "100"]
    rows.add("losses-of-wrong-logits", "binary_cross_entropy_with_logits", saturated, ["0"] * 7, reduction="none")
    rows.add("losses-of-right-logits", "binary_cross_entropy_with_logits", saturated, ["1"] * 7, reduction="none")
    beetles = [6 / 59, 13 / 60, 18 / 62, 28 / 56, 52 / 63, 53 / 59, 61 / 62, 60 / 60]
    rows.add("bliss-1935-floors", "binary_cross_entropy", *[[rows.draws.rounded(v) for v in beetles]] * 2, reduction="none")


def multiclass(rows):
    y, p = rows.numbers(LABELS_2), rows.numbers(PREDICTED_2)
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
        rows.add(f"logits-of-{scale}-times-the-probabilities", "cross_entropy",
                 rows.draws.log([rows.draws.rounded(scale * Fraction(v)) for v in ("0.8", "0.2")]), ["0.9", "0.1"])
    for gap in (12, 24, 30, 110, 500):
        rows.add(f"ruled-out-by-a-gap-of-{gap}", "cross_entropy", ["0", str(gap)], ["1", "0"])
    rows.add("pitfall-10-masked-class", "cross_entropy", [["1", "2", "-inf"]], [["0.3", "0.7", "0"]])
    rows.add("pitfall-11-masked-class-smoothed", "cross_entropy", [["1", "2", "-inf"]], class_indices=[1], label_smoothing="0.1")
    rows.add("pitfall-11-filled-class-smoothed", "cross_entropy", [["1", "2", "-1e9"]], class_indices=[1], label_smoothing="0.1")
    rows.add("pitfall-12-ignored-row", "cross_entropy", [["1", "2"], ["-inf", "-inf"]], class_indices=[1, -100], ignore_index=-100)
    quarters = ["0", "0.25", "0.25", "0.5"]
    rows.add("pitfall-18-cost-of-a-perfect-prediction", "cross_entropy_from_probabilities", quarters, quarters)
    rows.add("pitfall-18-cost-from-logits", "cross_entropy", rows.draws.log(rows.numbers(quarters)), quarters)
    rows.add("pitfall-18-cost-of-even-labels", "cross_entropy_from_probabilities", ["0.25"] * 4, ["0.25"] * 4)
    for classes in (2, 3, 4, 10):
        certain = ["1"] + ["0"] * (classes - 1)
        rows.add(f"pitfall-20-second-softmax-of-{classes}-classes", "cross_entropy", certain, certain)
    if rows.draws.dtype == "float64":
        rows.add("pitfall-20-second-softmax-of-1000-classes", "cross_entropy", ["1"] + ["0"] * 999, class_indices=0, gradient=False)
    rows.add("pitfall-21-logits", "cross_entropy", ["1", "2", "5"], ["0", "0", "1"])
    rows.add("pitfall-22-gradient-of-targets-that-sum-to-1.2", "cross_entropy", ["0", "0"], ["0.5", "0.7"], validation="framework")
    for offset in (0, 100):
        rows.add(f"pitfall-22-targets-that-sum-to-nine-tenths-offset-{offset}", "cross_entropy",
                 [str(v + offset) for v in (1, 2, 3)], ["0.2", "0.3", "0.4"], validation="framework")
    rows.add("pitfall-23-negative-target", "cross_entropy", ["0"] * 5, ["-10", "0", "0", "0", "0"], validation="framework")
    output = rows.draws.log(rows.numbers(["0.1132", "0.5477", "0.3390"]))
    for reduction in ("mean", "batchmean"):
        rows.add(f"pitfall-24-negative-divergence-{reduction}", "kl_div", [output], [["0.1541", "0.0511", "0.0947"]],
                 reduction=reduction, validation="framework")
    rows.add("pitfall-24-sum-of-the-targets", "sum", [["0.1541", "0.0511", "0.0947"]])
    student, teacher = ["1", "2", "3"], [2.0, 3.0, 1.0]
    rows.add("pitfall-26-distillation-at-temperature-1", "cross_entropy", student, rows.draws.softmax(teacher))
    rows.add("pitfall-26-distillation-at-temperature-20", "cross_entropy",
             [rows.draws.rounded(v / Fraction(20)) for v in (1, 2, 3)],
             rows.draws.softmax([rows.draws.rounded(Fraction(v) / 20) for v in teacher]))
    rows.add("pitfall-32-equal-huge-logits", "cross_entropy", ["1e8", "1e8"], ["1", "0"])
    rows.add("pitfall-34-one-class", "cross_entropy", [["3.2"], ["-1"]], class_indices=[0, 0])
    rows.add("pitfall-36-softmax-over-the-batch", "cross_entropy", ["2", "-1", "3"], ["0.9", "0.2", "0.8"], validation="framework")
    rows.add("pitfall-37-padding-as-a-target", "cross_entropy", [["1", "2", "3"]] * 2,
             [["0.2", "0.3", "0.5"], ["-100"] * 3], validation="framework")
    rows.add("pitfall-38-softmax-at-the-binary-optimum", "softmax", rows.draws.logit(rows.numbers(["0.7", "0.2", "0.1"])))
    rows.add("cross-entropy-at-equal-logits", "cross_entropy", ["0", "0"], ["0.5", "0.7"], validation="framework")


def weighted(rows):
    y, p = rows.numbers(LABELS_3), rows.numbers(PREDICTED_3)
    logs = [rows.draws.log(row) for row in p]
    for name, weight in {"": ["0.2", "0.8"], "-weights-exchanged": ["0.8", "0.2"], "-weights-equal": ["0.5", "0.5"],
                         "-unweighted": None, "-weights-from-mass": ["0.9852216748768473", "1.0152284263959391"]}.items():
        rows.each_reduction(f"article-example-3{name}", "binary_cross_entropy", PREDICTED_3, LABELS_3, weight=weight)
        rows.each_reduction(f"article-example-3-as-cross-entropy{name or '-weighted'}", "cross_entropy", logs, LABELS_3, weight=weight)
        rows.add(f"article-example-3-from-probabilities{name or '-weighted'}", "cross_entropy_from_probabilities", PREDICTED_3, LABELS_3,
                 weight=weight, reduction="sum")
    rows.each_reduction("article-example-3-floor", "cross_entropy_from_probabilities", LABELS_3, LABELS_3)
    rows.add("article-example-3-entropies", "entropy", LABELS_3)
    for column in (0, 1):
        rows.add(f"article-example-3-mass-of-class-{column}", "sum", [row[column] for row in y])
    logits, weights = [["0.2", "0.3", "0.5"], ["0.5", "0.2", "0.3"]], ["2", "4", "6"]
    rows.each_reduction("pitfall-4-class-indices", "cross_entropy", logits, class_indices=[2, 1], weight=weights)
    rows.each_reduction("pitfall-4-one-hot", "cross_entropy", logits, [["0", "0", "1"], ["0", "1", "0"]], weight=weights)
    confident = dict(input=[["-100", "100"]] * 2, weight=["20", "10"])
    rows.each_reduction("pitfall-3-class-indices", "cross_entropy", class_indices=[0, 1], **confident)
    rows.each_reduction("pitfall-3-one-hot", "cross_entropy", target=[["1", "0"], ["0", "1"]], **confident)
    # Where the optimum goes: y' w / sum y' w, with the gradient there
    smoothed = [rows.draws.rounded(Fraction(v)) for v in ("0.95", "0.5")]
    rows.add("pitfall-7-optimum-under-smoothing-and-weights", "softmax", rows.draws.log(smoothed))
    rows.add("pitfall-7-gradient-at-the-moved-optimum", "cross_entropy", [rows.draws.log(smoothed)], class_indices=[0],
             weight=["1", "10"], label_smoothing="0.1", reduction="sum")
    rows.add("pitfall-7-gradient-at-the-unweighted-optimum", "cross_entropy", [rows.draws.log(rows.numbers(["0.95", "0.05"]))],
             class_indices=[0], weight=["1", "10"], label_smoothing="0.1", reduction="sum")
    rows.add("pitfall-8-optimum-of-smoothing-among-two", "cross_entropy", [rows.draws.log(rows.numbers(["0.95", "0.05"]))],
             class_indices=[0], label_smoothing="0.1")
    rows.add("pitfall-9-smoothing-skips-ignored-rows", "cross_entropy", [["1", "2", "3"], ["3", "1", "0"]], class_indices=[0, -100],
             ignore_index=-100, label_smoothing="0.1")
    for weight in (["0.2", "0.8"], ["0.8", "0.2"]):
        moved = [[rows.draws.rounded(Fraction(a) * Fraction(w)) for a, w in zip(row, weight)] for row in LABELS_3]
        rows.add(f"optimum-under-weights-{'-'.join(weight)}", "softmax", [rows.draws.log(row) for row in moved])
        rows.each_reduction(f"loss-at-the-optimum-under-weights-{'-'.join(weight)}", "cross_entropy",
                            [rows.draws.log(row) for row in moved], LABELS_3, weight=weight)
    hard = dict(input=[["2", "0"], ["1", "0"], ["0", "3"]], class_indices=[0, 0, 0])
    rows.each_reduction("pitfall-33-all-losses", "cross_entropy", **hard)
    x = [["1", "2", "0.5"], ["0.2", "-1", "3"]]
    mixed = [["0.7", "0", "0.3"], ["0.3", "0.7", "0"]]
    for name, weight in (("", None), ("-weighted", ["1", "10", "2"])):
        rows.add(f"pitfall-30-mixed-labels{name}", "cross_entropy", x, mixed, weight=weight)
        for part, indices in (("first", [0, 1]), ("second", [2, 0])):
            rows.add(f"pitfall-30-{part}-labels{name}", "cross_entropy", x, class_indices=indices, weight=weight)


# Functions of article.py, with the types to run them in

BOTH = ("float64", "float32")
SCRIPTS = {
    BCE: {
        "example_1": BOTH, "example_1_by_definition": BOTH, "example_1_read_as_float32": ("float64",),
        "one_column_of_the_definition": BOTH, "saturated_sigmoid": ("float32",), "saturated_sigmoid_from_logits": ("float32",),
        "saturated_sigmoid_by_hand": ("float32",), "clipped": BOTH, "clipped_at_machine_epsilon": ("float64",),
        "broadcast_by_hand": BOTH, "softmax_over_the_batch": BOTH,
    },
    CE: {
        "example_2": BOTH, "example_2_by_definition": BOTH, "example_2_pitfall": BOTH,
        "predictions_that_do_not_sum_to_one": BOTH, "where_the_second_softmax_leads": ("float64",),
        "least_loss_of_the_second_softmax": ("float64",), "epsilon_in_float16": ("float16",), "epsilon_in_float32": ("float32",),
        "epsilon_is_felt_from": ("float32",), "epsilon_and_the_gradient": ("float32",), "masked_class": BOTH,
        "smoothed_masked_class": BOTH, "every_row_ignored": BOTH, "second_softmax_of_certainty_among_4": BOTH,
        "second_softmax_of_certainty_among_1000": BOTH, "missing_from_logits": BOTH, "targets_that_sum_to_nine_tenths": BOTH,
        "padding_as_a_target": BOTH, "distillation": BOTH, "smoothing_floor": BOTH, "binary_loss_for_a_distribution": BOTH,
    },
    WEIGHTED: {
        "example_3": BOTH, "example_3_under_three_weights": BOTH, "gradient_of_the_shared_logit": BOTH, "soft_class_mass": BOTH,
        "class_weights": BOTH, "two_divisors": BOTH, "mixup_in_two_forms": BOTH, "mean_of_means": BOTH,
    },
}


def scripts():
    for chapter, functions in SCRIPTS.items():
        for function, dtypes in functions.items():
            for dtype in dtypes:
                yield {"id": f"script-{function.replace('_', '-')}-{dtype}", "regime": "script", "chapter": chapter,
                       "python": function, "dtype": dtype}
