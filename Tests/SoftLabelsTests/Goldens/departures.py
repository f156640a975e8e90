"""Where PyTorch's answer is not the true one: how it differs, and one sentence on why."""

import math

from floats import FORMATS, flatten, from_hex

# Within this relative distance of the truth PyTorch agrees with it.
TOLERANCE = {"float32": 1e-5, "float64": 1e-12}

# The worst first: a column's sentence is about the worst of its departures.
KINDS = ("nan", "infinity", "finite", "zero", "nonzero", "inexact")

# exp of less is subnormal.
SUBNORMAL_BELOW = {"float32": -87.3, "float64": -708.3}

LOSES_LAST_BITS = "1 + r is rounded before its logarithm is taken, r being the sum of the other exponentials."
CANCELS = "Two rounded numbers that nearly cancel are subtracted: softmax(x) and the target."
ZERO_TIMES_INFINITY = "A coefficient of 0 is multiplied by a logarithm of 0, and 0 times -inf is NaN."
IGNORED = "The ignored row is multiplied by 0 instead of being left out, and 0 times what it holds is NaN."
OVERFLOWS = "The difference between two finite logits overflows to infinity."
SUM_OVERFLOWS = "The running sum overflows before it is complete, or before it is divided."
SIGMOID_CANCELS = "Two rounded numbers that nearly cancel are subtracted: sigmoid(x) and the target."
LOG_SIGMOID_CANCELS = "(1 - y) x and log sigmoid(x), both rounded, nearly cancel at a negative logit."
DENOMINATOR_CLAMPED = "The denominator p (1 - p) is clamped at 1e-12."
LOGARITHM_CLAMPED = "The logarithm is clamped at -100."
LOGARITHMS_CANCEL = "log y and log p are both rounded before the one is subtracted from the other."
KL_CANCELS = "y log y and y x are both rounded before the one is subtracted from the other."

# (loss, column) -> {kind: sentence}
SENTENCES = {
    ("cross_entropy", "value"): {"nan": ZERO_TIMES_INFINITY, "zero": LOSES_LAST_BITS, "inexact": LOSES_LAST_BITS},
    ("cross_entropy", "gradient"): {
        "nan": ZERO_TIMES_INFINITY,
        "zero": CANCELS,
        "nonzero": CANCELS,
        "inexact": CANCELS,
    },
    ("log_softmax", "value"): {"zero": LOSES_LAST_BITS, "inexact": LOSES_LAST_BITS},
    ("cross_entropy_from_probabilities", "value"): {"nan": ZERO_TIMES_INFINITY},
    ("cross_entropy_from_probabilities", "gradient"): {"nan": "0 divided by a probability of 0 is NaN."},
    ("binary_cross_entropy", "value"): {"finite": LOGARITHM_CLAMPED, "inexact": LOGARITHM_CLAMPED},
    ("binary_cross_entropy", "gradient"): {
        "finite": DENOMINATOR_CLAMPED,
        "zero": DENOMINATOR_CLAMPED,
        "inexact": DENOMINATOR_CLAMPED,
    },
    ("binary_cross_entropy_with_logits", "value"): {
        "nan": "At a logit of -inf, 0 times -inf or inf - inf is formed, and either is NaN.",
        "infinity": SUM_OVERFLOWS,
        "zero": LOG_SIGMOID_CANCELS,
        "inexact": LOG_SIGMOID_CANCELS,
    },
    ("binary_cross_entropy_with_logits", "gradient"): {"zero": SIGMOID_CANCELS, "inexact": SIGMOID_CANCELS},
    ("kl_div", "value"): {"nan": ZERO_TIMES_INFINITY, "zero": KL_CANCELS, "nonzero": KL_CANCELS, "inexact": KL_CANCELS},
    ("nll", "value"): {"nan": ZERO_TIMES_INFINITY},
    ("nll", "gradient"): {},
    ("kl_div_from_probabilities", "value"): {
        "nan": ZERO_TIMES_INFINITY,
        "zero": LOGARITHMS_CANCEL,
        "nonzero": LOGARITHMS_CANCEL,
        "inexact": LOGARITHMS_CANCEL,
    },
    ("kl_div_from_probabilities", "gradient"): {
        "nan": "0 divided by a probability of 0 is NaN.",
        "inexact": "y over the batch is subnormal, and has lost digits before it is divided by p.",
    },
    ("sum", "value"): {"infinity": SUM_OVERFLOWS, "inexact": "The running sum is rounded at each step."},
    ("mean", "value"): {"infinity": SUM_OVERFLOWS, "inexact": "The running sum is rounded at each step."},
}


def departure(request, truth, pytorch):
    """None, or for each column in which PyTorch departs from the truth one sentence on why."""
    if pytorch is None:
        return None
    sentences = {}
    for column, true in truth.items():
        pairs = zip(map(from_hex, flatten(true)), map(from_hex, flatten(pytorch[column])))
        kinds = {difference(t, p, request["dtype"]) for t, p in pairs}
        worst = next((kind for kind in KINDS if kind in kinds), None)
        if worst:
            sentences[column] = sentence(request, column, worst)
    return sentences or None


def difference(true, answer, dtype):
    """How `answer` departs from `true`, or None where it is within the tolerance or the neighbouring subnormal."""
    if math.isnan(answer):
        return "nan"
    if true == answer:
        return None
    if math.isinf(answer):
        return "infinity"
    if math.isinf(true):
        return "finite"
    if answer == 0 or true == 0:
        return "zero" if answer == 0 else "nonzero"
    neighbour = math.ldexp(1, FORMATS[dtype][1])
    return None if abs(true - answer) <= max(TOLERANCE[dtype] * abs(true), neighbour) else "inexact"


def sentence(request, column, kind):
    """A departure that nobody has explained is an error."""
    x = [from_hex(v) for v in flatten(request["input"])]
    huge = any(2.0 ** (FORMATS[request["dtype"]][2] - 2) < abs(v) < math.inf for v in x)
    ignores = "ignore_index" in request and (request["loss"] == "cross_entropy" or "sample_weight" in request)
    if ignores and kind == "nan":
        return IGNORED
    if request["loss"] == "cross_entropy" and huge and kind in ("nan", "infinity"):
        return OVERFLOWS
    if request["loss"] == "kl_div" and request.get("log_target") and kind in ("zero", "inexact"):
        if min(from_hex(v) for v in flatten(request["target"])) < SUBNORMAL_BELOW[request["dtype"]]:
            return "exp(y) is subnormal, and has lost digits before it is multiplied."
    return SENTENCES[request["loss"], column][kind]
