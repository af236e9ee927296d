import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

/// The decisions of `route --jsonl` on the lines of a file, by several threads and in the order of the lines.
struct LineRouting: Sendable {
  let chooser: BoundPolicy
  /// Of every prompt; a line's own take precedence.
  let tags: [String: String]
  let vectors: VectorFile?
  let encoder: SentenceEncoder?
  let current: String?
  /// USD for all lines together; nil for no bound.
  let budget: Double?
  let threads: Int

  /// Lines that a thread gets at a time. At some 40 µs a decision, handing them out costs nothing beside them.
  private static let linesPerThread = 256
  /// Bytes of prompts that wait for their decisions, but for the last of them.
  private static let bytesWaiting = 16 << 20

  /// Gives `answer` every line of the file in order. Throws, after the last, where a line got no decision.
  func route(_ path: String, _ console: Console, answer: (RoutedLine) -> Void) throws {
    var lines = try JSONLines(path: path, console)
    // Someone who types waits for each answer.
    let isTyped = path == "-" && isatty(STDIN_FILENO) == 1
    let most = isTyped ? 1 : threads * Self.linesPerThread
    var tally = RoutingTally(models: chooser.router.models)
    var (count, partsPassedOver) = (0, 0)
    var needs: Set<String> = []
    var kept: [RoutedLine] = []
    var failure: (any Error)?
    while failure == nil {
      var batch: [ReadLine] = []
      var bytes = 0
      do {
        while batch.count < most, bytes < Self.bytesWaiting, let next = try lines.nextAnswerable() {
          batch.append(ReadLine(content: next, number: lines.number, place: lines.place))
          guard let line = try? next.get() else { continue }
          partsPassedOver += line.partsPassedOver
          needs.formUnion(line.prompt.needs)
          bytes += line.prompt.messages.reduce(0) { $0 + $1.content.utf8.count }
        }
      } catch {
        // The lines before are answered first.
        failure = error
      }
      guard !batch.isEmpty else { break }
      let (first, read) = (count, batch)
      let decided = concurrentMap(count: read.count, threads: threads) { routed(read[$0], index: first + $0) }
      count += read.count
      if budget == nil {
        for line in decided {
          tally.add(line)
          answer(line)
        }
      } else {
        kept += decided
      }
    }
    if let failure { throw failure }
    try vectors?.check(prompts: count)
    if let budget {
      var moved = try chooser.decisions(kept.compactMap { try? $0.result.get() }, budget: budget).makeIterator()
      for line in kept {
        let line = RoutedLine(number: line.number, id: line.id, result: line.result.map { _ in moved.next()! })
        tally.add(line)
        answer(line)
      }
    }
    console.warn(partsPassedOver: partsPassedOver)
    console.warn(needsUnknown: needs, to: chooser.router)
    if let summary = tally.summary { console.note(summary) }
    guard let fault = tally.firstFault else { return }
    throw Failure(
      description: "\(tally.faulty) of \(count) lines got no decision, and their answers say why; the first is \(fault)"
    )
  }

  /// A line before it is routed.
  private struct ReadLine: Sendable {
    let content: Result<PromptReader.Line, FaultyLine>
    let number: Int
    let place: String
  }

  private func routed(_ line: ReadLine, index: Int) -> RoutedLine {
    switch line.content {
    case .failure(let fault): return RoutedLine(number: line.number, id: fault.id, result: .failure(fault))
    case .success(let content):
      let result: Result<Decision, FaultyLine>
      do {
        result = .success(try decision(on: content, index: index))
      } catch {
        result = .failure(FaultyLine(id: content.id, number: line.number, message: "\(line.place): \(error)"))
      }
      return RoutedLine(number: line.number, id: content.id, result: result)
    }
  }

  private func decision(on line: PromptReader.Line, index: Int) throws -> Decision {
    var prompt = line.prompt
    prompt.tags.merge(tags) { own, _ in own }
    if let vectors {
      guard prompt.vectors[.external] == nil else {
        throw Failure(description: "the line has a \"vector\", and so has --embeddings; give one")
      }
      prompt.vectors[.external] = try vectors.vector(at: index, id: line.id)
    }
    if let encoder { prompt = encoder.attachingVector(to: prompt) }
    return try chooser.route(prompt, current: current)
  }
}

/// A line with its decision, or with the fault that it has none for.
struct RoutedLine: Sendable {
  /// From 1.
  let number: Int
  let id: String?
  let result: Result<Decision, FaultyLine>

  /// The header of `csv`: a column of probabilities a model, `MODEL|probability`.
  static func csvHeader(_ models: [String]) -> String {
    CSVLine.text(
      ["line", "id", "model", "margin", "expected_cost", "rule", "error"] + models.map { "\($0)|probability" })
  }

  /// A row of CSV; a cell is empty where nothing is known.
  func csv(_ models: [String]) -> String {
    let head = ["\(number)", id ?? ""]
    switch result {
    case .success(let decision):
      let figures = [decision.margin, decision.expectedCost].map(Self.cell)
      return CSVLine.text(
        head + [decision.model] + figures + [decision.rule.rawValue, ""] + decision.probabilities.map(Self.cell))
    case .failure(let fault):
      return CSVLine.text(head + ["", "", "", "", fault.message] + models.map { _ in "" })
    }
  }

  private static func cell(_ value: Double?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" }
}

/// Counts of decisions: how many prompts each model gets, and how sure the router is of them.
struct RoutingTally {
  private let models: [String]
  private var counts: [Int]
  /// Of the chosen model's probabilities.
  private var sums: [Double]
  private var cost: Double? = 0
  private(set) var faulty = 0
  private(set) var firstFault: String?

  init(models: [String]) {
    self.models = models
    (counts, sums) = (models.map { _ in 0 }, models.map { _ in 0 })
  }

  mutating func add(_ line: RoutedLine) {
    switch line.result {
    case .failure(let fault):
      faulty += 1
      firstFault = firstFault ?? fault.message
    case .success(let decision):
      guard let model = models.firstIndex(of: decision.model) else { return }
      counts[model] += 1
      sums[model] += decision.probabilities[model]
      cost = cost.flatMap { sum in decision.expectedCost.map { sum + $0 } }
    }
  }

  /// As many models as a table of reports shows.
  private static let shown = 20

  /// Shares and mean probabilities of the chosen models, the most frequent first; nil where nothing was decided.
  var summary: String? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    func figures(_ models: some Sequence<Int>) -> String {
      let count = models.reduce(0) { $0 + counts[$1] }
      let sum = models.reduce(0) { $0 + sums[$1] }
      return String(
        format: "%.1f %%, mean probability %.3f", 100 * Double(count) / Double(total), sum / Double(count))
    }
    let chosen = models.indices.filter { counts[$0] > 0 }.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    var lines = ["\(total) \(total == 1 ? "prompt" : "prompts"): \(figures(chosen).drop { $0 != "m" })"]
    lines[0] += cost.map { String(format: ", forecast cost %.4g USD", $0) } ?? ""
    lines += chosen.prefix(Self.shown).map { "  \(models[$0].visible): \(figures([$0]))" }
    let others = chosen.dropFirst(Self.shown)
    if !others.isEmpty { lines.append("  \(others.count) other models: \(figures(others))") }
    return lines.joined(separator: "\n")
  }
}
