import SoftLabels

// What Embedded Swift calls to read a number from text: the end of the text where all of it is one, nil where not.

private func read<Scalar: LossScalar>(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Scalar>
) -> UnsafePointer<UInt8>? {
  var (end, bytes) = (text, [UInt8]())
  while end.pointee != 0 {
    bytes.append(end.pointee)
    end += 1
  }
  guard let number = Scalar(nearestTo: bytes) else { return nil }
  result.pointee = number
  return end
}

/// For Double.
@c public func _swift_stdlib_strtod_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Double>
) -> UnsafePointer<UInt8>? { read(text, result) }

/// For Float.
@c public func _swift_stdlib_strtof_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Float>
) -> UnsafePointer<UInt8>? { read(text, result) }
