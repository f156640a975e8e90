"""What is written: progress, the table, and how many of its cells meet their targets."""

import sys


def progress(text, passing=False):
    """What is going on, in one line of standard error that the next one replaces. Where nobody is watching it
    is a line each, without those that are only passing."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif text and not passing:
        print(text, file=sys.stderr, flush=True)


def show(results, shares):
    print(f"{'loss':34}{'shape':13}{'computes':17}{'threads':>7}  {'build':9}{'peer':15}"
          f"{'ours':>8}{'peer':>10}{'ratio':>8}{'spread':>8}  target")
    for row in results:
        spread = f"±{100 * row['spread']:.0f} %"
        print(f"{heading(row)}{row['peer']:15}{row['ours_ns_per_element']:8.3f}{row['peer_ns_per_element']:10.3f}"
              f"{row['ratio']:8.2f}{spread:>8}  {verdict(row['ratio'], row['wanted'])}".rstrip())
    if shares:
        print("\nof the memory's bandwidth, two reads and a write:")
    for row in shares:
        speed = f"{row['speed']:.1f} of {row['limit']:.1f} GB/s"
        print(f"{heading(row)}{speed:>25}{row['share']:8.2f}{'':8}  {verdict(row['share'], row['wanted'])}".rstrip())
    judged = [row for row in results if row["wanted"] is not None]
    met = sum(row["ratio"] >= row["wanted"] for row in judged) + sum(row["share"] >= row["wanted"] for row in shares)
    print()
    disturbed = [row["others"] for row in results if (row["others"] or 0) > .1]
    if disturbed:
        print(f"{len(disturbed)} of {len(results)} ratios are not to be relied on: meanwhile, other programs used "
              f"up to {max(disturbed):.1f} cores")
    print(f"{met} of {len(judged) + len(shares)} targets met")


def heading(row):
    return (f"{row['loss']:34}{'x'.join(map(str, row['shape'])):13}"
            f"{'value, gradient' if row['gradient'] else 'value':17}{row['threads']:7}  {row['build']:9}")


def verdict(reached, wanted):
    return "" if wanted is None else f"{wanted} {'met' if reached >= wanted else 'missed'}"
