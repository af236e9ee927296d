internal import PointsmanNumerics

/// One layer of BERT (Devlin et al. 2019): attention and feed-forward, each added to its input and normalised.
///
///     y = LayerNorm(x + Attention(x)),   z = LayerNorm(y + FeedForward(y))
struct TransformerLayer: Sendable, Equatable {
  let attention: SelfAttention
  let attentionNormalization: LayerNormalization
  let feedForward: FeedForward
  let outputNormalization: LayerNormalization

  /// Nil when the shapes disagree.
  init?(
    attention: SelfAttention, attentionNormalization: LayerNormalization, feedForward: FeedForward,
    outputNormalization: LayerNormalization
  ) {
    let width = attention.output.bias.count
    guard feedForward.contraction.bias.count == width, attentionNormalization.gain.count == width,
      outputNormalization.gain.count == width
    else { return nil }
    (self.attention, self.attentionNormalization) = (attention, attentionNormalization)
    (self.feedForward, self.outputNormalization) = (feedForward, outputNormalization)
  }

  /// n × width to n × width.
  func callAsFunction(_ x: Matrix) -> Matrix {
    var y = attention(x)
    attentionNormalization.normalize(&y, adding: x)
    var z = feedForward(y)
    outputNormalization.normalize(&z, adding: y)
    return z
  }
}

/// Every token looks at every token of its prompt (Vaswani et al., "Attention is all you need", 2017).
///
///     head_h = softmax(Q_h K_hᵀ / √e) V_h,   y = [head_1 … head_H] W_o + b_o,   e = width / H
struct SelfAttention: Sendable, Equatable {
  /// width × 3 width: queries, keys and values side by side, head after head in each.
  let projections: AffineMap
  /// width × width.
  let output: AffineMap
  let heads: Int

  /// Nil when the shapes disagree.
  init?(projections: AffineMap, output: AffineMap, heads: Int) {
    let width = output.bias.count
    guard heads > 0, width % heads == 0, projections.weights.rows == width, output.weights.rows == width,
      projections.bias.count == 3 * width
    else { return nil }
    (self.projections, self.output, self.heads) = (projections, output, heads)
  }

  /// n × width to n × width. O(n · width² + n² · width).
  func callAsFunction(_ x: Matrix) -> Matrix {
    let (n, width) = (x.rows, output.bias.count)
    let size = width / heads
    let projected = projections(x)
    // Room for whole lanes in every row.
    var scores = Matrix(rows: n, columns: (n + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount)
    var context = Matrix(rows: n, columns: width)
    let square = Rectangle(rows: 0..<n, columns: 0..<n)
    for head in 0..<heads {
      func part(_ start: Int) -> Rectangle {
        Rectangle(rows: 0..<n, columns: start + head * size..<start + (head + 1) * size)
      }
      BLAS.multiply(
        projected, part(0), projected, part(width), transposingB: true, scale: 1 / Float(size).squareRoot(),
        into: &scores, square)
      Softmax.apply(to: &scores, count: n)
      BLAS.multiply(scores, square, projected, part(2 * width), into: &context, part(0))
    }
    return output(context)
  }
}

/// y_j = e^(x_j − max x) / Σ_k e^(x_k − max x), along rows.
enum Softmax {
  /// Replaces the first `count` numbers of every row of `x`, whose columns are a multiple of eight; the others lose
  /// their meaning.
  static func apply(to x: inout Matrix, count: Int) {
    let step = Lanes.scalarCount
    precondition(x.columns % step == 0 && count <= x.columns)
    let whole = count / step * step
    for row in 0..<x.rows {
      // The lanes behind the last number weigh nothing: e^−∞. Lanes.exp makes it 1e-38, which no sum
      // of at least 1 notices.
      for column in count..<min(whole + step, x.columns) where whole < count { x[row, column] = -.infinity }
      var largest = Lanes(repeating: -.infinity)
      for column in stride(from: 0, to: count, by: step) {
        largest = Lanes.maximum(largest, x.lanes(row: row, column: column))
      }
      let shift = Lanes(repeating: largest.max())
      var sums = Lanes()
      for column in stride(from: 0, to: count, by: step) {
        let lanes = Lanes.exp(x.lanes(row: row, column: column) - shift)
        x.setLanes(lanes, row: row, column: column)
        sums += lanes
      }
      let factor = Lanes(repeating: 1 / sums.sum())
      for column in stride(from: 0, to: count, by: step) {
        x.setLanes(x.lanes(row: row, column: column) * factor, row: row, column: column)
      }
    }
  }
}

/// y = GELU(x W₁ + b₁) W₂ + b₂, each token for itself; GELU(x) = x Φ(x), exact (Hendrycks and Gimpel 2016).
struct FeedForward: Sendable, Equatable {
  /// width × inner.
  let expansion: AffineMap
  /// inner × width.
  let contraction: AffineMap

  /// Nil when the shapes disagree.
  init?(expansion: AffineMap, contraction: AffineMap) {
    guard expansion.bias.count == contraction.weights.rows, expansion.bias.count % Lanes.scalarCount == 0,
      expansion.weights.rows == contraction.bias.count
    else { return nil }
    (self.expansion, self.contraction) = (expansion, contraction)
  }

  func callAsFunction(_ x: Matrix) -> Matrix {
    var inner = expansion(x)
    Self.activate(&inner)
    return contraction(inner)
  }

  /// GELU of every number; the columns are a multiple of eight.
  static func activate(_ x: inout Matrix) {
    precondition(x.columns % Lanes.scalarCount == 0)
    for row in 0..<x.rows {
      for column in stride(from: 0, to: x.columns, by: Lanes.scalarCount) {
        let lanes = x.lanes(row: row, column: column)
        x.setLanes(lanes * Lanes.normalDistribution(lanes), row: row, column: column)
      }
    }
  }
}

/// y = x W + b for a row x, where W is inputs × outputs.
struct AffineMap: Sendable, Equatable {
  let weights: Matrix
  /// One number an output.
  let bias: [Float]

  /// Nil when the shapes disagree.
  init?(weights: Matrix, bias: [Float]) {
    guard weights.columns == bias.count else { return nil }
    (self.weights, self.bias) = (weights, bias)
  }

  /// The images of all rows of `x`. One GEMM.
  func callAsFunction(_ x: Matrix) -> Matrix {
    var y = Matrix(rows: x.rows, columns: bias.count)
    BLAS.affine(x, rows: x.rows, weights, bias: bias, into: &y)
    return y
  }
}

/// y = gain ∘ (x − mean(x)) / √(var(x) + ε) + bias over the numbers of a row (Ba, Kiros and Hinton 2016).
struct LayerNormalization: Sendable, Equatable {
  let gain: [Float]
  let bias: [Float]

  /// BERT's `layer_norm_eps`.
  static let epsilon: Float = 1e-12

  /// Nil when the shapes disagree.
  init?(gain: [Float], bias: [Float]) {
    guard gain.count == bias.count, gain.count % Lanes.scalarCount == 0, !gain.isEmpty else { return nil }
    (self.gain, self.bias) = (gain, bias)
  }

  /// Replaces each row of `x` by that of x + `residual`, normalised. O(rows · width).
  func normalize(_ x: inout Matrix, adding residual: Matrix? = nil) {
    let (width, step) = (gain.count, Lanes.scalarCount)
    precondition(x.columns == width && (residual.map { $0.rows == x.rows && $0.columns == width } ?? true))
    let (gains, biases) = (Matrix(rows: 1, columns: width, values: gain), Matrix(rows: 1, columns: width, values: bias))
    for row in 0..<x.rows {
      var sums = Lanes()
      for column in stride(from: 0, to: width, by: step) {
        var lanes = x.lanes(row: row, column: column)
        if let residual {
          lanes += residual.lanes(row: row, column: column)
          x.setLanes(lanes, row: row, column: column)
        }
        sums += lanes
      }
      let mean = sums.sum() / Float(width)
      var squares = Lanes()
      for column in stride(from: 0, to: width, by: step) {
        let deviation = x.lanes(row: row, column: column) - mean
        squares += deviation * deviation
      }
      let factor = 1 / (squares.sum() / Float(width) + Self.epsilon).squareRoot()
      for column in stride(from: 0, to: width, by: step) {
        let scaled = (x.lanes(row: row, column: column) - mean) * factor
        let lanes = scaled * gains.lanes(row: 0, column: column) + biases.lanes(row: 0, column: column)
        x.setLanes(lanes, row: row, column: column)
      }
    }
  }
}

/// x_i = LayerNorm(word(piece_i) + position(i)), BERT's input; the type of the first segment is in the positions.
struct TokenEmbedding: Sendable, Equatable {
  /// pieces × width, then [CLS] and [SEP].
  let words: Matrix
  /// The longest sequence × width.
  let positions: Matrix
  let normalization: LayerNormalization

  /// Nil when the shapes disagree.
  init?(words: Matrix, positions: Matrix, normalization: LayerNormalization) {
    let width = normalization.gain.count
    // [CLS], a piece and [SEP] at least.
    guard words.columns == width, positions.columns == width, words.rows > 2, positions.rows > 2 else { return nil }
    (self.words, self.positions, self.normalization) = (words, positions, normalization)
  }

  /// How many pieces fit between [CLS] and [SEP].
  var maximumPieces: Int { positions.rows - 2 }

  /// The inputs of [CLS], the first `maximumPieces` of `pieces`, and [SEP]: one row each.
  func callAsFunction(_ pieces: [UInt16]) -> Matrix {
    let rows = [words.rows - 2] + pieces.prefix(maximumPieces).map(Int.init) + [words.rows - 1]
    let width = words.columns
    var x = Matrix(rows: rows.count, columns: width)
    for (position, word) in rows.enumerated() {
      for k in 0..<width {
        x.values[position * width + k] = words.values[word * width + k] + positions.values[position * width + k]
      }
    }
    normalization.normalize(&x)
    return x
  }
}
