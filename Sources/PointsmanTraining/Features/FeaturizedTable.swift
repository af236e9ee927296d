internal import Pointsman
public import PointsmanEncoder
public import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanSupport

/// A table of outcomes made ready for training: its prompts are read once, for every fold and every block.
///
/// ```swift
/// let set = FeaturizedTable(outcomes, tokens: try TokenTable.ofThisProcess(), threads: 2)
/// let trained = try RouterTrainer().fitted(to: set)
/// ```
public struct FeaturizedTable: Sendable {
  /// The outcomes.
  public let table: OutcomeTable
  /// For each row a label that near-duplicates share, and rows of one group.
  public let clusters: [Int]
  let features: PromptFeatures
  /// The token vectors that the semantic block is made of; nil when the table was read without them.
  let tokens: TokenTable?
  let scratch: Scratch

  /// Reads the prompts of `table`. O(text), shared among `threads`.
  ///
  /// With `partingDuplicates` every row is a cluster of its own, as in scikit-learn's `KFold`. Near-duplicates then
  /// lie on both sides of a split, which flatters every figure: only for comparison with tools that do so.
  ///
  /// `tokens` are the vectors for the semantic block.
  public init(_ table: OutcomeTable, tokens: TokenTable? = nil, partingDuplicates: Bool = false, threads: Int = 1) {
    self = Scratch.unlimited { scratch throws(ScratchError) in
      try FeaturizedTable(
        table, tokens: tokens, partingDuplicates: partingDuplicates, threads: threads, scratch: scratch)
    }
  }

  /// The same with a limit to memory: what `scratch` has no room for, of the features and of the n-grams' designs that
  /// training makes of them, is read from disk instead, to the same results.
  public init(
    _ table: OutcomeTable, tokens: TokenTable? = nil, partingDuplicates: Bool = false, threads: Int = 1,
    scratch: Scratch
  ) throws(ScratchError) {
    self.init(
      table: table, clusters: partingDuplicates ? Array(table.rows.indices) : table.clusters(),
      features: try PromptFeatures(of: table, tokens: tokens, threads: threads, scratch: scratch), tokens: tokens,
      scratch: scratch)
  }

  private init(table: OutcomeTable, clusters: [Int], features: PromptFeatures, tokens: TokenTable?, scratch: Scratch) {
    (self.table, self.clusters, self.features, self.tokens) = (table, clusters, features, tokens)
    self.scratch = scratch
  }

  /// The rows at `indices`, in that order. O(count): the features themselves are shared.
  public func selecting(rows indices: [Int]) -> FeaturizedTable {
    FeaturizedTable(
      table: table.selecting(rows: indices), clusters: indices.map { clusters[$0] },
      features: features.selecting(rows: indices), tokens: tokens, scratch: scratch)
  }

  /// About equal folds in which near-duplicates and rows of one group stay together; fewer than `count` where there are
  /// fewer of these. Under a thousand rows they are stratified by the outcomes. With more, folds have about as many
  /// successes by chance.
  package func folds(count: Int, seed: UInt64) -> Folds {
    let keys = table.rows.count < 1000 ? table.outcomeKeys() : []
    return Folds(keepingTogether: clusters, stratifiedBy: keys, count: count, seed: seed)
  }

  /// The same prompts with their outcomes permuted at random, as a permutation test trains on. O(n).
  public func shufflingOutcomes(seed: UInt64) -> FeaturizedTable {
    FeaturizedTable(
      table: table.shufflingOutcomes(seed: seed), clusters: clusters, features: features, tokens: tokens,
      scratch: scratch)
  }
}

extension OutcomeTable {
  /// SHA-256 of all that training reads: models, prompts, groups, categories, weights, scores, costs, and whatever tags and vectors there are,
  /// in order.
  package var digest: String {
    var hash = SHA256()
    func add(_ value: String) { hash.update(Array("\(value.utf8.count):\(value)".utf8)[...]) }
    for model in models { add(model) }
    for (index, row) in rows.enumerated() {
      for message in row.prompt.messages {
        add(message.role.rawValue)
        add(message.content)
      }
      for (block, vector) in row.prompt.vectors.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        add("\(block.rawValue) \(vector.source?.name ?? "") \(vector.source?.digest ?? "")")
        for value in vector.values { add(String(value.bitPattern)) }
      }
      for (key, value) in row.prompt.tags.sorted(by: { $0.key < $1.key }) {
        add("tag \(key)")
        add(value)
      }
      add("\(row.group ?? "") \(row.category ?? "") \(row.weight)")
      for model in models.indices {
        let outcome = outcome(row: index, model: model)
        add("\(outcome?.score ?? -1) \(outcome?.cost ?? -1)")
        let usage = [outcome?.latency, outcome?.inputTokens, outcome?.outputTokens, outcome?.outputCharacters]
        if usage.contains(where: { $0 != nil }) { add(usage.map { "\($0 ?? -1)" }.joined(separator: " ")) }
        // Outcomes without it keep the digest that older programs gave them.
        if let time = outcome?.firstTokenTime { add("first token \(time)") }
        let weights = [outcome?.repeats, outcome?.propensity]
        if weights.contains(where: { $0 != nil }) { add(weights.map { "weight \($0 ?? -1)" }.joined(separator: " ")) }
      }
    }
    return hash.hexDigest()
  }
}

extension FeaturizedTable {
  /// For each row a dense vector of length 1 whose dot products stand for the similarity of prompts: n × (512 +
  /// structural features).
  ///
  /// The lexical block is shortened by signed feature hashing (Weinberger et al., "Feature hashing for large scale
  /// multitask learning", 2009), which keeps dot products to within about 1/√512; the structural block is put beside
  /// it, scaled to the same length.
  package func denseVectors() -> Matrix {
    let width = 512
    let designs = LexicalFamily.allCases.map { family in
      Scratch.unlimited { scratch throws(ScratchError) in
        try LexicalDesign(features.terms, family, .standard, scratch: scratch)
      }
    }
    let count = StructuralFeatures.count
    let raw = features.structural.flatMap { $0 }
    let scaling = FeatureScaling(fitting: raw, count: count)
    var vectors = Matrix(rows: table.rows.count, columns: width + count)
    for row in 0..<vectors.rows {
      let start = row * vectors.columns
      for design in designs {
        for k in design.matrix.offsets[row]..<design.matrix.offsets[row + 1] {
          // Fibonacci hashing (Knuth, TAOCP 3, 6.4): nine bits for the place, one for the sign.
          let hash = design.buckets[Int(design.matrix.indices[k])] &* 2_654_435_769
          let value = design.matrix.values[k]
          vectors.values[start + Int(hash >> 23)] += hash & 0x400000 == 0 ? value : -value
        }
      }
      for j in 0..<count { vectors.values[start + width + j] = scaling.scaled(raw[row * count + j], j) }
      normalize(&vectors.values, start..<start + width)
      normalize(&vectors.values, start + width..<start + width + count)
    }
    return vectors
  }

  /// Scales `values[range]` to length √½, unless all are 0.
  private func normalize(_ values: inout [Float], _ range: Range<Int>) {
    var squares: Float = 0
    for k in range { squares += values[k] * values[k] }
    guard squares > 0 else { return }
    let factor = (0.5 / squares).squareRoot()
    for k in range { values[k] *= factor }
  }
}
