internal import PointsmanOutcomes

/// How often one of two models gave the better answer, a tie being half a win.
package struct WinRate: Sendable, Equatable {
  package let modelA: String
  package let modelB: String
  package let criterion: String
  /// Pairs of answers that were judged.
  package let count: Int
  /// The warning where the pairs are of few groups or tasks; nil where there are enough.
  let fewClusters: FewClusters?
  /// The share that a won by the verdicts, their mean where there are several judges.
  package let value: Double
  /// 95 %; nil with fewer than eight clusters.
  package let interval: Interval?
  /// The share that a would win by people; nil with labels in fewer than eight clusters.
  package let corrected: PredictionPoweredMean?
  /// Pairs that people labelled.
  package let labels: Int

  /// - Parameters:
  ///   - pairs: of one pair of models and one criterion.
  ///   - labels: of the same.
  init(_ pairs: [JudgedPair], labels: [HumanLabel]) {
    let rows = Dictionary(grouping: pairs) { AnswerPair($0.task, $0.sample) }
    let order = rows.keys.sorted()
    let verdicts = order.map { row in mean(rows[row]!.map(\.verdict.score)) }
    let clusters = clusterNumbers(order.map { rows[$0]![0].cluster })
    let said = Dictionary(grouping: labels) { AnswerPair($0.task, $0.sample) }
    let truths = order.map { row in said[row].map { labels in mean(labels.map(\.winner.score)) } }
    let whole = ClusteredMean(of: verdicts, clusters: clusters)
    (modelA, modelB, criterion) = (pairs[0].modelA, pairs[0].modelB, pairs[0].criterion)
    (count, value, interval) = (order.count, whole.value, whole.shareInterval)
    fewClusters = FewClusters(clusters, prompts: order.count)
    self.labels = truths.count { $0 != nil }
    corrected = PredictionPoweredMean(predictions: verdicts, labels: truths, clusters: clusters)
  }
}

/// A task, and which of several answers to it.
struct AnswerPair: Hashable, Comparable {
  let task: String
  let sample: Int

  init(_ task: String, _ sample: Int) { (self.task, self.sample) = (task, sample) }

  static func < (a: Self, b: Self) -> Bool { (a.task, a.sample) < (b.task, b.sample) }
}

extension JudgedPair {
  /// The name of its observation: the group, or else the task.
  var cluster: [String] { group.map { ["group", $0] } ?? ["task", task] }
}

/// Numbers from 0 on, in the order of first appearance.
func clusterNumbers(_ names: [[String]]) -> [Int] {
  var numbers: [[String]: Int] = [:]
  return names.map { name in
    let number = numbers[name] ?? numbers.count
    numbers[name] = number
    return number
  }
}
