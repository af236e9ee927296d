package import Pointsman
internal import PointsmanSupport

extension Router {
  /// What `pointsman inspect` prints: models, blocks, training, and the verdict found in training.
  package var summary: String {
    let manifest = manifest
    let header = ["model", "mean score", "mean cost $", "calibration"]
    let rows = manifest.models.map { model in
      [model.name, fixed(model.meanScore), significant(model.meanCost), model.calibration.name]
    }
    var lines = ["router \(digest.prefix(12)), probabilities of \(manifest.target.rawValue)"]
    if let reference = manifest.reference { lines.append("preferred to \(reference)") }
    if let pair = manifest.pair { lines.append("weak \(pair.weak), strong \(pair.strong)") }
    lines += [""] + aligned([header] + rows) + [""]
    let training = manifest.training
    lines.append("blocks: " + heads.map(\.summary).joined(separator: ", "))
    lines.append("trained on \(training.rows) prompts, \(training.folds) folds, seed \(training.seed)")
    lines.append("data sha256 \(training.dataDigest)")
    lines.append("\(manifest.golden.count) golden prompts")
    lines += manifest.policyLines
    if let reason = manifest.evaluation?["verdict"]?["reason"]?.string { lines += [""] + wrapped(reason) }
    return lines.joined(separator: "\n")
  }
}

extension Calibration {
  fileprivate var name: String {
    switch self {
    case .platt(let slope, let intercept): "Platt, slope \(fixed(slope)), intercept \(fixed(intercept))"
    case .isotonic(let logits, _): "isotonic, \(logits.count) points"
    }
  }
}
