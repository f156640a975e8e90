"""The true answer to a request: arbitrary precision from the exact binary inputs, rounded once to the request's type.

The formulas are the definitions, arranged so that nothing cancels where the mathematics has no cancellation. Whatever
is rational (a sum, a difference of logits, a softmax over equal logits) stays an exact `Fraction`; the rest is an
`mpf`. `answer` evaluates everything at two precisions and doubles both until every rounding is beyond doubt.
"""

import math
from fractions import Fraction

from mpmath import mp, mpf

from arithmetic import add, as_mpf, divide, exp, log, log_of_complement, number, quotient, times
from floats import NEGATIVE_INFINITY, POSITIVE_INFINITY, flatten, from_hex, map_nested, nest, round_to, shape_of, to_hex, ulp_exponent

# A result below 2**-1075 rounds to 0, so two terms of ordinary size that cancel to less need no further digits.
LOWEST_PRECISION = 1280
HIGHEST_PRECISION = 1 << 16
ELEMENTWISE = ("binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div", "kl_div_from_probabilities")


class Undecided(ArithmeticError):
    """No precision tried tells which of two neighbouring floats is nearer."""


def answer(request):
    """{"value": …, "gradient": …} of hexadecimal floats, correctly rounded."""
    return {key: map_nested(lambda pair: pair[0], nested) for key, nested in answer_with_excess(request).items()}


def answer_with_excess(request, precision=LOWEST_PRECISION):
    """The same with pairs in place of the floats: the rounded truth, and the truth less it, in its ULPs."""
    while precision <= HIGHEST_PRECISION:
        try:
            with mp.workprec(precision):
                rough = evaluate(request)
            with mp.workprec(2 * precision):
                fine = evaluate(request)
                return {
                    key: nest(
                        [
                            decide(a, b, request["dtype"], precision)
                            for a, b in zip(flatten(rough[key]), flatten(fine[key]))
                        ],
                        shape_of(fine[key]),
                    )
                    for key in fine
                }
        except Undecided:
            precision *= 2
    raise Undecided(f"not decided at {HIGHEST_PRECISION} bits: {request}")


def decide(rough, fine, dtype, precision):
    """The rounding of `fine`, if `rough` confirms it and no number as near as half the precision rounds differently."""
    if isinstance(fine, (Fraction, float)):
        nearest = round_to(fine, dtype)
        return to_hex(nearest), excess(fine, nearest, dtype)
    if fine == 0 and precision < LOWEST_PRECISION:  # exp(1e-317) is 1 to that many bits
        raise Undecided()
    margin = mpf(2) ** -(precision // 2)
    if abs(rough - fine) > margin * abs(fine):
        raise Undecided()
    low, high = round_to(fine * (1 - margin), dtype), round_to(fine * (1 + margin), dtype)
    if low != high:
        raise Undecided()
    return to_hex(low), excess(fine, low, dtype)


def excess(truth, nearest, dtype):
    """How far the truth lies above the float nearest to it, in ULPs of that float, to nine decimals."""
    if math.isinf(nearest):
        return 0.0
    difference = truth - (Fraction if isinstance(truth, Fraction) else mpf)(nearest)
    return round(float(divide(difference, Fraction(2) ** ulp_exponent(nearest, dtype))), 9)


def evaluate(request, x=None):
    """The value and the gradient asked for, at the working precision; of `x` in place of the request's input."""
    loss = request["loss"]
    x = map_nested(number, request["input"]) if x is None else x
    if loss in ("sum", "mean"):
        total = add(flatten(x))
        return {"value": total if loss == "sum" else divide(total, Fraction(len(flatten(x))))}
    if loss in ("softmax", "log_softmax", "logsumexp", "entropy"):
        return {"value": over_class_axis(loss, x, request.get("class_axis"))}
    samples, gradient, divisor, shape = (elementwise if loss in ELEMENTWISE else by_rows)(request, x)
    return reduced(request, samples, gradient, divisor, shape, shape_of(x))


def reduced(request, samples, gradient, divisor, shape, input_shape):
    reduction = request.get("reduction", "mean")
    scale = {"none": 1, "sum": 1, "mean": divisor, "batchmean": input_shape[0] if input_shape else 1}[reduction]
    value = nest(samples, shape) if reduction == "none" else divide(add(samples), Fraction(scale))
    result = {"value": value}
    if request.get("gradient"):
        result["gradient"] = nest([divide(g, Fraction(scale)) for g in gradient], input_shape)
    return result


# Losses over the class axis


def by_rows(request, x):
    """Cross-entropy: per-sample values, gradient of their sum, the divisor of the mean, and the samples' shape."""
    shape, flat = shape_of(x), flatten(x)
    rows = class_rows(shape, request.get("class_axis"))
    classes = len(rows[0])
    of_samples = [from_hex(s) for s in flatten(request.get("sample_weight", ["0x1p+0"] * len(rows)))]
    weight = [number(w) for w in request.get("weight", ["0x1p+0"] * classes)]
    smoothing = number(request.get("label_smoothing", "0x0p+0"))
    hard = "class_indices" in request
    targets = flatten(request["class_indices"]) if hard else flatten(map_nested(number, request["target"]))
    row_loss = ROW_LOSSES[request["loss"]]
    samples, gradient, divisor = [], [Fraction(0)] * len(flat), Fraction(0)
    for row, positions in enumerate(rows):
        if hard and targets[row] == request.get("ignore_index"):
            samples.append(Fraction(0))
            continue
        y = [Fraction(int(j == targets[row])) for j in range(classes)] if hard else [targets[p] for p in positions]
        coefficients = [w * ((1 - smoothing) * t + smoothing / classes) for w, t in zip(weight, y)]
        s = Fraction(of_samples[row])
        divisor += weight[targets[row]] * s if hard else 1
        if s == 0:
            samples.append(Fraction(0))
            continue
        value, slope = row_loss([flat[p] for p in positions], coefficients)
        samples.append(times(s, value))
        for position, g in zip(positions, slope):
            gradient[position] = times(s, g)
    return samples, gradient, divisor, sample_shape(shape, request.get("class_axis"))


def softmax_cross_entropy(x, c):
    """-sum c_j log softmax(x)_j, and its derivative S softmax(x)_j - c_j with S = sum c, by exclusive sums."""
    value = add([times(c_j, nll) for c_j, nll in zip(c, negative_log_softmax(x)) if c_j != 0])
    e = exponentials(x)
    if all(isinstance(e_j, Fraction) for e_j in e):  # equal logits: softmax is rational
        return value, [sum(c) * e_j / sum(e) - c_j for e_j, c_j in zip(e, c)]
    z, total = add(e), sum(c)
    top = x.index(max(x))
    below_top = add(e[:top] + e[top + 1 :])
    gradient = []
    for j, c_j in enumerate(c):
        # z is at least 1 more than any e but the top one's, so only there would the difference cancel.
        others_c, others_e = total - c_j, below_top if j == top else add([z, -e[j]])
        gradient.append(divide(as_mpf(add([times(others_c, e[j]), times(-c_j, others_e)])), z))
    return value, gradient


def cross_entropy_from_probabilities(p, c):
    """-sum c_j log p_j, and its derivative -c_j / p_j; terms with c_j = 0 do not count."""
    value = add([times(-c_j, log(p_j)) for p_j, c_j in zip(p, c) if c_j != 0])
    return value, [quotient(-c_j, p_j) if c_j != 0 else Fraction(0) for p_j, c_j in zip(p, c)]


def negative_log_likelihood(q, c):
    """-sum c_j q_j, and its derivative -c_j; terms with c_j = 0 do not count."""
    return add([times(-c_j, q_j) for q_j, c_j in zip(q, c) if c_j != 0]), [-c_j for c_j in c]


ROW_LOSSES = {
    "cross_entropy": softmax_cross_entropy,
    "cross_entropy_from_probabilities": cross_entropy_from_probabilities,
    "nll": negative_log_likelihood,
}


def over_class_axis(loss, x, axis):
    shape, flat = shape_of(x), flatten(x)
    result = list(flat)
    reduced_rows = []
    for positions in class_rows(shape, axis):
        row = [flat[p] for p in positions]
        if loss == "entropy":
            reduced_rows.append(cross_entropy_from_probabilities(row, row)[0])
            continue
        if loss == "logsumexp" and isinstance(max(row), float):  # +inf, or a row of -inf
            reduced_rows.append(max(row))
            continue
        nll = negative_log_softmax(row)
        if loss == "logsumexp":
            top = row.index(max(row))
            reduced_rows.append(add([row[top], nll[top]]))
        elif loss == "log_softmax":
            for position, n in zip(positions, nll):
                result[position] = -n
        else:
            e = exponentials(row)
            z = add(e)
            for position, e_j in zip(positions, e):
                result[position] = divide(e_j, z)
    return nest(reduced_rows, sample_shape(shape, axis)) if reduced_rows else nest(result, shape)


def negative_log_softmax(x):
    """-log softmax(x)_j = (m - x_j) + log(1 + r), m the largest logit and r the sum of the other exp(x_i - m)."""
    m, e = max(x), exponentials(x)
    top = x.index(m)
    r = add(e[:top] + e[top + 1 :])
    spread = Fraction(0) if r == 0 else mp.log1p(as_mpf(r))
    return [POSITIVE_INFINITY if x_j == NEGATIVE_INFINITY else add([m - x_j, spread]) for x_j in x]


def exponentials(x):
    """exp(x_j - max x): exactly 1 at the maximum, exactly 0 at -inf."""
    m = max(x)
    return [Fraction(int(x_j == m)) if x_j in (m, NEGATIVE_INFINITY) else exp(x_j - m) for x_j in x]


def class_axis(shape, axis):
    """From 0: axis 1, or axis 0 of a vector, where none is given."""
    return min(1, len(shape) - 1) if axis is None else axis % len(shape)


def sample_shape(shape, axis=None):
    return [extent for i, extent in enumerate(shape) if i != class_axis(shape, axis)]


def class_rows(shape, axis=None):
    """For each sample, the positions of its classes in row-major order."""
    place = class_axis(shape, axis)
    batch, classes, inner = math.prod(shape[:place]), shape[place], math.prod(shape[place + 1 :])
    return [[(n * classes + j) * inner + d for j in range(classes)] for n in range(batch) for d in range(inner)]


# Losses element by element


def elementwise(request, x):
    shape, flat = shape_of(x), flatten(x)
    y = flatten(map_nested(number, request["target"]))
    weight, positive = broadcast(request.get("weight"), shape), broadcast(request.get("pos_weight"), shape)
    if request["loss"].startswith("kl_div"):
        formula = kl_div_of_log_target if request.get("log_target") else kl_div
        if request["loss"] == "kl_div_from_probabilities":
            formula = kl_div_from_probabilities
        pairs = [formula(*element) for element in zip(flat, y)]
        if "sample_weight" in request:
            of_samples = [number(s) for s in flatten(request["sample_weight"])]
            for s, positions in zip(of_samples, class_rows(shape, request.get("class_axis")), strict=True):
                for p in positions:
                    pairs[p] = tuple(times(s, part) for part in pairs[p])
    else:
        with_logits = request["loss"] == "binary_cross_entropy_with_logits"
        formula = binary_cross_entropy_with_logits if with_logits else binary_cross_entropy
        smoothing = number(request.get("label_smoothing", "0x0p+0"))
        y = [t * (1 - smoothing) + smoothing / 2 for t in y]
        pairs = [formula(*element) for element in zip(flat, y, weight, positive)]
    return [value for value, _ in pairs], [slope for _, slope in pairs], Fraction(len(flat)), shape


def binary_cross_entropy(p, y, w, _):
    """-w (y log p + (1 - y) log(1 - p)), and its derivative w (-y/p + (1 - y)/(1 - p))."""
    a, b = w * y, w * (1 - y)
    value = add([times(-a, log(p))] * (a != 0) + [times(-b, log_of_complement(p))] * (b != 0))
    slope = add([quotient(-a, p)] * (a != 0) + [quotient(b, 1 - p)] * (b != 0))
    return value, slope


def binary_cross_entropy_with_logits(x, y, w, positive):
    """w (positive y softplus(-x) + (1 - y) softplus(x)); derivative w ((1 - y) sigmoid(x) - positive y sigmoid(-x))."""
    a, b = w * positive * y, w * (1 - y)
    value = add([times(a, softplus(-x))] * (a != 0) + [times(b, softplus(x))] * (b != 0))
    if x == 0:
        return value, (b - a) / 2
    if x == NEGATIVE_INFINITY:
        return value, -a
    e = exp(-abs(x))  # sigmoid(|x|) = 1 / (1 + e), sigmoid(-|x|) = e / (1 + e)
    slope = add([times(b, 1), times(-a, e)] if x > 0 else [times(b, e), times(-a, 1)])
    return value, as_mpf(slope) / (1 + e)


def kl_div(x, y):
    """y (log y - x), 0 where y = 0; derivative -y."""
    if y == 0:
        return Fraction(0), Fraction(0)
    return add([times(y, log(y)), times(-y, x)]), -y


def kl_div_of_log_target(x, y):
    """exp(y) (y - x), 0 where y = -inf; derivative -exp(y)."""
    if y == NEGATIVE_INFINITY:
        return Fraction(0), Fraction(0)
    t = Fraction(1) if y == 0 else exp(y)
    return times(t, POSITIVE_INFINITY if x == NEGATIVE_INFINITY else y - x), -t


def kl_div_from_probabilities(p, y):
    """y log(y / p), 0 where y = 0; derivative -y / p."""
    if y == 0:
        return Fraction(0), Fraction(0)
    return times(y, POSITIVE_INFINITY if p == 0 else log(y / p)), quotient(-y, p)


def softplus(x):
    """log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))."""
    if isinstance(x, float):
        return POSITIVE_INFINITY if x > 0 else Fraction(0)
    return add([max(x, Fraction(0)), mp.log1p(exp(-abs(x)))])


def broadcast(values, shape):
    """A nested weight stretched to `shape`, flat; ones where there is none."""
    if values is None:
        return [Fraction(1)] * math.prod(shape)
    own, flat = shape_of(values), [number(v) for v in flatten(values)]
    own = [1] * (len(shape) - len(own)) + own
    result = []
    for position in range(math.prod(shape)):
        index, source = [], 0
        for size in reversed(shape):
            index.append(position % size)
            position //= size
        for extent, i in zip(own, reversed(index)):
            source = source * extent + (i if extent > 1 else 0)
        result.append(flat[source])
    return result
