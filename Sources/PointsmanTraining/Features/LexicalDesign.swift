internal import LinearAlgebra
internal import Pointsman

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
    _ terms: [[PromptFeatures.Term]], _ family: LexicalFamily, _ specification: LexicalSpecification, threads: Int = 1
  ) {
    let range = specification.range(of: family)
    var documents = [Int](repeating: 0, count: specification.buckets)
    for row in terms { for term in row { documents[Int(term.bucket)] += 1 } }
    inverseDocumentFrequencies = documents[range].map {
      TermFrequency.inverseDocumentFrequency(documents: $0, total: terms.count)
    }
    let occurring = range.filter { documents[$0] > 0 }
    var columnOfBucket = [UInt32](repeating: 0, count: specification.buckets)
    for (column, bucket) in occurring.enumerated() { columnOfBucket[bucket] = UInt32(column) }
    let nonZeros = documents[range].reduce(0, +)
    var (offsets, indices, values) = ([0], [UInt32](), [Float]())
    indices.reserveCapacity(nonZeros)
    values.reserveCapacity(nonZeros)
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
    let rows = SparseRows(columns: occurring.count, offsets: offsets, indices: indices, values: values)
    let ordered = rows.orderedByFrequency(threads: threads)
    matrix = ordered.rows
    buckets = ordered.order.map { UInt32(occurring[$0]) }
  }
}
