import SoftLabels
import Workbook

/// Simulated annotators. Of each image we know with what probability they vote for each digit.
enum Annotators: String, CaseIterable {
  /// Three votes in ten are for another digit, any of the nine.
  case careless
  /// Three votes in ten are for another digit, for each digit always the same one.
  case confusing
  /// Mistakes go to the digits that the image itself resembles, and there are more of them the more it does.
  case hesitant

  /// For each image the ten probabilities of a vote.
  func voting(on images: [Image]) throws -> [[Double]] {
    switch self {
    case .careless: images.map { image in (0..<10).map { $0 == image.digit ? 0.7 : 0.3 / 9 } }
    case .confusing:
      images.map { image in
        (0..<10).map { $0 == image.digit ? 0.7 : $0 == lookalikes[image.digit] ? 0.3 : 0 }
      }
    case .hesitant: try resemblances(of: images)
    }
  }
}

/// What 0, 1, … 9 are taken for where annotators confuse them.
private let lookalikes = [6, 7, 3, 8, 9, 6, 0, 1, 3, 4]

/// Half of the votes are for the digit. The others go by how near the image is to the mean image of each digit.
private func resemblances(of images: [Image]) throws -> [[Double]] {
  let means = (0..<10).map { digit in
    let own = images.filter { $0.digit == digit }
    return (0..<64).map { k in own.reduce(0) { $0 + $1.pixels[k] } / Float(own.count) }
  }
  let nearness = images.map { image in
    means.map { mean in
      var distance: Float = 0
      for k in 0..<64 { distance += (mean[k] - image.pixels[k]) * (mean[k] - image.pixels[k]) }
      return Double(-distance / 1.5)
    }
  }
  let shares = try softmax(Logits(rows: nearness)).tensor
  return images.indices.map { i in (0..<10).map { ((images[i].digit == $0 ? 1 : 0) + shares[i, $0]) / 2 } }
}

/// Votes on an image, each drawn with these probabilities.
func draw(_ count: Int, _ probabilities: [Double], _ random: inout SeededRandom) -> [Int] {
  (0..<count).map { _ in
    var rest = random.unit()
    let digit = probabilities.firstIndex { p in
      rest -= p
      return rest < 0
    }
    // Probabilities may sum to a little less than 1.
    return digit ?? 9
  }
}
