"""Writes Tables/: small files as people have them, CSV by pandas and .npz by NumPy.

    python tables.py            write them
    python tables.py --check    fail where a file differs from what would be written

What stands in them is said by the tests that read them.
"""

import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from folder import main

FOLDER = Path(__file__).with_name("Tables")

SOFT = np.array([[0.7, 0.2, 0.1], [0.05, 0.15, 0.8], [0.5, 0.5, 0.0], [0.00001, 0.99999, 0.0]])
LOGITS = np.array([[2.5, -1.25, 0.1], [-0.5, 7.0, -30.0], [0.25, 1.0, 3.5], [1.5, -2.0, 0.5]])
CLASSES = np.array([0, 2, 1, 1])


def tables():
    """name -> text."""
    frame, logits = pd.DataFrame(SOFT), pd.DataFrame(LOGITS)
    with_id = pd.DataFrame(np.column_stack([np.arange(4), LOGITS]), columns=["id", "cat", "dog", "owl"])
    with_class = pd.DataFrame(np.column_stack([LOGITS, CLASSES]), columns=["cat", "dog", "owl", "class"])
    return {
        "counted-columns": frame.to_csv(index=False),
        "counted-columns-float32": frame.astype("f4").to_csv(index=False),
        "counted-columns-and-index": frame.to_csv(),
        "named-columns-and-index": frame.set_axis(["cat", "dog", "owl"], axis=1).to_csv(),
        "one-column": frame[[0]].to_csv(index=False),
        "no-header": frame.to_csv(index=False, header=False),
        "class-indices": pd.Series(CLASSES).to_csv(index=False),
        "logits": logits.to_csv(index=False),
        "logits-with-id": with_id.to_csv(index=False),
        "logits-with-class": with_class.to_csv(index=False),
    }


def archive(save, **named):
    buffer = io.BytesIO()
    save(buffer, **named)
    return buffer.getvalue()


def files():
    """file name -> bytes."""
    result = {f"{name}.csv": text.encode() for name, text in tables().items()}
    result["two.npz"] = archive(np.savez, logits=LOGITS.astype("f4"), labels=np.asfortranarray(SOFT))
    result["one.npz"] = archive(np.savez, logits=LOGITS)
    result["compressed.npz"] = archive(np.savez_compressed, logits=LOGITS)
    return result


if __name__ == "__main__":
    sys.exit(main(FOLDER, files()))
