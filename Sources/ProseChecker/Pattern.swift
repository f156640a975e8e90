/// A regular expression that is read once: reading it anew for each text takes longer than using it. Nothing changes it, but
/// `Regex` is not `Sendable`.
struct Pattern<Output>: RegexComponent, @unchecked Sendable {
  let regex: Regex<Output>

  init(_ regex: Regex<Output>) { self.regex = regex }
}
