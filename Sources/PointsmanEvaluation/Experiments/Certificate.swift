package import Pointsman
internal import PointsmanSupport

/// The certified points of a curve for several guarantees, and how many more prompts would certify cheaper ones.
package struct Certificate: Sendable {
  /// One guarantee along the curve.
  package struct Line: Sendable {
    /// Of the best single model's mean score, to be kept.
    package let share: Double
    /// The cheapest point that is certified to keep it; nil when none is.
    package let certified: Int?
    /// The cheapest point that keeps it on these very prompts, which is no certificate; nil when none does.
    package let seen: Int?
    /// The next cheaper points that more prompts would certify.
    package let further: [Further]
  }

  /// A point that more prompts would certify, if they show the same differences as those at hand.
  package struct Further: Sendable {
    package let point: Int
    /// Draws in total, with which it is certified with a chance of about 0.8.
    package let draws: Int
  }

  /// Guarantees that every certificate lists.
  package static let shares = [0.99, 0.97, 0.95, 0.93, 0.90]
  /// Each further point is cheaper than the one before by this part of the best model's cost, and there are at most so many.
  private static let (leastSaving, mostFurther) = (0.05, 3)
  /// A difference that needs ten times the prompts is too small to be known from these.
  private static let mostGrowth = 10

  package let curve: OperatingCurve
  /// The guarantee that was asked for.
  package let guarantee: Double
  /// Of each line by itself.
  package let confidence: Double
  /// One for each of `shares` and for `guarantee`, falling.
  package let lines: [Line]

  /// The line of the guarantee that was asked for.
  package var line: Line { lines.first { $0.share == guarantee }! }

  /// The certified policy of the guarantee that was asked for; nil when there is none.
  package var policy: Policy? { line.certified.map { curve.points[$0].policy } }

  /// O(guarantees · points · n · M).
  ///
  /// - Parameters:
  ///   - guarantee: the share of the best single model's mean score, above 0 and at most 1.
  ///   - confidence: above 0 and below 1.
  package init(_ curve: OperatingCurve, guarantee: Double, confidence: Double, threads: Int = 1) {
    (self.curve, self.guarantee, self.confidence) = (curve, guarantee, confidence)
    let shares = Set(Self.shares + [guarantee]).sorted(by: >)
    lines = concurrentMap(count: shares.count, threads: threads) { index in
      Self.line(curve, GuaranteeTest(share: shares[index], confidence: confidence))
    }
  }

  private static func line(_ curve: OperatingCurve, _ test: GuaranteeTest) -> Line {
    let certified = test.lastCertified(points: curve.points.map(\.scores), start: curve.start, singles: curve.singles)
    let seen = curve.points.indices.filter { curve.points[$0].score >= test.share * curve.bestScore }
      .min { (curve.expense($0), $0) < (curve.expense($1), $1) }
    var further: [Further] = []
    // The sequence has to pass every point before: the largest number so far counts.
    var (draws, last) = (curve.count + 1, curve.relativeExpense(certified))
    for point in (certified.map { $0 + 1 } ?? 0)..<curve.points.count where further.count < mostFurther {
      // Enough for the careful points is not needed where the others pass without them.
      if certified == nil, point < curve.start { continue }
      guard let needed = test.neededDraws(curve.points[point].scores, singles: curve.singles),
        needed <= mostGrowth * curve.count
      else { break }
      draws = max(draws, needed)
      let expense = curve.relativeExpense(point)
      guard last - expense >= leastSaving else { continue }
      further.append(Further(point: point, draws: draws))
      last = expense
    }
    return Line(share: test.share, certified: certified, seen: seen, further: further)
  }
}

extension OperatingCurve {
  /// The cost of a point as a part of the best single model's, or by forecast as a part of that of the best model of
  /// training; without costs the share of calls to the strong model. Infinite for no point, and not a number where the
  /// best model costs nothing.
  func relativeExpense(_ point: Int?) -> Double {
    guard let point else { return .infinity }
    if let cost = points[point].cost, let bestCost { return bestCost > 0 ? cost / bestCost : .nan }
    if let cost = points[point].forecastCost, let first = points[0].forecastCost {
      return first > 0 ? cost / first : .nan
    }
    return expense(point)
  }
}
