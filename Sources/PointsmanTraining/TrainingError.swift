public import Pointsman
public import PointsmanNumerics
public import PointsmanRegression
internal import PointsmanSupport

/// The reason that no router could be trained.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// Routing needs two models.
  case tooFewModels(found: [String])
  /// A router has no room for so many models.
  case tooManyModels(found: Int, limit: Int)
  /// A model has fewer outcomes than two a fold.
  case tooFewRows(model: String, found: Int, needed: Int)
  /// The block needs more folds than were asked for, or than the rows can be divided into.
  case tooFewFolds(block: Block, found: Int, needed: Int)
  /// The rows are battles, and the target is each model's own success.
  case battles(rows: Int)
  /// Outcomes have propensities, and the target compares the models of a prompt.
  case propensities(target: RoutingTarget)
  /// A reference model that the data lacks, or one for a target other than preference.
  case invalidReference(name: String, models: [String])
  /// The block does not go with the target preference.
  case notWithPreference(block: Block)
  /// No chain of battles leads from the first model to these.
  case unconnected(models: [String], from: String)
  /// The pair is not of two different models of the outcomes.
  case invalidPair(weak: String, strong: String, models: [String])
  /// Rows of at least two categories (or datasets) are needed, by the name of the `attribute`.
  case noCategories(attribute: String)
  /// All prompts are near-duplicates of each other, or of one group.
  case indivisible(rows: Int)
  /// The semantic block is asked for, and the set was read without token vectors.
  case noTokens
  /// The context block is asked for, and no row has a tag.
  case noTags
  /// The category block is asked for, and fewer than two categories have rows enough.
  case noCategoriesToGuess(needed: Int)
  /// The category block lacks the blocks that it guesses by.
  case categoryAlone
  /// Blocks that work on what other blocks say are alone.
  case noFamily
  /// No row has a vector for this block with its source stated.
  case noVectors(block: Block)
  /// A row has not the vector that the first one promises.
  case unsuitableVector(row: String, fault: RouterError)
  /// The router cannot take one more model.
  case unsuitableAddition(model: String, reason: String)
  /// Outcomes of other models than the router's, or in another order.
  case otherModels(found: [String], expected: [String])
  /// Outcomes that are not the ones that the router was trained on.
  case otherOutcomes
  /// A number among the settings that is too small.
  case unsuitableSetting(name: String, value: Int, least: Int)
  /// The task that waits for the work was cancelled.
  case cancelled
  /// The numbers could not be fitted.
  case regression(RegressionError)
  /// Features could not be kept in files.
  case scratch(ScratchError)
  /// The fitted numbers do not make a router.
  case router(RouterError)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooFewModels(let found):
      "a router needs outcomes of at least two models, and the data has \(found.isEmpty ? "none" : found.listed)"
    case .tooManyModels(let found, let limit):
      "the data has outcomes of \(found) models, and a router chooses among at most \(limit); select models"
    case .tooFewRows(let model, let found, let needed):
      "model \"\(model)\" has outcomes on \(found) prompts, and training needs \(needed); add outcomes, take fewer folds, or leave the model out"
    case .tooFewFolds(let block, let found, let needed):
      "the \(block.rawValue) block needs \(needed) folds, and there are \(found); take more folds, add prompts of other kinds or "
        + "groups, or leave the block out"
    case .battles(let rows):
      "\(rows) rows are battles, which say whose answer was preferred and not whether it was good; "
        + "train on them with the target preference"
    case .propensities(let target):
      "outcomes have a \"propensity\", which weighs each model's own success; the target \(target.rawValue) compares the models of a "
        + "prompt, and which of them were run together has no probability there; train with the target success, or leave the "
        + "propensities out"
    case .invalidReference(let name, let models):
      "reference \"\(name)\" must be a model of the data, which has \(models.listed), and goes with the target preference"
    case .notWithPreference(let block):
      "the \(block.rawValue) block does not go with the target preference; leave it out"
    case .unconnected(let models, let from):
      "no chain of battles leads from \(from) to \(models.listed), so they cannot be compared; "
        + "add battles between them, or leave those models out"
    case .invalidPair(let weak, let strong, let models):
      "weak \"\(weak)\" and strong \"\(strong)\" must be two different models of the data, which has \(models.listed)"
    case .noCategories(let attribute):
      "holding out by \(attribute) needs rows of at least two; give each row a \"\(attribute)\""
    case .indivisible(let rows):
      "all \(rows) prompts are near-duplicates or of one group, so none can be held out; add prompts of another kind"
    case .noTokens:
      "the semantic block needs a table of token vectors when the training set is made; give it one, or leave the block out"
    case .noTags:
      "the context block needs rows with \"tags\": {\"key\": \"value\"}; add some, or take other attributes of the rows as tags"
    case .noCategoriesToGuess(let needed):
      "the category block needs at least two categories with \(needed) rows each; give rows a \"category\", or leave the block out"
    case .categoryAlone:
      "the category block guesses by form and meaning; name the structural and the semantic block beside it"
    case .noFamily:
      "the blocks context and neighbours work on what others say of a prompt; name at least one beside them"
    case .noVectors(let block):
      "the \(block.rawValue) block needs a vector for every prompt, and the first has none whose source is stated"
    case .unsuitableVector(let row, let fault): "row \(row): \(fault)"
    case .unsuitableAddition(let model, let reason): "model \"\(model)\" cannot be added: \(reason)"
    case .otherModels(let found, let expected):
      "the outcomes are of the models \(found.listed), and the router is of \(expected.listed); "
        + "select the router's models"
    case .otherOutcomes: "these are not the outcomes that the router was trained on, row for row; give those"
    case .unsuitableSetting(let name, let value, let least): "\(name) must be at least \(least), and \(value) is not"
    case .cancelled: "the training was cancelled"
    case .regression(let error): error.description
    case .scratch(let error): error.description
    case .router(let error): error.description
    }
  }
}
