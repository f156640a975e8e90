"""Makes `goldens.jsonl`: requests, their true answers, and PyTorch's.

    python generate.py              write the file
    python generate.py --check      fail where the committed file differs from what would be written
    python generate.py --selftest   check the generator itself

Each line is a JSON object. The first is the header: where the numbers come from. Of the others,

- `request` is a line for `soft-labels evaluate`; `truth` its answer in arbitrary precision, correctly rounded; `pytorch`
  PyTorch's, or null where PyTorch refuses; `departure` null, or for `value` and `gradient` one sentence on why PyTorch is
  not within the header's relative tolerance of the truth;
- `python` names a function of article.py or in_pytorch.py, and `pytorch` holds what it returns under `dtype`;
- `chapter` names the chapter that may quote the row. Floating-point numbers are hexadecimal text.

The true answers are compared byte for byte. PyTorch's last bits differ between processors, so its committed answers
stay as they are while the new ones agree with them within peer.STABLE.
"""

import argparse
import json
import platform
import sys
from pathlib import Path

import mpmath
import torch

import beetles
import departures
import element_regimes
import grid
import logit_regimes
import named
import peer
import probability_regimes
import truth

SEED = 20250130
PARTS = (named, grid, logit_regimes, element_regimes, probability_regimes)
FILE = Path(__file__).with_name("goldens.jsonl")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    parser.add_argument(
        "--selftest", action="store_true", help="check the formulas against PyTorch and finite differences"
    )
    options = parser.parse_args()
    if options.selftest:
        import selftest

        return selftest.run()
    committed = {row["id"]: row for row in map(json.loads, FILE.read_text().splitlines())} if FILE.exists() else {}
    rows, complaints = make(committed)
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    if options.check:
        complaints += differences(text)
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        print(f"{len(rows) - 1} rows, {len(complaints)} complaints")
        return 1 if complaints else 0
    for complaint in complaints:
        print(f"note: {complaint}; the new answer is written")
    FILE.write_text(text)
    print(f"{len(rows) - 1} rows, {len(text) / 1e6:.2f} MB")
    return 0


def make(committed):
    """All rows, the header first, and what is wrong with PyTorch's committed answers."""
    rows, complaints, seen = [header(committed.get("header", {}))], [], {"header"}
    cases = [case for dtype in ("float64", "float32") for part in PARTS for case in part.cases(dtype, SEED)]
    for case in [*cases, *named.scripts()] + [beetles.case()]:
        assert case["id"] not in seen, f"two rows are called {case['id']}"
        seen.add(case["id"])
        row = answered(case)
        kept = committed.get(row["id"], {}).get("pytorch")
        if kept and row["pytorch"] and same_question(row, committed[row["id"]]):
            if peer.agree(kept, row["pytorch"], row["request"]["dtype"] if "request" in row else row["dtype"]):
                row["pytorch"] = kept
            else:
                complaints.append(f"{row['id']}: PyTorch answers {row['pytorch']}, the file says {kept}")
        if "request" in row:
            row["departure"] = departures.departure(row["request"], row["truth"], row["pytorch"])
        rows.append(row)
    return rows, complaints


def answered(case):
    if "request" in case:
        return {**case, "truth": truth.answer(case["request"]), "pytorch": peer.answer(case["request"])}
    if "python" in case:
        return {**case, "truth": None, "pytorch": peer.script(case["python"], case["dtype"]), "departure": None}
    return case


def same_question(row, committed):
    return all(row.get(key) == committed.get(key) for key in ("request", "python", "dtype"))


def header(committed):
    """Where the numbers come from. A check on another machine keeps the versions that the file was made with."""
    lineage = {
        "id": "header",
        "generator": "Tests/SoftLabelsTests/Goldens/generate.py",
        "command": "make goldens",
        "seed": SEED,
        "truth": f"mpmath {mpmath.__version__}, at least {truth.LOWEST_PRECISION} bits, rounded once to nearest even",
        "pytorch": f"PyTorch {torch.__version__.split('+')[0]}, CPU, one thread",
        "tolerance": {key: departures.TOLERANCE[key] for key in ("float32", "float64")},
    }
    made_with = committed.get("python", platform.python_version())
    return {**lineage, "python": made_with}


def differences(text):
    """One line for each row in which the committed file differs from `text`."""
    new, old = text.splitlines(), FILE.read_text().splitlines() if FILE.exists() else []
    if new == old:
        return []
    by_id = {json.loads(line)["id"]: line for line in old}
    changed = [json.loads(line)["id"] for line in new if by_id.get(json.loads(line)["id"]) != line]
    gone = by_id.keys() - {json.loads(line)["id"] for line in new}
    return [f"{row}: differs from the committed row" for row in changed] + [
        f"{row}: no longer made" for row in sorted(gone)
    ] or ["the rows stand in another order"]


if __name__ == "__main__":
    sys.exit(main())
