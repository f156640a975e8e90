/// Where the numbers come from. Written by Tests/SoftLabelsTests/Goldens/accuracy.py, like all of this file; not to be
/// edited.
let lineage = "seed 4; torch 2.13.0, optax 0.2.8, jax 0.10.2, scipy 1.17.1, mpmath 1.3.0; one CPU"

/// What `make accuracy` measured: the largest errors, in ULPs of the truth, of this library and its peers on the same
/// inputs.
let largestErrors: [LargestError] = [
  LargestError(
    name: "cross_entropy", kind: "value", type: "float32", values: 3463,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "57.1", "56.4", "57.0"]),
  LargestError(
    name: "cross_entropy", kind: "gradient", type: "float32", values: 75841,
    ours: "0.500000", pytorch: "NaN", optax: "1.1e37", scipy: "1.6e21",
    right: ["100.0", "62.5", "77.6", "78.3"]),
  LargestError(
    name: "softmax", kind: "value", type: "float32", values: 4408,
    ours: "0.500000", pytorch: "5.5e1", optax: "4.3e6", scipy: "5.4e1",
    right: ["100.0", "42.9", "38.6", "42.3"]),
  LargestError(
    name: "log_softmax", kind: "value", type: "float32", values: 4408,
    ours: "0.500000", pytorch: "1.7e7", optax: "1.7e7", scipy: "1.7e7",
    right: ["100.0", "80.3", "80.3", "79.9"]),
  LargestError(
    name: "logsumexp", kind: "value", type: "float32", values: 548,
    ours: "0.493169", pytorch: "1.3e7", optax: "1.3e7", scipy: "1.1e1",
    right: ["100.0", "86.9", "86.5", "90.1"]),
  LargestError(
    name: "binary_cross_entropy", kind: "value", type: "float32", values: 2827,
    ours: "0.499475", pytorch: "inf", optax: "-", scipy: "2.123146",
    right: ["100.0", "72.8", "-", "76.9"]),
  LargestError(
    name: "binary_cross_entropy", kind: "gradient", type: "float32", values: 5321,
    ours: "0.500000", pytorch: "inf", optax: "-", scipy: "NaN",
    right: ["100.0", "55.7", "-", "74.6"]),
  LargestError(
    name: "binary_cross_entropy_with_logits", kind: "value", type: "float32", values: 4064,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "70.7", "86.5", "88.9"]),
  LargestError(
    name: "binary_cross_entropy_with_logits", kind: "gradient", type: "float32", values: 7656,
    ours: "0.500000", pytorch: "2.9e9", optax: "1.7e9", scipy: "2.9e9",
    right: ["100.0", "65.0", "69.9", "70.6"]),
  LargestError(
    name: "cross_entropy_from_probabilities", kind: "value", type: "float32", values: 708,
    ours: "0.499994", pytorch: "NaN", optax: "-", scipy: "5.504784",
    right: ["100.0", "59.9", "-", "66.9"]),
  LargestError(
    name: "cross_entropy_from_probabilities", kind: "gradient", type: "float32", values: 4384,
    ours: "0.500000", pytorch: "NaN", optax: "-", scipy: "NaN",
    right: ["100.0", "86.6", "-", "90.0"]),
  LargestError(
    name: "entropy", kind: "value", type: "float32", values: 492,
    ours: "0.500000", pytorch: "1.723255", optax: "1.4e7", scipy: "2.748100",
    right: ["100.0", "75.0", "66.5", "76.6"]),
  LargestError(
    name: "kl_div", kind: "value", type: "float32", values: 2424,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "46.5", "26.3", "26.4"]),
  LargestError(
    name: "kl_div", kind: "gradient", type: "float32", values: 4576,
    ours: "0.498660", pytorch: "1.299206", optax: "0.666667", scipy: "0.333333",
    right: ["100.0", "96.6", "99.5", "100.0"]),
  LargestError(
    name: "sum", kind: "value", type: "float32", values: 93,
    ours: "0.500000", pytorch: "inf", optax: "inf", scipy: "inf",
    right: ["100.0", "66.7", "53.8", "64.5"]),
  LargestError(
    name: "mean", kind: "value", type: "float32", values: 93,
    ours: "0.500000", pytorch: "inf", optax: "inf", scipy: "inf",
    right: ["100.0", "48.4", "37.6", "50.5"]),
  LargestError(
    name: "cross_entropy", kind: "value", type: "float64", values: 3463,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "52.6", "47.8", "51.3"]),
  LargestError(
    name: "cross_entropy", kind: "gradient", type: "float64", values: 75841,
    ours: "0.500000", pytorch: "NaN", optax: "inf", scipy: "1.6e32",
    right: ["100.0", "65.4", "76.0", "78.9"]),
  LargestError(
    name: "softmax", kind: "value", type: "float64", values: 4408,
    ours: "0.500000", pytorch: "4.6e2", optax: "3.5e15", scipy: "4.7e2",
    right: ["100.0", "41.2", "32.6", "44.2"]),
  LargestError(
    name: "log_softmax", kind: "value", type: "float64", values: 4408,
    ours: "0.500000", pytorch: "9.0e15", optax: "9.0e15", scipy: "9.0e15",
    right: ["100.0", "76.0", "74.5", "76.5"]),
  LargestError(
    name: "logsumexp", kind: "value", type: "float64", values: 548,
    ours: "0.499610", pytorch: "8.8e15", optax: "8.8e15", scipy: "9.471542",
    right: ["100.0", "77.6", "77.2", "91.1"]),
  LargestError(
    name: "binary_cross_entropy", kind: "value", type: "float64", values: 2827,
    ours: "0.499902", pytorch: "inf", optax: "-", scipy: "2.610679",
    right: ["100.0", "64.3", "-", "76.0"]),
  LargestError(
    name: "binary_cross_entropy", kind: "gradient", type: "float64", values: 5321,
    ours: "0.500000", pytorch: "inf", optax: "-", scipy: "NaN",
    right: ["100.0", "52.4", "-", "78.2"]),
  LargestError(
    name: "binary_cross_entropy_with_logits", kind: "value", type: "float64", values: 4064,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "63.8", "81.9", "84.9"]),
  LargestError(
    name: "binary_cross_entropy_with_logits", kind: "gradient", type: "float64", values: 7656,
    ours: "0.500000", pytorch: "2.5e19", optax: "1.1e18", scipy: "2.5e19",
    right: ["100.0", "58.5", "56.5", "62.4"]),
  LargestError(
    name: "cross_entropy_from_probabilities", kind: "value", type: "float64", values: 708,
    ours: "0.500000", pytorch: "NaN", optax: "-", scipy: "8.244077",
    right: ["100.0", "61.9", "-", "70.8"]),
  LargestError(
    name: "cross_entropy_from_probabilities", kind: "gradient", type: "float64", values: 4384,
    ours: "0.500000", pytorch: "NaN", optax: "-", scipy: "NaN",
    right: ["100.0", "86.3", "-", "89.8"]),
  LargestError(
    name: "entropy", kind: "value", type: "float64", values: 492,
    ours: "0.500000", pytorch: "1.566598", optax: "1.1e6", scipy: "2.267547",
    right: ["100.0", "73.8", "66.5", "70.9"]),
  LargestError(
    name: "kl_div", kind: "value", type: "float64", values: 2424,
    ours: "0.500000", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "46.6", "24.6", "24.4"]),
  LargestError(
    name: "kl_div", kind: "gradient", type: "float64", values: 4576,
    ours: "0.498495", pytorch: "1.329327", optax: "0.666667", scipy: "0.333333",
    right: ["100.0", "96.5", "99.6", "100.0"]),
  LargestError(
    name: "sum", kind: "value", type: "float64", values: 93,
    ours: "0.500000", pytorch: "inf", optax: "inf", scipy: "inf",
    right: ["100.0", "64.5", "55.9", "63.4"]),
  LargestError(
    name: "mean", kind: "value", type: "float64", values: 93,
    ours: "0.500000", pytorch: "inf", optax: "inf", scipy: "inf",
    right: ["100.0", "50.5", "35.5", "46.2"]),
]

/// The same for cross-entropy in float32, regime by regime.
let largestErrorsByRegime: [LargestError] = [
  LargestError(
    name: "scale-1-soft-targets", kind: "value", type: "float32", values: 28,
    ours: "0.497697", pytorch: "1.650329", optax: "2.839489", scipy: "1.252944",
    right: ["100.0", "57.1", "57.1", "42.9"]),
  LargestError(
    name: "scale-700-soft-targets", kind: "value", type: "float32", values: 28,
    ours: "0.495404", pytorch: "1.301478", optax: "1.301478", scipy: "1.380094",
    right: ["100.0", "57.1", "57.1", "67.9"]),
  LargestError(
    name: "near-uniform-soft-targets", kind: "value", type: "float32", values: 12,
    ours: "0.349871", pytorch: "1.064667", optax: "1.064667", scipy: "1.132060",
    right: ["100.0", "58.3", "75.0", "50.0"]),
  LargestError(
    name: "offset-1e6-soft-targets", kind: "value", type: "float32", values: 28,
    ours: "0.497364", pytorch: "1.015902", optax: "1.486752", scipy: "1.015902",
    right: ["100.0", "78.6", "75.0", "71.4"]),
  LargestError(
    name: "gap-3-to-20-one-hot-at-the-maximum", kind: "value", type: "float32", values: 12,
    ours: "0.476248", pytorch: "4.1e5", optax: "4.1e5", scipy: "4.1e5",
    right: ["100.0", "8.3", "8.3", "8.3"]),
  LargestError(
    name: "gap-20-to-80-one-hot-at-the-maximum", kind: "value", type: "float32", values: 12,
    ours: "0.451997", pytorch: "1.6e7", optax: "1.6e7", scipy: "1.6e7",
    right: ["100.0", "0.0", "0.0", "0.0"]),
  LargestError(
    name: "scale-3-targets-close-to-softmax", kind: "value", type: "float32", values: 28,
    ours: "0.496529", pytorch: "2.1e2", optax: "2.1e2", scipy: "2.1e2",
    right: ["100.0", "14.3", "35.7", "32.1"]),
  LargestError(
    name: "masked-soft-targets", kind: "value", type: "float32", values: 16,
    ours: "0.479241", pytorch: "NaN", optax: "NaN", scipy: "NaN",
    right: ["100.0", "0.0", "0.0", "0.0"]),
  LargestError(
    name: "50257-classes", kind: "value", type: "float32", values: 1,
    ours: "0.071156", pytorch: "1.071156", optax: "1.071156", scipy: "0.928844",
    right: ["100.0", "0.0", "0.0", "0.0"]),
  LargestError(
    name: "scale-1-soft-targets", kind: "gradient", type: "float32", values: 240,
    ours: "0.499613", pytorch: "2.1e3", optax: "9.0e2", scipy: "1.2e3",
    right: ["100.0", "31.2", "36.7", "38.3"]),
  LargestError(
    name: "scale-700-soft-targets", kind: "gradient", type: "float32", values: 240,
    ours: "0.500000", pytorch: "4.750000", optax: "2.135417", scipy: "1.208333",
    right: ["100.0", "77.9", "77.9", "93.8"]),
  LargestError(
    name: "near-uniform-soft-targets", kind: "gradient", type: "float32", values: 64,
    ours: "0.490466", pytorch: "3.1e2", optax: "1.3e2", scipy: "2.0e2",
    right: ["100.0", "25.0", "40.6", "40.6"]),
  LargestError(
    name: "offset-1e6-soft-targets", kind: "gradient", type: "float32", values: 192,
    ours: "0.498032", pytorch: "1.2e2", optax: "1.2e2", scipy: "1.4e2",
    right: ["100.0", "48.4", "47.9", "44.3"]),
  LargestError(
    name: "gap-3-to-20-one-hot-at-the-maximum", kind: "gradient", type: "float32", values: 64,
    ours: "0.478913", pytorch: "4.1e5", optax: "4.1e5", scipy: "4.1e5",
    right: ["100.0", "15.6", "9.4", "9.4"]),
  LargestError(
    name: "gap-20-to-80-one-hot-at-the-maximum", kind: "gradient", type: "float32", values: 64,
    ours: "0.450042", pytorch: "1.6e7", optax: "1.6e7", scipy: "1.6e7",
    right: ["100.0", "0.0", "0.0", "0.0"]),
  LargestError(
    name: "scale-3-targets-close-to-softmax", kind: "gradient", type: "float32", values: 240,
    ours: "0.498599", pytorch: "1.8e11", optax: "1.4e11", scipy: "1.8e11",
    right: ["100.0", "0.0", "0.0", "0.0"]),
  LargestError(
    name: "masked-soft-targets", kind: "gradient", type: "float32", values: 96,
    ours: "0.478529", pytorch: "5.474802", optax: "6.474802", scipy: "1.4e1",
    right: ["100.0", "79.2", "79.2", "76.0"]),
  LargestError(
    name: "50257-classes", kind: "gradient", type: "float32", values: 50257,
    ours: "0.499993", pytorch: "4.9e4", optax: "2.9e3", scipy: "2.6e3",
    right: ["100.0", "68.7", "88.2", "88.2"]),
]
