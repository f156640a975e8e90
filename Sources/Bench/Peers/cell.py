"""One line of the measurement: everybody takes turns."""

import functools
import random
import statistics
import sys

from others import Others
from report import progress
from runners import settle


class Cell:
    """One computation on one number of threads, timed for each build of ours and each peer, taking turns."""

    def __init__(self, case, gradient, threads, ours, peers):
        self.case, self.gradient, self.threads, self.ours, self.peers = case, gradient, threads, ours, peers
        self.name = f"{case.loss} {case.shape_text}{' with gradient' if gradient else ''}, {threads} thread(s)"
        self.calls = 1000 if case.count < 1000 else 1
        self.origins = [(build, origin) for build in ours for origin in ("arrays", "checked")]
        self.runners = {(build, origin): functools.partial(ours[build].run, origin) for build, origin in self.origins}
        self.runners |= {peer: runner.run for peer, runner in peers.items()}
        self.times = {key: [] for key in self.runners}

    def time(self, samples):
        progress(self.name)
        self.check()
        chance = random.Random(1)
        others = Others([program.process.pid for program in self.ours.values()])
        for sample in range(samples):
            progress(f"{self.name}: {sample + 1} of {samples}", passing=True)
            for key in chance.sample(list(self.runners), len(self.runners)):
                settle()
                self.times[key].append(self.runners[key](self.gradient, self.threads, self.calls)[0])
        self.others = others.cores()

    def check(self):
        """Everybody runs a few times, untimed, and must come to the same value."""
        values = {}
        for key, run in self.runners.items():
            for _ in range(3):
                _, values[key] = run(self.gradient, self.threads, 1)
        reference = values["pytorch-eager"]
        for key, value in values.items():
            if not abs(value - reference) <= 1e-4 * abs(reference):
                sys.exit(f"bench-peers: {self.name}: {key} says {value}, PyTorch {reference}")

    def median(self, key):
        return statistics.median(self.times[key]) / self.case.count

    def results(self):
        """The ratio of the medians, and the spread of the ratios taken sample by sample."""
        return [
            {
                "loss": self.case.loss, "shape": self.case.shape, "dtype": "float32", "gradient": self.gradient,
                "threads": self.threads, "build": build, "from": origin, "others": self.others,
                "peer": peer, "ours_ns_per_element": self.median((build, origin)),
                "peer_ns_per_element": self.median(peer), "ratio": self.median(peer) / self.median((build, origin)),
                "spread": spread([p / o for o, p in zip(self.times[build, origin], self.times[peer])]),
            }
            for build, origin in self.origins for peer in self.peers
        ]


def spread(values):
    """Half the distance between the quartiles, over the median."""
    if len(values) < 2:
        return 0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2 / statistics.median(values)
