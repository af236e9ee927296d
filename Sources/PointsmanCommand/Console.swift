import Foundation
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import Synchronization

/// Progress and warnings on standard error: one line rewritten in place on a terminal, plain lines elsewhere.
final class Console: Sendable {
  private let isTerminal = Console.rewritesProgress
  private let start = ContinuousClock.now
  /// Lines in progress on a terminal, which the next progress or message replaces.
  private let openLines = Mutex(0)
  private let isQuiet: Bool

  /// - Parameter isQuiet: shows no progress; warnings stay.
  init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
  }

  /// True if results go to a terminal that someone looks at, and may hold a drawing.
  static let drawsOnOutput = isatty(STDOUT_FILENO) == 1

  /// True where progress is rewritten in place.
  static let rewritesProgress = isatty(STDERR_FILENO) == 1

  /// The current stage.
  func progress(_ text: String) { progress(lines: [text]) }

  /// The current stage, in lines.
  func progress(lines: [String]) {
    guard !isQuiet, !lines.isEmpty else { return }
    let elapsed = String(format: "%6.1f s  ", (ContinuousClock.now - start) / .seconds(1))
    let text = lines.map { elapsed + $0.visible }.joined(separator: "\n")
    openLines.withLock { open in
      write(isTerminal ? Self.clearing(open) + text : text + "\n")
      open = isTerminal ? lines.count : 0
    }
  }

  /// Back to the start of the first of `count` lines, with all of them cleared.
  private static func clearing(_ count: Int) -> String {
    "\r" + (count > 1 ? "\u{1b}[\(count - 1)A" : "") + "\u{1b}[J"
  }

  /// Says on a terminal that a command waits for what someone types, where one of `paths` is standard input.
  func announceInput(_ paths: [String]) {
    guard !isQuiet, paths.contains("-"), isatty(STDIN_FILENO) == 1 else { return }
    finish()
    write("reading from the terminal; Ctrl-D on an empty line ends the input\n")
  }

  func warn(_ text: String) {
    finish()
    write("warning: \(text.visibleLines)\n")
  }

  /// A sentence that stays on the screen, unlike progress.
  func note(_ text: String) {
    guard !isQuiet else { return }
    finish()
    write(text.visibleLines + "\n")
  }

  /// Findings of reading, and counts of what it left out or replaced on demand.
  ///
  /// - Parameter hasNotes: false where the command prints the findings itself.
  func warn(_ skipped: OutcomeReader.Skipped, hasNotes: Bool = true) {
    if hasNotes {
      for (text, isWarning) in skipped.columnNotes { if isWarning { warn(text.visible) } else { note(text) } }
      for finding in skipped.habits + skipped.findings { warn(finding.visible) }
    }
    for fault in skipped.first { warn("skipped \(fault)") }
    if skipped.count > 0 { warn("\(skipped.count) rows skipped") }
    if skipped.replaced > 0 { warn("bytes that are not UTF-8 replaced in \(skipped.replaced) lines or cells") }
    warn(partsPassedOver: skipped.partsPassedOver)
  }

  /// Counts parts of turns that are not text.
  func warn(partsPassedOver count: Int) {
    guard count > 0 else { return }
    warn(
      (count == 1 ? "1 part of a turn holds" : "\(count) parts of turns hold")
        + " no text (images, say); prompts are routed on their text alone")
  }

  /// Says that the router does not know which models have a capability that prompts need.
  func warn(needsUnknown needs: Set<String>, to router: Router) {
    let unknown = router.unknownCapabilities(among: needs).map { "\"\($0)\"" }
    guard !unknown.isEmpty else { return }
    warn(
      "prompts need \(unknown.joined(separator: ", ")), and the router does not know which models have it; "
        + "set-policy can say so, under \"capabilities\"")
  }

  /// Ends the line in progress, so that other output starts on its own.
  func finish() {
    openLines.withLock { open in
      if open > 0 { write(Self.clearing(open)) }
      open = 0
    }
  }

  /// Seconds since the start, in words.
  var elapsed: String { String(format: "%.1f s", (ContinuousClock.now - start) / .seconds(1)) }

  private func write(_ text: String) { StandardStreams.warn(text) }
}

/// Prints results: no name, id, prompt or path among them works on the terminal that shows them. Text in JSON means the
/// same.
func print(_ text: String) { Results.print(text.visibleLines + "\n") }

/// The results of a command, on standard output. Where that cannot be written, the program ends with status 1: a caller
/// must not take a part for all.
enum Results {
  /// True where a file that the command writes is standard output itself: then it holds nothing else, and the lines
  /// that a reader would see there go to standard error.
  static let isTaken = Mutex(false)

  static func print(_ text: String) {
    guard !isTaken.withLock(\.self) else { return StandardStreams.warn(text) }
    orFail { () throws(FileFailure) in try StandardStreams.write(text) }
  }

  /// Hands all that was printed over to the system, before the program ends.
  static func flush() { orFail(StandardStreams.flush) }

  private static func orFail(_ write: () throws(FileFailure) -> Void) {
    do {
      try write()
    } catch {
      AtomicFile.discardPartials()
      StandardStreams.warn("Error: standard output cannot be written, \(error.reason); what was printed is not whole\n")
      _exit(1)
    }
  }
}

/// A failure in one sentence, where no library's error says it.
struct Failure: Error, CustomStringConvertible {
  let description: String
}
