"""Writes scikit-learn's digits beside the chapter that trains on them: a line an image, its 64 pixels and its digit.

    python digits.py            write the file
    python digits.py --check    fail where the committed file differs from what would be written

A pixel is 0 to 16, written as one of 0123456789abcdefg. E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten
Digits, UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/80, CC BY 4.0.
"""

import sys
from pathlib import Path

from sklearn.datasets import load_digits

FILE = Path(__file__).parents[3] / "Chapters/06-do-soft-labels-help/digits.txt"


def main():
    digits = load_digits()
    rows = zip(digits.data.astype(int), digits.target)
    text = "".join("".join("0123456789abcdefg"[v] for v in pixels) + f" {digit}\n" for pixels, digit in rows)
    if "--check" in sys.argv[1:]:
        if FILE.read_text() == text:
            return 0
        print(f"{FILE.name}: differs from what would be written", file=sys.stderr)
        return 1
    FILE.write_text(text)
    print(f"{len(digits.target)} images")
    return 0


if __name__ == "__main__":
    sys.exit(main())
