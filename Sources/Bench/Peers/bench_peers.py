"""Times the fused kernels and PyTorch in turn, on the same data, and writes .build/bench-peers.json.

    bench_peers.py --ours default=PATH --ours v3=PATH [--quick] [--samples N] [--no-compile]

PATH is the program `bench`, built with the flags that the name stands for. It runs as a server and is asked for one
call at a time, between the calls of its peers: what slows the machine down slows all of them.

The allocator is told to keep large blocks (MALLOC_MMAP_MAX_, MALLOC_TRIM_THRESHOLD_): otherwise PyTorch maps its
temporaries afresh at every call, and the page faults are what is timed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 36)}
if any(os.environ.get(name) != value for name, value in TUNED.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **TUNED})

import numpy as np
import torch

F = torch.nn.functional

# PyTorch says at every call that its mean of KL divergence is one over the elements: it is what is timed here.
warnings.filterwarnings("ignore", message="reduction: 'mean' divides")

CASES = [
    # loss, rows, classes, the targets of the issue: (default value, default gradient, v3 value, v3 gradient)
    ("cross_entropy", 65536, 10, (8, 8, 11, 10)),
    ("cross_entropy", 8192, 1000, (1.1, 1.6, 2, 2.5)),
    ("cross_entropy", 512, 50257, (1.1, 1.6, 2, 2.5)),
    ("cross_entropy_indices", 8192, 1000, None),
    ("binary_cross_entropy", 1 << 24, 1, (4, 4, 8, 8)),
    ("binary_cross_entropy_with_logits", 1 << 24, 1, (1, 1, 1.8, 1.8)),
    ("kl_div", 1 << 24, 1, None),
    ("cross_entropy", 1, 8, (None, 100, None, 100)),
]


def data(loss, rows, classes):
    """Input and targets as a training step has them."""
    random = np.random.default_rng(1)
    shape = (rows, classes) if classes > 1 else (rows,)
    targets = random.random(shape, dtype=np.float32)
    if loss == "binary_cross_entropy":
        return 0.01 + 0.98 * random.random(shape, dtype=np.float32), targets
    if loss == "kl_div":
        targets /= targets.sum(dtype=np.float64).astype(np.float32)
        return -8 * random.random(shape, dtype=np.float32), targets
    if loss.startswith("cross_entropy"):
        targets /= targets.sum(axis=-1, keepdims=True)
    return (3 * random.standard_normal(shape, dtype=np.float32)), targets


def pytorch(loss, x, y, classes):
    """The loss as a function of the input, by PyTorch."""
    if loss == "cross_entropy":
        return lambda x: F.cross_entropy(x, y)
    if loss == "cross_entropy_indices":
        indices = torch.arange(len(x)) * 7 % classes
        return lambda x: F.cross_entropy(x, indices)
    if loss == "binary_cross_entropy":
        return lambda x: F.binary_cross_entropy(x, y)
    if loss == "binary_cross_entropy_with_logits":
        return lambda x: F.binary_cross_entropy_with_logits(x, y)
    return lambda x: F.kl_div(x, y, reduction="mean")


class Ours:
    """The program `bench` as a server."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            [path, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            sys.exit(f"bench-peers: our program answered {answer!r} to {words}")
        return answer

    def run(self, gradient, threads):
        nanoseconds, value = self.ask("run", int(gradient), threads).split()
        return float(nanoseconds), float(value)


class Peer:
    """PyTorch, eager or compiled."""

    def __init__(self, function, x):
        self.function, self.x = function, x
        self.leaf = x.clone().requires_grad_(True)

    def run(self, gradient, threads):
        torch.set_num_threads(threads)
        if gradient:
            self.leaf.grad = None
            start = time.perf_counter_ns()
            value = self.function(self.leaf)
            value.backward()
        else:
            with torch.no_grad():
                start = time.perf_counter_ns()
                value = self.function(self.x)
        return time.perf_counter_ns() - start, float(value.detach())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", action="append", required=True, metavar="BUILD=PATH")
    parser.add_argument("--quick", action="store_true", help="inputs of a sixteenth of the size, few samples")
    parser.add_argument("--samples", type=int, default=15)
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--output", default=".build/bench-peers.json")
    options = parser.parse_args()
    ours = {build: Ours(path) for build, path in (item.split("=", 1) for item in options.ours)}
    samples = 5 if options.quick else options.samples
    results = []
    for loss, rows, classes, wanted in CASES:
        if options.quick and rows > 1:
            rows //= 16
        x, y = data(loss, rows, classes)
        with tempfile.NamedTemporaryFile(suffix=".f32") as file:
            x.tofile(file)
            y.tofile(file)
            file.flush()
            for program in ours.values():
                program.ask("load", loss, rows, classes, file.name)
        function = pytorch(loss, torch.from_numpy(x), torch.from_numpy(y), classes)
        peers = {"pytorch-eager": Peer(function, torch.from_numpy(x))}
        if not options.no_compile and rows > 1:
            torch._dynamo.reset()
            peers["torch-compile"] = Peer(torch.compile(function), torch.from_numpy(x))
        shape = [rows, classes] if classes > 1 else [rows]
        for gradient in (False, True):
            for threads in (1, 2):
                results += measure(loss, shape, gradient, threads, ours, peers, samples, wanted)
    os.makedirs(os.path.dirname(options.output) or ".", exist_ok=True)
    with open(options.output, "w") as file:
        json.dump([{key: value for key, value in row.items() if key != "wanted"} for row in results], file, indent=1)
    show(results)


def measure(loss, shape, gradient, threads, ours, peers, samples, wanted):
    """The ratio of medians for each build and peer, all of them taking turns."""
    name = f"{loss} {'x'.join(map(str, shape))}{' with gradient' if gradient else ''}, {threads} thread(s)"
    everyone = {**ours, **peers}
    count = int(np.prod(shape))
    repetitions = max(1, min(200, 100_000 // count))
    values, times = {}, {key: [] for key in everyone}
    for key, runner in everyone.items():
        for _ in range(3):
            _, values[key] = runner.run(gradient, threads)
    reference = values["pytorch-eager"]
    for key, value in values.items():
        if not abs(value - reference) <= 1e-4 * abs(reference):
            sys.exit(f"bench-peers: {name}: {key} says {value}, PyTorch {reference}")
    for sample in range(samples):
        if sys.stderr.isatty():
            print(f"\r{name}: {sample + 1} of {samples}        ", end="", file=sys.stderr, flush=True)
        elif sample == 0:
            print(f"{name}: {samples} samples", file=sys.stderr, flush=True)
        for key, runner in everyone.items():
            times[key].append(min(runner.run(gradient, threads)[0] for _ in range(repetitions))
                              if repetitions > 1 else runner.run(gradient, threads)[0])
    if sys.stderr.isatty():
        print("\r" + " " * 100 + "\r", end="", file=sys.stderr)
    per_element = {key: statistics.median(value) / count for key, value in times.items()}
    rows = []
    for build in ours:
        for peer in peers:
            target = None
            if wanted and peer == "pytorch-eager":
                target = wanted[(2 if build == "v3" else 0) + gradient]
            elif wanted and build == "v3" and loss == "cross_entropy":
                target = 1
            rows.append({
                "loss": loss, "shape": shape, "dtype": "float32", "gradient": gradient, "threads": threads,
                "build": build, "peer": peer, "ours_ns_per_element": per_element[build],
                "peer_ns_per_element": per_element[peer], "ratio": per_element[peer] / per_element[build],
                "wanted": target,
            })
    return rows


def show(results):
    print(f"{'loss':34}{'shape':13}{'computes':17}{'threads':>7}  {'build':9}{'peer':15}"
          f"{'ours':>8}{'peer':>10}{'ratio':>8}  target")
    for row in results:
        wanted = row["wanted"]
        verdict = "" if wanted is None else f"{wanted}{'' if row['ratio'] >= wanted else '  missed'}"
        print(f"{row['loss']:34}{'x'.join(map(str, row['shape'])):13}"
              f"{'value, gradient' if row['gradient'] else 'value':17}{row['threads']:7}  {row['build']:9}{row['peer']:15}"
              f"{row['ours_ns_per_element']:8.3f}{row['peer_ns_per_element']:10.3f}{row['ratio']:8.2f}  {verdict}")


if __name__ == "__main__":
    main()
