"""Times `soft-labels diagnose` and `explain` beside a NumPy script, as whole processes, in turn on the same files.

    bench_command.py PROGRAM [--only diagnose] [--rows 20000 50000] [--samples 5] [--folder .build/bench-command]

The files are pairs of float32, of 1000 classes: logits, and soft labels. The script computes the loss, the entropy and the
divergence in float64. Of each the median of the seconds is shown, by the clock and of all cores together, which other
programs disturb less, and the greatest memory beyond the files, which are mapped.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

CLASSES = 1000
SCRIPT = """
import sys
import numpy as np
x, t = (np.load(name).astype(np.float64) for name in sys.argv[1:])
q = x - x.max(1, keepdims=True)
q -= np.log(np.exp(q).sum(1, keepdims=True))
h = -(t * np.log(np.where(t > 0, t, 1))).sum(1)
loss = -(t * q).sum(1)
print(loss.mean(), h.mean(), (loss - h).mean())
"""


# In a process of its own: on Linux the memory of a process counts for what it starts.
WRITE = """
import sys
import numpy as np
rows, classes = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(rows)
logits, scores = (scale * random.standard_normal((rows, classes), dtype=np.float32) for scale in (3, 2))
labels = np.exp(scores)
np.save(sys.argv[3], logits)
np.save(sys.argv[4], labels / labels.sum(1, keepdims=True))
"""


def files(folder, rows):
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{kind}-{rows}.npy" for kind in ("logits", "labels")]
    if not all(path.exists() for path in paths):
        subprocess.run([sys.executable, "-c", WRITE, str(rows), str(CLASSES), *paths], check=True)
    return paths


def run(command):
    """Seconds, those of all cores together, the greatest memory in bytes, and what was printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, memory, output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--only", nargs="+", default=["diagnose", "explain"])
    parser.add_argument("--rows", nargs="+", type=int, default=[20_000, 50_000])
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(".build/bench-command"))
    options = parser.parse_args()
    titles = f"{'seconds':>8}{'of NumPy':>10}{'of all cores':>14}{'of NumPy':>10}{'MB beyond the files':>21}"
    print(f"{'rows':>6}  {'':10}{titles}")
    for rows in options.rows:
        x, y = files(options.folder, rows)
        numpy = [sys.executable, "-c", SCRIPT, x, y]
        value = run(numpy)[3].split()[0]
        arguments = {"diagnose": ["diagnose"], "explain": ["explain", f"{float(value):.6f}"]}
        commands = {"NumPy": numpy} | {
            name: [options.program, *arguments[name], "--predictions", x, "--targets", y] for name in options.only
        }
        measured = {name: [] for name in commands}
        for _ in range(options.samples):
            for name, command in commands.items():
                measured[name].append(run(command)[:3])
        sizes = x.stat().st_size + y.stat().st_size
        def medians(samples):
            return [statistics.median(column) for column in list(zip(*samples))[:2]]

        wall, cores = medians(measured["NumPy"])
        for name, samples in measured.items():
            a, b = medians(samples)
            beyond = (max(memory for _, _, memory in samples) - sizes) / 1e6
            print(f"{rows:6}  {name:10}{a:8.2f}{a / wall:10.2f}{b:14.2f}{b / cores:10.2f}{beyond:21.0f}", flush=True)


if __name__ == "__main__":
    main()
