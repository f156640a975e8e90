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
    y = tensor(request["target"], dtype) if "target" in request else None
    weight = tensor(request["weight"], dtype) if "weight" in request else None
    axis = 1 if x.dim() > 1 else 0
    match loss:
        case "cross_entropy":
            return F.cross_entropy(
                x,
                y if y is not None else torch.tensor(request["class_indices"]),
                weight=weight,
                reduction=reduction,
                ignore_index=request.get("ignore_index", -100),
                label_smoothing=from_hex(request.get("label_smoothing", "0x0p+0")),
            )
        case "cross_entropy_from_probabilities" if y is None:
            return F.nll_loss(
                torch.log(x),
                torch.tensor(request["class_indices"]),
                weight=weight,
                reduction=reduction,
                ignore_index=request.get("ignore_index", -100),
            )
        case "cross_entropy_from_probabilities":  # the article's manual form
            if weight is not None:
                y = y * weight.reshape([-1] + [1] * (x.dim() - axis - 1))
            samples = -torch.sum(y * torch.log(x), dim=axis)
            return {"none": lambda s: s, "sum": torch.sum, "mean": torch.mean}[reduction](samples)
        case "binary_cross_entropy":
            return F.binary_cross_entropy(x, y, weight=weight, reduction=reduction)
        case "binary_cross_entropy_with_logits":
            positive = tensor(request["pos_weight"], dtype) if "pos_weight" in request else None
            return F.binary_cross_entropy_with_logits(x, y, weight=weight, pos_weight=positive, reduction=reduction)
        case "kl_div":
            return F.kl_div(x, y, reduction=reduction, log_target=request.get("log_target", False))
        case "softmax" | "log_softmax" | "logsumexp":
            return getattr(torch, loss)(x, dim=axis)
        case "entropy":
            return torch.special.entr(x).sum(dim=axis)
        case "sum" | "mean":
            return getattr(torch, loss)(x)
    raise ValueError(f"no PyTorch equivalent of {loss}")


def agree(one, other, dtype):
    """Whether two of PyTorch's answers, nested hexadecimal floats by name, are the same but for their last bits."""
    if one.keys() != other.keys() or any(shape_of(one[key]) != shape_of(other[key]) for key in one):
        return False
    pairs = [(from_hex(a), from_hex(b)) for key in one for a, b in zip(flatten(one[key]), flatten(other[key]))]
    return all(
        a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= STABLE[dtype] * max(1, abs(a), abs(b))
        for a, b in pairs
    )
