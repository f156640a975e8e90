"""Chapter 3: the article's example 3, class weights, and what the mean divides by."""

from fractions import Fraction

LABELS_3 = [["0.9", "0.1"], ["0.95", "0.05"], ["0.1", "0.9"], ["0.08", "0.92"]]
PREDICTED_3 = [["0.8", "0.2"], ["0.8", "0.2"], ["0.2", "0.8"], ["0.1", "0.9"]]


def add_to(rows):
    y, p = rows.numbers(LABELS_3), rows.numbers(PREDICTED_3)
    logs = [rows.draws.log(row) for row in p]
    for name, weight in {
        "": ["0.2", "0.8"],
        "-weights-exchanged": ["0.8", "0.2"],
        "-weights-equal": ["0.5", "0.5"],
        "-unweighted": None,
        "-weights-from-mass": ["0.9852216748768473", "1.0152284263959391"],
    }.items():
        rows.each_reduction(f"article-example-3{name}", "binary_cross_entropy", PREDICTED_3, LABELS_3, weight=weight)
        rows.each_reduction(
            f"article-example-3-as-cross-entropy{name or '-weighted'}", "cross_entropy", logs, LABELS_3, weight=weight
        )
        rows.add(
            f"article-example-3-from-probabilities{name or '-weighted'}",
            "cross_entropy_from_probabilities",
            PREDICTED_3,
            LABELS_3,
            weight=weight,
            reduction="sum",
        )
    rows.each_reduction("article-example-3-floor", "cross_entropy_from_probabilities", LABELS_3, LABELS_3)
    rows.add("article-example-3-entropies", "entropy", LABELS_3)
    for column in (0, 1):
        rows.add(f"article-example-3-mass-of-class-{column}", "sum", [row[column] for row in y])
    logits, weights = [["0.2", "0.3", "0.5"], ["0.5", "0.2", "0.3"]], ["2", "4", "6"]
    rows.each_reduction("pytorch-25571-class-indices", "cross_entropy", logits, class_indices=[2, 1], weight=weights)
    rows.each_reduction(
        "pytorch-25571-one-hot", "cross_entropy", logits, [["0", "0", "1"], ["0", "1", "0"]], weight=weights
    )
    confident = dict(input=[["-100", "100"]] * 2, weight=["20", "10"])
    rows.each_reduction("pytorch-8062-class-indices", "cross_entropy", class_indices=[0, 1], **confident)
    rows.each_reduction("pytorch-8062-one-hot", "cross_entropy", target=[["1", "0"], ["0", "1"]], **confident)
    # Where the optimum goes: y' w / sum y' w, with the gradient there
    smoothed = [rows.draws.rounded(Fraction(v)) for v in ("0.95", "0.5")]
    rows.add("pytorch-104776-optimum-under-smoothing-and-weights", "softmax", rows.draws.log(smoothed))
    rows.add(
        "pytorch-104776-gradient-at-the-moved-optimum",
        "cross_entropy",
        [rows.draws.log(smoothed)],
        class_indices=[0],
        weight=["1", "10"],
        label_smoothing="0.1",
        reduction="sum",
    )
    rows.add(
        "pytorch-104776-gradient-at-the-unweighted-optimum",
        "cross_entropy",
        [rows.draws.log(rows.numbers(["0.95", "0.05"]))],
        class_indices=[0],
        weight=["1", "10"],
        label_smoothing="0.1",
        reduction="sum",
    )
    rows.add(
        "pytorch-148884-optimum-of-smoothing-among-two",
        "cross_entropy",
        [rows.draws.log(rows.numbers(["0.95", "0.05"]))],
        class_indices=[0],
        label_smoothing="0.1",
    )
    rows.add(
        "pytorch-73205-smoothing-skips-ignored-rows",
        "cross_entropy",
        [["1", "2", "3"], ["3", "1", "0"]],
        class_indices=[0, -100],
        ignore_index=-100,
        label_smoothing="0.1",
    )
    for weight in (["0.2", "0.8"], ["0.8", "0.2"]):
        moved = [[rows.draws.rounded(Fraction(a) * Fraction(w)) for a, w in zip(row, weight)] for row in LABELS_3]
        rows.add(f"optimum-under-weights-{'-'.join(weight)}", "softmax", [rows.draws.log(row) for row in moved])
        rows.each_reduction(
            f"loss-at-the-optimum-under-weights-{'-'.join(weight)}",
            "cross_entropy",
            [rows.draws.log(row) for row in moved],
            LABELS_3,
            weight=weight,
        )
    hard = dict(input=[["2", "0"], ["1", "0"], ["0", "3"]], class_indices=[0, 0, 0])
    rows.each_reduction("torchtune-1875-all-losses", "cross_entropy", **hard)
    x = [["1", "2", "0.5"], ["0.2", "-1", "3"]]
    mixed = [["0.7", "0", "0.3"], ["0.3", "0.7", "0"]]
    for name, weight in (("", None), ("-weighted", ["1", "10", "2"])):
        rows.add(f"timm-46-mixed-labels{name}", "cross_entropy", x, mixed, weight=weight)
        for part, indices in (("first", [0, 1]), ("second", [2, 0])):
            rows.add(f"timm-46-{part}-labels{name}", "cross_entropy", x, class_indices=indices, weight=weight)
