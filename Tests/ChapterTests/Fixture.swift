import Foundation

@testable import ProseChecker

/// A small project in a temporary folder in which every rule for prose is used and none is broken. Its program is a
/// shell script: it prints, draws and refuses as a chapter does, and needs no build.
final class Fixture {
  let root: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fixture-" + UUID().uuidString)
    root = folder.resolvingSymlinksInPath().path
    for (path, text) in Self.files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var project: Project { Project(root: root, binaries: root + "/bin") }

  func findings() -> [Finding] { ProseChecker(project).check() }

  func text(_ path: String) throws -> String {
    try String(contentsOf: URL(fileURLWithPath: root + "/" + path), encoding: .utf8)
  }

  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    if path.hasPrefix("bin/") { return try writeProgram(text, to: file.path) }
    try Data(text.utf8).write(to: file)
  }

  struct NothingToReplace: Error {
    let text: String
  }

  func replace(_ old: String, with new: String, in path: String) throws {
    let before = try text(path)
    guard before.contains(old) else { throw NothingToReplace(text: old) }
    try write(before.replacingOccurrences(of: old, with: new), to: path)
  }

  /// The first line, from 1, that is `words`, or else that holds them.
  func line(of words: String, in path: String) throws -> Int {
    let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    let index = lines.firstIndex { $0 == words } ?? lines.firstIndex { $0.contains(words) }
    guard let index else { throw NothingToReplace(text: words) }
    return index + 1
  }

  /// Adds a file that the compiler refuses, and a page's words about it.
  func addRejection(to path: String = Fixture.page) throws {
    try write("let number: Int = \"a word\"\n", to: "Tests/ChapterTests/Rejected/Word.swift")
    // Its being there says that something was built; nothing here imports it.
    try write("", to: "bin/SoftLabels.swiftmodule")
    try write(text(path) + Self.rejection, to: path)
  }

  static let page = "Chapters/01-sample/README.md"
  static let contents = "Chapters/README.md"
  static let speed = "Chapters/speed.md"

  private static let rejection = """

    ## What does not compile

    ```swift rejected
    let number: Int = "a word"
    ```

    ```error
    error: cannot convert value of type 'String' to specified type 'Int'
    ```

    """

  private static let files = [
    page: """
    # A sample

    The loss of two labels is not their distance. With PyTorch 2.13 and Swift 6.3 it is 2.36767.

    ## The number

    We take $y = 0.7$ and $p = 0.8$, a batch of 1,000 rows, and sum:

    ```swift
    let y = 0.7
    let p = 0.8
    ```

    ```output
    ## The number

    loss       2.367674582
    tiny     1.2345678e-10
    ```

    The loss is 2.3677 nats, or 2.36767459 in PyTorch's own float32, and the tiny one $1.2346 \\times 10^{-10}$.
    It [comes from a kernel](../../Sources/SoftLabels/Loss.swift#L2), as [the next section](#the-floor) says.
    Exercise 1.1 asks for it.

    | case | loss |
    |---|---|
    | first | 2.367675 |

    ![The loss falls to 1.1113 at the label.](figures/loss.svg)

    ## The floor

    ```output
    ## The floor

    floor  1.111267
    ```

    The kernel, the call, and two commands:

    ```swift
    func loss(_ y: Double) -> Double {
      y
    }
    ```

    ```python
    loss = criterion(p, y)
    ```

    ```sh
    swift run sample
    make check
    ```

    """,
    "README.md": """
    # The project

    The first number is 2.367675, in [a chapter](Chapters/01-sample).

    ```sh
    swift run sample | head -n 1
    ```

    ```output
    ## The number
    ```

    ![The loss falls to 1.1113 at the label.](Chapters/01-sample/figures/loss.svg)

    """,
    contents: """
    # Contents

    [A sample](01-sample/README.md) is all there is.

    ## Glossary

    The [loss](01-sample/README.md#the-number) of a label; a [Batch
    of 1,000](01-sample/README.md#the-number) has many.

    """,
    speed: """
    # Speed

    ## Measured once

    Every measurement is [on record](../Sources/Bench/measured.json):

    | loss | ratio |
    |---|---|
    | `kl_div` | 2.40 |

    """,
    "Sources/Bench/measured.json": """
    [{"loss": "kl_div", "ratio": 2.3971},
    {"loss": "cross_entropy", "ratio": 6.1234}]

    """,
    "Chapters/01-sample/main.swift": """
    func sum() {
      let y = 0.7
      let p = 0.8

      print(y, p)
    }

    """,
    "Chapters/01-sample/Exercises.swift": "/// Exercise 1.1: the loss of one label.\n",
    "Chapters/01-sample/figures/loss.svg": "<svg/>\n",
    "Sources/SoftLabels/Loss.swift": """
    /// The loss.
    func loss(_ y: Double) -> Double {
      y
    }

    """,
    "Tests/SoftLabelsTests/Goldens/article.py": "def first():\n    loss = criterion(p, y)\n",
    "Tests/SoftLabelsTests/Goldens/requirements.txt": "torch==2.13.0\n",
    "Tests/SoftLabelsTests/Goldens/goldens.jsonl": """
    {"id":"header"}
    {"id":"a","chapter":"sample","truth":{"value":"0x1.2f0ff4p+1"},"pytorch":{"value":[2.3676745891571045]},"request":{"input":[7.654321]}}
    {"id":"b","chapter":"other","truth":{"value":5.432109876}}

    """,
    "Makefile": "check: build\n\t@true\n",
    "Package.swift": "// platforms: [.macOS(.v26)]\n",
    "bin/sample": """
    #!/bin/sh
    case "$1" in
      "") cat <<'END'
    ## The number

    loss       2.367674582
    tiny     1.2345678e-10

    ## The floor

    floor  1.111267
    END
      ;;
      --figures) echo '<svg/>' > "$2/loss.svg" ;;
      --help) echo "options: --figures DIR, --input FILE, --help" ;;
      *) exit 64 ;;
    esac

    """,
  ]
}
