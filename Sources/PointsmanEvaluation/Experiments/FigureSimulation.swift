internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// Figures of data whose truth is known: what they show where there is nothing to show, and how often intervals hold.
package struct FigureSimulation: Sendable {
  /// Data sets to draw.
  package let draws: Int
  package let seed: UInt64
  package let threads: Int

  package init(draws: Int, seed: UInt64 = 0, threads: Int = 1) {
    (self.draws, self.seed, self.threads) = (draws, seed, threads)
  }

  /// Calibrated heads: the mean calibration error, the mean that `ChanceOfCalibration` says, and the share of heads beyond its
  /// limit, 0.05 if all is well.
  package struct Calibrated: Sendable {
    package let error, said, beyond: Double
  }

  /// Heads of `prompts` prompts with probabilities between 0.2 and 0.95 that hold.
  package func calibrated(prompts: Int) -> Calibrated {
    let heads = drawn { generator -> [Double] in
      let probabilities = Self.uniform(prompts, &generator).map { 0.2 + 0.75 * $0 }
      let labels = probabilities.map { Self.uniform(&generator) < $0 ? 1.0 : 0 }
      guard let error = calibrationError(probabilities: probabilities, labels: labels),
        let chance = ChanceOfCalibration(errorOf: probabilities, labels: labels, seed: generator.next())
      else { return [] }
      return [error, chance.mean, error > chance.high ? 1 : 0]
    }
    return Calibrated(
      error: mean(heads.map { $0[0] }), said: mean(heads.map { $0[1] }), beyond: mean(heads.map { $0[2] }))
  }

  /// A router of a pair that knows nothing: the gap closed and the cost at equal quality, with prices chosen on the same prompts and
  /// on other folds, the quality got there, and the share of intervals of the gap that hold 0. If intervals were `reach` times as wide,
  /// 95 % of them would.
  package struct Uninformed: Sendable {
    package let gapClosed, qnc, crossFittedGap, crossFittedCost, crossFittedQuality, held, reach: Double
  }

  /// Models right on 70 and 80 % of the prompts, the better one at ten times the cost.
  package func uninformed(prompts: Int) -> Uninformed {
    let sets = drawn { generator -> [Double?] in
      let results = Self.uninformed(prompts, &generator)
      guard let curve = Evaluation.CurveFigures(results, seed: generator.next()), let fitted = curve.crossFitted,
        let gap = fitted.gapClosed, let interval = gap.interval
      else { return [] }
      return [
        curve.gapClosed, curve.qnc ?? 1, gap.value, fitted.neutralCost?.value, fitted.neutralQuality?.value,
        interval.low <= 0 && 0 <= interval.high ? 1 : 0, abs(gap.value) / (interval.high - gap.value),
      ]
    }.filter { !$0.isEmpty }
    func average(_ place: Int) -> Double { mean(sets.compactMap { $0[place] }) }
    return Uninformed(
      gapClosed: average(0), qnc: average(1), crossFittedGap: average(2), crossFittedCost: average(3),
      crossFittedQuality: average(4), held: average(5),
      reach: Interval(percentilesOf: sets.compactMap { $0[6] }, level: 0.9)?.high ?? .nan)
  }

  private static func uninformed(
    _ prompts: Int, skill: Double = 0, _ generator: inout SplitMix64
  ) -> RoutingResults {
    let table = table(prompts, chances: [0.7, 0.8], costs: [1, 10], &generator)
    return RoutingResults(
      table: table,
      // All prompts to the better model, then fewer, in an order of chance but for the skill.
      predictions: Predictions(
        models: 2,
        probabilities: (0..<prompts).flatMap { row in
          let known = (table.score(row: row, model: 1) ?? 0) - (table.score(row: row, model: 0) ?? 0)
          return [0.5, 0.5 + 0.4 * (skill * known + (1 - skill) * uniform(&generator))]
        }),
      predictedCosts: (0..<prompts).flatMap { _ in [1.0, 10] })
  }

  /// The share of such routers that have a worth at which they are surely above every single model, 0.025 at most if all is well. With a
  /// `skill` they know that part of the outcomes.
  package func surelyWorth(prompts: Int, skill: Double = 0) -> Double {
    mean(
      drawn { generator -> Double in
        let results = Self.uninformed(prompts, skill: skill, &generator)
        return NetBenefit(results, seed: generator.next())?.ranges.isEmpty == false ? 1 : 0
      })
  }

  /// Equal models: the headroom of single samples, and what choices by half of eight runs gain on the other half.
  package struct Luck: Sendable {
    package let headroom, splitGain: Double
  }

  /// `models` models right on 70 % of the prompts, no prompt being harder than another.
  package func luck(prompts: Int, models: Int) -> Luck {
    let sets = drawn { generator -> [Double] in
      let single = Self.table(prompts, chances: Array(repeating: 0.7, count: models), costs: nil, &generator)
      let repeated = Self.table(prompts, chances: Array(repeating: 0.7, count: models), costs: nil, runs: 8, &generator)
      let audits = [Audit(single), Audit(repeated)]
      guard let headroom = audits[0].headroom, let split = audits[1].oracleOfSplitRuns, let best = audits[1].bestSingle
      else { return [0, 0] }
      return [headroom, split - best.score]
    }
    return Luck(headroom: mean(sets.map { $0[0] }), splitGain: mean(sets.map { $0[1] }))
  }

  /// The share of intervals of an AUC that hold the truth, of those that are printed, of `groups` groups of `size` prompts with one outcome.
  package func areaCoverage(groups: Int, of size: Int) -> Double {
    // Hits score evenly between 1 and 4, misses between 0 and 3: P(hit higher) = 1 − ½ (2/3)².
    let truth = 7.0 / 9
    return mean(
      drawn { generator -> [Double] in
        let labels = (0..<groups).map { _ in Double(generator.next(below: 2)) }
        let scores = labels.map { $0 + 3 * Self.uniform(&generator) }
        let rows = (0..<groups * size).map { $0 / size }
        let area = AreaUnderROC(
          scores: rows.map { scores[$0] }, labels: rows.map { labels[$0] }, clusters: rows)
        guard let interval = area?.interval else { return [] }
        return [interval.low <= truth && truth <= interval.high ? 1 : 0]
      }.flatMap { $0 })
  }

  /// Equally good models, whose probabilities are noise about the truth: what is promised and got, and the share of intervals
  /// that find the promise too high.
  package struct Promised: Sendable {
    package let promised, got, found: Double
  }

  /// `models` models right on 70 % of the prompts; probabilities are off by up to 0.1 either way.
  package func promised(prompts: Int, models: Int) -> Promised {
    let sets = drawn { generator -> [Double] in
      let table = Self.table(prompts, chances: Array(repeating: 0.7, count: models), costs: nil, &generator)
      let probabilities = Self.uniform(models * prompts, &generator).map { 0.6 + 0.2 * $0 }
      let results = RoutingResults(
        table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: nil)
      guard let promise = PromisedFigures(results)?.score, let interval = promise.excessInterval else {
        return [0, 0, 0]
      }
      return [promise.promised, promise.got, interval.low > 0 ? 1 : 0]
    }
    return Promised(promised: mean(sets.map { $0[0] }), got: mean(sets.map { $0[1] }), found: mean(sets.map { $0[2] }))
  }

  private func drawn<Value: Sendable>(_ draw: @Sendable (inout SplitMix64) -> Value) -> [Value] {
    concurrentMap(count: draws, threads: threads) { index in
      var generator = SplitMix64(seed: seed &+ UInt64(index) &* 0x9e37_79b9)
      return draw(&generator)
    }
  }

  static func uniform(_ generator: inout SplitMix64) -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  static func uniform(_ count: Int, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in uniform(&generator) }
  }

  /// Outcomes of independent models, right with the given chances on every prompt.
  static func table(
    _ prompts: Int, chances: [Double], costs: [Double]?, runs: Int = 1, _ generator: inout SplitMix64
  ) -> OutcomeTable {
    OutcomeTable(
      rows: (0..<prompts).map { row in
        let cells = chances.enumerated().map { model, chance -> (String, Outcome) in
          let right = (0..<runs).count { _ in uniform(&generator) < chance }
          var outcome = Outcome(score: Double(right) / Double(runs), cost: costs?[model])
          if runs > 1 { outcome.repeats = Double(runs) }
          return ("m\(model)", outcome)
        }
        return (OutcomeRow(id: "\(row)", prompt: Prompt("")), Dictionary(uniqueKeysWithValues: cells))
      })
  }
}
