internal import PointsmanSupport

/// A scale with its name and the labels of its ticks.
struct Axis: Sendable {
  let scale: Scale
  /// The quantity and its unit.
  let label: String
  let tickLabel: @Sendable (Double) -> String

  init(_ label: String, _ scale: Scale, tickLabel: @escaping @Sendable (Double) -> String) {
    (self.scale, self.label, self.tickLabel) = (scale, label, tickLabel)
  }

  /// Scores, to as many digits as the ticks need.
  static func scores(_ label: String, _ scale: Scale) -> Axis {
    let step = scale.ticks.count > 1 ? scale.ticks[1] - scale.ticks[0] : 1
    let digits = step >= 0.0999 ? 1 : step >= 0.00999 ? 2 : 3
    return Axis(label, scale) { fixed($0, digits) }
  }

  /// Shares, in per cent.
  static func shares(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { fixed(100 * $0, 0) + " %" }
  }

  /// USD.
  static func costs(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { "$" + shortest($0) }
  }

  /// Whole numbers.
  static func counts(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { value in Int(exactly: value.rounded()).map(grouped) ?? fixed(value, 0) }
  }
}

/// The mapping of values to places along an axis, and its ticks.
struct Scale: Sendable, Equatable {
  enum Kind: Sendable { case linear, logarithmic }

  let kind: Kind
  let low: Double
  let high: Double
  let ticks: [Double]

  /// Beyond it, and below its inverse, a value is not drawn: products and quotients of two that are stay finite.
  private static let largest = 1e100

  /// A linear scale that reaches over `values`, with round ticks; `about` so many of them.
  ///
  /// Ends are the values' own, widened by a twentieth, within `bounds`.
  static func linear(over values: [Double], within bounds: ClosedRange<Double>? = nil, about count: Int = 5) -> Scale {
    let finite = values.filter { abs($0) <= largest }
    var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if high - low <= roundingError { (low, high) = (low - 0.05, high + 0.05) }
    let margin = (high - low) / 20
    (low, high) = (low - margin, high + margin)
    if let bounds { (low, high) = (max(low, bounds.lowerBound), min(high, bounds.upperBound)) }
    return linear(from: low, to: high, about: count)
  }

  /// A linear scale between given ends.
  static func linear(from low: Double, to high: Double, about count: Int = 5) -> Scale {
    precondition(low < high, "a scale has an extent")
    let step = roundStep((high - low) / Double(count))
    let first = (low / step - roundingError).rounded(.up)
    let last = (high / step + roundingError).rounded(.down)
    let ticks = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
    return Scale(kind: .linear, low: low, high: high, ticks: ticks)
  }

  /// A logarithmic scale over positive values, with ticks at 1, 2 and 5 of each power of ten, or at the powers alone
  /// where those would be more than eight.
  static func logarithmic(over values: [Double]) -> Scale {
    let positive = values.filter { 1 / largest <= $0 && $0 <= largest }
    let (least, most) = (positive.min() ?? 1, positive.max() ?? 10)
    let margin = max(pow(most / least, 0.06), 1.1)
    let (low, high) = (least / margin, most * margin)
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    func ticks(_ digits: [Double]) -> [Double] {
      powers.flatMap { power in digits.map { $0 * pow(10, Double(power)) } }.filter { low <= $0 && $0 <= high }
    }
    let fine = ticks([1, 2, 5])
    return Scale(kind: .logarithmic, low: low, high: high, ticks: fine.count <= 8 ? fine : ticks([1]))
  }

  /// Where `value` lies: 0 at the low end, 1 at the high one. O(1).
  func position(_ value: Double) -> Double {
    switch kind {
    case .linear: (value - low) / (high - low)
    case .logarithmic: log(max(value, low) / low) / log(high / low)
    }
  }

  /// The value at a place: the inverse of `position`. O(1).
  func value(at position: Double) -> Double {
    switch kind {
    case .linear: low + position * (high - low)
    case .logarithmic: low * pow(high / low, position)
    }
  }

  /// The least of 1, 2 and 5 times a power of ten that is not below `step`.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return (([1, 2, 5].first { $0 * power >= step * (1 - roundingError) }) ?? 10) * power
  }
}
