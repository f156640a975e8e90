import Foundation

/// A .npz file as `numpy.savez` writes it: a zip archive of .npy files, stored as they are, one after the other.
///
/// The format is described in PKWARE's APPNOTE.TXT. The directory at the end says again what stands before each file.
struct NumPyArchive {
  static let magic: [UInt8] = [0x50, 0x4b, 3, 4]

  private let data: Data
  private let name: String
  private var entries: [(key: String, isStored: Bool, place: Range<Int>)] = []

  init(_ data: Data, name: String) throws {
    self.data = data
    self.name = name
    var place = 0
    while has([3, 4], at: place) {
      let extra = place + 30 + (try number(place + 26, 2))
      let start = extra + (try number(place + 28, 2))
      guard start <= data.count else { throw broken }
      var key = String(decoding: data[place + 30..<extra], as: UTF8.self)
      if key.hasSuffix(".npy") { key.removeLast(4) }
      // NumPy gives a size as zip64 does, with 64 bits in the extra field, however small it is.
      let isLong = try number(place + 18, 4) == 0xffff_ffff
      let size = try isLong ? number(extra + 12, 8) : number(place + 18, 4)
      guard size <= data.count - start else { throw broken }
      // Neither compressed, nor encrypted, nor with a size that comes later.
      let isStored = try number(place + 8, 2) == 0 && number(place + 6, 2) & 9 == 0
      entries.append((key, isStored, start..<start + size))
      place = start + size
    }
    guard has([1, 2], at: place) || !(entries.last?.isStored ?? true) else { throw broken }
  }

  private var broken: CommandFailure { .badData("\(name): a zip archive that is truncated or broken") }

  private func has(_ kind: [UInt8], at place: Int) -> Bool {
    place >= 0 && place <= data.count - 4 && data[place..<place + 4].elementsEqual([0x50, 0x4b] + kind)
  }

  /// Little-endian; what no file can hold is cut to what can still be added to.
  private func number(_ place: Int, _ size: Int) throws -> Int {
    guard place >= 0, place <= data.count - size else { throw broken }
    let word = data[place..<place + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(min(word, 1 << 62))
  }

  /// The bytes of one array: the one of that key, or without a key the only one there is.
  func array(_ key: String?) throws -> Data {
    func fail(_ message: String) -> CommandFailure { .badData("\(name): \(message)") }
    if entries.contains(where: { $0.key.hasSuffix("data.pkl") }) { throw Stranger.pyTorch.refusal(of: name) }
    guard entries.allSatisfy(\.isStored) else { throw Stranger.compressed.refusal(of: name) }
    let keys = entries.prefix(16).map(\.key).joined(separator: ", ") + (entries.count > 16 ? ", …" : "")
    guard !entries.isEmpty else { throw fail("an archive of no arrays") }
    guard key != nil || entries.count == 1 else {
      throw fail("\(entries.count) arrays: choose with FILE:KEY, of \(keys)")
    }
    guard let entry = key == nil ? entries[0] : entries.first(where: { $0.key == key }) else {
      throw fail("no array '\(key ?? "")': expected \(keys)")
    }
    return data[entry.place]
  }
}
