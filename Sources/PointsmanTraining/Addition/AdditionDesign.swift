internal import Pointsman
internal import PointsmanNumerics

/// The design matrix of a head that is a mix of others.
///
/// Columns: the mean head, z̄ = (1 / M) Σ_f Σ_m z_fm; every z_fm for itself; every structural feature. All are centred. The
/// mean head has ten times the unit of the others, so that the penalty weighs a hundredth on it: what is left of the head
/// under a strong penalty is the mean head, stretched to suit.
struct AdditionDesign {
  private let shares: [[Float]]
  private let form: [[Float]]
  private let models: Int
  private let meanShares: [Float]
  /// The root mean square of the centred z_fm, and of z̄; 1 where nothing varies.
  private let units: (shares: Float, mean: Float)
  private static let favour: Float = 10

  /// - Parameters:
  ///   - shares: for each row z_fm, blocks × M.
  ///   - form: for each row the scaled structural features.
  init(shares: [[Float]], form: [[Float]], models: Int) {
    (self.shares, self.form, self.models) = (shares, form, models)
    let columns = shares[0].indices
    let means = columns.map { k in Float(shares.reduce(0) { $0 + Double($1[k]) } / Double(shares.count)) }
    func unit(_ values: some Sequence<Float>, count: Int) -> Float {
      let square = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, count))
      return square > 1e-12 ? Float(square.squareRoot()) : 1
    }
    let centred = shares.flatMap { row in columns.map { row[$0] - means[$0] } }
    let width = columns.count
    let mean = shares.indices.map { row in
      centred[row * width..<(row + 1) * width].reduce(0, +) / Float(models)
    }
    meanShares = means
    units = (unit(centred, count: centred.count), unit(mean, count: mean.count))
  }

  /// n × (1 + blocks · M + features), the features times `weight`.
  func matrix(form weight: Float) -> Matrix {
    let width = 1 + meanShares.count + form[0].count
    let values = shares.indices.flatMap { row -> [Float] in
      let centred = zip(shares[row], meanShares).map { $0 - $1 }
      let mean = Self.favour * centred.reduce(0, +) / Float(models) / units.mean
      return [mean] + centred.map { $0 / units.shares } + form[row].map { $0 * weight }
    }
    return Matrix(rows: shares.count, columns: width, values: values)
  }

  /// The head that a solution over `matrix(form: weight)` stands for.
  func head(_ coefficients: [Float], intercept: Float, form weight: Float) -> AddedHead {
    let shared = Self.favour * coefficients[0] / units.mean / Float(models)
    let count = meanShares.count
    let mix = (0..<count).map { shared + coefficients[1 + $0] / units.shares }
    let shift = zip(mix, meanShares).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    return AddedHead(
      intercept: intercept - shift,
      mix: stride(from: 0, to: count, by: models).map { Array(mix[$0..<$0 + models]) },
      structural: coefficients[(1 + count)...].map { $0 * weight })
  }
}
