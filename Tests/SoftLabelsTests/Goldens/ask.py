"""Checks a loss against the reference, from Python; what follows the file's name is the command that starts it."""

import json
import math
import random
import subprocess
import sys

REFERENCE = sys.argv[1:] or ["swift", "run", "--quiet", "soft-labels"]


def textbook(x, y):
    return math.log(sum(map(math.exp, x))) - sum(a * b for a, b in zip(x, y))


def careful(x, y):
    m = max(x)
    rest = sum(math.exp(a - m) for a in sorted(x)[:-1])
    return sum(b * (m - a) for a, b in zip(x, y)) + sum(y) * math.log1p(rest)


def evaluate(**case):
    run = subprocess.run([*REFERENCE, "evaluate"], input=json.dumps(case), capture_output=True, text=True)
    return json.loads(run.stdout)


def worst_distance(my_loss):
    rows = [[random.uniform(-20, 20) for _ in range(10)] for _ in range(1000)]
    labels = evaluate(loss="softmax", dtype="float64", input=rows)["value"]
    right = evaluate(loss="cross_entropy", dtype="float64", input=rows, target=labels, reduction="none")["value"]
    return max(abs(my_loss(x, y) - z) / math.ulp(z) for x, y, z in zip(rows, labels, right))


row = {"input": [[2.0, 0.5, -1.0]], "target": [[0.7, 0.2, 0.1]]}
answer = evaluate(loss="cross_entropy", dtype="float32", gradient=True, **row)
print(answer["value"], answer["gradient"])
random.seed(1)
print(worst_distance(careful), worst_distance(textbook))
