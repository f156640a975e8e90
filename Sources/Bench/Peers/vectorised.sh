#!/bin/sh
# Checks on x86-64 that the hot loops of the fused kernels are vectorised: vectorised.sh PROGRAM
#
# Counts arithmetic on whole vectors (mulps, addpd, …) and on single numbers (mulss, addsd, …) in the disassembly of each
# function below. A loop that the compiler has given up on has hardly any of the first kind. What is left of the second
# is the end of a loop, for the numbers that do not fill a vector.
set -eu
program=$1
case $(uname -m) in
x86_64) ;;
*)
  echo "vectorised: the check reads x86-64 machine code, and this is $(uname -m): nothing was checked" >&2
  exit 0
  ;;
esac
# The toolchain brings LLVM's; binutils' does as well.
objdump=$(command -v llvm-objdump || command -v objdump) || {
  echo "vectorised: objdump (binutils) is needed and was not found" >&2
  exit 1
}
"$objdump" -d --no-show-raw-insn "$program" | awk '
  # A name for people, part of the symbol, the element type at its end (and the form of a loop that has
  # two), and the least number of vector operations.
  function expect(name, symbol, type, least) {
    count++; names[count] = name; symbols[count] = symbol; types[count] = type; leasts[count] = least
  }
  BEGIN {
    expect("cross-entropy, exponentials of a row, Float", "FusedRowO15addExponentials", "ZSf_", 20)
    expect("cross-entropy, targets of a row, Float", "FusedRowO10addTargets", "ZSf_", 8)
    expect("cross-entropy, exponentials of a row, Double", "FusedRowO15addExponentials", "ZSd_", 20)
    expect("cross-entropy, targets of a row, Double", "FusedRowO10addTargets", "ZSd_", 8)
    expect("cross-entropy, exponentials of lanes, Float", "FusedGroupV15addExponentials", "FSf_", 20)
    expect("cross-entropy, targets of lanes, Float", "FusedGroupV10addTargets", "FSf_", 8)
    expect("cross-entropy, gradient of lanes, Float", "FusedGroupV5scale", "FSf_", 3)
    expect("cross-entropy, losses of lanes, Float", "FusedGroupV9setLosses", "FSf_", 12)
    expect("cross-entropy, exponentials of lanes, Double", "FusedGroupV15addExponentials", "FSd_", 20)
    expect("cross-entropy, targets of lanes, Double", "FusedGroupV10addTargets", "FSd_", 8)
    expect("cross-entropy, gradient of lanes, Double", "FusedGroupV5scale", "FSd_", 3)
    expect("cross-entropy, losses of lanes, Double", "FusedGroupV9setLosses", "FSd_", 12)
    expect("cross-entropy, gradient of a row, Float", "FusedRowO5scale", "ZSf_", 3)
    expect("cross-entropy, gradient of a row, Double", "FusedRowO5scale", "ZSd_", 3)
    expect("binary cross-entropy, Float", "FusedBinaryFromProbabilitiesV3run", "ZSf_AA2NoOAR", 20)
    expect("binary cross-entropy, both, Float", "FusedBinaryFromProbabilitiesV3run", "ZSf_AA3YesOAA2NoO", 25)
    expect("binary cross-entropy, losses with care, Float", "FusedBinaryFromProbabilitiesV3run", "ZSf_AA2NoOAA3YesO", 20)
    expect("binary cross-entropy, gradient with care, Float", "FusedBinaryFromProbabilitiesV15carefulGradient", "ZSf_", 3)
    expect("binary cross-entropy from logits, Float", "FusedBinaryFromLogitsV3run", "ZSf_AA2NoOAP", 25)
    expect("binary cross-entropy from logits, both, Float", "FusedBinaryFromLogitsV3run", "ZSf_AA2NoOAA3YesO", 40)
    expect("KL divergence, Float", "FusedKLV11fromTargets", "ZSf_", 15)
  }
  /^[0-9a-f]+ <.*>:$/ { name = $2; next }
  $2 ~ /^v?(add|sub|mul|div|max|fn?m(add|sub)[0-9]*)p[sd]$/ { packed[name]++ }
  $2 ~ /^v?(add|sub|mul|div|max|fn?m(add|sub)[0-9]*)s[sd]$/ { single[name]++ }
  $2 ~ /^vf(n?m(add|sub))[0-9]*p[sd]$/ { fused[name]++ }
  END {
    status = 0
    for (i = 1; i <= count; i++) {
      best = 0; where = ""; contracted = 0
      for (name in packed) if (index(name, symbols[i]) && index(name, types[i])) {
        if (packed[name] > best) { best = packed[name]; where = name }
        contracted += fused[name]
      }
      verdict = best < leasts[i] ? "NOT VECTORISED" : contracted ? "CONTRACTED" : "vectorised"
      if (verdict != "vectorised") status = 1
      printf "%-52s %4d vector, %3d single: %s\n", names[i], best, single[where], verdict
    }
    exit status
  }'
