internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

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
