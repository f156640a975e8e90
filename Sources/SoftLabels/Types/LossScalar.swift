/// The element type of every tensor here: `Float` or `Double`.
///
/// Both convert to Double exactly, so a kernel works on Doubles and rounds to `Self` once, at the end.
public protocol LossScalar: BinaryFloatingPoint, BitwiseCopyable, LosslessStringConvertible, Sendable {
  /// How far the sum of a distribution may stray from 1: 2⁻¹² for Float, 2⁻²⁶ for Double.
  ///
  /// A float32 softmax over 50,000 classes strays by 6.5e-7, thirds written with eight digits by 1e-8.
  static var normalisationTolerance: Double { get }

  /// The name that NumPy and PyTorch give this type.
  static var dtypeName: String { get }

  /// The numbers behind a type that is not generic. None is copied.
  static func storage(of scalars: [Self]) -> Storage

  /// The numbers in `storage`: not copied where they are of this type, each rounded to it where they are not.
  static func scalars(in storage: Storage) -> [Self]
}

extension Float: LossScalar {
  /// 2⁻¹² or 2⁻²⁶: see `LossScalar`.
  public static var normalisationTolerance: Double { 0x1p-12 }
  /// NumPy's name.
  public static var dtypeName: String { "float32" }

  /// See `LossScalar`.
  public static func storage(of scalars: [Float]) -> Storage { .float(scalars) }

  /// See `LossScalar`.
  public static func scalars(in storage: Storage) -> [Float] {
    switch storage {
    case .float(let floats): floats
    case .double(let doubles): doubles.map { Float($0) }
    }
  }
}

extension Double: LossScalar {
  /// 2⁻¹² or 2⁻²⁶: see `LossScalar`.
  public static var normalisationTolerance: Double { 0x1p-26 }
  /// NumPy's name.
  public static var dtypeName: String { "float64" }

  /// See `LossScalar`.
  public static func storage(of scalars: [Double]) -> Storage { .double(scalars) }

  /// See `LossScalar`.
  public static func scalars(in storage: Storage) -> [Double] {
    switch storage {
    case .float(let floats): floats.map { Double($0) }
    case .double(let doubles): doubles
    }
  }
}

extension LossScalar {
  static var format: FloatFormat { Self.self == Float.self ? .float32 : .float64 }
}
