package import Pointsman
internal import PointsmanSupport

extension Router {
  /// The router as `pointsman inspect` prints it: models, blocks, training, and the verdict found in training. Of more than
  /// twenty models the best twenty have a line, unless all are asked for.
  package func summary(allModels: Bool = false) -> String {
    let manifest = manifest
    let header = ["model", "mean score", "mean cost $", "calibration"]
    let shown = ShownModels(scores: manifest.models.map(\.meanScore), all: allModels)
    let rows = shown.indices.map { manifest.models[$0] }.map { model in
      [model.name, fixed(model.meanScore), significant(model.meanCost), model.calibration.name]
    }
    var lines = ["router \(digest.prefix(12)), probabilities of \(manifest.target.rawValue)"]
    if let reference = manifest.reference { lines.append("preferred to \(reference.visible)") }
    if let pair = manifest.pair { lines.append("weak \(pair.weak.visible), strong \(pair.strong.visible)") }
    lines += [""] + aligned([header] + rows) + (shown.rest.map { [$0] } ?? []) + [""]
    let training = manifest.training
    lines.append("blocks: " + heads.map(\.summary).joined(separator: ", "))
    lines.append("trained on \(training.rows) prompts, \(training.folds) folds, seed \(training.seed)")
    lines.append("data sha256 \(training.dataDigest)")
    lines.append("\(manifest.golden.count) golden prompts")
    lines += manifest.policyLines
    if let reason = manifest.evaluation?["verdict"]?["reason"]?.string {
      // A file may hold any text here.
      lines += [""] + wrapped(shortened(reason, 2000))
    }
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

extension RouterManifest {
  /// Policies and their data as `pointsman inspect` prints them, a line each; none where there are none.
  var policyLines: [String] {
    var lines: [String] = []
    if let usage {
      let known = Usage.Quantity.allCases.compactMap { quantity in
        usage.heads[quantity].map { heads in
          let learnt = heads.count { !($0?.weights.isEmpty ?? true) }
          return "\(quantity.rawValue) (\(learnt) of \(heads.count) models by prompt)"
        }
      }
      lines.append("predicts " + known.joined(separator: ", "))
    }
    for (name, facts) in (policies?.facts ?? [:]).sorted(by: { $0.key < $1.key }) {
      let window = facts.contextWindow.map { ["reads \($0) tokens"] } ?? []
      lines.append("model \(name.visible): " + (facts.capabilities + window).joined(separator: ", ").visible)
    }
    for (name, policy) in (policies?.policies ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines += ["", "policy \(name.visible)"] + policy.lines.map { "  \($0.visible)" }
    }
    return lines
  }
}

extension Policy {
  /// Its rules, one a line.
  var lines: [String] {
    var lines = [objective.phrase]
    if let allowed { lines.append("among " + allowed.listed) }
    if !required.isEmpty { lines.append("capable of " + required.joined(separator: ", ")) }
    if let maximumCost { lines.append("at most \(significant(maximumCost)) USD a prompt") }
    if let maximumLatency { lines.append("at most \(significant(maximumLatency)) s a prompt") }
    if let maximumFirstToken { lines.append("at most \(significant(maximumFirstToken)) s until the first token") }
    for override in overrides { lines.append("\(override.condition.phrase): \(override.model), \(override.reason)") }
    if isGuarded { lines.append("in doubt " + (fallback ?? "the best model in training")) }
    if switchingCost > 0 { lines.append("stays with a model unless another gains \(significant(switchingCost))") }
    return lines
  }
}

extension Objective {
  /// A description within a sentence.
  var phrase: String {
    switch self {
    case .mostLikely: "the most likely model"
    case .threshold(let threshold): "the strong model where its advantage is \(fixed(threshold)) or more"
    case .quality(let quality): "the cheapest model of probability \(fixed(quality)) or more"
    case .utility(let usd, let seconds, let first):
      "a success is worth "
        + [
          usd.map { "\(significant($0)) USD" }, seconds.map { "\(significant($0)) s" },
          first.map { "\(significant($0)) s until the first token" },
        ].compactMap(\.self).joined(separator: " and ")
    }
  }
}

extension Override.Condition {
  fileprivate var phrase: String {
    switch self {
    case .feature(let name, let bound): "where \(name) ≥ \(significant(bound))"
    case .tag(let name, let value): "where \(name) is \(value)"
    }
  }
}

extension Explanation {
  /// The explanation as `pointsman explain` prints it: the contributions that separate the model of highest probability
  /// from the next one, the `limit` largest by name and the rest as one sum, each model's column adding up to its logit.
  package func text(limit: Int) -> String {
    let order = models.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
    let (first, second) = (order[0], order[order.count > 1 ? 1 : 0])
    // Three columns of models fit a terminal; of more, the two that decide.
    let columns = models.count <= 3 ? order : [first, second]
    let ranked = contributions(of: first, against: second).map(\.contribution)
    let rest = ranked.dropFirst(limit)
    var rows = [["the prompt"] + columns.map { models[$0] }]
    for contribution in ranked.prefix(limit) {
      rows.append([contribution.phrase] + columns.map { signed(contribution.values[$0], 2) })
    }
    if !rest.isEmpty {
      rows.append(
        ["\(rest.count) smaller contributions"]
          + columns.map { column in signed(rest.reduce(0) { $0 + $1.values[column] }, 2) })
    }
    rows.append(["logit"] + columns.map { signed(logits[$0], 2) })
    for correction in corrections {
      rows.append([correction.phrase + ", log odds"] + columns.map { signed(correction.values[$0], 2) })
    }
    rows.append(["probability, calibrated"] + columns.map { fixed(probabilities[$0]) })
    return aligned(rows).joined(separator: "\n")
  }
}
