/// A metric at one moment, as both formats of export take it.
package struct MetricSnapshot: Sendable, Equatable {
  package let name: String
  package let help: String
  package let kind: Kind
  package let samples: [Sample]

  package enum Kind: String, Sendable { case counter, gauge, histogram }

  /// One series.
  package struct Sample: Sendable, Equatable {
    package let labels: [Label]
    package let value: Value

    package init(labels: [Label] = [], _ value: Value) { (self.labels, self.value) = (labels, value) }
  }

  package struct Label: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  package enum Value: Sendable, Equatable {
    case number(Double)
    /// Counts by bucket, one more than there are bounds.
    case buckets(bounds: [Double], counts: [UInt64], sum: Double)
  }

  package init(name: String, help: String, kind: Kind, samples: [Sample]) {
    (self.name, self.help, self.kind, self.samples) = (name, help, kind, samples)
  }
}

extension MetricSnapshot {
  /// A metric's series that have counted something; all of them where it has no labels.
  init<Instrument>(
    _ family: MetricFamily<Instrument>, _ kind: Kind, value: (Instrument) -> Value?
  ) {
    self.init(
      name: family.name, help: family.help, kind: kind,
      samples: family.series().compactMap { series in
        value(series.instrument).map { Sample(labels: series.labels.map { Label($0.name, $0.value) }, $0) }
      })
  }

  init(_ family: MetricFamily<Counter>) {
    self.init(family, .counter) { $0.value > 0 || family.labels.isEmpty ? .number(Double($0.value)) : nil }
  }

  init(_ family: MetricFamily<Sum>) {
    self.init(family, .counter) { $0.value > 0 || family.labels.isEmpty ? .number($0.value) : nil }
  }

  init(_ family: MetricFamily<Gauge>) {
    self.init(family, .gauge) { .number(Double($0.value)) }
  }

  init(_ family: MetricFamily<Histogram>) {
    self.init(family, .histogram) { histogram in
      let counts = histogram.counts
      guard family.labels.isEmpty || counts.contains(where: { $0 > 0 }) else { return nil }
      return .buckets(bounds: histogram.bounds, counts: counts, sum: histogram.sum)
    }
  }
}

extension [MetricSnapshot] {
  /// The text format of Prometheus, version 0.0.4. The media type is `prometheusContentType`.
  package var prometheusText: String {
    var text = ""
    for metric in self where !metric.samples.isEmpty {
      text += "# HELP \(metric.name) \(metric.help.escaped(quotes: false))\n"
      text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
      for sample in metric.samples {
        switch sample.value {
        case .number(let value): text += "\(metric.name)\(Self.braces(sample.labels)) \(Self.figure(value))\n"
        case .buckets(let bounds, let counts, let sum):
          var total: UInt64 = 0
          for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? Self.figure(bounds[index]) : "+Inf"
            let labels = sample.labels + [MetricSnapshot.Label("le", bound)]
            text += "\(metric.name)_bucket\(Self.braces(labels)) \(total)\n"
          }
          text += "\(metric.name)_sum\(Self.braces(sample.labels)) \(Self.figure(sum))\n"
          text += "\(metric.name)_count\(Self.braces(sample.labels)) \(total)\n"
        }
      }
    }
    return text
  }

  package static var prometheusContentType: String { "text/plain; version=0.0.4; charset=utf-8" }

  private static func braces(_ labels: [MetricSnapshot.Label]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\($0.value.escaped(quotes: true))\"" }.joined(separator: ",") + "}"
  }

  /// A whole number without a point.
  private static func figure(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    return value.description
  }
}

extension String {
  /// The escapes of the text format: of backslash and line feed, and in values of labels of quotes.
  fileprivate func escaped(quotes: Bool) -> String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\"" where quotes: text += "\\\""
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
