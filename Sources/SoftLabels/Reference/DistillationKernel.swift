/// T² KL(p ‖ q) with p = softmax(teacher / T) and q = softmax(student / T).
///
/// With gaps a_j = (max teacher - teacher_j) / T and b_j likewise for the student, and R = log Σ exp(-gap) for each,
/// KL = Σ p_j (b_j - a_j) + R_student - R_teacher. Terms of both signs: where teacher and student nearly agree it cancels,
/// and only width helps.
struct DistillationKernel: ReferenceKernel {
  let student: Storage
  let teacher: Storage
  let temperature: Double
  let axis: ClassAxis

  init(student: Storage, teacher: Storage, temperature: Double, axis: ClassAxis) throws(LossError) {
    self.student = student
    self.teacher = teacher
    self.temperature = temperature
    self.axis = axis
    var reader = reader()
    for row in 0..<axis.rows {
      reader.load(row)
      guard reader.studentRow.maximum > -.infinity, reader.teacherRow.maximum > -.infinity else {
        throw axis.errorForMaskedRow(row)
      }
    }
  }

  /// T², exactly.
  static func scale(_ temperature: Double) -> ExactSum {
    var square = ExactSum()
    square.add(productOf: temperature, temperature)
    return square
  }

  var format: FloatFormat { student.format }
  var sampleCount: Int { axis.rows }
  var inputCount: Int { student.count }
  var mayBeInfinite: Bool { student.contains(-.infinity) }
  var meanDivisor: ExactSum { ExactSum(Double(axis.rows)) }
  func reader() -> DistillationReader { DistillationReader(kernel: self) }
}

struct DistillationReader: SampleReader {
  let kernel: DistillationKernel
  private(set) var studentRow: SoftmaxRow
  private(set) var teacherRow: SoftmaxRow
  private var row = 0

  init(kernel: DistillationKernel) {
    self.kernel = kernel
    studentRow = SoftmaxRow(logits: [Double](repeating: 0, count: kernel.axis.classes))
    teacherRow = studentRow
  }

  mutating func load(_ row: Int) {
    self.row = row
    var logits = studentRow.logits
    kernel.student.load(row, of: kernel.axis, into: &logits)
    studentRow = SoftmaxRow(logits: logits)
    kernel.teacher.load(row, of: kernel.axis, into: &logits)
    teacherRow = SoftmaxRow(logits: logits)
  }

  var infinity: Double? {
    let isMissed = zip(studentRow.logits, teacherRow.logits).contains { $0 == -.infinity && $1 > -.infinity }
    return isMissed ? .infinity : nil
  }

  /// A student that has learnt everything: its logits are the teacher's, or all as far from them.
  var costsNothing: Bool {
    let (m, n) = (studentRow.maximum, teacherRow.maximum)
    return zip(studentRow.logits, teacherRow.logits).allSatisfy {
      $0 == $1 && ($0 == -.infinity || m == n) || DoubleDouble.twoSum(m, -$0) == .twoSum(n, -$1)
    }
  }

  /// The gaps (m - x_j) / T, nil where x_j is -inf; their exponentials; and Σ of those, with the peak's exact 1 apart.
  private func softened<Real: BoundedReal>(_ row: SoftmaxRow) -> (gaps: [Real?], exponentials: [Real], rest: Real) {
    var gaps: [Real?] = []
    var exponentials: [Real] = []
    var rest = Real.zero
    for (j, logit) in row.logits.enumerated() {
      let gap = logit == -.infinity ? nil : (Real(row.maximum) - Real(logit)) / Real(kernel.temperature)
      let e = gap.map { Real.exp(-$0) } ?? .zero
      if j != row.peak { rest += e }
      gaps.append(gap)
      exponentials.append(e)
    }
    return (gaps, exponentials, rest)
  }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real {
    let p: (gaps: [Real?], exponentials: [Real], rest: Real) = softened(teacherRow)
    let q: (gaps: [Real?], exponentials: [Real], rest: Real) = softened(studentRow)
    var sum = Real.zero
    for j in p.gaps.indices {
      guard let a = p.gaps[j], let b = q.gaps[j] else { continue }
      sum += p.exponentials[j] * (b - a)
    }
    let divergence = sum / (.one + p.rest) + .log1p(q.rest) - .log1p(p.rest)
    return DistillationKernel.scale(kernel.temperature).value(in: Real.self) * divergence
  }

  var gradientCount: Int { studentRow.count }

  func gradientOffset(_ index: Int) -> Int {
    kernel.axis.offset(ofRow: row) + index * kernel.axis.inner
  }

  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    let p: (gaps: [Real?], exponentials: [Real], rest: Real) = softened(teacherRow)
    let q: (gaps: [Real?], exponentials: [Real], rest: Real) = softened(studentRow)
    let (pSum, qSum) = (Real.one + p.rest, Real.one + q.rest)
    for j in indices {
      let numerator = q.exponentials[j] * pSum - p.exponentials[j] * qSum
      result(j, Real(kernel.temperature) * numerator / (pSum * qSum))
    }
  }
}
