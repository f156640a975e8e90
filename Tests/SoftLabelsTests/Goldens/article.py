"""The article's three examples and the mistakes around them, as PyTorch code that runs.

The chapters quote these lines, and `generate.py` runs every function listed in `named.py`, so that a quoted snippet and
the number printed beside it are both checked. The examples are as in "How can cross-entropy be used with soft labels in
PyTorch?"; a comment differs where the article's was wrong. Each function computes in torch's default dtype unless it
names another, and returns what a reader would print.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

# Chapter 1: binary soft BCE


def example_1():
    # Soft labels for a batch of 2 samples
    soft_labels = torch.tensor([[0.7, 0.3], [0.2, 0.8]])

    # Predicted probabilities
    predicted_probabilities = torch.tensor([[0.8, 0.2], [0.1, 0.9]])

    # Binary cross-entropy of every element: each sample counts once per column
    criterion = nn.BCELoss(reduction='sum')
    loss = criterion(predicted_probabilities, soft_labels)
    return loss


def example_1_by_definition():
    soft_labels = torch.tensor([[0.7, 0.3], [0.2, 0.8]])
    predicted_probabilities = torch.tensor([[0.8, 0.2], [0.1, 0.9]])
    loss = -torch.sum(soft_labels * torch.log(predicted_probabilities))
    return loss


def example_1_read_as_float32():
    soft_labels = torch.tensor([[0.7, 0.3], [0.2, 0.8]], dtype=torch.float32).double()
    predicted_probabilities = torch.tensor([[0.8, 0.2], [0.1, 0.9]], dtype=torch.float32).double()
    loss = nn.BCELoss(reduction='sum')(predicted_probabilities, soft_labels)
    return loss


def one_column_of_the_definition():
    # L = -sum y log p with a single output: certain of the wrong answer, and no loss at all
    y, p = torch.tensor([0.0]), torch.tensor([0.99])
    return [-torch.sum(y * torch.log(p)), F.binary_cross_entropy(p, y)]


def saturated_sigmoid():
    z = torch.tensor(17.0, dtype=torch.float32, requires_grad=True)
    loss = F.binary_cross_entropy(torch.sigmoid(z), torch.tensor(0.0, dtype=torch.float32))
    loss.backward()
    return [loss, z.grad]


def saturated_sigmoid_from_logits():
    z = torch.tensor(17.0, dtype=torch.float32, requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(z, torch.tensor(0.0, dtype=torch.float32))
    loss.backward()
    return [loss, z.grad]


def saturated_sigmoid_by_hand():
    p, y = torch.sigmoid(torch.tensor(17.0, dtype=torch.float32)), 1.0
    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p))
    return loss


def infinite_logits():
    # The truth is 0 for the first and the last, and infinite between
    x, y = torch.tensor([math.inf, math.inf, -math.inf, -math.inf]), torch.tensor([1.0, 0.0, 1.0, 0.0])
    return F.binary_cross_entropy_with_logits(x, y, reduction='none')


def clipped(epsilon=1e-7):
    # What a library reports that clips probabilities to [epsilon, 1 - epsilon]: the truth is infinite
    p = torch.clamp(torch.tensor([0.0, 1.0]), epsilon, 1 - epsilon)
    return [-torch.log(p[0]), -torch.log(1 - p[1])]


def clipped_at_machine_epsilon():
    epsilon = torch.finfo(torch.float64).eps
    return -torch.log(torch.clamp(torch.tensor(0.0, dtype=torch.float64), epsilon, 1 - epsilon))


def broadcast_by_hand():
    # [3, 1] against [3]: nine losses where three were meant
    p, y = torch.tensor([[0.9], [0.2], [0.8]]), torch.tensor([1.0, 0.0, 1.0])
    by_hand = lambda p, y: -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return [by_hand(p, y), by_hand(p.squeeze(1), y)]


def softmax_over_the_batch():
    # [N] against [N] is one sample with N classes
    x, y = torch.tensor([2.0, -1.0, 3.0]), torch.tensor([0.9, 0.2, 0.8])
    return [F.cross_entropy(x, y), F.binary_cross_entropy_with_logits(x, y)]


# Chapter 2: multi-class soft cross-entropy


def batch_of_example_2():
    # Soft labels for a batch of 3 samples with 4 classes
    soft_labels = torch.tensor([[0.1, 0.6, 0.2, 0.1],
                                [0.05, 0.05, 0.8, 0.1],
                                [0.3, 0.2, 0.1, 0.4]])

    # Predicted probabilities (must sum to 1 along each row)
    predicted_probabilities = torch.tensor([[0.2, 0.5, 0.2, 0.1],
                                            [0.1, 0.1, 0.7, 0.1],
                                            [0.2, 0.3, 0.2, 0.3]])
    return soft_labels, predicted_probabilities


def example_2():
    soft_labels, predicted_probabilities = batch_of_example_2()
    # CrossEntropyLoss expects logits; the logarithm of probabilities that sum to 1 is one choice of them
    criterion = nn.CrossEntropyLoss(reduction='sum')
    loss = criterion(torch.log(predicted_probabilities + 1e-10), soft_labels)
    return loss


def example_2_by_definition():
    soft_labels, predicted_probabilities = batch_of_example_2()
    # The same value here, and less stable where a probability is near 0
    loss = -torch.sum(soft_labels * torch.log(predicted_probabilities + 1e-10))
    return loss


def example_2_pitfall():
    soft_labels, predicted_probabilities = batch_of_example_2()
    # Probabilities where logits belong: it runs, silently, through a second softmax
    criterion = nn.CrossEntropyLoss(reduction='sum')
    loss = criterion(predicted_probabilities, soft_labels)
    return loss


def predictions_that_do_not_sum_to_one():
    y, p = torch.tensor([0.9, 0.1]), torch.tensor([0.8, 0.2])
    definition = lambda p: -torch.sum(y * torch.log(p))
    return [F.cross_entropy(torch.log(p), y), definition(p), F.cross_entropy(torch.log(2 * p), y), definition(2 * p)]


def where_the_second_softmax_leads():
    """The probabilities that minimise the pitfall's loss, by projected gradient descent from the middle."""
    soft_labels, _ = batch_of_example_2()
    p = torch.full_like(soft_labels, 0.25, requires_grad=True)
    for _ in range(4000):
        loss = F.cross_entropy(p, soft_labels, reduction='sum')
        gradient, = torch.autograd.grad(loss, p)
        p = onto_simplex((p - gradient).detach()).requires_grad_()
    return p


def onto_simplex(rows):
    """The nearest distribution to each row."""
    ordered = torch.sort(rows, dim=1, descending=True).values
    excess = (torch.cumsum(ordered, dim=1) - 1) / torch.arange(1, rows.shape[1] + 1)
    last = (ordered > excess).sum(dim=1, keepdim=True) - 1
    return torch.clamp(rows - excess.gather(1, last), min=0)


def least_loss_of_the_second_softmax():
    soft_labels, _ = batch_of_example_2()
    return F.cross_entropy(where_the_second_softmax_leads(), soft_labels, reduction='none')


def epsilon_in_float16():
    y, p = torch.tensor([1.0, 0.0]).half(), torch.tensor([1.0, 0.0]).half()
    return -torch.sum(y * torch.log(p + 1e-10))


def epsilon_in_float32():
    y, p = torch.tensor([1.0, 0.0]).float(), torch.tensor([1.0, 0.0]).float()
    return -torch.sum(y * torch.log(p + 1e-10))


def epsilon_is_felt_from():
    # The largest power of two that 1e-10 still changes in float32
    p = torch.tensor(1.0, dtype=torch.float32)
    while p + 1e-10 == p:
        p = p / 2
    return p


def epsilon_and_the_gradient():
    """How strongly the loss pulls at a class that the prediction has ruled out, at four gaps between the logits."""
    pulls = []
    for gap in (12.0, 24.0, 30.0, 110.0):
        x = torch.tensor([0.0, gap], dtype=torch.float32, requires_grad=True)
        loss = -torch.log(torch.softmax(x, dim=0) + 1e-10)[0]
        loss.backward()
        pulls.append(-x.grad[0])
    return pulls


def masked_class():
    x = torch.tensor([1.0, 2.0, -torch.inf], requires_grad=True)
    y = torch.tensor([0.3, 0.7, 0.0])
    loss = F.cross_entropy(x, y)
    loss.backward()
    return [loss, *x.grad]


def smoothed_masked_class():
    x = torch.tensor([[1.0, 2.0, -torch.inf], [1.0, 2.0, -1e9]])
    return F.cross_entropy(x, torch.tensor([1, 1]), label_smoothing=0.1, reduction='none')


def every_row_ignored():
    return F.cross_entropy(torch.zeros(2, 3), torch.tensor([-100, -100]))


def second_softmax_of_certainty(classes):
    """The loss of a prediction that is exactly right, through a second softmax."""
    certain = torch.zeros(classes)
    certain[0] = 1.0
    return F.cross_entropy(certain, torch.tensor(0))


def second_softmax_of_certainty_among_4():
    return second_softmax_of_certainty(4)


def second_softmax_of_certainty_among_1000():
    return second_softmax_of_certainty(1000)


def missing_from_logits():
    # Logits read as probabilities: divided by their sum, clipped, and the logarithm taken
    logits, y = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([0.0, 0.0, 1.0])
    p = torch.clamp(logits / logits.sum(), 1e-7, 1 - 1e-7)
    return [-torch.sum(y * torch.log(p)), F.cross_entropy(logits, y)]


def targets_that_sum_to_nine_tenths():
    # log-sum-exp x - sum y x assumes that y sums to 1, so a shift of the logits shows
    x, y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.2, 0.3, 0.4])
    assuming_one = lambda x: torch.logsumexp(x, dim=0) - torch.sum(y * x)
    return [assuming_one(x), assuming_one(x + 100), assuming_one(x - x.max()), F.cross_entropy(x, y)]


def padding_as_a_target():
    x, y = torch.tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]), torch.tensor([[0.2, 0.3, 0.5], [-100.0, -100.0, -100.0]])
    return F.cross_entropy(x, y)


def distillation_gradient(temperature):
    student, teacher = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True), torch.tensor([[2.0, 3.0, 1.0]])
    loss = F.kl_div(F.log_softmax(student / temperature, dim=1), F.softmax(teacher / temperature, dim=1),
                    reduction='batchmean')
    loss.backward()
    return student.grad.norm()


def distillation():
    """The gradient at temperatures 1 and 20, the latter times T^2, and its limit for a rising temperature."""
    return [distillation_gradient(1.0), distillation_gradient(20.0), distillation_gradient(20.0) * 20.0 ** 2,
            torch.tensor([-1.0, -1.0, 2.0]).norm() / 3]


def smoothing_floor():
    # Label smoothing .1 spread over the other thousand classes: in nats, and in digits
    y = torch.tensor([0.9] + [0.1 / 1000] * 1000)
    floor = torch.special.entr(y).sum()
    return [floor, floor / torch.log(torch.tensor(10.0))]


def binary_loss_for_a_distribution():
    # Minimised element by element, the logits are those of the sigmoid; their softmax is not y
    y = torch.tensor([0.7, 0.2, 0.1])
    return torch.softmax(torch.logit(y), dim=0)


# Chapter 3: weighted imbalance


def batch_of_example_3():
    # Soft labels of a batch whose classes carry nearly the same mass
    soft_labels = torch.tensor([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.08, 0.92]])

    # Predicted probabilities
    predicted_probabilities = torch.tensor([[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]])
    return soft_labels, predicted_probabilities


def example_3():
    soft_labels, predicted_probabilities = batch_of_example_3()
    # Both columns of a row carry the same loss, so these weights do nothing but halve the sum
    weights = torch.tensor([0.2, 0.8])
    criterion = nn.BCELoss(reduction='sum', weight=weights)
    loss = criterion(predicted_probabilities, soft_labels)
    return loss


def example_3_under_three_weights():
    soft_labels, predicted_probabilities = batch_of_example_3()
    return [F.binary_cross_entropy(predicted_probabilities, soft_labels, weight=torch.tensor(weights), reduction='sum')
            for weights in ([0.2, 0.8], [0.8, 0.2], [0.5, 0.5])]


def gradient_of_the_shared_logit():
    soft_labels, predicted_probabilities = batch_of_example_3()
    gradients = []
    for weights in ([0.2, 0.8], [0.8, 0.2], [0.5, 0.5]):
        z = torch.logit(predicted_probabilities[:, 0]).requires_grad_()
        p = torch.stack([torch.sigmoid(z), torch.sigmoid(-z)], dim=1)
        F.binary_cross_entropy(p, soft_labels, weight=torch.tensor(weights), reduction='sum').backward()
        gradients.append(z.grad)
    return gradients


def soft_class_mass():
    soft_labels, _ = batch_of_example_3()
    mass = soft_labels.sum(dim=0)
    inverse_frequency = mass.mean() / mass
    return [mass, inverse_frequency]


def class_weights():
    soft_labels, predicted_probabilities = batch_of_example_3()
    logits = torch.log(predicted_probabilities)
    return [F.cross_entropy(logits, soft_labels, weight=torch.tensor(weights), reduction='sum')
            for weights in ([0.2, 0.8], [0.8, 0.2])]


def two_divisors():
    logits, weights = torch.tensor([[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]), torch.tensor([2.0, 4.0, 6.0])
    classes = torch.tensor([2, 1])
    one_hot = F.one_hot(classes, 3).to(logits.dtype)
    return [F.cross_entropy(logits, classes, weight=weights), F.cross_entropy(logits, one_hot, weight=weights)]


def mixup_in_two_forms():
    """Mixing the labels, or mixing the losses: the same thing until classes are weighted."""
    x, one, other = torch.tensor([[1.0, 2.0, 0.5], [0.2, -1.0, 3.0]]), torch.tensor([0, 1]), torch.tensor([2, 0])
    hot = lambda k: F.one_hot(k, 3).to(x.dtype)
    results = []
    for weights in (None, torch.tensor([1.0, 10.0, 2.0])):
        labels = F.cross_entropy(x, 0.7 * hot(one) + 0.3 * hot(other), weight=weights)
        losses = 0.7 * F.cross_entropy(x, one, weight=weights) + 0.3 * F.cross_entropy(x, other, weight=weights)
        results += [labels, losses]
    return results


def mean_of_means():
    # Two batches of different size: the mean of their means is not the mean of all
    losses = F.cross_entropy(torch.tensor([[2.0, 0.0], [1.0, 0.0], [0.0, 3.0]]),
                             torch.tensor([0, 0, 0]), reduction='none')
    return [(losses[:2].mean() + losses[2:].mean()) / 2, losses.mean()]
