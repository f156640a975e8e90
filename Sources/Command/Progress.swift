/// Tells a person who waits that something happens: a line on standard error once more than a second has passed.
///
/// On a terminal the line is rewritten; elsewhere, in a log, it stands once for each thing that takes long.
final class Progress {
  private let errors: any ByteSink
  private let clock: () -> Duration
  private let start: Duration
  private var last: Duration?
  private var lastActivity = ""
  /// What is being done, since when, and how much was done then.
  private var begun = (activity: "", time: Duration.zero, done: 0)

  init(_ errors: any ByteSink, clock: (() -> Duration)? = nil) {
    self.errors = errors
    let origin = ContinuousClock.now
    self.clock = clock ?? { origin.duration(to: .now) }
    start = self.clock()
  }

  /// Reports `done` of `total`; says something at most five times a second, and nothing in the first.
  func step(_ activity: String, _ done: Int, of total: Int) {
    let now = clock()
    if activity != begun.activity { begun = (activity, now, done) }
    guard now - start > .seconds(1), last.map({ now - $0 > .milliseconds(200) }) ?? true else { return }
    var text = "\(activity): \(total == 0 ? 100 : done * 100 / total)%"
    if done > begun.done {
      let left = (now - begun.time) / .seconds(1) * Double(total - done) / Double(done - begun.done)
      text += ", \(Int(left.rounded(.up))) s left"
    }
    if errors.isTerminal {
      errors.write("\r\u{1b}[K\(text)")
    } else if activity != lastActivity {
      errors.write(text + "\n")
    }
    last = now
    lastActivity = activity
  }

  /// Takes the line away again.
  func finish() {
    if last != nil && errors.isTerminal { errors.write("\r\u{1b}[K") }
    last = nil
  }
}
