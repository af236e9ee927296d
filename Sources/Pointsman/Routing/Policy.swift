/// How probabilities become a choice.
public enum Policy: Sendable, Equatable {
  /// The model of highest probability; of several, the cheaper, then the first by name.
  case mostLikely
  /// Between a weak and a strong model: the strong one where P(strong) − P(weak) is at least `threshold`.
  case threshold(Double)
  /// The model of highest P − expected cost / willingness, in USD that a success is worth.
  case willingnessToPay(Double)
}
