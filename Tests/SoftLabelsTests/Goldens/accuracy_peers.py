"""The answers of optax (JAX, CPU) and SciPy to a request: their own function where they have one, else its formula.

Both are asked only for plain losses: no weights, no ignored rows. None where there is no such function.
"""

import functools
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import optax
import scipy.special as special

from floats import from_hex, map_nested, to_hex

jax.config.update("jax_enable_x64", True)
warnings.filterwarnings("ignore", category=RuntimeWarning)  # the infinities are what we look for
EXTRAS = ("weight", "pos_weight", "ignore_index", "log_target", "sample_weight", "class_axis")


def array(nested, dtype):
    return np.array(map_nested(from_hex, nested), dtype=dtype)


def answers(function, request):
    """{"value": …, "gradient": …} of hexadecimal floats from `function(request, x, y, indices)`."""
    if any(request.get(key) for key in EXTRAS) or request.get("reduction") == "batchmean":
        return None
    x = array(request["input"], request["dtype"])
    y = array(request["target"], request["dtype"]) if "target" in request else None
    indices = np.array(request["class_indices"]) if "class_indices" in request else None
    if "label_smoothing" in request and (indices is not None or request["loss"] != "cross_entropy"):
        return None
    result = function(request, x, y, indices)
    return result and {key: map_nested(to_hex, np.asarray(value).astype("float64").tolist()) for key, value in result.items()}


def axis_of(x):
    return 1 if x.ndim > 1 else 0


# optax


def optax_answer(request):
    return answers(optax_result, request)


def optax_result(request, x, y, indices):
    smoothing = from_hex(request["label_smoothing"]) if "label_smoothing" in request else None
    loss = optax_loss(request["loss"], axis_of(x), indices is not None, request.get("reduction"), smoothing)
    if loss is None:
        return None
    value, slope = loss
    other = () if y is None and indices is None else (y if indices is None else indices,)
    result = {"value": value(x, *other)}
    if request.get("gradient"):
        result["gradient"] = slope(x, *other)
    return result


@functools.cache
def optax_loss(loss, axis, hard, reduction, smoothing):
    def cross_entropy(x, y):
        x = jnp.moveaxis(x, axis, -1)
        if hard:
            return optax.softmax_cross_entropy_with_integer_labels(x, y)
        y = jnp.moveaxis(y, axis, -1)
        return optax.softmax_cross_entropy(x, optax.smooth_labels(y, smoothing) if smoothing else y)

    functions = {
        "cross_entropy": cross_entropy,
        "binary_cross_entropy_with_logits": optax.sigmoid_binary_cross_entropy,
        "kl_div": lambda x, y: jax.scipy.special.xlogy(y, y) - y * x,  # optax.kl_divergence before it sums its rows
        "softmax": lambda x: jax.nn.softmax(x, axis=axis),
        "log_softmax": lambda x: jax.nn.log_softmax(x, axis=axis),
        "logsumexp": lambda x: jax.nn.logsumexp(x, axis=axis),
        "entropy": lambda x: jnp.sum(jax.scipy.special.entr(x), axis=axis),
        "sum": jnp.sum,
        "mean": jnp.mean,
    }
    if loss not in functions:
        return None
    function = functions[loss]
    reduce = {"sum": jnp.sum, "mean": jnp.mean}.get(reduction or ("mean" if loss in ("cross_entropy", "kl_div", "binary_cross_entropy_with_logits") else None), lambda v: v)
    total = {"sum": jnp.sum, "none": jnp.sum}.get(reduction, jnp.mean)
    return (
        jax.jit(lambda *a: reduce(function(*a))),
        jax.jit(jax.grad(lambda *a: total(function(*a)))),
    )


# SciPy


def scipy_answer(request):
    return answers(scipy_result, request)


def scipy_result(request, x, y, indices):
    """-sum y log_softmax(x), with the gradient's formula softmax(x) - y; the elementwise losses likewise."""
    axis, loss = axis_of(x), request["loss"]
    if "label_smoothing" in request:
        return None
    if indices is not None:
        y = np.moveaxis(np.eye(x.shape[axis], dtype=x.dtype)[indices], -1, axis)
    one = x.dtype.type(1)
    functions = {
        "softmax": lambda: special.softmax(x, axis=axis),
        "log_softmax": lambda: special.log_softmax(x, axis=axis),
        "logsumexp": lambda: special.logsumexp(x, axis=axis),
        "entropy": lambda: special.entr(x).sum(axis=axis),
        "sum": lambda: x.sum(),
        "mean": lambda: x.mean(),
    }
    if loss in functions:
        return {"value": functions[loss]()}
    losses = {
        "cross_entropy": lambda: (
            -(y * special.log_softmax(x, axis=axis)).sum(axis=axis),
            special.softmax(x, axis=axis) * y.sum(axis=axis, keepdims=True) - y,
        ),
        "cross_entropy_from_probabilities": lambda: (-special.xlogy(y, x).sum(axis=axis), -y / x),
        "binary_cross_entropy": lambda: (
            -(special.xlogy(y, x) + special.xlog1py(one - y, -x)),
            (x - y) / (x * (one - x)),
        ),
        "binary_cross_entropy_with_logits": lambda: (
            -(y * special.log_expit(x) + (one - y) * special.log_expit(-x)),
            special.expit(x) - y,
        ),
        "nll": lambda: (-(y * x).sum(axis=axis), -y),
        "kl_div": lambda: (special.xlogy(y, y) - y * x, -y),
        "kl_div_from_probabilities": lambda: (special.rel_entr(y, x), -y / x),
    }
    samples, slope = losses[loss]()
    reduction = request.get("reduction", "mean")
    value = {"none": lambda: samples, "sum": lambda: samples.sum(), "mean": lambda: samples.mean()}[reduction]()
    result = {"value": value}
    if request.get("gradient"):
        result["gradient"] = slope / x.dtype.type(max(samples.size, 1)) if reduction == "mean" else slope
    return result
