internal import Pointsman
package import PointsmanNumerics
internal import PointsmanOutcomes

extension FeaturizedTable {
  /// For each row a dense vector of length 1 whose dot products stand for the similarity of prompts: n × (512 +
  /// structural features).
  ///
  /// The lexical block is shortened by signed feature hashing (Weinberger et al., "Feature hashing for large scale
  /// multitask learning", 2009), which keeps dot products to within about 1/√512; the structural block stands beside
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
