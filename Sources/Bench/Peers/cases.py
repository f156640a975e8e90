"""What is timed beside PyTorch: losses, shapes and the data."""

import numpy as np
import torch

F = torch.nn.functional


class Case:
    def __init__(self, loss, rows, classes=None):
        self.loss, self.rows, self.classes = loss, rows, classes

    @property
    def shape(self):
        return [self.rows] if self.classes is None else [self.rows, self.classes]

    @property
    def shape_text(self):
        return "x".join(map(str, self.shape))

    @property
    def count(self):
        return int(np.prod(self.shape))

    def quick(self):
        rows = self.rows if self.rows == 1 else self.rows // 16
        return Case(self.loss, rows, self.classes)

    def data(self):
        """Input and targets as a training step has them."""
        random = np.random.default_rng(1)
        targets = random.random(self.shape, dtype=np.float32)
        if self.loss == "binary_cross_entropy":
            return np.float32(.01) + np.float32(.98) * random.random(self.shape, dtype=np.float32), targets
        if self.loss == "kl_div":
            return -8 * random.random(self.shape, dtype=np.float32), targets
        if self.classes is not None:
            targets /= targets.sum(axis=-1, keepdims=True)
        return 3 * random.standard_normal(self.shape, dtype=np.float32), targets

    def pytorch(self, targets):
        """The loss as a function of the input, by PyTorch."""
        y = torch.from_numpy(targets)
        if self.loss == "cross_entropy":
            return lambda x: F.cross_entropy(x, y)
        if self.loss == "cross_entropy_indices":
            indices = torch.arange(self.rows) * 7 % self.classes
            return lambda x: F.cross_entropy(x, indices)
        if self.loss == "binary_cross_entropy":
            return lambda x: F.binary_cross_entropy(x, y)
        if self.loss == "binary_cross_entropy_with_logits":
            return lambda x: F.binary_cross_entropy_with_logits(x, y)
        return lambda x: F.kl_div(x, y, reduction="mean")


CASES = [
    Case("cross_entropy", 65536, 10),
    Case("cross_entropy", 8192, 1000),
    Case("cross_entropy", 512, 50257),
    Case("cross_entropy_indices", 8192, 1000),
    Case("binary_cross_entropy", 1 << 24),
    Case("binary_cross_entropy_with_logits", 1 << 24),
    Case("kl_div", 1 << 24),
    Case("cross_entropy", 1, 8),
]


def select(wanted):
    """The cases that a list of LOSS or LOSS:SHAPE names, or all of them. ValueError for a name that is none."""
    for name in wanted:
        if not any(name in (case.loss, f"{case.loss}:{case.shape_text}") for case in CASES):
            known = ", ".join(f"{case.loss}:{case.shape_text}" for case in CASES)
            raise ValueError(f"--only knows no '{name}': LOSS or LOSS:SHAPE of {known}")
    return [case for case in CASES if not wanted or {case.loss, f"{case.loss}:{case.shape_text}"} & set(wanted)]
