"""Checks of the generator itself, so that a wrong formula cannot become a golden number.

Ordinary rows are compared with PyTorch in float64, gradients with finite differences of the value in arbitrary
precision, extreme rows with the textbook formulas at a precision in which their cancellations do not matter, and the
rounding with exact distances to the neighbouring floats.
"""

import math
import random
from fractions import Fraction

import numpy
from mpmath import mp, mpf

import departures
import element_regimes
import grid
import logit_regimes
import named
import peer
import probability_regimes
import truth
from arithmetic import add, as_mpf, number, times
from floats import FORMATS, flatten, from_hex, map_nested, nest, round_to, shape_of

SEED = 314159


def run():
    for check in (
        rounding,
        against_pytorch,
        against_finite_differences,
        against_textbook_formulas,
        identities,
        strict_requests,
    ):
        print(f"{check.__name__.replace('_', ' ')}: {check()} comparisons")
    return 0


def rounding():
    draw, count = random.Random(SEED), 0
    for dtype, kind in (("float32", numpy.float32), ("float64", numpy.float64), ("float16", numpy.float16)):
        bits, lowest, highest = FORMATS[dtype]
        for _ in range(4000):
            exponent = draw.randint(lowest - 3, highest + 1)
            value = Fraction(draw.getrandbits(draw.choice((bits, bits + 1, bits + 2, 90)))) or Fraction(1)
            value *= Fraction(2) ** (exponent - value.numerator.bit_length()) * draw.choice((-1, 1))
            for form in (
                value,
                mpf(value.numerator) / value.denominator if value.numerator.bit_length() <= 53 else value,
            ):
                result = round_to(form, dtype)
                if math.isinf(result):
                    assert abs(value) >= (2 - Fraction(2) ** -bits) * Fraction(2) ** (highest - 1), (value, dtype)
                    continue
                assert float(kind(result)) == result, (value, dtype, result)
                below, above = (float(numpy.nextafter(kind(result), kind(d))) for d in (-math.inf, math.inf))
                distance = abs(value - Fraction(result))
                others = [abs(value - Fraction(other)) for other in (below, above) if math.isfinite(other)]
                odd = int(abs(Fraction(result)) / Fraction(2) ** max(math.frexp(result)[1] - bits, lowest)) % 2
                assert all(distance <= other for other in others), (value, dtype, result)
                assert not odd or distance not in others, (value, dtype, result)
                assert math.copysign(1, result) == 1 or result != 0
                count += 1
            if dtype == "float64" and abs(value) < Fraction(2) ** 1023:
                assert round_to(value, dtype) == float(value)
    return count


def against_pytorch():
    count = 0
    for case in grid.cases("float64", SEED):
        request = {**case["request"], **({"gradient": True} if "gradient" in case["request"] else {})}
        true, answer = truth.answer(request), peer.answer(request)
        for column in true:
            for t, a in zip(map(from_hex, flatten(true[column])), map(from_hex, flatten(answer[column])), strict=True):
                assert abs(t - a) <= departures.TOLERANCE["float64"] * max(1, abs(t)), (case["id"], column, t, a)
                count += 1
    return count


def against_finite_differences():
    """(f(x + h) - f(x - h)) / 2h with h = 2**-300, for every input of every ordinary row with a gradient."""
    count, step = 0, Fraction(1, 2**300)
    for case in grid.cases("float64", SEED):
        request = case["request"]
        if "gradient" not in request:
            continue
        x = map_nested(number, request["input"])
        shape, flat = shape_of(x), flatten(x)
        with mp.workprec(1200):
            gradient = flatten(truth.evaluate(request, x)["gradient"])
            for j in range(len(flat)):
                moved = [
                    truth.evaluate(request, nest(flat[:j] + [flat[j] + h] + flat[j + 1 :], shape))["value"]
                    for h in (step, -step)
                ]
                slope = as_mpf(add([moved[0], times(-1, moved[1])])) / as_mpf(2 * step)
                assert abs(slope - as_mpf(gradient[j])) < mpf(10) ** -80, (case["id"], j)
                count += 1
    return count


def against_textbook_formulas():
    """Regimes in which formulas matter: -sum c log softmax and S softmax - c, formed naively with 8,000 bits."""
    count = 0
    for dtype in ("float32", "float64"):
        for case in (*logit_regimes.cases(dtype, SEED), *element_regimes.cases(dtype, SEED)):
            request, x = case["request"], map_nested(number, case["request"]["input"])
            if request["loss"] not in ("cross_entropy", "binary_cross_entropy_with_logits") or "target" not in request:
                continue
            if any(isinstance(v, float) or abs(v) > 4000 and "offset" not in case["id"] for v in flatten(x)):
                continue
            request = {**request, "reduction": "none", "gradient": True}
            with mp.workprec(8_000):
                exact = truth.evaluate(request)
                naive = (naive_rows if request["loss"] == "cross_entropy" else naive_elements)(request, x)
                pairs = list(zip(flatten(exact["value"]), naive[0], strict=True)) + list(
                    zip(flatten(exact["gradient"]), naive[1], strict=True)
                )
                for a, b in pairs:
                    a, b = as_mpf(a), as_mpf(b)
                    assert abs(a - b) <= mpf(2) ** -400 * abs(b) + mpf(2) ** -3500, (case["id"], a, b)
                    count += 1
    return count


def naive_rows(request, x):
    """Matrices only: every regime of cross-entropy is one."""
    weight = [as_mpf(number(w)) for w in request.get("weight", ["0x1p+0"] * len(x[0]))]
    smoothing = as_mpf(number(request.get("label_smoothing", "0x0p+0")))
    values, slopes = [], []
    for row, target in zip(x, request["target"], strict=True):
        c = [w * ((1 - smoothing) * as_mpf(number(t)) + smoothing / len(row)) for w, t in zip(weight, target)]
        e = [mp.exp(as_mpf(v)) for v in row]
        z = mp.fsum(e)
        values.append(-mp.fsum(c_j * mp.log(e_j / z) for c_j, e_j in zip(c, e)))
        slopes += [mp.fsum(c) * e_j / z - c_j for c_j, e_j in zip(c, e)]
    return values, slopes


def naive_elements(request, x):
    flat, y = flatten(x), [as_mpf(number(t)) for t in flatten(request["target"])]
    ones = ["0x1p+0"] * len(flat)
    weight, positive = ([as_mpf(number(w)) for w in request.get(key, ones)] for key in ("weight", "pos_weight"))
    values, slopes = [], []
    for v, t, w, q in zip(flat, y, weight, positive, strict=True):
        sigmoid = 1 / (1 + mp.exp(-as_mpf(v)))
        values.append(-w * (q * t * mp.log(sigmoid) + (1 - t) * mp.log(1 - sigmoid)))
        slopes.append(w * ((1 - t) * sigmoid - q * t * (1 - sigmoid)))
    return values, slopes


def identities():
    """Cross-entropy is entropy plus divergence; two classes are one logit; a class index is a one-hot target."""
    draw, count = random.Random(SEED), 0
    close = lambda a, b: abs(as_mpf(a) - as_mpf(b)) < mpf(2) ** -900
    hexes = lambda values: [float(v).hex() for v in values]
    with mp.workprec(1500):
        for _ in range(50):
            x, y = [draw.uniform(-9, 9) for _ in range(4)], [draw.randint(1, 99) / 128 for _ in range(4)]
            y[3] = 3 - sum(y[:3])
            base = {"dtype": "float64", "reduction": "sum"}
            ask = lambda **request: truth.evaluate({**base, **request})["value"]
            log_softmax = [as_mpf(v) for v in ask(loss="log_softmax", input=hexes(x))]
            divergence = add([truth.kl_div(Fraction(0), Fraction(t))[0] - t * q for t, q in zip(y, log_softmax)])
            assert close(
                ask(loss="cross_entropy", input=hexes(x), target=hexes(y)),
                ask(loss="entropy", input=hexes(y)) + divergence,
            )
            pair = ask(loss="cross_entropy", input=hexes([x[0], 0]), target=hexes([y[0], 1 - y[0]]))
            assert close(pair, ask(loss="binary_cross_entropy_with_logits", input=hexes(x[:1]), target=hexes(y[:1])))
            k, options = draw.randrange(4), {"weight": hexes([1, 2, 0.5, 3]), "label_smoothing": "0x1p-3"}
            one_hot = ask(loss="cross_entropy", input=hexes(x), target=hexes(j == k for j in range(4)), **options)
            assert close(one_hot, ask(loss="cross_entropy", input=hexes(x), class_indices=k, **options))
            count += 3
    return count


def strict_requests():
    """Every row that does not ask for the framework's validation passes the strict one."""
    count = 0
    for dtype, tolerance in (("float32", Fraction(1, 2**12)), ("float64", Fraction(1, 2**26))):
        for part in (named, grid, logit_regimes, element_regimes, probability_regimes):
            for case in part.cases(dtype, SEED):
                if case["request"].get("validation") != "framework":
                    assert not complaints(case["request"], tolerance), (
                        case["id"],
                        complaints(case["request"], tolerance),
                    )
                    count += 1
    return count


def complaints(request, tolerance):
    """What strict validation has against a request."""
    loss, found = request["loss"], []
    x = map_nested(number, request["input"])
    flat, axis = flatten(x), request.get("class_axis")
    if loss in ("cross_entropy", "softmax", "log_softmax", "logsumexp"):
        indices = flatten(request.get("class_indices", []))
        for row, positions in enumerate(truth.class_rows(shape_of(x), axis)):
            logits = [flat[p] for p in positions]
            if indices and indices[row] == request.get("ignore_index"):
                continue
            masked = loss != "logsumexp" and all(v == -math.inf for v in logits)
            if any(v != v or v == math.inf for v in logits) or masked:
                found.append("logits")
    of_probabilities = ("binary_cross_entropy", "cross_entropy_from_probabilities", "kl_div_from_probabilities")
    if loss in of_probabilities and not all(0 <= v <= 1 for v in flat):
        found.append("probabilities")
    if loss in ("kl_div", "nll") and not all(v <= 0 for v in flat):
        found.append("log-probabilities")
    y = map_nested(number, request.get("target", []))
    if flatten(y) and not request.get("log_target") and not all(0 <= v <= 1 for v in flatten(y)):
        found.append("targets")
    distributions = x if loss == "entropy" else y if loss.startswith("cross_entropy") or loss == "nll" else []
    if distributions:
        values = flatten(distributions)
        sums = [sum(values[p] for p in positions) for positions in truth.class_rows(shape_of(distributions), axis)]
        if any(abs(total - 1) > tolerance for total in sums):
            found.append("sums")
    for key in ("weight", "pos_weight", "sample_weight"):
        if any(number(w) < 0 for w in flatten(request.get(key, []))):
            found.append(key)
    return found
