"""Times the fused kernels and PyTorch in turn, on the same data, and writes .build/bench-peers.json.

    bench_peers.py --ours default=PATH --ours v3=PATH [--quick] [--samples N] [--no-compile]
                   [--only LOSS[:SHAPE]]... [--threads 1,2] [--output FILE]

PATH is the program `bench`, built with the flags that the name stands for. It runs as a server and is asked for one
sample at a time, between those of its peers: what slows the machine down slows all of them. Everybody runs once in each
sample, in an order drawn anew, so that nobody always comes after the same neighbour; and not before the neighbour's
threads are asleep (see `settle`). A call of few elements is timed as a thousand in a row, by all of them: reading the
clock takes as long as one of ours. All of it is float32, and says nothing about Double.

The allocator is told to keep large blocks (MALLOC_MMAP_MAX_, MALLOC_TRIM_THRESHOLD_): otherwise PyTorch maps its
temporaries afresh at every call, and the page faults are what is timed.
"""

import argparse
import json
import os
import sys
import tempfile
import warnings

TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 36)}
if any(os.environ.get(name) != value for name, value in TUNED.items()):
    os.execve(sys.executable, [sys.executable, "-B", *sys.argv], {**os.environ, **TUNED})

import torch

from cases import select
from cell import Cell
from report import progress, show
from runners import Ours, PyTorch

# PyTorch says at every call that its mean of KL divergence is one over the elements: it is what is timed here.
warnings.filterwarnings("ignore", message="reduction: 'mean' divides")

# The keys of .build/bench-peers.json.
KEYS = ("loss", "shape", "dtype", "gradient", "threads", "build", "from", "peer", "ours_ns_per_element",
        "peer_ns_per_element", "ratio")


def main():
    options = arguments()
    ours = {build: Ours(path) for build, path in options.ours}
    results = []
    compiles = not options.no_compile
    for case in options.only:
        case = case.quick() if options.quick else case
        x, y = case.data()
        with tempfile.NamedTemporaryFile(suffix=".f32") as file:
            x.tofile(file)
            y.tofile(file)
            file.flush()
            for program in ours.values():
                program.ask("load", case.loss, case.rows, case.classes or 1, file.name)
        function = case.pytorch(y)
        peers = {"pytorch-eager": PyTorch(function, x)}
        if compiles:
            torch._dynamo.reset()
            peers["torch-compile"] = PyTorch(torch.compile(function), x)
            progress(f"compiling {case.loss} {case.shape_text}")
            compiles = can_run(peers["torch-compile"])
            if not compiles:
                del peers["torch-compile"]
        for gradient in (False, True):
            for threads in options.threads:
                cell = Cell(case, gradient, threads, ours, peers)
                cell.time(options.samples)
                results += cell.results()
    progress("")
    for program in ours.values():
        program.close()
    os.makedirs(os.path.dirname(options.output) or ".", exist_ok=True)
    with open(options.output, "w") as file:
        lines = [json.dumps({key: row[key] for key in KEYS}) for row in results]
        file.write("[" + ",\n".join(lines) + "]\n")
    show(results)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", action="append", required=True, metavar="BUILD=PATH", type=build_and_path)
    parser.add_argument("--quick", action="store_true", help="inputs of a sixteenth of the size, few samples")
    parser.add_argument("--samples", type=int, help="15, or 5 with --quick")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--only", action="append", default=[], metavar="LOSS[:SHAPE]", help="cross_entropy:8192x1000")
    parser.add_argument("--threads", default=(1, 2), metavar="1,2", type=numbers)
    parser.add_argument("--output", default=".build/bench-peers.json")
    options = parser.parse_args()
    options.samples = options.samples or (5 if options.quick else 15)
    try:
        options.only = select(options.only)
    except ValueError as error:
        parser.error(str(error))
    return options


def build_and_path(text):
    build, separator, path = text.partition("=")
    if not (build and separator and path):
        raise argparse.ArgumentTypeError(f"'{text}' is not BUILD=PATH")
    return build, path


def numbers(text):
    values = [int(word) for word in text.split(",")]
    if min(values) < 1:
        raise argparse.ArgumentTypeError(f"'{text}': at least one thread")
    return values


def can_run(compiled):
    """False where torch.compile does not work here: it needs a C++ compiler."""
    try:
        for gradient in (False, True):
            compiled.run(gradient, 1, 1)
        return True
    except Exception as error:
        progress("")
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        print(f"bench-peers: torch.compile is left out, it fails here: {reason}", file=sys.stderr, flush=True)
        return False


if __name__ == "__main__":
    main()
