internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

/// A BERT's weights under the names that Hugging Face's transformers gives them, and the lines of its vocab.txt.
struct BERTWeights {
  let tensors: [String: Safetensors.Tensor]
  let pieces: [ArraySlice<UInt8>]
  let heads: Int

  init(tensors: [String: Safetensors.Tensor], vocabulary: [UInt8], heads: Int) {
    (self.tensors, self.heads) = (tensors, heads)
    pieces = vocabulary.split(separator: 0x0a)
  }

  var layers: Int {
    var count = 0
    while tensors["encoder.layer.\(count).output.dense.weight"] != nil { count += 1 }
    return count
  }

  /// The first `count` layers as an encoder that knows the pieces of the lines `reached`, [UNK] first; nil when a tensor
  /// is missing or has the wrong shape.
  func encoder(
    name: String, layers count: Int, reached: [Int], classification: Int, separator: Int,
    provenance: [String: String] = [:]
  ) -> SentenceEncoder? {
    guard let words = matrix("embeddings.word_embeddings.weight"), words.rows == pieces.count,
      var positions = matrix("embeddings.position_embeddings.weight"),
      let types = matrix("embeddings.token_type_embeddings.weight"), types.columns == positions.columns, types.rows > 0,
      let normalization = normalization("embeddings.LayerNorm"),
      let vocabulary = WordPieceVocabulary(lines: Array(reached.map { pieces[$0] + [0x0a] }.joined()))
    else { return nil }
    for row in 0..<positions.rows { for k in 0..<positions.columns { positions[row, k] += types[0, k] } }
    let rows = reached + [classification, separator]
    let kept = Matrix(
      rows: rows.count, columns: words.columns,
      values: rows.flatMap { words.values[$0 * words.columns..<($0 + 1) * words.columns] })
    guard let embedding = TokenEmbedding(words: kept, positions: positions, normalization: normalization) else {
      return nil
    }
    var layers: [TransformerLayer] = []
    for index in 0..<count {
      guard let layer = layer("encoder.layer.\(index)") else { return nil }
      layers.append(layer)
    }
    return SentenceEncoder(
      name: name, vocabulary: vocabulary, embedding: embedding, layers: layers, provenance: provenance)
  }

  private func layer(_ name: String) -> TransformerLayer? {
    let parts = ["query", "key", "value"].compactMap { affine("\(name).attention.self.\($0)") }
    guard parts.count == 3, Set(parts.map(\.weights.rows)).count == 1,
      let projections = AffineMap(weights: .sideBySide(parts.map(\.weights)), bias: parts.flatMap(\.bias)),
      let output = affine("\(name).attention.output.dense"),
      let attention = SelfAttention(projections: projections, output: output, heads: heads),
      let expansion = affine("\(name).intermediate.dense"), let contraction = affine("\(name).output.dense"),
      let feedForward = FeedForward(expansion: expansion, contraction: contraction),
      let attentionNormalization = normalization("\(name).attention.output.LayerNorm"),
      let outputNormalization = normalization("\(name).output.LayerNorm")
    else { return nil }
    return TransformerLayer(
      attention: attention, attentionNormalization: attentionNormalization, feedForward: feedForward,
      outputNormalization: outputNormalization)
  }

  /// transformers keeps W transposed, outputs × inputs.
  private func affine(_ name: String) -> AffineMap? {
    guard let weights = matrix("\(name).weight"), let bias = tensors["\(name).bias"]?.floats else { return nil }
    return AffineMap(weights: weights.transposed, bias: bias)
  }

  private func normalization(_ name: String) -> LayerNormalization? {
    guard let gain = tensors["\(name).weight"]?.floats, let bias = tensors["\(name).bias"]?.floats else { return nil }
    return LayerNormalization(gain: gain, bias: bias)
  }

  private func matrix(_ name: String) -> Matrix? { tensors[name]?.matrix }
}

extension Safetensors.Tensor {
  /// A tensor of two dimensions and finite numbers in F32; nil for another.
  var matrix: Matrix? {
    guard shape.count == 2, let floats, floats.allSatisfy(\.isFinite) else { return nil }
    return Matrix(rows: shape[0], columns: shape[1], values: floats)
  }
}

extension Matrix {
  /// The columns of `parts`, which have as many rows each, one part after another.
  static func sideBySide(_ parts: [Matrix]) -> Matrix {
    var joined = Matrix(rows: parts[0].rows, columns: parts.reduce(0) { $0 + $1.columns })
    for row in 0..<joined.rows {
      var column = 0
      for part in parts {
        for k in 0..<part.columns { joined[row, column + k] = part[row, k] }
        column += part.columns
      }
    }
    return joined
  }
}

/// An encoder's weights as the tensors of its file.
struct EncoderTensors {
  private(set) var tensors: [String: Safetensors.Tensor]

  init(_ tensors: [String: Safetensors.Tensor]) {
    self.tensors = tensors
  }

  init(embedding: TokenEmbedding, layers: [TransformerLayer]) {
    tensors = [:]
    add(embedding.words, "embedding.words")
    add(embedding.positions, "embedding.positions")
    add(embedding.normalization, "embedding.normalization")
    for (index, layer) in layers.enumerated() {
      let name = "layers.\(index)"
      add(layer.attention.projections, "\(name).attention.projections")
      add(layer.attention.output, "\(name).attention.output")
      add(layer.attentionNormalization, "\(name).attention.normalization")
      add(layer.feedForward.expansion, "\(name).feed_forward.expansion")
      add(layer.feedForward.contraction, "\(name).feed_forward.contraction")
      add(layer.outputNormalization, "\(name).feed_forward.normalization")
    }
  }

  /// How many tensors the embedding and `layers` layers are: two matrices and a normalisation, four maps and two
  /// normalisations, two tensors a map or normalisation.
  static func count(layers: Int) -> Int { 4 + 12 * layers }

  /// Nil when a tensor is missing, or has numbers that are not finite, or when shapes disagree.
  var embedding: TokenEmbedding? {
    guard let words = tensors["embedding.words"]?.matrix, let positions = tensors["embedding.positions"]?.matrix,
      let normalization = normalization("embedding.normalization")
    else { return nil }
    return TokenEmbedding(words: words, positions: positions, normalization: normalization)
  }

  /// Layer `index`; nil as above.
  func layer(_ index: Int, heads: Int) -> TransformerLayer? {
    let name = "layers.\(index)"
    guard let projections = affine("\(name).attention.projections"), let output = affine("\(name).attention.output"),
      let attention = SelfAttention(projections: projections, output: output, heads: heads),
      let attentionNormalization = normalization("\(name).attention.normalization"),
      let expansion = affine("\(name).feed_forward.expansion"),
      let contraction = affine("\(name).feed_forward.contraction"),
      let feedForward = FeedForward(expansion: expansion, contraction: contraction),
      let outputNormalization = normalization("\(name).feed_forward.normalization")
    else { return nil }
    return TransformerLayer(
      attention: attention, attentionNormalization: attentionNormalization, feedForward: feedForward,
      outputNormalization: outputNormalization)
  }

  private func affine(_ name: String) -> AffineMap? {
    guard let weights = tensors["\(name).weights"]?.matrix, let bias = vector("\(name).bias") else { return nil }
    return AffineMap(weights: weights, bias: bias)
  }

  private func normalization(_ name: String) -> LayerNormalization? {
    guard let gain = vector("\(name).gain"), let bias = vector("\(name).bias") else { return nil }
    return LayerNormalization(gain: gain, bias: bias)
  }

  private func vector(_ name: String) -> [Float]? {
    guard let tensor = tensors[name], tensor.shape.count == 1, let floats = tensor.floats,
      floats.allSatisfy(\.isFinite)
    else { return nil }
    return floats
  }

  private mutating func add(_ matrix: Matrix, _ name: String) {
    tensors[name] = .init(shape: [matrix.rows, matrix.columns], matrix.values)
  }

  private mutating func add(_ map: AffineMap, _ name: String) {
    add(map.weights, "\(name).weights")
    tensors["\(name).bias"] = .init(shape: [map.bias.count], map.bias)
  }

  private mutating func add(_ normalization: LayerNormalization, _ name: String) {
    tensors["\(name).gain"] = .init(shape: [normalization.gain.count], normalization.gain)
    tensors["\(name).bias"] = .init(shape: [normalization.bias.count], normalization.bias)
  }
}
