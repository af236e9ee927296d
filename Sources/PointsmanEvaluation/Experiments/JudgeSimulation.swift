internal import PointsmanOutcomes
internal import PointsmanSupport

/// Win rates by a judge that errs, where the truth is known: raw, corrected by a few labels, and by the labels alone.
///
/// In truth a's answer is better with a known probability. The judge sees each pair in both orders. In either order it names the
/// better answer with a probability that is `accuracy` on average, more where that answer is shown first, and less where it is second, so
/// that of its verdicts which change sides with the order a share of `firstShare` is for the answer shown first.
package struct JudgeSimulation: Sendable {
  /// The truth that is planted.
  package struct Truth: Sendable {
    /// The probability that a's answer is better, among pairs that are no tie.
    package var winRate = 0.7
    /// The share of ties.
    package var ties = 0.0
    package var accuracy = 0.8
    package var firstShare = 0.65
    /// How much more accurate the judge is where a's answer is better, and less where b's is.
    package var favour = 0.0
    package var tasks = 400
    /// Tasks that people label, drawn at random.
    package var labels = 50

    package init() {}

    /// Wins of a, a tie being half a win.
    package var wins: Double { (1 - ties) * winRate + ties / 2 }
  }

  /// One way to estimate the win rate, over all draws.
  package struct Figures: Sendable {
    package let mean: Double
    /// The share of 95 % intervals that hold the truth, among draws with an estimate.
    package let coverage: Double
    /// The median width of the interval.
    package let width: Double
    /// The share of draws without an estimate.
    package let absent: Double

    fileprivate init(_ draws: [(value: Double, interval: Interval)?], truth: Double) {
      let known = draws.compactMap(\.self)
      mean = PointsmanEvaluation.mean(known.map(\.value))
      coverage = PointsmanEvaluation.mean(
        known.map { $0.interval.low <= truth && truth <= $0.interval.high ? 1 : 0 })
      let widths = known.map { $0.interval.high - $0.interval.low }.sorted()
      width = widths.isEmpty ? .nan : widths[widths.count / 2]
      absent = 1 - Double(known.count) / Double(draws.count)
    }
  }

  /// The judge's verdicts as they are; corrected as reports do; by Rogan and Gladen; and the labels alone.
  package struct Results: Sendable {
    package let raw, corrected, roganGladen, labels: Figures
    /// Means over the draws: the share of verdicts that changed with the order, and of these those for the first.
    package let ordersDiffer, firstShare: Double
  }

  private let truth: Truth

  package init(_ truth: Truth) { self.truth = truth }

  package func results(draws: Int, seed: UInt64 = 0, threads: Int = 1) -> Results {
    let sets = concurrentMap(count: draws, threads: threads) { draw in
      drawn(SplitMix64(seed: seed &+ (UInt64(draw) &+ 1) &* 0xD1B5_4A32_D192_ED03))
    }
    func figures(_ part: (Set) -> (value: Double, interval: Interval)?) -> Figures {
      Figures(sets.map(part), truth: truth.wins)
    }
    return Results(
      raw: figures(\.raw), corrected: figures(\.corrected), roganGladen: figures(\.roganGladen),
      labels: figures(\.labels), ordersDiffer: mean(sets.map(\.ordersDiffer)), firstShare: mean(sets.map(\.firstShare)))
  }

  private struct Set: Sendable {
    var raw, corrected, roganGladen, labels: (value: Double, interval: Interval)?
    var ordersDiffer = 0.0
    var firstShare = 0.0
  }

  /// δ, by which the first place changes the accuracy: (p + δ)(1 − p + δ) of the pairs go to the first answer both times, and
  /// (1 − p − δ)(p − δ) to the second, p the accuracy. Their ratio is solved for δ by bisection.
  private var lean: Double {
    let p = truth.accuracy
    var (low, high) = (0.0, 1 - p)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let (first, second) = ((p + middle) * (1 - p + middle), (1 - p - middle) * (p - middle))
      if first / (first + second) < truth.firstShare { low = middle } else { high = middle }
    }
    return low
  }

  private func drawn(_ generator: SplitMix64) -> Set {
    var generator = generator
    func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
    let lean = lean
    let people = (0..<truth.tasks).map { _ -> Preference in
      unit() < truth.ties ? .tie : unit() < truth.winRate ? .a : .b
    }
    let pairs = people.enumerated().map { task, best in
      /// The verdict with a's answer first, or second.
      func verdict(_ isFirst: Bool) -> Preference {
        let shift = isFirst ? lean : -lean
        let chance =
          switch best {
          case .a: truth.accuracy + truth.favour + shift
          case .b: 1 - (truth.accuracy - truth.favour - shift)
          case .tie: 0.5 + shift
          }
        return unit() < chance ? .a : .b
      }
      return JudgedPair(
        task: "\(task)", "a", "b", criterion: "better", judge: "judge", forward: verdict(true), backward: verdict(false)
      )
    }
    let labelled = generator.shuffled(Array(0..<truth.tasks)).prefix(truth.labels)
    let labels = labelled.map { HumanLabel(task: "\($0)", "a", "b", winner: people[$0]) }
    let rate = WinRate(pairs, labels: labels)
    let figures = JudgeFigures(pairs, labels: labels)
    var set = Set()
    set.raw = rate.interval.map { (rate.value, $0) }
    set.corrected = rate.corrected.map { ($0.value, $0.interval) }
    set.roganGladen = Self.roganGladen(pairs.map(\.verdict.score), labelled.map { ($0, people[$0].score) })
    let alone = ClusteredMean(of: labelled.map { people[$0].score })
    set.labels = alone.shareInterval.map { (alone.value, $0) }
    (set.ordersDiffer, set.firstShare) = (figures.ordersDiffer?.value ?? .nan, figures.firstPosition?.value ?? .nan)
    return set
  }

  /// The win rate from the judge's mean and its means m₁ and m₀ on labels of 1 and of 0: θ = (mean(f) − m₀) / (m₁ − m₀), with the
  /// delta method's interval. nil without two labels of each kind, or where the judge is no better than chance.
  ///
  /// Source: Rogan and Gladen, "Estimating prevalence from the results of a screening test", 1978.
  private static func roganGladen(
    _ verdicts: [Double], _ labels: [(row: Int, value: Double)]
  ) -> (value: Double, interval: Interval)? {
    func moments(_ values: [Double]) -> (mean: Double, squaredError: Double) {
      let center = mean(values)
      let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      return (center, squares / Double(values.count - 1) / Double(values.count))
    }
    let (wins, losses) = (labels.filter { $0.value == 1 }, labels.filter { $0.value == 0 })
    guard wins.count > 1, losses.count > 1 else { return nil }
    let (won, lost) = (moments(wins.map { verdicts[$0.row] }), moments(losses.map { verdicts[$0.row] }))
    let distance = won.mean - lost.mean
    guard distance > 0 else { return nil }
    let whole = moments(verdicts)
    let estimate = (whole.mean - lost.mean) / distance
    let error = whole.squaredError + (1 - estimate) * (1 - estimate) * lost.squaredError
    let squared = (error + estimate * estimate * won.squaredError) / (distance * distance)
    let reach = normalQuantile975 * squared.squareRoot()
    return (
      max(0, min(1, estimate)), Interval(low: max(0, estimate - reach), high: min(1, estimate + reach))
    )
  }
}
