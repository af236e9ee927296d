/// The content of a table of outcomes, and the most that routing could gain on it.
///
/// ```swift
/// let audit = Audit(outcomes)
/// print(audit.bestSingle?.model ?? "–", audit.headroom ?? .nan)
/// ```
public struct Audit: Sendable {
  /// Prompts in the table.
  public let rows: Int
  /// Rows on which every model was observed: best single, oracle and ties are taken over these.
  public let completeRows: Int
  /// One a model, in the table's order.
  public let models: [Model]
  /// True if rows have different weights. Scores and costs are then weighted means. Counts are of rows.
  public let isWeighted: Bool
  /// Cells without an outcome.
  public let missingCells: Int
  /// Complete rows on which more than one model has the best score, and on which all have it.
  public let tiedForBest: Int
  /// Prompts on which every model scored the same.
  public let tiedAll: Int
  /// Different categories, rows without one not counted.
  public let categories: Int
  /// Prompts that copy an earlier one.
  public let duplicates: DuplicateCounts
  /// Copies of a prompt on which a model has different scores.
  public let contradictions: Contradictions
  /// Prompts whose models are divided among several rows.
  public let divided: DividedPrompts
  /// Names that could be one model's.
  public let aliases: [NameAliases]
  /// The model of highest mean score; nil without a complete row.
  public let bestSingle: (model: String, score: Double)?
  /// The mean of each row's best score, luck included: of these very outcomes.
  public let oracle: Double?
  /// The mean of the best score if each model's scores were shuffled over the prompts: what independent luck shows.
  public let oracleByLuck: Double?
  /// The mean score on one half of each prompt's runs of the model that is best on the other half; nil without repeated runs.
  public let oracleOfSplitRuns: Double?
  /// The gain of the best choice for each of these very outcomes over the best single model, luck included.
  public var headroom: Double? {
    guard let oracle, let bestSingle else { return nil }
    return oracle - bestSingle.score
  }

  /// The outcomes of one model in a table.
  public struct Model: Sendable {
    /// As the outcomes name it.
    public let name: String
    /// Prompts on which it was run.
    public let observed: Int
    /// Mean score over its observed rows; nil when there are none.
    public let score: Double?
    /// Mean cost over those of its observed rows that record it, USD; nil where none does.
    public let cost: Double?
    /// Observed rows that record the cost.
    public let priced: Int
  }

  /// Looks `table` over. O(text + rows · models).
  public init(_ table: OutcomeTable) {
    let weights = table.weights
    func mean(_ values: [(row: Int, value: Double)]) -> Double? {
      let total = values.reduce(0) { $0 + (weights?[$1.row] ?? 1) }
      return total > 0 ? values.reduce(0) { $0 + (weights?[$1.row] ?? 1) * $1.value } / total : nil
    }
    let complete = table.rows.indices.filter { table.isComplete(row: $0) }
    isWeighted = weights != nil
    rows = table.rows.count
    completeRows = complete.count
    models = table.models.indices.map { model in
      let scores = table.rows.indices.compactMap { row in table.score(row: row, model: model).map { (row, $0) } }
      let costs = table.rows.indices.compactMap { row in table.cost(row: row, model: model).map { (row, $0) } }
      return Model(
        name: table.models[model], observed: scores.count, score: mean(scores), cost: mean(costs), priced: costs.count)
    }
    missingCells = table.rows.count * table.models.count - models.reduce(0) { $0 + $1.observed }
    categories = Set(table.rows.compactMap(\.category)).count
    duplicates = DuplicateCounts(within: table)
    contradictions = Contradictions(in: table)
    divided = DividedPrompts(in: table)
    aliases = NameAliases.groups(in: table)
    let scores = complete.map { row in table.models.indices.compactMap { table.score(row: row, model: $0) } }
    let atBest = scores.map { row in
      let best = row.max()
      return row.count { $0 == best }
    }
    tiedForBest = atBest.count { $0 > 1 }
    tiedAll = atBest.count { $0 == table.models.count }
    oracle = mean(zip(complete, scores).compactMap { row, scores in scores.max().map { (row, $0) } })
    let luck = OracleLuck(table, rows: complete)
    (oracleByLuck, oracleOfSplitRuns) = (luck.shuffled, luck.splitRuns)
    bestSingle = table.models.enumerated().compactMap { model, name in
      mean(zip(complete, scores).map { ($0, $1[model]) }).map { (name, $0) }
    }.max { $0.1 < $1.1 }
  }
}
