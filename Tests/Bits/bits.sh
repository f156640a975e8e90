#!/bin/sh
# Whether other machines give this one's bits: bits.sh BITS BUILD, the program `bits` and a folder to build in.
#
# The library and `evaluate` are compiled as Embedded Swift, with the standard libraries that come with the toolchain, and
# run under emulators. What is not installed is skipped by name.
set -eu
here=$(dirname "$0")
sources=$here/../../Sources
bits=$1
build=$2
arm=/usr/aarch64-linux-gnu
gcc=$(ls -d /usr/lib/gcc-cross/aarch64-linux-gnu/* 2> /dev/null | tail -n 1)
gcc=${gcc:-/usr/lib/gcc-cross/aarch64-linux-gnu/12}
. "$sources/Book/Runtime/embedded.sh"

# compile NAME TARGET FILE...: the program as one object in $build/NAME.
compile() {
  begin "$build/$1" "$2"
  shift 2
  folder SoftLabels
  folder Evaluation
  object Program "$here/Line.swift" "$here/Embedded/Stream.swift" "$sources/Book/Runtime/NumberReader.swift" "$@"
}

# answers NAME COMMAND...: asks a machine, and compares its answers with ours.
answers() {
  name=$1
  shift
  "$@" < "$build/requests" > "$build/$name/answers"
  "$bits" compare "$build/requests" "$build/answers" "$build/$name/answers" "$name"
}

wasm32() {
  compile wasm32 wasm32-unknown-none-wasm "$here/Embedded/Wasi.swift"
  linked "$objects/bits.wasm" --export=_start
  answers wasm32 wasmkit run "$objects/bits.wasm"
}

aarch64() {
  compile aarch64 aarch64-none-none-elf "$here/Embedded/Linux.swift"
  if command -v llvm-objdump > /dev/null; then
    llvm-objdump -d "$objects/Program.o" > "$objects/Program.s"
    grep -q '[[:space:]]fmul[[:space:]]' "$objects/Program.s"
    if grep -E '[[:space:]](fn?m(add|sub)|fml[as])[[:space:]]' "$objects/Program.s"; then
      echo "aarch64: a fused multiply-add is formed"
      exit 1
    fi
  fi
  ld.lld -static --gc-sections -o "$objects/bits" $arm/lib/crt1.o $arm/lib/crti.o "$objects"/*.o \
    "$(tables $target)" --start-group $arm/lib/libc.a "$gcc/libgcc.a" "$gcc/libgcc_eh.a" --end-group $arm/lib/crtn.o
  answers aarch64 qemu-aarch64 "$objects/bits"
}

# try NAME TARGET WHERE NEED...: the answers of a machine, if there is what it takes; else says what is missing, and where
# it comes from.
try() {
  name=$1
  target=$2
  where=$3
  shift 3
  for need in "$(tables "$target")" "$@"; do
    [ -e "$need" ] || command -v "$need" > /dev/null || { echo "skipped: $name needs $need, from $where"; return; }
  done
  $name
}

mkdir -p "$build"
"$bits" requests > "$build/requests"
"$bits" answers < "$build/requests" > "$build/answers"
# In the background: where a status is asked for, a shell does not stop at the first failure.
try wasm32 wasm32-unknown-none-wasm "a toolchain of swift.org" wasm-ld wasmkit > "$build/wasm32.log" 2>&1 &
wasm=$!
try aarch64 aarch64-none-none-elf "Debian's qemu-user, libc6-dev-arm64-cross and libgcc-12-dev-arm64-cross" \
  ld.lld qemu-aarch64 $arm/lib/libc.a "$gcc/libgcc.a" > "$build/aarch64.log" 2>&1 &
status=0
wait $! || status=1
wait $wasm || status=1
cat "$build/wasm32.log" "$build/aarch64.log"
exit $status
