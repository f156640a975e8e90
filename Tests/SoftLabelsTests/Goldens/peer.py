"""PyTorch's answer to a request."""

import math
import warnings

import torch
import torch.nn.functional as F

import article
import in_pytorch
from floats import flatten, from_hex, map_nested, shape_of, to_hex

torch.set_num_threads(1)
warnings.filterwarnings("ignore", message="reduction: 'mean' divides")  # of kl_div: we mean it
SCRIPTS = vars(article) | vars(in_pytorch)
DTYPES = {"float16": torch.float16, "float32": torch.float32, "float64": torch.float64}

# PyTorch's last bits differ between processors; within these distances, relative or absolute, they are the same answer.
STABLE = {"float16": 1e-3, "float32": 1e-5, "float64": 1e-12}


def answer(request):
    """{"value": …, "gradient": …} of hexadecimal floats, from PyTorch; None where it refuses the request."""
    dtype = DTYPES[request["dtype"]]
    x = tensor(request["input"], dtype).requires_grad_(bool(request.get("gradient")))
    try:
        value = evaluate(request, x, dtype)
    except RuntimeError as refusal:
        if "all elements of target should be between 0 and 1" in str(refusal):
            return None
        raise
    result = {"value": map_nested(to_hex, value.detach().tolist())}
    if request.get("gradient"):
        value.sum().backward()
        result["gradient"] = map_nested(to_hex, x.grad.tolist())
    return result


def script(function, dtype):
    """{"value": …} of what a function of article.py or in_pytorch.py returns where `dtype` is the default."""
    previous = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32 if dtype == "float16" else DTYPES[dtype])
    try:
        return {"value": hexadecimal(SCRIPTS[function]())}
    finally:
        torch.set_default_dtype(previous)


def hexadecimal(result):
    if isinstance(result, torch.Tensor):
        return map_nested(to_hex, result.tolist())
    return [hexadecimal(item) for item in result]


def tensor(nested, dtype):
    return torch.tensor(map_nested(from_hex, nested), dtype=dtype)


def evaluate(request, x, dtype):
    loss, reduction = request["loss"], request.get("reduction", "mean")
    axis = request.get("class_axis", min(1, x.dim() - 1))
    match loss:
        case "softmax" | "log_softmax" | "logsumexp":
            return getattr(torch, loss)(x, dim=axis)
        case "entropy":
            return torch.special.entr(x).sum(dim=axis)
        case "sum" | "mean":
            return getattr(torch, loss)(x)
    if loss.startswith("kl_div"):
        return divergence(request, x, dtype, axis)
    y = tensor(request["target"], dtype) if "target" in request else None
    weight = tensor(request["weight"], dtype) if "weight" in request else None
    smoothing = from_hex(request.get("label_smoothing", "0x0p+0"))
    if loss.startswith("binary"):
        if smoothing:
            y = y * (1 - smoothing) + smoothing / 2
        if loss == "binary_cross_entropy":
            return F.binary_cross_entropy(x, y, weight=weight, reduction=reduction)
        positive = tensor(request["pos_weight"], dtype) if "pos_weight" in request else None
        return F.binary_cross_entropy_with_logits(x, y, weight=weight, pos_weight=positive, reduction=reduction)
    # Where PyTorch expects the classes
    place = min(1, x.dim() - 1)
    x, y = x.movedim(axis, place), None if y is None else y.movedim(axis, place)
    if "sample_weight" in request:
        return of_weighed_samples(request, x, y, weight, smoothing, dtype)
    return over_classes(request, x, y, weight, smoothing, reduction)


def over_classes(request, x, y, weight, smoothing, reduction):
    options = dict(weight=weight, reduction=reduction, ignore_index=request.get("ignore_index", -100))
    indices = torch.tensor(request["class_indices"]) if y is None else None
    if request["loss"] == "cross_entropy":
        return F.cross_entropy(x, indices if y is None else y, label_smoothing=smoothing, **options)
    if request["loss"] == "cross_entropy_from_probabilities":
        x = torch.log(x)
    if y is None and smoothing == 0:
        return F.nll_loss(x, indices, **options)
    return by_hand(request, x, y, indices, weight, smoothing, reduction)


def by_hand(request, q, y, indices, weight, smoothing, reduction):
    """-sum w (y (1 - smoothing) + smoothing / C) q, the article's manual form."""
    place, classes = min(1, q.dim() - 1), q.shape[min(1, q.dim() - 1)]
    across = [-1] + [1] * (q.dim() - place - 1)
    weights = torch.ones(classes, dtype=q.dtype) if weight is None else weight
    counts, divisor = 1, None
    if y is None:
        counts = (indices != request.get("ignore_index", -100)).to(q.dtype)
        known = torch.where(counts == 1, indices, 0)
        y = F.one_hot(known, classes).to(q.dtype).movedim(-1, place)
        divisor = (weights[known] * counts).sum()
    if smoothing:
        y = y * (1 - smoothing) + smoothing / classes
    if weight is not None:
        y = y * weight.reshape(across)
    samples = -torch.sum(y * q, dim=place) * counts
    mean = torch.mean if divisor is None else lambda s: s.sum() / divisor
    return {"none": lambda s: s, "sum": torch.sum, "mean": mean}[reduction](samples)


def of_weighed_samples(request, x, y, weight, smoothing, dtype):
    """PyTorch has no weights of samples: what people write in their place."""
    s = tensor(request["sample_weight"], dtype)
    samples = s * over_classes(request, x, y, weight, smoothing, "none")
    match request.get("reduction", "mean"):
        case "none":
            return samples
        case "sum":
            return samples.sum()
    if y is not None:
        return samples.mean()
    indices = torch.tensor(request["class_indices"])
    counted = indices != request.get("ignore_index", -100)
    weights = s if weight is None else s * weight[torch.where(counted, indices, 0)]
    return samples.sum() / weights[counted].sum()


def divergence(request, x, dtype, axis):
    x = torch.log(x) if request["loss"] == "kl_div_from_probabilities" else x
    y, reduction = tensor(request["target"], dtype), request.get("reduction", "mean")
    log_target = request.get("log_target", False)
    if "sample_weight" not in request:
        return F.kl_div(x, y, reduction=reduction, log_target=log_target)
    elements = tensor(request["sample_weight"], dtype).unsqueeze(axis) * F.kl_div(x, y, reduction="none", log_target=log_target)
    reduce = {"none": lambda v: v, "sum": torch.sum, "mean": torch.mean, "batchmean": lambda v: v.sum() / v.shape[0]}
    return reduce[reduction](elements)


def agree(one, other, dtype):
    """Whether two of PyTorch's answers, nested hexadecimal floats by name, are the same but for their last bits."""
    if one.keys() != other.keys() or any(shape_of(one[key]) != shape_of(other[key]) for key in one):
        return False
    pairs = [(from_hex(a), from_hex(b)) for key in one for a, b in zip(flatten(one[key]), flatten(other[key]))]
    return all(
        a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= STABLE[dtype] * max(1, abs(a), abs(b))
        for a, b in pairs
    )
