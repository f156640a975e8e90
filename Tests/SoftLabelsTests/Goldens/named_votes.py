"""Chapter 5: labels made of votes, and pseudo-votes as label smoothing."""

from fractions import Fraction

from in_pytorch import votes_on_thirty_patients


def add_to(rows):
    counts = [[int(count) for count in row] for row in votes_on_thirty_patients().tolist()]
    rows.add("fleiss-1971-vote-shares", "entropy", [[f"{count}/6" for count in row] for row in counts])
    # Patient 8: the prediction is the label with one pseudo-vote, and the gradient all but vanishes
    with_a_pseudo_vote = [rows.draws.rounded(Fraction(5 * count + 1, 35)) for count in counts[7]]
    rows.add(
        "fleiss-1971-pseudo-vote-as-smoothing",
        "cross_entropy",
        [rows.draws.log(with_a_pseudo_vote)],
        [[f"{count}/6" for count in counts[7]]],
        label_smoothing="1/7",
    )
