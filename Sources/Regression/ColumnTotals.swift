internal import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Σ_i w_ic and Σ_i w_ic y_ic of a column, and the constant that stands in where it has no finite optimum.
struct ColumnTotals {
  let weight: Double
  let labelledWeight: Double

  init(_ targets: LogisticTargets, _ column: LogisticColumn) {
    var (weight, labelled) = (0.0, 0.0)
    for row in 0..<targets.rows {
      let w = Double(targets.weight(row: row, column: column))
      guard w > 0 else { continue }
      weight += w
      labelled += w * Double(targets.labels[row, column.task])
    }
    (self.weight, self.labelledWeight) = (weight, labelled)
  }

  /// Whether every observed label is 0, or every one is 1, or none was observed.
  var isDegenerate: Bool { labelledWeight <= 0 || labelledWeight >= weight }

  /// The logit of the Krichevsky–Trofimov estimate (Σwy + ½) / (Σw + 1).
  var constantLogit: Double { log((labelledWeight + 0.5) / (weight - labelledWeight + 0.5)) }
}
