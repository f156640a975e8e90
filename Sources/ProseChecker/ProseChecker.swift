import Foundation

/// Holds every page of the project against its sources, its programs and their figures.
///
/// What is checked, and by which rule, stands with each kind of claim: quotations and fences here, numbers in
/// `Numbers.swift`, output in `Program.swift`, refusals of the compiler in `Rejected.swift`, commands in
/// `Commands.swift`, links in `Links.swift`, figures in `Figures.swift`.
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
      let everything = evidence.programs.map { $0.lines.joined(separator: "\n") }
      for path in project.otherPages {
        guard let page = project.page(path) else { continue }
        let commands = Commands(project: project).check(page)
        findings += commands.findings + outputFindings(page, evidence, commands.outputs)
        findings += commonFindings(
          page, evidence.everywhere, everything + commands.outputs.values.sorted(),
          evidence.programs.map(\.chapter), evidence)
        findings += pictureFindings(page, evidence.programs)
      }
      findings += unshownRejections(evidence)
    }
    return Set(findings).sorted()
  }

  private func chapterFindings(_ program: Program, _ evidence: Evidence) -> [Finding] {
    let chapter = program.chapter
    let first = chapter.path + "/README.md"
    var findings = program.problems.map { Finding(path: first, line: 1, message: $0) }
    let paths = project.pages(of: chapter)
    if !paths.contains(first) { findings.append(Finding(path: first, line: 1, message: "this chapter has no page")) }
    let sources = QuotableFiles(project.files(below: chapter.path, withExtension: "swift"), in: project)
    var shown: [Range<Int>] = []
    var attempted: Set<String> = []
    for page in paths.compactMap(project.page) {
      let commands = Commands(project: project).check(page)
      let match = OutputMatch(page, program)
      shown += match.places.compactMap(\.lines)
      attempted.formUnion(match.places.filter { $0.lines == nil }.flatMap(\.fence.lines))
      findings += commands.findings + match.findings
      findings += commonFindings(
        page, sources + evidence.library, [program.lines.joined(separator: "\n")], [chapter], evidence)
      findings += pictureFindings(page, evidence.programs)
    }
    for section in program.sections where !shown.contains(where: { $0.overlaps(section) }) {
      let heading = program.lines[section.lowerBound]
      // A fence that tries to show it and fails has been reported already.
      if attempted.contains(heading) { continue }
      findings.append(Finding(path: first, line: 1, message: "no output fence shows the section `\(heading)`"))
    }
    return findings + figureFindings(program)
  }

  /// What holds for a page wherever it stands.
  private func commonFindings(
    _ page: MarkdownPage, _ sources: QuotableFiles, _ outputs: [String], _ chapters: [Project.Chapter],
    _ evidence: Evidence
  ) -> [Finding] {
    page.findings + quotationFindings(page, sources, evidence)
      + page.rejectionFindings(
        files: evidence.rejected, rejections: evidence.rejections, isPinned: evidence.isPinnedToolchain)
      + page.numberFindings(
        known: KnownNumbers(outputs: outputs, chapters: chapters, in: project), pins: evidence.pins)
      + page.linkFindings(in: project)
  }

  private func quotationFindings(_ page: MarkdownPage, _ sources: QuotableFiles, _ evidence: Evidence) -> [Finding] {
    var findings: [Finding] = []
    for fence in page.fences {
      func report(_ offset: Int, _ message: String) {
        findings.append(Finding(path: page.path, line: fence.line + offset, message: message))
      }
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
        if let problem = evidence.typeCheckerProblem { report(0, problem) }
        quote(evidence.rejected, Evidence.rejectedFolder)
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
      return Finding(
        path: page.path, line: fence.line + 1 + miss.offset,
        message: "neither a command of this page nor a chapter prints this\(there)")
    }
  }

  private func unshownRejections(_ evidence: Evidence) -> [Finding] {
    evidence.rejections.values.compactMap { rejection in
      rejection.problem.map { Finding(path: rejection.path, line: 1, message: $0) }
    }
  }
}

/// What the pages are held against, gathered once.
struct Evidence {
  static let rejectedFolder = "Tests/ChapterTests/Rejected"
  static let goldensFolder = "Tests/SoftLabelsTests/Goldens"

  let programs: [Program]
  let library: QuotableFiles
  let everywhere: QuotableFiles
  /// The tests of the chapters, whose literals are what the programs must print.
  let wanted: QuotableFiles
  let python: QuotableFiles
  let rejected: QuotableFiles
  let rejections: [String: Rejection]
  let isPinnedToolchain: Bool
  /// Why nothing could be type-checked.
  let typeCheckerProblem: String?
  let pins: Pins

  init(_ project: Project) {
    programs = concurrently(project.chapters) { Program($0, in: project) }
    let sources = project.files(below: "Sources", withExtension: "swift")
    library = QuotableFiles(sources, in: project)
    let chapters = project.files(below: "Chapters", withExtension: "swift")
    let tests = project.files(below: "Tests", withExtension: "swift").filter { !$0.hasPrefix(Self.rejectedFolder) }
    everywhere = library + QuotableFiles(chapters + tests, in: project)
    wanted = project.testsOfChapters
    python = QuotableFiles(project.files(below: Self.goldensFolder, withExtension: "py"), in: project)
    let examples = project.files(below: Self.rejectedFolder, withExtension: "swift")
    rejected = QuotableFiles(examples, in: project)
    pins = Pins(project)
    guard !examples.isEmpty else {
      (rejections, isPinnedToolchain, typeCheckerProblem) = ([:], true, nil)
      return
    }
    do throws(TypeCheckerError) {
      let checker = try TypeChecker(project)
      let results = concurrently(examples) { checker.check($0) }
      rejections = Dictionary(uniqueKeysWithValues: results.map { ($0.path, $0) })
      (isPinnedToolchain, typeCheckerProblem) = (checker.isPinned, nil)
    } catch {
      (rejections, isPinnedToolchain, typeCheckerProblem) = ([:], false, error.message)
    }
  }
}

extension Project {
  func page(_ path: String) -> MarkdownPage? { text(path).map { MarkdownPage(path: path, text: $0) } }

  var testsOfChapters: QuotableFiles {
    QuotableFiles(files(below: "Tests/ChapterTests", withExtension: "swift"), in: self)
  }

  /// A chapter's pages, its README first.
  func pages(of chapter: Chapter) -> [String] {
    let pages = files(below: chapter.path, withExtension: "md")
    let first = chapter.path + "/README.md"
    return pages.filter { $0 == first } + pages.filter { $0 != first }
  }

  /// The pages that belong to no chapter.
  var otherPages: [String] {
    let top = contents(of: "").filter { $0.hasSuffix(".md") }
    let inChapters = Set(chapters.flatMap(pages))
    let below = ["Chapters", "Sources", "Tests"].flatMap { files(below: $0, withExtension: "md") }
    return top + below.filter { !inChapters.contains($0) }
  }
}
