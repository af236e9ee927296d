internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

extension RouterTrainer {
  /// The router with what decisions rest on beside the probabilities: their errors on held-out rows, what models will
  /// use, and how far from training a prompt may lie.
  func grounded(
    _ router: Router, _ set: FeaturizedTable, _ heldOut: Predictions, folds: [Int]
  ) throws(RouterError) -> Router {
    let targets = TrainingTargets(set.table, target)
    let usage: Usage?
    do throws(TrainingError) {
      usage = try UsageFit(set, folds: folds, threads: threads).usage
    } catch {
      throw .unsuitablePolicy(reason: "what models use up cannot be learnt: \(error)")
    }
    return try router.with { manifest in
      manifest.usage = usage
      manifest.domainCheck = set.domainCheck(of: router)
      // Who met the reference on a row is seldom known, so that there is little to hold those probabilities against.
      for m in manifest.models.indices where target != .preference {
        let rows = set.table.rows.indices.filter { targets.weights[$0, m] > 0 }
        manifest.models[m].reliability = Reliability(
          probabilities: rows.map { heldOut.probabilities[$0 * heldOut.models + m] },
          scores: rows.map { Double(targets.labels[$0, m]) })
      }
    }
  }
}

extension FeaturizedTable {
  /// The distances that one prompt in a hundred exceeds, each without itself.
  fileprivate func domainCheck(of router: Router) -> DomainCheck? {
    let novelties = router.heads[LexicalHead.self].map { heads in
      features.terms.map { heads.unseenNGramShare(of: $0.lazy.map(\.bucket), rows: table.rows.count, itself: true) }
    }
    let strangenesses = router.heads[StructuralHead.self].map { heads in
      features.structural.map { heads.featureDistance(of: Array($0)) }
    }
    guard novelties != nil || strangenesses != nil else { return nil }
    return DomainCheck(
      unseenNGramShareBound: novelties.map { Self.bound($0) },
      featureDistanceBound: strangenesses.map { Self.bound($0) })
  }

  /// The least value that at most a hundredth of `values` exceed.
  private static func bound(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count - 1 - sorted.count / 100]
  }
}
