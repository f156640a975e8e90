"""The lines to write in PyTorch, and beside each the mistake that it invites: the chapters' last sections.

`generate.py` runs them as it runs `article.py`: each function computes in torch's default dtype and returns what a reader
would print.
"""

from pathlib import Path

import torch
import torch.nn.functional as F

from article import batch_of_example_2, batch_of_example_3

# Chapter 1: binary soft BCE


def a_binary_batch():
    # Of each sample the logit, here that of 0.8 and of 0.1, and the share of its votes that said yes
    logits = torch.logit(torch.tensor([0.8, 0.1])).requires_grad_()
    soft_labels = torch.tensor([0.7, 0.2])
    return logits, soft_labels


def one_logit_for_each_sample():
    logits, soft_labels = a_binary_batch()
    loss = F.binary_cross_entropy_with_logits(logits, soft_labels)
    loss.backward()

    floor = F.binary_cross_entropy(soft_labels, soft_labels)
    return [loss, floor, logits.grad]


def a_sigmoid_too_many():
    logits, soft_labels = a_binary_batch()
    return F.binary_cross_entropy_with_logits(torch.sigmoid(logits), soft_labels)


def counts_for_labels():
    # Seven votes of ten, and two of ten
    logits, _ = a_binary_batch()
    return F.binary_cross_entropy_with_logits(logits, torch.tensor([7.0, 2.0]))


def votes_as_weights():
    logits, soft_labels = a_binary_batch()
    votes = torch.tensor([10.0, 30.0])
    loss = F.binary_cross_entropy_with_logits(logits, soft_labels, weight=votes, reduction='sum') / votes.sum()
    return [loss, F.binary_cross_entropy_with_logits(logits, soft_labels, weight=votes)]


# Chapter 2: multi-class soft cross-entropy


def logits_and_labels():
    soft_labels, predicted_probabilities = batch_of_example_2()
    return torch.log(predicted_probabilities), soft_labels


def soft_cross_entropy():
    logits, soft_labels = logits_and_labels()
    # Both are [N, C]: scores straight from the last layer, and labels whose rows sum to 1 (PyTorch 1.10 or later)
    loss = F.cross_entropy(logits, soft_labels)
    floor = torch.special.entr(soft_labels).sum(dim=1).mean()
    return [loss, floor, loss - floor]


def a_softmax_before_the_loss():
    logits, soft_labels = logits_and_labels()
    return F.cross_entropy(logits.softmax(dim=1), soft_labels)


def classes_on_the_last_axis():
    # One sentence of three words, [N, T, C]: the softmax runs over the words. Transposed to [N, C, T] it is right
    logits, soft_labels = (t.unsqueeze(0) for t in logits_and_labels())
    return [F.cross_entropy(logits, soft_labels), F.cross_entropy(logits.transpose(1, 2), soft_labels.transpose(1, 2))]


def soft_divergence():
    logits, soft_labels = logits_and_labels()
    divergence = F.kl_div(F.log_softmax(logits, dim=1), soft_labels, reduction='batchmean')
    return divergence


def divergence_over_all_elements():
    logits, soft_labels = logits_and_labels()
    return F.kl_div(F.log_softmax(logits, dim=1), soft_labels, reduction='mean')


def soft_cross_entropy_of_probabilities():
    soft_labels, probabilities = batch_of_example_2()
    loss = -torch.xlogy(soft_labels, probabilities).sum(dim=1).mean()
    return loss


# Chapter 3: weighted imbalance


def weights_for_classes():
    soft_labels, predicted_probabilities = batch_of_example_3()
    logits = torch.log(predicted_probabilities)
    # A weight for each class multiplies that class's term in every row; the mean still divides by N
    class_weights = torch.tensor([0.2, 0.8])
    loss = F.cross_entropy(logits, soft_labels, weight=class_weights)
    return loss


def class_weights_where_the_labels_are_right():
    # The gradient of each row at its own label: under class weights it is not 0 there
    soft_labels, _ = batch_of_example_3()
    logits = torch.log(soft_labels).requires_grad_()
    F.cross_entropy(logits, soft_labels, weight=torch.tensor([0.2, 0.8]), reduction='sum').backward()
    return logits.grad


def weights_for_samples():
    soft_labels, predicted_probabilities = batch_of_example_3()
    logits = torch.log(predicted_probabilities)
    # A weight for each row, here the number of votes behind its label
    votes = torch.tensor([10.0, 20.0, 10.0, 25.0])
    losses = F.cross_entropy(logits, soft_labels, reduction='none')
    loss = (votes * losses).sum() / votes.sum()
    return loss


def sample_weights_taken_for_class_weights():
    # Two rows of two classes: PyTorch cannot know that these weights were meant for the rows
    soft_labels, predicted_probabilities = (t[1:3] for t in batch_of_example_3())
    logits, votes = torch.log(predicted_probabilities), torch.tensor([20.0, 10.0])
    losses = F.cross_entropy(logits, soft_labels, reduction='none')
    meant = (votes * losses).sum() / votes.sum()
    return [F.cross_entropy(logits, soft_labels, weight=votes, reduction='sum') / votes.sum(), meant]


def positive_weight():
    """Where descent from a logit of 0 ends, for a label of one half, and the same with the weight taken back."""
    logit, label = torch.zeros(1, requires_grad=True), torch.tensor([0.5])
    for _ in range(64):
        # One logit for each row; the weight multiplies the term of the yes
        loss = F.binary_cross_entropy_with_logits(logit, label, pos_weight=torch.tensor([3.0]))
        slope, = torch.autograd.grad(loss, logit)
        logit = (logit - slope).detach().requires_grad_()
    return [torch.sigmoid(logit), torch.sigmoid(logit - torch.log(torch.tensor([3.0])))]


def batches_accumulated():
    batches = [
        (torch.tensor([[2.0, 0.0], [1.0, 0.0]], requires_grad=True), torch.tensor([0, 0])),
        (torch.tensor([[0.0, 3.0]], requires_grad=True), torch.tensor([0])),
    ]
    samples = sum(len(classes) for _, classes in batches)
    total = 0
    for logits, classes in batches:
        loss = F.cross_entropy(logits, classes, reduction='sum') / samples
        loss.backward()
        total = total + loss.detach()
    return total


# Chapter 4: right to the last bit


def a_confident_row():
    logits = torch.tensor([[17.0, 0.0]], requires_grad=True)
    soft_labels = torch.tensor([[1.0, 0.0]])
    return logits, soft_labels


def a_loss_and_its_gradient():
    logits, soft_labels = a_confident_row()
    loss = F.cross_entropy(logits, soft_labels)
    loss.backward()
    return [loss, logits.grad]


def a_loss_in_double():
    logits, soft_labels = a_confident_row()
    # The logits become double, not the loss: what a float32 has lost, a conversion does not bring back
    loss = F.cross_entropy(logits.double(), soft_labels.double())
    return [loss, F.cross_entropy(logits, soft_labels).double()]


def cross_entropy_of_positive_terms(logits, labels):
    # sum y (m - x) + sum y log(1 + r), with r the sum of exp(x - m) over all classes but the largest
    peak, k = logits.max(dim=1, keepdim=True)
    rest = torch.exp(logits - peak).scatter(1, k, 0).sum(dim=1)
    distances = torch.where(labels == 0, 0, labels * (peak - logits)).sum(dim=1)
    return distances + labels.sum(dim=1) * torch.log1p(rest)


def a_loss_of_positive_terms():
    logits, soft_labels = a_confident_row()
    loss = cross_entropy_of_positive_terms(logits, soft_labels).mean()
    loss.backward()
    return [loss, logits.grad]


# Chapter 5: annotator votes


def votes_on_thirty_patients():
    chapter = Path(__file__).parents[3] / "Chapters" / "05-annotator-votes"
    lines = (chapter / "fleiss-1971.csv").read_text().splitlines()[1:]
    return torch.tensor([[float(count) for count in line.split(",")] for line in lines])


def labels_from_votes():
    """A model that says of everybody what all votes are, with one pseudo-vote a patient in three forms, and the floor."""
    votes = votes_on_thirty_patients()
    logits = torch.log(votes.sum(dim=0)).expand_as(votes)
    # How many votes each class has, a row for each sample; and one more for the row, divided evenly
    m, classes = 1.0, votes.shape[1]
    soft_labels = (votes + m / classes) / (votes.sum(dim=1, keepdim=True) + m)
    loss = F.cross_entropy(logits, soft_labels)
    # The same where every row has six votes
    smoothed = F.cross_entropy(logits, votes / 6, label_smoothing=1 / 7)
    return [loss, smoothed, torch.special.entr(votes / 6).sum(dim=1).mean()]


def loss_of_hidden_votes(votes, m):
    # The others have n - 1 votes for the class of the hidden one; classes without votes have none to hide
    n, total = votes, votes.sum(dim=1, keepdim=True)
    p = (n - 1 + m / votes.shape[1]) / (total - 1 + m)
    return -(n[n > 0] * torch.log(p[n > 0])).sum() / n.sum()


def hidden_votes():
    # One pseudo-vote, none, and one for each of the five classes
    return [loss_of_hidden_votes(votes_on_thirty_patients(), m) for m in (1.0, 0.0, 5.0)]


# Chapter 6: do soft labels help?


def votes_on_two_images():
    # Two images of three classes: logits, and five votes on each
    logits = torch.tensor([[2.0, 1.0, 0.5], [0.5, -1.0, 3.0]])
    votes = torch.tensor([[0, 0, 1, 0, 2], [2, 2, 2, 1, 2]])
    return logits, votes


def shares_of_votes():
    logits, votes = votes_on_two_images()
    # The labels are the shares of the votes
    shares = F.one_hot(votes, num_classes=3).to(logits.dtype).mean(dim=1)
    loss = F.cross_entropy(logits, shares)
    each = F.cross_entropy(logits.repeat_interleave(5, dim=0), votes.flatten())
    return [loss, each, F.cross_entropy(logits, votes.mode(dim=1).values)]


def counts_of_votes():
    logits, votes = votes_on_two_images()
    return F.cross_entropy(logits, F.one_hot(votes, num_classes=3).to(logits.dtype).sum(dim=1))


def a_lesson():
    teacher, student = torch.tensor([[4.0, 1.0, 0.0]]), torch.tensor([[1.0, 2.0, 0.0]], requires_grad=True)
    T = 4.0
    lesson = T * T * F.kl_div(
        F.log_softmax(student / T, dim=1), F.softmax(teacher / T, dim=1), reduction='batchmean')
    lesson.backward()
    return [lesson, student.grad, lesson / (T * T)]


def weights_afterwards():
    logits, _ = votes_on_two_images()
    class_weights = torch.tensor([1.0, 2.0, 5.0])
    weighted = (logits + torch.log(class_weights)).softmax(dim=1)
    return [weighted, logits.softmax(dim=1)]
