internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The lexical block: n-grams of words and n-grams of characters, each a sparse design fitted by dual coordinate
/// descent.
struct LexicalFit: BlockFit {
  let block = Block.lexical
  let families: [FamilyFit]
  private let designs: [LexicalDesign]

  /// C from 0.01 to 10 as the peers search it, and in the same steps on to 519 for small data; the path stops past its
  /// best.
  private static let path = inverseRegularizations(from: 0.01, ratio: 2.683, count: 12)

  /// Fits both families. With a `head` given, n-grams weigh as in that head instead of by how many of the prompts have them.
  init(
    _ prepared: FeaturizedTable, _ targets: Targets, threads: Int, weighingAs head: LexicalHead? = nil
  ) throws(TrainingError) {
    var (families, designs) = ([FamilyFit](), [LexicalDesign]())
    for family in LexicalFamily.allCases {
      let (design, solver): (LexicalDesign, SparseSolver)
      do throws(ScratchError) {
        design = try LexicalDesign(
          prepared.features.terms, family, .standard,
          inverseDocumentFrequencies: head?.inverseDocumentFrequencies(of: family), threads: threads,
          scratch: prepared.scratch)
      } catch {
        throw .scratch(error)
      }
      do throws(RegressionError) {
        solver = try SparseSolver(design: design.matrix, threads: threads)
      } catch {
        throw .regression(error)
      }
      designs.append(design)
      families.append(
        FamilyFit(
          "lexical block (\(family == .words ? "words" : "characters"))", solver, targets,
          inverseRegularizations: Self.path))
    }
    (self.families, self.designs) = (families, designs)
  }

  /// One row of weights a bucket, 0 for a bucket that does not occur.
  func head(_ coefficients: [Matrix]) -> any BlockHead {
    let (specification, models) = (LexicalSpecification.standard, coefficients[0].columns)
    var inverseDocumentFrequencies = [Float](repeating: 0, count: specification.buckets)
    var weights = [Float](repeating: 0, count: specification.buckets * models)
    for (family, (design, coefficients)) in zip(LexicalFamily.allCases, zip(designs, coefficients)) {
      inverseDocumentFrequencies.replaceSubrange(
        specification.range(of: family), with: design.inverseDocumentFrequencies)
      for (column, bucket) in design.buckets.enumerated() {
        for model in 0..<models { weights[Int(bucket) * models + model] = coefficients[column, model] }
      }
    }
    return LexicalHead(
      specification: specification, inverseDocumentFrequencies: inverseDocumentFrequencies, weights: weights,
      models: models)
  }
}

/// One family of a table's n-grams as a design matrix: sublinear TF, IDF and rows of length 1.
///
/// The same numbers as scikit-learn's `HashingVectorizer` and `TfidfTransformer(sublinear_tf=True)`. Only buckets that
/// occur have a column, the most frequent first, so that the coefficients that nearly every row touches lie side by
/// side in cache.
struct LexicalDesign {
  let matrix: SparseRows
  /// For each column its bucket.
  let buckets: [UInt32]
  /// For every bucket of the family in order, those that do not occur included.
  let inverseDocumentFrequencies: [Float]

  /// The design of `terms`, by inverse document frequencies of their own unless some are given, one a bucket of the family.
  init(
    _ terms: [PackedTerms], _ family: LexicalFamily, _ specification: LexicalSpecification,
    inverseDocumentFrequencies given: [Float]? = nil, threads: Int = 1, scratch: Scratch
  ) throws(ScratchError) {
    let range = specification.range(of: family)
    var documents = [Int](repeating: 0, count: specification.buckets)
    let part = 512
    let parts = stride(from: 0, to: terms.count, by: part).map { $0..<min(terms.count, $0 + part) }
    for part in parts {
      for row in terms[part] { for term in row { documents[Int(term.bucket)] += 1 } }
      PackedTerms.release(terms[part])
    }
    inverseDocumentFrequencies =
      given
      ?? documents[range].map { TermFrequency.inverseDocumentFrequency(documents: $0, total: terms.count) }
    let occurring = range.filter { documents[$0] > 0 }.sorted { (documents[$1], $0) < (documents[$0], $1) }
    var columnOfBucket = [UInt32](repeating: 0, count: specification.buckets)
    for (column, bucket) in occurring.enumerated() { columnOfBucket[bucket] = UInt32(column) }
    matrix = try SparseRows(
      columns: occurring.count, parts: parts.count, nonZeros: documents[range].reduce(0, +),
      threads: threads, scratch: scratch
    ) { [inverseDocumentFrequencies, columnOfBucket] index in
      defer { PackedTerms.release(terms[parts[index]]) }
      return Self.rows(
        terms[parts[index]], range, columnOfBucket, inverseDocumentFrequencies,
        columns: occurring.count)
    }
    buckets = occurring.map { UInt32($0) }
  }

  /// The design of some rows, each in the order of its terms.
  private static func rows(
    _ terms: ArraySlice<PackedTerms>, _ range: Range<Int>, _ columnOfBucket: [UInt32],
    _ inverseDocumentFrequencies: [Float], columns: Int
  ) -> SparseRows {
    var (offsets, indices, values) = ([0], [UInt32](), [Float]())
    for row in terms {
      let start = values.count
      var squares: Float = 0
      for term in row where range.contains(Int(term.bucket)) {
        let frequency = inverseDocumentFrequencies[Int(term.bucket) - range.lowerBound]
        let x = TermFrequency.sublinear(term.count) * frequency
        indices.append(columnOfBucket[Int(term.bucket)])
        values.append(x)
        squares += x * x
      }
      if squares > 0 {
        let inverseNorm = 1 / squares.squareRoot()
        for k in start..<values.count { values[k] *= inverseNorm }
      }
      offsets.append(values.count)
    }
    return SparseRows(columns: columns, offsets: offsets, indices: indices, values: values)
  }
}
