/// What the command line asks for.
enum Request {
  case help
  case serve
  case table(losses: [TimedLoss], dtypes: [ElementType], isQuick: Bool, asJSON: Bool)

  static let usage = """
    usage: bench [--quick] [--json] [--only LOSS[,LOSS]] [--dtype DTYPE]
           bench --serve

      --quick   inputs of a sixteenth of the size
      --json    JSON instead of a table
      --only    these losses alone: \(list(TimedLoss.self))
      --dtype   this element type alone: \(list(ElementType.self))
      --serve   one case at a time, driven over standard input
    """

  init(_ arguments: [String]) throws(UsageError) {
    var (losses, dtypes): ([TimedLoss], [ElementType]) = ([], [])
    var (isQuick, asJSON) = (false, false)
    if arguments == ["--serve"] {
      self = .serve
      return
    }
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--help", "-h":
        self = .help
        return
      case "--quick": isQuick = true
      case "--json": asJSON = true
      case "--only": losses += try Self.values(of: option, rest.popFirst())
      case "--dtype": dtypes += try Self.values(of: option, rest.popFirst())
      case "--serve": throw UsageError(message: "--serve stands alone")
      default: throw UsageError(message: "unknown argument '\(option)'")
      }
    }
    self = .table(
      losses: TimedLoss.allCases.filter { losses.isEmpty || losses.contains($0) },
      dtypes: ElementType.allCases.filter { dtypes.isEmpty || dtypes.contains($0) },
      isQuick: isQuick, asJSON: asJSON)
  }

  /// The names in a list with commas.
  private static func values<Name: RawRepresentable<String> & CaseIterable>(
    of option: String, _ text: String?
  ) throws(UsageError) -> [Name] {
    var names: [Name] = []
    for word in (text ?? "").split(separator: ",", omittingEmptySubsequences: false) {
      guard let name = Name(rawValue: String(word)) else {
        throw UsageError(message: "\(option) takes \(list(Name.self)), not '\(word)'")
      }
      names.append(name)
    }
    return names
  }

  private static func list<Name: RawRepresentable<String> & CaseIterable>(_: Name.Type) -> String {
    Name.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

/// A type of numbers, by its name on the command line.
enum ElementType: String, CaseIterable {
  case float32, float64
}

/// The command line makes no sense: exit status 64.
struct UsageError: Error {
  let message: String
}
