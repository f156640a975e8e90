#!/bin/sh
# What the pages compute with, as WebAssembly: page.sh BUILD, a folder to build in, where number.js and exhibits.js appear.
# They are scripts that hold a compressed module as text: a page that is opened as a file may load a script, and nothing else.
set -eu
here=$(dirname "$0")
sources=$here/..
. "$here/Runtime/embedded.sh"
optimisation=-Osize
command=$sources/Command

# page NAME FILE...: the module of some pages.
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
page number "$here/Page/PastedFiles.swift" "$command"/Case/*.swift "$command"/Diagnose/*.swift \
  "$command"/Explain/*.swift "$command"/Output/*.swift

module Workbook "$sources"/Workbook/Figures/*.swift
chapters=$sources/../Chapters
module binary_soft_bce "$chapters"/01-binary-soft-bce/Exhibit.swift
module multiclass_soft_ce "$chapters"/02-multiclass-soft-ce/Exhibit.swift "$chapters"/02-multiclass-soft-ce/Descent.swift
module weighted_imbalance "$chapters"/03-weighted-imbalance/Exhibit.swift
module right_to_the_last_bit "$chapters"/04-right-to-the-last-bit/Exhibit.swift \
  "$chapters"/04-right-to-the-last-bit/Confident.swift
page exhibits "$here/Page/Exhibits.swift"
