import SoftLabels

extension Request {
  /// The numbers of a field, rounded once from their digits.
  ///
  /// - Throws: `bad_number` with the place and the text; `shape_mismatch` where arrays are ragged.
  func tensor<Scalar: LossScalar>(_ field: Field) throws(EvaluationError) -> Tensor<Scalar> {
    let name = field.rawValue
    let bytes = fields.bytes
    let array = try NestedArray(bytes, fields.require(field), name: name) {
      (range, path) throws(EvaluationError) -> Scalar in
      do throws(NumberText.Failure) {
        return try NumberText.scalar(bytes, range)
      } catch {
        let number = "\(name) \(JSONText.excerpt(bytes, range))" + (path.isEmpty ? "" : " at \(place(path))")
        let message =
          switch error {
          case .notANumber: "\(number): expected a JSON number, or \"inf\", \"-inf\", \"nan\" or \"0x1.8p-3\""
          case .overflow: "\(number) is beyond the range of \(Scalar.dtypeName)"
          }
        throw EvaluationError(.badNumber, message)
      }
    }
    return try answering { () throws(LossError) in try Tensor(shape: array.shape, scalars: array.elements) }
  }

  /// The numbers of a field; nil where it is absent.
  func optionalTensor<Scalar: LossScalar>(_ field: Field) throws(EvaluationError) -> Tensor<Scalar>? {
    fields[field] == nil ? nil : try tensor(field)
  }

  /// A single number; nil where the field is absent.
  func optionalScalar<Scalar: LossScalar>(_ field: Field) throws(EvaluationError) -> Scalar? {
    guard let tensor: Tensor<Scalar> = try optionalTensor(field) else { return nil }
    guard tensor.rank == 0 else {
      throw EvaluationError(.badNumber, "\(field.rawValue) is an array: expected a number")
    }
    return tensor.scalars[0]
  }

  /// The class indices; nil where there are none.
  ///
  /// - Throws: `bad_number` for what is no integer; `class_index_out_of_range` for one that no machine integer holds.
  func classIndices() throws(EvaluationError) -> ClassIndices? {
    guard let range = fields[.classIndices] else { return nil }
    let bytes = fields.bytes
    let array = try NestedArray(bytes, range, name: Field.classIndices.rawValue) {
      (range, path) throws(EvaluationError) -> Int in
      do throws(NumberText.Failure) {
        return try NumberText.integer(bytes, range)
      } catch {
        let index = "class index \(JSONText.excerpt(bytes, range)) at \(place(ofRow: path, classAxis: classAxis))"
        switch error {
        case .notANumber: throw EvaluationError(.badNumber, "\(index): expected an integer")
        case .overflow: throw EvaluationError(.classIndexOutOfRange, "\(index): no input has so many classes")
        }
      }
    }
    return try answering { () throws(LossError) in try ClassIndices(shape: array.shape, indices: array.elements) }
  }
}
