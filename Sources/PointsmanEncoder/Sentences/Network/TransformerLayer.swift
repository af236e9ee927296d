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
