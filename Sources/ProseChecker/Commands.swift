import Foundation
import Workbook

/// The commands of `sh` fences, run by a shell in which functions stand in for all programs that a page may call.
///
/// `swift run` runs a chapter or `soft-labels`, which compute and print. Of everything else it is only seen that the target
/// and the options exist.
struct Commands: Sendable {
  let project: Project
  /// What has been run already, and prints what it printed then.
  var programs: [Program] = []

  /// What the commands of a page came to.
  struct Result {
    var findings: [Finding] = []
    /// What they print, by the line of their fence.
    var outputs: [Int: String] = [:]
  }

  /// Runs every `sh` fence of the page.
  func check(_ page: MarkdownPage) -> Result {
    var result = Result()
    for fence in page.fences where fence.label == "sh" {
      for (offset, command) in Self.commands(in: fence.lines) {
        let outcome = execute(command)
        result.outputs[fence.line, default: ""] += outcome.output
        result.findings += outcome.problems.map { page.finding(fence.line + 1 + offset, $0) }
      }
    }
    return result
  }

  /// The commands of a fence, each with the offset of its first line: a line that ends in `\` goes on, and a here document
  /// to its end.
  static func commands(in lines: [String]) -> [(offset: Int, command: String)] {
    var result: [(offset: Int, command: String)] = []
    var isOpen = false
    for (i, line) in lines.enumerated() {
      if isOpen { result[result.count - 1].command += "\n" + line } else { result.append((i, line)) }
      let end = result[result.count - 1].command.firstMatch(of: #/<<-?\s*['"]?(\w+)/#)
      isOpen = line.hasSuffix("\\") || end.map { line != $0.1 } ?? false
    }
    return result
  }

  private func execute(_ command: String) -> (output: String, problems: [String]) {
    if let known = programs.first(where: { $0.problems.isEmpty && command == "swift run \($0.chapter.name)" }) {
      return (known.lines.map { $0 + "\n" }.joined(), [])
    }
    // A page writes no files, and files that only its reader has cannot be read here.
    let runnable = command.replacing(#/\s2?(>>?|<)\s*([\w.\/-]+)/#) {
      $0.1 == "<" && project.exists(String($0.2)) ? String($0.0) : ""
    }
    let environment = [
      "PROGRAMS": project.binaries, "PRINTING": (project.chapters.map(\.name) + ["soft-labels"]).joined(separator: " "),
    ]
    do {
      let outcome = try run("/bin/sh", ["-c", Self.functions + runnable], in: project.root, environment: environment)
      var problems = outcome.errors.matches(of: #/(?m)^prose: (.*)$/#).map { String($0.1) }
      problems += outcome.errors.matches(of: #/\/bin\/sh: (?:line )?\d+: (\S+): (?:command )?not found/#).map {
        "nothing checks the command \($0.1)"
      }
      if problems.isEmpty, outcome.status != 0 {
        problems = ["this ends with status \(outcome.status): \(outcome.errors.prefix(300))"]
      }
      return (problems.isEmpty ? outcome.output : "", problems)
    } catch {
      return ("", ["this cannot be run: \(error)"])
    }
  }

  /// Functions, not scripts on the path: a file just written may still be open in a child of another thread, and the shell
  /// would pass over it.
  private static let functions = #"""
    path=$PATH PATH=/nowhere
    exec 3>&2
    refuse() { echo "prose: $*" >&3; return 1; }
    help() {
      if [ "$program" ]; then PATH=$path "$program" $verb --help 2>&1; else command -p env "PATH=$path" swift $verb --help-hidden; fi
    }
    # Whether the help names each option among the words after the command's name.
    options() {
      command=$1; shift
      for word; do
        case $word in
        -march=* | -[0-9.]*) ;;
        -?*) help | grep -qE -e "(^|[^A-Za-z-])${word%%=*}([^A-Za-z-]|$)" || refuse "$command has no option $word" || return ;;
        esac
      done
    }
    swift() {
      verb=$1 program= before= runs=no; shift
      case $verb in
      run) ;;
      build | test) options "swift $verb" "$@"; return ;;
      package | format) return ;;
      *) refuse "nothing checks swift $verb"; return ;;
      esac
      while :; do
        case $1 in
        -c | --configuration | -j | -Xcc | -Xswiftc) before="$before $1"; shift 2 ;;
        -*) before="$before $1"; shift ;;
        *) break ;;
        esac
      done
      options "swift run" $before || return
      [ $# -gt 0 ] || refuse "swift run needs the name of a program here" || return
      name=$1 program=$PROGRAMS/$1; shift
      [ -x "$program" ] || refuse "there is no program $name" || return
      case " $PRINTING " in *" $name "*) runs=yes ;; esac
      for word; do
        case $word in
        --figures | --exercises) runs=no ;;
        *.npy | *.csv | *.json | *.jsonl | *.txt) [ -e "$word" ] || runs=no ;;
        esac
      done
      if [ $runs = yes ]; then PATH=$path "$program" "$@"; return; fi
      case $1 in [a-z]*) name="$name $1" verb=$1 ;; *) verb= ;; esac
      options "$name" "$@"
    }
    make() {
      for word; do
        case $word in
        *=*) ;;
        -*) refuse "nothing checks make $word" ;;
        *) grep -qE "^([A-Za-z0-9_. -]+ )?$word( [A-Za-z0-9_. -]+)?:([^=]|$)" Makefile || refuse "the Makefile has no $word" ;;
        esac || return
      done
    }
    python3() {
      case $1 in
      *.py) [ -f "$1" ] || refuse "there is no $1" ;;
      *) refuse "nothing checks python3 $1" ;;
      esac
    }
    git() { [ "$1" = clone ] || refuse "nothing checks git $1"; }
    cd() { :; }
    for tool in cat head tail wc sort grep; do eval "$tool() { command -p $tool \"\$@\"; }"; done

    """#
}
