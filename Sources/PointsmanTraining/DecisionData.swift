internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// The data that decisions rest on beside the probabilities: usage forecasts, the probabilities' errors on held-out rows,
/// and bounds on the distance of a prompt from training.
struct DecisionData {
  /// nil when the table records no usage.
  let usage: Usage?
  /// nil for a router without a block that a distance can be measured in.
  let domainCheck: DomainCheck?
  /// One a model; nil where reliability cannot be measured.
  let reliabilities: [Reliability?]?

  /// - Parameters:
  ///   - targets: of the router's regressions.
  ///   - heldOut: nil after a softmax: a row seldom records who met the reference, which leaves little to compare the
  ///     probabilities with.
  ///   - router: the one that `prepared` trained.
  init(
    _ prepared: FeaturizedTable, _ targets: Targets, heldOut: Predictions?, router: Router, threads: Int
  ) throws(TrainingError) {
    usage = try UsageFit(prepared, folds: targets.folds, threads: threads).usage
    domainCheck = DomainCheck(of: prepared, router)
    reliabilities = heldOut.map { heldOut in
      (0..<heldOut.models).map { model in
        let rows = (0..<targets.rows).filter { targets.weights[$0, model] > 0 }
        return Reliability(
          probabilities: rows.map { heldOut[$0, model] }, scores: rows.map { Double(targets.labels[$0, model]) },
          weights: rows.map { Double(targets.weights[$0, model]) })
      }
    }
  }
}

extension Router {
  /// The router with `data` in its manifest.
  func attaching(_ data: DecisionData) throws(RouterError) -> Router {
    try with { manifest in
      manifest.usage = data.usage
      manifest.domainCheck = data.domainCheck
      for (model, reliability) in (data.reliabilities ?? []).enumerated() {
        manifest.models[model].reliability = reliability
      }
    }
  }
}

extension DomainCheck {
  /// The distances that one training prompt in a hundred exceeds, each measured without itself.
  fileprivate init?(of prepared: FeaturizedTable, _ router: Router) {
    let features = prepared.features
    let unseenNGramShares = router.heads[LexicalHead.self].map { head in
      features.terms.map {
        head.unseenNGramShare(of: $0.lazy.map(\.bucket), rows: prepared.table.rows.count, itself: true)
      }
    }
    let featureDistances = router.heads[StructuralHead.self].map { head in
      features.structural.map { head.featureDistance(of: Array($0)) }
    }
    guard unseenNGramShares != nil || featureDistances != nil else { return nil }
    self.init(
      unseenNGramShareBound: unseenNGramShares.map { Self.bound($0) },
      featureDistanceBound: featureDistances.map { Self.bound($0) })
  }

  /// The least value that at most a hundredth of `values` exceed.
  private static func bound(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count - 1 - sorted.count / 100]
  }
}
