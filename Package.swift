// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: a warning is an error, and unsafe code must say that it is.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .strictMemorySafety()]

/// A chapter is a folder with its prose and the program that the prose quotes. Readers write in it, and an unused variable
/// must not stop them: here a warning is one. `.ci/run` sees to it that we leave none.
func chapter(_ number: String, _ name: String, figures: [String] = []) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["SoftLabels", "Mistakes", "Workbook"],
    path: "Chapters/\(number)-\(name)",
    exclude: ["README.md"] + figures.map { $0 + ".svg" },
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
    .target(name: "Mistakes", dependencies: ["SoftLabels"], swiftSettings: strict),
    .target(name: "Workbook", dependencies: ["SoftLabels", "Mistakes"], swiftSettings: strict),
    .executableTarget(
      name: "soft-labels", dependencies: ["SoftLabels", "Mistakes"], path: "Sources/Command",
      swiftSettings: strict),
    .executableTarget(
      name: "bench", dependencies: ["SoftLabels"], path: "Sources/Bench", exclude: ["Peers"], swiftSettings: strict),
    .target(name: "ProseChecker", dependencies: ["Workbook"], swiftSettings: strict),
    .executableTarget(name: "prose", dependencies: ["ProseChecker"], path: "Sources/ProseTool", swiftSettings: strict),

    chapter("01", "binary-soft-bce", figures: ["floor", "beetles"]),
    chapter("02", "multiclass-soft-ce", figures: ["second-softmax", "epsilon"]),
    chapter("03", "weighted-imbalance", figures: ["two-losses", "moving-minimum"]),
    chapter("04", "right-to-the-last-bit", figures: ["correct-bits"]),

    .testTarget(
      name: "SoftLabelsTests", dependencies: ["SoftLabels", "soft-labels"],
      resources: [.copy("Goldens")], swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["soft-labels", "Mistakes"], swiftSettings: strict),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "SoftLabels", "ProseChecker", "Workbook", "binary-soft-bce", "multiclass-soft-ce", "weighted-imbalance",
        "right-to-the-last-bit",
      ],
      exclude: ["Rejected", "OwnPackage"], swiftSettings: strict),
  ]
)
