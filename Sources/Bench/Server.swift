import Foundation
import SoftLabels

/// Times one case at a time on data from a file, so that another program can take turns with it on the same data.
///
/// Commands, a line each, and an answer of one line to each:
///
///     load LOSS ROWS CLASSES PATH      the file holds the input and then the targets, float32      → ok
///     run FROM GRADIENT THREADS COUNT  FROM is arrays or checked, GRADIENT 0 or 1; the mean time
///                                      of COUNT calls in a row                                     → NANOSECONDS VALUE
///
/// There is no float64 here: the comparison with other programs is one of float32, and says nothing about Double.
final class Server {
  private var batch: Batch<Float>?
  private var fused: Fused<Float>?
  private var storage: [Float] = []

  func run() {
    while let line = readLine() {
      print(answer(line.split(separator: " ").map(String.init)) ?? "error: cannot do: \(line)")
      fflush(nil)
    }
  }

  private func answer(_ words: [String]) -> String? {
    switch words.first {
    case "load" where words.count == 5:
      guard let loss = TimedLoss(rawValue: words[1]), let rows = Int(words[2]), let classes = Int(words[3]) else {
        return nil
      }
      let count = rows * classes
      guard let numbers = Self.floats(in: words[4]), numbers.count == 2 * count else { return nil }
      let batch = Batch(
        loss, input: Array(numbers[..<count]), targets: Array(numbers[count...]), rows: rows, classes: classes)
      self.batch = batch
      fused = try? batch.fused()
      storage = [Float](repeating: 0, count: count)
      return fused == nil ? nil : "ok"
    case "run" where words.count == 5:
      guard let batch, var fused, let threads = Int(words[3]), let count = Int(words[4]), count > 0 else { return nil }
      fused.threads = threads
      let (fromArrays, hasGradient) = (words[1] == "arrays", words[2] == "1")
      var value: Float?
      let time = Timing.nanoseconds(count) {
        value =
          fromArrays
          ? try? batch.value(withGradient: hasGradient, in: &storage, threads: threads)
          : hasGradient ? try? fused.value(.mean, gradient: &storage) : try? fused.mean
      }
      return value.map { "\(time) \($0)" }
    default:
      return nil
    }
  }

  private static func floats(in path: String) -> [Float]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var result: [Float] = []
    var chunk = [Float](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&chunk, 4, chunk.count, file)
      if count == 0 { return result }
      result += chunk[..<count]
    }
  }
}
