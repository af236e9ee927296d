internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

/// The verdict of `train` beside that of `cross-validate`, where no way of choosing gains and models nearly tie.
///
/// Prompts are of random words. Half of them hold a word of one topic: there the first model is right on 80 % and the others on 50 %. On the
/// other half all models are right on 65 %. The first model is the best everywhere, or as good as any.
package struct DivisionSimulation: Sendable {
  /// Means over the data sets.
  package struct Figures: Sendable {
    /// The mean gain over the best single model.
    package var gain = 0.0
    /// The spread of a data set's gain.
    package var spread = 0.0
    /// The mean standard error that the interval of the gain is made of.
    package var standardError = 0.0
    /// The share of data sets with the verdict "route" by the score; a route for cost is not counted.
    package var routed = 0.0
    /// The share with the verdict "borderline".
    package var borderline = 0.0
  }

  package let train, crossValidated: Figures
  /// The mean of the gain by cross-validation less the gain by training, on the same data set, and its standard error.
  package let difference, differenceError: Double
  /// The share of data sets with the verdict "route" by the score from one of the two only.
  package let disagree: Double

  /// Trains 1 + 5 · `divisions` times a data set.
  package init(
    models: Int, prompts: Int, divisions: Int, draws: Int, seed: UInt64 = 0, threads: Int = 1
  ) throws(TrainingError) {
    let parts = concurrentMap(count: draws, threads: threads) { draw in
      Result<[Verdict], TrainingError> { () throws(TrainingError) in
        let seed = seed &+ (UInt64(draw) &+ 1) &* 0xD1B5_4A32_D192_ED03
        var generator = SplitMix64(seed: seed)
        let set = FeaturizedTable(Self.table(models, prompts, &generator))
        var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
        trainer.seed = seed
        var evaluator = Evaluator()
        (evaluator.seed, evaluator.divisions) = (seed, divisions)
        return [
          evaluator.evaluation(of: try trainer.fitted(to: set), on: set).verdict,
          try evaluator.crossValidate(trainer, on: set).verdict,
        ]
      }
    }
    let verdicts = try parts.map { part throws(TrainingError) in try part.get() }
    (train, crossValidated) = (Figures(verdicts.map { $0[0] }), Figures(verdicts.map { $0[1] }))
    let differences = ClusteredMean(of: verdicts.map { $0[1].gain - $0[0].gain }, unit: nil)
    (difference, differenceError) = (differences.value, differences.standardError)
    disagree = mean(verdicts.map { ($0[0].purpose == .quality) == ($0[1].purpose == .quality) ? 0 : 1 })
  }

  private static let words = 400

  private static func table(_ models: Int, _ prompts: Int, _ generator: inout SplitMix64) -> OutcomeTable {
    OutcomeTable(
      rows: (0..<prompts).map { row in
        let isTopic = row % 2 == 0
        let text = (0..<12).map { _ in "word\(generator.next(below: UInt64(words)))" }
        let cells = (0..<models).map { model in
          let chance = isTopic ? (model == 0 ? 0.8 : 0.5) : 0.65
          return ("m\(model)", Outcome(score: FigureSimulation.uniform(&generator) < chance ? 1 : 0))
        }
        return (
          OutcomeRow(
            id: "\(row)", prompt: Prompt(((isTopic ? ["integral"] : ["letter"]) + text).joined(separator: " "))),
          Dictionary(uniqueKeysWithValues: cells)
        )
      })
  }
}

extension DivisionSimulation.Figures {
  fileprivate init(_ verdicts: [Verdict]) {
    gain = mean(verdicts.map(\.gain))
    spread = mean(verdicts.map { ($0.gain - gain) * ($0.gain - gain) }).squareRoot()
    standardError = mean(verdicts.compactMap(\.standardError))
    routed = mean(verdicts.map { $0.purpose == .quality ? 1 : 0 })
    borderline = mean(verdicts.map { $0.isBorderline ? 1 : 0 })
  }
}
