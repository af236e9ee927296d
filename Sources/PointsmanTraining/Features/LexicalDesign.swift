internal import Pointsman
internal import PointsmanNumerics

/// One family of a training set's n-grams as a design matrix: sublinear TF, IDF and rows of length 1.
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

  init(
    _ terms: [PackedTerms], _ family: LexicalFamily, _ specification: LexicalSpecification, threads: Int = 1,
    scratch: Scratch
  ) throws(ScratchError) {
    let range = specification.range(of: family)
    var documents = [Int](repeating: 0, count: specification.buckets)
    let part = 512
    let parts = stride(from: 0, to: terms.count, by: part).map { $0..<min(terms.count, $0 + part) }
    for part in parts {
      for row in terms[part] { for term in row { documents[Int(term.bucket)] += 1 } }
      PackedTerms.release(terms[part])
    }
    inverseDocumentFrequencies = documents[range].map {
      TermFrequency.inverseDocumentFrequency(documents: $0, total: terms.count)
    }
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
