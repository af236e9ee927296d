import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanEvaluation

@Suite("Prediction-powered mean")
struct PredictionPoweredMeanTests {
  /// Verdicts and truths of `count` rows; the first `labelled` rows have a label.
  private static func draw(_ count: Int, labelled: Int, seed: UInt64) -> (verdicts: [Double], labels: [Double?]) {
    var generator = SplitMix64(seed: seed)
    let truths = (0..<count).map { _ in generator.uniform() < 0.7 ? 1.0 : 0 }
    let verdicts = truths.map { truth in
      let draw = generator.uniform()
      return draw < 0.6 ? truth : draw < 0.85 ? 0.5 : 1 - truth
    }
    return (verdicts, truths.indices.map { $0 < labelled ? truths[$0] : nil })
  }

  @Test("It is the formula's value, by a plain loop")
  func plain() throws {
    let (f, labels) = Self.draw(200, labelled: 40, seed: 3)
    let y = labels.compactMap(\.self)
    let n = Double(y.count)
    let (meanY, meanF) = (y.reduce(0, +) / n, f[..<40].reduce(0, +) / n)
    var (covariance, variance) = (0.0, 0.0)
    for row in 0..<40 {
      covariance += (y[row] - meanY) * (f[row] - meanF)
      variance += (f[row] - meanF) * (f[row] - meanF)
    }
    let slope = covariance / variance
    let expected = slope * f.reduce(0, +) / 200 + meanY - slope * meanF
    let found = try #require(PredictionPoweredMean(predictions: f, labels: labels, clusters: Array(0..<200)))
    #expect(abs(found.slope - slope) < 1e-12 && abs(found.value - expected) < 1e-12)
    #expect(found.labels == 40 && found.interval.low < expected && expected < found.interval.high)
    // Narrower than the labels alone.
    let alone = try #require(ClusteredMean(of: y).interval())
    #expect(found.interval.high - found.interval.low < alone.high - alone.low)
  }

  @Test("A judge that is always right adds its rows; one that says nothing leaves the labels")
  func extremes() throws {
    var (f, labels) = Self.draw(300, labelled: 30, seed: 4)
    f = f.indices.map { labels[$0] ?? (f[$0] > 0.5 ? 1 : 0) }
    let right = try #require(PredictionPoweredMean(predictions: f, labels: labels, clusters: Array(0..<300)))
    #expect(right.slope == 1 && abs(right.value - f.reduce(0, +) / 300) < 1e-12)
    // No disagreement among 30 labels is no proof that there is none.
    #expect(right.interval.high - right.interval.low > 0.1)
    let constant = [Double](repeating: 0.5, count: 300)
    let none = try #require(PredictionPoweredMean(predictions: constant, labels: labels, clusters: Array(0..<300)))
    #expect(none.slope == 0 && abs(none.value - labels.compactMap(\.self).reduce(0, +) / 30) < 1e-12)
    // A judge that is always wrong has a slope below 0, which is not used.
    let wrong = try #require(
      PredictionPoweredMean(predictions: f.map { 1 - $0 }, labels: labels, clusters: Array(0..<300)))
    #expect(wrong.slope == 0)
  }

  @Test("Exchanging the two models mirrors it; the order of rows does not matter; eight clusters are needed")
  func symmetry() throws {
    let (f, labels) = Self.draw(120, labelled: 25, seed: 5)
    let clusters = (0..<120).map { $0 / 2 }
    let found = try #require(PredictionPoweredMean(predictions: f, labels: labels, clusters: clusters))
    let mirrored = try #require(
      PredictionPoweredMean(predictions: f.map { 1 - $0 }, labels: labels.map { $0.map { 1 - $0 } }, clusters: clusters)
    )
    #expect(abs(found.value + mirrored.value - 1) < 1e-12)
    #expect(abs(found.interval.low + mirrored.interval.high - 1) < 1e-9)
    let reversed = try #require(
      PredictionPoweredMean(predictions: f.reversed(), labels: labels.reversed(), clusters: clusters.reversed()))
    #expect(abs(found.value - reversed.value) < 1e-12 && abs(found.interval.low - reversed.interval.low) < 1e-9)
    let few = labels.indices.map { $0 < 14 ? labels[$0] : nil }
    #expect(PredictionPoweredMean(predictions: f, labels: few, clusters: clusters) == nil)
  }
}
