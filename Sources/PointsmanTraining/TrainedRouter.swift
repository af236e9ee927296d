public import Pointsman

/// A router with the figures of its training.
public struct TrainedRouter: Sendable {
  /// Fitted to all rows.
  public let router: Router
  /// n × M probabilities on the training rows, each by heads that did not see the row, at penalties, weights and a
  /// calibration chosen on the other folds. (Those folds' own heads did see the row: the one way by which its label can
  /// still touch the choice. `Evaluator.crossValidate` closes it, by a whole training a fold.)
  public let heldOut: Predictions
  /// The same as if the rows had no tags; nil without a context block.
  public let heldOutWithoutTags: Predictions?
  /// For each training row the fold that held it out.
  public let folds: [Int]
  /// How many regressions were fitted, those of the cross-validation included.
  public let regressions: Int
  /// The largest gradient norm ‖∇f‖∞ that any of them ended with, evaluated again at the point returned.
  public let largestGradient: Double
  /// The small fits by Newton's method that the router and its held-out probabilities rest on: stacking weights,
  /// calibrations, tags.
  public let smallFits: Int
  /// The largest projected gradient norm, a unit of weight, that any small fit ended with.
  public let largestSmallFitGradient: Double
  /// Columns that did not reach the gradient asked for, in words; none as a rule.
  public let warnings: [String]
}

/// n × M probabilities, row-major.
public struct Predictions: Sendable {
  /// M, the number of models.
  public let models: Int
  /// Element i · M + m is that of row i and model m.
  public let probabilities: [Double]

  /// n, the number of rows.
  public var rows: Int { probabilities.count / max(1, models) }

  /// Takes n · M probabilities, row-major.
  package init(models: Int, probabilities: [Double]) {
    (self.models, self.probabilities) = (models, probabilities)
  }

  /// The M probabilities of `row`, from 0; nil where there is no such row.
  @_disfavoredOverload
  public subscript(row: Int) -> [Double]? { 0..<rows ~= row ? Array(self[row] as ArraySlice<Double>) : nil }

  /// The probability of a model, by its number in the table's order, on `row`, from 0; nil where there is no such row or
  /// model.
  @_disfavoredOverload
  public subscript(row: Int, model: Int) -> Double? {
    0..<rows ~= row && 0..<models ~= model ? probabilities[row * models + model] : nil
  }

  // For this package, whose rows and models are those of a table: not optional, and preferred to the two above.

  /// A slice: its indices are those of `probabilities`.
  package subscript(row: Int) -> ArraySlice<Double> { probabilities[row * models..<(row + 1) * models] }

  package subscript(row: Int, model: Int) -> Double { probabilities[row * models + model] }
}

/// A stage of training, as it begins.
public enum TrainingStage: Sendable, Equatable, CustomStringConvertible {
  /// Read the prompts.
  case reading
  /// Fit a block along its penalties.
  case fitting(Block)
  /// Choose penalties, stacking and calibration.
  case choosing
  /// Fit once more, on all rows.
  case finishing

  /// In words.
  public var description: String {
    switch self {
    case .reading: "reading the prompts"
    case .fitting(let block): "fitting the \(block.rawValue) block along its penalties"
    case .choosing: "choosing penalties, stacking and calibration"
    case .finishing: "fitting once more on all prompts"
    }
  }
}
