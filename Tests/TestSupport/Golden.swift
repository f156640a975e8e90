import Evaluation
import Foundation

/// The package's own folder, where the goldens and the pages are read: they are not copied beside the tests.
package let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A row of `Goldens/goldens.jsonl`: a request, its true answer from arbitrary precision, and PyTorch's.
package struct Golden: Sendable, CustomStringConvertible {
  /// Numbers with a shape, as they stand in the file or in an answer: JSON text.
  package struct Column: Sendable {
    package let shape: [Int]
    /// Hexadecimal floats and decimals alike, read in the row's type and widened, which is exact.
    package let numbers: [Double]
  }

  package let id: String
  package let loss: LossName
  package let elementType: Request.ElementType
  /// The request, as the file has it.
  package let request: [UInt8]
  /// The same, by its fields.
  package let fields: Members
  package let truth: [String: Column]
  /// nil where PyTorch has no such function or refuses the input.
  package let pytorch: [String: Column]?
  /// The columns in which PyTorch is not right.
  package let departures: Set<String>

  package var description: String { id }

  /// Every row that has a request.
  package static let all: [Golden] = lines(of: "goldens").compactMap { line in read(line) { try Golden($0) } }

  package static func rows(of loss: LossName) -> [Golden] {
    all.filter { $0.loss == loss }
  }

  /// The lines of a file beside the goldens, without their ends.
  package static func lines(of name: String) -> [[UInt8]] {
    let file = packageRoot.appending(path: "Tests/SoftLabelsTests/Goldens/\(name).jsonl")
    guard let data = try? Data(contentsOf: file) else { fatalError("no golden file \(file.path())") }
    return data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }

  /// What `parse` makes of a line; a committed line that cannot be read is a fault of the file, not of the library.
  package static func read<Row>(_ line: [UInt8], _ parse: ([UInt8]) throws -> Row) -> Row {
    do {
      return try parse(line)
    } catch {
      fatalError("a golden row that cannot be read, \(error): \(String(decoding: line.prefix(200), as: UTF8.self))")
    }
  }

  /// nil for the header and for rows that are no requests.
  package init?(_ line: [UInt8]) throws {
    let row = try Members(line)
    guard let request = row["request"] else { return nil }
    fields = try Members(request)
    guard let id = row.string("id"), let loss = fields.string("loss").flatMap(LossName.init),
      let elementType = fields.string("dtype").flatMap(Request.ElementType.init), let truth = row["truth"]
    else { throw EvaluationError(.missingField, "a golden row without id, loss, dtype or truth") }
    self.id = id
    self.loss = loss
    self.elementType = elementType
    self.request = request
    self.truth = try Self.columns(truth, elementType)
    pytorch = try row.object("pytorch").map { try Self.columns($0, elementType) }
    departures = Set(try row.object("departure").map { try Members($0).names } ?? [])
  }

  /// The numbers of a field of the request.
  package func operand(_ field: String) throws -> Column {
    guard let column = try Self.columns(request, elementType, only: [field])[field] else {
      throw EvaluationError(.missingField, "\(id) has no \(field)")
    }
    return column
  }

  /// The evaluator's answer to the request, by the fused kernels where that is asked for.
  ///
  /// - Throws: the answer, where it is an error.
  package func answer(fused: Bool = false) throws -> [String: Column] {
    let answer = Answer(to: fused ? request.dropLast() + Array(#","kernel":"fused"}"#.utf8) : request)
    if answer.isError { throw EvaluationError(.invalidJSON, answer.json) }
    return try Self.columns(Array(answer.json.utf8), elementType)
  }

  /// The members of an object that are numbers: all but `id`, or those in `names`.
  package static func columns(
    _ object: [UInt8], _ type: Request.ElementType, only names: Set<String>? = nil
  ) throws -> [String: Column] {
    let members = try Members(object)
    var columns: [String: Column] = [:]
    for name in members.names where names?.contains(name) ?? (name != "id") {
      let text = members[name] ?? []
      let array = try NestedArray(text, 0..<text.count, name: name) {
        (range, _) throws(EvaluationError) -> Double in
        do throws(NumberText.Failure) {
          switch type {
          case .float32: return Double(try NumberText.scalar(text, range) as Float)
          case .float64: return try NumberText.scalar(text, range)
          }
        } catch {
          throw EvaluationError(.badNumber, "\(error) in \(name)")
        }
      }
      columns[name] = Column(shape: array.shape, numbers: array.elements)
    }
    return columns
  }
}

/// The members of an object, as text.
package struct Members: Sendable {
  private let object: JSONObject

  package init(_ bytes: [UInt8]) throws {
    object = try JSONObject(bytes)
  }

  package var names: [String] { object.members.map(\.name) }

  package subscript(name: String) -> [UInt8]? {
    object.members.first { $0.name == name }.map { Array(object.bytes[$0.value]) }
  }

  package func string(_ name: String) -> String? {
    self[name].map { JSONText.string($0, 0..<$0.count) }
  }

  /// nil where the member is absent or null.
  package func object(_ name: String) -> [UInt8]? {
    self[name].flatMap { $0.first == UInt8(ascii: "{") ? $0 : nil }
  }
}
