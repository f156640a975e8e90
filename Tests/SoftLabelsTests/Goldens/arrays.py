"""Writes Arrays/: small `.npy` files made by NumPy, and manifest.json with what stands in them.

    python arrays.py            write them
    python arrays.py --check    fail where a file differs from what would be written

The manifest gives for each file its shape, dtype, memory order, format version, and the values in row-major order:
hexadecimal floats, or integers.
"""

import io
import json
import sys
from pathlib import Path

import numpy as np

from floats import to_hex
from folder import main

FOLDER = Path(__file__).with_name("Arrays")


def arrays():
    """name -> (array, version of the format)."""
    logits = np.array([[2.5, -1.25, 0.1], [-0.0, 7.0, -30.0]])
    soft = np.array([[0.7, 0.2, 0.1], [0.05, 0.15, 0.8]])
    steps = np.arange(24).reshape(2, 3, 4)
    made = {
        "logits-float16": logits.astype("<f2"),
        "logits-float32": logits.astype("<f4"),
        "logits-float64": logits.astype("<f8"),
        "soft-labels-float32-fortran": np.asfortranarray(soft.astype("<f4")),
        "soft-labels-float64-fortran": np.asfortranarray(soft),
        "soft-labels-float64": soft,
        "cube-float32": (steps / 8).astype("<f4"),
        "cube-float64-fortran": np.asfortranarray(steps / 7),
        "cube-float16-fortran": np.asfortranarray((steps / 4 - 3).astype("<f2")),
        "vector-float64": np.array([0.1, 0.2, 0.3, 1e-300, 5e-324, 1.7976931348623157e308]),
        "vector-float32": np.array([0.1, 1e-45, 3.4028235e38, -1.5], dtype="<f4"),
        "vector-float16": np.array([0.1, 6e-8, 65504.0, -2.0, 6.1e-5], dtype="<f2"),
        "special-float16": np.array([np.nan, np.inf, -np.inf, -0.0], dtype="<f2"),
        "special-float32": np.array([np.nan, np.inf, -np.inf, -0.0], dtype="<f4"),
        "special-float64": np.array([np.nan, np.inf, -np.inf, -0.0]),
        "class-indices-int64": np.array([2, 0, -100], dtype="<i8"),
        "class-indices-int32": np.array([2, 0, 1], dtype="<i4"),
        "class-indices-uint8": np.array([2, 0, 255], dtype="u1"),
        "class-indices-int64-matrix-fortran": np.asfortranarray(np.array([[0, 1, 2], [2, 1, -1]], dtype="<i8")),
        "large-int64": np.array([2**62, -(2**63), 2**53 + 1], dtype="<i8"),
        "logits-float64-big-endian": logits.astype(">f8"),
        "logits-float32-big-endian": logits.astype(">f4"),
        "class-indices-int32-big-endian": np.array([2, 0, 1], dtype=">i4"),
        "scalar-float64": np.array(0.25),
        "no-rows-float64": np.zeros((0, 3)),
        "one-column-float32": np.array([[0.5], [0.25]], dtype="<f4"),
        "article-example-2-predictions": np.array(
            [[0.2, 0.5, 0.2, 0.1], [0.1, 0.1, 0.7, 0.1], [0.2, 0.3, 0.2, 0.3]], dtype="<f4"
        ),
        "article-example-2-labels": np.array(
            [[0.1, 0.6, 0.2, 0.1], [0.05, 0.05, 0.8, 0.1], [0.3, 0.2, 0.1, 0.4]], dtype="<f4"
        ),
    }
    versioned = {name: (array, (1, 0)) for name, array in made.items()}
    versioned["logits-float32-version-2"] = (logits.astype("<f4"), (2, 0))
    versioned["soft-labels-float64-fortran-version-2"] = (np.asfortranarray(soft), (2, 0))
    return versioned


def files():
    """file name -> bytes."""
    result, manifest = {}, []
    for name, (array, version) in arrays().items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, array, version=version, allow_pickle=False)
        result[f"{name}.npy"] = buffer.getvalue()
        fortran = array.flags.f_contiguous and not array.flags.c_contiguous
        values = array.flatten(order="C").tolist()
        manifest.append(
            {
                "file": f"{name}.npy",
                "shape": list(array.shape),
                "dtype": array.dtype.str,
                "order": "fortran" if fortran else "c",
                "version": list(version),
                "values": [v if isinstance(v, int) else to_hex(v) for v in values],
            }
        )
    text = "[\n" + ",\n".join("  " + json.dumps(entry) for entry in manifest) + "\n]\n"
    result["manifest.json"] = text.encode()
    return result


if __name__ == "__main__":
    sys.exit(main(FOLDER, files()))
