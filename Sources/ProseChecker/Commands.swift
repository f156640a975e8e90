import Foundation
import Workbook

/// The commands of `sh` fences: run where that is cheap and harmless, and otherwise known to exist with their options.
struct Commands: Sendable {
  let project: Project

  /// What one command of a page came to.
  struct Result {
    var findings: [Finding] = []
    /// What the commands that were run print, by the line of their fence.
    var outputs: [Int: String] = [:]
  }

  /// Checks every `sh` fence of the page.
  func check(_ page: MarkdownPage) -> Result {
    var result = Result()
    for fence in page.fences where fence.label == "sh" {
      for (offset, command) in Self.logicalLines(fence.lines) {
        let line = fence.line + 1 + offset
        var problems: [String] = []
        var isHarmless = true
        for part in Self.simpleCommands(command) {
          let judgement = judge(part)
          problems += judgement.problems
          isHarmless = isHarmless && judgement.isHarmless
        }
        if problems.isEmpty, isHarmless {
          switch execute(command) {
          case .success(let output): result.outputs[fence.line, default: ""] += output
          case .failure(let failure): problems.append(failure.message)
          }
        }
        result.findings += problems.map { Finding(path: page.path, line: line, message: $0) }
      }
    }
    return result
  }

  private struct Judgement {
    var problems: [String] = []
    var isHarmless = false

    static func wrong(_ problem: String) -> Judgement { Judgement(problems: [problem]) }
    static let harmless = Judgement(isHarmless: true)
    static let exists = Judgement()
  }

  private func judge(_ words: [String]) -> Judgement {
    let words = Array(words.drop { $0.wholeMatch(of: #/[A-Za-z_]+=.*/#) != nil })
    guard let command = words.first else { return .exists }
    switch command {
    case "swift" where words.dropFirst().first == "run": return judgeRun(Array(words.dropFirst(2)))
    case "swift" where words.count > 1: return judgeSwift(words[1], Array(words.dropFirst(2)))
    case "make": return judgeMake(Array(words.dropFirst()))
    case "echo", "printf": return words.contains(">") ? .exists : .harmless
    case "cat", "head", "tail", "wc", "sort", "grep":
      let missing = words.dropFirst().filter { Self.looksLikeFile($0) && !project.exists($0) }
      if words.contains(">") || words.contains(">>") { return .exists }
      return missing.isEmpty ? .harmless : .wrong("there is no \(missing.joined(separator: ", "))")
    case "git" where words.dropFirst().first == "clone", "cd": return .exists
    case "python3" where words.count > 1 && words[1].hasSuffix(".py"):
      return project.exists(words[1]) ? .exists : .wrong("there is no \(words[1])")
    default: return .wrong("nothing checks the command \(command)")
    }
  }

  /// `swift run [options] NAME [arguments]`.
  private func judgeRun(_ words: [String]) -> Judgement {
    var words = words[...]
    var options: [String] = []
    while let word = words.first, word.hasPrefix("-") {
      options.append(word)
      words = words.dropFirst(["-c", "--configuration", "-Xcc", "-Xswiftc", "-j"].contains(word) ? 2 : 1)
    }
    let ofSwift = judgeSwift("run", options)
    guard ofSwift.problems.isEmpty else { return ofSwift }
    guard let name = words.first else { return .wrong("swift run needs the name of a program here") }
    guard let program = project.program(name) else { return .wrong("there is no program \(name)") }
    let arguments = Array(words.dropFirst())
    let redirection = arguments.firstIndex { ["<", ">", ">>", "2>"].contains($0) } ?? arguments.count
    let named = arguments[..<redirection].filter { $0.hasPrefix("-") && $0 != "-" && Double($0) == nil }
    if !named.isEmpty {
      let subcommand = arguments.first.map { $0.hasPrefix("-") ? [] : [$0] } ?? []
      let help = (try? run(program, subcommand + ["--help"])).map { $0.output + $0.errors } ?? ""
      for option in named where !Self.mentions(help, String(option.prefix { $0 != "=" })) {
        return .wrong("\(([name] + subcommand).joined(separator: " ")) has no option \(option)")
      }
    }
    // Only programs that compute and print are run, and only on files that are there.
    let isChapter = project.chapters.contains { $0.name == name }
    let writesOrAsks = named.contains { ["--figures", "--exercises", "--hint"].contains($0) }
    let filesExist = arguments.allSatisfy { !Self.looksLikeFile($0) || project.exists($0) }
    let writes = arguments[redirection...].contains { $0.hasPrefix(">") }
    return (isChapter || name == "soft-labels") && !writesOrAsks && filesExist && !writes ? .harmless : .exists
  }

  private func judgeSwift(_ subcommand: String, _ words: [String]) -> Judgement {
    guard ["build", "test", "run", "package", "format"].contains(subcommand) else {
      return .wrong("nothing checks swift \(subcommand)")
    }
    let options = words.filter { $0.hasPrefix("-") && !$0.hasPrefix("-march") }
    guard !options.isEmpty, subcommand != "package", subcommand != "format" else { return .exists }
    let help = (try? run("/usr/bin/env", ["swift", subcommand, "--help-hidden"]))?.output ?? ""
    for option in options where !Self.mentions(help, String(option.prefix { $0 != "=" })) {
      return .wrong("swift \(subcommand) has no option \(option)")
    }
    return .exists
  }

  private func judgeMake(_ words: [String]) -> Judgement {
    let targets = (project.text("Makefile") ?? "").textLines.flatMap { line -> [String] in
      guard let match = line.firstMatch(of: #/^([A-Za-z0-9_. -]+?)\s*:(?!=)/#) else { return [] }
      return match.1.split(separator: " ").map(String.init)
    }
    for verb in words where !verb.contains("=") && !targets.contains(verb) {
      return .wrong(verb.hasPrefix("-") ? "nothing checks make \(verb)" : "the Makefile has no \(verb)")
    }
    return .exists
  }

  /// Whether `help` names the option as a word of its own.
  private static func mentions(_ help: String, _ option: String) -> Bool {
    help.ranges(of: option).contains { range in
      let before = range.lowerBound == help.startIndex ? " " : help[help.index(before: range.lowerBound)]
      let after = range.upperBound == help.endIndex ? " " : help[range.upperBound]
      return !before.isLetter && before != "-" && !after.isLetter && after != "-"
    }
  }

  private static func looksLikeFile(_ word: String) -> Bool {
    !word.hasPrefix("-") && (word.wholeMatch(of: #/[A-Za-z0-9_.\/-]+\.(npy|csv|json|jsonl|txt|py|md)/#) != nil)
  }

  private struct CommandFailure: Error {
    let message: String
  }

  /// Runs a line by the shell, in the project's root, with `swift run NAME` taken by the built program.
  private func execute(_ command: String) -> Swift.Result<String, CommandFailure> {
    do {
      // A function, not a script on the path: a file just written may still be open in a child of another thread, and the
      // shell would pass over it.
      let shim = """
        swift() {
          shift
          while :; do
            case "$1" in
              -c|--configuration|-Xcc|-Xswiftc|-j) shift 2 ;;
              -*) shift ;;
              *) break ;;
            esac
          done
          name="$1"
          shift
          "\(project.binaries)/$name" "$@"
        }

        """
      let outcome = try run("/bin/sh", ["-c", shim + command], in: project.root)
      guard outcome.status == 0 else {
        return .failure(
          CommandFailure(message: "this ends with status \(outcome.status): \(outcome.errors.prefix(300))"))
      }
      return .success(outcome.output)
    } catch {
      return .failure(CommandFailure(message: "this cannot be run: \(error)"))
    }
  }

  /// The commands of a fence, one that goes on over several lines as one, without comments; each with the offset of its
  /// first line.
  static func logicalLines(_ lines: [String]) -> [(offset: Int, command: String)] {
    var result: [(offset: Int, command: String)] = []
    var i = 0
    while i < lines.count {
      let start = i
      var command = lines[i]
      while command.hasSuffix("\\"), i + 1 < lines.count {
        i += 1
        command = command.dropLast() + lines[i]
      }
      if let match = command.firstMatch(of: #/<<-?\s*['"]?([A-Za-z_]+)['"]?/#) {
        let end = String(match.1)
        while i + 1 < lines.count {
          i += 1
          command += "\n" + lines[i]
          if lines[i] == end { break }
        }
      }
      i += 1
      if !command.isBlank, !command.hasPrefix("#") { result.append((start, command)) }
    }
    return result
  }

  /// The words of each command of a line, split at pipes, `&&`, `||` and `;`; quotes hold words together. What a here
  /// document says is not part of it.
  static func simpleCommands(_ line: String) -> [[String]] {
    var commands: [[String]] = [[]]
    var word: String?
    var quote: Character?
    func finish() {
      if let done = word { commands[commands.count - 1].append(done) }
      word = nil
    }
    let firstLine = line.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? line
    let text = line.contains("<<") ? firstLine.replacing(#/<<-?\s*\S+/#, with: "") : line
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        word = word ?? ""
      case " ", "\t", "\n": finish()
      case "|", "&", ";":
        finish()
        commands.append([])
      case "#" where word == nil:
        finish()
        return commands.filter { !$0.isEmpty }
      default: word = (word ?? "") + String(character)
      }
    }
    finish()
    return commands.filter { !$0.isEmpty }
  }
}
