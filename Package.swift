// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: a warning is an error, and unsafe code must say that it is.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .strictMemorySafety()]

/// The book: a chapter is a folder of `Chapters`, with its prose, the program that the prose quotes and its figures, and a
/// line here. The program has the folder's name without the number.
let chapters = [
  "01-binary-soft-bce",
  "02-multiclass-soft-ce",
  "03-weighted-imbalance",
  "04-right-to-the-last-bit",
  "05-annotator-votes",
  "06-do-soft-labels-help",
]

/// The data that lie in a chapter's folder.
let data = [
  "05-annotator-votes": ["fleiss-1971.csv"],
  "06-do-soft-labels-help": ["digits.txt", "study.csv"],
]

func program(of chapter: String) -> String { String(chapter.drop { $0 != "-" }.dropFirst()) }

/// Readers write in a chapter, and an unused variable must not stop them: here a warning is one. `.ci/run` sees to it that
/// we leave none.
func target(of chapter: String) -> Target {
  .executableTarget(
    name: program(of: chapter),
    dependencies: ["SoftLabels", "Mistakes", "Workbook"],
    path: "Chapters/\(chapter)",
    exclude: ["README.md", "figures"] + data[chapter, default: []],
    swiftSettings: [.strictMemorySafety()])
}

let package = Package(
  name: "soft-labels",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "SoftLabels", targets: ["SoftLabels"]),
    .executable(name: "soft-labels", targets: ["soft-labels"]),
  ],
  targets: [
    .target(name: "SoftLabels", swiftSettings: strict),
    .target(name: "Evaluation", dependencies: ["SoftLabels"], swiftSettings: strict),
    .target(name: "Mistakes", dependencies: ["SoftLabels"], swiftSettings: strict),
    .target(name: "Workbook", dependencies: ["SoftLabels", "Mistakes"], swiftSettings: strict),
    .executableTarget(
      name: "soft-labels", dependencies: ["SoftLabels", "Evaluation", "Mistakes"], path: "Sources/Command",
      swiftSettings: strict),
    .executableTarget(
      name: "bench", dependencies: ["SoftLabels"], path: "Sources/Bench", exclude: ["Peers"], swiftSettings: strict),
    .target(name: "ProseChecker", dependencies: ["Workbook"], swiftSettings: strict),
    .executableTarget(
      name: "prose", dependencies: ["ProseChecker"], path: "Sources/ProseTool", swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["SoftLabels", "Evaluation", "Workbook"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "bits", dependencies: ["SoftLabels", "Evaluation", "TestSupport"], path: "Tests/Bits",
      exclude: ["Embedded", "bits.sh"], swiftSettings: strict),
    .testTarget(
      name: "SoftLabelsTests", dependencies: ["SoftLabels", "Evaluation", "TestSupport"], exclude: ["Goldens"],
      swiftSettings: strict),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["soft-labels", "Evaluation", "Mistakes", "TestSupport"],
      exclude: ["Goldens"],
      swiftSettings: strict),
    .testTarget(
      name: "ChapterTests",
      dependencies: ["SoftLabels", "ProseChecker", "Workbook", "TestSupport"]
        + chapters.map { .byName(name: program(of: $0)) },
      exclude: ["Rejected", "OwnPackage"], swiftSettings: strict),
  ] + chapters.map(target)
)
