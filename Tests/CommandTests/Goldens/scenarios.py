"""Numbers that frameworks print, with the files that a user would save and the story that explains them.

Small real models: scikit-learn's digits, two labels of them as a multi-label task, a language model of random weights.
Each scenario is typed in as a user would: four decimals, or a tensor as it prints. `story` is the first answer that
`explain` owes, or null where it has none and has to say so.
`make goldens` runs it; Keras computes with PyTorch.
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss
from torch.nn import functional as F

torch.manual_seed(14)
numpy.random.seed(14)
arrays, scenarios = {}, []


def array(name, values, digits=5):
    """Keeps an array, to some digits, and returns it as the float32 that the file holds."""
    values = torch.as_tensor(numpy.array([float(f"{v:.{digits}g}") for v in numpy.ravel(values)]).reshape(numpy.shape(values)))
    arrays[name] = {"shape": list(values.shape), "values": [float(v) for v in values.flatten()]}
    return values.float()


def say(name, value, story, predictions, targets, options="", text=None, **more):
    """A scenario; `story` is "code reduction"."""
    value = value.item() if hasattr(value, "item") else float(value)
    scenarios.append(
        {"name": name, "value": text or f"{value:.4f}", "story": story, "predictions": predictions, "targets": targets}
        | {"options": options.split()} | more)


# Digits: a linear model, its logits and probabilities, hard labels, and labels softened by confusion.
digits, classes = load_digits(return_X_y=True)
model = LogisticRegression(C=0.001, max_iter=1000).fit(digits[:600], classes[:600])
rows = slice(600, 630)
x = array("logits", model.decision_function(digits[rows]))
p = array("probabilities", F.softmax(x.double(), 1))
k = torch.as_tensor(classes[rows]).long()
array("labels", k)
y = array("soft", 0.8 * F.one_hot(k, 10).double() + 0.15 * F.one_hot((k + 3) % 10, 10) + 0.05 * F.one_hot((k + 7) % 10, 10))
w = array("weights", numpy.array([1, 2, 0.5, 1, 1.5, 1, 3, 1, 0.25, 1]))
ce = F.cross_entropy(x, k)
hard, soft = ("logits", "labels"), ("logits", "soft")
say("cross-entropy", ce, "cross_entropy mean", *hard)
say("all digits of a float32", ce, "cross_entropy mean", *hard, text=repr(ce.item()))
say("eight decimals", ce, "cross_entropy mean", *hard, text=f"{ce.item():.8f}")
say("a tensor as it prints", ce, "cross_entropy mean", *hard, text=str(ce.clone().requires_grad_() * 1))
say("a log line", ce, "cross_entropy mean", *hard, text=f"loss: {ce.item():.4f}")
say("a sum", F.cross_entropy(x, k, reduction="sum"), "cross_entropy sum", *hard)
say("a sum in float32", 0, "cross_entropy sum", *hard, text=repr(F.cross_entropy(x, k, reduction="sum").item()))
say("soft labels", F.cross_entropy(x, y), "cross_entropy mean", *soft)
say("a second softmax", F.cross_entropy(x.softmax(1), k), "double_softmax mean", *hard)
say("probabilities as logits", F.cross_entropy(p, k), "probabilities_as_logits mean", "probabilities", "labels")
say("argmax of soft labels", F.cross_entropy(x, y.argmax(1)), "hard_labels mean", *soft)
say("the mean over elements", -(y * x.log_softmax(1)).mean(), "mean_over_elements mean", *soft)
say("softmax along the batch", F.nll_loss(x.log_softmax(0), k), "softmax_over_batch mean", *hard)
say("KL, batchmean", F.kl_div(x.log_softmax(1), y, reduction="batchmean"), "kl_instead_of_cross_entropy batchmean", *soft)
say("KL, mean", F.kl_div(x.log_softmax(1), y, reduction="mean"), "kl_mean_instead_of_batchmean mean", *soft)
say("KL without a logarithm", F.kl_div(x.softmax(1), y, reduction="batchmean"), "kl_without_log batchmean", *soft)
say("NLLLoss of softmax", F.nll_loss(x.softmax(1), k), "nll_of_probabilities mean", *hard)
say("NLLLoss of logits", F.nll_loss(x, k), "nll_of_logits mean", *hard)
say("perplexity", ce.exp(), "perplexity mean", *hard)
say("bits", ce / numpy.log(2), "log_base_2 mean", *hard)
say("an epsilon that bites", -(p + 1e-3).log()[range(30), k].mean(), "epsilon_added mean", "probabilities", "labels")
say("an epsilon that does not", -(p + 1e-8).log()[range(30), k].mean(), "cross_entropy mean", "probabilities", "labels")
say("label smoothing", F.cross_entropy(x, k, label_smoothing=0.1), "cross_entropy mean", *hard, options="--label-smoothing .1")
for ε in [0.1, 0.2]:
    say(f"label smoothing of {ε}, untold", F.cross_entropy(x, k, label_smoothing=ε), "label_smoothing_untold mean", *hard, parameter=ε)
say("class weights", F.cross_entropy(x, k, w), "cross_entropy mean", *hard, weights="weights")
say("class weights by the batch", F.cross_entropy(x, k, w, reduction="sum") / 30, "weights_divided_by_batch mean", *hard, weights="weights")
say("class weights, forgotten", ce, "cross_entropy mean", *hard, weights="weights")
for factor in [0.25, 8]:
    say(f"{factor} times the mean", 0, "scaled mean", *hard, text=f"{ce.item() * factor:.6f}", parameter=factor)
batches = [F.cross_entropy(a, b) for a, b in zip(x.split(8), k.split(8))]
say("a mean of batch means", sum(batches) / len(batches), "mean_of_batch_means mean", *hard, options="--batch-size 8")
for type in [torch.bfloat16, torch.float16]:
    for name, a in [("digits", x), ("half of them", x / 2)]:
        value = F.cross_entropy(a.to(type), k)
        array(f"{type} {name}"[6:], a.to(type).float(), digits=9)
        for text in [f"{value.item():.4f}", repr(value.item())]:
            say(f"{str(type)[6:]}, {name}", value, "cross_entropy mean", f"{type} {name}"[6:], "labels", text=text)
focal = ((1 - x.softmax(1)[range(30), k]) ** 2 * F.cross_entropy(x, k, reduction="none")).mean()
say("focal loss", focal, None, *hard)
say("mean squared error", F.mse_loss(x.softmax(1), F.one_hot(k, 10).float()), None, *hard)
say("the error rate", (x.argmax(1) != k).float().mean() + 0.1234, None, *hard)
say("scikit-learn's log_loss", log_loss(k, p.double()), "cross_entropy mean", "probabilities", "labels")
say("Keras, categorical", keras.losses.CategoricalCrossentropy()(y, p), "cross_entropy mean", "probabilities", "soft")
say("Keras, categorical, from logits", keras.losses.CategoricalCrossentropy(from_logits=True)(y, x), "cross_entropy mean", *soft)
say("Keras without from_logits", keras.losses.CategoricalCrossentropy()(y, x), "logits_as_probabilities mean", *soft)

# Yes-or-no questions about the same digits: even, above four, round.
questions = numpy.stack([classes % 2 == 0, classes > 4, numpy.isin(classes, [0, 6, 8, 9])], 1).astype(int)
fits = [LogisticRegression(C=0.001, max_iter=1000).fit(digits[:600], q) for q in questions[:600].T]
b = array("scores", numpy.stack([fit.decision_function(digits[rows]) for fit in fits], 1))
t = array("answers", questions[rows]).float()
s = array("sigmoids", b.double().sigmoid())
binary = ("scores", "answers")
bce = F.binary_cross_entropy_with_logits
say("binary cross-entropy", bce(b, t), "binary_cross_entropy_with_logits mean", *binary)
say("binary cross-entropy of sigmoids", F.binary_cross_entropy(s, t), "binary_cross_entropy mean", "sigmoids", "answers", options="--loss bce")
say("summed over labels", bce(b, t, reduction="none").sum(1).mean(), "sum_over_classes mean", *binary)
say("a positive weight", bce(b, t, pos_weight=torch.tensor(3.0)), "binary_cross_entropy_with_logits mean", *binary, options="--loss bce --pos-weight 3")
say("a positive weight, forgotten", bce(b, t), "binary_cross_entropy_with_logits mean", *binary, options="--loss bce --pos-weight 3")
say("a second sigmoid", bce(b.sigmoid(), t), "double_sigmoid mean", *binary, options="--loss bce")
say("softmax for sigmoid", F.binary_cross_entropy(b.softmax(1), t), "softmax_instead_of_sigmoid mean", *binary, options="--loss bce")
say("Keras, binary", keras.losses.BinaryCrossentropy()(t, s), "binary_cross_entropy mean", "sigmoids", "answers", options="--loss bce")
say("Keras, binary, on logits", keras.losses.BinaryCrossentropy()(t, b), "logits_as_probabilities mean", *binary, options="--loss bce")
say("Keras, binary, smoothed", keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)(t, b),
    "binary_cross_entropy_with_logits mean", *binary, options="--loss bce --label-smoothing .1")
say("Keras, binary, smoothed, untold", keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2)(t, b),
    "label_smoothing_untold mean", *binary, options="--loss bce", parameter=0.2)
c = s[:, 0].double()
array("one sigmoid", c), array("one answer", t[:, 0]), array("one score", b[:, :1]), array("one answer, column", t[:, :1])
say("scikit-learn's log_loss of a vector", log_loss(t[:, 0], c), "binary_cross_entropy mean", "one sigmoid", "one answer")
say("the Brier score", brier_score_loss(t[:, 0], c), None, "one sigmoid", "one answer")
say("softmax over one class", F.cross_entropy(b[:, :1], t[:, :1]), "single_class mean", "one score", "one answer, column")
say("one column, as it should be", bce(b[:, :1], t[:, :1]), "binary_cross_entropy_with_logits mean", "one score", "one answer, column")
say("[N, 1] against [N]", bce(b[:, :1].expand(30, 30), t[:, 0].expand(30, 30)), None, "one score", "one answer, column")

# A language model: [B, T, V], sequences of unequal length; padding marked in every way.
z = array("text", 2 * torch.randn(4, 9, 12))
words = torch.randint(1, 12, (4, 9))
pad = torch.arange(9) >= torch.tensor([9, 5, 7, 3])[:, None]
names = {-100: "words", 255: "words, 255", -1: "words, -1", 0: "words, 0", 11: "words, 11"}
for marker, name in names.items():
    if marker == 11: words = words.clamp(max=10)
    array(name, torch.where(pad, marker, words).double())
words = torch.tensor(arrays["words"]["values"]).reshape(4, 9).long()
last = "--class-axis -1"
flat, marked = z.flatten(0, 1), words.flatten()
each = F.cross_entropy(flat, marked, reduction="none").reshape(4, 9)
real = (~pad).sum()
say("a padded text", F.cross_entropy(flat, marked), "cross_entropy mean", "text", "words", options=last)
say("a padded text, by sequence", each.sum() / 4, "mean_over_sequences mean", "text", "words", options=last)
say("a padded text, by sequence means", (each.sum(1) / (~pad).sum(1)).mean(), "mean_over_sequences mean", "text", "words", options=last)
say("a padded text, by all tokens", each.mean(), "mean_over_all_rows mean", "text", "words", options=last)
say("the padding's marker, 255", F.cross_entropy(flat, marked), "cross_entropy mean", "text", "words, 255", options=last + " --ignore-index 255")
say("the padding's marker, -1", F.cross_entropy(flat, marked), "cross_entropy mean", "text", "words, -1", options=last + " --ignore-index -1")
zeros = torch.tensor(arrays["words, 0"]["values"]).long()
say("padding counted", F.cross_entropy(flat, zeros), "ignored_rows_counted mean", "text", "words, 0", options=last + " --ignore-index 0")
say("padding ignored, untold", F.cross_entropy(flat, zeros, ignore_index=0), "cross_entropy mean", "text", "words, 0",
    options=last, option="--ignore-index 0")
ends = torch.tensor(arrays["words, 11"]["values"]).long()
say("the last word pads, untold", F.cross_entropy(flat, ends, ignore_index=11), "cross_entropy mean", "text", "words, 11",
    options=last, option="--ignore-index 11")
array("rows", flat), array("row words", marked)
say("flattened, by sequence", each.sum() / 4, "mean_over_sequences mean", "rows", "row words", options="--shape 4,9")
say("flattened, by sequence means", (each.sum(1) / (~pad).sum(1)).mean(), "mean_over_sequences mean", "rows", "row words", options="--shape 4,9")
q = array("teacher text", torch.randn(4, 9, 12).double().softmax(2))
say("soft text, classes last, untold", -(q * z.log_softmax(2)).sum(2).mean(), "cross_entropy mean", "text", "teacher text", option=last)
say("softmax along the wrong axis", F.cross_entropy(z, q), "wrong_class_axis mean", "text", "teacher text", options=last)

# Segmentation: [N, C, H, W], a border of 255.
image = array("image", 2 * torch.randn(3, 4, 5, 5))
pixels = torch.randint(0, 4, (3, 5, 5))
pixels[0, 0], pixels[2, :, 4] = 255, 255
array("pixels", pixels.double())
border = "--ignore-index 255"
say("an image with a border", F.cross_entropy(image, pixels, ignore_index=255), "cross_entropy mean", "image", "pixels", options=border)
pixel = F.cross_entropy(image, pixels, ignore_index=255, reduction="none")
say("an image, by image", pixel.sum() / 3, "mean_over_sequences mean", "image", "pixels", options=border)
say("an image, by all pixels", pixel.mean(), "mean_over_all_rows mean", "image", "pixels", options=border)

# Distillation at T = 4, from a teacher's logits or their softmax.
student, teacher = array("student", 2 * torch.randn(20, 6)), array("teacher", 3 * torch.randn(20, 6))
u = array("teacher softmax", (teacher.double() / 4).softmax(1))
T = "--temperature 4"
kl = 16 * F.kl_div((student / 4).log_softmax(1), (teacher / 4).softmax(1), reduction="batchmean")
top = F.cross_entropy(student, teacher.argmax(1))
say("distillation", kl, "kl_instead_of_cross_entropy batchmean", "student", "teacher softmax", options=T)
say("distillation without T²", kl / 16, "missing_temperature_squared batchmean", "student", "teacher softmax", options=T)
say("distillation, the teacher's logits", kl, "teacher_logits batchmean", "student", "teacher", options=T)
say("half and half", top / 2 + kl / 2, "mixture mean", "student", "teacher softmax", options=T, parameter=0.5)
say("one part to nine", top / 10 + kl * 0.9, "mixture mean", "student", "teacher softmax", options=T, parameter=0.1)
say("half and half, the teacher's logits", top / 2 + kl / 2, "mixture mean", "student", "teacher", options=T, parameter=0.5)
say("with the targets themselves", F.cross_entropy(student, u) / 4 + 3 * kl / 4, "mixture mean", "student", "teacher softmax", options=T, parameter=0.25)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenarios.json"), "w") as file:
    file.write('{"arrays": {\n')
    file.write(",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in arrays.items()))
    file.write('\n},\n"scenarios": [\n')
    file.write(",\n".join(json.dumps(scenario, ensure_ascii=False) for scenario in scenarios))
    file.write("\n]}\n")
print(len(scenarios), "scenarios")
