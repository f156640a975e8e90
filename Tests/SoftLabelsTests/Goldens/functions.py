"""Makes `functions.jsonl`: exp, log and log1p of doubles that are hard for an implementation.

    python functions.py             write the file
    python functions.py --check     fail where the committed file differs

A truth is three doubles whose sum has some 160 bits, and `excess`, by how many ULPs it lies above the first of them.
"""

import argparse
import json
import math
import sys
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

import truth
from floats import from_hex, round_to, to_hex

FILE = Path(__file__).with_name("functions.jsonl")

# The largest errors of this library's own functions, found by trying a few hundred million doubles against 64-bit
# extended precision; and a worst case for correct rounding (Lefevre and Muller): exp within 2**-57 ULP of a tie.
FOUND = {
    "exp": [
        *("0x1.3dfb418efc5f1p+9", "0x1.e00149b0293f4p+8", "-0x1.1eca1d343de00p+9", "-0x1.858c35f8f83e9p+6"),
        *("-0x1.05a99aa5005cfp+8", "-0x1.1fa7bc2620cbfp+7", "0x1.2cd3b32338772p+6", "0x1.e7fe8bdaf0026p+1"),
        "0x1.9e9cbbfd6080bp-31",
    ],
    "log": [
        *("0x1.695e49978dec7p-1", "0x1.685e355cc0533p-1", "0x1.69076dd760a33p-1", "0x1.68c659df6ca43p-1"),
        *("0x1.69e3327e9b15bp-1", "0x1.691eb880672c3p-1", "0x1.694cc1c9ac8e3p-1", "0x1.672c9681595e7p-1"),
    ],
    "log1p": [
        *("-0x1.31fd7f7d71ef1p-2", "-0x1.3018bef40fd69p-2", "-0x1.307172fcf03f5p-2", "-0x1.3266eec22a871p-2"),
        *("-0x1.2fc2aad251af5p-2", "-0x1.30bb8204c4dfdp-2", "-0x1.3285e51adc761p-2", "-0x1.2eeed57f1bee5p-2"),
    ],
}


def around(x):
    """x and its two neighbours."""
    return {x, math.nextafter(x, math.inf), math.nextafter(x, -math.inf)}


def multiple_of_log_2(k):
    return round_to(Fraction(k) * _log_2(), "float64")


def _log_2():
    with mp.workprec(400):
        return Fraction(int(mp.ln2 * mpf(2) ** 300), 2**300)


def arguments():
    """function -> the doubles to try."""
    powers = [s * 2.0**-k for k in (*range(0, 12), 16, 20, 26, 27, 28, 40, 52, 53, 54, 60, 100, 500, 1000) for s in (1, -1)]
    near_one = [1 + v for v in powers if abs(v) < 1]
    spread = [3.0**k for k in range(-600, 600, 53)]
    largest, least = sys.float_info.max, 5e-324
    yield "exp", {
        *powers,
        *(x for k in (*range(-5, 6), -1020, -999, -500, -37, 53, 64, 333, 1000) for x in around(multiple_of_log_2(k))),
        *(x for k in (*range(-5, 5), -1000, -500, 499, 1000) for x in around(multiple_of_log_2(Fraction(2 * k + 1, 2)))),
        *around(709.782712893384), *around(-708.3964185322641), *around(-745.1332191019411), -720.5, -744.0, -750.0, 710.0,
    }
    yield "log", {
        *near_one, *spread, largest, least, 3 * least, 2.0**-1022, math.nextafter(2.0**-1022, 0), math.nextafter(1, 2),
        math.nextafter(1, 0),
        *(x for k in (-1000, -5, -2, -1, 1, 2, 7, 1000) for x in around(2.0**k)),
        *(x for k in (-900, -3, -1, 0, 1, 2, 900) for x in around(math.ldexp(math.sqrt(0.5), k))),
        *(1 + s * 2.0**-5 * (1 + i / 50) for i in range(-2, 15) for s in (1, -1)),
    }
    yield "log1p", {
        *(v for v in powers if v > -1), *spread, largest, least, -least, 2.0**-1022,
        *(-1 + 2.0**-k for k in (1, 2, 3, 10, 30, 52, 53)),
        *(x for v in (0.29, -0.29, 2.0**-5, -(2.0**-5), 0.41421356237309503, -0.2928932188134524) for x in around(v)),
        *(s * 2.0**-5 * (1 + i / 50) for i in range(-2, 15) for s in (1, -1)),
    }


def rows():
    for function, found in arguments():
        for x in sorted(found | set(map(from_hex, FOUND[function]))):
            with mp.workprec(1400):
                value = {"exp": mp.exp, "log": mp.log, "log1p": mp.log1p}[function](mpf(x))
                first = round_to(value, "float64")
                parts, rest = [first], value
                for _ in range(2):
                    rest = rest - parts[-1] if math.isfinite(first) else mpf(0)
                    parts.append(round_to(rest, "float64"))
                excess = truth.excess(value, first, "float64")
            yield {"function": function, "input": to_hex(x), "truth": [to_hex(p) for p in parts], "excess": excess}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    options = parser.parse_args()
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows())
    if options.check:
        same = FILE.read_text() == text
        print(f"functions.jsonl is {'as generated' if same else 'NOT as generated'}")
        return 0 if same else 1
    FILE.write_text(text)
    print(f"{text.count(chr(10))} rows, {len(text) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
