import Evaluation
import Foundation

/// A format that somebody may well try, how to know it, and the Python that writes it anew.
struct Stranger: Sendable {
  let what: String
  /// FILE stands for the file's name.
  var python: String?
  var magic: [UInt8] = []
  var offset = 0

  static let compressed = Stranger(
    what: "compressed, or written to a pipe", python: "import numpy; numpy.savez('plain.npz', **numpy.load(FILE))")
  static let pyTorch = Stranger(
    what: "a PyTorch file",
    python: "import numpy, torch; numpy.save('plain.npy', torch.load(FILE, map_location='cpu').detach().float())",
    // How torch.save began before it wrote zip archives.
    magic: [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc])

  private static let known =
    [pyTorch]
    + (2...5).map {
      Stranger(
        what: "a Python pickle", python: "import numpy, pickle; numpy.save('plain.npy', pickle.load(open(FILE, 'rb')))",
        magic: [0x80, $0])
    } + [
      Stranger(
        what: "compressed with gzip", python: "import gzip; open('plain', 'wb').write(gzip.open(FILE).read())",
        magic: [0x1f, 0x8b]),
      Stranger(
        what: "a .safetensors file",
        python: "import numpy, safetensors.numpy as s; numpy.savez('plain.npz', **s.load_file(FILE))",
        // The length of a header, in eight bytes, and the header: JSON.
        magic: [0, 0, 0, 0, 0x7b], offset: 4),
      Stranger(what: "an HDF5 file", magic: [0x89, 0x48, 0x44, 0x46]),
      Stranger(what: "a Parquet file", magic: Array("PAR1".utf8)),
      Stranger(what: "UTF-16 text", magic: [0xff, 0xfe]), Stranger(what: "UTF-16 text", magic: [0xfe, 0xff]),
    ]

  /// Why bytes are refused, if they are of a format that is known.
  static func refusal(_ bytes: Data, name: String) -> CommandFailure? {
    known.first { bytes.dropFirst($0.offset).starts(with: $0.magic) }?.refusal(of: name)
  }

  func refusal(of name: String) -> CommandFailure {
    let line = python?.replacingOccurrences(of: "FILE", with: JSONText.quoted(name))
    return .badData(
      "\(name): this is \(what): expected .npy, .npz or CSV"
        + (line.map { "; this line of Python writes it anew: \($0)" } ?? ""))
  }
}
