"""Those who take turns: our program as a server, and PyTorch, eager or compiled."""

import subprocess
import sys
import time

import torch


class Ours:
    """The program `bench` as a server."""

    def __init__(self, path):
        try:
            self.process = subprocess.Popen(
                [path, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        except OSError as error:
            sys.exit(f"bench-peers: {path}: {error.strerror}")

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            sys.exit(f"bench-peers: our program answered {answer!r} to {words}")
        return answer

    def run(self, origin, gradient, threads, count):
        """The nanoseconds of a call, the mean of `count` between two readings of the clock, and the value."""
        nanoseconds, value = self.ask("run", origin, int(gradient), threads, count).split()
        return float(nanoseconds), float(value)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class PyTorch:
    """A function of PyTorch's, as it is or compiled."""

    def __init__(self, function, x):
        self.function, self.x = function, torch.from_numpy(x)
        self.leaf = self.x.clone().requires_grad_(True)

    def run(self, gradient, threads, count):
        """As `Ours.run`. The gradient is `backward`'s, into a leaf that has none yet."""
        torch.set_num_threads(threads)
        self.leaf.grad = None
        if gradient:
            start = time.perf_counter_ns()
            for _ in range(count):
                self.leaf.grad = None
                value = self.function(self.leaf)
                value.backward()
            end = time.perf_counter_ns()
        else:
            with torch.no_grad():
                start = time.perf_counter_ns()
                for _ in range(count):
                    value = self.function(self.x)
                end = time.perf_counter_ns()
        return (end - start) / count, float(value.detach())


def settle():
    """Waits until PyTorch's threads are asleep.

    After a parallel region its OpenMP workers spin for some 10 ms, in case there is another one. That is to the good of
    PyTorch's next call and takes a core from ours: on two cores, our two threads then are no faster than one. So nobody
    starts before the CPU time of this process stands still. Our threads do not spin. PyTorch is left as it is: a
    passive wait policy would spare us this, and made its own calls a fifth slower where we tried it.
    """
    while True:
        before = time.process_time_ns()
        time.sleep(.005)
        if time.process_time_ns() - before < 500_000:
            return
