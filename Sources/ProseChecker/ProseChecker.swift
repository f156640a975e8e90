import Foundation

/// Holds every page of the project against its sources, its programs and their figures.
///
/// - A fence is labelled. `swift`: consecutive whole lines of one file of the chapter or of `Sources`, of any file on pages
///   beside the chapters (`QuotableFiles.swift`). `python`: the same, of the generators of the goldens. `swift rejected`:
///   of a file that does not type-check; `error`: the compiler's words for that (`Rejected.swift`). `output`: what the
///   chapter's program prints, in order (`Program.swift`); beside the chapters, what one of them or a command of the page
///   prints, or a test of the chapters wants to be printed. `sh`: commands that run, or whose target and options exist
///   (`Commands.swift`).
/// - A number with three decimals or more, wherever a reader sees it, is the rounding of one that the chapter's program
///   prints, or of a golden answer that names the chapter; beside the chapters, of any. One with fewer stands in a fence of
///   its `##` section (`Numbers.swift`), or names a pinned version, an exercise or an equation (`Pins.swift`).
/// - What was measured once is recorded, a line for each measurement, in a `.json` file of the project. A section that links
///   to the file may round its numbers: such a number has words in `code` on its line of the page, and stands in a line of
///   the file that has all of these words.
/// - A link into the project leads to a file, a heading or a line that is there; a link named Previous or Next to that
///   chapter; a link in a section headed Glossary to a section that contains the words of the link (`Links.swift`).
/// - A figure is what its chapter's program draws, byte for byte, and some page shows it (`Figures.swift`).
package struct ProseChecker {
  let project: Project

  /// A checker of the pages of `project`.
  package init(_ project: Project) {
    self.project = project
  }

  /// Everything that is wrong with the pages, in their order; with a chapter, of that chapter's pages alone.
  package func check(_ only: Project.Chapter? = nil) -> [Finding] {
    let evidence = Evidence(project)
    var findings: [Finding] = []
    for program in evidence.programs where only == nil || program.chapter.folder == only?.folder {
      findings += chapterFindings(program, evidence)
    }
    if only == nil {
      for page in evidence.pages(project.otherPages) {
        let commands = Commands(project: project, programs: evidence.programs).check(page)
        let printed = commands.outputs.values.flatMap { decimals(in: $0).map(\.number) }
        findings += commands.findings + outputFindings(page, evidence, commands.outputs)
        findings += commonFindings(page, evidence.everywhere, of: evidence.programs, besides: printed, evidence)
      }
      findings += evidence.rejections.findings
    }
    return Set(findings).sorted()
  }

  private func chapterFindings(_ program: Program, _ evidence: Evidence) -> [Finding] {
    let chapter = program.chapter
    var findings = program.problems.map(chapter.finding)
    if evidence.pages[chapter.page] == nil { findings.append(chapter.finding("this chapter has no page")) }
    let sources = QuotableFiles(project.files(below: chapter.path, withExtension: "swift"), in: project)
    var shown: [Range<Int>] = []
    var attempted: Set<String> = []
    for page in evidence.pages(project.pages(of: chapter)) {
      let commands = Commands(project: project, programs: evidence.programs).check(page)
      let match = OutputMatch(page, program)
      shown += match.places.compactMap(\.lines)
      attempted.formUnion(match.places.filter { $0.lines == nil }.flatMap(\.fence.lines))
      findings += commands.findings + match.findings
      findings += commonFindings(page, sources + evidence.library, of: [program], evidence)
    }
    for section in program.sections where !shown.contains(where: { $0.overlaps(section) }) {
      let heading = program.lines[section.lowerBound]
      // A fence that tries to show it and fails has been reported already.
      if attempted.contains(heading) { continue }
      findings.append(chapter.finding("no output fence shows the section `\(heading)`"))
    }
    return findings + figureFindings(program, evidence.pages)
  }

  /// What holds for a page wherever it stands, given the programs and other numbers that it may speak of.
  private func commonFindings(
    _ page: MarkdownPage, _ sources: QuotableFiles, of programs: [Program], besides others: [Decimal] = [],
    _ evidence: Evidence
  ) -> [Finding] {
    let known = KnownNumbers(
      printed: programs.flatMap(\.numbers) + others, chapters: programs.map(\.chapter), golden: evidence.golden)
    return page.findings + quotationFindings(page, sources, evidence)
      + page.rejectionFindings(evidence.rejections)
      + page.numberFindings(known: known, pins: evidence.pins, in: project)
      + page.linkFindings(in: project, evidence.pages) + pictureFindings(page, evidence.programs)
  }

  private func quotationFindings(_ page: MarkdownPage, _ sources: QuotableFiles, _ evidence: Evidence) -> [Finding] {
    var findings: [Finding] = []
    for fence in page.fences {
      func report(_ offset: Int, _ message: String) { findings.append(page.finding(fence.line + offset, message)) }
      func quote(_ files: QuotableFiles, _ place: String) {
        guard !fence.lines.isEmpty else { return }
        switch files.quotation(of: fence.lines) {
        case .found: break
        case .differs(let offset, let path, let line, let text):
          report(offset + 1, "\(path):\(line) reads `\(text)`")
        case .missing: report(1, "no file of \(place) has this line")
        }
      }
      if fence.lines.allSatisfy(\.isBlank) { report(0, "this fence is empty") }
      switch fence.label {
      case "swift": quote(sources, "this chapter or of Sources")
      case "swift rejected":
        if let problem = evidence.rejections.problem { report(0, problem) }
        quote(evidence.rejections.files, Rejections.folder)
      case "python": quote(evidence.python, Evidence.goldensFolder)
      case "error", "output", "sh": break
      case "": report(0, "a fence needs a label: swift, swift rejected, error, output, python or sh")
      default: report(0, "nothing checks a fence labelled \(fence.label)")
      }
    }
    return findings
  }

  /// A page beside the chapters shows what one of them prints, or what its own commands do, or what a test of the chapters
  /// wants to be printed.
  private func outputFindings(_ page: MarkdownPage, _ evidence: Evidence, _ commands: [Int: String]) -> [Finding] {
    let texts = commands.sorted { $0.key < $1.key }.map { $0.value.textLines } + evidence.programs.map(\.lines)
    return page.fences.filter { $0.label == "output" && !$0.lines.isEmpty }.compactMap { fence in
      if texts.contains(where: { position(of: fence.lines, in: $0) != nil }) { return nil }
      if case .found = evidence.wanted.quotation(of: fence.lines) { return nil }
      let above = commands.filter { $0.key < fence.line }.max { $0.key < $1.key }?.value.textLines ?? []
      let miss = nearestMiss(fence.lines, in: above, from: 0)
      let there = miss.line.map { "; the command above prints `\($0)`" } ?? ""
      return page.finding(
        fence.line + 1 + miss.offset, "neither a command of this page nor a chapter prints this\(there)")
    }
  }
}

/// What the pages are held against, gathered once.
struct Evidence {
  static let goldensFolder = "Tests/SoftLabelsTests/Goldens"

  let programs: [Program]
  /// Every page, by its path.
  let pages: [String: MarkdownPage]
  let library: QuotableFiles
  let everywhere: QuotableFiles
  /// The tests of the chapters, whose literals are what the programs must print.
  let wanted: QuotableFiles
  let python: QuotableFiles
  let rejections: Rejections
  let golden: [GoldenRow]
  let pins: Pins

  init(_ project: Project) {
    programs = concurrently(project.chapters) { Program($0, in: project) }
    let pages = concurrently(project.chapters.flatMap(project.pages) + project.otherPages) { project.page($0) }
    self.pages = Dictionary(uniqueKeysWithValues: pages.compactMap(\.self).map { ($0.path, $0) })
    library = QuotableFiles(project.files(below: "Sources", withExtension: "swift"), in: project)
    let others = ["Chapters", "Tests"].flatMap { project.files(below: $0, withExtension: "swift") }
    everywhere = library + QuotableFiles(others.filter { !$0.hasPrefix(Rejections.folder) }, in: project)
    wanted = project.testsOfChapters
    python = QuotableFiles(project.files(below: Self.goldensFolder, withExtension: "py"), in: project)
    rejections = Rejections(project)
    golden = GoldenRow.all(in: project)
    pins = Pins(project)
  }

  func pages(_ paths: [String]) -> [MarkdownPage] { paths.compactMap { pages[$0] } }
}

extension Project {
  func page(_ path: String) -> MarkdownPage? { text(path).map { MarkdownPage(path: path, text: $0) } }

  var testsOfChapters: QuotableFiles {
    QuotableFiles(files(below: "Tests/ChapterTests", withExtension: "swift"), in: self)
  }

  /// A chapter's pages, its README first.
  func pages(of chapter: Chapter) -> [String] {
    let pages = files(below: chapter.path, withExtension: "md")
    return pages.filter { $0 == chapter.page } + pages.filter { $0 != chapter.page }
  }

  /// The pages that belong to no chapter. What computes in a browser is checked in one: `make check-book`.
  var otherPages: [String] {
    let top = contents(of: "").filter { $0.hasSuffix(".md") }
    let inChapters = Set(chapters.flatMap(pages))
    let below = ["Chapters", "Sources", "Tests"].flatMap { files(below: $0, withExtension: "md") }
    return top + below.filter { !inChapters.contains($0) && !$0.hasPrefix(Site.assets) }
  }
}
