# Compiles Embedded Swift with the standard libraries that come with the toolchain; for scripts that say where `sources` is.
#
#     begin OBJECTS TARGET     what follows is for TARGET, and goes to the folder OBJECTS
#     module NAME FILE...      for others to import: Embedded Swift compiles what a program calls into it
#     object NAME FILE...      the program itself, as OBJECTS/NAME.o
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')
optimisation=-O

tables() { echo "$resources/embedded/$1/libswiftUnicodeDataTables.a"; }

begin() {
  objects=$1
  target=$2
  rm -rf "$objects"
  mkdir -p "$objects"
  flags="$optimisation -wmo -parse-as-library -swift-version 6 -package-name soft_labels -target $target -I $objects \
    -enable-experimental-feature Embedded -enable-experimental-feature Extern -Xfrontend -disable-stack-protector"
}

module() {
  name=$1
  shift
  swiftc $flags -module-name "$name" -emit-module -emit-module-path "$objects/$name.swiftmodule" "$@"
}

# All of a folder of Sources, as a module of its name.
folder() { module "$1" $(find "$sources/$1" -name '*.swift' | sort); }

object() {
  name=$1
  shift
  swiftc $flags -module-name "$name" -c "$@" -o "$objects/$name.o"
}

# A module of WebAssembly, of the objects so far and of what they ask of their surroundings: linked NAME OPTION...
linked() {
  result=$1
  shift
  object Memory "$sources/Book/Runtime/WasmMemory.swift"
  wasm-ld --wrap=free --gc-sections -z stack-size=4194304 --stack-first "$@" "$objects"/*.o "$(tables $target)" -o "$result"
}
