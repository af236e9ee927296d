internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

/// Writes decisions of a store for training elsewhere.
///
/// ```
/// var export = LogExport(format: .outcomes)
/// export.name = "accepted"
/// let report = try export.write(from: LogReader(path: "decisions.sqlite")) { lines.append($0) }
/// ```
package struct LogExport: Sendable {
  package var format: Format
  /// The name of the feedback that is the score; nil where there is only one.
  package var name: String?
  /// Milliseconds since 1970, of the first moment that counts and the first that does not; nil for no bound.
  package var since: Int64?
  package var until: Int64?
  package var policy: String?
  /// How the router's digest begins.
  package var router: String?

  package init(format: Format) { self.format = format }

  package enum Format: String, Sendable, CaseIterable {
    /// Canonical JSON Lines of Pointsman, a line a decision with a score.
    case outcomes
    /// Every decision with its figures and feedback, without its text.
    case jsonl
    /// Vowpal Wabbit's `--cb_explore_adf` text.
    case vw
  }

  /// The numbers of decisions that were asked for, written and left out.
  package struct Report: Sendable, Equatable {
    package var decisions = 0
    package var written = 0
    package var leftOut: [Reason: Int] = [:]

    /// Why a decision is not in the file.
    package enum Reason: String, Sendable, CaseIterable {
      case noFeedback = "no_feedback"
      /// Its score is another model's: censored.
      case fellBack = "fell_back"
      case notAnswered = "not_answered"
      /// The client chose the model, with a chance that nobody knows.
      case namedModel = "named_model"
      case noText = "no_text"
      /// An image alone, say: outcomes need text.
      case blank
      case rare

      var words: String {
        switch self {
        case .noFeedback: "without that feedback"
        case .fellBack:
          "answered by another model than was chosen (censored: the chosen model's score is not known)"
        case .notAnswered: "answered by no model"
        case .namedModel: "of a model that the client named"
        case .noText: "without a stored prompt"
        case .blank: "of a prompt without text"
        case .rare: "of a propensity below 0.000001"
        }
      }
    }

    /// The reasons with their numbers, in words; empty where nothing was left out.
    package var reasons: String {
      Reason.allCases.compactMap { reason in leftOut[reason].map { "\($0) \(reason.words)" } }
        .joined(separator: "; ")
    }
  }

  /// Calls `append` with each line, or group of lines, without its last line feed, in the order of the store.
  package func write(
    from reader: LogReader, append: (String) throws(FileFailure) -> Void
  ) throws(LogError) -> Result<Report, FileFailure> {
    let name = format == .jsonl ? name : try score(in: reader)
    let result = try reader.read { (database) throws(SQLiteError) -> Result<Report, FileFailure> in
      let routers = try RouterTable(of: database)
      let scores = try StoredScores(database)
      let statement = try Statement(
        database,
        """
        SELECT \(StoredDecision.columns) FROM decisions
        WHERE at_ms >= ? AND at_ms < ? AND policy = coalesce(?, policy) ORDER BY seq
        """)
      try statement.start([.integer(since ?? .min), .integer(until ?? .max), SQLValue(policy)])
      defer { statement.reset() }
      var report = Report()
      while try statement.next() {
        let decision = try StoredDecision(statement, routers)
        guard decision.router.digest.hasPrefix(router ?? "") else { continue }
        report.decisions += 1
        let feedback = try scores.all(of: decision.id)
        switch line(of: decision, feedback: feedback, name: name) {
        case .failure(let reason): report.leftOut[reason.reason, default: 0] += 1
        case .success(let line):
          do throws(FileFailure) { try append(line) } catch { return .failure(error) }
          report.written += 1
        }
      }
      return .success(report)
    }
    if case .success(let report) = result { try check(report, reader) }
    return result
  }

  private struct LeftOut: Error { let reason: Report.Reason }

  private func line(of decision: StoredDecision, feedback: [StoredScore], name: String?) -> Result<String, LeftOut> {
    if format == .jsonl { return .success(decision.exportJSON(feedback: feedback).text) }
    // Who sends a name again has changed their mind.
    guard let score = feedback.last(where: { $0.name == name })?.score else {
      return .failure(LeftOut(reason: .noFeedback))
    }
    if decision.isAnswered {
      guard let served = decision.served else { return .failure(LeftOut(reason: .notAnswered)) }
      guard served == decision.chosen else { return .failure(LeftOut(reason: .fellBack)) }
    }
    guard decision.policy != DecisionRecord.namedModel else { return .failure(LeftOut(reason: .namedModel)) }
    guard let prompt = decision.prompt else { return .failure(LeftOut(reason: .noText)) }
    guard !Prompt(prompt).isBlank else { return .failure(LeftOut(reason: .blank)) }
    guard decision.propensity >= 1e-6 else { return .failure(LeftOut(reason: .rare)) }
    return .success(
      format == .vw
        ? VowpalWabbitExample(decision, prompt: prompt, score: score).text
        : decision.outcomeRecord(prompt: prompt, score: score).json.text)
  }

  /// The name of the score.
  private func score(in reader: LogReader) throws(LogError) -> String {
    let known = try reader.feedbackNames()
    if let name {
      guard known.contains(name) else { throw .noFeedback(path: reader.path, name: name, known: known) }
      return name
    }
    guard let only = known.first else { throw .noFeedback(path: reader.path, name: nil, known: []) }
    guard known.count == 1 else { throw .severalNames(path: reader.path, known: known) }
    return only
  }

  private func check(_ report: Report, _ reader: LogReader) throws(LogError) {
    guard report.written == 0 else { return }
    if report.decisions == 0 {
      throw .nothingToExport(path: reader.path, reasons: "no decision is of that time, policy and router")
    }
    if format != .jsonl, try !reader.hasText() { throw .noText(path: reader.path, format: format.rawValue) }
    throw .nothingToExport(path: reader.path, reasons: report.reasons)
  }
}

extension LogReader {
  /// The names that feedback has, sorted: at most a thousand.
  func feedbackNames() throws(LogError) -> [String] {
    try read { (database) throws(SQLiteError) in
      let statement = try Statement(database, "SELECT DISTINCT name FROM feedback ORDER BY name LIMIT 1000")
      try statement.start()
      var names: [String] = []
      while try statement.next() { names.append(statement.text(0) ?? "") }
      return names
    }
  }

  /// True if a decision has its prompt.
  func hasText() throws(LogError) -> Bool {
    try read { (database) throws(SQLiteError) in
      try database.integer("SELECT 1 FROM decisions WHERE prompt IS NOT NULL LIMIT 1") != nil
    }
  }
}
