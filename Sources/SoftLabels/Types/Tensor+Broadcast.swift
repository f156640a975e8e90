extension Tensor {
  /// One number for each place of `target`, by NumPy's rule: axes are lined up from the last, and a length of 1 repeats.
  ///
  /// - Throws: `shapeMismatch` where the shapes do not fit.
  package func broadcast(to target: [Int], name: String) throws(LossError) -> [Double] {
    let missing = target.count - rank
    let fits = missing >= 0 && zip(shape, target[max(missing, 0)...]).allSatisfy { $0 == $1 || $0 == 1 }
    guard fits else {
      throw LossError(.shapeMismatch, "\(name) of shape \(shape) do not broadcast to \(target)")
    }
    // How far one step along each target axis moves in this tensor: 0 along the axes that repeat.
    var steps = [Int](repeating: 0, count: target.count)
    var step = 1
    for axis in shape.indices.reversed() {
      steps[missing + axis] = shape[axis] == 1 ? 0 : step
      step *= shape[axis]
    }
    let count = target.reduce(1, *)
    var result: [Double] = []
    result.reserveCapacity(count)
    var indices = [Int](repeating: 0, count: target.count)
    var offset = 0
    for _ in 0..<count {
      result.append(Double(scalars[offset]))
      var axis = target.count - 1
      while axis >= 0 {
        indices[axis] += 1
        offset += steps[axis]
        if indices[axis] < target[axis] { break }
        offset -= steps[axis] * target[axis]
        indices[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}
