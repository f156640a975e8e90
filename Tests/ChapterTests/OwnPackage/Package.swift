// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "own-package",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "soft-labels", path: "../../..")
  ],
  targets: [
    .executableTarget(
      name: "OwnPackage",
      dependencies: [.product(name: "SoftLabels", package: "soft-labels")])
  ]
)
