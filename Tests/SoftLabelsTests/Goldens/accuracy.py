"""How far `soft-labels evaluate` and its peers are from the truth, regime by regime.

    python accuracy.py --program PATH               measure with the default seed
    python accuracy.py --program PATH --seed 7      measure with fresh numbers
    python accuracy.py --program PATH --details     a line for each regime as well
    python accuracy.py --commit                     write accuracy.jsonl, the small set that the tests run
    python accuracy.py --check                      fail where the committed file differs
    python accuracy.py --program PATH --page FILE   also write the table that the chapter's program prints

The truth is mpmath's, from the exact binary inputs, at 400 bits and more until its rounding is beyond doubt. An error is
|answer - truth| in ULPs of the truth rounded to the type. Exit status 1 where the program is ever further than 0.51 ULP
from the truth, says -0 or NaN, or is not correctly rounded on 99.99% of the values.
"""

import argparse
import json
import math
import subprocess
import sys
import time
from collections import defaultdict
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import accuracy_cases
import truth
from floats import flatten, from_hex, map_nested, round_to, to_hex, ulp_exponent

SEED = 4
PRECISION = 400
BOUND = 0.51
CORRECT = 0.9999
REPEATS = 4  # how many times the regimes are drawn for a measurement
ROWS = 6
FILE = Path(__file__).with_name("accuracy.jsonl")
TYPES = ("float32", "float64")
HIGHLIGHTS = (  # regimes of cross-entropy that the page shows
    "scale-1-soft-targets",
    "scale-700-soft-targets",
    "near-uniform-soft-targets",
    "offset-1e6-soft-targets",
    "gap-3-to-20-one-hot-at-the-maximum",
    "gap-20-to-80-one-hot-at-the-maximum",
    "scale-3-targets-close-to-softmax",
    "masked-soft-targets",
    "50257-classes",
)
PEERS = ("PyTorch", "optax", "SciPy")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="the soft-labels executable, built for release")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kernel", choices=("reference", "fused"), default="reference")
    parser.add_argument("--details", action="store_true", help="a line for each regime")
    parser.add_argument("--no-peers", action="store_true", help="the program alone")
    parser.add_argument("--quick", action="store_true", help="one draw of each regime, no long rows")
    parser.add_argument("--commit", action="store_true", help="write the small set")
    parser.add_argument("--check", action="store_true", help="compare the small set with the committed file")
    parser.add_argument("--page", help="write the table as Swift source")
    options = parser.parse_args()
    if options.commit:
        FILE.write_text(small_set_text())
        return 0
    if options.check:
        same = FILE.read_text() == small_set_text()
        print(f"accuracy.jsonl is {'as generated' if same else 'NOT as generated'}")
        return 0 if same else 1
    if not options.program:
        parser.error("--program is needed to measure")
    return measure(options)


# The cases


def small_set():
    """One case for each regime, reductions taken in turn."""
    cases = []
    for dtype in TYPES:
        by_regime = defaultdict(list)
        for case in accuracy_cases.cases(dtype, f"committed {SEED}", 1):
            by_regime[case["request"]["loss"], case["regime"]].append(case)
        for position, group in enumerate(by_regime.values()):
            cases.append(group[position % len(group)])
    return cases


def large_set(seed, quick):
    for dtype in TYPES:
        for repeat in range(1 if quick else REPEATS):
            yield from accuracy_cases.cases(dtype, f"{seed}.{repeat}", ROWS)
        yield from accuracy_cases.options(dtype, seed)
        for classes in (1000,) if quick else (1000, 1000, 50_257):
            yield from accuracy_cases.many_classes(dtype, seed, classes)


def small_set_text():
    rows = []
    for case in small_set():
        answer = truth.answer_with_excess(case["request"], PRECISION)
        rows.append(
            {
                "id": case["id"],
                "regime": case["regime"],
                "request": case["request"],
                "truth": {key: map_nested(lambda pair: pair[0], nested) for key, nested in answer.items()},
                "excess": {key: [pair[1] for pair in flatten(nested)] for key, nested in answer.items()},
            }
        )
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)


# Measuring


class Tally:
    """The largest error of one answerer over some values, and how many were right to the last bit."""

    def __init__(self):
        self.worst = self.count = self.correct = self.false_zeros = self.negative_zeros = 0
        self.has_nan = False

    def add(self, answer, nearest, excess, dtype):
        self.count += 1
        if math.isnan(answer):
            self.has_nan = True
            return
        self.correct += answer == nearest
        self.false_zeros += answer == 0 and nearest != 0
        self.negative_zeros += answer == 0 and math.copysign(1, answer) < 0
        self.worst = max(self.worst, error(answer, nearest, excess, dtype))

    def merge(self, other):
        for name in ("count", "correct", "false_zeros", "negative_zeros"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.worst, self.has_nan = max(self.worst, other.worst), self.has_nan or other.has_nan

    @property
    def text(self):
        if self.count == 0:
            return "-"
        if self.has_nan:
            return "NaN"
        if self.worst == math.inf:
            return "inf"
        return f"{self.worst:.6f}" if self.worst < 10 else f"{self.worst:.1e}".replace("e+0", "e").replace("e+", "e")


def error(answer, nearest, excess, dtype):
    """|answer - truth| in ULPs of the rounded truth."""
    if math.isinf(answer) or math.isinf(nearest):
        return 0 if answer == nearest else math.inf
    distance = (Fraction(answer) - Fraction(nearest)) / Fraction(2) ** ulp_exponent(nearest, dtype)
    distance = abs(distance - Fraction(excess))
    return float(distance) if distance < Fraction(10) ** 300 else math.inf


def measure(options):
    started = time.time()
    note = lambda text: print(f"{time.time() - started:5.0f} s  {text}", file=sys.stderr)
    cases = list(large_set(options.seed, options.quick))
    note(f"{len(cases)} cases")
    ours = ask(options.program, cases, options.kernel)
    note("the program has answered")
    answerers = [("ours", None)]
    if not options.no_peers:
        import accuracy_peers
        import peer

        answerers += [
            ("PyTorch", peer.answer),
            ("optax", accuracy_peers.optax_answer),
            ("SciPy", accuracy_peers.scipy_answer),
        ]
    tallies = defaultdict(Tally)
    for position, (case, own) in enumerate(zip(cases, ours)):
        request = case["request"]
        dtype = request["dtype"]
        answer = truth.answer_with_excess(request, PRECISION)
        for answerer, function in answerers:
            given = own if function is None else function(request)
            if given is None:
                continue
            for kind, nested in answer.items():
                tally = tallies[request["loss"], kind, dtype, case["regime"], answerer]
                for value, (nearest, excess) in zip(flatten(given[kind]), flatten(nested), strict=True):
                    before = tally.correct
                    tally.add(from_hex(value), from_hex(nearest), excess, dtype)
                    if function is None and tally.correct == before:
                        print(f"WRONG {case['id']} {case['regime']} {kind}: {value}, truth {nearest} {excess:+.9f}")
        if position % 2000 == 1999:
            note(f"{position + 1} cases compared")
    names = [name for name, _ in answerers]
    if options.details:
        print_details(tallies, names)
    print_table(tallies, names)
    if options.page:
        Path(options.page).write_text(page(tallies, options.seed))
    wrong = 0 if options.quick else ten_million(options.program)
    return verdict(tallies, options.kernel) or min(wrong, 1)


def ask(program, cases, kernel):
    lines = "".join(
        json.dumps({"id": i, **case["request"], **({"kernel": kernel} if kernel == "fused" else {})}) + "\n"
        for i, case in enumerate(cases)
    )
    output = subprocess.run([program, "evaluate"], input=lines, capture_output=True, text=True).stdout
    answers = []
    for case, line in zip(cases, output.splitlines(), strict=True):
        answer = json.loads(line, parse_float=str, parse_int=str)
        if "error" in answer:
            sys.exit(f"{case['id']}: {answer['error']}\n{json.dumps(case['request'])[:1000]}")
        read = lambda text: to_hex(exactly(text, case["request"]["dtype"]))
        answers.append({key: map_nested(read, answer[key]) for key in ("value", "gradient") if key in answer})
    return answers


def exactly(text, dtype):
    """A number as the program writes it, rounded once to its type; -0 stays -0."""
    if text in ("inf", "-inf", "nan") or float(text) == 0:
        return float(text)
    return round_to(Fraction(text), dtype)


def total(tallies, **wanted):
    keys = ("loss", "kind", "dtype", "regime", "answerer")
    result = Tally()
    for key, tally in tallies.items():
        if all(dict(zip(keys, key))[name] == value for name, value in wanted.items()):
            result.merge(tally)
    return result


def print_details(tallies, names):
    print(f"{'loss':34}{'':10}{'type':9}{'regime':48}{'values':>7}" + "".join(f"{n:>10}" for n in names))
    for loss, kind, dtype, regime in dict.fromkeys(key[:4] for key in tallies):
        cells = [tallies[loss, kind, dtype, regime, name] for name in names]
        print(f"{loss:34}{kind:10}{dtype:9}{regime:48}{cells[0].count:7}" + "".join(f"{c.text:>10}" for c in cells))


def print_table(tallies, names):
    """The largest error in ULPs, and the share of values that are correctly rounded."""
    print(f"{'loss':34}{'':10}{'type':9}{'regimes':>8}{'values':>8}" + "".join(f"{n:>10}{'right':>8}" for n in names))
    for loss, kind, dtype in dict.fromkeys(key[:3] for key in tallies):
        regimes = {key[3] for key in tallies if key[:3] == (loss, kind, dtype)}
        cells = [total(tallies, loss=loss, kind=kind, dtype=dtype, answerer=name) for name in names]
        shares = [f"{100 * c.correct / c.count:7.2f}%" if c.count else f"{'-':>8}" for c in cells]
        print(
            f"{loss:34}{kind:10}{dtype:9}{len(regimes):8}{cells[0].count:8}"
            + "".join(f"{c.text:>10}{share}" for c, share in zip(cells, shares))
        )


def verdict(tallies, kernel):
    own = total(tallies, answerer="ours")
    print(
        f"{own.count} values, largest error {own.text} ULP, {own.count - own.correct} not correctly rounded, "
        f"{own.false_zeros} zeros and {own.negative_zeros} negative zeros that should not be"
    )
    fails = own.has_nan or own.worst > BOUND or own.correct < CORRECT * own.count
    return 1 if kernel == "reference" and (fails or own.false_zeros or own.negative_zeros) else 0


def ten_million(program):
    """Sums and means over ten million values: 2,000 different ones, each 5,000 times, so that the truth is at hand."""
    wrong = 0
    times = 5000
    for dtype in TYPES:
        for loss in ("mean", "sum", "binary_cross_entropy", "binary_cross_entropy_with_logits"):
            draws = accuracy_cases.Draws(f"{SEED} ten million {dtype}", dtype)
            values = {key: [draws.integer(1, 999) for _ in range(2000)] for key in ("input", "target")}
            if not loss.startswith("binary"):
                del values["target"]
            request = {"loss": loss, "dtype": dtype}
            rounded = {key: [to_hex(draws.rounded(Fraction(v, 1000))) for v in vs] for key, vs in values.items()}
            exact = repeated({**request, **rounded}, times)
            # Short decimals, which the program rounds to the same numbers, keep the line within its limit.
            decimals = {key: [v / 1000 for v in vs] * times for key, vs in values.items()}
            answer = ask(program, [{"id": f"ten million {loss}", "request": {**request, **decimals}}], "reference")[0]
            right = "correctly rounded" if answer["value"] == exact else f"WRONG: the truth is {exact}"
            print(f"ten million values, {loss}, {dtype}: {answer['value']}, {right}")
            wrong += answer["value"] != exact
    return wrong


def repeated(request, times):
    """The truth for a request whose input stands there `times` times: means stay, sums grow."""
    with truth.mp.workprec(4 * PRECISION):
        value = truth.evaluate(request)["value"] * (times if request["loss"] == "sum" else 1)
        return to_hex(round_to(value, request["dtype"]))


def page(tallies, seed):
    """Swift source: the largest error of each loss, and of some regimes of cross-entropy."""

    def largest(name, **wanted):
        cells = [total(tallies, answerer=answerer, **wanted) for answerer in ("ours", *PEERS)]
        texts = ", ".join(f'{n.lower()}: "{c.text}"' for n, c in zip(("ours", *PEERS), cells))
        share = [f"{100 * c.correct / c.count:.1f}" if c.count else "-" for c in cells]
        shares = ", ".join(f'"{text}"' for text in share)
        return [
            "  LargestError(",
            f'    name: "{name}", kind: "{wanted["kind"]}", type: "{wanted["dtype"]}", values: {cells[0].count},',
            f"    {texts},",
            f"    right: [{shares}]),",
        ]

    losses = [
        largest(loss, loss=loss, kind=kind, dtype=dtype) for loss, kind, dtype in dict.fromkeys(key[:3] for key in tallies)
    ]
    regimes = [
        largest(regime, loss="cross_entropy", kind=kind, dtype="float32", regime=regime)
        for kind in ("value", "gradient")
        for regime in HIGHLIGHTS
    ]
    versions = ", ".join(f"{name} {version(name).split('+')[0]}" for name in ("torch", "optax", "jax", "scipy", "mpmath"))
    return "\n".join(
        [
            "/// Where the numbers come from. Written by Tests/SoftLabelsTests/Goldens/accuracy.py, like all of this file; not to be",
            "/// edited.",
            f'let lineage = "seed {seed}; {versions}; one CPU"',
            "",
            "/// What `make accuracy` measured: the largest errors, in ULPs of the truth, of this library and its peers on the same",
            "/// inputs.",
            "let largestErrors: [LargestError] = [",
            *(line for lines in losses for line in lines),
            "]",
            "",
            "/// The same for cross-entropy in float32, regime by regime.",
            "let largestErrorsByRegime: [LargestError] = [",
            *(line for lines in regimes for line in lines),
            "]",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
