internal import PointsmanSupport
internal import Synchronization

/// A count that only grows. Adding is one atomic instruction.
package final class Counter: Sendable {
  private let count = Atomic<UInt64>(0)

  package init() {}

  package func add(_ amount: UInt64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
  /// Takes over a count that is kept elsewhere; a lower one changes nothing.
  package func raise(to value: UInt64) { count.max(value, ordering: .relaxed) }

  package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A level that rises and falls.
package final class Gauge: Sendable {
  private let level = Atomic<Int64>(0)

  package init() {}

  package func add(_ amount: Int64) { level.wrappingAdd(amount, ordering: .relaxed) }
  package func set(_ value: Int64) { level.store(value, ordering: .relaxed) }

  package var value: Int64 { level.load(ordering: .relaxed) }
}

/// A sum of amounts that are not whole, such as USD, kept in billionths: so adding is one atomic instruction, too, and the
/// sum does not depend on the order.
package final class Sum: Sendable {
  private let billionths = Counter()

  package init() {}

  /// Adds an amount of 0 or more. NaN, and an amount beyond 10⁹, is not added.
  package func add(_ amount: Double) {
    guard amount >= 0, amount <= 1e9 else { return }
    billionths.add(UInt64((amount * 1e9).rounded()))
  }

  package var value: Double { Double(billionths.value) / 1e9 }
}

/// How many observations fell into each bucket, and their sum.
package final class Histogram: Sendable {
  /// Upper bounds of the buckets, rising; a last bucket holds what is above.
  package let bounds: [Double]
  private let buckets: [Counter]
  private let total = Sum()

  package init(bounds: [Double]) {
    self.bounds = bounds
    buckets = (0...bounds.count).map { _ in Counter() }
  }

  /// Counts an observation of 0 or more; NaN is not counted. O(log buckets).
  package func observe(_ value: Double) {
    guard value >= 0 else { return }
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if value <= bounds[middle] { high = middle } else { low = middle + 1 }
    }
    buckets[low].add()
    total.add(value)
  }

  /// Counts of each bucket, the last of what is above all bounds.
  package var counts: [UInt64] { buckets.map(\.value) }
  package var sum: Double { total.value }
}

/// A metric with one instrument for each combination of its labels.
///
/// The values of every label are fixed when the metric is made, and a value that is not among them counts as "unknown": no
/// request can make a series.
package struct MetricFamily<Instrument: Sendable>: Sendable {
  package let name: String
  package let help: String
  package let labels: [String]
  /// For each label its values; the last is "unknown".
  private let values: [[String]]
  private let places: [[String: Int]]
  private let instruments: [Instrument]

  package static var unknown: String { "unknown" }

  package init(
    _ name: String, _ help: String, labels: [(name: String, values: [String])] = [], make: () -> Instrument
  ) {
    (self.name, self.help, self.labels) = (name, help, labels.map(\.name))
    values = labels.map { label in label.values.filter { $0 != "unknown" } + ["unknown"] }
    places = values.map { Dictionary($0.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }) }
    instruments = (0..<values.reduce(1) { $0 * $1.count }).map { _ in make() }
  }

  /// The instrument of these labels, in their order. Some 30 ns a label.
  package func callAsFunction(_ names: String?...) -> Instrument {
    precondition(names.count == labels.count, "one value a label")
    var index = 0
    for (place, name) in zip(places, names) {
      index = index * place.count + (name.flatMap { place[$0] } ?? place.count - 1)
    }
    return instruments[index]
  }

  /// Every combination of labels with its instrument.
  func series() -> [(labels: [(name: String, value: String)], instrument: Instrument)] {
    instruments.enumerated().map { index, instrument in
      var (rest, found) = (index, [(name: String, value: String)]())
      for (name, values) in zip(labels, values).reversed() {
        found.append((name, values[rest % values.count]))
        rest /= values.count
      }
      return (found.reversed(), instrument)
    }
  }
}
