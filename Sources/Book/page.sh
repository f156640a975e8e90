#!/bin/sh
# What the pages compute with, as WebAssembly: page.sh BUILD, a folder to build in, where number.js appears, and a script
# for each chapter with an exhibit, under the name of its folder. They hold a compressed module as text: a page that is
# opened as a file may load a script, and nothing else.
set -eu
here=$(dirname "$0")
sources=$here/..
. "$here/Runtime/embedded.sh"
optimisation=-Osize
command=$sources/Command

# page NAME FILE...: the module of a page.
page() {
  script=$build/$1.js
  shift
  object Page "$here/Page/Respond.swift" "$here/Runtime/NumberReader.swift" "$@"
  linked "$objects/page.wasm" --no-entry --export-memory --strip-all --export=allocate --export=release --export=respond
  printf 'const MODULE = "%s"\n' "$(gzip -9nc "$objects/page.wasm" | base64 | tr -d '\n')" > "$script"
}

build=$1
begin "$build/objects" wasm32-unknown-none-wasm
folder SoftLabels
folder Evaluation
folder Mistakes
module Workbook "$sources"/Workbook/Figures/*.swift
page number "$here/Page/PastedFiles.swift" "$command"/Case/*.swift "$command"/Diagnose/*.swift \
  "$command"/Explain/*.swift "$command"/Output/*.swift

for exhibit in "$sources"/../Chapters/*/Exhibit.swift; do
  chapter=$(dirname "$exhibit")
  # What an exhibit computes with says what it throws, as Embedded Swift asks.
  page "$(basename "$chapter")" "$here/Page/ExhibitPage.swift" $(grep -l 'throws(LossError)' "$chapter"/*.swift)
done
