/// Knowledge distillation at a temperature: T² KL(softmax(teacher / T) ‖ softmax(student / T)) per sample, in nats.
///
/// The factor T² keeps the gradient, which is with respect to the student's logits and equals
/// T (softmax(student / T) - softmax(teacher / T)), from fading as T grows (Hinton, Vinyals and Dean 2015). `mean` divides
/// by the number of samples. Shapes: [C], [N, C] or [N, C, d1, …] for both; `losses` without the class axis.
///
/// A class that the teacher masks with -inf adds nothing; one that only the student masks makes the loss +inf.
public struct Distillation<Scalar: LossScalar>: Loss, KernelLoss {
  let kernel: DistillationKernel
  let lossShape: [Int]
  let inputShape: [Int]

  /// The distillation loss of a student's logits against a teacher's.
  ///
  /// - Parameters:
  ///   - student: [C], [N, C] or [N, C, d1, …].
  ///   - teacher: the same shape.
  ///   - temperature: a finite number above 0.
  ///   - classAxis: counted from 0, or back from -1; nil for axis 1, or 0 of a vector.
  /// - Throws: `shapeMismatch`; `invalidLogit` for a row that is all -inf; `invalidOption` for the temperature or the axis.
  public init(
    student: Logits<Scalar>, teacher: Logits<Scalar>, temperature: Scalar, classAxis: Int? = nil
  ) throws(LossError) {
    let axis = try ClassAxis(shape: student.tensor.shape, axis: classAxis)
    try teacher.tensor.requireShape(student.tensor.shape, of: "a teacher's logits")
    guard temperature > 0, temperature < .infinity else {
      throw LossError(.invalidOption, "temperature \(temperature): expected a finite number above 0")
    }
    kernel = try DistillationKernel(
      student: Storage(student.tensor), teacher: Storage(teacher.tensor),
      temperature: Double(temperature), axis: axis)
    lossShape = axis.sampleShape
    inputShape = student.tensor.shape
  }

  /// T², which a loss of logits over T is multiplied by, rounded once.
  public static func scale(temperature: Scalar) -> Scalar {
    Scalar(DistillationKernel.scale(Double(temperature)).rounded(to: Scalar.format))
  }
}
