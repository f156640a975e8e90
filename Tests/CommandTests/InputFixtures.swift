import Foundation
import Mistakes
import TestSupport
import Testing

@testable import soft_labels

extension SeededRandom {
  mutating func normals(_ count: Int, scale: Double = 1) -> [Double] { (0..<count).map { _ in scale * normal() } }

  /// Rows that sum to 1, one after the other.
  mutating func softRows(_ rows: Int, _ classes: Int) -> [Double] {
    (0..<rows).flatMap { _ in
      let row = (0..<classes).map { _ in 0.02 + unit() }
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
  }
}

/// A folder for one test's files.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("soft-labels-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file.path
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}

/// A .npy file of version 1, written by hand: the header as given, then the bytes.
func npy(_ header: String, _ data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
  let length = header.utf8.count
  let size = version == 1 ? 2 : 4
  let lengthBytes = (0..<size).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return NumPyFile.magic + [version, 0] + lengthBytes + Array(header.utf8) + data
}

/// A .npy file of float64 numbers.
func npy(_ values: [Double], shape: [Int]) -> [UInt8] {
  let lengths = shape.map { "\($0)," }.joined(separator: " ")
  let data = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  return npy("{'descr': '<f8', 'fortran_order': False, 'shape': (\(lengths)), }", data)
}

/// A .npy file of float32 numbers.
func npy(floats values: [Double], shape: [Int]) -> [UInt8] {
  let lengths = shape.map { "\($0)," }.joined(separator: " ")
  let data = values.flatMap { value in
    (0..<4).map { UInt8(truncatingIfNeeded: Float(value).bitPattern >> (8 * $0)) }
  }
  return npy("{'descr': '<f4', 'fortran_order': False, 'shape': (\(lengths)), }", data)
}

extension ArrayReader {
  static func parse(_ bytes: [UInt8], name: String) throws -> NumericArray {
    try parse(Data(bytes), name: name).array()
  }
}

/// Rows of numbers as CSV.
func csv(_ values: [Double], columns: Int) -> String {
  stride(from: 0, to: values.count, by: columns).map { start in
    values[start..<start + columns].map { "\($0)" }.joined(separator: ",") + "\n"
  }.joined()
}

/// A text without its line ends, to look for a sentence in.
func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

/// Why a file is refused, and with which exit status.
func refusal(_ bytes: [UInt8]) -> (status: soft_labels.ExitStatus, message: String)? {
  do {
    _ = try ArrayReader.parse(bytes, name: "file")
    return nil
  } catch {
    return (error as? CommandFailure).map { ($0.status, $0.message) }
  }
}

/// A case as the command reads it, from numbers in place of files.
func caseInput(
  _ predictions: [Double], _ targets: [Double], columns: Int, _ options: [String] = [],
  type: NumericArray.ElementType = .float64, resolution: Double = 0, indices: Bool = false, weights: [Double]? = nil
) throws -> CaseInput {
  let rows = predictions.count / columns
  func array(_ values: [Double], _ shape: [Int], _ name: String) -> NumericArray {
    let stored = type == .float32 ? values.map { Double(Float($0)) } : values
    return NumericArray(source: name, shape: shape, values: stored, type: type, resolution: resolution)
  }
  return try CaseInput(
    CaseOptions(["--predictions", "p", "--targets", "y"] + options),
    predictions: array(predictions, [rows, columns], "p"),
    targets: array(targets, indices ? [rows] : [rows, columns], "y"),
    weights: weights.map { array($0, [$0.count], "w") })
}

/// The findings of a diagnosis, its text and its exit status; files from arrays.
func diagnose(
  _ predictions: [Double], _ targets: [Double], columns: Int, targetColumns: Int? = nil, _ options: String...,
  weights: [Double]? = nil, floats: Bool = false
) throws -> (codes: [String], json: [String: Any], text: String) {
  let folder = try Folder()
  let rows = predictions.count / columns
  let p = floats ? npy(floats: predictions, shape: [rows, columns]) : npy(predictions, shape: [rows, columns])
  let width = targetColumns ?? columns
  let y = width == 0 ? npy(targets, shape: [rows]) : npy(targets, shape: [rows, width])
  var arguments = [
    "diagnose", "--predictions", try folder.write("p.npy", p), "--targets", try folder.write("y.npy", y),
  ]
  if let weights { arguments += ["--weights", try folder.write("w.csv", csv(weights, columns: weights.count))] }
  let all = options.flatMap { $0.split(separator: " ").map(String.init) }
  let (status, output, errors) = run(arguments + all + ["--format", "json"])
  try #require(status == .success, "\(errors.text)")
  let json = try #require(JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any])
  let findings = try #require(json["findings"] as? [[String: Any]])
  return (findings.compactMap { $0["code"] as? String }, json, words(run(arguments + all).output.text))
}
