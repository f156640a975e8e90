// What Embedded Swift calls to read a number from text. Ours are hexadecimal, with at most 53 significant bits.

/// The end of the text where all of it was a number, nil where not.
private func read(_ text: UnsafePointer<UInt8>, _ result: inout Double) -> UnsafePointer<UInt8>? {
  var next = text
  let isNegative = next.pointee == UInt8(ascii: "-")
  if isNegative { next += 1 }
  guard next.pointee == UInt8(ascii: "0"), next[1] | 0x20 == UInt8(ascii: "x") else { return nil }
  next += 2
  var digits: UInt64 = 0
  var exponent = 0
  var isAfterPoint = false
  while true {
    if next.pointee == UInt8(ascii: "."), !isAfterPoint {
      isAfterPoint = true
    } else if let digit = Character(UnicodeScalar(next.pointee)).hexDigitValue {
      guard digits >> 60 == 0 else { return nil }
      digits = digits << 4 | UInt64(digit)
      if isAfterPoint { exponent -= 4 }
    } else {
      break
    }
    next += 1
  }
  if next.pointee | 0x20 == UInt8(ascii: "p") {
    next += 1
    let isDown = next.pointee == UInt8(ascii: "-")
    if isDown || next.pointee == UInt8(ascii: "+") { next += 1 }
    var power = 0
    while case UInt8(ascii: "0")...UInt8(ascii: "9") = next.pointee {
      power = power * 10 + Int(next.pointee - UInt8(ascii: "0"))
      next += 1
    }
    exponent += isDown ? -power : power
  }
  guard next.pointee == 0 else { return nil }
  let value = digits == 0 ? 0 : Double(sign: .plus, exponent: exponent, significand: Double(digits))
  result = isNegative ? -value : value
  return next
}

/// For Double.
@c public func _swift_stdlib_strtod_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Double>
) -> UnsafePointer<UInt8>? {
  read(text, &result.pointee)
}

/// For Float, of numbers that a Double holds exactly.
@c public func _swift_stdlib_strtof_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Float>
) -> UnsafePointer<UInt8>? {
  var wide = 0.0
  let end = read(text, &wide)
  result.pointee = Float(wide)
  return end
}
