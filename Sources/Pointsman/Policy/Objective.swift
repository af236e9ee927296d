/// How one of the permitted models is chosen.
public enum Objective: Sendable, Equatable {
  /// The highest probability; of several models the cheaper, then the first by name.
  case mostLikely
  /// Of the router's pair the strong model where P(strong) − P(weak) is at least this, else the weak one.
  case threshold(Double)
  /// The highest P − cost / W − latency / L, where a success is worth W USD and L seconds; nil leaves one out.
  case worth(usd: Double?, seconds: Double?)
  /// The cheapest model whose probability is at least this; where none reaches it, the most likely.
  case quality(Double)

  /// Whether forecasts of cost decide.
  var weighsCost: Bool {
    switch self {
    case .mostLikely, .threshold: false
    case .worth(let usd, _): usd != nil
    case .quality: true
    }
  }

  /// The fault of its numbers in words; nil where they make sense.
  var fault: String? {
    switch self {
    case .mostLikely: return nil
    case .threshold(let threshold): return threshold.isFinite ? nil : "a threshold must be a finite number"
    case .worth(let usd, let seconds):
      guard usd != nil || seconds != nil else { return "a success must be worth USD, or seconds, or both" }
      for value in [usd, seconds].compactMap(\.self) where !(value > 0 && value.isFinite) {
        return "what a success is worth must be positive and finite, and \(value) is not"
      }
      return nil
    case .quality(let quality):
      return 0...1 ~= quality ? nil : "a quality must lie from 0 to 1, and \(quality) does not"
    }
  }
}
