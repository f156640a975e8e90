"""The documented cases: the article's examples, what they hide, and the threads in which people were bitten.

Every number that a chapter quotes and that is an answer to a request stands here under the chapter's name; numbers that
only PyTorch code gives are the scripts, functions of `article.py` and `in_pytorch.py`. Decimals are rounded once to the
row's type.
"""

from fractions import Fraction

import named_binary
import named_last_bit
import named_multiclass
import named_votes
import named_weighted
from draws import Draws
from floats import map_nested, to_hex
from grid import case

BCE, CE, WEIGHTED = "binary-soft-bce", "multiclass-soft-ce", "weighted-imbalance"
LAST_BIT, VOTES, STUDY = "right-to-the-last-bit", "annotator-votes", "do-soft-labels-help"


class Rows:
    """Builds the rows of one chapter in one type from decimals."""

    def __init__(self, draws, chapter):
        self.draws, self.chapter, self.rows = draws, chapter, []

    def number(self, decimal):
        return float(decimal) if decimal in ("-inf", "inf", "nan") else self.draws.rounded(Fraction(decimal))

    def numbers(self, nested):
        return map_nested(self.number, nested)

    def add(self, name, loss, input, target=None, gradient=True, **options):
        """`input`, `target` and weights are nested decimals or floats of the type."""
        text = lambda nested: map_nested(lambda v: to_hex(v if isinstance(v, float) else self.number(v)), nested)
        for key in ("weight", "pos_weight", "label_smoothing"):
            if options.get(key) is not None:
                options[key] = text(options[key])
        kernel = loss not in ("softmax", "log_softmax", "logsumexp", "entropy", "sum", "mean")
        self.rows.append(
            case(
                name,
                self.draws,
                regime="documented",
                chapter=self.chapter,
                loss=loss,
                input=text(input),
                target=None if target is None else text(target),
                gradient=True if kernel and gradient else None,
                **options,
            )
        )

    def each_reduction(self, name, *arguments, **options):
        for reduction in ("sum", "mean", "none"):
            self.add(
                name if reduction == "sum" else f"{name}-{reduction}",
                *arguments,
                reduction=reduction,
                gradient=reduction != "none",
                **options,
            )


def cases(dtype, seed):
    draws = Draws(f"{seed} named {dtype}", dtype)
    parts = (
        (BCE, named_binary),
        (CE, named_multiclass),
        (WEIGHTED, named_weighted),
        (LAST_BIT, named_last_bit),
        (VOTES, named_votes),
    )
    for chapter, part in parts:
        rows = Rows(draws, chapter)
        part.add_to(rows)
        yield from rows.rows


# Functions of article.py and in_pytorch.py, with the types to run them in

BOTH = ("float64", "float32")
SCRIPTS = {
    BCE: {
        BOTH: """example_1 example_1_by_definition one_column_of_the_definition clipped broadcast_by_hand
            softmax_over_the_batch infinite_logits one_logit_for_each_sample a_sigmoid_too_many counts_for_labels
            votes_as_weights""",
        ("float64",): "example_1_read_as_float32 clipped_at_machine_epsilon",
        ("float32",): "saturated_sigmoid saturated_sigmoid_from_logits saturated_sigmoid_by_hand",
    },
    CE: {
        BOTH: """example_2 example_2_by_definition example_2_pitfall predictions_that_do_not_sum_to_one masked_class
            smoothed_masked_class every_row_ignored second_softmax_of_certainty_among_4
            second_softmax_of_certainty_among_1000 missing_from_logits targets_that_sum_to_nine_tenths
            padding_as_a_target distillation smoothing_floor binary_loss_for_a_distribution soft_cross_entropy
            a_softmax_before_the_loss classes_on_the_last_axis soft_divergence divergence_over_all_elements
            soft_cross_entropy_of_probabilities""",
        ("float64",): "where_the_second_softmax_leads least_loss_of_the_second_softmax",
        ("float32",): "epsilon_in_float32 epsilon_is_felt_from epsilon_and_the_gradient",
        ("float16",): "epsilon_in_float16",
    },
    WEIGHTED: {
        BOTH: """example_3 example_3_under_three_weights gradient_of_the_shared_logit soft_class_mass class_weights
            two_divisors mixup_in_two_forms mean_of_means weights_for_classes class_weights_where_the_labels_are_right
            weights_for_samples sample_weights_taken_for_class_weights positive_weight batches_accumulated"""
    },
    LAST_BIT: {("float32",): "a_loss_and_its_gradient a_loss_in_double a_loss_of_positive_terms"},
    VOTES: {BOTH: "labels_from_votes hidden_votes"},
    STUDY: {BOTH: "shares_of_votes counts_of_votes a_lesson weights_afterwards"},
}


def scripts():
    for chapter, by_dtypes in SCRIPTS.items():
        for dtypes, functions in by_dtypes.items():
            for function in functions.split():
                for dtype in dtypes:
                    yield {
                        "id": f"script-{function.replace('_', '-')}-{dtype}",
                        "regime": "script",
                        "chapter": chapter,
                        "python": function,
                        "dtype": dtype,
                    }
