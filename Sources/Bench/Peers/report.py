"""What is written: progress, and the table of ratios."""

import sys


def progress(text, passing=False):
    """What is going on, in one line of standard error that the next one replaces. Where nobody is watching it
    is a line each, without those that are only passing."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif text and not passing:
        print(text, file=sys.stderr, flush=True)


def show(results):
    print(f"{'loss':34}{'shape':13}{'computes':17}{'threads':>7}  {'build':9}{'from':9}{'peer':15}"
          f"{'ours':>8}{'peer':>10}{'ratio':>8}{'spread':>8}")
    for row in results:
        spread = f"±{100 * row['spread']:.0f} %"
        computes = "value, gradient" if row["gradient"] else "value"
        print(f"{row['loss']:34}{'x'.join(map(str, row['shape'])):13}{computes:17}{row['threads']:7}  "
              f"{row['build']:9}{row['from']:9}{row['peer']:15}{row['ours_ns_per_element']:8.3f}"
              f"{row['peer_ns_per_element']:10.3f}{row['ratio']:8.2f}{spread:>8}")
    disturbed = [row["others"] for row in results if (row["others"] or 0) > .1]
    if disturbed:
        print(f"\n{len(disturbed)} of {len(results)} ratios are not to be relied on: meanwhile, other programs used "
              f"up to {max(disturbed):.1f} cores")
