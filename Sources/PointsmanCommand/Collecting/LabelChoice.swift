import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanTraining

/// The choice of prompts to label next, as `plan` makes it, by a router of the outcomes that are there.
struct LabelChoice {
  let outcomes: [String]
  let seed: UInt64

  /// The ids of up to `count` of `candidates`.
  func ids(_ count: Int, of candidates: [(id: String, prompt: Prompt)], _ console: Console) throws -> Set<String> {
    let read = try OutcomeReader().read(outcomes)
    console.warn(read.skipped)
    console.progress("training on \(read.table.rows.count) prompts, to choose the next ones")
    var trainer = RouterTrainer()
    trainer.seed = seed
    let scratch = Scratch(limit: Int(ProcessInfo.processInfo.physicalMemory / 2))
    let set = try FeaturizedTable(read.table, tokens: try TokenTable.ofThisProcess(), threads: 1, scratch: scratch)
    let trained = try trainer.fitted(to: set) { _ in }
    var evaluator = Evaluator()
    evaluator.seed = seed
    evaluator.threads = 1
    var plan = LabellingPlan(evaluator.evaluation(of: trained, on: set))
    try plan.choose(count, of: candidates, by: trained.router, seed: seed)
    return Set(plan.next.map { $0.id })
  }
}
