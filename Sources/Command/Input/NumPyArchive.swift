import Foundation

/// A .npz file as `numpy.savez` writes it: a zip archive of .npy files, stored as they are.
///
/// The format is described in PKWARE's APPNOTE.TXT. A record at the end says where the directory lies, and the directory
/// where the files do; what does not fit in 32 bits stands in the longer records of zip64.
struct NumPyArchive {
  static let magic: [UInt8] = [0x50, 0x4b, 3, 4]

  private struct Entry {
    let key: String
    let isStored: Bool
    let size: Int
    let start: Int
  }

  private let data: Data
  private let name: String
  private var entries: [Entry] = []

  init(_ data: Data, name: String) throws {
    self.data = data
    self.name = name
    guard let end = (max(0, data.count - 0x10015)...max(0, data.count - 22)).last(where: { has([5, 6], at: $0) }) else {
      throw CommandFailure.badData("\(name): a zip archive that is truncated: its directory is missing")
    }
    var (count, place) = (try number(end + 10, 2), try number(end + 16, 4))
    if has([6, 7], at: end - 20) {
      let record = try number(end - 12, 8)
      (count, place) = (try number(record + 32, 8), try number(record + 48, 8))
    }
    while entries.count < count {
      guard has([1, 2], at: place) else { throw broken }
      let lengths = [try number(place + 28, 2), try number(place + 30, 2), try number(place + 32, 2)]
      guard place + 46 + lengths[0] + lengths[1] <= data.count else { throw broken }
      var key = String(decoding: data[place + 46..<place + 46 + lengths[0]], as: UTF8.self)
      if key.hasSuffix(".npy") { key.removeLast(4) }
      // Size, compressed size and place, each of them in the extra field where it does not fit.
      var sizes = [try number(place + 24, 4), try number(place + 20, 4), try number(place + 42, 4)]
      var extra = place + 46 + lengths[0]
      let extraEnd = extra + lengths[1]
      while extra + 4 <= extraEnd {
        var field = extra + 4
        if try number(extra, 2) == 1 {
          for index in sizes.indices where sizes[index] == 0xffff_ffff {
            sizes[index] = try number(field, 8)
            field += 8
          }
        }
        extra += 4 + (try number(extra + 2, 2))
      }
      guard has([3, 4], at: sizes[2]) else { throw broken }
      let start = sizes[2] + 30 + (try number(sizes[2] + 26, 2)) + (try number(sizes[2] + 28, 2))
      let isStored = try number(place + 10, 2) == 0 && sizes[0] == sizes[1] && number(place + 8, 2) & 1 == 0
      entries.append(Entry(key: key, isStored: isStored, size: sizes[0], start: start))
      place += 46 + lengths.reduce(0, +)
    }
  }

  private var broken: CommandFailure { .badData("\(name): a zip archive with a broken directory") }

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
    let keys = entries.prefix(16).map(\.key).joined(separator: ", ") + (entries.count > 16 ? ", …" : "")
    guard !entries.isEmpty else { throw fail("an archive of no arrays") }
    guard key != nil || entries.count == 1 else {
      throw fail("\(entries.count) arrays: choose with FILE:KEY, of \(keys)")
    }
    guard let entry = key == nil ? entries[0] : entries.first(where: { $0.key == key }) else {
      throw fail("no array '\(key ?? "")': expected \(keys)")
    }
    guard entry.isStored else { throw Stranger.compressed.refusal(of: name) }
    guard entry.size <= data.count - entry.start else { throw broken }
    return data[entry.start..<entry.start + entry.size]
  }
}
